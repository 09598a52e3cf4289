"""The pages of secretariat, committee and operators: notices, reports, awards, the logo; and what their pictures show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chassis.kernel.clock import beijing_date
from cli.synthetic import ReportFile, small_pdf

from .shot import Shot, press

if TYPE_CHECKING:
    from cli.demo.client import User
    from cli.demo.world import Plan

SECRETARIAT, COMMITTEE, OPERATOR = "pictures-secretariat", "pictures-committee", "pictures-operator"
# synthetic people from this index on belong to nobody else
_REPORTERS = 690_000


def appoint_staff(operator: User, password: str) -> None:
    """Open an account for each national role."""
    for login, role in ((SECRETARIAT, "secretariat"), (COMMITTEE, "committee"), (OPERATOR, "operator")):
        operator.invite(login, password, [{"role": role, "division": ""}])  # type: ignore[typeddict-item]


def prepare(user: Callable[[], User], plan: Plan, password: str, played: dict[str, str]) -> dict[str, str]:
    """File objections to the winners' notice and reports about the winner, one of which is heard; return their names."""
    anyone, committee = user(), user().sign_in(COMMITTEE, password)
    address = f"/api/v1/notices/{played['winners']}/objections"
    objected = {"team_id": played["winner"], "text": "该项目与往届获奖项目内容相近，请核实。"}
    filed = anyone.post(address, objected)
    anyone.post(address, {"text": "名单中的单位名称与登记名称不一致。"})
    fresh, evidence = file_report(anyone, plan, played, 1)
    heard, _ = file_report(anyone, plan, played, 2)
    committee.post(f"/api/v1/reports/{heard}/acceptance", {"reason": "线索具体，予以受理。"})
    committee.post(f"/api/v1/reports/{heard}/hearing", {"record": "已听取参赛单位陈述，该单位表示材料属实。"})
    logo, logo_withdrawn = authorise_logo(committee)
    return {
        "logo": logo,
        "logo_withdrawn": logo_withdrawn,
        "objection": str(filed["objection_id"]),
        "report": fresh,
        "report_heard": heard,
        "evidence": evidence,
    }


def authorise_logo(committee: User) -> tuple[str, str]:
    """Let the committee authorise a use of the logo that is in force, and withdraw another one; return their ids."""
    later = _authorise(committee, "合成标识使用单位（已撤销）", "2025-01-01")
    reason = {"reason": "超出授权范围使用标识。"}
    withdrawn = committee.post(f"/api/v1/logo-authorisations/{later['authorisation_id']}/withdrawal", reason)
    today = beijing_date(datetime.fromisoformat(withdrawn["withdrawn_at"]))
    return str(_authorise(committee, "合成标识使用单位", today)["authorisation_id"]), str(later["authorisation_id"])


def _authorise(committee: User, name: str, first_day: str) -> dict[str, Any]:
    use = {"body_name": name, "scope": "分赛宣传活动、网站、印刷品。", "first_day": first_day, "last_day": "2025-12-31"}
    return dict(committee.post("/api/v1/logo-authorisations", use))


def file_report(anyone: User, plan: Plan, played: dict[str, str], number: int) -> tuple[str, str]:
    """Report the winner of a played contest under a synthetic name, with a file; return the ids of report and file."""
    kept = anyone.upload_evidence(ReportFile(f"合成证据{number}.pdf", small_pdf(f"evidence {number}")))
    person = plan.synthetic.person(_REPORTERS + number)
    reporter: dict[str, Any] = {
        "real_name": person.name,
        "identity_kind": "resident",
        "identity_number": person.identity_number,
        "contact": "reporter@example.invalid",
    }
    body = {
        "team_id": played["winner"],
        "notice_id": played["winners"],
        "text": "该项目申报的应用证明属于其他单位。",
        "evidence": [{"evidence_id": kept["evidence_id"]}],
        "reporter": reporter,
    }
    return str(anyone.post("/api/v1/reports", body)["report_id"]), str(kept["evidence_id"])


_OBJECTION, _REPORT = "/staff/objections/{objection}", "/staff/reports/{report_heard}"
_SETTLE, _OF_SETTLING = f"{_OBJECTION}/settlement", "/staff/objections/{objection_id}/settlement"
_RULE, _OF_RULING = f"{_REPORT}/adjudication", "/staff/reports/{report_id}/adjudication"
_READ, _OF_READING = f"{_REPORT}/reporter", "/staff/reports/{report_id}/reporter"
_EVIDENCE, _OF_EVIDENCE = (
    "/staff/reports/{report}/evidence/{evidence}",
    "/staff/reports/{report_id}/evidence/{evidence_id}",
)
_SPECIAL = "/staff/awards/special"
_ANNOUNCE = "/staff/awards/announcement"
_LOGO, _OF_LOGO = "/staff/logo-authorisations", "/staff/logo-authorisations/{authorisation_id}"
_NEW_LOGO, _WITHDRAW = f"{_LOGO}/new", f"{_LOGO}/{{logo}}/withdrawal"
SHOTS = (
    Shot("staff-notices", "/staff/notices", "/staff/notices", SECRETARIAT, played=True),
    Shot("staff-notice", "/staff/notices/{winners}", "/staff/notices/{notice_id}", COMMITTEE, played=True),
    Shot("staff-objections", "/staff/objections", "/staff/objections", SECRETARIAT, played=True),
    Shot("staff-objections-refused", "/staff/objections", "/staff/objections", SECRETARIAT, press("所选异议不成立"), played=True),
    Shot("staff-objection", _OBJECTION, "/staff/objections/{objection_id}", COMMITTEE, played=True),
    Shot("staff-objection-settlement", _SETTLE, _OF_SETTLING, COMMITTEE, played=True),
    Shot("staff-objection-settlement-refused", _SETTLE, _OF_SETTLING, SECRETARIAT, press("提交处理结果"), played=True),
    Shot("staff-reports", "/staff/reports", "/staff/reports", COMMITTEE, played=True),
    Shot("staff-report", "/staff/reports/{report}", "/staff/reports/{report_id}", COMMITTEE, played=True),
    Shot("staff-report-heard", _REPORT, "/staff/reports/{report_id}", COMMITTEE, played=True),
    Shot("staff-report-refused", _REPORT, "/staff/reports/{report_id}", COMMITTEE, press("保存记录"), played=True),
    Shot("staff-report-evidence", _EVIDENCE, _OF_EVIDENCE, COMMITTEE, played=True),
    Shot("staff-adjudication", _RULE, _OF_RULING, COMMITTEE, played=True),
    Shot("staff-adjudication-refused", _RULE, _OF_RULING, COMMITTEE, press("提交裁定"), played=True),
    Shot("staff-reporter", _READ, _OF_READING, COMMITTEE, played=True),
    Shot("staff-reporter-read", _READ, _OF_READING, COMMITTEE, press("查看", purpose="联系举报人核实证据来源"), played=True),
    Shot("staff-awards", "/staff/awards", "/staff/awards", SECRETARIAT, played=True),
    Shot("staff-winners", _ANNOUNCE, _ANNOUNCE, SECRETARIAT),
    Shot("staff-winners-refused", _ANNOUNCE, _ANNOUNCE, SECRETARIAT, press("下一步：核对名单"), played=True),
    Shot("staff-special-award", _SPECIAL, _SPECIAL, COMMITTEE, played=True),
    Shot("staff-special-award-refused", _SPECIAL, _SPECIAL, COMMITTEE, press("确认授予"), played=True),
    Shot("staff-entitlements", "/staff/entitlements", "/staff/entitlements", COMMITTEE, played=True),
    Shot("staff-logo", _LOGO, _LOGO, COMMITTEE, played=True),
    Shot("staff-logo-short", f"{_LOGO}?text=合", _LOGO, COMMITTEE, played=True),
    Shot("staff-logo-new", _NEW_LOGO, _NEW_LOGO, COMMITTEE),
    Shot("staff-logo-new-refused", _NEW_LOGO, _NEW_LOGO, COMMITTEE, press("确认授权", body_uscc="91"), played=True),
    Shot("staff-logo-of-one", f"{_LOGO}/{{logo}}", _OF_LOGO, COMMITTEE, played=True),
    Shot("staff-logo-withdrawn", f"{_LOGO}/{{logo_withdrawn}}", _OF_LOGO, SECRETARIAT, played=True),
    Shot("staff-logo-withdrawal", _WITHDRAW, f"{_OF_LOGO}/withdrawal", COMMITTEE, played=True),
    Shot("staff-logo-withdrawal-refused", _WITHDRAW, f"{_OF_LOGO}/withdrawal", COMMITTEE, press("确认撤销"), played=True),
    Shot("staff-operations", "/staff/operations", "/staff/operations", OPERATOR, played=True),
    Shot("staff-service", "/staff/operations/review", "/staff/operations/{service}", OPERATOR, played=True),
    Shot("work-secretariat-played", "/work/secretariat", "/work/{role}", SECRETARIAT, played=True),
    Shot("work-committee", "/work/committee", "/work/{role}", COMMITTEE, played=True),
    Shot("work-operator", "/work/operator", "/work/{role}", OPERATOR, played=True),
)  # fmt: skip

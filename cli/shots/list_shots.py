"""The pages of staff about teams, accounts and lists, and what their pictures show beside the participants' world."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .shot import HOST, Shot, button, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from cli.demo.client import User
    from cli.demo.world import Plan

# an account of the secretariat, and a reviewer whom the host administers
CLERK, REVIEWER = "clerk", "shown-reviewer"
_PATIENCE = 60.0
_CONTEST_REASON = "该团队未取得本单位授权，以本单位的项目报名。"


def prepare(
    user: Callable[[], User], plan: Plan, code: str, topic: str, password: str, host: User, operator: User
) -> dict[str, str]:
    """Appoint a clerk and a reviewer, announce, and let a team claim another one's name; return their names."""
    operator.invite(CLERK, password, [{"role": "secretariat", "division": ""}])
    reviewer = host.invite(REVIEWER, password, [{"role": "reviewer", "division": code}])
    host.post(
        "/api/v1/announcements",
        {"division_code": code, "title": "关于做好作品提交工作的通知", "text": "请各团队在截止时间前完成提交。"},
    )
    expert = {"role": "expert", "division": code}
    uscc = plan.synthetic.organisation(11, "enterprise").uscc
    host.post("/api/v1/invitations", {"roles": [expert], "organisation_uscc": uscc})
    claimant, stranger = (user().sign_up(login, password) for login in ("claimant", "stranger"))
    wanted: dict[str, Any] = dict(plan.synthetic.registration(12, code, topic, people=1))
    lead = wanted["lead"] | {"name": "合成冒名单位"}
    taken: dict[str, Any] = dict(plan.synthetic.registration(13, code, topic, people=1)) | {
        name: wanted[name] for name in ("project_name", "team_name", "track", "topic_id")
    }
    people = [person | {"organisation_uscc": lead["uscc"]} for person in taken["representatives"]]
    stranger.post("/api/v1/teams", taken | {"lead": lead, "co_organisations": [], "representatives": people})
    claimant.post("/api/v1/teams", wanted | {"contest_reason": _CONTEST_REASON})
    until = time.monotonic() + _PATIENCE
    while not (claims := host.get("/api/v1/name-claims", division_code=code)["claims"]) and time.monotonic() < until:
        time.sleep(0.2)
    return {"claim": claims[0]["claim_id"], "reviewer_account": reviewer}


def _faulty_list(page: Page) -> None:
    """Try a list of invitations with a faulty line."""
    _try(page, "名单.csv", "角色 role*,分赛代码 division\n审查员,110000\n裁判,110000\n")


def _right_list(page: Page) -> None:
    """Try a word list without faults."""
    page.fill("#name", "示例词库")
    page.fill("#as_of", "2024-05-01")
    page.fill("#source", "组委会秘书处")
    _try(page, "词库.csv", "词 word*,处理 severity*\n示例违禁词,拒绝\n")


def _try(page: Page, name: str, text: str) -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.set_input_files("input[type=file]", [file])  # type: ignore[arg-type]
    button(page, "试运行").click()
    page.wait_for_load_state()


_ACCOUNT = "/staff/accounts/{reviewer_account}"
_ROUTE = "/staff/accounts/{account_id}"
SHOTS = (
    Shot("staff-teams", "/staff/teams", "/staff/teams", HOST),
    Shot("staff-teams-searched", "/staff/teams", "", HOST, press("查找", beginning="合成")),
    Shot("staff-teams-national", "/staff/teams", "", CLERK),
    Shot("staff-team", "/staff/teams/{submitted}", "/staff/teams/{team_id}", HOST),
    Shot("staff-team-joint", "/staff/teams/{joint}", "", HOST),
    Shot(
        "staff-team-organisations",
        "/staff/teams/{submitted}/organisations",
        "/staff/teams/{team_id}/organisations",
        HOST,
    ),
    Shot("staff-passing-on", "/staff/teams/{submitted}/passing-on", "/staff/teams/{team_id}/passing-on", HOST),
    Shot("staff-passing-on-refused", "/staff/teams/{submitted}/passing-on", "", HOST, press("确认移交", reason="短")),
    Shot("staff-submission", "/teams/{submitted}/submissions/1", "", HOST),
    Shot("staff-accounts", "/staff/accounts", "/staff/accounts", HOST),
    Shot("staff-accounts-national", "/staff/accounts", "", CLERK),
    Shot("staff-account", _ACCOUNT, _ROUTE, HOST),
    Shot("staff-account-roles", f"{_ACCOUNT}/roles", f"{_ROUTE}/roles", HOST),
    Shot("staff-account-roles-refused", f"{_ACCOUNT}/roles", "", HOST, press("保存角色")),
    Shot("staff-account-state", f"{_ACCOUNT}/state", f"{_ROUTE}/state", HOST),
    Shot("staff-account-password", f"{_ACCOUNT}/password-reset", f"{_ROUTE}/password-reset", HOST),
    Shot(
        "staff-account-password-made",
        f"{_ACCOUNT}/password-reset",
        "",
        HOST,
        press("生成重置链接", identity_check="持单位介绍信和本人证件当面核实。"),
    ),
    Shot("staff-account-second-factor", f"{_ACCOUNT}/second-factor-reset", f"{_ROUTE}/second-factor-reset", HOST),
    Shot("staff-second-factor-resets", "/staff/second-factor-resets", "/staff/second-factor-resets", HOST),
    Shot("staff-invitations", "/staff/invitations", "/staff/invitations", HOST),
    Shot("staff-invitation-new", "/staff/invitations/new", "/staff/invitations/new", HOST),
    Shot("staff-invitation-new-national", "/staff/invitations/new", "", CLERK),
    Shot("staff-invitation-refused", "/staff/invitations/new", "", HOST, press("生成邀请链接")),
    Shot("staff-invitation-import", "/staff/invitations/import", "/staff/invitations/import", HOST),
    Shot("staff-invitation-import-faulty", "/staff/invitations/import", "", HOST, _faulty_list),
    Shot("staff-imports", "/staff/imports", "/staff/imports", CLERK),
    Shot("staff-import", "/staff/imports/credit-lists", "/staff/imports/{list_name}", CLERK),
    Shot("staff-import-refused", "/staff/imports/affiliations", "", CLERK, press("试运行")),
    Shot("staff-import-tried", "/staff/imports/word-lists", "", CLERK, _right_list),
    Shot("staff-name-claims", "/staff/name-claims", "/staff/name-claims", HOST),
    Shot("staff-name-claim", "/staff/name-claims/{claim}", "/staff/name-claims/{claim_id}", HOST),
    Shot("staff-name-claim-refused", "/staff/name-claims/{claim}", "", HOST, press("作出决定")),
    Shot("staff-dossiers", "/staff/divisions/{open}/dossiers", "/staff/divisions/{code}/dossiers", HOST),
    Shot("staff-dossiers-early", "/staff/divisions/{open}/dossiers", "", HOST, press("生成材料包")),
    Shot("staff-announcements", "/staff/announcements", "/staff/announcements", HOST),
    Shot("staff-announcement", "/staff/announcements/new", "/staff/announcements/new", CLERK),
    Shot("staff-announcement-refused", "/staff/announcements/new", "", HOST, press("发布")),
    Shot("staff-deliveries", "/staff/deliveries", "/staff/deliveries", CLERK),
)

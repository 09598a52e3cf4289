"""Reviewers decide."""

from __future__ import annotations

import hashlib
import io
import zipfile

from dasai_client import models

from .. import client
from ..client import User
from ..world import REVIEWERS_PER_DIVISION, STRANGERS, later
from .running import Demo, DemoError


def review(demo: Demo) -> None:
    """Let reviewers decide every submission's case; a team that was rejected appeals (rules D1 to D4)."""
    plan = demo.plan
    reviewers: dict[str, list[User]] = {}

    def appoint(place: tuple[int, str]) -> None:
        number, code = place
        staff: list[models.ReviewerBody] = []
        reviewers[code] = []
        for seat in range(REVIEWERS_PER_DIVISION):
            own = plan.synthetic.organisation(STRANGERS + 3000 + number * 10 + seat, "public_institution")
            login = f"reviewer-{code}-{seat}"
            user = demo.staff(login, [{"role": "reviewer", "division": code}], demo.hosts[code], own.uscc)
            demo.reviewers[user.account_id] = user
            reviewers[code].append(user)
            staff.append({"account_id": user.account_id})
        client.appoint(lambda: demo.hosts[code].api.appoint_reviewers(code, {"reviewers": staff}))

    with_teams = {team.division for team in demo.teams}
    places = [(number, code) for number, code in enumerate(plan.divisions) if code in with_teams]
    demo.each(places, appoint, "审查员 reviewers")

    def assigned_cases() -> list[models.Case] | None:
        assigned = demo.secretariat.pages(demo.secretariat.api.list_cases, "cases", state="assigned")
        return assigned if len(assigned) == len(demo.teams) else None

    assigned = demo.until("every submission has an assigned case", assigned_cases) or []
    demo.move_to(later(plan.submission_closes, days=3))
    _download(demo, assigned[0]["team"]["division_code"])
    rejected = {team.id for team in plan.rejected(demo.teams)}

    def decide(case: models.Case) -> None:
        fails = case["case_id"] in rejected
        decision: models.DecisionBody = {
            "submission_number": case["submission_number"],
            "outcome": "rejected" if fails else "passed",
            "judgements": {"compliance": True, "authenticity": not fails, "lawfulness": True},
            "reason": "应用案例证明与申报内容不一致。" if fails else "材料完整，符合参赛条件。",
        }
        demo.reviewers[case["reviewer_id"]].api.decide_case(case["case_id"], decision)
        demo.count("未过 rejected" if fails else "通过 passed review", case["team"]["division_code"])

    against: models.DecisionBody = {
        "submission_number": 1,
        "outcome": "passed",
        "judgements": {"compliance": True, "authenticity": False, "lawfulness": True},
        "reason": "通过",
    }
    first = assigned[0]
    case_id = first["case_id"]
    reviewer = demo.reviewers[first["reviewer_id"]]
    demo.refused("D4_JUDGEMENT_AGAINST", lambda: reviewer.api.decide_case(case_id, against))
    nothing: models.DecisionBody = {
        "submission_number": 1,
        "outcome": "rejected",
        "judgements": {"compliance": True, "authenticity": True, "lawfulness": True},
        "reason": "不通过",
    }
    demo.refused("D4_NOTHING_AGAINST", lambda: reviewer.api.decide_case(case_id, nothing))
    other = next(user for user in reviewers[first["team"]["division_code"]] if user is not reviewer)
    demo.refused("D1_OTHER_REVIEWER", lambda: other.api.decide_case(case_id, against), code="NOT_FOUND")
    demo.each(assigned, decide, "资格审查 decisions")
    _appeal(demo, reviewers)


def _download(demo: Demo, code: str) -> None:
    """Let a host fetch all that its division submitted as one file; fail unless it has a folder for each team (rule K3)."""
    api = demo.hosts[code].api
    identifier = api.request_dossier(code)["dossier_id"]

    def ready() -> models.Dossier | None:
        dossier = api.get_dossier(identifier)
        if dossier["state"] == "failed":
            raise DemoError(f"the dossier of {code} failed: {dossier['failure']}")
        return dossier if dossier["state"] == "ready" else None

    dossier = demo.until("a host's dossier is ready", ready)
    content = api.download_dossier(identifier)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        damaged, names = archive.testzip(), archive.namelist()
    pages = [name for name in names if name.endswith(".html")]
    submitted = [team for team in demo.teams if team.division == code]
    if damaged or hashlib.sha256(content).hexdigest() != dossier["sha256"] or len(pages) != len(submitted):
        raise DemoError(f"the dossier of {code} has {len(pages)} declarations, {len(submitted)} teams submitted")
    demo.occur("dossier fetched")


def _appeal(demo: Demo, reviewers: dict[str, list[User]]) -> None:
    """Let a rejected team appeal: the host grants it, and another reviewer decides anew (rule D3)."""
    team = demo.plan.rejected(demo.teams)[0]
    user, host = demo.participants[team.account].api, demo.hosts[team.division].api
    demo.until("the team sees the rejection", lambda: user.get_team(team.id)["review_state"] == "rejected")
    demo.occur("submission rejected")
    rejecting = host.get_case(team.id)["reviewer_id"]
    reason: models.Appeal = {"reason": "应用案例证明为同一项目的两个阶段，请予复核。"}
    if user.appeal_case(team.id, reason)["state"] != "appealed":
        raise DemoError("an appeal was lodged and the case does not say so")
    host.settle_appeal(team.id, {"granted": True, "reason": "申诉所述情况属实，应当重新审查。"})
    demo.refused("D3_OWN_DECISION", lambda: host.reassign_case(team.id, {"reviewer_id": rejecting}))
    demo.until("another reviewer has the case", lambda: host.get_case(team.id)["state"] == "assigned")
    other = host.get_case(team.id)["reviewer_id"]
    if other not in {seat.account_id for seat in reviewers[team.division]} - {rejecting}:
        raise DemoError("an appealed case went back to who rejected it")
    again: models.DecisionBody = {
        "submission_number": 1,
        "outcome": "rejected",
        "judgements": {"compliance": True, "authenticity": False, "lawfulness": True},
        "reason": "经其他审查员复核，证明材料与申报内容仍不一致。",
    }
    demo.reviewers[other].api.decide_case(team.id, again)
    demo.until("the team sees the second decision", lambda: user.get_team(team.id)["review_reason"] == again["reason"])
    demo.until("the team sees the answer", lambda: _granted(user.get_team(team.id)))
    demo.occur("appeal granted")
    demo.refused("D3_APPEALED_BEFORE", lambda: user.appeal_case(team.id, reason))


def _granted(team: models.Team) -> bool:
    """Return True if the team has read that its appeal was granted."""
    answer = team.get("appeal_answer")
    return answer is not None and answer["granted"]

"""Reviewers decide."""

from __future__ import annotations

from typing import Any

from ..client import User
from ..world import REVIEWERS_PER_DIVISION, STRANGERS, later
from .running import Demo, DemoError


def review(demo: Demo) -> None:
    """Let reviewers decide every submission's case; a team that was rejected appeals (rules D1 to D4)."""
    plan = demo.plan
    reviewers: dict[str, list[User]] = {}

    def appoint(place: tuple[int, str]) -> None:
        number, code = place
        staff = []
        reviewers[code] = []
        for seat in range(REVIEWERS_PER_DIVISION):
            user = demo.staff(f"reviewer-{code}-{seat}", [{"role": "reviewer", "division": code}], demo.hosts[code])
            demo.reviewers[user.account_id] = user
            reviewers[code].append(user)
            own = plan.synthetic.organisation(STRANGERS + 3000 + number * 10 + seat, "public_institution")
            staff.append({"account_id": user.account_id, "organisation_uscc": own.uscc})
        demo.hosts[code].put(f"/api/v1/divisions/{code}/reviewers", {"reviewers": staff})

    with_teams = {team.division for team in demo.teams}
    places = [(number, code) for number, code in enumerate(plan.divisions) if code in with_teams]
    demo.each(places, appoint, "审查员 reviewers")

    def assigned_cases() -> list[dict[str, Any]] | None:
        assigned: list[dict[str, Any]] = demo.secretariat.every("/api/v1/cases", "cases", state="assigned")
        return assigned if len(assigned) == len(demo.teams) else None

    assigned = demo.until("every submission has an assigned case", assigned_cases) or []
    demo.move_to(later(plan.submission_closes, days=3))
    rejected = {team.id for team in plan.rejected(demo.teams)}

    def decide(case: dict[str, Any]) -> None:
        fails = case["case_id"] in rejected
        decision = {
            "submission_number": case["submission_number"],
            "outcome": "rejected" if fails else "passed",
            "judgements": {"compliance": True, "authenticity": not fails, "lawfulness": True},
            "reason": "应用案例证明与申报内容不一致。" if fails else "材料完整，符合参赛条件。",
        }
        demo.reviewers[case["reviewer_id"]].post(f"/api/v1/cases/{case['case_id']}/decision", decision)
        demo.count("未过 rejected" if fails else "通过 passed review", case["team"]["division_code"])

    against = {
        "submission_number": 1,
        "outcome": "passed",
        "judgements": {"compliance": True, "authenticity": False, "lawfulness": True},
        "reason": "通过",
    }
    first = assigned[0]
    decision = f"/api/v1/cases/{first['case_id']}/decision"
    reviewer = demo.reviewers[first["reviewer_id"]]
    demo.refused("D4_JUDGEMENT_AGAINST", lambda: reviewer.post(decision, against))
    other = next(user for user in reviewers[first["team"]["division_code"]] if user is not reviewer)
    demo.refused("D1_OTHER_REVIEWER", lambda: other.post(decision, against), code="K1_FORBIDDEN")
    demo.each(assigned, decide, "资格审查 decisions")
    _appeal(demo)


def _appeal(demo: Demo) -> None:
    team = demo.plan.rejected(demo.teams)[0]
    user, host = demo.participants[team.account], demo.hosts[team.division]
    demo.until(
        "the team sees the rejection", lambda: user.get(f"/api/v1/teams/{team.id}")["review_state"] == "rejected"
    )
    demo.occur("submission rejected")
    address = f"/api/v1/cases/{team.id}/appeal"
    reason = {"reason": "应用案例证明为同一项目的两个阶段，请予复核。"}
    if user.post(address, reason)["state"] != "appealed":
        raise DemoError("an appeal was lodged and the case does not say so")
    settled = host.post(f"{address}/settlement", {"granted": False, "reason": "经复核，证明材料与申报内容仍不一致。"})
    if settled["state"] != "decided":
        raise DemoError("an appeal was settled and the case is not decided")
    demo.occur("appeal settled")
    demo.refused("D3_APPEALED_BEFORE", lambda: user.post(address, reason))

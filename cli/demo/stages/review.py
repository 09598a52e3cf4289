"""Reviewers decide."""

from __future__ import annotations

from typing import Any

from ..client import User
from ..world import REVIEWERS_PER_DIVISION, STRANGERS, later
from .running import Demo


def review(demo: Demo) -> None:
    """Every submission gets its case; reviewers decide; one rejection is appealed (rules D1 to D4)."""
    plan = demo.plan

    def appoint(one: tuple[int, str]) -> None:
        place, code = one
        staff = []
        for number in range(REVIEWERS_PER_DIVISION):
            user = demo.staff(f"reviewer-{code}-{number}", [{"role": "reviewer", "division": code}], demo.hosts[code])
            demo.reviewers[user.account_id] = user
            own = plan.synthetic.organisation(STRANGERS + 3000 + place * 10 + number, "public_institution")
            staff.append({"account_id": user.account_id, "organisation_uscc": own.uscc})
        demo.hosts[code].put(f"/api/v1/divisions/{code}/reviewers", {"reviewers": staff})

    demo.each(list(enumerate(plan.divisions)), appoint, "审查员 reviewers")

    def assigned() -> list[dict[str, Any]] | None:
        found: list[dict[str, Any]] = demo.secretariat.every("/api/v1/cases", "cases", state="assigned")
        return found if len(found) == len(demo.teams) else None

    cases = demo.until("every submission has an assigned case", assigned)
    demo.move_to(later(plan.submission_closes, days=3))
    rejected = {team.id for team in demo.teams[5::60]}

    def decide(case: dict[str, Any]) -> None:
        user = demo.reviewers[case["reviewer_id"]]
        fails = case["case_id"] in rejected
        decision = {
            "submission_number": case["submission_number"],
            "outcome": "rejected" if fails else "passed",
            "judgements": {"compliance": True, "authenticity": not fails, "lawfulness": True},
            "reason": "应用案例证明与申报内容不一致。" if fails else "材料完整，符合参赛条件。",
        }
        user.post(f"/api/v1/cases/{case['case_id']}/decision", decision)
        demo.count("审查不通过 rejected" if fails else "审查通过 passed review", case["team"]["division_code"])

    against = {
        "submission_number": 1,
        "outcome": "passed",
        "judgements": {"compliance": True, "authenticity": False, "lawfulness": True},
        "reason": "通过",
    }
    one = cases[0]
    reviewer = demo.reviewers[one["reviewer_id"]]
    demo.refused("D4_JUDGEMENT_AGAINST", lambda: reviewer.post(f"/api/v1/cases/{one['case_id']}/decision", against))
    stranger = next(user for user in demo.reviewers.values() if user.account_id != one["reviewer_id"])
    code = "NOT_FOUND" if one["team"]["division_code"] not in _divisions_of(stranger) else "K1_FORBIDDEN"
    demo.refused(code, lambda: stranger.post(f"/api/v1/cases/{one['case_id']}/decision", against))
    demo.each(cases, decide, "资格审查 decisions")


def _divisions_of(user: User) -> set[str]:
    return {role["division"] for role in user.get("/api/v1/accounts/me")["roles"]}

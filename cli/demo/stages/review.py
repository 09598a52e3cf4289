"""Reviewers decide."""

from __future__ import annotations

from typing import Any

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
        staff = []
        reviewers[code] = []
        for seat in range(REVIEWERS_PER_DIVISION):
            own = plan.synthetic.organisation(STRANGERS + 3000 + number * 10 + seat, "public_institution")
            roles = [{"role": "reviewer", "division": code}]
            user = demo.staff(f"reviewer-{code}-{seat}", roles, demo.hosts[code], own.uscc)
            demo.reviewers[user.account_id] = user
            reviewers[code].append(user)
            staff.append({"account_id": user.account_id})
        client.appoint(demo.hosts[code], f"/api/v1/divisions/{code}/reviewers", {"reviewers": staff})

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
    nothing = {
        "submission_number": 1,
        "outcome": "rejected",
        "judgements": {"compliance": True, "authenticity": True, "lawfulness": True},
        "reason": "不通过",
    }
    demo.refused("D4_NOTHING_AGAINST", lambda: reviewer.post(decision, nothing))
    other = next(user for user in reviewers[first["team"]["division_code"]] if user is not reviewer)
    demo.refused("D1_OTHER_REVIEWER", lambda: other.post(decision, against), code="K1_FORBIDDEN")
    demo.each(assigned, decide, "资格审查 decisions")
    _appeal(demo, reviewers)


def _appeal(demo: Demo, reviewers: dict[str, list[User]]) -> None:
    """Let a rejected team appeal: the host grants it, and another reviewer decides anew (rule D3)."""
    team = demo.plan.rejected(demo.teams)[0]
    user, host = demo.participants[team.account], demo.hosts[team.division]
    address, case = f"/api/v1/teams/{team.id}", f"/api/v1/cases/{team.id}"
    demo.until("the team sees the rejection", lambda: user.get(address)["review_state"] == "rejected")
    demo.occur("submission rejected")
    rejecting = host.get(case)["reviewer_id"]
    reason = {"reason": "应用案例证明为同一项目的两个阶段，请予复核。"}
    if user.post(f"{case}/appeal", reason)["state"] != "appealed":
        raise DemoError("an appeal was lodged and the case does not say so")
    host.post(f"{case}/appeal/settlement", {"granted": True, "reason": "申诉所述情况属实，应当重新审查。"})
    demo.refused("D3_OWN_DECISION", lambda: host.post(f"{case}/reassignment", {"reviewer_id": rejecting}))
    demo.until("another reviewer has the case", lambda: host.get(case)["state"] == "assigned")
    other = host.get(case)["reviewer_id"]
    if other not in {seat.account_id for seat in reviewers[team.division]} - {rejecting}:
        raise DemoError("an appealed case went back to who rejected it")
    again = {
        "submission_number": 1,
        "outcome": "rejected",
        "judgements": {"compliance": True, "authenticity": False, "lawfulness": True},
        "reason": "经其他审查员复核，证明材料与申报内容仍不一致。",
    }
    demo.reviewers[other].post(f"{case}/decision", again)
    demo.until("the team sees the second decision", lambda: user.get(address)["review_reason"] == again["reason"])
    demo.until("the team sees the answer", lambda: user.get(address).get("appeal_answer", {}).get("granted"))
    demo.occur("appeal granted")
    demo.refused("D3_APPEALED_BEFORE", lambda: user.post(f"{case}/appeal", reason))

"""Experts score; rankings freeze."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..client import User
from ..world import STRANGERS, later
from .running import Demo


def scoring(demo: Demo) -> None:
    """Divisions' experts score; rankings freeze, signed (rules E1 to E6)."""
    demo.move_to(later(demo.plan.review_closes, hours=1))

    def panel(one: tuple[int, str]) -> None:
        place, code = one
        roles = [{"role": "expert", "division": code}]
        appoint_panel(demo, f"division-{code}", f"expert-{code}", roles, demo.hosts[code], 4000 + place * 10)

    demo.each(list(enumerate(demo.plan.divisions)), panel, "评审专家 experts")
    passed = sum(demo.counts["审查通过 passed review"].values())

    def rounds() -> list[dict[str, Any]] | None:
        found: list[dict[str, Any]] = demo.secretariat.every("/api/v1/rounds", "rounds", stage="division")
        return found if sum(len(one["entries"]) for one in found) == passed else None

    found = demo.until("every passed project is in a round", rounds)
    score_rounds(demo, found, lambda one: demo.hosts[one["division_code"]], "分赛评审 division scores")


def appoint_panel(
    demo: Demo, panel: str, login: str, roles: list[dict[str, str]], by: User, organisations: int
) -> None:
    experts = []
    for number in range(5):
        user = demo.staff(f"{login}-{number}", roles, by)
        demo.experts[user.account_id] = user
        own = demo.plan.synthetic.organisation(STRANGERS + organisations + number, "research_institute")
        experts.append({"account_id": user.account_id, "organisation_uscc": own.uscc, "tracks": []})
    by.put(f"/api/v1/panels/{panel}/experts", {"experts": experts})


def score_rounds(demo: Demo, rounds: list[dict[str, Any]], owner: Callable[[dict[str, Any]], User], title: str) -> None:
    first = rounds[0]
    demo.each(
        rounds,
        lambda one: owner(one).post(f"/api/v1/rounds/{one['round_id']}/assignment", {"seed": f"seed-{demo.plan.seed}"}),
        "专家分配 assignments",
    )
    demo.refused("E3_SHEETS_MISSING", lambda: owner(first).post(f"/api/v1/rounds/{first['round_id']}/freeze"))
    wanted = {one["round_id"] for one in rounds}
    sheets = [
        (user, sheet)
        for user in demo.experts.values()
        for sheet in user.every("/api/v1/sheets", "sheets")
        if sheet["round_id"] in wanted and sheet["state"] != "submitted"
    ]
    criteria = [one.id for one in demo.plan.edition.scoring.criteria]

    def fill(one: tuple[User, dict[str, Any]]) -> None:
        user, sheet = one
        # a project's own level and an expert's own mood, from the seed: a repeated run scores alike
        level = demo.plan.synthetic._random("level", sheet["project_name"]).randint(45, 90)
        mood = demo.plan.synthetic._random("mood", sheet["project_name"], sheet["sheet_id"])
        scores = [
            {
                "criterion_id": name,
                "score": f"{level + mood.randint(-6, 6)}.{mood.randint(0, 9)}",
                "comment": "合成评语",
            }
            for name in criteria
        ]
        address = f"/api/v1/sheets/{sheet['sheet_id']}"
        user.put(address, {"scores": scores})
        user.post(f"{address}/submission")

    demo.each(sheets, fill, title)
    demo.each(rounds, lambda one: owner(one).post(f"/api/v1/rounds/{one['round_id']}/freeze"), "冻结排名 rankings")


def ranking_of(demo: Demo, round_id: str) -> list[dict[str, Any]]:
    projects: list[dict[str, Any]] = demo.public.get(f"/api/v1/rounds/{round_id}/ranking")["projects"]
    return sorted((one for one in projects if not one["struck"]), key=lambda one: one["rank"])

"""Experts score; rankings freeze."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from dasai_client import models

from ..client import User, appoint
from ..world import EXPERTS_PER_DIVISION, STRANGERS, later
from .running import Demo

FINAL_EXPERTS = 5


def scoring(demo: Demo) -> None:
    """Let the divisions' experts score; rankings freeze, signed (rules E1 to E6)."""
    demo.move_to(later(demo.plan.review_closes, hours=1))

    def appoint_experts(place: tuple[int, str]) -> list[User]:
        number, code = place
        roles: list[models.RoleGrant] = [{"role": "expert", "division": code}]
        seats = [f"expert-{code}-{seat}" for seat in range(EXPERTS_PER_DIVISION)]
        return appoint_panel(demo, f"division-{code}", seats, roles, demo.hosts[code], 4000 + number * 10)

    with_teams = {team.division for team in demo.teams}
    places = [(number, code) for number, code in enumerate(demo.plan.divisions) if code in with_teams]
    experts = [expert for panel in demo.each(places, appoint_experts, "评审专家 experts") for expert in panel]
    passed = sum(demo.counts["通过 passed review"].values())
    rounds = rounds_with(demo, "division", passed, "every passed project is in a round")
    score_rounds(demo, rounds, experts, lambda each: demo.hosts[each["division_code"]], "分赛评审 division scores")


def rounds_with(demo: Demo, stage: str, projects: int, what: str) -> list[models.Round]:
    """Wait until the rounds of a stage have so many projects, and return the rounds."""

    def complete() -> list[models.Round]:
        rounds = demo.secretariat.pages(demo.secretariat.api.list_rounds, "rounds", stage=stage)
        return rounds if sum(len(each["entries"]) for each in rounds) == projects else []

    return demo.until(what, complete)


def appoint_panel(
    demo: Demo, panel: str, logins: list[str], roles: list[models.RoleGrant], by: User, organisations: int
) -> list[User]:
    """Make the experts' accounts and name them as a panel, each of an organisation of its own (rule E1)."""
    users: list[User] = []
    experts: list[models.ExpertBody] = []
    for seat, login in enumerate(logins):
        own = demo.plan.synthetic.organisation(STRANGERS + organisations + seat, "research_institute")
        user = demo.staff(login, roles, by, own.uscc)
        users.append(user)
        experts.append({"account_id": user.account_id, "tracks": []})
    appoint(lambda: by.api.appoint_experts(panel, {"experts": experts}))
    return users


def score_rounds(
    demo: Demo,
    rounds: list[models.Round],
    experts: list[User],
    owner: Callable[[models.Round], User],
    title: str,
) -> None:
    """Draw and assign experts to the rounds' projects, fill and submit every sheet, freeze the rankings (rules E2 to E6)."""
    first = rounds[0]

    def assign(each: models.Round) -> None:
        seed = f"seed-{demo.plan.seed}-{each['round_id']}"
        # its hash is public before anything is drawn from it (G1)
        seed_hash = hashlib.sha256(seed.encode()).hexdigest()
        owner(each).api.commit_seed(each["round_id"], {"seed_hash": seed_hash})
        owner(each).api.assign_experts(each["round_id"], {"seed": seed})

    def assign_first() -> None:
        owner(first).api.assign_experts(first["round_id"], {"seed": "typed at the call"})

    def freeze(each: models.Round) -> models.Ranking:
        return owner(each).api.freeze_round(each["round_id"], {})

    demo.refused("E2_SEED_NOT_COMMITTED", assign_first)
    demo.each(rounds, assign, "专家分配 assignments")
    demo.refused("G1_DRAWN_BEFORE", assign_first)
    demo.refused("E3_SHEETS_MISSING", lambda: freeze(first))
    round_ids = {each["round_id"] for each in rounds}

    def sheets_of(user: User) -> list[tuple[User, models.Sheet]]:
        return [
            (user, sheet)
            for sheet in user.pages(user.api.list_sheets, "sheets")
            if sheet["round_id"] in round_ids and sheet["state"] != "submitted"
        ]

    sheets = [pair for pairs in demo.each(experts, sheets_of, "评分表 sheets") for pair in pairs]
    excellent = {team.body["project_name"] for team in demo.teams if team.excellent}
    criteria = [criterion.id for criterion in demo.plan.edition.scoring.criteria]

    def fill(pair: tuple[User, models.Sheet]) -> None:
        user, sheet = pair
        name = sheet["project_name"]
        # a project's own level and an expert's own mood, from the seed: a repeated run scores alike
        level = 93 if name in excellent else demo.plan.synthetic.chance("level", name).randint(45, 80)
        mood = demo.plan.synthetic.chance("mood", name, sheet["sheet_id"])
        scores: list[models.ScoreBody] = [
            {
                "criterion_id": criterion,
                "score": f"{level + mood.randint(-6, 6)}.{mood.randint(0, 9)}",
                "comment": "合成评语",
            }
            for criterion in criteria
        ]
        user.api.save_sheet(sheet["sheet_id"], {"scores": scores})
        user.api.submit_sheet(sheet["sheet_id"], {})

    demo.each(sheets, fill, title)
    demo.each(rounds, freeze, "冻结排名 rankings")


def ranking_of(demo: Demo, round_id: str) -> list[models.RankedProject]:
    """Return the lines of a round's ranking that count, best first."""
    projects = demo.public.api.get_ranking(round_id)["projects"]
    return sorted((line for line in projects if not line["struck"]), key=lambda line: int(line["rank"]))

"""Divisions recommend."""

from __future__ import annotations

from collections import defaultdict

from dasai_client import models

from ..world import later
from .running import Demo, DemoError, file_recommendation
from .scoring import ranking_of


def recommendation(demo: Demo) -> None:
    """Let divisions recommend their best of each track; more than the quota is refused (rule F1)."""
    demo.move_to(later(demo.plan.scoring_closes, hours=1))
    report = "推荐规则、遴选过程、评审专家名单、宣传和成果转化情况见附件（合成）。"
    quota = demo.plan.edition.quotas.recommended_per_division_track
    rounds = demo.secretariat.pages(demo.secretariat.api.list_rounds, "rounds", stage="division")

    def rank(each: models.Round) -> tuple[str, list[str]]:
        lines = ranking_of(demo, each["round_id"])
        return each["division_code"], [line["team"]["team_id"] for line in lines]

    ranked: dict[str, list[list[str]]] = defaultdict(list)
    for code, teams in demo.each(rounds, rank, "排名 rankings"):
        ranked[code].append(teams)
    crowded = next((code for code, lists in ranked.items() if any(len(teams) > quota for teams in lists)), None)
    if crowded is None:
        raise DemoError("no division has more projects in a track than it may recommend: F1_QUOTA_EXCEEDED can't occur")

    def recommend(code: str) -> None:
        chosen = [team for teams in ranked[code] for team in teams[:quota]]
        filed = demo.until(
            f"{code} knows its rankings",
            lambda: file_recommendation(demo, code, {"team_ids": chosen, "report": report}),
        )
        demo.count("推荐 recommended", code, len(filed["entries"]))

    demo.each(sorted(ranked), recommend, "推荐 recommendations")
    every: models.NewRecommendation = {
        "team_ids": [team for teams in ranked[crowded] for team in teams],
        "report": report,
    }
    demo.refused("F1_QUOTA_EXCEEDED", lambda: demo.hosts[crowded].api.file_recommendation(crowded, every))

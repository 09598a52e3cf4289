"""Divisions recommend."""

from __future__ import annotations

from collections import defaultdict

from ..world import later
from .running import Demo, file_recommendation
from .scoring import ranking_of


def recommendation(demo: Demo) -> None:
    """Divisions recommend at most 2 a track; a third is refused (rule F1)."""
    demo.move_to(later(demo.plan.scoring_closes, hours=1))
    report = "推荐规则、遴选过程、评审专家名单、宣传和成果转化情况见附件（合成）。"
    quota = demo.plan.edition.quotas.recommended_per_division_track
    ranked: dict[str, list[list[str]]] = defaultdict(list)
    for one in demo.secretariat.every("/api/v1/rounds", "rounds", stage="division"):
        ranked[one["division_code"]].append([line["team"]["team_id"] for line in ranking_of(demo, one["round_id"])])
    crowded = next((code for code, lists in ranked.items() if any(len(teams) > quota for teams in lists)), None)

    def recommend(code: str) -> None:
        address = f"/api/v1/divisions/{code}/recommendation"
        chosen = [team for teams in ranked[code] for team in teams[:quota]]
        filed = demo.until(
            f"{code} knows its rankings",
            lambda: file_recommendation(demo, code, address, {"team_ids": chosen, "report": report}),
        )
        demo.count("推荐 recommended", code, len(filed["entries"]))

    demo.each(sorted(ranked), recommend, "推荐 recommendations")
    if crowded is not None:
        every = {"team_ids": [team for teams in ranked[crowded] for team in teams], "report": report}
        address = f"/api/v1/divisions/{crowded}/recommendation"
        demo.refused("F1_QUOTA_EXCEEDED", lambda: demo.hosts[crowded].put(address, every))

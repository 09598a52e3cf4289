"""The secretariat's national check."""

from __future__ import annotations

from ..world import PlannedTeam, later
from .running import Demo, DemoError, entries_of, notices_of, run_notice
from .scoring import ranking_of


def national_check(demo: Demo) -> None:
    """The secretariat finds the planted duplicates; a fallen place is filled; the finalists' notice runs (rules F5, F6, F8)."""
    demo.move_to(later(demo.plan.edition.timetable.division_reports_until.at, hours=12))
    demo.secretariat.post("/api/v1/national-check")
    hits = demo.secretariat.every("/api/v1/national-check/hits", "hits", state="open")
    by_id = {team.id: team for team in demo.teams}
    by_index = {team.index: team for team in demo.teams}
    recommended = {entry["team"]["team_id"] for code in demo.hosts for entry in entries_of(demo, code)}
    planted = {
        frozenset((team.id, by_index[team.copies].id))
        for team in demo.teams
        if team.copies is not None and {team.id, by_index[team.copies].id} <= recommended
    }
    found = {frozenset(team["team_id"] for team in hit["teams"]) for hit in hits}
    if planted != found:
        raise DemoError(f"the check found {len(found)} pairs, {len(planted)} were planted among the recommended")
    if hits:
        demo.refused("F5_HITS_OPEN", lambda: demo.secretariat.post("/api/v1/finalists"))
    for hit in hits:
        copy = next(team["team_id"] for team in hit["teams"] if by_id[team["team_id"]].copies is not None)
        settled = {
            "confirmed": True,
            "disqualified_team_ids": [copy],
            "reason": "经与推荐单位核实，属同一项目重复推荐。",
        }
        demo.secretariat.post(f"/api/v1/national-check/hits/{hit['hit_id']}/settlement", settled)
        demo.count("重复取消资格 duplicates disqualified", by_id[copy].division)
        _substitute(demo, by_id[copy])
    demo.move_to(later(demo.plan.edition.timetable.division_reports_until.at, days=1))
    finalists = demo.secretariat.post("/api/v1/finalists")["finalists"]
    for one in finalists:
        demo.count("入围 finalists", one["recommender_id"])
    demo.until("the finalists' notice stands", lambda: notices_of(demo, demo.secretariat, "finalists"))
    run_notice(demo, "finalists", demo.plan.edition.durations.finalist_notice.days)
    demo.until("the finalists are confirmed", lambda: demo.secretariat.get("/api/v1/finalists")["state"] == "confirmed")


def _substitute(demo: Demo, lost: PlannedTeam) -> None:
    """The next of the division's ranking takes the place, where there is one (rule F6)."""
    code = lost.division
    demo.until(
        f"{code} was told",
        lambda: any(entry["team"]["team_id"] == lost.id and entry["lost_code"] for entry in entries_of(demo, code)),
    )
    track = demo.plan.edition.track_of(lost.topic).code
    known = {entry["team"]["team_id"] for entry in entries_of(demo, code)}
    for line in ranking_of(demo, f"division-{code}-{track}"):
        if line["team"]["team_id"] not in known:
            body = {"lost_team_id": lost.id, "substitute_team_id": line["team"]["team_id"]}
            demo.hosts[code].post(f"/api/v1/divisions/{code}/recommendation/substitutions", body)
            demo.count("递补 substituted", code)
            return

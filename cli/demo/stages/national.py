"""The secretariat's national check."""

from __future__ import annotations

from dasai_client import models

from ..world import PlannedTeam, later
from .running import Demo, DemoError, entries_of, notices_of, run_notice
from .scoring import ranking_of


def national_check(demo: Demo) -> None:
    """Find the planted duplicates, fill the places that they lose, run the finalists' notice (rules F5, F6, F8)."""
    deadline = demo.plan.edition.timetable.division_reports_until.at
    demo.move_to(later(deadline, hours=12))
    _see_all_checked(demo)
    secretariat = demo.secretariat.api
    hits: list[models.Hit] = demo.secretariat.pages(secretariat.list_duplicate_hits, "hits", state="open")
    by_id = {team.id: team for team in demo.teams}
    planted = _planted_pairs(demo)
    pairs = {frozenset(team["team_id"] for team in hit["teams"]) for hit in hits}
    if planted != pairs:
        raise DemoError(f"the check found {len(pairs)} pairs, {len(planted)} were planted among the recommended")
    if not hits:
        raise DemoError("no planted duplicate was recommended: F5_HITS_OPEN can't occur")
    demo.refused("F5_HITS_OPEN", lambda: secretariat.propose_finalists({}))
    for copy, hit in _by_copy(hits, by_id).items():
        settlement: models.HitSettlement = {
            "confirmed": True,
            "disqualified_team_ids": [copy],
            "reason": "经与推荐单位核实，属同一项目重复推荐。",
        }
        secretariat.settle_duplicate_hit(hit["hit_id"], settlement)
        demo.count("取消 duplicates disqualified", by_id[copy].division)
        _fill_place(demo, by_id[copy])
    _see_all_checked(demo)
    demo.move_to(later(deadline, days=1))
    for finalist in secretariat.propose_finalists({})["finalists"]:
        demo.count("入围 finalists", finalist["recommender_id"])
    demo.until("the finalists' notice is there", lambda: notices_of(demo.secretariat, "finalists"))
    run_notice(
        demo,
        "finalists",
        demo.plan.edition.durations.finalist_notice.days,
        during=lambda notice_id: _set_objections_aside(demo, notice_id),
    )
    demo.until("the finalists are confirmed", lambda: secretariat.get_finalists()["state"] == "confirmed")


def _set_objections_aside(demo: Demo, notice_id: str) -> None:
    """Let the public object to the list, without a name; the secretariat sets the objections aside together (rule F8)."""
    texts = ("名单应按报名先后排列（合成异议）。", "名单应按报名先后排列（合成异议，重复提交）。")
    filed = [demo.public.api.file_objection(notice_id, {"text": text}) for text in texts]
    dismissal: models.ObjectionDismissals = {
        "objection_ids": [objection["objection_id"] for objection in filed],
        "reason": "名单次序不影响入围结果，异议不成立。",
    }
    demo.secretariat.api.dismiss_objections(dismissal)
    status = demo.public.api.get_objection_status({"tracking_code": filed[0]["tracking_code"]})
    if status["state"] != "dismissed":
        raise DemoError("an objection that was set aside does not say so")
    demo.occur("objection set aside")


def _see_all_checked(demo: Demo) -> None:
    """Wait until the check, which runs by itself, has compared all recommended projects (rule F5)."""

    def checked() -> bool:
        progress = demo.secretariat.api.get_national_check()
        return bool(progress["candidates"]) and progress["candidates"] == progress["checked"]

    demo.until("all recommended projects are checked", checked)


def _by_copy(hits: list[models.Hit], by_id: dict[str, PlannedTeam]) -> dict[str, models.Hit]:
    """Return one hit for each planted copy; another ground of the same pair lapses with the copy's place."""
    return {team["team_id"]: hit for hit in hits for team in hit["teams"] if by_id[team["team_id"]].copies is not None}


def _planted_pairs(demo: Demo) -> set[frozenset[str]]:
    """Return the planted pairs, by team ids, of which both were recommended."""
    by_index = {team.index: team for team in demo.teams}
    listed = demo.each(sorted(demo.hosts), lambda code: entries_of(demo, code), "核对推荐名单 recommendations")
    recommended = {entry["team"]["team_id"] for entries in listed for entry in entries}
    pairs = (frozenset((team.id, by_index[team.copies].id)) for team in demo.teams if team.copies is not None)
    return {pair for pair in pairs if pair <= recommended}


def _fill_place(demo: Demo, lost: PlannedTeam) -> None:
    """Recommend the next of the division's ranking for the lost place, if there is a next (rule F6)."""
    code = lost.division

    def place_is_lost() -> bool:
        return any(entry["team"]["team_id"] == lost.id and entry["lost_code"] for entry in entries_of(demo, code))

    demo.until(f"{code} knows that it lost a place", place_is_lost)
    demo.occur("duplicate disqualified")
    notice: models.LossNoticeBody = {"lost_team_id": lost.id, "text": "该项目因重复推荐被取消资格，请于期限内递补。"}
    demo.secretariat.api.notify_recommender(code, notice)
    track = demo.plan.edition.track_of(lost.topic).code
    known = {entry["team"]["team_id"] for entry in entries_of(demo, code)}
    for line in ranking_of(demo, f"division-{code}-{track}"):
        if line["team"]["team_id"] not in known:
            substitute = line["team"]["team_id"]
            demo.hosts[code].api.substitute_project(code, {"lost_team_id": lost.id, "substitute_team_id": substitute})
            demo.count("递补 substituted", code)
            demo.occur("place filled")
            return

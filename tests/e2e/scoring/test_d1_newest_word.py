"""D1, E6, E7: the newest event of review and of the committee counts, in rankings and for local awards."""

from __future__ import annotations

from typing import Any

import pytest

from cli.demo.client import RefusedError, User
from tests.e2e.registration.running import Contest, refused
from tests.e2e.scoring.running import ScoredDivision, lines_of


def lines_for(user: User, address: str) -> list[tuple[str, int, bool, bool]]:
    """Return the lines of a round's ranking, or none while there is none that counts."""
    try:
        return lines_of(user.get(f"{address}/ranking"))
    except RefusedError as refusal:
        if refusal.status != 404:
            raise
        return []


@pytest.fixture
def division(contest: Contest) -> ScoredDivision:
    """Open a division with three experts."""
    return ScoredDivision.open(contest)


def submit_again(division: ScoredDivision, team_id: str) -> None:
    """Let a team submit a slightly improved version (C10)."""
    user, address = division.participants[team_id], f"/api/v1/teams/{team_id}"
    team = user.get(address)
    section = team["draft"][0]
    change = {"id": section["id"], "text": section["text"] + "补充说明。"}
    saved = user.put(f"{address}/declaration", {"draft_revision": team["draft_revision"], "sections": [change]})
    user.post(f"{address}/submissions", {"draft_revision": saved["draft_revision"]})


def test_d1_e7_a_reopened_project_is_ranked_as_suspended_and_a_rejected_one_is_struck(division: ScoredDivision) -> None:
    """D1, E7: no award while the case is open, none after a rejection, one after a pass; the public reads which it is."""
    contest, track = division.contest, division.track(0)
    address, (first, second) = division.frozen(track, ["90", "80"])
    public, awards = contest.public(), f"/api/v1/divisions/{division.code}/local-awards"

    def grant(team_id: str) -> Any:
        return division.host.put(awards, {"grants": [{"category": "优秀项目", "team_id": team_id}]})

    assert lines_for(public, address) == [(first, 1, False, False), (second, 2, False, False)]
    grant(first)
    submit_again(division, first)
    contest.until(
        lambda: lines_for(public, address) == [(first, 1, False, True), (second, 2, False, False)],
        "the ranking shows the project as suspended",
    )
    assert [award["suspended"] for award in public.get(awards)["awards"]] == [True]
    assert refused(lambda: grant(first)) == (409, "E7_CASE_OPEN")
    assert division.host.get(address)["suspended_team_ids"] == [first]
    division.decide(first, "rejected", submission=2)
    contest.until(
        lambda: lines_for(public, address) == [(second, 1, False, False), (first, 0, True, False)],
        "the rejected project is struck",
    )
    contest.until(lambda: public.get(awards)["awards"] == [], "its award is lost")
    assert refused(lambda: grant(first)) == (409, "E7_NO_RANKING")
    assert [award["team_id"] for award in grant(second)["awards"]] == [second]


def test_e6_a_reopened_ranking_does_not_count_until_it_is_frozen_again(division: ScoredDivision) -> None:
    """E6, C12: not served, no award from it, both on record; a team that withdrew meanwhile is struck in the next."""
    contest, track = division.contest, division.track(0)
    address, (first, second) = division.frozen(track, ["90", "80"])
    public, awards = contest.public(), f"/api/v1/divisions/{division.code}/local-awards"
    reason = {"reason": "一名专家的评分录入有误"}
    assert refused(lambda: division.host.post(f"{address}/reopening", reason)) == (403, "K1_FORBIDDEN")
    altered = {"reason": "2024年“数据要素x”大赛组委会发现评分录入有误"}
    assert refused(lambda: contest.committee().post(f"{address}/reopening", altered)) == (422, "J1_NAME_ALTERED")
    contest.committee().post(f"{address}/reopening", reason)
    assert refused(lambda: public.get(f"{address}/ranking")) == (404, "E6_REOPENED")
    body = {"grants": [{"category": "优秀项目", "team_id": first}]}
    assert refused(lambda: division.host.put(awards, body)) == (409, "E7_NO_RANKING")
    listed = public.get(f"{address}/rankings")["rankings"]
    assert [(each["number"], each["standing"], each["reopened_reason"]) for each in listed] == [
        (1, False, reason["reason"])
    ]
    division.participants[first].post(f"/api/v1/teams/{first}/withdrawal")
    contest.until(
        lambda: [entry["team_id"] for entry in division.host.get(address)["entries"]] == [second],
        "the team that withdrew has left the round",
    )
    division.host.post(f"{address}/freeze")
    assert lines_for(public, address) == [(second, 1, False, False), (first, 0, True, False)]
    listed = public.get(f"{address}/rankings")["rankings"]
    assert [(each["number"], each["standing"]) for each in listed] == [(1, False), (2, True)]

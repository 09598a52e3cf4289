"""D1, E6, E7, K2: the newest event of review and of the committee counts, in rankings and for local awards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from dasai_client import Refused

from cli.demo.client import User
from tests.e2e.registration.running import Contest, refused
from tests.e2e.scoring.running import PASSED, ScoredDivision, lines_of

HOUR = timedelta(hours=1)
AWARD, OTHER_AWARD = "优秀项目", "创新项目"


def lines_for(user: User, address: str) -> list[tuple[str, int, bool, bool]]:
    """Return the lines of a round's ranking, or none while there is none that counts."""
    try:
        return lines_of(user.get(f"{address}/ranking"))
    except Refused as refusal:
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


@pytest.mark.long
def test_d1_e7_a_reopened_project_is_ranked_as_suspended_and_a_rejected_one_is_struck(division: ScoredDivision) -> None:
    """D1, D3, E7: no new award while the case is open or it may appeal, none after a final rejection; the public reads it.

    What it was granted before stays meanwhile, suspended, also when others are granted; a final rejection takes it.
    E7_OWN_ORGANISATION for a host whose own organisation is in a team that gains or loses by it; another host is accepted.
    """
    contest = division.contest
    offered = [{"category": category, "quota": 3, "prize": "证书", "rights": ""} for category in (AWARD, OTHER_AWARD)]
    division = ScoredDivision.open(contest, local_awards=offered)
    track = division.track(0)
    address, (first, second) = division.frozen(track, ["90", "80"])
    public, awards = contest.public(), f"/api/v1/divisions/{division.code}/local-awards"

    def grant(*team_ids: str, **more: str) -> Any:
        grants = [{"category": AWARD, "team_id": team_id} for team_id in team_ids]
        grants += [{"category": OTHER_AWARD, "team_id": team_id} for team_id in more.values()]
        return division.host.put(awards, {"grants": grants})

    def shown() -> list[tuple[str, str, bool]]:
        return [(each["team_id"], each["category"], each["suspended"]) for each in public.get(awards)["awards"]]

    assert lines_for(public, address) == [(first, 1, False, False), (second, 2, False, False)]
    own = contest.staff(
        {"role": "host", "division": division.code}, organisation_uscc=lead_of(division, address, first)
    )
    barred = (409, "E7_OWN_ORGANISATION")  # once scoring has heard of the account
    unknown = {"grants": [{"category": "方案没有的奖项", "team_id": first}]}
    contest.until(lambda: refused(lambda: own.put(awards, unknown)) == barred, "its account is of the organisation")
    grant(first)
    # granted anew without it, the own team would lose its award
    taken = {"grants": [{"category": "优秀项目", "team_id": second}]}
    assert refused(lambda: own.put(awards, taken)) == barred
    submit_again(division, first)
    contest.until(
        lambda: lines_for(public, address) == [(first, 1, False, True), (second, 2, False, False)],
        "the ranking shows the project as suspended",
    )
    assert shown() == [(first, AWARD, True)]
    assert refused(lambda: grant(first, another=first)) == (409, "E7_CASE_OPEN")
    grant(first, second)
    assert shown() == [(first, AWARD, True), (second, AWARD, False)]
    assert division.host.get(address)["suspended_team_ids"] == [first]
    division.decide(first, "rejected", submission=2)
    contest.until(lambda: appeal_until(division, first) != "", "the team may appeal")
    assert refused(lambda: grant(first, another=first)) == (409, "E7_CASE_OPEN")
    grant(first)
    assert shown() == [(first, AWARD, True)]
    contest.until(lambda: sorted(award_messages(division, second)) == [False, True], "its award came and was withdrawn")
    assert award_messages(division, first) == [False]  # though granted anew with each
    assert lines_for(public, address) == [(first, 1, False, True), (second, 2, False, False)]
    contest.clock.move_to(datetime.fromisoformat(appeal_until(division, first)) + HOUR)
    contest.until(
        lambda: lines_for(public, address) == [(second, 1, False, False), (first, 0, True, False)],
        "the rejected project is struck",
    )
    contest.until(lambda: shown() == [], "its award is lost")
    assert refused(lambda: grant(first)) == (409, "E7_NO_RANKING")
    assert [award["team_id"] for award in grant(second)["awards"]] == [second]


def award_messages(division: ScoredDivision, team_id: str) -> list[bool]:
    """Return for each message to a team of a grant of local awards if it tells of a withdrawal (K2)."""
    messages = division.participants[team_id].get("/api/v1/messages")["messages"]
    templates = {"local_award_granted": False, "local_award_withdrawn": True}
    return [templates[message["template"]] for message in messages if message["template"] in templates]


def lead_of(division: ScoredDivision, address: str, team_id: str) -> str:
    """Return the code of the lead of a team of a round."""
    entries = division.host.get(address)["entries"]
    (code,) = (entry["lead"]["uscc"] for entry in entries if entry["team_id"] == team_id)
    return str(code)


@pytest.mark.long
def test_d3_f6_a_team_that_appeals_is_scored_and_ranked_until_its_appeal_has_failed(division: ScoredDivision) -> None:
    """D3, F6: rejected before the freeze; granted, it has its place in the ranking; dismissed, it is struck."""
    contest, track = division.contest, division.track(0)
    team_ids = [division.submit(track) for _ in range(3)]
    for team_id in team_ids:
        division.decide(team_id)
    address = division.round_of(track, team_ids)
    division.draw(address)
    granted, dismissed, third = team_ids
    for team_id in (granted, dismissed):
        submit_again(division, team_id)
        division.decide(team_id, "rejected", submission=2)
        division.participants[team_id].post(f"/api/v1/cases/{team_id}/appeal", {"reason": "请予复核。"})
    contest.until(
        lambda: set(division.host.get(address)["suspended_team_ids"]) == {granted, dismissed}, "both are suspended"
    )
    names = {entry["team_id"]: entry["project_name"] for entry in division.host.get(address)["entries"]}
    points = dict(zip(team_ids, ("90", "80", "70"), strict=True))
    division.score(address, {names[team_id]: points[team_id] for team_id in team_ids})
    division.host.post(f"{address}/freeze")
    public = contest.public()
    assert lines_for(public, address) == [
        (granted, 1, False, True), (dismissed, 2, False, True), (third, 3, False, False)
    ]  # fmt: skip
    for team_id in (granted, dismissed):
        settlement = {"granted": team_id == granted, "reason": "经复核。"}
        division.host.post(f"/api/v1/cases/{team_id}/appeal/settlement", settlement)
    decision = {"submission_number": 2, "outcome": "passed", "reason": "申诉属实", "judgements": PASSED}
    division.host.post(f"/api/v1/cases/{granted}/decision", decision)
    contest.until(
        lambda: (
            lines_for(public, address)
            == [(granted, 1, False, False), (third, 2, False, False), (dismissed, 0, True, False)]
        ),
        "the one counts again, the other is struck",
    )


def appeal_until(division: ScoredDivision, team_id: str) -> str:
    """Return until when the team may appeal, as it reads it; empty if it may not."""
    return str(division.participants[team_id].get(f"/api/v1/cases/{team_id}").get("appeal_until", ""))


@pytest.mark.long
def test_e6_a_reopened_ranking_does_not_count_until_it_is_frozen_again(division: ScoredDivision) -> None:
    """E6, C12: not served, no new award from it, both on record; a team that withdrew meanwhile is struck in the next.

    E7: E7_AWARDS_MOVED_ON for awards that are granted from an older view; accepted from the newest.
    """
    contest, track = division.contest, division.track(0)
    address, (first, second) = division.frozen(track, ["90", "80"])
    public, awards = contest.public(), f"/api/v1/divisions/{division.code}/local-awards"
    reason = {"reason": "一名专家的评分录入有误"}
    assert refused(lambda: division.host.post(f"{address}/reopening", reason)) == (403, "K1_FORBIDDEN")
    altered = {"reason": "2024年“数据要素x”大赛组委会发现评分录入有误"}
    assert refused(lambda: contest.committee().post(f"{address}/reopening", altered)) == (422, "J1_NAME_ALTERED")
    granted = {"category": AWARD, "team_id": second}
    none: dict[str, Any] = {"seen": {"grants": []}}
    division.host.put(awards, {"grants": [granted]} | none)
    # whoever saw none yet does not take this one back unawares; granting the same is no change
    stale = {"grants": [{"category": AWARD, "team_id": first}]} | none
    assert refused(lambda: division.host.put(awards, stale)) == (409, "E7_AWARDS_MOVED_ON")
    assert [award["team_id"] for award in public.get(awards)["awards"]] == [second]
    for seen in (none, {"seen": {"grants": [granted]}}):
        division.host.put(awards, {"grants": [granted]} | seen)
    contest.committee().post(f"{address}/reopening", reason)
    assert refused(lambda: public.get(f"{address}/ranking")) == (404, "E6_REOPENED")
    body = {"grants": [granted, {"category": AWARD, "team_id": first}]}
    assert refused(lambda: division.host.put(awards, body)) == (409, "E7_NO_RANKING")
    kept = division.host.put(awards, {"grants": [granted]})["awards"]
    assert [(award["team_id"], award["suspended"]) for award in kept] == [(second, True)]
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

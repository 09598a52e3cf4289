"""A round over the running service: from events to a signed ranking, and what changes it afterwards (E1-E6, H4, K1)."""

from __future__ import annotations

import hashlib

import pytest
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import events_pb2, panels_pb2, rankings_pb2, rounds_pb2, sheets_pb2

from chassis.actor import Grant, Role
from chassis.kernel.canonical import canonical_json
from tests.service.publicity.running import wait_for
from tests.service.scoring.running import (
    COMMITTEE,
    DIVISION,
    EXPERT,
    HOST,
    OTHER_HOST,
    PUBLIC_KEY,
    SECRETARIAT,
    Scoring,
    collected,
    decided,
    entries,
    facts,
    frozen,
    published,
    ranks,
    score_all,
    sheets_of,
)
from tests.unit.services.scoring.builders import RUBRIC, team

pytestmark = pytest.mark.parts
PARTICIPANT = Grant(Role.PARTICIPANT)


def newest(scoring: Scoring, identifier: str) -> rankings_pb2.Ranking:
    """What the public sees."""
    found: rankings_pb2.Ranking = scoring.call(
        scoring.rounds.GetRanking, rankings_pb2.GetRankingRequest(round_id=identifier)
    )
    return found


def form_of(ranking: rankings_pb2.Ranking) -> dict[str, object]:
    """The signed form, made by a stranger from what is published alone."""
    return {
        "round": ranking.round_id,
        "number": ranking.number,
        "rubric": [[one.id, one.weight] for one in ranking.rubric],
        "scale": ranking.scale,
        "aggregation": "mean",
        "decimals": ranking.decimals,
        "tie_breakers": list(ranking.tie_breakers),
        "disagreement": ranking.disagreement,
        "sheets": [
            [one.sheet_id, one.team_id, one.expert, [[line.id, one.scores[line.id]] for line in RUBRIC]]
            for one in sorted(ranking.sheets, key=lambda sheet: sheet.sheet_id)
        ],
        "projects": [[one.team.team_id, one.rank, one.score, one.struck] for one in ranking.projects],
    }


def test_from_review_to_a_ranking_that_anyone_verifies(scoring: Scoring) -> None:
    """E2, E3, E4, E6: refused while a sheet is missing; then frozen, told once, and its signature holds."""
    identifier = collected(scoring, "industry", [1, 2, 3, 4])
    assign = rounds_pb2.AssignExpertsRequest(round_id=identifier, seed="published")
    assert scoring.call(scoring.rounds.AssignExperts, assign, HOST).sheets == 8
    freeze = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.FreezeRound, freeze, HOST) == "E3_SHEETS_MISSING"
    assert (
        scoring.refused(scoring.rounds.GetRanking, rankings_pb2.GetRankingRequest(round_id=identifier)) == "NOT_FOUND"
    )
    score_all(scoring, identifier, {team(n).project_name: str(90 - n) for n in (1, 2, 3, 4)})
    answer = scoring.call(scoring.rounds.FreezeRound, freeze, HOST, key="freeze-industry")
    again = scoring.call(scoring.rounds.FreezeRound, freeze, HOST, key="freeze-industry")
    assert again == answer
    assert newest(scoring, identifier) == answer
    assert ranks(answer) == [(team(n).team_id, n, f"{90 - n}.00", False) for n in (1, 2, 3, 4)]
    form = canonical_json(form_of(answer))
    assert hashlib.sha256(form).hexdigest() == answer.digest
    PUBLIC_KEY.verify(bytes.fromhex(answer.signature), form)  # raises where it does not hold
    assert scoring.refused(scoring.rounds.FreezeRound, freeze, HOST) == "E6_WRONG_STATE"
    told = wait_for(lambda: [one for one in scoring.heard(events_pb2.RankingFrozen) if one.round_id == identifier])
    assert [(one.number, one.digest, one.signature) for one in told] == [(1, answer.digest, answer.signature)]
    opened = wait_for(lambda: [one for one in scoring.heard(events_pb2.RoundOpened) if one.round_id == identifier])
    assert len(opened) == 1


def test_a_sealed_sheet_stays_until_the_committee_reopens(scoring: Scoring) -> None:
    """E3, E6: nobody else reopens; both rankings stay on record, and the newer one is shown."""
    identifier = frozen(scoring, "finance", {11: "80", 12: "70"})
    account = next(f"expert-{n}" for n in range(3) if sheets_of(scoring, f"expert-{n}", identifier))
    sheet = sheets_of(scoring, account, identifier)[0]
    given = [sheets_pb2.Score(criterion_id=line.id, score="95") for line in RUBRIC]
    change = sheets_pb2.SaveSheetRequest(sheet_id=sheet.sheet_id, scores=given, reason="复核后更正")
    assert scoring.refused(scoring.sheets.SaveSheet, change, EXPERT, account=account) == "E3_SEALED"
    reopen = rankings_pb2.ReopenRankingRequest(round_id=identifier, reason="复核分数")
    for grant in (HOST, SECRETARIAT, EXPERT):
        assert scoring.refused(scoring.rounds.ReopenRanking, reopen, grant) == "K1_FORBIDDEN"
    scoring.call(scoring.rounds.ReopenRanking, reopen, COMMITTEE)
    scoring.call(scoring.sheets.SaveSheet, change, EXPERT, account=account)
    freeze = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.FreezeRound, freeze, HOST) == "E3_SHEETS_MISSING"
    submit = sheets_pb2.SubmitSheetRequest(sheet_id=sheet.sheet_id)
    assert scoring.call(scoring.sheets.SubmitSheet, submit, EXPERT, account=account).number == 2
    second = scoring.call(scoring.rounds.FreezeRound, freeze, HOST)
    assert (second.number, newest(scoring, identifier)) == (2, second)
    kept = {one["state"]["number"] for one in scoring.database["rankings"].find({"state.round_id": identifier})}
    assert kept == {1, 2}
    wait_for(lambda: [one for one in scoring.heard(events_pb2.RankingReopened) if one.round_id == identifier])
    reopened = [one for one in scoring.heard(events_pb2.RankingReopened) if one.round_id == identifier]
    assert [(one.ranking_id, one.reason) for one in reopened] == [(f"{identifier}-1", "复核分数")]


def test_a_disqualified_project_is_struck_and_others_move_up(scoring: Scoring) -> None:
    """H4: told twice, and once more by its award's revocation, it is struck once; the signature of the new one holds."""
    identifier = frozen(scoring, "healthcare", {21: "90", 22: "80", 23: "70"})
    fallen = review.TeamDisqualified(
        team_id=team(21).team_id, division_code=DIVISION, track="healthcare", code="C5_FOREIGN_MATERIAL"
    )
    scoring.tell(fallen, event_id="fallen-21", times=2)
    award = publicity.Award(award_id="award", team=facts(team(21, track="healthcare")), track="healthcare")
    scoring.tell(publicity.AwardRevoked(award=award, code="C5_FOREIGN_MATERIAL"))
    amended = wait_for(lambda: next((one for one in [newest(scoring, identifier)] if one.number > 1), None))
    assert amended is not None
    assert ranks(amended) == [
        (team(22).team_id, 1, "80.00", False),
        (team(23).team_id, 2, "70.00", False),
        (team(21).team_id, 0, "90.00", True),
    ]
    assert amended.reason == "C5_FOREIGN_MATERIAL"
    PUBLIC_KEY.verify(bytes.fromhex(amended.signature), canonical_json(form_of(amended)))
    # a further event, applied after those three, shows that nothing more came of them
    scoring.tell(decided(29, "healthcare"))
    wait_for(lambda: team(29).team_id in entries(scoring, identifier))
    told = wait_for(lambda: [one for one in scoring.heard(events_pb2.RankingAmended) if one.round_id == identifier])
    assert [(one.number, one.reason) for one in told] == [(2, "C5_FOREIGN_MATERIAL")]


def test_events_twice_and_in_another_order_come_to_the_same(scoring: Scoring) -> None:
    """C12, H4: a team that withdrew or was disqualified before it was heard of is not scored; others are, once."""
    track = "technology"
    gone = facts(team(31, track=track, topic_id=f"{track}-1"))
    scoring.tell(registration.TeamWithdrawn(team=gone), times=2)
    scoring.tell(review.TeamDisqualified(team_id=team(32).team_id, division_code=DIVISION, track=track, code="F5"))
    identifier = f"division-{DIVISION}-{track}"
    wait_for(lambda: len(_gone(scoring, identifier)) == 2)
    for number in (31, 32, 33, 34):
        scoring.tell(decided(number, track), event_id=f"passed-{number}", times=2)
        scoring.tell(decided(number, track))
    scoring.tell(published(DIVISION))
    wait_for(lambda: sorted(entries(scoring, identifier)) == [team(33).team_id, team(34).team_id])


def _gone(scoring: Scoring, identifier: str) -> list[str]:
    found = scoring.database["rounds"].find_one({"_id": identifier})
    gone: list[str] = found["state"].get("gone", []) if found else []
    return gone


def test_who_may_what(scoring: Scoring) -> None:
    """K1: by role and division; what is not yours does not exist."""
    identifier = collected(scoring, "culture", [41, 42])
    panel = f"division-{DIVISION}"
    appoint = panels_pb2.AppointExpertsRequest(panel_id=panel, experts=[])
    assign = rounds_pb2.AssignExpertsRequest(round_id=identifier, seed="published")
    freeze = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    for grant in (OTHER_HOST, SECRETARIAT, COMMITTEE, EXPERT, PARTICIPANT):
        assert scoring.refused(scoring.panels.AppointExperts, appoint, grant) == "K1_FORBIDDEN"
        assert scoring.refused(scoring.rounds.AssignExperts, assign, grant) == "K1_FORBIDDEN"
        assert scoring.refused(scoring.rounds.FreezeRound, freeze, grant) == "K1_FORBIDDEN"
    final = panels_pb2.AppointExpertsRequest(
        panel_id="final", experts=[panels_pb2.Expert(account_id="expert-8", organisation_uscc="E8")]
    )
    assert scoring.refused(scoring.panels.AppointExperts, final, HOST) == "K1_FORBIDDEN"
    assert scoring.call(scoring.panels.AppointExperts, final, SECRETARIAT).panel_id == "final"
    unknown = panels_pb2.AppointExpertsRequest(panel_id="division-999999")
    assert scoring.refused(scoring.panels.AppointExperts, unknown, HOST) == "E1_UNKNOWN_PANEL"

    scoring.call(scoring.rounds.AssignExperts, assign, HOST)
    read = rounds_pb2.GetRoundRequest(round_id=identifier)
    for grant in (OTHER_HOST, PARTICIPANT, EXPERT):
        assert scoring.refused(scoring.rounds.GetRound, read, grant) == "NOT_FOUND"
    assert scoring.call(scoring.rounds.GetRound, read, HOST).sheets == 4
    asked = panels_pb2.GetPanelRequest(panel_id=panel)
    for grant in (OTHER_HOST, PARTICIPANT, EXPERT):
        assert scoring.refused(scoring.panels.GetPanel, asked, grant) == "K1_FORBIDDEN"
    assert len(scoring.call(scoring.panels.GetPanel, asked, HOST).experts) == 3


def test_a_sheet_is_its_experts_alone(scoring: Scoring) -> None:
    """E3, K1: neither the host, nor the secretariat, nor another expert reads or writes it."""
    identifier = collected(scoring, "meteorology", [51])
    scoring.call(scoring.rounds.AssignExperts, rounds_pb2.AssignExpertsRequest(round_id=identifier, seed="s"), HOST)
    owner = next(f"expert-{n}" for n in range(3) if sheets_of(scoring, f"expert-{n}", identifier))
    stranger = next(f"expert-{n}" for n in range(3) if f"expert-{n}" != owner)
    sheet = sheets_of(scoring, owner, identifier)[0]
    read, submit = (
        sheets_pb2.GetSheetRequest(sheet_id=sheet.sheet_id),
        sheets_pb2.SubmitSheetRequest(sheet_id=sheet.sheet_id),
    )
    assert scoring.call(scoring.sheets.GetSheet, read, EXPERT, account=owner).project_name == team(51).project_name
    for grant, account in ((EXPERT, stranger), (HOST, ""), (SECRETARIAT, ""), (COMMITTEE, ""), (HOST, owner)):
        assert scoring.refused(scoring.sheets.GetSheet, read, grant, account=account) == "NOT_FOUND"
    assert scoring.refused(scoring.sheets.SubmitSheet, submit, EXPERT, account=stranger) == "NOT_FOUND"
    for grant in (HOST, SECRETARIAT, PARTICIPANT):
        assert scoring.refused(scoring.sheets.ListSheets, sheets_pb2.ListSheetsRequest(), grant) == "K1_FORBIDDEN"
        assert scoring.refused(scoring.sheets.SubmitSheet, submit, grant) == "K1_FORBIDDEN"

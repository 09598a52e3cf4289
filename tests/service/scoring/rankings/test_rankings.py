"""Rankings over the running service: frozen and signed, cut short and gone on with, amended (E3 to E6, H4, K1)."""

from __future__ import annotations

import hashlib

import pytest
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.scoring.v1 import events_pb2, rankings_pb2, sheets_pb2

from chassis.kernel.canonical import canonical_json
from tests.service.publicity.running import wait_for
from tests.service.scoring.running import (
    EXPERT,
    EXPERTS,
    HOST,
    PUBLIC_KEY,
    Scoring,
    all_scores,
    assign_experts,
    case_decided,
    collect_round,
    entry_ids,
    facts_of,
    freeze_round,
    lines_of,
    make_frozen_round,
    newest_ranking,
    score_all,
    sheet_owners,
    sheets_of,
    submit_scores,
    team_disqualified,
)
from tests.unit.services.scoring.builders import RUBRIC, make_team

pytestmark = pytest.mark.parts


def form_of(ranking: rankings_pb2.Ranking) -> dict[str, object]:
    """Return the signed form, made by a stranger from what is published alone."""
    return {
        "round": ranking.round_id,
        "number": ranking.number,
        "rubric": [[criterion.id, criterion.weight] for criterion in ranking.rubric],
        "scale": ranking.scale,
        "aggregation": "mean",
        "decimals": ranking.decimals,
        "tie_breakers": list(ranking.tie_breakers),
        "disagreement": ranking.disagreement,
        "sheets": [
            [sheet.sheet_id, sheet.team_id, sheet.expert, [[line.id, sheet.scores[line.id]] for line in RUBRIC]]
            for sheet in sorted(ranking.sheets, key=lambda sheet: sheet.sheet_id)
        ],
        "projects": [
            [project.team.team_id, project.rank, project.score, project.struck] for project in ranking.projects
        ],
    }


def test_from_review_to_a_ranking_that_anyone_verifies(scoring: Scoring) -> None:
    """E2, E3, E4, E6: refused while a sheet is missing; then frozen with one event, and its signature is valid."""
    identifier = collect_round(scoring, "industry", [1, 2, 3, 4])
    assert assign_experts(scoring, identifier).sheets == 8
    freeze = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.FreezeRound, freeze, HOST) == "E3_SHEETS_MISSING"
    read = rankings_pb2.GetRankingRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.GetRanking, read) == "NOT_FOUND"
    score_all(scoring, identifier, {make_team(number).project_name: str(90 - number) for number in (1, 2, 3, 4)})
    answer = scoring.call(scoring.rounds.FreezeRound, freeze, HOST, key="freeze-industry")
    again = scoring.call(scoring.rounds.FreezeRound, freeze, HOST, key="freeze-industry")
    assert again == answer
    assert newest_ranking(scoring, identifier) == answer
    assert lines_of(answer) == [
        (make_team(number).team_id, number, f"{90 - number}.00", False) for number in (1, 2, 3, 4)
    ]
    form = canonical_json(form_of(answer))
    assert hashlib.sha256(form).hexdigest() == answer.digest
    PUBLIC_KEY.verify(bytes.fromhex(answer.signature), form)  # raises if it is not valid
    assert scoring.refused(scoring.rounds.FreezeRound, freeze, HOST) == "E6_WRONG_STATE"
    frozen = wait_for(lambda: scoring.events(events_pb2.RankingFrozen, identifier))
    assert [(event.number, event.digest, event.signature) for event in frozen] == [(1, answer.digest, answer.signature)]
    opened = wait_for(lambda: scoring.events(events_pb2.RoundOpened, identifier))
    assert len(opened) == 1


def test_wide_disagreement_needs_a_further_expert_or_acceptance(scoring: Scoring) -> None:
    """E5: refused with the projects; a further expert is assigned; accepted, the ranking names them."""
    identifier = collect_round(scoring, "science", [71, 72])
    assign_experts(scoring, identifier)
    score_all(scoring, identifier, {make_team(71).project_name: "50", make_team(72).project_name: "50"})
    owner = sheet_owners(scoring, identifier)[0]
    sheet = sheets_of(scoring, owner, identifier)[0]
    submit_scores(scoring, owner, sheet.sheet_id, "90", reason="更正")
    freeze = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.FreezeRound, freeze, HOST) == "E5_DISAGREEMENT"
    teams = (make_team(71), make_team(72))
    disputed = next(team.team_id for team in teams if team.project_name == sheet.project_name)
    assert assign_experts(scoring, identifier, disputed).sheets == 5
    assert scoring.refused(scoring.rounds.FreezeRound, freeze, HOST) == "E3_SHEETS_MISSING"
    for account in EXPERTS:
        for empty in [sheet for sheet in sheets_of(scoring, account, identifier) if sheet.number == 0]:
            submit_scores(scoring, account, empty.sheet_id, "90")
    assert scoring.refused(scoring.rounds.FreezeRound, freeze, HOST) == "E5_DISAGREEMENT"
    ranking = freeze_round(scoring, identifier, accept_disagreements=True)
    assert (list(ranking.disputed_team_ids), ranking.disagreement, len(ranking.sheets)) == ([disputed], "20", 5)


@pytest.mark.parametrize("cut", ["before sealing", "after sealing", "before the ranking"])
def test_a_freeze_that_was_cut_short_is_gone_on_with(scoring: Scoring, cut: str) -> None:
    """E3, E6: after a crash at any step, freezing again gives the same ranking, and no late change is in it."""
    track = {"before sealing": "agriculture", "after sealing": "health", "before the ranking": "meteorology"}[cut]
    identifier = make_frozen_round(scoring, track, {81: "80", 82: "70"})
    whole = newest_ranking(scoring, identifier)
    wait_for(lambda: scoring.events(events_pb2.RankingFrozen, identifier))
    rounds, rankings, sheets = (scoring.database[name] for name in ("rounds", "rankings", "sheets"))
    # what a crash leaves: the writes up to it, and none after
    rankings.delete_one({"_id": f"{identifier}-1"})
    if cut != "before the ranking":
        rounds.update_one(
            {"_id": identifier},
            {"$set": {"state.state": "freezing"}, "$unset": {"state.frozen": "", "state.rankings": ""}},
        )
    if cut == "before sealing":
        sheets.update_many({"state.round_id": identifier}, {"$unset": {"state.sealed": ""}})
    owner = sheet_owners(scoring, identifier)[0]
    late = sheets_pb2.SaveSheetRequest(
        sheet_id=sheets_of(scoring, owner, identifier)[0].sheet_id, scores=all_scores("100"), reason="太晚"
    )
    assert scoring.refused(scoring.sheets.SaveSheet, late, EXPERT, account=owner) == "E3_SEALED"
    again = freeze_round(scoring, identifier)
    assert (again.digest, again.signature, again.number) == (whole.digest, whole.signature, 1)
    freeze = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.FreezeRound, freeze, HOST) == "E6_WRONG_STATE"


def test_a_disqualified_project_is_struck_and_others_move_up(scoring: Scoring) -> None:
    """H4: by an event that comes twice, and by its award's revocation, it is struck once; the new signature is valid."""
    identifier = make_frozen_round(scoring, "healthcare", {21: "90", 22: "80", 23: "70"})
    code = "C5_FOREIGN_MATERIAL"
    scoring.publish(team_disqualified(21, "healthcare", code), event_id="disqualified-21", times=2)
    award = publicity.Award(award_id="award", team=facts_of(make_team(21, track="healthcare")), track="healthcare")
    scoring.publish(publicity.AwardRevoked(award=award, code=code))
    wait_for(lambda: newest_ranking(scoring, identifier).number > 1)
    amended = newest_ranking(scoring, identifier)
    assert lines_of(amended) == [
        (make_team(22).team_id, 1, "80.00", False),
        (make_team(23).team_id, 2, "70.00", False),
        (make_team(21).team_id, 0, "90.00", True),
    ]
    assert amended.reason == code
    PUBLIC_KEY.verify(bytes.fromhex(amended.signature), canonical_json(form_of(amended)))
    # a further event, applied after those three, shows that nothing more came of them
    scoring.publish(case_decided(29, "healthcare"))
    wait_for(lambda: make_team(29).team_id in entry_ids(scoring, identifier))
    events = wait_for(lambda: scoring.events(events_pb2.RankingAmended, identifier))
    assert [(event.number, event.reason) for event in events] == [(2, code)]


def test_two_projects_that_leave_at_once_are_both_struck(scoring: Scoring) -> None:
    """H4: whichever comes first, every ranking up to the newest is there and the newest has neither."""
    identifier = make_frozen_round(scoring, "culture", {84: "90", 85: "80", 86: "70"})
    for number in (84, 85):
        scoring.publish(team_disqualified(number, "culture"), times=2)
    wait_for(lambda: scoring.database["rankings"].find_one({"_id": f"{identifier}-3"}))
    newest = newest_ranking(scoring, identifier)
    assert lines_of(newest)[0] == (make_team(86).team_id, 1, "70.00", False)
    struck = sorted(project.team.team_id for project in newest.projects if project.struck)
    assert struck == [make_team(84).team_id, make_team(85).team_id]
    listed = scoring.call(scoring.rounds.ListRankings, rankings_pb2.ListRankingsRequest(round_id=identifier))
    assert [ranking.number for ranking in listed.rankings] == [1, 2, 3]
    wait_for(lambda: len(scoring.events(events_pb2.RankingAmended, identifier)) > 1)
    amended = scoring.events(events_pb2.RankingAmended, identifier)
    assert sorted(event.number for event in amended) == [2, 3]


def test_the_public_key_is_for_anyone(scoring: Scoring) -> None:
    """E6."""
    key = scoring.call(scoring.rounds.GetPublicKey, rankings_pb2.GetPublicKeyRequest())
    assert key.public_key == PUBLIC_KEY.public_bytes_raw().hex()


def test_the_ranking_of_an_unknown_round_is_not_found(scoring: Scoring) -> None:
    """K1: one code for all that is not there."""
    read = rankings_pb2.GetRankingRequest(round_id="division-120000-industry")
    assert scoring.refused(scoring.rounds.GetRanking, read) == "NOT_FOUND"

"""Rankings over the running service: frozen and signed, cut short and gone on with, amended (E3 to E6, H4, K1)."""

from __future__ import annotations

import hashlib

import pytest
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import events_pb2, rankings_pb2, rounds_pb2, sheets_pb2

from chassis.edition import load_edition
from chassis.kernel.canonical import canonical_json
from tests.service.publicity.running import ROOT, wait_for
from tests.service.scoring.running import (
    COMMITTEE,
    DIVISION,
    EXPERT,
    EXPERTS,
    HOST,
    PUBLIC_KEY,
    SECRETARIAT,
    Scoring,
    all_scores,
    appoint_experts,
    assign_experts,
    case_decided,
    collect_round,
    entry_ids,
    facts_of,
    freeze_round,
    lines_of,
    make_frozen_round,
    newest_ranking,
    reopen_ranking,
    score_all,
    sheet_owners,
    sheets_of,
    submit_scores,
    team_disqualified,
)
from tests.unit.services.scoring.builders import RUBRIC, make_team

pytestmark = pytest.mark.parts
EDITION = load_edition(ROOT / "editions" / "2024.yaml")
FINAL_EXPERTS = tuple(f"final-expert-{number}" for number in range(EDITION.scoring.experts_per_project.final))


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
        "last_tie_breaker": ranking.last_tie_breaker,
        "seed": ranking.seed,
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


def test_a_reopened_ranking_does_not_count_until_it_is_frozen_again(scoring: Scoring) -> None:
    """C12, E6, H4: nothing is served as the ranking; all stay on record; a team that dropped meanwhile is struck."""
    identifier = make_frozen_round(scoring, "green", {87: "90", 88: "80"})
    first = newest_ranking(scoring, identifier)
    reopen_ranking(scoring, identifier, "复核分数")
    read = rankings_pb2.GetRankingRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.GetRanking, read) == "E6_REOPENED"
    every = rankings_pb2.ListRankingsRequest(round_id=identifier)
    listed = scoring.call(scoring.rounds.ListRankings, every).rankings
    assert [(ranking.number, ranking.standing, ranking.reopened_reason) for ranking in listed] == [
        (1, False, "复核分数")
    ]
    reopened = wait_for(lambda: scoring.events(events_pb2.RankingReopened, identifier))
    assert [(event.ranking_id, event.number, event.division_code, event.track) for event in reopened] == [
        (first.ranking_id, 1, DIVISION, "green")
    ]
    scoring.publish(team_disqualified(87, "green"))
    wait_for(lambda: entry_ids(scoring, identifier) == [make_team(88).team_id])
    second = freeze_round(scoring, identifier)
    assert (second.number, second.standing) == (2, True)
    assert lines_of(second) == [
        (make_team(88).team_id, 1, "80.00", False),
        (make_team(87).team_id, 0, "90.00", True),
    ]
    PUBLIC_KEY.verify(bytes.fromhex(second.signature), canonical_json(form_of(second)))
    listed = scoring.call(scoring.rounds.ListRankings, every).rankings
    assert [ranking.standing for ranking in listed] == [False, True]


def test_a_tie_is_drawn_from_the_seed_that_was_fixed_before(scoring: Scoring) -> None:
    """E4: by the edition's last tie breaker; the ranking shows the seed, whose hash was public before anything was scored."""
    numbers = (101, 102, 103)
    identifier = make_frozen_round(scoring, "urban", dict.fromkeys(numbers, "80"))
    ranking = newest_ranking(scoring, identifier)
    draws = scoring.call(scoring.rounds.GetDraws, rounds_pb2.GetDrawsRequest(round_id=identifier)).draws
    seed, nonce = draws[0].seed, draws[0].nonce
    assert (ranking.last_tie_breaker, ranking.seed) == ("seeded_draw", f"{seed}/{nonce}")
    assert [hashlib.sha256(text.encode()).hexdigest() for text in (seed, nonce)] == [
        draws[0].seed_hash,
        draws[0].nonce_hash,
    ]
    teams = [make_team(number).team_id for number in numbers]
    by_lot = sorted(teams, key=lambda team: hashlib.sha256(f"{ranking.seed}/tie/{team}".encode()).hexdigest())
    assert [(line.team.team_id, line.rank, line.drawn) for line in ranking.projects] == [
        (team, rank, True) for rank, team in enumerate(by_lot, 1)
    ]


def finalists(track: str, *numbers: int) -> review.FinalistsConfirmed:
    """Make the event of a confirmed list with these teams of a track."""
    teams = [make_team(number, track=track, topic_id=f"{track}-1") for number in numbers]
    return review.FinalistsConfirmed(finalists=[review.Finalist(team=facts_of(team)) for team in teams])


def test_a_track_of_the_final_whose_finalists_all_fell_is_frozen_empty(scoring: Scoring) -> None:
    """G1, G2: before experts were assigned; the ranking says so, and publicity hears of it."""
    scoring.publish(finalists("finance", 104, 105))
    identifier = "final-finance"
    wait_for(lambda: len(entry_ids(scoring, identifier)) == 2)
    freeze = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.FreezeRound, freeze, SECRETARIAT) == "E3_SHEETS_MISSING"
    for number in (104, 105):
        scoring.publish(team_disqualified(number, "finance"))
    wait_for(lambda: entry_ids(scoring, identifier) == [])
    ranking = freeze_round(scoring, identifier)
    assert (ranking.vacant, list(ranking.projects), ranking.standing) == (True, [], True)
    frozen = wait_for(lambda: scoring.events(events_pb2.RankingFrozen, identifier))
    assert [(event.vacant, list(event.projects)) for event in frozen] == [(True, [])]


def test_the_ranking_of_the_final_is_public_with_the_winners_notice(scoring: Scoring) -> None:
    """H1, K1: until then only the secretariat and the committee see it; a notice of another kind changes nothing."""
    appoint_experts(scoring, "final", FINAL_EXPERTS)
    scoring.publish(finalists("emergency", 106))
    identifier = "final-emergency"
    wait_for(lambda: len(entry_ids(scoring, identifier)) == 1)
    assign_experts(scoring, identifier)
    scores = [sheets_pb2.Score(criterion_id=criterion.id, score="80") for criterion in EDITION.scoring.criteria]
    for account in FINAL_EXPERTS:
        for sheet in sheets_of(scoring, account, identifier):
            save = sheets_pb2.SaveSheetRequest(sheet_id=sheet.sheet_id, scores=scores)
            scoring.call(scoring.sheets.SaveSheet, save, EXPERT, account=account)
            submit = sheets_pb2.SubmitSheetRequest(sheet_id=sheet.sheet_id)
            scoring.call(scoring.sheets.SubmitSheet, submit, EXPERT, account=account)
    frozen = freeze_round(scoring, identifier)
    requests = (
        (scoring.rounds.GetRanking, rankings_pb2.GetRankingRequest(round_id=identifier)),
        (scoring.rounds.ListRankings, rankings_pb2.ListRankingsRequest(round_id=identifier)),
    )
    for method, request in requests:
        assert [scoring.refused(method, request, *grants) for grants in ((), (HOST,), (EXPERT,))] == ["NOT_FOUND"] * 3
    assert newest_ranking(scoring, identifier, SECRETARIAT) == newest_ranking(scoring, identifier, COMMITTEE) == frozen
    kinds = (publicity.NOTICE_KIND_FINALISTS, publicity.NOTICE_KIND_WINNERS)
    for kind in kinds:
        assert scoring.database["winners_notices"].find_one({}) is None
        scoring.publish(publicity.NoticeOpened(notice_id="notice", kind=kind, subject_id="2024"))
    wait_for(lambda: scoring.database["winners_notices"].find_one({}))
    assert newest_ranking(scoring, identifier) == frozen
    assert scoring.call(*requests[1]).rankings == [frozen]


def test_the_public_key_is_for_anyone(scoring: Scoring) -> None:
    """E6."""
    key = scoring.call(scoring.rounds.GetPublicKey, rankings_pb2.GetPublicKeyRequest())
    assert key.public_key == PUBLIC_KEY.public_bytes_raw().hex()


def test_the_ranking_of_an_unknown_round_is_not_found(scoring: Scoring) -> None:
    """K1: one code for all that is not there."""
    read = rankings_pb2.GetRankingRequest(round_id="division-120000-industry")
    assert scoring.refused(scoring.rounds.GetRanking, read) == "NOT_FOUND"

"""Rounds over the running service: what enters and leaves them, who may see and assign (D1, F8, C12, H4, K1)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import events_pb2, rankings_pb2, rounds_pb2, sheets_pb2

from chassis.actor import Grant, Role
from services.scoring.rounds.model.drawing import drawn_order, hash_of
from tests.service.publicity.running import wait_for, wait_until_equal
from tests.service.scoring.running import (
    COMMITTEE,
    DIVISION,
    EXPERT,
    HOST,
    OTHER_HOST,
    SECRETARIAT,
    Scoring,
    appoint_experts,
    assign_experts,
    case_decided,
    case_reopened,
    collect_round,
    commit_seed,
    entry_ids,
    facts_of,
    scheme_published,
    sheet_owners,
    sheets_of,
    team_disqualified,
)
from tests.unit.services.scoring.builders import make_team

pytestmark = pytest.mark.parts
PARTICIPANT = Grant(Role.PARTICIPANT)


def test_a_newer_rejected_submission_leaves_the_round(scoring: Scoring) -> None:
    """D1: also if the decisions arrive in the other order."""
    identifier = f"division-{DIVISION}-urban"
    scoring.publish(case_decided(62, "urban", submission=1))
    scoring.publish(case_decided(63, "urban", review.OUTCOME_REJECTED, submission=2))
    scoring.publish(case_decided(63, "urban", submission=1))
    wait_for(lambda: entry_ids(scoring, identifier) == [make_team(62).team_id])
    scoring.publish(case_decided(62, "urban", review.OUTCOME_REJECTED, submission=2))
    scoring.publish(case_decided(64, "urban"))  # after which nothing of the others is on its way
    remaining = [make_team(64).team_id]
    assert wait_until_equal(lambda: entry_ids(scoring, identifier), remaining) == remaining


def test_a_rejected_finalist_leaves_the_final(scoring: Scoring) -> None:
    """D1, F7: also if review's event comes before the list."""
    track, identifier = "industry", "final-industry"
    for number in (68, 69, 70):
        scoring.publish(case_decided(number, track))
    scoring.publish(case_decided(68, track, review.OUTCOME_REJECTED, sequence=3))
    teams = [make_team(number, track=track, topic_id=f"{track}-1") for number in (68, 69, 70)]
    remaining = [team.team_id for team in teams[1:]]
    wait_for(lambda: sorted(entry_ids(scoring, f"division-{DIVISION}-{track}")) == remaining)
    finalists = [review.Finalist(team=facts_of(team)) for team in teams]
    scoring.publish(review.FinalistsConfirmed(list_id="finalists-2024", finalists=finalists))
    wait_for(lambda: entry_ids(scoring, identifier) == remaining)
    scoring.publish(case_decided(69, track, review.OUTCOME_REJECTED, sequence=3))
    last = [teams[2].team_id]
    assert wait_until_equal(lambda: entry_ids(scoring, identifier), last) == last
    scoring.publish(case_reopened(70, track, sequence=2))
    assert wait_until_equal(lambda: list(_shown(scoring, identifier).suspended_team_ids), last) == last


def _shown(scoring: Scoring, identifier: str) -> rounds_pb2.Round:
    read = rounds_pb2.GetRoundRequest(round_id=identifier)
    round_: rounds_pb2.Round = scoring.call(scoring.rounds.GetRound, read, SECRETARIAT)
    return round_


def _accounts_of_first(scoring: Scoring, identifier: str) -> list[str]:
    """Return the accounts of a round's first team as they are stored: no answer shows them to anyone but the team (rule K1)."""
    stored = scoring.database["rounds"].find_one({"_id": identifier})
    accounts: list[str] = stored["state"]["entries"][0]["account_ids"]
    return accounts


def test_an_account_that_joins_a_team_scores_no_project_of_its_own(scoring: Scoring) -> None:
    """B2, E2: an expert who acts for the team by now counts no more, and is not assigned; who left may be again."""
    track = "transport"
    identifier = collect_round(scoring, track, [71])
    assign_experts(scoring, identifier)
    team = make_team(71, track=track, topic_id=f"{track}-1")
    expert = sheet_owners(scoring, identifier)[0]
    joined = facts_of(replace(team, account_ids=(*team.account_ids, expert), accounts_changed=2))
    scoring.publish(registration.TeamAccountsChanged(team=joined), times=2)
    wait_for(lambda: expert in _accounts_of_first(scoring, identifier))
    freeze = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.FreezeRound, freeze, HOST) == "E2_INTEREST_DECLARED"
    sheet = sheets_of(scoring, expert, identifier)[0]
    save = sheets_pb2.SaveSheetRequest(sheet_id=sheet.sheet_id)
    assert scoring.refused(scoring.sheets.SaveSheet, save, EXPERT, account=expert) == "E2_RELEASED"
    assign_experts(scoring, identifier)
    assert expert not in sheet_owners(scoring, identifier)
    left = facts_of(replace(team, accounts_changed=3))
    scoring.publish(registration.TeamAccountsChanged(team=left))
    wait_for(lambda: expert not in _accounts_of_first(scoring, identifier))


def test_a_seed_is_committed_by_its_hash_and_drawn_once(scoring: Scoring) -> None:
    """E2, G1, K1: refused before; then the order is drawn, stays, and is drawn again for a recorded reason only."""
    track, identifier = "health", "final-health"
    commit = rounds_pb2.CommitSeedRequest(round_id=identifier, seed_hash=hash_of("secret"))
    for grant in (HOST, COMMITTEE, EXPERT, PARTICIPANT):
        assert scoring.refused(scoring.rounds.CommitSeed, commit, grant) == "K1_FORBIDDEN"
    nowhere = rounds_pb2.CommitSeedRequest(round_id="final-nowhere", seed_hash=hash_of("secret"))
    assert scoring.refused(scoring.rounds.CommitSeed, nowhere, SECRETARIAT) == "NOT_FOUND"
    # before the finalists are known
    first = [scoring.call(scoring.rounds.CommitSeed, commit, SECRETARIAT, key="commit") for _ in range(2)]
    assert [(draw.number, draw.seed_hash, draw.seed) for draw in first] == [(1, hash_of("secret"), "")] * 2
    assert (len(first[0].nonce_hash), first[0].nonce, first[1] == first[0]) == (64, "", True)
    teams = [make_team(number, track=track, topic_id=f"{track}-1") for number in range(111, 117)]
    finalists = [review.Finalist(team=facts_of(team)) for team in teams]
    scoring.publish(review.FinalistsConfirmed(list_id="finalists-2024", finalists=finalists))
    wait_for(lambda: len(entry_ids(scoring, identifier)) == len(teams))
    appoint_experts(scoring, "final", [f"f{number}" for number in range(5)])

    def assign(seed: str) -> rounds_pb2.AssignExpertsRequest:
        return rounds_pb2.AssignExpertsRequest(round_id=identifier, seed=seed)

    method = scoring.rounds.AssignExperts
    assert scoring.refused(method, assign("another"), SECRETARIAT) == "G1_SEED_DIFFERS"
    scoring.call(method, assign("secret"), SECRETARIAT)
    order = [team.team_id for team in drawn_order(teams, f"secret/{nonces(scoring, identifier)[0]}")]
    assert entry_ids(scoring, identifier) == order
    assert hash_of(nonces(scoring, identifier)[0]) == first[0].nonce_hash
    assert scoring.refused(method, assign("a better one"), SECRETARIAT) == "G1_DRAWN_BEFORE"
    silent = rounds_pb2.CommitSeedRequest(round_id=identifier, seed_hash=hash_of("second"))
    assert scoring.refused(scoring.rounds.CommitSeed, silent, SECRETARIAT) == "G1_REDRAW_REASON_MISSING"
    commit_seed(scoring, identifier, "second", "抽签现场断电")
    assert entry_ids(scoring, identifier) == order
    scoring.call(method, assign("second"), SECRETARIAT)
    again = [team.team_id for team in drawn_order(teams, f"second/{nonces(scoring, identifier)[1]}")]
    draws = scoring.call(scoring.rounds.GetDraws, rounds_pb2.GetDrawsRequest(round_id=identifier)).draws
    assert [(draw.seed, draw.reason, [project.team_id for project in draw.order]) for draw in draws] == [
        ("secret", "", order),
        ("second", "抽签现场断电", again),
    ]
    wait_for(lambda: len(scoring.events(events_pb2.SeedDrawn, identifier)) == 2)
    drawn = sorted(scoring.events(events_pb2.SeedDrawn, identifier), key=lambda event: event.number)
    assert [(event.number, event.seed, event.reason, list(event.team_ids)) for event in drawn] == [
        (1, "secret", "", order),
        (2, "second", "抽签现场断电", again),
    ]
    assert [event.nonce for event in drawn] == nonces(scoring, identifier)


def nonces(scoring: Scoring, identifier: str) -> list[str]:
    """Return the platform's nonces of a round's draws, as anyone reads them."""
    draws = scoring.call(scoring.rounds.GetDraws, rounds_pb2.GetDrawsRequest(round_id=identifier)).draws
    return [draw.nonce for draw in draws]


def test_a_disqualified_team_does_not_enter_the_final_by_a_late_list(scoring: Scoring) -> None:
    """H4, F8: the disqualification arrived first."""
    scoring.publish(team_disqualified(65, "emergency"))
    wait_for(lambda: scoring.database["rounds"].find_one({"_id": "final-emergency"}))
    finalists = [review.Finalist(team=facts_of(make_team(number, track="emergency"))) for number in (65, 66)]
    scoring.publish(review.FinalistsConfirmed(list_id="finalists-2024", finalists=finalists), times=2)
    later = review.Finalist(team=facts_of(make_team(67, track="emergency")))
    scoring.publish(review.FinalistsConfirmed(list_id="finalists-2024", finalists=[later], version=2))
    entered = [make_team(66).team_id, make_team(67).team_id]
    # in whichever order the two lists were handled
    assert wait_until_equal(lambda: sorted(entry_ids(scoring, "final-emergency")), entered) == entered


def test_events_twice_and_in_another_order_come_to_the_same(scoring: Scoring) -> None:
    """C12, H4: a team that withdrew or was disqualified before its entry came is not scored; others are, once."""
    track = "technology"
    withdrawn = facts_of(make_team(31, track=track, topic_id=f"{track}-1"))
    scoring.publish(registration.TeamWithdrawn(team=withdrawn), times=2)
    scoring.publish(team_disqualified(32, track))
    identifier = f"division-{DIVISION}-{track}"
    wait_for(lambda: len(_teams_gone(scoring, identifier)) == 2)
    for number in (31, 32, 33, 34):
        scoring.publish(case_decided(number, track), event_id=f"passed-{number}", times=2)
        scoring.publish(case_decided(number, track))
    scoring.publish(scheme_published(DIVISION))
    scoring.publish(case_decided(35, track))  # after which nothing of the others is on its way
    remaining = [make_team(33).team_id, make_team(34).team_id, make_team(35).team_id]
    assert wait_until_equal(lambda: sorted(entry_ids(scoring, identifier)), remaining) == remaining


def _teams_gone(scoring: Scoring, identifier: str) -> list[str]:
    document = scoring.database["rounds"].find_one({"_id": identifier})
    gone: list[str] = document["state"].get("gone", []) if document else []
    return gone


def test_a_round_is_assigned_frozen_and_read_by_role_and_division(scoring: Scoring) -> None:
    """K1: by role and division; another's round does not exist for the caller."""
    identifier = collect_round(scoring, "culture", [41, 42])
    assign = rounds_pb2.AssignExpertsRequest(round_id=identifier, seed="published")
    freeze = rankings_pb2.FreezeRoundRequest(round_id=identifier)
    for grant in (OTHER_HOST, SECRETARIAT, COMMITTEE, EXPERT, PARTICIPANT):
        assert scoring.refused(scoring.rounds.AssignExperts, assign, grant) == "K1_FORBIDDEN"
        assert scoring.refused(scoring.rounds.FreezeRound, freeze, grant) == "K1_FORBIDDEN"
    assign_experts(scoring, identifier)
    read = rounds_pb2.GetRoundRequest(round_id=identifier)
    assert scoring.refused(scoring.rounds.GetRound, read, OTHER_HOST) == "NOT_FOUND"
    for grant in (PARTICIPANT, EXPERT):
        assert scoring.refused(scoring.rounds.GetRound, read, grant) == "K1_FORBIDDEN"
    assert scoring.refused(scoring.rounds.GetRound, read) == "K1_UNAUTHENTICATED"
    assert scoring.call(scoring.rounds.GetRound, read, HOST).sheets == 4


def test_a_host_that_names_no_division_sees_its_own_only(scoring: Scoring) -> None:
    """K1: another division's rounds are there to be leaked."""
    identifier = collect_round(scoring, "green", [61])
    listed = scoring.call(scoring.rounds.ListRounds, rounds_pb2.ListRoundsRequest(), SECRETARIAT).rounds
    own = scoring.call(scoring.rounds.ListRounds, rounds_pb2.ListRoundsRequest(), HOST).rounds
    assert identifier in {round_.round_id for round_ in own}
    assert {round_.division_code for round_ in own} == {DIVISION}
    assert {round_.round_id for round_ in own} <= {round_.round_id for round_ in listed}
    assert list(scoring.call(scoring.rounds.ListRounds, rounds_pb2.ListRoundsRequest(), OTHER_HOST).rounds) == []
    of_division = rounds_pb2.ListRoundsRequest(division_code=DIVISION)
    for grant in (OTHER_HOST, EXPERT, PARTICIPANT):
        assert scoring.refused(scoring.rounds.ListRounds, of_division, grant) == "K1_FORBIDDEN"


def test_scoring_is_refused_until_the_scheme_has_arrived(scoring: Scoring) -> None:
    """E3: E3_UNKNOWN_SCHEME until then, and then by it."""
    other, track = "130000", "industry"
    identifier, host = f"division-{other}-{track}", Grant(Role.HOST, other)
    team = facts_of(make_team(67, division_code=other))
    scoring.publish(review.CaseDecided(team=team, submission_number=1, outcome=review.OUTCOME_PASSED))
    wait_for(lambda: entry_ids(scoring, identifier) == [team.team_id])
    assign = rounds_pb2.AssignExpertsRequest(round_id=identifier, seed="published")
    assert scoring.refused(scoring.rounds.AssignExperts, assign, host) == "E3_UNKNOWN_SCHEME"
    scoring.publish(scheme_published(other))
    wait_for(lambda: scoring.database["panels"].find_one({"_id": f"division-{other}"}))
    assert scoring.refused(scoring.rounds.AssignExperts, assign, host) == "E2_SEED_NOT_COMMITTED"
    commit = rounds_pb2.CommitSeedRequest(round_id=identifier, seed_hash=hash_of("published"))
    scoring.call(scoring.rounds.CommitSeed, commit, host)
    assert scoring.refused(scoring.rounds.AssignExperts, assign, host) == "E2_NOT_ENOUGH_EXPERTS"

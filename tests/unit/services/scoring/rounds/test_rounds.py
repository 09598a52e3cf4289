"""Rounds (E2, E6, G1, C12, H4)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from dasai.common.v1 import contest_pb2

from chassis.edition import load_edition
from chassis.facts.schemes import Aggregation, Stage
from chassis.facts.teams import TeamFacts
from chassis.kernel.refusal import Refusal
from chassis.mapping import from_message, to_message
from services.scoring.rounds import rules, wire
from services.scoring.rounds.events import (
    ExpertAssignment,
    ExpertsAssigned,
    RankingReopened,
    RoundOpened,
    SeedCommitted,
    SeedDrawn,
)
from services.scoring.rounds.model.drawing import Draw, drawn_order, hash_of
from services.scoring.rounds.model.round import Freeze, Round, RoundState, round_id
from services.scoring.rounds.model.standing import ReviewEvent, Ruling, Standing, TeamAccounts, Verdict
from services.scoring.rounds.settings import final_scheme
from services.scoring.shared.rules import E3_REASON_MISSING
from tests.unit.services.scoring.builders import (
    LATER,
    NONCE,
    NOW,
    assign_round,
    make_expert,
    make_experts,
    make_ranking,
    make_review_event,
    make_round,
    make_scheme,
    make_sheet_scores,
    make_team,
    sign,
    source_of,
)


def test_a_round_is_named_by_stage_division_and_track() -> None:
    """The final has no division."""
    assert round_id(Stage.DIVISION, "110000", "industry") == "division-110000-industry"
    assert round_id(Stage.FINAL, "110000", "industry") == "final-industry"
    assert Round.empty(Stage.FINAL, "110000", "industry").division_code == ""


def test_the_first_project_opens_the_round() -> None:
    """By one event; a project that comes twice is entered once."""
    round_ = Round.empty(Stage.DIVISION, "110000", "industry")
    for number in (1, 2, 1):
        round_.enter(make_team(number), at=NOW)
    assert [raised.event for raised in round_.raised] == [
        RoundOpened(round_id="division-110000-industry", stage=Stage.DIVISION, division_code="110000", track="industry")
    ]
    assert [team.team_id for team in round_.contenders] == ["team-001", "team-002"]


def test_every_contender_is_assigned() -> None:
    """E2: and no project that left the contest."""
    round_ = make_round(4)
    round_.gone = ("team-002",)
    assign_round(round_, make_experts(3), make_scheme(), at=NOW)
    assert round_.state is RoundState.SCORING
    assert {assignment.team_id for assignment in round_.assignments} == {"team-000", "team-001", "team-003"}
    assert [raised.event for raised in round_.raised] == [
        SeedCommitted(round_id=round_.id, number=1, seed_hash=hash_of("seed"), reason="", nonce_hash=hash_of(NONCE)),
        SeedDrawn(
            round_id=round_.id,
            number=1,
            seed="seed",
            seed_hash=hash_of("seed"),
            reason="",
            team_ids=(),
            nonce=NONCE,
        ),
        ExpertsAssigned(
            round_id=round_.id,
            seed=source_of("seed"),
            sheets=6,
            division_code=round_.division_code,
            assignments=tuple(
                ExpertAssignment(team_id=each.team_id, account_id=each.account_id) for each in round_.assignments
            ),
        ),
    ]


def test_the_event_says_which_projects_are_not_scored_blind() -> None:
    """E3: a sheet that is there stays as it was made, whatever the stage that runs now says; a new one is as that says."""
    round_ = make_round(1)
    assign_round(round_, make_experts(3), make_scheme(), at=NOW)
    first, second = round_.assignments

    def not_blind(**blindness: Any) -> list[bool]:
        round_.assign(make_experts(3), make_scheme(), "", **blindness, at=LATER)
        assigned = [raised.event for raised in round_.raised if isinstance(raised.event, ExpertsAssigned)]
        return [each.not_blind for each in assigned[-1].assignments]

    assert not_blind(blind=True, blind_sheets={first: False}) == [True, False]
    assert not_blind(blind=False, blind_sheets={first: True, second: True}) == [False, False]
    assert not_blind(blind=False) == [True, True]


def test_a_round_is_judged_as_it_began_whatever_is_published_later() -> None:
    """A5: experts assigned again after a new version of the scheme score by the one they began with."""
    round_ = make_round(2)
    assign_round(round_, make_experts(3), make_scheme(decimals=2), at=NOW)
    assign_round(round_, make_experts(3), make_scheme(decimals=3), at=LATER)
    assert round_.scheme == make_scheme(decimals=2)


def test_a_round_without_projects_is_not_assigned() -> None:
    """E2: nothing ever entered, or all left."""
    for round_ in (make_round(0), make_round(1)):
        round_.gone = ("team-000",)
        with pytest.raises(Refusal) as refused:
            assign_round(round_, make_experts(3), make_scheme(), at=NOW)
        assert refused.value.code == rules.E2_NO_PROJECTS


def test_in_the_final_the_order_is_drawn_from_the_seed() -> None:
    """G1: of the contenders alone; in a division nothing is drawn."""
    final, division = make_round(8, Stage.FINAL), make_round(8)
    for round_ in (final, division):
        round_.drop("team-003", "F5_DUPLICATE_PROJECT", at=NOW)
        assign_round(round_, make_experts(3), seed="published")
    teams = tuple(make_team(number) for number in range(8))
    contenders = tuple(team for team in teams if team.team_id != "team-003")
    assert final.contenders == drawn_order(contenders, source_of("published"))
    assert final.contenders != contenders
    assert [draw.order for draw in final.draws] == [tuple(team.team_id for team in final.contenders)]
    assert (division.entries, division.draws[0].order) == (teams, ())


def test_nothing_is_drawn_from_a_seed_that_was_not_committed() -> None:
    """E2, G1: neither without its hash nor with another seed than the published hash is of."""
    round_ = make_round(3, Stage.FINAL)
    with pytest.raises(Refusal) as uncommitted:
        round_.assign(make_experts(3), make_scheme(), "published", at=NOW)
    assert uncommitted.value.code == rules.E2_SEED_NOT_COMMITTED
    round_.commit_seed(hash_of("published"), "", nonce=NONCE, at=NOW)
    for other in ("another", ""):
        with pytest.raises(Refusal) as different:
            round_.assign(make_experts(3), make_scheme(), other, at=NOW)
        assert different.value.code == rules.G1_SEED_DIFFERS
    assert (round_.assignments, round_.draws[0].seed) == ((), "")


def test_a_round_is_drawn_once_and_filled_up_after_that() -> None:
    """F8, G1: another seed is refused; the order stays, and whoever comes late does not enter."""
    round_ = make_round(4, Stage.FINAL)
    assign_round(round_, make_experts(3), seed="published")
    order = [team.team_id for team in round_.contenders]
    with pytest.raises(Refusal) as again:
        round_.assign(make_experts(3), make_scheme(), "a better one", at=LATER)
    assert again.value.code == rules.G1_DRAWN_BEFORE
    round_.enter(make_team(8), at=LATER)
    for seed in ("", "published"):
        round_.assign(make_experts(3), make_scheme(), seed, at=LATER)
    assert [team.team_id for team in round_.contenders] == order
    assert len(round_.draws) == 1


def test_f8_a_finalist_of_a_later_version_enters_until_the_order_is_drawn() -> None:
    """F6, F8, G1: before it the substitute is drawn with the others; a division's round takes who passes late."""
    final, division = make_round(2, Stage.FINAL), make_round(2)
    final.enter(make_team(8), at=LATER)
    assign_round(division, make_experts(3), seed="published")
    division.enter(make_team(8), at=LATER)
    assign_round(final, make_experts(3), seed="published")
    expected = [make_team(number).team_id for number in (0, 1, 8)]
    assert [sorted(team.team_id for team in round_.contenders) for round_ in (final, division)] == [expected] * 2
    known = make_team(8, team_name="改名后的团队")
    final.enter(known, at=LATER)
    assert final.entry(known.team_id) == known


def test_it_is_drawn_again_for_a_reason_only_and_both_draws_stay() -> None:
    """G1: the reason is on record beside the first draw, and ties are still drawn from the first seed (E4)."""
    round_ = make_round(6, Stage.FINAL)
    assign_round(round_, make_experts(3), seed="first")
    for seed, reason, code in (
        ("second", " ", rules.G1_REDRAW_REASON_MISSING),
        ("first", "再抽一次", rules.G1_SEED_USED),
    ):
        with pytest.raises(Refusal) as refused:
            round_.commit_seed(hash_of(seed), reason, nonce=NONCE, at=LATER)
        assert refused.value.code == code
    round_.commit_seed(hash_of("second"), "抽签现场断电", nonce=NONCE, at=LATER)
    first_order = round_.draws[0].order
    assert tuple(team.team_id for team in round_.contenders) == first_order  # a commitment alone changes nothing
    round_.assign(make_experts(3), make_scheme(), "second", at=LATER)
    assert [(draw.number, draw.seed, draw.reason) for draw in round_.draws] == [
        (1, "first", ""),
        (2, "second", "抽签现场断电"),
    ]
    teams = tuple(make_team(number) for number in range(6))
    assert round_.contenders == drawn_order(teams, source_of("second"))
    assert (
        round_.draws[0].order == first_order == tuple(team.team_id for team in drawn_order(teams, source_of("first")))
    )
    assert (round_.tie_seed, round_.seed) == (source_of("first"), source_of("second"))


def test_what_is_drawn_from_a_seed_is_not_known_to_who_commits_it() -> None:
    """E4, G1: the platform's nonce, by its hash public before, changes every lot; a draw without one goes by its seed alone."""
    orders = set()
    for nonce in ("", "first", "second"):
        round_ = make_round(8, Stage.FINAL)
        if nonce:
            round_.commit_seed(hash_of("chosen"), "", nonce=nonce, at=NOW)
        else:  # as an earlier release committed it
            round_.draws = (Draw(number=1, seed_hash=hash_of("chosen"), committed_at=NOW),)
        round_.assign(make_experts(3), make_scheme(), "chosen", at=NOW)
        assert round_.seed == round_.tie_seed == (f"chosen/{nonce}" if nonce else "chosen")
        round_.assign(make_experts(3), make_scheme(), "chosen", at=LATER)  # drawn before: it fills up
        orders.add(round_.draws[0].order)
    assert len(orders) == 3


def test_a_round_that_the_release_before_drew_is_drawn_again_for_a_reason_only() -> None:
    """G1: it has a seed, and no commitment."""
    round_ = make_round(3, Stage.FINAL)
    round_.seed = "typed at the call"
    with pytest.raises(Refusal) as refused:
        round_.assign(make_experts(3), make_scheme(), "another", at=LATER)
    assert refused.value.code == rules.G1_DRAWN_BEFORE
    with pytest.raises(Refusal) as silent:
        round_.commit_seed(hash_of("another"), "", nonce=NONCE, at=LATER)
    assert silent.value.code == rules.G1_REDRAW_REASON_MISSING
    round_.assign(make_experts(3), make_scheme(), "", at=LATER)
    assert (round_.seed, round_.tie_seed, round_.draws) == ("typed at the call", "typed at the call", ())


def make_frozen_round() -> Round:
    """Make a round in the state that a freeze leaves behind."""
    round_ = make_round(2)
    assign_round(round_, make_experts(2), make_scheme(), at=NOW)
    round_.take_events()
    round_.begin_freeze()
    round_.freeze(at=NOW)
    return round_


def test_a_frozen_round_is_reopened_with_a_reason_only() -> None:
    """E6: what was frozen stays on record by its own number."""
    round_ = make_frozen_round()
    with pytest.raises(Refusal) as refused:
        round_.reopen("  ", at=LATER)
    assert (refused.value.code, refused.value.zh) == (E3_REASON_MISSING, "请写明理由。")
    round_.reopen("复核分数", at=LATER)
    assert (round_.state, round_.rankings) == (RoundState.SCORING, 1)
    assert [raised.event for raised in round_.raised] == [
        RankingReopened(
            ranking_id="division-110000-industry-1",
            round_id=round_.id,
            reason="复核分数",
            stage=Stage.DIVISION,
            division_code="110000",
            track="industry",
            number=1,
        )
    ]


@pytest.mark.parametrize("state", [RoundState.COLLECTING, RoundState.SCORING, RoundState.FREEZING])
def test_only_a_frozen_round_is_reopened(state: RoundState) -> None:
    """E6."""
    round_ = make_round(1)
    round_.state = state
    with pytest.raises(Refusal) as refused:
        round_.reopen("复核分数", at=LATER)
    assert (refused.value.code, refused.value.facts) == (rules.E6_WRONG_STATE, {"state": state.value})
    assert refused.value.zh == f"本轮{state.term.zh}；目前不能进行此操作。"
    assert state.value not in refused.value.zh


def test_a_frozen_round_is_not_assigned_again() -> None:
    """E6: before a freeze it may be, for a project that came late."""
    round_ = make_round(2)
    assign_round(round_, make_experts(3), make_scheme(), at=NOW)
    round_.enter(make_team(7), at=LATER)
    assign_round(round_, make_experts(3), make_scheme(), at=LATER)
    assert len(round_.assignments) == 6
    round_.begin_freeze()
    with pytest.raises(Refusal) as refused:
        assign_round(round_, make_experts(3), make_scheme(), at=LATER)
    assert refused.value.code == rules.E6_WRONG_STATE


# what review says of a team, in its order: submission, sequence, ruling
REVIEW_EVENTS = (
    ReviewEvent(number=1, sequence=1, ruling=Ruling.PASSED),
    ReviewEvent(number=1, sequence=2, ruling=Ruling.OPEN),
    # rejected, and the team may appeal; then the rejection is final
    ReviewEvent(number=1, sequence=3, ruling=Ruling.OPEN),
    ReviewEvent(number=1, sequence=3, ruling=Ruling.REJECTED),
    ReviewEvent(number=1, sequence=4, ruling=Ruling.OPEN),
    ReviewEvent(number=2, sequence=5, ruling=Ruling.PASSED),
)
AFTER = (
    (Standing.ELIGIBLE, 1, 1),
    (Standing.SUSPENDED, 1, 1),
    (Standing.SUSPENDED, 1, 1),
    (Standing.STRUCK, 0, 1),
    (Standing.SUSPENDED, 1, 1),
    (Standing.ELIGIBLE, 1, 2),
)


@pytest.mark.parametrize("count", range(1, len(REVIEW_EVENTS) + 1))
def test_the_newest_word_of_review_counts_in_any_order(count: int) -> None:
    """D1, D3: passed, reopened, rejected under the same number, finally so, reopened, passed; whatever arrives first."""
    outcomes = set()
    for order in permutations(REVIEW_EVENTS[:count]):
        round_ = Round.empty(Stage.DIVISION, "110000", "industry")
        for event in (*order, order[0]):
            round_.judge(make_team(1), event, at=NOW)
        number = round_.submission_number("team-001")
        outcomes.add((round_.standing_of("team-001"), len(round_.contenders), number))
        assert [type(raised.event) for raised in round_.raised] == [RoundOpened]
    assert outcomes == {AFTER[count - 1]}


@pytest.mark.parametrize("ruling", [Ruling.OPEN, Ruling.REJECTED])
def test_a_project_that_never_passed_is_not_scored(ruling: Ruling) -> None:
    """D1, E2: rejected, returned, asked for more or reopened."""
    round_ = Round.empty(Stage.DIVISION, "110000", "industry")
    round_.judge(make_team(1), make_review_event(ruling), at=NOW)
    assert (round_.entries, round_.contenders, round_.raised) == ((), (), ())


def test_what_the_release_before_stored_of_a_pass_is_the_oldest_word() -> None:
    """D1: its verdicts have no sequence; the submission that passed stays the one that experts read."""
    round_ = make_round(2)
    round_.verdicts = (Verdict(team_id="team-001", number=3, passed=True),)
    assert round_.submission_number("team-001") == 3
    round_.judge(make_team(1), make_review_event(Ruling.OPEN, number=4, sequence=2), at=LATER)
    assert (round_.standing_of("team-001"), round_.submission_number("team-001")) == (Standing.SUSPENDED, 3)


def test_a_frozen_ranking_follows_what_review_says() -> None:
    """D1, H4: suspended while the case is open, struck if it is rejected, eligible again if it passes; each with its number."""
    round_ = make_frozen_round()
    for event in (*REVIEW_EVENTS[1:], REVIEW_EVENTS[1]):
        round_.judge(make_team(1), event, at=LATER)
    assert round_.frozen is not None
    assert [
        (standing, change.team_id, change.reason, change.number) for standing, change in round_.frozen.amendments
    ] == [
        (Standing.SUSPENDED, "team-001", "D1_CASE_REOPENED", 2),
        (Standing.STRUCK, "team-001", "D1_REJECTED", 3),
        (Standing.SUSPENDED, "team-001", "D1_CASE_REOPENED", 4),
        (Standing.ELIGIBLE, "team-001", "D1_PASSED_ANEW", 5),
    ]
    assert (round_.rankings, round_.state) == (5, RoundState.FROZEN)


@pytest.mark.parametrize(
    ("last", "shown"),
    [
        (ReviewEvent(number=1, sequence=3, ruling=Ruling.REJECTED), (1, 0, True, False)),
        (ReviewEvent(number=1, sequence=5, ruling=Ruling.PASSED), (2, 2, False, False)),
    ],
    ids=["the appeal failed", "the appeal was granted and the team passed"],
)
def test_a_team_that_may_appeal_is_scored_until_its_rejection_is_final(
    last: ReviewEvent, shown: tuple[int, int, bool, bool]
) -> None:
    """D1, D3, F6: frozen meanwhile, the ranking has its place, suspended; it is struck, or counts again, as the appeal ends."""
    round_ = make_round(2)
    for event in REVIEW_EVENTS[1:3]:
        round_.judge(make_team(1), event, at=NOW)
    assign_round(round_, make_experts(2))
    round_.begin_freeze()
    round_.freeze(at=NOW)
    assert round_.frozen is not None
    assert (round_.frozen.team_ids, round_.frozen.suspended) == (("team-000", "team-001"), ("team-001",))
    round_.judge(make_team(1), last, at=LATER)
    ranking = make_ranking((make_sheet_scores(0, 1, "90"), make_sheet_scores(1, 1, "80")), suspended=("team-001",))
    for standing, change in round_.frozen.amendments:
        ranking = ranking.amended(change.team_id, standing, change.number, change.reason, sign, at=change.at)
    line = next(line for line in ranking.projects if line.team.team_id == "team-001")
    assert (len(round_.contenders), line.rank, line.struck, line.suspended) == shown


def test_a_freeze_notes_whose_case_is_open() -> None:
    """D1: such a project is ranked as suspended from the first ranking on; a pass then brings another ranking."""
    round_ = make_round(2)
    round_.judge(make_team(1), make_review_event(Ruling.OPEN, sequence=2), at=NOW)
    assign_round(round_, make_experts(2))
    assert {assignment.team_id for assignment in round_.assignments} == {"team-000", "team-001"}
    round_.begin_freeze()
    round_.freeze(at=NOW)
    assert round_.frozen == Freeze(
        number=1, team_ids=("team-000", "team-001"), suspended=("team-001",), follows=0, at=NOW
    )
    round_.judge(make_team(1), make_review_event(sequence=3), at=LATER)
    assert [change.reason for _, change in round_.frozen.amendments] == ["D1_PASSED_ANEW"]


def test_after_a_reopening_nothing_is_struck_until_it_is_frozen_again() -> None:
    """E6, H4: the next freeze is without the project, and knows which ranking it follows."""
    round_ = make_frozen_round()
    round_.reopen("复核分数", at=LATER)
    assert (round_.reopened, round_.reopening_of(1) is not None, round_.reopening_of(2)) == (True, True, None)
    round_.drop("team-001", "C12_WITHDRAWN", at=LATER)
    assert round_.rankings == 1
    round_.begin_freeze()
    assert round_.reopened
    round_.freeze(at=LATER)
    assert round_.frozen == Freeze(number=2, team_ids=("team-000",), follows=1, at=LATER)
    assert not round_.reopened


def test_a_round_whose_projects_all_fell_freezes_empty() -> None:
    """G1: before experts were assigned or after; one that never had a project does not."""
    early, late, never = make_round(2), make_round(2), make_round(0)
    assign_round(late, make_experts(2))
    for round_ in (early, late, never):
        round_.drop("team-000", "C12_WITHDRAWN", at=NOW)
        round_.drop("team-001", "C12_WITHDRAWN", at=NOW)
    for round_ in (early, late):
        round_.begin_freeze(make_scheme())
        round_.freeze(at=LATER)
        assert (round_.frozen, round_.scheme) == (Freeze(number=1, team_ids=(), at=LATER), make_scheme())
    with pytest.raises(Refusal) as refused:
        never.begin_freeze(make_scheme())
    assert refused.value.code == rules.E6_WRONG_STATE


def test_a_finalist_is_known_by_its_divisions_round() -> None:
    """D1, B2: what review said, and which accounts act for the team; again it changes nothing."""
    division, final = make_round(2), make_round(1, Stage.FINAL)
    assert final.adopt(division, "team-001", at=NOW) is False  # is no finalist
    division.judge(make_team(0), make_review_event(Ruling.REJECTED, sequence=2), at=NOW)
    division.record_accounts(TeamAccounts(team_id="team-000", account_ids=("newcomer",), changes=7))
    assert [final.adopt(division, "team-000", at=NOW) for _ in range(2)] == [True, False]
    assert (final.contenders, final.entries[0].account_ids) == ((), ("newcomer",))


@pytest.mark.parametrize("first", ["entry", "accounts"])
def test_the_newest_accounts_count_whether_they_come_before_or_after_the_entry(first: str) -> None:
    """B2, E2: an account that joined scores no project of its own, one that left may."""
    round_ = Round.empty(Stage.DIVISION, "110000", "industry")
    steps: dict[str, Callable[[], object]] = {
        "entry": lambda: round_.judge(
            make_team(1, account_ids=("old",), accounts_changed=4), make_review_event(), at=NOW
        ),
        "accounts": lambda: round_.record_accounts(
            TeamAccounts(team_id="team-001", account_ids=("expert-1",), changes=5)
        ),
    }
    for step in (first, *(name for name in steps if name != first)):
        steps[step]()
    round_.record_accounts(TeamAccounts(team_id="team-001", account_ids=("older",), changes=3))
    team = round_.contenders[0]
    assert (team.account_ids, team.accounts_changed, round_.accounts) == (("expert-1",), 5, ())
    assert [make_expert(number).may_score(team) for number in (0, 1)] == [True, False]


def test_before_the_freeze_a_project_just_leaves() -> None:
    """C12: nothing is struck, and it does not come back by an event that was under way."""
    round_ = make_round(2)
    round_.drop("team-001", "C12_WITHDRAWN", at=NOW)
    round_.judge(make_team(1), make_review_event(number=5, sequence=5), at=LATER)
    assert ([team.team_id for team in round_.contenders], round_.rankings) == (["team-000"], 0)


def test_after_the_freeze_a_project_is_struck_once_and_another_ranking_follows() -> None:
    """H4: each strike has its number; a project that was not ranked strikes nothing."""
    round_ = make_frozen_round()
    round_.enter(make_team(9), at=LATER)
    for name in ("team-001", "team-001", "team-009", "team-000"):
        round_.drop(name, "C5_FOREIGN_MATERIAL", at=LATER)
    assert round_.frozen is not None
    assert [(strike.team_id, strike.number) for strike in round_.frozen.strikes] == [("team-001", 2), ("team-000", 3)]
    assert (round_.rankings, round_.frozen.team_ids) == (3, ("team-000", "team-001"))


def test_while_it_freezes_nothing_changes_and_a_refused_freeze_lets_experts_go_on() -> None:
    """E6: a second freeze counts as another attempt."""
    round_ = make_round(2)
    with pytest.raises(Refusal) as refused:
        round_.begin_freeze()
    assert refused.value.facts == {"state": "collecting"}
    assign_round(round_, make_experts(2), make_scheme(), at=NOW)
    round_.begin_freeze()
    with pytest.raises(Refusal) as again:
        round_.begin_freeze()
    assert again.value.facts == {"state": "freezing"}
    round_.thaw()
    round_.begin_freeze()
    round_.freeze(at=LATER)
    round_.thaw()
    assert (round_.state, round_.attempt, round_.rankings) == (RoundState.FROZEN, 2, 1)


def test_a_conflict_that_was_declared_after_the_assignment_counts_as_a_missing_sheet() -> None:
    """E2: until experts are assigned again."""
    round_ = make_round(2)
    assign_round(round_, make_experts(2), make_scheme(), at=NOW)
    panel = (make_expert(0, interests=("team-001",)), make_expert(1))
    assert (round_.count_unassigned(make_experts(2)), len(round_.admissible_assignments(make_experts(2)))) == (0, 4)
    assert (round_.count_unassigned(panel), len(round_.admissible_assignments(panel))) == (1, 3)


def test_a_further_expert_is_for_a_project_of_the_round() -> None:
    """E5: and it stays needed when experts are assigned once more."""
    round_ = make_round(2)
    with pytest.raises(Refusal) as refused:
        assign_round(round_, make_experts(4), further=("team-009",))
    assert refused.value.code == rules.E5_UNKNOWN_PROJECT
    assign_round(round_, make_experts(4), further=("team-001",))
    assign_round(round_, make_experts(4), make_scheme(), at=NOW)
    assert sorted(assignment.team_id for assignment in round_.assignments) == ["team-000"] * 2 + ["team-001"] * 3


def test_the_finals_scheme_is_the_editions() -> None:
    """A1, E4: as configured for the final, not for divisions."""
    edition = load_edition(Path("editions/2024.yaml"))
    scheme = final_scheme(edition)
    assert [(criterion.id, criterion.weight) for criterion in scheme.rubric] == [
        (criterion.id, format(criterion.weight, "f")) for criterion in edition.scoring.criteria
    ]
    assert (scheme.experts_per_project, scheme.decimals) == (
        edition.scoring.experts_per_project.final,
        edition.scoring.decimals,
    )
    assert (scheme.aggregation, scheme.tie_breakers) == (Aggregation.MEAN, edition.scoring.tie_breakers)


def test_no_view_shows_whom_a_person_key_belongs_to() -> None:
    """K1, K4: not even if another service still sends keys; nor which accounts act for a team."""
    facts = to_message(make_team(1, account_ids=("account-1",)), contest_pb2.TeamFacts, person_keys=("person-1",))
    round_ = make_round(0)
    round_.judge(from_message(facts, TeamFacts), make_review_event(), at=NOW)
    shown = wire.round_view(round_).entries
    assert facts.account_ids == ["account-1"]
    assert [(team.team_id, list(team.person_keys), list(team.account_ids)) for team in shown] == [("team-001", [], [])]


def test_a_committed_seed_is_shown_by_its_hash_alone() -> None:
    """G1: until it is revealed; then with the order, by project."""
    round_ = make_round(2, Stage.FINAL)
    round_.commit_seed(hash_of("published"), "", nonce=NONCE, at=NOW)
    before = wire.draws_view(round_).draws[0]
    assert (before.seed_hash, before.seed, before.nonce_hash, before.nonce) == (
        hash_of("published"),
        "",
        hash_of(NONCE),
        "",
    )
    assert (before.HasField("drawn_at"), list(before.order)) == (
        False,
        [],
    )
    round_.assign(make_experts(2), make_scheme(), "published", at=LATER)
    after = wire.draws_view(round_).draws[0]
    assert (after.seed, after.nonce) == ("published", NONCE)
    assert [project.team_id for project in after.order] == list(round_.draws[0].order)
    assert {project.project_name for project in after.order} == {"合成数据项目0", "合成数据项目1"}

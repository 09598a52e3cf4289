"""Rankings (E4, E5, E6, H4)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from dasai.common.v1 import contest_pb2
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.scoring.v1 import rankings_pb2
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.facts.schemes import Aggregation
from chassis.kernel.canonical import canonical_json, digest
from services.scoring.rankings import wire
from services.scoring.rankings.events import RankingAmended, RankingFrozen
from services.scoring.rankings.model import SEEDED_DRAW, Ranking, SheetScores, compute
from services.scoring.rounds.model.standing import Standing
from services.scoring.shared.lots import lot
from tests.unit.services.scoring.builders import (
    LATER,
    NOW,
    RUBRIC,
    make_ranking,
    make_round,
    make_scheme,
    make_sheet_scores,
    make_team,
    sign,
)


def shown(ranking: Ranking) -> rankings_pb2.Ranking:
    """Return the view of a ranking that counts."""
    return wire.ranking_view(ranking, make_round(0), standing=True)


def lines(ranking: Ranking) -> list[tuple[str, int, str, bool]]:
    """Return team, rank, score, struck of each line."""
    return [(line.team.team_id, line.rank, line.score, line.struck) for line in ranking.projects]


def test_mean_of_weighted_sums() -> None:
    """E4: 0.6, 0.3 and 0.1 of the criteria, the mean of the experts."""
    ranking = make_ranking(
        (
            make_sheet_scores(1, 1, "80", "70", "60"),
            make_sheet_scores(1, 2, "90", "80", "70"),
            make_sheet_scores(2, 1, "99"),
        )
    )
    assert lines(ranking) == [("team-002", 1, "99.00", False), ("team-001", 2, "80.00", False)]


def test_trimmed_mean_leaves_out_highest_and_lowest() -> None:
    """E4: one of each, also where others are as high; of two sheets there is nothing to leave out."""
    five = tuple(make_sheet_scores(1, number, value) for number, value in enumerate(("10", "70", "80", "90", "90"), 1))
    two = (make_sheet_scores(2, 1, "50"), make_sheet_scores(2, 2, "60"))
    ranking = make_ranking((*five, *two), aggregation=Aggregation.TRIMMED_MEAN)
    assert lines(ranking) == [("team-001", 1, "80.00", False), ("team-002", 2, "55.00", False)]


def test_normalised_takes_away_an_experts_severity() -> None:
    """E4: a severe and a mild expert who order projects alike count alike."""
    sheets = (
        make_sheet_scores(1, 1, "40"),
        make_sheet_scores(2, 1, "20"),
        make_sheet_scores(1, 2, "90"),
        make_sheet_scores(2, 2, "80"),
    )
    ranking = make_ranking(sheets, aggregation=Aggregation.NORMALISED)
    # all totals: mean 57.5, spread sqrt(818.75); each expert's projects lie one spread above and below its own mean
    assert lines(ranking) == [("team-001", 1, "86.11", False), ("team-002", 2, "28.89", False)]


def test_an_expert_who_scores_all_alike_changes_no_order() -> None:
    """E4: normalised, it counts the mean for each."""
    sheets = (
        make_sheet_scores(1, 1, "60"),
        make_sheet_scores(2, 1, "60"),
        make_sheet_scores(1, 2, "70"),
        make_sheet_scores(2, 2, "80"),
    )
    ranking = make_ranking(sheets, aggregation=Aggregation.NORMALISED)
    assert [(line.team.team_id, line.rank) for line in ranking.projects] == [("team-002", 1), ("team-001", 2)]


@pytest.mark.parametrize(
    ("values", "decimals", "expected"),
    [(("0.5", "0"), 1, "0.2"), (("0.7", "0"), 1, "0.4"), (("0.5", "0"), 2, "0.25"), (("1", "0"), 0, "0")],
)
def test_scores_are_rounded_half_to_even(values: tuple[str, str], decimals: int, expected: str) -> None:
    """E4: stated rounding, at the scheme's decimals."""
    ranking = make_ranking((make_sheet_scores(1, 1, values[0]), make_sheet_scores(1, 2, values[1])), decimals=decimals)
    assert ranking.projects[0].score == expected


def test_ties_go_by_the_tie_breakers_in_order() -> None:
    """E4: all four come to 70; `value` decides, then `novelty`; alike in both share the rank, and the next rank is skipped."""
    sheets = (
        make_sheet_scores(1, 1, "70", "70", "70"),
        make_sheet_scores(2, 1, "75", "60", "70"),
        make_sheet_scores(3, 1, "70", "60", "100"),
        make_sheet_scores(4, 1, "70", "70", "70"),
        make_sheet_scores(5, 1, "10"),
    )
    assert [(line.team.team_id, line.rank) for line in make_ranking(sheets).projects] == [
        ("team-002", 1),
        ("team-001", 2),
        ("team-004", 2),
        ("team-003", 4),
        ("team-005", 5),
    ]


def test_scores_that_differ_below_the_stated_decimals_are_a_tie() -> None:
    """E4: what is published is what decides."""
    ranking = make_ranking((make_sheet_scores(1, 1, "70.001"), make_sheet_scores(2, 1, "70.002")), tie_breakers=())
    assert [line.rank for line in ranking.projects] == [1, 1]


@pytest.mark.parametrize(("limit", "disputed"), [("20", ("team-001",)), ("20.01", ()), ("", ())])
def test_experts_far_apart_are_flagged(limit: str, disputed: tuple[str, ...]) -> None:
    """E5: from the edition's points on, not below; and nobody where it states none."""
    sheets = (
        make_sheet_scores(1, 1, "60"),
        make_sheet_scores(1, 2, "40"),
        make_sheet_scores(2, 1, "90"),
        make_sheet_scores(2, 2, "85"),
    )
    assert make_ranking(sheets, disagreement=limit).disputed == disputed


def test_the_event_of_a_freeze_has_digest_and_signature() -> None:
    """E6: over the canonical form of scheme, sheets and result."""
    ranking = make_ranking((make_sheet_scores(1, 1, "80"),), number=3)
    assert ranking.digest == digest(ranking.form())
    assert (ranking.key_id, ranking.signature) == sign(canonical_json(ranking.form()))
    assert [raised.event for raised in ranking.raised] == [
        RankingFrozen(
            ranking_id="final-industry-3",
            round_id="final-industry",
            stage=ranking.stage,
            division_code="",
            track="industry",
            number=3,
            projects=ranking.projects,
            digest=ranking.digest,
            signature=ranking.signature,
            frozen_at=NOW,
        )
    ]


@pytest.mark.parametrize("change", ["score", "sheet", "weight", "decimals", "rank"])
def test_whatever_is_altered_shows_in_the_digest(change: str) -> None:
    """E6: scores, sheets, scheme and result."""
    ranking = make_ranking((make_sheet_scores(1, 1, "80"), make_sheet_scores(2, 1, "70")))
    others = {
        "score": lambda: make_ranking((make_sheet_scores(1, 1, "80.5"), make_sheet_scores(2, 1, "70"))),
        "sheet": lambda: make_ranking(
            (make_sheet_scores(1, 1, "80"), make_sheet_scores(2, 1, "70"), make_sheet_scores(2, 2, "70"))
        ),
        "weight": lambda: make_ranking(
            (make_sheet_scores(1, 1, "80"), make_sheet_scores(2, 1, "70")), rubric=RUBRIC[::-1]
        ),
        "decimals": lambda: make_ranking((make_sheet_scores(1, 1, "80"), make_sheet_scores(2, 1, "70")), decimals=3),
        "rank": lambda: ranking.amended("team-001", Standing.STRUCK, 1, "H4", sign, at=NOW),
    }
    assert others[change]().digest != ranking.digest


def test_a_struck_project_keeps_its_line_and_others_move_up() -> None:
    """H4: a ranking of its own follows; the one before stays as it was."""
    ranking = make_ranking(
        tuple(make_sheet_scores(number, 1, value) for number, value in ((1, "90"), (2, "80"), (3, "80"), (4, "70")))
    )
    before = lines(ranking)
    amended = ranking.amended("team-001", Standing.STRUCK, 2, "C5_FOREIGN_MATERIAL", sign, at=LATER)
    assert lines(amended) == [
        ("team-002", 1, "80.00", False),
        ("team-003", 1, "80.00", False),
        ("team-004", 3, "70.00", False),
        ("team-001", 0, "90.00", True),
    ]
    assert lines(ranking) == before
    event = amended.raised[0].event
    assert isinstance(event, RankingAmended)
    assert (event.ranking_id, event.number, event.reason) == ("final-industry-2", 2, "C5_FOREIGN_MATERIAL")
    again = amended.amended("team-002", Standing.STRUCK, 3, "C5_FOREIGN_MATERIAL", sign, at=LATER)
    assert [(name, rank) for name, rank, _, _ in lines(again)][:2] == [("team-003", 1), ("team-004", 2)]
    assert sorted(line.team.team_id for line in again.projects if line.struck) == ["team-001", "team-002"]


ALIKE = (
    make_sheet_scores(1, 1, "90"),
    make_sheet_scores(2, 1, "80"),
    make_sheet_scores(3, 1, "80"),
    make_sheet_scores(4, 1, "80"),
    make_sheet_scores(5, 1, "70"),
)


@pytest.mark.parametrize("seed", ["one seed", "another"])
def test_projects_alike_in_all_are_drawn_from_the_seed(seed: str) -> None:
    """E4: by lots that anyone draws again, and marked as drawn; those that are not alike stay as they are."""
    ranking = make_ranking(ALIKE, seed=seed, last_tie_breaker=SEEDED_DRAW)
    alike = sorted(("team-002", "team-003", "team-004"), key=lambda team_id: lot(seed, "tie", team_id))
    assert [(line.team.team_id, line.rank, line.drawn) for line in ranking.projects] == [
        ("team-001", 1, False),
        *((team_id, rank, True) for rank, team_id in enumerate(alike, 2)),
        ("team-005", 5, False),
    ]
    assert ranking.recompute().projects == ranking.projects
    assert (ranking.form()["seed"], ranking.form()["last_tie_breaker"]) == (seed, SEEDED_DRAW)


def test_a_seed_draws_ties_either_way() -> None:
    """E4: the order depends on the seed, not on the identifiers."""
    orders = {
        tuple(line.team.team_id for line in make_ranking(ALIKE, seed=str(seed), last_tie_breaker=SEEDED_DRAW).projects)
        for seed in range(40)
    }
    assert len(orders) == 6


@pytest.mark.parametrize(("last", "seed"), [("committee", "seed"), ("", "seed"), (SEEDED_DRAW, "")])
def test_without_a_draw_projects_alike_share_their_rank(last: str, seed: str) -> None:
    """E4: if the edition leaves it to the committee, and in rounds that began before there was a draw."""
    ranking = make_ranking(ALIKE, seed=seed, last_tie_breaker=last)
    assert [(line.rank, line.drawn) for line in ranking.projects] == [(rank, False) for rank in (1, 2, 2, 2, 5)]


def test_a_strike_changes_no_drawn_order() -> None:
    """E4, H4: the others keep their order among themselves."""
    ranking = make_ranking(ALIKE, seed="seed", last_tie_breaker=SEEDED_DRAW)
    order = [line.team.team_id for line in ranking.projects]
    struck = order[2]
    amended = ranking.amended(struck, Standing.STRUCK, 2, "H4", sign, at=LATER)
    assert [(line.team.team_id, line.rank) for line in amended.projects] == [
        *((team_id, rank) for rank, team_id in enumerate([name for name in order if name != struck], 1)),
        (struck, 0),
    ]


def test_a_suspended_project_keeps_its_rank_until_it_is_decided() -> None:
    """D1: its line says so, and the signed form too; struck, suspended again and reinstated it comes to the same as before."""
    sheets = (make_sheet_scores(1, 1, "90"), make_sheet_scores(2, 1, "80"))
    ranking = make_ranking(sheets, suspended=("team-001",))
    assert [(line.team.team_id, line.rank, line.suspended) for line in ranking.projects] == [
        ("team-001", 1, True),
        ("team-002", 2, False),
    ]
    assert ranking.form()["suspended"] == ["team-001"]
    struck = ranking.amended("team-001", Standing.STRUCK, 2, "D1_REJECTED", sign, at=LATER)
    assert [(line.team.team_id, line.rank, line.struck, line.suspended) for line in struck.projects] == [
        ("team-002", 1, False, False),
        ("team-001", 0, True, False),
    ]
    back = struck.amended("team-001", Standing.ELIGIBLE, 3, "D1_PASSED_ANEW", sign, at=LATER)
    assert back.projects == make_ranking(sheets).projects
    assert back.recompute().projects == back.projects


def test_a_project_that_left_while_the_ranking_was_reopened_is_struck() -> None:
    """C12, E6, H4: it keeps its line and its last score; whoever was struck before stays struck."""
    first = make_ranking(tuple(make_sheet_scores(number, 1, f"{90 - number}") for number in (1, 2, 3)))
    struck = first.amended("team-003", Standing.STRUCK, 2, "H4", sign, at=LATER)
    again = make_ranking((make_sheet_scores(2, 1, "70"),), number=3, reopened=struck)
    expected = [("team-002", 1, "70.00", False), ("team-001", 0, "89.00", True), ("team-003", 0, "87.00", True)]
    assert lines(again) == expected
    assert again.recompute().projects == again.projects
    later = again.amended("team-002", Standing.STRUCK, 4, "H4", sign, at=LATER)
    assert [(line.team.team_id, line.rank) for line in later.projects] == [
        ("team-002", 0),
        ("team-001", 0),
        ("team-003", 0),
    ]


def test_an_empty_ranking_says_that_it_is() -> None:
    """G1: in its event and in its view."""
    ranking = make_ranking(())
    assert (ranking.projects, ranking.vacant, ranking.raised[0].event.vacant) == ((), True, True)
    assert shown(ranking).vacant
    assert not shown(make_ranking(ALIKE)).vacant


def test_a_ranking_without_what_is_new_keeps_its_form() -> None:
    """E6: the digests of the releases before stay right."""
    names = {"round", "number", "rubric", "scale", "aggregation", "decimals", "tie_breakers", "disagreement"}
    assert set(make_ranking(ALIKE).form()) == names | {"sheets", "projects"}


def test_late_sheets_are_marked() -> None:
    """E3: in the view and in the signed form."""
    late = replace(make_sheet_scores(1, 1, "80"), late=True)
    ranking = make_ranking((late, make_sheet_scores(1, 2, "80")))
    assert ranking.form()["late"] == ["sheet-001-1"]
    assert [sheet.late for sheet in shown(ranking).sheets] == [True, False]


def test_only_the_winners_notice_opens_the_rankings_of_the_final() -> None:
    """H1, K1: the notice of the finalists does not."""
    kinds = (publicity.NOTICE_KIND_WINNERS, publicity.NOTICE_KIND_FINALISTS, publicity.NOTICE_KIND_CHANGE)
    opened = [wire.open_final_rankings(publicity.NoticeOpened(kind=kind)).of_winners for kind in kinds]
    assert opened == [True, False, False]


SCORES = st.decimals(0, 100, places=2).map(lambda value: format(value, "f"))
TABLE = st.integers(1, 8).flatmap(
    lambda projects: st.integers(1, 5).flatmap(
        lambda people: st.lists(
            st.tuples(SCORES, SCORES, SCORES), min_size=projects * people, max_size=projects * people
        ).map(lambda values: table(projects, people, values))
    )
)


def table(projects: int, people: int, values: list[tuple[str, str, str]]) -> tuple[SheetScores, ...]:
    """Let every expert score every project."""
    remaining = iter(values)
    return tuple(
        make_sheet_scores(number, expert, *next(remaining))
        for number in range(projects)
        for expert in range(1, people + 1)
    )


@settings(max_examples=80, deadline=None)
@given(sheets=TABLE, aggregation=st.sampled_from(Aggregation), seed=st.integers())
def test_the_order_of_sheets_and_teams_does_not_matter(
    sheets: tuple[SheetScores, ...], aggregation: Aggregation, seed: int
) -> None:
    """E4: one result, whatever the order in which they are read."""
    rules = make_scheme(aggregation=aggregation)
    scored_ids = {sheet.team_id for sheet in sheets}
    teams = [entry for entry in map(make_team, range(8)) if entry.team_id in scored_ids]
    shuffled_sheets, shuffled_teams = list(sheets), list(teams)
    Random(seed).shuffle(shuffled_sheets)  # noqa: S311 - a repeatable order, no secret
    Random(seed + 1).shuffle(shuffled_teams)  # noqa: S311 - a repeatable order, no secret
    assert compute(shuffled_teams, shuffled_sheets, rules) == compute(teams, sheets, rules)


@settings(max_examples=80, deadline=None)
@given(sheets=TABLE, aggregation=st.sampled_from(Aggregation), struck=st.sets(st.integers(0, 7)))
def test_recomputing_gives_the_published_result(
    sheets: tuple[SheetScores, ...], aggregation: Aggregation, struck: set[int]
) -> None:
    """E4, H4: of the frozen ranking and of every one that follows it."""
    ranking = make_ranking(sheets, aggregation=aggregation)
    present = {sheet.team_id for sheet in sheets}
    for number in sorted(struck):
        if make_team(number).team_id in present:
            ranking = ranking.amended(
                make_team(number).team_id, Standing.STRUCK, ranking.number + 1, "H4", sign, at=LATER
            )
        again = ranking.recompute()
        assert (again.projects, again.disputed) == (ranking.projects, ranking.disputed)
        ranks = [line.rank for line in ranking.projects if not line.struck]
        assert ranks == sorted(ranks)
        assert ranks[:1] in ([], [1])


@settings(max_examples=80, deadline=None)
@given(sheets=TABLE, decimals=st.integers(0, 6))
def test_the_mean_is_exact(sheets: tuple[SheetScores, ...], decimals: int) -> None:
    """E4: held against fractions, which round nothing before the end."""
    weights = {criterion.id: Fraction(criterion.weight) for criterion in RUBRIC}
    for line in make_ranking(sheets, decimals=decimals).projects:
        own = [sheet for sheet in sheets if sheet.team_id == line.team.team_id]
        total = sum(weights[name] * Fraction(score) for sheet in own for name, score in sheet.scores)
        exact = Fraction(total) / len(own) * 10**decimals
        assert int(Decimal(line.score).scaleb(decimals)) == round(exact)  # a fraction rounds half to even


def test_a_ranking_shows_all_that_it_is_recomputed_from() -> None:
    """E4: scheme and sheets; experts by number, not by account."""
    view = shown(make_ranking((make_sheet_scores(1, 1, "80", "70", "60"), make_sheet_scores(1, 2, "90"))))
    assert [(sheet.sheet_id, sheet.expert, dict(sheet.scores)) for sheet in view.sheets] == [
        ("sheet-001-1", 1, {"value": "80", "novelty": "70", "team": "60"}),
        ("sheet-001-2", 2, {"value": "90", "novelty": "90", "team": "90"}),
    ]
    assert [(criterion.id, criterion.weight) for criterion in view.rubric] == [
        (criterion.id, criterion.weight) for criterion in RUBRIC
    ]
    assert (view.aggregation, view.decimals, view.scale) == (contest_pb2.AGGREGATION_MEAN, 2, "100")


def test_a_ranking_shows_no_accounts() -> None:
    """K1: the teams here have accounts that a view could show."""
    team = shown(make_ranking((make_sheet_scores(1, 1, "80"),))).projects[0].team
    assert (team.team_id, list(team.person_keys), list(team.account_ids), team.accounts_changed) == (
        "team-001",
        [],
        [],
        0,
    )

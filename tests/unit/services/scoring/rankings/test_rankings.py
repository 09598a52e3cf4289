"""Rankings (E4, E5, E6, H4)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.kernel.canonical import canonical_json, digest
from services.scoring.model.events import RankingAmended, RankingFrozen
from services.scoring.model.facts import Aggregation
from services.scoring.model.ranking import Ranking, SheetScores, compute
from tests.unit.services.scoring.builders import LATER, NOW, RUBRIC, frozen, scheme, scored, sign, team


def lines(ranking: Ranking) -> list[tuple[str, int, str, bool]]:
    """Team, rank, score, struck."""
    return [(one.team.team_id, one.rank, one.score, one.struck) for one in ranking.projects]


def test_mean_of_weighted_sums() -> None:
    """E4: 0.6, 0.3 and 0.1 of the criteria, the mean of the experts."""
    ranking = frozen((scored(1, 1, "80", "70", "60"), scored(1, 2, "90", "80", "70"), scored(2, 1, "99")))
    assert lines(ranking) == [("team-002", 1, "99.00", False), ("team-001", 2, "80.00", False)]


def test_trimmed_mean_leaves_out_highest_and_lowest() -> None:
    """E4: one of each, also where others are as high; of two sheets there is nothing to leave out."""
    five = tuple(scored(1, number, value) for number, value in enumerate(("10", "70", "80", "90", "90"), 1))
    two = (scored(2, 1, "50"), scored(2, 2, "60"))
    ranking = frozen((*five, *two), aggregation=Aggregation.TRIMMED_MEAN)
    assert lines(ranking) == [("team-001", 1, "80.00", False), ("team-002", 2, "55.00", False)]


def test_normalised_takes_away_an_experts_severity() -> None:
    """E4: a severe and a mild expert who order projects alike count alike."""
    sheets = (scored(1, 1, "40"), scored(2, 1, "20"), scored(1, 2, "90"), scored(2, 2, "80"))
    ranking = frozen(sheets, aggregation=Aggregation.NORMALISED)
    # all totals: mean 57.5, spread sqrt(818.75); each expert's projects lie one spread above and below its own mean
    assert lines(ranking) == [("team-001", 1, "86.11", False), ("team-002", 2, "28.89", False)]


def test_an_expert_who_scores_all_alike_changes_no_order() -> None:
    """E4: normalised, it counts the mean for each."""
    sheets = (scored(1, 1, "60"), scored(2, 1, "60"), scored(1, 2, "70"), scored(2, 2, "80"))
    ranking = frozen(sheets, aggregation=Aggregation.NORMALISED)
    assert [(one.team.team_id, one.rank) for one in ranking.projects] == [("team-002", 1), ("team-001", 2)]


@pytest.mark.parametrize(
    ("values", "decimals", "expected"),
    [(("0.5", "0"), 1, "0.2"), (("0.7", "0"), 1, "0.4"), (("0.5", "0"), 2, "0.25"), (("1", "0"), 0, "0")],
)
def test_scores_are_rounded_half_to_even(values: tuple[str, str], decimals: int, expected: str) -> None:
    """E4: stated rounding, at the scheme's decimals."""
    ranking = frozen((scored(1, 1, values[0]), scored(1, 2, values[1])), decimals=decimals)
    assert ranking.projects[0].score == expected


def test_ties_go_by_the_tie_breakers_in_order() -> None:
    """E4: all four come to 70; `value` decides, then `novelty`; alike in both share the rank, and the next one is skipped."""
    sheets = (
        scored(1, 1, "70", "70", "70"),
        scored(2, 1, "75", "60", "70"),
        scored(3, 1, "70", "60", "100"),
        scored(4, 1, "70", "70", "70"),
        scored(5, 1, "10"),
    )
    assert [(one.team.team_id, one.rank) for one in frozen(sheets).projects] == [
        ("team-002", 1),
        ("team-001", 2),
        ("team-004", 2),
        ("team-003", 4),
        ("team-005", 5),
    ]


def test_scores_that_differ_below_the_stated_decimals_are_a_tie() -> None:
    """E4: what is published is what decides."""
    ranking = frozen((scored(1, 1, "70.001"), scored(2, 1, "70.002")), tie_breakers=())
    assert [one.rank for one in ranking.projects] == [1, 1]


@pytest.mark.parametrize(("limit", "disputed"), [("20", ("team-001",)), ("20.01", ()), ("", ())])
def test_experts_far_apart_are_flagged(limit: str, disputed: tuple[str, ...]) -> None:
    """E5: from the edition's points on, not below; and nobody where it states none."""
    sheets = (scored(1, 1, "60"), scored(1, 2, "40"), scored(2, 1, "90"), scored(2, 2, "85"))
    assert frozen(sheets, disagreement=limit).disputed == disputed


def test_a_freeze_is_told_with_digest_and_signature() -> None:
    """E6: over the canonical form of scheme, sheets and result."""
    ranking = frozen((scored(1, 1, "80"),), number=3)
    assert ranking.digest == digest(ranking.form())
    assert (ranking.key_id, ranking.signature) == sign(canonical_json(ranking.form()))
    assert [one.event for one in ranking.raised] == [
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
    ranking = frozen((scored(1, 1, "80"), scored(2, 1, "70")))
    others = {
        "score": lambda: frozen((scored(1, 1, "80.5"), scored(2, 1, "70"))),
        "sheet": lambda: frozen((scored(1, 1, "80"), scored(2, 1, "70"), scored(2, 2, "70"))),
        "weight": lambda: frozen((scored(1, 1, "80"), scored(2, 1, "70")), rubric=RUBRIC[::-1]),
        "decimals": lambda: frozen((scored(1, 1, "80"), scored(2, 1, "70")), decimals=3),
        "rank": lambda: ranking.without("team-001", 1, "H4", sign, at=NOW),
    }
    assert others[change]().digest != ranking.digest


def test_a_struck_project_keeps_its_line_and_others_move_up() -> None:
    """H4: a ranking of its own follows; the one before stays as it was."""
    ranking = frozen(tuple(scored(number, 1, value) for number, value in ((1, "90"), (2, "80"), (3, "80"), (4, "70"))))
    before = lines(ranking)
    amended = ranking.without("team-001", 2, "C5_FOREIGN_MATERIAL", sign, at=LATER)
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
    again = amended.without("team-002", 3, "C5_FOREIGN_MATERIAL", sign, at=LATER)
    assert [(name, rank) for name, rank, _, _ in lines(again)][:2] == [("team-003", 1), ("team-004", 2)]
    assert sorted(one.team.team_id for one in again.projects if one.struck) == ["team-001", "team-002"]


SCORES = st.decimals(0, 100, places=2).map(lambda value: format(value, "f"))
TABLE = st.integers(1, 8).flatmap(
    lambda projects: st.integers(1, 5).flatmap(
        lambda people: st.lists(
            st.tuples(SCORES, SCORES, SCORES), min_size=projects * people, max_size=projects * people
        ).map(lambda values: table(projects, people, values))
    )
)


def table(projects: int, people: int, values: list[tuple[str, str, str]]) -> tuple[SheetScores, ...]:
    """Every expert scores every project."""
    found = iter(values)
    return tuple(scored(number, who, *next(found)) for number in range(projects) for who in range(1, people + 1))


@settings(max_examples=80, deadline=None)
@given(sheets=TABLE, aggregation=st.sampled_from(Aggregation), seed=st.integers())
def test_the_order_of_sheets_and_teams_does_not_matter(
    sheets: tuple[SheetScores, ...], aggregation: Aggregation, seed: int
) -> None:
    """E4: one result, whatever the order in which they are read."""
    rules_, teams = scheme(aggregation=aggregation), [team(number) for number in range(8)]
    teams = [one for one in teams if any(sheet.team_id == one.team_id for sheet in sheets)]
    shuffled, others = list(sheets), list(teams)
    Random(seed).shuffle(shuffled)  # noqa: S311
    Random(seed + 1).shuffle(others)  # noqa: S311
    assert compute(others, shuffled, rules_) == compute(teams, sheets, rules_)


@settings(max_examples=80, deadline=None)
@given(sheets=TABLE, aggregation=st.sampled_from(Aggregation), fallen=st.sets(st.integers(0, 7)))
def test_recomputing_gives_what_was_published(
    sheets: tuple[SheetScores, ...], aggregation: Aggregation, fallen: set[int]
) -> None:
    """E4, H4: of the frozen ranking and of every one that follows it."""
    ranking = frozen(sheets, aggregation=aggregation)
    present = {one.team_id for one in sheets}
    for number in sorted(fallen):
        if team(number).team_id in present:
            ranking = ranking.without(team(number).team_id, ranking.number + 1, "H4", sign, at=LATER)
        again = ranking.recompute()
        assert (again.projects, again.disputed) == (ranking.projects, ranking.disputed)
        standing = [one.rank for one in ranking.projects if not one.struck]
        assert standing == sorted(standing)
        assert standing[:1] in ([], [1])


@settings(max_examples=80, deadline=None)
@given(sheets=TABLE, decimals=st.integers(0, 6))
def test_the_mean_is_exact(sheets: tuple[SheetScores, ...], decimals: int) -> None:
    """E4: held against fractions, which round nothing before the end."""
    weights = {one.id: Fraction(one.weight) for one in RUBRIC}
    for line in frozen(sheets, decimals=decimals).projects:
        own = [sheet for sheet in sheets if sheet.team_id == line.team.team_id]
        total = sum(weights[name] * Fraction(score) for sheet in own for name, score in sheet.scores)
        exact = Fraction(total) / len(own) * 10**decimals
        assert int(Decimal(line.score).scaleb(decimals)) == round(exact)  # a fraction rounds half to even

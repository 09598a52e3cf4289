"""The plan of visits and its timetable."""

from __future__ import annotations

import pytest

from cli.load.plan import (
    EARLY,
    IN_LAST_SECONDS,
    NEVER_SUBMITS,
    Habit,
    Kind,
    Plan,
    Visit,
    Wishes,
    before_deadline,
    plan_of,
)
from cli.load.timetable import DAY, DAYS, MINUTES, SECONDS, WEEKS, Timetable

TIMETABLE = Timetable((300, 200, 100, 60))


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return a plan of 1,000 teams."""
    return plan_of(Wishes(0.04, 7, TIMETABLE))


@pytest.mark.parametrize(
    ("before", "second"),
    [
        (WEEKS, 0),
        (WEEKS + DAY, 0),  # who comes before the run begins comes with it
        (49 * DAY, 33),  # little happens in the first weeks: they take less of the run
        (21 * DAY, 153),
        (17.5 * DAY, 174),
        (DAYS, 300),
        ((DAYS + MINUTES) / 2, 400),
        (MINUTES, 500),
        (SECONDS, 600),
        (30, 630),
        (0, 660),
        (-5, 665),
    ],
)
def test_each_part_of_the_contest_takes_its_seconds(before: float, second: float) -> None:
    assert TIMETABLE.second(before) == pytest.approx(second)


def test_a_second_of_the_run_is_in_its_part() -> None:
    assert [TIMETABLE.part(second) for second in (0, 299, 300, 499, 500, 600, 659, 900)] == [0, 0, 1, 1, 2, 3, 3, 3]


def test_the_platform_is_evenly_busy_in_the_weeks(plan: Plan) -> None:
    """By tenths of the weeks; a registration, with its accounts and a partner's consent, is two and a half other visits."""
    tenth = TIMETABLE.lasts[0] / 10
    busy = [0.0] * 10
    for visit in plan.visits:
        if visit.of_team and visit.at < TIMETABLE.lasts[0]:
            busy[int(visit.at // tenth)] += 2.5 if visit.kind is Kind.REGISTER else 1
    mean = sum(busy) / 10
    assert all(0.8 * mean < each < 1.2 * mean for each in busy), busy


def _submissions(plan: Plan) -> list[Visit]:
    return [visit for visit in plan.visits if visit.kind is Kind.SUBMIT]


def test_three_quarters_submit_in_the_last_48_hours_a_tenth_in_the_last_10_minutes(plan: Plan) -> None:
    submissions = _submissions(plan)
    assert len(plan.teams) == 1000
    assert len(submissions) == 1000 * (1 - NEVER_SUBMITS)
    parts = [sum(visit.at >= start for visit in submissions) / len(submissions) for start in TIMETABLE.starts]
    assert parts == pytest.approx([1, 0.75, 0.10, 0.04], abs=0.002)


def test_the_last_60_seconds_have_a_spike(plan: Plan) -> None:
    """Submissions a real second: more in the last minute than in the nine before it, and most at its end."""
    begins = [before_deadline(part / 10_000) for part in range(10_001)]
    assert begins == sorted(begins, reverse=True)
    assert (begins[0], begins[-1]) == (30 * DAY, pytest.approx(0))
    in_nine = sum(SECONDS < before <= MINUTES for before in begins) / 9
    in_last = sum(before <= SECONDS for before in begins)
    assert in_last > 4 * in_nine
    assert sum(before <= 10 for before in begins) > in_last / 6
    assert before_deadline(1 - IN_LAST_SECONDS) == pytest.approx(SECONDS)
    assert before_deadline(EARLY) == pytest.approx(DAYS)


def test_a_team_registers_first_then_writes_then_submits_then_looks(plan: Plan) -> None:
    visits: dict[int, list[Visit]] = {}
    for visit in plan.visits:
        if visit.of_team:
            visits.setdefault(visit.who, []).append(visit)
    assert sorted(visits) == list(range(1000))
    for of_team in visits.values():
        kinds = [visit.kind for visit in of_team]
        assert [visit.number for visit in of_team] == list(range(len(of_team)))
        assert kinds[0] is Kind.REGISTER
        assert kinds.count(Kind.EDIT) == 2
        assert Kind.UPLOAD in kinds
        if Kind.SUBMIT in kinds:
            submits = kinds.index(Kind.SUBMIT)
            assert {Kind.EDIT, Kind.UPLOAD} <= set(kinds[:submits])
            assert Kind.STATUS in kinds[submits:]
            assert Kind.IMPROVE not in kinds[:submits]
    improved = sum(visit.kind is Kind.IMPROVE for visit in plan.visits)
    assert improved / len(_submissions(plan)) == pytest.approx(0.15, abs=0.04)


def test_some_try_after_the_deadline_and_nobody_else_comes_to_submit_then(plan: Plan) -> None:
    late = [visit for visit in plan.visits if visit.kind is Kind.LATE]
    assert len(late) == 10
    assert all(visit.at > TIMETABLE.deadline for visit in late)
    submitting = [visit for visit in plan.visits if visit.kind in (Kind.SUBMIT, Kind.IMPROVE)]
    assert max(visit.at for visit in submitting) <= TIMETABLE.deadline


def test_teams_use_pages_and_the_api_and_have_each_habit(plan: Plan) -> None:
    assert sum(team.by_pages for team in plan.teams) / 1000 == pytest.approx(0.2, abs=0.04)
    for habit, part in ((Habit.IMPATIENT, 0.10), (Habit.DOUBLES, 0.08), (Habit.CUTS, 0.12), (Habit.RETURNS, 0.06)):
        assert sum(habit in team.habits for team in plan.teams) / 1000 == pytest.approx(part, abs=0.03)


def test_public_and_reviewers_come_at_the_same_time(plan: Plan) -> None:
    first = min(visit.at for visit in _submissions(plan))
    reads = [visit for visit in plan.visits if visit.kind is Kind.READ]
    reviews = [visit for visit in plan.visits if visit.kind is Kind.REVIEW]
    assert len(reads) == 1000
    assert {visit.who for visit in reviews} == set(range(32))
    assert all(visit.at >= first for visit in reviews)


def test_the_same_wishes_give_the_same_plan_and_another_seed_another() -> None:
    wishes = Wishes(0.004, 3, TIMETABLE)
    assert plan_of(wishes) == plan_of(wishes)
    assert plan_of(wishes).visits != plan_of(Wishes(0.004, 4, TIMETABLE)).visits


@pytest.mark.parametrize("of", [1, 3, 7])
def test_shares_have_each_visit_once_and_a_team_stays_with_one(plan: Plan, of: int) -> None:
    shares = [list(plan.share(number, of)) for number in range(of)]
    assert sorted(visit for share in shares for visit in share) == list(plan.visits)
    of_teams = [{visit.who for visit in share if visit.of_team} for share in shares]
    assert sum(map(len, of_teams)) == 1000


@pytest.mark.parametrize("nation", [0.0001, 0.0004, 0.001])
def test_a_very_small_run_has_a_plan_too(nation: float) -> None:
    plan = plan_of(Wishes(nation, 1, TIMETABLE))
    assert len(plan.teams) == max(round(25_000 * nation), 1)
    assert {visit.who for visit in plan.visits if visit.of_team} == set(range(len(plan.teams)))


def test_the_whole_nation_is_25000_teams() -> None:
    assert Wishes(1, 1, TIMETABLE).teams == 25_000

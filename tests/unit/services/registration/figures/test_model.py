"""Figures count each team once, by state, track, kind of organisation and hour (K2)."""

from __future__ import annotations

from datetime import UTC, datetime

from services.registration.figures.model import CountedTeam, Figures, HourCount, TeamCount, counted, together

NINE = datetime(2024, 6, 3, 9, tzinfo=UTC)
NOW = datetime(2024, 6, 3, 12, tzinfo=UTC)


def team(state: str = "registered", track: str = "industry", **changes: object) -> CountedTeam:
    values = {"organisation_kind": "enterprise", "registered_at": NINE.replace(minute=59), **changes}
    return CountedTeam(state=state, track=track, **values)  # type: ignore[arg-type]


def test_k2_a_team_that_left_is_counted_as_such_and_in_its_hour() -> None:
    """K2: who withdrew or was disqualified takes part no more; that it registered in an hour stays so."""
    submitted = team("submitted", submitted_at=NINE.replace(hour=10, minute=1))
    gone = team("withdrawn", "finance", organisation_kind="university", submitted_at=NINE.replace(hour=10))
    figures = counted([team(), submitted, gone, team("disqualified")], NOW)
    assert figures.teams == TeamCount(taking_part=2, submitted=1, withdrawn=1, disqualified=1)
    assert figures.tracks == {
        "industry": TeamCount(taking_part=2, submitted=1, disqualified=1),
        "finance": TeamCount(withdrawn=1),
    }
    assert figures.organisation_kinds["university"] == TeamCount(withdrawn=1)
    assert figures.hours == {NINE: HourCount(registered=4), NINE.replace(hour=10): HourCount(submitted=2)}
    assert figures.counted_at == NOW


def test_k2_divisions_together_are_the_sum_of_each() -> None:
    """K2: add up by name and hour; as of the latest count."""
    later = NOW.replace(hour=13)
    first = counted([team()], NOW)
    second = counted([team("submitted"), team(track="finance", registered_at=NINE.replace(hour=8))], later)
    both = together([first, second, Figures()])
    assert both.teams == TeamCount(taking_part=3, submitted=1)
    assert both.tracks == {
        "industry": TeamCount(taking_part=2, submitted=1),
        "finance": TeamCount(taking_part=1),
    }
    assert list(both.hours.items()) == [
        (NINE.replace(hour=8), HourCount(registered=1)),
        (NINE, HourCount(registered=2)),
    ]
    assert both.counted_at == later
    assert together([]) == Figures()

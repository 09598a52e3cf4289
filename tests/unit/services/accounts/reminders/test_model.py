"""When those concerned are reminded of a deadline (K2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.accounts.reminders.model import OVERDUE, Stage, Walk, stage_around, stage_before

CLOSES = datetime(2024, 7, 31, 15, 59, 59, 999000, tzinfo=UTC)
HOURS = (168.0, 24.0, 3.0)


def before(**left: float) -> Stage | None:
    """Return the stage so long before the deadline."""
    return stage_before(CLOSES, HOURS, CLOSES - timedelta(**left))


@pytest.mark.parametrize(
    ("left", "name", "until"),
    [
        ({"days": 7}, "168 h", {"hours": 24}),
        ({"days": 2}, "168 h", {"hours": 24}),
        ({"hours": 24}, "24 h", {"hours": 3}),
        ({"hours": 3}, "3 h", {"hours": 0}),
        ({"seconds": 0}, "3 h", {"hours": 0}),
    ],
)
def test_k2_seven_days_one_day_and_three_hours_before(
    left: dict[str, float], name: str, until: dict[str, float]
) -> None:
    """K2: each stage lasts until the next one begins, the last until the deadline."""
    assert before(**left) == Stage(name=name, until=CLOSES - timedelta(**until))


def test_k2_none_earlier_and_none_after_the_deadline() -> None:
    """K2: not eight days before, and not a millisecond late."""
    assert (before(days=7, milliseconds=1), before(milliseconds=-1)) == (None, None)


def test_k2_who_is_late_is_told_for_a_month() -> None:
    """K2: sheets that are overdue can still be submitted."""
    late = stage_around(CLOSES, HOURS, CLOSES + timedelta(hours=1))
    assert late == Stage(name=OVERDUE, until=CLOSES + timedelta(days=30))
    assert stage_around(CLOSES, HOURS, CLOSES + timedelta(days=31)) is None
    assert stage_around(CLOSES, HOURS, CLOSES) == before(seconds=0)


def test_k2_a_reminder_is_one_for_deadline_and_stage() -> None:
    """K2: a later deadline is another one, of which teams are reminded anew."""
    first, second = before(days=7), before(hours=1)
    assert first is not None
    assert second is not None
    walks = [
        Walk.of("submission", "110000", CLOSES, first),
        Walk.of("submission", "110000", CLOSES, first),
        Walk.of("submission", "110000", CLOSES, second),
        Walk.of("submission", "110000", CLOSES + timedelta(days=1), first),
        Walk.of("submission", "120000", CLOSES, first),
        Walk.of("sheets", "110000", CLOSES, first),
    ]
    assert len({walk.id for walk in walks}) == 5

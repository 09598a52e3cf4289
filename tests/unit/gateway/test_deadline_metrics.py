"""Minutes to the next deadlines, for whoever scales by them."""

from __future__ import annotations

from datetime import timedelta

from chassis.kernel.clock import day_end
from gateway.deadline_metrics import minutes_to

CLOSES = day_end(2024, 7, 31)


def test_of_each_kind_the_nearest_deadline_to_come_counts() -> None:
    """The last instant itself is to come; what is over, and a kind without any, is left out."""
    deadlines = {"submission_closes": [CLOSES, CLOSES + timedelta(days=1)], "registration_closes": []}
    assert minutes_to(deadlines, CLOSES - timedelta(minutes=90)) == {"submission_closes": 90}
    assert minutes_to(deadlines, CLOSES) == {"submission_closes": 0}
    assert minutes_to(deadlines, CLOSES + timedelta(milliseconds=1)) == {
        "submission_closes": (timedelta(days=1) - timedelta(milliseconds=1)).total_seconds() / 60
    }
    assert minutes_to(deadlines, CLOSES + timedelta(days=2)) == {}

"""A session (K1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from services.accounts.sessions.model import Limits, Session

NOW = datetime(2024, 6, 1, tzinfo=UTC)
LIMITS = Limits(absolute=timedelta(hours=12), idle=timedelta(hours=2))
SESSION = Session(
    id="hash", account_id="account-1", epoch=3, begun_at=NOW, seen_at=NOW, ends_at=NOW + timedelta(hours=12)
)


def test_k1_a_session_goes_on_until_its_end_or_disuse() -> None:
    """K1: to the moment before its absolute end, while it is used; not once it is ended, nor in another epoch."""
    just_before = timedelta(milliseconds=-1)
    idle_end, end = NOW + LIMITS.idle, SESSION.ends_at
    assert [SESSION.goes_on(3, LIMITS, moment) for moment in (NOW, idle_end + just_before, idle_end)] == [
        True,
        True,
        False,
    ]
    used = replace(SESSION, seen_at=end - timedelta(minutes=5))
    assert [used.goes_on(3, LIMITS, moment) for moment in (end + just_before, end)] == [True, False]
    assert SESSION.goes_on(4, LIMITS, NOW) is False
    assert replace(SESSION, ended_at=NOW).goes_on(3, LIMITS, NOW) is False


def test_use_is_noted_ten_times_in_the_idle_time() -> None:
    """A request is no write."""
    moments = (NOW, NOW + timedelta(minutes=11, seconds=59), NOW + timedelta(minutes=12))
    assert [SESSION.is_to_be_noted(LIMITS, moment) for moment in moments] == [False, False, True]

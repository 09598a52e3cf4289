"""The arithmetic of allowances and of growing delays (rules C8, K1), with a clock that the test moves."""

from __future__ import annotations

import random

from services.accounts.limits.model import SECOND, Allowance, Delays, Tries

DELAYS = Delays(free=3, longest=10, forgotten=60)
NOW = 1_700_000_000 * SECOND


def _waits(delays: Delays, tries: int) -> list[float]:
    """Return how long each try makes the next wait, if each is made as soon as it may be."""
    known, now, waits = Tries(), NOW, []
    for _ in range(tries):
        known = known.with_another(delays, now)
        waits.append(known.wait(now))
        now += round(known.wait(now) * SECOND)
    return waits


def test_k1_the_first_tries_are_free_then_the_delay_doubles_up_to_the_longest() -> None:
    """K1: three without a delay between them, then 1, 2, 4, 8 seconds, 10 at most."""
    assert _waits(Delays(free=3, longest=10, forgotten=1e9), 8) == [0, 0, 1, 2, 4, 8, 10, 10]
    assert _waits(Delays(free=1, longest=0.5, forgotten=1e9), 3) == [0.5, 0.5, 0.5]
    assert max(_waits(Delays(free=1, longest=300, forgotten=1e9), 100)) == 300


def test_k1_tries_are_forgotten_one_after_the_other() -> None:
    """K1: after a minute one more is free, after ever so long all are; never more than at the beginning."""
    known = Tries()
    for _ in range(3):
        known = known.with_another(DELAYS, NOW)
    assert known.wait(NOW) == 1
    assert known.with_another(DELAYS, NOW + 60 * SECOND).wait(NOW + 60 * SECOND) == 1
    assert known.with_another(DELAYS, NOW + 120 * SECOND).wait(NOW + 120 * SECOND) == 0
    later = NOW + 10**6 * SECOND
    assert known.with_another(DELAYS, later).count(DELAYS, later) == 1
    assert known.forgotten_at == NOW + 180 * SECOND


def test_k1_who_goes_on_trying_is_not_remembered_for_longer_than_the_longest_delay_takes() -> None:
    """K1: a thousand tries leave no more behind than those that reach the longest delay."""
    known = Tries()
    for _ in range(1_000):
        known = known.with_another(DELAYS, NOW)
    assert known.count(DELAYS, NOW) == DELAYS.most == 8
    assert known.wait(NOW) == 10


def test_k1_a_clock_that_goes_back_opens_nothing() -> None:
    """K1: the other server's clock may be behind ours."""
    known = Tries()
    for _ in range(4):
        known = known.with_another(DELAYS, NOW)
    behind = known.with_another(DELAYS, NOW - 30 * SECOND)
    assert behind.open_at >= known.open_at
    assert behind.forgotten_at == known.forgotten_at + DELAYS.interval
    # and without a delay there is nothing to wait for, though the other server counted a moment later than now
    assert Tries().with_another(DELAYS, NOW + SECOND).wait(NOW) == 0


def test_k1_the_condition_of_a_free_try_is_that_it_is_not_delayed() -> None:
    """K1: what the database compares, and what the arithmetic says, are the same at every moment."""
    chance = random.Random(2)  # noqa: S311 - chance that is no secret
    for _ in range(2_000):
        delays = Delays(free=chance.randint(2, 12), longest=60, forgotten=chance.choice((0.5, 30, 600)))
        known = Tries(forgotten_at=NOW + chance.randint(1, delays.most * delays.interval))
        is_free = known.with_another(delays, NOW).open_at == 0
        assert is_free == (known.forgotten_at < delays.free_before(NOW))


def test_c8_an_allowance_is_there_at_once_and_comes_back_evenly() -> None:
    """C8: sixty a minute are sixty at once, then one each second."""
    allowance = Allowance(most=60, seconds=60)
    assert allowance.interval == SECOND
    assert allowance.left(NOW, NOW) == 60
    full_at = NOW + 60 * allowance.interval
    assert (allowance.left(full_at, NOW), allowance.wait(full_at, NOW)) == (0, 1)
    assert allowance.left(full_at, NOW + 2 * SECOND) == 2
    assert allowance.left(full_at, NOW + 600 * SECOND) == 60
    assert allowance.latest(60, NOW) == NOW
    assert allowance.latest(1, NOW) == NOW + 59 * SECOND


def test_c8_no_more_is_ever_granted_than_the_allowance_and_what_came_back() -> None:
    """C8: whatever is asked for and whenever, by the conditions of the writes."""
    chance = random.Random(1)  # noqa: S311 - chance that is no secret
    for _ in range(200):
        allowance = Allowance(most=chance.randint(1, 50), seconds=chance.choice((1, 60, 3600)))
        now, full_at, granted = NOW, 0, 0
        for _ in range(100):
            now += chance.randint(0, 3 * allowance.interval)
            count = chance.randint(1, allowance.most)
            if full_at <= now:
                full_at, granted = now + count * allowance.interval, granted + count
            elif full_at <= allowance.latest(count, now):
                full_at, granted = full_at + count * allowance.interval, granted + count
            else:
                assert allowance.left(full_at, now) < count
            assert granted <= allowance.most + (now - NOW) / allowance.interval
            assert (allowance.wait(full_at, now) == 0) == (allowance.left(full_at, now) >= 1)


def test_a_huge_allowance_still_counts() -> None:
    """An operator's million a minute for a load test."""
    assert Allowance(most=1_000_000, seconds=60).interval == 60
    assert Allowance(most=10**9, seconds=1).interval == 1

"""When a relay looks into which outbox."""

from __future__ import annotations

import itertools

from chassis.bus.outbox_looks import IDLE, LONGEST, QUIET_AFTER, SHORTEST, OutboxLooks

NAMES = ("cases", "desks", "rankings")


def looked(
    looks: OutboxLooks, begin: float, end: float, events: dict[str, float] | None = None
) -> dict[str, list[float]]:
    """Return when each outbox was looked into in a span of time; an event lies in an outbox from a given time on."""
    waiting = dict(events or {})
    times: dict[str, list[float]] = {name: [] for name in NAMES}
    now = begin
    while now < end:
        for name in looks.due(NAMES, now):
            times[name].append(now)
            moved = name in waiting and waiting[name] <= now
            if moved:
                del waiting[name]
            looks.note(name, now, moved=moved)
        now += looks.wait(now)
    return times


def pauses(times: list[float]) -> list[float]:
    """Return the seconds between looks."""
    return [round(later - earlier, 3) for earlier, later in itertools.pairwise(times)]


def test_an_outbox_without_events_is_looked_into_every_half_second() -> None:
    times = looked(OutboxLooks(), 0, 60)
    assert [pauses(times[name])[-20:] == [IDLE] * 20 for name in NAMES] == [True] * 3


def test_an_outbox_is_looked_into_at_once_after_an_event_and_the_others_stay_seldom() -> None:
    looks = OutboxLooks()
    looked(looks, 0, 60)
    times = looked(looks, 61, 63, {"cases": 61.0})
    assert pauses(times["cases"])[:7] == [0.005, 0.01, 0.02, 0.04, 0.08, LONGEST, LONGEST]
    assert set(pauses(times["desks"])) == {IDLE}


def test_an_outbox_is_idle_again_some_seconds_after_its_last_event() -> None:
    times = looked(OutboxLooks(), 0, QUIET_AFTER + 5, {"cases": 0.0})["cases"]
    late = [pause for at, pause in zip(times, pauses(times), strict=False) if at > QUIET_AFTER]
    assert late == [IDLE] * len(late)
    assert len(late) > 5


def test_what_is_new_is_looked_into_at_once_and_pauses_are_never_too_short() -> None:
    looks = OutboxLooks()
    assert (looks.due(["new"], 5.0), looks.wait(5.0)) == (["new"], SHORTEST)
    looks.note("new", 5.0, moved=True)
    assert (looks.due(["new"], 5.0), looks.due(["new"], 5.0 + SHORTEST)) == ([], ["new"])

"""Who is served, waits or is sent away, under simulated load (docs/adr/0038-admission.md)."""

from __future__ import annotations

from itertools import count

import pytest

from gateway.admission.gradient import GradientLimit
from gateway.admission.limiter import RULES, Limiter, Rule, State, Turn
from gateway.admission.priorities import SHARING, Priority
from tests.unit.gateway.admission.simulated_load import SimulatedLoad

CAPACITY = 200
# of a hundred requests near a deadline
MIX = {Priority.SIGN_IN: 2, Priority.STATUS: 8, Priority.SUBMITS: 30, Priority.EDITS: 40, Priority.READS: 20}


def mixed(times_capacity: float) -> dict[Priority, float]:
    """Return how many of each class arrive a second."""
    return {priority: times_capacity * CAPACITY * part / 100 for priority, part in MIX.items()}


@pytest.mark.parametrize("is_warm", [True, False])
def test_at_five_times_its_capacity_a_service_does_most_of_it_and_nobody_waits_long(is_warm: bool) -> None:
    """Also if the process starts in the midst of it; every class has a part, sign-in and status all they ask for."""
    load = SimulatedLoad(CAPACITY)
    if is_warm:
        quiet = load.run(20, mixed(0.6))
        assert sum(quiet.shed.values()) == 0
    outcome = load.run(30, mixed(5))
    assert sum(outcome.admitted.values()) > 0.85 * CAPACITY * 30
    assert outcome.p99() < 1
    assert (outcome.shed[Priority.SIGN_IN], outcome.shed[Priority.STATUS]) == (0, pytest.approx(0, abs=30))
    for priority in SHARING:
        assert outcome.admitted[priority] > 0.02 * sum(outcome.admitted.values()), priority
    assert (
        outcome.admitted[Priority.SUBMITS] > 2 * outcome.admitted[Priority.EDITS] > 2 * outcome.admitted[Priority.READS]
    )


def test_within_ten_seconds_after_an_overload_all_is_as_before() -> None:
    """After half a minute of five times the capacity, and after one of a dependency that is four times as slow."""
    load = SimulatedLoad(CAPACITY)
    before = load.run(20, mixed(0.6)).p99()
    load.run(30, mixed(5))
    load.run(8, mixed(0.6))
    after = load.run(10, mixed(0.6))
    assert (sum(after.shed.values()), after.p99() < 2 * before) == (0, True)
    load.capacity = CAPACITY / 4
    slow = load.run(20, mixed(0.6))
    assert sum(slow.shed.values()) > 0
    load.capacity = CAPACITY
    load.run(8, mixed(0.6))
    assert sum(load.run(10, mixed(0.6)).shed.values()) == 0


def test_a_crowd_of_readers_holds_no_submission_up() -> None:
    """Of submissions next to nothing is shed; nor do submissions starve edits and readers."""
    load = SimulatedLoad(CAPACITY)
    crowd = load.run(30, {Priority.READS: 5 * CAPACITY, Priority.SUBMITS: 0.3 * CAPACITY})
    assert crowd.shed[Priority.SUBMITS] < 0.01 * crowd.arrived[Priority.SUBMITS]
    assert crowd.shed[Priority.READS] > 0.5 * crowd.arrived[Priority.READS]
    rush = load.run(
        30, {Priority.SUBMITS: 5 * CAPACITY, Priority.EDITS: 0.3 * CAPACITY, Priority.READS: 0.3 * CAPACITY}
    )
    for priority, part in ((Priority.EDITS, 0.15), (Priority.READS, 0.03)):
        assert rush.admitted[priority] > part * sum(rush.admitted.values()), priority


class Clock:
    """A clock that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        """Return its time."""
        return self.now


def limiter_of(places: int, clock: Clock, **changes: Rule) -> Limiter:
    """Return a limiter of exactly so many places."""
    limit = GradientLimit(first=places, least=places, most=places, goal=1, clock=clock)
    return Limiter(limit, clock, RULES | {Priority[name]: rule for name, rule in changes.items()})


def test_whoever_waits_is_served_by_urgency_and_each_class_has_its_own_places() -> None:
    """Of ten places five are always there for submissions, three for edits and one for readers, also if readers had taken all."""
    clock = Clock()
    limiter = limiter_of(10, clock)
    readers = [limiter.arrive(Priority.READS) for _ in range(11)]
    assert [turn.state for turn in readers] == [State.ADMITTED] * 10 + [State.WAITING]
    edits = [limiter.arrive(Priority.EDITS) for _ in range(4)]
    assert [turn.state for turn in edits] == [State.ADMITTED] * 3 + [State.WAITING]
    submits = [limiter.arrive(Priority.SUBMITS) for _ in range(6)]
    assert [turn.state for turn in submits] == [State.ADMITTED] * 5 + [State.WAITING]
    order: list[Priority] = []
    for turn in (readers[10], edits[3], submits[5]):
        turn.on_admitted = lambda turn=turn: order.append(turn.priority)  # type: ignore[misc]
    for turn in readers[:8]:
        limiter.leave(turn)
    assert order == [], "eighteen were served at once, of ten"
    limiter.leave(readers[8])
    assert order == [Priority.SUBMITS]
    for turn in submits[:2]:
        limiter.leave(turn)
    assert order == [Priority.SUBMITS, Priority.EDITS, Priority.READS]


def test_what_could_not_be_served_in_time_is_shed_at_once() -> None:
    """By how long places have been held: nobody waits for what will not come; and no more wait than the class may."""
    clock = Clock()
    limiter = limiter_of(1, clock, EDITS=Rule(share=0.25, waiting=2, patience=0.3))
    first = limiter.arrive(Priority.EDITS)
    clock.now = 0.2
    limiter.leave(first)
    served = limiter.arrive(Priority.EDITS)
    waits, shed = limiter.arrive(Priority.EDITS), limiter.arrive(Priority.EDITS)
    assert [served.state, waits.state, shed.state] == [State.ADMITTED, State.WAITING, State.SHED]
    clock.now = 0.5
    limiter.give_up(waits)
    assert (waits.state, limiter.waiting(Priority.EDITS)) == (State.SHED, 0)
    limiter.give_up(served)
    limiter.leave(waits)
    assert (served.state, limiter.in_flight[Priority.EDITS]) == (State.ADMITTED, 1)
    fresh = limiter_of(1, clock, EDITS=Rule(share=0.25, waiting=2, patience=0.3))
    assert [fresh.arrive(Priority.EDITS).state.name for _ in range(4)] == ["ADMITTED", "WAITING", "WAITING", "SHED"]


def test_coming_back_is_spread_over_the_time_that_serving_takes() -> None:
    """Four seconds at least, thirty at most."""
    clock = Clock()
    limiter = limiter_of(1, clock, EDITS=Rule(share=0.25))
    turns: list[Turn] = []
    for _ in range(20):
        clock.now += 0.1
        turns.append(limiter.arrive(Priority.EDITS))
        limiter.leave(turns[-1])
    assert limiter.spread() == 4
    held = limiter.arrive(Priority.EDITS)
    for _ in range(40):
        assert limiter.arrive(Priority.EDITS).state is State.SHED
    assert limiter.spread() == 20
    for _ in range(1000):
        limiter.arrive(Priority.EDITS)
    assert limiter.spread() == 30
    clock.now += 60
    limiter.leave(held)
    assert limiter.spread() == 4


def test_the_limit_follows_what_is_usual_for_each_route() -> None:
    """A change of mix is no overload; slower answers of the same routes are, and so is a mean beyond the goal."""
    clock = Clock()
    limit = GradientLimit(first=20, least=4, most=40, goal=0.5, clock=clock)

    def windows(number: int, samples: dict[str, float], in_flight: int = 20) -> None:
        for _ in range(number):
            for _ in count():
                clock.now += 0.03
                before = limit.limit
                for route, seconds in samples.items():
                    limit.sample(route, seconds, in_flight)
                if limit.limit != before or clock.now % 0.3 < 0.03:
                    break

    windows(10, {"quick": 0.01}, 1)
    assert limit.limit == 20, "so few at once say nothing"
    windows(10, {"slow": 0.2}, 1)
    windows(5, {"quick": 0.01})
    risen = limit.limit
    assert risen > 20
    windows(5, {"slow": 0.2})
    assert limit.limit >= risen
    windows(40, {"quick": 0.05}, 40)
    assert limit.limit == 4
    beyond = GradientLimit(first=20, least=4, most=40, goal=0.5, clock=clock)
    for _ in range(400):
        clock.now += 0.03
        beyond.sample("new", 0.9, 40)
    assert beyond.limit == 4, "also if nothing else is known"

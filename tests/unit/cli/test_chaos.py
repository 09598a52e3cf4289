"""The killer keeps step with the contest: whichever of the two is faster, everything is killed before the end."""

from __future__ import annotations

import itertools
import threading
from typing import NamedTuple, cast

from cli.chaos import Killer
from cli.stack.local import LocalStack
from cli.stack.program import StackProblem, wait_until

CALLS = 400


class Named(NamedTuple):
    name: str


class Victims:
    """Four processes that come back when the contest waits for them, and write down what happens to them."""

    def __init__(self, killer: Killer, *, slow: bool = True, broken: str = "") -> None:
        self.processes = tuple(Named(name) for name in ("one", "two", "three", "four"))
        self.own_parts: tuple[str, ...] = ()
        self.events: list[str] = []
        self._killer, self._slow, self._broken = killer, slow, broken

    def kill(self, name: str) -> None:
        """Gone."""
        self.events.append(f"kill {name}")

    def wait_healthy(self, name: str) -> None:
        """Back after a while, or never."""
        if name == self._broken:
            raise StackProblem("不再恢复", "does not come back")
        if self._slow:
            assert wait_until(lambda: self._killer._calls > self._killer._due, 60)
        self.events.append(f"back {name}")


def contest(killer: Killer, victims: Victims, calls: int) -> list[int]:
    """Run so many calls beside the killer, as fast as they go; answers with what had happened when each went out."""
    over = threading.Event()
    thread = threading.Thread(target=killer, args=(cast(LocalStack, victims), over), daemon=True)
    thread.start()
    seen = []
    for _ in range(calls):
        killer.beat()
        seen.append(len(victims.events))
    over.set()
    thread.join(timeout=10)
    assert not thread.is_alive()
    return seen


def test_a_contest_of_no_time_at_all_is_not_over_before_everything_was_killed() -> None:
    """400 calls take none, but wait at each moment until the victim before is back."""
    killer = Killer(seed=3, gap=20)
    victims = Victims(killer)
    contest(killer, victims, CALLS)
    assert killer.spared == []
    assert sorted(killer.killed) == ["four", "one", "three", "two"]
    assert victims.events == [f"{what} {name}" for name in killer.killed for what in ("kill", "back")]


def test_from_one_return_to_the_next_as_many_calls_go_out_as_were_drawn() -> None:
    """20 on average, 10 to 30: the contest goes on while a victim is away, as far as the next moment."""
    killer = Killer(seed=3, gap=20)
    victims = Victims(killer)
    seen = contest(killer, victims, CALLS)
    went = [sum(happened < 2 * returns for happened in seen) for returns in (1, 2, 3, 4)]
    assert 20 <= went[0] <= 60, went
    assert all(10 <= later - earlier <= 30 for earlier, later in itertools.pairwise(went)), went


def test_a_contest_of_too_few_calls_names_who_was_spared() -> None:
    """It ends, and does not say that all were killed."""
    killer = Killer(seed=3, gap=20)
    victims = Victims(killer, slow=False)
    contest(killer, victims, 35)
    assert killer.spared != []
    assert sorted(killer.killed + killer.spared) == ["four", "one", "three", "two"]
    assert killer.trouble == ""


def test_where_a_victim_does_not_come_back_the_contest_goes_on_and_the_trouble_is_named() -> None:
    """No call waits for ever."""
    killer = Killer(seed=3, gap=20)
    victims = Victims(killer, slow=False, broken="two")
    contest(killer, victims, CALLS)
    assert "two: " in killer.trouble
    assert "does not come back" in killer.trouble
    assert killer.killed[-1] == "two"

"""The killer keeps step with the contest: whichever of the two is faster, everything is killed before the end."""

from __future__ import annotations

import itertools
import subprocess
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple, cast

import psutil
import pytest

from cli.chaos import Killer, away, paused
from cli.stack.local import LocalStack
from cli.stack.program import StackProblem, wait_until

CALLS = 400


class Named(NamedTuple):
    name: str


class Victims:
    """Four processes that return when the contest waits for them, and record what happens to them."""

    def __init__(self, killer: Killer, *, slow: bool = True, broken: str = "") -> None:
        self.processes = tuple(Named(name) for name in ("one", "two", "three", "four"))
        self.own_parts: tuple[str, ...] = ()
        self.events: list[str] = []
        self._killer, self._slow, self._broken = killer, slow, broken

    def kill(self, name: str) -> None:
        """Record that the process was killed."""
        self.events.append(f"kill {name}")

    def wait_healthy(self, name: str) -> None:
        """Wait until the killer's next moment and record the return; raise StackProblem for the broken process."""
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


def test_a_contest_ends_only_after_everything_was_killed() -> None:
    """400 calls take no time, but wait at each moment until the process killed before is back."""
    killer = Killer(seed=3, gap=20)
    victims = Victims(killer)
    contest(killer, victims, CALLS)
    assert killer.spared == []
    assert sorted(killer.killed) == ["four", "one", "three", "two"]
    assert victims.events == [f"{what} {name}" for name in killer.killed for what in ("kill", "back")]


def test_between_two_returns_as_many_calls_are_sent_as_were_drawn() -> None:
    """20 on average, 10 to 30: the contest goes on while a victim is away, as far as the next moment."""
    killer = Killer(seed=3, gap=20)
    victims = Victims(killer)
    seen = contest(killer, victims, CALLS)
    went = [sum(happened < 2 * returns for happened in seen) for returns in (1, 2, 3, 4)]
    assert 20 <= went[0] <= 60, went
    assert all(10 <= later - earlier <= 30 for earlier, later in itertools.pairwise(went)), went


def test_a_contest_of_too_few_calls_names_the_spared_processes() -> None:
    """It ends, and does not say that all were killed."""
    killer = Killer(seed=3, gap=20)
    victims = Victims(killer, slow=False)
    contest(killer, victims, 35)
    assert killer.spared != []
    assert sorted(killer.killed + killer.spared) == ["four", "one", "three", "two"]
    assert killer.trouble == ""


def test_if_a_process_does_not_return_the_contest_goes_on_and_names_it() -> None:
    """No call waits for ever."""
    killer = Killer(seed=3, gap=20)
    victims = Victims(killer, slow=False, broken="two")
    contest(killer, victims, CALLS)
    assert "two: " in killer.trouble
    assert "does not come back" in killer.trouble
    assert killer.killed[-1] == "two"


class Standing:
    """A stack of one process, which is a real one."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.events: list[str] = []

    def pid(self, _name: str) -> int:
        """Return its number."""
        return self._pid

    def stop(self, name: str) -> None:
        """Record that it was stopped."""
        self.events.append(f"stop {name}")

    def resume(self, name: str) -> None:
        """Record that it was started again."""
        self.events.append(f"resume {name}")


def test_what_is_paused_or_away_comes_back_though_the_block_breaks() -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        try:
            standing = Standing(process.pid)
            stack = cast(LocalStack, standing)

            def break_off(fault: AbstractContextManager[None], proof: Callable[[], bool]) -> None:
                with fault:
                    assert wait_until(proof, 10)
                    raise ZeroDivisionError

            def is_stopped() -> bool:
                return psutil.Process(process.pid).status() == psutil.STATUS_STOPPED

            with pytest.raises(ZeroDivisionError):
                break_off(paused(stack, "database"), is_stopped)
            assert not is_stopped()
            with pytest.raises(ZeroDivisionError):
                break_off(away(stack, "broker"), lambda: standing.events == ["stop broker"])
            assert standing.events == ["stop broker", "resume broker"]
        finally:
            process.kill()

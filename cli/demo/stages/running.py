"""The state of a run, and what several stages do."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

import httpx

from chassis.kernel.clock import FileClock

from ..client import RefusedError, Tally, User, browserless
from ..world import Plan, PlannedTeam, later

T = TypeVar("T")


WORKERS = 8


# how long a stage may wait for what the services do by themselves, seconds of real time
WAIT_SECONDS = 180.0


class DemoError(Exception):
    """The contest did not go as it must."""


class Progress(Protocol):
    """Shows how far a stage is."""

    def track(self, items: Iterable[T], title: str, total: int) -> Iterable[T]:
        """Yield the items, and show the progress."""
        ...

    def note(self, text: str) -> None:
        """Say something."""
        ...


@dataclass
class Demo:
    """The state of a run: who is signed in, and what came of what."""

    url: str
    accounts: dict[str, str]
    plan: Plan
    clock: FileClock
    progress: Progress
    tally: Tally = field(default_factory=Tally)
    seconds: dict[str, float] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    teams: list[PlannedTeam] = field(default_factory=list)
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    expected_refusals: list[str] = field(default_factory=list)
    revoked_award: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._http = browserless(WORKERS * 2)
        self.passwords: dict[str, str] = {}
        self.secretariat = self.user("secretariat", self.accounts["secretariat"])
        self.committee = self.user("committee", self.accounts["committee"])
        self.public = User(self.url, self.tally, http=self._http)
        self.hosts: dict[str, User] = {}
        self.reviewers: dict[str, User] = {}
        self.experts: dict[str, User] = {}
        self.participants: dict[int, User] = {}

    def close(self) -> None:
        """Close the connections of all users."""
        self._http.close()

    def user(self, login: str, password: str) -> User:
        """Someone signed in."""
        return User(self.url, self.tally, http=self._http).sign_in(login, password)

    def staff(self, login: str, roles: list[dict[str, str]], by: User) -> User:
        """A new account with roles, signed in; a login that a repeated call made already is signed in."""
        password = self.passwords.setdefault(login, secrets.token_urlsafe(16))
        with contextlib.suppress(RefusedError):
            by.post("/api/v1/staff-accounts", {"login": login, "password": password, "roles": roles})
        return self.user(login, password)

    def count(self, stage: str, division: str, number: int = 1) -> None:
        """Count something of a stage in a division."""
        self.counts[stage][division] += number

    def each(self, items: list[T], action: Callable[[T], Any], title: str) -> list[Any]:
        """Do something for each, several at a time, with a progress bar."""
        with ThreadPoolExecutor(WORKERS) as pool:
            return list(self.progress.track(pool.map(action, items), title, len(items)))

    def refused(self, code: str, action: Callable[[], Any]) -> None:
        """Something planted that a rule must refuse."""
        self.expected_refusals.append(code)
        try:
            action()
        except RefusedError as refused:
            if refused.code != code:
                raise DemoError(f"expected {code}, got {refused}") from refused
        else:
            raise DemoError(f"{code} was not refused")

    def until(self, what: str, holds: Callable[[], Any]) -> Any:
        """Wait for what the services do by themselves; raises DemoError after WAIT_SECONDS."""
        end = time.monotonic() + WAIT_SECONDS
        while True:
            if value := holds():
                return value
            if time.monotonic() > end:
                raise DemoError(f"waited {WAIT_SECONDS:.0f} s in vain: {what}")
            time.sleep(0.25)

    def move_to(self, moment: datetime) -> None:
        """Move contest time for every process."""
        self.clock.move_to(moment)
        self.progress.note(f"比赛时间 contest time: {moment:%Y-%m-%d %H:%M}")

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage."""
        self.progress.note(name)
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began


def file_recommendation(demo: Demo, code: str, address: str, body: dict[str, Any]) -> Any:
    try:
        return demo.hosts[code].put(address, body)
    except RefusedError as refused:
        if refused.code == "F1_NOT_RANKED":  # the ranking is on its way
            return None
        raise


def entries_of(demo: Demo, code: str) -> list[dict[str, Any]]:
    try:
        entries: list[dict[str, Any]] = demo.hosts[code].get(f"/api/v1/divisions/{code}/recommendation")["entries"]
    except RefusedError as refused:
        if refused.status == httpx.codes.NOT_FOUND:
            return []
        raise
    return entries


def notices_of(demo: Demo, user: User, kind: str, state: str = "") -> list[dict[str, Any]]:
    found = user.every("/api/v1/notices", "notices", kind=kind)
    return [one for one in found if not state or one["state"] == state]


def run_notice(demo: Demo, kind: str, days: int) -> None:
    now = demo.clock.now()
    demo.move_to(later(now, days=1))
    demo.until(f"the {kind} notice is open", lambda: notices_of(demo, demo.public, kind, "open"))
    demo.move_to(later(now, days=days + 1.5))
    demo.until(f"the {kind} notice is closed", lambda: notices_of(demo, demo.public, kind, "closed"))

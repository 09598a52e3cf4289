"""The state of a run, and what several stages do."""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

import httpx
from dasai_client import Refused, models

from chassis.kernel.clock import FileClock

from .. import planted_cases
from ..client import STAFF_USCC, Tally, User, browserless, own_password
from ..world import Plan, PlannedTeam, later

T = TypeVar("T")
WORKERS = 8  # calls at a time
WAIT_SECONDS = 180.0  # real time that a stage waits for what the services do by themselves
LOOK_EVERY = 0.15  # seconds between two looks at what is waited for


class DemoError(Exception):
    """The contest did not go as it must."""


class Progress(Protocol):
    """Shows how far a stage is."""

    def track(self, items: Iterable[T], title: str, total: int) -> Iterable[T]:
        """Yield the items, and show how many of `total` have come."""
        ...

    def note(self, text: str) -> None:
        """Print a line."""
        ...

    def waiting(self, text: str) -> None:
        """Show that something is waited for."""
        ...


@dataclass
class Demo:
    """The state of a run: who takes part, and what has happened."""

    url: str
    accounts: dict[str, str]
    plan: Plan
    clock: FileClock
    progress: Progress
    tally: Tally = field(default_factory=Tally)
    seconds: dict[str, float] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    occurred: Counter[str] = field(default_factory=Counter)
    teams: list[PlannedTeam] = field(default_factory=list)
    receipts: dict[str, models.Receipt] = field(default_factory=dict)
    messages: dict[str, Counter[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._http = browserless(WORKERS * 2)
        self._counting = threading.Lock()
        self.passwords: dict[str, str] = {}
        self.secretariat = self.first_account("secretariat")
        self.committee = self.first_account("committee")
        self.operator = self.first_account("operator")
        self.public = User(self.url, self.tally, http=self._http)
        self.hosts: dict[str, User] = {}
        self.reviewers: dict[str, User] = {}
        self.participants: dict[int, User] = {}

    def close(self) -> None:
        """Close the connections of all users."""
        self._http.close()

    def user(self, login: str, password: str, account_id: str = "") -> User:
        """Return the user of an account, who signs in before the first call."""
        return User(self.url, self.tally, http=self._http, login=login, password=password, account_id=account_id)

    def sign_up(self, login: str) -> User:
        """Make a participant's account and return its user, signed in."""
        password = self.passwords.setdefault(login, secrets.token_urlsafe(16))
        return User(self.url, self.tally, http=self._http).sign_up(login, password)

    def first_account(self, login: str) -> User:
        """Return the user of one of the first accounts, who changes its password when it first signs in."""
        self.passwords[login] = own_password(self.accounts[login])
        return User(self.url, self.tally, http=self._http, login=login, password=self.accounts[login], first=True)

    def staff(self, login: str, roles: list[models.RoleGrant], by: User, organisation_uscc: str = STAFF_USCC) -> User:
        """Make an account with roles and return its user, who signs in before the first call."""
        password = self.passwords.setdefault(login, secrets.token_urlsafe(16))
        try:
            account_id = by.invite(login, password, roles, organisation_uscc)
        except Refused as refused:
            if refused.code != "LOGIN_TAKEN":
                raise
            return User(self.url, self.tally, http=self._http).sign_in(login, password)
        return self.user(login, password, account_id)

    def count(self, stage: str, division: str, number: int = 1) -> None:
        """Add to what was counted of a stage in a division; safe from any thread."""
        with self._counting:
            self.counts[stage][division] += number

    def occur(self, case: str) -> None:
        """Note that a planted case occurred; safe from any thread."""
        planted_cases.require_known(case)
        with self._counting:
            self.occurred[case] += 1

    def each(self, items: list[T], action: Callable[[T], Any], title: str) -> list[Any]:
        """Do something for each item, WORKERS at a time, show the progress, and return the results."""
        with ThreadPoolExecutor(WORKERS) as pool:
            return list(self.progress.track(pool.map(action, items), title, len(items)))

    def refused(self, case: str, action: Callable[[], Any], code: str = "") -> None:
        """Do what a rule must refuse; raises DemoError if it does not, or refuses with another code than the case's."""
        code = code or case
        try:
            action()
        except Refused as refused:
            if refused.code != code:
                raise DemoError(f"expected {code}, got {refused}") from refused
        else:
            raise DemoError(f"{code} was not refused")
        self.occur(case)

    def until(self, what: str, condition: Callable[[], T | None]) -> T:
        """Wait for what the services do by themselves and return its value; raises DemoError after WAIT_SECONDS."""
        end = time.monotonic() + WAIT_SECONDS
        while not (value := condition()):
            if time.monotonic() > end:
                raise DemoError(f"waited {WAIT_SECONDS:.0f} s in vain: {what}")
            self.progress.waiting(what)
            time.sleep(LOOK_EVERY)
        return value

    def move_to(self, moment: datetime) -> None:
        """Move contest time for every process."""
        self.clock.move_to(moment)
        self.progress.note(f"比赛时间 contest time: {moment:%Y-%m-%d %H:%M}")

    @contextlib.contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Announce a stage and measure how long it takes."""
        self.progress.note(name)
        began = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - began


def file_recommendation(demo: Demo, code: str, body: models.NewRecommendation) -> models.Recommendation | None:
    """File a division's recommendation; returns None as long as its rankings are on their way."""
    try:
        return demo.hosts[code].api.file_recommendation(code, body)
    except Refused as refused:
        if refused.code == "F1_NOT_RANKED":
            return None
        raise


def entries_of(demo: Demo, code: str) -> list[models.Entry]:
    """Return the entries of a division's recommendation; none if it filed none."""
    try:
        return demo.hosts[code].api.get_recommendation(code)["entries"]
    except Refused as refused:
        if refused.status == httpx.codes.NOT_FOUND:
            return []
        raise


def notices_of(user: User, kind: str, state: str = "") -> list[models.Notice]:
    """Return the notices of a kind that the user sees, of that state if one is named."""
    notices = user.pages(user.api.list_notices, "notices", kind=kind)
    return [notice for notice in notices if not state or notice["state"] == state]


def run_notice(demo: Demo, kind: str, days: int, during: Callable[[str], None] = lambda notice_id: None) -> None:
    """Let a notice open the next day and run its days; `during` them something may happen to it."""
    now = demo.clock.now()
    demo.move_to(later(now, days=1))
    opened = demo.until(f"the {kind} notice is open", lambda: notices_of(demo.public, kind, "open"))
    for notice in opened:
        during(notice["notice_id"])
    demo.move_to(later(now, days=days + 1.5))
    demo.until(f"the {kind} notice is closed", lambda: notices_of(demo.public, kind, "closed"))
    demo.occur(f"{kind} published")

"""Participants who use a stack that is measured, and how long each of their calls took."""

from __future__ import annotations

import itertools
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import httpx
from dasai_client import models

from cli.demo.client import Tally, User, consent_to
from cli.demo.stages import DemoError
from cli.demo.world import Plan, later
from cli.stack.local import LocalStack

T = TypeVar("T")
BARE = "bare"
SUBMISSION = "submission"
# the calls of a submission, and the gRPC methods that serve them
METHODS = {
    "register": "RegisterTeam",
    "consent": "AnswerInvitation",
    "save": "SaveDeclaration",
    "attach": "UploadFile",
    "submit": "SubmitProject",
}
_TEXT = {"text": "x" * 200}
_PASSWORD = "a password of a bench"  # noqa: S105 - of a stack that is thrown away
_OPENS_WITHIN = 30.0  # seconds


@dataclass
class Samples:
    """Seconds of each call by step, of several users at once, and how long all took together."""

    took: float = 0.0
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def timed(self, step: str, action: Callable[[], T]) -> T:
        """Call the action, note how long it took, and return its answer."""
        began = time.perf_counter()
        answer = action()
        spent = time.perf_counter() - began
        with self.lock:
            self.seconds[step].append(spent)
        return answer

    def rate(self, *steps: str) -> float:
        """Return how many of these steps were done a second."""
        return sum(len(self.seconds[step]) for step in steps) / self.took if self.took else 0.0


def open_division(
    stack: LocalStack, plan: Plan, clock: Any, tally: Tally, users: int, http: httpx.Client
) -> list[User]:
    """Open the plan's first division, and return participants, signed in; the last answers for co-organisations.

    Raises DemoError if it does not open.
    """
    return open_divisions(stack, plan, clock, tally, users, http, {plan.divisions[0]: {}})


def open_divisions(
    stack: LocalStack,
    plan: Plan,
    clock: Any,
    tally: Tally,
    users: int,
    http: httpx.Client,
    changes: Mapping[str, Mapping[str, Any]],
) -> list[User]:
    """Open the divisions whose schemes differ by these changes; otherwise as `open_division`."""

    def user() -> User:
        return User(stack.url, tally, http=http)

    clock.move_to(plan.applies)
    secretariat = user().sign_in_first("secretariat", stack.accounts["secretariat"])
    for code, change in changes.items():
        secretariat.invite(f"host-{code}", _PASSWORD, [{"role": "host", "division": code}])
        host = user().sign_in(f"host-{code}", _PASSWORD)
        host.api.apply_for_division(code, {"scheme": plan.scheme(plan.divisions.index(code), **change)})
        secretariat.api.approve_division(code, {})
        host.api.publish_scheme(code, {})
    clock.move_to(later(plan.opens, minutes=1))
    people = [user().sign_up(f"bench-{number}", _PASSWORD) for number in range(users + 1)]
    end = time.monotonic() + _OPENS_WITHIN
    while any(secretariat.api.get_division(code)["state"] != "open" for code in changes):
        if time.monotonic() > end:
            raise DemoError(f"divisions did not open within {_OPENS_WITHIN:.0f} s: {', '.join(changes)}")
        time.sleep(0.2)
    return people


def insert(user: User) -> None:
    """Make a call of the bare path."""
    user.post("/api/v1/probe", _TEXT)


def consents(
    user: User, partner: User, team_id: str, make: Callable[[Callable[[], Any]], Any] = lambda answer: answer()
) -> None:
    """Let the partner consent for each co-organisation of a team; `make` makes each of these calls."""
    for asked in user.api.list_co_organisations(team_id)["co_organisations"]:
        make(partial(partner.api.answer_invitation, consent_to(team_id, asked)))


@dataclass(frozen=True)
class Size:
    """The size of a submission: characters of the declaration and bytes of each file; 0 stands for the smallest."""

    characters: int = 0
    file_bytes: int = 0


class Crowd:
    """Users who submit projects, never the same twice, or insert on the bare path."""

    def __init__(self, plan: Plan, people: list[User], size: Size = Size()) -> None:
        self._plan, self._size = plan, size
        *self._users, self._partner = people
        self._topic = plan.edition.track(plan.tracks_of(0)[0]).open_topics[0].id
        self._indexes = itertools.count()
        self._lock = threading.Lock()

    def submit(self, user: User, samples: Samples) -> None:
        """Register a team, save its declaration in two halves, upload each piece of evidence, submit."""
        with self._lock:
            index = next(self._indexes)
        made, size = self._plan.synthetic, self._size
        body = made.registration(index, self._plan.divisions[0], self._topic)
        project = (
            made.long_project(index, self._topic, size.characters)
            if size.characters
            else made.project(index, self._topic)
        )
        sections = project.written()
        pieces = made.evidence(index, body["lead"]["uscc"], size.file_bytes)
        half = len(sections) // 2

        def whole() -> None:
            timed = samples.timed
            team_id = timed("register", partial(user.api.register_team, body))["facts"]["team_id"]
            consents(user, self._partner, team_id, lambda action: timed("consent", action))
            revision = 0
            for part in (sections[:half], sections[half:]):
                draft: models.DraftSave = {"draft_revision": revision, "sections": part}
                revision = timed("save", partial(user.api.save_declaration, team_id, draft))["draft_revision"]
            for piece in pieces:
                timed("attach", partial(user.upload, team_id, piece))
            timed("submit", partial(user.api.submit_project, team_id, {"draft_revision": revision}))

        samples.timed(SUBMISSION, whole)

    def insert(self, user: User, samples: Samples) -> None:
        """Make a call of the bare path."""
        samples.timed(BARE, lambda: insert(user))

    def once(self, action: Callable[[User, Samples], None]) -> None:
        """Let every user do it once, unmeasured, so that connections and caches are warm."""
        self.closed_loop(action, 0)

    def closed_loop(self, action: Callable[[User, Samples], None], seconds: float) -> Samples:
        """Let every user repeat it as fast as it is answered; what was begun in time is finished, and counts."""
        samples, began = Samples(), time.monotonic()

        def go_on(user: User) -> None:
            action(user, samples)
            while time.monotonic() < began + seconds:
                action(user, samples)

        with ThreadPoolExecutor(len(self._users)) as pool:
            list(pool.map(go_on, self._users))
        samples.took = time.monotonic() - began
        return samples

    def paced(self, rate: float, seconds: float) -> Samples:
        """Begin submissions at a steady rate, however long the answers take."""
        samples, began = Samples(), time.monotonic()
        with ThreadPoolExecutor(len(self._users) * 4) as pool:
            running = []
            for number in range(max(round(rate * seconds), 1)):
                time.sleep(max(began + number / rate - time.monotonic(), 0))
                running.append(pool.submit(self.submit, self._users[number % len(self._users)], samples))
            for submission in running:
                submission.result()
        samples.took = time.monotonic() - began
        return samples

"""Each kind of call of a submission alone, as fast as it is answered, beside the bare path of the same run.

A submission's own figures are without its arrival ticket, which page and client ask for before: a ticket is a kind of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from cli.demo.client import User
from cli.demo.stages import DemoError
from cli.demo.world import Plan
from cli.stack.local import LocalStack
from cli.synthetic import Piece

from . import readings
from .costs import Cost, Reading, idle_share
from .figures import percentile
from .load import BARE, Samples, consents, insert

REGISTER, SAVE, FILE, TICKET, SUBMIT = "register", "save", "file", "ticket", "submit"
KINDS = (REGISTER, SAVE, FILE, TICKET, SUBMIT)
# of the bare path, for each call of another kind: it is quick, and the other shares are measured by it
_BARE_FOR_EACH = 4
_IDLE_SECONDS = 3.0
# processes that have no part in an arrival ticket
_NOT_ASKED = ("registration-", "review-")
# synthetic projects of these users have indexes from here on; those of a crowd begin at 0
_FIRST = 50_000


@dataclass(frozen=True)
class Measured:
    """A kind of call alone: how many, their rate and times, their share of the bare path, and what one costs."""

    kind: str
    samples: Samples
    bare_rate: float
    cost: Cost

    @property
    def rate(self) -> float:
        """Return calls a second."""
        return self.samples.rate(self.kind)

    @property
    def share(self) -> float:
        """Return the rate as a share of the bare path's of the same run."""
        return self.rate / self.bare_rate

    def as_json(self) -> dict[str, Any]:
        """Return the figures as JSON has them."""
        seconds = self.samples.seconds[self.kind]
        return {
            "calls": len(seconds),
            "per_second": round(self.rate, 2),
            "share_of_bare": round(self.share, 3),
            "p50_ms": round(percentile(seconds, 0.5) * 1000, 2),
            "p99_ms": round(percentile(seconds, 0.99) * 1000, 2),
            **self.cost.as_json(),
        }


@dataclass
class _Project:
    """A team on its way to a submission, and what is yet to be sent for it."""

    user: User
    index: int
    team_id: str = ""
    revision: int = 0
    pieces: Sequence[Piece] = field(default_factory=tuple)


class Alone:
    """Users who register, save, upload and submit in turn, all of them the same kind at a time."""

    def __init__(self, stack: LocalStack, plan: Plan, people: Sequence[User]) -> None:
        self._stack, self._plan = stack, plan
        *self._users, self._partner = people
        self._topic = plan.edition.track(plan.tracks_of(0)[0]).open_topics[0].id

    def measure(self, teams: int) -> list[Measured]:
        """Take so many teams through each kind of call; the bare path is measured before and after them."""
        projects = [_Project(self._users[place % len(self._users)], _FIRST + place) for place in range(teams)]
        before = Reading.of(self._stack)
        time.sleep(_IDLE_SECONDS)
        self._idle = idle_share(before, Reading.of(self._stack))
        whole = Samples()
        bare = [self._phase(BARE, self._inserts(teams))]
        phases = {REGISTER: self._phase(REGISTER, [(each.user, self._registering(each)) for each in projects])}
        for each in projects:
            consents(each.user, self._partner, each.team_id)
        readings.settle(self._stack)
        phases[SAVE] = self._phase(
            SAVE, [(each.user, self._saving(each, half)) for half in (0, 1) for each in projects]
        )
        files = [
            (each.user, self._uploading(each, piece))
            for place in range(max(len(each.pieces) for each in projects))
            for each in projects
            for piece in each.pieces[place : place + 1]
        ]
        phases[FILE] = self._phase(FILE, files)
        phases[SUBMIT] = self._phase(SUBMIT, [(each.user, self._submitting(each)) for each in projects])
        bare.append(self._phase(BARE, self._inserts(teams)))
        whole.took = sum(samples.took for samples, _ in bare)
        for samples, _ in bare:
            whole.seconds[BARE] += samples.seconds[BARE]
        phases[BARE] = (whole, bare[1][1])
        phases[TICKET] = self._ticketed(projects, bare[1][1])
        rate = whole.rate(BARE)
        return [Measured(kind, phases[kind][0], rate, phases[kind][1]) for kind in (*KINDS, BARE)]

    def _phase(self, kind: str, calls: Sequence[tuple[User, Callable[[], Any]]]) -> tuple[Samples, Cost]:
        """Make the calls, each user its own one after the other; the cost has what workers do about them afterwards too."""
        by_user: dict[int, list[Callable[[], Any]]] = {}
        for user, call in calls:
            by_user.setdefault(id(user), []).append(call)
        samples, before, began = Samples(), Reading.of(self._stack), time.monotonic()

        def go(own: Sequence[Callable[[], Any]]) -> None:
            for call in own:
                samples.timed(kind, call)

        with ThreadPoolExecutor(len(by_user)) as pool:
            list(pool.map(go, by_user.values()))
        samples.took = time.monotonic() - began
        readings.settle(self._stack)
        return samples, Cost.between(before, Reading.of(self._stack), len(calls), self._idle)

    def _ticketed(self, projects: Sequence[_Project], bare: Cost) -> tuple[Samples, Cost]:
        """Measure what an arrival ticket adds to a command: asking for it before, and what it takes to send the command with it.

        The command is that of the bare path, whose own cost is left out. Raises DemoError if commands went without tickets.
        """
        samples, cost = self._phase(TICKET, [(each.user, self._inserting_by_ticket(each)) for each in projects])
        if min(cost.rpcs.get(method, 0.0) for method in ("OpenTicket", "GetOpenTicket")) < 1:
            raise DemoError(f"commands were sent without arrival tickets: {cost.rpcs}")
        ticket = cost.less(bare)
        # nothing of a ticket goes to the other services: what is left of theirs is noise of two phases
        spent = {name: ms for name, ms in ticket.processor_ms.items() if not name.startswith(_NOT_ASKED)}
        return samples, replace(ticket, processor_ms=spent)

    def _inserting_by_ticket(self, each: _Project) -> Callable[[], Any]:
        return lambda: each.user.command_by_ticket("/api/v1/probe", {"text": f"a text of project {each.index}"})

    def _inserts(self, teams: int) -> Sequence[tuple[User, Callable[[], Any]]]:
        each = max(teams * _BARE_FOR_EACH // len(self._users), 1)
        return [(user, partial(insert, user)) for user in self._users] * each

    def _registering(self, each: _Project) -> Callable[[], Any]:
        made = self._plan.synthetic
        body = made.registration(each.index, self._plan.divisions[0], self._topic)
        each.pieces = made.evidence(each.index, body["lead"]["uscc"])

        def register() -> None:
            each.team_id = each.user.api.register_team(body)["facts"]["team_id"]

        return register

    def _saving(self, each: _Project, half: int) -> Callable[[], Any]:
        sections = self._plan.synthetic.project(each.index, self._topic).written()
        middle = len(sections) // 2
        part = sections[middle:] if half else sections[:middle]

        def save() -> None:
            saved = each.user.api.save_declaration(each.team_id, {"draft_revision": each.revision, "sections": part})
            each.revision = saved["draft_revision"]

        return save

    def _uploading(self, each: _Project, piece: Piece) -> Callable[[], Any]:
        return lambda: each.user.upload(each.team_id, piece)

    def _submitting(self, each: _Project) -> Callable[[], Any]:
        return lambda: each.user.api.submit_project(each.team_id, {"draft_revision": each.revision})

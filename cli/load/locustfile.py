"""The generator: locust runs it in each process. It begins each visit of its share when it is due, whatever the platform does.

The process that `./dasai load` starts (alone, or locust's master) reads the run's settings from the folder that DASAI_LOAD_RUN
names, moves the contest's clock, and writes down what all processes send: requests, attempts, and how far behind they are.
A worker on another machine gets everything from the master. In a sitting that pauses each team hands over what it knows, and the
next sitting begins with that.
"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import gevent
import httpx
from dasai_client import Refused
from gevent.event import AsyncResult
from gevent.pool import Group
from locust import FastHttpUser, events, task
from locust.runners import MasterRunner, WorkerRunner

from chassis.edition import load_edition
from chassis.kernel.clock import FileClock
from cli.load.ledger import Attempt
from cli.load.plan import Kind, Plan, Visit, plan_of
from cli.load.run_files import RunFiles
from cli.load.run_settings import BROKE, RunSettings
from cli.load.visitors.api_team import ApiTeam
from cli.load.visitors.connection import Connection, Record
from cli.load.visitors.forms import FormMissingError
from cli.load.visitors.notebook import GivenUpError
from cli.load.visitors.others import read, review
from cli.load.visitors.page_team import PageTeam
from cli.load.visitors.team import Team
from cli.synthetic import NOTICE_VERSION, Synthetic

ROOT = Path(__file__).resolve().parents[2]
# seconds from the word to begin until the first visit is due, and between two reports of a process
COUNTDOWN, REPORT_EVERY = 3.0, 1.0
# seconds that one sleeps to see how far behind the process is
_BEAT = 0.1
BEGIN, LINES, DONE = "dasai_begin", "dasai_lines", "dasai_done"
# what teams know: from the master before the word to begin, and to it as the sitting pauses
KNOWN, TEAMS = "dasai_known", "dasai_teams"
_AT_ONCE = 500  # teams in a message
_log = logging.getLogger("dasai.load")


class Generator:
    """Visits of a process's share."""

    def __init__(
        self, environment: Any, settings: RunSettings, share: int, known: dict[int, Mapping[str, Any]]
    ) -> None:
        self._environment, self._settings, self._share = environment, settings, share
        self._record = Record()
        self._attempts: list[Attempt] = []
        self._made = Synthetic(load_edition(ROOT / "editions" / f"{_EDITION}.yaml"), settings.wishes.seed)
        self._plan: Plan = plan_of(settings.wishes)
        self._teams: dict[int, Team] = {}
        # what teams of this share knew as the sitting before paused
        self._known = known
        self._lag: list[float] = []
        self._behind = 0.0
        self._counts: Counter[str] = Counter()
        self._group = Group()

    def run(self) -> None:
        """Begin each visit of the sitting when it is due; return when all have ended, or the time after it is over."""
        beside = [gevent.spawn(self._report), gevent.spawn(self._beat)]
        try:
            settings = self._settings
            for visit in self._plan.share(self._share, settings.shares):
                if not settings.starts_at <= visit.at < settings.ends_at:
                    continue
                gevent.sleep(max(self._settings.begins + visit.at - time.time(), 0))
                self._lag.append(max(time.time() - self._settings.begins - visit.at, 0))
                self._counts["begun"] += 1
                self._group.start(gevent.Greenlet(self._visit, visit))
            # a run is over after its deadline, though the last visit of a small one may end before
            end = settings.begins + min(settings.ends_at, settings.wishes.timetable.deadline)
            self._group.join(timeout=max(end + settings.after - time.time(), 1))
            self._counts["cut"] += len(self._group)
            self._group.kill()
            gevent.sleep(max(end - time.time(), 0))
        finally:
            gevent.killall(beside)
        self._send()
        if self._settings.pauses_at:
            known = {**self._known, **{number: team.memory() for number, team in self._teams.items()}}
            _hand_over(self._environment.runner, TEAMS, known)
        self._environment.runner.send_message(DONE, {"share": self._share})

    def _visit(self, visit: Visit) -> None:
        try:
            self._pay(visit)
        except (Refused, httpx.TransportError, GivenUpError, FormMissingError) as error:
            code = _code_of(error)
            self._counts[f"failed {visit.kind} {code}"] += 1
        except Exception:  # noqa: BLE001 - a boundary: one visit's mistake must not end all others
            _log.exception("a visit broke: %s", visit)
            self._counts[f"failed {visit.kind}{BROKE}"] += 1
        finally:
            self._counts["ended"] += 1

    def _pay(self, visit: Visit) -> None:
        if visit.kind is Kind.READ:
            read(visit.who, self._settings, self._connect)
        elif visit.kind is Kind.REVIEW:
            review(visit.who, self._settings, self._connect)
        else:
            self._team(visit.who).visit(visit.kind)

    def _team(self, number: int) -> Team:
        if number not in self._teams:
            plan = self._plan.teams[number]
            kind = PageTeam if plan.by_pages else ApiTeam
            self._teams[number] = kind(
                plan, self._settings, self._made, self._connect, self._attempts.append, NOTICE_VERSION
            )
            if number in self._known:
                self._teams[number].remember(self._known[number])
        return self._teams[number]

    def _connect(self, address: str) -> Connection:
        return Connection(
            self._settings.host, self._environment.events, self._record, address, self._settings.contest_ms
        )

    def _beat(self) -> None:
        """Measure by how much this process's own sleep is late: then answers look slower than they are."""
        while True:
            began = time.monotonic()
            gevent.sleep(_BEAT)
            self._behind = max(self._behind, time.monotonic() - began - _BEAT)

    def _report(self) -> None:
        while True:
            gevent.sleep(REPORT_EVERY)
            self._send()

    def _send(self) -> None:
        """Send what happened since the last report to the process that writes it down."""
        attempts, self._attempts[:] = [attempt.line() for attempt in self._attempts], []
        lag, self._lag = self._lag, []
        behind, self._behind = self._behind, 0.0
        counts, self._counts = dict(self._counts), Counter()
        self._environment.runner.send_message(
            LINES,
            {
                "share": self._share,
                "at": time.time(),
                "requests": self._record.take(),
                "attempts": attempts,
                "lag": [round(each, 3) for each in lag],
                "behind": round(behind, 3),
                "under_way": len(self._group),
                "counts": counts,
            },
        )


def _code_of(error: Exception) -> str:
    """Return what a visit failed with, without identifiers: it is counted."""
    if isinstance(error, Refused):
        return error.code
    return str(error) if isinstance(error, GivenUpError) else type(error).__name__


_EDITION = 2024
_begin: AsyncResult = AsyncResult()
_known: dict[int, Mapping[str, Any]] = {}


def _hand_over(runner: Any, message: str, known: Mapping[int, Mapping[str, Any]], to: str | None = None) -> None:
    """Send what teams know, some hundred in a message."""
    teams = [[number, memory] for number, memory in known.items()]
    for first in range(0, len(teams), _AT_ONCE):
        runner.send_message(message, {"teams": teams[first : first + _AT_ONCE]}, to)


def _note_known(msg: Any, **_: Any) -> None:
    _known.update((int(number), memory) for number, memory in msg.data["teams"])


class Visitors(FastHttpUser):
    """The user that locust starts once in each process: it stands for all visitors of the process's share."""

    @task
    def come(self) -> None:
        """Wait for the word to begin, and send all visits of this process's share."""
        begun = _begin.get()
        Generator(self.environment, RunSettings.of_json(begun["settings"]), begun["share"], _known).run()
        gevent.sleep(3600)  # the master ends the run


@events.init.add_listener  # type: ignore[untyped-decorator]  # locust has no types for it
def prepare(environment: Any, **_: Any) -> None:
    """Register the messages between the processes: of a worker those that come from the master, else those of workers."""
    runner = environment.runner
    if runner is None:
        return
    runner.register_message(KNOWN, _note_known)
    runner.register_message(BEGIN, lambda environment, msg, **_: _begin.set(msg.data))
    if not isinstance(runner, WorkerRunner):
        before = os.environ["DASAI_LOAD_BEFORE"]
        writer = _Writer(
            environment, RunFiles(Path(os.environ["DASAI_LOAD_RUN"])), RunFiles(Path(before)) if before else None
        )
        runner.register_message(LINES, writer.note)
        runner.register_message(TEAMS, writer.note_teams)
        runner.register_message(DONE, writer.note_done)
        events.test_start.add_listener(writer.begin)  # type: ignore[no-untyped-call]  # as above


class _Writer:
    """Writes down what the processes of a run report; begins the run and ends it."""

    def __init__(self, environment: Any, files: RunFiles, before: RunFiles | None) -> None:
        self._environment, self._files, self._before = environment, files, before
        self._settings = files.settings()
        self._done: set[int] = set()
        self._shares = self._settings.shares

    def begin(self, **_: Any) -> None:
        """Set the contest's clock so that the deadline passes at its second of the run, and tell all processes to begin."""
        events.quitting.add_listener(lambda **_: self._files.close())  # type: ignore[no-untyped-call]  # as above
        gevent.spawn(self._begin)

    def _begin(self) -> None:
        gevent.sleep(1)  # so that each process has its user
        runner = self._environment.runner
        # by name, for a worker that connected anew has another number than before
        names = [client.id for client in runner.clients.all] if isinstance(runner, MasterRunner) else [None]
        self._shares = len(names)
        known = {team["number"]: team for team in self._before.all_teams()} if self._before else {}
        for share, name in enumerate(names):
            of_share = {number: team for number, team in known.items() if number % len(names) == share}
            _hand_over(runner, KNOWN, of_share, name)
        begins = time.time() + COUNTDOWN - self._settings.starts_at
        settings = replace(self._settings, begins=begins, shares=len(names))
        if settings.clock_file:
            now = settings.contest_ms(time.time()) / 1000
            FileClock(Path(settings.clock_file)).move_to(datetime.fromtimestamp(now, UTC))
        self._files.write_begin(begins)
        for share, name in enumerate(names):
            runner.send_message(BEGIN, {"settings": settings.as_json(), "share": share}, name)

    def note(self, msg: Any, **_: Any) -> None:
        """Write down what a process reports."""
        self._files.write_report(msg.data)

    def note_teams(self, msg: Any, **_: Any) -> None:
        """Write down what teams know as the sitting pauses."""
        self._files.write_teams(memory for _, memory in msg.data["teams"])

    def note_done(self, msg: Any, **_: Any) -> None:
        """Note that a process is at its end; after the last the run is over."""
        self._done.add(msg.data["share"])
        if len(self._done) == self._shares:
            self._files.write_done()
            gevent.spawn(self._environment.runner.quit)

"""The stack of a run, its divisions with their deadlines, and teams that are ready to submit."""

from __future__ import annotations

import itertools
import select
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from chassis.kernel.clock import FileClock
from cli.bench.load import open_divisions
from cli.bench.stored import stored_id
from cli.bench.storing import store_teams
from cli.demo.client import Tally, User, browserless
from cli.demo.progress import ConsoleProgress
from cli.demo.stages import DemoError
from cli.demo.world import Plan
from cli.load.contest import environment
from cli.load.figures import Request
from cli.load.finals_job import Job
from cli.load.ledger import Attempt, End, Fault, StoredTeam, Verdict, What, compare, known_before
from cli.load.run_files import RunFiles
from cli.load.stored import stored_teams
from cli.stack.local import LocalStack
from cli.stack.program import ROOT
from cli.stack.throwaway import throwaway_stack

HOST = "127.0.0.1"
ACCOUNTS = 40
LOADERS = 2
# between the deadlines of two divisions; a part of the run takes less
APART = timedelta(minutes=20)
# seconds from the word to a generator until its first client comes
_COUNTDOWN = 1.0
# seconds that a generator may take beyond the time after which nobody comes
_ENDS_WITHIN = 60.0
_STARTS_WITHIN = 60.0


@dataclass(frozen=True)
class Outcome:
    """The outcome of a job: requests, attempts, the generator's lag in seconds, and answers 429 or 503 without Retry-After."""

    job: Job
    requests: Sequence[Request]
    attempts: Sequence[Attempt]
    late: float
    short: int
    unadvised: int

    def sent_within(self, seconds: float) -> list[Request]:
        """Return the requests that were sent within so many seconds of its begin."""
        return [request for request in self.requests if request[0] < self.job.begins + seconds]

    def ended(self, end: End) -> list[Attempt]:
        """Return the attempts that ended so."""
        return [attempt for attempt in self.attempts if attempt.end is end]


class Generator:
    """The process that sends; it does one job after the other."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._log = (scratch / "generator.log").open("wb")
        words = [sys.executable, "-m", "cli.load.finals"]
        self._process = subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True
        )
        self._numbers = itertools.count(1)
        try:
            self._hear(_STARTS_WITHIN)
        except DemoError:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """Return its process number."""
        return self._process.pid

    def begin(self, job: Job) -> Job:
        """Let it begin a job, and return the job with its folder and the real time at which it begins."""
        folder = self._scratch / f"job-{next(self._numbers)}"
        folder.mkdir()
        begun = replace(job, folder=str(folder), begins=job.begins or time.time() + _COUNTDOWN)
        stdin = self._process.stdin
        if stdin is None:
            raise ValueError("the generator takes no jobs")
        stdin.write(begun.line() + "\n")
        stdin.flush()
        return begun

    def outcome(self, job: Job) -> Outcome:
        """Wait until a job is over, and return what it brought; raises DemoError if the process ended before."""
        self._hear(max(job.over - time.time(), 0) + _ENDS_WITHIN)
        files = RunFiles(Path(job.folder))
        reports = list(files.all_reports())
        return Outcome(
            job=job,
            requests=list(files.all_requests()),
            attempts=list(files.attempts()),
            late=max((report["late"] for report in reports), default=0.0),
            short=max((report["short"] for report in reports), default=0),
            unadvised=sum(report["unadvised"] for report in reports),
        )

    def _hear(self, seconds: float) -> None:
        """Wait for its word; raises DemoError if none comes in time."""
        stdout = self._process.stdout
        if stdout is None or not select.select([stdout], [], [], seconds)[0] or not stdout.readline():
            said = Path(self._log.name).read_text("utf-8", "replace")[-2000:]
            raise DemoError(f"压力生成进程没有完成任务 · the generator did not do its job: {said}")

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._log):
            if stream is not None:
                stream.close()


@dataclass
class Stage:
    """A stack whose first division stays open, and whose others have their deadlines one after the other."""

    stack: LocalStack
    clock: FileClock
    plan: Plan
    people: Sequence[User]
    generator: Generator
    progress: ConsoleProgress
    closing: deque[tuple[str, datetime]]
    _next: Iterator[int] = field(default_factory=itertools.count)
    # by division, those that have not submitted yet
    _ready: dict[str, deque[tuple[int, StoredTeam]]] = field(default_factory=dict)
    _before: dict[int, StoredTeam] = field(default_factory=dict)
    # seconds and number of all that were stored
    stored: int = 0
    storing: float = 0.0

    @property
    def open_division(self) -> str:
        """Return the division that stays open."""
        return self.plan.divisions[0]

    def teams(self, division: str, count: int) -> list[tuple[int, str, int]]:
        """Return so many teams of a division that are ready to submit, as a job names them; those that lack are stored."""
        ready = self._ready.setdefault(division, deque())
        if count > len(ready):
            self._store(division, count - len(ready))
        taken = [ready.popleft() for _ in range(count)]
        return [(number, team.team_id, number % len(self.people)) for number, team in taken]

    def _store(self, division: str, count: int) -> None:
        began, first = time.monotonic(), next(self._next)
        for _ in range(count - 1):
            next(self._next)
        self.progress.tell(f"存入{count}个待提交的团队", f"storing {count} teams that are ready to submit")
        accounts = [user.account_id for user in self.people]
        bounds = [first + count * place // LOADERS for place in range(LOADERS + 1)]
        with ThreadPoolExecutor(LOADERS) as pool:
            parts = itertools.pairwise(bounds)
            jobs = [
                pool.submit(store_teams, self.stack, self.plan, division, begin, end - begin, accounts)
                for begin, end in parts
            ]
            for job in jobs:
                job.result()
        numbers = {stored_id(number): number for number in range(first, first + count)}
        for team in self._stored(list(numbers)):
            self._before[numbers[team.team_id]] = team
        self._ready[division] += [(number, self._before[number]) for number in numbers.values()]
        self.stored, self.storing = self.stored + count, self.storing + time.monotonic() - began

    def give_back(self, division: str, outcome: Outcome) -> None:
        """Take back the teams of a job whose turn did not come."""
        begun = {attempt.team for attempt in outcome.attempts}
        self._ready[division] += [
            (number, self._before[number]) for number, *_ in outcome.job.teams if number not in begun
        ]

    def job(self, division: str, count: int, seconds: float, **how: Any) -> Job:
        """Return a job for teams of a division."""
        return Job(
            folder="",
            host=f"http://{HOST}:{self.stack.ports['http']}",
            begins=0,
            seconds=seconds,
            tokens=[user.token for user in self.people],
            teams=self.teams(division, count),
            # as they were stored: saved once, and each piece of evidence attached
            revision=1 + len(self.plan.edition.evidence.required),
            **{"offset_ms": self._offset_ms(), **how},
        )

    def _offset_ms(self) -> int:
        return round((self.clock.now().timestamp() - time.time()) * 1000)

    def deadline(self, seconds: float, count: int, **how: Any) -> tuple[Job, int]:
        """Begin a job whose clients stop coming at the deadline of a division of its own; return it and the deadline, in ms."""
        if not self.closing:
            raise DemoError("没有剩余的分赛 · no division is left whose deadline could pass")
        division, closes = self.closing.popleft()
        job = self.job(division, count, seconds, **how)
        begins = time.time() + _COUNTDOWN
        self.clock.move_to(closes - timedelta(seconds=begins + seconds - time.time()))
        return self.generator.begin(replace(job, begins=begins, offset_ms=self._offset_ms())), _ms(closes)

    def verdict(self, outcomes: Sequence[Outcome], closes_ms: int = 0) -> Verdict:
        """Compare what the teams of jobs had and were told with what is stored, and with review's cases."""
        numbers = sorted({number for outcome in outcomes for number, *_ in outcome.job.teams})
        attempts = [attempt for number in numbers for attempt in known_before(number, self._before[number])]
        attempts += [attempt for outcome in outcomes for attempt in outcome.attempts]
        ids = {self._before[number].team_id: number for number in numbers}
        codes = {self._before[number].lead_uscc: number for number in numbers}
        verdict = compare(attempts, self._stored(list(ids)), closes_ms, codes)
        submitted = {each.team_id for outcome in outcomes for each in outcome.ended(End.ACKNOWLEDGED)}
        without = sorted(submitted - self._with_case(sorted(submitted)))
        verdict.lost += [
            Fault(ids[each], What.SUBMISSION, "acknowledged, and review has no case of it") for each in without
        ]
        return verdict

    def _stored(self, ids: Sequence[str]) -> Iterator[StoredTeam]:
        return stored_teams(self.stack.mongodb_url, self.stack.database("registration"), ids)

    def _with_case(self, ids: Sequence[str]) -> set[str]:
        """Return those teams whose submission review has a case of."""
        with MongoClient[dict[str, Any]](self.stack.mongodb_url) as client:
            cases = client[self.stack.database("review")]["cases"]
            batches = (
                cases.find({"_id": {"$in": list(ids[first : first + 200])}, "state.number": {"$gte": 1}}, {"_id": 1})
                for first in range(0, len(ids), 200)
            )
            return {case["_id"] for batch in batches for case in batch}


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def deadlines(plan: Plan, count: int) -> dict[str, datetime]:
    """Return so many divisions with their deadlines, in order; all pass an hour and more before the first division's."""
    codes = plan.divisions[1 : count + 1]
    last = plan.submission_closes - timedelta(hours=1)
    return {code: last - APART * (len(codes) - 1 - place) for place, code in enumerate(codes)}


@contextmanager
def stage(plan: Plan, count: int, progress: ConsoleProgress) -> Iterator[Stage]:
    """Run a stack with the first division and so many others open; nothing of it is left afterwards."""
    closes = deadlines(plan, count)
    changes: dict[str, Mapping[str, str]] = {plan.divisions[0]: {}}
    for code, moment in closes.items():
        changes[code] = {"registration_closes": moment.isoformat(), "submission_closes": moment.isoformat()}
    with (
        throwaway_stack(environment(HOST), tell=progress.tell) as (stack, clock),
        browserless(8) as http,
        tempfile.TemporaryDirectory(prefix="dasai-deadline-", ignore_cleanup_errors=True) as scratch,
    ):
        progress.note(f"{stack.url} · 数据库 database server: {stack.database_name}")
        progress.tell(f"开放{len(changes)}个分赛", f"opening {len(changes)} divisions")
        people = open_divisions(stack, plan, clock, Tally(), ACCOUNTS, http, changes)
        generator = Generator(Path(scratch))
        try:
            yield Stage(stack, clock, plan, people[:-1], generator, progress, deque(closes.items()))
        finally:
            generator.close()

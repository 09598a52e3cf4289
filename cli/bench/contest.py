"""`./dasai bench contest`: submissions as people make them, long texts and large files, until review has opened each case."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import typer
from pymongo import MongoClient
from rich.console import Console

from chassis.edition import load_edition
from cli.demo.client import Tally, User, browserless
from cli.demo.stages import DemoError
from cli.demo.world import Plan
from cli.stack.local import LocalStack
from cli.stack.program import ROOT

from . import readings, show
from .costs import Cost, Reading, idle_share
from .figures import percentile
from .load import METHODS, SUBMISSION, Crowd, Samples, Size, consents, open_division
from .stack import bench_stack

# a submit of the longer text may cost so many times one of the shorter
MOST = 1.5
SHORT, LONG = 4_000, 40_000
_IDLE_SECONDS = 3.0
_OPENED_WITHIN = 120.0
_REST_SECONDS = 0.7
# synthetic projects of the comparison have indexes from here on; those of the crowd begin at 0
_FIRST = 60_000


def contest(
    seconds: float = typer.Option(
        60.0, min=2, max=3600, help="持续时间（秒） · how many seconds submissions are begun"
    ),
    users: int = typer.Option(8, min=1, max=64, help="并发用户数 · users at once"),
    characters: int = typer.Option(10_000, min=400, max=50_000, help="申报书字数 · characters of a declaration"),
    kilobytes: int = typer.Option(1000, min=1, max=20_000, help="每个文件的大小（kB） · size of each file"),
    pairs: int = typer.Option(
        16, min=0, max=500, help="比较长短申报书提交开销的对数，0为不比较 · pairs of short and long submits, 0 for none"
    ),
    json_: bool = typer.Option(False, "--json", help="以JSON输出 · print JSON"),
) -> None:
    """按真实规模提交作品，直至资格审查全部立案；并比较长短申报书的提交开销。长申报书的开销超过短申报书1.5倍即以1退出。

    Submit projects as large as real ones until review has opened every case, and compare submits of short and of long
    declarations. Exits 1 if a long one takes over 1.5 times as long.
    """
    size = Size(characters, kilobytes * 1000)
    show.outcome(json_, lambda console, figures: _measure(console, seconds, users, size, pairs, figures))


def _measure(
    console: Console, seconds: float, users: int, size: Size, pairs: int, figures: dict[str, Any]
) -> str | None:
    """Measure and print, and add to `figures`; returns what is wrong, or None."""
    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 33, 1)
    with bench_stack() as (stack, clock), browserless(users * 4) as http, _one_core() as core:
        pinned = "" if core is None else f" · 客户端固定于处理器核 the client runs on core {core} alone"
        console.print(f"{stack.url} · 数据库 database server: {stack.database_name} · {users} users{pinned}")
        people = open_division(stack, plan, clock, Tally(), users, http)
        crowd = Crowd(plan, people, size)
        crowd.once(crowd.submit)
        readings.settle(stack)
        figures |= {"database": stack.database_name, "users": users, "characters": size.characters}
        figures |= {"file_bytes": size.file_bytes, "client_core": core}
        figures |= _submissions(console, stack, crowd, seconds)
        dead = readings.dead(stack)
        if dead:
            return f"{dead} 个事件成为死信 events could not be handled"
        if not pairs:
            return None
        compared = Lengths(stack, plan, people).measure(pairs)
        figures["lengths"] = compared.as_json()
        console.print(
            f"提交{SHORT:,}字与{LONG:,}字的申报书 submits of {SHORT:,} and of {LONG:,} characters: medians "
            f"{compared.short_ms:.1f} and {compared.long_ms:.1f} ms, {compared.ratio:.2f} 倍 times (≤ {MOST})"
        )
        if compared.ratio > MOST:
            return f"长申报书的提交开销过高 a long submit takes {compared.ratio:.2f} times as long as a short one"
    return None


@contextmanager
def _one_core() -> Iterator[int | None]:
    """Let this process, which makes the requests, run on the last core alone; yield the core, or None if there is but one."""
    cores = os.sched_getaffinity(0)
    if len(cores) < 2:
        yield None
        return
    core = max(cores)
    for thread in os.listdir("/proc/self/task"):
        os.sched_setaffinity(int(thread), {core})
    try:
        yield core
    finally:
        for thread in os.listdir("/proc/self/task"):
            os.sched_setaffinity(int(thread), cores)


def _submissions(console: Console, stack: LocalStack, crowd: Crowd, seconds: float) -> dict[str, Any]:
    """Let the crowd submit, wait until review has opened every case, print and return the figures."""
    before = Reading.of(stack)
    time.sleep(_IDLE_SECONDS)
    idle = idle_share(before, Reading.of(stack))
    opened, before, began = _cases(stack), Reading.of(stack), time.monotonic()
    samples = crowd.closed_loop(crowd.submit, seconds)
    submissions = len(samples.seconds[SUBMISSION])
    while _cases(stack) < opened + submissions:
        if time.monotonic() > began + samples.took + _OPENED_WITHIN:
            raise DemoError(f"review did not open every case within {_OPENED_WITHIN:.0f} s")
        time.sleep(0.1)
    took = time.monotonic() - began
    waited = took - samples.took
    readings.settle(stack)
    cost = Cost.between(before, Reading.of(stack), submissions, idle)
    client, whole = cost.processor_ms["bench"], sum(cost.processor_ms.values())
    show.steps(console, samples)
    console.print(
        f"{submissions} 次完整提交 submissions, {submissions / took:.2f} 次/秒 a second until the last case was opened "
        f"(最后一次提交后 {waited:.1f} 秒 s after the last submit)"
    )
    console.print(
        f"每次完整提交的处理器时间 processor time of a submission: {whole:.0f} ms，"
        f"其中客户端 of which the client {client:.0f} ms ({client / whole:.0%})"
    )
    steps = (SUBMISSION, *METHODS)
    return {
        "submissions": submissions,
        "per_second": round(submissions / took, 3),
        "cases_opened_after_seconds": round(waited, 1),
        "client_share_of_processor": round(client / whole, 3),
        "p50_ms": {step: round(percentile(samples.seconds[step], 0.5) * 1000, 1) for step in steps},
        "p99_ms": {step: round(percentile(samples.seconds[step], 0.99) * 1000, 1) for step in steps},
        **cost.as_json(),
    }


def _cases(stack: LocalStack) -> int:
    """Return how many cases review has opened."""
    with MongoClient[dict[str, Any]](stack.mongodb_url) as client:
        return client[stack.database("review")]["cases"].count_documents({})


@dataclass(frozen=True)
class Compared:
    """Median milliseconds of submits of short and of long declarations."""

    short_ms: float
    long_ms: float

    @property
    def ratio(self) -> float:
        """Return how many times as long the long one takes."""
        return self.long_ms / self.short_ms

    def as_json(self) -> dict[str, Any]:
        """Return the figures as JSON has them, rounded."""
        return {
            "characters": [SHORT, LONG],
            "p50_ms": [round(self.short_ms, 1), round(self.long_ms, 1)],
            "ratio": round(self.ratio, 2),
        }


class Lengths:
    """A user who submits short and long declarations by turns, nothing else going on."""

    def __init__(self, stack: LocalStack, plan: Plan, people: list[User]) -> None:
        self._stack, self._plan = stack, plan
        self._user, self._partner = people[0], people[-1]
        self._topic = plan.edition.track(plan.tracks_of(0)[0]).open_topics[0].id
        self._indexes = itertools.count(_FIRST)

    def measure(self, pairs: int) -> Compared:
        """Submit so many pairs, each when workers have done with the one before."""
        samples = Samples()
        for _ in range(pairs):
            for characters in (SHORT, LONG):
                submit = self._prepared(characters)
                readings.quiet(self._stack, _REST_SECONDS)
                samples.timed(str(characters), submit)
        return Compared(*(median(samples.seconds[str(characters)]) * 1000 for characters in (SHORT, LONG)))

    def _prepared(self, characters: int) -> partial[Any]:
        """Register a team and write its project; return what submits it."""
        index, made, user = next(self._indexes), self._plan.synthetic, self._user
        body = made.registration(index, self._plan.divisions[0], self._topic)
        team_id = user.api.register_team(body)["facts"]["team_id"]
        consents(user, self._partner, team_id)
        sections = made.long_project(index, self._topic, characters).written()
        saved = user.api.save_declaration(team_id, {"draft_revision": 0, "sections": sections})
        for piece in made.evidence(index, body["lead"]["uscc"]):
            user.upload(team_id, piece)
        return partial(user.api.submit_project, team_id, {"draft_revision": saved["draft_revision"]})

"""`./dasai bench registration`: do registering, saving and submitting become slower as more teams are stored?"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any

import typer
from dasai_client import models
from rich.console import Console
from rich.table import Table

from chassis.edition import load_edition
from cli.demo.client import Tally, User, browserless
from cli.demo.stages import DemoError
from cli.demo.world import Plan
from cli.stack.local import LocalStack
from cli.stack.program import ROOT

from . import readings
from .figures import percentile
from .flat import Reading, Round, scales, worse
from .load import Samples, open_division
from .stack import bench_stack
from .stored import stored_id
from .storing import store_teams

KINDS = ("报名 registrations", "保存 autosaves", "提交 submits", "再次提交 resubmissions")
# stored teams have synthetic indexes from here on; those that register during the measurement begin at 0
FIRST_STORED = 100_000
LOADERS = 2
ROUNDS = 3  # of each size
WARM = 3  # unmeasured calls of each user before a round
SIZES = (1_000, 10_000, 100_000)


@dataclass
class Bench:
    """A stack whose first division is open, and users that register, save, submit and submit again, `calls` of each a round."""

    console: Console
    stack: LocalStack
    plan: Plan
    users: list[User]
    calls: int
    stored: int = 0
    readings: list[Reading] = field(default_factory=list)
    fresh: Iterator[int] = field(default_factory=itertools.count)

    def at(self, size: int) -> None:
        """Store teams up to that size and measure each kind of call, round by round."""
        rounds = [self._round(size) for _ in range(ROUNDS)]
        for place, kind in enumerate(KINDS):
            reading = Reading(kind, tuple(each[place] for each in rounds))
            self.readings.append(reading)
            self.console.print(f"  {kind}: {reading.rate:.1f}/s, p50 {reading.p50:.1f} ms, p99 {reading.p99:.1f} ms")

    def _round(self, size: int) -> list[Round]:
        """Measure each kind of call once, with teams of its own: a round adds to what is stored."""
        each = self.calls + WARM * len(self.users)
        first = FIRST_STORED + self.stored
        ready, improved = range(first, first + each), range(first + each, first + 2 * each)
        self._load(max(size - self.stored - 2 * each, 0), each)
        registered: list[tuple[User, str]] = []
        topic = self.plan.edition.track(self.plan.tracks_of(0)[0]).open_topics[0].id
        names = [name for name, _ in self.plan.synthetic.project(0, topic).sections]

        def register(user: User, _place: int) -> None:
            body = self.plan.synthetic.registration(next(self.fresh), self.plan.divisions[0], topic)
            team = user.api.register_team(body)
            registered.append((user, team["facts"]["team_id"]))

        def autosave(_user: User, place: int) -> None:
            # a section a save, each team in turn: a draft's revision is how often it was saved
            turn, number = divmod(place, len(registered))
            owner, team_id = registered[number]
            text = f"第{turn + 1}次保存的内容，合成文字。" * 30
            sections: list[models.SectionBody] = [{"id": names[turn % len(names)], "text": text}]
            owner.api.save_declaration(team_id, {"draft_revision": turn, "sections": sections})

        def submit(indexes: range, revision: int) -> Callable[[User, int], None]:
            def action(_user: User, place: int) -> None:
                index = indexes[place]
                owner = self.users[index % len(self.users)]
                owner.api.submit_project(stored_id(index), {"draft_revision": revision})

            return action

        # the improved ones are compared with their first version when they are submitted again (rule C10)
        # as they were stored: saved once, each piece of evidence attached, and the improved ones saved once more
        saved = 1 + len(self.plan.edition.evidence.required)
        actions = (register, autosave, submit(ready, saved), submit(improved, saved + 1))
        measured = [self._measure(kind, action) for kind, action in zip(KINDS, actions, strict=True)]
        self.stored += each  # those that registered
        return measured

    def _load(self, submitted: int, each: int) -> None:
        """Store teams that are about to submit, that are about to submit again, and that have submitted."""
        began = time.monotonic()
        first = FIRST_STORED + self.stored
        accounts = [user.account_id for user in self.users]
        store = partial(store_teams, self.stack, self.plan, self.plan.divisions[0])
        store(first, each, accounts)
        store(first + each, each, accounts, "--improved")
        first += 2 * each
        shares = [submitted * (place + 1) // LOADERS - submitted * place // LOADERS for place in range(LOADERS)]
        starts = [first + sum(shares[:place]) for place in range(LOADERS)]
        with ThreadPoolExecutor(LOADERS) as pool:
            list(pool.map(store, starts, shares))
        self.stored += submitted + 2 * each
        rate = (submitted + 2 * each) / (time.monotonic() - began)
        self.console.print(f"库存 stored: {self.stored:,} teams ({rate:,.0f}/s)")
        if not readings.wait_for_database(
            self.stack
        ):  # a contest's database has long written out what was stored before
            self.console.print(
                "数据库仍在写入，数据偏低 · the database is still writing: rates are too low", style="yellow"
            )

    def _measure(self, kind: str, action: Callable[[User, int], Any]) -> Round:
        """Make WARM calls as each user, then `calls` in all, as fast as they are answered."""
        warm = WARM * len(self.users)
        self._run(Samples(), kind, action, range(warm))
        readings.settle(self.stack)  # or the events of what came before would slow this
        samples, began = Samples(), time.monotonic()
        self._run(samples, kind, action, range(warm, warm + self.calls))
        samples.took = time.monotonic() - began
        readings.settle(self.stack)
        p50, p99 = (percentile(samples.seconds[kind], part) * 1000 for part in (0.5, 0.99))
        return Round(self.stored, samples.rate(kind), p50, p99)

    def _run(self, samples: Samples, kind: str, action: Callable[[User, int], Any], places: range) -> None:
        def call(place: int) -> None:
            user = self.users[place % len(self.users)]
            samples.timed(kind, lambda: action(user, place))

        with ThreadPoolExecutor(len(self.users)) as pool:
            list(pool.map(call, places))


def registration(
    sizes: Annotated[
        list[int] | None,
        typer.Argument(min=500, max=1_000_000, help="库存团队数 · stored teams [default: 1000 10000 100000]"),
    ] = None,
    calls: int = typer.Option(400, min=50, max=10_000, help="每轮每种调用的次数 · calls of each kind in a round"),
    users: int = typer.Option(8, min=1, max=64, help="并发用户数 · users at once"),
) -> None:
    """在各存量规模下测量每秒报名、自动保存、提交、再次提交的次数及p99。

    每一规模测量三轮，取中位数；同一规模各轮之差视为波动。

    Measure registrations, autosaves, submits and resubmissions a second, and p99, at each number of stored teams.

    Each size is measured in three rounds, and its figure is their median; how much the rounds of one size differ is noise.
    Exits 1 if a rate or a p99 is worse than at the first size by more than that noise; noise is at least 1.25 (rate) or
    1.5 (p99) times, and at most 1.6 or 2.5 times.
    """
    console = Console()
    steps = sorted(sizes or SIZES)
    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 33, 1)
    try:
        with bench_stack() as (stack, clock), browserless(users * 2) as http:
            console.print(f"{stack.url} · 数据库 database server: {stack.database_name} · {users} users, {calls} calls")
            people = open_division(stack, plan, clock, Tally(), users, http)
            bench = Bench(console, stack, plan, people[:-1], calls)
            for size in steps:
                bench.at(size)
            dead = readings.dead(stack)
    except DemoError as error:
        console.print(f"[red]✗ {error}[/red]")
        raise typer.Exit(1) from error
    _show(console, bench.readings)
    problems = worse(bench.readings) + ([f"死信 dead events: {dead}"] if dead else [])
    for problem in problems:
        console.print(f"[red]✗ {problem}[/red]")
    if problems:
        raise typer.Exit(1)
    console.print("✓ 随库存增长平稳 flat within noise")


def _show(console: Console, measured: list[Reading]) -> None:
    """Print all readings, each beside its ratio to the first size and the limit of that ratio."""
    heads = ("库存 stored", "每秒 /s", "比首次 ratio", "p50 ms", "p99 ms", "比首次 ratio")
    table = Table("", *heads, title="各库存规模下 at each number of stored teams")
    for kind in KINDS:
        of_kind = [reading for reading in measured if reading.kind == kind]
        for reading in of_kind:
            rate, p99 = scales(of_kind, reading)
            cells = (
                reading.stored,
                f"{reading.rate:.1f}",
                f"{reading.rate / rate.first:.2f} (≥ {1 / rate.factor:.2f})",
                f"{reading.p50:.1f}",
                f"{reading.p99:.1f}",
                f"{reading.p99 / p99.first:.2f} (≤ {p99.factor:.2f})",
            )
            table.add_row(kind, *cells)
    console.print(table)

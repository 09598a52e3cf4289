"""`./dasai bench affiliation`: how long does the check of rule B8 take on a large register of relations?"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from chassis.mongo.connection import connect
from chassis.settings import Settings
from cli.stack.environment import MONGODB_URL, ExternalServers
from cli.stack.isolation import isolated_workspace
from cli.stack.parts import Parts
from cli.synthetic import PLACE, uscc
from services.registration.affiliations.model import BARRING, RelationKind, way_between
from services.registration.affiliations.store import AffiliationsDocument, above, below, uppers

from .figures import percentile

# A group of companies is a tree below its root. Relations beyond one an organisation are second holders within the group, or
# stakes in other groups. Drawn at random, not surveyed: docs/adr/0006-affiliation.md.
GROUP = 1_000
SECOND_HOLDERS = 0.2
KINDS = tuple(kind for kind in RelationKind if kind in BARRING)
RECHECKS = 50
DEEP = 8
BATCH = 2_000
LIMIT_MS = 50.0


@dataclass
class Register:
    """Relations between `organisations` organisations, drawn from a seed."""

    organisations: int
    relations: int
    seed: int = 1
    depths: list[int] = field(default_factory=list)

    def code(self, number: int) -> str:
        """Return the code of an organisation."""
        return uscc("91", PLACE, number)

    def documents(self) -> Iterator[dict[str, Any]]:
        """Yield each organisation's document, roots included."""
        chance = random.Random(self.seed)  # noqa: S311 - a benchmark's data
        more = max(self.relations / self.organisations - 1, 0)
        for number in range(self.organisations):
            root = number - number % GROUP
            above: list[tuple[int, RelationKind]] = []
            depth = 0
            if number != root:
                holder = chance.randrange(root, number)
                above.append((holder, chance.choice(KINDS)))
                depth = self.depths[holder] + 1
                if chance.random() < more:
                    second = chance.random() < SECOND_HOLDERS
                    other = chance.randrange(root, number) if second else chance.randrange(self.organisations)
                    above.append((other, RelationKind.HELD if second else RelationKind.MINORITY))
            self.depths.append(depth)
            state = {"uppers": [{"uscc": self.code(upper), "kind": str(kind)} for upper, kind in above]}
            yield {"_id": self.code(number), "version": 1, "state": state, "outbox": [], "applied": [], "outcomes": []}


@contextmanager
def database() -> Iterator[str]:
    """Connect to a private database server, or to the one that the environment names; answers its name.

    Nothing is left of what is stored: a private one lies on a folder that is deleted, in the other a run's databases are dropped.
    """
    with (
        tempfile.TemporaryDirectory(prefix="dasai-bench-", ignore_cleanup_errors=True) as folder,
        isolated_workspace(ExternalServers(mongodb_url=os.environ.get(MONGODB_URL))) as space,
        Parts(Path(folder), amqp_url="amqp://not-used", mongodb_url=space.mongodb_url) as parts,
    ):
        config = Settings(mongodb_url=parts.mongodb_url, database_prefix=space.database_prefix)
        client = connect(config, "registration")
        yield parts.database_name
        client.close()


def affiliation(
    organisations: int = typer.Option(100_000, min=2_000, max=5_000_000, help="组织数 · organisations"),
    relations: int = typer.Option(150_000, min=2_000, max=10_000_000, help="关系数 · relations"),
    checks: int = typer.Option(1_000, min=30, max=100_000, help="核查次数 · checks"),
) -> None:
    """载入机构关联库，核查团队与主办方的关联，输出各百分位；有一项p99达到50毫秒即以1退出。

    Load a register, check teams against organisers, print percentiles; exits 1 if a p99 reaches 50 ms.
    """
    console = Console()
    register = Register(organisations, relations)
    with database() as name:
        console.print(
            f"数据库 database server: {name} · {organisations:,} organisations, about {relations:,} relations"
        )
        began = time.monotonic()
        _load(register)
        seconds = time.monotonic() - began
        console.print(f"载入 loaded in {seconds:.0f} s, {organisations / seconds:,.0f} documents/s")
        worst = 0.0
        for title, cases in _cases(register, checks // 3).items():
            times, refused = _measure(cases)
            p99 = percentile(times, 0.99) * 1000
            worst = max(worst, p99)
            console.print(
                f"{title}: {len(times)} checks, {refused} refused, p50 {percentile(times, 0.5) * 1000:.1f} ms, "
                f"p99 {p99:.1f} ms, max {max(times) * 1000:.1f} ms"
            )
        console.print(_rechecked(register))
    if worst >= LIMIT_MS:
        console.print(f"[red]✗ p99 不低于 {LIMIT_MS:.0f} 毫秒 p99 is not under {LIMIT_MS:.0f} ms[/red]")
        raise typer.Exit(1)


def _load(register: Register) -> None:
    AffiliationsDocument.ensure_indexes()  # as the server does at its start
    collection = AffiliationsDocument._get_collection()
    batch: list[dict[str, Any]] = []
    for document in register.documents():
        batch.append(document)
        if len(batch) == BATCH:
            collection.insert_many(batch, ordered=False)
            batch = []
    if batch:
        collection.insert_many(batch, ordered=False)


def _cases(register: Register, count: int) -> dict[str, list[tuple[list[str], list[str]]]]:
    """Return participants and organisers to check: deep below an organiser, in other groups, and in no register."""
    chance = random.Random(register.seed + 1)  # noqa: S311 - a benchmark's data
    deep = [number for number, depth in enumerate(register.depths) if depth >= DEEP]
    deepest = max(register.depths)
    below = [chance.choice(deep) for _ in range(count)]
    apart = [(chance.choice(deep), chance.choice(deep)) for _ in range(count)]
    code = register.code
    return {
        f"在组织单位之下 {DEEP} 至 {deepest} 级 below an organiser": [
            ([code(n)], [code(n - n % GROUP)]) for n in below
        ],
        "同为深层、分属不同集团 deep in other groups": [
            ([code(team)], [code(host)]) for team, host in apart if team // GROUP != host // GROUP
        ],
        "未登记关系的单位 in no register": [
            ([code(register.organisations + place)], [code(n - n % GROUP)]) for place, n in enumerate(below)
        ],
    }


def _rechecked(register: Register) -> str:
    """Return a line on how many are checked again if an organisation's relations change, and how long finding them takes."""
    chance = random.Random(register.seed + 2)  # noqa: S311 - a benchmark's data
    times, reached = [], []
    for _ in range(RECHECKS):
        changed = frozenset({register.code(chance.randrange(register.organisations))})
        began = time.perf_counter()
        reached.append(len(below(changed) | above(changed)))
        times.append(time.perf_counter() - began)
    return (
        f"关系变动后须重新核查的单位 checked again after a change: {RECHECKS} changes, p50 {percentile(reached, 0.5):.0f}, "
        f"max {max(reached)} organisations, p50 {percentile(times, 0.5) * 1000:.1f} ms, max {max(times) * 1000:.1f} ms"
    )


def _measure(cases: list[tuple[list[str], list[str]]]) -> tuple[list[float], int]:
    times, refused = [], 0
    for participants, organisers in cases:
        began = time.perf_counter()
        way = way_between(participants, organisers, uppers)
        times.append(time.perf_counter() - began)
        refused += way is not None
    return times, refused

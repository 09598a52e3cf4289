"""`./dasai bench accounts`: do searches and lists of accounts become slower as more accounts are stored?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import typer
from rich.console import Console

from chassis.actor import Grant, Role
from chassis.mongo.codec import to_state
from chassis.mongo.lists import Asked
from services.accounts.accounts.checks import administered
from services.accounts.accounts.model import Account
from services.accounts.accounts.store import AccountDocument, MarksDocument, list_accounts, mark_list

from .affiliation import database
from .figures import percentile

SIZES = (2_000, 20_000)
BATCH = 500
WARM = 3
# accounts of the division whose host lists them; as many at each size
OWN, DIVISION = 60, "110000"
# how many times slower the median call may be with ten times as many accounts: the slowest ones show the machine's other work
LIMIT = 2.5
SECRETARIAT = (Grant(Role.SECRETARIAT),)
HOST = (Grant(Role.HOST, DIVISION),)


@dataclass(frozen=True)
class Call:
    """A kind of call."""

    kind: str
    call: Callable[[int], int]


def _name(number: int) -> str:
    """Return a made-up name of three characters: one of 400 family names, one of 3,000 given names."""
    return chr(0x4E00 + number % 400) + chr(0x5200 + number * 31 % 1_000) + "甲乙丙"[number % 3]


def _accounts(first: int, count: int) -> Iterator[dict[str, Any]]:
    """Yield participants' accounts with names as people have, and from the first on those of a division's staff."""
    for number in range(first, first + count):
        grant = Grant(Role.EXPERT, DIVISION) if number < OWN else Grant(Role.PARTICIPANT)
        account = Account(id=f"{number:032x}", login=f"user-{number:07d}", grants=(grant,), name=_name(number))
        account.list_anew()
        state = to_state(account)
        yield {"_id": account.id, "version": 1, "state": state, "outbox": [], "applied": [], "outcomes": []}


def _page(text: str, token: str, grants: tuple[Grant, ...] = SECRETARIAT) -> tuple[list[Account], str]:
    page = list_accounts(administered(grants), text, Asked(token))
    return page.aggregates, page.next_token


def _calls() -> tuple[Call, ...]:
    def search(text: str, grants: tuple[Grant, ...] = SECRETARIAT) -> int:
        return len(_page(text, "", grants)[0])

    def page_after(number: int) -> int:
        return len(_page("", f"n{number:032x}")[0])

    return (
        Call("按姓名查找 search by name", lambda number: search(_name(number))),
        Call("按登录名查找 search by login name", lambda number: search(f"user-{number:07d}"[:11])),
        Call("主办方列表 a host's list", lambda _: search("", HOST)),
        Call("全部账号首页 first page of all", lambda _: search("")),
        Call("全部账号中的一页 a later page of all", page_after),
    )


# the embedded server reads the whole list for it; no other time must grow
UNMARKED = Call("未分段时的首页 first page of all, list not marked", lambda _: len(_page("", "")[0]))


def accounts(
    calls: int = typer.Option(100, min=20, max=10_000, help="每种调用次数 · calls of each kind"),
) -> None:
    """载入2000和20000个账号，测量查找与列表；有一项中位数在20000个账号时慢于2.5倍即以1退出。

    Store 2,000, then 20,000 accounts, time searches and lists; exits 1 if a median is more than 2.5 times as long at 20,000.
    """
    console = Console()
    times: dict[str, list[float]] = {}
    with database() as name:
        console.print(f"数据库 database server: {name}")
        AccountDocument.ensure_indexes()
        stored = 0
        for size in SIZES:
            _load(stored, size - stored)
            stored = size
            console.print(f"{size:,} 个账号 accounts")
            MarksDocument.collection().delete_many({})
            for each in (UNMARKED, *_calls()):
                taken = _measure(each, WARM if each is UNMARKED else calls, size)
                p50, p99 = (percentile(taken, part) * 1000 for part in (0.5, 0.99))
                times.setdefault(each.kind, []).append(p50)
                console.print(f"  {each.kind}: p50 {p50:.1f} ms, p99 {p99:.1f} ms")
                if each is UNMARKED:
                    _mark(console)
    slower = [each.kind for each in _calls() if times[each.kind][1] > LIMIT * times[each.kind][0]]
    if slower:
        console.print(f"[red]✗ 随账号数变慢 slower with more accounts: {', '.join(slower)}[/red]")
        raise typer.Exit(1)


def _mark(console: Console) -> None:
    """Mark the list as the worker does by its timer, and say how long it took."""
    began = time.perf_counter()
    mark_list()
    console.print(f"  分段 marking the list: {(time.perf_counter() - began) * 1000:.0f} ms")


def _load(first: int, count: int) -> None:
    batch: list[dict[str, Any]] = []
    for document in _accounts(first, count):
        batch.append(document)
        if len(batch) == BATCH:
            AccountDocument.collection().insert_many(batch, ordered=False)
            batch = []
    if batch:
        AccountDocument.collection().insert_many(batch, ordered=False)


def _measure(each: Call, calls: int, size: int) -> list[float]:
    """Return how long each call took, seconds; it asks for accounts spread over all that are stored."""
    taken = []
    for place in range(-WARM, calls):
        number = (place * 7919) % size
        began = time.perf_counter()
        each.call(number)
        if place >= 0:
            taken.append(time.perf_counter() - began)
    return taken

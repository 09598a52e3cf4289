"""A contest to try by hand: divisions that are open, and a participant whose team is nearly ready to submit."""

from __future__ import annotations

import json
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from chassis.edition import Edition
from chassis.kernel.clock import BEIJING, FileClock
from cli.stack.local import LocalStack
from cli.stack.program import StackProblem
from cli.stack.rehearsal import is_fresh
from cli.synthetic import Piece

from .client import User
from .progress import ConsoleProgress
from .stages import Demo
from .stages.divisions import divisions
from .world import Plan

PARTICIPANT = "participant"
# synthetic teams without co-organisations: the one that is registered, and the one that is left to be
_REGISTERED, _LEFT = 1, 2


def folder_of(data: Path) -> Path:
    """Where what a rehearsal hands out lies: accounts, a team to register, a file to upload."""
    return data / "rehearsal"


def is_ready(data: Path) -> bool:
    """Whether `prepare` came to its end on this data folder."""
    return (folder_of(data) / "participant.json").exists()


def require(data: Path, edition: Edition, at: datetime | None, *, whole: bool) -> None:
    """Raise StackProblem where `prepare` could not come to its end: it needs every process, and a folder on which nothing ran."""
    if not whole:
        raise StackProblem(
            "--rehearse 需要全部进程，请去掉 --process", "--rehearse needs every process: leave out --process"
        )
    if not is_fresh(data):
        raise StackProblem(
            f"--rehearse 只能用于新的数据目录，{data} 已使用过；用 --data 指定另一个目录",
            f"--rehearse is for a fresh data folder, and {data} was used: name another with --data",
        )
    opens = _plan(edition).opens
    if at is not None and at.replace(tzinfo=BEIJING) < opens:
        raise StackProblem(
            f"演练中分赛于 {opens:%Y-%m-%dT%H:%M} 开放，--at 不能更早",
            f"divisions of a rehearsal open at {opens:%Y-%m-%dT%H:%M}: --at can't be earlier",
        )


def prepare(stack: LocalStack, clock: FileClock, edition: Edition, at: datetime | None = None) -> None:
    """All divisions apply, publish and open; a team registers and writes all but its last section and document.

    Everything goes through the gateway, as people do it, on a stack on which nothing happened yet. At the end contest time is
    `at`, else a minute after registration opened.
    """
    demo = Demo(stack.url, stack.accounts, _plan(edition), clock, ConsoleProgress(Console(stderr=True)))
    try:
        divisions(demo)
        password = secrets.token_urlsafe(15)
        left = _enter(demo, User(demo.url, demo.tally, http=demo._http).sign_up(PARTICIPANT, password))
    finally:
        demo.close()
    if at is not None:
        demo.move_to(at.replace(tzinfo=BEIJING))
    folder = folder_of(stack.data)
    folder.mkdir(mode=0o700)
    _write(folder / left.file_name, left.content)
    _write(folder / "hosts.json", _json(demo.passwords))
    _write(folder / "team.json", _json(_body(demo.plan, _LEFT)))
    # last: from here it is ready
    _write(folder / "participant.json", _json({"login": PARTICIPANT, "password": password}))


def _plan(edition: Edition) -> Plan:
    return Plan(edition, teams=1, seed=1)


def _enter(demo: Demo, user: User) -> Piece:
    body = _body(demo.plan, _REGISTERED)
    team = user.post("/api/v1/teams", body)
    address = f"/api/v1/teams/{team['facts']['team_id']}"
    *written, _ = demo.plan.synthetic.project(_REGISTERED, body["topic_id"]).sections
    sections = [{"id": name, "text": text} for name, text in written]
    user.put(f"{address}/declaration", {"draft_revision": team["draft_revision"], "sections": sections})
    *given, left = demo.plan.synthetic.evidence(_REGISTERED, body["lead"]["uscc"])
    for piece in given:
        user.upload(team["facts"]["team_id"], piece)
    return left


def _body(plan: Plan, index: int) -> dict[str, Any]:
    topic = plan.edition.track(plan.tracks_of(0)[0]).open_topics[0].id
    return plan.synthetic.registration(index, plan.divisions[0], topic, people=2)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _write(path: Path, content: bytes) -> None:
    """For its owner alone: passwords are in some of them."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)

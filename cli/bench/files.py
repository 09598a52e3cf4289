"""`./dasai bench files`: through which files of the project does registering a team run, in gateway and registration?"""

from __future__ import annotations

import os
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import typer
from dasai_client import Refused
from rich.console import Console
from rich.table import Table

from chassis.edition import load_edition
from cli import demo
from cli.demo.client import Tally, User, browserless
from cli.demo.world import Plan
from cli.stack import state
from cli.stack.local import LocalStack
from cli.stack.program import ROOT, wait_until
from cli.stack.throwaway import throwaway_stack

from .load import open_division
from .stack import PROCESSES

RECORDING = Path(__file__).parent / "recording"
TRACED = ("gateway", "registration-server")
OWN = ("gateway/", "services/", "inspection/")
# under every call, and counted apart, as is what a call of another service runs through too
UNDER_EVERY_CALL = "chassis/"


def files() -> None:
    """统计注册一个团队的请求经过项目的哪些源文件。

    Count the project's files whose functions run while one team is registered (POST /teams), in gateway and registration.
    """
    with tempfile.TemporaryDirectory(prefix="dasai-files-") as folder:
        env = {**demo.CHEAP_HASHES, "PYTHONPATH": str(RECORDING), "RECORDED_FILES_FOLDER": folder}
        with throwaway_stack(env, probe=True, processes=PROCESSES) as (stack, clock), browserless() as http:
            plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 33, 1)
            user = open_division(stack, plan, clock, Tally(), 1, http)[0]
            topic = plan.edition.track(plan.tracks_of(0)[0]).open_topics[0].id
            bodies = [plan.synthetic.registration(index, plan.divisions[0], topic) for index in range(2)]
            # what is loaded once, at the first call, is no part of a call
            _appeal(user)
            user.api.register_team(bodies[0])
            with _recorded(stack, Path(folder)) as any_call:
                _appeal(user)
            with _recorded(stack, Path(folder)) as names:
                user.api.register_team(bodies[1])
    _show(names, any_call)


def _appeal(user: User) -> None:
    """Appeal in no case: a signed-in call with a body to another service, which runs through what is under every call."""
    try:
        user.api.appeal_case("none", {"reason": "-"})
    except Refused as refused:
        if refused.status != HTTPStatus.NOT_FOUND:
            raise


@contextmanager
def _recorded(stack: LocalStack, folder: Path) -> Iterator[set[str]]:
    """Collect in a set the files that run meanwhile."""
    names: set[str] = set()
    _signal(stack, signal.SIGUSR1)
    yield names
    _signal(stack, signal.SIGUSR2)
    wait_until(lambda: len(list(folder.glob("*.files"))) == len(TRACED), 30, every=0.1)
    for path in folder.glob("*.files"):
        names.update(path.read_text().splitlines())
        path.unlink()


def _signal(stack: LocalStack, number: signal.Signals) -> None:
    running = state.read(stack.data)
    if running is None:
        raise typer.Exit(1)
    for process in running.processes:
        if process.name in TRACED and process.identity is not None:
            os.kill(process.identity.pid, number)


def _show(names: set[str], any_call: set[str]) -> None:
    project = {name for name in names if name.startswith((*OWN, UNDER_EVERY_CALL))}
    shared = {name for name in project if name in any_call or name.startswith(UNDER_EVERY_CALL)}
    own = sorted(project - shared)
    by_folder = Counter(str(Path(name).parent) for name in own)
    table = Table("目录 folder", "文件 files")
    for folder, count in sorted(by_folder.items()):
        table.add_row(
            folder, ", ".join(Path(name).name for name in own if str(Path(name).parent) == folder) + f" ({count})"
        )
    console = Console()
    console.print(table)
    console.print(
        f"POST /teams：{len(own)}个文件，{len(by_folder)}个目录；另有每次调用都经过的{len(shared)}个文件 · "
        f"{len(own)} files in {len(by_folder)} folders, and {len(shared)} which are under every call"
    )
    console.print(", ".join(sorted(shared)))

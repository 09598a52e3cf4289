"""`./dasai bench files`: through which files of the project does registering a team run, in gateway and registration?"""

from __future__ import annotations

import os
import signal
import tempfile
from collections import Counter
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from chassis.edition import load_edition
from cli import demo
from cli.demo.client import Tally, browserless
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
# its files are under every call, and counted apart
UNDER_EVERY_CALL = "chassis"


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
            user.post("/api/v1/teams", bodies[0])  # what is loaded once, at the first call, is no part of a call
            _signal(stack, signal.SIGUSR1)
            user.post("/api/v1/teams", bodies[1])
            _signal(stack, signal.SIGUSR2)
            written = Path(folder)
            wait_until(lambda: len(list(written.glob("*.files"))) == len(TRACED), 30, every=0.1)
            names = {line for path in written.glob("*.files") for line in path.read_text().splitlines()}
    _show(names)


def _signal(stack: LocalStack, number: signal.Signals) -> None:
    running = state.read(stack.data)
    if running is None:
        raise typer.Exit(1)
    for process in running.processes:
        if process.name in TRACED and process.identity is not None:
            os.kill(process.identity.pid, number)


def _show(names: set[str]) -> None:
    own = sorted(name for name in names if name.startswith(OWN))
    under = sum(name.startswith(f"{UNDER_EVERY_CALL}/") for name in names)
    by_folder = Counter(str(Path(name).parent) for name in own)
    table = Table("目录 folder", "文件 files")
    for folder, count in sorted(by_folder.items()):
        table.add_row(
            folder, ", ".join(Path(name).name for name in own if str(Path(name).parent) == folder) + f" ({count})"
        )
    console = Console()
    console.print(table)
    console.print(
        f"POST /teams：{len(own)}个文件，{len(by_folder)}个目录；另有{UNDER_EVERY_CALL}中每次调用都经过的{under}个文件 · "
        f"{len(own)} files in {len(by_folder)} folders, and {under} of {UNDER_EVERY_CALL}, which are under every call"
    )

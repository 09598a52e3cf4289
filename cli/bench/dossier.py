"""`./dasai bench download`: how fast a division's dossier is made and fetched, and in how much memory (rule K3)."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass

import httpx
import psutil
import typer
from dasai_client import models
from rich.console import Console

from chassis.edition import load_edition
from cli.demo.client import Tally, User, browserless
from cli.demo.stages import DemoError
from cli.demo.world import Plan, later
from cli.stack import state
from cli.stack.local import LocalStack
from cli.stack.program import ROOT

from .load import open_division
from .stack import bench_stack

LOADERS = 2
LOOK_EVERY = 0.05  # seconds between two looks at the maker's memory
WITHIN = 3600.0  # seconds in which it must be ready
MIB = 1024 * 1024
# the maker may take this much, MiB, whatever the division's size: interpreter, libraries and edition, and a few pieces
MEMORY_LIMIT = 400
_MAKER = "services.registration.dossiers.commands.making"


@dataclass
class Made:
    """A dossier that is ready, how long it took in seconds, and the most memory that its maker had, bytes."""

    dossier: models.Dossier
    seconds: float
    memory: int


def _load(stack: LocalStack, plan: Plan, account_id: str, first: int, count: int, padding: int) -> None:
    """Store teams that submitted, with their files."""
    words = ["--first", str(first), "--count", str(count), "--seed", str(plan.seed), "--padding", str(padding)]
    words += ["--division", plan.divisions[0], "--at", later(plan.opens, minutes=1).isoformat()]
    subprocess.run(
        [
            sys.executable,
            "-c",
            "from cli.bench import stored; stored.main()",
            *words,
            "--improved",
            "--accounts",
            account_id,
        ],
        env=stack.env_for("registration-server"),
        cwd=ROOT,
        check=True,
    )


def _make(stack: LocalStack, host: User, code: str) -> Made:
    """Ask for a dossier and watch its maker until it is ready; raise DemoError if it fails."""
    began = time.monotonic()
    dossier = host.api.request_dossier(code)
    memory = 0
    while dossier["state"] in ("waiting", "running"):
        if time.monotonic() - began > WITHIN:
            raise DemoError("the dossier does not become ready")
        end = time.monotonic() + 1
        while time.monotonic() < end:
            memory = max(memory, _makers_peak(stack))
            time.sleep(LOOK_EVERY)
        dossier = host.api.get_dossier(dossier["dossier_id"])
    if dossier["state"] != "ready":
        raise DemoError(f"the dossier {dossier['state']}: {dossier['failure_en']}")
    return Made(dossier, time.monotonic() - began, memory)


def _makers_peak(stack: LocalStack) -> int:
    """Return the most memory that the process had so far that makes a dossier, bytes; 0 if there is none."""
    running = state.read(stack.data)
    workers = [each.identity for each in running.processes if each.name == "registration-worker"] if running else []
    try:
        for identity in workers:
            for child in psutil.Process(identity.pid).children() if identity else ():
                if _MAKER in child.cmdline():
                    with open(f"/proc/{child.pid}/status", encoding="ascii") as status:
                        peak = next((line for line in status if line.startswith("VmHWM:")), "VmHWM: 0 kB")
                    return int(peak.split()[1]) * 1024
    except (psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError):
        return 0
    return 0


def _fetch(host: User, dossier: models.Dossier) -> float:
    """Fetch the file and forget it; return the seconds. Raise DemoError if it is not whole."""
    began, size = time.monotonic(), 0
    headers = {"Authorization": f"Bearer {host.token}"}
    address = f"{host.base_url}/api/v1/dossiers/{dossier['dossier_id']}/file"
    with httpx.stream("GET", address, headers=headers, timeout=60) as answer:
        for piece in answer.iter_raw(MIB):
            size += len(piece)
    if size != dossier["size_bytes"]:
        raise DemoError(f"{size} bytes came of {dossier['size_bytes']}")
    return time.monotonic() - began


def dossier(
    teams: int = typer.Option(500, min=10, max=20_000, help="提交作品的团队数 · teams that submitted"),
    kib: int = typer.Option(256, min=0, max=100_000, help="每个文件的大小，KiB · size of each file, KiB"),
) -> None:
    """为一个分赛生成并下载申报材料包，输出速度和生成进程的内存峰值；内存超过400 MiB即以1退出。

    Make a division's dossier and fetch it: MB/s of both, and the maker's peak memory; exits 1 if that passes 400 MiB.
    """
    console = Console()
    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 33, 1)
    code = plan.divisions[0]
    try:
        with bench_stack() as (stack, clock), browserless(4) as http:
            console.print(
                f"{stack.url} · 数据库 database server: {stack.database_name} · {teams} teams, {kib} KiB a file"
            )
            somebody = open_division(stack, plan, clock, Tally(), 1, http)[0]
            shares = [teams * (place + 1) // LOADERS - teams * place // LOADERS for place in range(LOADERS)]
            for place, share in enumerate(shares):
                _load(stack, plan, somebody.account_id, sum(shares[:place]), share, kib * 1024)
            clock.move_to(later(plan.submission_closes, minutes=20))
            host = User(stack.url, Tally(), http=http).sign_in_first("secretariat", stack.accounts["secretariat"])
            made = _make(stack, host, code)
            seconds = _fetch(host, made.dossier)
    except DemoError as error:
        console.print(f"[red]✗ {error}[/red]")
        raise typer.Exit(1) from error
    size, progress = made.dossier["size_bytes"] / 1e6, made.dossier["progress"]
    console.print(
        f"材料包 dossier: {progress['teams_done']} teams, {progress['files_done']} files, {size:,.0f} MB\n"
        f"生成 made: {made.seconds:.1f} s, {size / made.seconds:.1f} MB/s；内存峰值 peak memory of its process "
        f"{made.memory / MIB:.0f} MiB\n"
        f"下载 fetched: {seconds:.1f} s, {size / seconds:.1f} MB/s"
    )
    if not 0 < made.memory < MEMORY_LIMIT * MIB:
        console.print(f"[red]✗ 内存 memory: not below {MEMORY_LIMIT} MiB[/red]")
        raise typer.Exit(1)

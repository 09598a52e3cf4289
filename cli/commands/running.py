"""`./dasai up`, `down`, `status` and `logs`."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from cli.stack import logs as log_files
from cli.stack import state
from cli.stack.local import LocalStack
from cli.stack.orphans import mend
from cli.stack.ports import listens
from cli.stack.processes import health
from cli.stack.program import Identity, StackProblem, wait_until
from cli.stack.running import DEFAULT_DATA
from cli.stack.state import ProcessState, StackState

Data = Annotated[Path, typer.Option("--data", help="数据目录 · the data folder")]


class _Stop(BaseException):
    """Somebody asked us to stop."""


def up(
    port_base: Annotated[int, typer.Option(help="起始端口，网关用它 · first port, the gateway's")] = 8080,
    data: Data = DEFAULT_DATA,
    yes: Annotated[
        bool, typer.Option("--yes", help="缺少的软件包直接安装 · install what is missing without asking")
    ] = False,
    process: Annotated[
        list[str] | None, typer.Option(help="只启动这些进程（可重复） · only these processes (may be repeated)")
    ] = None,
) -> None:
    """Start everything, or only the processes named, and keep it running until Ctrl-C; data stays for the next time."""
    from cli.stack import prerequisites

    if not os.environ.get("DASAI_AMQP_URL"):
        prerequisites.ensure(prerequisites.FOR_UP, yes=yes)
    _stop_on_signals()
    try:
        with LocalStack(data, port_base=port_base, processes=tuple(process) if process else None, tell=_tell) as stack:
            _welcome(stack)
            threading.Event().wait()
    except _Stop:
        _tell("已停止；数据保留在 " + str(data), f"stopped; the data stays in {data}")


def down(data: Data = DEFAULT_DATA) -> None:
    """Stop the stack of this data folder, wherever it was started; also what a killed one left running."""
    found = state.read(data)
    if found is None:
        _tell("没有在运行", "nothing runs")
        return
    if not found.running:
        with state.lock(data):
            count = mend(data)
        _tell(
            f"上次异常退出，已结束遗留的 {count} 个进程",
            f"the last run was killed; ended {count} processes that it left",
        )
        return
    found.supervisor.signal(signal.SIGTERM)
    if not wait_until(lambda: not found.running, 180, every=0.1):
        raise StackProblem(
            f"进程 {found.supervisor.pid} 三分钟内未停止",
            f"process {found.supervisor.pid} did not stop within three minutes",
        )
    _tell("已停止", "stopped")


def status(data: Data = DEFAULT_DATA) -> None:
    """How each process is; exits 0 only where all are well."""
    found = state.read(data)
    if found is None:
        _tell("没有在运行", "nothing runs")
        raise typer.Exit(1)
    if not found.running:
        _tell("上次异常退出，请执行 ./dasai up 或 ./dasai down", "the last run was killed: ./dasai up, or ./dasai down")
        raise typer.Exit(1)
    with ThreadPoolExecutor(20) as pool:
        words = list(pool.map(lambda process: _how(process, found), found.processes))
    print(f"{found.urls.get('gateway', '')}  {'  '.join(found.parts.values())}  {data}")
    print(f"{'进程 process':<22}{'pid':>9}{'MiB':>8}{'重启 restarts':>13}{'运行 up':>12}  状态 state")
    for process, word in zip(found.processes, words, strict=True):
        pid = process.identity.pid if process.identity else 0
        age = _duration(time.time() - process.since) if pid else "-"
        memory = f"{_resident(pid):.0f}" if pid else "-"
        print(f"{process.name:<24}{pid or '-':>9}{memory:>8}{process.restarts:>13}{age:>13}  {word}")
    if any(word != "ok" for word in words):
        raise typer.Exit(1)


def logs(
    process: Annotated[str, typer.Argument(help="进程名或其开头 · a process, or how its name begins")] = "",
    follow: Annotated[bool, typer.Option("-f", "--follow", help="持续显示 · go on showing")] = False,
    lines: Annotated[int, typer.Option("-n", "--lines", min=0, help="最后几行 · how many last lines")] = 50,
    data: Data = DEFAULT_DATA,
) -> None:
    """Show the last lines of one process's log, or of each; they stay when everything is stopped."""
    folder = data / "logs"
    paths = sorted(path for path in folder.glob("*.log") if path.stem.startswith(process))
    if not paths:
        known = ", ".join(sorted(path.stem for path in folder.glob("*.log"))) or "-"
        raise StackProblem(f"没有 {process} 的日志（{known}）", f"no log of {process} ({known})")
    several = len(paths) > 1

    def show(path: Path, line: str) -> None:
        print(f"{path.stem}  {line}" if several else line)

    for path in paths:
        for line in log_files.tail(path, lines):
            show(path, line)
    if follow:
        try:
            for path, line in log_files.follow(paths):
                show(path, line)
        except KeyboardInterrupt:
            return


def _stop_on_signals() -> None:
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if not stopping.is_set():  # once: what stops is not to be stopped in its work
            stopping.set()
            raise _Stop

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def _welcome(stack: LocalStack) -> None:
    _tell("已就绪", "ready")
    print(f"\n    {stack.url}\n")
    accounts = stack.data / "secrets" / "all" / "dasai_bootstrap_accounts"
    if stack.accounts_are_new:
        print("    首批账号（只显示这一次，保存在下面的文件中） · first accounts (shown once, kept in the file below)")
        for login, password in stack.accounts.items():
            print(f"    {login:<14}{password}")
    else:
        print("    账号 · accounts:")
    print(f"    {accounts}\n")
    for what, path in (("数据 · data", stack.data), ("日志 · logs", stack.data / "logs")):
        print(f"    {what}: {path}")
    print("    Ctrl-C 停止 · stops\n", flush=True)


def _how(process: ProcessState, found: StackState) -> str:
    if process.identity is None or not process.identity.alive:
        return "down"
    metrics = found.ports.get(f"metrics:{process.name}")
    if metrics is not None:
        return health(metrics)() or "ok"
    port = found.ports["amqp" if process.name == "broker" else "mongodb"]
    return "ok" if listens(port) else "does not listen"


def _resident(pid: int) -> float:
    if Identity.of(pid) is None:
        return 0.0
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


def _tell(zh: str, en: str) -> None:
    print(f"{zh} · {en}", file=sys.stderr, flush=True)

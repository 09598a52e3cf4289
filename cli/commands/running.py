"""`./dasai up`, `down`, `status` and `logs`."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from chassis.edition import Edition, EditionError, load_edition
from chassis.kernel.clock import BEIJING, FileClock, moment_en, moment_zh
from cli.stack import logs as log_files
from cli.stack import state
from cli.stack.deployment import DataOption, folder_of
from cli.stack.environment import ExternalServers, read_environment
from cli.stack.hints import DEFAULT_PORT_BASE, command_line
from cli.stack.local import LocalStack
from cli.stack.orphans import mend
from cli.stack.ports import listens
from cli.stack.processes import health
from cli.stack.program import ROOT, Identity, StackProblem, wait_until
from cli.stack.rehearsal import clock_of, set_clock
from cli.stack.replicas import Replicas
from cli.stack.signals import stopping_once
from cli.stack.state import ProcessState, StackState
from cli.stack.workspace import Workspace


def up(
    port_base: Annotated[int, typer.Option(help="起始端口，网关用它 · first port, the gateway's")] = DEFAULT_PORT_BASE,
    data: DataOption = None,
    process: Annotated[
        list[str] | None, typer.Option(help="只启动这些进程（可重复） · only these processes (may be repeated)")
    ] = None,
    replicas: Annotated[
        str | None,
        typer.Option(
            metavar="<N|NAME=N,...>",
            help="各进程数量：2，或gateway=4,server=2（另有worker、relay和各进程名）；默认为DASAI_REPLICAS，再按处理器核数 · "
            "how many of each process: 2, or gateway=4,server=2 (also worker, relay, any process); by default DASAI_REPLICAS, "
            "else as fits the machine",
            show_default=False,
        ),
    ] = None,
    edition: Annotated[
        Path | None, typer.Option(help="届次文件，默认2024年 · the edition's file; by default 2024")
    ] = None,
    at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            metavar="<YYYY-MM-DDThh:mm[:ss]>",
            help="演练：自该时刻（北京时间）起模拟比赛时间 · a rehearsal: contest time runs on from here, Beijing time",
        ),
    ] = None,
    rehearse: Annotated[
        bool,
        typer.Option(
            "--rehearse", help="演练：分赛已开放，有一个团队 · a rehearsal: divisions are open, a team is registered"
        ),
    ] = False,
) -> None:
    """启动整套系统，或只启动指定的进程，直到按Ctrl-C；数据保留，下次接着用。环境变量DASAI_...传给各进程，不起作用的予以拒绝。

    Start everything, or only the processes named, and keep it running until Ctrl-C; data stays for the next time.

    Settings of the environment (`DASAI_...`) are handed on; a setting that would have no effect is refused by its name.
    """
    from cli.demo import rehearsal

    folder = folder_of(data)
    environment, servers = read_environment(os.environ), ExternalServers.named_in(os.environ)
    edition_file = edition or environment.edition_file or ROOT / "editions" / "2024.yaml"
    loaded = _edition(edition_file)
    begins = rehearse and not rehearsal.is_ready(folder)
    if begins:
        rehearsal.require(folder, loaded, at, whole=not process)
    clock_file = _clock_file(folder, environment.clock_file, at or (datetime.now(BEIJING) if begins else None))
    stack = LocalStack(
        folder,
        clock_file=clock_file,
        edition_file=edition_file,
        extra_env=environment.settings,
        port_base=port_base,
        processes=tuple(process) if process else None,
        replicas=Replicas.read(replicas) if replicas else Replicas.named_in(os.environ) or Replicas.fitting(),
        workspace=Workspace(environment.database_prefix, servers.amqp_url, servers.mongodb_url),
        tell=_tell,
    )
    try:
        with stopping_once(), stack:
            if begins and clock_file is not None:
                rehearsal.prepare(stack, FileClock(clock_file), loaded, at)
            if rehearsal.is_ready(stack.data):
                rehearsal.write_shell_file(stack)
            _welcome(stack, clock_file)
            threading.Event().wait()
    except KeyboardInterrupt:
        _tell("已停止；数据保留在 " + str(folder), f"stopped; the data stays in {folder}")


def down(data: DataOption = None) -> None:
    """停止此数据目录的系统，无论从何处启动；被强制终止后残留的进程一并停止。

    Stop the stack of this data folder, wherever it was started; also what a killed one left running.
    """
    folder = folder_of(data)
    stack = state.read(folder)
    if stack is None:
        _tell(f"数据目录 {folder} 上没有系统在运行", f"nothing runs on the data folder {folder}")
        return
    if not stack.running:
        with state.lock(folder):
            count = mend(folder)
        _tell(
            f"上次异常退出，已结束遗留的 {count} 个进程",
            f"the last run was killed; ended {count} processes that it left",
        )
        return
    stack.supervisor.signal(signal.SIGTERM)
    if not wait_until(lambda: not stack.running, 180, every=0.1):
        raise StackProblem(
            f"进程 {stack.supervisor.pid} 三分钟内未停止",
            f"process {stack.supervisor.pid} did not stop within three minutes",
        )
    _tell("已停止", "stopped")


def status(data: DataOption = None) -> None:
    """列出各进程的状态；全部正常时退出码为0。

    Print how each process is; exits 0 only if all are well.
    """
    folder = folder_of(data)
    stack = state.read(folder)
    if stack is None:
        start = command_line("up", data)
        _tell(
            f"数据目录 {folder} 上没有系统在运行；启动：{start}",
            f"nothing runs on the data folder {folder}: start it with {start}",
        )
        raise typer.Exit(1)
    if not stack.running:
        start, stop = command_line("up", data, stack.ports.get("http")), command_line("down", data)
        _tell(
            f"上次异常退出；重新启动：{start}；结束遗留的进程：{stop}",
            f"the last run was killed: start again with {start}, or end what it left with {stop}",
        )
        raise typer.Exit(1)
    with ThreadPoolExecutor(20) as pool:
        words = list(pool.map(lambda process: _how(process, stack), stack.processes))
    print(f"{stack.urls.get('gateway', '')}  {'  '.join(stack.parts.values())}  {folder}")
    print(f"{'进程 process':<22}{'pid':>9}{'MiB':>8}{'重启 restarts':>13}{'运行 up':>12}  状态 state")
    for process, word in zip(stack.processes, words, strict=True):
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
    data: DataOption = None,
) -> None:
    """显示一个或全部进程日志的最后若干行；系统停止后日志仍保留。

    Show the last lines of one process's log, or of each; they stay when everything is stopped.
    """
    folder = folder_of(data) / "logs"
    paths = sorted(path for path in folder.glob("*.log") if path.stem.startswith(process))
    if not paths:
        known = ", ".join(sorted(path.stem for path in folder.glob("*.log"))) or "-"
        raise StackProblem(
            f"{folder} 中没有 {process} 的日志（{known}）", f"there is no log of {process} in {folder} ({known})"
        )
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


def _edition(path: Path) -> Edition:
    try:
        return load_edition(path)
    except EditionError as error:
        raise StackProblem(
            f"届次文件不能使用：请执行 ./dasai edition check {path}",
            f"the edition file can't be used: ./dasai edition check {path}",
        ) from error


def _clock_file(data: Path, environments_file: Path | None, at: datetime | None) -> Path | None:
    """Return the contest clock of a rehearsal, moved to `at` if that is not None; None in real time."""
    if at is None:
        clock = clock_of(data)
        return environments_file or (clock if clock.exists() else None)
    if environments_file is not None:
        raise StackProblem(
            "已设置 DASAI_CLOCK_FILE，不能再用 --at 或 --rehearse",
            "DASAI_CLOCK_FILE is set: without it, or without --at and --rehearse",
        )
    return set_clock(data, at.replace(tzinfo=BEIJING))


def _welcome(stack: LocalStack, clock_file: Path | None) -> None:
    from cli.demo import rehearsal

    _tell("已就绪", "ready")
    print(f"\n    {stack.url}\n")
    if clock_file is not None:
        now = FileClock(clock_file).now()
        print(f"    ！！演练，不得用于正式比赛。比赛时钟自{moment_zh(now)}（北京时间）开始计时")
        print(f"    !! A REHEARSAL, never for a real contest. Contest time is {moment_en(now)} in Beijing, from")
        print(f"    {clock_file}\n")
    if rehearsal.is_ready(stack.data):
        folder = rehearsal.folder_of(stack.data)
        participant = json.loads((folder / "participant.json").read_text())
        print("    参赛者，已有一个报名的团队 · a participant with a team")
        print(f"    {participant['login']:<14}{participant['password']}")
        print("    工作人员，各有待办事项 · staff, each with something to do")
        passwords = rehearsal.changed_passwords(stack.data)
        for entrance in rehearsal.staff_entrances(stack.data):
            password = passwords.get(entrance.login) or stack.accounts.get(entrance.login, "")
            print(f"    {entrance.login:<16}{password:<26}{stack.url}{entrance.page}  {entrance.zh} {entrance.en}")
        print(
            f"    其他分赛主办方账号、可报名的另一个团队 · accounts of other hosts, another team to register: {folder}"
        )
        print(f"    在另一终端调用接口 · call the API in another terminal: . {rehearsal.shell_file(stack.data)}\n")
    accounts = stack.data / "secrets" / "all" / "dasai_bootstrap_accounts"
    changed = rehearsal.changed_passwords(stack.data)
    if stack.accounts_are_new:
        print("    首批账号（只显示这一次，保存在下面的文件中） · first accounts (shown once, kept in the file below)")
        print("    首次登录须修改密码 · each must change its password when it first signs in")
        if changed:
            print("    带*的已由演练修改，见 hosts.json · those with * the rehearsal changed: in hosts.json")
        for login, password in stack.accounts.items():
            print(f"    {login:<14}{changed[login]} *" if login in changed else f"    {login:<14}{password}")
    else:
        print("    账号 · accounts:")
    print(f"    {accounts}\n")
    for what, path in (("数据 · data", stack.data), ("日志 · logs", stack.data / "logs")):
        print(f"    {what}: {path}")
    print("    Ctrl-C 停止 · stops\n", flush=True)


def _how(process: ProcessState, stack: StackState) -> str:
    if process.identity is None or not process.identity.alive:
        return "down"
    metrics = stack.ports.get(f"metrics:{process.name}")
    if metrics is not None:
        return health(metrics)() or "ok"
    port = stack.ports["amqp" if process.name == "broker" else "mongodb"]
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

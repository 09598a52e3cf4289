"""`./dasai load`: the last weeks, hours and seconds before a deadline, on a private stack or against a running rehearsal."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console

from cli.demo.progress import ConsoleProgress
from cli.demo.stages import DemoError
from cli.load.plan import Wishes
from cli.load.rehearsed import require_rehearsal
from cli.load.report import PAGE
from cli.load.run_settings import RunSettings
from cli.load.running import Options, run
from cli.load.sittings import Sittings, check_pause
from cli.load.timetable import Timetable
from cli.stack.deployment import DataOption, Deployment
from cli.stack.environment import ExternalServers
from cli.stack.program import ROOT, StackProblem
from cli.stack.signals import stopping_once

SCENARIO = ROOT / "tests" / "load" / "locustfile.py"
HOST = ("-H", "--host")
HELP = ("-h", "--help")
DEFAULTS = {("-u", "--users"): "50", ("-r", "--spawn-rate"): "5"}
_MOST = 10.0  # nations


def load(
    context: typer.Context,
    arguments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="LOCUST ARGUMENTS",
            help="仅与 --host、--data 同用：locust的参数 · only with --host or --data: what locust takes",
        ),
    ] = None,
    nation: float = typer.Option(
        0.05, min=0.0001, max=_MOST, help="规模，1为全国25000支团队 · the scale: 1 is 25,000 teams with files"
    ),
    seed: int = typer.Option(
        1, min=0, max=999_999, help="随机种子，相同则访问计划相同 · the same seed gives the same plan"
    ),
    weeks: float = typer.Option(900, min=1, max=86400, help="报名数周压缩为多少秒 · seconds that the weeks take"),
    days: float = typer.Option(
        900, min=1, max=86400, help="最后48小时压缩为多少秒 · seconds that the last 48 hours take"
    ),
    minutes: float = typer.Option(
        150, min=1, max=600, help="最后10分钟压缩为多少秒 · seconds that the last 10 minutes take"
    ),
    last_seconds: float = typer.Option(
        60, min=1, max=60, help="最后60秒压缩为多少秒 · seconds that the last 60 seconds take"
    ),
    after: float = typer.Option(
        90,
        min=1,
        max=900,
        help="截止或暂停后客户端最多继续多少秒 · how long clients may go on after the deadline or a pause, seconds",
    ),
    file_kib: int = typer.Option(32, min=2, max=20_000, help="文件的一般大小，KiB · the usual size of a file, KiB"),
    workers: int = typer.Option(1, min=0, max=64, help="本机的压力生成进程数 · generator processes on this machine"),
    expect_workers: int = typer.Option(
        0, min=0, max=1000, help="另外等待其他机器上的进程数 · processes to wait for from other machines besides"
    ),
    master_bind: str = typer.Option(
        "127.0.0.1", help="主进程监听的地址，须使其他机器可达 · where the master listens: other machines must reach it"
    ),
    master_port: int = typer.Option(5557, min=1, max=65535, help="主进程监听的端口 · its port"),
    report: Annotated[
        Path | None,
        typer.Option(help="报告的目录，默认新建 · the report's folder; a new one by default", show_default=False),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            help="保存本次测试以便继续的新目录 · with --pause-after: a new folder, from which the run goes on",
            show_default=False,
        ),
    ] = None,
    pause_after: float = typer.Option(
        0,
        min=0,
        max=864_000,
        help="进行多少秒后暂停，0为不暂停 · the seconds after which the run pauses; 0 lets it go on to its end",
    ),
    continue_: Annotated[
        Path | None,
        typer.Option(
            "--continue",
            help="继续该目录中暂停的测试 · go on with the run that paused in this folder",
            show_default=False,
        ),
    ] = None,
    data: DataOption = None,
) -> None:
    """在独立的演练系统上模拟截止前数周至最后一秒，核对已确认的是否均已存储，生成报告；有一项不符即以1退出。

    使用 --host 或 --data 时改为对正在运行的演练环境施加压力；该平台未标明为演练的，一律拒绝，不写入任何内容。

    大规模测试可分几次进行：--keep 与 --pause-after 暂停，--continue 继续；暂停期间比赛时间不前进，最后一次核对全部账目。

    按 Ctrl-C 中止的测试不能继续。

    Play the weeks to the last second before a deadline on a private stack, check that what was acknowledged is exactly what is
    stored, and write a report; exits 1 if not. With --host or --data a running rehearsal is loaded instead, by locust's own
    arguments; a platform that does not say that it is one is refused before anything is written.

    A large run can take several sittings: --keep with --pause-after lets it pause, and --continue goes on with it. Platform and
    contest time stand still meanwhile, and the last sitting compares all that the others wrote down. A run that Ctrl-C breaks off
    can't go on.
    """
    words = list(arguments or [])
    if data is not None or host_of(words) is not None:
        _load_running(words, data)
        return
    if words:
        raise StackProblem(
            f"{words[0]} 是locust的参数，须与 --host 或 --data 同用；不带这两项时使用独立的演练系统，规模由 --nation 决定",
            f"{words[0]} is for locust, and goes with --host or --data: without them a private stack is loaded, "
            "and --nation says how much",
        )
    if workers + expect_workers < 1:
        raise StackProblem(
            "--workers 与 --expect-workers 不能都为0：至少需要一个压力生成进程",
            "--workers and --expect-workers can't both be 0: there must be a process that generates the load",
        )
    address = _address(master_bind)
    if expect_workers and address.is_loopback:
        raise StackProblem(
            "等待其他机器上的进程时，--master-bind 须为其他机器可达的地址",
            "to wait for processes of other machines, --master-bind must be an address that they reach",
        )
    if report is not None and report.exists() and (not report.is_dir() or any(report.iterdir())):
        raise StackProblem(
            f"{report} 中已有文件，不会覆盖；请用 --report 指定新的目录",
            f"{report} is not empty, and nothing in it is written over: name a new folder with --report",
        )
    timetable = Timetable((weeks, days, minutes, last_seconds))
    settings = RunSettings(
        host="", wishes=Wishes(nation, seed, timetable), topics={}, closes_ms=0, file_kib=file_kib, after=after
    )
    _check_sittings(context, settings, keep, continue_, pause_after, report)
    kept = keep or continue_
    folder = report or (kept if kept and pause_after else Path(tempfile.mkdtemp(prefix="dasai-load-report-")))
    folder.mkdir(parents=True, exist_ok=True)
    options = Options(
        settings,
        folder.resolve(),
        kept=kept.resolve() if kept else None,
        pause_after=pause_after,
        goes_on=continue_ is not None,
        workers=workers,
        expected=expect_workers,
        bind=master_bind,
        port=master_port,
    )
    _load_private(options)


# what the first sitting of a run settles for the others
_SETTLED = ("nation", "seed", "weeks", "days", "minutes", "last_seconds", "after", "file_kib")


def _check_sittings(
    context: typer.Context,
    settings: RunSettings,
    keep: Path | None,
    continue_: Path | None,
    pause_after: float,
    report: Path | None,
) -> None:
    """Raise StackProblem if the options of a run in several sittings don't fit together."""
    if keep is None and continue_ is None:
        if pause_after:
            raise StackProblem(
                "--pause-after 须与 --keep 或 --continue 同用，否则暂停后无从继续",
                "--pause-after goes with --keep or --continue: without a folder the run could not go on",
            )
        return
    if ExternalServers.named_in(os.environ):
        raise StackProblem(
            "分次进行的测试使用自己的消息队列与数据库；请去掉环境中的 DASAI_AMQP_URL 与 DASAI_MONGODB_URL",
            "a run in several sittings has a broker and a database of its own: take DASAI_AMQP_URL and DASAI_MONGODB_URL "
            "out of the environment",
        )
    if pause_after and report is not None:
        raise StackProblem(
            "暂停的测试没有报告；--report 用于最后一次",
            "a sitting that pauses has no report: give --report to the last one",
        )
    if keep is not None:
        if continue_ is not None or not pause_after:
            raise StackProblem(
                "--keep 须与 --pause-after 同用，且不能与 --continue 同用",
                "--keep goes with --pause-after, and not with --continue",
            )
        if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
            goes_on = _goes_on(keep)
            raise StackProblem(
                f"{keep} 中已有文件；请用 --keep 指定新的目录"
                + ("，或用 --continue 继续其中的测试" if goes_on else ""),
                f"{keep} is not empty: name a new folder with --keep"
                + (", or go on with the run in it with --continue" if goes_on else ""),
            )
        check_pause(settings, pause_after)
        return
    for name in _SETTLED:
        source = context.get_parameter_source(name)
        if source is not None and source.name != "DEFAULT":
            option = "--" + name.replace("_", "-")
            raise StackProblem(
                f"{option} 已由所继续的测试确定，请去掉", f"{option} was settled as the run began: leave it out"
            )
    earlier = Sittings(cast(Path, continue_).resolve() / "sittings").paused()
    if pause_after:
        check_pause(earlier.next_sitting(0), earlier.pauses_at + pause_after)


def _address(text: str) -> IPv4Address | IPv6Address:
    try:
        return ip_address(text)
    except ValueError:
        raise StackProblem(
            f"--master-bind 须为IP地址，{text} 不是", f"--master-bind takes an IP address, and {text} is none"
        ) from None


def _load_private(options: Options) -> None:
    """Run it on a private stack and exit: 1 if the ledger does not hold, or not all visits came."""
    console = Console()
    with stopping_once():
        try:
            outcome = run(options, ConsoleProgress(console))
        except DemoError as error:
            console.print(f"[red]✗ {error}[/red]", soft_wrap=True)
            print("\n".join(what_is_left(options)), file=sys.stderr)
            raise typer.Exit(1) from error
        except KeyboardInterrupt:
            print("已中止 · stopped", *what_is_left(options), sep="\n", file=sys.stderr)
            raise typer.Exit(130) from None
    if outcome is None:
        words = f"./dasai load --continue {shlex.quote(str(options.kept))}"
        console.print(f"已暂停，用 {words} 继续 · paused: go on with {words}", soft_wrap=True, highlight=False)
        return
    for name, value in outcome.facts:
        console.print(f"{name}: {value}", highlight=False, soft_wrap=True)
    for name, number, words, must_be_zero in outcome.checks():
        mark = ("[green]✓[/green]" if number == 0 else "[red]✗[/red]") if must_be_zero else " "
        console.print(f"{mark} {name}: {number:,}{f'（{words}）' if words else ''}", highlight=False, soft_wrap=True)
    console.print(outcome.conclusion(), style="green" if outcome.passed else "red", soft_wrap=True)
    console.print(f"报告 report: {options.folder / PAGE}", soft_wrap=True, highlight=False)
    raise typer.Exit(0 if outcome.passed else 1)


def what_is_left(options: Options) -> tuple[str, str]:
    """Return in both languages what a run leaves behind that did not come to its end, and if it can go on."""
    if options.kept is None:
        return (
            f"未生成报告，系统与数据已清除；压力生成进程的日志在 {options.folder}",
            f"no report was written, stack and data are gone; the generators' log is in {options.folder}",
        )
    folder = shlex.quote(str(options.kept))
    if not _goes_on(options.kept):
        return (
            f"该测试不能继续，日志在 {folder}，不再需要时可删除该目录；请用 --keep 指定新的目录重新开始",
            f"this run can't go on; its logs are in {folder}, which may be deleted: begin another in a new folder with --keep",
        )
    return (
        f"本次尚未开始访问，可再次用 ./dasai load --continue {folder} 继续",
        f"no visit had begun in this sitting: go on again with ./dasai load --continue {folder}",
    )


def _goes_on(kept: Path) -> bool:
    """Return True if a run paused in a folder and can go on."""
    try:
        Sittings(kept / "sittings").paused()
    except StackProblem:
        return False
    return True


def _load_running(arguments: list[str], data: Path | None) -> None:
    """Let locust's own scenario load a running rehearsal, in this process's place."""
    words = completed(arguments)
    host = host_of(words)
    if host is None and not _names(words, HELP):
        host = Deployment(data).gateway_url
        words += ["--host", host]
    if host is not None:  # the scenario asks again: locust's own page and settings may name another address
        require_rehearsal(host)
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "locust", "-f", str(SCENARIO), *words])  # noqa: S606 - our own interpreter


def completed(arguments: list[str]) -> list[str]:
    """Return locust's arguments with our defaults for those that are not there; a page of locust's own only if asked for."""
    words = list(arguments)
    for names, value in DEFAULTS.items():
        if not _names(words, names):
            words += [names[1], value]
    if not _names(words, ("--headless", "--autostart", "--web-port", "-P", "--web-host", *HELP)):
        words.append("--headless")
        if not _names(words, ("-t", "--run-time")):
            words += ["--run-time", "2m"]
    return words


def host_of(words: list[str]) -> str | None:
    """Return the address of the platform that locust's arguments name; None if they name none."""
    for name in HOST:
        for place, word in enumerate(words):
            if word.startswith(f"{name}="):
                return word.partition("=")[2]
            if word == name and place + 1 < len(words):
                return words[place + 1]
    return None


def _names(words: list[str], names: tuple[str, ...]) -> bool:
    return any(word == name or word.startswith(f"{name}=") for word in words for name in names)

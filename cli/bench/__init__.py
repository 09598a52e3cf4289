"""`./dasai bench`: measurements on this machine, each beside what it is compared with, taken in the same run."""

from __future__ import annotations

import math
from typing import Any

import typer
from rich.console import Console

from chassis.edition import load_edition
from cli.demo.client import Tally, browserless
from cli.demo.world import Plan
from cli.stack.program import ROOT

from . import readings, show
from .accounts import accounts
from .affiliation import affiliation
from .alone import Alone
from .contest import contest
from .deadline import deadline
from .dossier import dossier
from .figures import bucket_percentile, gained
from .files import files
from .lists import lists
from .load import SUBMISSION, Crowd, open_division
from .pages import pages
from .public import public
from .registration import registration
from .sign_in import sign_in
from .stack import bench_stack
from .text import text

app = typer.Typer(help="测量性能 · measure", no_args_is_help=True)
DELAY_LIMIT = 1.0  # seconds, of the event delay's p99 at half of the peak rate
PACED_SECONDS = 10.0


app.command(short_help="查找和列出账号的耗时 · how long searches and lists of accounts take")(accounts)
app.command(short_help="组织与关联关系核查的耗时 · how long checks of organisations and relations take")(affiliation)
app.command(short_help="真实规模的提交，直至立案 · submissions as large as real ones, until cases are opened")(contest)
app.command(short_help="截止前最后几分钟：峰值、过载、故障、内存 · a deadline: peak, overload, faults, memory")(
    deadline
)
app.command("download", short_help="生成并下载申报材料包的速度与内存 · making and fetching a dossier: MB/s, memory")(
    dossier
)
app.command(short_help="报名一个团队经过的源文件 · files that registering a team runs through")(files)
app.command(short_help="列表各页的耗时 · how long pages of lists take")(lists)
app.command(short_help="各页面的答复时间与调用次数 · how long pages take, and their calls to services")(pages)
app.command(short_help="公开页面由副本答复的速度 · public pages from a copy, against signed-in pages")(public)
app.command(short_help="每秒报名、保存与提交的次数 · registrations, autosaves and submits a second")(registration)
app.command("sign-in", short_help="登录受到攻击时的等待与计数开销 · sign-in under attack, and what counting costs")(
    sign_in
)
app.command(short_help="名称与文本处理的耗时 · how long names and texts take")(text)


@app.callback()
def bench() -> None:
    """Measure; each command prints its figures."""


@app.command(short_help="快速测量：提交、事件延迟与内存 · a short measurement: submits, event delay, memory")
def smoke(
    seconds: float = typer.Option(20.0, min=2, max=600, help="每段测量的秒数 · seconds of each closed loop"),
    users: int = typer.Option(8, min=1, max=64, help="并发用户数 · users at once"),
    teams: int = typer.Option(
        64, min=0, max=10_000, help="单独测量各种调用的团队数，0为不测 · teams for each kind of call alone, 0 for none"
    ),
    json_: bool = typer.Option(False, "--json", help="以JSON输出 · print JSON"),
) -> None:
    """测量每秒提交数（与直接调用相比）、每种调用的开销、事件延迟和内存；事件延迟p99达到1秒即以1退出。

    Measure submissions a second and each kind of call alone, beside the bare path of the same run; database calls and processor
    time of a call by process, event delay, memory. Exits 1 if the delay's p99 reaches 1 s.
    """
    show.outcome(json_, lambda console, figures: _smoke(console, seconds, users, teams, figures))


def _smoke(console: Console, seconds: float, users: int, teams: int, figures: dict[str, Any]) -> str | None:
    """Measure and print, and add to `figures`; returns what is wrong, or None."""
    plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 33, 1)
    tally = Tally()
    with bench_stack() as (stack, clock), browserless(users * 4) as http:
        console.print(f"{stack.url} · 数据库 database server: {stack.database_name} · {users} users")
        people = open_division(stack, plan, clock, tally, users, http)
        crowd = Crowd(plan, people)
        crowd.once(crowd.submit)
        crowd.once(crowd.insert)
        readings.settle(stack)
        figures |= {"database": stack.database_name, "users": users}

        if teams:
            stored = readings.stored_bytes(stack)
            measured = Alone(stack, plan, people).measure(teams)
            figures["team_bytes"] = round((readings.stored_bytes(stack) - stored) / teams)
            console.print(f"每支团队存储 stored of a team: {figures['team_bytes'] / 1024:,.1f} KiB")
            show.alone(console, measured)
            figures["alone"] = {each.kind: each.as_json() for each in measured}

        at_first = readings.served(stack)
        contest = crowd.closed_loop(crowd.submit, seconds)
        readings.settle(stack)  # or the events of this phase would slow the next
        bare = crowd.closed_loop(crowd.insert, seconds)
        served = readings.since(readings.served(stack), at_first)
        show.rates(console, contest, bare)
        show.profile(console, contest, bare, served)
        figures["submissions"] = show.submissions_as_json(contest, bare)

        half = contest.rate(SUBMISSION) / 2
        before = readings.event_delays(stack)
        paced = crowd.paced(half, PACED_SECONDS)
        readings.settle(stack)
        delays = gained(readings.event_delays(stack), before)
        p50, p99 = (bucket_percentile(delays, part) for part in (0.5, 0.99))
        deliveries, dead = max(delays.values(), default=0.0), readings.dead(stack)
        console.print(
            f"事件延迟 event delay, commit to handled, at half of that rate ({half:.2f} submissions/s asked, "
            f"{paced.rate(SUBMISSION):.2f} done, {deliveries:.0f} deliveries): p50 {p50 * 1000:.0f} ms, "
            f"p99 {p99 * 1000:.0f} ms (estimates, interpolated within histogram buckets)"
        )
        sizes = stack.memory()
        show.memory(console, sizes)
        console.print(f"调用 calls: {tally.calls}, repeated {tally.repeated}, refused {tally.refused.total()}")
        figures["event_delay"] = {
            "p50_ms": round(p50 * 1000) if math.isfinite(p50) else None,
            "p99_ms": round(p99 * 1000) if math.isfinite(p99) else None,
            "deliveries": round(deliveries),
            "dead": dead,
        }
        figures["memory_mib"] = {name: round(size) for name, size in sorted(sizes.items())}
    if not deliveries:
        return "没有事件被处理 no event was handled"
    if dead:
        return f"{dead} 个事件成为死信 events could not be handled"
    if p99 >= DELAY_LIMIT:
        return f"事件延迟 p99 不低于 {DELAY_LIMIT:.0f} 秒 the event delay's p99 is not under {DELAY_LIMIT:.0f} s"
    return None

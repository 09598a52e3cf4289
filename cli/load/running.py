"""A run: the private stack, the generators, the samples, the comparison, the report; in one sitting or several."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

import psutil

from chassis.edition import load_edition
from chassis.kernel.clock import FileClock
from cli.demo import drained
from cli.demo.progress import LINE_EVERY, ConsoleProgress
from cli.demo.stages import DemoError
from cli.stack.kept import kept_stack
from cli.stack.local import LocalStack
from cli.stack.program import ROOT, StackProblem
from cli.stack.rehearsal import clock_of
from cli.stack.throwaway import throwaway_stack
from cli.synthetic import Synthetic

from . import figures
from .contest import environment, prepare
from .ledger import End, Verdict, What, compare
from .plan import Kind, Plan, plan_of
from .report import Report
from .run_files import RunFiles
from .run_settings import BROKE, HANDLED_WITHIN, RunSettings
from .sampling import Sampler, Samples
from .sittings import Sittings, check_pause
from .stored import stored_teams
from .timetable import NAMES

LOCUSTFILE = Path(__file__).with_name("locustfile.py")
_STOPS_WITHIN = 10.0  # seconds that a generator may take to end
_CONNECTS_WITHIN = 600  # seconds that locust waits for workers of other machines
_BEHIND = 1.0  # seconds: a visit that begins later than that was not begun when it was due


@dataclass(frozen=True)
class Options:
    """Options of a sitting: `workers` processes send its load from here, and `expected` ones connect from elsewhere, at `bind`.

    The report is written into `folder`. What the run needs to go on after a pause is in `kept`; if that is None, it can't pause.
    This sitting lasts `pause_after` seconds; 0 lets it go on to the end. `goes_on` is True if another paused in `kept`.
    """

    settings: RunSettings
    folder: Path
    kept: Path | None = None
    pause_after: float = 0
    goes_on: bool = False
    workers: int = 1
    expected: int = 0
    bind: str = "127.0.0.1"
    port: int = 5557

    @property
    def distributed(self) -> bool:
        """Return True if locust has a master and workers."""
        return self.workers > 1 or self.expected > 0


def run(options: Options, progress: ConsoleProgress) -> Report | None:
    """Run a sitting on a private stack, the last one to the report, which is written into the folder; None if the run pauses.

    Raises StackProblem, DemoError, also if a sitting that is to pause did not come to its end: then the run can't go on.
    """
    with ExitStack() as open_things:
        folder = options.kept or Path(open_things.enter_context(tempfile.TemporaryDirectory(prefix="dasai-load-")))
        sittings = Sittings(folder / "sittings")
        settings, stack = (_next_sitting if options.goes_on else _first_sitting)(
            options, sittings, open_things, progress
        )
        before, files = sittings.all[-1:], sittings.begin(settings)
        progress.note(planned_words(settings))
        generators: dict[str, subprocess.Popen[bytes]] = open_things.enter_context(
            _generators(options, files, before, progress)
        )
        with Sampler(lambda: _pids(stack, generators), stack.ports) as sampler:
            incomplete = _wait(files, settings, generators, progress)
            progress.note("等待事件处理完毕 · waiting until all events are handled")
            incomplete = incomplete or _drained(stack)
        if settings.pauses_at:
            if incomplete:
                raise DemoError(incomplete)
            files.write_samples(sampler.samples.as_json())
            return None
        progress.note("核对账目 · comparing the ledger with what is stored")
        verdict = _compared(sittings, settings, stack)
        report = _report(sittings, settings, stack, sampler.samples, verdict, incomplete)
    report.write(options.folder)
    return report


def _first_sitting(
    options: Options, sittings: Sittings, open_things: ExitStack, progress: ConsoleProgress
) -> tuple[RunSettings, LocalStack]:
    """Return the settings of the first sitting and a stack with its contest."""
    extra = environment(options.bind)
    if options.kept is None:
        stack, clock = open_things.enter_context(throwaway_stack(extra, tell=progress.tell))
    else:
        stack, clock = open_things.enter_context(kept_stack(options.kept / "data", extra, tell=progress.tell))
    url = _show_address(options, stack, progress)
    contest = prepare(url, stack.accounts, clock, options.settings.wishes.seed, progress)
    settings = replace(
        options.settings,
        host=url,
        topics=contest.topics,
        reviewers=contest.reviewers,
        closes_ms=round(contest.closes.timestamp() * 1000),
        shares=options.workers + options.expected,
        clock_file=str(clock.path),
    )
    return (settings.paused_at(options.pause_after) if options.pause_after else settings), stack


def _next_sitting(
    options: Options, sittings: Sittings, open_things: ExitStack, progress: ConsoleProgress
) -> tuple[RunSettings, LocalStack]:
    """Return the settings of the sitting after the last one, and the stack as that left it."""
    earlier, kept = sittings.paused(), cast(Path, options.kept)
    pauses_at = earlier.pauses_at + options.pause_after if options.pause_after else 0.0
    if pauses_at:
        check_pause(earlier.next_sitting(0), pauses_at)
    settings, clock_file = earlier.next_sitting(pauses_at), clock_of(kept / "data")
    FileClock(clock_file).move_to(datetime.fromtimestamp(settings.comes_up_at_ms / 1000, UTC))
    stack, clock = open_things.enter_context(kept_stack(kept / "data", environment(options.bind), tell=progress.tell))
    url, shares = _show_address(options, stack, progress), options.workers + options.expected
    return replace(settings, host=url, shares=shares, clock_file=str(clock.path)), stack


def _show_address(options: Options, stack: LocalStack, progress: ConsoleProgress) -> str:
    """Show the address of the stack's gateway, and return it."""
    url = f"http://{options.bind}:{stack.ports['http']}"
    progress.note(f"{url} · {stack.database_name}")
    return url


def planned_words(settings: RunSettings) -> str:
    """Return what comes in the run and how long this sitting goes, in both languages."""
    plan = plan_of(settings.wishes)
    kinds = Counter(visit.kind for visit in plan.visits)
    of_teams = sum(count for kind, count in kinds.items() if kind not in (Kind.READ, Kind.REVIEW))
    public, review = kinds[Kind.READ], kinds[Kind.REVIEW]
    zh = f"{len(plan.teams):,}支团队，访问共{of_teams:,}次，另有公众{public:,}次、审查人员{review:,}次"
    en = f"{len(plan.teams):,} teams with {of_teams:,} visits, {public:,} of the public, {review:,} of reviewers"
    left = settings.wishes.timetable.deadline - settings.starts_at
    if settings.pauses_at:
        seconds = settings.pauses_at - settings.starts_at
        return f"{zh}；本次进行{seconds:,.0f}秒后暂停 · {en}; this sitting pauses after {seconds:,.0f} s"
    return f"{zh}；{left:,.0f}秒后截止 · {en}; {left:,.0f} s to the deadline"


@contextmanager
def _generators(
    options: Options, files: RunFiles, before: Sequence[RunFiles], progress: ConsoleProgress
) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Run locust, alone or as a master with its workers; they end with the block. `before` is the sitting before, if any."""
    processes: dict[str, subprocess.Popen[bytes]] = {}
    words = [sys.executable, "-m", "locust", "-f", str(LOCUSTFILE)]
    shares = str(options.workers + options.expected)
    first = [*words, "--headless", "--users", shares, "--spawn-rate", shares, "--only-summary", "--stop-timeout", "2"]
    first += ["--host", files.settings().host, "--loglevel", "WARNING"]
    if options.distributed:
        first += ["--master", "--expect-workers", shares, "--expect-workers-max-wait", str(_CONNECTS_WITHIN)]
        first += ["--master-bind-host", options.bind, "--master-bind-port", str(options.port)]
    log = options.folder / "generators.log"
    with log.open("ab") as output:
        try:
            processes["generator"] = _started(first, files, output, before)
            if options.distributed:
                worker = [*words, "--worker", "--master-host", options.bind, "--master-port", str(options.port)]
                worker += ["--loglevel", "WARNING"]
                for number in range(options.workers):
                    processes[f"generator-{number + 1}"] = _started(worker, files, output)
            if options.expected:
                progress.note(how_to_join(options))
            yield processes
        finally:
            for process in processes.values():
                process.terminate()
            for process in processes.values():
                try:
                    process.wait(_STOPS_WITHIN)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def how_to_join(options: Options) -> str:
    """Return what to do on other machines, whose processes connect to the master here."""
    number, file = options.expected, LOCUSTFILE.relative_to(ROOT)
    return (
        f"等待其他机器上的{number}个进程。请在其同一版本的代码目录中执行 · "
        f"waiting for {number} processes of other machines. In a checkout of the same version, run there:\n"
        f"  .venv/bin/python -m locust -f {file} --worker --master-host {options.bind} --master-port {options.port}"
    )


def _started(
    words: list[str], files: RunFiles, output: IO[bytes], before: Sequence[RunFiles] = ()
) -> subprocess.Popen[bytes]:
    env = {**os.environ, "DASAI_LOAD_RUN": str(files.folder), "PYTHONPATH": str(ROOT)}
    env["DASAI_LOAD_BEFORE"] = str(before[0].folder) if before else ""
    return subprocess.Popen(words, cwd=ROOT, env=env, stdout=output, stderr=output, stdin=subprocess.DEVNULL)


def _pids(stack: LocalStack, generators: Mapping[str, subprocess.Popen[bytes]]) -> dict[str, int]:
    names = [*(process.name for process in stack.processes), *stack.own_parts]
    pids = {name: process.pid for name, process in generators.items() if process.poll() is None}
    for name in names:
        try:
            pids[name] = stack.pid(name)
        except StackProblem:  # it is being started again
            continue
    return pids


def _wait(
    files: RunFiles,
    settings: RunSettings,
    generators: Mapping[str, subprocess.Popen[bytes]],
    progress: ConsoleProgress,
) -> str:
    """Show how far the run is until it is over; return why not all visits came, empty if they did."""
    seen, totals = Seen(files), Counter[str]()
    shown = time.monotonic()
    while not files.is_done:
        ended = next((name for name, process in generators.items() if process.poll() is not None), None)
        # who ends in time notes before that all is done
        if ended is not None and not files.is_done:
            return f"压力生成进程{ended}提前退出，访问未全部进行 · the process {ended} ended early: not all visits came"
        time.sleep(0.5)
        totals += seen.news()
        if time.monotonic() - shown >= LINE_EVERY:
            shown = time.monotonic()
            progress.tell(*progress_line(settings, files.begins(), seen, totals))
    totals += seen.news()
    progress.tell(*progress_line(settings, files.begins(), seen, totals))
    return ""


class Seen:
    """What the generators' reports said up to now."""

    def __init__(self, files: RunFiles) -> None:
        self._files, self._place = files, 0
        self.lag = self.behind = 0.0
        self.under_way: dict[int, int] = {}

    def news(self) -> Counter[str]:
        """Return the counts since the last look."""
        news: Counter[str] = Counter()
        if not self._files.reports.exists():
            return news
        with self._files.reports.open("rb") as file:
            file.seek(self._place)
            lines = file.read().split(b"\n")
        self._place += sum(len(line) + 1 for line in lines[:-1])
        if len(lines) > 1:
            self.lag = self.behind = 0.0
        for line in lines[:-1]:
            report = json.loads(line)
            news.update(report["counts"])
            self.lag = max([self.lag, *report["lag"]])
            self.behind = max(self.behind, report["behind"])
            self.under_way[report["share"]] = report["under_way"]
        return news


def progress_line(settings: RunSettings, begins: float, seen: Seen, totals: Counter[str]) -> tuple[str, str]:
    """Return where the run is, in both languages."""
    if not begins:
        return "等待压力生成进程", "waiting for the generators"
    second = time.time() - begins
    timetable = settings.wishes.timetable
    zh, en = NAMES[timetable.part(second)] if second < timetable.deadline else ("截止之后", "after the deadline")
    if second >= settings.ends_at:
        zh, en = "等待进行中的访问结束，随后暂停", "waiting for visits under way, then it pauses"
    if second < settings.starts_at:
        second, zh, en = settings.starts_at, "即将开始", "about to begin"
    failed = sum(count for name, count in totals.items() if name.startswith("failed"))
    under_way = sum(seen.under_way.values())
    words = [
        f"第{second:.0f}秒，{zh}：访问开始{totals['begun']}次，结束{totals['ended']}次，进行中{under_way}次，失败{failed}次",
        f"second {second:.0f}, {en}: visits begun {totals['begun']}, ended {totals['ended']}, "
        f"under way {under_way}, failed {failed}",
    ]
    if totals["cut"]:
        words[0] += f"，超时中断{totals['cut']}次"
        words[1] += f", cut off for want of time {totals['cut']}"
    if max(seen.lag, seen.behind) > _BEHIND:
        late = max(seen.lag, seen.behind)
        words[0] += f"；压力生成进程滞后{late:.1f}秒，其数据偏高"
        words[1] += f"; the generator itself is {late:.1f} s behind: its times are too long"
    return words[0], words[1]


def _drained(stack: LocalStack) -> str:
    """Wait until all events are handled; return that they are not after HANDLED_WITHIN, or an empty text."""
    try:
        drained(stack, HANDLED_WITHIN)
    except DemoError:
        seconds = f"{HANDLED_WITHIN:.0f}"
        return f"末次访问{seconds}秒后仍有事件未处理 · events are not handled {seconds} s after the last visit"
    return ""


def _compared(sittings: Sittings, settings: RunSettings, stack: LocalStack) -> Verdict:
    made = Synthetic(load_edition(ROOT / "editions" / "2024.yaml"), settings.wishes.seed)
    codes = {made.organisation(number).uscc: number for number in range(settings.wishes.teams)}
    stored = stored_teams(stack.mongodb_url, stack.database("registration"))
    return compare(sittings.attempts(), stored, settings.closes_ms, codes)


def _report(
    sittings: Sittings, settings: RunSettings, stack: LocalStack, samples: Samples, verdict: Verdict, incomplete: str
) -> Report:
    begins, requests = sittings.last.begins(), sorted(sittings.requests())
    attempts, reports = list(sittings.moved_attempts()), list(sittings.reports())
    samples = sittings.samples(samples)
    until = max((request[0] for request in requests), default=begins)
    visits: Counter[str] = Counter()
    lags: list[float] = []
    for report in reports:
        visits.update(report["counts"])
        lags += report["lag"]
    lags.sort()
    plan = plan_of(settings.wishes)
    planned = len(plan.visits)
    submitting = {visit.who for visit in plan.visits if visit.kind is Kind.SUBMIT}
    holding = {each.team for each in attempts if each.what is What.SUBMISSION and each.end is End.ACKNOWLEDGED}
    incomplete = incomplete or missing_visits(planned, visits) or without_receipts(plan, submitting, holding)
    submit = figures.group_of("POST /api/v1/teams/{team_id}/submissions")
    plots = [
        figures.rates(requests, begins, until),
        figures.outcomes(attempts, begins, until),
        figures.times(requests, begins, "times", "应答时间", "Times of answers"),
        figures.times(requests, begins, "submit-times", "提交的应答时间", "Times of answers to submissions", submit),
        figures.answers(requests, begins, until),
        *figures.of_metrics(samples, begins),
        *figures.measured(samples, begins),
        *figures.lag(reports, begins),
    ]
    wishes = settings.wishes
    failures = "；".join(
        f"{failure_in_both(name.removeprefix('failed '))} {count}"
        for name, count in visits.most_common()
        if name.startswith("failed")
    )
    lasts = "，".join(
        f"{zh} {en} {seconds:,.0f} s" for (zh, en), seconds in zip(NAMES, wishes.timetable.lasts, strict=True)
    )
    behind = figures.percentile(lags, 0.99)
    facts = [
        (
            "规模 scale",
            f"{wishes.teams:,}支团队 teams（--nation {wishes.nation:g} --seed {wishes.seed} --file-kib {settings.file_kib}）",
        ),
        ("时间安排 timetable", lasts),
        ("数据库 database", stack.database_name),
        (
            "机器 machine",
            f"{os.cpu_count()} CPU, {psutil.virtual_memory().total / 2**30:.0f} GiB, Python {platform.python_version()}",
        ),
        ("系统平均负载 load average", f"{os.getloadavg()[1]:.1f}（最近5分钟 of the last 5 minutes）"),
        ("压力生成进程 generators", str(settings.shares)),
        ("分次进行 sittings", _in_words(sittings)),
        (
            "访问 visits",
            f"计划 planned {planned:,}，开始 begun {visits['begun']:,}，结束 ended {visits['ended']:,}，"
            f"其中超时中断 of which cut off for want of time {visits['cut']:,}",
        ),
        ("失败的访问 failed visits", failures or "0"),
        (
            "压力生成进程滞后 generator's lag",
            f"p99 {behind:.3f} s, max {max(lags, default=0):.3f} s"
            + (
                "；生成进程过载，应答时间偏高 the generator was overloaded: its times are too long"
                if behind > _BEHIND
                else ""
            ),
        ),
    ]
    return Report(
        timetable=wishes.timetable,
        until=until - begins,
        facts=facts,
        verdict=verdict,
        plots=plots,
        visits=dict(visits),
        to_submit=len(submitting),
        with_receipt=len(submitting & holding),
        incomplete=incomplete,
    )


_PURPOSES = {
    Kind.REGISTER: "报名",
    Kind.EDIT: "编辑",
    Kind.UPLOAD: "上传",
    Kind.STATUS: "查看",
    Kind.SUBMIT: "提交",
    Kind.IMPROVE: "修改后再次提交",
    Kind.LATE: "逾期提交",
    Kind.READ: "公众浏览",
    Kind.REVIEW: "审查",
}


def failure_in_both(name: str) -> str:
    """Return why a visit failed, such as `submit C1_SUBMISSION_CLOSED`, with the kind of visit in Chinese before it."""
    return f"{_PURPOSES[Kind(name.split()[0])]} {name}"


def missing_visits(planned: int, visits: Mapping[str, int]) -> str:
    """Return why not all visits came, by the counts of the generators: some did not begin, or broke by a mistake of theirs."""
    if visits.get("begun", 0) < planned:
        begun = visits.get("begun", 0)
        return f"计划{planned}次访问，仅进行{begun}次 · {planned} visits were planned and {begun} begun"
    broke = sum(count for name, count in visits.items() if name.startswith("failed") and name.endswith(BROKE))
    if broke:
        return (
            f"{broke}次访问因压力生成程序自身的错误而中断，见generators.log · "
            f"{broke} visits broke by a mistake of the generator's own: see generators.log"
        )
    return ""


def without_receipts(plan: Plan, submitting: Set[int], holding: Set[int]) -> str:
    """Return which kind of client came to submit in vain, each and every one; empty if none did, or if nobody has a receipt.

    What all clients of a kind failed to do was not compared with anything, however well the others did.
    """
    for by_pages, zh, en in ((True, "网页", "pages"), (False, "程序接口", "the API")):
        teams = {number for number in submitting if plan.teams[number].by_pages is by_pages}
        if holding and teams and not teams & holding:
            count = len(teams)
            return (
                f"使用{zh}提交的{count}支团队均无回执；超时中断的访问较多时，请延长各时段或减小 --nation 后重试 · "
                f"{count} teams came to submit by {en}, and none holds a receipt; if many visits were cut off for want of time, "
                "try again with more seconds or a smaller --nation"
            )
    return ""


def _in_words(sittings: Sittings) -> str:
    """Return in how many sittings the run took place, and after which seconds it paused."""
    pauses = [files.settings().pauses_at for files in sittings.all if files.settings().pauses_at]
    if not pauses:
        return "1"
    seconds = "、".join(f"{second:,.0f} s" for second in pauses)
    return f"{len(pauses) + 1}，暂停于 paused at {seconds}"

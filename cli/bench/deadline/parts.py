"""The parts of a run: each lets a load come, and returns its figures."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from cli.bench import readings
from cli.bench.figures import bucket_percentile, gained
from cli.chaos import away, paused, strike
from cli.demo import drained
from cli.demo.invariants import Databases
from cli.demo.stages import DemoError
from cli.load.finals_job import Job
from cli.load.ledger import End, Verdict
from cli.load.sampling import Sampler
from cli.stack import database, rabbitmq

from .figures import (
    WARM,
    ZERO,
    Figure,
    Level,
    Target,
    acknowledged_rate,
    admitted_ms,
    drained_after,
    is_at_peak,
    is_stamped,
    is_unproven,
    memory_of,
    normal_after,
    peak_of,
    statuses,
    submits,
    unexpected,
)
from .stage import Outcome, Stage

PACED, OVER, FAULTED, SOAKED, PROBED = 0.8, 5.0, 0.5, 0.3, 0.4  # of the peak
P99_MS, DELAY_SECONDS, ADMITTED_MS = 500.0, 2.0, 1000.0
SHARE, NORMAL_SECONDS, DRAINED_SECONDS, PAGES_TIMES = 0.5, 10.0, 60.0, 20.0
# seconds that clients that were sent away go on coming, after the deadline
PATIENCE = 150.0
_PROBE_SECONDS = 25.0
# seconds of load before a fault, and in which of those before the deadline a process is killed
_BEFORE, _KILLED = 4.0, (0.3, 2.5)
_DRAINED_WITHIN = 600.0
PAGES, SIGNED_IN = ("/", "/results"), "/me"
_READERS = 8
_GATEWAY = "gateway"


@dataclass(frozen=True)
class Options:
    """The options of a run: seconds of each part (`soak` in minutes), and the processes to kill."""

    level: float = 8.0
    paced: float = 30.0
    overload: float = 60.0
    crush: float = 10.0
    broker: float = 60.0
    pause: float = 10.0
    soak: float = 10.0
    pages: float = 6.0
    most: int = 128
    kill: Sequence[str] = ()


@dataclass
class Parts:
    """A run: its stage, its options, the peak once it is known, and what the ledger found of all parts."""

    stage: Stage
    options: Options
    peak: float = 0.0
    verdicts: list[Verdict] = field(default_factory=list)
    late: float = 0.0

    def measure_peak(self) -> Iterator[Figure]:
        """Raise the number of clients until the rate stops rising."""
        levels: list[Level] = []
        outcomes: list[Outcome] = []
        clients = 1
        while clients <= self.options.most and not is_at_peak(levels):
            best = max((level.rate for level in levels), default=20.0)
            count = round(best * 2 * self.options.level) + clients
            outcome = self._run(count, self.options.level, clients=clients)
            warm = self.options.level * WARM
            rate = acknowledged_rate(outcome.attempts, outcome.job.begins + warm, self.options.level - warm)
            levels.append(Level(clients, rate))
            outcomes.append(outcome)
            self._tell(f"{clients}个客户端：每秒{rate:.1f}次提交", f"{clients} clients: {rate:.1f} submissions/s")
            clients *= 2
        best_level = peak_of(levels)
        if not best_level.rate:
            raise DemoError("没有一次提交得到确认 · not one submission was acknowledged")
        self.peak = best_level.rate
        steps = "，".join(f"{level.clients}: {level.rate:.1f}" for level in levels)
        yield Figure(
            "peak", "peak", "最终提交的峰值", "peak of final submissions", self.peak, "/s", words=f"clients: /s {steps}"
        )
        yield from self._zeros("peak", outcomes)

    def paced(self) -> Iterator[Figure]:
        """Let submissions come at a part of the peak."""
        before = readings.event_delays(self.stage.stack)
        outcome = self._run(
            self._count(PACED, self.options.paced), self.options.paced, rate=self.peak * PACED, patience=30
        )
        self._settle()
        delays = gained(readings.event_delays(self.stage.stack), before)
        sent = submits(outcome.requests)
        words = f"{self.peak * PACED:.1f}/s asked; {_counted(sent)}; generator late by at most {outcome.late:.2f} s"
        yield Figure(
            "paced",
            "p99_ms",
            "峰值80%时提交的p99",
            "p99 of submits at 80 % of the peak",
            admitted_ms(sent),
            "ms",
            Target("<", P99_MS),
            words=words,
        )
        yield Figure(
            "paced",
            "event_delay_p99",
            "峰值80%时事件延迟的p99",
            "p99 of the event delay at 80 % of the peak",
            bucket_percentile(delays, 0.99),
            "s",
            Target("<", DELAY_SECONDS),
            words=f"{max(delays.values(), default=0):.0f} deliveries",
        )
        yield from self._zeros("paced", [outcome])

    def overload(self) -> Iterator[Figure]:
        """Offer several times the peak; those sent away come again within that rate. Then see when all is normal again."""
        seconds = self.options.overload
        outcome = self._run(self._offered(seconds), seconds, rate=self.peak * OVER)
        ended = time.time()
        probe = self._run(self._count(PROBED, _PROBE_SECONDS), _PROBE_SECONDS, rate=self.peak * PROBED, patience=30)
        sent = outcome.sent_within(seconds)
        done = acknowledged_rate(outcome.attempts, outcome.job.begins, seconds)
        yield Figure(
            "overload",
            "accepted_share",
            f"{OVER:g}倍峰值时受理与峰值之比",
            f"accepted at {OVER:g} × the peak, share of the peak",
            done / self.peak,
            "",
            Target("≥", SHARE),
            words=f"{len(submits(sent)) / seconds:.1f}/s sent, {done:.1f}/s accepted; {_counted(submits(sent))}; "
            f"generator late by at most {outcome.late:.2f} s"
            + (f"; {outcome.short} not sent: no team was left" if outcome.short else ""),
        )
        yield Figure(
            "overload",
            "admitted_p99_ms",
            "受理者的p99",
            "p99 of the admitted",
            admitted_ms(submits(sent)),
            "ms",
            Target("<", ADMITTED_MS),
        )
        yield Figure(
            "overload",
            "unexpected_answers",
            "2xx、429、503以外的应答",
            "answers but 2xx, 429, 503",
            unexpected(sent),
            "",
            ZERO,
            words=_counted(sent),
        )
        yield Figure(
            "overload",
            "unadvised_answers",
            "未附Retry-After的429、503",
            "429 and 503 without Retry-After",
            outcome.unadvised,
            "",
            ZERO,
        )
        yield Figure(
            "overload",
            "normal_seconds",
            "恢复正常所需",
            "back to normal after",
            normal_after(submits(probe.requests), ended, probe.job.ends, ADMITTED_MS),
            "s",
            Target("≤", NORMAL_SECONDS),
            words=f"{self.peak * PROBED:.1f}/s from then on: {_counted(submits(probe.requests))}; normal: each within 1 s",
        )
        yield from self._zeros("overload", [outcome, probe])

    def crush(self) -> Iterator[Figure]:
        """Offer several times the peak up to a deadline; who was sent away comes again after it, by the ticket."""
        seconds = self.options.crush
        job, closes_ms = self.stage.deadline(
            seconds, self._offered(seconds), rate=self.peak * OVER, patience=self._patience(seconds)
        )
        outcome = self.stage.generator.outcome(job)
        late = [attempt for attempt in outcome.ended(End.ACKNOWLEDGED) if attempt.ended > job.ends]
        yield Figure(
            "crush",
            "by_ticket",
            "截止后凭到达凭证受理",
            "accepted after the deadline, as of their arrival",
            len(late),
            words=f"of {len(outcome.attempts)}; {len(outcome.ended(End.UNANSWERED))} without an answer after "
            f"{job.patience:.0f} s more",
        )
        yield Figure(
            "crush",
            "last_seconds",
            "截止后末次受理",
            "the last accepted after the deadline",
            drained_after(outcome.attempts, job.ends),
            "s",
        )
        yield _without_proof("crush", outcome, closes_ms)
        yield _stamped_and_late("crush", outcome, closes_ms)
        yield from self._zeros("crush", [outcome], closes_ms)

    def kills(self) -> Iterator[Figure]:
        """Kill each process, just before a deadline under load."""
        chance = random.Random(self.options.level)  # noqa: S311 - moments, not secrets
        for name in self._victims():
            self._tell(f"强制终止{name}", f"killing {name}")
            before = chance.uniform(*_KILLED)
            yield from self._faulted(f"kill {name}", _BEFORE + before, _BEFORE, lambda: self._kill(name))  # noqa: B023

    def broker(self) -> Iterator[Figure]:
        """Take the broker away for some time, over a deadline."""
        if not self._is_own(rabbitmq.NAME):
            return
        back = 0.0
        drained_at = 0.0

        def leave() -> None:
            nonlocal back, drained_at
            with away(self.stage.stack, rabbitmq.NAME):
                time.sleep(self.options.broker)
            back = time.monotonic()
            drained_at = self._outboxes_empty()

        yield from self._faulted("broker", _BEFORE + self.options.broker, _BEFORE, leave)
        yield Figure(
            "broker",
            "drained_seconds",
            f"消息队列离开{self.options.broker:.0f}秒后发件箱排空",
            f"outbox drained after the broker was away for {self.options.broker:.0f} s",
            drained_at - back,
            "s",
            Target("≤", DRAINED_SECONDS),
        )

    def database(self) -> Iterator[Figure]:
        """Let the database stand still for some time, over a deadline."""
        if not self._is_own(database.NAME):
            return

        def stand() -> None:
            with paused(self.stage.stack, database.NAME):
                time.sleep(self.options.pause)

        yield from self._faulted("database", _BEFORE + self.options.pause * 0.6, _BEFORE, stand)

    def soak(self) -> Iterator[Figure]:
        """Let submissions come at a part of the peak for minutes, and watch each process's memory."""
        seconds = self.options.soak * 60
        job = self._job(self._count(SOAKED, seconds), seconds, rate=self.peak * SOAKED, patience=30)
        pids = {name: self.stage.stack.pid(name) for name in self._processes()}
        with Sampler(lambda: pids, {}) as sampler:
            outcome = self.stage.generator.outcome(job)
        counted = _counted(submits(outcome.requests))
        for name, points in sorted(sampler.samples.memory.items()):
            memory = memory_of(name, points)
            yield Figure(
                "soak",
                f"memory {name}",
                f"{name}内存增长（后半程）",
                f"memory of {name}, growth from the middle on",
                memory.end - memory.middle,
                "MiB",
                Target("≤", memory.allowed),
                words=f"{memory.start:.0f}, {memory.middle:.0f}, {memory.end:.0f} MiB; {counted}",
            )
        yield from self._zeros("soak", [outcome])

    def pages(self) -> Iterator[Figure]:
        """Read public pages and a page that only its account sees, as fast as they are answered."""
        cookie = f"dasai_session={self.stage.people[0].token}"
        signed, _, words = self._read(SIGNED_IN, cookie)
        yield Figure(
            "pages",
            f"rate {SIGNED_IN}",
            f"登录后页面{SIGNED_IN}",
            f"signed-in page {SIGNED_IN}",
            signed,
            "/s",
            words=words,
        )
        for page in PAGES:
            rate, p99, words = self._read(page, "")
            yield Figure("pages", f"rate {page}", f"公开页面{page}", f"public page {page}", rate, "/s", words=words)
            yield Figure("pages", f"p99 {page}", f"公开页面{page}的p99", f"p99 of public page {page}", p99, "ms")
            yield Figure(
                "pages",
                f"ratio {page}",
                f"{page}与登录后页面之比",
                f"{page} against the signed-in page",
                rate / signed if signed else 0.0,
                "×",
                Target("≥", PAGES_TIMES),
            )

    # what parts share

    def _read(self, page: str, cookie: str) -> tuple[float, float, str]:
        """Return pages a second, p99 in ms, and what was answered, once connections and caches are warm."""
        seconds = self.options.pages
        job = self._job(0, seconds, page=page, cookie=cookie, clients=_READERS)
        outcome = self.stage.generator.outcome(job)
        warm = job.begins + seconds * WARM
        sent = [request for request in outcome.requests if warm <= request[0] < job.ends]
        rate = sum(request[2] == HTTPStatus.OK for request in sent) / (seconds * (1 - WARM))
        self._tell(f"{page}：每秒{rate:.0f}次", f"{page}: {rate:.0f}/s")
        return rate, admitted_ms(sent), f"p99 {admitted_ms(sent):.0f} ms; {_counted(sent)}"

    def _faulted(self, part: str, seconds: float, before: float, fault: Callable[[], None]) -> Iterator[Figure]:
        """Let a fault happen under load, so many seconds after its begin, and a deadline pass at its end."""
        job, closes_ms = self.stage.deadline(
            seconds, self._count(FAULTED, seconds), rate=self.peak * FAULTED, patience=PATIENCE
        )
        trouble: list[Exception] = []

        def happen() -> None:
            time.sleep(max(job.begins + before - time.time(), 0))
            try:
                fault()
            except Exception as problem:  # noqa: BLE001 - a boundary: it is raised where the load has ended
                trouble.append(problem)

        thread = threading.Thread(target=happen, name=part)
        thread.start()
        outcome = self.stage.generator.outcome(job)
        thread.join()
        if trouble:
            raise DemoError(f"{part}: {trouble[0]}") from trouble[0]
        yield Figure(
            part,
            "last_seconds",
            "截止后末次受理",
            "the last accepted after the deadline",
            drained_after(outcome.attempts, job.ends),
            "s",
            words=f"{_counted(submits(outcome.requests))}; of {len(outcome.attempts)} "
            f"{len(outcome.ended(End.ACKNOWLEDGED))} acknowledged, {len(outcome.ended(End.REFUSED))} refused, "
            f"{len(outcome.ended(End.UNANSWERED))} without an answer",
        )
        yield _without_proof(part, outcome, closes_ms)
        if part != f"kill {_GATEWAY}":
            yield _stamped_and_late(part, outcome, closes_ms)
        yield from self._zeros(part, [outcome], closes_ms)

    def _kill(self, name: str) -> None:
        strike(self.stage.stack, name)
        self.stage.stack.wait_healthy(name)

    def _victims(self) -> list[str]:
        known = self._processes()
        return [name for name in known if not self.options.kill or name in self.options.kill]

    def _processes(self) -> list[str]:
        return [*(process.name for process in self.stage.stack.processes), *self.stage.stack.own_parts]

    def _is_own(self, name: str) -> bool:
        if name in self.stage.stack.own_parts:
            return True
        self._tell(f"环境变量指定的{name}不停止", f"{name} is named in the environment, and is not stopped")
        return False

    def _outboxes_empty(self) -> float:
        """Return when no relay has anything to publish any more; raises DemoError if that takes too long."""
        data = Databases(self.stage.stack.mongodb_url, self.stage.stack.database_prefix)
        end = time.monotonic() + _DRAINED_WITHIN
        try:
            while data.due():
                if time.monotonic() > end:
                    raise DemoError("发件箱没有排空 · the outboxes do not drain")
                time.sleep(0.25)
        finally:
            data.close()
        return time.monotonic()

    def _zeros(self, part: str, outcomes: Sequence[Outcome], closes_ms: int = 0) -> Iterator[Figure]:
        """Yield the figures that must be zero, once all events are handled."""
        self._tell("等待事件处理完毕并核对", "waiting until all events are handled, then comparing")
        drained(self.stage.stack, _DRAINED_WITHIN)
        verdict = self.stage.verdict(outcomes, closes_ms)
        self.verdicts.append(verdict)
        self.late = max([self.late, *(outcome.late for outcome in outcomes)])
        kinds = (
            ("lost", "已确认而丢失", "acknowledged but lost", verdict.lost),
            ("doubled", "重复", "doubled", verdict.doubled),
            (
                "wrongly_late",
                "按时到达却以逾期拒绝",
                "refused as late although it arrived in time",
                verdict.wrongly_late,
            ),
            ("unexplained", "无人提交却已存储", "stored and nobody sent it", verdict.unexplained),
        )
        for key, zh, en, faults in kinds:
            words = "; ".join(f"team {fault.team}: {fault.words}" for fault in faults[:5])
            yield Figure(part, key, zh, en, len(faults), "", ZERO, decides=True, words=words)

    def _run(self, count: int, seconds: float, **how: Any) -> Outcome:
        job = self._job(count, seconds, **how)
        outcome = self.stage.generator.outcome(job)
        self.stage.give_back(self.stage.open_division, outcome)
        if how.get("clients"):
            self._settle()
        return outcome

    def _job(self, count: int, seconds: float, **how: Any) -> Job:
        return self.stage.generator.begin(self.stage.job(self.stage.open_division, count, seconds, **how))

    def _settle(self) -> None:
        """Wait until the events of what came are handled, or they would slow what comes next."""
        drained(self.stage.stack, _DRAINED_WITHIN)

    def _count(self, part: float, seconds: float) -> int:
        return round(self.peak * part * seconds) + 1

    def _offered(self, seconds: float) -> int:
        """Return how many teams come at several times the peak, of which those sent away come again within some 17 s."""
        return round(self.peak * OVER * min(seconds, 20) + self.peak * 2 * seconds)

    def _patience(self, seconds: float) -> float:
        """Return how long those sent away come again: as long as it takes to serve all, and once more to be told."""
        return PATIENCE + OVER * seconds

    def _tell(self, zh: str, en: str) -> None:
        self.stage.progress.tell(zh, en)


def _without_proof(part: str, outcome: Outcome, closes_ms: int) -> Figure:
    """Return how many came before the deadline, hold nothing that proves it, and were refused as late."""
    refused = [attempt for attempt in outcome.ended(End.REFUSED) if is_unproven(attempt, outcome.job.ends, closes_ms)]
    tickets = [request for request in outcome.requests if request[1].endswith("/arrival-tickets")]
    return Figure(
        part,
        "late_without_proof",
        "截止前到来，无凭证且未盖到达时间，以逾期拒绝",
        "came before the deadline, refused as late: no ticket was had, and no gateway that lived had stamped it",
        len(refused),
        words=f"requests for tickets: {_counted(tickets)}",
    )


def _stamped_and_late(part: str, outcome: Outcome, closes_ms: int) -> Figure:
    """Return how many were refused as late that were sent a second and more before the deadline, while the gateway lived."""
    late = [attempt for attempt in outcome.attempts if is_stamped(attempt, closes_ms)]
    return Figure(
        part,
        "stamped_and_late",
        "网关未中断而以逾期拒绝的按时提交",
        "submitted in time to a gateway that lived, refused as late",
        len(late),
        "",
        ZERO,
        decides=True,
        words="; ".join(f"team {each.team}: sent {closes_ms - each.facts['sent_ms']} ms before" for each in late[:5]),
    )


def _counted(requests: Sequence[tuple[float, str, int, float, bool]]) -> str:
    return ", ".join(f"{status}: {count:,}" for status, count in sorted(statuses(requests).items()))

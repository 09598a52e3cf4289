"""`./dasai bench`: figures of a machine, each with what it was measured against in the same run."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import typer
from rich.console import Console
from rich.table import Table

from chassis.edition import load_edition
from cli import demo
from cli.demo.client import Tally, User, browserless
from cli.demo.world import Plan, later
from cli.stack.local import LocalStack
from cli.stack.program import ROOT

from .figures import bucket_percentile, percentile

app = typer.Typer(help="Measure.", no_args_is_help=True)
SERVICES = ("registration", "review", "scoring", "publicity")
STEPS = ("register", "save", "attach", "submit")


@dataclass
class Samples:
    """Seconds by step, from several users at once."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def timed(self, step: str, action: Callable[[], dict[str, object]]) -> dict[str, object]:
        """Do it and note how long it took."""
        began = time.perf_counter()
        answer = action()
        with self.lock:
            self.seconds[step].append(time.perf_counter() - began)
        return answer


class Participants:
    """Users that submit whole projects, each project another."""

    def __init__(self, stack: LocalStack, plan: Plan, users: list[User]) -> None:
        self._stack, self._plan, self._users = stack, plan, users
        self._next, self._lock = 0, threading.Lock()

    def submission(self, user: User, samples: Samples) -> None:
        """Register a team, save its declaration, attach its evidence, submit."""
        with self._lock:
            index, self._next = self._next, self._next + 1
        topic = self._plan.edition.track(self._plan.tracks_of(0)[0]).topics[0].id
        body = self._plan.synthetic.registration(index, self._plan.divisions[0], topic)
        project = self._plan.synthetic.project(index, topic)
        sections = [{"id": name, "text": text} for name, text in project.sections]
        pieces = self._plan.synthetic.evidence(index, body["lead"]["uscc"])

        def whole() -> dict[str, object]:
            team = samples.timed("register", lambda: user.post("/api/v1/teams", body))
            address = f"/api/v1/teams/{team['facts']['team_id']}"  # type: ignore[index]
            samples.timed(
                "save", lambda: user.put(f"{address}/declaration", {"draft_revision": 0, "sections": sections})
            )
            for piece in pieces:
                samples.timed("attach", lambda piece=piece: user.post(f"{address}/evidence", piece))  # type: ignore[misc]
            return samples.timed("submit", lambda: user.post(f"{address}/submissions", {"draft_revision": 1}))

        samples.timed("submission", whole)

    def closed_loop(self, action: Callable[[User, Samples], None], seconds: float) -> tuple[Samples, float]:
        """Every user goes on as fast as it is answered; what was measured, and how long it took."""
        samples, until = Samples(), time.monotonic() + seconds
        began = time.monotonic()

        def go_on(user: User) -> None:
            while time.monotonic() < until:
                action(user, samples)

        with ThreadPoolExecutor(len(self._users)) as pool:
            list(pool.map(go_on, self._users))
        return samples, time.monotonic() - began

    def paced(self, rate: float, seconds: float) -> None:
        """Submissions at a steady rate, whatever the answers take."""
        samples, began = Samples(), time.monotonic()
        with ThreadPoolExecutor(len(self._users) * 2) as pool:
            running = []
            for number in range(max(int(rate * seconds), 1)):
                time.sleep(max(began + number / rate - time.monotonic(), 0))
                running.append(pool.submit(self.submission, self._users[number % len(self._users)], samples))
            for one in running:
                one.result()


def open_division(stack: LocalStack, plan: Plan, users: int) -> tuple[User, list[User]]:
    """One division open for registration, and signed-up participants."""
    http = browserless(users * 4)

    def user() -> User:
        return User(stack.url, Tally(), http=http)

    secretariat = user().sign_in("secretariat", stack.accounts["secretariat"])
    code, password = plan.divisions[0], "a password of a bench"
    roles = [{"role": "host", "division": code}]
    secretariat.post("/api/v1/staff-accounts", {"login": "host", "password": password, "roles": roles})
    host = user().sign_in("host", password)
    host.put(f"/api/v1/divisions/{code}/application", {"scheme": plan.scheme(0)})
    secretariat.post(f"/api/v1/divisions/{code}/approval")
    host.post(f"/api/v1/divisions/{code}/publication")
    return secretariat, [user().sign_up(f"bench-{number}", password) for number in range(users)]


def event_delays(stack: LocalStack) -> dict[float, float]:
    """Cumulative buckets of the time from an event's commit to its being handled, over all workers."""
    buckets: dict[float, float] = defaultdict(float)
    for service in SERVICES:
        for sample in stack.metrics(f"{service}-worker"):
            if sample.name == "dasai_event_delay_seconds_bucket":
                buckets[float(sample.labels["le"])] += sample.value
    return buckets


def service_means(stack: LocalStack) -> dict[str, tuple[float, float]]:
    """Count and summed seconds of each method in registration's server."""
    found: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for sample in stack.metrics("registration-server"):
        if sample.name == "dasai_rpc_seconds_count":
            found[sample.labels["method"]][0] += sample.value
        elif sample.name == "dasai_rpc_seconds_sum":
            found[sample.labels["method"]][1] += sample.value
    return {method: (count, total) for method, (count, total) in found.items()}


def void(_: object) -> None:
    """For whom the answer does not matter."""


@app.callback()
def bench() -> None:
    """Figures, with the command that prints them."""


@app.command()
def smoke(
    seconds: float = typer.Option(20.0, min=2, max=120, help="How long each phase lasts."),
    users: int = typer.Option(8, min=1, max=64, help="How many users at once."),
) -> None:
    """Submissions a second, the bare path beside them, event delay, memory; exits 1 where the delay's p99 reaches 1 s."""
    console = Console()
    with demo.private_stack(probe=True) as (stack, clock):
        plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 33, 1)
        clock.move_to(plan.applies)
        _, people = open_division(stack, plan, users)
        clock.move_to(later(plan.opens, minutes=1))
        crowd = Participants(stack, plan, people)
        contest, took = crowd.closed_loop(crowd.submission, seconds)
        served = service_means(stack)
        text = {"text": "x" * 200}
        bare, bare_took = crowd.closed_loop(
            lambda user, samples: void(samples.timed("bare", lambda: user.post("/api/v1/probe", text))), seconds / 2
        )
        rate = len(contest.seconds["submission"]) / took
        before = event_delays(stack)
        crowd.paced(rate / 2, seconds / 2)
        demo.drained(stack)
        after = event_delays(stack)
        delays = {bound: count - before.get(bound, 0) for bound, count in after.items()}
        _show(console, stack, contest, took, bare, bare_took, served)
        p50, p99 = (bucket_percentile(delays, part) for part in (0.5, 0.99))
        handled = delays.get(float("inf"), 0)
        console.print(
            f"event delay, commit to handled, at half of the rate ({rate / 2:.1f} submissions/s, {handled:.0f} deliveries): "
            f"p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms (estimated from histogram buckets)"
        )
        console.print(
            "memory, MiB: " + ", ".join(f"{name} {size:.0f}" for name, size in sorted(stack.memory().items()))
        )
        console.print(f"database server: {stack.database_name}")
    if p99 >= 1 or handled == 0:
        console.print("[red]the event delay's p99 is not under 1 s[/red]")
        raise typer.Exit(1)


def _show(
    console: Console,
    stack: LocalStack,
    contest: Samples,
    took: float,
    bare: Samples,
    bare_took: float,
    served: dict[str, tuple[float, float]],
) -> None:
    rates = Table("", "a second", "p50 ms", "p99 ms", title="the contest path, closed loop, and the bare path")
    for step in ("submission", *STEPS):
        found = contest.seconds[step]
        rates.add_row(
            step, f"{len(found) / took:.1f}", *(f"{percentile(found, part) * 1000:.0f}" for part in (0.5, 0.99))
        )
    probes = bare.seconds["bare"]
    rates.add_row(
        "bare insert",
        f"{len(probes) / bare_took:.1f}",
        *(f"{percentile(probes, part) * 1000:.0f}" for part in (0.5, 0.99)),
    )
    console.print(rates)
    calls = sum(len(contest.seconds[step]) for step in STEPS)
    ratio = (len(probes) / bare_took) / (calls / took)
    per_submission = (len(probes) / bare_took) / (len(contest.seconds["submission"]) / took)
    console.print(
        f"bare calls : contest calls = {ratio:.2f} : 1; bare calls : complete submissions = {per_submission:.1f} : 1 "
        f"({calls / max(len(contest.seconds['submission']), 1):.0f} calls each)"
    )
    methods = {
        "register": "RegisterTeam",
        "save": "SaveDeclaration",
        "attach": "AttachEvidence",
        "submit": "SubmitProject",
    }
    profile = Table(
        "call", "whole, ms", "in the service, ms", "gateway, gRPC and client, ms", title="where the time goes (means)"
    )
    for step, method in methods.items():
        found, (count, total) = contest.seconds[step], served.get(method, (0.0, 0.0))
        if found and count:
            whole, inside = sum(found) / len(found) * 1000, total / count * 1000
            profile.add_row(step, f"{whole:.1f}", f"{inside:.1f}", f"{whole - inside:.1f}")
    console.print(profile)

"""A stack of registration and the gateway for the API's tests: all parts are real, and it starts quickly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from chassis.edition import load_edition
from chassis.kernel.clock import FileClock
from cli.demo import CHEAP_HASHES
from cli.demo.client import Tally, User, browserless
from cli.demo.world import Plan, later
from cli.stack.local import LocalStack
from cli.stack.program import ROOT
from cli.stack.throwaway import workspace_for

RETRIES = "[0.1, 0.1, 0.1]"
PROCESSES = ("accounts-server", "registration-server", "registration-worker", "registration-relay", "gateway")


@dataclass
class Api:
    """The running stack, an open division, and the signed-in users."""

    stack: LocalStack
    clock: FileClock
    plan: Plan
    secretariat: User
    host: User
    participant: User

    @property
    def division(self) -> str:
        """Return the code of the open division."""
        return self.plan.divisions[0]

    def team(self, index: int, **changes: Any) -> dict[str, Any]:
        """Return the body of a team that may register in the open division."""
        topic = self.plan.edition.track(self.plan.tracks_of(0)[0]).topics[0].id
        return self.plan.synthetic.registration(index, self.division, topic, people=1) | changes


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Run the stack with a division open for registration."""
    with running_api(tmp_path_factory.mktemp("api")) as running:
        yield running


@contextmanager
def running_api(folder: Path, processes: tuple[str, ...] = PROCESSES, **more: str) -> Iterator[Api]:
    """Run the same on this folder, with these processes, and more variables in their environment."""
    clock = FileClock(folder / "clock.json")
    env = {**CHEAP_HASHES, "DASAI_RETRY_DELAYS": RETRIES, **more}
    with (
        workspace_for(env) as workspace,
        LocalStack(folder / "data", clock.path, extra_env=env, processes=processes, workspace=workspace) as stack,
        browserless() as http,
    ):
        plan = Plan(load_edition(ROOT / "editions" / "2024.yaml"), 33, 3)
        clock.move_to(plan.applies)

        def user(login: str, password: str) -> User:
            return User(stack.url, Tally(), http=http).sign_in(login, password)

        secretariat = User(stack.url, Tally(), http=http).sign_in_first("secretariat", stack.accounts["secretariat"])
        code = plan.divisions[0]
        password = "a password for tests"
        roles = [{"role": "host", "division": code}]
        secretariat.invite("host", password, roles)
        host = user("host", password)
        address = f"/api/v1/divisions/{code}"
        host.put(f"{address}/application", {"scheme": plan.scheme(0)})
        secretariat.post(f"{address}/approval")
        host.post(f"{address}/publication")
        clock.move_to(later(plan.opens, minutes=1))
        participant = User(stack.url, Tally(), http=http).sign_up("participant", password)
        yield Api(stack, clock, plan, secretariat, host, participant)

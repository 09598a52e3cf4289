"""A stack of registration and the gateway for the API's tests: all parts are real, and it starts quickly."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.edition import load_edition
from chassis.kernel.clock import FileClock
from cli.demo import CHEAP_HASHES
from cli.demo.client import Tally, User, browserless
from cli.demo.world import Plan, later
from cli.stack.local import LocalStack
from cli.stack.program import ROOT, wait_until
from cli.stack.throwaway import workspace_for
from tests.identity_provider import configured
from tests.service.mailbox import Mailbox
from tests.unit.inspection.clamd import running_clamd

RETRIES = "[0.1, 0.1, 0.1]"
PROCESSES = ("accounts-server", "registration-server", "registration-worker", "registration-relay", "gateway")


# one gateway has learnt what has changed in a session: every other one has so many seconds later
LEARNT_WITHIN = 0.6


@contextmanager
def one_gateway(stack: LocalStack) -> Iterator[None]:
    """Leave one gateway alone, for what each process counts or is given by itself; the others come back at the end."""
    others = stack.names("gateway")[1:]
    for name in others:
        stack.stop(name)
    try:
        yield
    finally:
        for name in others:
            stack.resume(name)


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


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="session")
def providers() -> list[dict[str, Any]]:
    """Return the providers of the deployment: one for all, the same one for staff of a division, and one that is away."""
    port = free_port()
    return [
        configured("people", port),
        configured("division", port, division="110000"),
        configured("away", free_port()),
    ]


@pytest.fixture(scope="session")
def api(tmp_path_factory: pytest.TempPathFactory, providers: list[dict[str, Any]]) -> Iterator[Api]:
    """Run the stack with a division open for registration and a virus scanner, once for all tests that need nothing else."""
    with (
        running_clamd() as scanner,
        running_api(
            tmp_path_factory.mktemp("api"), DASAI_OIDC_PROVIDERS=json.dumps(providers), DASAI_CLAMD_URL=scanner
        ) as running,
    ):
        yield running


@dataclass
class Mailing:
    """The running stack that sends mail to a mail server, and text messages to a folder."""

    api: Api
    mailbox: Mailbox
    sms: Path


@pytest.fixture(scope="session")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailing]:
    """Run accounts, registration and a mail server, for all tests of messages. Experts must have a second factor."""
    mailbox = Mailbox()
    mailbox.start()
    sms = tmp_path_factory.mktemp("sms")
    settings = {
        "DASAI_SMTP_URL": mailbox.url,
        "DASAI_SMS_URL": sms.as_uri(),
        "DASAI_MAIL_FROM": "no-reply@dasai.example.test",
        "DASAI_PUBLIC_URL": "https://dasai.example.test",
        "DASAI_ALLOWED_HOSTS": "127.0.0.1",
        "DASAI_SECURE_COOKIES": "false",
        "DASAI_MAIL_RETRY_DELAYS": str([0.1] * 20 + [3600]),
        "DASAI_MAIL_SECONDS": "1",
        "DASAI_SECOND_FACTOR_ROLES": "expert",
        "DASAI_PASSWORD_RESETS_AN_HOUR": "60",
    }
    processes = (*PROCESSES, "accounts-worker", "accounts-relay")
    with running_api(tmp_path_factory.mktemp("mailing"), processes, **settings) as api:
        yield Mailing(api, mailbox, sms)
    mailbox.stop()


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


def has_ended(api: Api, token: str) -> bool:
    """Return True if a session or token has ended at every gateway, whichever answers, once each has learnt of it."""
    headers = {"Authorization": f"Bearer {token}"}
    address = f"{api.stack.url}/api/v1/accounts/me"
    return wait_until(lambda: httpx.get(address, headers=headers, timeout=30).status_code == 401, LEARNT_WITHIN)

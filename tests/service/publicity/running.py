"""Publicity's three processes over a real broker and database."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import grpc
import httpx
import pymongo
import pytest
from dasai.common.v1 import contest_pb2
from dasai.common.v1.envelope_pb2 import Envelope
from dasai.publicity.v1 import (
    awards_pb2_grpc,
    evidence_pb2,
    evidence_pb2_grpc,
    logo_authorisations_pb2_grpc,
    notices_pb2_grpc,
    objections_pb2_grpc,
    reports_pb2,
    reports_pb2_grpc,
)
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review
from google.rpc.error_details_pb2 import ErrorInfo
from grpc_status import rpc_status
from kombu import Connection

from chassis.actor import Actor, Grant, Role, sign
from chassis.bus.envelope import exchange_of, routing_key_of
from chassis.bus.publisher import ConfirmedPublisher, Outgoing
from chassis.bus.topology import events_exchange, subscription_queue
from chassis.kernel.clock import FileClock, Instant
from chassis.kernel.identifiers import new_id
from chassis.objects import open_objects
from cli.stack.ports import Slot
from cli.stack.run_record import new_prefix
from cli.synthetic import small_pdf

ROOT = Path(__file__).parents[3]
ACTOR_KEY = "only-for-tests-" * 3
SECRET = base64.b64encode(bytes(range(32))).decode()
REPORTER_KEYS = json.dumps({"current": "k1", "keys": {"k1": {"encrypt": SECRET, "match": SECRET}}})
SUBSCRIBED = {
    "accounts": ("staff_changed",),
    "registration": ("team_registered", "team_accounts_changed", "submission_made"),
    "review": ("recommendation_filed", "finalists_proposed", "finalists_confirmed", "team_disqualified"),
    "scoring": ("ranking_frozen", "ranking_amended", "ranking_reopened"),
    "publicity": (
        "awards_proposed",
        "notice_closed",
        "report_adjudicated",
        "organiser_report_adjudicated",
        "objection_settled",
        "award_revoked",
        "organiser_award_revoked",
    ),
}
REPORTER = reports_pb2.Reporter(
    real_name="测试举报人",
    identity_kind=reports_pb2.REPORTER_IDENTITY_KIND_RESIDENT,
    identity_kind_id="resident",
    identity_number="110199190001010001",
    contact="reporter@example.test",
)
# so often a process may end while it starts
MOST_ENDS = 5
# steps of a client of the HTTP addresses
Walk = Callable[[httpx.AsyncClient], Awaitable[None]]
T = TypeVar("T")


def wait_for(look: Callable[[], T], seconds: float = 30) -> T:
    """Return what `look` returns once it is truthy; fail after that many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        value = look()
        if value:
            return value
        time.sleep(0.03)
    pytest.fail(f"waited {seconds} s in vain")


def wait_until_equal(look: Callable[[], T], expected: T, seconds: float = 30) -> T:
    """Look until the value is the expected one or the time is over, and return the last value, to be asserted."""
    end = time.monotonic() + seconds
    while (value := look()) != expected and time.monotonic() < end:
        time.sleep(0.05)
    return value


class Part:
    """A process that is started, killed and started again.

    As by a supervisor: one that ends while it starts, because the database answers late, is started again; one that can't work
    with its settings is not.
    """

    def __init__(self, module: str, env: dict[str, str]) -> None:
        self._command = [sys.executable, "-m", module]
        self._health = f"http://127.0.0.1:{env['DASAI_METRICS_PORT']}/healthz"
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None
        self._ends = 0

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, env=self._env, cwd=ROOT)

    def ready(self) -> bool:
        assert self._process is not None
        status = self._process.poll()
        if status is not None:
            self._ends += 1
            if status == os.EX_CONFIG or self._ends > MOST_ENDS:
                pytest.fail(f"{self._command[-1]} ended with status {status}")
            self.start()
            return False
        try:
            with urllib.request.urlopen(self._health, timeout=2) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except OSError:
            return False

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(30)
            self._process = None


class Publicity:
    """The service as others meet it: events in, events out, calls."""

    def __init__(self, folder: Path, amqp_url: str, mongodb_url: str) -> None:
        self.clock = FileClock(folder / "clock.json")
        self.objects_url = (folder / "objects").as_uri()
        # where the gateway stores evidence that is uploaded
        self.storage = open_objects(f"{self.objects_url}/report-evidence")
        self.amqp_url, self.mongodb_url = amqp_url, mongodb_url
        self.prefix = new_prefix()
        self._slot = Slot(("grpc", "server", "worker", "relay"))
        self.address = f"127.0.0.1:{self._slot.ports['grpc']}"
        self.server = Part("services.publicity.server", self._environment("server"))
        self.worker = Part("services.publicity.worker", self._environment("worker"))
        self.relay = Part("chassis.bus.relay", self._environment("relay"))
        self.parts = (self.server, self.worker, self.relay)
        self.database: Any = pymongo.MongoClient(self.mongodb_url, tz_aware=True)[f"{self.prefix}_publicity"]
        self._publisher = ConfirmedPublisher(self.amqp_url)

    def _environment(self, part: str) -> dict[str, str]:
        return os.environ | {
            "DASAI_SERVICE": "publicity",
            "DASAI_AMQP_URL": self.amqp_url,
            "DASAI_MONGODB_URL": self.mongodb_url,
            "DASAI_DATABASE_PREFIX": self.prefix,
            "DASAI_CLOCK_FILE": str(self.clock.path),
            "DASAI_GRPC_LISTEN": self.address,
            "DASAI_METRICS_PORT": str(self._slot.ports[part]),
            "DASAI_ACTOR_KEY": ACTOR_KEY,
            "DASAI_REPORTER_KEYS": REPORTER_KEYS,
            "DASAI_TRAIL_KEY": SECRET,
            "DASAI_OBJECTS_URL": self.objects_url,
            "DASAI_EDITION_FILE": str(ROOT / "editions" / "2024.yaml"),
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
        }

    def start(self) -> None:
        """Empty the queues, then start all three processes."""
        with Connection(self.amqp_url) as connection:
            channel = connection.channel()
            for source, names in SUBSCRIBED.items():
                events_exchange(source)(channel).declare()
                for name in names:
                    subscription_queue("publicity", source, name)(channel).declare()
                    subscription_queue("publicity", source, name)(channel).purge()
        self._channel = grpc.insecure_channel(self.address)
        for part in self.parts:
            part.start()
        for part in self.parts:
            wait_for(part.ready, 120)
        self.notices = notices_pb2_grpc.NoticesStub(self._channel)
        self.logo_authorisations = logo_authorisations_pb2_grpc.LogoAuthorisationsStub(self._channel)
        self.objections = objections_pb2_grpc.ObjectionsStub(self._channel)
        self.evidence = evidence_pb2_grpc.EvidenceStub(self._channel)
        self.reports = reports_pb2_grpc.ReportsStub(self._channel)
        self.awards = awards_pb2_grpc.AwardsStub(self._channel)

    def stop(self) -> None:
        self._channel.close()
        for part in self.parts:
            part.stop()
        self.database.client.drop_database(self.database.name)
        self.database.client.close()
        self._publisher.close()
        self._slot.release()

    def call(self, method: Any, request: Any, *roles: Role, account: str = "", key: str = "") -> Any:
        """Call as the gateway does."""
        actor = Actor(
            account or (f"account-{roles[0]}" if roles else "public"),
            frozenset(Grant(role) for role in roles),
            self.clock.now(),
        )
        metadata = [("dasai-actor", sign(actor, ACTOR_KEY)), ("idempotency-key", key or new_id())]
        return method(request, metadata=metadata, timeout=15)

    def upload(self, content: bytes = b"") -> str:
        """Store a file as the gateway does, a PDF if no other content is given; return its identifier, not kept yet."""
        upload = new_id()
        self.storage.begin(upload)
        self.storage.append(upload, 0, content or small_pdf(upload))
        return upload

    def keep(self, content: bytes = b"", name: str = "sample.pdf") -> evidence_pb2.KeptEvidence:
        """Store a file and let publicity keep it as evidence."""
        request = evidence_pb2.KeepEvidenceRequest(evidence_id=self.upload(content), file_name=name)
        return self.call(self.evidence.KeepEvidence, request)  # type: ignore[no-any-return]

    def make_known(self, *numbers: int) -> None:
        """Let publicity learn that these teams registered."""
        for number in numbers:
            self.publish(registration.TeamRegistered(team=make_team(number)), self.clock.now())
        known = {"_id": {"$in": [f"team-{number}" for number in numbers]}}
        wait_for(lambda: self.database["known_teams"].count_documents(known) == len(set(numbers)))

    def make_report(self, number: int, notice_id: str = "") -> reports_pb2.FileReportRequest:
        """Make a report against a team, with all that it needs."""
        kept = self.keep()
        return reports_pb2.FileReportRequest(
            team_id=f"team-{number}",
            notice_id=notice_id,
            text="材料属于其他单位",
            evidence=[reports_pb2.ReportEvidence(evidence_id=kept.evidence_id)],
            reporter=REPORTER,
        )

    def publish(self, event: Any, at: Instant, *, event_id: str = "", times: int = 1) -> None:
        """Publish an event of another service as its relay does, that often."""
        envelope = in_envelope(event, at, event_id or new_id())
        type_name = event.DESCRIPTOR.full_name
        out = Outgoing(exchange_of(type_name), routing_key_of(type_name), envelope, type="dasai.common.v1.Envelope")
        self._publisher.publish([out] * times)


def in_envelope(message: Any, at: Instant, event_id: str) -> bytes:
    """Put a message into an envelope of that identifier."""
    envelope = Envelope(id=event_id, type=message.DESCRIPTOR.full_name, aggregate_id=event_id, aggregate_version=1)
    envelope.time.FromDatetime(at)
    envelope.recorded_at.GetCurrentTime()
    envelope.payload.Pack(message)
    return envelope.SerializeToString()


def refusal(error: grpc.RpcError) -> str:
    """Return the stable code with which a call was refused."""
    assert isinstance(error, grpc.Call)
    status = rpc_status.from_call(error)
    info = ErrorInfo()
    assert status is not None
    assert status.details[0].Unpack(info)
    return str(info.reason)


def make_team(number: int) -> contest_pb2.TeamFacts:
    """Make a synthetic team."""
    return contest_pb2.TeamFacts(
        team_id=f"team-{number}",
        edition="2024",
        division_code="110000",
        track="industry",
        topic_id="industry-1",
        team_name=f"测试团队{number}",
        project_name=f"测试数据项目{number}",
        lead=contest_pb2.Organisation(
            uscc=f"USCC{number}", name=f"测试企业{number}", kind="ORGANISATION_KIND_ENTERPRISE"
        ),
        account_ids=[f"account-team-{number}"],
    )


def make_finalists() -> list[review.Finalist]:
    """Make eight finalists of a division."""
    return [
        review.Finalist(team=make_team(number), channel="CHANNEL_DIVISION", recommender_id="110000")
        for number in range(1, 9)
    ]

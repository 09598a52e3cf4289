"""Scoring's three processes over a real broker and database."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import grpc
import pymongo
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from dasai.common.v1 import contest_pb2, envelope_pb2
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import (
    local_awards_pb2_grpc,
    panels_pb2,
    panels_pb2_grpc,
    rankings_pb2,
    rounds_pb2,
    rounds_pb2_grpc,
    sheets_pb2,
    sheets_pb2_grpc,
)
from kombu import Connection, Queue

from chassis.actor import Actor, Grant, Role, sign
from chassis.bus.envelope import exchange_of, routing_key_of
from chassis.bus.publisher import ConfirmedPublisher, Outgoing
from chassis.bus.topology import events_exchange
from chassis.kernel.clock import FileClock
from chassis.kernel.identifiers import new_id
from chassis.mapping import to_message
from cli.stack.ports import Slot
from cli.stack.run_record import new_prefix
from services.scoring.model.facts import TeamFacts
from tests.service.publicity.running import (
    ACTOR_KEY,
    ROOT,
    SECRET,
    Part,
    in_envelope,
    refusal,
    wait_for,
)
from tests.unit.services.scoring.builders import NOW, RUBRIC, filed, team

DIVISION, TRACK = "110000", "industry"
PUBLIC_KEY: Ed25519PublicKey = Ed25519PrivateKey.from_private_bytes(base64.b64decode(SECRET)).public_key()


class Scoring:
    """The service as others meet it: events in, events out, calls."""

    def __init__(self, folder: Path, amqp_url: str, mongodb_url: str) -> None:
        self.clock = FileClock(folder / "clock.json")
        self.amqp_url = amqp_url
        self.prefix = new_prefix()
        modules = ("services.scoring.server", "services.scoring.worker", "chassis.bus.relay")
        self._slot = Slot(("grpc", *modules))
        self.address = f"127.0.0.1:{self._slot.ports['grpc']}"
        self._mongodb_url = mongodb_url
        self.parts = tuple(Part(module, self._environment(module)) for module in modules)
        self.database: Any = pymongo.MongoClient(mongodb_url, tz_aware=True)[f"{self.prefix}_scoring"]
        self._publisher = ConfirmedPublisher(amqp_url)
        self._connection = Connection(amqp_url)
        self._heard: list[Any] = []

    def _environment(self, module: str) -> dict[str, str]:
        return os.environ | {
            "DASAI_SERVICE": "scoring",
            "DASAI_AMQP_URL": self.amqp_url,
            "DASAI_MONGODB_URL": self._mongodb_url,
            "DASAI_DATABASE_PREFIX": self.prefix,
            "DASAI_CLOCK_FILE": str(self.clock.path),
            "DASAI_GRPC_LISTEN": self.address,
            "DASAI_METRICS_PORT": str(self._slot.ports[module]),
            "DASAI_ACTOR_KEY": ACTOR_KEY,
            "DASAI_RANKING_KEY": SECRET,
            "DASAI_EDITION_FILE": str(ROOT / "editions" / "2024.yaml"),
            "PYTHONPATH": os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part),
            "PYTHONWARNINGS": "ignore",
        }

    def start(self) -> None:
        """All three processes, and a queue that hears what scoring tells."""
        self.clock.move_to(NOW)
        self._queue = Queue("test.scoring", events_exchange("scoring"), routing_key="#", durable=True)(
            self._connection.channel()
        )
        self._queue.declare()
        for part in self.parts:
            part.start()
        for part in self.parts:
            wait_for(part.ready)
        self._channel = grpc.insecure_channel(self.address)
        self.panels = panels_pb2_grpc.PanelsStub(self._channel)
        self.rounds = rounds_pb2_grpc.RoundsStub(self._channel)
        self.local_awards = local_awards_pb2_grpc.LocalAwardsStub(self._channel)
        self.sheets = sheets_pb2_grpc.SheetsStub(self._channel)

    def stop(self) -> None:
        """The processes, then what they left."""
        self._channel.close()
        for part in self.parts:
            part.stop()
        self._queue.delete()
        self.database.client.drop_database(self.database.name)
        self.database.client.close()
        self._publisher.close()
        self._connection.release()
        self._slot.release()

    def call(self, method: Any, request: Any, *grants: Grant, account: str = "", key: str = "") -> Any:
        """A call as the gateway makes it."""
        name = account or (f"account-{grants[0].role}-{grants[0].division}" if grants else "public")
        actor = Actor(name, frozenset(grants), self.clock.now())
        metadata = [("dasai-actor", sign(actor, ACTOR_KEY)), ("idempotency-key", key or new_id())]
        return method(request, metadata=metadata, timeout=15)

    def refused(self, method: Any, request: Any, *grants: Grant, account: str = "") -> str:
        """The code with which a call is refused; fails where it is not."""
        with pytest.raises(grpc.RpcError) as error:
            self.call(method, request, *grants, account=account)
        return refusal(error.value)

    def tell(self, message: Any, *, event_id: str = "", times: int = 1) -> None:
        """An event of another service, as its relay publishes it, that often."""
        type_name = message.DESCRIPTOR.full_name
        envelope = in_envelope(message, NOW, event_id or new_id())
        out = Outgoing(exchange_of(type_name), routing_key_of(type_name), envelope, type="dasai.common.v1.Envelope")
        self._publisher.publish([out] * times)

    def heard(self, kind: type[Any]) -> list[Any]:
        """Every event of that type that scoring told so far, each once."""
        while (message := self._queue.get(no_ack=True)) is not None:
            self._heard.append(envelope_pb2.Envelope.FromString(bytes(message.body)))
        seen = {one.id: one for one in self._heard if one.type == kind.DESCRIPTOR.full_name}
        payloads = []
        for one in seen.values():
            payload = kind()
            one.payload.Unpack(payload)
            payloads.append(payload)
        return payloads


HOST = Grant(Role.HOST, DIVISION)
OTHER_HOST = Grant(Role.HOST, "120000")
SECRETARIAT, COMMITTEE = Grant(Role.SECRETARIAT), Grant(Role.COMMITTEE)
EXPERT = Grant(Role.EXPERT, DIVISION)


def facts(one: TeamFacts) -> contest_pb2.TeamFacts:
    """A team as events have it."""
    return to_message(one, contest_pb2.TeamFacts)


def published(division: str, **changes: Any) -> registration.SchemePublished:
    """The division's scheme."""
    return registration.SchemePublished(division_code=division, scheme_version=1, scheme=filed(**changes))


def decided(number: int, track: str, outcome: Any = review.OUTCOME_PASSED, submission: int = 1) -> review.CaseDecided:
    """Review decided of a team's submission."""
    one = facts(team(number, track=track, topic_id=f"{track}-1"))
    return review.CaseDecided(case_id=one.team_id, team=one, submission_number=submission, outcome=outcome)


def collected(scoring: Scoring, track: str, numbers: list[int]) -> str:
    """A round of the division with those projects; answers its id."""
    identifier = f"division-{DIVISION}-{track}"
    scoring.tell(published(DIVISION))
    for number in numbers:
        scoring.tell(decided(number, track))
    wait_for(lambda: len(entries(scoring, identifier)) == len(numbers))
    panel = f"division-{DIVISION}"
    wait_for(lambda: scoring.database["panels"].find_one({"_id": panel, "state.scheme": {"$exists": True}}))
    appointed = [panels_pb2.Expert(account_id=f"expert-{one}", organisation_uscc=f"EXPERT{one}") for one in range(3)]
    scoring.call(
        scoring.panels.AppointExperts, panels_pb2.AppointExpertsRequest(panel_id=panel, experts=appointed), HOST
    )
    return identifier


def entries(scoring: Scoring, identifier: str) -> list[str]:
    """Team ids of a round; none while nobody has heard of it."""
    try:
        found = scoring.call(scoring.rounds.GetRound, rounds_pb2.GetRoundRequest(round_id=identifier), SECRETARIAT)
    except grpc.RpcError as error:
        if refusal(error) != "NOT_FOUND":
            raise
        return []
    return [one.team_id for one in found.entries]


def sheets_of(scoring: Scoring, account: str, round_id: str) -> list[Any]:
    """An expert's sheets of a round."""
    found = scoring.call(scoring.sheets.ListSheets, sheets_pb2.ListSheetsRequest(), EXPERT, account=account)
    return [one for one in found.sheets if one.round_id == round_id]


def score_all(scoring: Scoring, round_id: str, points: dict[str, str]) -> None:
    """Every expert submits every sheet; points by project name."""
    for number in range(3):
        account = f"expert-{number}"
        for one in sheets_of(scoring, account, round_id):
            given = [
                sheets_pb2.Score(criterion_id=line.id, score=points[one.project_name], comment="合成评语")
                for line in RUBRIC
            ]
            save = sheets_pb2.SaveSheetRequest(sheet_id=one.sheet_id, scores=given)
            scoring.call(scoring.sheets.SaveSheet, save, EXPERT, account=account)
            submit = sheets_pb2.SubmitSheetRequest(sheet_id=one.sheet_id)
            scoring.call(scoring.sheets.SubmitSheet, submit, EXPERT, account=account)


def frozen(scoring: Scoring, track: str, points: dict[int, str]) -> str:
    """A frozen round of those projects; answers its id."""
    identifier = collected(scoring, track, list(points))
    assign = rounds_pb2.AssignExpertsRequest(round_id=identifier, seed="published")
    scoring.call(scoring.rounds.AssignExperts, assign, HOST)
    score_all(scoring, identifier, {team(number).project_name: value for number, value in points.items()})
    scoring.call(scoring.rounds.FreezeRound, rankings_pb2.FreezeRoundRequest(round_id=identifier), HOST)
    return identifier


def ranks(ranking: Any) -> list[tuple[str, int, str, bool]]:
    """Team, rank, score, struck."""
    return [(one.team.team_id, one.rank, one.score, one.struck) for one in ranking.projects]

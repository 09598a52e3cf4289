"""Scoring's three processes over a real broker and database."""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import grpc
import pymongo
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from dasai.accounts.v1 import events_pb2 as accounts
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
from chassis.facts.teams import TeamFacts
from chassis.kernel.clock import FileClock
from chassis.kernel.identifiers import new_id
from chassis.mapping import to_message
from cli.stack.ports import Slot
from cli.stack.run_record import new_prefix
from services.scoring.rounds.model.drawing import hash_of
from tests.service.publicity.running import (
    ACTOR_KEY,
    ROOT,
    SECRET,
    Part,
    in_envelope,
    refusal,
    wait_for,
)
from tests.unit.services.scoring.builders import NOW, RUBRIC, make_filed_scheme, make_team

DIVISION = "110000"
PANEL = f"division-{DIVISION}"
EXPERTS = ("expert-0", "expert-1", "expert-2")
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
        self._envelopes: list[envelope_pb2.Envelope] = []

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
            "DASAI_TRAIL_KEY": SECRET,
            "DASAI_EDITION_FILE": str(ROOT / "editions" / "2024.yaml"),
            "PYTHONPATH": os.pathsep.join(part for part in (str(ROOT), os.environ.get("PYTHONPATH", "")) if part),
            "PYTHONWARNINGS": "ignore",
        }

    def start(self) -> None:
        """Start all three processes, and a queue that takes the events of scoring."""
        self.clock.move_to(NOW)
        self._queue = Queue("test.scoring", events_exchange("scoring"), routing_key="#", durable=True)(
            self._connection.channel()
        )
        self._queue.declare()
        self._channel = grpc.insecure_channel(self.address)
        for part in self.parts:
            part.start()
        for part in self.parts:
            wait_for(part.ready, 120)
        self.panels = panels_pb2_grpc.PanelsStub(self._channel)
        self.rounds = rounds_pb2_grpc.RoundsStub(self._channel)
        self.local_awards = local_awards_pb2_grpc.LocalAwardsStub(self._channel)
        self.sheets = sheets_pb2_grpc.SheetsStub(self._channel)

    def stop(self) -> None:
        """Stop the processes, then remove what they left."""
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
        """Call as the gateway does."""
        name = account or (f"account-{grants[0].role}-{grants[0].division}" if grants else "public")
        actor = Actor(name, frozenset(grants), self.clock.now())
        metadata = [("dasai-actor", sign(actor, ACTOR_KEY)), ("idempotency-key", key or new_id())]
        return method(request, metadata=metadata, timeout=15)

    def refused(self, method: Any, request: Any, *grants: Grant, account: str = "") -> str:
        """Return the code with which a call is refused; fail if it is not."""
        with pytest.raises(grpc.RpcError) as error:
            self.call(method, request, *grants, account=account)
        return refusal(error.value)

    def publish(self, event: Any, *, event_id: str = "", times: int = 1) -> None:
        """Publish an event of another service as its relay does, that often."""
        type_name = event.DESCRIPTOR.full_name
        envelope = in_envelope(event, NOW, event_id or new_id())
        out = Outgoing(exchange_of(type_name), routing_key_of(type_name), envelope, type="dasai.common.v1.Envelope")
        self._publisher.publish([out] * times)

    def events(self, kind: type[Any], round_id: str) -> list[Any]:
        """Return every event of that type that scoring has published of a round, each once."""
        while (message := self._queue.get(no_ack=True)) is not None:
            self._envelopes.append(envelope_pb2.Envelope.FromString(bytes(message.body)))
        by_id = {envelope.id: envelope for envelope in self._envelopes if envelope.type == kind.DESCRIPTOR.full_name}
        events = []
        for envelope in by_id.values():
            event = kind()
            envelope.payload.Unpack(event)
            events.append(event)
        return [event for event in events if event.round_id == round_id]


HOST = Grant(Role.HOST, DIVISION)
OTHER_HOST = Grant(Role.HOST, "120000")
SECRETARIAT, COMMITTEE = Grant(Role.SECRETARIAT), Grant(Role.COMMITTEE)
EXPERT = Grant(Role.EXPERT, DIVISION)


def facts_of(team: TeamFacts) -> contest_pb2.TeamFacts:
    """Return a team as events have it."""
    return to_message(team, contest_pb2.TeamFacts)


def scheme_published(division: str, **changes: Any) -> registration.SchemePublished:
    """Make the event of a division's scheme."""
    return registration.SchemePublished(division_code=division, scheme_version=1, scheme=make_filed_scheme(**changes))


def case_decided(
    number: int, track: str, outcome: Any = review.OUTCOME_PASSED, submission: int = 1, sequence: int = 0
) -> review.CaseDecided:
    """Make the event of a decision on a team's submission; its sequence is the submission's number unless one is given."""
    team = facts_of(make_team(number, track=track, topic_id=f"{track}-1"))
    return review.CaseDecided(
        case_id=team.team_id,
        team=team,
        submission_number=submission,
        outcome=outcome,
        sequence=sequence or submission,
    )


def case_reopened(number: int, track: str, sequence: int, submission: int = 1) -> review.CaseReopened:
    """Make the event of a case that is reviewed anew."""
    team = facts_of(make_team(number, track=track, topic_id=f"{track}-1"))
    return review.CaseReopened(case_id=team.team_id, team=team, submission_number=submission, sequence=sequence)


def team_disqualified(number: int, track: str, code: str = "F5_DUPLICATE_PROJECT") -> review.TeamDisqualified:
    """Make the event of a team's disqualification."""
    return review.TeamDisqualified(team_id=make_team(number).team_id, division_code=DIVISION, track=track, code=code)


def collect_round(scoring: Scoring, track: str, numbers: list[int]) -> str:
    """Make a round of the division with those projects and its panel; return its identifier."""
    identifier = f"division-{DIVISION}-{track}"
    scoring.publish(scheme_published(DIVISION))
    for number in numbers:
        scoring.publish(case_decided(number, track))
    wait_for(lambda: len(entry_ids(scoring, identifier)) == len(numbers))
    wait_for(lambda: scoring.database["panels"].find_one({"_id": PANEL, "state.scheme": {"$exists": True}}))
    appoint_experts(scoring, PANEL, EXPERTS)
    return identifier


def appoint_experts(scoring: Scoring, panel_id: str, accounts: Sequence[str]) -> panels_pb2.Panel:
    """Appoint experts, each of an organisation of its own, once scoring knows their accounts; return the panel."""
    division = "" if panel_id == "final" else DIVISION
    for account in accounts:
        scoring.publish(staff_changed(account, division))
    wait_for(lambda: scoring.database["staff"].count_documents({"_id": {"$in": list(accounts)}}) == len(accounts))
    owner = HOST if division else SECRETARIAT
    named = [panels_pb2.Expert(account_id=account) for account in accounts]
    request = panels_pb2.AppointExpertsRequest(panel_id=panel_id, experts=named)
    panel: panels_pb2.Panel = scoring.call(scoring.panels.AppointExperts, request, owner)
    return panel


def staff_changed(account_id: str, division: str, **changes: Any) -> accounts.StaffChanged:
    """Make the event of an expert's account; of the division, or nation-wide if it is empty."""
    roles = [accounts.Grant(role=accounts.ROLE_EXPERT, division=division)]
    known = {"grants": roles, "organisation_uscc": account_id.upper(), "state": accounts.ACCOUNT_STATE_ACTIVE}
    facts = accounts.AccountFacts(account_id=account_id, **{**known, "sequence": 1, **changes})
    return accounts.StaffChanged(account=facts)


def entry_ids(scoring: Scoring, identifier: str) -> list[str]:
    """Return the team ids of a round; none as long as the round is unknown."""
    try:
        round_ = scoring.call(scoring.rounds.GetRound, rounds_pb2.GetRoundRequest(round_id=identifier), SECRETARIAT)
    except grpc.RpcError as error:
        if refusal(error) != "NOT_FOUND":
            raise
        return []
    return [team.team_id for team in round_.entries]


def sheets_of(scoring: Scoring, account: str, round_id: str) -> list[Any]:
    """Return an expert's sheets of a round."""
    listed = scoring.call(scoring.sheets.ListSheets, sheets_pb2.ListSheetsRequest(), EXPERT, account=account)
    return [sheet for sheet in listed.sheets if sheet.round_id == round_id]


def sheet_owners(scoring: Scoring, round_id: str) -> list[str]:
    """Return the experts who have sheets of a round."""
    return [account for account in EXPERTS if sheets_of(scoring, account, round_id)]


def all_scores(points: str, comment: str = "") -> list[sheets_pb2.Score]:
    """Make a score of that many points for each criterion."""
    return [sheets_pb2.Score(criterion_id=criterion.id, score=points, comment=comment) for criterion in RUBRIC]


def submit_scores(scoring: Scoring, account: str, sheet_id: str, points: str, reason: str = "") -> sheets_pb2.Sheet:
    """Let an expert save and submit a sheet with that many points for each criterion."""
    save = sheets_pb2.SaveSheetRequest(sheet_id=sheet_id, scores=all_scores(points, "合成评语"), reason=reason)
    scoring.call(scoring.sheets.SaveSheet, save, EXPERT, account=account)
    submit = sheets_pb2.SubmitSheetRequest(sheet_id=sheet_id)
    submitted: sheets_pb2.Sheet = scoring.call(scoring.sheets.SubmitSheet, submit, EXPERT, account=account)
    return submitted


def score_all(scoring: Scoring, round_id: str, points: dict[str, str]) -> None:
    """Let every expert submit every sheet; points by project name."""
    for account in EXPERTS:
        for sheet in sheets_of(scoring, account, round_id):
            submit_scores(scoring, account, sheet.sheet_id, points[sheet.project_name])


def assign_experts(scoring: Scoring, round_id: str, *further_team_ids: str) -> rounds_pb2.Round:
    """Let the host, or for the final the secretariat, assign experts; the seed is committed first if it was not."""
    owner = SECRETARIAT if round_id.startswith("final-") else HOST
    draws = scoring.call(scoring.rounds.GetDraws, rounds_pb2.GetDrawsRequest(round_id=round_id)).draws
    if not draws:
        commit_seed(scoring, round_id, "published")
    request = rounds_pb2.AssignExpertsRequest(
        round_id=round_id, seed="" if draws else "published", further_team_ids=further_team_ids
    )
    round_: rounds_pb2.Round = scoring.call(scoring.rounds.AssignExperts, request, owner)
    return round_


def commit_seed(scoring: Scoring, round_id: str, seed: str, reason: str = "") -> rounds_pb2.Draw:
    """Let the host, or for the final the secretariat, publish the hash of a seed."""
    owner = SECRETARIAT if round_id.startswith("final-") else HOST
    request = rounds_pb2.CommitSeedRequest(round_id=round_id, seed_hash=hash_of(seed), reason=reason)
    draw: rounds_pb2.Draw = scoring.call(scoring.rounds.CommitSeed, request, owner)
    return draw


def freeze_round(scoring: Scoring, round_id: str, **options: Any) -> rankings_pb2.Ranking:
    """Let the host, or for the final the secretariat, freeze a round."""
    owner = SECRETARIAT if round_id.startswith("final-") else HOST
    request = rankings_pb2.FreezeRoundRequest(round_id=round_id, **options)
    ranking: rankings_pb2.Ranking = scoring.call(scoring.rounds.FreezeRound, request, owner)
    return ranking


def make_frozen_round(scoring: Scoring, track: str, points: dict[int, str]) -> str:
    """Make a frozen round of those projects with their points; return its identifier."""
    identifier = collect_round(scoring, track, list(points))
    assign_experts(scoring, identifier)
    score_all(scoring, identifier, {make_team(number).project_name: value for number, value in points.items()})
    freeze_round(scoring, identifier)
    return identifier


def newest_ranking(scoring: Scoring, round_id: str, *grants: Grant) -> rankings_pb2.Ranking:
    """Return the ranking that counts, as the public sees it, or whoever has the grants."""
    request = rankings_pb2.GetRankingRequest(round_id=round_id)
    ranking: rankings_pb2.Ranking = scoring.call(scoring.rounds.GetRanking, request, *grants)
    return ranking


def reopen_ranking(scoring: Scoring, round_id: str, reason: str = "复核分数") -> None:
    """Let the committee reopen the ranking of a round."""
    request = rankings_pb2.ReopenRankingRequest(round_id=round_id, reason=reason)
    scoring.call(scoring.rounds.ReopenRanking, request, COMMITTEE)


def lines_of(ranking: rankings_pb2.Ranking) -> list[tuple[str, int, str, bool]]:
    """Return team, rank, score, struck of each line."""
    return [(line.team.team_id, line.rank, line.score, line.struck) for line in ranking.projects]

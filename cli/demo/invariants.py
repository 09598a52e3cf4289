"""The independent check after a run: invariants, read from the databases and the bus, not from the services."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dasai_client import models
from kombu import Connection
from pymongo import MongoClient

from chassis.bus.overview import queues_read_by
from chassis.bus.topology import retry_queue
from chassis.edition import Edition
from chassis.service_names import SERVICES
from chassis.settings import settings
from cli.audit import verify_all
from cli.deadletters import find
from services.scoring.rankings.model import Ranking

from . import planted_cases

DUE = {"outbox_at": {"$gte": 1, "$lte": 2**62}}


@dataclass(frozen=True)
class Invariant:
    """An invariant: True if it holds, the number of things checked, and the reason if it does not hold."""

    name: str
    holds: bool
    checked: int
    why: str = ""


class Databases:
    """The documents in the services' databases."""

    def __init__(self, url: str, prefix: str) -> None:
        self._client: MongoClient[dict[str, Any]] = MongoClient(url, tz_aware=True)
        self._prefix = prefix

    def states(self, service: str, collection: str) -> dict[str, dict[str, Any]]:
        """Return the state of every aggregate of a collection, by id."""
        documents = self._client[f"{self._prefix}_{service}"][collection].find({}, {"state": 1, "version": 1})
        return {
            document["_id"]: document.get("state", {}) | {"_version": document["version"]} for document in documents
        }

    def unpublished(self) -> int:
        """Return how many events the bus has not confirmed."""
        count = 0
        for service in SERVICES:
            database = self._client[f"{self._prefix}_{service}"]
            for name in database.list_collection_names():
                documents = database[name].find({"outbox.0": {"$exists": True}}, {"outbox": 1})
                count += sum(len(document["outbox"]) for document in documents)
        return count

    def due(self) -> bool:
        """Return True if a relay has anything to do; by the relays' index, so it costs the same however much is stored."""
        databases = [self._client[f"{self._prefix}_{service}"] for service in SERVICES]
        return any(
            next(iter(database[name].find(DUE, {"_id": 1})), None) is not None
            for database in databases
            for name in database.list_collection_names()
            if "outbox_at" in database[name].index_information()
        )

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def waiting(amqp_url: str, services: Iterable[str]) -> int:
    """Return how many events wait in the queues of these services, for a worker or for their next try."""
    with Connection(amqp_url) as connection:
        queues = [retry_queue(seconds) for seconds in settings().retry_delays]
        queues += [queue for service in services for queue in queues_read_by(service)]
        channel = connection.channel()
        return sum(queue(channel).queue_declare(passive=True).message_count for queue in queues)


def check(
    mongodb_url: str,
    amqp_url: str,
    prefix: str,
    edition: Edition,
    receipts: Mapping[str, models.Receipt],
    occurred: Collection[str],
) -> list[Invariant]:
    """Return every invariant; `receipts` are what the participants hold, by team id, `occurred` names planted cases."""
    data = Databases(mongodb_url, prefix)
    try:
        teams = data.states("registration", "teams")
        invariants = [
            every_case_occurred(occurred),
            _one_team_a_person(teams),
            _submissions_kept(teams, receipts),
            _every_submission_reviewed(teams, data.states("review", "cases")),
            _recommendations_within_quota(data.states("review", "recommendations"), edition),
            _rankings_recomputable(data),
            _awards_within_quotas(data.states("publicity", "awards"), edition),
        ]
        unpublished = data.unpublished()
        invariants.append(
            Invariant(
                "每个事件都已发布 every event is published", unpublished == 0, len(teams), f"{unpublished} are not"
            )
        )
    finally:
        data.close()
    dead = find(amqp_url)
    invariants.append(Invariant("没有死信 no dead letters", not dead, len(SERVICES), f"{len(dead)} are there"))
    trails = verify_all(mongodb_url, prefix)
    broken = {service: why for service, (_, why) in trails.items() if why}
    links = sum(count for count, _ in trails.values())
    name = "审计链完整 audit trails are unbroken"
    invariants.append(Invariant(name, not broken and links > 0, links, str(broken)))
    return invariants


def every_case_occurred(occurred: Collection[str]) -> Invariant:
    """Return an invariant that holds if each planted case occurred, with the names of those that did not."""
    missing = planted_cases.missing(occurred)
    names = "；".join(f"{case.name}: {case.zh} {case.en}" for case in missing)
    name = "预设的情形都已发生 every planted case occurred"
    return Invariant(name, not missing, len(planted_cases.CASES), f"没有发生 did not occur: {names}" if missing else "")


def _one_team_a_person(teams: dict[str, dict[str, Any]]) -> Invariant:
    live = [team for team in teams.values() if team["state"] != "withdrawn"]
    persons = Counter(person["match_key"] for team in live for person in team["representatives"])
    twice = [key for key, count in persons.items() if count > 1]
    name = "一人一队 no representative in two teams (B5)"
    return Invariant(name, not twice and bool(persons), len(persons), f"{len(twice)} persons in two teams")


def _submissions_kept(teams: dict[str, dict[str, Any]], receipts: Mapping[str, models.Receipt]) -> Invariant:
    lost = [
        team_id
        for team_id, receipt in receipts.items()
        if not any(
            submitted["number"] == receipt["number"] and submitted["digest"] == receipt["digest"]
            for submitted in teams.get(team_id, {}).get("receipts", ())
        )
    ]
    doubled = [team_id for team_id, team in teams.items() if len(team.get("receipts", ())) > 1]
    name = "有回执的提交都在且不重复 every receipt's submission is kept, once (C8)"
    why = f"{len(lost)} lost, {len(doubled)} doubled"
    return Invariant(name, not lost and not doubled and bool(receipts), len(receipts), why)


def _every_submission_reviewed(teams: dict[str, dict[str, Any]], cases: dict[str, dict[str, Any]]) -> Invariant:
    submitted = {team_id: len(team["receipts"]) for team_id, team in teams.items() if team.get("receipts")}
    missing = [
        team_id
        for team_id, number in submitted.items()
        if not any(decision["submission_number"] == number for decision in cases.get(team_id, {}).get("decisions", ()))
    ]
    doubled = [case_id for case_id, case in cases.items() if decided_twice(case)]
    name = "每份提交都经审查，重新审查后方可再作决定 every submission reviewed, and again only if reopened (D1, D3)"
    why = f"{len(missing)} not, {len(doubled)} twice"
    return Invariant(name, not missing and not doubled and bool(submitted), len(submitted), why)


def decided_twice(case: dict[str, Any]) -> bool:
    """Return True if a decision follows another one of the case though it was not reopened between them (rules D1, D3)."""
    kinds = [
        kind
        for _, kind in sorted(
            (word.get("sequence", 0), kind) for kind in ("decisions", "reopenings") for word in case.get(kind, ())
        )
    ]
    return any(pair == ("decisions", "decisions") for pair in pairwise(kinds))


def _recommendations_within_quota(recommendations: dict[str, dict[str, Any]], edition: Edition) -> Invariant:
    quota = edition.quotas.recommended_per_division_track
    counts = Counter(
        (code, entry["team"]["track"])
        for code, recommendation in recommendations.items()
        for entry in recommendation.get("entries", ())
        if "lost_at" not in entry and not entry.get("admitted")  # an upheld objection adds beside the quota (F8)
    )
    over = [key for key, count in counts.items() if count > quota]
    name = f"推荐不超过每赛道{quota}个 at most {quota} recommended a track (F1)"
    return Invariant(name, not over and bool(counts), len(counts), f"{over}")


def _rankings_recomputable(data: Databases) -> Invariant:
    from chassis.mongo.codec import from_state

    wrong = []
    rankings = data.states("scoring", "rankings")
    for identifier, state in rankings.items():
        version = state.pop("_version")
        ranking = from_state(Ranking, identifier, version, state)
        again = ranking.recompute()
        if again.projects != ranking.projects or again.disputed != ranking.disputed:
            wrong.append(identifier)
    name = "排名可复算 every ranking recomputable from its sheets (E4)"
    return Invariant(name, not wrong and bool(rankings), len(rankings), f"{wrong}")


def _awards_within_quotas(awards: dict[str, dict[str, Any]], edition: Edition) -> Invariant:
    quotas = {prize.id: prize.quota for prize in edition.prizes.per_track}
    facts = [award["facts"] for award in awards.values()]
    counts = Counter((award.get("track", ""), award["prize"]) for award in facts if award["prize"] in quotas)
    over = [key for key, count in counts.items() if count > quotas[key[1]]]
    name = "每赛道奖项不超额 prizes within the quotas of each track (G2)"
    return Invariant(name, not over and bool(counts), sum(counts.values()), f"{over}")

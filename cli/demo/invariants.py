"""What must hold after any run, whatever happened on the way; read from the databases and the bus, not from the services."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from kombu import Connection
from pymongo import MongoClient

from chassis.bus.topology import retry_queue
from chassis.edition import Edition
from chassis.settings import settings
from cli.audit import verify_all
from cli.deadletters import find
from services.scoring.rankings.model import Ranking

SERVICES = ("registration", "review", "scoring", "publicity")
DUE = {"outbox_at": {"$gte": 1, "$lte": 2**62}}


@dataclass(frozen=True)
class Finding:
    """One invariant, whether it holds, and over how much it was checked."""

    name: str
    holds: bool
    over: int
    why: str = ""


class Databases:
    """The services' documents as they lie."""

    def __init__(self, url: str, prefix: str) -> None:
        self._client: MongoClient[dict[str, Any]] = MongoClient(url, tz_aware=True)
        self._prefix = prefix

    def states(self, service: str, collection: str) -> dict[str, dict[str, Any]]:
        """State of every aggregate of a collection, by id."""
        found = self._client[f"{self._prefix}_{service}"][collection].find({}, {"state": 1, "version": 1})
        return {one["_id"]: one.get("state", {}) | {"_version": one["version"]} for one in found}

    def waiting(self) -> int:
        """Events that the bus has not confirmed."""
        count = 0
        for service in SERVICES:
            database = self._client[f"{self._prefix}_{service}"]
            for name in database.list_collection_names():
                count += sum(
                    len(one["outbox"]) for one in database[name].find({"outbox.0": {"$exists": True}}, {"outbox": 1})
                )
        return count

    def due(self) -> bool:
        """Whether a relay has anything to do, by the index that relays go by: it costs the same however much is stored."""
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


def retrying(amqp_url: str) -> int:
    """Events that wait for the next try of whoever could not handle them."""
    with Connection(amqp_url) as connection:
        channel = connection.channel()
        delays = [retry_queue(seconds)(channel) for seconds in settings().retry_delays]
        return sum(delay.queue_declare(passive=True).message_count for delay in delays)


def check(
    mongodb_url: str, amqp_url: str, prefix: str, edition: Edition, receipts: dict[str, dict[str, Any]]
) -> list[Finding]:
    """Every invariant; `receipts` are what the participants hold, by team id."""
    data = Databases(mongodb_url, prefix)
    try:
        teams = data.states("registration", "teams")
        found = [
            _one_team_a_person(teams),
            _receipts_stand(teams, receipts),
            _every_submission_reviewed(teams, data.states("review", "cases")),
            _recommendations_within(data.states("review", "recommendations"), edition),
            _rankings_recomputable(data),
            _awards_within(data.states("publicity", "awards"), edition),
        ]
        waiting = data.waiting()
        found.append(
            Finding("每个事件都已发布 every event left its outbox", waiting == 0, len(teams), f"{waiting} wait")
        )
    finally:
        data.close()
    dead = find(amqp_url)
    found.append(Finding("没有死信 no dead letters", not dead, 4, f"{len(dead)} lie there"))
    trails = verify_all(mongodb_url, prefix)
    broken = {service: why for service, (_, why) in trails.items() if why}
    links = sum(count for count, _ in trails.values())
    found.append(Finding("审计链完整 audit trails hold", not broken and links > 0, links, str(broken)))
    return found


def _one_team_a_person(teams: dict[str, dict[str, Any]]) -> Finding:
    live = [team for team in teams.values() if team["state"] != "withdrawn"]
    persons = Counter(person["match_key"] for team in live for person in team["representatives"])
    twice = [key for key, count in persons.items() if count > 1]
    name = "一人一队 no representative in two teams (B5)"
    return Finding(name, not twice and bool(persons), len(persons), f"{len(twice)} persons in two teams")


def _receipts_stand(teams: dict[str, dict[str, Any]], receipts: dict[str, dict[str, Any]]) -> Finding:
    lost = [
        team_id
        for team_id, receipt in receipts.items()
        if not any(
            one["number"] == receipt["number"] and one["digest"] == receipt["digest"]
            for one in teams.get(team_id, {}).get("receipts", ())
        )
    ]
    doubled = [team_id for team_id, team in teams.items() if len(team.get("receipts", ())) > 1]
    name = "有回执的提交都在且不重复 every receipt's submission stands, none twice (C8)"
    return Finding(
        name, not lost and not doubled and bool(receipts), len(receipts), f"{len(lost)} lost, {len(doubled)} doubled"
    )


def _every_submission_reviewed(teams: dict[str, dict[str, Any]], cases: dict[str, dict[str, Any]]) -> Finding:
    submitted = {team_id: len(team["receipts"]) for team_id, team in teams.items() if team.get("receipts")}
    missing = [
        team_id
        for team_id, number in submitted.items()
        if not any(one["submission_number"] == number for one in cases.get(team_id, {}).get("decisions", ()))
    ]
    doubled = [case_id for case_id, case in cases.items() if len(case.get("decisions", ())) > 1]
    name = "每份提交都经审查 every submission reviewed, once (D1)"
    return Finding(
        name,
        not missing and not doubled and bool(submitted),
        len(submitted),
        f"{len(missing)} not, {len(doubled)} twice",
    )


def _recommendations_within(recommendations: dict[str, dict[str, Any]], edition: Edition) -> Finding:
    quota = edition.quotas.recommended_per_division_track
    standing = Counter(
        (code, entry["team"]["track"])
        for code, one in recommendations.items()
        for entry in one.get("entries", ())
        if "lost_at" not in entry
    )
    over = [key for key, count in standing.items() if count > quota]
    name = f"推荐不超过每赛道{quota}个 at most {quota} recommended a track (F1)"
    return Finding(name, not over and bool(standing), len(standing), f"{over}")


def _rankings_recomputable(data: Databases) -> Finding:
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
    return Finding(name, not wrong and bool(rankings), len(rankings), f"{wrong}")


def _awards_within(awards: dict[str, dict[str, Any]], edition: Edition) -> Finding:
    quotas = {prize.id: prize.quota for prize in edition.prizes.per_track}
    facts = [one["facts"] for one in awards.values()]
    given = Counter((one.get("track", ""), one["prize"]) for one in facts if one["prize"] in quotas)
    over = [key for key, count in given.items() if count > quotas[key[1]]]
    name = "每赛道奖项不超额 prizes within the quotas of each track (G2)"
    return Finding(name, not over and bool(given), sum(given.values()), f"{over}")

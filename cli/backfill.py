"""`./dasai backfill`: give services the events of their lists that were published before they subscribed to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import typer
from dasai.accounts.v1.events_pb2 import StaffChanged
from dasai.common.v1.envelope_pb2 import Envelope
from dasai.registration.v1.events_pb2 import SchemePublished, SubmissionMade, TeamAccountsChanged, TeamRegistered
from dasai.review.v1.events_pb2 import RecommendationFiled
from dasai.scoring.v1.events_pb2 import ExpertsAppointed
from google.protobuf.message import Message
from pymongo import MongoClient

from chassis.audit.trail import Trail
from chassis.bus.envelope import routing_key_of
from chassis.bus.publisher import ConfirmedPublisher, Outgoing
from chassis.bus.topology import declare, subscription_queue
from cli.network import reaching
from cli.stack.deployment import DataOption, Deployment

# The events from which a service keeps a list that must be whole: publicity's of who takes part (rule H2) and whose team it is
# (rules F8, H3) or division (rules G2, H3), scoring's of whose project it is (rule E2) and which files experts read (rule E3),
# registration's of the own organisations of staff (rules A4, B7, K1) and of the experts of panels (rules E1, E2), review's and
# scoring's of who may be appointed (rules D2, E1). Their handlers keep the newest of each team, account or panel, so that an
# event may come again after any time. Of each only the newest is given: what follows a list, such as who gets cases, would else
# go through all that a team or an account ever was.
LISTS: Mapping[str, tuple[type[Message], ...]] = {
    "publicity": (
        TeamRegistered,
        TeamAccountsChanged,
        SubmissionMade,
        StaffChanged,
        SchemePublished,
        RecommendationFiled,
    ),
    "registration": (StaffChanged, ExpertsAppointed),
    "review": (StaffChanged,),
    "scoring": (TeamAccountsChanged, StaffChanged, SubmissionMade),
}
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Backfilled:
    """The numbers of events of a kind that a service was given, and of links of the trail without a body (rule K4)."""

    service: str
    event: str
    events: int
    erased: int


def backfill(mongodb_url: str, amqp_url: str, prefix: str) -> Iterator[Backfilled]:
    """Put the newest events of the lists from the audit trails into the queues of the services that keep them; say how many.

    Nobody else gets them. May be ended and called again: what comes twice changes nothing. Raises UnreachableError if the
    database or the broker is away.
    """
    client: MongoClient[dict[str, Any]] = MongoClient(mongodb_url, tz_aware=True, serverSelectionTimeoutMS=5000)
    publisher = ConfirmedPublisher(amqp_url)
    try:
        for service, event in ((service, event) for service, events in LISTS.items() for event in events):
            name = event.DESCRIPTOR.full_name
            source = name.split(".")[1]
            queue = subscription_queue(service, source, routing_key_of(name))
            with reaching("消息队列", "the broker", amqp_url):
                declare(publisher.connect(), [queue])
            database, given, erased = client[f"{prefix}_{source}"], 0, 0
            newest = _newest(database, mongodb_url, name)
            for links in _batches(database, mongodb_url):
                erased += sum("body" not in link for link in links)
                outgoing = [
                    Outgoing("", queue.name, bytes(link["body"]), message_id=link["event_id"], type=name)
                    for link in links
                    if "body" in link and link["event_id"] in newest
                ]
                with reaching("消息队列", "the broker", amqp_url):
                    publisher.publish(outgoing)
                given += len(outgoing)
            yield Backfilled(service, name, given, erased)
    finally:
        publisher.close()
        client.close()


def _newest(database: Any, url: str, name: str) -> frozenset[str]:
    """Return the identifiers of a kind's events in a trail, of each aggregate the newest alone."""
    newest: dict[str, tuple[int, int, str]] = {}
    for links in _batches(database, url):
        for link in links:
            envelope = Envelope.FromString(bytes(link["body"])) if "body" in link else None
            if envelope is not None and envelope.type == name:
                place = (envelope.aggregate_version, envelope.ordinal, link["event_id"])
                newest[envelope.aggregate_id] = max(newest.get(envelope.aggregate_id, place), place)
    return frozenset(event_id for _, _, event_id in newest.values())


def _batches(database: Any, url: str) -> Iterator[list[dict[str, Any]]]:
    """Yield the links of a service's trail, so many at once."""
    with reaching("数据库", "the database", url):
        trail = Trail(database).links()
    while True:
        with reaching("数据库", "the database", url):
            links = list(islice(trail, _BATCH))
        if not links:
            return
        yield links


def backfill_(data: DataOption = None) -> None:
    """将订阅之前的事件从审计链补发给需要完整名录的服务；可重复执行。

    Give services that keep a list the events from before they subscribed, out of the audit trails; may be called again.
    """
    deployment = Deployment(data)
    for given in backfill(deployment.mongodb_url, deployment.amqp_url, deployment.database_prefix):
        erased = f"，{given.erased}环的内容已删除 bodies erased" if given.erased else ""
        typer.echo(f"{given.service}  {given.event}: 补发 {given.events} 个 given{erased}")

"""`./dasai deadletters`: show the events that could not be handled, and put them back into their queues."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import typer
from google.protobuf import json_format
from kombu import Connection

from chassis.bus.envelope import Undecodable, open_envelope
from chassis.bus.publisher import ConfirmedPublisher, Outgoing
from chassis.bus.topology import dead_letter_queue
from chassis.service_names import SERVICES
from cli.network import reaching
from cli.stack.deployment import DataOption, Deployment

Service = StrEnum("Service", {name: name for name in SERVICES})  # type: ignore[misc]  # the names are those of the list
app = typer.Typer(
    help="未能处理的事件（死信）：列出、查看、放回 · events that could not be handled: list, show, replay",
    no_args_is_help=True,
)

ServiceOption = Annotated[
    Service | None, typer.Option(help=f"只看该服务 · of this service only: {', '.join(SERVICES)}")
]
IdentifierArgument = Annotated[str, typer.Argument(help="死信的编号 · the id of the dead letter")]


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message in the dead letters of a service, with the reason and the queue that it failed in."""

    service: str
    id: str
    type: str
    queue: str
    reason: str
    attempts: int
    body: bytes
    tag: Any

    @classmethod
    def of(cls, service: str, message: Any) -> DeadLetter:
        """Read a message: our workers write the reason into a header; what the broker itself gave up has `x-death`."""
        headers = message.headers or {}
        deaths = headers.get("x-death") or [{}]
        reason = headers.get("dasai-reason") or f"BROKER: {deaths[0].get('reason', 'unknown')}"
        return cls(
            service=service,
            id=message.properties.get("message_id") or "",
            type=message.properties.get("type") or "",
            queue=headers.get("dasai-queue") or str(deaths[0].get("queue", "")),
            reason=reason,
            attempts=int(headers.get("dasai-attempts") or deaths[0].get("count") or 0),
            body=bytes(message.body or b""),
            tag=message,
        )


@contextmanager
def opened(url: str, service: str) -> Iterator[Iterator[DeadLetter]]:
    """Iterate over all dead letters of a service; those that are not acknowledged inside stay in the queue."""
    with reaching("消息队列", "the broker", url), Connection(url, connect_timeout=5) as connection:
        channel = connection.channel()
        queue = dead_letter_queue(service)(channel)
        queue.declare()

        def letters() -> Iterator[DeadLetter]:
            while (message := queue.get(no_ack=False, accept=None)) is not None:
                yield DeadLetter.of(service, message)

        yield letters()


def find(url: str, service: str = "") -> list[DeadLetter]:
    """Return the dead letters of one service, or of all."""
    dead: list[DeadLetter] = []
    for name in [service] if service else SERVICES:
        with opened(url, name) as letters:
            dead += letters
    return dead


def replay(url: str, wanted: str = "", service: str = "") -> int:
    """Put dead letters (one by id, or all) back into the queue they failed in; returns how many.

    Each is published and confirmed before it is taken out, so that none is lost; handlers know events by id, so that an
    event that arrives twice is applied once.
    """
    count = 0
    publisher = ConfirmedPublisher(url)
    for name in [service] if service else SERVICES:
        with opened(url, name) as letters:
            for letter in letters:
                if (wanted and letter.id != wanted) or not letter.queue:
                    continue
                publisher.publish([Outgoing("", letter.queue, letter.body, message_id=letter.id, type=letter.type)])
                letter.tag.ack()
                count += 1
    publisher.close()
    return count


@app.command("list", short_help="列出死信 · list the dead letters")
def list_(service: ServiceOption = None, data: DataOption = None) -> None:
    """每封死信列出一行：服务、编号、事件、次数、原因。

    Print a line for each dead letter: service, id, event, attempts, reason.
    """
    letters = find(Deployment(data).amqp_url, service or "")
    for letter in letters:
        print(letter.service, letter.id or "-", letter.type or "-", letter.attempts, letter.reason, sep="\t")
    print(f"死信 {len(letters)} 封 · dead letters: {len(letters)}")


@app.command(short_help="查看一封死信 · show all of a dead letter")
def show(identifier: IdentifierArgument, data: DataOption = None) -> None:
    """显示一封死信的全部内容。

    Print all of a dead letter.
    """
    for letter in find(Deployment(data).amqp_url):
        if letter.id == identifier:
            print(
                f"service  {letter.service}\nqueue    {letter.queue}\nreason   {letter.reason}\nattempts {letter.attempts}"
            )
            try:
                envelope, payload = open_envelope(letter.body)
            except Undecodable as error:
                print(f"body     {len(letter.body)} bytes, {error}")
            else:
                print(json_format.MessageToJson(envelope, preserving_proto_field_name=True, ensure_ascii=False))
                print(json.dumps({"payload_type": payload.DESCRIPTOR.full_name}))
            return
    raise SystemExit(f"没有这样的死信 · no dead letter {identifier}")


@app.command("replay", short_help="重新投递 · put dead letters back into their queues")
def replay_(
    identifier: IdentifierArgument = "",
    service: ServiceOption = None,
    everything: Annotated[bool, typer.Option("--all", help="全部 · all of them")] = False,
    data: DataOption = None,
) -> None:
    """按编号将一封死信放回原队列；--all放回全部。

    Put one back into its queue by its id, or all with --all.
    """
    if not identifier and not everything:
        raise SystemExit("请给出编号，或用 --all · give an id, or --all")
    count = replay(Deployment(data).amqp_url, identifier, service or "")
    print(f"已重新投递 {count} 封 · put back: {count}")

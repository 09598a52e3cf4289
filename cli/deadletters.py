"""`./dasai deadletters`: show the events that could not be handled, and put them back into their queues."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer
from google.protobuf import json_format
from kombu import Connection

from chassis.bus.dead_letters import DeadLetter as DeadLetter
from chassis.bus.dead_letters import letters_of, put_back
from chassis.bus.envelope import Undecodable, open_envelope
from chassis.bus.publisher import ConfirmedPublisher
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


@contextmanager
def opened(url: str, service: str) -> Iterator[Iterator[DeadLetter]]:
    """Iterate over all dead letters of a service; those that are not acknowledged inside stay in the queue."""
    with reaching("消息队列", "the broker", url), Connection(url, connect_timeout=5) as connection:
        yield letters_of(connection.channel(), service)


def find(url: str, service: str = "") -> list[DeadLetter]:
    """Return the dead letters of one service, or of all."""
    dead: list[DeadLetter] = []
    for name in [service] if service else SERVICES:
        with opened(url, name) as letters:
            dead += letters
    return dead


def replay(url: str, wanted: str = "", service: str = "") -> int:
    """Put dead letters (one by id, or all) back into the queue that they failed in; return how many."""
    count = 0
    publisher = ConfirmedPublisher(url)
    for name in [service] if service else SERVICES:
        with opened(url, name) as letters:
            count += put_back(letters, publisher, wanted)
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

"""`./dasai events`: make the catalogue of events, from the contracts and from what the services subscribe to."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import typer
from dasai.common.v1.envelope_pb2 import consumers
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto

from chassis.kernel.identifiers import snake_case
from chassis.service_names import SERVICES
from cli.contracts import comments, compile_contracts

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("docs/events.md")
_MESSAGE, _FIELD = 4, 2

# Events that no service acts on, each with what it is for. One that gets a handler must leave this list.
_RECORD = "it stands in the audit trail (rule D5), and those concerned see it in the service's own answers."
NOBODY: Mapping[str, str] = {
    f"dasai.{name}": _RECORD
    for name in (
        "accounts.v1.AccountOpened",
        "accounts.v1.OrganisationRecorded",
        "accounts.v1.ConsentRecorded",
        "accounts.v1.StaffInvited",
        "accounts.v1.InvitationRevoked",
        "accounts.v1.SecondFactorResetRejected",
        "accounts.v1.PasswordResetLinkUsed",
        "accounts.v1.TokenEnded",
        "accounts.v1.LinkCodeMade",
        "registration.v1.ActivityPublished",
        "registration.v1.DossierFetched",
        "registration.v1.DossierRequested",
        "registration.v1.SignedUp",
        "registration.v1.SignedOff",
        "registration.v1.PersonalDataSeen",
        "registration.v1.SignUpsExported",
        "review.v1.CaseOpened",
        "review.v1.DuplicateSettled",
        "review.v1.ReviewerRecused",
        "scoring.v1.RoundOpened",
        "scoring.v1.SeedCommitted",
        "publicity.v1.LogoAuthorisationWithdrawn",
        "publicity.v1.LogoUseAuthorised",
        "publicity.v1.ReporterRead",
    )
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an event."""

    name: str
    kind: str
    comment: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the contracts."""

    name: str
    comment: str
    fields: tuple[Field, ...]
    consumers: tuple[str, ...] = ()

    @property
    def service(self) -> str:
        """Return the service that raises it."""
        return self.name.split(".")[1]

    @property
    def short(self) -> str:
        """Return its name without the package."""
        return self.name.rsplit(".", 1)[-1]


@dataclass(frozen=True, slots=True)
class Wiring:
    """The wiring of a service to events; `raisers` leads from the class of an event to the methods that raise it."""

    service: str
    raises: Mapping[str, str]
    hears: Sequence[Mapping[str, str]]
    timers: Sequence[Mapping[str, Any]]
    raisers: Mapping[str, Sequence[str]] = field(default_factory=dict)


def events_of(files: Sequence[FileDescriptorProto]) -> tuple[Event, ...]:
    """Return the messages of each events.proto that are no part of another message, in the order of the services."""
    parts = {part.type_name for file in files for message in file.message_type for part in message.field}
    ordered = sorted(
        (file for file in files if file.name.endswith("/events.proto")),
        key=lambda file: SERVICES.index(file.package.split(".")[1]),
    )
    return tuple(event for file in ordered for event in _events_of(file, parts))


def _events_of(file: FileDescriptorProto, parts: set[str]) -> Iterator[Event]:
    texts = comments(file)
    for index, message in enumerate(file.message_type):
        name = f"{file.package}.{message.name}"
        extensions: Any = message.options.Extensions
        if f".{name}" not in parts:
            yield Event(
                name=name,
                comment=texts.get((_MESSAGE, index), ""),
                fields=tuple(
                    Field(part.name, _kind(part), texts.get((_MESSAGE, index, _FIELD, place), ""))
                    for place, part in enumerate(message.field)
                ),
                consumers=tuple(extensions[consumers]),
            )


def _kind(part: FieldDescriptorProto) -> str:
    kind = part.type_name.rsplit(".", 1)[-1] or FieldDescriptorProto.Type.Name(part.type)[5:].lower()
    return f"{kind}[]" if part.label == FieldDescriptorProto.LABEL_REPEATED else kind


def raisers_in(model: Path, classes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return for each event class the methods of a model that construct it, such as `Team.submit`."""
    places_of: dict[str, list[str]] = {name: [] for name in classes}
    for path in sorted(model.rglob("*.py")):
        if path.name != "events.py":
            _walk(ast.parse(path.read_text(encoding="utf-8")), (), places_of)
    return {name: tuple(dict.fromkeys(places)) for name, places in places_of.items()}


def _walk(node: ast.AST, scope: tuple[str, ...], places_of: dict[str, list[str]]) -> None:
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        scope = (*scope, node.name)
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in places_of:
            places_of[name].append(".".join(scope))
    for child in ast.iter_child_nodes(node):
        _walk(child, scope, places_of)


def wiring_of(service: str) -> Wiring:
    """Return the wiring of a service, from a process of its own; raises SystemExit with that process's error."""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "cli.subscriptions", service],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise SystemExit(f"services.{service} does not import:\n{run.stderr}")
    wiring = json.loads(run.stdout.splitlines()[-1])
    raisers = raisers_in(ROOT / "services" / service, tuple(wiring["raises"]))
    return Wiring(service, wiring["raises"], wiring["hears"], wiring["timers"], raisers)


def problems(events: Sequence[Event], wirings: Sequence[Wiring], nobody: Mapping[str, str] = NOBODY) -> Iterator[str]:
    """Iterate over events without a class, a raiser or a listener, and over classes and listeners without an event."""
    known = {event.name for event in events}
    by_service = {wiring.service: wiring for wiring in wirings}
    events_heard = {item["event"] for wiring in wirings for item in wiring.hears}
    for event in events:
        wiring = by_service[event.service]
        classes = [name for name, message in wiring.raises.items() if message == event.name]
        if not classes:
            yield f"{event.name}: EVENTS of services/{event.service}/catalogue.py does not have it"
        elif not any(wiring.raisers.get(name) for name in classes):
            yield f"{event.name}: nothing in services/{event.service} raises it"
        hearers = {wiring.service for wiring, _ in _hearers(event, wirings)}
        for service in sorted(hearers - set(event.consumers)):
            yield f"{event.name}: {service} hears it, and its `consumers` do not say so"
        for service in sorted(set(event.consumers) - hearers):
            yield f"{event.name}: its `consumers` name {service}, whose worker does not hear it"
        if event.name not in events_heard and event.name not in nobody:
            yield f"{event.name}: no worker hears it, and NOBODY in cli/events.py does not say why"
        if event.name in events_heard and event.name in nobody:
            yield f"{event.name}: NOBODY in cli/events.py says that no worker hears it, and one does"
    for wiring in wirings:
        for name, message in wiring.raises.items():
            if message not in known:
                yield f"services/{wiring.service}/catalogue.py: {name} is sent as {message}, which is no event"
        for item in wiring.hears:
            if item["event"] not in known:
                yield f"services/{wiring.service}/worker.py: hears {item['event']}, which is no event"
            if not item["does"]:
                yield f"services/{wiring.service}: {item['handler']} has no docstring"
    for name in nobody:
        if name not in known:
            yield f"NOBODY in cli/events.py: {name} is no event"


def render(events: Sequence[Event], wirings: Sequence[Wiring], nobody: Mapping[str, str] = NOBODY) -> str:
    """Return the catalogue as Markdown."""
    by_service = {wiring.service: wiring for wiring in wirings}
    lines = [
        "# 事件目录 · Catalogue of events",
        "",
        "Made by `./dasai events catalogue` from `proto/` and `services/*/worker.py`; don't edit it by hand.",
        "Each travels in `dasai.common.v1.Envelope` through the topic exchange `<service>.events`; delivery is at",
        "least once and in any order, and every handler converges.",
        "",
        "| event | raised by | heard by |",
        "| --- | --- | --- |",
    ]
    for event in events:
        names = ", ".join(hearer.service for hearer, _ in _hearers(event, wirings)) or "–"
        lines.append(f"| [{event.short}](#{event.short.lower()}) | {event.service} | {names} |")
    for event in events:
        lines += ["", f"## {event.short}", "", event.comment, ""]
        lines.append(f"- message `{event.name}`, exchange `{event.service}.events`, ")
        lines[-1] += f"routing key `{snake_case(event.short)}`"
        wiring = by_service[event.service]
        classes = [name for name, message in wiring.raises.items() if message == event.name]
        places = [f"`{place}`" for name in classes for place in wiring.raisers.get(name, ())]
        lines.append(f"- raised by {event.service}: {', '.join(places)}")
        hearers = list(_hearers(event, wirings))
        lines += [f"- {hearer.service} hears it, `{item['handler']}`: {item['does']}" for hearer, item in hearers]
        if not hearers:
            lines.append(f"- nobody acts on it: {nobody.get(event.name, '')}")
        lines += ["", "| field | type | |", "| --- | --- | --- |"]
        lines += [f"| `{part.name}` | {part.kind} | {part.comment} |" for part in event.fields]
    lines += ["", "## By the clock", "", "| service | every | what |", "| --- | --- | --- |"]
    lines += [
        f"| {wiring.service} | {timer['seconds']:g} s | `{timer['handler']}`: {timer['does']} |"
        for wiring in wirings
        for timer in wiring.timers
    ]
    return "\n".join(lines) + "\n"


def _hearers(event: Event, wirings: Sequence[Wiring]) -> Iterator[tuple[Wiring, Mapping[str, str]]]:
    for wiring in wirings:
        for item in wiring.hears:
            if item["event"] == event.name:
                yield wiring, item


app = typer.Typer(help="事件目录 · the catalogue of events", no_args_is_help=True)


@app.callback()
def events() -> None:
    """事件目录 · the catalogue of events."""


@app.command("catalogue")
def catalogue(
    check: bool = typer.Option(False, "--check", help="只核对 · only compare with docs/events.md"),
) -> None:
    """生成docs/events.md；加 --check 时只核对是否与代码一致。

    Write docs/events.md; with --check, only compare it with the code.
    """
    events = events_of(compile_contracts())
    wirings = tuple(wiring_of(service) for service in SERVICES)
    wrong = list(problems(events, wirings))
    for line in wrong:
        typer.echo(f"事件有误 · wrong: {line}", err=True)
    text = render(events, wirings)
    path = ROOT / CATALOGUE
    if not check:
        path.write_text(text, encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        wrong.append("stale")
        typer.echo(f"{CATALOGUE} 已过期 · is stale: run `./dasai events catalogue`", err=True)
    if wrong:
        raise typer.Exit(1)
    typer.echo(f"{CATALOGUE}: {len(events)} 个事件 · events")


if __name__ == "__main__":
    app()

"""`./dasai contracts`: compare proto/ with its baseline, so that it only grows.

A field, a message, an enum value, an rpc or a service may be added, but neither removed nor changed within its version. All
are known by their full names, so they may move to another file. A breaking change is a new version, which is a new package.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)

ROOT = Path(__file__).resolve().parent.parent / "proto"
BASELINE = "baseline.json"

# Field numbers in descriptor.proto, with which SourceCodeInfo gives the place of a comment.
_MESSAGE, _ENUM, _SERVICE = 4, 5, 6
_NESTED, _NESTED_ENUM = 3, 4

Surface = dict[str, str]


class ContractsError(Exception):
    """The contracts do not compile, or there is no baseline."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a check: `mistakes` and `breaks` are red, `added` is green and waits for `accept`."""

    mistakes: tuple[str, ...]
    breaks: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Return True if nothing is red."""
        return not self.mistakes and not self.breaks


def compile_contracts(root: Path = ROOT) -> tuple[FileDescriptorProto, ...]:
    """Return every .proto under `root`/dasai with its comments; raise ContractsError if protoc refuses a file."""
    import grpc_tools  # type: ignore[import-untyped]
    from grpc_tools import protoc

    sources = sorted(str(path) for path in (root / "dasai").rglob("*.proto"))
    google = Path(grpc_tools.__file__).parent / "_proto"
    with tempfile.TemporaryDirectory(prefix="dasai-contracts-") as folder:
        out = Path(folder) / "all.binpb"
        options = [f"--descriptor_set_out={out}", "--include_source_info"]
        code = protoc.main(["protoc", f"-I{root}", f"-I{google}", *options, *sources])
        if code != 0:
            raise ContractsError(f"protoc refused the contracts (exit {code})")
        return tuple(FileDescriptorSet.FromString(out.read_bytes()).file)


def surface(files: Sequence[FileDescriptorProto]) -> Surface:
    """Return everything that a peer can see: its kind and full name, with the part of it that must not change."""
    return dict(line for file in files for line in _file_lines(file))


def _file_lines(file: FileDescriptorProto) -> Iterator[tuple[str, str]]:
    for message in file.message_type:
        yield from _message_lines(file.package, message)
    for enum in file.enum_type:
        yield from _enum_lines(file.package, enum)
    for extension in file.extension:
        yield f"extension {file.package}.{extension.name}", f"{_field(extension, '')} of {extension.extendee}"
    for service in file.service:
        name = f"{file.package}.{service.name}"
        yield f"service {name}", "service"
        for method in service.method:
            request = ("stream " if method.client_streaming else "") + method.input_type
            answer = ("stream " if method.server_streaming else "") + method.output_type
            yield f"rpc {name}.{method.name}", f"{request} -> {answer}"


def _message_lines(scope: str, message: DescriptorProto) -> Iterator[tuple[str, str]]:
    name = f"{scope}.{message.name}"
    yield f"message {name}", "map entry" if message.options.map_entry else "message"
    for field in message.field:
        oneof = message.oneof_decl[field.oneof_index].name if field.HasField("oneof_index") else ""
        yield f"field {name}.{field.name}", _field(field, oneof)
    for nested in message.nested_type:
        yield from _message_lines(name, nested)
    for enum in message.enum_type:
        yield from _enum_lines(name, enum)


def _field(field: FieldDescriptorProto, oneof: str) -> str:
    label = FieldDescriptorProto.Label.Name(field.label).removeprefix("LABEL_").lower()
    kind = field.type_name or FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()
    return f"{field.number} {label} {kind}" + (f" oneof {oneof}" if oneof else "")


def _enum_lines(scope: str, enum: EnumDescriptorProto) -> Iterator[tuple[str, str]]:
    name = f"{scope}.{enum.name}"
    yield f"enum {name}", "enum"
    for value in enum.value:
        yield f"value {name}.{value.name}", str(value.number)


def comments(file: FileDescriptorProto) -> dict[tuple[int, ...], str]:
    """Return the comment before each declaration of a file, by its path in the descriptor, as a single line."""
    return {
        tuple(place.path): " ".join(place.leading_comments.split())
        for place in file.source_code_info.location
        if place.leading_comments.strip()
    }


def mistakes(files: Sequence[FileDescriptorProto]) -> Iterator[str]:
    """Return the mistakes in the contracts as they are now, without comparing them with the baseline."""
    # by full name, because the service of a subject may take its request from another subject's file
    described = {
        kind
        for file in files
        for service in file.service
        for method in service.method
        for kind in (method.input_type, method.output_type)
        if kind.endswith((f".{method.name}Request", f".{method.name}Response"))
    }
    for file in files:
        expected = ".".join(Path(file.name).parent.parts)
        if file.package != expected:
            yield f"{file.name}: package is {file.package or 'missing'}, its path says {expected}"
        if not expected.rsplit(".", 1)[-1].lstrip("v").isdigit():
            yield f"{file.name}: its folder is no version such as v1"
        commented = comments(file)
        for index, service in enumerate(file.service):
            if (_SERVICE, index) not in commented:
                yield f"{file.name}: service {service.name} has no comment"
        for index, message in enumerate(file.message_type):
            # the rpc says what its own request and response carry
            if f".{file.package}.{message.name}" not in described and (_MESSAGE, index) not in commented:
                yield f"{file.name}: message {message.name} has no comment"
            for inner, nested in enumerate(message.nested_type):
                if not nested.options.map_entry and (_MESSAGE, index, _NESTED, inner) not in commented:
                    yield f"{file.name}: message {message.name}.{nested.name} has no comment"


def breaks(before: Surface, now: Surface) -> Iterator[str]:
    """Return the differences that break a peer built against `before`."""
    for name, was in before.items():
        if name not in now:
            yield f"{name} is gone"
        elif now[name] != was:
            yield f"{name} was `{was}` and is `{now[name]}`"


def read_baseline(root: Path = ROOT) -> Surface:
    """Return the surface that was accepted last; raise ContractsError if there is none."""
    try:
        accepted: dict[str, Any] = json.loads((root / BASELINE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ContractsError(f"no baseline at {root / BASELINE}: `./dasai contracts accept` makes it") from error
    return {str(name): str(value) for name, value in accepted.items()}


def check(root: Path = ROOT) -> Verdict:
    """Compare proto/ with its baseline; raise ContractsError if either can't be read."""
    files = compile_contracts(root)
    before, now = read_baseline(root), surface(files)
    return Verdict(
        mistakes=tuple(mistakes(files)),
        breaks=tuple(breaks(before, now)),
        added=tuple(name for name in now if name not in before),
    )


def accept(root: Path = ROOT) -> Verdict:
    """Write the new baseline if nothing is red; return the result of the check."""
    if not (root / BASELINE).exists():
        (root / BASELINE).write_text("{}\n", encoding="utf-8")
    verdict = check(root)
    if verdict.good:
        now = surface(compile_contracts(root))
        text = json.dumps(now, indent=0, sort_keys=True, ensure_ascii=False)
        (root / BASELINE).write_text(text + "\n", encoding="utf-8")
    return verdict


app = typer.Typer(help="接口约定 · the contracts in proto/", no_args_is_help=True)


@app.command("check")
def check_command() -> None:
    """检查接口约定：破坏性变更、包名与路径不符、缺少注释的，一律不通过。

    Refuse breaking changes, packages that are not their path, and what has no comment.
    """
    raise typer.Exit(_report(check, "对照基线无破坏性变更 · nothing breaks against the baseline"))


@app.command("accept")
def accept_command() -> None:
    """将新增内容纳入基线；有破坏性变更时拒绝。

    Make additions part of the baseline; refuses if something breaks.
    """
    raise typer.Exit(_report(accept, "基线已更新 · the baseline is renewed"))


def _report(action: Callable[[], Verdict], good: str) -> int:
    try:
        verdict = action()
    except ContractsError as error:
        typer.echo(f"约定无法核对 · can't check: {error}", err=True)
        return 2
    for line in verdict.mistakes:
        typer.echo(f"不合规 · mistake: {line}", err=True)
    for line in verdict.breaks:
        typer.echo(f"破坏性变更 · breaks: {line}", err=True)
    if not verdict.good:
        return 1
    typer.echo(f"{good}（新增 {len(verdict.added)} · {len(verdict.added)} added）")
    return 0


if __name__ == "__main__":
    app()

"""`./dasai contracts`: keeps the promises of proto/.

What is in the baseline stays: a field, a message, an enum value, an rpc or a service may be added, but not removed or changed
within its version. A breaking change is a new version, which is a new package. `buf breaking` is the judge (docs/adr/0022).
"""

from __future__ import annotations

import json
import subprocess
import sysconfig
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer
from google.protobuf import json_format
from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FileDescriptorProto,
    FileDescriptorSet,
)

ROOT = Path(__file__).resolve().parent.parent / "proto"
BASELINE = "baseline.json"
PACKAGES = "dasai"  # the folder of our own files; what else they import is not ours to keep

# a message may move to another file of its package; names count, because JSON and the generated code use them
_RULES = {"version": "v2", "breaking": {"use": ["PACKAGE"], "ignore": ["google"]}}
_BREAKS = 100  # buf ends with it if it found any

# field numbers in descriptor.proto, by which SourceCodeInfo states the place of a comment
_MESSAGE, _NESTED, _SERVICE = 4, 3, 6


class ContractsError(Exception):
    """The contracts do not compile, there is no baseline, or buf cannot judge them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a check: `mistakes` and `breaks` are red; `added` is green and waits for `accept`."""

    mistakes: tuple[str, ...]
    breaks: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Return True if nothing is red."""
        return not self.mistakes and not self.breaks


def compile_contracts(root: Path = ROOT) -> tuple[FileDescriptorProto, ...]:
    """Return every .proto under `root`/dasai with its comments; raise ContractsError if protoc refuses one."""
    return _own_files(_compile(root))


def _compile(root: Path) -> FileDescriptorSet:
    """Return every .proto under `root`/dasai with its comments, and what they import."""
    import grpc_tools  # type: ignore[import-untyped]
    from grpc_tools import protoc

    sources = sorted(str(path) for path in (root / PACKAGES).rglob("*.proto"))
    google = Path(grpc_tools.__file__).parent / "_proto"
    with tempfile.TemporaryDirectory(prefix="dasai-contracts-") as folder:
        out = Path(folder) / "all.binpb"
        options = [f"--descriptor_set_out={out}", "--include_source_info", "--include_imports"]
        code = protoc.main(["protoc", f"-I{root}", f"-I{google}", *options, *sources])
        if code != 0:
            raise ContractsError(f"protoc未通过（退出码{code}） · protoc refused the contracts (exit {code})")
        return FileDescriptorSet.FromString(out.read_bytes())


def _own_files(compiled: FileDescriptorSet) -> tuple[FileDescriptorProto, ...]:
    return tuple(file for file in compiled.file if file.name.startswith(f"{PACKAGES}/"))


def names(files: Sequence[FileDescriptorProto]) -> Iterator[str]:
    """Yield the kind and the full name of everything that a peer can see."""
    for file in files:
        for message in file.message_type:
            yield from _message_names(file.package, message)
        for enum in file.enum_type:
            yield from _enum_names(file.package, enum)
        for extension in file.extension:
            yield f"extension {file.package}.{extension.name}"
        for service in file.service:
            yield f"service {file.package}.{service.name}"
            for method in service.method:
                yield f"rpc {file.package}.{service.name}.{method.name}"


def _message_names(scope: str, message: DescriptorProto) -> Iterator[str]:
    name = f"{scope}.{message.name}"
    yield f"message {name}"
    for field in message.field:
        yield f"field {name}.{field.name}"
    for nested in message.nested_type:
        yield from _message_names(name, nested)
    for enum in message.enum_type:
        yield from _enum_names(name, enum)


def _enum_names(scope: str, enum: EnumDescriptorProto) -> Iterator[str]:
    name = f"{scope}.{enum.name}"
    yield f"enum {name}"
    for value in enum.value:
        yield f"value {name}.{value.name}"


def comments(file: FileDescriptorProto) -> dict[tuple[int, ...], str]:
    """Return the comment before each declaration of a file, by its path in the descriptor, as one line."""
    return {
        tuple(location.path): " ".join(location.leading_comments.split())
        for location in file.source_code_info.location
        if location.leading_comments.strip()
    }


def mistakes(files: Sequence[FileDescriptorProto]) -> Iterator[str]:
    """Yield the mistakes in the contracts as they are now, without comparing them with the baseline."""
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


def breaks(before: FileDescriptorSet, now: FileDescriptorSet) -> tuple[str, ...]:
    """Return what a peer that was built against `before` could trip over; raise ContractsError if buf cannot tell."""
    buf = Path(sysconfig.get_path("scripts")) / "buf"
    with tempfile.TemporaryDirectory(prefix="dasai-contracts-") as folder:
        for name, compiled in (("before", before), ("now", now)):
            (Path(folder) / f"{name}.binpb").write_bytes(compiled.SerializeToString())
        command = [str(buf), "breaking", "now.binpb", "--against", "before.binpb"]
        options = ["--config", json.dumps(_RULES), "--error-format", "json"]
        try:
            done = subprocess.run(
                [*command, *options],
                cwd=folder,
                env={"HOME": folder, "BUF_CACHE_DIR": folder},  # neither a configuration of the user's nor a cache
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError as error:
            raise ContractsError(f"buf无法启动 · buf does not start: {error}") from error
    if done.returncode not in (0, _BREAKS):
        raise ContractsError(f"buf异常退出 · buf ended with {done.returncode}: {done.stderr.strip()}")
    violations = [json.loads(line) for line in done.stdout.splitlines()]
    return tuple(f"{violation.get('path', PACKAGES)}: {violation['message']}" for violation in violations)


def read_baseline(root: Path = ROOT) -> FileDescriptorSet:
    """Return the contracts that were accepted last; raise ContractsError if there are none."""
    try:
        return json_format.Parse((root / BASELINE).read_text(encoding="utf-8"), FileDescriptorSet())
    except (OSError, json_format.ParseError) as error:
        raise ContractsError(f"no baseline at {root / BASELINE}: `./dasai contracts accept` makes it") from error


def check(root: Path = ROOT) -> Verdict:
    """Compare proto/ with its baseline; raise ContractsError if either cannot be read."""
    now = _compile(root)
    return _judge(read_baseline(root), now)


def _judge(before: FileDescriptorSet, now: FileDescriptorSet) -> Verdict:
    known = set(names(_own_files(before)))
    return Verdict(
        mistakes=tuple(mistakes(_own_files(now))),
        breaks=breaks(before, now) if known else (),
        added=tuple(name for name in names(_own_files(now)) if name not in known),
    )


def accept(root: Path = ROOT) -> Verdict:
    """Write the baseline anew if nothing is red; return what was found."""
    now = _compile(root)
    before = read_baseline(root) if (root / BASELINE).exists() else FileDescriptorSet()
    verdict = _judge(before, now)
    if verdict.good:
        for file in now.file:
            file.ClearField("source_code_info")
        (root / BASELINE).write_text(json_format.MessageToJson(now, indent=1) + "\n", encoding="utf-8")
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

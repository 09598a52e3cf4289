"""`./dasai lock`: renew the lock files, so that they agree with pyproject.toml and with each other."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from cli.stack.program import ROOT, StackProblem

# What builds the contracts' wheel and the project's, for an image that fetches nothing after its locks.
BUILD = (
    "grpcio",
    "grpcio-tools",
    "hatchling",
    "mypy-protobuf",
    "packaging",
    "pathspec",
    "pluggy",
    "protobuf",
    "setuptools",
    "tomlkit",
    "trove-classifiers",
    "types-protobuf",
    "typing-extensions",
)
_BLOCK = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


def lock(
    upgrade: Annotated[bool, typer.Option("--upgrade", help="取最新版本 · take the newest versions")] = False,
) -> None:
    """Write locks/all.txt, then runtime.txt and build.txt as parts of it (the same versions, the same hashes), and uv.txt."""
    folder = ROOT / "locks"
    all_file = folder / "all.txt"
    newest = ["--upgrade"] if upgrade else []
    _compile("pyproject.toml", all_file, "--all-extras", *newest)
    blocks = blocks_of(all_file.read_text())
    with tempfile.TemporaryDirectory() as scratch:
        runtime = Path(scratch) / "runtime.txt"
        runtime.write_text(all_file.read_text())  # what a file holds already is kept: that makes the versions the same
        _compile("pyproject.toml", runtime)
        installer = Path(scratch) / "uv.in"
        installer.write_text("uv\n")
        _compile(str(installer), folder / "uv.txt", *newest)
        (folder / "runtime.txt").write_text(runtime.read_text())
    (folder / "build.txt").write_text(pick(blocks, BUILD))
    for file in ("all", "runtime", "build", "uv"):
        typer.echo(f"locks/{file}.txt: {len(blocks_of((folder / f'{file}.txt').read_text()))}")


def blocks_of(text: str) -> dict[str, str]:
    """The entries of a lock file, with their hashes, by the project's name in lower case."""
    return {match.group(1).lower(): match.group(0) for match in _BLOCK.finditer(text)}


def pick(blocks: dict[str, str], names: Iterable[str]) -> str:
    """A lock file of some of the entries; raises StackProblem where one is not among them."""
    missing = sorted(name for name in names if name not in blocks)
    if missing:
        raise StackProblem(f"锁文件缺少 {', '.join(missing)}", f"the lock lacks {', '.join(missing)}")
    return "".join(blocks[name] for name in sorted(names))


def _compile(source: str, target: Path, *options: str) -> None:
    done = subprocess.run(
        [
            str(ROOT / ".venv" / "bin" / "uv"),
            *("pip", "compile", source, "--universal", "--generate-hashes", "--no-header", "--no-annotate"),
            *("--quiet", "--python-version", "3.11", "--output-file", str(target), *options),
        ],
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise StackProblem("无法解析依赖（见上）", "the dependencies can't be resolved (see above)")

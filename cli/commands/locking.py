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
# `fewest` takes a version of a package that all our Pythons can run, and not a newer one for the newer of them:
# what was tested on one Python is then what runs on the others.
RESOLUTION = ("--universal", "--fork-strategy", "fewest", "--python-version", "3.11")
_ENTRY = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==.*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)


def lock(
    upgrade: Annotated[bool, typer.Option("--upgrade", help="取最新版本 · take the newest versions")] = False,
) -> None:
    """更新依赖锁文件，all.txt 为全部，runtime.txt 与 build.txt 为其中一部分。

    Write locks/all.txt, then runtime.txt and build.txt as parts of it (the same versions, the same hashes), and uv.txt.
    """
    folder = ROOT / "locks"
    all_file = folder / "all.txt"
    newest = ["--upgrade"] if upgrade else []
    _compile("pyproject.toml", all_file, "--all-extras", *newest)
    entries = entries_of(all_file.read_text())
    with tempfile.TemporaryDirectory() as scratch:
        runtime = Path(scratch) / "runtime.txt"
        runtime.write_text(
            all_file.read_text()
        )  # uv keeps what the file holds already, and so the versions are the same
        _compile("pyproject.toml", runtime)
        installer = Path(scratch) / "uv.in"
        installer.write_text("uv\n")
        _compile(str(installer), folder / "uv.txt", *newest)
        (folder / "runtime.txt").write_text(runtime.read_text())
    (folder / "build.txt").write_text(pick(entries, BUILD))
    for name in ("all", "runtime", "build", "uv"):
        typer.echo(f"locks/{name}.txt: {len(entries_of((folder / f'{name}.txt').read_text()))}")


def entries_of(text: str) -> dict[str, str]:
    """Return the entries of a lock file, with their hashes, by the project's name in lower case.

    Raises StackProblem if a package has two entries, which are for different Pythons: only one of them would be tested.
    """
    entries: dict[str, str] = {}
    for match in _ENTRY.finditer(text):
        name = match.group(1).lower()
        if name in entries:
            raise StackProblem(
                f"锁文件中 {name} 有两个版本；请删除这两条记录后重试，仍然如此则在 pyproject.toml 中限定其版本",
                f"the lock has two versions of {name}: delete both entries and try again; if they come back, limit its "
                "version in pyproject.toml",
            )
        entries[name] = match.group(0)
    return entries


def pick(entries: dict[str, str], names: Iterable[str]) -> str:
    """Return a lock file of the named entries; raises StackProblem if one is missing."""
    missing = sorted(name for name in names if name not in entries)
    if missing:
        raise StackProblem(f"锁文件缺少 {', '.join(missing)}", f"the lock lacks {', '.join(missing)}")
    return "".join(entries[name] for name in sorted(names))


def _compile(source: str, target: Path, *options: str) -> None:
    done = subprocess.run(
        [
            str(ROOT / ".venv" / "bin" / "uv"),
            *("pip", "compile", source, *RESOLUTION, "--generate-hashes", "--no-header", "--no-annotate"),
            *("--quiet", "--output-file", str(target), *options),
        ],
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise StackProblem("无法解析依赖（见上）", "the dependencies can't be resolved (see above)")

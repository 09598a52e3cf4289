"""`./dasai lock`: the exact versions of everything that is installed, with their hashes, in locks/."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOWEST_PYTHON = "3.11"


def build_requirements(root: Path = ROOT) -> list[str]:
    """What builds our two distributions: the requirements of both `pyproject.toml`."""
    wanted: list[str] = []
    for folder in (root, root / "proto"):
        wanted += tomllib.loads((folder / "pyproject.toml").read_text())["build-system"]["requires"]
    return sorted(set(wanted))


def compile_lock(root: Path, name: str, source: list[str], *, typed: str | None = None, upgrade: bool = False) -> None:
    """Write one lock file, for every platform; what it holds already stays unless it must change or `upgrade` is set.

    Raises SystemExit where no set of versions fits.
    """
    command = [str(Path(sys.executable).with_name("uv")), "pip", "compile", "--quiet", "--universal"]
    command += ["--python-version", LOWEST_PYTHON, "--generate-hashes", "--no-annotate", "--no-header"]
    command += ["--no-emit-index-url", *(["--upgrade"] if upgrade else []), "--output-file", f"locks/{name}", *source]
    done = subprocess.run(command, cwd=root, input=typed, text=True, check=False, stdout=subprocess.DEVNULL)
    if done.returncode:
        raise SystemExit(f"无法锁定 · can't lock: locks/{name}")


def run(*, upgrade: bool = False, root: Path = ROOT) -> int:
    """Write all lock files from both `pyproject.toml`; the smaller ones never differ from the whole."""
    compile_lock(root, "all.txt", ["pyproject.toml", "--all-extras"], upgrade=upgrade)
    whole = ["--constraint", "locks/all.txt"]
    compile_lock(root, "runtime.txt", ["pyproject.toml", *whole])
    compile_lock(root, "build.txt", ["-", *whole], typed="\n".join(build_requirements(root)))
    compile_lock(root, "uv.txt", ["-"], typed="uv", upgrade=upgrade)
    return 0

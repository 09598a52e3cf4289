"""The lock files agree with each other and with what is asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli.lock import ROOT, build_requirements


def blocks(path: Path) -> dict[str, str]:
    """Each pinned package of a lock file, with its hashes."""
    found = re.findall(r"^([A-Za-z0-9_.\-\[\]]+==\S+.*\n(?: {4}.*\n?)+)", path.read_text(), re.M)
    return {block.split()[0]: block.strip() for block in found}


@pytest.mark.parametrize("name", ["runtime.txt", "build.txt"])
def test_the_smaller_locks_never_differ_from_the_whole(name: str) -> None:
    whole, part = blocks(ROOT / "locks" / "all.txt"), blocks(ROOT / "locks" / name)
    assert part
    assert set(part) - set(whole) == set()


@pytest.mark.parametrize("name", ["all.txt", "runtime.txt", "build.txt", "uv.txt"])
def test_every_package_has_a_version_and_hashes_and_no_place(name: str) -> None:
    text = (ROOT / "locks" / name).read_text()
    packages = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(blocks(ROOT / "locks" / name)) == len(packages)
    assert re.findall(r"https?://|--index-url|--find-links", text) == []


def test_what_builds_comes_from_both_distributions(tmp_path: Path) -> None:
    (tmp_path / "proto").mkdir()
    (tmp_path / "pyproject.toml").write_text('[build-system]\nrequires = ["hatchling>=1.27"]\n')
    (tmp_path / "proto" / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["hatchling>=1.27", "grpcio-tools"]\n'
    )
    assert build_requirements(tmp_path) == ["grpcio-tools", "hatchling>=1.27"]

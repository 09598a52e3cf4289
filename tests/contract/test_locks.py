"""The lock files agree with each other, pin everything and name no place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LOCKS = Path(__file__).parents[2] / "locks"


def blocks(name: str) -> dict[str, str]:
    """Each pinned package of a lock file, with its hashes; where it is for some platforms only is left out."""
    found = re.findall(r"^([A-Za-z0-9_.\-\[\]]+==\S+.*\n(?: {4}.*\n?)+)", (LOCKS / name).read_text(), re.M)
    return {block.split()[0]: re.sub(r" ;.*", "", block).replace(" \\", "").strip() for block in found}


@pytest.mark.parametrize("name", ["runtime.txt", "build.txt"])
def test_the_smaller_locks_never_differ_from_the_whole(name: str) -> None:
    whole, part = blocks("all.txt"), blocks(name)
    assert part
    assert [package for package, block in part.items() if whole.get(package) != block] == []


@pytest.mark.parametrize("name", ["all.txt", "runtime.txt", "build.txt", "uv.txt"])
def test_every_package_has_a_version_and_hashes_and_no_place(name: str) -> None:
    text = (LOCKS / name).read_text()
    packages = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(re.findall(r"(?m)^[^ #].*\\\n {4}--hash=sha256:", text)) == len(packages)
    assert re.findall(r"https?://|--index-url|--find-links", text) == []

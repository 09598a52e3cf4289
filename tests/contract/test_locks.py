"""The lock files agree with each other and on every Python, pin everything and name no place."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCKS = ROOT / "locks"
NAMES = ("all.txt", "runtime.txt", "build.txt", "uv.txt")


def blocks(name: str) -> dict[str, str]:
    """Return each pinned package of a lock file with its hashes, without the platforms that it is limited to."""
    texts = re.findall(r"^([A-Za-z0-9_.\-\[\]]+==\S+.*\n(?: {4}.*\n?)+)", (LOCKS / name).read_text(), re.M)
    return {block.split()[0]: re.sub(r" ;.*", "", block).replace(" \\", "").strip() for block in texts}


def pythons_of_the_suite() -> list[str]:
    """Return the Pythons that pyproject.toml says the suite is run on."""
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    return [match[1] for line in classifiers if (match := re.fullmatch(r".* :: Python :: (3\.\d+)", line))]


def installed(text: str, python: str) -> list[str]:
    """Return what a lock file installs on a Python, on a machine like this one."""
    machine = default_environment() | {"python_version": python, "python_full_version": f"{python}.0"}
    lines = [line.removesuffix("\\").strip() for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    requirements = [Requirement(line) for line in lines]
    return sorted(
        f"{requirement.name}{requirement.specifier}"
        for requirement in requirements
        if requirement.marker is None or requirement.marker.evaluate(dict(machine))
    )


@pytest.mark.parametrize("name", ["runtime.txt", "build.txt"])
def test_the_smaller_locks_never_differ_from_the_whole(name: str) -> None:
    whole, part = blocks("all.txt"), blocks(name)
    assert part
    assert [package for package, block in part.items() if whole.get(package) != block] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_package_has_a_version_and_hashes_and_no_place(name: str) -> None:
    text = (LOCKS / name).read_text()
    packages = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(re.findall(r"(?m)^[^ #].*\\\n {4}--hash=sha256:", text)) == len(packages)
    assert re.findall(r"https?://|--index-url|--find-links", text) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_tested_python_gets_the_same_packages(name: str) -> None:
    text = (LOCKS / name).read_text()
    oldest, *newer = pythons_of_the_suite()
    packages = installed(text, oldest)
    assert packages
    assert {python: installed(text, python) for python in newer} == dict.fromkeys(newer, packages)


def test_a_package_of_another_version_on_a_newer_python_would_be_seen() -> None:
    fork = "puremagic==1.30 ; python_full_version < '3.12' \\\npuremagic==2.2.0 ; python_version >= '3.12' \\\n"
    assert installed(fork, "3.11") == ["puremagic==1.30"]
    assert installed(fork, "3.12") == installed(fork, "3.13") == ["puremagic==2.2.0"]


def test_the_readmes_name_the_tested_pythons() -> None:
    pythons = pythons_of_the_suite()
    assert pythons == ["3.11", "3.12", "3.13"]
    for readme in ("README.md", "README.zh-CN.md"):
        (line,) = [line for line in (ROOT / readme).read_text().splitlines() if "Python 3" in line]
        assert re.findall(r"\b3\.\d+", line) == pythons, readme

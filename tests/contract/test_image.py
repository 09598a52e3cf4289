"""The image is made from the locks alone, and holds none of what only a developer's machine needs."""

from __future__ import annotations

import re
from pathlib import Path


def lock(name: str) -> dict[str, set[str]]:
    """Pinned requirements of a lock file, with their hashes."""
    found: dict[str, set[str]] = {}
    for line in Path("locks", name).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", line):
            current = found.setdefault(f"{match[1].lower()}=={match[2]}", set())
        elif match := re.search(r"--hash=(\S+)", line):
            current.add(match[1])
    return found


def test_build_and_runtime_are_pinned_as_everywhere() -> None:
    everywhere = lock("all.txt")
    for name in ("build.txt", "runtime.txt"):
        pinned = lock(name)
        assert pinned
        for requirement, hashes in pinned.items():
            assert hashes, requirement
            assert hashes == everywhere[requirement], f"{name}: {requirement}"


def test_the_contracts_build_with_the_tools_of_the_lock() -> None:
    wanted = re.findall(
        r'"((?:hatchling|grpcio-tools|mypy-protobuf)==[^"]+)"', Path("proto/pyproject.toml").read_text()
    )
    assert len(wanted) == 3
    assert set(wanted) <= set(lock("build.txt"))


def test_the_image_has_no_local_stack_and_no_tools() -> None:
    names = {requirement.split("==")[0] for requirement in lock("runtime.txt")}
    assert names.isdisjoint({"secantusdb", "locust", "pytest", "ruff", "mypy", "grpcio-tools", "hatchling"})


def test_the_image_runs_as_nobody_from_pinned_requirements() -> None:
    text = Path("Dockerfile").read_text(encoding="utf-8")
    build, final = text.split("FROM ${BASE}\n")
    assert re.findall(r"^USER (.+)$", final, re.M) == ["10001:10001"]
    assert re.findall(r"^CMD (.+)$", final, re.M) == ['["python", "-m", "gateway"]']
    assert "/healthz" in final
    fetched = re.findall(r"pip (?:install|wheel) ([^\\\n]+)", build)
    assert len(fetched) == 4
    assert all("--require-hashes" in one or "--no-index" in one for one in fetched)
    assert "pip" not in final


def test_the_context_holds_only_what_is_named() -> None:
    lines = [
        line
        for line in Path(".dockerignore").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert lines[0] == "*"
    copied = set()
    for sources in re.findall(r"^COPY (?!--from)(.+)$", Path("Dockerfile").read_text(encoding="utf-8"), re.M):
        copied |= set(sources.split()[:-1])
    assert {line.removeprefix("!") for line in lines if line.startswith("!")} == copied

"""The image is made from the locks alone, and holds none of what only a developer's machine needs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

from cli.__main__ import COMMANDS


def lock(name: str) -> dict[str, set[str]]:
    """Return the pinned requirements of a lock file, with their hashes."""
    pinned: dict[str, set[str]] = {}
    for line in Path("locks", name).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", line):
            current = pinned.setdefault(f"{match[1].lower()}=={match[2]}", set())
        elif match := re.search(r"--hash=(\S+)", line):
            current.add(match[1])
    return pinned


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
    assert all("--require-hashes" in command or "--no-index" in command for command in fetched)
    assert "pip" not in final


def test_the_build_context_holds_only_named_files() -> None:
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


# What an operator runs in a container; the rest is for a developer's machine.
COMMANDS_OF_THE_IMAGE = [
    "capacity",
    "edition",
    "receipt",
    "permissions",
    "identity",
    "migrate",
    "backfill",
    "deadletters",
    "audit",
    "containers",
]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an environment of what the image holds: the runtime lock, the contracts and our packages; returns its Python."""
    folder = tmp_path_factory.mktemp("image")
    uv = str(Path(sys.executable).parent / "uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True)
    python = folder / "bin" / "python"
    subprocess.run(
        [uv, "pip", "sync", "--quiet", "--python", str(python), "--require-hashes", "locks/runtime.txt"], check=True
    )
    (packages,) = folder.glob("lib/python*/site-packages")
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
    for source in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        shutil.copytree(source, packages / source, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(Path(sysconfig.get_path("purelib")) / "dasai", packages / "dasai")
    return python


def run(image: Path, *arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run a command in the image; returns its exit code and what it wrote to each stream."""
    done = subprocess.run(
        [image, "-m", "cli", *arguments],
        cwd=image.parent.parent,
        env={"COLUMNS": "80", "HOME": str(image.parent.parent), "PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.long
def test_the_image_lists_the_commands_for_which_it_has_all(image: Path) -> None:
    code, out, err = run(image)
    assert (code, err) == (0, "")
    assert re.findall(r"^  (\w+)", out, re.M) == COMMANDS_OF_THE_IMAGE
    for name in COMMANDS_OF_THE_IMAGE:
        code, out, err = run(image, name, "--help")
        assert (code, err, out.splitlines()[0].startswith(f"用法 · Usage: dasai {name} ")) == (0, "", True)
    for name in COMMANDS.keys() - set(COMMANDS_OF_THE_IMAGE):
        code, out, err = run(image, name)
        assert (code, out, err.splitlines()[0]) == (2, "", f"没有这个命令 · no such command: {name}")


@pytest.mark.long
def test_an_operator_s_commands_work_in_the_image(image: Path, tmp_path: Path) -> None:
    edition = str(Path("editions/2024.yaml").resolve())
    code, out, err = run(image, "edition", "check", edition)
    assert (code, err, "the edition file is valid" in out) == (0, "", True)
    code, out, err = run(image, "containers", "secrets", str(tmp_path / "secrets"))
    assert (code, err, out.splitlines()[-1]) == (0, "", "写入 11 个文件 · files written: 11")
    code, out, err = run(image, "capacity", "--teams", "25000")
    assert (code, err, "25,000" in out) == (0, "", True)
    nowhere = {"DASAI_MONGODB_URL": "mongodb://127.0.0.1:1/", "DASAI_AMQP_URL": "amqp://127.0.0.1:1/"}
    for arguments in (("identity", "status"), ("audit", "verify"), ("deadletters", "list"), ("backfill",)):
        code, out, err = run(image, *arguments, **nowhere)
        assert (code, out, "127.0.0.1:1" in err, "Traceback" in err) == (1, "", True, False), err


def test_the_image_has_the_command_on_its_path() -> None:
    """`docker compose exec registration-server dasai identity status`."""
    text = Path("pyproject.toml").read_text(encoding="utf-8")
    assert re.search(r'\[project\.scripts\]\ndasai = "cli\.__main__:command_line"', text)
    assert "ENV PATH=/opt/dasai/bin:$PATH" in Path("Dockerfile").read_text(encoding="utf-8")

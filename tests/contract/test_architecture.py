"""Each rule of .importlinter holds, and is seen to fail when it is broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOTS = ("chassis", "inspection", "services", "gateway", "cli")


def lint(folder: Path, contract: str = "") -> subprocess.CompletedProcess[str]:
    """import-linter over the tree in that folder."""
    only = ["--contract", contract] if contract else []
    return subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", *only],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    for root in ROOTS:
        shutil.copytree(root, folder / root, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(".importlinter", folder)
    return folder


def test_the_tree_keeps_every_rule(pristine: Path) -> None:
    run = lint(pristine)
    assert run.returncode == 0, run.stdout
    assert "7 kept, 0 broken" in run.stdout


PLANTED = [
    pytest.param("house", "chassis/telemetry.py", "import services.review.model", id="chassis > services"),
    pytest.param("house", "chassis/telemetry.py", "import gateway", id="chassis > gateway"),
    pytest.param("house", "gateway/__init__.py", "import services.review.model", id="gateway > services"),
    pytest.param("house", "services/review/wire.py", "import gateway", id="services > gateway"),
    pytest.param("house", "gateway/__init__.py", "import cli.words", id="gateway > cli"),
    pytest.param("strange", "services/review/wire.py", "import services.scoring.wire", id="service > service"),
    pytest.param(
        "strange", "services/review/model/__init__.py", "import services.scoring.model", id="model > other's model"
    ),
    pytest.param("rooms", "services/scoring/model/__init__.py", "import services.scoring.wire", id="model > wire"),
    pytest.param("rooms", "services/scoring/wire.py", "import services.scoring.store", id="wire > store"),
    pytest.param("rooms", "services/scoring/store.py", "import services.scoring.commands", id="store > commands"),
    pytest.param(
        "rooms", "services/scoring/commands.py", "import services.scoring.queries", id="commands > queries"
    ),
    pytest.param(
        "rooms", "services/registration/checks/access.py", "import services.registration.queries", id="checks > queries"
    ),
    pytest.param("rooms", "services/scoring/worker.py", "import services.scoring.server", id="worker > server"),
    pytest.param("rooms", "services/scoring/helpers.py", "", id="a room beside the rooms"),
    pytest.param("pure", "services/publicity/model/__init__.py", "import chassis.settings", id="model > chassis"),
    pytest.param("pure", "services/publicity/model/__init__.py", "import mongoengine", id="model > mongoengine"),
    pytest.param("pure", "services/publicity/model/__init__.py", "import grpc", id="model > grpc"),
    pytest.param("pure", "services/publicity/model/__init__.py", "import yaml", id="model > any library"),
    pytest.param(
        "pure", "services/publicity/model/__init__.py", "import dasai.review.v1.events_pb2", id="model > contracts"
    ),
    pytest.param("kernel", "chassis/kernel/clock.py", "import chassis.settings", id="kernel > chassis"),
    pytest.param("kernel", "chassis/kernel/clock.py", "import pydantic", id="kernel > library"),
    pytest.param("kernel", "chassis/kernel/clock.py", "import chassis.facts.teams", id="kernel > facts"),
    pytest.param("kernel", "chassis/facts/teams.py", "import chassis.mapping", id="facts > chassis"),
    pytest.param("server", "services/review/server.py", "import nameko", id="server > nameko"),
    pytest.param("server", "services/registration/store/__init__.py", "import eventlet", id="server > store > eventlet"),
    pytest.param("server", "gateway/__init__.py", "import eventlet", id="gateway > eventlet"),
    pytest.param("server", "gateway/__init__.py", "import chassis.bus.worker", id="gateway > bus > nameko"),
    pytest.param("worker", "services/review/worker.py", "import grpc", id="worker > grpc"),
    pytest.param(
        "worker", "services/registration/wire/__init__.py", "import dasai.registration.v1.teams_pb2_grpc",
        id="worker > wire > generated code > grpc",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("contract", "file", "line"), PLANTED)
def test_a_planted_breach_is_red(pristine: Path, contract: str, file: str, line: str) -> None:
    path = pristine / file
    if not path.exists() and path.with_suffix("").is_dir():
        path = path.with_suffix("") / "__init__.py"  # a room that became a package
    before = path.read_text(encoding="utf-8") if path.exists() else None
    assert lint(pristine, contract).returncode == 0
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        run = lint(pristine, contract)
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_text(before, encoding="utf-8")
    assert run.returncode == 1, run.stdout
    assert "0 kept, 1 broken" in run.stdout


def test_chassis_itself_imports_nothing() -> None:
    """Else every `import chassis.x` would bring along what stands there, unseen in the code that says it."""
    assert Path("chassis/__init__.py").read_text(encoding="utf-8").strip() == ""


LONGEST = 300


def too_long(folder: Path) -> dict[str, int]:
    """Files of the house with more lines than one may have, and how many; editions and contracts are data, not Python."""
    counted = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8").count("\n")
        for root in ROOTS
        for path in sorted((folder / root).rglob("*.py"))
    }
    assert len(counted) > 300  # the whole house was seen
    return {name: lines for name, lines in counted.items() if lines > LONGEST}


def test_no_file_outgrows_its_room() -> None:
    """A room that outgrows 300 lines becomes a package of its name (CONTRIBUTING.md)."""
    assert too_long(Path()) == {}


def test_a_file_that_outgrew_its_room_is_named(pristine: Path) -> None:
    path = pristine / "services/review/queries.py"
    before = path.read_text(encoding="utf-8")
    path.write_text(before + "\n" * (LONGEST + 1 - before.count("\n")), encoding="utf-8")
    try:
        assert too_long(pristine) == {"services/review/queries.py": LONGEST + 1}
    finally:
        path.write_text(before, encoding="utf-8")

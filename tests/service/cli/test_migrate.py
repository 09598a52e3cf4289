"""`./dasai migrate` on a real database that the environment names."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient

from chassis.mongo.migrations import bring_up_to_date

pytestmark = pytest.mark.parts
ROOT = Path(__file__).parents[3]
Migrate = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def migrate(mongodb_url: str, database_prefix: str) -> Migrate:
    """Run the command on databases of this prefix."""
    env = {"DASAI_MONGODB_URL": mongodb_url, "DASAI_DATABASE_PREFIX": database_prefix, "COLUMNS": "200"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cli", "migrate", *arguments]
        return subprocess.run(command, cwd=ROOT, env=os.environ | env, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def database(mongodb_url: str, database_prefix: str) -> Iterator[Any]:
    """Yield publicity's database."""
    client: MongoClient[dict[str, Any]] = MongoClient(mongodb_url)
    yield client[f"{database_prefix}_publicity"]
    client.close()


def test_a_dry_run_counts_and_a_run_changes_what_it_counted(migrate: Migrate, database: Any) -> None:
    """Run again there is nothing left to do."""
    bring_up_to_date(database, [])
    database["reporter_accesses"].insert_many([{"_id": n, "at": n} for n in range(3)])
    shown = migrate("publicity", "--dry-run")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert row(shown.stdout, "0001") == ["0001", "reporter_accesses_read_at", "待执行 pending", "", "3"]
    assert database["reporter_accesses"].count_documents({"at": {"$exists": True}}) == 3
    for _ in range(2):
        done = migrate("publicity")
        assert done.returncode == 0
        assert row(done.stdout, "0001")[1:3] == ["reporter_accesses_read_at", "已完成 done"]
        assert row(done.stdout, "0001")[4] == "3"
    assert database["reporter_accesses"].count_documents({"read_at": {"$exists": True}}) == 3


def test_data_from_before_migrations_is_refused(migrate: Migrate, database: Any) -> None:
    """With what to do, Chinese first; a dry run only says that there is no baseline."""
    database["reports"].insert_one({"_id": "report"})
    refused = migrate("publicity")
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[0].startswith(
        f"数据库 {database.name} 中的数据（reports）由引入数据迁移之前的版本生成"
    )
    assert row(migrate("publicity", "--dry-run").stdout, "0000")[2] == "待执行 pending"


def test_an_unknown_service_is_refused_by_its_name(migrate: Migrate) -> None:
    refused = migrate("publicity", "nosuch")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "没有这个服务：nosuch（可选：accounts、registration、review、scoring、publicity）\n"
        "no such service: nosuch (there are accounts, registration, review, scoring, publicity)\n"
    )


def row(table: str, number: str) -> list[str]:
    """Return the cells of a migration's row."""
    (line,) = [line for line in table.splitlines() if line.startswith(f"│ {number}")]
    return [cell.strip() for cell in line.strip("│").split("│")]

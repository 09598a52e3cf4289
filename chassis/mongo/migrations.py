"""Numbered migrations of a service's stored data: each is done once, before the processes that need it serve.

A migration is a module `services/<service>/migrations/mNNNN_<name>.py`: a docstring that says what changes, and
`def migrate(data: StoredData) -> None`. How to write one that is safe beside processes of the release before, and when to
state `REQUIRES`: docs/adr/0015-migrations.md. It imports this module alone, with the functions that this module imports for it:
what they return never changes.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError, OperationFailure

from ..kernel.identifiers import derived_id as derived_id
from ..settings import Misconfigured
from ..telemetry import log
from ..text.folding import folded as folded
from .lease import Lease
from .operations import COLLECTION as OPERATIONS_COLLECTION
from .operations import REPLAYS_COLLECTION

COLLECTION, LEASE_COLLECTION = "migrations", "migration_lease"
# what the chassis writes before there is any data: a relay may be there before the server that migrates
_NO_DATA = frozenset(
    {COLLECTION, LEASE_COLLECTION, "startup_check", "relay_lease", OPERATIONS_COLLECTION, REPLAYS_COLLECTION}
)
_MODULE = re.compile(r"m(?P<number>\d{4})_(?P<name>[a-z0-9_]+)")
BASELINE = 0
LEASE_SECONDS = 6.0
BATCH = 200
_DUPLICATE_KEY = 11000
# A pass finds what the pass before left, or what a process of the release before wrote meanwhile. After so many the rest is
# left to the migration that ends the old form.
PASSES = 20


class UnusableData(Misconfigured):
    """This release can't work on the stored data; the message says why and what to do."""


class LeaseLost(Exception):
    """Another process goes on with the migration: this process was away for too long."""


class StoredData:
    """A service's database as a migration changes it; counts the documents."""

    def __init__(self, database: Any, proceed: Callable[[int], None], *, only_count: bool = False) -> None:
        self.database = database
        self._proceed = proceed
        self._only_count = only_count

    def update_each(
        self,
        collection: str,
        old: Mapping[str, Any],
        change: Callable[[dict[str, Any]], Mapping[str, Any]],
        *,
        if_taken: Callable[[dict[str, Any]], Mapping[str, Any]] | None = None,
        before: Callable[[Sequence[dict[str, Any]]], None] = lambda documents: None,
    ) -> None:
        """Change every document of the old form.

        `old` is the query that finds the old form and no longer finds what is changed; `change` returns the update of a
        document. The update is lost if the document moved on since it was read, and the next pass sees it again. `if_taken`
        returns the update of a document that a unique index refuses the first one; without it pymongo's BulkWriteError is raised.
        `before` is called with some documents before they are changed, to write what must be there first.
        """
        target = self.database[collection]
        if self._only_count:
            self._proceed(target.count_documents(dict(old)))
            return
        for _ in range(PASSES):
            count = 0
            batch: list[dict[str, Any]] = []
            with target.find(dict(old)).batch_size(BATCH) as cursor:
                for document in cursor:
                    count += 1
                    batch.append(document)
                    if len(batch) == BATCH:
                        before(batch)
                        self._write(target, old, batch, change, if_taken)
                        batch = []
            if batch:
                before(batch)
            self._write(target, old, batch, change, if_taken)
            if count == 0:
                return

    def drop_index(self, collection: str, name: str) -> None:
        """Drop an index that no running release asks for; nothing happens if it is not there."""
        if self._only_count:
            return
        try:
            if name in self.database[collection].index_information():
                self.database[collection].drop_index(name)
        except OperationFailure:
            if name in self.database[collection].index_information():
                raise

    def _write(
        self,
        target: Any,
        old: Mapping[str, Any],
        batch: list[dict[str, Any]],
        change: Callable[[dict[str, Any]], Mapping[str, Any]],
        if_taken: Callable[[dict[str, Any]], Mapping[str, Any]] | None,
    ) -> None:
        if not batch:
            self._proceed(0)
            return
        updates = [
            UpdateOne(
                {**old, **{key: document[key] for key in ("_id", "version") if key in document}}, change(document)
            )
            for document in batch
        ]
        try:
            changed = target.bulk_write(updates, ordered=False).modified_count
        except BulkWriteError as error:
            refused = [
                failure["index"] for failure in error.details["writeErrors"] if failure["code"] == _DUPLICATE_KEY
            ]
            if if_taken is None or len(refused) < len(error.details["writeErrors"]):
                raise
            self._proceed(error.details["nModified"])
            self._write(target, old, [batch[place] for place in refused], if_taken, None)
            return
        self._proceed(changed)


@dataclass(frozen=True, slots=True)
class Migration:
    """A migration; `requires` is the number that a process must know to run on data that has gone through this one."""

    number: int
    name: str
    purpose: str
    migrate: Callable[[StoredData], None]
    requires: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """A migration and how far it is: `done`, `interrupted` (also while it runs) or `pending`."""

    number: int
    name: str
    purpose: str
    state: str
    ended_at: datetime | None
    documents: int


def migrations_of(service: str) -> tuple[Migration, ...]:
    """Return the migrations that this release knows of a service, by number; raises ValueError if a number is missing."""
    package = f"services.{service}.migrations"
    if importlib.util.find_spec(package) is None:
        return ()
    names = [module.name for module in pkgutil.iter_modules(importlib.import_module(package).__path__)]
    migrations: list[Migration] = []
    for name in sorted(names):
        match = _MODULE.fullmatch(name)
        if match is None or int(match["number"]) != len(migrations) + 1:
            raise ValueError(f"{package}.{name} is not the migration m{len(migrations) + 1:04}_<name>")
        module = importlib.import_module(f"{package}.{name}")
        purpose = (module.__doc__ or "").strip().partition("\n")[0]
        requires = getattr(module, "REQUIRES", 0)
        migrations.append(Migration(len(migrations) + 1, match["name"], purpose, module.migrate, requires))
    return tuple(migrations)


def bring_up_to_date(database: Any, migrations: Sequence[Migration]) -> int:
    """Do what is not done yet, or wait until another process has; return how many migrations this process did.

    Raises UnusableData if the data is from before migrations, or from a release that this release can't follow.
    """
    logger, lease = log("migrations"), Lease(database[LEASE_COLLECTION], COLLECTION, LEASE_SECONDS)
    last_said = 0.0
    while True:
        if not _pending(database, migrations):
            return 0
        if lease.hold():
            try:
                with lease.kept():
                    return _migrate(database, migrations, lease)
            except LeaseLost:
                logger.warning("the migration's lease was lost")
            finally:
                lease.give_up()
        if time.monotonic() - last_said > 10:
            last_said = time.monotonic()
            logger.info("another process migrates: waiting", database=database.name)
        time.sleep(0.1)


def progress(database: Any, migrations: Sequence[Migration], *, count: bool = False) -> list[Progress]:
    """Return each migration's progress, the baseline first; with `count`, how many documents the pending ones will change."""
    records = {record["_id"]: record for record in database[COLLECTION].find()}
    rows = [Migration(BASELINE, "baseline", "Data from here on is migrated.", lambda _: None), *migrations]
    known = {row.number for row in rows}
    rows += [
        Migration(record["_id"], record["name"], "(of a later release)", lambda _: None)
        for record in records.values()
        if record["_id"] not in known
    ]
    return [
        _progress(database, row, records.get(row.number), count) for row in sorted(rows, key=lambda row: row.number)
    ]


def _progress(database: Any, migration: Migration, record: dict[str, Any] | None, count: bool) -> Progress:
    counted = [record.get("documents", 0) if record else 0]
    ended_at = record.get("ended_at") if record else None
    if count and ended_at is None:
        counted = []
        migration.migrate(StoredData(database, counted.append, only_count=True))
    state = "pending" if record is None else "interrupted" if ended_at is None else "done"
    return Progress(migration.number, migration.name, migration.purpose, state, ended_at, sum(counted))


def _pending(database: Any, migrations: Sequence[Migration]) -> list[Migration]:
    """Return what is not done; the baseline is among it. Raises UnusableData if this release must not run on the data."""
    done = {record["_id"]: record for record in database[COLLECTION].find({"ended_at": {"$exists": True}})}
    required = max((record.get("requires", 0) for record in done.values()), default=0)
    if required > len(migrations):
        raise UnusableData(
            f"数据库 {database.name} 已升级到更新的版本（需要迁移 {required}，本版本只到 {len(migrations)}），"
            f"不能再用本版本运行：请使用新版本。\n"
            f"Database {database.name} is of a later release (it needs migration {required}, this release knows "
            f"{len(migrations)}): run the later release"
        )
    wanted = [Migration(BASELINE, "baseline", "", lambda _: None), *migrations]
    return [migration for migration in wanted if migration.number not in done]


def _migrate(database: Any, migrations: Sequence[Migration], lease: Lease) -> int:
    pending = _pending(database, migrations)  # again: who held the lease before may have done it all
    for migration in pending:
        if migration.number == BASELINE:
            _require_no_data(database)
        _run(database, migration, lease)
    return len(pending)


def _run(database: Any, migration: Migration, lease: Lease) -> None:
    records, logger = database[COLLECTION], log("migrations")
    began = {"name": migration.name, "began_at": datetime.now(UTC), "documents": 0}
    records.update_one({"_id": migration.number}, {"$setOnInsert": began}, upsert=True)

    def proceed(changed: int) -> None:
        if not lease.ours:
            raise LeaseLost
        if changed:
            records.update_one({"_id": migration.number}, {"$inc": {"documents": changed}})

    if migration.number != BASELINE:
        logger.info("migrating", database=database.name, number=migration.number, name=migration.name)
    migration.migrate(StoredData(database, proceed))
    ended = {"ended_at": datetime.now(UTC), "requires": migration.requires}
    records.update_one({"_id": migration.number}, {"$set": ended})
    if migration.number != BASELINE:
        logger.info("migrated", database=database.name, number=migration.number, name=migration.name)


def _require_no_data(database: Any) -> None:
    for name in sorted(set(database.list_collection_names()) - _NO_DATA):
        if database[name].find_one({}, {"_id": 1}) is not None:
            raise UnusableData(
                f"数据库 {database.name} 中的数据（{name}）由引入数据迁移之前的版本生成，本版本不能使用："
                f"请先备份，再改用空的数据库（更换 DASAI_DATABASE_PREFIX；本地运行则用 --data 指定新的数据目录）。\n"
                f"The data in database {database.name} ({name}) was made by a release from before data was migrated, and this "
                f"release can't use it: keep a copy, then use an empty database (another DASAI_DATABASE_PREFIX; for a local "
                f"stack another folder with --data)"
            )

"""A database and a storage for tests of material."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import mongoengine
import pytest

from chassis.mongo.connection import connect
from chassis.settings import Settings
from inspection.checkers import checkers
from services.registration.teams import store as teams_store
from tests.service.registration.uploading import CACHES, add_team, change_settings, settings_patch


@pytest.fixture
def registration(mongodb_url: str, database_prefix: str, tmp_path: Path) -> Iterator[None]:
    """Yield an empty database and storage, and a team `t1` of the account's."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    for document in teams_store.DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    for cache in CACHES:
        cache.cache_clear()
    change_settings(objects_url=f"file://{tmp_path / 'objects'}", clamd_url="")
    add_team("t1", "p1")
    yield
    checkers().close()
    settings_patch.undo()
    for cache in CACHES:
        cache.cache_clear()
    mongoengine.disconnect()

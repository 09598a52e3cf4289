"""A database for review's service tests."""

from __future__ import annotations

from collections.abc import Iterator

import mongoengine
import pytest

from chassis.mongo.connection import connect
from chassis.settings import Settings
from services.review.catalogue import DOCUMENTS


@pytest.fixture(autouse=True)
def database(mongodb_url: str, database_prefix: str) -> Iterator[None]:
    """Connect review to an empty database with its indexes."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "review")
    for document in DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    yield
    mongoengine.disconnect()

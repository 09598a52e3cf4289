"""A database and keys for the service tests of accounts."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import mongoengine
import pytest

from chassis.mongo.connection import connect
from chassis.settings import settings
from services.accounts.accounts.adapters import contact_sealer
from services.accounts.catalogue import DOCUMENTS

KEY = base64.b64encode(b"k" * 32).decode()


@pytest.fixture(autouse=True)
def database(mongodb_url: str, database_prefix: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Connect accounts to an empty database with its indexes, with keys and cheap hashes."""
    variables = {
        "DASAI_MONGODB_URL": mongodb_url,
        "DASAI_DATABASE_PREFIX": database_prefix,
        "DASAI_CONTACT_KEYS": json.dumps({"current": "k1", "keys": {"k1": {"encrypt": KEY, "match": KEY}}}),
        "DASAI_ARGON2_MEMORY": "8192",
        "DASAI_ARGON2_PASSES": "1",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    contact_sealer.cache_clear()
    connect(settings(), "accounts")
    for document in DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    yield
    mongoengine.disconnect()
    settings.cache_clear()
    contact_sealer.cache_clear()

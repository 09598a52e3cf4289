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
from services.accounts.sign_on.settings import providers

KEY = base64.b64encode(b"k" * 32).decode()


@pytest.fixture(autouse=True)
def database(mongodb_url: str, database_prefix: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Connect accounts to an empty database with its indexes, with keys and cheap hashes."""
    variables = {
        "DASAI_MONGODB_URL": mongodb_url,
        "DASAI_DATABASE_PREFIX": database_prefix,
        "DASAI_ACTOR_KEY": "only-for-tests-" * 3,
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


@pytest.fixture
def provider_that_is_away(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Configure an identity provider, `away`, that does not answer."""
    provider = (
        '[{"id": "away", "name_zh": "合成测试身份认证系统", "name_en": "Synthetic provider", "issuer": "http://127.0.0.1:1", '
        '"client_id": "dasai", "client_secret": "secret"}]'
    )
    monkeypatch.setenv("DASAI_OIDC_PROVIDERS", provider)
    settings.cache_clear()
    providers.cache_clear()
    yield
    providers.cache_clear()

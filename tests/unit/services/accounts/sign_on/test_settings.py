"""The identity providers of a deployment, and what a browser keeps sealed (K1, K4)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from chassis.settings import Misconfigured, settings
from services.accounts.accounts.adapters import contact_sealer
from services.accounts.sign_on.adapters.seals import (
    identity_keys,
    open_attempt,
    open_ticket,
    seal_attempt,
    seal_ticket,
)
from services.accounts.sign_on.model import Attempt, SignOnPurpose, Ticket
from services.accounts.sign_on.settings import is_trusted_address, providers

GOOD = {
    "id": "beijing",
    "name_zh": "合成测试身份认证系统",
    "name_en": "Synthetic provider",
    "issuer": "https://id.example.test/realms/staff",
    "client_id": "dasai",
    "client_secret": "secret-of-the-client",
}
NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    key = base64.b64encode(b"k" * 32).decode()
    keys = {"current": "k1", "keys": {"k1": {"encrypt": key, "match": key}}}
    monkeypatch.setenv("DASAI_CONTACT_KEYS", json.dumps(keys))
    for cached in (settings, providers, contact_sealer):
        cached.cache_clear()
    yield
    for cached in (settings, providers, contact_sealer):
        cached.cache_clear()


def test_there_need_be_no_provider() -> None:
    assert providers() == {}


def test_a_provider_is_for_all_unless_it_has_a_division(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [GOOD, GOOD | {"id": "shanghai", "division": "310000", "issuer": "http://127.0.0.1:9"}]
    monkeypatch.setenv("DASAI_OIDC_PROVIDERS", json.dumps(listed))
    assert {name: provider.division for name, provider in providers().items()} == {"beijing": "", "shanghai": "310000"}


@pytest.mark.parametrize(
    "listed",
    [
        "no JSON",
        "{}",
        [GOOD, GOOD],
        [GOOD | {"more": "fields"}],
        [{name: value for name, value in GOOD.items() if name != "client_secret"}],
        [GOOD | {"client_secret": ""}],
        [GOOD | {"id": "With Blanks"}],
        [GOOD | {"id": "return"}],
        [GOOD | {"division": "999999"}],
        [GOOD | {"issuer": "http://id.example.test"}],
        [GOOD | {"issuer": "https://user@id.example.test"}],
        [GOOD | {"issuer": "https://id.example.test/?a=b"}],
        [GOOD | {"issuer": 7}],
        [GOOD | {"name_zh": 7}],
        ["beijing"],
    ],
)
def test_a_wrong_list_is_refused_without_its_secrets(monkeypatch: pytest.MonkeyPatch, listed: Any) -> None:
    """K4: the text names the setting, and nothing that it holds."""
    monkeypatch.setenv("DASAI_OIDC_PROVIDERS", listed if isinstance(listed, str) else json.dumps(listed))
    with pytest.raises(Misconfigured) as wrong:
        providers()
    assert "DASAI_OIDC_PROVIDERS" in str(wrong.value)
    assert "secret-of-the-client" not in str(wrong.value)


@pytest.mark.parametrize(
    ("address", "issuer", "trusted"),
    [
        ("https://id.example.test/token", "https://id.example.test", True),
        ("http://id.example.test/token", "https://id.example.test", False),
        ("http://127.0.0.1:9/token", "https://id.example.test", False),
        ("http://127.0.0.1:9/token", "http://127.0.0.1:9", True),
        ("ftp://127.0.0.1/token", "http://127.0.0.1:9", False),
        ("", "https://id.example.test", False),
        ("https://[", "https://id.example.test", False),
    ],
)
def test_k1_a_provider_is_called_over_tls_or_on_this_machine(address: str, issuer: str, trusted: bool) -> None:
    """K1: what a provider says of its addresses leads neither off TLS nor to this machine's own ports."""
    assert is_trusted_address(address, issuer) is trusted


def test_k1_what_a_browser_keeps_is_sealed_for_its_own_use() -> None:
    """K1: an attempt is no ticket, and what was altered is neither."""
    attempt = Attempt(
        provider_id="beijing",
        purpose=SignOnPurpose.LINK,
        state="state",
        nonce="nonce",
        verifier="verifier",
        redirect_uri="https://dasai.example.test/sign-on/return",
        expires_at=NOW,
        account_id="account-1",
    )
    ticket = Ticket(provider_id="beijing", key="key", expires_at=NOW)
    sealed, sealed_ticket = seal_attempt(attempt), seal_ticket(ticket)
    assert (open_attempt(sealed), open_ticket(sealed_ticket)) == (attempt, ticket)
    assert len(sealed) < 2_000  # a cookie holds 4,096
    assert [open_attempt(sealed_ticket), open_ticket(sealed)] == [None, None]
    for altered in ("", ".", "a.b.c", "..", f"{sealed[:-8]}AAAAAAA=", "é.é.é", sealed.replace(".", "")):
        assert open_attempt(altered) is None


def test_k4_an_identity_is_kept_as_a_keyed_hash() -> None:
    """K4: of issuer and subject, so that the same subject elsewhere is another identity."""
    (key,) = identity_keys("https://id.example.test", "110101199003070000")
    assert (len(key), "110101199003070000" in key) == (64, False)
    assert identity_keys("https://other.example.test", "110101199003070000") != (key,)

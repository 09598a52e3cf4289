"""The codes of links to confirm an e-mail address (K2, K4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from chassis.kernel.clock import instant
from chassis.settings import settings
from services.accounts.accounts.adapters import contact_sealer
from services.accounts.email_confirmations.adapters import code_of, link_of
from services.accounts.email_confirmations.model import Link
from tests.service.publicity.running import REPORTER_KEYS

LINK = Link.of("0f8fad5bd9cb469fa16570867728950e", "holder@example.test", instant(datetime(2024, 6, 1, tzinfo=UTC)))


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DASAI_CONTACT_KEYS", REPORTER_KEYS)
    for cache in (settings, contact_sealer):
        cache.cache_clear()
    yield
    for cache in (settings, contact_sealer):
        cache.cache_clear()


def test_k2_a_code_holds_its_link_and_fits_behind_an_address() -> None:
    """K2, K4: each code is another, of letters, digits, hyphens and underscores; it says neither address nor account."""
    codes = [code_of(LINK) for _ in range(2)]
    assert [link_of(code) for code in codes] == [LINK, LINK]
    assert codes[0] != codes[1]
    assert [bool(re.fullmatch(r"[A-Za-z0-9_-]{20,300}", code)) for code in codes] == [True, True]
    assert [part for part in ("holder", LINK.account_id, LINK.digest) if part in "".join(codes)] == []


@pytest.mark.parametrize("change", ["cut", "longer", "altered", "of other letters", "short", "empty"])
def test_k2_what_is_no_whole_code_of_ours_holds_no_link(change: str) -> None:
    """K2: a link that a mail program cut, or that somebody made up."""
    code = code_of(LINK)
    changed = {
        "cut": code[:-5],
        "longer": code + "AAAA",
        "altered": ("B" if code[30] == "A" else "A").join((code[:30], code[31:])),
        "of other letters": code[:-1] + "确",
        "short": "abc",
        "empty": "",
    }[change]
    assert link_of(changed) is None

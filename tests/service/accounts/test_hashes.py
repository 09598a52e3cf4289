"""A password is hashed anew at the next sign-in once the settings of argon2 were raised (K1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from chassis.actor import PUBLIC
from chassis.context import Context, handling
from chassis.kernel.refusal import Refusal
from chassis.settings import settings
from services.accounts.accounts import adapters, store
from services.accounts.accounts.adapters import hash_password
from services.accounts.accounts.events import PasswordChange
from services.accounts.accounts.model import Account
from services.accounts.sessions import rules
from services.accounts.sessions.commands import sign_in
from services.accounts.sessions.requests import SignIn

pytestmark = pytest.mark.parts
AT = datetime(2024, 6, 1, tzinfo=UTC)
PASSWORD = "three purple penguins walk"


def _forget() -> None:
    for cache in (settings, adapters._hasher, adapters._nobodys_hash):
        cache.cache_clear()


@pytest.fixture(autouse=True)
def fresh(database: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no test see the hasher of another."""
    monkeypatch.setenv("DASAI_ACTOR_KEY", "a key for tests")
    _forget()
    yield
    monkeypatch.undo()
    _forget()


def _enter(password: str) -> None:
    with handling(Context(actor=PUBLIC)):
        sign_in(SignIn(login="holder", password=password, address="192.0.2.1", device="", device_token=""), AT)


def test_k1_raised_settings_reach_a_password_at_the_next_sign_in_that_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """K1: a wrong one changes nothing; sessions and tokens go on, for it is the same password."""
    with handling(Context(actor=PUBLIC)):
        store.accounts.add(Account(id="holder", login="holder", password=hash_password(PASSWORD)))
    before = store.accounts.look("holder")
    assert "m=8192,t=1," in before.password
    _enter(PASSWORD)
    assert store.accounts.look("holder").password == before.password
    monkeypatch.setenv("DASAI_ARGON2_MEMORY", "16384")
    monkeypatch.setenv("DASAI_ARGON2_PASSES", "2")
    _forget()
    with pytest.raises(Refusal) as refused:
        _enter("three purple penguins run")
    assert refused.value.code == rules.SIGN_IN_FAILED
    assert store.accounts.look("holder").password == before.password
    _enter(PASSWORD)
    after = store.accounts.look("holder")
    assert "m=16384,t=2," in after.password
    assert (after.epoch, after.changes) == (before.epoch, before.changes)
    _enter(PASSWORD)
    assert store.accounts.look("holder").password == after.password


def test_k1_a_password_that_was_changed_meanwhile_stays() -> None:
    """K1: the other hash is of the password that was typed, and is stored only in place of that password's own."""
    old, new = hash_password(PASSWORD), hash_password("seven purple penguins swim")
    with handling(Context(actor=PUBLIC)):
        store.accounts.add(Account(id="holder", login="holder", password=old))
        account = store.accounts.get("holder")
        account.change_password(new, PasswordChange.OWN, now=AT, at=AT)
        store.accounts.save(account)
    store.renew_hash("holder", old, hash_password(PASSWORD))
    assert store.accounts.look("holder").password == new

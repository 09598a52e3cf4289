"""Single sign-on over the real database: what is written in two steps (K1)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from chassis.actor import PUBLIC
from chassis.facts.roles import Role
from chassis.mongo.attempts import attempt
from services.accounts.accounts import store
from services.accounts.accounts.settings import privacy_notice, real_time
from services.accounts.closing.commands import close_account
from services.accounts.closing.requests import CloseAccount
from services.accounts.sessions import store as sessions_store
from services.accounts.sessions.model import Session
from services.accounts.sign_on import commands as sign_on
from services.accounts.sign_on import store as sign_on_store
from services.accounts.sign_on.adapters.seals import seal_ticket
from services.accounts.sign_on.model import LinkedIdentities, Ticket
from services.accounts.sign_on.requests import OpenAccountBySignOn
from tests.service.accounts.acting import AT, called, opened

pytestmark = pytest.mark.parts


def opening(login: str, key: str) -> Callable[[], Any]:
    """Return a call that opens an account for an identity."""
    ticket = seal_ticket(Ticket(provider_id="away", key=key, expires_at=real_time() + timedelta(minutes=1)))
    empty = {field.name: "" for field in fields(OpenAccountBySignOn)}
    given = {"ticket": ticket, "login": login, "privacy_notice": privacy_notice().version}
    request = OpenAccountBySignOn(**empty | given)
    return lambda: sign_on.open_account_by_sign_on(request, AT)


@pytest.mark.usefixtures("provider_that_is_away")
def test_k1_of_many_who_open_an_account_for_an_identity_at_once_a_single_one_does() -> None:
    """K1: a form that is sent twice leaves no account behind to which nobody can sign in."""

    def opened_by(number: int) -> Any:
        attempted = opening(f"racer-{number}", "key")
        return called(PUBLIC, lambda: attempt(attempted, until=1e12, repeatable=True))

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(opened_by, range(6)))
    accounts = [account.id for account in store.accounts.every()]
    assert [answer.session.account_id for answer in answers if not isinstance(answer, str)] == accounts
    assert {answer for answer in answers if isinstance(answer, str)} <= {"UNAVAILABLE", "IDENTITY_TAKEN"}
    assert [(linked.id, len(linked.identities)) for linked in sign_on_store.linked_identities.every()] == [
        (accounts[0], 1)
    ]


@pytest.mark.usefixtures("provider_that_is_away")
def test_k1_an_identity_whose_account_was_never_opened_is_free_after_a_minute() -> None:
    """K1: the process died between the two writes; before that another request may be between them."""
    for key, ago, answered in (
        ("lately", timedelta(seconds=50), "UNAVAILABLE"),
        ("long ago", timedelta(minutes=1), ""),
    ):
        left = LinkedIdentities(id=f"never opened, {key}")
        left.link(key, "away", left.id, now=real_time() - ago, at=AT)
        called(PUBLIC, lambda left=left: sign_on_store.linked_identities.add(left))  # type: ignore[misc]
        answer = called(PUBLIC, opening(f"opens-{key.replace(' ', '-')}", key))
        assert (answer if isinstance(answer, str) else "") == answered


def test_k1_the_sessions_of_an_identity_end_before_it_is_unlinked() -> None:
    """K1: the process dies before that is written: they have ended, and the holder unlinks again."""
    somebody = opened("somebody", Role.PARTICIPANT, password="hash")
    linked = LinkedIdentities(id=somebody.account_id)
    linked.link("key", "people", somebody.account_id, now=AT, at=AT)
    called(somebody, lambda: sign_on_store.linked_identities.add(linked))
    now = real_time()
    session = Session(
        id="session-1",
        account_id=somebody.account_id,
        epoch=0,
        begun_at=now,
        seen_at=now,
        ends_at=now + timedelta(hours=1),
        provider_id="people",
    )
    sessions_store.add(session)

    class KilledError(Exception):
        """The process dies here."""

    def dies(*_: object) -> None:
        raise KilledError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sign_on_store.linked_identities, "save", dies)
        with pytest.raises(KilledError):
            called(somebody, lambda: sign_on.unlink_identity("people", somebody, AT))
    assert [session.ended_at is None for session in sessions_store.sessions_of(somebody.account_id)] == [False]
    assert len(called(somebody, lambda: sign_on.unlink_identity("people", somebody, AT)).identities) == 0


def test_k4_an_account_without_a_password_is_closed_without_one() -> None:
    """K4: whoever signs in by an identity provider alone; an account that has a password is not."""
    for login, password, answered in (("by-identity", "", ""), ("by-password", "hash", "CLOSING_PASSWORD_WRONG")):
        holder = opened(login, Role.PARTICIPANT, password=password)
        closed = called(holder, lambda by=holder: close_account(CloseAccount(password="", obstacles=()), by, AT))  # type: ignore[misc]
        assert (closed if isinstance(closed, str) else "") == answered
        assert store.accounts.look(holder.account_id).is_active is bool(answered)

"""Show sessions: to the gateway, and to their holder (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

from dasai.accounts.v1 import sessions_pb2

from chassis.actor import Actor
from chassis.facts.scopes import is_api_token
from chassis.kernel.clock import Instant, instant
from chassis.kernel.refusal import refuse
from chassis.personal_data import Record
from chassis.refusals import UNAUTHENTICATED

from ..accounts import store as accounts_store
from ..accounts.settings import real_time
from ..second_factors import store as second_factors_store
from ..tokens import store as tokens_store
from ..tokens.queries import resolve
from . import store, wire
from .adapters import hashed
from .checks import pending, pending_of_token
from .settings import limits

# what ended is told for so long: its instant is taken before it is written
_OVERLAP = timedelta(seconds=10)
_LONGEST = timedelta(minutes=10)


def authenticate(token: str) -> sessions_pb2.Session:
    """Return the session of a token, and note its use; refuse K1_UNAUTHENTICATED if there is none that goes on.

    An API token is shown as a session with its scopes; refuse TOKEN_EXPIRED if it has expired.
    """
    if is_api_token(token):
        api_token, holder = resolve(token)
        return wire.token_view(api_token, holder, pending_of_token(holder))
    session = store.session(hashed(token))
    if session is None:
        refuse(UNAUTHENTICATED)
    account = accounts_store.accounts.peek(session.account_id)
    now = real_time()
    if account is None or not account.is_active or not session.goes_on(account.epoch, limits(), now):
        refuse(UNAUTHENTICATED)
    if session.is_to_be_noted(limits(), now):
        store.note_use(session.id, now)
    return wire.session_view(session, account, pending(account, session))


def list_sessions(actor: Actor) -> sessions_pb2.ListSessionsResponse:
    """Return the caller's own sessions that go on, the newest first."""
    account = accounts_store.accounts.peek(actor.account_id) or refuse(UNAUTHENTICATED)
    now = real_time()
    going_on = [session for session in store.sessions_of(account.id) if session.goes_on(account.epoch, limits(), now)]
    newest_first = sorted(going_on, key=lambda session: session.begun_at, reverse=True)
    return wire.list_view([wire.session_view(session, account, None) for session in newest_first])


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the sessions of the caller's account that are stored, also those that have ended (rule K4)."""
    stored = store.sessions_of(actor.account_id)
    for session in sorted(stored, key=lambda session: (session.begun_at, session.id)):
        values = {
            "device": session.device,
            "address": session.address,
            "provider": session.provider_id,
            "seen_at": session.seen_at.isoformat(timespec="seconds"),
            "ends_at": (session.ended_at or session.ends_at).isoformat(timespec="seconds"),
        }
        yield Record(kind="session", at=session.begun_at, values=values)


def list_ended(request: sessions_pb2.ListEndedRequest) -> sessions_pb2.ListEndedResponse:
    """Return the sessions that have ended since an instant, the accounts whose sessions and tokens are to be looked up anew,
    because they ended or owe or show something else, and from when to ask next."""
    now = real_time()
    asked: Instant = instant(request.since.ToDatetime(tzinfo=UTC))
    since = max(asked, now - _LONGEST)
    accounts = {
        *accounts_store.ended_since(since),
        *second_factors_store.set_up_since(since),
        *tokens_store.ended_since(since),
    }
    return wire.ended_view(store.ended_since(since), sorted(accounts), now - _OVERLAP)

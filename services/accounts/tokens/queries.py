"""Show API tokens: to the gateway, to their holder, and how many there are to who administers the account (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.accounts.v1 import tokens_pb2

from chassis.actor import Actor
from chassis.kernel.refusal import refuse
from chassis.permissions import accounts as permissions
from chassis.personal_data import Record
from chassis.refusals import UNAUTHENTICATED

from ..accounts import store as accounts_store
from ..accounts.checks import target
from ..accounts.model import Account
from ..accounts.settings import real_time
from . import store, wire
from .adapters import hashed
from .model import ApiToken, require_not_expired


def resolve(text: str) -> tuple[ApiToken, Account]:
    """Return the token of a text with its account, and note its use.

    Refuse TOKEN_EXPIRED, or K1_UNAUTHENTICATED if there is none or its account has ended it.
    """
    tokens = store.holder_of(hashed(text)) or refuse(UNAUTHENTICATED)
    account = accounts_store.accounts.peek(tokens.id)
    token = tokens.token(hashed(text))
    if token is None or account is None or not account.is_active or token.epoch != account.epoch:
        refuse(UNAUTHENTICATED)
    now = real_time()
    require_not_expired(token, now)
    store.note_use(token.id, now)
    return token, account


def list_tokens(actor: Actor) -> tokens_pb2.ListTokensResponse:
    """Return the caller's own tokens that go on, the newest first."""
    account = accounts_store.accounts.peek(actor.account_id) or refuse(UNAUTHENTICATED)
    tokens = store.api_tokens.peek(account.id)
    going_on = tokens.going_on(account.epoch, real_time()) if tokens is not None else ()
    return wire.list_view(going_on, store.last_uses([token.id for token in going_on]))


def count_tokens(account_id: str, actor: Actor) -> tokens_pb2.CountTokensResponse:
    """Return how many tokens of an account go on, to whoever administers it; to anybody else the account does not exist."""
    account = accounts_store.accounts.look(account_id)
    permissions.COUNT_TOKENS.require(actor, target(actor, account))
    tokens = store.api_tokens.peek(account.id)
    going_on = tokens.going_on(account.epoch, real_time()) if tokens is not None else ()
    return tokens_pb2.CountTokensResponse(going_on=len(going_on))


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the API tokens of the caller's account that are stored, also those that have ended (rule K4)."""
    tokens = store.api_tokens.peek(actor.account_id)
    for token in tokens.tokens if tokens else ():
        values = {
            "name": token.name,
            "scopes": ", ".join(token.scopes),
            "ends_at": token.expires_at.isoformat(timespec="seconds"),
        }
        yield Record(kind="api_token", at=token.made_at, values=values)

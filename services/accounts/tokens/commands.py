"""Make and end API tokens (rule K1)."""

from __future__ import annotations

from datetime import timedelta

from dasai.accounts.v1 import tokens_pb2

from chassis.actor import Actor
from chassis.context import current
from chassis.edition.published import require_no_identity_numbers
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.refusals import FIELDS_INVALID, NOT_FOUND, UNAUTHENTICATED

from ..accounts import store as accounts_store
from ..accounts.model import narrowed
from ..accounts.settings import real_time
from . import requests, store, wire
from .adapters import hashed, new_text
from .model import ApiToken, ApiTokens, token_faults


def make_token(request: requests.MakeToken, actor: Actor, at: Instant) -> tokens_pb2.MakeTokenResponse:
    """Make a token for the caller; refuse FIELDS_INVALID, or TOKENS_TOO_MANY.

    The answer is not kept, for it holds a secret: a call that is repeated under its key makes a token in place of the first.
    """
    account = accounts_store.accounts.peek(actor.account_id)
    if account is None or not account.is_active:
        refuse(UNAUTHENTICATED)
    name = narrowed(request.name)
    faults = token_faults(name, request.scopes, request.days)
    refuse_unless(not faults, FIELDS_INVALID, faults=faults)
    require_no_identity_numbers(name=name)
    text, now = new_text(), real_time()
    token = ApiToken(
        id=hashed(text),
        name=name,
        scopes=tuple(sorted(set(request.scopes))),
        epoch=account.epoch,
        made_at=now,
        expires_at=now + timedelta(days=request.days),
        made_under=hashed(key) if (key := current().idempotency_key) else "",
    )
    tokens = store.api_tokens.find(account.id) or ApiTokens(id=account.id)
    tokens.make(token, at=at)
    store.api_tokens.save(tokens)
    return wire.made_view(token, text)


def end_token(token_id: str, actor: Actor, at: Instant) -> tokens_pb2.EndTokenResponse:
    """End one of the caller's own tokens; refuse NOT_FOUND if there is none."""
    tokens = store.api_tokens.find(actor.account_id)
    refuse_unless(tokens is not None and tokens.end(token_id, now=real_time(), at=at), NOT_FOUND, what="token")
    if tokens is not None:
        store.api_tokens.save(tokens)
    return tokens_pb2.EndTokenResponse()

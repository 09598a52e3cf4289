"""Show second factors to their holders, and requests to reset them to those who decide (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.accounts.v1 import second_factors_pb2

from chassis.actor import Actor
from chassis.facts.roles import Role
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.personal_data import Record
from chassis.refusals import FORBIDDEN, UNAUTHENTICATED

from ..accounts import store as accounts_store
from ..accounts.settings import real_time
from . import store, wire
from .checks import is_demanded, may_decide


def get_own(actor: Actor) -> second_factors_pb2.OwnSecondFactor:
    """Return the caller's own second factor, without its secrets."""
    account = accounts_store.accounts.peek(actor.account_id) or refuse(UNAUTHENTICATED)
    factor = store.second_factors.peek(account.id)
    return wire.own_view(factor, is_demanded=is_demanded(account), now=real_time())


def list_reset_requests(
    request: second_factors_pb2.ListResetRequestsRequest, actor: Actor
) -> second_factors_pb2.ListResetRequestsResponse:
    """Return a page of the open requests that the caller may decide on or has made."""
    refuse_unless(any(actor.has(role) for role in (Role.SECRETARIAT, Role.OPERATOR, Role.HOST)), FORBIDDEN)
    now = real_time()
    filters = {"state.reset.expires_at": {"$gt": now}}
    factors, next_page_token = store.second_factors.page(filters, request.page.page_token, request.page.page_size)
    shown = []
    for factor in factors:
        account = accounts_store.accounts.peek(factor.id)
        if factor.reset is None or account is None or not factor.has_open_reset(now):
            continue
        if factor.reset.requested_by == actor.account_id or may_decide(actor, account):
            shown.append(wire.reset_view(account, factor.reset, now))
    return wire.list_view(shown, next_page_token)


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield when the caller's second factor was set up, and its passkeys by name (rule K4)."""
    factor = store.second_factors.peek(actor.account_id)
    if factor is not None and factor.set_up_at is not None:
        yield Record(kind="second_factor", at=factor.set_up_at)
    for passkey in factor.passkeys if factor else ():
        yield Record(kind="passkey", at=passkey.added_at, values={"name": passkey.name})

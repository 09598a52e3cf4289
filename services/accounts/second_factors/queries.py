"""Show second factors to their holders, and requests to reset them to those who decide (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.accounts.v1 import second_factors_pb2

from chassis.actor import Actor
from chassis.kernel.refusal import refuse
from chassis.mapping import asked, list_response
from chassis.mongo.listing import page_of_few
from chassis.permissions import accounts as permissions
from chassis.personal_data import Record
from chassis.refusals import UNAUTHENTICATED

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
    """Return a page of the open requests that the caller may decide on or has made, the newest first."""
    permissions.LIST_RESET_REQUESTS.require(actor)
    now = real_time()
    factors = store.open_resets(now)
    accounts = accounts_store.accounts_of(factor.id for factor in factors)
    shown = [
        (accounts[factor.id], factor.reset)
        for factor in factors
        if factor.reset is not None
        and factor.id in accounts
        and (factor.reset.requested_by == actor.account_id or may_decide(actor, accounts[factor.id]))
    ]
    page = page_of_few(shown, lambda pair: pair[0].id, ["open resets", actor.account_id], asked(request.page))
    names = accounts_store.names_of({reset.requested_by for _, reset in page.aggregates})
    return wire.list_view([wire.reset_view(*pair, names, now) for pair in page.aggregates], list_response(page))


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield when the caller's second factor was set up, its passkeys by name, and the last request to reset it (rule K4)."""
    factor = store.second_factors.peek(actor.account_id)
    if factor is None:
        return
    if factor.set_up_at is not None:
        left = {"recovery_codes": str(factor.recovery_codes_left)}
        yield Record(kind="second_factor", at=factor.set_up_at, values=left)
    for passkey in factor.passkeys:
        yield Record(kind="passkey", at=passkey.added_at, values={"name": passkey.name})
    if factor.reset is not None:
        reset = factor.reset
        values = {"state": reset.state(real_time()), "reason": reset.reason, "identity_check": reset.identity_check}
        yield Record(kind="second_factor_reset", at=reset.requested_at, values=values)

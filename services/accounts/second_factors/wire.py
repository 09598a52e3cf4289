"""Translate between the contracts and second factors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dasai.accounts.v1 import events_pb2, second_factors_pb2
from dasai.common.v1 import page_pb2
from google.protobuf.message import Message

from chassis.kernel.clock import Instant
from chassis.mapping import messages

from ..accounts.model import Account
from . import events
from .model import Reset, SecondFactor

EVENTS: dict[type, type[Message]] = {
    events.SecondFactorSetUp: events_pb2.SecondFactorSetUp,
    events.SecondFactorRemoved: events_pb2.SecondFactorRemoved,
    events.RecoveryCodesRenewed: events_pb2.RecoveryCodesRenewed,
    events.RecoveryCodeUsed: events_pb2.RecoveryCodeUsed,
    events.PasskeyAdded: events_pb2.PasskeyAdded,
    events.PasskeyRemoved: events_pb2.PasskeyRemoved,
    events.SecondFactorResetRequested: events_pb2.SecondFactorResetRequested,
    events.SecondFactorReset: events_pb2.SecondFactorReset,
    events.SecondFactorResetRejected: events_pb2.SecondFactorResetRejected,
}


def own_view(factor: SecondFactor | None, *, is_demanded: bool, now: Instant) -> second_factors_pb2.OwnSecondFactor:
    """Show a second factor, or that there is none, to its holder."""
    if factor is None:
        return second_factors_pb2.OwnSecondFactor(is_demanded=is_demanded)
    reset = factor.reset if factor.has_open_reset(now) else None
    return second_factors_pb2.OwnSecondFactor(
        is_set_up=factor.is_set_up,
        set_up_at=factor.set_up_at,
        recovery_codes_left=factor.recovery_codes_left,
        is_demanded=is_demanded,
        wrong_codes=factor.wrong_codes,
        reset_at=factor.reset_at,
        reset_requested_at=reset.requested_at if reset else None,
        passkeys=[
            second_factors_pb2.Passkey(passkey_id=passkey.passkey_id, name=passkey.name, added_at=passkey.added_at)
            for passkey in factor.passkeys
        ],
    )


def offer_view(secret: str, uri: str) -> second_factors_pb2.SetUpOffer:
    """Show what an authenticator needs."""
    return second_factors_pb2.SetUpOffer(secret=secret, uri=uri)


def options_view(options: str) -> second_factors_pb2.PasskeyOptions:
    """Show what a browser needs for a passkey."""
    return second_factors_pb2.PasskeyOptions(options=options)


def codes_view(codes: Sequence[str]) -> second_factors_pb2.RecoveryCodes:
    """Show new recovery codes."""
    return second_factors_pb2.RecoveryCodes(codes=codes)


def reset_view(
    account: Account, reset: Reset, names: Mapping[str, str], now: Instant
) -> second_factors_pb2.SecondFactorResetRequest:
    """Show a request to reset the second factor of an account; `names` has that of whoever requested it."""
    return second_factors_pb2.SecondFactorResetRequest(
        account_id=account.id,
        login=account.login,
        roles=messages(account.grants, events_pb2.Grant),
        state=f"RESET_STATE_{reset.state(now).upper()}",
        requested_by=reset.requested_by,
        requested_by_name=names.get(reset.requested_by, ""),
        requested_at=reset.requested_at,
        expires_at=reset.expires_at,
        reason=reset.reason,
        identity_check=reset.identity_check,
        decided_by=reset.decided_by,
    )


def list_view(
    requests: Sequence[second_factors_pb2.SecondFactorResetRequest], page: page_pb2.PageResponse
) -> second_factors_pb2.ListResetRequestsResponse:
    """Show a page of requests."""
    return second_factors_pb2.ListResetRequestsResponse(requests=requests, page=page)

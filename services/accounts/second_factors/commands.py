"""Set up, prove, renew, remove and reset second factors (rule K1).

None is repeated under its key, for requests and answers hold secrets.
"""

from __future__ import annotations

from dasai.accounts.v1 import second_factors_pb2

from chassis.actor import Actor
from chassis.edition.published import require_no_identity_numbers
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.permissions import accounts as permissions

from ..accounts import store as accounts_store
from ..accounts.checks import require_administers, still_administers
from ..accounts.commands import own_account
from ..accounts.model import narrowed
from ..accounts.settings import real_time
from . import requests, rules, store, wire
from .adapters import passkeys
from .adapters.codes import (
    address_of,
    hash_recovery_code,
    new_recovery_codes,
    new_secret,
    open_secret,
    seal_secret,
    step_of,
)
from .checks import is_demanded, require_may_decide, require_may_reject
from .model import SecondFactor
from .settings import issuer, relying_party


def begin_set_up(request: requests.BeginSetUp, actor: Actor, at: Instant) -> second_factors_pb2.SetUpOffer:
    """Offer a new secret to the caller's authenticator; one that is set up stays until the new one is confirmed."""
    account = own_account(actor)
    factor = store.second_factors.find(account.id) or SecondFactor(id=account.id)
    now = real_time()
    if factor.is_set_up:
        refuse_unless(bool(request.code.strip()), rules.SECOND_FACTOR_CODE_NEEDED)
        _prove(factor, request.code, now, at)
    secret = new_secret()
    factor.begin(seal_secret(account.id, secret), now=now)
    store.second_factors.save(factor)
    return wire.offer_view(secret, address_of(secret, account.login, issuer()))


def confirm_set_up(request: requests.ConfirmSetUp, actor: Actor, at: Instant) -> second_factors_pb2.RecoveryCodes:
    """Take the offered secret, of which the caller gives a code; return the recovery codes."""
    factor = store.second_factors.find(actor.account_id) or refuse(rules.SECOND_FACTOR_SETUP_OVER)
    now = real_time()
    secret = open_secret(factor.id, factor.offered(now))
    step = step_of(secret, request.code, now)
    if step is None:
        refuse(rules.SECOND_FACTOR_CODE_WRONG)
    codes = new_recovery_codes()
    factor.confirm(step, _hashes(factor.id, codes), request.session_id, now=now, at=at)
    store.second_factors.save(factor)
    return wire.codes_view(codes)


def begin_passkey(request: requests.BeginPasskey, actor: Actor, at: Instant) -> second_factors_pb2.PasskeyOptions:
    """Begin to add a passkey to the caller's second factor, who gives a code of it."""
    account = own_account(actor)
    party = relying_party()
    factor = store.second_factors.find(account.id) or refuse(rules.SECOND_FACTOR_NONE)
    now = real_time()
    _prove(factor, request.code, now, at)
    challenge, options = passkeys.to_make(party, account, [passkey.passkey_id for passkey in factor.passkeys])
    factor.challenge(challenge, request.session_id, adds=True, now=now)
    store.second_factors.save(factor)
    return wire.options_view(options)


def add_passkey(request: requests.AddPasskey, actor: Actor, at: Instant) -> second_factors_pb2.OwnSecondFactor:
    """Add the passkey that the caller's browser made."""
    account = own_account(actor)
    name = narrowed(request.name)
    require_no_identity_numbers(name=name)
    factor = store.second_factors.find(account.id) or refuse(rules.SECOND_FACTOR_NONE)
    now = real_time()
    challenge = factor.challenged(request.session_id, adds=True, now=now)
    passkey = passkeys.made(relying_party(), challenge, request.credential, name, now)
    factor.add_passkey(passkey, request.session_id, at=at)
    store.second_factors.save(factor)
    return wire.own_view(factor, is_demanded=is_demanded(account), now=now)


def remove_passkey(request: requests.RemovePasskey, actor: Actor, at: Instant) -> second_factors_pb2.OwnSecondFactor:
    """Remove a passkey of the caller, who gives a code."""
    account = own_account(actor)
    factor = store.second_factors.find(account.id) or refuse(rules.SECOND_FACTOR_NONE)
    factor.passkey(request.passkey_id)
    now = real_time()
    _prove(factor, request.code, now, at)
    factor.remove_passkey(request.passkey_id, at=at)
    store.second_factors.save(factor)
    return wire.own_view(factor, is_demanded=is_demanded(account), now=now)


def begin_passkey_use(session_id: str, actor: Actor) -> second_factors_pb2.PasskeyOptions:
    """Challenge a session of the caller to give a passkey."""
    party = relying_party()
    factor = store.second_factors.find(actor.account_id) or refuse(rules.SECOND_FACTOR_NONE)
    challenge, options = passkeys.to_use(party, [passkey.passkey_id for passkey in factor.passkeys])
    factor.challenge(challenge, session_id, adds=False, now=real_time())
    store.second_factors.save(factor)
    return wire.options_view(options)


def prove_by_passkey(account_id: str, session_id: str, credential: str) -> None:
    """Take a passkey of an account that answers the session's challenge; refuse one that does not.

    It needs no wait after wrong codes: nobody guesses it, and whoever knows the password only so stops nobody.
    """
    factor = store.second_factors.find(account_id) or refuse(rules.SECOND_FACTOR_NONE)
    factor.require_set_up()
    challenge = factor.challenged(session_id, adds=False, now=real_time())
    passkey = factor.passkey(passkeys.id_of(credential))
    count = passkeys.used(relying_party(), challenge, credential, passkey)
    factor.take_passkey(passkey.passkey_id, count, session_id)
    store.second_factors.save(factor)


def prove(account_id: str, code: str, at: Instant) -> None:
    """Take a code or a recovery code of an account; refuse one that is wrong or was used, or too many tries."""
    factor = store.second_factors.find(account_id) or refuse(rules.SECOND_FACTOR_NONE)
    _prove(factor, code, real_time(), at)
    store.second_factors.save(factor)


def renew_recovery_codes(code: str, actor: Actor, at: Instant) -> second_factors_pb2.RecoveryCodes:
    """Replace the caller's recovery codes, who gives a code; return the new ones."""
    factor = store.second_factors.find(actor.account_id) or refuse(rules.SECOND_FACTOR_NONE)
    _prove(factor, code, real_time(), at)
    codes = new_recovery_codes()
    factor.renew_recovery_codes(_hashes(factor.id, codes), at=at)
    store.second_factors.save(factor)
    return wire.codes_view(codes)


def remove_own(code: str, actor: Actor, at: Instant) -> second_factors_pb2.OwnSecondFactor:
    """Remove the caller's own factor, who gives a code; refuse if its roles demand one."""
    account = own_account(actor)
    refuse_unless(not is_demanded(account), rules.SECOND_FACTOR_DEMANDED)
    factor = store.second_factors.find(account.id) or refuse(rules.SECOND_FACTOR_NONE)
    now = real_time()
    _prove(factor, code, now, at)
    factor.remove(now=now, at=at)
    store.second_factors.save(factor)
    return wire.own_view(factor, is_demanded=False, now=now)


def acknowledge_reset(actor: Actor) -> second_factors_pb2.OwnSecondFactor:
    """Note that the caller has read that its factor was reset."""
    account = own_account(actor)
    factor = store.second_factors.find(account.id)
    if factor is not None and factor.reset_at is not None:
        factor.acknowledge_reset()
        store.second_factors.save(factor)
    return wire.own_view(factor, is_demanded=is_demanded(account), now=real_time())


def request_reset(
    request: requests.RequestReset, actor: Actor, at: Instant
) -> second_factors_pb2.SecondFactorResetRequest:
    """Request that the factor of an account be reset, by whoever administers the account (rule K1)."""
    account = accounts_store.accounts.look(request.account_id)
    require_administers(actor, account, permissions.REQUEST_RESET)
    require_no_identity_numbers(reason=request.reason, identity_check=request.identity_check)
    factor = store.second_factors.find(account.id) or refuse(rules.SECOND_FACTOR_NONE)
    now = real_time()
    if factor.has_open_reset(now) and not still_administers(factor.open_reset(now).requested_by, account):
        factor.reject_reset(actor.account_id, now=now, at=at)  # nobody could approve it any more
    reset = factor.request_reset(actor.account_id, request.reason, request.identity_check, now=now, at=at)
    store.second_factors.save(factor)
    return wire.reset_view(account, reset, accounts_store.names_of({reset.requested_by}), now)


def approve_reset(account_id: str, actor: Actor, at: Instant) -> second_factors_pb2.SecondFactorResetRequest:
    """Approve a request, as a second person; the account's sessions end, and the factor is removed (rule K1).

    The sessions end first: if the process dies before the factor is removed, the request is still open.
    """
    account = accounts_store.accounts.get(account_id)
    require_may_decide(actor, account)
    factor = store.second_factors.find(account.id) or refuse(rules.SECOND_FACTOR_RESET_NOT_OPEN)
    now = real_time()
    # two persons with the right: one who has lost it since does not count
    refuse_unless(still_administers(factor.open_reset(now).requested_by, account), rules.SECOND_FACTOR_RESET_NOT_OPEN)
    reset = factor.approve_reset(actor.account_id, now=now, at=at)
    account.end_sessions(now)
    accounts_store.accounts.save(account)
    store.second_factors.save(factor)
    return wire.reset_view(account, reset, accounts_store.names_of({reset.requested_by}), now)


def reject_reset(account_id: str, actor: Actor, at: Instant) -> second_factors_pb2.SecondFactorResetRequest:
    """Reject a request, or withdraw it: by who may decide on it, who made it, or whose account it is."""
    account = accounts_store.accounts.look(account_id)
    factor, now = store.second_factors.find(account.id), real_time()
    opened = factor.reset if factor is not None and factor.has_open_reset(now) else None
    # before it is said that no request is open, which is for those alone who may know of one
    require_may_reject(actor, account, opened)
    if factor is None:
        refuse(rules.SECOND_FACTOR_RESET_NOT_OPEN)
    reset = factor.reject_reset(actor.account_id, now=now, at=at)
    store.second_factors.save(factor)
    return wire.reset_view(account, reset, accounts_store.names_of({reset.requested_by}), now)


def _prove(factor: SecondFactor, code: str, now: Instant, at: Instant) -> None:
    """Take a code of the factor; a wrong one is counted at once, and refused."""
    factor.require_set_up()
    factor.require_may_try(now)
    step = step_of(open_secret(factor.id, factor.secret), code, now) if factor.secret else None
    if step is not None:
        factor.take_step(step)
    elif not factor.take_recovery_code(hash_recovery_code(factor.id, code), now=now, at=at):
        factor.note_wrong_code(now)
        store.second_factors.save(factor)
        refuse(rules.SECOND_FACTOR_CODE_WRONG)


def _hashes(account_id: str, codes: list[str]) -> list[str]:
    return [hash_recovery_code(account_id, code) for code in codes]

"""Sign in, and end sessions (rule K1)."""

from __future__ import annotations

from dataclasses import replace

from dasai.accounts.v1 import sessions_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal, RefusedTogether, refuse, refuse_unless
from chassis.permissions import Target
from chassis.permissions import accounts as permissions
from chassis.refusals import NOT_FOUND, UNAUTHENTICATED

from ..accounts import rules as accounts_rules
from ..accounts import store as accounts_store
from ..accounts.adapters import normal_form, password_checked, password_matches
from ..accounts.checks import strong_hash_for
from ..accounts.commands import own_account
from ..accounts.events import PasswordChange
from ..accounts.model import Account, login_name
from ..accounts.settings import real_time
from ..limits.commands import count_own, count_sign_in, forget_own, give_back, succeed
from ..limits.model import Device
from ..messages.commands import send_to_account
from ..second_factors.commands import prove, prove_by_passkey
from . import requests, rules, store, wire
from .adapters import hashed, new_token, note_sign_in
from .checks import pending
from .model import Session
from .settings import limits


def sign_in(request: requests.SignIn, at: Instant) -> sessions_pb2.SignInResponse:
    """Begin a session; refuse SIGN_IN_FAILED in the same way and time if login name or password is wrong.

    A try is counted before it is checked; refuse TOO_MANY_TRIES if it has to wait. A password that was hashed under other
    settings is hashed anew. The holder is told of a device that is new to the account (rule K2).

    Not repeated under its key, for the answer holds a secret: a repeated call begins another session.
    """
    login = login_name(request.login)
    try:
        tried = count_sign_in(login, request.address, request.device_token)
    except Refusal:
        note_sign_in("sign-in delayed", request.address)
        raise
    account = accounts_store.account_named(login)
    try:
        stored = account.password if account else ""
        matches, renewed = password_checked(stored, request.password, tried.source, ahead=tried.is_known)
    except Refusal:  # too many wait: it was not checked
        give_back(tried)
        raise
    if not matches or account is None:
        note_sign_in("sign-in failed", request.address, account_id=account.id if account else "")
        refuse(rules.SIGN_IN_FAILED)
    device = succeed(tried, account.id)
    if not account.is_active:
        note_sign_in("sign-in of a disabled account", request.address, account_id=account.id)
        refuse(rules.ACCOUNT_DISABLED)
    if renewed:
        accounts_store.renew_hash(account.id, stored, renewed)
    return begin_session(account, device, request.device, request.address, at=at)


def begin_session(
    account: Account, device: Device, named: str, address: str, *, provider_id: str = "", at: Instant
) -> sessions_pb2.SignInResponse:
    """Begin a session of an account, by a password or an identity provider; return its token and the session.

    The holder is told of a new device before the token is out, and of nothing that says more of it than that it is new.
    """
    token, now = new_token(), real_time()
    session = Session(
        id=hashed(token),
        account_id=account.id,
        epoch=account.epoch,
        begun_at=now,
        seen_at=now,
        ends_at=now + limits().absolute,
        device=named,
        address=address,
        provider_id=provider_id,
    )
    store.add(session)
    note_sign_in("signed in", address, account_id=account.id, means=provider_id or "password")
    if device.is_new:
        facts = {"signed_in_at": now.isoformat(), "means": "provider" if provider_id else "password"}
        send_to_account(account.id, "signed_in_on_new_device", facts, source=session.id, at=at)
    shown = wire.session_view(session, account, pending(account, session))
    return wire.signed_in_view(token, shown, device.token)


def change_password(request: requests.ChangePassword, actor: Actor, at: Instant) -> sessions_pb2.Session:
    """Change the caller's own password; all sessions end but the caller's, which goes on in the new epoch."""
    account = own_account(actor)
    session = store.session(request.session_id)
    if session is None or session.account_id != account.id:
        refuse(UNAUTHENTICATED)
    counted = count_own("session", session.id)  # whoever has taken a session over guesses no password by it
    together, new_hash = RefusedTogether(), ""
    with together.at("old_password"):
        matches = password_matches(account.password, request.old_password, account.id, ahead=True)
        refuse_unless(matches, accounts_rules.PASSWORD_WRONG)
        forget_own(counted)
    with together.at("new_password"):
        differs = normal_form(request.new_password) != normal_form(request.old_password)
        refuse_unless(differs, accounts_rules.PASSWORD_SAME)
        new_hash = strong_hash_for(account, request.new_password)
    together.refuse()
    account.change_password(new_hash, PasswordChange.OWN, now=real_time(), at=at)
    accounts_store.accounts.save(account)
    # if this process dies here, the holder signs in with the new password
    store.renew(session.id, account.epoch)
    renewed = replace(session, epoch=account.epoch)
    return wire.session_view(renewed, account, pending(account, renewed))


def give_second_factor(request: requests.GiveSecondFactor, actor: Actor, at: Instant) -> sessions_pb2.Session:
    """Make one of the caller's own sessions whole by a code of the second factor, or a recovery code.

    If this process dies after the code was taken, the holder gives the next one.
    """
    session = _own_session(request.session_id, actor)
    prove(session.account_id, request.code, at)
    return _whole(session)


def give_passkey(request: requests.GivePasskey, actor: Actor) -> sessions_pb2.Session:
    """Make one of the caller's own sessions whole by a passkey of the second factor."""
    session = _own_session(request.session_id, actor)
    prove_by_passkey(session.account_id, session.id, request.credential)
    return _whole(session)


def _own_session(session_id: str, actor: Actor) -> Session:
    session = store.session(session_id)
    if session is None or session.account_id != actor.account_id:
        refuse(UNAUTHENTICATED)
    return session


def _whole(session: Session) -> sessions_pb2.Session:
    """Note that a session has given its second factor, and show it."""
    now = real_time()
    store.note_second_factor(session.id, now)
    given = replace(session, second_factor_at=now)
    account = accounts_store.accounts.look(given.account_id)
    return wire.session_view(given, account, pending(account, given))


def end_session(session_id: str, actor: Actor) -> sessions_pb2.EndSessionResponse:
    """End one of the caller's own sessions; refuse NOT_FOUND if there is none that goes on."""
    session = store.session(session_id) or refuse(NOT_FOUND, what="session")
    permissions.END_SESSION.require(actor, Target(holder=session.account_id))
    refuse_unless(store.end(session.id, session.account_id, real_time()), NOT_FOUND, what="session")
    return sessions_pb2.EndSessionResponse(ended=1)


def end_other_sessions(kept_id: str, actor: Actor) -> sessions_pb2.EndSessionResponse:
    """End all of the caller's own sessions but one; with an empty identifier, that one too."""
    others = [session.id for session in store.sessions_of(actor.account_id) if session.id != kept_id]
    now = real_time()
    return sessions_pb2.EndSessionResponse(ended=sum(store.end(other, actor.account_id, now) for other in others))


def end_sessions_by(provider_id: str, account_id: str) -> None:
    """End the sessions of an account that began by an identity provider."""
    now = real_time()
    for session in store.sessions_of(account_id):
        if session.provider_id == provider_id:
            store.end(session.id, account_id, now)

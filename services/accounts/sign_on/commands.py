"""Sign in by an identity provider, link and unlink identities (rule K1)."""

from __future__ import annotations

import hmac
import secrets

from dasai.accounts.v1 import sessions_pb2, sign_on_pb2

from chassis.actor import Actor
from chassis.facts.roles import AccountState, Grant, Role
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import RefusedTogether, refuse, refuse_unless
from chassis.permissions import accounts as permissions
from chassis.refusals import NOT_FOUND, UNAUTHENTICATED, UNAVAILABLE

from ..accounts import store as accounts_store
from ..accounts.checks import checked_holder, require_administers, still_administers
from ..accounts.commands import give_contacts, open_account, own_account
from ..accounts.model import Account
from ..accounts.settings import real_time
from ..limits.commands import know_device
from ..sessions import rules as sessions_rules
from ..sessions.commands import begin_session, end_sessions_by
from . import requests, rules, store, wire
from .adapters.provider import NotProvenError, ProviderAwayError, waiting
from .adapters.seals import (
    hashed,
    identity_keys,
    new_code,
    open_attempt,
    open_ticket,
    seal_attempt,
    seal_ticket,
)
from .model import (
    TIME_TO_LINK,
    TIME_TO_OPEN,
    TIME_TO_RETURN,
    TIME_TO_WRITE,
    Attempt,
    LinkCode,
    LinkedIdentities,
    Provider,
    SignOnPurpose,
    Ticket,
    require_usable,
)
from .settings import provider_of


def begin_sign_on(request: requests.BeginSignOn, actor: Actor) -> sign_on_pb2.BeginSignOnResponse:
    """Return where the browser is to go, and what it keeps meanwhile; refuse SIGN_ON_PROVIDER_AWAY.

    To link, refuse what would be refused at the return: staff without a code, or a provider of another division.
    """
    provider, now = provider_of(request.provider_id), real_time()
    links = request.purpose is SignOnPurpose.LINK
    if links:
        account = accounts_store.accounts.peek(actor.account_id) or refuse(UNAUTHENTICATED)
        if account.is_staff:
            linked = store.linked_identities.peek(account.id) or LinkedIdentities(id=account.id)
            _require_maker(linked.require_code(hashed(request.link_code), provider.id, now).made_by, account)
        refuse_unless(provider.vouches_for(account.grants), rules.K1_PROVIDER_OF_ANOTHER_DIVISION)
    attempt = Attempt(
        provider_id=provider.id,
        purpose=SignOnPurpose.LINK if links else SignOnPurpose.SIGN_IN,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        redirect_uri=request.redirect_uri,
        expires_at=now + TIME_TO_RETURN,
        account_id=actor.account_id if links else "",
        session_id=request.session_id if links else "",
        code_hash=hashed(request.link_code) if links else "",
        next_page=request.next_page,
    )
    try:
        with waiting(provider) as client:
            return wire.begun_view(client.authorization_url(attempt), seal_attempt(attempt))
    except ProviderAwayError:
        refuse(rules.SIGN_ON_PROVIDER_AWAY)


def complete_sign_on(request: requests.CompleteSignOn, actor: Actor, at: Instant) -> sign_on_pb2.CompleteSignOnResponse:
    """Begin a session, link the identity, or return a ticket if it is linked to no account.

    Refuse SIGN_ON_STATE_WRONG unless this browser began it lately, and to link in the very session that began it;
    SIGN_ON_DECLINED, SIGN_ON_NOT_PROVEN and SIGN_ON_PROVIDER_AWAY. Not repeated under its key: a code is good for once.
    """
    attempt = open_attempt(request.attempt) or refuse(rules.SIGN_ON_STATE_WRONG)
    same = hmac.compare_digest(attempt.state.encode(), request.state.encode())
    refuse_unless(same and real_time() < attempt.expires_at, rules.SIGN_ON_STATE_WRONG)
    if attempt.purpose is SignOnPurpose.LINK:
        own = (attempt.account_id, attempt.session_id) == (actor.account_id, request.session_id)
        refuse_unless(own, rules.SIGN_ON_STATE_WRONG)
    provider = provider_of(attempt.provider_id)
    refuse_unless(bool(request.code) and not request.error, rules.SIGN_ON_DECLINED)
    try:
        with waiting(provider) as client:
            subject = client.subject_of(attempt, request.code, request.issuer)
    except ProviderAwayError:
        refuse(rules.SIGN_ON_PROVIDER_AWAY)
    except NotProvenError:
        refuse(rules.SIGN_ON_NOT_PROVEN)
    keys = identity_keys(provider.issuer, subject)
    holder = _holder_of(keys, at)
    if attempt.purpose is SignOnPurpose.LINK:
        return _link(attempt, provider, keys, holder, actor, at)
    if holder is None:
        ticket = Ticket(provider_id=provider.id, key=keys[0], expires_at=real_time() + TIME_TO_OPEN)
        return wire.unlinked_view(seal_ticket(ticket), attempt.next_page)
    account = accounts_store.accounts.look(holder.id)
    refuse_unless(account.is_active, sessions_rules.ACCOUNT_DISABLED)
    identity = next(identity for identity in holder.identities if identity.key in keys)
    require_usable(identity, provider, account.id, account.grants)
    device = know_device(account.login, account.id, request.device_token)
    signed_in = begin_session(account, device, request.device, request.address, provider_id=provider.id, at=at)
    return wire.signed_in_view(signed_in, attempt.next_page)


def open_account_by_sign_on(request: requests.OpenAccountBySignOn, at: Instant) -> sessions_pb2.SignInResponse:
    """Open a participant's account, without a password, for an identity that is linked to none; begin a session (rule K4).

    Not repeated under its key, for the answer holds a secret. The identity is linked first: an account to which nobody could
    sign in is never left behind, and an identity whose account was not opened is linked to none.
    """
    ticket = open_ticket(request.ticket) or refuse(rules.SIGN_ON_STATE_WRONG)
    now = real_time()
    refuse_unless(now < ticket.expires_at, rules.SIGN_ON_STATE_WRONG)
    provider = provider_of(ticket.provider_id)
    together = RefusedTogether()
    login, name, contacts = checked_holder(
        together,
        login=request.login,
        name=request.name,
        email=request.email,
        mobile=request.mobile,
        privacy_notice_version=request.privacy_notice,
    )
    together.refuse()
    refuse_unless(_holder_of((ticket.key,), at) is None, rules.IDENTITY_TAKEN)
    account = Account(id=new_id(), login=login, grants=(Grant(Role.PARTICIPANT),), name=name)
    give_contacts(account, contacts)
    linked = LinkedIdentities(id=account.id)
    linked.link(ticket.key, provider.id, account.id, now=now, at=at)
    store.linked_identities.add(linked)
    open_account(account, at=at)
    device = know_device(account.login, account.id, request.device_token)
    return begin_session(account, device, request.device, request.address, provider_id=provider.id, at=at)


def unlink_identity(provider_id: str, actor: Actor, at: Instant) -> sign_on_pb2.ListIdentitiesResponse:
    """Unlink an identity from the caller's own account; refuse IDENTITY_LAST if nobody could sign in any more.

    The sessions that began by it end, the caller's own too: who unlinks may do so because somebody else has the identity.
    """
    account = own_account(actor)
    linked = store.linked_identities.find(account.id)
    if linked is None or not linked.unlink(provider_id, at=at):
        refuse(NOT_FOUND, what="identity")
    refuse_unless(bool(account.password or linked.identities), rules.IDENTITY_LAST)
    # before, for if the process dies here the holder unlinks again; after, for one may have begun meanwhile
    end_sessions_by(provider_id, account.id)
    store.linked_identities.save(linked)
    end_sessions_by(provider_id, account.id)
    return wire.identities_view(linked)


def make_link_code(request: requests.MakeLinkCode, actor: Actor, at: Instant) -> sign_on_pb2.MakeLinkCodeResponse:
    """Make the code by which the holder of a staff account links an identity, by whoever administers the account.

    Not repeated under its key, for the answer holds a secret: a repeated call makes another code, and the first is void.
    """
    account = accounts_store.accounts.look(request.account_id)
    require_administers(actor, account, permissions.MAKE_LINK_CODE)
    provider = provider_of(request.provider_id)
    refuse_unless(account.is_staff, rules.LINK_CODE_NEEDLESS)
    refuse_unless(provider.vouches_for(account.grants), rules.K1_PROVIDER_OF_ANOTHER_DIVISION)
    text = new_code()
    expires_at = real_time() + TIME_TO_LINK
    code = LinkCode(hash=hashed(text), provider_id=provider.id, made_by=actor.account_id, expires_at=expires_at)
    linked = store.linked_identities.find(account.id) or LinkedIdentities(id=account.id)
    linked.make_code(code, at=at)
    store.linked_identities.save(linked)
    return wire.code_view(code, text)


def _link(
    attempt: Attempt,
    provider: Provider,
    keys: tuple[str, ...],
    holder: LinkedIdentities | None,
    actor: Actor,
    at: Instant,
) -> sign_on_pb2.CompleteSignOnResponse:
    account = own_account(actor)
    refuse_unless(holder is None or holder.id == account.id, rules.IDENTITY_TAKEN)
    linked = store.linked_identities.find(account.id) or LinkedIdentities(id=account.id)
    linked_by, now = account.id, real_time()
    if account.is_staff:
        linked_by = linked.redeem_code(attempt.code_hash, provider.id, now)
        _require_maker(linked_by, account)
    refuse_unless(provider.vouches_for(account.grants), rules.K1_PROVIDER_OF_ANOTHER_DIVISION)
    known = linked.of_provider(provider.id)
    key = known.key if known is not None and known.key in keys else keys[0]
    identity = linked.link(key, provider.id, linked_by, now=now, at=at)
    store.linked_identities.save(linked)
    return wire.linked_view(identity, attempt.next_page)


def _require_maker(account_id: str, account: Account) -> None:
    """Refuse K1_LINK_CODE_INVALID unless whoever made the code administers the account still."""
    refuse_unless(still_administers(account_id, account), rules.K1_LINK_CODE_INVALID)


def _holder_of(keys: tuple[str, ...], at: Instant) -> LinkedIdentities | None:
    """Return the account to which an identity is linked; one that is closed, or was never opened, gives it up."""
    holder = store.holder_of(keys)
    if holder is None:
        return None
    account = accounts_store.accounts.peek(holder.id)
    if account is not None and account.state is not AccountState.CLOSED:
        return holder
    linked_lately = any(real_time() < identity.linked_at + TIME_TO_WRITE for identity in holder.identities)
    refuse_unless(account is not None or not linked_lately, UNAVAILABLE)  # another request opens it at this moment
    left = store.linked_identities.get(holder.id)
    for identity in left.identities:
        left.unlink(identity.provider_id, at=at)
    store.linked_identities.save(left)
    return None

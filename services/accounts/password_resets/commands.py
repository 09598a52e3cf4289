"""Make and use one-time links to set a new password (rule K1).

None is repeated under its key, for requests and answers hold secrets.
"""

from __future__ import annotations

import time

from dasai.accounts.v1 import password_resets_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.mongo.attempts import attempt

from ..accounts import store as accounts_store
from ..accounts.adapters import hash_password, open_contacts
from ..accounts.checks import require_administers, require_strength
from ..accounts.events import PasswordChange
from ..accounts.model import login_name
from ..accounts.settings import real_time
from ..sessions.adapters import hashed, new_token
from ..sessions.rules import ACCOUNT_DISABLED
from . import requests, rules, store, wire
from .adapters import in_background, mail_is_set, send_reset_link
from .model import PasswordReset

# how long a link that is to be mailed may be tried to store, seconds
_PATIENCE = 10.0


def request_link(login: str, at: Instant) -> password_resets_pb2.RequestLinkResponse:
    """Mail a link to the account of a login name, if there is one with an e-mail address.

    All of it is done after the answer, which so takes as long for a login name that nobody has.
    """
    if mail_is_set():
        until = time.monotonic() + _PATIENCE
        in_background(lambda: attempt(lambda: _mail_link(login_name(login), at), until=until, repeatable=False))
    return wire.requested_view(by_mail=mail_is_set())


def _mail_link(login: str, at: Instant) -> None:
    account = accounts_store.account_named(login)
    if account is None or not account.is_active:
        return
    email = open_contacts(account.id, account.contacts).email
    resets = store.password_resets.find(account.id) or PasswordReset(id=account.id)
    now = real_time()
    if not email or not resets.may_be_mailed(now):
        return
    code = new_token()
    link = resets.make(hashed(code), PasswordChange.MAILED_LINK, account.epoch, now=now, at=at)
    store.password_resets.save(resets)
    send_reset_link(email, code, link.expires_at)


def hand_link(request: requests.HandLink, actor: Actor, at: Instant) -> password_resets_pb2.HandedLink:
    """Make a link that the caller, who administers the account, hands over after checking the holder's identity (rule K1)."""
    account = accounts_store.accounts.look(request.account_id)
    require_administers(actor, account)
    refuse_unless(account.is_active, ACCOUNT_DISABLED)
    resets = store.password_resets.find(account.id) or PasswordReset(id=account.id)
    code = new_token()
    link = resets.make(
        hashed(code),
        PasswordChange.HANDED_LINK,
        account.epoch,
        made_by=actor.account_id,
        identity_check=request.identity_check,
        now=real_time(),
        at=at,
    )
    store.password_resets.save(resets)
    return wire.handed_view(code, link)


def use_link(request: requests.UseLink, at: Instant) -> password_resets_pb2.UseLinkResponse:
    """Set a new password by a link, once; all sessions and tokens end, and a second factor is asked for as before.

    The link is taken first, by a conditional write. If this process dies before the password is written, the account is in its
    epoch still, and the link may be used again.
    """
    code_hash = hashed(request.code.strip())
    resets = store.password_resets.find(store.account_id_of(code_hash)) or refuse(rules.RESET_LINK_UNKNOWN)
    account = accounts_store.accounts.get(resets.id)
    now = real_time()
    resets.usable(code_hash, account.epoch, now)
    refuse_unless(account.is_active, ACCOUNT_DISABLED)
    require_strength(request.new_password, account.login, account.name)
    new_hash = hash_password(request.new_password, account.id, ahead=True)
    link = resets.use(code_hash, account.epoch, now=now, at=at)
    if resets.raised:
        store.password_resets.save(resets)
    account.change_password(new_hash, link.means, now=now, at=at)
    accounts_store.accounts.save(account)
    return wire.used_view(account.id)

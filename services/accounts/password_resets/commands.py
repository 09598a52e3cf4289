"""Make and use one-time links to set a new password (rule K1).

None is repeated under its key, for requests and answers hold secrets.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial

from dasai.accounts.v1 import password_resets_pb2

from chassis.actor import PUBLIC, Actor
from chassis.context import Context, handling
from chassis.edition.published import require_no_identity_numbers
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.mongo.attempts import attempt
from chassis.outage import Outage
from chassis.permissions import accounts as permissions
from chassis.sealing import SealBroken

from ..accounts import store as accounts_store
from ..accounts.checks import contacts_of, require_administers, still_administers, strong_hash_for
from ..accounts.events import PasswordChange
from ..accounts.model import login_name
from ..accounts.settings import real_time
from ..deliveries.adapters.secrets import open_secrets, seal_secrets
from ..deliveries.settings import MailServer, mail_server
from ..messages.commands import send_to_account
from ..sessions.adapters import hashed, new_token
from ..sessions.rules import ACCOUNT_DISABLED
from . import requests, rules, store, wire
from .model import LinkRequest, PasswordReset

# how long a link that is to be mailed may be tried to store, seconds
_PATIENCE = 10.0
# so many requests are answered between two looks; how long none is looked for if there was none, seconds
_BATCH, _IDLE = 50, 0.5


def request_link(login: str, at: Instant) -> password_resets_pb2.RequestLinkResponse:
    """Keep a request for a link, which `run_link_requests` answers; say if links are mailed at all.

    Only that is done before the answer, and the same for a login name that nobody has: neither words nor time tell it apart.
    What is kept is sealed and gone within seconds. The code is made here, so that whoever answers the request twice makes one
    link.
    """
    by_mail = mail_server() is not None
    if by_mail:
        identifier = new_id()
        sealed = seal_secrets(identifier, {"login": login_name(login), "code": new_token()})
        store.keep_request(LinkRequest(id=identifier, sealed=sealed, requested_at=at), real_time())
    return wire.requested_view(by_mail=by_mail)


def run_link_requests(stopping: threading.Event) -> None:
    """Answer requests for links, in a thread of the server process, until it stops."""
    outage = Outage("password_resets", "requests for links wait", "requests for links are answered again")
    while not stopping.is_set():
        try:
            answered = answer_requests(stopping.is_set)
            outage.succeed()
        except Exception as error:  # noqa: BLE001 - a database that is away, for example: the next look tries again
            outage.fail(type(error).__name__)
            answered = 0
        if not answered:
            stopping.wait(_IDLE)


def answer_requests(stopped: Callable[[], bool] = lambda: False) -> int:
    """Answer some of the requests for links that wait; return how many.

    If this process dies half-way, or another one answers the same request, there is one link and one message still: both follow
    from the request's code.
    """
    answered, server = 0, mail_server()
    for request in store.requests(_BATCH) if server is not None else ():
        if server is None or stopped():
            break
        with handling(Context(actor=PUBLIC, causation_id=request.id)):
            attempt(partial(_answer, request, server), until=time.monotonic() + _PATIENCE, repeatable=True)
        store.forget_request(request.id)
        answered += 1
    return answered


def _answer(request: LinkRequest, server: MailServer) -> None:
    """Make the link and put it into the outbox if the account has a confirmed address, and was not mailed one lately."""
    try:
        opened = open_secrets(request.id, request.sealed)
        account = accounts_store.account_named(opened["login"])
        if account is None or not account.is_active or not contacts_of(account).mailable:
            return
    except SealBroken:  # the key of contacts is gone: no address can be read
        return
    code, now = opened["code"], real_time()
    resets = store.password_resets.find(account.id) or PasswordReset(id=account.id)
    link = resets.link_of(hashed(code))
    if link is None:
        if not resets.may_be_mailed(now):
            return
        link = resets.make(hashed(code), PasswordChange.MAILED_LINK, account.epoch, now=now, at=request.requested_at)
        store.password_resets.save(resets)
    page = f"{server.public_url}/password-reset"
    send_to_account(
        account.id,
        "password_link",
        {"ends_at": link.expires_at.isoformat()},
        source=link.code_hash,
        at=request.requested_at,
        # behind `#` browsers send it to nobody, and no log has it
        secrets={"address": f"{page}#{code}", "page": page, "code": code},
        ends_at=link.expires_at,
    )


def hand_link(request: requests.HandLink, actor: Actor, at: Instant) -> password_resets_pb2.HandedLink:
    """Make a link that the caller, who administers the account, hands over after checking the holder's identity (rule K1)."""
    account = accounts_store.accounts.look(request.account_id)
    require_administers(actor, account, permissions.HAND_LINK)
    refuse_unless(account.is_active, ACCOUNT_DISABLED)
    require_no_identity_numbers(identity_check=request.identity_check)
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
    made_by = resets.usable(code_hash, account.epoch, now).made_by
    refuse_unless(not made_by or still_administers(made_by, account), rules.RESET_LINK_REPLACED)
    refuse_unless(account.is_active, ACCOUNT_DISABLED)
    new_hash = strong_hash_for(account, request.new_password)
    link = resets.use(code_hash, account.epoch, now=now, at=at)
    if resets.raised:
        store.password_resets.save(resets)
    # by now, not from before the hash waited for its turn: gateways ask for what ended lately
    account.change_password(new_hash, link.means, now=real_time(), at=at)
    accounts_store.accounts.save(account)
    return wire.used_view(account.id)

"""Send what is due, and send again what failed (rule K2)."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiosmtplib import SMTP
from dasai.accounts.v1 import deliveries_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.outage import Outage
from chassis.permissions import accounts as permissions
from chassis.refusals import NOT_FOUND
from chassis.sealing import SealBroken
from chassis.telemetry import log

from ..accounts import store as accounts_store
from ..accounts.checks import contacts_of
from ..accounts.model import Contacts
from ..accounts.settings import real_time
from ..templates import store as templates_store
from ..templates.model.template import Template, Text
from ..templates.model.texts import TEMPLATES
from ..templates.settings import division_names
from . import rules, store, wire
from .adapters import mail, texts
from .adapters.secrets import open_secrets
from .adapters.sms import Files
from .model import TAKEN, TOO_LATE, Answer, Channel, Delivery, DeliveryState, Outcome, after
from .settings import MailServer, is_set, lease_seconds, mail_server, retry_delays, sms_folder

# so many deliveries at once, over so many connections
_BATCH, _CONNECTIONS = 40, 4
# how long nothing is tried after the server was away, seconds: at first, and at most
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
# how long the sender waits if nothing is due, seconds
_IDLE = 0.5
# the secret that is an address or a number of its own: one that the account had before
_TO = "to"


@dataclass(frozen=True, kw_only=True)
class Round:
    """The result of a look at the outbox: how many deliveries were tried, and if the mail server was away."""

    tried: int
    away: bool = False


def run_sender(stopping: threading.Event) -> None:
    """Send what is due, in a thread of the server process, until it stops."""
    pause, outage = _FIRST_PAUSE, Outage("sender", "sender failed", "sender goes on")
    while not stopping.is_set():
        try:
            done = send_due(stopping.is_set)
            outage.succeed()
        except Exception as error:  # noqa: BLE001 - a database that is away, for example: the next look tries again
            outage.fail(type(error).__name__)
            done = Round(tried=0, away=True)
        pause = min(pause * 2, _LONGEST_PAUSE) if done.away else _FIRST_PAUSE
        if done.away or not done.tried:
            stopping.wait(pause if done.away else _IDLE)


def send_due(stopped: Callable[[], bool] = lambda: False) -> Round:
    """Send some of what is due and note what came of each.

    Each delivery is claimed by a conditional write first, so that of several processes one sends it. If this process dies
    between the server's yes and the note of it, another sends it again when the claim is over: a mail comes at least once.
    """
    now = real_time()
    store.withhold_late(now)
    until = store.lease_end(now, lease_seconds())
    end = time.monotonic() + lease_seconds()
    claimed = [delivery for delivery in store.due(now, _BATCH) if store.claim(delivery, until)]
    mails = [delivery for delivery in claimed if delivery.channel is Channel.MAIL]
    for delivery in claimed:
        if delivery.channel is Channel.SMS:
            _note(delivery, until, _try_sms(delivery))
    server = mail_server()
    if server is None:
        for delivery in mails:
            _note(delivery, until, Outcome(answer=Answer.AWAY, reason="no_server_set"))
        return Round(tried=len(claimed), away=bool(mails))
    lanes = [mails[place::_CONNECTIONS] for place in range(_CONNECTIONS)]

    async def send_all() -> list[bool]:
        return await asyncio.gather(*(_send_lane(lane, server, until, end, stopped) for lane in lanes if lane))

    return Round(tried=len(claimed), away=any(asyncio.run(send_all())))


async def _send_lane(
    lane: Sequence[Delivery], server: MailServer, until: Instant, end: float, stopped: Callable[[], bool]
) -> bool:
    """Send mails over a connection, one after the other; return True if the server was away."""
    left = list(lane)
    try:
        async with mail.connected(server) as client:
            while left and not stopped() and time.monotonic() + 3 * server.seconds < end:
                outcome = await _try_mail(client, server, left[0])
                await asyncio.to_thread(_note, left[0], until, outcome)
                left.pop(0)
    except mail.ServerAwayError as away:
        await asyncio.to_thread(_put_off, left, until, away.reason)
        return True
    await asyncio.to_thread(_give_back, left, until)
    return False


@dataclass(frozen=True)
class _Ready:
    """A delivery's addresses and words; both are in memory only."""

    contacts: Contacts
    words: tuple[Text, Template, dict[str, str]]


async def _try_mail(client: SMTP, server: MailServer, delivery: Delivery) -> Outcome:
    """Try a mail; raise ServerAwayError if the connection is gone. One that can't be made keeps none of the others waiting."""
    try:
        ready = await asyncio.to_thread(_ready, delivery)
        return ready if isinstance(ready, Outcome) else await _send_mail(client, server, delivery, ready)
    except mail.ServerAwayError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the mails behind it are sent
        return _broken(delivery, error)


def _broken(delivery: Delivery, error: Exception) -> Outcome:
    log("sender").warning("delivery broken", delivery=delivery.id, reason=type(error).__name__)
    return Outcome(answer=Answer.LATER, reason="not_made")


async def _send_mail(client: SMTP, server: MailServer, delivery: Delivery, ready: _Ready) -> Outcome:
    to = ready.contacts.email
    try:
        message = texts.mail(server, delivery.id, to, *ready.words, real_time())
    except ValueError:  # an address that no header can hold
        return Outcome(answer=Answer.REFUSED, reason="address_not_supported")
    return await mail.send(client, server, message, to)


def _ready(delivery: Delivery) -> _Ready | Outcome:
    """Return the address and the words of a delivery, or why it is not sent."""
    if delivery.ends_at is not None and real_time() > delivery.ends_at:
        return Outcome(answer=Answer.POINTLESS, reason=TOO_LATE)
    account = accounts_store.accounts.peek(delivery.account_id)
    template = TEMPLATES.get(delivery.template)
    if account is None or template is None:
        return Outcome(answer=Answer.POINTLESS, reason="account_gone" if account is None else "template_gone")
    try:
        secrets = open_secrets(delivery.id, delivery.secrets)
        to = secrets.pop(_TO, "")
        contacts = Contacts(email=to, mobile=to, email_confirmed=True) if to else contacts_of(account)
    except SealBroken:
        return Outcome(answer=Answer.REFUSED, reason="seal_broken")
    if not (contacts.email if delivery.channel is Channel.MAIL else contacts.mobile):
        return Outcome(answer=Answer.POINTLESS, reason="no_address")
    if delivery.channel is Channel.MAIL and not (contacts.mailable or template.confirms):
        return Outcome(answer=Answer.POINTLESS, reason="address_not_confirmed")
    if delivery.unless_mail and contacts.mailable and is_set(Channel.MAIL):
        return Outcome(answer=Answer.POINTLESS, reason="goes_by_mail")
    facts = templates_store.shared([delivery.shared]).get(delivery.shared, {}) | delivery.facts
    return _Ready(contacts, (template.render(facts, division_names()), template, secrets))


def _try_sms(delivery: Delivery) -> Outcome:
    try:
        return _send_sms(delivery)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, what is behind it is sent
        return _broken(delivery, error)


def _send_sms(delivery: Delivery) -> Outcome:
    ready, folder = _ready(delivery), sms_folder()
    if isinstance(ready, Outcome):
        return ready
    if folder is None:
        return Outcome(answer=Answer.LATER, reason="no_server_set")
    try:
        Files(folder).send(delivery.id, ready.contacts.mobile, texts.sms(ready.words[0]), real_time())
    except OSError:
        return Outcome(answer=Answer.LATER, reason="server_away")
    return TAKEN


def _note(delivery: Delivery, until: Instant, outcome: Outcome) -> None:
    now = real_time()
    # the try that was just made was counted when it was claimed
    step = after(outcome, delivery.attempts + 1, retry_delays(), queued_at=delivery.queued_at, now=now)
    store.note(delivery, until, step, now)
    if step.state is DeliveryState.FAILED:
        log("sender").warning("delivery failed", delivery=delivery.id, channel=delivery.channel, reason=step.reason)


def _put_off(left: Sequence[Delivery], until: Instant, reason: str) -> None:
    """Note the server's absence for the delivery that met it; give the others back untried."""
    for delivery in left[:1]:
        _note(delivery, until, Outcome(answer=Answer.AWAY, reason=reason))
    _give_back(left[1:], until)


def _give_back(left: Sequence[Delivery], until: Instant) -> None:
    for delivery in left:
        store.give_back(delivery, until, real_time())


def retry_delivery(delivery_id: str, actor: Actor) -> deliveries_pb2.Delivery:
    """Queue a failed delivery again, by the secretariat or an operator; repeating it is harmless."""
    permissions.RETRY_DELIVERY.require(actor)
    delivery = store.delivery(delivery_id) or refuse(NOT_FOUND, what="delivery")
    queued = store.queue_again(delivery_id, real_time())
    refuse_unless(queued, rules.K2_DELIVERY_NOT_FAILED, state=wire.state_term(delivery.state))
    return wire.delivery_view(store.delivery(delivery_id) or refuse(NOT_FOUND, what="delivery"))

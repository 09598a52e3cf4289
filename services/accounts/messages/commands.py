"""Make messages of events, send them on their way, and note what was read (rule K2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from dasai.accounts.v1 import messages_pb2

from chassis.actor import Actor
from chassis.context import current
from chassis.edition.published import without_identity_numbers
from chassis.facts.roles import Role
from chassis.kernel.clock import Instant, beijing_date
from chassis.kernel.refusal import refuse
from chassis.permissions import Target
from chassis.permissions import accounts as permissions
from chassis.refusals import NOT_FOUND

from ..accounts.model import Contacts
from ..accounts.settings import real_time
from ..deliveries import store as deliveries_store
from ..deliveries.adapters.secrets import seal_secrets
from ..deliveries.model import Channel, Delivery, delivery_id
from ..deliveries.settings import is_set, set_channels
from ..directory import commands as directory
from ..directory import store as directory_store
from ..directory.checks import known_team
from ..directory.requests import RecordPublic
from ..templates import store as templates_store
from ..templates.model.texts import TEMPLATES
from . import requests, store, wire
from .model import Message, Reader, Way, message_id

# so many accounts are told in one go
_BATCH = 500
# what contacts are told that were replaced, and for how long that is of use
_REPLACED, _TOLD_WITHIN = "contacts_replaced", timedelta(days=7)


def hear(request: requests.Heard, actor: Actor, at: Instant) -> None:
    """Keep what messages and reminders go by, and tell those whom it concerns, once each (rule K2)."""
    context = current()
    for update in request.updates:
        directory.record(update, context.aggregate_version)
    happened = context.occurred_at or at
    for notice, source in _identified(request.notices, context.event_id):
        tell(notice, source, happened)
    for update in request.updates:
        if isinstance(update, RecordPublic):
            _tell_held(update.listed, update.since)
    if request.broadcast is not None:
        spread = request.broadcast
        broadcast(context.event_id, spread.template, spread.facts, happened, division=spread.division)


def _identified(notices: Collection[requests.Notice], event_id: str) -> Iterator[tuple[requests.Notice, str]]:
    """Yield each notice of an event with its source: different words of a template are different messages.

    So an account that acts for two teams is told of both. The same words have the same source, the first that of the event.
    """
    numbers: dict[str, dict[Any, int]] = {}
    for notice in notices:
        of_template = numbers.setdefault(notice.template, {})
        words = (notice.team_id, tuple(sorted(notice.facts.items())))
        number = of_template.setdefault(words, len(of_template))
        yield notice, f"{event_id} {number}" if number else event_id


def tell(notice: requests.Notice, source: str, at: Instant) -> None:
    """Give a notice to those concerned; each gets it once, however often this is repeated for the same source.

    What may be known only once a list is public is held until that is heard: events of several services come in any order.
    """
    facts = dict(notice.facts)
    template = TEMPLATES[notice.template]
    missing = set(template.facts) - set(facts)
    if missing:
        facts |= _names_of(notice.team_id, missing)
    if notice.daily:
        source = f"{notice.daily} on {beijing_date(at)}"
    source = notice.once or source
    if notice.after_notice and not _is_public(notice):
        store.hold(replace(notice, facts=_shown(facts)), source, at)
        if not _is_public(notice):  # or the list became public at this moment
            return
    record(notice.template, facts, _concerned(notice.audience), source=source, at=at)


def _tell_held(listed: str, since: Instant) -> None:
    """Give the notices that were held for a list, of what happened when it was public already."""
    for held in store.held(listed):
        if held.at >= since and _is_public(held.notice):
            concerned = _concerned(held.notice.audience)
            record(held.notice.template, held.notice.facts, concerned, source=held.source, at=held.at)
            store.end_hold(held)


def _is_public(notice: requests.Notice) -> bool:
    """Return True if the list that a notice waits for was public, with its teams on it (rule K1)."""
    listed, audience = notice.after_notice, notice.audience
    if audience.hosts_of and not directory_store.is_public(listed):
        return False
    return all(listed in known_team(team_id).public_in for team_id in audience.teams)


def _shown(facts: Mapping[str, str]) -> dict[str, str]:
    """Return facts without numbers of identity documents that somebody typed into them (rule K4)."""
    return {name: without_identity_numbers(value) for name, value in facts.items()}


def _names_of(team_id: str, wanted: Collection[str]) -> dict[str, str]:
    """Return what a template needs to know of a team; raise TeamNotKnownError until its registration was heard."""
    team = known_team(team_id)
    known = {
        "team_id": team.id,
        "team_name": team.team_name,
        "project_name": team.project_name,
        "division": team.division,
    }
    return {name: known[name] for name in wanted}


def _concerned(audience: requests.Audience) -> set[str]:
    accounts = set(audience.accounts)
    for team_id in audience.teams:
        accounts |= set(known_team(team_id).account_ids)
    for division in (*audience.hosts_of, *(known_team(team_id).division for team_id in audience.hosts_of_teams)):
        accounts |= set(store.holders((Role.HOST,), division))
    if audience.roles:
        accounts |= set(store.holders(audience.roles))
    if audience.reviewer_of:
        accounts |= _reviewers_of(audience.reviewer_of)
    return accounts - {""}


def _reviewers_of(case_id: str) -> set[str]:
    """Return who has a team's case, or else the hosts of its division."""
    reviewer_id = directory_store.reviewer_of(case_id)
    return {reviewer_id} if reviewer_id else set(store.holders((Role.HOST,), known_team(case_id).division))


def record(
    template_id: str,
    facts: Mapping[str, str],
    accounts: Collection[str],
    *,
    source: str,
    at: Instant,
    shared: str = "",
    secrets: Mapping[str, str] | None = None,
    ends_at: Instant | None = None,
) -> int:
    """Store a message for each account and queue what leaves the portal; return how many accounts there were.

    Identifiers follow from source, template and account: repeating this makes nothing twice, and if this process dies half-way,
    who repeats it makes the rest. `shared` names facts that are stored once for many messages. `secrets` are in the mail
    alone, sealed in the outbox, and are of no use after `ends_at`, real time; with them no text message goes out.
    """
    template = TEMPLATES[template_id]
    if set(secrets or {}) != set(template.secrets):
        raise ValueError(f"{template_id} takes the secrets {sorted(template.secrets)}, not {sorted(secrets or {})}")
    kept = {} if shared else template.checked(_shown(facts))
    now = real_time()
    channels = {channel: is_set(channel) and (channel is Channel.MAIL or not secrets) for channel in Channel}
    readers = store.readers(accounts)
    for begin in range(0, len(readers), _BATCH):
        messages, deliveries = [], []
        for reader in readers[begin : begin + _BATCH]:
            message = Message(
                id=message_id(source, template_id, reader.account_id),
                account_id=reader.account_id,
                template=template_id,
                facts=kept,
                shared=shared,
                created_at=at,
            )
            messages.append(message)
            deliveries += [
                _delivery(message, way, secrets or {}, ends_at, now) for way in reader.ways(template.category, channels)
            ]
        if not template.confirms:  # the page of one's contacts says that an address is to be confirmed
            store.add(messages, now)
        deliveries_store.add(deliveries)
    return len(readers)


def _delivery(
    message: Message, way: Way, secrets: Mapping[str, str], ends_at: Instant | None, now: Instant
) -> Delivery:
    identifier = delivery_id(message.id, way.channel)
    return Delivery(
        id=identifier,
        message_id=message.id,
        account_id=message.account_id,
        channel=way.channel,
        unless_mail=way.unless_mail,
        template=message.template,
        facts=message.facts,
        shared=message.shared,
        secrets=seal_secrets(identifier, secrets) if secrets else None,
        queued_at=now,
        due_at=now,
        ends_at=ends_at,
    )


def send_to_account(
    account_id: str,
    template_id: str,
    facts: Mapping[str, str],
    *,
    source: str,
    at: Instant,
    secrets: Mapping[str, str] | None = None,
    ends_at: Instant | None = None,
) -> bool:
    """Send a message to an account; return True if it also leaves by mail, as far as can be said before the address is opened.

    `source` identifies what it is about: the same source makes no second message. Secrets, such as the link that resets a
    password, are in the mail alone, and in the outbox sealed until it is sent; they are of no use after `ends_at`, real time.
    """
    record(template_id, facts, (account_id,), source=source, at=at, secrets=secrets, ends_at=ends_at)
    return mail_reaches(account_id)


def tell_former(account_id: str, contacts: Contacts, source: str) -> None:
    """Let contacts that an account has no longer know that, by mail and text message and not in the portal (rule K1)."""
    now = real_time()
    ways = ((Channel.MAIL, contacts.email), (Channel.SMS, contacts.mobile))
    for channel, address in ways:
        if address and is_set(channel):
            message = Message(
                id=message_id(source, _REPLACED, account_id),
                account_id=account_id,
                template=_REPLACED,
                facts={},
                created_at=now,
            )
            way = Way(channel=channel)
            deliveries_store.add([_delivery(message, way, {"to": address}, now + _TOLD_WITHIN, now)])


def mail_reaches(account_id: str) -> bool:
    """Return True if a mail server is set and the account's holder gave an address or a number."""
    readers: list[Reader] = store.readers((account_id,))
    return is_set(Channel.MAIL) and any(reader.has_contacts for reader in readers)


def broadcast(
    source: str,
    template_id: str,
    facts: Mapping[str, str],
    at: Instant,
    *,
    division: str = "",
    roles: tuple[Role, ...] = (),
) -> None:
    """Let a message go out to many, bit by bit: to the teams of a division, to holders of roles, or else to everyone."""
    kept = TEMPLATES[template_id].checked(_shown(facts))
    templates_store.share(source, kept)
    store.begin_broadcast(source, template_id, division=division, roles=roles, created_at=at)


def run_broadcasts(actor: Actor, at: Instant) -> None:
    """Bring each message to many some way on, by a bounded number of accounts at a time (rule K2)."""
    for spread in store.open_broadcasts():
        if spread.is_to_teams:
            teams = directory_store.teams_after(spread.division, spread.cursor, size=_BATCH)
            accounts = sorted({account for team in teams for account in team.account_ids})
            reached_last = teams[-1].id if teams else ""
        else:
            accounts = store.accounts_after(spread.cursor, _BATCH, spread.roles, spread.division)
            reached_last = accounts[-1] if accounts else ""
        if not reached_last:
            store.end_broadcast(spread, store.count_shared(spread.id))
            continue
        told = record(spread.template, {}, accounts, source=spread.id, at=spread.created_at, shared=spread.id)
        store.move_on(spread, reached_last, told)


def forget(request: requests.Forget, actor: Actor, at: Instant) -> None:
    """Delete the messages of an account that was closed, what it chose, and what was on its way to it (rule K4)."""
    deliveries_store.forget(request.account_id)
    store.forget(request.account_id)


def read_message(message_id: str, actor: Actor, at: Instant) -> messages_pb2.Message:
    """Note that the caller read a message of its own; refuse NOT_FOUND for any other (rule K1)."""
    message = store.message(message_id) or refuse(NOT_FOUND, what="message")
    permissions.READ_MESSAGE.require(actor, Target(holder=message.account_id))
    if message.read_at is None:
        message = replace(message, read_at=at)
        store.note_read(message)
    return wire.message_view(message, templates_store.shared([message.shared]))


def read_all_messages(actor: Actor, at: Instant) -> messages_pb2.ReadAllMessagesResponse:
    """Note that the caller read all its messages that there are."""
    read = 0
    while True:
        messages, more = store.page(actor.account_id, "", _BATCH, unread=True)
        for message in messages:
            store.note_read(replace(message, read_at=at))
        read += len(messages)
        if not more:
            return messages_pb2.ReadAllMessagesResponse(read=read)


def change_preferences(request: requests.ChangePreferences, actor: Actor) -> messages_pb2.MessagePreferences:
    """Keep what the caller chooses to get by mail and text message; refuse to switch off what the rules demand (rule K2)."""
    preferences = store.preferences(actor.account_id).changed(request.choices)
    store.keep_preferences(actor.account_id, preferences)
    return wire.preferences_view(preferences, set_channels())

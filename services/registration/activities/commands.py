"""Publish, change and cancel activities; sign up for them, and notify those signed up (rule A6)."""

from __future__ import annotations

import random

from dasai.registration.v1 import activities_pb2

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.idempotency import idempotent
from chassis.kernel.clock import BEIJING, Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import Refusal, refuse, refuse_unless
from chassis.permissions import Operation, Target
from chassis.permissions import registration as permissions
from chassis.permissions.model import Allowance
from chassis.refusals import MOVED_ON
from chassis.spreadsheets import writing
from chassis.spreadsheets.columns import SIGN_UPS, titles

from ..divisions import settings as divisions_settings
from ..divisions import store as divisions_store
from ..looks.commands import record_look
from ..looks.events import LookKind
from . import requests, rules, store, wire
from .adapters import seal_person, unseal_person
from .model import Activity, SealedPerson, SignUp, SignUpState, check_person

# each failed attempt means that somebody else took that place; so many in a row can only be an error
_ATTEMPTS = 400
# the first attempts pick any place without reading which are taken
_BLIND_ATTEMPTS = 2


@idempotent(creates=store.activities)
def publish_activity(
    identifier: str, request: requests.PublishActivity, actor: Actor, at: Instant
) -> activities_pb2.Activity:
    """Publish an activity of a division, as its host (rules A3, A6, J1)."""
    allowance = permissions.PUBLISH_ACTIVITY.require(actor, Target(division=request.division_code))
    division = divisions_store.divisions.peek(request.division_code)
    check_text = divisions_settings.catalogue(edition()).check_text
    return _save(Activity.publish(identifier, division, request.facts, check_text, at=at), allowance)


@idempotent
def change_activity(request: requests.ChangeActivity, actor: Actor, at: Instant) -> activities_pb2.Activity:
    """Change an activity, as the host of its division (rules A3, A6, J1)."""
    activity, allowance = _hosted_activity(request.activity_id, actor, permissions.CHANGE_ACTIVITY)
    if request.seen is not None:
        activity.require_edition(request.seen.edition)
    activity.change(request.facts, divisions_settings.catalogue(edition()).check_text, request.reason, at=at)
    return _save(activity, allowance)


@idempotent
def cancel_activity(request: requests.CancelActivity, actor: Actor, at: Instant) -> activities_pb2.Activity:
    """Cancel an activity, as the host of its division (rules A3, A6, J1)."""
    activity, allowance = _hosted_activity(request.activity_id, actor, permissions.CANCEL_ACTIVITY)
    activity.cancel(divisions_settings.catalogue(edition()).check_text, request.reason, at=at)
    return _save(activity, allowance)


@idempotent
def sign_up(request: requests.TakePlace, actor: Actor, at: Instant) -> activities_pb2.SignUpRecord:
    """Take a place in an activity (rule A6).

    Each place is a value that only one sign-up can hold, by a unique index. Each person picks a place that looks free; if
    somebody else took it at the same moment, another one. So no document is written by all, and no count can be wrong.
    """
    permissions.SIGN_UP.require(actor)
    activity = store.activities.look(request.activity_id)
    identifier = derived_id("sign-up", activity.id, actor.account_id)
    sign_up = store.sign_ups.find(identifier) or SignUp.blank(identifier, activity.id, actor.account_id, at=at)
    sign_up.join(activity, _sealed(request, identifier), at=at)
    answer = _take_place(sign_up, activity)
    # if the activity changed meanwhile, its notifications may have been sent before this sign-up was stored
    current = store.activities.look(activity.id)
    if current.edition > activity.edition:
        notify_signed_up(
            requests.NotifySignedUp(
                activity_id=current.id,
                edition=current.edition,
                reason=current.reason,
                cancelled=current.state != activity.state,
            ),
            actor,
            at,
        )
    return answer


@idempotent
def sign_off(activity_id: str, actor: Actor, at: Instant) -> activities_pb2.SignUpRecord:
    """Give a place back, and erase name and contact (rules A6, K4)."""
    activity = store.activities.look(activity_id)
    sign_up = store.sign_ups.find(derived_id("sign-up", activity.id, actor.account_id))
    if sign_up is None:
        refuse(rules.A6_NOT_SIGNED_UP)
    permissions.SIGN_OFF.require(actor, Target(holder=sign_up.account_id))
    sign_up.leave(activity, at=at)
    answer = wire.sign_up_view(sign_up)
    store.sign_ups.save(sign_up, answer=answer)
    return answer


def export_sign_ups(request: requests.ExportSignUps, actor: Actor, at: Instant) -> activities_pb2.ExportSignUpsResponse:
    """Return a file of those signed up, with full names and contacts, to the host; record the export before (rules K3, K4)."""
    activity, allowance = _hosted_activity(request.activity_id, actor, permissions.EXPORT_SIGN_UPS)
    record_look(LookKind.SIGN_UPS_EXPORTED, activity.id, activity.division_code, allowance, actor, at)
    activity.record_export(actor.account_id, at=at)
    store.activities.save(activity)  # no answer is stored with it, because it holds personal data
    query = {"state.activity_id": activity.id, "state.state": {"$ne": SignUpState.SIGNED_OFF.value}}
    sign_ups = sorted(store.sign_ups.every(query), key=lambda sign_up: (sign_up.signed_up_at, sign_up.id))
    rows = [_row(sign_up, sign_up.person) for sign_up in sign_ups if sign_up.person is not None]
    csv = request.format is requests.ListFormat.CSV
    write = writing.as_csv if csv else writing.as_xlsx
    return activities_pb2.ExportSignUpsResponse(
        content=write(titles(SIGN_UPS), rows),
        media_type=writing.CSV_TYPE if csv else writing.XLSX_TYPE,
        file_name=f"sign-ups-{activity.id[:8]}.{request.format}",
    )


def notify_signed_up(request: requests.NotifySignedUp, actor: Actor, at: Instant) -> None:
    """Notify each person signed up, once for each edition of the activity (rules A6, K2)."""
    title = store.activities.look(request.activity_id).facts.title
    for stored in list(store.sign_ups.every({"state.activity_id": request.activity_id})):
        with store.sign_ups.once():
            sign_up = store.sign_ups.find(stored.id) if stored.told_edition < request.edition else None
            if sign_up is None:
                continue
            if sign_up.notify(request.edition, title, request.reason, cancelled=request.cancelled, at=at):
                store.sign_ups.save(sign_up)


def forget_account(request: requests.ForgetAccount, actor: Actor, at: Instant) -> None:
    """Erase names and contacts of an account that is closed, and free its places in what has not begun (rules A6, K4)."""
    for stored in list(store.sign_ups.every({"state.account_id": request.account_id})):
        with store.sign_ups.once():
            sign_up = store.sign_ups.get(stored.id)
            if sign_up.person is not None:
                sign_up.forget(store.activities.look(sign_up.activity_id), at=at)
                store.sign_ups.save(sign_up)


def _take_place(sign_up: SignUp, activity: Activity) -> activities_pb2.SignUpRecord:
    """Store the sign-up with a free place, and return it; refuse A6_FULL if there is none."""
    for attempt in range(_ATTEMPTS):
        # while most places are free, a guess is likely right and saves reading which are taken
        taken = frozenset() if attempt < _BLIND_ATTEMPTS else store.places_taken(activity.id)
        free = [place for place in range(1, activity.facts.capacity + 1) if place not in taken]
        refuse_unless(bool(free), rules.A6_FULL)
        sign_up.take(random.choice(free))  # noqa: S311 - no secret: people who sign up at once pick different places
        answer = wire.sign_up_view(sign_up)
        try:
            store.sign_ups.save(sign_up, answer=answer)
        except Refusal as refusal:
            if refusal.code != rules.A6_PLACE_TAKEN:
                raise
        else:
            return answer
    return refuse(MOVED_ON)


def _sealed(request: requests.TakePlace, sign_up_id: str) -> SealedPerson:
    name, organisation, contact = (part.strip() for part in (request.name, request.organisation, request.contact))
    check_person(name, organisation, contact)
    return seal_person(name, organisation, contact, sign_up_id)


def _row(sign_up: SignUp, person: SealedPerson) -> tuple[str, str, str, str]:
    name, contact = unseal_person(person, sign_up.id)
    return name, person.organisation, contact, f"{sign_up.signed_up_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"


def _hosted_activity(activity_id: str, actor: Actor, operation: Operation) -> tuple[Activity, Allowance]:
    activity = store.activities.get(activity_id)
    return activity, operation.require(actor, Target(division=activity.division_code))


def _save(activity: Activity, allowance: Allowance) -> activities_pb2.Activity:
    taken = store.count_taken([activity.id])[activity.id] if activity.version else 0
    name = divisions_settings.division_name(activity.division_code)
    answer = wire.activity_view(activity, name, taken, allowance.audience)
    store.activities.save(activity, answer=answer)
    return answer

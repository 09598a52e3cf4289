"""Publicity activities and sign-up (rule A6)."""

from __future__ import annotations

import json
import random

from dasai.registration.v1 import activities_pb2

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.idempotency import idempotent
from chassis.kernel.clock import BEIJING, Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import FieldFault, Refusal, refuse, refuse_unless
from chassis.refusals import MOVED_ON
from chassis.sealing import Sealed, sealer

from ..divisions import settings as divisions_settings
from ..divisions import store as divisions_store
from ..shared.identity import mask_name, mask_number
from ..spreadsheets import writing
from . import requests, rules, store, wire
from .model import Activity, SealedPerson, SignUp, SignUpState

# each lost race means that somebody else took a place; more than this in a row is no rush but a fault
RACES = 400
BLIND = 2
HEAD = ("姓名 Name", "单位 Organisation", "联系方式 Contact", "报名时间 Signed up")


@idempotent(creates=store.activities)
def publish_activity(
    identifier: str, request: requests.PublishActivity, actor: Actor, at: Instant
) -> activities_pb2.Activity:
    """A host publishes an activity of its division (rules A3, A6, J1)."""
    actor.require(Role.HOST, division=request.division_code)
    division = divisions_store.divisions.peek(request.division_code)
    check_text = divisions_settings.catalogue(edition()).check_text
    return _save(Activity.publish(identifier, division, request.facts, check_text, at=at))


@idempotent
def change_activity(request: requests.ChangeActivity, actor: Actor, at: Instant) -> activities_pb2.Activity:
    """A host changes an activity (rules A3, A6, J1)."""
    activity = _own(request.activity_id, actor)
    activity.change(request.facts, divisions_settings.catalogue(edition()).check_text, request.reason, at=at)
    return _save(activity)


@idempotent
def cancel_activity(request: requests.CancelActivity, actor: Actor, at: Instant) -> activities_pb2.Activity:
    """A host cancels an activity (rules A3, A6, J1)."""
    activity = _own(request.activity_id, actor)
    activity.cancel(divisions_settings.catalogue(edition()).check_text, request.reason, at=at)
    return _save(activity)


@idempotent
def sign_up(request: requests.TakePlace, actor: Actor, at: Instant) -> activities_pb2.SignUpRecord:
    """Take a place in an activity (rule A6).

    Each place is a value that one sign-up alone can hold, by a unique index. Whoever comes picks one of those that look free;
    who is second picks another. No document is common to all who come at once, and no count can be wrong.
    """
    actor.require(Role.PARTICIPANT)
    activity = store.activities.look(request.activity_id)
    identifier = derived_id("sign-up", activity.id, actor.account_id)
    found = store.sign_ups.find(identifier) or SignUp.blank(identifier, activity.id, actor.account_id, at=at)
    found.join(activity, _sealed(request, identifier), at=at)
    answer = _take_a_place(found, activity)
    # changed or cancelled while we wrote: whoever tells those signed up may have looked before we were among them
    since = store.activities.look(activity.id)
    if since.edition > activity.edition:
        tell_signed_up(
            requests.TellSignedUp(
                activity_id=since.id,
                edition=since.edition,
                reason=since.reason,
                cancelled=since.state != activity.state,
            ),
            actor,
            at,
        )
    return answer


@idempotent
def sign_off(activity_id: str, actor: Actor, at: Instant) -> activities_pb2.SignUpRecord:
    """Give a place back; what was given of oneself is erased (rules A6, K4)."""
    activity = store.activities.look(activity_id)
    found = store.sign_ups.find(derived_id("sign-up", activity.id, actor.account_id))
    if found is None:
        refuse(rules.A6_NOT_SIGNED_UP)
    found.leave(activity, at=at)
    answer = wire.sign_up_view(found)
    store.sign_ups.save(found, answer=answer)
    return answer


def export_sign_ups(request: requests.ExportSignUps, actor: Actor, at: Instant) -> activities_pb2.ExportSignUpsResponse:
    """Who signed up, as they gave it, for the host; that it was taken is on record first (rules K3, K4)."""
    activity = _own(request.activity_id, actor)
    activity.note_export(actor.account_id, at=at)
    store.activities.save(activity)  # no answer is kept with it: it holds personal data
    held = {"state.activity_id": activity.id, "state.state": {"$ne": SignUpState.SIGNED_OFF.value}}
    people = sorted(store.sign_ups.every(held), key=lambda one: (one.signed_up_at, one.id))
    rows = [_row(one) for one in people if one.person is not None]
    csv = request.format is requests.ListFormat.CSV
    return activities_pb2.ExportSignUpsResponse(
        content=writing.as_csv(HEAD, rows) if csv else writing.as_xlsx(HEAD, rows),
        media_type=writing.CSV_TYPE if csv else writing.XLSX_TYPE,
        file_name=f"sign-ups-{activity.id[:8]}.{request.format}",
    )


def tell_signed_up(request: requests.TellSignedUp, actor: Actor, at: Instant) -> None:
    """Tell everyone signed up, each once for each edition of the activity (rules A6, K2)."""
    for seen in list(store.sign_ups.every({"state.activity_id": request.activity_id})):
        with store.sign_ups.once():
            found = store.sign_ups.find(seen.id) if seen.told_edition < request.edition else None
            if found is not None and found.tell(request.edition, request.reason, cancelled=request.cancelled, at=at):
                store.sign_ups.save(found)


def _take_a_place(found: SignUp, activity: Activity) -> activities_pb2.SignUpRecord:
    for race in range(RACES):
        # while most places are free a blind guess is likely right, and costs no reading of who is in
        taken = frozenset() if race < BLIND else store.places_taken(activity.id)
        free = [place for place in range(1, activity.facts.capacity + 1) if place not in taken]
        refuse_unless(bool(free), rules.A6_FULL)
        found.take(random.choice(free))  # noqa: S311 - chance that is no secret: who comes at once goes apart
        answer = wire.sign_up_view(found)
        try:
            store.sign_ups.save(found, answer=answer)
        except Refusal as refusal:
            if refusal.code != rules.A6_PLACE_TAKEN:
                raise
        else:
            return answer
    return refuse(MOVED_ON)


def _sealed(request: requests.TakePlace, identifier: str) -> SealedPerson:
    given = {"name": request.name.strip(), "contact": request.contact.strip()}
    faults = []
    if not 1 <= len(given["name"]) <= 60:
        faults.append(FieldFault("name", "请填写姓名，最多60字。", "Give a name of 1 to 60 characters."))
    if len(given["contact"]) > 100:
        faults.append(FieldFault("contact", "联系方式最多100字。", "At most 100 characters."))
    if len(request.organisation.strip()) > 100:
        faults.append(FieldFault("organisation", "单位名称最多100字。", "At most 100 characters."))
    if faults:
        refuse(rules.A6_SIGN_UP_INVALID, faults=faults)
    box = sealer().seal(json.dumps(given, ensure_ascii=False).encode(), identifier.encode())
    return SealedPerson(
        masked_name=mask_name(given["name"]),
        masked_contact=mask_number(given["contact"]) if len(given["contact"]) > 2 else "",
        organisation=request.organisation.strip(),
        key_id=box.key_id,
        nonce=box.nonce,
        ciphertext=box.ciphertext,
    )


def _row(sign_up: SignUp) -> tuple[str, str, str, str]:
    person = sign_up.person
    if person is None:
        raise ValueError("only somebody signed up has a row")
    box = Sealed(person.key_id, person.nonce, person.ciphertext)
    given = json.loads(sealer().open(box, sign_up.id.encode()))
    signed_up_at = f"{sign_up.signed_up_at.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
    return given["name"], person.organisation, given["contact"], signed_up_at


def _own(activity_id: str, actor: Actor) -> Activity:
    activity = store.activities.get(activity_id)
    actor.require(Role.HOST, division=activity.division_code)
    return activity


def _save(activity: Activity) -> activities_pb2.Activity:
    taken = store.signed_up([activity.id])[activity.id] if activity.version else 0
    answer = wire.activity_view(activity, taken, inside=True)
    store.activities.save(activity, answer=answer)
    return answer

"""Translate contracts to requests of an activity, and activities and sign-ups to contracts."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import activities_pb2, events_pb2

from chassis.mapping import messages, to_message
from chassis.permissions import Audience, show

from . import events, requests
from .model import Activity, SignUp

EVENTS: dict[type, Any] = {
    events.ActivityPublished: events_pb2.ActivityPublished,
    events.ActivityChanged: events_pb2.ActivityChanged,
    events.ActivityCancelled: events_pb2.ActivityCancelled,
    events.SignedUp: events_pb2.SignedUp,
    events.SignedOff: events_pb2.SignedOff,
    events.SignUpTold: events_pb2.SignUpTold,
    events.SignUpsExported: events_pb2.SignUpsExported,
}


def activity_view(
    activity: Activity, division_name: str, signed_up: int, audience: Audience
) -> activities_pb2.Activity:
    """Return an activity as this audience sees it (rule K1)."""
    view = activities_pb2.Activity(
        activity_id=activity.id,
        division_code=activity.division_code,
        division_name=division_name,
        state=f"ACTIVITY_STATE_{activity.state.upper()}",
        facts=to_message(activity.facts, activities_pb2.ActivityFacts),
        edition=activity.edition,
        reason=activity.reason,
        published_at=activity.published_at,
        changed_at=activity.changed_at,
        signed_up=signed_up,
        hints=messages(activity.hints, activities_pb2.ActivityHint),
    )
    return show(view, audience)


def sign_up_view(sign_up: SignUp) -> activities_pb2.SignUpRecord:
    """Return a sign-up, with name and contact masked (rule K4)."""
    person = sign_up.person
    return activities_pb2.SignUpRecord(
        sign_up_id=sign_up.id,
        activity_id=sign_up.activity_id,
        state=f"SIGN_UP_STATE_{sign_up.state.upper()}",
        masked_name=person.masked_name if person else "",
        organisation=person.organisation if person else "",
        masked_contact=person.masked_contact if person else "",
        signed_up_at=sign_up.signed_up_at,
        told_edition=sign_up.told_edition,
    )


def notify_of_change(event: events_pb2.ActivityChanged) -> requests.NotifySignedUp:
    """Return the request to notify those signed up of a change."""
    return requests.NotifySignedUp(
        activity_id=event.activity_id, edition=event.edition, reason=event.reason, cancelled=False
    )


def notify_of_cancellation(event: events_pb2.ActivityCancelled) -> requests.NotifySignedUp:
    """Return the request to notify those signed up of a cancellation."""
    return requests.NotifySignedUp(
        activity_id=event.activity_id, edition=event.edition, reason=event.reason, cancelled=True
    )

"""Translate contracts to requests of a desk, and desks to contracts."""

from __future__ import annotations

from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import desks_pb2, events_pb2
from google.protobuf.message import Message

from chassis.mapping import from_message, messages

from . import events, requests
from .model import Desk, SchemeTerms

EVENTS: dict[type, type[Message]] = {events.ReviewersAppointed: events_pb2.ReviewersAppointed}


def record_scheme(event: registration.SchemePublished) -> requests.RecordScheme:
    """Return what review needs of a published scheme."""
    scheme = event.scheme
    return requests.RecordScheme(
        division_code=event.division_code,
        terms=from_message(
            scheme,
            SchemeTerms,
            scheme_version=event.scheme_version,
            organisers=tuple(body.uscc for body in scheme.organising_bodies),
        ),
    )


def desk_view(desk: Desk) -> desks_pb2.Desk:
    """Return a desk as its contract shows it."""
    return desks_pb2.Desk(division_code=desk.id, reviewers=messages(desk.reviewers, desks_pb2.Reviewer))

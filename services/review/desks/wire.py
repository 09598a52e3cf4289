"""Contracts to what a desk is asked, and desks to contracts."""

from __future__ import annotations

from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import desks_pb2

from chassis.mapping import from_message, messages

from . import requests
from .model import Desk, SchemeTerms


def learn_scheme(event: registration.SchemePublished) -> requests.LearnScheme:
    """What review needs of a published scheme."""
    scheme = event.scheme
    return requests.LearnScheme(
        division_code=event.division_code,
        terms=from_message(
            scheme,
            SchemeTerms,
            scheme_version=event.scheme_version,
            organisers=tuple(body.uscc for body in scheme.organising_bodies),
        ),
    )


def desk_view(desk: Desk) -> desks_pb2.Desk:
    """A desk."""
    return desks_pb2.Desk(division_code=desk.id, reviewers=messages(desk.reviewers, desks_pb2.Reviewer))

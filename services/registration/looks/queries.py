"""Show looks to those whose data was seen (rule K4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dasai.common.v1 import page_pb2
from dasai.registration.v1 import looks_pb2

from chassis.actor import Actor
from chassis.mapping import asked, list_response
from chassis.mongo.listing import page_of_few
from chassis.personal_data import Record

from . import store, wire
from .model import Look


def page_of(looks: Sequence[Look], subject_id: str, page: page_pb2.PageRequest) -> looks_pb2.ListLooksResponse:
    """Return a page of these looks at a subject; a token holds the count of those before it."""
    numbered = list(enumerate(looks))
    listed = page_of_few(numbered, lambda pair: str(pair[0]), ["looks", subject_id], asked(page))
    return wire.list_view([look for _, look in listed.aggregates], list_response(listed))


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the caller's own looks at other people's data, which are on record for those who investigate (rule K4)."""
    for look in store.looks_by(actor.account_id):
        values = {
            "subject_id": look.subject_id,
            "purpose": look.kind,
            "role": look.role,
            "division": look.division_code,
        }
        yield Record(kind="own_look", at=look.at, values=values)

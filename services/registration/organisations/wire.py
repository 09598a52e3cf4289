"""Translate organisations to contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import events_pb2, organisations_pb2

from chassis.kernel.clock import Instant
from chassis.mapping import messages

from . import events
from .model import CreditList, OrganisationRecord

EVENTS: dict[type, Any] = {
    events.OrganisationListed: events_pb2.OrganisationListed,
    events.CreditListCompleted: events_pb2.CreditListCompleted,
}


def organisation_view(
    record: OrganisationRecord, heads: Mapping[CreditList, Instant], divisions: frozenset[str] | None
) -> organisations_pb2.OrganisationRecord:
    """Return an organisation with its listings and those in force; `heads` as for `listings_in_force`.

    Of what teams stated only what those of these divisions did, None for all (rule K1).
    """
    stated = record.stated if divisions is None else record.stated_in(divisions)
    name = record.name if stated or divisions is None else record.listed_name
    return organisations_pb2.OrganisationRecord(
        organisation=contest_pb2.Organisation(uscc=record.id, name=name),
        listings=messages(record.listings, organisations_pb2.CreditListing),
        in_force=messages(record.listings_in_force(heads), organisations_pb2.CreditListing),
        also_stated=messages([entry.organisation for entry in stated], contest_pb2.Organisation),
        division_codes=sorted({code for entry in stated for code in entry.division_codes}),
    )

"""Translate organisations to contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import events_pb2, organisations_pb2

from chassis.kernel.clock import Instant
from chassis.mapping import messages, to_message

from . import events
from .model import CreditList, OrganisationRecord

EVENTS: dict[type, Any] = {
    events.OrganisationListed: events_pb2.OrganisationListed,
    events.CreditListCompleted: events_pb2.CreditListCompleted,
}


def organisation_view(
    record: OrganisationRecord, heads: Mapping[CreditList, Instant]
) -> organisations_pb2.OrganisationRecord:
    """Return an organisation with its listings and those in force; `heads` as for `listings_in_force`."""
    return organisations_pb2.OrganisationRecord(
        organisation=to_message(record.organisation, contest_pb2.Organisation)
        if record.organisation
        else contest_pb2.Organisation(uscc=record.id),
        listings=messages(record.listings, organisations_pb2.CreditListing),
        in_force=messages(record.listings_in_force(heads), organisations_pb2.CreditListing),
        also_stated=messages(record.also_stated, contest_pb2.Organisation),
    )

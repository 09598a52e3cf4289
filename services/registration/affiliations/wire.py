"""Affiliations in the contracts."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import affiliations_pb2, events_pb2

from . import events
from .model import Affiliations

EVENTS: dict[type, Any] = {
    events.AffiliationsChanged: events_pb2.AffiliationsChanged,
}


def affiliations_view(known: Affiliations) -> affiliations_pb2.OrganisationAffiliations:
    """What an organisation belongs to, and who said so."""
    return affiliations_pb2.OrganisationAffiliations(
        uscc=known.id,
        in_force=[
            affiliations_pb2.Relation(upper_uscc=one.uscc, kind=f"RELATION_KIND_{one.kind.upper()}")
            for one in known.uppers
        ],
        statements=[
            affiliations_pb2.RelationStatement(
                upper_uscc=one.upper,
                kind=f"RELATION_KIND_{one.kind.upper()}",
                as_of=one.as_of,
                source=one.source,
                ended=one.ended,
            )
            for one in known.statements
        ],
    )

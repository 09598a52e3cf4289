"""Translate affiliations to contracts."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import affiliations_pb2, events_pb2

from . import events
from .model import Affiliations

EVENTS: dict[type, Any] = {
    events.AffiliationsChanged: events_pb2.AffiliationsChanged,
}


def affiliations_view(affiliations: Affiliations) -> affiliations_pb2.OrganisationAffiliations:
    """Return what an organisation belongs to, with every statement and its source."""
    return affiliations_pb2.OrganisationAffiliations(
        uscc=affiliations.id,
        in_force=[
            affiliations_pb2.Relation(upper_uscc=upper.uscc, kind=f"RELATION_KIND_{upper.kind.upper()}")
            for upper in affiliations.uppers
        ],
        statements=[
            affiliations_pb2.RelationStatement(
                upper_uscc=statement.upper,
                kind=f"RELATION_KIND_{statement.kind.upper()}",
                as_of=statement.as_of,
                source=statement.source,
                ended=statement.ended,
            )
            for statement in affiliations.statements
        ],
    )

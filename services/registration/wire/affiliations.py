"""Affiliations in the contracts."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import affiliations_pb2, events_pb2

from chassis.mapping import from_message

from ..model import commands, events
from ..model.affiliation import Affiliations

EVENTS: dict[type, Any] = {events.AffiliationsChanged: events_pb2.AffiliationsChanged}

COMMANDS: dict[type, Any] = {affiliations_pb2.ImportAffiliationsRequest: commands.ImportAffiliations}


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


def learn_affiliations(event: events_pb2.AffiliationsChanged) -> commands.LearnAffiliations:
    """Whose relations changed."""
    return from_message(event, commands.LearnAffiliations)

"""Divisions in the contracts."""

from __future__ import annotations

from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import events_pb2, service_pb2

from chassis.edition import Edition
from chassis.edition.current import edition
from chassis.kernel.refusal import refuse
from chassis.mapping import to_message

from ..model import commands, events, rules
from ..model.division import Division
from ..model.scheme import CatalogueTopics

EVENTS: dict[type, Any] = {
    events.DivisionApplied: events_pb2.DivisionApplied,
    events.DivisionReturned: events_pb2.DivisionReturned,
    events.DivisionApproved: events_pb2.DivisionApproved,
    events.SchemePublished: events_pb2.SchemePublished,
    events.RegistrationOpened: events_pb2.RegistrationOpened,
    events.RegistrationClosed: events_pb2.RegistrationClosed,
}

COMMANDS: dict[type, Any] = {
    service_pb2.ApplyForDivisionRequest: commands.ApplyForDivision,
    service_pb2.ReturnDivisionRequest: commands.ReturnDivision,
}


def division_name(code: str) -> str:
    """The official name (rule J1); refuses A2_UNKNOWN_DIVISION for a code of none of the 32."""
    try:
        return edition().official_division_name(code)
    except KeyError:
        refuse(rules.A2_UNKNOWN_DIVISION, division=code)


def catalogue(edition: Edition) -> CatalogueTopics:
    """Tracks and topics of the edition."""
    return CatalogueTopics(
        topics={track.code: frozenset(topic.id for topic in track.topics) for track in edition.tracks},
        recommended_per_track=edition.quotas.recommended_per_division_track,
    )


def division_view(division: Division, name: str) -> service_pb2.Division:
    """A division as anyone may see it; a scheme is public once published (rule A5)."""
    return service_pb2.Division(
        code=division.id,
        name=name,
        state=f"DIVISION_STATE_{division.state.upper()}",
        scheme_version=division.scheme_version,
        scheme=to_message(division.scheme, contest_pb2.Scheme),
        return_reasons=division.return_reasons,
        applied_at=division.applied_at,
        published_at=division.published_at,
    )

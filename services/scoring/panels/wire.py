"""Translate between the contracts and panels."""

from __future__ import annotations

from dasai.registration.v1 import events_pb2 as registration
from dasai.scoring.v1 import events_pb2, panels_pb2
from google.protobuf.message import Message

from chassis.mapping import from_message, messages

from ..shared.scheme import Scheme
from . import events, requests
from .model import Panel

EVENTS: dict[type, type[Message]] = {
    events.ExpertsAppointed: events_pb2.ExpertsAppointed,
    events.InterestsDeclared: events_pb2.InterestsDeclared,
    events.ExpertRecused: events_pb2.ExpertRecused,
}


def record_scheme(event: registration.SchemePublished) -> requests.RecordScheme:
    """Translate a published scheme: the rubric and how its scores are counted."""
    return requests.RecordScheme(
        division_code=event.division_code, version=event.scheme_version, scheme=from_message(event.scheme, Scheme)
    )


def follow_accounts(event: events_pb2.ExpertsAppointed) -> requests.FollowAccounts:
    """Translate an appointment: of which panel."""
    return requests.FollowAccounts(panel_id=event.panel_id)


def panel_view(panel: Panel) -> panels_pb2.Panel:
    """Show a panel with all its experts."""
    return panels_pb2.Panel(panel_id=panel.id, experts=messages(panel.experts, panels_pb2.Expert))


def own_line_view(panel: Panel, account_id: str) -> panels_pb2.Panel:
    """Show a panel to one of its experts: with that expert's line only."""
    own = [expert for expert in panel.experts if expert.account_id == account_id]
    return panels_pb2.Panel(panel_id=panel.id, experts=messages(own, panels_pb2.Expert))

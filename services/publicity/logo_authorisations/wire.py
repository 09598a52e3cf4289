"""Translate authorisations of the logo and their events to the contracts."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.common.v1 import page_pb2
from dasai.publicity.v1 import events_pb2, logo_authorisations_pb2
from google.protobuf.message import Message

from chassis.kernel.clock import Instant
from chassis.mapping import to_message

from . import events
from .model import LogoAuthorisation

EVENTS: dict[type, type[Message]] = {
    events.LogoUseAuthorised: events_pb2.LogoUseAuthorised,
    events.LogoAuthorisationWithdrawn: events_pb2.LogoAuthorisationWithdrawn,
}


def authorisation_view(authorisation: LogoAuthorisation, at: Instant) -> logo_authorisations_pb2.LogoAuthorisation:
    """Show an authorisation to the committee and the secretariat, in its state by the clock."""
    return logo_authorisations_pb2.LogoAuthorisation(
        authorisation_id=authorisation.id,
        number=authorisation.number,
        state=_state(authorisation, at),
        use=to_message(authorisation.use, events_pb2.LogoUse),
        granted_at=authorisation.granted_at,
        granted_by=authorisation.granted_by,
        withdrawn_at=authorisation.withdrawn_at,
        withdrawn_by=authorisation.withdrawn_by,
        withdrawal_reason=authorisation.withdrawal_reason,
    )


def list_view(
    authorisations: Sequence[LogoAuthorisation], at: Instant, page: page_pb2.PageResponse
) -> logo_authorisations_pb2.ListLogoAuthorisationsResponse:
    """Show a page of authorisations to the committee and the secretariat."""
    return logo_authorisations_pb2.ListLogoAuthorisationsResponse(
        authorisations=[authorisation_view(authorisation, at) for authorisation in authorisations], page=page
    )


def looked_up_view(
    authorisations: Sequence[LogoAuthorisation], at: Instant, page: page_pb2.PageResponse
) -> logo_authorisations_pb2.LookUpLogoAuthorisationsResponse:
    """Show anyone a page of authorisations: that one was withdrawn and when, not by whom and why."""
    return logo_authorisations_pb2.LookUpLogoAuthorisationsResponse(
        authorisations=[
            logo_authorisations_pb2.PublicLogoAuthorisation(
                number=authorisation.number,
                state=_state(authorisation, at),
                use=to_message(authorisation.use, events_pb2.LogoUse),
                granted_at=authorisation.granted_at,
                withdrawn_at=authorisation.withdrawn_at,
            )
            for authorisation in authorisations
        ],
        page=page,
    )


def _state(authorisation: LogoAuthorisation, at: Instant) -> str:
    return f"LOGO_AUTHORISATION_STATE_{authorisation.state_at(at).upper()}"

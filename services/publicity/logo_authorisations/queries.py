"""Show authorisations of the logo: all to the committee and the secretariat, and to anyone what is looked up (rules J3, K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.publicity.v1 import logo_authorisations_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant, beijing_date
from chassis.mapping import asked, enum_value, list_response
from chassis.permissions import publicity as permissions
from chassis.personal_data import Record

from . import store, wire
from .model import AuthorisationState, read_look_up


def get_logo_authorisation(
    request: logo_authorisations_pb2.GetLogoAuthorisationRequest, actor: Actor, at: Instant
) -> logo_authorisations_pb2.LogoAuthorisation:
    """Show the committee and the secretariat an authorisation (rule J3)."""
    permissions.GET_LOGO_AUTHORISATION.require(actor)
    return wire.authorisation_view(store.authorisations.look(request.authorisation_id), at)


def list_logo_authorisations(
    request: logo_authorisations_pb2.ListLogoAuthorisationsRequest, actor: Actor, at: Instant
) -> logo_authorisations_pb2.ListLogoAuthorisationsResponse:
    """Show the committee and the secretariat authorisations, in a state by the clock or all, found by a text or all (rule J3)."""
    permissions.LIST_LOGO_AUTHORISATIONS.require(actor)
    state = enum_value(request.state, logo_authorisations_pb2.LogoAuthorisationState.DESCRIPTOR)
    wanted = AuthorisationState(state) if state else None
    if request.text:
        part = store.looked_up_part(*read_look_up(request.text))
        shown = None if wanted is None else lambda authorisation: authorisation.state_at(at) is wanted
        page = store.authorisations.listed([part], asked(request.page), shown)
    else:
        page = store.authorisations.listed([store.part_in_state(wanted, beijing_date(at))], asked(request.page))
    return wire.list_view(page.aggregates, at, list_response(page))


def look_up_logo_authorisations(
    request: logo_authorisations_pb2.LookUpLogoAuthorisationsRequest, at: Instant
) -> logo_authorisations_pb2.LookUpLogoAuthorisationsResponse:
    """Show anyone the authorisations of a number, a credit code or a name, whatever their state (rule J3)."""
    part = store.looked_up_part(*read_look_up(request.text))
    page = store.authorisations.listed([part], asked(request.page))
    return wire.looked_up_view(page.aggregates, at, list_response(page))


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the authorisations that the caller has granted or withdrawn (rule K4)."""
    for authorisation in store.decided_by(actor.account_id):
        values = {"authorisation_id": authorisation.id, "number": authorisation.number}
        if authorisation.granted_by == actor.account_id:
            yield Record(kind="granted_logo_authorisation", at=authorisation.granted_at, values=values)
        if authorisation.withdrawn_by == actor.account_id and authorisation.withdrawn_at is not None:
            withdrawn = {**values, "reason": authorisation.withdrawal_reason}
            yield Record(kind="withdrawn_logo_authorisation", at=authorisation.withdrawn_at, values=withdrawn)

"""What registration shows, and to whom (rule K1)."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import service_pb2

from chassis.actor import Actor, Role
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.refusals import FORBIDDEN, NOT_FOUND

from . import store, wire
from .model.division import Division
from .model.team import Team
from .wire import division_name, requirements


def get_division(code: str, actor: Actor) -> service_pb2.Division:
    """A division; before publication its scheme is for its host and the secretariat only."""
    division_name(code)
    return _division(store.divisions.look(code), actor)


def list_divisions(request: service_pb2.ListDivisionsRequest, actor: Actor) -> service_pb2.ListDivisionsResponse:
    """All divisions that have applied."""
    found, token = store.divisions.page({}, request.page.page_token, request.page.page_size)
    return service_pb2.ListDivisionsResponse(
        divisions=[_division(division, actor) for division in found], page=wire.page_response(token)
    )


def list_scheme_versions(code: str, actor: Actor) -> service_pb2.ListSchemeVersionsResponse:
    """A scheme's published versions with their dates for anyone; every filed one for those inside (rules A5, K1)."""
    division_name(code)
    division = store.divisions.look(code)
    return service_pb2.ListSchemeVersionsResponse(
        versions=wire.version_views(division, inside=_inside(division, actor))
    )


def get_scheme_version(request: service_pb2.GetSchemeVersionRequest, actor: Actor) -> service_pb2.SchemeVersion:
    """One version whole; to the public one that was not published does not exist (rules A5, K1)."""
    division_name(request.division_code)
    division = store.divisions.look(request.division_code)
    views = wire.version_views(division, inside=_inside(division, actor))
    view = next((one for one in views if one.version == request.version), None)
    content = store.scheme_content(view.digest) if view is not None else None
    if view is None or content is None:
        refuse(NOT_FOUND, what="scheme version")
    view.scheme.ParseFromString(content)
    return view


def _division(division: Division, actor: Actor) -> service_pb2.Division:
    return wire.division_view(division, division_name(division.id), inside=_inside(division, actor))


def _inside(division: Division, actor: Actor) -> bool:
    nation = actor.has(Role.SECRETARIAT) or actor.has(Role.COMMITTEE)
    return nation or actor.has(Role.HOST, division.id)


def get_organisation(uscc: str, actor: Actor) -> service_pb2.OrganisationRecord:
    """An organisation and its listings, for the secretariat and hosts."""
    refuse_unless(actor.has(Role.SECRETARIAT) or actor.has(Role.HOST), FORBIDDEN)
    return wire.organisation_view(store.organisations.look(uscc))


def get_team(team_id: str, actor: Actor) -> service_pb2.Team:
    """A team, for those who may see it."""
    return wire.team_view(_visible(team_id, actor), requirements())


def list_teams(request: service_pb2.ListTeamsRequest, actor: Actor) -> service_pb2.ListTeamsResponse:
    """The caller's teams; a host's division; any for the secretariat."""
    filters: dict[str, Any] = {"state.account_ids": actor.account_id}
    if request.division_code:
        actor.require(Role.HOST, Role.SECRETARIAT, division=request.division_code)
        filters = {"state.division_code": request.division_code}
    elif actor.has(Role.SECRETARIAT):
        filters = {}
    found, token = store.teams.page(filters, request.page.page_token, request.page.page_size)
    return service_pb2.ListTeamsResponse(
        teams=[wire.team_view(team, requirements()) for team in found], page=wire.page_response(token)
    )


def get_submission(request: service_pb2.GetSubmissionRequest, actor: Actor) -> service_pb2.Submission:
    """What was submitted, as it was submitted (rule C7)."""
    team = _visible(request.team_id, actor)
    if not 1 <= request.number <= len(team.receipts):
        refuse(NOT_FOUND, what="submission")
    content = store.submission_content(team.receipts[request.number - 1].digest)
    if content is None:
        refuse(NOT_FOUND, what="submission")
    return service_pb2.Submission.FromString(content)


def get_receipt(number: str, actor: Actor) -> service_pb2.Receipt:
    """A receipt by its number, for anyone who holds the number: it tells nothing of the content (rule C8)."""
    wanted = number.strip().upper()
    holders = store.teams.every({"state.receipts.number": wanted})
    found = next((one for team in holders for one in team.receipts if one.number == wanted), None)
    return wire.receipt_view(found or refuse(NOT_FOUND, what="receipt"))


def _visible(team_id: str, actor: Actor) -> Team:
    team = store.teams.look(team_id)
    staff = actor.has(Role.SECRETARIAT) or actor.has(Role.COMMITTEE)
    here = any(actor.has(role, team.division_code) for role in (Role.HOST, Role.REVIEWER))
    if not (staff or here or actor.account_id in team.account_ids):
        refuse(NOT_FOUND, what="team")  # whether it exists is nobody else's business
    return team

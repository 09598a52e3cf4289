"""What registration shows, and to whom (rule K1)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dasai.registration.v1 import (
    activities_pb2,
    affiliations_pb2,
    joint_teams_pb2,
    materials_pb2,
    names_pb2,
    projects_pb2,
    service_pb2,
    supplements_pb2,
)

from chassis.actor import Actor, Role
from chassis.kernel.clock import Instant, instant
from chassis.kernel.refusal import FieldFault, refuse, refuse_unless
from chassis.refusals import FIELDS_INVALID, FORBIDDEN, NOT_FOUND

from . import store, wire
from .adapters import alignment, invitations, readings, segmentation
from .model import commands, rules
from .model.activity import Activity
from .model.affiliation import Affiliations
from .model.difference import compare, share_changed
from .model.division import Division
from .model.identity import normalise
from .model.material import UploadState
from .model.receipt import as_written
from .model.team import Team
from .store import activities as stored
from .store import drafts
from .store import materials as shelf
from .wire import activities as activity_views
from .wire import division_name, requirements

# a span with two ends costs the same however many activities there are
_EVER, _NEVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


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


def get_activity(activity_id: str, actor: Actor) -> activities_pb2.Activity:
    """An activity, for anyone (rule A6)."""
    activity = stored.activities.look(activity_id)
    return _activity(activity, stored.signed_up([activity.id])[activity.id], actor)


def list_activities(
    request: activities_pb2.ListActivitiesRequest, actor: Actor
) -> activities_pb2.ListActivitiesResponse:
    """Activities of one division or of all, by beginning, for anyone (rule A6)."""
    first = _moment(request.begins_from) if request.HasField("begins_from") else _EVER
    last = _moment(request.begins_until) if request.HasField("begins_until") else _NEVER
    page = request.page
    try:
        found, token = stored.page_by_beginning(request.division_code, first, last, page.page_token, page.page_size)
    except ValueError:
        fault = FieldFault("page_token", "请使用上一页给出的分页标记。", "Use the token that the page before gave.")
        refuse(FIELDS_INVALID, faults=[fault])
    taken = stored.signed_up(one.id for one in found)
    return activities_pb2.ListActivitiesResponse(
        activities=[_activity(one, taken[one.id], actor) for one in found], page=wire.page_response(token)
    )


def list_my_sign_ups(request: activities_pb2.ListMySignUpsRequest, actor: Actor) -> activities_pb2.ListSignUpsResponse:
    """The caller's own places, each with its activity as it is now (rules A6, K2)."""
    page = request.page
    found, token = stored.sign_ups.page({"state.account_id": actor.account_id}, page.page_token, page.page_size)
    shown = []
    for one in found:
        view = activity_views.sign_up_view(one)
        view.activity.CopyFrom(get_activity(one.activity_id, actor))
        shown.append(view)
    return activities_pb2.ListSignUpsResponse(sign_ups=shown, page=wire.page_response(token))


def list_sign_ups(request: activities_pb2.ListSignUpsRequest, actor: Actor) -> activities_pb2.ListSignUpsResponse:
    """Who signed up, masked, for the host (rules A6, K1, K4)."""
    activity = stored.activities.look(request.activity_id)
    actor.require(Role.HOST, division=activity.division_code)
    page = request.page
    held = {"state.activity_id": activity.id, "state.held_place": {"$gt": "", "$lt": "\uffff"}}
    found, token = stored.sign_ups.page(held, page.page_token, page.page_size)
    return activities_pb2.ListSignUpsResponse(
        sign_ups=[activity_views.sign_up_view(one) for one in found], page=wire.page_response(token)
    )


def _activity(activity: Activity, taken: int, actor: Actor) -> activities_pb2.Activity:
    inside = actor.has(Role.SECRETARIAT) or actor.has(Role.HOST, activity.division_code)
    return activity_views.activity_view(activity, taken, inside=inside)


def _moment(stamp: Any) -> Instant:
    return instant(stamp.ToDatetime(tzinfo=UTC))


def get_organisation(uscc: str, actor: Actor) -> service_pb2.OrganisationRecord:
    """An organisation and its listings, for the secretariat and hosts."""
    refuse_unless(actor.has(Role.SECRETARIAT) or actor.has(Role.HOST), FORBIDDEN)
    return wire.organisation_view(store.organisations.look(normalise(uscc)), store.credit_heads())


def search_organisations(
    request: service_pb2.SearchOrganisationsRequest, actor: Actor
) -> service_pb2.SearchOrganisationsResponse:
    """Organisations by the beginning of a code or a name, for the secretariat and hosts (rules B1, B3, K1)."""
    refuse_unless(actor.has(Role.SECRETARIAT) or actor.has(Role.HOST), FORBIDDEN)
    size = min(request.page_size or 20, 50)
    code, name = normalise(request.query), readings.searched(request.query)
    if code.isascii() and code.isalnum() and any(character.isdigit() for character in code[:2]):
        refuse_unless(len(code) >= 4, rules.B3_QUERY_SHORT)
        found = store.organisations_coded(code, size + 1)
    else:
        refuse_unless(len(name) >= 2, rules.B3_QUERY_SHORT)
        found = store.organisations_called(name, size + 1)
    heads = store.credit_heads()
    return service_pb2.SearchOrganisationsResponse(
        organisations=[wire.organisation_view(one, heads) for one in found[:size]], more=len(found) > size
    )


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
    return _submission(_visible(request.team_id, actor), request.number)


def get_declaration(request: projects_pb2.GetDeclarationRequest, actor: Actor) -> projects_pb2.Declaration:
    """The draft since a revision, for the team alone: drafts are nobody else's business (rules C4, K1)."""
    team = _own(request.team_id, actor)
    return wire.declaration_view(team, request.since_revision, drafts.kept(team.id))


def get_completeness(team_id: str, actor: Actor) -> projects_pb2.Completeness:
    """What is done and what is missing, in words (rule C4)."""
    return wire.completeness_view(_visible(team_id, actor), requirements())


def list_versions(team_id: str, actor: Actor) -> projects_pb2.ListVersionsResponse:
    """Every version that was submitted (rule C10)."""
    team = _visible(team_id, actor)
    return projects_pb2.ListVersionsResponse(
        versions=[wire.receipt_view(receipt) for receipt in team.receipts], draft_revision=team.draft.revision
    )


def compare_versions(request: projects_pb2.CompareVersionsRequest, actor: Actor) -> projects_pb2.VersionDifference:
    """Two versions side by side at word level (rule C10); the draft is for the team alone."""
    draft_asked = 0 in (request.left, request.right)
    team = _own(request.team_id, actor) if draft_asked else _visible(request.team_id, actor)
    left, right = (
        _submission(team, number) if number else wire.draft_as_submission(team)
        for number in (request.left, request.right)
    )
    main = frozenset(requirements().iteration.main_sections)
    texts = [{one.id: one.text for one in side.declaration if one.id in main} for side in (left, right)]
    share, _ = share_changed(texts[0], texts[1], segmentation.words, alignment.opcodes)
    return wire.difference_view(
        team.id, left, right, lambda one, other: compare(one, other, segmentation.words, alignment.opcodes), str(share)
    )


def list_co_organisations(team_id: str, actor: Actor) -> joint_teams_pb2.ListCoOrganisationsResponse:
    """A team's co-organisations and what each said; invitation codes for the lead's accounts only (rules B2, K1)."""
    team = _visible(team_id, actor)
    leads = actor.account_id in team.account_ids and team.acts_for(actor.account_id) == team.lead.uscc
    return joint_teams_pb2.ListCoOrganisationsResponse(
        co_organisations=[
            wire.co_organisation_view(team, one, invitations.code_of(team, one.uscc) if leads else "")
            for one in team.co_organisations
        ]
    )


def get_invitation(key: commands.InvitationKey, actor: Actor) -> joint_teams_pb2.Invitation:
    """What an invitation asks to join, for whoever holds its code (rule B2)."""
    actor.require(Role.PARTICIPANT)
    team = invitations.invited(store.teams.peek(key.team_id), key)
    return wire.invitation_view(team, normalise(key.uscc))


def list_supplements(team_id: str, actor: Actor) -> supplements_pb2.ListSupplementsResponse:
    """What review asked the team for, and what became of it (rule C11)."""
    team = _visible(team_id, actor)
    return supplements_pb2.ListSupplementsResponse(
        supplements=[wire.supplement_view(one) for one in team.supplements.requests]
    )


def _submission(team: Team, number: int) -> service_pb2.Submission:
    if not 1 <= number <= len(team.receipts):
        refuse(NOT_FOUND, what="submission")
    content = store.submission_content(team.receipts[number - 1].digest)
    if content is None:
        refuse(NOT_FOUND, what="submission")
    submission = service_pb2.Submission.FromString(content)
    submission.receipt.CopyFrom(wire.receipt_view(team.receipts[number - 1]))
    return submission


def _own(team_id: str, actor: Actor) -> Team:
    team = store.teams.look(team_id)
    if actor.account_id not in team.account_ids:
        refuse(NOT_FOUND, what="team")
    return team


def get_receipt(number: str, actor: Actor) -> service_pb2.Receipt:
    """A receipt by its number, however typed, for anyone who holds it: it tells nothing of the content (rule C8)."""
    wanted = as_written(number) or refuse(rules.C8_RECEIPT_NUMBER_WRONG)
    holders = store.teams.every({"state.receipts.number": wanted})
    found = next((one for team in holders for one in team.receipts if one.number == wanted), None)
    return wire.receipt_view(found or refuse(NOT_FOUND, what="receipt"))


def get_upload(upload_id: str, actor: Actor, at: Instant) -> materials_pb2.Upload:
    """An upload, for the accounts of its team; one that was not finished in time is over (rule C7)."""
    upload = shelf.uploads.look(upload_id)
    team = store.teams.look(upload.team_id)
    refuse_unless(actor.account_id in team.account_ids, NOT_FOUND, what="upload")
    over = upload.state is UploadState.OPEN and at > upload.expires_at
    refuse_unless(not over and upload.state is not UploadState.ENDED, rules.C7_UPLOAD_ENDED)
    return wire.upload_view(upload)


def get_material(request: materials_pb2.GetMaterialRequest, actor: Actor) -> materials_pb2.Material:
    """Material of a team, for those who may see the team (rules C7, K1)."""
    team = _visible(request.team_id, actor)
    material = shelf.materials.peek(request.material_id)
    if material is None or material.team_id != team.id:
        refuse(NOT_FOUND, what="material")
    return wire.material_view(material)


def list_materials(request: materials_pb2.ListMaterialsRequest, actor: Actor) -> materials_pb2.ListMaterialsResponse:
    """All material of a team, also what its draft no longer refers to (rules C7, K1)."""
    team = _visible(request.team_id, actor)
    page = request.page
    found, token = shelf.materials.page({"state.team_id": team.id}, page.page_token, page.page_size)
    return materials_pb2.ListMaterialsResponse(
        materials=[wire.material_view(one) for one in found], page=wire.page_response(token)
    )


def _visible(team_id: str, actor: Actor) -> Team:
    team = store.teams.look(team_id)
    staff = actor.has(Role.SECRETARIAT) or actor.has(Role.COMMITTEE)
    here = any(actor.has(role, team.division_code) for role in (Role.HOST, Role.REVIEWER))
    if not (staff or here or actor.account_id in team.account_ids):
        refuse(NOT_FOUND, what="team")  # whether it exists is nobody else's business
    return team


def get_affiliations(uscc: str, actor: Actor) -> affiliations_pb2.OrganisationAffiliations:
    """What an organisation belongs to, for the secretariat and hosts (rules B8, K1)."""
    refuse_unless(actor.has(Role.SECRETARIAT) or actor.has(Role.HOST), FORBIDDEN)
    code = normalise(uscc)
    return wire.affiliations_view(store.affiliations.peek(code) or Affiliations(id=code))


def list_word_lists(actor: Actor) -> names_pb2.ListWordListsResponse:
    """Every word list with its versions, for the secretariat and hosts (rules B9, K1)."""
    refuse_unless(actor.has(Role.SECRETARIAT) or actor.has(Role.HOST), FORBIDDEN)
    lists = sorted(store.word_lists.every(), key=lambda one: one.id)
    return names_pb2.ListWordListsResponse(lists=map(wire.word_list_view, lists))

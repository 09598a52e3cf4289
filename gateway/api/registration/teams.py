"""Teams: registration, co-organisations and their consent, and the accounts of colleagues (rules B2 to B8, B10, C1, C12, K1)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import looks_pb2, looks_pb2_grpc, teams_pb2, teams_pb2_grpc
from fastapi import Request, Response
from pydantic import Field

from chassis.mapping import enum_value
from chassis.spreadsheets.columns import TEAMS
from chassis.spreadsheets.words import REVIEW_STATES, TEAM_STATES
from gateway.rpc import call, channel

from ..body import (
    SEEN_LINES,
    CountAsked,
    DivisionCode,
    DivisionFilter,
    Empty,
    PageSize,
    PageToken,
    PersonName,
    RawText,
    RequestBody,
    Text,
    TrackFilter,
    TypedUscc,
    fill,
    page,
    to_message,
)
from ..choices import IdentityKindId, OrganisationKindId
from ..lists import AS_FILE, MAX_PAGE, AskedFormat, every, in_beijing, list_file
from ..router import ApiRouter

router = ApiRouter(__name__)
# of an invitation: never part of an address, because logs keep addresses
Code = Annotated[str, Field(min_length=1, max_length=40, repr=False)]
State = Literal["", "registered", "submitted", "withdrawn", "disqualified"]
ReviewState = Literal["", "passed", "returned", "supplement", "rejected", "reopened"]


class StatedOrganisation(RequestBody, of=contest_pb2.Organisation):
    """An organisation as a team states it (rule B1)."""

    uscc: TypedUscc
    name: RawText
    kind: OrganisationKindId


class NewRepresentative(RequestBody, of=teams_pb2.NewRepresentative):
    """A representative with identity document (rule B5)."""

    name: Annotated[PersonName, Field(repr=False)]
    identity_kind: IdentityKindId
    identity_number: Annotated[str, Field(max_length=40, repr=False)]
    organisation_uscc: TypedUscc
    # true: the holder of the account that registers; false: somebody else of the same name; left out: as the names say (rule K4)
    is_account_holder: bool | None = None


Representatives = Annotated[list[NewRepresentative], Field(max_length=50)]


class NewTeam(RequestBody, of=teams_pb2.RegisterTeamRequest):
    """A team that registers, with its project."""

    division_code: DivisionCode
    track: Text
    topic_id: Text
    team_name: RawText
    project_name: RawText
    lead: StatedOrganisation
    co_organisations: Annotated[list[StatedOrganisation], Field(max_length=100)] = []
    representatives: Representatives
    declared_true: bool
    # why a name that another team holds is claimed; without it the team is refused then (rule B7)
    contest_reason: Annotated[str, Field(max_length=2_000), SEEN_LINES] = ""
    # the version of the text by which each representative consented to the processing of the identity number (rule K4)
    identity_consent: Text = ""


class KeptRepresentative(RequestBody, of=teams_pb2.KeptRepresentative):
    """A representative of the team who stays: the place in its list, and the masked number that was read there."""

    place: Annotated[int, Field(ge=1, le=50)]
    masked_identity_number: Text


class TeamChange(RequestBody, of=teams_pb2.ChangeTeamRequest):
    """The fields that change; what is not named stays as it is. Nothing can be emptied."""

    team_name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    project_name: Annotated[str, Field(min_length=1, max_length=200)] = ""
    representatives: Annotated[Representatives, Field(min_length=1)] = []
    contest_reason: Annotated[str, Field(max_length=2_000), SEEN_LINES] = ""
    # as of a registration; required with representatives
    identity_consent: Text = ""
    kept_representatives: Annotated[list[KeptRepresentative], Field(min_length=1, max_length=50)] = []


class InvitationKey(RequestBody, of=teams_pb2.InvitationKey):
    """The key to an invitation: the lead's staff hands it to the staff of the co-organisation."""

    team_id: Text
    uscc: TypedUscc
    code: Code


class InvitationAnswer(InvitationKey, of=teams_pb2.AnswerInvitationRequest):
    """The co-organisation's answer: consent or not."""

    consent: bool
    # as of a registration: another team holds the names for this organisation without its authority
    contest_reason: Annotated[str, Field(max_length=2_000), SEEN_LINES] = ""


class NewLead(RequestBody, of=teams_pb2.HandOverLeadRequest):
    """The organisation that leads from now on."""

    uscc: TypedUscc


class ColleagueAnswer(RequestBody, of=teams_pb2.AnswerColleagueInvitationRequest):
    """The key that a colleague was handed."""

    team_id: Text
    code: Code


class PassingOn(RequestBody, of=teams_pb2.PassOnRequest):
    """A passing on of an organisation's side of the team: the reason and check, and how long its accounts may object."""

    organisation_uscc: TypedUscc
    reason: Annotated[str, Field(min_length=10, max_length=1_000), SEEN_LINES]
    notice_hours: Annotated[int, Field(ge=0, le=1_000)] = 0


class TakeOver(RequestBody, of=teams_pb2.TakeOverRequest):
    """The key that the host handed to whoever takes over."""

    team_id: Text
    code: Code


def _teams() -> teams_pb2_grpc.TeamsAsyncStub:
    return teams_pb2_grpc.TeamsStub(channel("registration"))


def _joint_teams() -> teams_pb2_grpc.JointTeamsAsyncStub:
    return teams_pb2_grpc.JointTeamsStub(channel("registration"))


def _colleagues() -> teams_pb2_grpc.ColleaguesAsyncStub:
    return teams_pb2_grpc.ColleaguesStub(channel("registration"))


class TeamSearch(RequestBody, of=teams_pb2.ListTeamsRequest):
    """The beginning of a team's or project's name, and filters as in the list."""

    beginning: Annotated[str, Field(min_length=1, max_length=60)]
    division_code: DivisionFilter = ""
    state: State = ""
    review_state: ReviewState = ""
    track: TrackFilter = ""
    page_token: PageToken = ""
    page_size: PageSize = 50
    count: CountAsked = False


async def holder_of(request: Request) -> teams_pb2.AccountHolder:
    """Return the holder of the account that is signed in, as registration judges the own consent by it (rule K4).

    Of a holder without one the session is asked for anew: it may have been given at another gateway a moment ago.
    """
    session = request.state.session
    if not session.identity_consent:
        session = await request.app.state.sessions.session(request.state.token, request, anew=True) or session
    return teams_pb2.AccountHolder(name=session.name, identity_consent=session.identity_consent)


@router.post("/teams", status_code=201)
async def register_team(body: NewTeam, request: Request) -> teams_pb2.Team:
    """Register a team with its project (rules A2, B1 to B8, B10, C1)."""
    message = to_message(body, teams_pb2.RegisterTeamRequest())
    message.holder.CopyFrom(await holder_of(request))
    return await call(_teams().RegisterTeam, message, request)


@router.get("/teams")
async def list_teams(
    request: Request,
    division_code: DivisionFilter = "",
    state: State = "",
    review_state: ReviewState = "",
    track: TrackFilter = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
    count: CountAsked = False,
) -> teams_pb2.ListTeamsResponse:
    """List teams without drafts, the newest first: the caller's own, a division's to its host, all to the secretariat (K1)."""
    wanted = teams_pb2.ListTeamsRequest(division_code=division_code, track=track)
    message = page(fill(wanted, state=state, review_state=review_state), page_token, page_size, count=count)
    return await call(_teams().ListTeams, message, request)


@router.get("/teams/file", **AS_FILE)
async def export_teams(
    request: Request,
    division_code: DivisionFilter = "",
    state: State = "",
    review_state: ReviewState = "",
    track: TrackFilter = "",
    file_format: AskedFormat = "xlsx",
) -> Response:
    """Return the teams of the list as a file, the newest first, without their representatives (rules K1, K3, K4)."""

    async def teams(token: str) -> teams_pb2.ListTeamsResponse:
        wanted = teams_pb2.ListTeamsRequest(division_code=division_code, track=track)
        message = page(fill(wanted, state=state, review_state=review_state), token, MAX_PAGE)
        return await call(_teams().ListTeams, message, request)

    def rows(answer: teams_pb2.ListTeamsResponse) -> list[tuple[str, ...]]:
        return [_row(team) for team in answer.teams]

    return await list_file("teams", TEAMS, await every(teams, rows), file_format)


def _row(team: teams_pb2.Team) -> tuple[str, ...]:
    """Return the line of a team in the columns of TEAMS."""
    facts, receipts = team.facts, team.receipts
    review = enum_value(team.review_state, teams_pb2.ReviewState.DESCRIPTOR) if team.review_state else ""
    return (
        facts.team_id,
        facts.division_code,
        facts.track,
        facts.topic_id,
        facts.team_name,
        facts.project_name,
        facts.lead.name,
        facts.lead.uscc,
        "；".join(partner.name for partner in facts.co_organisations),
        TEAM_STATES[enum_value(team.state, teams_pb2.TeamState.DESCRIPTOR)],
        REVIEW_STATES[review],
        in_beijing(team.registered_at),
        str(len(receipts)),
        in_beijing(receipts[-1].submitted_at) if receipts else "",
    )


@router.post("/teams/search")
async def search_teams(body: TeamSearch, request: Request) -> teams_pb2.ListTeamsResponse:
    """Search the teams of the list by the beginning of their name or their project's, in order of names (rule K1)."""
    wanted = teams_pb2.ListTeamsRequest(division_code=body.division_code, track=body.track, beginning=body.beginning)
    fill(wanted, state=body.state, review_state=body.review_state)
    return await call(_teams().ListTeams, page(wanted, body.page_token, body.page_size, count=body.count), request)


@router.get("/teams/{team_id}")
async def get_team(team_id: Text, request: Request) -> teams_pb2.Team:
    """Return a team with its receipts and review; its draft, evidence and missing items for its own accounts only (rule K1)."""
    return await call(_teams().GetTeam, teams_pb2.GetTeamRequest(team_id=team_id), request)


@router.get("/teams/{team_id}/looks")
async def list_team_looks(
    team_id: Text, request: Request, page_token: PageToken = "", page_size: PageSize = 50
) -> looks_pb2.ListLooksResponse:
    """List who looked at the identity numbers of a team's representatives, in which role, for its own accounts (rule K4)."""
    message = page(looks_pb2.ListTeamLooksRequest(team_id=team_id), page_token, page_size)
    stub = looks_pb2_grpc.LooksStub(channel("registration"))
    return await call(stub.ListTeamLooks, message, request)


@router.patch("/teams/{team_id}")
async def change_team(team_id: Text, body: TeamChange, request: Request) -> teams_pb2.Team:
    """Change names and representatives before the deadline (rules B4 to B6, C10)."""
    message = to_message(body, teams_pb2.ChangeTeamRequest(), team_id=team_id)
    message.holder.CopyFrom(await holder_of(request))
    return await call(_teams().ChangeTeam, message, request)


@router.post("/teams/{team_id}/revival")
async def revive_team(team_id: Text, body: Empty, request: Request) -> teams_pb2.Team:
    """Bring a withdrawn team back while registration is open; it submits its project anew (rules B5, B7, C12)."""
    return await call(_teams().ReviveTeam, teams_pb2.ReviveTeamRequest(team_id=team_id), request)


@router.post("/teams/{team_id}/withdrawal")
async def withdraw_team(team_id: Text, body: Empty, request: Request) -> teams_pb2.Team:
    """Withdraw a team before the deadline (rule C12)."""
    return await call(_teams().WithdrawTeam, teams_pb2.WithdrawTeamRequest(team_id=team_id), request)


@router.get("/teams/{team_id}/co-organisations")
async def list_co_organisations(team_id: Text, request: Request) -> teams_pb2.ListCoOrganisationsResponse:
    """List a team's co-organisations with their answers; for the lead's accounts with the invitation codes (rule B2)."""
    message = teams_pb2.ListCoOrganisationsRequest(team_id=team_id)
    return await call(_joint_teams().ListCoOrganisations, message, request)


@router.post("/teams/{team_id}/co-organisations", status_code=201)
async def add_co_organisation(team_id: Text, body: StatedOrganisation, request: Request) -> teams_pb2.Team:
    """Invite one more co-organisation, by the lead, until the registration deadline (rules B1, B2, B3, B8)."""
    message = teams_pb2.AddCoOrganisationRequest(team_id=team_id)
    to_message(body, message.organisation)
    return await call(_joint_teams().AddCoOrganisation, message, request)


@router.delete("/teams/{team_id}/co-organisations/{uscc}")
async def remove_co_organisation(team_id: Text, uscc: TypedUscc, request: Request) -> teams_pb2.Team:
    """Remove a co-organisation that has no representative and owns no evidence in the team, by the lead (rule B2)."""
    message = teams_pb2.RemoveCoOrganisationRequest(team_id=team_id, uscc=uscc)
    return await call(_joint_teams().RemoveCoOrganisation, message, request)


@router.post("/teams/{team_id}/co-organisations/{uscc}/invitation")
async def renew_invitation(team_id: Text, uscc: TypedUscc, body: Empty, request: Request) -> teams_pb2.CoOrganisation:
    """Make a new code for a co-organisation that has not consented; the old code is void (rule B2)."""
    message = teams_pb2.RenewInvitationRequest(team_id=team_id, uscc=uscc)
    return await call(_joint_teams().RenewInvitation, message, request)


@router.post("/invitation-lookups")
async def look_up_invitation(body: InvitationKey, request: Request) -> teams_pb2.Invitation:
    """Return the team, project and lead that an invitation names, to anyone who has its code (rule B2)."""
    message = teams_pb2.LookUpInvitationRequest()
    to_message(body, message.invitation)
    return await call(_joint_teams().LookUpInvitation, message, request)


@router.post("/invitation-answers")
async def answer_invitation(body: InvitationAnswer, request: Request) -> teams_pb2.Invitation:
    """Consent or decline, by an account of the co-organisation, which then acts for it in the team (rules B2, B7)."""
    key = teams_pb2.InvitationKey(team_id=body.team_id, uscc=body.uscc, code=body.code)
    message = teams_pb2.AnswerInvitationRequest(
        invitation=key, consent=body.consent, contest_reason=body.contest_reason
    )
    return await call(_joint_teams().AnswerInvitation, message, request)


@router.delete("/teams/{team_id}/consent")
async def take_consent_back(team_id: Text, request: Request) -> teams_pb2.TakeConsentBackResponse:
    """Take a co-organisation's consent back while nothing is submitted (rule B2)."""
    message = teams_pb2.TakeConsentBackRequest(team_id=team_id)
    return await call(_joint_teams().TakeConsentBack, message, request)


@router.post("/teams/{team_id}/lead")
async def hand_over_lead(team_id: Text, body: NewLead, request: Request) -> teams_pb2.Team:
    """Offer the lead to a co-organisation; called by that co-organisation, take it (rule B2)."""
    message = to_message(body, teams_pb2.HandOverLeadRequest(), team_id=team_id)
    return await call(_joint_teams().HandOverLead, message, request)


@router.get("/teams/{team_id}/accounts")
async def list_team_accounts(team_id: Text, request: Request) -> teams_pb2.ListAccountsResponse:
    """List the team's accounts, each with its label, organisation and start; with the code for the caller's colleagues (B2)."""
    return await call(_colleagues().ListAccounts, teams_pb2.ListAccountsRequest(team_id=team_id), request)


@router.post("/teams/{team_id}/colleague-invitations", status_code=201)
async def invite_colleagues(team_id: Text, body: Empty, request: Request) -> teams_pb2.ColleagueInvitation:
    """Make a new code for colleagues of the caller's organisation; the old code is void (rule B2)."""
    message = teams_pb2.InviteColleaguesRequest(team_id=team_id)
    return await call(_colleagues().InviteColleagues, message, request)


@router.delete("/teams/{team_id}/colleague-invitations")
async def end_colleague_invitation(team_id: Text, request: Request) -> teams_pb2.EndColleagueInvitationResponse:
    """End the code of the caller's organisation: nobody joins by it any more (rule K1)."""
    message = teams_pb2.EndColleagueInvitationRequest(team_id=team_id)
    return await call(_colleagues().EndColleagueInvitation, message, request)


@router.post("/colleague-answers")
async def answer_colleague_invitation(body: ColleagueAnswer, request: Request) -> teams_pb2.Team:
    """Join a team by a colleague's code, to act for the organisation that made it; return the team (rules B2, K1)."""
    message = to_message(body, teams_pb2.AnswerColleagueInvitationRequest())
    return await call(_colleagues().AnswerColleagueInvitation, message, request)


@router.delete("/teams/{team_id}/accounts/{account_id}")
async def remove_team_account(team_id: Text, account_id: Text, request: Request) -> teams_pb2.RemoveAccountResponse:
    """Remove an account of the caller's organisation, also the caller's own, but never the last one (rule B2)."""
    message = teams_pb2.RemoveAccountRequest(team_id=team_id, account_id=account_id)
    return await call(_colleagues().RemoveAccount, message, request)


@router.post("/teams/{team_id}/passings-on", status_code=201)
async def pass_team_on(team_id: Text, body: PassingOn, request: Request) -> teams_pb2.PassingOn:
    """Pass an organisation's side of a team on, by the host or the secretariat after a recorded check (rule K1).

    The answer has the code, to be handed to the new account's holder; it is good once the organisation's accounts had 24 to 168
    hours to object, 72 unless stated.
    """
    message = to_message(body, teams_pb2.PassOnRequest(), team_id=team_id)
    return await call(_colleagues().PassOn, message, request)


@router.get("/teams/{team_id}/passings-on")
async def list_passings_on(team_id: Text, request: Request) -> teams_pb2.ListPassingsOnResponse:
    """List how sides of the team were passed on, for its accounts, its host and the secretariat (rule K1)."""
    return await call(_colleagues().ListPassingsOn, teams_pb2.ListPassingsOnRequest(team_id=team_id), request)


@router.post("/teams/{team_id}/passings-on/objection")
async def object_to_passing_on(team_id: Text, body: Empty, request: Request) -> teams_pb2.PassingOn:
    """Object to passing on one's own organisation's side of the team, which ends it (rule K1)."""
    message = teams_pb2.ObjectToPassingOnRequest(team_id=team_id)
    return await call(_colleagues().ObjectToPassingOn, message, request)


@router.post("/take-overs")
async def take_team_over(body: TakeOver, request: Request) -> teams_pb2.Team:
    """Take over an organisation's side of a team by the code that the host handed over; return the team (rule K1)."""
    return await call(_colleagues().TakeOver, to_message(body, teams_pb2.TakeOverRequest()), request)

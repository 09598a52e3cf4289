"""Invitations to hold staff roles (rule K1)."""

from __future__ import annotations

from typing import Annotated, Literal

from dasai.accounts.v1 import accounts_pb2, invitations_pb2, invitations_pb2_grpc
from fastapi import Request
from pydantic import Field

from gateway.rpc import call, channel
from gateway.throttle import address_of, count_sign_up, hashing

from ..body import (
    CountAsked,
    Identifier,
    PageSize,
    PageToken,
    PersonName,
    RawText,
    RequestBody,
    Text,
    TypedUscc,
    page,
    to_message,
)
from ..lists import ListFile
from ..router import ApiRouter
from .accounts import Contact, Password, RoleGrant

router = ApiRouter(__name__)
InvitationCode = Annotated[str, Field(min_length=1, max_length=100)]


class NewInvitation(RequestBody, of=invitations_pb2.InviteRequest):
    """The roles that somebody is invited to hold; reviewers and experts with the organisation that they work for."""

    roles: Annotated[list[RoleGrant], Field(min_length=1, max_length=50)]
    organisation_uscc: TypedUscc = ""
    name: PersonName = ""
    hours: Annotated[int, Field(ge=0, le=336)] = 0


class InvitationImport(RequestBody, of=invitations_pb2.ImportInvitationsRequest):
    """A file that lists whom to invite, each line with a role (rule K3)."""

    # CSV or XLSX in base64, with the columns of the template at `/lists/invitations/template`
    file: ListFile
    dry_run: bool = False
    # the kind of the file with the links
    format: Literal["csv", "xlsx"] = "xlsx"


class InvitationCodeBody(RequestBody, of=invitations_pb2.ReadInvitationRequest):
    """The code of an invitation's link."""

    code: InvitationCode


class InvitationAcceptance(InvitationCodeBody, of=invitations_pb2.AcceptInvitationRequest):
    """The account to open; without a login name, the account that is signed in accepts."""

    login: RawText = ""
    password: Password = ""
    privacy_notice: Text = ""
    name: PersonName = ""
    email: Contact = ""
    mobile: Contact = ""


def _invitations() -> invitations_pb2_grpc.InvitationsAsyncStub:
    return invitations_pb2_grpc.InvitationsStub(channel("accounts"))


async def accept(message: invitations_pb2.AcceptInvitationRequest, request: Request) -> accounts_pb2.Account:
    """Accept an invitation; raise ProblemError."""
    message.address = address_of(request)
    if message.login:
        await count_sign_up(request)
    with hashing(request):
        account = await call(_invitations().AcceptInvitation, message, request)
    request.app.state.sessions.forget_accounts({account.account_id})
    return account


@router.post("/invitations", status_code=201)
async def invite_staff(body: NewInvitation, request: Request) -> invitations_pb2.InviteResponse:
    """Invite somebody to hold roles: the secretariat hosts, recommenders, reviewers and experts, a host its own (rule K1).

    The answer has the code, shown this once; the link to hand over is `/invitation#<code>`. It is good for `hours`, else for 168,
    and as long as whoever invited may grant the roles.
    """
    message = to_message(body, invitations_pb2.InviteRequest())
    return await call(_invitations().Invite, message, request)


@router.post("/invitation-imports")
async def import_invitations(body: InvitationImport, request: Request) -> invitations_pb2.ImportInvitationsResponse:
    """Invite each person that a file lists; nobody if a line is wrong (rules K1, K3).

    `links` is a file in base64 with a one-time link in each line, shown this once. Sent again with the same Idempotency-Key, the
    same list gets new links in place of the first.
    """
    message = to_message(body, invitations_pb2.ImportInvitationsRequest(), address=str(request.base_url))
    return await call(_invitations().ImportInvitations, message, request, seconds=30)


@router.get("/invitations")
async def list_invitations(
    request: Request,
    state: Literal["", "open", "accepted", "revoked", "expired"] = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
    count: CountAsked = False,
) -> invitations_pb2.ListInvitationsResponse:
    """List the invitations that one may revoke, those first that expire last (rule K1)."""
    message = invitations_pb2.ListInvitationsRequest(state=f"INVITATION_STATE_{(state or 'unspecified').upper()}")
    page(message, page_token, page_size, count=count)
    return await call(_invitations().ListInvitations, message, request)


@router.post("/invitations/reading")
async def read_invitation(body: InvitationCodeBody, request: Request) -> invitations_pb2.Invitation:
    """Return what an invitation is for, to whoever has its code, which is in no address and so in no log."""
    message = invitations_pb2.ReadInvitationRequest(code=body.code)
    return await call(_invitations().ReadInvitation, message, request)


@router.post("/invitations/acceptance", status_code=201)
async def accept_invitation(body: InvitationAcceptance, request: Request) -> accounts_pb2.Account:
    """Accept an invitation, once: by opening an account, or for the account that is signed in (rule K1)."""
    message = to_message(body, invitations_pb2.AcceptInvitationRequest())
    return await accept(message, request)


@router.post("/invitations/{invitation_id}/revocation")
async def revoke_invitation(invitation_id: Identifier, request: Request) -> invitations_pb2.Invitation:
    """Revoke an invitation that is not accepted yet (rule K1)."""
    message = invitations_pb2.RevokeInvitationRequest(invitation_id=invitation_id)
    return await call(_invitations().RevokeInvitation, message, request)

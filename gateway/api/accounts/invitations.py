"""Invitations to hold staff roles (rule K1)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from dasai.accounts.v1 import accounts_pb2, invitations_pb2, invitations_pb2_grpc
from fastapi import APIRouter, Request
from pydantic import Field

from gateway.rpc import as_json, call, channel, signed_in
from gateway.throttle import address_of, count_sign_up, hashing

from ..body import Identifier, PageSize, PageToken, PersonName, RawText, RequestBody, Text, TypedUscc, page, to_message
from .accounts import Contact, Password, RoleGrant

router = APIRouter(prefix="/api/v1", tags=["accounts"])
InvitationCode = Annotated[str, Field(min_length=1, max_length=100)]


class NewInvitation(RequestBody):
    """The roles that somebody is invited to hold; reviewers and experts with the organisation that they work for."""

    roles: Annotated[list[RoleGrant], Field(min_length=1, max_length=50)]
    organisation_uscc: TypedUscc = ""
    name: PersonName = ""
    hours: Annotated[int, Field(ge=0, le=336)] = 0


class InvitationCodeBody(RequestBody):
    """The code of an invitation's link."""

    code: InvitationCode


class InvitationAcceptance(InvitationCodeBody):
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
async def invite(body: NewInvitation, request: Request) -> dict[str, Any]:
    """Invite somebody to hold roles: the secretariat hosts, recommenders, reviewers and experts, a host its own (rule K1).

    The answer has the code, shown this once; the invited person types it at `/invitation`. It is good for `hours`, else for 168.
    """
    signed_in(request)
    message = to_message(body, invitations_pb2.InviteRequest())
    return as_json(await call(_invitations().Invite, message, request))


@router.get("/invitations")
async def list_invitations(
    request: Request,
    state: Literal["", "open", "accepted", "revoked", "expired"] = "",
    page_token: PageToken = "",
    page_size: PageSize = 50,
) -> dict[str, Any]:
    """List the invitations that one may revoke (rule K1)."""
    signed_in(request)
    message = invitations_pb2.ListInvitationsRequest(state=f"INVITATION_STATE_{(state or 'unspecified').upper()}")
    page(message, page_token, page_size)
    return as_json(await call(_invitations().ListInvitations, message, request))


@router.post("/invitations/reading")
async def read_invitation(body: InvitationCodeBody, request: Request) -> dict[str, Any]:
    """Return what an invitation is for, to whoever has its code, which is in no address and so in no log."""
    message = invitations_pb2.ReadInvitationRequest(code=body.code)
    return as_json(await call(_invitations().ReadInvitation, message, request))


@router.post("/invitations/acceptance", status_code=201)
async def accept_invitation(body: InvitationAcceptance, request: Request) -> dict[str, Any]:
    """Accept an invitation, once: by opening an account, or for the account that is signed in (rule K1)."""
    message = to_message(body, invitations_pb2.AcceptInvitationRequest())
    return as_json(await accept(message, request))


@router.post("/invitations/{invitation_id}/revocation")
async def revoke_invitation(invitation_id: Identifier, request: Request) -> dict[str, Any]:
    """Revoke an invitation that is not accepted yet (rule K1)."""
    signed_in(request)
    message = invitations_pb2.RevokeInvitationRequest(invitation_id=invitation_id)
    return as_json(await call(_invitations().RevokeInvitation, message, request))

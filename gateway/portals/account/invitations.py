"""The page on which an invited person accepts a staff invitation."""

from __future__ import annotations

from typing import Annotated

from dasai.accounts.v1 import invitations_pb2
from fastapi import Form, Request
from fastapi.responses import RedirectResponse, Response

from gateway.api.accounts import accounts, invitations, sessions
from gateway.problems import ProblemError
from gateway.routing import Router

from ..forms import missing, with_missing
from ..pages import NEEDED_FOR_ACCOUNTS, OF_NEW_ACCOUNTS, form_again, render

router = Router(include_in_schema=False)
Field = Annotated[str, Form(max_length=200)]
Contact = Annotated[str, Form(max_length=320)]


@router.get("/invitation")
async def invitation_page(request: Request) -> Response:
    """Return the form on which an invitation is accepted.

    A link is `/invitation#<code>`: browsers do not send what is behind `#`, so that no log holds it, and a script puts it into
    the form. Without scripts the code is pasted.
    """
    return render(request, "account/invitation.html", notice=await accounts.notice_or_none(request))


@router.post("/invitation")
async def accept_invitation(
    request: Request,
    code: Field = "",
    login: Field = "",
    password: Field = "",
    privacy_notice: Field = "",
    name: Field = "",
    email: Contact = "",
) -> Response:
    """Accept an invitation by opening an account, sign in, and lead on; who is signed in accepts for the own account."""
    own = request.state.session is not None
    needed = {"code": "invitation.code_missing", **({} if own else NEEDED_FOR_ACCOUNTS)}
    typed = {"code": code, "login": login, "password": password, "privacy_notice": privacy_notice}
    try:
        if not code.strip():  # nothing else is judged for who has no invitation
            missing(typed, needed)
        await invitations.accept(
            invitations_pb2.AcceptInvitationRequest(
                code=code,
                login="" if own else login,
                password="" if own else password,
                privacy_notice=privacy_notice,
                name=name,
                email=email,
            ),
            request,
        )
        if own:  # the roles have changed, and with them all sessions have ended
            return RedirectResponse("/sign-in", 303)
        signed = await sessions.begin(login, password, request)
    except ProblemError as refused:
        problem = with_missing(refused, typed, needed)
        given = {"code": code, "login": login, "name": name, "email": email, "privacy_notice": privacy_notice}
        notice = await accounts.notice_or_none(request)
        codes = {**OF_NEW_ACCOUNTS, "INVITATION": "code"}
        return form_again(request, "account/invitation.html", problem, given=given, codes=codes, notice=notice)
    answer = RedirectResponse("/me", 303)
    sessions.set_cookies(answer, signed)
    return answer

"""Confirmations of e-mail addresses (rules K2, K4).

The code of a link is in no path and no query, which are logged: the page carries it behind `#`, which browsers do not send, and
in the body of a form.
"""

from __future__ import annotations

from typing import Annotated

from dasai.accounts.v1 import email_confirmations_pb2, email_confirmations_pb2_grpc
from fastapi import Request
from pydantic import Field

from gateway.rpc import call, channel
from gateway.throttle import count_email_confirmation

from ..body import RequestBody
from ..router import ApiRouter

router = ApiRouter(__name__)


class EmailConfirmation(RequestBody, of=email_confirmations_pb2.ConfirmEmailRequest):
    """The code of a link that was mailed to the address."""

    code: Annotated[str, Field(min_length=1, max_length=300)]


def _confirmations() -> email_confirmations_pb2_grpc.EmailConfirmationsAsyncStub:
    return email_confirmations_pb2_grpc.EmailConfirmationsStub(channel("accounts"))


async def ask(request: Request) -> email_confirmations_pb2.RequestConfirmationResponse:
    """Have another link mailed to one's own address; raise ProblemError."""
    await count_email_confirmation(request)
    return await call(
        _confirmations().RequestConfirmation, email_confirmations_pb2.RequestConfirmationRequest(), request
    )


async def confirm(code: str, request: Request) -> None:
    """Confirm an address by the code of a link; raise ProblemError."""
    await count_email_confirmation(request)
    await call(_confirmations().ConfirmEmail, email_confirmations_pb2.ConfirmEmailRequest(code=code), request)


@router.post("/accounts/me/email-confirmation", status_code=202)
async def request_email_confirmation(request: Request) -> email_confirmations_pb2.RequestConfirmationResponse:
    """Have another link mailed to one's own address, which is not confirmed yet; at most one in ten minutes (rule K2).

    `by_mail` is false if the platform sends no e-mail: then there is nothing to confirm.
    """
    return await ask(request)


@router.post("/email-confirmations", status_code=204)
async def confirm_email(body: EmailConfirmation, request: Request) -> None:
    """Confirm an e-mail address by the code of a link that was mailed to it; from then on messages come there (rules K2, K4)."""
    await confirm(body.code, request)

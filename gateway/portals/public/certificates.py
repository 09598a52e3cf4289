"""The page on which anyone verifies a certificate by its code, without scripts (rules G3, H4)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from chassis.settings import settings
from gateway.api.publicity import awards
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json
from gateway.throttle import count_look_up

from ..forms import missing
from ..pages import form_again, render
from .counting import counted

router = Router(include_in_schema=False)


@router.get("/certificates/verify")
async def verify_page(request: Request) -> Response:
    """Return the form for the code of a certificate."""
    return render(request, "public/certificate.html")


@router.post("/certificates/verify")
async def verify(request: Request, code: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Return what the code verifies as now: whose certificate it is, and if it is valid or revoked."""
    try:
        missing({"code": code}, {"code": "certificate.code_missing"})
        await counted(count_look_up, request)
        certificate = as_json(await awards.get_certificate(request, code.strip()))
    except ProblemError as problem:
        codes, texts = {"NOT_FOUND": "code"}, {"NOT_FOUND": "certificate.code_unknown"}
        return form_again(request, "public/certificate.html", problem, given={"code": code}, codes=codes, texts=texts)
    verified_at = settings().clock.now()
    return render(request, "public/certificate.html", certificate=certificate, verified_at=verified_at)

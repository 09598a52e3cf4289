"""The page on which anyone verifies a receipt, without scripts (rule C8)."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response
from pydantic import ValidationError

from gateway.admission.middleware import check_json
from gateway.api.registration.submissions import Receipt, get_receipt, judge
from gateway.problems import ProblemError
from gateway.rpc import as_json
from gateway.throttle import count_look_up

from ..pages import render

router = APIRouter(include_in_schema=False)
_DEEP = 4


@router.get("/receipts/verify")
async def verify_page(request: Request, number: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Return the form; a link from a receipt has filled its number in."""
    return render(request, "public/verify_receipt.html", number=number)


@router.post("/receipts/verify", dependencies=[Depends(count_look_up)])
async def verify(
    request: Request,
    number: Annotated[str, Form(max_length=40)] = "",
    receipt: Annotated[str, Form(max_length=5_000)] = "",
) -> Response:
    """Return a page with the verdict on the pasted receipt, or on the receipt of this number."""
    checked = None
    try:
        if receipt.strip():
            check_json(receipt.encode(), _DEEP)
            checked = Receipt.model_validate_json(receipt)
        elif number.strip():
            checked = Receipt.model_validate_json(json.dumps(as_json(await get_receipt(number, request))))
    except (ValidationError, UnicodeEncodeError):
        return render(request, "public/verify_receipt.html", 422, verdict="unreadable", receipt=receipt)
    except ProblemError as problem:
        if problem.status >= 500:
            raise
        verdict = {404: "not_found", 400: "unreadable"}.get(problem.status, "unreadable")
        if problem.code == "C8_RECEIPT_NUMBER_WRONG":
            verdict = "number_wrong"
        return render(
            request, "public/verify_receipt.html", problem.status, verdict=verdict, number=number, receipt=receipt
        )
    if checked is None:
        return render(request, "public/verify_receipt.html", 422, verdict="empty")
    verdict = as_json(await judge(checked, request))["verdict"]
    shown = checked.model_dump(mode="json")
    return render(request, "public/verify_receipt.html", verdict=verdict, found=shown, number=number, receipt=receipt)

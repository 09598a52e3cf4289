"""The page on which anyone verifies a receipt, without scripts (rule C8)."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import Depends, Form, Query, Request
from fastapi.responses import Response
from pydantic import ValidationError

from gateway.admission.middleware import check_json
from gateway.api.registration.submissions import Receipt, get_receipt, judge
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json
from gateway.throttle import count_look_up

from ..forms import Form as PageForm
from ..forms import fault_of, problem_of
from ..pages import render

router = Router(include_in_schema=False)
_DEEP = 4


@router.get("/receipts/verify")
async def verify_page(request: Request, number: Annotated[str, Query(max_length=40)] = "") -> Response:
    """Return the form; a link from a receipt has filled its number in."""
    return render(request, "public/verify_receipt.html", number=number)


@router.post("/receipts/verify", dependencies=[Depends(count_look_up)])
async def verify(
    request: Request,
    number: Annotated[str, Form(max_length=400)] = "",
    receipt: Annotated[str, Form()] = "",
) -> Response:
    """Return a page with the verdict on the pasted receipt, or on the receipt of this number.

    What is no receipt at all, or no number of any, is said at its field.
    """
    checked = None
    try:
        if receipt.strip():
            check_json(receipt.encode(), _DEEP)
            checked = Receipt.model_validate_json(receipt)
        elif number.strip():
            checked = Receipt.model_validate_json(json.dumps(as_json(await get_receipt(number, request))))
    except (ValidationError, UnicodeEncodeError):
        return _again(request, 422, "unreadable", number, receipt)
    except ProblemError as problem:
        if problem.status >= 500:
            raise
        verdict = "unreadable" if receipt.strip() else "not_found" if problem.status == 404 else "number_wrong"
        return _again(request, problem.status, verdict, number, receipt)
    if checked is None:
        return _again(request, 422, "empty", number, receipt)
    verdict = as_json(await judge(checked, request))["verdict"]
    shown = checked.model_dump(mode="json")
    return render(request, "public/verify_receipt.html", verdict=verdict, found=shown, number=number, receipt=receipt)


def _again(request: Request, status: int, verdict: str, number: str, receipt: str) -> Response:
    """Return the form again with what was wrong with the number or, if one was pasted, with the receipt."""
    field = "receipt" if receipt.strip() else "number"
    form = PageForm(problem=problem_of([fault_of(field, f"receipt.verdict.{verdict}")]))
    return render(request, "public/verify_receipt.html", status, form=form, number=number, receipt=receipt)

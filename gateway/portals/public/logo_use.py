"""The page on which anyone looks up if a use of the contest's logo is authorised (rule J3)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from gateway.api.publicity.logo_authorisations import look_up_logo_use
from gateway.problems import ProblemError
from gateway.routing import Router
from gateway.rpc import as_json

from ..pages import form_again, render

router = Router(include_in_schema=False)
# what says most comes first
STATES = ("in_force", "pending", "withdrawn", "expired")


@router.get("/logo-use")
async def logo_use(
    request: Request,
    text: Annotated[str | None, Query(max_length=200)] = None,
    page: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Return the form to look up, and of what was looked up if the use is authorised: for what and until when."""
    if text is None:
        return render(request, "public/logo_use.html")
    try:
        listed = as_json(await look_up_logo_use(request, text.strip(), page_token=page))
    except ProblemError as problem:
        return form_again(request, "public/logo_use.html", problem, given={"text": text}, codes={"J3": "text"})
    found: list[dict[str, Any]] = sorted(listed["authorisations"], key=lambda each: STATES.index(each["state"]))
    values: dict[str, Any] = {
        "text": text.strip(),
        "found": found,
        "answer": _answer(found),
        "next_page": listed["page"]["next_page_token"],
        "is_later_page": bool(page),
    }
    return render(request, "public/logo_use.html", **values)


def _answer(found: list[dict[str, Any]]) -> str:
    """Return the name of the words that answer; where names of several bodies begin so, none passes for another."""
    if len({each["use"]["body_name"] for each in found}) > 1:
        return "several"
    if any(each["state"] == "in_force" for each in found):
        return "authorised"
    return "not_now" if found else "unknown"

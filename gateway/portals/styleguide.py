"""The page that shows each component in each state, in rehearsals and tests only."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from chassis.kernel.refusal import FieldFault, Refusal
from chassis.refusals import FIELDS_INVALID
from gateway.problems import ProblemError
from gateway.routing import Router

from .forms import Form
from .pages import render

router = Router(include_in_schema=False)
_FIELDS = ("text", "password", "long", "choice", "one", "several", "file")


@router.get("/styleguide")
async def styleguide(request: Request, errors: str = "") -> Response:
    """Return the components; with `?errors=1` each field of the form is refused, the last one first."""
    words = ("此项填写有误，请更正。", "This is wrong: correct it.")
    faults = tuple(FieldFault(name, *words) for name in reversed(_FIELDS))
    problem = ProblemError.of(Refusal(FIELDS_INVALID, faults=faults)) if errors else None
    values = {"text": "数据要素", "long": "第一段。\n第二段。", "choice": "b", "one": "a", "several": ["a", "b"]}
    return render(request, "styleguide.html", form=Form(values if errors else {}, problem), fields=_FIELDS)

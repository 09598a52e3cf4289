"""Refuse what a request says and an operation would pass over: parameters that it lacks, conditions that nobody judges."""

from __future__ import annotations

from fastapi import Request, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from chassis.kernel.refusal import Code, Kind, Refusal
from gateway.problems import ProblemError

CONDITION_UNKNOWN = Code(
    "CONDITION_UNKNOWN",
    Kind.INVALID,
    "本接口不支持请求头{header}，请求未办理。仅保存申报书草稿、提交作品支持If-Match。",
    "The header {header} is not supported here, and nothing was done. If-Match is judged when a draft is saved or submitted.",
)
_PRECONDITION_FAILED = 412
_CONDITIONS = ("If-Match", "If-Unmodified-Since")
_READING = ("GET", "HEAD", "OPTIONS")


async def require_plain(request: Request) -> None:
    """Refuse unknown or repeated parameters of the query (FIELDS_INVALID), and a condition of a command (CONDITION_UNKNOWN).

    A filter that is mistyped would else list everything, and a command be done although its condition does not hold.
    """
    route = request.scope["route"]
    asked = [name for name, _ in request.query_params.multi_items()]
    known = _parameters(route)
    faults = [
        {"type": "extra_forbidden", "loc": ("query", name), "msg": "Extra inputs are not permitted", "input": None}
        for name in dict.fromkeys(asked)
        if name not in known or asked.count(name) > 1
    ]
    if faults:
        raise RequestValidationError(faults)
    judged = {parameter["name"] for parameter in (route.openapi_extra or {}).get("parameters", ())}
    for header in _CONDITIONS:
        if request.method not in _READING and header in request.headers and header not in judged:
            refusal = Refusal(CONDITION_UNKNOWN, {"header": header})
            raise ProblemError(
                _PRECONDITION_FAILED, refusal.code.name, refusal.zh, refusal.en, facts={"header": header}
            )


def _parameters(route: APIRoute) -> set[str]:
    """Return the names of the parameters that a route takes in its query."""
    return {field.alias for field in get_flat_params(route.dependant) if isinstance(field.field_info, params.Query)}

"""What is said to a request that can't be served in time: when to come back, and an arrival ticket (rule C9).

Nobody is asked for it: the session is known from memory or taken by its token's hash, pages were rendered before.
"""

from __future__ import annotations

import math
import random
from collections.abc import Awaitable, Callable

from fastapi import Request
from fastapi.responses import Response

from chassis.kernel.refusal import Code, Kind, Refusal

from . import arrival_tickets
from .admission.middleware import App, Scope
from .busy_tickets import asked_ticket, ticket_of_command
from .portals import busy
from .problems import ProblemError, answer, wants_page

OVERLOADED = Code(
    "PLATFORM_BUSY",
    Kind.UNAVAILABLE,
    "平台当前访问人数较多，请{seconds}秒后用同样的内容重试，不会重复办理。",
    "The platform is busy: repeat the same request in {seconds} seconds, it won't count twice.",
)
# nobody is asked back sooner, seconds
_SOONEST = 1
_random = random.SystemRandom()


def refusing(app: object) -> Callable[[Scope, float], Awaitable[App]]:
    """Return what sends requests of an application away; each is told to come back at its own time within so many seconds."""

    async def refuse(scope: Scope, spread: float) -> App:
        scope["app"] = app
        seconds = _random.randint(_SOONEST, max(_SOONEST, math.ceil(spread)))
        return _refusal(Request(scope), seconds)

    return refuse


def _refusal(request: Request, seconds: int) -> Response:
    given = asked_ticket(request)
    if given is not None:
        return given
    problem = ProblemError.of(Refusal(OVERLOADED, {"seconds": str(seconds)}))
    request.state.refused = problem.code
    if wants_page(request.url.path, request.headers):
        return busy.waiting_page(request, problem, prepared=True) or busy.page(request, problem)
    ticket = ticket_of_command(request)
    if ticket is not None:
        arrival_tickets.show(ticket, problem)
    return answer(problem, request)

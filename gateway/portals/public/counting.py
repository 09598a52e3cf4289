"""Count what anyone may ask for, by the address that it comes from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import Request

from chassis.kernel.refusal import Refusal
from gateway.problems import ProblemError

Count = Callable[[Request], Awaitable[None]]


async def counted(count: Count, request: Request) -> None:
    """Count a request for the address that it comes from; raises ProblemError if there were too many."""
    try:
        await count(request)
    except Refusal as refusal:
        raise ProblemError.of(refusal) from None

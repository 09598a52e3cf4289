"""The API's request bodies made of a form's fields, so that a page refuses what the API refuses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import Refusal
from gateway.api.body import RequestBody
from gateway.problems import ProblemError, of_validation

Count = Callable[[Request], Awaitable[None]]
Body = TypeVar("Body", bound=RequestBody)


def body_of(kind: type[Body], **values: Any) -> Body:
    """Return a body of the API with these values; raises ProblemError with each wrong field, as the API does."""
    try:
        return kind(**values)
    except ValidationError as error:
        raise of_validation(RequestValidationError(error.errors())) from None


def form_key(given: str = "", problem: ProblemError | None = None) -> str:
    """Return the Idempotency-Key that a form carries, so that what is sent twice is done once.

    A form that is shown again keeps its key, because what was refused may be on its way still; it gets another one if that key
    was used for something else.
    """
    used = problem is not None and problem.code.startswith("IDEMPOTENCY")
    return given if given and not used else new_id()


async def counted(count: Count, request: Request) -> None:
    """Count a request for the address that it comes from; raises ProblemError if there were too many."""
    try:
        await count(request)
    except Refusal as refusal:
        raise ProblemError.of(refusal) from None

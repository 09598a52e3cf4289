"""Routes of the API: they return messages of the contracts, and the document says of each what may come back.

A route is annotated with the message that it returns, so that mypy holds it to the contract and the document has its schema. With
which statuses it may be refused the table of permissions says.
"""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterable
from typing import Annotated, Any

from fastapi import Depends
from fastapi.datastructures import DefaultPlaceholder
from google.protobuf.message import Message

from gateway.problems import MEDIA_TYPE
from gateway.routing import Router

from .plain import require_plain
from .schemas import REFERENCE, AsJson

PREFIX = "/api/v1"
# in place of a media type: each that the edition takes for material
MATERIAL = "x-material"
Responses = dict[int | str, dict[str, Any]]

_RETRY_AFTER = {
    "Retry-After": {
        "description": "Seconds to wait before the same request is sent again.",
        "schema": {"type": "integer"},
    }
}
_ARRIVAL_TICKET = {
    "Dasai-Arrival-Ticket": {
        "description": "Of a command: send it again with this header, and it counts as having arrived now (rule C9).",
        "schema": {"type": "string"},
    }
}
_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"description": "`Bearer`: how to sign in.", "schema": {"type": "string"}}},
    429: _RETRY_AFTER | _ARRIVAL_TICKET,
    503: _RETRY_AFTER | _ARRIVAL_TICKET,
}
# what a status means here, for every route
_PROBLEMS = {
    400: "The request can't be read: its body is no strict JSON, is nested too deeply, or a header is wrong.",
    401: "Nobody is signed in, or the token is not valid any more.",
    403: "Who is signed in may not do this, or something else must be done before: see the code.",
    404: "There is no such thing, or the caller may not know of it.",
    408: "The body did not arrive in time.",
    409: "A rule of the contest refuses, or somebody else changed it: read it again.",
    410: "It has ended, an upload or a dossier: begin anew.",
    412: "What If-Match names is not what is there now, or of tus another version than 1.0.0 is asked for.",
    413: "The body is too large.",
    415: "The body is of another type than the API takes.",
    416: "The range lies behind the end of the file.",
    422: "Fields are wrong, `faults` names the first of them; or the Idempotency-Key was used for another request.",
    429: "Too many tries: wait for `Retry-After`.",
    460: "A piece of the upload was damaged in transit (tus: checksum): send it again.",
    503: "Something is away or full: send the same again after `Retry-After`, with the same Idempotency-Key.",
}
READING = ("GET", "HEAD", "OPTIONS")


def problems(statuses: Iterable[int]) -> Responses:
    """Return how problems of these statuses are documented."""
    return {
        status: {
            "description": _PROBLEMS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": f"{REFERENCE}Problem"}}},
            **({"headers": _HEADERS[status]} if status in _HEADERS else {}),
        }
        for status in statuses
    }


# a file's content by its type: bytes, but for JSON, which is no string
_BYTES = {"type": "string", "format": "binary"}
_FILES = {"application/json": {"type": "object"}}


def file(*media_types: str, **headers: str) -> dict[str, Any]:
    """Return how an answer with a file is documented: its types, and what its headers say.

    `x-file` says that its bytes count, also if they are JSON, which readers of the document would else take apart.
    """
    content = {media_type: {"schema": dict(_FILES.get(media_type, _BYTES))} for media_type in media_types}
    return {"description": "The file.", "content": content, "headers": described(**headers), "x-file": True}


def described(**headers: str) -> dict[str, Any]:
    """Return how headers of an answer are documented, by their names with underscores in place of hyphens."""
    return {
        name.replace("_", "-"): {"description": words, "schema": {"type": "string"}} for name, words in headers.items()
    }


def header(name: str, words: str, *, required: bool = False, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return how a header of a request is documented, for `openapi_extra={"parameters": [...]}`."""
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": words,
        "schema": schema or {"type": "string", "maxLength": 8 * 1024},
    }


def operation_id(endpoint: Callable[..., Any]) -> str:
    """Return the id of an operation: its function's name in camelCase, for example `registerTeam`."""
    first, *more = endpoint.__name__.split("_")
    return first + "".join(word.capitalize() for word in more)


class ApiRouter(Router):
    """The routes of a subject, as its module defines them: `router = ApiRouter(__name__)`.

    Its name is the tag of its operations, and the module's docstring is what the document says of it.
    """

    def __init__(self, module: str) -> None:
        super().__init__(prefix=PREFIX, tags=[module.rsplit(".", 1)[-1]], dependencies=[Depends(require_plain)])

    def add_api_route(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        """Add a route: its answer as its annotation says, its operation's id, and the statuses of its refusals."""
        if isinstance(options.get("response_model"), DefaultPlaceholder):
            returned = typing.get_type_hints(endpoint, include_extras=True).get("return")
            if inspect.isclass(returned) and issubclass(returned, Message):
                options["response_model"] = Annotated[returned, AsJson()]
        options["operation_id"] = options.get("operation_id") or operation_id(endpoint)
        options["summary"] = options.get("summary") or _summary(endpoint)
        empty = options.get("status_code") == 204
        options["response_description"] = "It is done; the answer is empty." if empty else "The answer."
        super().add_api_route(path, endpoint, **options)


def _summary(endpoint: Callable[..., Any]) -> str:
    """Return the beginning of a docstring's first sentence, which says what the operation does."""
    return re.split(r" \(|[;:.,]", inspect.cleandoc(endpoint.__doc__ or ""), maxsplit=1)[0]

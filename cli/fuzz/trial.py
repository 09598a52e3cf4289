"""Calls drawn from the API document by schemathesis, and the answers that the document does not allow."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import InvalidArgument, Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# the pieces of an upload by tus
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")

# how much of an answer and of a request is printed with a fault
_QUOTED = 400
_TIMEOUT = 60  # seconds
# what every account may read once it is signed in and nothing is pending
_OF_AN_ACCOUNT = "/api/v1/messages"
# of ten addresses and bodies, so many name what exists
_KNOWN_OF_TEN = 8


@dataclass(frozen=True)
class Fault:
    """An answer that the document does not allow: of which operation, why, and the request that got it."""

    operation: str
    status: int
    title: str
    why: str
    request: str


@dataclass
class Trial:
    """The calls made as one role: how many, how they were answered, and the faults, one of a kind for each operation."""

    role: str
    calls: int = 0
    operations: set[str] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    faults: dict[tuple[str, int, str], Fault] = field(default_factory=dict)
    # operations that there was no time for
    left: list[str] = field(default_factory=list)


class Draws:
    """The requests that schemathesis draws from a document: `calls` for each operation, half as the document allows, half not.

    They are drawn once and the same for every role, because drawing takes longer than calling.
    """

    def __init__(self, api: Mapping[str, Any], calls: int, word: int, excluded: Collection[str] = ()) -> None:
        self._calls, self._word, self._schemas = calls, word, api["components"]["schemas"]
        schema = schemathesis.openapi.from_dict(dict(api))
        operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
        self._operations = {_name(each): each for each in operations if _name(each) not in excluded}
        self._cases: dict[str, list[tuple[Any, dict[str, Any], Any]]] = {}

    def names(self) -> list[str]:
        """Return the operations; those that read come first, because the others may take away what they would read."""
        return sorted(self._operations, key=lambda name: self._operations[name].method.upper() not in ("GET", "HEAD"))

    def cases(self, name: str) -> list[tuple[Any, dict[str, Any], Any]]:
        """Return the requests of an operation, each with its parts of the address and its body, as they were drawn.

        They are fewer if the document leaves nothing to draw.
        """
        if name not in self._cases:
            modes = ((mode, max(self._calls // 2, 1)) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE))
            drawn = (
                (mode, place, case)
                for mode, number in modes
                for place, case in enumerate(self._drawn(name, mode, number))
            )
            example = self._example(name)
            # drawn texts are seldom what a rule takes: every second body that the document allows is its own example
            self._cases[name] = [
                (
                    case,
                    dict(case.path_parameters or {}),
                    example if example and mode is GenerationMode.POSITIVE and place % 2 == 0 else case.body,
                )
                for mode, place, case in drawn
            ]
        return self._cases[name]

    def _example(self, name: str) -> dict[str, Any] | None:
        """Return the document's example of an operation's body, if it has one."""
        content = self._operations[name].definition.raw.get("requestBody", {}).get("content", {})
        reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        examples = self._schemas.get(reference.rsplit("/", 1)[-1], {}).get("examples", ())
        return next(iter(examples), None)

    def _drawn(self, name: str, mode: GenerationMode, number: int) -> list[Any]:
        cases: list[Any] = []

        @seed(f"{self._word}/{name}/{mode.value}")
        @settings(
            max_examples=number,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(self._operations[name].as_strategy(generation_mode=mode))
        def draw(case: Any) -> None:
            cases.append(case)

        with suppress(Unsatisfiable, InvalidArgument):
            draw()
        return cases[:number]


def trial(base_url: str, role: str, token: str, draws: Draws, known: Mapping[str, list[str]], seconds: float) -> Trial:
    """Make the drawn calls as the account with this token, for so many seconds at most, and judge each answer."""
    result = Trial(role)
    until = time.monotonic() + seconds
    # schemathesis holds the parts of an address as they are sent
    in_path = {name: [quote(value, safe="") for value in values] for name, values in known.items()}
    chance = random.Random(role)  # noqa: S311 - drawn requests, not secrets
    with requests.Session() as session:
        for name in draws.names():
            if time.monotonic() > until:
                result.left.append(name)
                continue
            for case, path_parameters, body in draws.cases(name):
                case.path_parameters = _naming(path_parameters, in_path, chance)
                case.body = _naming(body, known, chance)
                _call(result, base_url, token, session, case)
        if token:
            _see_signed_in(result, base_url, token, session)
    return result


def _see_signed_in(result: Trial, base_url: str, token: str, session: requests.Session) -> None:
    """Note it as a fault if the account is not signed in any more: all later calls were then those of nobody."""
    headers = {"Authorization": f"Bearer {token}"}
    answer = session.get(f"{base_url}{_OF_AN_ACCOUNT}", headers=headers, timeout=_TIMEOUT)
    if answer.status_code != requests.codes.ok:
        title = "The session ended meanwhile"
        fault = Fault("listMessages", answer.status_code, title, answer.text[:_QUOTED], f"GET {_OF_AN_ACCOUNT}")
        result.faults["listMessages", answer.status_code, title] = fault


def _naming(value: Any, known: Mapping[str, list[str]], chance: random.Random) -> Any:
    """Return parameters or a body in which most identifiers are those of things that exist."""
    if not isinstance(value, dict):
        return value
    return {
        name: chance.choice(known[name])
        if known.get(name) and isinstance(part, str | int) and chance.randrange(10) < _KNOWN_OF_TEN
        else part
        for name, part in value.items()
    }


def _name(operation: Any) -> str:
    return str(operation.definition.raw["operationId"])


def _call(result: Trial, base_url: str, token: str, session: requests.Session, case: Any) -> None:
    """Make a call, count it, and note what the document does not allow of its answer."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = case.call(base_url=base_url, session=session, headers=headers, timeout=_TIMEOUT)
    session.cookies.clear()  # a sign-in that succeeds would make somebody else of us
    name = _name(case.operation)
    result.calls += 1
    result.operations.add(name)
    result.answers[answer.status_code] += 1
    for failure in _failures(case, answer, headers):
        request = f"{case.method} {answer.request.path_url} {_text(answer.request.body)}"[:_QUOTED]
        why = f"{failure.message}\n{answer.text}"[: 2 * _QUOTED]
        fault = Fault(name, answer.status_code, failure.title, why, request)
        result.faults.setdefault((name, answer.status_code, failure.title), fault)


def _failures(case: Any, answer: requests.Response, headers: dict[str, str]) -> tuple[Failure, ...]:
    """Return what the document does not allow of an answer."""
    try:
        case.validate_response(answer, checks=CHECKS, headers=headers)
    except FailureGroup as group:
        return group.exceptions
    except Failure as failure:
        return (failure,)
    return ()


def _text(body: bytes | str | None) -> str:
    return body.decode(errors="replace") if isinstance(body, bytes) else body or ""

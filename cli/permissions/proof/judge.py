"""Judge an answer by the table: the status that the caller must get, and nothing in it that the caller may not read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from chassis.facts.scopes import TokenScope
from chassis.kernel.refusal import Kind, Refusal
from chassis.permissions import ANYTHING, Operation, Target
from chassis.permissions.statuses import statuses_of

from .calls import Call
from .canaries import Canary
from .world import Caller

_STATUS = {Kind.UNAUTHENTICATED: 401, Kind.FORBIDDEN: 403, Kind.NOT_FOUND: 404}
_WANT_OF_PERMISSION = ("K1_FORBIDDEN", "K1_UNAUTHENTICATED", "TOKEN_NOT_ALLOWED", "TOKEN_SCOPE_NEEDED")
# a page leads on: to the form for signing in, to what else is to be seen
_LEADS_ON = (302, 303)
_GOOD = (200, 201, 202, 204, 206)
_OF_PAGES = (401, 403, 404, 409, 410, 413, 415, 422, 429, 503)
_SIGN_IN, _MISSING, _ERRORS = 401, 404, 500
_CODE_OF_PAGE = re.compile(r'data-code="([A-Z0-9_]+)"')


@dataclass(frozen=True)
class Denial:
    """The refusal that the table demands: its status, and its code if the table says it."""

    status: int
    code: str = ""

    def __str__(self) -> str:
        return f"{self.status} {self.code}".rstrip()


@dataclass(frozen=True)
class Violation:
    """An answer that is not as the table says."""

    call: Call
    caller: Caller
    expected: str
    got: str

    def __str__(self) -> str:
        operation = self.call.row.name if isinstance(self.call.row, Operation) else "page"
        thing = f" {self.call.thing}" if self.call.thing else ""
        return f"{operation} ({self.call.route}){thing} · {self.caller.name}: {self.expected}; got {self.got}"


def denials_of(call: Call, caller: Caller) -> list[Denial | None]:
    """Return the answers that the table says, of which one must come: a refusal, or None for any answer of who may do it."""
    row = call.row
    if caller.is_token and row.scope_of_tokens not in set(TokenScope):
        return [Denial(403, "TOKEN_NOT_ALLOWED")]
    refusal = row.refusal_of_caller(caller.actor)
    if refusal is not None:
        return [_denial(refusal)]
    if not isinstance(row, Operation):
        return [None]
    targets = [call.target(caller.actor), *([ANYTHING] if call.names_none else [])]
    return [_required(row, caller, target) for target in targets]


def _required(row: Operation, caller: Caller, target: Target) -> Denial | None:
    try:
        row.require(caller.actor, target)
    except Refusal as refusal:
        return _denial(refusal)
    return None


def _denial(refusal: Refusal) -> Denial:
    return Denial(_STATUS[refusal.code.kind], refusal.code.name)


def judge(call: Call, caller: Caller, answer: httpx.Response, canaries: Sequence[Canary]) -> list[Violation]:
    """Return what is wrong with an answer; nothing if it is as the table says."""
    code = code_of(answer)
    wrong: list[str] = []
    if answer.status_code >= _ERRORS:
        wrong.append("no 5xx")
    else:
        results = [_wrong(call, caller, denial, answer, code) for denial in denials_of(call, caller)]
        if all(results):
            wrong.append(" or ".join(dict.fromkeys(results)))
    wrong += _told_wrongly(call, caller, answer, canaries)
    return _violations(call, caller, answer, wrong)


def judge_content(call: Call, caller: Caller, answer: httpx.Response, canaries: Sequence[Canary]) -> list[Violation]:
    """Return what is wrong with what an answer holds, whatever its status; nothing if it is as the table says."""
    wrong = ["no 5xx"] if answer.status_code >= _ERRORS else []
    return _violations(call, caller, answer, wrong + _told_wrongly(call, caller, answer, canaries))


def _told_wrongly(call: Call, caller: Caller, answer: httpx.Response, canaries: Sequence[Canary]) -> list[str]:
    """Return the canaries in an answer that its reader may not see, and did not name."""
    sent, text = call.sent(), text_of(answer)
    return [
        f"nothing of: {canary.what}"
        for canary in canaries
        if canary.value in text
        and canary.value not in sent
        and not canary.is_open_to(caller.actor, call.row, call.route)
    ]


def _violations(call: Call, caller: Caller, answer: httpx.Response, wrong: Sequence[str]) -> list[Violation]:
    got = f"{answer.status_code} {code_of(answer)}".rstrip()
    return [Violation(call, caller, each, got) for each in wrong]


def _wrong(call: Call, caller: Caller, denial: Denial | None, answer: httpx.Response, code: str) -> str:
    """Return what the table says in place of this answer; an empty text if it says so."""
    status = answer.status_code
    if denial is None:
        return _wrong_though_allowed(call, caller, status, code)
    if not isinstance(call.row, Operation) and denial.status == _SIGN_IN and status in _LEADS_ON:
        return ""
    if status != denial.status:
        return str(denial)
    # a rule of the row may have its own word for it; HEAD has none
    own_word = isinstance(call.row, Operation) and code.partition("_")[0] in call.row.rules
    return "" if code == denial.code or own_word or call.method == "HEAD" else str(denial)


def _wrong_though_allowed(call: Call, caller: Caller, status: int, code: str) -> str:
    if code in _WANT_OF_PERMISSION and not (code == "K1_FORBIDDEN" and _is_stricter(call, caller)):
        return "allowed"
    refusals = statuses_of(call.row, call.route) if " /api/" in call.route else (*_LEADS_ON, *_OF_PAGES)
    if status not in (*_GOOD, *refusals):
        return "a status of the table"
    if isinstance(call.row, Operation) and call.reads and call.exists and status == _MISSING:
        return "to be found"
    return ""


def _is_stricter(call: Call, caller: Caller) -> bool:
    """Return True if a page may refuse somebody to whom the table opens it.

    The table says who may open a page at all. What its form does the service allows by its own row, and the pages of a division
    are open to its own staff.
    """
    if isinstance(call.row, Operation):
        return False
    divisions = caller.actor.divisions
    is_foreign = bool(divisions) and call.side is not None and call.side.code not in divisions
    return call.method == "POST" or is_foreign


def text_of(answer: httpx.Response) -> str:
    """Return the text of an answer; of a spreadsheet or an archive that of the files in it."""
    if not answer.content.startswith(b"PK"):
        return answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def code_of(answer: httpx.Response) -> str:
    """Return the stable code of a problem, which a page has in its markup; an empty text if the answer is none."""
    if "html" in answer.headers.get("content-type", "") and answer.is_error:
        match = _CODE_OF_PAGE.search(answer.text)
        return match[1] if match is not None else ""
    if "json" not in answer.headers.get("content-type", "") or not answer.content:
        return ""
    body = answer.json()
    return str(body.get("code", "")) if isinstance(body, dict) and answer.is_error else ""

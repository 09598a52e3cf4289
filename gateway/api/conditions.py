"""Conditions on drafts: `ETag` of what was read, `If-Match` of what is changed (RFC 9110)."""

from __future__ import annotations

import re
from typing import Any

from fastapi import Request

from chassis.kernel.refusal import Code, Kind, refusal_of
from gateway.problems import ProblemError

from .router import described, header

CONDITION_INVALID = Code(
    "CONDITION_INVALID",
    Kind.INVALID,
    "请求头If-Match的值应为读取草稿时得到的ETag，且与请求正文中的draft_revision一致。",
    "If-Match is the ETag with which the draft was read, and names the same revision as draft_revision in the body.",
)
_PRECONDITION_FAILED = 412
_ETAG = re.compile(r'"draft-(\d{1,9})"', re.ASCII)
# how a command on a draft is documented that judges If-Match, and an answer that has an ETag
IF_MATCH: dict[str, Any] = {
    "parameters": [
        header(
            "If-Match",
            'The `ETag` with which the draft was read, for example `"draft-17"`: 412 if anything of it changed since, and '
            "nothing is put together.",
        )
    ]
}
ETAG = {"headers": described(ETag='The revision of the draft, for example `"draft-17"`.')}


def etag_of(draft_revision: int) -> dict[str, str]:
    """Return the header that names a revision of a draft."""
    return {"ETag": f'"draft-{draft_revision}"'}


def is_conditional(request: Request, draft_revision: int) -> bool:
    """Return True if a command has If-Match; refuse CONDITION_INVALID unless it is the ETag of this revision."""
    given = request.headers.get("if-match")
    if given is None:
        return False
    match = _ETAG.fullmatch(given.strip())
    if match is None or int(match[1]) != draft_revision:
        refusal = refusal_of(CONDITION_INVALID)
        raise ProblemError(_PRECONDITION_FAILED, refusal.code.name, refusal.zh, refusal.en)
    return True


def fail_condition(problem: ProblemError, codes: tuple[str, ...]) -> None:
    """Give a problem the status 412 if it says by one of these codes that the condition does not hold."""
    if problem.code in codes:
        problem.status = _PRECONDITION_FAILED

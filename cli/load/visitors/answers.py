"""What a client can tell by an answer of the platform."""

from __future__ import annotations

import httpx

from ..ledger import BUSY

# what a request is refused with that the gateway sends away before anybody looks at it
SHED = "PLATFORM_BUSY"


def leaves_open(answer: httpx.Response) -> bool:
    """Return True if an answer does not say what became of a command: only one that was shed was surely not done."""
    if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
        return False
    return "json" not in answer.headers.get("content-type", "") or answer.json().get("code") != SHED


def is_unadvised(answer: httpx.Response) -> bool:
    """Return True if the platform is busy, and does not say when to come again."""
    return answer.status_code in BUSY and "retry-after" not in answer.headers

"""The number of unread messages beside the navigation's entry (rule K2).

It is asked for at most once a minute for each account and gateway, not on each page; what the reader does to messages here is
known at once. If accounts does not answer soon, the page is shown without it.
"""

from __future__ import annotations

import time
from contextlib import suppress

from dasai.accounts.v1 import messages_pb2, messages_pb2_grpc
from fastapi import Request

from gateway.problems import ProblemError
from gateway.rpc import call, channel

# for how long a number is shown, and how long a page waits for it, seconds
_FRESH, _PATIENCE = 60.0, 0.7
_MOST = 50_000
# by account: when it was asked for, and the number
_known: dict[str, tuple[float, int]] = {}


async def note_unread(request: Request) -> None:
    """Note in the request how many messages its reader has not read: a dependency of every page."""
    session = request.state.session
    if session is None or session.pending or session.scopes is not None or request.method not in ("GET", "POST"):
        return
    asked_at, count = _known.get(session.account_id, (float("-inf"), 0))
    if time.monotonic() - asked_at > _FRESH:
        stub = messages_pb2_grpc.MessagesStub(channel("accounts"))
        message = messages_pb2.GetMessageSummaryRequest()
        with suppress(ProblemError):  # the page matters more than the number, which is asked for again in a minute
            count = (await call(stub.GetMessageSummary, message, request, key="unread", seconds=_PATIENCE)).unread
        keep_unread(session.account_id, count)
    request.state.unread = count


def keep_unread(account_id: str, count: int) -> None:
    """Keep a number that is known from an answer."""
    if len(_known) >= _MOST:
        _known.clear()
    _known[account_id] = time.monotonic(), count


def forget_unread(request: Request) -> None:
    """Ask for the reader's number at the next page."""
    _known.pop(request.state.session.account_id, None)
    request.state.unread = 0

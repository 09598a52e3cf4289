"""Carry what is known of the command or event being handled beside the call, rather than through every signature."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from google.protobuf.message import Message

from .actor import Actor
from .kernel.clock import Instant


@dataclass(frozen=True, slots=True)
class Context:
    """The command or event that is being handled.

    `idempotency_key` and `request_hash` belong to a command; `event_id`, `occurred_at`, the contest time at which it happened,
    and `aggregate_version` to an event being handled: of two events of an aggregate the one with the higher version is newer.
    `causation_id` is either's identifier. `answer_type` is what the command being handled answers with, if it may be repeated
    (`chassis.idempotency`). `work` is what is being done, as metrics name it: a gRPC method, an event or a timer.
    """

    actor: Actor
    causation_id: str = ""
    traceparent: str = ""
    idempotency_key: str = ""
    request_hash: str = ""
    event_id: str = ""
    occurred_at: Instant | None = None
    aggregate_version: int = 0
    answer_type: type[Message] | None = None
    work: str = ""


_current: ContextVar[Context | None] = ContextVar("dasai_context", default=None)
_NOBODY = Context(actor=Actor(account_id="system:none"))


def current() -> Context:
    """Return the context of the command or event that is being handled; if there is none, an empty context."""
    return _current.get() or _NOBODY


@contextmanager
def handling(context: Context) -> Iterator[Context]:
    """Do what is inside for this command or event."""
    token = _current.set(context)
    try:
        yield context
    finally:
        _current.reset(token)


@contextmanager
def changed(**values: Any) -> Iterator[Context]:
    """Change these values of the context for what is inside."""
    with handling(replace(current(), **values)) as context:
        yield context

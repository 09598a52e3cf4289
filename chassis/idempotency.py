"""Commands that may be repeated under an Idempotency-Key: a repeated command gets the first answer, and nothing is done twice.

    @idempotent
    def withdraw_team(request: WithdrawTeam, actor: Actor, at: Instant) -> teams_pb2.Team: ...

    @idempotent(creates=store.teams)
    def register_team(identifier: str, request: RegisterTeam, actor: Actor, at: Instant) -> teams_pb2.Team: ...

    teams.register_team(request, actor, at)  # its caller passes no identifier

The command keeps its answer in the write that has the effect: `store.teams.save(team, answer=answer)`. A repetition meets
it at the first `get`, `find` or `add` of that aggregate, and ends there.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from types import SimpleNamespace
from typing import Any, Concatenate, ParamSpec, TypeVar, overload

from google.protobuf.message import Message

from .context import changed, current
from .kernel.identifiers import derived_id, new_id
from .kernel.refusal import refuse
from .mongo.attempts import AlreadyAnswered
from .mongo.store import Repository
from .refusals import KEY_REUSED

P = ParamSpec("P")
M = TypeVar("M", bound=Message)


@overload
def idempotent(command: Callable[P, M], /) -> Callable[P, M]: ...


@overload
def idempotent(*, creates: Repository[Any]) -> Callable[[Callable[Concatenate[str, P], M]], Callable[P, M]]: ...


def idempotent(
    command: Callable[..., Any] | None = None, /, *, creates: Repository[Any] | None = None
) -> Callable[..., Any]:
    """Answer a repeated command with the first answer, as a message of the type that the command is annotated to return.

    With `creates`, the command makes an aggregate of that repository: it gets the identifier as its first argument, the same
    one each time that it is repeated under one key.
    """
    if command is not None:
        return _answering(command)

    def decorate(creating: Callable[..., Any]) -> Callable[..., Any]:
        return _answering(creating, creates)

    return decorate


@contextmanager
def answer_kept_elsewhere() -> Iterator[None]:
    """Change further aggregates of a command whose answer another aggregate has kept: here its key counts for nothing."""
    with changed(idempotency_key=""):
        yield


def _answering(command: Callable[..., Any], creates: Repository[Any] | None = None) -> Callable[..., Any]:
    answer_type = _answer_type(command)

    @wraps(command)
    def call(*args: Any, **kwargs: Any) -> Any:
        if current().answer_type is not None:
            raise TypeError(f"{command.__qualname__} is called inside another command: only the outer one is answered")
        with changed(answer_type=answer_type):
            try:
                return command(*args, **kwargs) if creates is None else command(_identifier(creates), *args, **kwargs)
            except AlreadyAnswered as before:
                return answer_type.FromString(before.answer)

    return call


def identifier_of_command(kind: str) -> str:
    """Return an identifier for what the command at hand makes, the same each time that it is repeated under one key."""
    context = current()
    return derived_id(kind, context.idempotency_key or context.causation_id or new_id())


def _identifier(creates: Repository[Any]) -> str:
    """Return the identifier of the aggregate to make; raises AlreadyAnswered if this very command has made it before."""
    identifier = identifier_of_command(creates.kind)
    if creates.find(identifier) is not None:
        # made under this key by a command whose answer is no longer kept: so many have changed the aggregate since
        refuse(KEY_REUSED)
    return identifier


def _answer_type(command: Callable[..., Any]) -> type[Message]:
    """Return the message type that the command is annotated to return; raises TypeError if it is none."""
    annotated = SimpleNamespace(__annotations__={"return": command.__annotations__.get("return")})
    answer_type = typing.get_type_hints(annotated, command.__globals__)["return"]
    if not (isinstance(answer_type, type) and issubclass(answer_type, Message)):
        raise TypeError(f"{command.__qualname__} is idempotent, so it returns a message and says which")
    return answer_type

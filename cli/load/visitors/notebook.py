"""How a client writes down what it sent and was told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
from dasai_client import Refused

from ..ledger import Attempt, End, What

if TYPE_CHECKING:
    from .connection import Connection

# the platform could not say what became of it
_UNKNOWN = (429, 500, 502, 503, 504)


@dataclass
class Entry:
    """What is known of an attempt so far; facts are added as the answer gives them."""

    facts: dict[str, Any] = field(default_factory=dict)
    team_id: str = ""
    seen_later: bool = False


class GivenUpError(Exception):
    """A visit can't go on: a command was refused, or had no answer; `is_unknown` if nobody said what became of it."""

    def __init__(self, code: str, *, is_unknown: bool) -> None:
        super().__init__(code)
        self.is_unknown = is_unknown


class Notebook:
    """The attempts of a team, handed on as they end."""

    def __init__(self, team: int, connection: Connection, write: Callable[[Attempt], None]) -> None:
        self._team, self._connection, self._write = team, connection, write

    @contextmanager
    def attempt(self, what: What, key: str, team_id: str = "", **facts: Any) -> Iterator[Entry]:
        """Write down an attempt as the block ends: acknowledged, refused or without an answer; then raise GivenUpError."""
        entry, began = Entry(dict(facts), team_id), time.time()
        self._connection.forget()
        end, code = End.UNANSWERED, ""
        try:
            yield entry
            end = End.ACKNOWLEDGED
        except Refused as refused:
            code = refused.code
            if refused.status not in _UNKNOWN:
                end = End.REFUSED
            raise GivenUpError(code, is_unknown=end is End.UNANSWERED) from refused
        except httpx.TransportError as error:
            raise GivenUpError(type(error).__name__, is_unknown=True) from error
        finally:
            self._write(
                Attempt(
                    what=what,
                    team=self._team,
                    key=key,
                    end=end,
                    began=began,
                    ended=time.time(),
                    team_id=entry.team_id,
                    facts=entry.facts,
                    code=code,
                    arrived_ms=self._connection.arrived_ms,
                    lost=self._connection.lost,
                    seen_later=entry.seen_later,
                )
            )

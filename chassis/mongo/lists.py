"""Lists in an order: each aggregate has a place in them, so that a page is read between two ends of one index.

A place is a text: the values that the list is filtered by, what it is ordered by, and the identifier. Where places are stored:
`places`. docs/lists.md names each list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, Generic, Protocol, TypeVar

from ..kernel.clock import Instant
from ..kernel.refusal import refuse
from ..refusals import PAGE_TOKEN_INVALID
from .tokens import after_token, page_token


class Identified(Protocol):
    """Anything that is listed: an aggregate, a document that is none, or what a migration sees of either."""

    @property
    def id(self) -> str:
        """Return its identifier."""


A = TypeVar("A", bound=Identified)
T = TypeVar("T")
# totals are exact up to here, then “more than”
COUNTED = 1_000
# between the parts of a place; below each other character but LEAST
BETWEEN = "\x1f"
LEAST = "\x01"
# above every text: MongoDB compares texts by their bytes, which is the order of their characters
ABOVE = "\U0010ffff"
# what is without a time comes after all that has one
_NO_TIME = "9"


def moment(at: Instant | None) -> str:
    """Return a time as a text in whose order times lie, None after them all."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%f")[:-3] if at is not None else _NO_TIME


@dataclass(frozen=True)
class Stored:
    """A document as a migration sees it, which must not know today's model; `value` leads to what lies in its state."""

    id: str
    state: Mapping[str, Any]

    def value(self, path: str, default: Any = "") -> Any:
        """Return what lies under a path of names with dots, or the default."""
        value: Any = self.state
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        return default if value is None else value


@dataclass(frozen=True)
class Order(Generic[A]):
    """An order in which a collection is listed, and by which filters together.

    `key` gives the text by which an aggregate is ordered, and `filters` the values by which it is filtered. `paths` are the sets
    of filters for which there is an index. `by_name` says that the key may name a person: a page's token then holds none of it.
    """

    name: str
    key: Callable[[A], str]
    filters: Mapping[str, Callable[[A], str]] = field(default_factory=dict)
    paths: tuple[tuple[str, ...], ...] = ((),)
    newest_first: bool = False
    by_name: bool = False

    def path(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """Return the path of these filters; raises ValueError if no index serves them."""
        for path in self.paths:
            if set(path) == set(values):
                return path
        raise ValueError(f"no index lists by {self.name} with the filters {sorted(values)}")

    def place(self, path: tuple[str, ...], aggregate: A) -> str:
        """Return the place of an aggregate in the list that is filtered by a path."""
        values = (self.filters[name](aggregate) for name in path)
        return BETWEEN.join([*values, self.key(aggregate), aggregate.id])

    def index(self, path: tuple[str, ...]) -> str:
        """Return the name of the list and its index."""
        return "_".join([self.name, *(["by"] if path else []), *path])

    def places(self, aggregate: A) -> dict[str, str]:
        """Return the places of an aggregate by the name of each list."""
        return {self.index(path): self.place(path, aggregate) for path in self.paths}


@dataclass(frozen=True)
class Part(Generic[A]):
    """A part of a collection in an order.

    `values` filters along an index; `beginning`, or `since` and `until`, bound what it is ordered by, `until` not included. The
    latter two may move on from page to page, as the time does. `rest` filters what was read, and is for what leaves much. `few`
    is a filter with an index of its own that leaves a few, which are read at once.
    """

    order: Order[A]
    values: Mapping[str, str] = field(default_factory=dict)
    beginning: str = ""
    since: str = ""
    until: str = ""
    rest: Mapping[str, Any] = field(default_factory=dict)
    few: Mapping[str, Any] | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """Return the filters in the order of the index."""
        return self.order.path(self.values)

    @property
    def index(self) -> str:
        """Return the name of the index that serves it."""
        return self.order.index(self.path)

    @property
    def prefix(self) -> str:
        """Return how each place in it begins, before what it is ordered by."""
        return "".join(f"{self.values[name]}{BETWEEN}" for name in self.path)

    @property
    def ends(self) -> tuple[str, str]:
        """Return the two ends between which it lies, the second not included."""
        return self.prefix + (self.since or self.beginning), self.prefix + (self.until or self.beginning + ABOVE)

    def holds(self, aggregate: A) -> bool:
        """Return True if an aggregate lies between its ends."""
        low, high = self.ends
        return low <= self.order.place(self.path, aggregate) < high


@dataclass(frozen=True)
class Asked:
    """Which page of a list is asked for, if its total is, and how far that is counted: up to `count_to`, then “more than”."""

    token: str = ""
    size: int = 0
    count: bool = False
    count_to: int = COUNTED


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page: its aggregates, the token of the next or '', and how many there are in all, None if nobody asked."""

    aggregates: list[T]
    next_token: str = ""
    total: int | None = None
    total_is_more: bool = False

    @classmethod
    def counted(cls, aggregates: list[T], next_token: str, total: int | None, asked: Asked) -> Page[T]:
        """Return a page whose total, None if nobody asked, is said no further than it was to be counted."""
        if total is None:
            return cls(aggregates, next_token)
        return cls(aggregates, next_token, min(total, asked.count_to), total > asked.count_to)


@dataclass(frozen=True)
class Position:
    """The beginning of a page: the number of the list's part, and the place or the aggregate in it that comes before."""

    part: int = 0
    after: str = ""


def token_of(kind: str, parts: Sequence[Part[A]], number: int, aggregate: A) -> str:
    """Return the token of the page after an aggregate: it holds no names, and whoever asks otherwise can't use it."""
    part = parts[number]
    after = aggregate.id if part.order.by_name else part.order.place((), aggregate)
    return page_token(_asked(kind, parts), f"{number}{after}")


def position_of(token: str, kind: str, parts: Sequence[Part[A]]) -> Position:
    """Return where the page of a token begins; refuses PAGE_TOKEN_INVALID if it is not from this list with these filters."""
    text = after_token(token, _asked(kind, parts))
    if not text:
        return Position()
    if text[0] not in [str(number) for number in range(len(parts))]:
        refuse(PAGE_TOKEN_INVALID)
    return Position(int(text[0]), text[1:])


def _asked(kind: str, parts: Sequence[Part[Any]]) -> list[Any]:
    return [kind, *(_asked_part(part) for part in parts)]


def _asked_part(part: Part[Any]) -> list[Any]:
    bounds = [part.beginning, bool(part.since), bool(part.until)]
    return [part.index, dict(part.values), bounds, dict(part.rest), dict(part.few or {})]

"""Read the pages of lists: from mark to mark along an index, or of a few that were read at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar

from ..kernel.refusal import refuse
from ..refusals import PAGE_TOKEN_INVALID
from .lists import A, Asked, Page, Part, position_of, token_of
from .places import Entries, Inside, Reader
from .tokens import after_token, page_token

T = TypeVar("T")
MAX_PAGE = 200
DEFAULT_PAGE = 50


class Listing(Generic[A]):
    """The lists of a collection.

    `structure` makes of a document what is listed; `hidden` is what of a document is not read for that. `kind` keeps the tokens
    of collections apart. `stored` says where the places of its documents are (see `places`).
    """

    def __init__(
        self,
        kind: str,
        collection: Callable[[], Any],
        structure: Callable[[Mapping[str, Any]], A],
        hidden: Mapping[str, int],
        stored: type[Entries] | type[Inside] = Inside,
    ) -> None:
        self._kind, self._opened, self._structure, self._hidden = kind, collection, structure, hidden
        self._stored = stored

    def page(self, parts: Sequence[Part[A]], asked: Asked, shown: Callable[[A], bool] | None = None) -> Page[A]:
        """Return a page of a list's parts, one after the other, what was in an earlier part left out; the total if asked for.

        `shown` leaves out what no index can, and is for what leaves much: pages are full nevertheless. Refuses
        PAGE_TOKEN_INVALID. What is added meanwhile moves nothing that was shown or is still to be shown.
        """
        size = min(asked.size or DEFAULT_PAGE, MAX_PAGE)
        if asked.count and not asked.token and shown is None and len(parts) == 1 and parts[0].few is None:
            counted = self._first_counted(parts[0], size, asked)
            if counted is not None:
                return counted
        aggregates: list[A] = []
        token = ""
        for number, aggregate in self._in_order(parts, asked.token, size + 1):
            if shown is not None and not shown(aggregate):
                continue
            if len(aggregates) == size:
                break
            aggregates.append(aggregate)
            token = token_of(self._kind, parts, number, aggregate)
        else:
            token = ""
        total = None
        if asked.count:  # a list that the first page shows whole needs no other read
            whole = not token and not asked.token
            total = len(aggregates) if whole else self._count(parts, shown, asked.count_to)
        return Page.counted(aggregates, token, total, asked)

    def _first_counted(self, part: Part[A], size: int, asked: Asked) -> Page[A] | None:
        """Return the first page of a part with its total, by one way along the index; None if what it led to has moved since."""
        read_at_most = max(asked.count_to, size) + 1
        identifiers = list(dict.fromkeys(islice(self._counted(part, None, asked.count_to + 1), read_at_most)))
        wanted = identifiers[: size + 1]
        read = {aggregate.id: aggregate for aggregate in self._every({"_id": {"$in": wanted}})} if wanted else {}
        if not all(identifier in read and part.holds(read[identifier]) for identifier in wanted):
            return None
        aggregates = [read[identifier] for identifier in wanted[:size]]
        token = token_of(self._kind, [part], 0, aggregates[-1]) if len(wanted) > size else ""
        return Page.counted(aggregates, token, len(identifiers), asked)

    @property
    def _collection(self) -> Any:
        return self._opened()

    def _every(self, filters: Mapping[str, Any]) -> Iterator[A]:
        for document in self._collection.find(dict(filters), self._hidden):
            yield self._structure(document)

    def _in_order(self, parts: Sequence[Part[A]], token: str, about: int) -> Iterator[tuple[int, A]]:
        """Yield the number of the part and the aggregate, from where a token says on."""
        begin = position_of(token, self._kind, parts)
        for number, part in enumerate(parts[begin.part :], begin.part):
            after = self._after(part, begin.after) if begin.after and number == begin.part else ""
            for aggregate in self._read(part, after, about):
                # what a process of the release before wrote may have moved on from the place that is stored
                if part.holds(aggregate) and not any(earlier.holds(aggregate) for earlier in parts[:number]):
                    yield number, aggregate

    def _after(self, part: Part[A], after: str) -> str:
        """Return the place after which a page begins; refuses PAGE_TOKEN_INVALID if its aggregate isn't in the list any more."""
        if not part.order.by_name:
            return part.prefix + after
        last = next(self._every({"_id": after}), None)
        if last is None or not part.holds(last):
            refuse(PAGE_TOKEN_INVALID)
        return part.order.place(part.path, last)

    def _read(self, part: Part[A], after: str, about: int) -> Iterator[A]:
        if part.few is None:
            for document in Reader(self._stored(self._collection), part, after).documents(self._hidden, about):
                yield self._structure(document)
            return
        newest = part.order.newest_first
        few = [(part.order.place(part.path, aggregate), aggregate) for aggregate in self._every(part.few)]
        for place, aggregate in sorted(few, key=lambda pair: pair[0], reverse=newest):
            if not after or (place < after if newest else place > after):
                yield aggregate

    def _count(self, parts: Sequence[Part[A]], shown: Callable[[A], bool] | None, most: int) -> int:
        """Return how many aggregates the parts hold; counts no further than one more than `most`."""
        counted: set[str] = set()
        for part in parts:
            for identifier in self._counted(part, shown, most + 1):
                counted.add(identifier)
                if len(counted) > most:
                    return len(counted)
        return len(counted)

    def _counted(self, part: Part[A], shown: Callable[[A], bool] | None, about: int) -> Iterator[str]:
        """Yield the identifier of each aggregate of a part; reads no more of each than is needed, and about so many."""
        if part.few is None and shown is None:
            read = Reader(self._stored(self._collection), part)
            for document in read.documents({f"lists.{part.index}": 1}, about):
                yield document["_id"]
            return
        for aggregate in self._read(part, "", about):
            if part.holds(aggregate) and (shown is None or shown(aggregate)):
                yield aggregate.id


def page_of_few(items: Sequence[T], identify: Callable[[T], str], of: Any, asked: Asked) -> Page[T]:
    """Return a page of a few items that were read at once, in their order; `of` names the list and its filters.

    Refuses PAGE_TOKEN_INVALID if the token is of another list or other filters, or its item is not in the list any more.
    """
    size = min(asked.size or DEFAULT_PAGE, MAX_PAGE)
    first = 0
    last = after_token(asked.token, of)
    if last:
        identifiers = [identify(item) for item in items]
        if last not in identifiers:
            refuse(PAGE_TOKEN_INVALID)
        first = identifiers.index(last) + 1
    page = list(items[first : first + size])
    token = page_token(of, identify(page[-1])) if page and first + size < len(items) else ""
    return Page.counted(page, token, len(items) if asked.count else None, asked)

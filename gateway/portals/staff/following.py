"""Find the next case to decide, or the next sheet to score, in a list that somebody works through."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

# the current item and the next, as long as they are at the beginning of the list; then whole pages
_FEW, _MANY = 2, 100
ListPage = Callable[[str, int], Awaitable[tuple[Sequence[str], str]]]


async def item_after(list_page: ListPage, current: str) -> str:
    """Return the id after the current one; after the last, and if it is not listed, the first other; empty if there is none.

    So whoever leaves an item for later is led on through the list, and to what was left at its end. `list_page` returns the ids
    of a page, and the token of the next, for a token and a size.
    """
    first, is_passed = "", False
    ids, token = await list_page("", _FEW)
    while True:
        for listed in ids:
            if is_passed:
                return listed
            if listed == current:
                is_passed = True
            else:
                first = first or listed
        if not token:
            return first
        ids, token = await list_page(token, _MANY)

"""Lists as files: all pages of a list, up to the most lines that a file has (K3)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

import pytest
from dasai.common.v1 import page_pb2
from dasai.registration.v1 import organisations_pb2

from chassis.kernel.refusal import Refusal
from chassis.refusals import K3_EXPORT_TOO_LONG
from gateway.api.lists import MAX_EXPORTED, MAX_PAGE, every

Answer = organisations_pb2.ListCreditEntriesResponse


def pages_of(lines: int) -> Callable[[str], Awaitable[Answer]]:
    """Return a list of so many lines, a page for each token: the token is how many lines came before."""

    async def page(token: str) -> Answer:
        first = int(token or 0)
        last = min(first + MAX_PAGE, lines)
        entries = [organisations_pb2.CreditListEntry(uscc=str(number)) for number in range(first, last)]
        following = str(last) if last < lines else ""
        return Answer(entries=entries, page=page_pb2.PageResponse(next_page_token=following))

    return page


def rows_of(answer: Answer) -> Iterable[Sequence[str]]:
    return [(entry.uscc,) for entry in answer.entries]


@pytest.mark.parametrize("lines", [0, 1, MAX_PAGE, MAX_PAGE + 1, MAX_EXPORTED])
def test_k3_a_file_has_every_line_of_the_list_in_its_order(lines: int) -> None:
    """K3: of no page, of one, of many, and of as many lines as a file may have."""
    rows = asyncio.run(every(pages_of(lines), rows_of))
    assert rows == [(str(number),) for number in range(lines)]


def test_k3_a_longer_list_is_refused_with_the_limit() -> None:
    """K3: rather than cut off without a word."""
    with pytest.raises(Refusal) as caught:
        asyncio.run(every(pages_of(MAX_EXPORTED + 1), rows_of))
    assert caught.value.code is K3_EXPORT_TOO_LONG
    assert f"{MAX_EXPORTED:,}" in caught.value.zh or str(MAX_EXPORTED) in caught.value.zh

"""Pages of what services store of an account (K4)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from dasai.common.v1.page_pb2 import PageRequest

from chassis.actor import Actor
from chassis.kernel.refusal import Refusal
from chassis.personal_data import Record
from chassis.rpc.personal_data import page_of

HOLDER = Actor("holder", frozenset())


def texts(actor: Actor) -> Iterator[Record]:
    """Yield three hundred long texts of the account, as somebody may have written them."""
    for number in range(300):
        yield Record(kind="kept_text", values={"team_id": str(number), "text": "字" * 20_000})


def names(actor: Actor) -> Iterator[Record]:
    """Yield short records of the account."""
    for number in range(300):
        yield Record(kind="section", values={"team_id": str(number), "section": ""})


def test_k4_pages_of_large_records_fit_into_a_message_and_leave_none_out() -> None:
    """K4: every record is on one page, in order; a page is no larger than a message may be."""
    seen, token, largest = [], "", 0
    while True:
        page = page_of((texts, names), HOLDER, PageRequest(page_token=token, page_size=200))
        largest = max(largest, page.ByteSize())
        seen += [(record.kind, record.values["team_id"]) for record in page.records]
        token = page.page.next_page_token
        if not token:
            break
    assert seen == [(kind, str(number)) for kind in ("kept_text", "section") for number in range(300)]
    assert largest < 2 * 1024 * 1024


def test_k4_a_page_of_small_records_is_full() -> None:
    """K4: as many as are asked for; what is empty is left out."""
    page = page_of((names,), HOLDER, PageRequest(page_size=200))
    assert len(page.records) == 200
    assert dict(page.records[0].values) == {"team_id": "0"}
    rest = page_of((names,), HOLDER, PageRequest(page_token=page.page.next_page_token, page_size=200))
    assert (dict(rest.records[0].values), rest.page.next_page_token) == ({"team_id": "200"}, "")


def test_k4_a_token_of_another_account_or_other_subjects_is_refused() -> None:
    """K4: and so is a bare number: PAGE_TOKEN_INVALID."""
    token = page_of((names,), HOLDER, PageRequest(page_size=200)).page.next_page_token
    another = Actor("another", frozenset())
    for holder, sources, wrong in (
        (another, (names,), token),
        (HOLDER, (names, names), token),
        (HOLDER, (names,), "200"),
    ):
        with pytest.raises(Refusal) as refusal:
            page_of(sources, holder, PageRequest(page_token=wrong))
        assert refusal.value.code.name == "PAGE_TOKEN_INVALID"

"""Lists in an order, over a real database: pages, tokens and totals, also while items are added."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import mongoengine
import pytest
from pymongo.errors import DuplicateKeyError

from chassis.actor import Actor
from chassis.context import Context, handling
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import StaleVersion
from chassis.mongo.connection import connect
from chassis.mongo.document import AggregateDocument
from chassis.mongo.lists import Asked, Order, Part, moment
from chassis.mongo.places import FAN, Entries, entry_ids, level
from chassis.mongo.store import Repository
from chassis.settings import Settings
from cli.bench.bulk import bare, insert

NOON = datetime(2024, 6, 3, 4, tzinfo=UTC)


@dataclass(kw_only=True)
class Parcel(Aggregate):
    """Something to list."""

    name: str
    colour: str
    due_at: Instant | None = None


def _order(name: str, *, newest_first: bool = False) -> Order[Parcel]:
    return Order(
        name,
        key=lambda parcel: moment(parcel.due_at),
        filters={"colour": lambda parcel: parcel.colour},
        paths=((), ("colour",)),
        newest_first=newest_first,
    )


DUE, NEWEST = _order("due"), _order("newest", newest_first=True)
NAME: Order[Parcel] = Order("name", key=lambda parcel: parcel.name, by_name=True)
COLOUR: Order[Parcel] = Order("colour", key=lambda parcel: parcel.colour)
ORDERS = (DUE, NEWEST, NAME, COLOUR)


class ParcelDocument(AggregateDocument):
    """A parcel, by its identifier."""

    meta: Any = {"collection": "parcels"}


parcels: Repository[Parcel] = Repository(ParcelDocument, Parcel, {}, orders=ORDERS)


@pytest.fixture(autouse=True)
def _database(mongodb_url: str, database_prefix: str) -> Iterator[None]:
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    ParcelDocument._collection = None
    ParcelDocument.ensure_indexes()
    with handling(Context(actor=Actor("somebody"))):
        yield
    mongoengine.disconnect()


def _add(number: int) -> Parcel:
    due = NOON + timedelta(minutes=number // 3) if number % 10 else None
    parcel = Parcel(id=f"p{number:04}", name=f"名{number % 7}", colour="red" if number % 4 else "blue", due_at=due)
    parcels.add(parcel)
    return parcel


def _walk(part: Part[Parcel], size: int, more: Iterable[int] = ()) -> list[str]:
    listed, token, waiting = [], "", iter(more)
    while True:
        page = parcels.listed([part], Asked(token, size))
        assert len(page.aggregates) <= size
        listed += [parcel.id for parcel in page.aggregates]
        token = page.next_token
        if not token:
            return listed
        for number in islice(waiting, 1):
            _add(number)


def _expected(part: Part[Parcel], added: list[Parcel]) -> list[str]:
    held = [parcel for parcel in added if all(parcel.colour == value for value in part.values.values())]
    key = part.order.key
    return [p.id for p in sorted(held, key=lambda p: (key(p), p.id), reverse=part.order.newest_first)]


def test_every_order_lists_each_item_once_over_marks_of_both_levels() -> None:
    """In either direction, filtered or not, whatever the size of a page."""
    added = [_add(number) for number in range(450)]
    ranks = [level(parcel.id) for parcel in added]
    assert 0 < ranks.count(1) < 450 // FAN * 4
    for order in (DUE, NEWEST, NAME):
        for part in (Part(order), *([Part(order, {"colour": "blue"})] if order is not NAME else [])):
            for size in (7, 50, 200):
                assert _walk(part, size) == _expected(part, added), (order.name, size)


def test_what_is_added_meanwhile_moves_nothing() -> None:
    """Each item that was there is listed once."""
    before = [_add(number).id for number in range(0, 90, 2)]
    listed = _walk(Part(DUE), 7, range(1, 90, 2))
    assert len(listed) == len(set(listed))
    assert set(before) <= set(listed)


def test_a_token_of_another_list_or_filter_is_refused() -> None:
    """So is what is no token, or names an item that is gone from a list by name; no token holds a name."""
    for number in range(20):
        _add(number)
    token = parcels.listed([Part(DUE)], Asked("", 5)).next_token
    named = parcels.listed([Part(NAME, beginning="名3")], Asked("", 1)).next_token
    for part, wrong in (
        (Part(DUE, {"colour": "red"}), token),
        (Part(NEWEST), token),
        (Part(NAME), token),
        (Part(NAME), named),
        (Part(DUE), "no token"),
        (Part(DUE), token[:9]),
        (Part(DUE), "é"),
    ):
        with pytest.raises(Refusal) as refusal:
            parcels.listed([part], Asked(wrong, 5))
        assert refusal.value.code.name == "PAGE_TOKEN_INVALID"
    parcel = parcels.get(parcels.listed([Part(NAME, beginning="名3")], Asked("", 1)).aggregates[0].id)
    parcel.name = "别名"
    parcels.save(parcel)
    with pytest.raises(Refusal):
        parcels.listed([Part(NAME, beginning="名3")], Asked(named, 1))


def test_a_total_is_counted_if_it_is_asked_for_and_exact_to_1000() -> None:
    """Beyond, it is 1,000 and more; counting ends earlier if no more is wanted."""
    for number in range(30):
        _add(number)
    blue = Part(DUE, {"colour": "blue"})
    assert parcels.listed([blue], Asked("", 5)).total is None
    counted = parcels.listed([blue], Asked("", 5, count=True))
    assert (counted.total, counted.total_is_more) == (8, False)
    for most, total, more in ((7, 7, True), (8, 8, False)):
        counted = parcels.listed([blue], Asked("", 5, count=True, count_to=most))
        assert (counted.total, counted.total_is_more) == (total, more)
    for count, total, more in ((1_000, 1_000, False), (1_001, 1_000, True)):
        stored = ParcelDocument.collection().count_documents({})
        copies = [Parcel(id=f"q{number:04}", name="名", colour="red") for number in range(stored, count)]
        insert(ParcelDocument.collection(), [bare(copy, ORDERS) for copy in copies])
        counted = parcels.listed([Part(DUE)], Asked("", 5, count=True))
        assert (counted.total, counted.total_is_more) == (total, more)


def test_parts_follow_each_other_and_repeat_nothing() -> None:
    """An item that is in two parts is listed with the first; a total counts it once; bounds hold."""
    added = [_add(number) for number in range(40)]
    parts = [Part(NAME, beginning="名1"), Part(COLOUR, beginning="b")]
    wanted = {p.id for p in added if p.name == "名1" or p.colour == "blue"}
    listed, token = [], ""
    while True:
        page = parcels.listed(parts, Asked(token, 3, count=True))
        assert page.total == len(wanted)
        listed += [parcel.id for parcel in page.aggregates]
        token = page.next_token
        if not token:
            break
    assert (len(listed), set(listed)) == (len(wanted), wanted)
    early = parcels.listed([Part(DUE, until=moment(NOON + timedelta(minutes=2)))], Asked("", 50)).aggregates
    assert [parcel.id for parcel in early] == ["p0001", "p0002", "p0003", "p0004", "p0005"]


def test_what_few_have_is_listed_in_the_same_order_and_by_the_same_tokens() -> None:
    """And what an older process moved on is not shown in a list that it left."""
    added = [_add(number) for number in range(40)]
    part = Part(NEWEST, few={"state.colour": "blue"})
    blue = [parcel for parcel in added if parcel.colour == "blue"]
    assert _walk(part, 3) == [p.id for p in sorted(blue, key=lambda p: (moment(p.due_at), p.id), reverse=True)]
    ParcelDocument.collection().update_one({"_id": "p0004"}, {"$set": {"state.colour": "red"}})
    assert "p0004" not in _walk(Part(DUE, {"colour": "blue"}), 50)


def _entries() -> set[str]:
    return set(Entries(ParcelDocument.collection()).collection.distinct("_id"))


def test_entries_follow_what_is_saved_and_lists_that_nothing_moved_in_are_not_written() -> None:
    """An entry for each place, two of a mark; those of a place that was left are removed."""
    added = [_add(number) for number in range(90)]
    assert _entries() == {name for parcel in added for name in entry_ids(parcel.id, parcel.list_places)}
    parcel = parcels.get("p0004")
    before = _entries()
    parcels.save(parcel)
    assert _entries() == before
    parcel = parcels.get("p0004")
    left = {name: place for name, place in parcel.list_places.items() if "red" in place or "blue" in place}
    parcel.colour = "red" if parcel.colour == "blue" else "blue"
    parcels.save(parcel)
    assert before - _entries() == set(entry_ids(parcel.id, left))
    assert len(_entries()) == len(before)
    assert parcel.id in _walk(Part(DUE, {"colour": parcel.colour}), 50)


def test_an_entry_counts_only_if_the_document_names_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies after the entries or before it removes those that were left leaves too many, and no list shows them."""
    blue, red = Part(DUE, {"colour": "blue"}), Part(DUE, {"colour": "red"})
    _add(4)
    parcel = parcels.get("p0004")
    parcel.colour = "red"
    with monkeypatch.context() as dying:
        dying.setattr(Repository, "_update", _die)
        with pytest.raises(SystemExit):
            parcels.save(parcel)
    assert (_walk(blue, 5), _walk(red, 5)) == (["p0004"], [])
    assert parcels.listed([red], Asked("", 5, count=True)).total == 0
    parcel = parcels.get("p0004")
    parcel.colour = "red"
    with monkeypatch.context() as dying:
        dying.setattr(Entries, "remove_older", _die)
        with pytest.raises(SystemExit):
            parcels.save(parcel)
    assert (_walk(blue, 5), _walk(red, 5)) == ([], ["p0004"])
    assert parcels.listed([blue], Asked("", 5, count=True)).total == 0


def _die(*_: object) -> None:
    raise SystemExit


def test_entries_of_a_place_to_which_an_aggregate_came_back_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that removes what it left late removes nothing that was written since."""
    _add(4)
    late: list[tuple[Entries, list[str], int]] = []
    parcel = parcels.get("p0004")
    parcel.colour = "red"
    with monkeypatch.context() as slow:
        slow.setattr(Entries, "remove_older", lambda *asked: late.append(asked))
        parcels.save(parcel)
    parcel = parcels.get("p0004")
    parcel.colour = "blue"
    parcels.save(parcel)
    ((entries, ids, version),) = late
    entries.remove_older(ids, version)
    assert _walk(Part(DUE, {"colour": "blue"}), 5) == ["p0004"]


def test_entries_of_a_new_item_that_is_refused_are_taken_back() -> None:
    """Unless another attempt, which is not refused, has taken them over; what is added twice stays."""
    ParcelDocument.collection().create_index("state.name", name="one_of_a_name", unique=True)
    parcels.add(Parcel(id="p1", name="名", colour="red"))
    before = _entries()
    with pytest.raises(DuplicateKeyError):
        parcels.add(Parcel(id="p2", name="名", colour="blue"))
    assert _entries() == before
    with pytest.raises(StaleVersion):
        parcels.add(Parcel(id="p1", name="名", colour="red"))
    assert _entries() == before
    entries = Entries(ParcelDocument.collection())
    first = entries.add(["0due\x1fx"], 1)
    entries.add(["0due\x1fx"], 1)
    entries.take_back(["0due\x1fx"], first)
    assert _entries() == before | {"0due\x1fx"}

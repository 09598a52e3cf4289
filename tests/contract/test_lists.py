"""The document of lists says what the code does: no list without its declaration, and none without its indexes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chassis.mongo.document import AggregateDocument, StoredDocument
from chassis.mongo.lists import Order
from cli.lists import DECLARED, DOCUMENT, document, listing_operations
from services.accounts import catalogue as accounts
from services.publicity import catalogue as publicity
from services.registration import catalogue as registration
from services.review import catalogue as review
from services.scoring import catalogue as scoring

DOCUMENTS = (
    *accounts.DOCUMENTS,
    *registration.DOCUMENTS,
    *review.DOCUMENTS,
    *scoring.DOCUMENTS,
    *publicity.DOCUMENTS,
)


def _indexes_of(stored: type[StoredDocument]) -> set[str]:
    return {"_id", *(index["name"] for index in stored._meta["index_specs"] if "name" in index)}


def test_the_document_is_what_the_code_says() -> None:
    """`./dasai lists --write` makes it."""
    assert DOCUMENT.read_text(encoding="utf-8") == document()


def test_every_operation_that_answers_with_a_page_is_declared() -> None:
    """A new list without a row fails here, and so does a row whose list is gone."""
    assert {operation.name for operation in listing_operations()} == set(DECLARED)


def _names_of(orders: Iterable[Order[Any]]) -> set[str]:
    return {order.index(path) for order in orders for path in order.paths}


def _places_of(stored: type[StoredDocument]) -> set[str]:
    """Return the names of the lists in which documents have places: an aggregate's repository's, or those with indexes."""
    if issubclass(stored, AggregateDocument):
        return _names_of(stored.list_orders)
    names = {kind: {name for name in _indexes_of(stored) if name.startswith(kind)} for kind in ("list_", "mark_")}
    places, marks = ({name.removeprefix(kind) for name in names[kind]} for kind in names)
    assert places == marks
    return places


def test_each_list_has_the_indexes_that_it_names() -> None:
    """What has no order says why it is small, or how it is read."""
    for declared in DECLARED.values():
        if declared.document is not None:
            assert set(declared.indexes) <= _indexes_of(declared.document), declared.operation
        assert declared.orders or (declared.order and (declared.bounded or declared.words)), declared.operation


def test_each_document_with_places_is_declared_as_a_list() -> None:
    """And the other way round: no place is in a list that nobody declared."""
    declared: dict[type[StoredDocument], set[str]] = {stored: set() for stored in DOCUMENTS}
    for row in DECLARED.values():
        if row.document is not None:
            declared[row.document] |= _names_of(row.orders)
    assert {stored: _places_of(stored) for stored in DOCUMENTS} == declared

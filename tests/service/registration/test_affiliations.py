"""The organisations above and below others are found in a real database (rule B8)."""

from __future__ import annotations

from collections.abc import Iterator

import mongoengine
import pytest

from chassis.mongo.connection import connect
from chassis.settings import Settings
from services.registration.affiliations import store as affiliations_store
from services.registration.affiliations.model import Affiliations, RelationKind, Statement
from services.registration.affiliations.store import AffiliationsDocument
from tests.unit.services.registration import builders as a

HELD, MINORITY, SUBORDINATE = RelationKind.HELD, RelationKind.MINORITY, RelationKind.SUBORDINATE
WIDE = 70  # more than one query asks for


@pytest.fixture(autouse=True)
def register(mongodb_url: str, database_prefix: str) -> Iterator[None]:
    """Store two groups of companies below `one` and `two`, joined by relations that bar nobody."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    AffiliationsDocument._collection = None  # the class remembers the collection of the test before
    AffiliationsDocument.ensure_indexes()
    for group in ("one", "two"):
        relate(group, (f"{group}-top", HELD))
        for number in range(WIDE):
            relate(f"{group}-{number}", (group, HELD))
            relate(f"{group}-{number}-branch", (f"{group}-{number}", RelationKind.BRANCH))
    relate("both", ("one-3", MINORITY), ("two-3", HELD))
    relate("one-top", ("two-5-branch", MINORITY), ("ministry", SUBORDINATE))
    relate("two-top", ("one-5-branch", SUBORDINATE))
    yield
    mongoengine.disconnect()


def relate(lower: str, *uppers: tuple[str, RelationKind]) -> None:
    """Store what an organisation belongs to."""
    affiliations = Affiliations(id=lower)
    for upper, kind in uppers:
        assert affiliations.record(Statement(upper=upper, kind=kind, as_of=a.APPLIES, source="register"))
    affiliations_store.affiliations.save(affiliations)


def group(name: str) -> set[str]:
    """Return the head of a group and all organisations below it."""
    return {name} | {f"{name}-{number}{end}" for number in range(WIDE) for end in ("", "-branch")}


def test_b8_only_barring_relations_are_followed_down() -> None:
    """B8: all of a group are found, at any depth and width; minority stakes and subordinate institutions are not followed."""
    assert affiliations_store.below(frozenset({"one"})) == group("one")
    assert affiliations_store.below(frozenset({"one-top", "two"})) == group("one") | {"one-top"} | group("two") | {
        "both"
    }
    assert affiliations_store.below(frozenset({"ministry"})) == {"ministry"}


def test_b8_only_barring_relations_are_followed_up() -> None:
    """B8: all parents of many organisations are found, at any height; other relations are not followed."""
    assert affiliations_store.above(frozenset({"both"})) == {"both", "two-3", "two", "two-top"}
    assert affiliations_store.above(frozenset(group("one"))) == group("one") | {"one-top"}
    assert affiliations_store.above(frozenset()) == frozenset()

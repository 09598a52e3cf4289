"""One record a unified social credit code: on a real database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import mongoengine
import pytest

from chassis.mongo.attempts import attempt
from chassis.mongo.connection import connect
from chassis.settings import Settings
from services.registration.organisations import store as organisations_store
from services.registration.organisations.commands import introduce
from tests.unit.services.registration import builders as a


@pytest.fixture
def client(mongodb_url: str, database_prefix: str) -> Iterator[Any]:
    """Registration's database."""
    made = connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    organisations_store.OrganisationDocument._collection = None  # the class remembers the collection of the test before
    yield made[f"{database_prefix}_registration"]
    mongoengine.disconnect()


def test_b1_twenty_at_once_make_one_record(client: Any) -> None:
    """B1: one organisation record a code, however many teams bring it at the same moment."""
    organisation = a.entry().lead

    def one(_: int) -> None:
        attempt(lambda: introduce(organisation), until=1e12, repeatable=True)

    with ThreadPoolExecutor(20) as threads:
        assert list(threads.map(one, range(20))) == [None] * 20
    found = list(client["organisations"].find({"_id": organisation.uscc}))
    assert [(one["_id"], one["version"]) for one in found] == [(organisation.uscc, 1)]


def test_b1_two_names_at_once_are_both_kept(client: Any) -> None:
    """B1: ten teams bring one name and ten another: whichever is first, both are on the record, each once."""
    named = [replace(a.entry().lead, name=name) for name in ("合成甲企业", "合成乙企业")]

    def one(number: int) -> None:
        attempt(lambda: introduce(named[number % 2]), until=1e12, repeatable=True)

    with ThreadPoolExecutor(20) as threads:
        assert list(threads.map(one, range(20))) == [None] * 20
    record = organisations_store.organisations.look(named[0].uscc)
    assert record.organisation is not None
    stated = [one.name for one in (record.organisation, *record.also_stated)]
    assert sorted(stated) == ["合成乙企业", "合成甲企业"]
    assert (record.version, record.known_as) == (2, tuple(stated))

"""Organisations that many teams name at once are recorded once, in a real database (rule B1)."""

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
    """Yield registration's database."""
    connected = connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    organisations_store.OrganisationDocument._collection = None  # the class remembers the collection of the test before
    yield connected[f"{database_prefix}_registration"]
    mongoengine.disconnect()


def test_b1_twenty_teams_at_once_make_a_single_record(client: Any) -> None:
    """B1: a code has one record, however many teams name it at the same moment."""
    organisation = a.entry().lead

    def introduce_it(_: int) -> None:
        attempt(lambda: introduce(organisation), until=1e12, repeatable=True)

    with ThreadPoolExecutor(20) as threads:
        assert list(threads.map(introduce_it, range(20))) == [None] * 20
    documents = list(client["organisations"].find({"_id": organisation.uscc}))
    assert [document["version"] for document in documents] == [1]


def test_b1_two_names_given_at_once_are_both_kept(client: Any) -> None:
    """B1: ten teams state one name and ten another; whichever is first, the record has both, each once."""
    named = [replace(a.entry().lead, name=name) for name in ("合成甲企业", "合成乙企业")]

    def introduce_name(number: int) -> None:
        attempt(lambda: introduce(named[number % 2]), until=1e12, repeatable=True)

    with ThreadPoolExecutor(20) as threads:
        assert list(threads.map(introduce_name, range(20))) == [None] * 20
    record = organisations_store.organisations.look(named[0].uscc)
    assert record.organisation is not None
    names = [stated.name for stated in (record.organisation, *record.also_stated)]
    assert sorted(names) == ["合成乙企业", "合成甲企业"]
    assert record.version == 2
    assert record.known_as == tuple(names)

"""Stored schemes beside the events by which they were filed and published: altering either shows (A5, D5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import mongoengine
import pytest
from mongoengine.connection import get_db

from chassis.actor import Actor
from chassis.audit.comparison import Compared, compare
from chassis.context import Context, handling
from chassis.mongo.connection import connect
from chassis.settings import Settings
from services.registration.audited import AUDITED
from services.registration.divisions import store
from services.registration.divisions.model.division import Division
from tests.unit.services.registration import builders as a

pytestmark = pytest.mark.parts
SECRETARIAT = "secretariat"


@pytest.fixture(autouse=True)
def published(mongodb_url: str, database_prefix: str) -> Iterator[None]:
    """Store a division that published its scheme and a second version, and one that applied; events wait in outboxes."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    store.DivisionDocument._collection = None
    with handling(Context(actor=Actor(SECRETARIAT), causation_id="test")):
        for code in ("110000", "120000"):
            until = a.APPLIES + timedelta(days=1)
            store.divisions.add(Division.apply(code, a.scheme(), a.CATALOGUE, by="host", until=until, at=a.APPLIES))
        division = store.divisions.get("110000")
        division.approve(a.CATALOGUE, by=SECRETARIAT, at=a.APPLIES)
        division.publish(a.CATALOGUE, by="host", at=a.APPLIES)
        store.divisions.save(division)
        later = a.scheme(scoring_closes=a.scheme().scoring_closes + timedelta(days=1))
        division.file_version(later, a.CATALOGUE, "评审时间延长", by="host", at=a.APPLIES)
        division.approve(a.CATALOGUE, by=SECRETARIAT, at=a.APPLIES)
        division.publish(a.CATALOGUE, by="host", at=a.APPLIES)
        store.divisions.save(division)
        division.run_clock(a.OPENS)
        store.divisions.save(division)
    yield
    mongoengine.disconnect()


def differences() -> list[str]:
    """Return what the comparison finds, without the values."""
    return [str(difference) for difference in compare(get_db(), AUDITED).differences]


def test_a5_d5_schemes_that_nobody_altered_equal_their_events() -> None:
    """A5, D5: two approvals of versions, and the scheme of each division, also once registration has opened."""
    assert compare(get_db(), AUDITED) == Compared(decisions=4)


@pytest.mark.parametrize(
    ("code", "change", "expected"),
    [
        ("110000", {"$set": {"state.scheme.rubric.0.weight": "0.9"}}, "scheme_version, scheme"),
        ("110000", {"$set": {"state.scheme.scoring_closes": a.APPLIES}}, "scheme_version, scheme"),
        ("110000", {"$pop": {"state.scheme.organising_bodies": 1}}, "scheme_version, scheme"),
        ("110000", {"$set": {"state.scheme_version": 1}}, "scheme_version, scheme"),
        ("120000", {"$set": {"state.scheme.rubric.0.name": "别的"}}, "scheme_version, scheme"),
    ],
    ids=str,
)
def test_a5_d5_an_altered_scheme_shows(code: str, change: dict[str, Any], expected: str) -> None:
    """A5, D5: weights, dates, organisers and the version of the one in force; what was filed and not published yet too."""
    get_db()["divisions"].update_one({"_id": code}, change)
    assert differences() == [f"divisions {code}: {expected}"]

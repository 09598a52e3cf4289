"""The stored teams of `./dasai bench registration` are complete: whatever grows in the contest grows there too."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import mongoengine
import pytest
from dasai.registration.v1 import submissions_pb2

from chassis.actor import Actor
from chassis.context import Context, handling
from chassis.edition.current import edition
from chassis.mongo.connection import connect
from chassis.mongo.lists import Asked
from chassis.objects import objects
from chassis.settings import Settings, settings
from cli.bench.stored import Wanted, load, stored_id
from cli.demo.invariants import DUE, Databases
from services.registration.divisions import store as divisions_store
from services.registration.editions.settings import requirements
from services.registration.materials import store as materials_store
from services.registration.submissions import queries as submissions_queries
from services.registration.submissions import requests as submissions_requests
from services.registration.submissions.commands import submit_project
from services.registration.teams import store as teams_store
from services.registration.teams.adapters import signing
from services.registration.teams.store.draft_texts import past_text, read_texts
from tests.unit.services.registration import builders as a

pytestmark = pytest.mark.parts
MEMBER = Actor("account")
CACHES = (settings, objects, signing.receipt_signer, signing.public_keys)


@pytest.fixture(autouse=True)
def ready(mongodb_url: str, database_prefix: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Yield an empty database with one division, and an empty storage."""
    key = base64.b64encode(b"k" * 32).decode()
    keys = {"current": "k1", "keys": {"k1": {"encrypt": key, "match": key}}}
    monkeypatch.setenv("DASAI_RECEIPT_KEY", key)
    monkeypatch.setenv("DASAI_OBJECTS_URL", f"file://{tmp_path / 'objects'}")
    monkeypatch.setenv("DASAI_IDENTITY_KEYS", json.dumps(keys))
    for cache in CACHES:
        cache.cache_clear()
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    for document in teams_store.DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    divisions_store.divisions.add(a.division())
    yield
    monkeypatch.undo()
    for cache in CACHES:
        cache.cache_clear()
    mongoengine.disconnect()


def stored(first: int, count: int, *accounts: str, improved: bool = False) -> None:
    """Load these teams into the database."""
    division = a.division().id
    load(
        Wanted(
            first=first, count=count, seed=9, division=division, at=a.WHILE_OPEN, accounts=accounts, improved=improved
        )
    )


def submit(index: int, revision: int) -> int:
    """Submit a stored team; return the submission's number."""
    key = f"{index}/{revision}"
    with handling(Context(actor=MEMBER, idempotency_key=key, request_hash="1", causation_id=key)):
        command = submissions_requests.SubmitProject(team_id=stored_id(index), draft_revision=revision)
        return submit_project(command, MEMBER, a.WHILE_OPEN).submission_number


def test_every_stored_team_has_its_material_and_its_draft_s_texts() -> None:
    """Submitted ones as well as those to be submitted; nothing that registration keeps a team by stays small."""
    stored(0, 2)
    stored(2, 1, "account")
    stored(3, 1, "account", improved=True)
    kinds = len(edition().evidence.required)
    counts = {name: store_of.count_documents({}) for name, store_of in _collections().items()}
    sections, improved = len(edition().sections), len(edition().iteration.main_sections)
    texts = 4 * sections + improved
    expected = {"teams": 4, "submissions": 3, "draft_texts": texts, "materials": 4 * kinds}
    assert counts == expected
    assert teams_store.teams.listed(teams_store.listed_parts(), Asked(count=True)).total == 4
    for index in range(4):
        team = read_texts(teams_store.teams.look(stored_id(index)))
        assert team.missing(requirements()) == ()
        for section in team.draft.sections:
            assert past_text(team.id, section.id, section.revision) == section.text


def test_c8_c10_stored_teams_are_submitted_and_submitted_again() -> None:
    """C8, C10: one not submitted yet, and an improved version that is read beside the first and is still the same project."""
    stored(0, 1, "account")
    stored(1, 1, "account", improved=True)
    saved = 1 + len(edition().evidence.required)
    assert (submit(0, saved), submit(1, saved + 1)) == (1, 2)
    asked = submissions_pb2.CompareVersionsRequest(team_id=stored_id(1), left=1, right=2)
    share = Decimal(submissions_queries.compare_versions(asked, MEMBER).main_content_share)
    assert 0 < share < requirements().iteration.review_above


def test_asking_whether_events_wait_reads_no_stored_team(mongodb_url: str, database_prefix: str) -> None:
    """Between two readings the bench asks this: a look through all that is stored would be measured with them."""
    databases = Databases(mongodb_url, database_prefix)
    stored(0, 1, "account")
    assert (databases.due(), databases.unpublished()) == (False, 0)
    submit(0, 1)
    assert (databases.due(), databases.unpublished()) == (True, 1)
    databases.close()
    plan = str(teams_store.TeamDocument._get_collection().find(DUE).explain())
    assert ("IXSCAN" in plan, "COLLSCAN" in plan) == (True, False)


def _collections() -> dict[str, mongoengine.Document]:
    kinds = {
        kind._get_collection_name(): kind._get_collection()
        for kind in (*teams_store.DOCUMENTS, *materials_store.DOCUMENTS)
    }
    return {name: kinds[name] for name in ("teams", "submissions", "draft_texts", "materials")}

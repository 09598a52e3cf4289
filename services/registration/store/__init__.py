"""Registration's documents and indexes."""

from __future__ import annotations

from typing import Any

from bson import Binary
from mongoengine import BinaryField
from pymongo.errors import DuplicateKeyError

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument, PlainDocument
from chassis.mongo.store import Repository

from .. import wire
from ..model import rules
from ..model.division import Division
from ..model.organisation import CreditHead, CreditList, OrganisationRecord
from ..model.team import Team
from .activities import ActivityDocument, SignUpDocument
from .affiliations import AffiliationsDocument
from .affiliations import affiliations as affiliations
from .affiliations import uppers as uppers
from .drafts import DraftTextsDocument, KeptTextDocument
from .materials import MaterialDocument, UploadDocument


class DivisionDocument(AggregateDocument):
    """By the unit's code."""

    meta: Any = {"collection": "divisions", "indexes": [{"fields": ["state.due_at"], "name": "due", "sparse": True}]}


class OrganisationDocument(AggregateDocument):
    """By unified social credit code: one record a code (rule B1)."""

    meta: Any = {"collection": "organisations"}


class CreditHeadDocument(AggregateDocument):
    """By the name of the list: as of when it is known whole (rule B3)."""

    meta: Any = {"collection": "credit_heads"}


class TeamDocument(AggregateDocument):
    """The unique indexes are what keeps a person in one team (B5) and a project registered once (B7), at any concurrency."""

    meta: Any = {
        "collection": "teams",
        "indexes": [
            {"fields": ["state.held_persons"], "name": "person_in_one_team", "unique": True, "sparse": True},
            {"fields": ["state.held_names"], "name": "project_registered_once", "unique": True, "sparse": True},
            {"fields": ["state.division_code"], "name": "division"},
            {"fields": ["state.account_ids"], "name": "accounts"},
            {"fields": ["state.supplement_due"], "name": "supplement_due", "sparse": True},
            {"fields": ["state.receipts.number"], "name": "receipt", "unique": True, "sparse": True},
        ],
    }


class SubmissionDocument(PlainDocument):
    """What was submitted, by its digest and never changed: written before the submission that points to it (rule C7)."""

    meta: Any = {"collection": "submissions", "auto_create_index": False}
    content = BinaryField()


class SchemeDocument(PlainDocument):
    """A scheme as it was filed, by its digest and never changed: written before the filing that points to it (rule A5)."""

    meta: Any = {"collection": "schemes", "auto_create_index": False}
    content = BinaryField()


DOCUMENTS = (
    ActivityDocument,
    SignUpDocument,
    DivisionDocument,
    SchemeDocument,
    OrganisationDocument,
    CreditHeadDocument,
    AffiliationsDocument,
    TeamDocument,
    SubmissionDocument,
    DraftTextsDocument,
    KeptTextDocument,
    UploadDocument,
    MaterialDocument,
)

divisions = Repository(DivisionDocument, Division, wire.EVENTS)
organisations = Repository(OrganisationDocument, OrganisationRecord, wire.EVENTS)
credit_lists = Repository(CreditHeadDocument, CreditHead, wire.EVENTS)
teams = Repository(
    TeamDocument,
    Team,
    wire.EVENTS,
    on_duplicate={
        "person_in_one_team": rules.B5_REPRESENTATIVE_IN_ANOTHER_TEAM,
        "project_registered_once": rules.B7_REGISTERED_ELSEWHERE,
    },
)


def keep_submission(digest: str, content: bytes) -> None:
    """Keep what was submitted under its digest; the same again is nothing new."""
    try:
        SubmissionDocument._get_collection().insert_one({"_id": digest, "content": Binary(content)})
    except DuplicateKeyError:
        return


def submission_content(digest: str) -> bytes | None:
    """What was submitted under this digest."""
    found = SubmissionDocument._get_collection().find_one({"_id": digest})
    return bytes(found["content"]) if found else None


def keep_scheme(digest: str, content: bytes) -> None:
    """Keep a scheme under its digest; the same again is nothing new."""
    try:
        SchemeDocument._get_collection().insert_one({"_id": digest, "content": Binary(content)})
    except DuplicateKeyError:
        return


def scheme_content(digest: str) -> bytes | None:
    """The scheme of this digest."""
    found = SchemeDocument._get_collection().find_one({"_id": digest})
    return bytes(found["content"]) if found else None


def credit_heads() -> dict[CreditList, Instant]:
    """As of when each credit list is known whole; those that never were are left out (rule B3)."""
    return {CreditList(head.id): head.as_of for head in credit_lists.every()}


def organisers(division_code: str) -> frozenset[str]:
    """Codes of the division's organising bodies by the scheme in force, read without the rest of it (rule B8)."""
    fields = {"state.scheme.organising_bodies.uscc": 1}
    found = DivisionDocument._get_collection().find_one({"_id": division_code}, fields)
    scheme = found["state"].get("scheme", {}) if found else {}
    return frozenset(body["uscc"] for body in scheme.get("organising_bodies", ()))


def deadlines(division_code: str) -> tuple[Instant, Instant] | None:
    """When registration and submission close by the scheme in force, read without the rest of it."""
    fields = {"state.scheme.registration_closes": 1, "state.scheme.submission_closes": 1}
    found = DivisionDocument._get_collection().find_one({"_id": division_code}, fields)
    scheme = found["state"]["scheme"] if found else None
    return (scheme["registration_closes"], scheme["submission_closes"]) if scheme else None

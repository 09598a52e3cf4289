"""Registration's documents and indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bson import Binary
from mongoengine import BinaryField

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.store import Repository

from .. import wire
from ..model import rules
from ..model.division import Division
from ..model.organisation import CreditHead, CreditImport, CreditList, OrganisationRecord
from ..model.team import Team, TeamState
from .activities import ActivityDocument, SignUpDocument
from .affiliations import AffiliationsDocument
from .affiliations import above as above
from .affiliations import affiliations as affiliations
from .affiliations import below as below
from .affiliations import uppers as uppers
from .drafts import DraftTextDocument, KeptTextDocument
from .editions import EditionVersionDocument
from .materials import MaterialDocument, RemovalDocument, ReservationsDocument, UploadDocument
from .submissions import SubmissionDocument as SubmissionDocument
from .submissions import handed_in as handed_in
from .submissions import keep_submission as keep_submission
from .submissions import submission_content as submission_content
from .submissions import submitted_files as submitted_files
from .word_lists import WordListContentDocument, WordListDocument
from .word_lists import keep_words as keep_words
from .word_lists import word_lists as word_lists
from .word_lists import words_in_force as words_in_force

_PART = 500  # codes asked for at once


class DivisionDocument(AggregateDocument):
    """By the unit's code."""

    meta: Any = {"collection": "divisions", "indexes": [{"fields": ["state.due_at"], "name": "due", "sparse": True}]}


class OrganisationDocument(AggregateDocument):
    """By unified social credit code: one record a code (rule B1)."""

    meta: Any = {
        "collection": "organisations",
        "indexes": [{"fields": ["state.known_as"], "name": "known_as", "sparse": True}],
    }


class CreditHeadDocument(AggregateDocument):
    """By the name of the list: as of when it is known whole (rule B3)."""

    meta: Any = {"collection": "credit_heads"}


class CreditImportDocument(AggregateDocument):
    """By list and date: what is open of its parts (rule B3)."""

    meta: Any = {"collection": "credit_imports"}


class TeamDocument(AggregateDocument):
    """The unique indexes are what keeps a person in one team (B5) and a project registered once (B7), at any concurrency."""

    meta: Any = {
        "collection": "teams",
        "indexes": [
            {"fields": ["state.held_persons"], "name": "person_in_one_team", "unique": True, "sparse": True},
            {"fields": ["state.held_names"], "name": "project_registered_once", "unique": True, "sparse": True},
            {"fields": ["state.division_code"], "name": "division"},
            {"fields": ["state.account_ids"], "name": "accounts"},
            {"fields": ["state.lead.uscc"], "name": "lead"},
            {"fields": ["state.co_organisations.uscc"], "name": "co_organisations", "sparse": True},
            {"fields": ["state.findings.subject"], "name": "findings", "sparse": True},
            {"fields": ["state.supplement_due"], "name": "supplement_due", "sparse": True},
            {"fields": ["state.receipts.number"], "name": "receipt", "unique": True, "sparse": True},
        ],
    }


class SchemeDocument(PlainDocument):
    """A scheme as it was filed, by its digest and never changed: written before the filing that points to it (rule A5)."""

    meta: Any = {"collection": "schemes", "auto_create_index": False}
    content = BinaryField()


DOCUMENTS = (
    EditionVersionDocument,
    ActivityDocument,
    SignUpDocument,
    DivisionDocument,
    SchemeDocument,
    OrganisationDocument,
    CreditHeadDocument,
    CreditImportDocument,
    AffiliationsDocument,
    TeamDocument,
    SubmissionDocument,
    DraftTextDocument,
    KeptTextDocument,
    UploadDocument,
    MaterialDocument,
    ReservationsDocument,
    RemovalDocument,
    WordListDocument,
    WordListContentDocument,
)

divisions = Repository(DivisionDocument, Division, wire.EVENTS)
organisations = Repository(OrganisationDocument, OrganisationRecord, wire.EVENTS)
credit_lists = Repository(CreditHeadDocument, CreditHead, wire.EVENTS)
credit_imports = Repository(CreditImportDocument, CreditImport, wire.EVENTS)
teams = Repository(
    TeamDocument,
    Team,
    wire.EVENTS,
    on_duplicate={
        "person_in_one_team": rules.B5_REPRESENTATIVE_IN_ANOTHER_TEAM,
        "project_registered_once": rules.B7_REGISTERED_ELSEWHERE,
    },
)


def teams_of(*codes: str) -> list[str]:
    """Ids of the teams that these organisations stand in, whatever their state."""
    fields = ("state.lead.uscc", "state.co_organisations.uscc")
    parts = (list(codes[first : first + _PART]) for first in range(0, len(codes), _PART))
    return sorted({one["_id"] for part in parts for field in fields for one in _ids({field: {"$in": part}})})


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A team that holds some of what another asks for: persons and names by their keys (rules B5, B7)."""

    team_id: str
    team_name: str
    account_ids: frozenset[str]
    held: frozenset[str]


def holders(team: Team) -> list[Holder]:
    """The other teams that hold any of this one's persons or names now."""
    fields = {f"state.{name}": 1 for name in ("team_name", "account_ids", "held_persons", "held_names")}
    found: dict[str, Holder] = {}
    for name in ("held_persons", "held_names"):
        wanted = {f"state.{name}": {"$in": list(getattr(team, name))}}
        for one in TeamDocument._get_collection().find(wanted, fields):
            state = one["state"]
            found[one["_id"]] = Holder(
                team_id=one["_id"],
                team_name=state["team_name"],
                account_ids=frozenset(state["account_ids"]),
                held=frozenset(state.get("held_persons", ())) | frozenset(state.get("held_names", ())),
            )
    return [holder for identifier, holder in found.items() if identifier != team.id]


def team_ids() -> list[str]:
    """All of them."""
    return sorted(one["_id"] for one in _ids({}))


def live_names() -> Iterator[tuple[str, tuple[str, str], bool]]:
    """Id, team and project name of each live team, and whether a human is told anything of them."""
    fields = {"state.team_name": 1, "state.project_name": 1, "state.name_findings": 1, "state.state": 1}
    for one in TeamDocument._get_collection().find({}, fields):
        state = one["state"]
        if state["state"] in (TeamState.REGISTERED.value, TeamState.SUBMITTED.value):
            yield one["_id"], (state["team_name"], state["project_name"]), bool(state.get("name_findings"))


def teams_found_on(credit_list: CreditList) -> list[str]:
    """Ids of the teams with a finding by that list."""
    return sorted(one["_id"] for one in _ids({"state.findings.subject": credit_list.value}))


def teams_found_against(division_code: str, codes: Iterable[str]) -> list[str]:
    """Ids of the division's teams with a finding by one of these codes, lifted or not."""
    found = _ids({"state.division_code": division_code, "state.findings.code": {"$in": sorted(codes)}})
    return sorted(one["_id"] for one in found)


def teams_closing_before(division_code: str, registration_closes: Instant, submission_closes: Instant) -> list[str]:
    """Ids of the division's teams that were told an earlier deadline than one of these."""
    fields = {"state.registration_closes": 1, "state.submission_closes": 1}
    # told apart here: with $or the embedded server reads the whole collection
    found = TeamDocument._get_collection().find({"state.division_code": division_code}, fields)
    return sorted(
        one["_id"]
        for one in found
        if one["state"]["registration_closes"] < registration_closes
        or one["state"]["submission_closes"] < submission_closes
    )


def _ids(filters: dict[str, Any]) -> list[dict[str, Any]]:
    return list(TeamDocument._get_collection().find(filters, {"_id": 1}))


def keep_scheme(digest: str, content: bytes) -> None:
    """Keep a scheme under its digest; the same again is nothing new."""
    insert_once(SchemeDocument, digest, content=Binary(content))


def scheme_content(digest: str) -> bytes | None:
    """The scheme of this digest."""
    found = SchemeDocument._get_collection().find_one({"_id": digest})
    return bytes(found["content"]) if found else None


def credit_heads() -> dict[CreditList, Instant]:
    """As of when each credit list is known whole; those that never were are left out (rule B3)."""
    return {CreditList(head.id): head.as_of for head in credit_lists.every()}


def organisations_called(beginning: str, size: int) -> list[OrganisationRecord]:
    """Up to `size` organisations one of whose names begins so, by name (rule B3)."""
    return _begin_so("state.known_as", beginning, size)


def organisations_coded(beginning: str, size: int) -> list[OrganisationRecord]:
    """Up to `size` organisations whose code begins so, by code (rule B1)."""
    return _begin_so("_id", beginning, size)


def _begin_so(field: str, beginning: str, size: int) -> list[OrganisationRecord]:
    # a range with two ends in the order of its index: as quick on a million as on a thousand
    span = {"$gte": beginning, "$lt": beginning + "\uffff"}
    cursor = OrganisationDocument._get_collection().find({field: span}).sort(field, 1).limit(size)
    return [organisations._structure(document) for document in cursor]


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

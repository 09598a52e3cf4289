"""Teams and their submissions: documents, indexes, and what is asked of many teams at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bson import Binary
from dasai.registration.v1 import submissions_pb2
from google.protobuf.message import Message
from mongoengine import BinaryField, BooleanField, LongField

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.later import Later
from chassis.mongo.lists import Order, Part, moment
from chassis.mongo.store import Repository
from chassis.text.beginnings import beginning_form

from ...organisations.model import CreditList
from ...shared.receipts import Receipt
from .. import rules, wire
from ..model.claims import ClaimState, NameClaim
from ..model.entry import SealedRepresentative
from ..model.names import Names, names_of
from ..model.team import Team, TeamState
from .draft_texts import DraftTextDocument, forget_old_texts, store_texts

_CODES_AT_ONCE = 500
_ACTIVE = (TeamState.REGISTERED.value, TeamState.SUBMITTED.value)


_FILTERS: dict[str, Callable[[Team], str]] = {
    "division": lambda team: team.division_code,
    "state": lambda team: team.state.value,
    "review": lambda team: team.reviews.state.value if team.reviews.state else "",
}
NEWEST: Order[Team] = Order(
    "newest",
    key=lambda team: moment(team.registered_at),
    filters=_FILTERS,
    paths=((), ("state",), ("review",), ("division",), ("division", "state"), ("division", "review")),
    newest_first=True,
)
BY_TEAM_NAME: Order[Team] = Order(
    "team_name",
    key=lambda team: beginning_form(team.team_name),
    filters=_FILTERS,
    paths=((), ("division",)),
    by_name=True,
)
BY_PROJECT_NAME: Order[Team] = Order(
    "project_name",
    key=lambda team: beginning_form(team.project_name),
    filters=_FILTERS,
    paths=((), ("division",)),
    by_name=True,
)
ORDERS = (NEWEST, BY_TEAM_NAME, BY_PROJECT_NAME)


class TeamDocument(AggregateDocument):
    """Teams by id; the unique indexes keep a person in one team (B5) and a project registered once (B7), at any concurrency."""

    meta: Any = {
        "collection": "teams",
        "indexes": [
            {"fields": ["state.held_persons"], "name": "person_in_one_team", "unique": True, "sparse": True},
            {"fields": ["state.held_names"], "name": "project_registered_once", "unique": True, "sparse": True},
            {"fields": ["state.division_code"], "name": "division"},
            {"fields": ["state.members.each.account_id"], "name": "accounts"},
            {"fields": ["state.composition.lead.uscc"], "name": "lead"},
            {"fields": ["state.composition.co_organisations.uscc"], "name": "co_organisations", "sparse": True},
            {"fields": ["state.findings.each.subject"], "name": "findings", "sparse": True},
            {"fields": ["state.supplements.next_due"], "name": "supplement_due", "sparse": True},
            {"fields": ["state.representatives.name_keys"], "name": "person_names", "sparse": True},
            {"fields": ["state.receipts.number"], "name": "receipt", "unique": True, "sparse": True},
            {"fields": ["name_keys_due"], "name": "name_keys_due", "sparse": True},
        ],
    }
    # of a team of a release before, whose people have no keys of their names yet (m0003)
    name_keys_due = BooleanField()


class TeamChangesDocument(PlainDocument):
    """How often the teams of a division changed, by its code; a draft that is written is no such change."""

    meta: Any = {"collection": "team_changes", "auto_create_index": False}
    changes = LongField(required=True)


def note_change(division_code: str) -> None:
    """Note that a team of the division changed; whoever counts them counts anew. What is never noted a recount finds."""
    _changes.add(division_code)


def _note(division_codes: list[str]) -> None:
    for code, changes in Counter(division_codes).items():
        TeamChangesDocument.collection().update_one({"_id": code}, {"$inc": {"changes": changes}}, upsert=True)


_changes = Later(_note)


def changes_noted() -> dict[str, int]:
    """Return how often the teams of each division changed."""
    return {document["_id"]: document["changes"] for document in TeamChangesDocument.collection().find({})}


class TeamRepository(Repository[Team]):
    """Teams; the texts of a draft are documents of their own, stored before the team that names them."""

    def save(self, aggregate: Team, *, answer: Message | None = None) -> None:
        """Store the draft's new texts, then the team as any aggregate (see Repository.save), then note what may be counted."""
        written = [section for section in aggregate.draft.sections if section.unsaved]
        happened, places = bool(aggregate.raised), aggregate.list_places
        if written:
            store_texts(aggregate.id, written)
        super().save(aggregate, answer=answer)
        if written:
            aggregate.draft = aggregate.draft.stored()
            forget_old_texts(aggregate.id, written)
        if happened or aggregate.list_places != places:
            note_change(aggregate.division_code)


teams = TeamRepository(
    TeamDocument,
    Team,
    wire.EVENTS,
    on_duplicate={
        "person_in_one_team": rules.B5_REPRESENTATIVE_IN_ANOTHER_TEAM,
        "project_registered_once": rules.B7_REGISTERED_ELSEWHERE,
    },
    orders=ORDERS,
)


def listed_parts(
    *, division: str = "", state: str = "", review: str = "", track: str = "", beginning: str = "", account_id: str = ""
) -> list[Part[Team]]:
    """Return the parts of a list of teams: the newest first, or by name those whose team's or project's name begins so."""
    if account_id:
        kept = {"members.each.account_id": account_id, "division_code": division, "state": state, "track": track}
        kept |= {"reviews.state": review}
        few = {f"state.{name}": value for name, value in kept.items() if value}
        if not beginning:
            return [Part(NEWEST, few=few)]
        names = beginning_form(beginning)
        return [Part(order, beginning=names, few=few) for order in (BY_TEAM_NAME, BY_PROJECT_NAME)]
    values = {"division": division} if division else {}
    rest = {"state.track": track} if track else {}
    if beginning:
        rest |= {f"state.{name}": value for name, value in (("state", state), ("reviews.state", review)) if value}
        names = beginning_form(beginning)
        return [Part(order, values, beginning=names, rest=rest) for order in (BY_TEAM_NAME, BY_PROJECT_NAME)]
    if review:
        values["review"] = review
        rest |= {"state.state": state} if state else {}
    elif state:
        values["state"] = state
    return [Part(NEWEST, values, rest=rest)]


NEWEST_CLAIMS: Order[NameClaim] = Order(
    "newest",
    key=lambda claim: moment(claim.filed_at),
    filters={"division": lambda claim: claim.division_code, "state": lambda claim: claim.state.value},
    paths=((), ("state",), ("division",), ("division", "state")),
    newest_first=True,
)


class NameClaimDocument(AggregateDocument):
    """Claims to names that another team holds, by the two teams."""

    meta: Any = {
        "collection": "name_claims",
        "indexes": [
            {"fields": ["state.claimant_id"], "name": "claimant"},
            {"fields": ["state.holder_id"], "name": "holder"},
            {"fields": ["state.division_code"], "name": "division"},
        ],
    }


claims = Repository(NameClaimDocument, NameClaim, wire.EVENTS, orders=(NEWEST_CLAIMS,))


def claims_of(team: Team) -> list[NameClaim]:
    """Return the claims that a team made and those against it, by id."""
    # whoever claims a name says why, and the team keeps that: without a reason it never made a claim
    sides = ("claimant_id", "holder_id") if team.contest_reason else ("holder_id",)
    by_id = {claim.id: claim for side in sides for claim in claims.every({f"state.{side}": team.id})}
    return [by_id[identifier] for identifier in sorted(by_id)]


def open_claims_of(team: Team) -> list[NameClaim]:
    """Return the undecided claims that a team made and those against it."""
    return [claim for claim in claims_of(team) if claim.state is ClaimState.OPEN]


@dataclass(frozen=True, kw_only=True)
class Namesake:
    """A person of another team who has the name and organisation of one of this team's, by another document (rule B5)."""

    team_id: str
    division_code: str
    person: SealedRepresentative


def namesakes(team: Team) -> list[Namesake]:
    """Return for each of a team's people those in other active teams of the same name and organisation (rule B5).

    `person` is this team's.
    """
    keys = {key: person for person in team.representatives for key in person.name_keys}
    if not keys:
        return []
    fields = {"state.representatives.name_keys": 1, "state.division_code": 1, "state.state": 1}
    wanted = {"state.representatives.name_keys": {"$in": sorted(keys)}}
    pairs: dict[tuple[str, str], Namesake] = {}
    for document in TeamDocument._get_collection().find(wanted, fields):
        state = document["state"]
        if document["_id"] == team.id or state["state"] not in _ACTIVE:
            continue
        for other in state["representatives"]:
            for key in other.get("name_keys", ()):
                if key in keys:
                    person = keys[key]
                    pair = Namesake(team_id=document["_id"], division_code=state["division_code"], person=person)
                    pairs[document["_id"], person.match_key] = pair
    return [pairs[place] for place in sorted(pairs)]


def team_ids_of(account_id: str) -> list[str]:
    """Return the ids of the teams that an account acts for."""
    return _ids({"state.members.each.account_id": account_id})


def own_teams(account_id: str) -> list[Team]:
    """Return the teams that an account acts for, by identifier, for reading only."""
    return sorted(teams.every({"state.members.each.account_id": account_id}), key=lambda team: team.id)


def teams_with_subjects(subjects: Iterable[str]) -> list[str]:
    """Return the ids of the teams with a finding of one of these subjects; asks for nothing if there is none."""
    wanted = sorted(subjects)
    return _ids({"state.findings.each.subject": {"$in": wanted}}) if wanted else []


def teams_of(*codes: str) -> list[str]:
    """Return the ids of the teams that these organisations are in, whatever their state."""
    fields = ("state.composition.lead.uscc", "state.composition.co_organisations.uscc")
    parts = [list(codes[first : first + _CODES_AT_ONCE]) for first in range(0, len(codes), _CODES_AT_ONCE)]
    return sorted({team_id for part in parts for field in fields for team_id in _ids({field: {"$in": part}})})


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A team that holds persons or names that another team asks for, by their keys (rules B5, B7)."""

    team_id: str
    team_name: str
    account_ids: frozenset[str]
    held: frozenset[str]


def holders(team: Team) -> list[Holder]:
    """Return the other teams that hold any of this team's persons or names."""
    fields = {f"state.{name}": 1 for name in ("team_name", "members.each.account_id", "held_persons", "held_names")}
    by_id: dict[str, Holder] = {}
    for name in ("held_persons", "held_names"):
        wanted = {f"state.{name}": {"$in": list(getattr(team, name))}}
        for document in TeamDocument._get_collection().find(wanted, fields):
            state = document["state"]
            by_id[document["_id"]] = Holder(
                team_id=document["_id"],
                team_name=state["team_name"],
                account_ids=frozenset(member["account_id"] for member in state["members"]["each"]),
                held=frozenset(state.get("held_persons", ())) | frozenset(state.get("held_names", ())),
            )
    return [holder for team_id, holder in by_id.items() if team_id != team.id]


@dataclass(frozen=True, kw_only=True)
class Project:
    """The project of an active team, by its name (rule B7)."""

    team_id: str
    division_code: str
    project_name: str


def projects_of(codes: Iterable[str]) -> list[Project]:
    """Return the projects of the active teams that these organisations are in, those that did not consent included."""
    fields = {"state.division_code": 1, "state.project_name": 1, "state.state": 1}
    by_id: dict[str, Project] = {}
    wanted = sorted(codes)
    for field in ("state.composition.lead.uscc", "state.composition.co_organisations.uscc"):
        for document in TeamDocument._get_collection().find({field: {"$in": wanted}}, fields):
            state = document["state"]
            if state["state"] in _ACTIVE:
                by_id[document["_id"]] = Project(
                    team_id=document["_id"],
                    division_code=state["division_code"],
                    project_name=state["project_name"],
                )
    return list(by_id.values())


def teams_without_name_keys() -> list[str]:
    """Return the ids of the teams whose people have no keys of their names yet (rule B5)."""
    return _ids({"name_keys_due": True})


def have_name_keys(team_id: str) -> None:
    """Note that the people of a team have the keys of their names (rule B5)."""
    TeamDocument._get_collection().update_one({"_id": team_id}, {"$unset": {"name_keys_due": ""}})


def team_ids() -> list[str]:
    """Return the ids of all teams."""
    return _ids({})


def team_ids_in(division_code: str) -> list[str]:
    """Return the ids of the division's teams, whatever their state."""
    return _ids({"state.division_code": division_code})


def live_names() -> Iterator[tuple[str, Names, bool]]:
    """Yield each active team: its id, its names and its organisations', and True if there are findings of them."""
    shown = (
        "team_name",
        "project_name",
        "composition.lead.name",
        "composition.co_organisations.name",
        "findings.names",
        "state",
    )
    fields = {f"state.{name}": 1 for name in shown}
    for document in TeamDocument._get_collection().find({}, fields):
        state = document["state"]
        if state["state"] in _ACTIVE:
            yield (
                document["_id"],
                names_of(
                    state["team_name"],
                    state["project_name"],
                    state["composition"]["lead"]["name"],
                    [partner["name"] for partner in state["composition"].get("co_organisations", ())],
                ),
                bool(state.get("findings", {}).get("names")),
            )


def teams_found_on(credit_list: CreditList) -> list[str]:
    """Return the ids of the teams with a finding from that list."""
    return _ids({"state.findings.each.subject": credit_list.value})


def teams_found_against(division_code: str, codes: Iterable[str]) -> list[str]:
    """Return the ids of the division's teams with a finding of one of these codes, lifted or not."""
    return _ids({"state.division_code": division_code, "state.findings.each.code": {"$in": sorted(codes)}})


def teams_closing_before(division_code: str, registration_closes: Instant, submission_closes: Instant) -> list[str]:
    """Return the ids of the division's teams that have an earlier deadline than one of these."""
    fields = {"state.registration_closes": 1, "state.submission_closes": 1}
    # compared here: with $or the embedded server reads the whole collection
    documents = TeamDocument._get_collection().find({"state.division_code": division_code}, fields)
    return sorted(
        document["_id"]
        for document in documents
        if document["state"]["registration_closes"] < registration_closes
        or document["state"]["submission_closes"] < submission_closes
    )


def _ids(filters: dict[str, Any]) -> list[str]:
    return sorted(document["_id"] for document in TeamDocument._get_collection().find(filters, {"_id": 1}))


class SubmissionDocument(PlainDocument):
    """The content of a submission by its digest, never changed: written before the team that names it (rule C7)."""

    meta: Any = {"collection": "submissions", "auto_create_index": False}
    content = BinaryField()


def keep_submission(digest: str, content: bytes) -> None:
    """Store what was submitted under its digest; the same content again changes nothing."""
    insert_once(SubmissionDocument, digest, content=Binary(content))


def submission_content(digest: str) -> bytes | None:
    """Return what was submitted under this digest, None if there is nothing."""
    document = SubmissionDocument._get_collection().find_one({"_id": digest})
    return bytes(document["content"]) if document else None


def submitted_files(receipt: Receipt) -> dict[str, str] | None:
    """Return the names of a submission's files by SHA-256, None if its content can't be found."""
    content = submission_content(receipt.digest)
    if content is None:
        return None
    return {piece.sha256: piece.file_name for piece in submissions_pb2.Submission.FromString(content).evidence}


def handed_in(team: Team, versions: Iterable[Receipt]) -> dict[str, str]:
    """Return the names, by SHA-256, of the files that a team submitted in these versions or answered with (rules C10, C11)."""
    names = {piece.sha256: piece.file_name for request in team.supplements.requests for piece in request.evidence}
    for receipt in versions:
        names |= submitted_files(receipt) or {}
    return names


DOCUMENTS = (TeamDocument, TeamChangesDocument, NameClaimDocument, DraftTextDocument, SubmissionDocument)

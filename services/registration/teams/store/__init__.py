"""Teams and their submissions: documents, indexes, and what is asked of many teams at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bson import Binary
from dasai.registration.v1 import submissions_pb2
from google.protobuf.message import Message
from mongoengine import BinaryField

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.store import Repository

from ...organisations.model import CreditList
from ...shared.receipts import Receipt
from .. import rules, wire
from ..model.team import Team, TeamState
from .draft_texts import DraftTextDocument, forget_old_texts, store_texts

_PART = 500  # codes asked for at once


class TeamDocument(AggregateDocument):
    """The unique indexes are what keeps a person in one team (B5) and a project registered once (B7), at any concurrency."""

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
            {"fields": ["state.receipts.number"], "name": "receipt", "unique": True, "sparse": True},
        ],
    }


class TeamRepository(Repository[Team]):
    """Teams; the texts of a draft are documents of their own, stored before the team that names them."""

    def save(self, aggregate: Team, *, answer: Message | None = None) -> None:
        """Store the draft's new texts, then the team as any aggregate (see Repository.save)."""
        written = [section for section in aggregate.draft.sections if section.unsaved]
        store_texts(aggregate)
        super().save(aggregate, answer=answer)
        aggregate.draft = aggregate.draft.stored()
        forget_old_texts(aggregate.id, written)


teams = TeamRepository(
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
    fields = ("state.composition.lead.uscc", "state.composition.co_organisations.uscc")
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
    fields = {f"state.{name}": 1 for name in ("team_name", "members.each.account_id", "held_persons", "held_names")}
    found: dict[str, Holder] = {}
    for name in ("held_persons", "held_names"):
        wanted = {f"state.{name}": {"$in": list(getattr(team, name))}}
        for one in TeamDocument._get_collection().find(wanted, fields):
            state = one["state"]
            found[one["_id"]] = Holder(
                team_id=one["_id"],
                team_name=state["team_name"],
                account_ids=frozenset(member["account_id"] for member in state["members"]["each"]),
                held=frozenset(state.get("held_persons", ())) | frozenset(state.get("held_names", ())),
            )
    return [holder for identifier, holder in found.items() if identifier != team.id]


def team_ids() -> list[str]:
    """All of them."""
    return sorted(one["_id"] for one in _ids({}))


def live_names() -> Iterator[tuple[str, tuple[str, str], bool]]:
    """Id, team and project name of each live team, and whether a human is told anything of them."""
    fields = {"state.team_name": 1, "state.project_name": 1, "state.findings.names": 1, "state.state": 1}
    for one in TeamDocument._get_collection().find({}, fields):
        state = one["state"]
        if state["state"] in (TeamState.REGISTERED.value, TeamState.SUBMITTED.value):
            yield one["_id"], (state["team_name"], state["project_name"]), bool(state.get("findings", {}).get("names"))


def teams_found_on(credit_list: CreditList) -> list[str]:
    """Ids of the teams with a finding by that list."""
    return sorted(one["_id"] for one in _ids({"state.findings.each.subject": credit_list.value}))


def teams_found_against(division_code: str, codes: Iterable[str]) -> list[str]:
    """Ids of the division's teams with a finding by one of these codes, lifted or not."""
    found = _ids({"state.division_code": division_code, "state.findings.each.code": {"$in": sorted(codes)}})
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


class SubmissionDocument(PlainDocument):
    """What was submitted, by its digest and never changed: written before the submission that points to it (rule C7)."""

    meta: Any = {"collection": "submissions", "auto_create_index": False}
    content = BinaryField()


def keep_submission(digest: str, content: bytes) -> None:
    """Keep what was submitted under its digest; the same again is nothing new."""
    insert_once(SubmissionDocument, digest, content=Binary(content))


def submission_content(digest: str) -> bytes | None:
    """What was submitted under this digest."""
    found = SubmissionDocument._get_collection().find_one({"_id": digest})
    return bytes(found["content"]) if found else None


def submitted_files(receipt: Receipt) -> dict[str, str] | None:
    """Names of the files of a submission by SHA-256; None where its content can't be found."""
    content = submission_content(receipt.digest)
    if content is None:
        return None
    return {piece.sha256: piece.file_name for piece in submissions_pb2.Submission.FromString(content).evidence}


def handed_in(team: Team, versions: Iterable[Receipt]) -> dict[str, str]:
    """Names by SHA-256 of the files that a team submitted in these versions, or answered with (rules C10, C11)."""
    found = {piece.sha256: piece.file_name for request in team.supplements.requests for piece in request.evidence}
    for receipt in versions:
        found |= submitted_files(receipt) or {}
    return found


DOCUMENTS = (TeamDocument, DraftTextDocument, SubmissionDocument)

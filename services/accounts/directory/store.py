"""Store who is concerned and what is due: accounts' own read model, so that messages go out while other services are down.

Events come twice and in any order. `version` is that of the aggregate whose event was last taken: an older one changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from mongoengine import BooleanField, DateTimeField, IntField, ListField, LongField, StringField

from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.mongo.document import PlainDocument, insert_once

from .model import KnownCase, KnownDivision, KnownTask, KnownTeam


class KnownTeamDocument(PlainDocument):
    """By the team's identifier. `composed` is the version of its organisations, `moved` that of its coming or leaving."""

    division = StringField(required=True)
    team_name = StringField()
    project_name = StringField()
    account_ids = ListField(StringField())
    accounts_changed = IntField(required=True)
    composed = LongField(required=True)
    moved = LongField()
    consents_missing = IntField()
    submitted = IntField()
    left = BooleanField()
    disqualified = BooleanField()
    supplement_number = IntField()
    supplement_submission = IntField()
    supplement_due = DateTimeField()
    supplement_reminded = StringField()
    public_in = ListField(StringField())

    meta: Any = {
        "collection": "known_teams",
        "indexes": [
            {"fields": ["division"], "name": "division"},
            {"fields": ["supplement_due"], "name": "supplement_due", "sparse": True},
        ],
    }


class KnownDivisionDocument(PlainDocument):
    """By the division's code."""

    scheme_version = IntField(required=True)
    submission_closes = DateTimeField(required=True)
    scoring_closes = DateTimeField()

    meta: Any = {"collection": "known_divisions"}


class KnownCaseDocument(PlainDocument):
    """By the case's identifier; `due_at` is there while a reviewer has it and nobody was reminded that it is overdue.

    `reviewer_id` stays when the case is decided. `assigned` is the version that told of it, `version` that of `due_at`.
    """

    division = StringField(required=True)
    reviewer_id = StringField()
    assigned = LongField()
    due_at = DateTimeField()
    version = LongField(required=True)

    meta: Any = {
        "collection": "known_cases",
        "indexes": [{"fields": ["due_at"], "name": "due_at", "sparse": True}],
    }


class KnownTaskDocument(PlainDocument):
    """By round and account."""

    round_id = StringField(required=True)
    account_id = StringField(required=True)
    division = StringField()
    projects = ListField(StringField())
    scored = ListField(StringField())
    version = LongField(required=True)

    meta: Any = {
        "collection": "known_tasks",
        "indexes": [
            {"fields": ["round_id"], "name": "round"},
            {"fields": ["division"], "name": "division", "sparse": True},
        ],
    }


class KnownRecusalDocument(PlainDocument):
    """By panel, account and team: the expert does not score that project."""

    panel_id = StringField(required=True)
    account_id = StringField(required=True)
    team_id = StringField(required=True)

    meta: Any = {"collection": "known_recusals", "indexes": [{"fields": ["panel_id"], "name": "panel"}]}


class KnownListDocument(PlainDocument):
    """A list that was public, by its name: `finalists`, `winners`."""

    meta: Any = {"collection": "known_lists"}


DOCUMENTS = (
    KnownTeamDocument,
    KnownDivisionDocument,
    KnownCaseDocument,
    KnownTaskDocument,
    KnownRecusalDocument,
    KnownListDocument,
)
_TEAM_FIELDS = dict.fromkeys(
    (
        "division",
        "team_name",
        "project_name",
        "account_ids",
        "consents_missing",
        "left",
        "disqualified",
        "public_in",
    ),
    1,
)


def record_team(team: KnownTeam, accounts_changed: int, composed: int | None) -> None:
    """Keep a team, its accounts, and its names and missing consents as of version `composed`, each unless a newer one is known.

    `composed` is None if the event says nothing of names and consents that could be newer than what is known.
    """
    accounts = sorted(team.account_ids)
    composition = {
        "team_name": team.team_name,
        "project_name": team.project_name,
        "consents_missing": team.consents_missing,
        "composed": composed or 0,
    }
    values = {
        "division": team.division,
        "account_ids": accounts,
        "accounts_changed": accounts_changed,
        **composition,
    }
    if insert_once(KnownTeamDocument, team.id, **values):
        return
    newer = {"_id": team.id, "accounts_changed": {"$lt": accounts_changed}}
    _teams().update_one(newer, {"$set": {"account_ids": accounts, "accounts_changed": accounts_changed}})
    if composed is not None:
        _teams().update_one({"_id": team.id, "composed": {"$lt": composed}}, {"$set": composition})


def record_registration(team_id: str, version: int) -> None:
    """Keep that a team takes part, unless it left since."""
    _teams().update_one({"_id": team_id, **_not_moved_since(version)}, {"$set": {"left": False, "moved": version}})


def record_withdrawal(team_id: str, version: int) -> None:
    """Keep that a team left, unless it came back since."""
    _teams().update_one(
        {"_id": team_id, **_not_moved_since(version)},
        {"$set": {"left": True, "moved": version}, "$unset": {"supplement_due": ""}},
    )


def _not_moved_since(version: int) -> dict[str, Any]:
    return {"$or": [{"moved": None}, {"moved": {"$lt": version}}]}


def record_disqualification(team_id: str) -> None:
    """Keep that a team is out for good."""
    _teams().update_one({"_id": team_id}, {"$set": {"disqualified": True}, "$unset": {"supplement_due": ""}})


def record_submission(team_id: str, number: int) -> None:
    """Keep that a team submitted this version; requests about an older one need no answer."""
    _teams().update_one({"_id": team_id}, {"$max": {"submitted": number}})
    older = {"_id": team_id, "supplement_submission": {"$lt": number}}
    _teams().update_one(older, {"$unset": {"supplement_due": ""}})


def record_supplement(team_id: str, number: int, submission_number: int, due_at: Instant) -> None:
    """Keep when a request for material is due, unless a newer request, or a version that came after it, is known."""
    newest = {"$or": [{"supplement_number": None}, {"supplement_number": {"$lt": number}}]}
    change = {
        "supplement_number": number,
        "supplement_submission": submission_number,
        "supplement_due": due_at,
    }
    _teams().update_one({"_id": team_id, **newest}, {"$set": change})
    later = {"_id": team_id, "supplement_number": number, "submitted": {"$gt": submission_number}}
    _teams().update_one(later, {"$unset": {"supplement_due": ""}})


def end_supplement(team_id: str, number: int) -> None:
    """Keep that a request for material needs no answer any more, also if the request itself comes later."""
    known = {"$or": [{"supplement_number": None}, {"supplement_number": {"$lte": number}}]}
    _teams().update_one(
        {"_id": team_id, **known}, {"$set": {"supplement_number": number}, "$unset": {"supplement_due": ""}}
    )


def record_deadlines(
    division: str, scheme_version: int, submission_closes: Instant, scoring_closes: Instant | None
) -> None:
    """Keep the times of a division's scheme, unless those of a newer version are known."""
    values = {
        "scheme_version": scheme_version,
        "submission_closes": submission_closes,
        "scoring_closes": scoring_closes,
    }
    if not insert_once(KnownDivisionDocument, division, **values):
        KnownDivisionDocument.collection().update_one(
            {"_id": division, "scheme_version": {"$lt": scheme_version}}, {"$set": values}
        )


def record_case(case_id: str, division: str, reviewer_id: str, due_at: Instant | None, version: int) -> None:
    """Keep who has a case and when it is due, each unless something newer is known of it."""
    insert_once(KnownCaseDocument, case_id, division=division, version=0)
    newest = {"$or": [{"assigned": None}, {"assigned": {"$lt": version}}]}
    KnownCaseDocument.collection().update_one(
        {"_id": case_id, **newest}, {"$set": {"reviewer_id": reviewer_id, "assigned": version}}
    )
    _record_due(case_id, due_at, version)


def record_case_decided(case_id: str, division: str, version: int) -> None:
    """Keep that a case is not due any more, unless something newer is known of it."""
    insert_once(KnownCaseDocument, case_id, division=division, version=0)
    _record_due(case_id, None, version)


def _record_due(case_id: str, due_at: Instant | None, version: int) -> None:
    change: dict[str, Any] = {"$set": {"version": version}}
    if due_at is None:
        change["$unset"] = {"due_at": ""}
    else:
        change["$set"]["due_at"] = due_at
    KnownCaseDocument.collection().update_one({"_id": case_id, "version": {"$lt": version}}, change)


def record_assignments(round_id: str, division: str, projects: Mapping[str, tuple[str, ...]], version: int) -> None:
    """Keep what the experts of a round have to score, unless something newer is known."""
    tasks = KnownTaskDocument.collection()
    for account_id, teams in projects.items():
        _make_task(round_id, account_id)
        tasks.update_one(
            {"_id": _task_id(round_id, account_id), "version": {"$lt": version}},
            {"$set": {"division": division, "projects": sorted(teams), "version": version}},
        )
    tasks.update_many(
        {"round_id": round_id, "version": {"$lt": version}}, {"$set": {"projects": [], "version": version}}
    )


def record_scored(round_id: str, account_id: str, team_id: str) -> None:
    """Keep that an expert submitted a sheet, also if its assignment comes later."""
    _make_task(round_id, account_id)
    KnownTaskDocument.collection().update_one(
        {"_id": _task_id(round_id, account_id)}, {"$addToSet": {"scored": team_id}}
    )


def record_recusal(panel_id: str, account_id: str, team_id: str) -> None:
    """Keep that an expert does not score a project, also if its assignment comes later."""
    insert_once(
        KnownRecusalDocument,
        derived_id("recusal", panel_id, account_id, team_id),
        panel_id=panel_id,
        account_id=account_id,
        team_id=team_id,
    )


def record_public(team_ids: Sequence[str], listed: str) -> None:
    """Keep that a list was public with these teams on it."""
    insert_once(KnownListDocument, listed)
    _teams().update_many({"_id": {"$in": list(team_ids)}}, {"$addToSet": {"public_in": listed}})


def is_public(listed: str) -> bool:
    """Return True if a list was public, whoever was on it."""
    return KnownListDocument.collection().find_one({"_id": listed}) is not None


def team(team_id: str) -> KnownTeam | None:
    """Return a team, or None."""
    stored = _teams().find_one({"_id": team_id}, _TEAM_FIELDS | {"supplement_due": 1})
    return _team(stored) if stored else None


def teams_after(division: str, cursor: str, *, size: int, unsubmitted: bool = False) -> list[KnownTeam]:
    """Return the next teams of a division that take part, by identifier; only those that never submitted, if asked."""
    wanted: dict[str, Any] = {"division": division, "_id": {"$gt": cursor, "$lt": "\uffff"}}
    found = []
    with _teams().find(wanted, _TEAM_FIELDS | {"submitted": 1}).sort("_id", 1) as stored:
        for document in stored:
            team = _team(document)
            if not team.is_out and not (unsubmitted and document.get("submitted")):
                found.append(team)
                if len(found) == size:
                    break
    return found


def teams_with_supplement_due(since: Instant, until: Instant) -> Iterator[KnownTeam]:
    """Yield the teams that take part and whose material is due after one instant and not after the other."""
    due = {"supplement_due": {"$gt": since, "$lte": until}}
    for document in _teams().find(due, _TEAM_FIELDS | {"supplement_due": 1, "supplement_reminded": 1}):
        team = _team(document)
        if not team.is_out:
            yield team


def note_supplement_reminded(team: KnownTeam, reminded: str) -> None:
    """Note what the accounts of a team were reminded of."""
    _teams().update_one(
        {"_id": team.id, "supplement_due": team.supplement_due}, {"$set": {"supplement_reminded": reminded}}
    )


def division(code: str) -> KnownDivision | None:
    """Return a division whose scheme is published, or None."""
    stored = KnownDivisionDocument.collection().find_one({"_id": code})
    return _division(stored) if stored else None


def divisions() -> list[KnownDivision]:
    """Return all divisions whose schemes are published."""
    return [_division(stored) for stored in KnownDivisionDocument.collection().find({})]


def reviewer_of(case_id: str) -> str:
    """Return the account that has a case, or an empty text."""
    stored = KnownCaseDocument.collection().find_one({"_id": case_id}, {"reviewer_id": 1})
    return str(stored.get("reviewer_id", "")) if stored else ""


def overdue_cases(at: Instant, size: int) -> list[KnownCase]:
    """Return some of the cases that are overdue and of which nobody was reminded."""
    overdue = []
    with KnownCaseDocument.collection().find({"due_at": {"$lt": at}}) as stored:
        for document in stored:
            overdue.append(
                KnownCase(
                    id=document["_id"],
                    division=document["division"],
                    reviewer_id=document.get("reviewer_id", ""),
                    due_at=document["due_at"],
                )
            )
            if len(overdue) == size:
                break
    return overdue


def note_reminded(case: KnownCase) -> None:
    """Note that those concerned were reminded of an overdue case."""
    KnownCaseDocument.collection().update_one({"_id": case.id, "due_at": case.due_at}, {"$unset": {"due_at": ""}})


def tasks_of(division: str) -> Iterator[KnownTask]:
    """Yield what the experts of a division have to score, but projects that are out or from which they stepped back."""
    panel = KnownRecusalDocument.collection().find({"panel_id": f"division-{division}"})
    recused = {(stored["account_id"], stored["team_id"]) for stored in panel}
    for stored in KnownTaskDocument.collection().find({"division": division}):
        account_id, scored = stored["account_id"], frozenset(stored.get("scored", ()))
        left = {team for team in stored.get("projects", ()) if (account_id, team) not in recused} - scored
        yield KnownTask(
            id=stored["_id"],
            account_id=account_id,
            division=stored["division"],
            projects=frozenset(left - _out_of(left)) | scored,
            scored=scored,
        )


def _out_of(team_ids: Collection[str]) -> set[str]:
    """Return those of these teams that withdrew or were disqualified."""
    if not team_ids:
        return set()
    stored = _teams().find({"_id": {"$in": sorted(team_ids)}}, {"left": 1, "disqualified": 1})
    return {document["_id"] for document in stored if document.get("left") or document.get("disqualified")}


def _teams() -> Any:
    return KnownTeamDocument.collection()


def _task_id(round_id: str, account_id: str) -> str:
    return derived_id("scoring task", round_id, account_id)


def _make_task(round_id: str, account_id: str) -> None:
    insert_once(KnownTaskDocument, _task_id(round_id, account_id), round_id=round_id, account_id=account_id, version=0)


def _team(stored: Mapping[str, Any]) -> KnownTeam:
    return KnownTeam(
        id=stored["_id"],
        division=stored["division"],
        team_name=stored.get("team_name", ""),
        project_name=stored.get("project_name", ""),
        account_ids=tuple(stored.get("account_ids", ())),
        consents_missing=stored.get("consents_missing", 0),
        is_out=bool(stored.get("left") or stored.get("disqualified")),
        public_in=frozenset(stored.get("public_in", ())),
        supplement_due=stored.get("supplement_due"),
        supplement_reminded=stored.get("supplement_reminded", ""),
    )


def _division(stored: Mapping[str, Any]) -> KnownDivision:
    return KnownDivision(
        id=stored["_id"],
        submission_closes=stored["submission_closes"],
        scoring_closes=stored.get("scoring_closes"),
    )

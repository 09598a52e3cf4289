"""Publicity's documents and indexes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from bson import Binary
from mongoengine import BinaryField, DateTimeField, StringField

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.store import Repository
from chassis.sealing import Sealed

from . import wire
from .model.award import Award, TeamStanding
from .model.awards import AwardList
from .model.notice import Notice, Objection
from .model.report import Report


class NoticeDocument(AggregateDocument):
    """By an identifier derived from what it announces, so that nothing is announced twice."""

    meta: Any = {
        "collection": "notices",
        "indexes": [
            {"fields": ["state.next_due"], "name": "due", "sparse": True},
            {"fields": ["state.opens_at"], "name": "opens"},
        ],
    }


class ReportDocument(AggregateDocument):
    """Without the reporter."""

    meta: Any = {
        "collection": "reports",
        "indexes": [
            {"fields": ["state.team_id"], "name": "team"},
            {"fields": ["state.notice_id"], "name": "notice", "sparse": True},
            {"fields": ["state.tracking_code"], "name": "tracking_code", "unique": True, "sparse": True},
        ],
    }


class AwardListDocument(AggregateDocument):
    """By the edition."""

    meta: Any = {"collection": "award_lists"}


class AwardDocument(AggregateDocument):
    """By list, prize and recipient."""

    meta: Any = {
        "collection": "awards",
        "indexes": [
            {"fields": ["state.list_id"], "name": "list"},
            {"fields": ["state.recipient_id"], "name": "recipient"},
            {"fields": ["state.verification_code"], "name": "verification_code", "unique": True, "sparse": True},
        ],
    }


class StandingDocument(AggregateDocument):
    """By the team."""

    meta: Any = {"collection": "standings"}


class ReporterDocument(PlainDocument):
    """Who reported, by the report, sealed for it: apart from all else (rule H2)."""

    meta: Any = {"collection": "reporters", "auto_create_index": False}
    key_id = StringField(required=True)
    nonce = BinaryField(required=True)
    ciphertext = BinaryField(required=True)


class ReporterAccessDocument(PlainDocument):
    """Who read which reporter's identity, when and why; only ever appended (rule K4)."""

    meta: Any = {
        "collection": "reporter_accesses",
        "auto_create_index": False,
        "indexes": [{"fields": ["report_id"], "name": "report"}],
    }
    report_id = StringField(required=True)
    account_id = StringField(required=True)
    at = DateTimeField(required=True)
    purpose = StringField(required=True)


DOCUMENTS = (
    NoticeDocument,
    ReportDocument,
    AwardListDocument,
    AwardDocument,
    StandingDocument,
    ReporterDocument,
    ReporterAccessDocument,
)

notices = Repository(NoticeDocument, Notice, wire.EVENTS)
reports = Repository(ReportDocument, Report, wire.EVENTS)
award_lists = Repository(AwardListDocument, AwardList, wire.EVENTS)
awards = Repository(AwardDocument, Award, wire.EVENTS)
standings = Repository(StandingDocument, TeamStanding, wire.EVENTS)


def keep_reporter(report_id: str, sealed: Sealed) -> None:
    """Keep a sealed reporter; of a command repeated the first stays, since its report points to it."""
    insert_once(
        ReporterDocument,
        report_id,
        key_id=sealed.key_id,
        nonce=Binary(sealed.nonce),
        ciphertext=Binary(sealed.ciphertext),
    )


def sealed_reporter(report_id: str) -> Sealed | None:
    """The sealed reporter of a report."""
    found = ReporterDocument._get_collection().find_one({"_id": report_id})
    return Sealed(found["key_id"], bytes(found["nonce"]), bytes(found["ciphertext"])) if found else None


def record_access(access_id: str, report_id: str, account_id: str, at: Instant, purpose: str) -> None:
    """Append that someone reads a reporter's identity."""
    ReporterAccessDocument._get_collection().insert_one(
        {"_id": access_id, "report_id": report_id, "account_id": account_id, "at": at, "purpose": purpose}
    )


def due_notices(at: Instant, since: datetime) -> list[Notice]:
    """Notices for which the clock has something to do."""
    return list(notices.every({"state.next_due": {"$gte": since, "$lte": at}}))


def objections(notice_id: str, team_ids: Collection[str]) -> tuple[Objection, ...]:
    """Every report about a notice or a team that it lists."""
    found = {report.id: report for report in reports.every({"state.notice_id": notice_id})}
    found |= {report.id: report for report in reports.every({"state.team_id": {"$in": sorted(team_ids)}})}
    return tuple(report.objection for report in found.values())


def report_tracked(tracking_code: str) -> Report | None:
    """The report of a tracking code."""
    return next(reports.every({"state.tracking_code": tracking_code}), None)


def award_verified(verification_code: str) -> Award | None:
    """The award of a certificate's verification code."""
    return next(awards.every({"state.verification_code": verification_code}), None)


def award_ids_of(recipient_id: str) -> list[str]:
    """Awards of a team."""
    return sorted(award.id for award in awards.every({"state.recipient_id": recipient_id}))


def fallen(team_ids: Collection[str]) -> frozenset[str]:
    """Those of the teams that lost their place."""
    return frozenset(one.id for one in standings.every({"_id": {"$in": sorted(team_ids)}}) if one.falls)

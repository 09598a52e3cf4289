"""Documents and indexes of reports, of sealed reporters and of who read them."""

from __future__ import annotations

from typing import Any

from bson import Binary
from mongoengine import BinaryField, DateTimeField, StringField

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.store import Repository
from chassis.sealing import Sealed

from ..notices.model.notice import Notice, Objection
from . import wire
from .model.report import Report


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


class ReporterDocument(PlainDocument):
    """The reporter of a report, sealed for it and stored apart from all else (rule H2)."""

    meta: Any = {"collection": "reporters"}
    key_id = StringField(required=True)
    nonce = BinaryField(required=True)
    ciphertext = BinaryField(required=True)


class ReporterAccessDocument(PlainDocument):
    """Who read which reporter's identity, when and why; only ever appended (rule K4)."""

    meta: Any = {"collection": "reporter_accesses", "indexes": [{"fields": ["report_id"], "name": "report"}]}
    report_id = StringField(required=True)
    account_id = StringField(required=True)
    read_at = DateTimeField(required=True)
    purpose = StringField(required=True)


DOCUMENTS = (ReportDocument, ReporterDocument, ReporterAccessDocument)

reports = Repository(ReportDocument, Report, wire.EVENTS)


def keep_reporter(report_id: str, sealed: Sealed) -> None:
    """Keep a sealed reporter, unless there is one: if the command is repeated the first stays, since its report points to it."""
    insert_once(
        ReporterDocument,
        report_id,
        key_id=sealed.key_id,
        nonce=Binary(sealed.nonce),
        ciphertext=Binary(sealed.ciphertext),
    )


def sealed_reporter(report_id: str) -> Sealed | None:
    """Return the sealed reporter of a report, or None."""
    document = ReporterDocument.collection().find_one({"_id": report_id})
    if document is None:
        return None
    return Sealed(document["key_id"], bytes(document["nonce"]), bytes(document["ciphertext"]))


def record_access(access_id: str, report_id: str, account_id: str, at: Instant, purpose: str) -> None:
    """Append that an account reads a reporter's identity."""
    insert_once(
        ReporterAccessDocument, access_id, report_id=report_id, account_id=account_id, read_at=at, purpose=purpose
    )


def objections_to(notice: Notice) -> tuple[Objection, ...]:
    """Return every report about a notice or about a team that it lists."""
    by_id = {report.id: report for report in reports.every({"state.notice_id": notice.id})}
    by_id |= {report.id: report for report in reports.every({"state.team_id": {"$in": sorted(notice.team_ids)}})}
    return tuple(report.objection for report in by_id.values())


def report_tracked(tracking_code: str) -> Report | None:
    """Return the report of a tracking code, or None."""
    return next(reports.every({"state.tracking_code": tracking_code}), None)

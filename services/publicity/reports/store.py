"""Documents and indexes of reports, of sealed reporters and of who read them."""

from __future__ import annotations

from typing import Any

from bson import Binary
from mongoengine import BinaryField, DateTimeField, StringField

from chassis.kernel.clock import Instant, instant
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument, PlainDocument, insert_once
from chassis.mongo.lists import Order, Part, moment
from chassis.mongo.store import Repository
from chassis.sealing import Sealed

from ..notices.model.notice import Challenge, Notice
from ..objections.adapters import hash_of
from . import wire
from .model.report import Access, Report

NEWEST: Order[Report] = Order(
    "newest",
    key=lambda report: moment(report.filed_at),
    filters={
        "state": lambda report: report.state.value,
        "team": lambda report: report.team_id,
        "organiser": lambda report: report.organiser_id,
    },
    paths=((), ("state",), ("team",), ("team", "state"), ("organiser",), ("organiser", "state")),
    newest_first=True,
)


class ReportDocument(AggregateDocument):
    """Without the reporter."""

    meta: Any = {
        "collection": "reports",
        "indexes": [
            {"fields": ["state.team_id"], "name": "team"},
            {"fields": ["state.organiser_id"], "name": "organiser", "sparse": True},
            {"fields": ["state.notice_id"], "name": "notice", "sparse": True},
            {"fields": ["state.tracking_hash"], "name": "tracking_hash", "unique": True, "sparse": True},
            {"fields": ["state.steps.account_id"], "name": "steps_by", "sparse": True},
        ],
    }


class ReporterDocument(PlainDocument):
    """The reporter of a report, sealed for it and stored apart from all else (rule H2)."""

    meta: Any = {"collection": "reporters"}
    key_id = StringField(required=True)
    nonce = BinaryField(required=True)
    ciphertext = BinaryField(required=True)


class ReporterAccessDocument(PlainDocument):
    """A reading of a reporter's identity: by whom, when and why; only ever appended (rule K4)."""

    meta: Any = {
        "collection": "reporter_accesses",
        "indexes": [{"fields": ["report_id"], "name": "report"}, {"fields": ["account_id"], "name": "account"}],
    }
    report_id = StringField(required=True)
    account_id = StringField(required=True)
    read_at = DateTimeField(required=True)
    purpose = StringField(required=True)


DOCUMENTS = (ReportDocument, ReporterDocument, ReporterAccessDocument)


def upgrade(state: dict[str, Any]) -> dict[str, Any]:
    """Return a state from before tracking codes were hashed and the filing named no account, as the model knows it."""
    if "tracking_code" not in state:
        return state
    rest = {name: value for name, value in state.items() if name != "tracking_code"}
    first, *others = rest["steps"]
    steps = [{**first, "account_id": ""}, *others]
    return {**rest, "steps": steps, "tracking_hash": hash_of(state["tracking_code"])}


LISTS = (ListDeclaration(operation="ListReports", document=ReportDocument, orders=(NEWEST,)),)

reports = Repository(ReportDocument, Report, wire.EVENTS, upgrade=upgrade, orders=(NEWEST,))


def listed_part(state: str, team_id: str, organiser_id: str) -> Part[Report]:
    """Return the part of the reports in a state, and about a team or an organiser, if they are named; none is about both."""
    values = {"state": state, "team": team_id} if team_id else {"state": state, "organiser": organiser_id}
    rest = {"state.organiser_id": organiser_id} if team_id and organiser_id else {}
    return Part(NEWEST, {name: value for name, value in values.items() if value}, rest=rest)


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


def accesses_to(report_id: str) -> list[Access]:
    """Return the readings of who reports, first to last."""
    return _accesses({"report_id": report_id})


def accesses_by(account_id: str) -> list[Access]:
    """Return the readings by an account, first to last."""
    return _accesses({"account_id": account_id})


def _accesses(filters: dict[str, str]) -> list[Access]:
    stored = sorted(
        ReporterAccessDocument.collection().find(filters), key=lambda access: (access["read_at"], access["_id"])
    )
    return [
        Access(report_id=access["report_id"], at=instant(access["read_at"]), purpose=access["purpose"])
        for access in stored
    ]


def challenges_of(notice: Notice) -> tuple[Challenge, ...]:
    """Return every report that names a notice, or is about a team that it lists."""
    by_id = {report.id: report for report in reports.every({"state.notice_id": notice.id})}
    by_id |= {report.id: report for report in reports.every({"state.team_id": {"$in": sorted(notice.team_ids)}})}
    return tuple(report.challenge for report in by_id.values())


def report_tracked(tracking_hash: str) -> Report | None:
    """Return the report of a tracking code's hash, or None."""
    return next(reports.every({"state.tracking_hash": tracking_hash}), None)

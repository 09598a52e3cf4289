"""Stored decisions beside their events: altering either shows (rule D5)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bson import Binary
from dasai.common.v1.envelope_pb2 import Envelope
from dasai.review.v1.events_pb2 import CaseDecided
from mongoengine.connection import get_db

from chassis.actor import Actor
from chassis.audit.comparison import MISSING_DECISION, MISSING_EVENT, Compared, compare
from chassis.audit.signatures import trail_key
from chassis.audit.trail import COLLECTION, Trail
from chassis.context import Context, handling
from chassis.kernel.clock import Instant
from chassis.settings import settings
from cli.audit import verify_service
from services.review.audited import AUDITED
from services.review.cases import store as cases_store
from services.review.cases.events import Outcome
from services.review.desks import store as desks_store
from services.review.desks.model import Desk
from services.review.national_check import store as national_check_store
from services.review.national_check.model.finalist_list import FinalistList, Obstacles
from services.review.recommendations import store as recommendations_store
from services.review.recommendations.model import Recommendation
from tests.unit.services.review import builders as a

REVIEWER = Actor("reviewer-0")
LATER = a.NOW + timedelta(days=1)


def relay() -> None:
    """Move what waits in the outboxes into the trail, as the relay does."""
    trail, database = Trail(get_db()), get_db()
    for name in ("cases", "desks", "finalists", "hits", "recommendations"):
        for document in database[name].find({}):
            bodies = [bytes(body) for body in document["outbox"]]
            trail.append([(Envelope.FromString(body).id, body) for body in bodies])
            database[name].update_one({"_id": document["_id"]}, {"$set": {"outbox": []}})


@pytest.fixture
def decided() -> None:
    """Two cases, one returned, reopened by a new version and then passed, and a hit that was settled, all in the trail."""
    with handling(Context(actor=REVIEWER, causation_id="test")):
        for name in ("a", "b"):
            case = a.case()
            case.id = name
            a.decide(case, Outcome.RETURNED, by=REVIEWER.account_id)
            cases_store.cases.add(case)
        case = cases_store.cases.get("a")
        case.receive(a.submission(2), (), days=5, at=a.NOW)
        a.decide(case, Outcome.PASSED, number=2, by=REVIEWER.account_id)
        cases_store.cases.save(case)
        hit = a.hit()
        hit.settle(confirmed=True, losers=(hit.teams[0].team_id,), reason="内容相同", at=a.NOW)
        national_check_store.hits.add(hit)
    relay()


def differences() -> list[str]:
    """Return what the comparison finds, without the values."""
    return [str(difference) for difference in compare(get_db(), AUDITED).differences]


def test_d5_decisions_that_nobody_altered_equal_their_events(decided: None) -> None:
    """D5: in the trail, or still waiting in the outbox of the document."""
    assert compare(get_db(), AUDITED) == Compared(decisions=5)
    with handling(Context(actor=REVIEWER, causation_id="test")):
        case = cases_store.cases.get("b")
        case.receive(a.submission(2), (), days=5, at=a.NOW)
        a.decide(case, Outcome.REJECTED, number=2, by=REVIEWER.account_id)
        cases_store.cases.save(case)
    assert compare(get_db(), AUDITED) == Compared(decisions=7)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("submission_number", 2),
        ("outcome", "rejected"),
        ("reason", "另一个理由"),
        ("decided_by", "reviewer-1"),
        ("decided_at", LATER),
        ("judgements.lawfulness", False),
        ("findings", [{"code": "B3_CREDIT_LISTED", "severity": "serious", "evidence": "91"}]),
        ("digest", "e"),
        ("late", True),
        ("late_reason", "等待核实"),
    ],
)
def test_d5_each_field_of_a_stored_decision_that_is_altered_shows(
    decided: None, field: str, value: str | int | Instant
) -> None:
    """D5: the document, the decision's number and the field are named; the other decisions are right."""
    cases = get_db()["cases"]
    assert cases.find_one({"_id": "a"})["state"]["decisions"][0].get(field) != value
    cases.update_one({"_id": "a"}, {"$set": {f"state.decisions.0.{field}": value}})
    assert differences() == [f"cases a #1: {field.split('.')[0]}"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"$pop": {"state.decisions": 1}}, [f"cases a #3: {MISSING_DECISION}"]),
        ({"$set": {"state.decisions": []}}, [f"cases a #{number}: {MISSING_DECISION}" for number in (1, 3)]),
        ({"$unset": {"state.decisions.1.reason": ""}}, ["cases a #3: reason"]),
        ({"$set": {"state.reopenings.0.reason": "appeal_granted"}}, ["cases a #2: reason"]),
        ({"$unset": {"state.reopenings": ""}}, [f"cases a #2: {MISSING_DECISION}"]),
    ],
    ids=["last taken out", "all taken out", "a reason taken out", "a reopening altered", "a reopening taken out"],
)
def test_d5_a_decision_that_was_taken_out_shows(decided: None, change: dict[str, Any], expected: list[str]) -> None:
    """D5: the trail knows how many there were."""
    get_db()["cases"].update_one({"_id": "a"}, change)
    assert differences() == expected


def test_d5_a_decision_that_nobody_made_shows(decided: None) -> None:
    """D5: one more than events tell of, or in a case whose document is a copy."""
    cases = get_db()["cases"]
    case = cases.find_one({"_id": "b"})
    another = {**case["state"]["decisions"][0], "sequence": 2}
    cases.update_one({"_id": "b"}, {"$push": {"state.decisions": another}})
    cases.insert_one({**case, "_id": "c", "outbox": []})
    assert differences() == [f"cases b #2: {MISSING_EVENT}", f"cases c #1: {MISSING_EVENT}"]


def test_d5_a_document_that_was_deleted_shows(decided: None) -> None:
    """D5: its decisions are in the trail."""
    get_db()["cases"].delete_one({"_id": "b"})
    assert differences() == [f"cases b #1: {MISSING_DECISION}"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"$set": {"state.state": "dismissed"}}, "state"),
        ({"$set": {"state.state": "open"}}, MISSING_DECISION),
        ({"$set": {"state.reason": "别的"}}, "reason"),
        ({"$set": {"state.disqualified_team_ids": ["x"]}}, "disqualified_team_ids"),
        ({"$unset": {"state.disqualified_team_ids": ""}}, "disqualified_team_ids"),
    ],
    ids=str,
)
def test_d5_f5_a_settled_hit_that_was_altered_shows(decided: None, change: dict[str, Any], expected: str) -> None:
    """D5, F5: what was decided, on whom and why."""
    hits = get_db()["hits"]
    (hit,) = hits.find({})
    hits.update_one({"_id": hit["_id"]}, change)
    assert differences() == [f"hits {hit['_id']}: {expected}"]


@pytest.mark.parametrize(
    "change",
    [
        lambda envelope, event: setattr(event, "reason", "另一个理由"),
        lambda envelope, event: setattr(event, "outcome", 1),
        lambda envelope, event: setattr(event, "submission_number", 7),
        lambda envelope, event: setattr(envelope, "actor_id", "reviewer-1"),
        lambda envelope, event: envelope.time.FromSeconds(1),
        lambda envelope, event: setattr(event, "sequence", 9),
    ],
)
def test_d5_an_event_that_is_altered_shows_in_the_chain_and_beside_the_decision(
    decided: None, mongodb_url: str, database_prefix: str, change: Callable[[Envelope, CaseDecided], None]
) -> None:
    """D5: altering the event breaks its link, and even with right hashes it differs from what is stored."""
    links = get_db()[COLLECTION]
    (link,) = (
        link
        for link in links.find({})
        if (envelope := Envelope.FromString(link["body"])).aggregate_id == "b" and envelope.type.endswith("CaseDecided")
    )
    envelope, event = Envelope.FromString(link["body"]), CaseDecided()
    envelope.payload.Unpack(event)
    change(envelope, event)
    envelope.payload.Pack(event)
    links.update_one({"_id": link["_id"]}, {"$set": {"body": Binary(envelope.SerializeToString())}})
    assert len(differences()) >= 1
    report = verify_service(mongodb_url, database_prefix, "review")
    assert report.verified.broken is not None
    assert report.verified.broken.sequence == link["_id"]
    assert len(report.wrong) >= 2


@pytest.fixture
def trail_key_set(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give this process the key that signs heads and records of erased bodies."""
    monkeypatch.setenv("DASAI_TRAIL_KEY", base64.b64encode(b"k" * 32).decode())
    for cached in (settings, trail_key):
        cached.cache_clear()
    yield
    for cached in (settings, trail_key):
        cached.cache_clear()


def test_k4_a_decision_whose_event_was_erased_is_not_compared(decided: None, trail_key_set: None) -> None:
    """K4: it is counted as such, and is no difference; one that is newer still is compared."""
    assert Trail(get_db()).erase("review", datetime.now(UTC) + timedelta(days=1)) > 0
    assert compare(get_db(), AUDITED) == Compared(decisions=5, erased=5)
    with handling(Context(actor=REVIEWER, causation_id="test")):
        case = cases_store.cases.get("b")
        case.receive(a.submission(2), (), days=5, at=a.NOW)
        a.decide(case, Outcome.REJECTED, number=2, by=REVIEWER.account_id)
        cases_store.cases.save(case)
    relay()
    get_db()["cases"].update_one({"_id": "b"}, {"$set": {"state.decisions.1.reason": "另一个理由"}})
    assert differences() == ["cases b #3: reason"]


@pytest.fixture
def appealed() -> None:
    """A case that a reviewer rejected and whose appeal the host granted, and the desk, all in the trail."""
    desks_store.desks.add(_appointed())
    case = a.case()
    case.assign("reviewer-0", days=5, at=a.NOW)
    with handling(Context(actor=REVIEWER, causation_id="test")):
        a.decide(case, Outcome.REJECTED)
        case.lodge_appeal("不服", days=5, by="account-t", at=a.NOW)
        case.settle_appeal(granted=True, reason="有理", days=5, by="host", at=LATER)
        cases_store.cases.add(case)
    relay()


def _appointed() -> Desk:
    desk = Desk(id="110000")
    desk.appoint((a.reviewer(0), a.reviewer(1)), at=a.NOW)
    return desk


def test_d3_d5_appeals_assignments_and_appointments_that_nobody_altered_equal_their_events(appealed: None) -> None:
    """D2, D3, D5: a decision, its appeal and the answer, a reopening, who reviews, and the division's reviewers."""
    assert compare(get_db(), AUDITED) == Compared(decisions=6)


@pytest.mark.parametrize(
    ("collection", "change", "expected"),
    [
        ("cases", {"appeal": "另一个理由"}, "appeal"),
        ("cases", {"appealed_by": "account-x"}, "appealed_by"),
        ("cases", {"appealed_at": LATER}, "appealed_at"),
        ("cases", {"settlement.granted": False}, "settlement.granted"),
        ("cases", {"settlement.reason": "无理"}, "settlement.reason"),
        ("cases", {"settlement.settled_by": "reviewer-0"}, "settlement.settled_by"),
        ("cases", {"settlement": None}, MISSING_DECISION),
        ("cases", {"reviewer_id": "reviewer-0"}, "reviewer_id"),
        ("desks", {"reviewers.1.account_id": "reviewer-9"}, "reviewers"),
        ("desks", {"reviewers.1.organisation_uscc": a.office(9)}, "reviewers"),
    ],
)
def test_d3_d5_an_altered_appeal_assignment_or_appointment_shows(
    appealed: None, collection: str, change: dict[str, Any], expected: str
) -> None:
    """D2, D3, D5: each field by its name; the number of cases that a reviewer was given is no decision."""
    get_db()["desks"].update_one({}, {"$set": {"state.reviewers.0.load": 7}})
    get_db()[collection].update_one({}, {"$set": {f"state.{name}": value for name, value in change.items()}})
    identifier = "110000" if collection == "desks" else "t"
    assert differences() == [f"{collection} {identifier}: {expected}"]


@pytest.fixture
def recommended() -> None:
    """A recommendation that lost a place, of which notice was given, and the finalist list, all in the trail."""
    with handling(Context(actor=REVIEWER, causation_id="test")):
        recommendation = Recommendation(id="110000")
        recommendation.file((a.ranked("a"), a.ranked("b")), "推荐报告", quota_per_track=2, until=LATER, at=a.NOW)
        recommendation.lose("b", "D1_REJECTED", at=a.NOW)
        recommendations_store.recommendations.save(recommendation)
        recommendation.notify("b", "请于期限内递补。", days=7, by="secretariat", at=LATER)
        recommendations_store.recommendations.save(recommendation)
        finalist_list = FinalistList(id="finalists-2024")
        finalist_list.propose((a.finalist("a"), a.finalist("b")), Obstacles(has_passed=lambda _: True), at=a.NOW)
        finalist_list.strike("b", "D1_REJECTED", at=a.NOW)
        national_check_store.finalist_lists.save(finalist_list)
    relay()


def test_d5_f6_f8_recommendations_and_finalists_that_nobody_altered_equal_their_events(recommended: None) -> None:
    """D5, F6, F8: a recommendation and the finalist list, each as its newest event left it."""
    assert compare(get_db(), AUDITED) == Compared(decisions=2)


@pytest.mark.parametrize(
    ("collection", "change", "expected"),
    [
        ("recommendations", {"$unset": {"state.entries.1.lost_at": ""}}, "entries, report, filed_at"),
        ("recommendations", {"$set": {"state.entries.1.lost_code": "C12_WITHDRAWN"}}, "entries, report, filed_at"),
        ("recommendations", {"$set": {"state.entries.1.notice.until": a.NOW}}, "entries, report, filed_at"),
        ("recommendations", {"$set": {"state.entries.0.team.team_id": "x"}}, "entries, report, filed_at"),
        ("recommendations", {"$set": {"state.report": "另一份报告"}}, "entries, report, filed_at"),
        ("recommendations", {"$unset": {"state.entries": "", "state.filed_at": ""}}, MISSING_DECISION),
        ("finalists", {"$set": {"state.finalists.1.state": "confirmed"}}, "finalists"),
        ("finalists", {"$pop": {"state.finalists": 1}}, "finalists"),
        ("finalists", {"$set": {"state.finalists": []}}, MISSING_DECISION),
    ],
    ids=str,
)
def test_d5_f6_f8_an_altered_recommendation_or_finalist_shows(
    recommended: None, collection: str, change: dict[str, Any], expected: str
) -> None:
    """D5, F6, F8: a place given back, a notice with other days, a finalist that did not fall, one taken out."""
    (document,) = get_db()[collection].find({})
    get_db()[collection].update_one({"_id": document["_id"]}, change)
    assert differences() == [f"{collection} {document['_id']}: {expected}"]


def test_d5_a_document_of_the_release_before_is_not_compared_by_a_digest_it_never_had(recommended: None) -> None:
    """D5: its events' envelopes have no digest; nothing is said of it."""
    with handling(Context(actor=REVIEWER, causation_id="test")):
        recommendation = Recommendation(id="120000")
        recommendation.file((a.ranked("c"),), "推荐报告", quota_per_track=2, until=LATER, at=a.NOW)
        recommendations_store.recommendations.save(recommendation)
    recommendations = get_db()["recommendations"]
    (body,) = recommendations.find_one({"_id": "120000"})["outbox"]
    envelope = Envelope.FromString(body)
    assert len(envelope.decided_digest) == 64
    envelope.decided_digest = ""
    recommendations.update_one({"_id": "120000"}, {"$set": {"outbox": [Binary(envelope.SerializeToString())]}})
    recommendations.update_one({"_id": "120000"}, {"$set": {"state.report": "另一份报告"}})
    assert differences() == []


def test_d5_h4_a_team_that_is_disqualified_no_longer_in_its_case_shows() -> None:
    """D5, H4: by the event of its case; that of a duplicate is its hit's, and the case without one is right."""
    with handling(Context(actor=REVIEWER, causation_id="test")):
        for name in ("a", "b"):
            case = a.case()
            case.id = name
            if name == "a":
                case.disqualify("C5_FOREIGN_MATERIAL", "经核查", at=a.NOW)
            else:
                case.record_disqualification()
            cases_store.cases.add(case)
    relay()
    assert compare(get_db(), AUDITED) == Compared(decisions=2)
    get_db()["cases"].update_many({}, {"$set": {"state.state": "decided"}})
    assert differences() == [f"cases a: {MISSING_DECISION}"]

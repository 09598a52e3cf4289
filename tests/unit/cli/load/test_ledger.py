"""The comparison of what clients were told with what is stored: each kind of fault is found, and nothing else is one."""

from __future__ import annotations

from typing import Any

import pytest

from cli.load.ledger import Attempt, End, Fault, StoredTeam, Verdict, What, compare

CLOSES = 1_000_000
CODES = {"lead-0": 0, "lead-1": 1}


def attempt(what: What, end: End = End.ACKNOWLEDGED, *, at: float = 0, key: str = "", **values: Any) -> Attempt:
    """Return an attempt of team 0 that took a second."""
    facts = values.pop("facts", {})
    made = {"what": what, "team": 0, "key": key or f"{what}-{at}", "end": end, "began": at, "ended": at + 1}
    return Attempt(**made, facts=facts, **values)


REGISTERED = attempt(What.REGISTRATION, facts={"uscc": "lead-0", "team_id": "t0"}, at=0)
SAVED = attempt(What.SAVE, facts={"sections": {"a": "text-1"}}, at=10)
UPLOADED = attempt(What.FILE, facts={"file": ["audit", "hash-1"]}, at=20)
SUBMITTED = attempt(What.SUBMISSION, facts={"receipt": ["R1", "digest-1"]}, at=30)
ALL = [REGISTERED, SAVED, UPLOADED, SUBMITTED]


def stored(**changes: Any) -> StoredTeam:
    """Return what is stored if all of ALL was, with changes."""
    whole: dict[str, Any] = {
        "team_id": "t0",
        "lead_uscc": "lead-0",
        "sections": {"a": "text-1"},
        "files": [("audit", "hash-1")],
        "receipts": [("R1", "digest-1")],
    }
    return StoredTeam(**whole | changes)


def verdict(attempts: list[Attempt], *teams: StoredTeam) -> Verdict:
    """Return what the comparison finds."""
    return compare(attempts, teams, CLOSES, CODES)


def test_what_was_acknowledged_and_is_stored_once_is_no_fault() -> None:
    found = verdict(ALL, stored())
    assert found == Verdict(acknowledged=found.acknowledged)
    assert found.holds
    assert sum(found.acknowledged.values()) == 4


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"sections": {}}, What.SAVE),
        ({"files": []}, What.FILE),
        ({"receipts": []}, What.SUBMISSION),
        ({"receipts": [("R1", "another digest")]}, What.SUBMISSION),
        ({"team_id": "another"}, What.REGISTRATION),
    ],
)
def test_what_was_acknowledged_and_is_not_stored_is_lost(changes: dict[str, Any], what: What) -> None:
    found = verdict(ALL, stored(**changes))
    assert [fault.what for fault in found.lost] == [what]
    assert not found.holds


def test_a_team_that_is_not_stored_at_all_lost_everything() -> None:
    assert [fault.what for fault in verdict(ALL).lost] == [What.REGISTRATION, What.FILE, What.SUBMISSION, What.SAVE]


def test_an_older_text_than_was_acknowledged_is_lost() -> None:
    later = attempt(What.SAVE, facts={"sections": {"a": "text-2"}}, at=15)
    assert verdict([*ALL, later], stored(sections={"a": "text-2"})).holds
    assert [fault.what for fault in verdict([*ALL, later], stored()).lost] == [What.SAVE]
    unanswered = attempt(What.SAVE, End.UNANSWERED, facts={"sections": {"a": "text-0"}}, at=5)
    assert [fault.what for fault in verdict([*ALL, unanswered], stored(sections={"a": "text-0"})).lost] == [What.SAVE]


def test_a_later_text_whose_answer_was_lost_may_be_stored() -> None:
    later = attempt(What.SAVE, End.UNANSWERED, facts={"sections": {"a": "text-2"}}, at=15)
    for text, unacknowledged in (("text-1", {}), ("text-2", {("save", "lost answer"): 1})):
        found = verdict([*ALL, later], stored(sections={"a": text}))
        assert found.holds
        assert found.unacknowledged == unacknowledged


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"files": [("audit", "hash-1"), ("audit", "hash-1")]}, What.FILE),
        ({"receipts": [("R1", "digest-1"), ("R1", "digest-1")]}, What.SUBMISSION),
        ({"receipts": [("R1", "digest-1"), ("R2", "digest-2")]}, What.SUBMISSION),
    ],
)
def test_what_is_stored_twice_is_a_fault(changes: dict[str, Any], what: What) -> None:
    found = verdict(ALL, stored(**changes))
    assert [fault.what for fault in found.doubled] == [what]
    assert not found.holds


def test_a_team_that_is_registered_twice_is_a_fault() -> None:
    other = StoredTeam("t0-again", "lead-0")
    assert verdict(ALL, stored(), other).doubled == [Fault(0, What.REGISTRATION, "registered 2 times")]


def test_a_key_that_is_answered_with_two_receipts_is_a_fault() -> None:
    twice = [
        attempt(What.SUBMISSION, facts={"receipt": [number, f"digest-{number}"]}, at=30, key="k")
        for number in ("R1", "R2")
    ]
    receipts = [("R1", "digest-R1"), ("R2", "digest-R2")]
    found = verdict([REGISTERED, SAVED, UPLOADED, *twice], stored(receipts=receipts))
    assert [fault.what for fault in found.doubled] == [What.SUBMISSION]


def test_two_submissions_under_two_keys_are_two() -> None:
    again = attempt(What.SUBMISSION, facts={"receipt": ["R2", "digest-2"]}, at=40)
    assert verdict([*ALL, again], stored(receipts=[("R1", "digest-1"), ("R2", "digest-2")])).holds


def test_late_is_wrong_only_if_the_platform_had_said_that_it_arrived_in_time() -> None:
    """By the ticket, or by an answer that it was busy."""
    for arrived, wrong in ((CLOSES, 1), (CLOSES - 5, 1), (CLOSES + 1, 0), (0, 0)):
        late = attempt(What.SUBMISSION, End.REFUSED, code="C1_SUBMISSION_CLOSED", arrived_ms=arrived, at=30)
        found = verdict([REGISTERED, SAVED, UPLOADED, late], stored(receipts=[]))
        assert len(found.wrongly_late) == wrong
        assert found.holds is not bool(wrong)
        assert found.refused == {"C1_SUBMISSION_CLOSED": 1}


def test_another_refusal_says_nothing_about_being_late() -> None:
    other = attempt(What.SUBMISSION, End.REFUSED, code="C4_INCOMPLETE", arrived_ms=CLOSES - 5, at=30)
    assert verdict([REGISTERED, SAVED, UPLOADED, other], stored(receipts=[])).holds


@pytest.mark.parametrize(
    ("what", "kept"),
    [
        (What.REGISTRATION, {}),
        (What.FILE, {"files": [("audit", "hash-1")]}),
        (What.SUBMISSION, {"receipts": [("R1", "digest-1")]}),
    ],
)
def test_what_is_stored_and_was_not_acknowledged_is_listed_with_its_reason(what: What, kept: dict[str, Any]) -> None:
    facts = {What.FILE: {"file": ["audit", "hash-1"]}}.get(what, {})
    team = StoredTeam("t0", "lead-0", **kept)
    registered = [] if what is What.REGISTRATION else [REGISTERED]
    for end, code, lost, reason in (
        (End.UNANSWERED, "", 1, "lost answer"),
        (End.REFUSED, "C1_SUBMISSION_CLOSED", 1, "lost answer, then C1_SUBMISSION_CLOSED"),
    ):
        found = verdict([*registered, attempt(what, end, facts=facts, code=code, lost=lost)], team)
        assert found.unacknowledged == {(what, reason): 1}
        assert found.holds


def test_what_is_stored_though_it_was_refused_at_once_is_a_fault() -> None:
    refused = attempt(What.SUBMISSION, End.REFUSED, code="C4_INCOMPLETE", at=30)
    found = verdict([REGISTERED, SAVED, UPLOADED, refused], stored())
    assert [fault.what for fault in found.unexplained] == [What.SUBMISSION]
    assert not found.holds


def test_what_nobody_sent_is_a_fault() -> None:
    found = verdict([], StoredTeam("t1", "lead-1", {"a": "text"}, [("audit", "hash")], [("R", "digest")]))
    assert [fault.what for fault in found.unexplained] == [What.REGISTRATION, What.FILE, What.SUBMISSION, What.SAVE]


def test_teams_of_nobody_in_the_plan_are_passed_over() -> None:
    assert verdict(ALL, stored(), StoredTeam("other", "a stranger")).holds


def test_an_attempt_comes_back_from_its_line() -> None:
    assert Attempt.of_line(SUBMITTED.line()) == SUBMITTED

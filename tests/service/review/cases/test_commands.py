"""Cases as events and people change them, over a real database (B5, C12, D1, D2)."""

from __future__ import annotations

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import events_pb2 as registration

from chassis.context import Context, handling
from services.review.cases import commands, requests, store, wire
from services.review.cases.model.case import CaseState
from services.review.desks import store as desks_store
from tests.service.review.stored import HOST, WORKER, add_case
from tests.unit.services.review import builders as a


def loads() -> dict[str, int]:
    """Return how many cases each reviewer of division 110000 has."""
    return {reviewer.account_id: reviewer.load for reviewer in desks_store.desks.look("110000").reviewers}


def submitted(team_id: str, person_key: str) -> registration.SubmissionMade:
    """Return the event of a submission with one person."""
    event = registration.SubmissionMade(number=1, digest="d")
    event.team.CopyFrom(
        contest_pb2.TeamFacts(
            team_id=team_id, division_code="110000", project_name=team_id, lead={"uscc": team_id, "kind": 1}
        )
    )
    event.declaration.add(id="overview", text="文字", rich="<p>文字</p>")
    event.persons.add(keys=[person_key])
    return event


def test_c12_a_team_that_never_submitted_has_no_case_to_close() -> None:
    """C12: it may come back; the case of a team that submitted is closed."""
    add_case("a")
    for team_id, unsubmitted in (("a", False), ("b", True)):
        event = registration.TeamWithdrawn(
            team={"team_id": team_id, "division_code": "110000"}, unsubmitted=unsubmitted
        )
        commands.withdraw_case(wire.withdraw_case(event), WORKER, a.NOW)
    assert [(case.id, case.state) for case in store.cases.every()] == [("a", CaseState.WITHDRAWN)]


def test_b5_a_person_in_another_team_is_found_by_any_hash() -> None:
    """B5: also by a hash that the person got while keys rotate; a withdrawn team does not count."""
    commands.open_case(wire.open_case(submitted("a", "old")), WORKER, a.NOW)
    rekeyed = registration.PersonsRekeyed(team_id="a", persons=[{"keys": ["old", "new"]}])
    commands.add_person_keys(wire.add_person_keys(rekeyed), WORKER, a.NOW)
    commands.open_case(wire.open_case(submitted("b", "new")), WORKER, a.NOW)
    shared = [finding for finding in store.cases.look("b").findings if finding.code == "B5_PERSON_IN_ANOTHER_TEAM"]
    assert [finding.evidence for finding in shared] == ["a"]
    withdrawn = registration.TeamWithdrawn(team={"team_id": "a", "division_code": "110000"})
    commands.withdraw_case(wire.withdraw_case(withdrawn), WORKER, a.NOW)
    commands.open_case(wire.open_case(submitted("c", "old")), WORKER, a.NOW)
    assert "B5_PERSON_IN_ANOTHER_TEAM" not in [finding.code for finding in store.cases.look("c").findings]


def test_d1_review_keeps_the_plain_words_of_a_declaration() -> None:
    """D1, F5: they are what is compared and shown."""
    commands.open_case(wire.open_case(submitted("a", "key")), WORKER, a.NOW)
    assert [(section.text, section.rich) for section in store.cases.look("a").declaration] == [("文字", "")]


def test_d2_waiting_cases_are_assigned_and_counted() -> None:
    """D2: evenly, and not to a reviewer of the team's own organisation."""
    for name in ("a", "b", "c"):
        add_case(name)
    desk = a.desk(2)
    desk.reviewers = (desk.reviewers[0], a.Reviewer(account_id="of-c", organisation_uscc="lead-c"))
    desks_store.desks.add(desk)
    commands.assign_waiting_cases(WORKER, a.NOW)
    assert {case.id: case.reviewer_id for case in store.cases.every()} == {
        "a": "of-c",
        "b": "reviewer-0",
        "c": "reviewer-0",
    }
    assert loads() == {"reviewer-0": 2, "of-c": 1}
    assert store.waiting_cases("110000") == {}


def test_d2_a_repeated_reassignment_is_answered_and_counted_once() -> None:
    """D2: under one idempotency key the second answer is the first, though the case has been decided since."""
    add_case("a")
    desks_store.desks.add(a.desk(2))
    commands.assign_waiting_cases(WORKER, a.NOW)
    request = requests.ReassignCase(case_id="a", reviewer_id="reviewer-1")
    with handling(Context(actor=HOST, idempotency_key="key", request_hash="hash")):
        first = commands.reassign_case(request, HOST, a.NOW)
    case = store.cases.get("a")
    a.decide(case)
    store.cases.save(case)
    with handling(Context(actor=HOST, idempotency_key="key", request_hash="hash")):
        assert commands.reassign_case(request, HOST, a.NOW) == first
    assert (first.reviewer_id, loads()) == ("reviewer-1", {"reviewer-0": 0, "reviewer-1": 1})

"""Cases as events and people change them, over a real database (B5, C12, D1, D2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import cases_pb2, events_pb2

from chassis.actor import Actor, Grant, Role
from chassis.context import Context, handling
from chassis.facts.roles import AccountFacts, AccountState
from chassis.facts.teams import Organisation, OrganisationKind
from chassis.kernel.refusal import Refusal
from chassis.mongo.migrations import StoredData
from chassis.mongo.places import Entries
from chassis.permissions import review as permissions
from services.review.cases import commands, queries, requests, store, wire
from services.review.cases.events import Outcome
from services.review.cases.model.case import Case, CaseState
from services.review.desks import commands as desks
from services.review.desks import requests as desk_requests
from services.review.desks import store as desks_store
from services.review.desks.model import Desk, Reviewer
from services.review.migrations.m0003_cases_in_lists import migrate
from tests.service.review.stored import HOST, SECRETARIAT, WORKER, add_case
from tests.staff import know_accounts, make_account
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
    desk.reviewers = (desk.reviewers[0], a.Reviewer(account_id="of-c", organisation_uscc="LEADC"))
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


def assigned_case(name: str, reviewer_id: str = "reviewer-0") -> None:
    """Store the case of a team that has submitted, with this reviewer."""
    add_case(name)
    case = store.cases.get(name)
    case.assign(reviewer_id, days=5, at=a.NOW)
    store.cases.save(case)


def reviewers() -> dict[str, str]:
    """Return who reviews each case; nobody if it waits."""
    return {case.id: case.reviewer_id for case in store.cases.every()}


def appoint(*appointed: Reviewer) -> None:
    """Appoint these reviewers as the host, whose accounts are known, and hear of it as the events say."""
    know_accounts(*(a.account(int(each.account_id.removeprefix("reviewer-"))) for each in appointed))
    request = desk_requests.AppointReviewers(division_code="110000", reviewers=appointed)
    desks.appoint_reviewers(request, HOST, a.NOW)
    for _ in range(2):
        event = events_pb2.ReviewersAppointed(division_code="110000")
        commands.release_cases(wire.release_cases(event), WORKER, a.NOW)


def changed(account: AccountFacts, sequence: int) -> None:
    """Hear that an account changed, twice, and of the appointments that follow from it."""
    for _ in range(2):
        desks.follow_account(replace(account, sequence=sequence), WORKER, a.NOW)
        commands.release_cases(desk_requests_of_110000(), WORKER, a.NOW)


def desk_requests_of_110000() -> requests.ReleaseCases:
    """Return the request that follows when reviewers were appointed in division 110000."""
    return wire.release_cases(events_pb2.ReviewersAppointed(division_code="110000"))


def test_d2_cases_go_to_others_when_their_reviewers_account_ends_in_whatever_order_its_events_come() -> None:
    """D2, K1: disabled, then enabled; the older event comes last. A case that waited is given to the reviewer who is back."""
    desks_store.desks.add(a.desk(1))
    assigned_case("a", "reviewer-0")
    changed(a.account(0, state=AccountState.DISABLED), 2)
    assert reviewers() == {"a": ""}
    changed(a.account(0), 3)
    changed(a.account(0, state=AccountState.DISABLED), 2)
    commands.assign_waiting_cases(WORKER, a.NOW)
    assert reviewers() == {"a": "reviewer-0"}


def test_d2_a_case_of_the_reviewers_new_organisation_goes_to_another() -> None:
    """D2: the account's own organisation counts, from when it is recorded."""
    desks_store.desks.add(a.desk(2))
    for name in ("a", "b"):
        assigned_case(name, "reviewer-0")
    changed(replace(a.account(0), organisation_uscc=a.team("a").lead.uscc), 2)
    assert reviewers() == {"a": "", "b": "reviewer-0"}
    commands.assign_waiting_cases(WORKER, a.NOW)
    assert reviewers() == {"a": "reviewer-1", "b": "reviewer-0"}


def test_d2_an_account_that_ends_while_it_is_being_appointed_gets_no_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """D2: the change is heard of before the desk is saved that names it; hearing of the appointment makes it good."""
    know_accounts(a.account(0))
    check = desks.appointable

    def meanwhile(desk: Desk, named: tuple[Reviewer, ...]) -> tuple[Reviewer, ...]:
        taken = check(desk, named)
        desks.follow_account(replace(a.account(0, state=AccountState.DISABLED), sequence=2), WORKER, a.NOW)
        return taken

    monkeypatch.setattr(desks, "appointable", meanwhile)
    request = desk_requests.AppointReviewers(division_code="110000", reviewers=(a.reviewer(0),))
    assert [each.inactive for each in desks.appoint_reviewers(request, HOST, a.NOW).reviewers] == [False]
    commands.release_cases(desk_requests_of_110000(), WORKER, a.NOW)
    assert [each.inactive for each in desks_store.desks.look("110000").reviewers] == [True]


def test_d2_who_does_not_exist_or_lacks_the_role_is_not_appointed() -> None:
    """D2, K1: D2_NO_SUCH_REVIEWER and D2_ORGANISATION_DIFFERS name the accounts by their places."""
    elsewhere = replace(a.account(2, Grant(Role.REVIEWER, "120000"), Grant(Role.EXPERT, "110000")))
    nowhere = replace(a.account(3), organisation_uscc="")
    know_accounts(a.account(0), a.account(1, state=AccountState.DISABLED), elsewhere, nowhere)

    def refusal(*named: Reviewer) -> tuple[str, list[str]]:
        with pytest.raises(Refusal) as refused:
            desks.appoint_reviewers(
                desk_requests.AppointReviewers(division_code="110000", reviewers=named), HOST, a.NOW
            )
        return refused.value.code.name, [fault.field for fault in refused.value.faults]

    places = [f"reviewers[{place}].account_id" for place in (1, 2, 3)]
    assert refusal(*map(a.reviewer, (0, 1, 2, 9))) == ("D2_NO_SUCH_REVIEWER", places)
    other = replace(a.reviewer(0), organisation_uscc=a.office(8))
    named = [f"reviewers[{place}].organisation_uscc" for place in (0, 1)]
    assert refusal(other, a.reviewer(3)) == ("D2_ORGANISATION_DIFFERS", named)
    appoint(a.reviewer(0))
    assert [each.organisation_uscc for each in desks_store.desks.look("110000").reviewers] == [a.office(0)]


def test_d2_nobody_acts_in_the_case_of_a_team_of_the_own_organisation() -> None:
    """D2: D2_OWN_ORGANISATION for host and secretariat, by the organisation of their accounts; another's case is accepted."""
    for name in ("a", "b"):
        assigned_case(name)
    desks_store.desks.add(a.desk(2))
    for actor, role in ((HOST, Grant(Role.HOST, "110000")), (SECRETARIAT, Grant(Role.SECRETARIAT))):
        know_accounts(make_account(actor.account_id, a.team("a").lead.uscc, role))
        with pytest.raises(Refusal) as refused:
            commands.reassign_case(requests.ReassignCase(case_id="a", reviewer_id="reviewer-1"), actor, a.NOW)
        assert refused.value.code.name == "D2_OWN_ORGANISATION"
        commands.reassign_case(requests.ReassignCase(case_id="b", reviewer_id="reviewer-1"), actor, a.NOW)


def test_d2_a_case_of_which_its_reviewer_withdraws_goes_to_another_for_good() -> None:
    """D2: the host may not give it back (D2_RECUSED), nor may others withdraw in the reviewer's place."""
    desks_store.desks.add(a.desk(2))
    assigned_case("a", "reviewer-0")
    request = requests.RecuseFromCase(case_id="a", reason="曾为该单位提供咨询")
    for other in (reviewing("reviewer-1"), HOST):
        assert a.refused(lambda actor=other: commands.recuse_from_case(request, actor, a.NOW)).name in (
            "NOT_FOUND",
            "K1_FORBIDDEN",
        )
    commands.recuse_from_case(request, reviewing("reviewer-0"), a.NOW)
    assert store.waiting_cases("110000")["a"].recused == {"reviewer-0"}
    commands.assign_waiting_cases(WORKER, a.NOW)
    assert reviewers() == {"a": "reviewer-1"}
    back = requests.ReassignCase(case_id="a", reviewer_id="reviewer-0")
    assert a.refused(lambda: commands.reassign_case(back, HOST, a.NOW)).name == "D2_RECUSED"
    seen = queries.get_case("a", HOST, a.NOW).recusals
    assert [(recusal.account_id, recusal.reason) for recusal in seen] == [("reviewer-0", "曾为该单位提供咨询")]
    own = [(record.kind, record.values["reason"]) for record in queries.personal_data(reviewing("reviewer-0"))]
    assert own == [("recusal", "曾为该单位提供咨询")]


def test_d2_cases_of_a_dismissed_reviewer_go_to_another() -> None:
    """D2: at once, also those of a reviewer who belongs to the team by now; decided cases stay with who decided them."""
    desks_store.desks.add(a.desk(2))
    assigned_case("a", "reviewer-0")
    assigned_case("b", "reviewer-1")
    assigned_case("c", "reviewer-0")
    case = store.cases.get("c")
    a.decide(case)
    store.cases.save(case)
    appoint(a.reviewer(1), a.reviewer(2))
    assert reviewers() == {"a": "", "b": "reviewer-1", "c": "reviewer-0"}
    commands.assign_waiting_cases(WORKER, a.NOW)
    assert reviewers() == {"a": "reviewer-1", "b": "reviewer-1", "c": "reviewer-0"}
    # a load counts the cases that an account was given: reviewer-1 had none counted before
    assert loads() == {"reviewer-1": 1, "reviewer-2": 0}


def test_d2_a_new_version_goes_to_another_reviewer_if_its_own_belongs_to_the_team_by_now() -> None:
    """D2: and stays with its reviewer otherwise, over a new version, a finding, and an answer."""
    desks_store.desks.add(a.desk(2))
    for name in ("a", "b"):
        assigned_case(name)
    joined = Organisation(uscc=a.office(0), name="合成测试研究院", kind=OrganisationKind.RESEARCH_INSTITUTE)
    for name, partners in (("a", (joined,)), ("b", ())):
        team = a.team(name, co_organisations=partners)
        commands.open_case(requests.OpenCase(submission=a.submission(2, team=team)), WORKER, a.NOW)
    assert reviewers() == {"a": "", "b": "reviewer-0"}


def test_d2_a_reviewer_who_joins_the_team_keeps_its_case_no_longer() -> None:
    """B2, D2: its case waits for another at once, and is given to one; a colleague who joins changes nothing."""
    desks_store.desks.add(a.desk(2))
    for name in ("a", "b"):
        assigned_case(name, "reviewer-0")
    for name, joined in (("a", "reviewer-0"), ("b", "colleague")):
        team = a.facts(name, account_ids=(f"account-{name}", joined), accounts_changed=2)
        for _ in range(2):
            event = registration.TeamAccountsChanged(team=team)
            commands.record_accounts(wire.record_accounts(event), WORKER, a.NOW)
    assert reviewers() == {"a": "", "b": "reviewer-0"}
    assert decide(reviewing("reviewer-0")) == "K1_FORBIDDEN"
    commands.assign_waiting_cases(WORKER, a.NOW)
    assert reviewers() == {"a": "reviewer-1", "b": "reviewer-0"}


def test_d2_a_reviewer_dismissed_while_cases_are_assigned_keeps_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """D2: the event of the appointment may be heard between the desk's write and the case's; the next timer assigns it anew."""
    desks_store.desks.add(a.desk(1))
    add_case("a")
    assign = Case.assign

    def dismissed_first(case: Case, reviewer_id: str, **changes: Any) -> None:
        appoint(a.reviewer(1))
        assign(case, reviewer_id, **changes)

    with monkeypatch.context() as patch:
        patch.setattr(Case, "assign", dismissed_first)
        commands.assign_waiting_cases(WORKER, a.NOW)
    assert reviewers() == {"a": ""}
    commands.assign_waiting_cases(WORKER, a.NOW)
    assert reviewers() == {"a": "reviewer-1"}


def test_d2_a_reopened_case_does_not_return_to_a_dismissed_reviewer() -> None:
    """D2, D1: it waits for another."""
    desks_store.desks.add(a.desk(1))
    assigned_case("a", "reviewer-9")
    case = store.cases.get("a")
    a.decide(case, by="reviewer-9")
    store.cases.save(case)
    finding = registration.TeamFindingChanged(code="B3_CREDIT_LISTED", key="91", evidence="91", sequence=1)
    finding.team.CopyFrom(contest_pb2.TeamFacts(team_id="a", division_code="110000"))
    commands.record_finding(wire.record_finding(finding), WORKER, a.NOW)
    assert (reviewers(), store.cases.look("a").waiting_in) == ({"a": ""}, "110000")


def decide(actor: Actor, case_id: str = "a", **changes: Any) -> str:
    """Decide a case as this account; return its state, or the code with which it is refused."""
    request = requests.DecideCase(
        case_id=case_id, submission_number=1, outcome=Outcome.PASSED, judgements=a.ALL_HOLD, reason="理由", **changes
    )
    try:
        return str(commands.decide_case(request, actor, a.NOW).state)
    except Refusal as refusal:
        return refusal.code.name


DECIDED = str(cases_pb2.CASE_STATE_DECIDED)


def reviewing(account_id: str, division: str = "110000") -> Actor:
    """Return a reviewer's account."""
    return Actor(account_id, frozenset({Grant(Role.REVIEWER, division)}))


def test_d2_a_reviewer_decides_only_while_appointed_and_without_a_conflict() -> None:
    """D2: D2_NOT_A_REVIEWER once dismissed, D2_OWN_ORGANISATION if of the team; the same account is accepted otherwise."""
    assigned_case("a")
    assert decide(reviewing("reviewer-0")) == "D2_NOT_A_REVIEWER"
    desk = a.desk(0)
    desk.reviewers = (a.Reviewer(account_id="reviewer-0", organisation_uscc="LEADA"),)
    desks_store.desks.add(desk)
    assert decide(reviewing("reviewer-0")) == "D2_OWN_ORGANISATION"
    desk.appoint((a.reviewer(0),), at=a.NOW)
    desks_store.desks.save(desk)
    assert decide(reviewing("reviewer-0")) == DECIDED


def test_b8_d2_the_host_acts_for_no_team_of_an_organiser() -> None:
    """B8, D2: it neither decides nor reassigns nor settles; its reviewer decides, the secretariat reassigns and settles."""
    desk = a.desk(2)
    desk.record_scheme(a.terms(organisers=("LEADA",)))
    desks_store.desks.add(desk)
    assigned_case("a")
    assigned_case("b")
    assert decide(HOST) == "D2_HOSTS_OWN_ORGANISATION"
    reassign = requests.ReassignCase(case_id="a", reviewer_id="reviewer-1")
    settle = requests.SettleAppeal(case_id="a", granted=False, reason="经复核")
    for call in (
        lambda: commands.reassign_case(reassign, HOST, a.NOW),
        lambda: commands.settle_appeal(settle, HOST, a.NOW),
    ):
        assert a.refused(call).name == "D2_HOSTS_OWN_ORGANISATION"
    assert commands.reassign_case(reassign, SECRETARIAT, a.NOW).reviewer_id == "reviewer-1"
    assert (decide(reviewing("reviewer-1")), decide(HOST, "b")) == (DECIDED, DECIDED)


def test_d3_the_secretariat_decides_only_where_the_division_has_nobody() -> None:
    """D3: K1_FORBIDDEN while a reviewer of the division may; accepted once none may."""
    add_case("a")
    desks_store.desks.add(a.desk(1))
    assert decide(SECRETARIAT) == "K1_FORBIDDEN"
    case = store.cases.get("a")
    a.decide(case, Outcome.REJECTED, by="reviewer-0")
    case.lodge_appeal("不服", days=5, by="account-a", at=a.NOW)
    case.settle_appeal(granted=True, reason="有理", days=5, by="host", at=a.NOW)
    store.cases.save(case)
    commands.assign_waiting_cases(WORKER, a.NOW)
    assert store.cases.look("a").waiting_in == "110000"
    assert decide(reviewing("reviewer-0")) == "NOT_FOUND"
    assert decide(SECRETARIAT) == DECIDED


def test_d2_an_account_of_the_secretariat_acts_in_no_case_of_its_own_team() -> None:
    """D2: D2_OWN_ORGANISATION for the decision and the reassignment; another account of the secretariat is accepted."""
    add_case("a")
    desks_store.desks.add(a.desk(0))
    member = Actor("account-a", SECRETARIAT.grants)
    settle = requests.SettleAppeal(case_id="a", granted=False, reason="经复核")
    assert decide(member) == "D2_OWN_ORGANISATION"
    assert a.refused(lambda: commands.settle_appeal(settle, member, a.NOW)).name == "D2_OWN_ORGANISATION"
    assert decide(SECRETARIAT) == DECIDED


def test_k1_a_reviewer_of_two_divisions_lists_the_cases_of_the_one_that_is_asked_for() -> None:
    """D2, K1: also while a case of the other, where it is no reviewer any more, waits to be given to somebody else."""
    desks_store.desks.add(a.desk(1))
    add_case("a")
    commands.open_case(
        requests.OpenCase(submission=a.submission(team=a.team("b", division_code="310000"))), WORKER, a.NOW
    )
    for name in ("a", "b"):
        case = store.cases.get(name)
        case.assign("reviewer-0", days=5, at=a.NOW)
        store.cases.save(case)
    listed = queries.list_cases(cases_pb2.ListCasesRequest(division_code="110000"), reviewing("reviewer-0"), a.NOW)
    assert [case.case_id for case in listed.cases] == ["a"]


def test_d2_cases_are_listed_by_due_date_by_state_and_reviewer_and_the_overdue_alone() -> None:
    """D2, K1: another reviewer's are not listed to a reviewer; a total counts what is listed."""
    desks_store.desks.add(a.desk(2))
    for name, days in (("late", 1), ("soon", 3), ("far", 9)):
        add_case(name)
        case = store.cases.get(name)
        case.assign("reviewer-1" if name == "far" else "reviewer-0", days=days, at=a.NOW)
        store.cases.save(case)
    add_case("waiting")
    then = a.NOW + timedelta(days=4)

    def listed(actor: Actor = HOST, **wanted: Any) -> list[str]:
        request = cases_pb2.ListCasesRequest(division_code="110000", **wanted)
        request.page.count = True
        answer = queries.list_cases(request, actor, then)
        assert answer.page.total == len(answer.cases)
        return [case.case_id for case in answer.cases]

    assert listed() == ["late", "soon", "far", "waiting"]
    assert listed(state=cases_pb2.CASE_STATE_WAITING) == ["waiting"]
    assert listed(reviewer_id="reviewer-0") == ["late", "soon"]
    assert listed(overdue=True, reviewer_id="reviewer-1") == []
    assert listed(overdue=True, state=cases_pb2.CASE_STATE_DECIDED) == []
    assert listed(overdue=True)[:1] == ["late"]
    assert "far" not in listed(overdue=True)
    assert listed(reviewing("reviewer-1")) == ["far"]
    assert listed(reviewing("reviewer-1"), reviewer_id="reviewer-0") == []
    page = queries.list_cases(cases_pb2.ListCasesRequest(page={"page_size": 3}), SECRETARIAT, then)
    assert [case.case_id for case in page.cases] == ["late", "soon", "far"]
    rest = cases_pb2.ListCasesRequest(page={"page_token": page.page.next_page_token})
    assert [case.case_id for case in queries.list_cases(rest, SECRETARIAT, then).cases] == ["waiting"]
    elsewhere = cases_pb2.ListCasesRequest(page=rest.page, division_code="110000")
    assert a.refused(lambda: queries.list_cases(elsewhere, SECRETARIAT, then)).name == "PAGE_TOKEN_INVALID"


def test_d2_the_cases_of_a_division_are_counted_by_state_for_its_host() -> None:
    """D2, K1: also the states that no case is in; of its own division alone, and not for its reviewers."""
    desks_store.desks.add(a.desk(2))
    for name, state in (("a", CaseState.ASSIGNED), ("b", CaseState.WAITING), ("c", CaseState.WAITING)):
        add_case(name)
        case = store.cases.get(name)
        if state is CaseState.ASSIGNED:
            case.assign("reviewer-0", days=5, at=a.NOW)
            store.cases.save(case)
    elsewhere = requests.OpenCase(submission=a.submission(team=a.team("d", division_code="310000")))
    commands.open_case(elsewhere, WORKER, a.NOW)
    counted = queries.count_cases("110000", HOST)
    counts = {cases_pb2.CaseState.Name(count.state): count.cases for count in counted.counts}
    assert counts == {f"CASE_STATE_{state.upper()}": 0 for state in CaseState} | {
        "CASE_STATE_ASSIGNED": 1,
        "CASE_STATE_WAITING": 2,
    }
    assert sum(count.cases for count in queries.count_cases("310000", SECRETARIAT).counts) == 1
    for code, actor in (("310000", HOST), ("110000", reviewing("reviewer-0"))):
        assert a.refused(lambda code=code, actor=actor: queries.count_cases(code, actor)).name == "K1_FORBIDDEN"


def test_cases_of_a_release_before_get_the_places_that_are_written_today() -> None:
    """By migration 3."""
    for name in ("a", "b", "c"):
        add_case(name, passed=name == "b")
    collection = store.CaseDocument.collection()
    written = {document["_id"]: document["lists"] for document in collection.find()}
    entries = Entries(collection).collection
    ids = sorted(entries.distinct("_id"))
    collection.update_many({}, {"$unset": {"lists": ""}})
    entries.delete_many({})
    migrate(StoredData(collection.database, lambda _: None))
    assert {document["_id"]: document["lists"] for document in collection.find()} == written
    assert sorted(entries.distinct("_id")) == ids


def test_k1_a_foreign_case_is_not_there_whatever_is_asked_of_it() -> None:
    """K1: NOT_FOUND to accounts of other divisions and teams, as for an unknown case; K1_FORBIDDEN to those who may see it."""
    add_case("a")
    desks_store.desks.add(a.desk(1))
    strangers = [
        Actor("x", frozenset({Grant(Role.HOST, "310000")})),
        reviewing("reviewer-0", "310000"),
        Actor("x", frozenset({Grant(Role.EXPERT, "110000")})),
        Actor("account-b", frozenset({Grant(Role.PARTICIPANT)})),
    ]
    team = Actor("account-a", frozenset({Grant(Role.PARTICIPANT)}))
    committee = Actor("x", frozenset({Grant(Role.COMMITTEE)}))

    def answers(actor: Actor, case_id: str = "a") -> list[str]:
        reassign = requests.ReassignCase(case_id=case_id, reviewer_id="reviewer-0")
        appeal = requests.AppealCase(case_id=case_id, reason="不服")
        settle = requests.SettleAppeal(case_id=case_id, granted=True, reason="理由")
        calls = (
            lambda: commands.reassign_case(reassign, actor, a.NOW),
            lambda: commands.appeal_case(appeal, actor, a.NOW),
            lambda: commands.settle_appeal(settle, actor, a.NOW),
        )
        return [decide(actor, case_id), *(a.refused(call).name for call in calls)]

    rows = (permissions.DECIDE_CASE, permissions.REASSIGN_CASE, permissions.APPEAL_CASE, permissions.SETTLE_APPEAL)
    for stranger in strangers:
        # who may do it in no case is refused at the RPC already, whatever the case
        hidden = ["K1_FORBIDDEN" if row.refusal_of_caller(stranger) else "NOT_FOUND" for row in rows]
        assert (answers(stranger), answers(stranger, "unknown")) == (hidden, ["NOT_FOUND"] * 4)
    assert answers(team) == ["K1_FORBIDDEN", "K1_FORBIDDEN", "D1_WRONG_STATE", "K1_FORBIDDEN"]
    assert answers(committee) == ["K1_FORBIDDEN"] * 4
    assert answers(HOST)[2] == "K1_FORBIDDEN"


def test_k1_nobody_but_the_secretariat_sees_teams_of_other_divisions_in_a_case() -> None:
    """B5, K1: in findings and in what a decision was made on, shown alone or in a list; the team sees no other team at all."""
    for name, division in (("near", "110000"), ("far", "310000")):
        facts = a.team(name, division_code=division)
        opened = requests.OpenCase(submission=a.submission(team=facts, persons=a.persons("shared")))
        commands.open_case(opened, WORKER, a.NOW)
    commands.open_case(
        requests.OpenCase(submission=a.submission(team=a.team("a"), persons=a.persons("shared"))), WORKER, a.NOW
    )
    assert decide(HOST) == DECIDED

    def seen(actor: Actor) -> list[str]:
        views = [queries.get_case("a", actor, a.NOW)]
        if actor.grants != team.grants:
            listed = queries.list_cases(cases_pb2.ListCasesRequest(division_code="110000"), actor, a.NOW)
            views += [view for view in listed.cases if view.case_id == "a"]
        texts = [view.SerializeToString() for view in views]
        assert [finding.code for finding in views[0].decisions[0].findings][-2:] == ["B5_PERSON_IN_ANOTHER_TEAM"] * 2
        return [name for name in ("near", "far") if any(name.encode() in text for text in texts)]

    team = Actor("account-a", frozenset({Grant(Role.PARTICIPANT)}))
    assert (seen(team), seen(HOST), seen(SECRETARIAT)) == ([], ["near"], ["near", "far"])


def test_k1_a_case_whose_division_is_not_known_yet_is_seen_by_the_nation_only() -> None:
    """H4, K1: a report may be upheld before the first submission; hosts and reviewers of any division find no such case."""
    case = Case.empty("a", "")
    case.disqualify("C5_FOREIGN_MATERIAL", "侵权", at=a.NOW)
    store.cases.add(case)
    for actor in (HOST, reviewing("reviewer-0")):
        assert a.refused(lambda actor=actor: queries.get_case("a", actor, a.NOW)).name == "NOT_FOUND"
        assert decide(actor) == "NOT_FOUND"
    assert queries.get_case("a", SECRETARIAT, a.NOW).state == cases_pb2.CASE_STATE_DISQUALIFIED

"""Review cases (B3, B5, B7, B10, C12, D1 to D5, H4, K1)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.facts.persons import SamePerson
from chassis.facts.teams import Organisation, OrganisationKind
from services.review.cases import rules
from services.review.cases.events import (
    CaseDecided,
    CaseOpened,
    CaseReopened,
    Outcome,
    ReopeningReason,
    TeamDisqualified,
)
from services.review.cases.model.case import Case, CaseState, Judgements, project_key
from services.review.cases.model.findings import Finding, LaterFinding
from tests.unit.services.review import builders as a


def test_d1_a_submission_opens_its_case_and_a_decision_is_published() -> None:
    """D1, D3: both events say which case and submission they are about."""
    case = Case.empty("t", "110000")
    missing = Finding(code="C4_SECTION_MISSING", severity="serious", evidence="overview")
    case.receive(a.submission(), (missing,), days=5, at=a.NOW)
    assert (case.state, case.waiting_in, case.findings) == (CaseState.WAITING, "110000", (missing,))
    a.decide(case)
    assert [raised.event for raised in case.raised] == [
        CaseOpened(case_id="t", team_id="t", division_code="110000", submission_number=1),
        CaseDecided(case_id="t", team=a.team(), submission_number=1, outcome=Outcome.PASSED, reason="理由", sequence=1),
    ]
    assert (case.passed, case.waiting_in) == (True, "")


def test_d5_all_decisions_are_kept_with_author_time_and_submission() -> None:
    """D4, D5: in order, with their judgements."""
    case = a.rejected_case()
    case.receive(a.submission(2), (), days=5, at=a.NOW)
    a.decide(case, by="reviewer-1", at=a.NOW + a.MS)
    decisions = [
        (decision.submission_number, decision.outcome, decision.decided_by, decision.decided_at)
        for decision in case.decisions
    ]
    assert decisions == [
        (1, Outcome.REJECTED, "reviewer-0", a.NOW),
        (2, Outcome.PASSED, "reviewer-1", a.NOW + a.MS),
    ]
    assert [decision.judgements for decision in case.decisions] == [a.ALL_HOLD, a.ALL_HOLD]


def words(case: Case) -> list[tuple[int, str]]:
    """Return the sequence of each decision and reopening that the case published, with what it said."""
    return [
        (raised.event.sequence, raised.event.outcome if isinstance(raised.event, CaseDecided) else raised.event.reason)
        for raised in case.raised
        if isinstance(raised.event, CaseDecided | CaseReopened)
    ]


def test_d1_decisions_and_reopenings_are_counted_together() -> None:
    """D1, D3: whoever hears them in any order knows the newest by one number, and a reopening says why."""
    case = a.case()
    a.decide(case)
    case.record_finding(later(1), days=5, at=a.NOW + a.MS)
    a.decide(case, Outcome.REJECTED, judgements=a.NOT_GENUINE)
    case.receive(a.submission(2), (), days=5, at=a.NOW)
    a.decide(case)
    assert words(case) == [
        (1, Outcome.PASSED),
        (2, ReopeningReason.LATER_FINDING),
        (3, Outcome.REJECTED),
        (4, ReopeningReason.NEW_SUBMISSION),
        (5, Outcome.PASSED),
    ]
    assert case.raised[1].event == CaseReopened(
        case_id="t",
        team=a.team(),
        submission_number=1,
        reason=ReopeningReason.LATER_FINDING,
        sequence=2,
        finding_code="B3_CREDIT_LISTED",
    )
    assert [decision.sequence for decision in case.decisions] == [1, 3, 5]
    assert [(reopening.sequence, reopening.submission_number) for reopening in case.reopenings] == [(2, 1), (4, 2)]
    assert case.reopenings[0].reopened_at == a.NOW + a.MS


def test_d1_a_case_that_is_not_decided_is_not_reopened() -> None:
    """D1: neither by a further submission nor by a finding; there is nothing that would count no longer."""
    case = a.case()
    case.receive(a.submission(2), (), days=5, at=a.NOW)
    case.record_finding(later(1), days=5, at=a.NOW)
    assert (words(case), case.reopenings) == ([], ())


def test_d1_the_count_goes_on_after_decisions_that_were_stored_without_one() -> None:
    """D1: a case of an earlier release published its decisions with their number among all decisions."""
    case = a.case()
    for _ in range(2):
        a.decide(case)
        case.state = CaseState.ASSIGNED
    case.sequence, case.decisions = 0, tuple(replace(decision, sequence=0) for decision in case.decisions)
    case.take_events()
    a.decide(case)
    assert words(case) == [(3, Outcome.PASSED)]


def test_d1_only_the_newest_submission_is_decided() -> None:
    """D1: D1_NEWER_SUBMISSION for a decision on an older one; the pass of an older one no longer counts."""
    case = a.case()
    a.decide(case)
    case.receive(a.submission(2), (), days=5, at=a.NOW)
    assert (case.passed, case.state) == (False, CaseState.WAITING)
    assert a.refused(lambda: a.decide(case, number=1)) == rules.D1_NEWER_SUBMISSION
    a.decide(case, number=2)
    assert case.passed


@given(st.lists(st.integers(1, 6), min_size=1, max_size=8))
def test_d1_submissions_in_any_order_and_twice_leave_the_newest(numbers: list[int]) -> None:
    """D1: a submission older than the case's changes nothing and is not published."""
    case = Case.empty("t", "110000")
    for number in numbers:
        case.receive(a.submission(number, digest=f"d{number}"), (), days=5, at=a.NOW)
    assert (case.number, case.digest) == (max(numbers), f"d{max(numbers)}")
    opened = [raised.event.submission_number for raised in case.raised if isinstance(raised.event, CaseOpened)]
    assert opened == sorted(set(opened))


@pytest.mark.parametrize("against", ["compliance", "authenticity", "lawfulness"])
@pytest.mark.parametrize("outcome", list(Outcome))
def test_d4_a_pass_needs_each_of_the_three_judgements(against: str, outcome: Outcome) -> None:
    """D4: D4_JUDGEMENT_AGAINST if one speaks against a pass; each other outcome is accepted."""
    judgements = Judgements(**(vars(a.ALL_HOLD) | {against: False}))
    case = a.case()
    if outcome is Outcome.PASSED:
        assert a.refused(lambda: a.decide(case, outcome, judgements=judgements)) == rules.D4_JUDGEMENT_AGAINST
        assert (case.state, case.decisions) == (CaseState.WAITING, ())
    else:
        a.decide(case, outcome, judgements=judgements)
        assert case.decisions[0].judgements == judgements


def test_d1_a_decision_has_a_reason() -> None:
    """D1: D1_REASON_MISSING if it is blank."""
    case = a.case()
    assert a.refused(lambda: a.decide(case, reason=" \n")) == rules.D1_REASON_MISSING
    a.decide(case, reason="符合要求")
    assert case.decisions[0].reason == "符合要求"


def test_d1_a_case_is_returned_for_correction_only_while_submission_is_open() -> None:
    """D1: D1_RETURN_TOO_LATE a millisecond after it closed; a supplement is possible then; without a scheme nothing closes."""
    a.decide(a.case(), Outcome.RETURNED, at=a.CLOSES)
    late = a.case()
    assert a.refused(lambda: a.decide(late, Outcome.RETURNED, at=a.CLOSES + a.MS)) == rules.D1_RETURN_TOO_LATE
    a.decide(late, Outcome.SUPPLEMENT, at=a.CLOSES + a.MS)
    a.decide(a.case(), Outcome.RETURNED, submission_closes=None, at=a.CLOSES + a.MS)


@pytest.mark.parametrize("state", list(CaseState))
def test_d1_only_a_case_under_review_is_assigned_or_decided(state: CaseState) -> None:
    """D1: D1_WRONG_STATE once it is decided, appealed, withdrawn or disqualified."""
    case = a.case()
    case.state = state
    actions = (lambda: case.assign("reviewer-0", days=5, at=a.NOW), lambda: a.decide(case))
    for action in actions:
        if state in (CaseState.WAITING, CaseState.ASSIGNED):
            action()
        else:
            assert a.refused(action) == rules.D1_WRONG_STATE


def test_d2_an_assigned_case_has_its_reviewer_and_due_date() -> None:
    """D2: it waits no longer; a newer submission goes to the same reviewer with a new date."""
    case = a.case()
    case.assign("reviewer-0", days=5, at=a.NOW)
    assert (case.state, case.waiting_in, case.due_at) == (CaseState.ASSIGNED, "", a.NOW + 5 * a.DAY)
    a.decide(case, Outcome.RETURNED)
    case.receive(a.submission(2), (), days=5, at=a.NOW + 9 * a.DAY)
    assert (case.state, case.reviewer_id, case.waiting_in) == (CaseState.ASSIGNED, "reviewer-0", "")
    assert case.due_at == a.NOW + 14 * a.DAY


def test_d2_an_assigned_case_is_overdue_a_millisecond_after_its_date() -> None:
    """D2: not before, and not once it is decided."""
    case = a.case()
    case.assign("reviewer-0", days=5, at=a.NOW)
    due = a.NOW + 5 * a.DAY
    assert (case.is_overdue(due), case.is_overdue(due + a.MS)) == (False, True)
    a.decide(case)
    assert not case.is_overdue(due + a.MS)
    assert not a.case().is_overdue(due + a.MS)


def test_d3_an_appeal_is_in_time_to_the_millisecond() -> None:
    """D3: D3_APPEAL_LATE a millisecond after five days."""
    case, until = a.rejected_case(), a.NOW + 5 * a.DAY
    assert a.refused(lambda: case.lodge_appeal("不服", days=5, at=until + a.MS)) == rules.D3_APPEAL_LATE
    case.lodge_appeal("不服", days=5, at=until)
    assert (case.state, case.appeal) == (CaseState.APPEALED, "不服")


@pytest.mark.parametrize("granted", [True, False])
def test_d3_a_team_appeals_once(granted: bool) -> None:
    """D3: D3_APPEALED_BEFORE, if the first was granted and if it was not."""
    case = a.rejected_case()
    case.lodge_appeal("不服", days=5, at=a.NOW)
    case.settle_appeal(granted=granted, days=5, at=a.NOW + a.DAY)
    if granted:
        a.decide(case, Outcome.REJECTED)
    assert case.state is CaseState.DECIDED
    assert a.refused(lambda: case.lodge_appeal("再诉", days=5, at=a.NOW)) == rules.D3_APPEALED_BEFORE


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.RETURNED, Outcome.SUPPLEMENT])
def test_d3_only_a_rejection_is_appealed(outcome: Outcome) -> None:
    """D3: D1_WRONG_STATE for any other decision, and before there is one; a rejection is accepted."""
    decided = a.case()
    a.decide(decided, outcome)
    for case in (decided, a.case()):
        assert a.refused(lambda case=case: case.lodge_appeal("不服", days=5, at=a.NOW)) == rules.D1_WRONG_STATE
    a.rejected_case().lodge_appeal("不服", days=5, at=a.NOW)


def test_d3_an_appeal_has_a_reason() -> None:
    """D3: D1_REASON_MISSING if it is blank."""
    assert a.refused(lambda: a.rejected_case().lodge_appeal(" ", days=5, at=a.NOW)) == rules.D1_REASON_MISSING
    a.rejected_case().lodge_appeal("不服", days=5, at=a.NOW)


@pytest.mark.parametrize("reviewer", ["", "reviewer-0"])
def test_d3_a_granted_appeal_is_reviewed_again(reviewer: str) -> None:
    """D3: by its reviewer; if the host had decided without one, the case waits for one. Only an appeal can be settled."""
    case = a.case()
    if reviewer:
        case.assign(reviewer, days=5, at=a.NOW)
    a.decide(case, Outcome.REJECTED)
    assert a.refused(lambda: case.settle_appeal(granted=True, days=5, at=a.NOW + a.DAY)) == rules.D1_WRONG_STATE
    case.lodge_appeal("不服", days=5, at=a.NOW)
    case.settle_appeal(granted=True, days=5, at=a.NOW + a.DAY)
    assigned, waiting = (CaseState.ASSIGNED, "", a.NOW + 6 * a.DAY), (CaseState.WAITING, "110000", None)
    assert (case.state, case.waiting_in, case.due_at) == (assigned if reviewer else waiting)
    a.decide(case)
    assert case.passed


def test_c12_a_case_withdrawn_before_its_submission_arrives_stays_withdrawn() -> None:
    """C12: the late submission opens and publishes nothing; a second withdrawal changes nothing."""
    case = Case.empty("t", "110000")
    case.withdraw()
    case.receive(a.submission(), (), days=5, at=a.NOW)
    case.withdraw()
    assert (case.state, case.number, case.waiting_in, case.raised) == (CaseState.WITHDRAWN, 0, "", ())


def test_c12_a_waiting_case_that_is_withdrawn_waits_no_longer() -> None:
    """C12: no reviewer gets it."""
    case = a.case()
    case.withdraw()
    assert (case.state, case.waiting_in) == (CaseState.WITHDRAWN, "")


def test_h4_a_disqualification_is_published_once_and_stays() -> None:
    """B10, H4, H5: later submissions and a withdrawal change nothing; an empty case has nothing to lose."""
    case = a.case()
    case.disqualify("C5_FOREIGN_MATERIAL", "侵权", at=a.NOW)
    case.disqualify("C5_FOREIGN_MATERIAL", "侵权", at=a.NOW)
    case.receive(a.submission(2), (), days=5, at=a.NOW)
    case.withdraw()
    assert (case.state, case.number) == (CaseState.DISQUALIFIED, 1)
    assert [raised.event for raised in case.raised] == [
        TeamDisqualified(
            team_id="t",
            division_code="110000",
            track="industry",
            project_name="合成项目t",
            code="C5_FOREIGN_MATERIAL",
            reason="侵权",
        )
    ]
    empty = Case.empty("t", "110000")
    empty.disqualify("C5_FOREIGN_MATERIAL", "侵权", at=a.NOW)
    assert empty.raised == ()


def test_h4_a_disqualification_by_another_aggregate_is_not_published_again() -> None:
    """F5, H5: the hit has published it."""
    case = a.case()
    case.record_disqualification()
    case.disqualify("F5_DUPLICATE_PROJECT", "同一项目", at=a.NOW)
    assert (case.state, case.waiting_in, case.raised) == (CaseState.DISQUALIFIED, "", ())


def test_b7_the_same_project_written_otherwise_has_the_same_key() -> None:
    """B7: width, case, spaces and punctuation do not make another project; another lead or name does."""
    key = project_key(a.team(project_name="数据要素 Ｘ 平台"))
    assert key == project_key(a.team(project_name="数据要素-x平台"))
    other = Organisation(uscc="other", name="合成测试高校", kind=OrganisationKind.UNIVERSITY)
    assert key != project_key(a.team(project_name="数据要素X平台", lead=other))
    assert key != project_key(a.team(project_name="数据要素Y平台"))


LISTED = Finding(code="B3_CREDIT_LISTED", severity="serious", evidence="91 dishonest_judgment_debtor")


def later(sequence: int, *, lifted: bool = False) -> LaterFinding:
    """Return what registration published of a listed organisation."""
    return LaterFinding(key="k", sequence=sequence, finding=LISTED, lifted=lifted)


def test_b3_d1_a_finding_made_later_returns_a_passed_case_to_a_person() -> None:
    """B3, D1: it is not passed until someone decides again; a lifted finding is no longer shown, and reopens nothing."""
    case = a.case()
    a.decide(case)
    case.record_finding(later(1), days=5, at=a.NOW)
    assert (case.passed, case.state, case.current_findings) == (False, CaseState.WAITING, (LISTED,))
    a.decide(case)
    case.record_finding(later(1), days=5, at=a.NOW)
    assert case.passed, "the same event a second time"
    case.record_finding(later(2, lifted=True), days=5, at=a.NOW)
    assert (case.passed, case.current_findings) == (True, ())


def test_b3_an_older_finding_never_overwrites_a_newer_and_a_rejection_stays() -> None:
    """B3: the lift may arrive first; a rejected case is not opened again."""
    case = a.rejected_case()
    case.record_finding(later(2, lifted=True), days=5, at=a.NOW)
    case.record_finding(later(1), days=5, at=a.NOW)
    assert (case.current_findings, case.state) == ((), CaseState.DECIDED)
    case.record_finding(later(3), days=5, at=a.NOW)
    assert (case.current_findings, case.state) == ((LISTED,), CaseState.DECIDED)


def test_b3_a_finding_that_arrives_before_its_submission_is_kept() -> None:
    """B3: events come in any order."""
    case = Case.empty("t", "110000")
    case.record_finding(later(1), days=5, at=a.NOW)
    case.receive(a.submission(), (), days=5, at=a.NOW)
    assert case.current_findings == (LISTED,)


def test_b9_a_new_submission_replaces_the_later_findings_on_its_names() -> None:
    """B9, D1: it brings all findings on its names; what was found of the team otherwise stays."""
    case = a.case()
    name = Finding(code="B9_NAME", severity="serious", evidence="team_name")
    case.record_finding(LaterFinding(key="n", sequence=1, finding=name), days=5, at=a.NOW)
    case.record_finding(later(2), days=5, at=a.NOW)
    case.receive(a.submission(2), (), days=5, at=a.NOW)
    assert case.current_findings == (LISTED,)


def test_k1_the_newest_accounts_count_in_whatever_order_they_arrive() -> None:
    """K1, D3: before or after the submission; older ones change nothing."""
    case = Case.empty("t", "110000")
    case.record_accounts(a.team(account_ids=("first", "second"), accounts_changed=2))
    case.receive(a.submission(team=a.team(account_ids=("first",), accounts_changed=1)), (), days=5, at=a.NOW)
    assert case.team is not None
    assert case.team.account_ids == ("first", "second")
    case.record_accounts(a.team(account_ids=("second",), accounts_changed=3))
    case.record_accounts(a.team(account_ids=("first", "second"), accounts_changed=2))
    assert case.team.account_ids == ("second",)
    case.receive(
        a.submission(number=2, team=a.team(account_ids=("second", "third"), accounts_changed=4)),
        (),
        days=5,
        at=a.NOW,
    )
    assert case.team.account_ids == ("second", "third")


def test_b5_people_are_known_by_all_their_hashes_while_keys_rotate() -> None:
    """B5, F5: further hashes of the case's own people are added once, those of strangers never."""
    case = Case.empty("t", "110000")
    rekeyed = SamePerson(keys=("old", "new"))
    assert not case.add_person_keys((rekeyed,))
    case.receive(a.submission(persons=a.persons("old", "p2")), (), days=5, at=a.NOW)
    people = (rekeyed, SamePerson(keys=("stranger", "stranger's")))
    assert case.add_person_keys(people)
    assert not case.add_person_keys(people)
    assert set(case.person_keys) == {"old", "p2", "new"}

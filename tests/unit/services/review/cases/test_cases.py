"""Review cases (D1, D3, D4, B10, C12)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.review.cases import rules
from services.review.cases.events import CaseDecided, CaseOpened, Outcome, TeamDisqualified
from services.review.cases.model.case import Case, CaseState, Judgements, project_key
from services.review.cases.model.findings import Finding, LaterFinding, check
from services.review.shared.facts import Organisation, OrganisationKind, Section
from tests.unit.services.review import builders as a

ALL_CHECKS: dict[str, Any] = {
    "organisers": frozenset({"host"}),
    "sections": ("overview",),
    "evidence_kinds": ("audit",),
    "same_persons": (),
    "same_project": (),
}


def test_d1_a_submission_opens_its_case_and_a_decision_is_told() -> None:
    """D1, D3: opened and decided, each told with what it is about."""
    made = Case.empty("t", "110000")
    found = Finding(code="C4_SECTION_MISSING", severity="serious", evidence="overview")
    made.take(a.submitted(), (found,), days=5, at=a.NOW)
    assert (made.state, made.waiting_in, made.findings) == (CaseState.WAITING, "110000", (found,))
    a.decide(made)
    assert [one.event for one in made.raised] == [
        CaseOpened(case_id="t", team_id="t", division_code="110000", submission_number=1),
        CaseDecided(case_id="t", team=a.team(), submission_number=1, outcome=Outcome.PASSED, reason="理由", sequence=1),
    ]
    assert (made.passed, made.waiting_in) == (True, "")


def test_d5_a_decision_says_by_whom_when_and_on_what() -> None:
    """D4, D5: all of them are kept, in order."""
    made = a.rejected()
    made.take(a.submitted(2), (), days=5, at=a.NOW)
    a.decide(made, by="reviewer-1", at=a.NOW + a.MS)
    kept = [(one.submission_number, one.outcome, one.decided_by, one.decided_at) for one in made.decisions]
    assert kept == [
        (1, Outcome.REJECTED, "reviewer-0", a.NOW),
        (2, Outcome.PASSED, "reviewer-1", a.NOW + a.MS),
    ]
    assert [one.judgements for one in made.decisions] == [a.HOLD, a.HOLD]


def test_d1_a_newer_submission_is_what_is_reviewed() -> None:
    """D1: D1_NEWER_SUBMISSION for a decision on another; a pass of an older one is a pass no more."""
    made = a.case()
    a.decide(made)
    made.take(a.submitted(2), (), days=5, at=a.NOW)
    assert (made.passed, made.state) == (False, CaseState.WAITING)
    assert a.refused(lambda: a.decide(made, number=1)) == rules.D1_NEWER_SUBMISSION
    a.decide(made, number=2)
    assert made.passed


@given(st.lists(st.integers(1, 6), min_size=1, max_size=8))
def test_d1_submissions_in_any_order_and_twice_leave_the_newest(numbers: list[int]) -> None:
    """D1: what is older than what the case knows changes nothing and is not told."""
    made = Case.empty("t", "110000")
    for number in numbers:
        made.take(a.submitted(number, digest=f"d{number}"), (), days=5, at=a.NOW)
    assert (made.number, made.digest) == (max(numbers), f"d{max(numbers)}")
    told = [one.event.submission_number for one in made.raised if isinstance(one.event, CaseOpened)]
    assert told == sorted(set(told))


@pytest.mark.parametrize("against", ["compliance", "authenticity", "lawfulness"])
@pytest.mark.parametrize("outcome", list(Outcome))
def test_d4_a_pass_needs_each_of_the_three_judgements(against: str, outcome: Outcome) -> None:
    """D4: D4_JUDGEMENT_AGAINST where one speaks against a pass; every other outcome is accepted."""
    doubtful = Judgements(**(vars(a.HOLD) | {against: False}))
    made = a.case()
    if outcome is Outcome.PASSED:
        assert a.refused(lambda: a.decide(made, outcome, judgements=doubtful)) == rules.D4_JUDGEMENT_AGAINST
        assert (made.state, made.decisions) == (CaseState.WAITING, ())
    else:
        a.decide(made, outcome, judgements=doubtful)
        assert made.decisions[0].judgements == doubtful


def test_d1_a_decision_has_a_reason() -> None:
    """D1: D1_REASON_MISSING where it is blank."""
    made = a.case()
    assert a.refused(lambda: a.decide(made, reason=" \n")) == rules.D1_REASON_MISSING
    a.decide(made, reason="符合要求")
    assert made.decisions[0].reason == "符合要求"


def test_d1_returned_for_correction_while_submissions_are_taken() -> None:
    """D1: D1_RETURN_TOO_LATE a millisecond after the end; a supplement may still be asked for; no scheme, no end."""
    a.decide(a.case(), Outcome.RETURNED, at=a.CLOSES)
    late = a.case()
    assert a.refused(lambda: a.decide(late, Outcome.RETURNED, at=a.CLOSES + a.MS)) == rules.D1_RETURN_TOO_LATE
    a.decide(late, Outcome.SUPPLEMENT, at=a.CLOSES + a.MS)
    a.decide(a.case(), Outcome.RETURNED, submission_closes=None, at=a.CLOSES + a.MS)


@pytest.mark.parametrize("state", list(CaseState))
def test_d1_only_a_case_under_review_is_assigned_or_decided(state: CaseState) -> None:
    """D1: D1_WRONG_STATE once it is decided, appealed, withdrawn or disqualified."""
    made = a.case()
    made.state = state
    actions = (lambda: made.assign("reviewer-0", days=5, at=a.NOW), lambda: a.decide(made))
    for action in actions:
        if state in (CaseState.WAITING, CaseState.ASSIGNED):
            action()
        else:
            assert a.refused(action) == rules.D1_WRONG_STATE


def test_d2_an_assigned_case_has_its_reviewer_and_due_date() -> None:
    """D2: it waits no more; a newer submission goes to the same reviewer with a new date."""
    made = a.case()
    made.assign("reviewer-0", days=5, at=a.NOW)
    assert (made.state, made.waiting_in, made.due_at) == (CaseState.ASSIGNED, "", a.NOW + 5 * a.DAY)
    a.decide(made, Outcome.RETURNED)
    made.take(a.submitted(2), (), days=5, at=a.NOW + 9 * a.DAY)
    assert (made.state, made.reviewer_id, made.waiting_in) == (CaseState.ASSIGNED, "reviewer-0", "")
    assert made.due_at == a.NOW + 14 * a.DAY


def test_d3_an_appeal_is_in_time_to_the_millisecond() -> None:
    """D3: D3_APPEAL_LATE a millisecond after five days."""
    made, until = a.rejected(), a.NOW + 5 * a.DAY
    assert a.refused(lambda: made.lodge_appeal("不服", days=5, at=until + a.MS)) == rules.D3_APPEAL_LATE
    made.lodge_appeal("不服", days=5, at=until)
    assert (made.state, made.appeal) == (CaseState.APPEALED, "不服")


def test_d3_a_team_appeals_once() -> None:
    """D3: D3_APPEALED_BEFORE, whether the first was granted or not."""
    for granted in (True, False):
        made = a.rejected()
        made.lodge_appeal("不服", days=5, at=a.NOW)
        made.settle_appeal(granted=granted, days=5, at=a.NOW + a.DAY)
        if granted:
            a.decide(made, Outcome.REJECTED)
        assert made.state is CaseState.DECIDED
        assert a.refused(lambda made=made: made.lodge_appeal("再诉", days=5, at=a.NOW)) == rules.D3_APPEALED_BEFORE


def test_d3_only_a_rejection_is_appealed_and_only_with_a_reason() -> None:
    """D3: D1_WRONG_STATE for anything else, D1_REASON_MISSING where nothing is said."""
    for outcome in (Outcome.PASSED, Outcome.RETURNED, Outcome.SUPPLEMENT):
        made = a.case()
        a.decide(made, outcome)
        assert a.refused(lambda made=made: made.lodge_appeal("不服", days=5, at=a.NOW)) == rules.D1_WRONG_STATE
    assert a.refused(lambda: a.case().lodge_appeal("不服", days=5, at=a.NOW)) == rules.D1_WRONG_STATE
    assert a.refused(lambda: a.rejected().lodge_appeal(" ", days=5, at=a.NOW)) == rules.D1_REASON_MISSING
    a.rejected().lodge_appeal("不服", days=5, at=a.NOW)


@pytest.mark.parametrize("reviewer", ["", "reviewer-0"])
def test_d3_a_granted_appeal_is_reviewed_again(reviewer: str) -> None:
    """D3: by its reviewer; where the host had decided without one, the case waits for one. Nothing to settle is refused."""
    made = a.case()
    if reviewer:
        made.assign(reviewer, days=5, at=a.NOW)
    a.decide(made, Outcome.REJECTED)
    assert a.refused(lambda: made.settle_appeal(granted=True, days=5, at=a.NOW + a.DAY)) == rules.D1_WRONG_STATE
    made.lodge_appeal("不服", days=5, at=a.NOW)
    made.settle_appeal(granted=True, days=5, at=a.NOW + a.DAY)
    assigned, waiting = (CaseState.ASSIGNED, "", a.NOW + 6 * a.DAY), (CaseState.WAITING, "110000", None)
    assert (made.state, made.waiting_in, made.due_at) == (assigned if reviewer else waiting)
    a.decide(made)
    assert made.passed


def test_c12_withdrawn_before_it_was_heard_of_it_stays_withdrawn() -> None:
    """C12: the submission that comes later opens nothing and tells nothing; twice is once."""
    made = Case.empty("t", "110000")
    made.withdraw()
    made.take(a.submitted(), (), days=5, at=a.NOW)
    made.withdraw()
    assert (made.state, made.number, made.waiting_in, made.raised) == (CaseState.WITHDRAWN, 0, "", ())


def test_c12_a_waiting_case_that_is_withdrawn_waits_no_more() -> None:
    """C12: nobody is given it."""
    made = a.case()
    made.withdraw()
    assert (made.state, made.waiting_in) == (CaseState.WITHDRAWN, "")


def test_h4_a_disqualification_is_told_once_and_stays() -> None:
    """B10, H4, H5: later submissions and a withdrawal change nothing; an empty case has nothing to lose."""
    made = a.case()
    made.disqualify("C5_FOREIGN_MATERIAL", "侵权", at=a.NOW)
    made.disqualify("C5_FOREIGN_MATERIAL", "侵权", at=a.NOW)
    made.take(a.submitted(2), (), days=5, at=a.NOW)
    made.withdraw()
    assert (made.state, made.number) == (CaseState.DISQUALIFIED, 1)
    assert [one.event for one in made.raised] == [
        TeamDisqualified(
            team_id="t",
            division_code="110000",
            track="industry",
            project_name="合成项目t",
            code="C5_FOREIGN_MATERIAL",
            reason="侵权",
        )
    ]
    unheard = Case.empty("t", "110000")
    unheard.disqualify("C5_FOREIGN_MATERIAL", "侵权", at=a.NOW)
    assert unheard.raised == ()


def test_h4_what_another_aggregate_told_is_not_told_again() -> None:
    """F5, H5: the hit told of it already."""
    made = a.case()
    made.learn_disqualification()
    made.disqualify("F5_DUPLICATE_PROJECT", "同一项目", at=a.NOW)
    assert (made.state, made.waiting_in, made.raised) == (CaseState.DISQUALIFIED, "", ())


def test_b7_the_same_project_written_otherwise_has_the_same_key() -> None:
    """B7: width, case, spaces and punctuation do not make another project; another lead or name does."""
    key = project_key(a.team(project_name="数据要素 Ｘ 平台"))
    assert key == project_key(a.team(project_name="数据要素-x平台"))
    other = Organisation(uscc="other", name="合成测试高校", kind=OrganisationKind.UNIVERSITY)
    assert key != project_key(a.team(project_name="数据要素X平台", lead=other))
    assert key != project_key(a.team(project_name="数据要素Y平台"))


def test_d1_where_nothing_is_wrong_nothing_is_found() -> None:
    """D1: complete, its own, and of nobody else."""
    assert check(a.submitted(), **ALL_CHECKS) == ()


@pytest.mark.parametrize(
    ("submitted", "asked", "expected"),
    [
        ({"declaration": ()}, {}, ("C4_SECTION_MISSING", "serious", "overview")),
        ({"declaration": (Section(id="overview", text=" "),)}, {}, ("C4_SECTION_MISSING", "serious", "overview")),
        ({"evidence": ()}, {}, ("C5_EVIDENCE_MISSING", "serious", "audit")),
        (
            {"evidence": (a.evidence(owner_uscc="parent"),)},
            {},
            ("C5_FOREIGN_OWNER", "serious", "e1 parent"),
        ),
        ({}, {"organisers": frozenset({"lead-t"})}, ("B8_ORGANISER_TAKES_PART", "serious", "lead-t")),
        ({}, {"same_persons": ("u",)}, ("B5_PERSON_IN_ANOTHER_TEAM", "serious", "u")),
        ({}, {"same_project": ("u",)}, ("B7_PROJECT_REGISTERED_TWICE", "warning", "u")),
    ],
)
def test_d1_each_check_finds_with_its_evidence(
    submitted: dict[str, Any], asked: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    """D1, B5, B7, B8, C4, C5: that and only that is found; a human decides what follows."""
    found = check(a.submitted(**submitted), **(ALL_CHECKS | asked))
    assert [(one.code, one.severity, one.evidence) for one in found] == [expected]


LISTED = Finding(code="B3_CREDIT_LISTED", severity="serious", evidence="91 dishonest_judgment_debtor")


def later(sequence: int, *, lifted: bool = False) -> LaterFinding:
    """What registration told."""
    return LaterFinding(key="k", sequence=sequence, finding=LISTED, lifted=lifted)


def test_b3_d1_what_becomes_known_later_brings_a_passed_case_back_to_a_human() -> None:
    """B3, D1: it passes no more until somebody decides; what is lifted is shown no more, and closes nothing."""
    made = a.case()
    a.decide(made)
    made.learn_finding(later(1), days=5, at=a.NOW)
    assert (made.passed, made.state, made.open_findings) == (False, CaseState.WAITING, (LISTED,))
    a.decide(made)
    made.learn_finding(later(1), days=5, at=a.NOW)
    assert made.passed, "told twice is told once"
    made.learn_finding(later(2, lifted=True), days=5, at=a.NOW)
    assert (made.passed, made.open_findings) == (True, ())


def test_b3_a_rejected_case_stays_so_and_an_older_word_never_overwrites_a_newer() -> None:
    """B3: lifted before it was told of; a rejection needs no other look."""
    made = a.rejected()
    made.learn_finding(later(2, lifted=True), days=5, at=a.NOW)
    made.learn_finding(later(1), days=5, at=a.NOW)
    assert (made.open_findings, made.state) == ((), CaseState.DECIDED)
    made.learn_finding(later(3), days=5, at=a.NOW)
    assert (made.open_findings, made.state) == ((LISTED,), CaseState.DECIDED)


def test_b3_a_finding_that_comes_before_its_submission_waits_for_it() -> None:
    """B3: events come in any order."""
    made = Case.empty("t", "110000")
    made.learn_finding(later(1), days=5, at=a.NOW)
    made.take(a.submitted(), (), days=5, at=a.NOW)
    assert made.open_findings == (LISTED,)


def test_k1_accounts_that_came_or_went_are_known_in_any_order() -> None:
    """K1, D3: the newest word counts, whether it comes before or after the submission, and an older one changes nothing."""
    made = Case.empty("t", "110000")
    made.learn_accounts(a.team(account_ids=("first", "second"), accounts_changed=2))
    made.take(a.submitted(team=a.team(account_ids=("first",), accounts_changed=1)), (), days=5, at=a.NOW)
    assert made.team is not None
    assert made.team.account_ids == ("first", "second")
    made.learn_accounts(a.team(account_ids=("second",), accounts_changed=3))
    made.learn_accounts(a.team(account_ids=("first", "second"), accounts_changed=2))
    assert made.team.account_ids == ("second",)
    made.take(
        a.submitted(number=2, team=a.team(account_ids=("second", "third"), accounts_changed=4)), (), days=5, at=a.NOW
    )
    assert made.team.account_ids == ("second", "third")


def test_b5_people_are_known_by_all_their_hashes_while_keys_rotate() -> None:
    """B5, F5: further hashes of those it knows are taken, once; of strangers none."""
    made = Case.empty("t", "110000")
    assert not made.know_persons((frozenset({"old", "new"}),))
    made.take(a.submitted(team=a.team(person_keys=("old", "p2"))), (), days=5, at=a.NOW)
    groups = (frozenset({"old", "new"}), frozenset({"stranger", "stranger's"}))
    assert made.know_persons(groups)
    assert not made.know_persons(groups)
    assert made.team is not None
    assert made.team.person_keys == ("old", "p2", "new")

"""Review cases (B3, B5, B7, B10, C12, D1 to D5, H4, K1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.facts.persons import SamePerson
from chassis.facts.teams import Organisation, OrganisationKind
from chassis.kernel.clock import Instant, day_end
from chassis.kernel.refusal import Refusal
from services.review.cases import rules
from services.review.cases.events import (
    AppealLapsed,
    AppealLodged,
    AppealSettled,
    CaseAssigned,
    CaseDecided,
    CaseOpened,
    CaseReopened,
    Finding,
    Judgements,
    Outcome,
    ReopeningReason,
    ReviewerRecused,
    TeamDisqualified,
)
from services.review.cases.model.case import Case, CaseState, project_key
from services.review.cases.model.decision import AppealSettlement
from services.review.cases.model.findings import LaterFinding
from services.review.desks import rules as desks_rules
from services.review.desks.model import Conflicts
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
        CaseDecided(
            case_id="t",
            team=a.team(),
            submission_number=1,
            outcome=Outcome.PASSED,
            reason="理由",
            sequence=1,
            judgements=a.ALL_HOLD,
            decided_by="reviewer-0",
            decided_at=a.NOW,
            findings=(missing,),
            digest="d",
        ),
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
    assert [decision.judgements for decision in case.decisions] == [a.NOT_GENUINE, a.ALL_HOLD]


def test_d5_what_is_stored_of_a_decision_is_what_its_event_says() -> None:
    """D5: field for field, so that altering either shows; with the findings and the digest that it was made on."""
    case = a.case()
    case.record_finding(later(1), days=5, at=a.NOW)
    a.decide(case, Outcome.REJECTED, by="reviewer-1", at=a.CLOSES + 16 * a.DAY, late_reason="等待核实")
    case.receive(a.submission(2, digest="e"), (), days=5, at=a.NOW)
    a.decide(case)
    events = [raised.event for raised in case.raised if isinstance(raised.event, CaseDecided)]
    assert [{name: getattr(event, name) for name in vars(case.decisions[0])} for event in events] == [
        vars(decision) for decision in case.decisions
    ]
    first = case.decisions[0]
    assert (first.findings, first.digest, first.late, first.late_reason) == ((LISTED,), "d", True, "等待核实")


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
    unpublished = replace(a.DEADLINES, submission_closes=None, review_closes=None)
    a.decide(a.case(), Outcome.RETURNED, deadlines=unpublished, at=a.CLOSES + a.MS)


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.SUPPLEMENT, Outcome.REJECTED])
def test_a5_a_decision_after_the_review_closed_is_late_and_says_why(outcome: Outcome) -> None:
    """A5, D1: D1_LATE_REASON_MISSING without a reason, and possible with one; to the millisecond; in time none is kept."""
    closes = a.DEADLINES.review_closes
    assert closes is not None
    in_time = a.case()
    a.decide(in_time, outcome, at=closes, late_reason="多余")
    assert (in_time.decisions[0].late, in_time.decisions[0].late_reason) == (False, "")
    late = a.case()
    for blank in ("", " \n"):
        refused = a.refused(lambda blank=blank: a.decide(late, outcome, at=closes + a.MS, late_reason=blank))
        assert refused == rules.D1_LATE_REASON_MISSING
    assert late.decisions == ()
    a.decide(late, outcome, at=closes + a.MS, late_reason="等待有关部门核实")
    assert (late.decisions[0].late, late.decisions[0].late_reason) == (True, "等待有关部门核实")
    unpublished = replace(a.DEADLINES, review_closes=None)
    a.decide(a.case(), outcome, deadlines=unpublished, at=closes + a.MS)


def test_a5_d1_d4_all_that_is_wrong_with_a_decision_is_told_at_once() -> None:
    """A5, D1, D4: to pass what is not genuine, late and without any reason, is one refusal, each at its field."""
    case, closes = a.case(), a.DEADLINES.review_closes
    assert closes is not None
    with pytest.raises(Refusal) as refused:
        a.decide(case, judgements=a.NOT_GENUINE, reason=" ", at=closes + a.MS)
    assert [fault.field for fault in refused.value.faults] == ["reason", "outcome", "late_reason"]
    assert case.decisions == ()


@pytest.mark.parametrize(
    "reason",
    [
        "材料不全",
        "B0",
        "B11",
        "C13",
        "A3",
        "D1",
        "AB3",
        "B",
        "b 3",
        "C120",
        "本项目为B2B平台",
        "B2C模式",
        "Ｃ２Ｍ",
        "C2C",
    ],
)
def test_d4_a_rejection_with_nothing_against_it_is_refused(reason: str) -> None:
    """D4: D4_NOTHING_AGAINST if all three judgements hold and the reason names no rule that a team can break."""
    case = a.case()
    refused = a.refused(lambda: a.decide(case, Outcome.REJECTED, judgements=a.ALL_HOLD, reason=reason))
    assert (refused, case.decisions) == (rules.D4_NOTHING_AGAINST, ())


@pytest.mark.parametrize(
    "reason", ["B3：列入失信名单", "不符合C5。", "ｂ１０", "见B3_CREDIT_LISTED", "（C12）", "B1、B2"]
)
def test_d4_a_rejection_may_name_the_rule_that_fails_instead(reason: str) -> None:
    """D4: by its id, however it is written; one with a judgement against it needs none."""
    case = a.case()
    a.decide(case, Outcome.REJECTED, judgements=a.ALL_HOLD, reason=reason)
    assert case.rejected
    a.decide(a.case(), Outcome.REJECTED, judgements=a.NOT_GENUINE, reason="材料不实")


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
            words = a.refusal(action)
            assert (words.facts["state"], state.value in words.zh) == (state.value, False)


def test_d2_an_assigned_case_has_its_reviewer_and_due_date() -> None:
    """D2: it waits no longer; a newer submission goes to the same reviewer with a new date."""
    case = a.case()
    case.assign("reviewer-0", days=5, at=a.NOW)
    first, second = day_end(2024, 8, 6), day_end(2024, 8, 15)
    assert (case.state, case.waiting_in, case.due_at) == (CaseState.ASSIGNED, "", first)
    a.decide(case, Outcome.RETURNED)
    case.receive(a.submission(2), (), days=5, at=a.NOW + 9 * a.DAY)
    assert (case.state, case.reviewer_id, case.waiting_in) == (CaseState.ASSIGNED, "reviewer-0", "")
    assert case.due_at == second
    assert assignments(case) == [("", "reviewer-0", first), ("reviewer-0", "reviewer-0", second)]


def assignments(case: Case) -> list[tuple[str, str, Instant | None]]:
    """Return former reviewer, reviewer and due date of each assignment that the case published."""
    return [
        (raised.event.former_reviewer_id, raised.event.reviewer_id, raised.event.due_at)
        for raised in case.raised
        if isinstance(raised.event, CaseAssigned)
    ]


def test_d2_a_case_whose_reviewer_may_not_decide_it_any_more_waits_for_another() -> None:
    """D2, D5: it is published that it lost its reviewer, and to whom it goes; a decided case keeps who decided it."""
    case = a.case()
    case.assign("reviewer-0", days=5, at=a.NOW)
    case.release(at=a.NOW)
    assert (case.state, case.reviewer_id, case.waiting_in, case.due_at) == (CaseState.WAITING, "", "110000", None)
    case.assign("reviewer-1", days=5, at=a.NOW)
    a.decide(case)
    case.release(at=a.NOW)
    assert (case.state, case.reviewer_id) == (CaseState.DECIDED, "reviewer-1")
    due = day_end(2024, 8, 6)
    assert assignments(case) == [("", "reviewer-0", due), ("reviewer-0", "", None), ("", "reviewer-1", due)]


def test_d2_conflicts_of_a_case_are_its_organisations_and_who_was_overruled() -> None:
    """D2, D3: an empty case has none."""
    assert Case.empty("t", "110000").conflicts == Conflicts()
    case = a.appealed_case(by="reviewer-0")
    case.settle_appeal(granted=True, reason="有理", days=5, by="host", at=a.NOW)
    assert case.conflicts == Conflicts(
        usccs=frozenset({"LEADT"}), members=frozenset({"account-t"}), accounts=frozenset({"reviewer-0"})
    )


def test_d2_a_reviewer_withdraws_for_good_with_a_reason() -> None:
    """D2: only the reviewer of the case withdraws; after that the account neither gets the case again nor decides it."""
    case = a.case()
    case.assign("reviewer-0", days=5, at=a.NOW)
    assert a.refused(lambda: case.recuse("reviewer-1", "利害关系", at=a.NOW)) == desks_rules.D2_NOT_A_REVIEWER
    assert a.refused(lambda: case.recuse("reviewer-0", " ", at=a.NOW)) == rules.D1_REASON_MISSING
    case.recuse("reviewer-0", "利害关系", at=a.NOW)
    assert (case.state, case.reviewer_id, case.waiting_in) == (CaseState.WAITING, "", "110000")
    recused, released = [raised.event for raised in case.raised][-2:]
    assert recused == ReviewerRecused(
        case_id="t",
        division_code="110000",
        submission_number=1,
        reviewer_id="reviewer-0",
        reason="利害关系",
        recused_at=a.NOW,
        number=1,
    )
    assert isinstance(released, CaseAssigned)
    assert released.former_reviewer_id == "reviewer-0"
    assert case.conflicts.recused == {"reviewer-0"}
    assert a.refused(lambda: case.assign("reviewer-0", days=5, at=a.NOW)) == desks_rules.D2_RECUSED
    assert a.refused(lambda: a.decide(case, by="reviewer-0")) == desks_rules.D2_RECUSED
    case.assign("reviewer-1", days=5, at=a.NOW)
    a.decide(case, by="reviewer-1")
    assert case.passed


def test_d2_an_assigned_case_is_overdue_a_millisecond_after_its_date() -> None:
    """D2: not before, and not once it is decided."""
    case = a.case()
    case.assign("reviewer-0", days=5, at=a.NOW)
    due = day_end(2024, 8, 6)
    assert (case.is_overdue(due), case.is_overdue(due + a.MS)) == (False, True)
    a.decide(case)
    assert not case.is_overdue(due + a.MS)
    assert not a.case().is_overdue(due + a.MS)


def lodge(case: Case, reason: str = "不服", **changes: Any) -> None:
    """Appeal for the team."""
    case.lodge_appeal(reason, **({"days": 5, "by": "account-t", "at": a.NOW} | changes))


def settle(case: Case, *, granted: bool, **changes: Any) -> None:
    """Settle the appeal as the host."""
    arguments = {"reason": "经复核", "days": 5, "by": "host", "at": a.NOW + a.DAY}
    case.settle_appeal(granted=granted, **(arguments | changes))


def test_d3_an_appeal_is_in_time_to_the_millisecond() -> None:
    """D3: until the end of the fifth day in Beijing, whenever in the day it was rejected; D3_APPEAL_LATE afterwards."""
    case, until = a.rejected_case(), day_end(2024, 8, 6)
    assert case.appeal_until == until
    assert a.refused(lambda: lodge(case, at=until + a.MS)) == rules.D3_APPEAL_LATE
    lodge(case, at=until)
    assert (case.state, case.appeal, case.appealed_by, case.appealed_at) == (
        CaseState.APPEALED,
        "不服",
        "account-t",
        until,
    )
    assert case.appeal_until is None
    assert [raised.event for raised in case.raised] == [
        AppealLodged(
            case_id="t", team=a.team(), submission_number=1, reason="不服", lodged_by="account-t", lodged_at=until
        )
    ]


def test_d3_a_rejection_stored_without_its_end_is_appealed_within_the_editions_days() -> None:
    """D3: an earlier release kept no end."""
    late, case = a.rejected_case(), a.rejected_case()
    late.appeal_until = case.appeal_until = None
    assert a.refused(lambda: lodge(late, at=day_end(2024, 8, 6) + a.MS)) == rules.D3_APPEAL_LATE
    lodge(case, at=day_end(2024, 8, 6))
    assert case.state is CaseState.APPEALED


@pytest.mark.parametrize("granted", [True, False])
def test_d3_a_team_appeals_once(granted: bool) -> None:
    """D3: D3_APPEALED_BEFORE, if the first was granted and if it was not."""
    case = a.rejected_case()
    lodge(case)
    settle(case, granted=granted)
    if granted:
        a.decide(case, Outcome.REJECTED, by="reviewer-1")
    assert (case.state, case.appeal_until) == (CaseState.DECIDED, None)
    assert a.refused(lambda: lodge(case, "再诉")) == rules.D3_APPEALED_BEFORE


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.RETURNED, Outcome.SUPPLEMENT])
def test_d3_only_a_rejection_is_appealed(outcome: Outcome) -> None:
    """D3: D1_WRONG_STATE for any other decision, and before there is one; a rejection is accepted."""
    decided = a.case()
    a.decide(decided, outcome)
    assert decided.appeal_until is None
    for case in (decided, a.case()):
        assert a.refused(lambda case=case: lodge(case)) == rules.D1_WRONG_STATE
    lodge(a.rejected_case())


def test_d3_an_appeal_and_its_answer_have_a_reason() -> None:
    """D3: D1_REASON_MISSING if it is blank."""
    case = a.rejected_case()
    assert a.refused(lambda: lodge(case, " ")) == rules.D1_REASON_MISSING
    lodge(case)
    assert a.refused(lambda: settle(case, granted=True, reason=" ")) == rules.D1_REASON_MISSING
    settle(case, granted=True)


@pytest.mark.parametrize("granted", [True, False])
def test_d3_d5_the_answer_to_an_appeal_is_recorded_and_published(granted: bool) -> None:
    """D3, D5: whether granted, why, by whom and when; it can be settled once."""
    case = a.appealed_case()
    settle(case, granted=granted)
    assert case.settlement == AppealSettlement(
        granted=granted, reason="经复核", settled_by="host", settled_at=a.NOW + a.DAY
    )
    assert case.raised[0].event == AppealSettled(
        case_id="t",
        team=a.team(),
        submission_number=1,
        granted=granted,
        reason="经复核",
        settled_by="host",
        settled_at=a.NOW + a.DAY,
        sequence=1,
    )
    assert a.refused(lambda: settle(case, granted=granted)) == rules.D1_WRONG_STATE


@pytest.mark.parametrize("granted", [True, False])
def test_d3_nobody_settles_an_appeal_against_their_own_rejection(granted: bool) -> None:
    """D3: D3_OWN_DECISION; any other account may. Only an appeal can be settled."""
    rejected = a.rejected_case()
    assert a.refused(lambda: settle(rejected, granted=granted)) == rules.D1_WRONG_STATE
    case = a.appealed_case(by="host")
    assert a.refused(lambda: settle(case, granted=granted)) == desks_rules.D3_OWN_DECISION
    assert (case.state, case.settlement) == (CaseState.APPEALED, None)
    settle(case, granted=granted, by="host-2")


def test_d3_a_granted_appeal_is_reviewed_again_by_another_person() -> None:
    """D3: D3_OWN_DECISION if who rejected decides or is assigned again; the case waits for another reviewer."""
    case = a.appealed_case(by="reviewer-0")
    settle(case, granted=True)
    assert (case.state, case.waiting_in, case.reviewer_id, case.due_at) == (CaseState.WAITING, "110000", "", None)
    assert a.refused(lambda: a.decide(case, by="reviewer-0")) == desks_rules.D3_OWN_DECISION
    refused = a.refused(lambda: case.assign("reviewer-0", days=5, at=a.NOW))
    assert refused == desks_rules.D3_OWN_DECISION
    case.assign("reviewer-1", days=5, at=a.NOW)
    a.decide(case, by="reviewer-1")
    assert case.passed
    case.record_finding(later(1), days=5, at=a.NOW)
    assert (case.reviewer_id, a.refused(lambda: a.decide(case, by="reviewer-0"))) == (
        "reviewer-1",
        desks_rules.D3_OWN_DECISION,
    )


def test_d3_if_the_host_rejected_its_reviewer_reviews_again() -> None:
    """D3: the reviewer has decided nothing before, and the host does not decide again."""
    case = a.case()
    case.assign("reviewer-0", days=5, at=a.NOW)
    a.decide(case, Outcome.REJECTED, by="host")
    lodge(case)
    settle(case, granted=True, by="host-2")
    assert (case.state, case.reviewer_id, case.due_at) == (CaseState.ASSIGNED, "reviewer-0", day_end(2024, 8, 7))
    assert a.refused(lambda: a.decide(case, by="host")) == desks_rules.D3_OWN_DECISION
    a.decide(case, by="reviewer-0")


def test_d3_f6_a_rejection_is_final_once_no_appeal_is_possible() -> None:
    """D3, F6: not while the team may appeal or its appeal is open; when it lapsed, failed, or was used before."""
    lapsed, until = a.rejected_case(), day_end(2024, 8, 6)
    assert (lapsed.rejection_is_final, lapsed.lapse_appeal(at=until), lapsed.raised) == (False, False, ())
    assert lapsed.lapse_appeal(at=until + a.MS)
    assert lapsed.rejection_is_final
    assert not lapsed.lapse_appeal(at=until + a.DAY)
    assert [raised.event for raised in lapsed.raised] == [
        AppealLapsed(case_id="t", team=a.team(), submission_number=1, appeal_until=until, sequence=1)
    ]
    failed = a.appealed_case()
    assert (failed.rejection_is_final, failed.lapse_appeal(at=until + a.DAY)) == (False, False)
    settle(failed, granted=False)
    assert failed.rejection_is_final
    used = a.appealed_case()
    settle(used, granted=True)
    assert not used.rejection_is_final
    a.decide(used, Outcome.REJECTED, by="reviewer-1")
    assert used.rejection_is_final
    passed = a.case()
    a.decide(passed)
    assert not passed.rejection_is_final


def test_d3_a_new_submission_leaves_the_team_its_appeal() -> None:
    """D3: the appeal was against the decision on a version that counts no longer; that on the new one can be appealed."""
    case = a.appealed_case()
    case.receive(a.submission(2), (), days=5, at=a.NOW)
    assert (case.state, case.appeal_used) == (CaseState.ASSIGNED, False)
    a.decide(case, Outcome.REJECTED)
    lodge(case, "再诉")
    assert (case.state, case.appeal, case.appeal_used) == (CaseState.APPEALED, "再诉", True)


@pytest.mark.parametrize("end", ["withdraw", "record_disqualification"])
def test_d3_a_case_that_ended_has_no_time_to_appeal(end: str) -> None:
    """B10, C12, D3: nothing lapses of it either."""
    case = a.rejected_case()
    getattr(case, end)()
    assert (case.appeal_until, case.lapse_appeal(at=a.NOW + 30 * a.DAY), case.raised) == (None, False, ())


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
    """B10, H4, H5: later submissions and a withdrawal change nothing."""
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


def test_h4_a_disqualification_before_the_first_submission_is_remembered_and_published_with_it() -> None:
    """H4, H5: once; the case is never reviewed, and knows its division from the submission."""
    case = Case.empty("t", "")
    case.disqualify("C5_FOREIGN_MATERIAL", "侵权", at=a.NOW)
    assert (case.state, case.raised) == (CaseState.DISQUALIFIED, ())
    for number in (1, 2):
        case.receive(a.submission(number), (), days=5, at=a.NOW)
    assert (case.state, case.division_code, case.waiting_in) == (CaseState.DISQUALIFIED, "110000", "")
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

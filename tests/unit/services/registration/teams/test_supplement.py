"""A team asked for supplementary material (rule C11), and what a submission says of changed content (rule C10)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from chassis.kernel.refusal import Refusal
from services.registration.editions.model import Iteration
from services.registration.teams import rules as teams_rules
from services.registration.teams.events import SubmissionMade, SupplementAnswered, SupplementLapsed
from services.registration.teams.model.content_change import ContentChange
from services.registration.teams.model.reviews import ReviewState
from services.registration.teams.model.supplements import MAX_TEXT, Supplement
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

MS = timedelta(milliseconds=1)


def team_with_request() -> Team:
    team = a.complete_team()
    team.submit(team.draft.revision, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    due = team.submission_closes + timedelta(days=3)
    team.ask_supplement(Supplement(number=1, submission_number=1, asked="请补充授权文件", due_at=due))
    team.take_events()
    return team


def test_c11_a_team_answers_a_supplement_after_submission_closed() -> None:
    """C11: until the request's own time the answer is taken; its material must be the team's own (C5)."""
    team = team_with_request()
    due = team.supplements.requests[0].due_at
    assert team.supplements.next_due == due
    with pytest.raises(Refusal) as caught:
        team.answer_supplement(1, "见附件", (a.audit(owner=a.code(99)),), a.REQUIREMENTS, at=due)
    assert caught.value.code is teams_rules.C5_FOREIGN_OWNER
    team.answer_supplement(1, "见附件", (a.audit(),), a.REQUIREMENTS, at=due)
    expected = SupplementAnswered(
        team=team.facts, number=1, submission_number=1, text="见附件", evidence=(a.audit(),), answered_at=due
    )
    assert [raised.event for raised in team.raised] == [expected]
    assert (team.supplements.next_due, team.lapse_supplements(due + MS)) == (None, False)


def test_c11_c7_an_answer_is_bounded_and_may_be_corrected_after_a_refusal() -> None:
    """C11, C7: words and files to the edition's limits are taken; one more of either, none of both, or no such request, not."""
    team = team_with_request()
    due, files = team.supplements.requests[0].due_at, tuple(a.audit(sha256=f"{n:064x}", id=f"e{n}") for n in range(4))
    for number, text, evidence, code in (
        (2, "见附件", files[:1], teams_rules.C11_NO_SUCH_REQUEST),
        (1, " ", (), teams_rules.C11_ANSWER_EMPTY),
        (1, "字" * (MAX_TEXT + 1), (), teams_rules.C11_ANSWER_TOO_LONG),
        (1, "见附件", files, teams_rules.C7_TOO_MANY_FILES),
    ):
        with pytest.raises(Refusal) as caught:
            team.answer_supplement(number, text, evidence, a.REQUIREMENTS, at=due)
        assert caught.value.code is code
    assert team.raised == ()
    team.answer_supplement(1, "字" * MAX_TEXT, files[:3], a.REQUIREMENTS, at=due)
    assert len(team.raised) == 1


def test_c11_a_lapse_raises_one_event_as_of_the_due_instant_and_none_for_a_withdrawn_team() -> None:
    """C11: whenever the timer runs, the request lapsed when it was due; a withdrawn team raises nothing."""
    team = team_with_request()
    due = team.supplements.requests[0].due_at
    assert not team.lapse_supplements(due)
    assert team.lapse_supplements(due + timedelta(hours=5))
    assert not team.lapse_supplements(due + timedelta(hours=6))
    expected = SupplementLapsed(team=team.facts, number=1, submission_number=1, due_at=due)
    assert [(raised.event, raised.at) for raised in team.raised] == [(expected, due)]
    withdrawn = team_with_request()
    withdrawn.withdraw(at=a.WHILE_OPEN)
    withdrawn.take_events()
    assert withdrawn.lapse_supplements(due + MS)
    assert withdrawn.raised == ()


def test_c11_an_older_event_of_review_never_overwrites_a_newer_one() -> None:
    """C11, D3: the pass after the supplement stays, though the request is heard of later."""
    team = team_with_request()
    team.record_review(1, ReviewState.PASSED, "通过", 2)
    team.record_review(1, ReviewState.SUPPLEMENT, "请补充", 1)
    assert (team.reviews.state, team.reviews.reason) == (ReviewState.PASSED, "通过")


@pytest.mark.parametrize(("share", "noted"), [("0.300", False), ("0.301", True), ("0.601", None)])
def test_c10_a_submission_states_the_share_of_changed_content(share: str, noted: bool | None) -> None:
    """C10: small changes say nothing, greater ones go with the submission, the greatest are refused and freeze nothing."""
    team = a.complete_team()
    team.submit(team.draft.revision, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    team.take_events()
    limits = Iteration(main_sections=(), review_above=Decimal("0.30"), refuse_above=Decimal("0.60"))
    requirements = replace(a.REQUIREMENTS, iteration=limits)
    change = ContentChange(share=share, sections=("overview.background",))
    if noted is None:
        with pytest.raises(Refusal) as caught:
            team.submit(team.draft.revision, requirements, a.sign, at=a.WHILE_OPEN, change=change)
        assert caught.value.code is teams_rules.C10_CONTENT_CHANGED
        assert (len(team.receipts), team.raised) == (1, ())
        return
    team.submit(team.draft.revision, requirements, a.sign, at=a.WHILE_OPEN, change=change)
    made = team.raised[0].event
    assert isinstance(made, SubmissionMade)
    assert made.content_change == (change if noted else None)

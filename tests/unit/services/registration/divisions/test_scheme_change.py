"""New versions of a published scheme (rule A5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.facts.schemes import Criterion, LocalAward
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal
from services.registration.divisions import rules as divisions_rules
from services.registration.divisions.events import SchemePublished
from services.registration.divisions.model.division import Division, DivisionState
from services.registration.divisions.model.filing import FilingState
from services.registration.divisions.model.scheme import TopicChoice, TrackChoice
from tests.unit.services.registration import builders as a

MS, DAY = timedelta(milliseconds=1), timedelta(days=1)
UNTIL = a.beijing(5, 31, 23, 59)
AWARD = LocalAward(category="一等奖", quota=2, prize="证书", rights="优先对接")


def _published(**changes: Any) -> Division:
    made = Division.apply("110000", a.scheme(**changes), a.CATALOGUE, by="host", until=UNTIL, at=a.APPLIES)
    made.approve(by="secretariat", at=a.APPLIES)
    made.publish(by="host", at=a.APPLIES)
    return made


def _revise(division: Division, at: Instant = a.WHILE_OPEN, **changes: Any) -> Division:
    _file(division, at, **changes)
    division.approve(by="committee", at=at)
    division.publish(by="host", at=at)
    return division


def _file(division: Division, at: Instant, **changes: Any) -> None:
    division.file_version(replace(division.scheme, **changes), a.CATALOGUE, "理由", by="host", at=at)


def _refused_fields(division: Division, at: Instant = a.WHILE_OPEN, **changes: Any) -> list[str]:
    with pytest.raises(Refusal) as refused:
        _file(division, at, **changes)
    assert refused.value.code == divisions_rules.A5_TOUCHES_DECIDED
    return [fault.field for fault in refused.value.faults]


def test_a5_a_new_version_is_in_force_once_it_is_published_and_not_before() -> None:
    """A5: filed, approved and published; the version before is in force until then and stays on record."""
    division = a.division()
    before = division.scheme
    _file(division, a.WHILE_OPEN, submission_closes=a.SUBMISSION_CLOSES + DAY)
    with pytest.raises(Refusal) as refused:
        division.publish(by="host", at=a.WHILE_OPEN)
    assert refused.value.code == divisions_rules.A5_NOTHING_FILED
    division.approve(by="committee", at=a.WHILE_OPEN)
    assert division.scheme == before
    assert division.scheme_version == 1
    division.take_events()
    division.publish(by="host", at=a.WHILE_OPEN)
    assert division.scheme.submission_closes == a.SUBMISSION_CLOSES + DAY
    assert division.scheme_version == 2
    assert division.state is DivisionState.OPEN
    assert division.due_at == a.SUBMISSION_CLOSES + DAY
    assert division.raised[0].event == SchemePublished(
        division_code=division.id, scheme_version=2, scheme=division.scheme
    )
    assert [(filing.version, filing.state) for filing in division.filings] == [
        (1, FilingState.PUBLISHED),
        (2, FilingState.PUBLISHED),
    ]


def test_a5_a_returned_version_leaves_the_scheme_in_force_unchanged() -> None:
    """A5: a return changes nothing in force; the next filing has the next number."""
    division = a.division()
    _file(division, a.WHILE_OPEN, decimals=3)
    division.send_back(("无充分理由",), by="secretariat", at=a.WHILE_OPEN, version=2)
    assert division.state is DivisionState.OPEN
    assert division.scheme_version == 1
    assert division.revision is None
    with pytest.raises(Refusal) as refused:
        division.approve(by="secretariat", at=a.WHILE_OPEN)
    assert refused.value.code == divisions_rules.A5_NOTHING_FILED
    _revise(division, decimals=3)
    assert division.scheme_version == 3


def test_a5_a_version_needs_a_reason_and_a_change() -> None:
    """A5: a version without a reason, or the same as the scheme in force, is refused."""
    division = a.division()
    for reason, scheme, code in (
        (" ", replace(division.scheme, decimals=3), divisions_rules.A5_NO_REASON),
        ("理由", division.scheme, divisions_rules.A5_NOTHING_CHANGED),
    ):
        with pytest.raises(Refusal) as refused:
            division.file_version(scheme, a.CATALOGUE, reason, by="host", at=a.WHILE_OPEN)
        assert refused.value.code == code


def test_a5_before_registration_opens_everything_may_change_but_it_must_open_in_the_future() -> None:
    """A5: nothing is decided yet; registration opens after the publication of the version that says when."""
    finance = (TrackChoice(track="finance", topics=(TopicChoice(topic_id="finance-1"),)),)
    division = _revise(_published(), a.APPLIES, tracks=finance, registration_opens=a.OPENS + DAY)
    assert division.scheme.tracks == finance
    assert division.due_at == a.OPENS + DAY
    assert _refused_fields(_published(), a.APPLIES, registration_opens=a.APPLIES - MS) == ["registration_opens"]


def test_a5_promises_only_grow_once_registration_has_opened() -> None:
    """A5: topics, bodies, awards and quotas may be added, none removed; the text of a topic stays."""
    division = a.division(local_awards=(AWARD,))
    other = TrackChoice(track="finance", topics=(TopicChoice(topic_id="finance-1"),))
    grown = _revise(
        a.division(local_awards=(AWARD,)),
        tracks=(*division.scheme.tracks, other),
        local_awards=(replace(AWARD, quota=3, rights="优先对接，并入驻园区"), LocalAward(category="二等奖", quota=5)),
    )
    grown.scheme.require_topic("finance", "finance-1")
    industry = TrackChoice(track="industry", topics=(TopicChoice(topic_id="industry-1", refined_text="别的意思"),))
    assert _refused_fields(division, tracks=(other,)) == ["tracks"]
    assert _refused_fields(division, tracks=(industry,)) == ["tracks[0].topics[0]"]
    assert _refused_fields(division, local_awards=()) == ["local_awards"]
    assert _refused_fields(division, local_awards=(replace(AWARD, quota=1),)) == ["local_awards"]
    assert _refused_fields(division, local_awards=(replace(AWARD, prize=""),)) == ["local_awards"]
    assert _refused_fields(division, recommended_per_track=1) == ["recommended_per_track"]
    body = replace(division.scheme.organising_bodies[0], uscc=a.code(77))
    assert _refused_fields(division, organising_bodies=(body,)) == ["organising_bodies"]


def test_a5_the_way_projects_are_judged_is_fixed_once_scoring_has_begun() -> None:
    """A5: the rubric may change until experts are assigned or submission has closed."""
    rubric = (Criterion(id="value", name="价值", weight="1"),)
    assert _revise(a.division(), rubric=rubric).scheme.rubric == rubric
    division = a.division()
    assert division.begin_scoring(a.WHILE_OPEN)
    assert not division.begin_scoring(a.WHILE_OPEN)
    assert _refused_fields(division, rubric=rubric) == ["rubric"]
    assert _refused_fields(a.division(), a.SUBMISSION_CLOSES + MS, rubric=rubric) == ["rubric"]


def test_a5_a_version_approved_before_the_opening_is_refused_if_it_is_published_after_it() -> None:
    """A5: what was decided between approval and publication stays too."""
    division = _published()
    _file(division, a.APPLIES, tracks=(TrackChoice(track="finance", topics=(TopicChoice(topic_id="finance-1"),)),))
    division.approve(by="secretariat", at=a.APPLIES)
    with pytest.raises(Refusal) as refused:
        division.publish(by="host", at=a.OPENS)
    assert refused.value.code == divisions_rules.A5_TOUCHES_DECIDED
    assert [fault.field for fault in refused.value.faults] == ["tracks"]


OFFSETS = st.integers(-3, 3)


@given(OFFSETS)
def test_a4_registration_opens_and_closes_to_the_millisecond(offset: int) -> None:
    """A4: in each millisecond around opening and closing, even if the timer has not run."""
    without_timer, with_timer = _published(), _published()
    for edge, inside in ((a.OPENS, offset >= 0), (a.REGISTRATION_CLOSES, offset <= 0)):
        at = edge + offset * MS
        with_timer.run_clock(at)
        for division in (without_timer, with_timer):
            if inside:
                division.require_registration(at)
                continue
            with pytest.raises(Refusal) as refused:
                division.require_registration(at)
            assert refused.value.code == divisions_rules.A4_NOT_OPEN


@given(OFFSETS, st.sampled_from(["registration_closes", "submission_closes", "review_closes"]))
def test_a5_a_deadline_moves_to_later_until_it_has_passed(offset: int, name: str) -> None:
    """A5: accepted in its last millisecond, refused in the next; an earlier deadline is always refused."""
    published = getattr(a.scheme(), name)
    at = published + offset * MS
    later = {name: published + DAY}
    division = a.division(scoring_closes=a.beijing(9, 30))
    if offset <= 0:
        _revise(division, at, **later)
        assert getattr(division.scheme, name) == published + DAY
    else:
        assert _refused_fields(division, at, **later) == [name]
    assert _refused_fields(a.division(), a.WHILE_OPEN, **{name: published - MS}) == [name]


def test_a5_a_team_takes_later_deadlines_and_never_earlier_ones() -> None:
    """A5: the team's copies of the deadlines only grow, in whatever order the versions arrive."""
    team = a.team()
    assert team.prolong(a.REGISTRATION_CLOSES + DAY, a.SUBMISSION_CLOSES)
    assert not team.prolong(a.REGISTRATION_CLOSES, a.SUBMISSION_CLOSES - DAY)
    assert team.registration_closes == a.REGISTRATION_CLOSES + DAY
    assert team.submission_closes == a.SUBMISSION_CLOSES

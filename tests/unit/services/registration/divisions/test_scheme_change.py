"""New versions of a published scheme (rule A5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal
from services.registration.divisions import rules as divisions_rules
from services.registration.divisions.events import SchemePublished
from services.registration.divisions.model.division import Division, DivisionState
from services.registration.divisions.model.filing import FilingState
from services.registration.divisions.model.scheme import Criterion, LocalAward, TopicChoice, TrackChoice
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


def _touched(division: Division, at: Instant = a.WHILE_OPEN, **changes: Any) -> list[str]:
    with pytest.raises(Refusal) as refused:
        _file(division, at, **changes)
    assert refused.value.code == divisions_rules.A5_TOUCHES_DECIDED
    return [fault.field for fault in refused.value.faults]


def test_a5_a_new_version_holds_once_it_is_published_and_not_before() -> None:
    """A5: filed, approved, published; the old one is in force until then and stays on record."""
    division = a.division()
    before = division.scheme
    _file(division, a.WHILE_OPEN, submission_closes=a.SUBMISSION_CLOSES + DAY)
    with pytest.raises(Refusal) as refused:
        division.publish(by="host", at=a.WHILE_OPEN)
    assert refused.value.code == divisions_rules.A5_NOTHING_FILED
    division.approve(by="committee", at=a.WHILE_OPEN)
    assert (division.scheme, division.scheme_version) == (before, 1)
    division.take_events()
    division.publish(by="host", at=a.WHILE_OPEN)
    assert (division.scheme.submission_closes, division.scheme_version) == (a.SUBMISSION_CLOSES + DAY, 2)
    assert (division.state, division.due_at) == (DivisionState.OPEN, a.SUBMISSION_CLOSES + DAY)
    told = division.raised[0].event
    assert (type(told), told.scheme_version, told.scheme) == (SchemePublished, 2, division.scheme)
    assert [(one.version, one.state) for one in division.filings] == [
        (1, FilingState.PUBLISHED),
        (2, FilingState.PUBLISHED),
    ]


def test_a5_a_new_version_is_returned_with_reasons_and_the_one_in_force_stands() -> None:
    """A5: a return leaves everything as it was; the next filing has the next number."""
    division = a.division()
    _file(division, a.WHILE_OPEN, decimals=3)
    division.send_back(("无充分理由",), by="secretariat", at=a.WHILE_OPEN, version=2)
    assert (division.state, division.scheme_version, division.revision) == (DivisionState.OPEN, 1, None)
    with pytest.raises(Refusal) as refused:
        division.approve(by="secretariat", at=a.WHILE_OPEN)
    assert refused.value.code == divisions_rules.A5_NOTHING_FILED
    _revise(division, decimals=3)
    assert division.scheme_version == 3


def test_a5_a_version_needs_a_reason_and_a_change() -> None:
    """A5: the reason is published with it."""
    division = a.division()
    for reason, scheme, code in (
        (" ", replace(division.scheme, decimals=3), divisions_rules.A5_NO_REASON),
        ("理由", division.scheme, divisions_rules.A5_NOTHING_CHANGED),
    ):
        with pytest.raises(Refusal) as refused:
            division.file_version(scheme, a.CATALOGUE, reason, by="host", at=a.WHILE_OPEN)
        assert refused.value.code == code


def test_a5_before_registration_opens_all_may_change_but_into_the_past() -> None:
    """A5: nothing is decided yet; the new opening lies after the publication of the version that sets it."""
    finance = (TrackChoice(track="finance", topics=(TopicChoice(topic_id="finance-1"),)),)
    division = _revise(_published(), a.APPLIES, tracks=finance, registration_opens=a.OPENS + DAY)
    assert (division.scheme.tracks, division.due_at) == (finance, a.OPENS + DAY)
    assert _touched(_published(), a.APPLIES, registration_opens=a.APPLIES - MS) == ["registration_opens"]


def test_a5_what_was_promised_only_grows_once_registration_opened() -> None:
    """A5: topics, bodies, awards and quotas may be added, none taken away; a topic's words stay."""
    division = a.division(local_awards=(AWARD,))
    other = TrackChoice(track="finance", topics=(TopicChoice(topic_id="finance-1"),))
    grown = _revise(
        a.division(local_awards=(AWARD,)),
        tracks=(*division.scheme.tracks, other),
        local_awards=(replace(AWARD, quota=3, rights="优先对接，并入驻园区"), LocalAward(category="二等奖", quota=5)),
    )
    grown.scheme.require_topic("finance", "finance-1")
    industry = TrackChoice(track="industry", topics=(TopicChoice(topic_id="industry-1", refined_text="别的意思"),))
    assert _touched(division, tracks=(other,)) == ["tracks"]
    assert _touched(division, tracks=(industry,)) == ["tracks[0].topics[0]"]
    assert _touched(division, local_awards=()) == ["local_awards"]
    assert _touched(division, local_awards=(replace(AWARD, quota=1),)) == ["local_awards"]
    assert _touched(division, local_awards=(replace(AWARD, prize=""),)) == ["local_awards"]
    assert _touched(division, recommended_per_track=1) == ["recommended_per_track"]
    body = replace(division.scheme.organising_bodies[0], uscc=a.code(77))
    assert _touched(division, organising_bodies=(body,)) == ["organising_bodies"]


def test_a5_how_projects_are_judged_is_fixed_once_scoring_began() -> None:
    """A5: the rubric may be mended until experts are assigned or submission has closed."""
    rubric = (Criterion(id="value", name="价值", weight="1"),)
    assert _revise(a.division(), rubric=rubric).scheme.rubric == rubric
    division = a.division()
    assert (division.begin_scoring(a.WHILE_OPEN), division.begin_scoring(a.WHILE_OPEN)) == (True, False)
    assert _touched(division, rubric=rubric) == ["rubric"]
    assert _touched(a.division(), a.SUBMISSION_CLOSES + MS, rubric=rubric) == ["rubric"]


def test_a5_approved_in_time_and_published_too_late_is_refused() -> None:
    """A5: what was decided between approval and publication is not touched either."""
    division = _published()
    _file(division, a.APPLIES, tracks=(TrackChoice(track="finance", topics=(TopicChoice(topic_id="finance-1"),)),))
    division.approve(by="secretariat", at=a.APPLIES)
    with pytest.raises(Refusal) as refused:
        division.publish(by="host", at=a.OPENS)
    assert (refused.value.code, [one.field for one in refused.value.faults]) == (
        divisions_rules.A5_TOUCHES_DECIDED,
        ["tracks"],
    )


OFFSETS = st.integers(-3, 3)


@given(OFFSETS)
def test_a4_opening_and_closing_to_the_millisecond(offset: int) -> None:
    """A4: at every millisecond around both, whatever the timer has done."""
    asleep, awake = _published(), _published()
    for edge, inside in ((a.OPENS, offset >= 0), (a.REGISTRATION_CLOSES, offset <= 0)):
        at = edge + offset * MS
        awake.run_clock(at)
        for division in (asleep, awake):
            if inside:
                division.require_registration(at)
                continue
            with pytest.raises(Refusal) as refused:
                division.require_registration(at)
            assert refused.value.code == divisions_rules.A4_NOT_OPEN


@given(OFFSETS, st.sampled_from(["registration_closes", "submission_closes", "review_closes"]))
def test_a5_a_deadline_moves_to_later_until_it_has_passed(offset: int, name: str) -> None:
    """A5: in the last millisecond yes, in the next no; to earlier never."""
    told = getattr(a.scheme(), name)
    at = told + offset * MS
    later = {"submission_closes": told + DAY} if name == "registration_closes" else {}
    later[name] = told + DAY
    division = a.division(scoring_closes=a.beijing(9, 30))
    if name == "registration_closes":
        later = {name: told + DAY}
    if offset <= 0:
        _revise(division, at, **later)
        assert getattr(division.scheme, name) == told + DAY
    else:
        assert _touched(division, at, **later) == [name]
    assert _touched(a.division(), a.WHILE_OPEN, **{name: told - MS}) == [name]


def test_a5_later_deadlines_reach_a_team_and_earlier_never() -> None:
    """A5: the team's copies only grow, in whatever order versions are heard of."""
    team = a.team()
    assert team.prolong(a.REGISTRATION_CLOSES + DAY, a.SUBMISSION_CLOSES)
    assert not team.prolong(a.REGISTRATION_CLOSES, a.SUBMISSION_CLOSES - DAY)
    told = (team.registration_closes, team.submission_closes)
    assert told == (a.REGISTRATION_CLOSES + DAY, a.SUBMISSION_CLOSES)

"""New versions of a published scheme (rule A5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.facts.schemes import Criterion, LocalAward
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Code, Refusal
from services.registration.divisions import rules as divisions_rules
from services.registration.divisions.events import SchemePublished
from services.registration.divisions.model.division import Division, DivisionState
from services.registration.divisions.model.filing import FilingState
from services.registration.divisions.model.scheme import SchemeStage, StageKind, TopicChoice, TrackChoice
from tests.unit.services.registration import builders as a

MS, DAY = timedelta(milliseconds=1), timedelta(days=1)
UNTIL = a.beijing(5, 31, 23, 59)
AWARD = LocalAward(category="一等奖", quota=2, prize="证书", rights="优先对接")


def _published(**changes: Any) -> Division:
    made = Division.apply("110000", a.scheme(**changes), a.CATALOGUE, by="host", until=UNTIL, at=a.APPLIES)
    made.approve(a.CATALOGUE, by="secretariat", at=a.APPLIES)
    made.publish(a.CATALOGUE, by="host", at=a.APPLIES)
    return made


def _revise(division: Division, at: Instant = a.WHILE_OPEN, **changes: Any) -> Division:
    _file(division, at, **changes)
    division.approve(a.CATALOGUE, by="committee", at=at)
    division.publish(a.CATALOGUE, by="host", at=at)
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
        division.publish(a.CATALOGUE, by="host", at=a.WHILE_OPEN)
    assert refused.value.code == divisions_rules.A5_NOTHING_FILED
    division.approve(a.CATALOGUE, by="committee", at=a.WHILE_OPEN)
    assert division.scheme == before
    assert division.scheme_version == 1
    division.take_events()
    division.publish(a.CATALOGUE, by="host", at=a.WHILE_OPEN)
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
        division.approve(a.CATALOGUE, by="secretariat", at=a.WHILE_OPEN)
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
    """A5: topics, bodies, awards and quotas may be added, none removed; a topic gets no other text."""
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
    assert _refused_fields(division, tracks=(industry,)) == ["tracks[0].topics[0].refined_text"]
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


REFINED = "融合制造、仓储和运输数据，实现降低成本、提高质量和按期交付，须已有半年以上应用。"


def _topic(text: str) -> tuple[TrackChoice, ...]:
    """Return the tracks with one topic of that text."""
    return (TrackChoice(track="industry", topics=(TopicChoice(topic_id="industry-1", refined_text=text),)),)


def test_a5_a_misprint_in_a_published_topic_is_mended_and_its_content_stays() -> None:
    """A5: accept a change of few characters, with a hint that shows both wordings to whoever decides; refuse another content."""
    division = a.division(tracks=_topic(REFINED.replace("按期", "安期")))
    mended = _revise(division, tracks=_topic(REFINED))
    assert mended.scheme.tracks == _topic(REFINED)
    (hint,) = mended.latest.hints
    assert hint.field == "tracks[0].topics[0].refined_text"
    assert f"新表述：“{REFINED}”" in hint.zh
    other = _topic("融合金融数据，提高资金使用效率。")
    for tracks in (other, _topic("")):
        assert _refused_fields(mended, tracks=tracks) == ["tracks[0].topics[0].refined_text"]


@pytest.mark.parametrize(("share", "accepted"), [("0.2", True), ("0.1", False), ("0", False)])
def test_a5_how_much_may_be_mended_is_the_editions(share: str, accepted: bool) -> None:
    """A5: three characters of twenty are within a fifth and not within a tenth; two characters are always within."""
    before, after, least = (
        "一二三四五六七八九十" * 2,
        "甲乙丙四五六七八九十一二三四五六七八九十",
        "甲乙三四五六七八九十",
    )
    division, catalogue = a.division(tracks=_topic(before)), replace(a.CATALOGUE, mended_share=Decimal(share))
    changed = replace(division.scheme, tracks=_topic(after))
    if accepted:
        division.file_version(changed, catalogue, "理由", by="host", at=a.WHILE_OPEN)
    else:
        with pytest.raises(Refusal) as refused:
            division.file_version(changed, catalogue, "理由", by="host", at=a.WHILE_OPEN)
        assert refused.value.code == divisions_rules.A5_TOUCHES_DECIDED
    changed = replace(division.scheme, tracks=_topic(least + before[10:]))
    division.file_version(changed, catalogue, "理由", by="host", at=a.WHILE_OPEN)


NATIONAL = replace(a.CATALOGUE, reports_until=a.beijing(9, 10, 23, 59))


def test_a5_f1_a_scheme_that_an_older_release_took_with_a_late_end_of_scoring_can_be_mended() -> None:
    """A5, F1: other pieces change, and the late date shows as a hint; the date moves to one in time, to no other late one."""
    division = a.division()
    late = division.scheme.scoring_closes
    assert late > NATIONAL.reports_until  # type: ignore[operator]

    def refused(code: Code, **changes: Any) -> list[str]:
        with pytest.raises(Refusal) as refusal:
            division.file_version(replace(division.scheme, **changes), NATIONAL, "理由", by="host", at=a.WHILE_OPEN)
        assert refusal.value.code == code
        # people read no name of a field
        assert [fault for fault in refusal.value.faults if "_" in fault.zh + fault.en] == []
        return [fault.field for fault in refusal.value.faults]

    changed = replace(division.scheme, text="补充说明")
    division.file_version(changed, NATIONAL, "理由", by="host", at=a.WHILE_OPEN)
    assert [hint.field for hint in division.latest.hints] == ["scoring_closes"]
    assert refused(divisions_rules.A5_SCHEME_INVALID, scoring_closes=late + DAY) == ["scoring_closes"]
    assert refused(divisions_rules.A5_SCHEME_INVALID, scoring_closes=late - MS) == ["scoring_closes"]
    # a contradiction that the change itself makes is none that stood before
    registration_closes = division.scheme.submission_closes + DAY
    assert refused(divisions_rules.A5_SCHEME_INVALID, registration_closes=registration_closes) == ["submission_closes"]
    in_time = replace(division.scheme, scoring_closes=NATIONAL.reports_until)
    division.file_version(in_time, NATIONAL, "理由", by="host", at=a.WHILE_OPEN)
    division.approve(NATIONAL, by="committee", at=a.WHILE_OPEN)
    division.publish(NATIONAL, by="host", at=a.WHILE_OPEN)
    assert division.scheme.scoring_closes == NATIONAL.reports_until


STAGES = (
    SchemeStage(
        id="first",
        name="初评",
        opens=a.SUBMISSION_CLOSES + DAY,
        closes=a.beijing(8, 25),
        blind=True,
        experts_per_project=3,
    ),
    SchemeStage(
        id="second",
        name="路演",
        kind=StageKind.ROADSHOW,
        opens=a.beijing(9, 5),
        closes=a.beijing(9, 6),
        experts_per_project=5,
    ),
)


def _stages(**changes: Any) -> tuple[SchemeStage, ...]:
    """Return the stages, the second with changes."""
    return STAGES[0], replace(STAGES[1], **changes)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"opens": a.beijing(9, 8), "closes": a.beijing(9, 9)}, id="moved to a later date"),
        pytest.param({"opens": a.beijing(9, 3), "closes": a.beijing(9, 4)}, id="moved to an earlier date"),
        pytest.param({"text": "地点：合成会议中心三层"}, id="its venue"),
        pytest.param({"name": "现场路演"}, id="its name"),
    ],
)
def test_a5_a_stage_that_is_to_come_is_moved_and_gets_its_venue_after_submission_closed(
    changes: dict[str, Any],
) -> None:
    """A5: dates, name and text of a stage that has not begun may change while the first is being scored."""
    division = a.division(stages=STAGES)
    division.run_clock(a.beijing(8, 20))
    division.begin_scoring(a.beijing(8, 20))
    _revise(division, a.beijing(8, 20), stages=_stages(**changes))
    assert division.scheme.stages == _stages(**changes)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"blind": True}, "blind", id="blind"),
        pytest.param({"experts_per_project": 3}, "experts_per_project", id="experts"),
        pytest.param({"advancing_per_track": 4}, "advancing_per_track", id="advancing"),
        pytest.param({"kind": StageKind.DOCUMENTS}, "kind", id="kind"),
    ],
)
def test_a5_how_a_stage_judges_is_fixed_once_submission_has_closed(changes: dict[str, Any], field: str) -> None:
    """A5: refuse what says how projects are judged, by its own field; also a stage that is added or left out."""
    division = a.division(stages=STAGES)
    at = a.SUBMISSION_CLOSES + MS
    assert _refused_fields(division, at, stages=_stages(**changes)) == [f"stages[1].{field}"]
    assert _refused_fields(division, at, stages=STAGES[:1]) == ["stages"]


def test_a5_dates_and_words_of_a_stage_that_have_passed_stay() -> None:
    """A5: a stage that has begun may close later and keeps its opening; one that is over keeps its words too."""
    division = a.division(stages=STAGES)
    begun, over = a.beijing(8, 20), a.beijing(8, 26)
    earlier = (replace(STAGES[0], opens=a.SUBMISSION_CLOSES + 2 * DAY), STAGES[1])
    assert _refused_fields(division, begun, stages=earlier) == ["stages[0].opens"]
    past = (replace(STAGES[0], closes=a.beijing(8, 19)), STAGES[1])
    assert _refused_fields(division, begun, stages=past) == ["stages[0].closes"]
    renamed = (replace(STAGES[0], text="更改"), STAGES[1])
    assert _refused_fields(division, over, stages=renamed) == ["stages[0].text"]
    longer = (replace(STAGES[0], closes=a.beijing(8, 28)), STAGES[1])
    assert _revise(division, begun, stages=longer).scheme.stages == longer


def test_a5_a_criterion_keeps_weight_and_content_and_a_misprint_in_it_is_mended() -> None:
    """A5: after submission closed refuse another weight or another text, accept a mended name."""
    rubric = (
        Criterion(id="value", name="应用价直", weight="0.60", text="应用后的经济效益和社会效益"),
        Criterion(id="novelty", name="创新性", weight="0.4"),
    )
    division = a.division(rubric=rubric)
    at = a.SUBMISSION_CLOSES + MS
    division.run_clock(at)
    other = (replace(rubric[0], weight="0.5"), replace(rubric[1], weight="0.5"))
    assert _refused_fields(division, at, rubric=other) == ["rubric[0].weight", "rubric[1].weight"]
    other = (replace(rubric[0], text="技术先进，结构合理，代码规范"), rubric[1])
    assert _refused_fields(division, at, rubric=other) == ["rubric[0].text"]
    mended = (replace(rubric[0], name="应用价值", weight="0.6"), rubric[1])
    assert _revise(division, at, rubric=mended).scheme.rubric == mended


def test_a5_stages_move_along_when_registration_is_extended_over_the_first() -> None:
    """A5: the host changes deadlines only: the stages move by as much, with a hint; if they then end too late, that is told."""
    stages = (STAGES[0], replace(STAGES[1], opens=a.beijing(8, 27), closes=a.beijing(8, 28)))
    later: dict[str, Any] = {"registration_closes": a.beijing(8, 12), "submission_closes": a.beijing(8, 12)}
    delay = a.beijing(8, 12) - a.REGISTRATION_CLOSES
    division = _revise(a.division(stages=stages), **later)
    moved = tuple(replace(stage, opens=stage.opens + delay, closes=stage.closes + delay) for stage in stages)
    assert division.scheme.stages == moved
    assert [hint.field for hint in division.latest.hints] == ["stages[0]", "stages[1]"]
    late = a.division(stages=STAGES)
    with pytest.raises(Refusal) as refused:
        _file(late, a.WHILE_OPEN, **later)
    assert refused.value.code == divisions_rules.A5_SCHEME_INVALID
    assert [fault.field for fault in refused.value.faults] == ["stages[1].closes"]


def test_a5_a_small_extension_leaves_the_stages_where_they_are() -> None:
    """A5: registration still closes before the first stage begins: no date moves, and there is no hint."""
    division = a.division(stages=STAGES)
    _file(division, a.WHILE_OPEN, registration_closes=a.REGISTRATION_CLOSES + DAY)
    assert division.revision is not None
    assert division.revision.scheme.stages == STAGES
    assert division.latest.hints == ()


def test_a5_approval_refuses_what_publication_would_refuse() -> None:
    """A5: an opening that has passed, and what was decided between filing and approval."""
    division = Division.apply("110000", a.scheme(), a.CATALOGUE, by="host", until=UNTIL, at=a.APPLIES)
    with pytest.raises(Refusal) as refused:
        division.approve(a.CATALOGUE, by="secretariat", at=a.OPENS + MS)
    assert refused.value.code == divisions_rules.A5_OPENING_PASSED
    division.approve(a.CATALOGUE, by="secretariat", at=a.OPENS)
    published = _published()
    _file(published, a.APPLIES, tracks=(TrackChoice(track="finance", topics=(TopicChoice(topic_id="finance-1"),)),))
    with pytest.raises(Refusal) as refused:
        published.approve(a.CATALOGUE, by="secretariat", at=a.OPENS)
    assert refused.value.code == divisions_rules.A5_TOUCHES_DECIDED


def test_a5_an_application_whose_opening_has_passed_is_refused_when_it_is_filed() -> None:
    """A5: the fault is told with the others at filing, not at publication; an opening in this instant is accepted."""
    until = a.beijing(6, 30)
    with pytest.raises(Refusal) as refused:
        Division.apply("110000", a.scheme(), a.CATALOGUE, by="host", until=until, at=a.OPENS + MS)
    assert refused.value.code == divisions_rules.A5_SCHEME_INVALID
    assert [fault.field for fault in refused.value.faults] == ["registration_opens"]
    Division.apply("110000", a.scheme(), a.CATALOGUE, by="host", until=until, at=a.OPENS)


def test_a5_a_version_approved_before_the_opening_is_refused_if_it_is_published_after_it() -> None:
    """A5: what was decided between approval and publication stays too."""
    division = _published()
    _file(division, a.APPLIES, tracks=(TrackChoice(track="finance", topics=(TopicChoice(topic_id="finance-1"),)),))
    division.approve(a.CATALOGUE, by="secretariat", at=a.APPLIES)
    with pytest.raises(Refusal) as refused:
        division.publish(a.CATALOGUE, by="host", at=a.OPENS)
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

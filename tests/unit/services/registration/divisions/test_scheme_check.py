"""What no scheme may state, all of it told at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chassis.edition import load_edition
from chassis.kernel.refusal import Refusal
from cli.stack.program import ROOT
from services.registration.divisions import rules as divisions_rules
from services.registration.divisions.model.division import Division
from services.registration.divisions.model.scheme import (
    CatalogueTopics,
    Criterion,
    Fee,
    LocalAward,
    OrganisingBody,
    SchemeStage,
    TopicChoice,
    TrackChoice,
)
from services.registration.divisions.model.scheme_check import check
from services.registration.divisions.settings import catalogue
from tests.unit.services.registration import builders as a

EDITION = load_edition(ROOT / "editions" / "2024.yaml")
NATION = catalogue(EDITION)
DAY = timedelta(days=1)


def _fields(known: CatalogueTopics = a.CATALOGUE, **changes: Any) -> list[str]:
    return [fault.field for fault in check(a.scheme(**changes), known)[0]]


def _stage(**changes: Any) -> SchemeStage:
    first = SchemeStage(
        id="first",
        name="初评",
        opens=a.SUBMISSION_CLOSES + DAY,
        closes=a.SUBMISSION_CLOSES + 5 * DAY,
        blind=True,
        experts_per_project=3,
    )
    return replace(first, **changes)


def test_a5_all_faults_are_told_at_once_each_with_its_field() -> None:
    """A5: one filing, every fault; the gravest gives the code."""
    wrong = {
        "fees": (Fee(purpose="报名费", amount_fen=1),),
        "tracks": (TrackChoice(track="magic"), TrackChoice(track="industry", topics=(TopicChoice(topic_id="x-1"),))),
        "rubric": (Criterion(id="value", name="价值", weight="0.9"), Criterion(id="value", name="", weight="-1")),
        "tie_breakers": ("beauty",),
        "scale": "viel",
        "recommended_per_track": 3,
        "decimals": 7,
        "experts_per_project": 0,
        "review_closes": a.OPENS,
        "local_awards": (LocalAward(category="", quota=0),),
        "organising_bodies": (OrganisingBody(name="数据局等", uscc="1", role="friend"),),
    }
    with pytest.raises(Refusal) as refused:
        Division.apply("110000", a.scheme(**wrong), a.CATALOGUE, by="host", until=a.APPLIES, at=a.APPLIES)
    told = refused.value.faults
    assert refused.value.code == divisions_rules.A3_FEE_STATED
    assert [one.field for one in told] == [
        "fees[0]",
        "tracks[0].track",
        "tracks[1].topics[0].topic_id",
        "organising_bodies",
        "organising_bodies[0].name",
        "organising_bodies[0].uscc",
        "organising_bodies[0].role",
        "rubric[1].id",
        "rubric[1].name",
        "rubric[1].weight",
        "scale",
        "tie_breakers[0]",
        "recommended_per_track",
        "experts_per_project",
        "decimals",
        "review_closes",
        "local_awards[0].category",
        "local_awards[0].quota",
    ]
    assert all(one.zh and one.en for one in told)
    assert refused.value.facts["count"] == str(len(told))


def test_a2_a_track_of_no_edition_is_named() -> None:
    """A2: the refusal says which."""
    wrong = a.scheme(tracks=(TrackChoice(track="magic", topics=(TopicChoice(topic_id="m-1"),)),))
    with pytest.raises(Refusal) as refused:
        Division.apply("110000", wrong, a.CATALOGUE, by="host", until=a.APPLIES, at=a.APPLIES)
    assert (refused.value.code, refused.value.facts["track"]) == (divisions_rules.A2_UNKNOWN_TRACK, "magic")


def test_a1_a_newer_edition_takes_no_topic_from_a_division_that_runs_it() -> None:
    """A1: the edition closed a track; the filed scheme stands, a new version keeps it, no new division takes it."""
    narrower = replace(
        a.CATALOGUE,
        topics={"finance": frozenset({"finance-1"})},
        closed=frozenset({"industry", "industry-1", "industry-2"}),
        edition_version=2,
    )
    running = a.division()
    running.scheme.require_topic("industry", "industry-1")
    longer = a.scheme(submission_closes=a.SUBMISSION_CLOSES + DAY)
    running.file_version(longer, narrower, "延长提交时间", by="host", at=a.WHILE_OPEN)
    assert (running.latest.version, running.latest.edition_version) == (2, 2)
    with pytest.raises(Refusal) as refused:
        Division.apply("120000", a.scheme(), narrower, by="host", until=a.APPLIES, at=a.APPLIES)
    assert (refused.value.code, refused.value.facts["track"]) == (divisions_rules.A1_CLOSED, "industry")


def test_a1_what_is_closed_while_a_scheme_is_on_its_way_is_refused() -> None:
    """A1: at approval and publication, of an application and of a new version; what the division runs stays."""
    later = replace(a.CATALOGUE, closed=frozenset({"industry-2"}), topics={"industry": frozenset({"industry-1"})})
    both = tuple(TopicChoice(topic_id=one) for one in ("industry-1", "industry-2"))
    wider = a.scheme(tracks=(TrackChoice(track="industry", topics=both),))
    applied = Division.apply("110000", wider, a.CATALOGUE, by="host", until=a.APPLIES, at=a.APPLIES)
    applied.require_offered(a.CATALOGUE)
    with pytest.raises(Refusal) as refused:
        applied.require_offered(later)
    assert (refused.value.code, refused.value.facts["track"]) == (divisions_rules.A1_CLOSED, "industry-2")
    assert [one.field for one in refused.value.faults] == ["tracks[0].topics[1].topic_id"]
    running = a.division()
    running.require_offered(replace(later, closed=frozenset({"industry-1"}), topics={}))
    running.file_version(wider, a.CATALOGUE, "增设赛题", by="host", at=a.WHILE_OPEN)
    with pytest.raises(Refusal, match="A1_CLOSED"):
        running.require_offered(later)
    running.require_offered(a.CATALOGUE)


def test_a1_a_catalogue_tells_closed_from_unknown() -> None:
    """A1: a topic is closed by itself or with its track; a track whose topics are all closed is closed."""
    industry, agriculture, *others = EDITION.tracks
    first, *rest = agriculture.topics
    changed = (
        industry.model_copy(update={"closed": True}),
        agriculture.model_copy(update={"topics": (first.model_copy(update={"closed": True}), *rest)}),
        *others,
    )
    found = catalogue(EDITION.model_copy(update={"tracks": changed}))
    assert found.closed == {"industry", first.id, *(topic.id for topic in industry.topics)}
    assert "industry" not in found.topics
    assert found.topics["agriculture"] == {topic.id for topic in rest}
    assert NATION.closed == frozenset()
    whole = industry.model_copy(
        update={"topics": tuple(one.model_copy(update={"closed": True}) for one in industry.topics)}
    )
    assert "industry" in catalogue(EDITION.model_copy(update={"tracks": (whole, *changed[1:])})).closed


def test_a5_stages_stand_in_order_within_the_timetable() -> None:
    """A5: named stages with dates of their own, apart from each other, the first with the scheme's experts."""
    roadshow = _stage(
        id="show", name="路演", opens=a.SUBMISSION_CLOSES + 6 * DAY, closes=a.SUBMISSION_CLOSES + 7 * DAY,
        experts_per_project=7,
    )  # fmt: skip
    assert _fields(stages=(_stage(), roadshow)) == []
    assert _fields(stages=(_stage(), replace(roadshow, opens=_stage().closes - DAY))) == ["stages[1].opens"]
    assert _fields(stages=(_stage(closes=_stage().opens),)) == ["stages[0].closes"]
    assert _fields(stages=(_stage(opens=a.OPENS),)) == ["stages[0].opens"]
    assert _fields(stages=(replace(roadshow, closes=a.beijing(9, 16)),)) == [
        "stages[0].closes",
        "stages[0].experts_per_project",
    ]
    assert _fields(stages=(_stage(), replace(roadshow, id="first", name="初评"))) == ["stages[1].id", "stages[1].name"]
    assert _fields(stages=(_stage(id="", name="", advancing_per_track=-1),)) == [
        "stages[0].id",
        "stages[0].name",
        "stages[0].advancing_per_track",
    ]


def test_a3_a_fee_hidden_in_any_text_is_refused_and_an_unclear_one_is_a_hint() -> None:
    """A3: text of the scheme, topics, criteria, stages and awards."""
    fee, unclear = "报名费每队500元。", "培训费自理。"
    hidden: dict[str, Any] = {
        "text": fee,
        "tracks": (TrackChoice(track="industry", topics=(TopicChoice(topic_id="industry-1", refined_text=fee),)),),
        "stages": (_stage(text=fee),),
        "local_awards": (LocalAward(category="一等奖", quota=1, rights=fee),),
        "rubric": (Criterion(id="value", name="价值", weight="1", text=fee),),
    }
    assert _fields(**hidden) == [
        "text",
        "tracks[0].topics[0].refined_text",
        "rubric[0].text",
        "stages[0].text",
        "local_awards[0].rights",
    ]
    faults, hints = check(a.scheme(text=unclear), a.CATALOGUE)
    assert (faults, [hint.field for hint in hints]) == ([], ["text"])
    division = Division.apply("110000", a.scheme(text=unclear), a.CATALOGUE, by="h", until=a.APPLIES, at=a.APPLIES)
    assert division.latest.hints == hints


@pytest.mark.parametrize(
    ("text", "altered"),
    [
        ("2024年“数据要素×”大赛北京分赛评审方案", False),
        ("2024年数据要素×大赛北京分赛评审方案", True),
        ("“数据要素x”大赛", True),
    ],
)
def test_j1_texts_of_a_scheme_use_the_official_names(text: str, altered: bool) -> None:
    """J1: whole and unaltered; what is wrong is told with the field."""
    topic = NATION.topics["industry"]
    tracks = (TrackChoice(track="industry", topics=(TopicChoice(topic_id=min(topic), refined_text=text),)),)
    assert _fields(NATION, tracks=tracks) == (["tracks[0].topics[0].refined_text"] if altered else [])


def test_j2_the_committee_is_listed_whole_or_not_at_all() -> None:
    """J2: none left out, none added, each in full; a division's own hosts are no such list."""
    whole = "、".join(EDITION.organisers.in_full())
    assert _fields(NATION, text=f"大赛组委会由{whole}等组成。") == []
    assert _fields(NATION, text="本分赛由国家数据局、工业和信息化部指导。") == []
    faults, _ = check(a.scheme(text="大赛组委会成员单位：中央网信办、工信部、商务部。"), NATION)
    assert [(fault.code, fault.field) for fault in faults] == [(divisions_rules.J2_ORGANISERS_NOT_WHOLE, "text")]
    assert "工业和信息化部" in faults[0].zh
    assert "多出：工信部" in faults[0].zh


def test_j2_each_organising_body_stands_alone_and_in_full() -> None:
    """J2: one body an entry, exactly one host, none twice."""
    host = a.scheme().organising_bodies[0]
    other = OrganisingBody(name="合成测试协办机构", uscc=a.code(900), role="co_host")
    assert _fields(organising_bodies=(host, other)) == []
    for name in ("合成甲机构、合成乙机构", "合成测试机构等", "有关部门", "甲局"):
        assert _fields(organising_bodies=(host, replace(other, name=name))) == ["organising_bodies[1].name"]
    assert _fields(organising_bodies=(host, replace(other, role="host"))) == ["organising_bodies"]
    assert _fields(organising_bodies=(host, replace(host, role="guide"))) == [
        "organising_bodies[1].uscc",
        "organising_bodies[1].name",
    ]


def test_the_digest_is_of_what_the_scheme_states() -> None:
    """A5: the same scheme has the same digest, another another."""
    assert a.scheme().digest == a.scheme().digest
    assert a.scheme().digest != a.scheme(decimals=3).digest
    assert a.scheme(stages=(_stage(),)).digest != a.scheme(stages=(_stage(blind=False),)).digest

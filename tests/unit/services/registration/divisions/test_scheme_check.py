"""A scheme is checked when it is filed, and all its faults are reported at once (rules A1 to A5, J1, J2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chassis.edition import load_edition
from chassis.facts.schemes import Aggregation, Criterion, LocalAward
from chassis.kernel.refusal import Refusal
from cli.stack.program import ROOT
from services.registration.divisions import rules as divisions_rules
from services.registration.divisions.model.contact import DivisionContact
from services.registration.divisions.model.division import Division
from services.registration.divisions.model.scheme import (
    CatalogueTopics,
    Fee,
    OrganisingBody,
    SchemeStage,
    TopicChoice,
    TrackChoice,
)
from services.registration.divisions.model.scheme_check import check_scheme
from services.registration.divisions.settings import catalogue
from tests.unit.services.registration import builders as a

EDITION = load_edition(ROOT / "editions" / "2024.yaml")
NATIONAL = catalogue(EDITION)
DAY = timedelta(days=1)


def _fields(offered: CatalogueTopics = a.CATALOGUE, **changes: Any) -> list[str]:
    """Return the fields of the faults of a scheme."""
    return [fault.field for fault in check_scheme(a.scheme(**changes), offered)[0]]


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


def test_a5_all_faults_are_reported_at_once_each_with_its_field() -> None:
    """A5: the refusal of a filing has every fault; the gravest gives the code."""
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
    faults = refused.value.faults
    assert refused.value.code == divisions_rules.A3_FEE_STATED
    assert [fault.field for fault in faults] == [
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
    assert [fault.field for fault in faults if not (fault.zh and fault.en)] == []
    assert refused.value.facts["count"] == str(len(faults))


def test_a2_k4_the_refusal_of_an_unknown_track_names_its_field_and_not_what_was_typed() -> None:
    """A2, K4: a track that the edition does not have is refused by the place where it stands."""
    wrong = a.scheme(tracks=(TrackChoice(track="magic", topics=(TopicChoice(topic_id="m-1"),)),))
    with pytest.raises(Refusal) as refused:
        Division.apply("110000", wrong, a.CATALOGUE, by="host", until=a.APPLIES, at=a.APPLIES)
    assert refused.value.code == divisions_rules.A2_UNKNOWN_TRACK
    assert [fault.field for fault in refused.value.faults] == ["tracks[0].track"]
    assert "magic" not in repr((refused.value.facts, refused.value.faults))


def test_a1_a_newer_edition_takes_no_topic_from_a_division_that_runs_it() -> None:
    """A1: a running division keeps a track that was closed, in new versions of its scheme too; a new division can't have it."""
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
    assert running.latest.version == 2
    assert running.latest.edition_version == 2
    with pytest.raises(Refusal) as refused:
        Division.apply("120000", a.scheme(), narrower, by="host", until=a.APPLIES, at=a.APPLIES)
    assert refused.value.code == divisions_rules.A1_CLOSED
    assert refused.value.facts["track"] == "industry"


def test_a1_a_topic_closed_before_approval_or_publication_is_refused() -> None:
    """A1: in an application and in a new version; topics that the division runs already stay."""
    later = replace(a.CATALOGUE, closed=frozenset({"industry-2"}), topics={"industry": frozenset({"industry-1"})})
    both = tuple(TopicChoice(topic_id=topic) for topic in ("industry-1", "industry-2"))
    wider = a.scheme(tracks=(TrackChoice(track="industry", topics=both),))
    applied = Division.apply("110000", wider, a.CATALOGUE, by="host", until=a.APPLIES, at=a.APPLIES)
    applied.require_offered(a.CATALOGUE)
    with pytest.raises(Refusal) as refused:
        applied.require_offered(later)
    assert refused.value.code == divisions_rules.A1_CLOSED
    assert refused.value.facts["track"] == "industry-2"
    assert [fault.field for fault in refused.value.faults] == ["tracks[0].topics[1].topic_id"]
    running = a.division()
    running.require_offered(replace(later, closed=frozenset({"industry-1"}), topics={}))
    running.file_version(wider, a.CATALOGUE, "增设赛题", by="host", at=a.WHILE_OPEN)
    with pytest.raises(Refusal, match="A1_CLOSED"):
        running.require_offered(later)
    running.require_offered(a.CATALOGUE)


def test_a1_the_catalogue_distinguishes_closed_from_unknown() -> None:
    """A1: a topic is closed by itself or with its track; a track is closed if all its topics are."""
    industry, agriculture, *others = EDITION.tracks
    first, *rest = agriculture.topics
    changed = (
        industry.model_copy(update={"closed": True}),
        agriculture.model_copy(update={"topics": (first.model_copy(update={"closed": True}), *rest)}),
        *others,
    )
    narrowed = catalogue(EDITION.model_copy(update={"tracks": changed}))
    assert narrowed.closed == {"industry", first.id, *(topic.id for topic in industry.topics)}
    assert "industry" not in narrowed.topics
    assert narrowed.topics["agriculture"] == {topic.id for topic in rest}
    assert NATIONAL.closed == frozenset()
    emptied = industry.model_copy(
        update={"topics": tuple(topic.model_copy(update={"closed": True}) for topic in industry.topics)}
    )
    assert "industry" in catalogue(EDITION.model_copy(update={"tracks": (emptied, *changed[1:])})).closed


def test_a5_f1_scoring_closes_before_the_division_reports_to_the_secretariat() -> None:
    """A5, F1: a scheme that would still score after the last day for recommendations is refused when it is filed."""
    until = EDITION.timetable.division_reports_until.at
    assert NATIONAL.reports_until == until
    offered = replace(a.CATALOGUE, reports_until=until)
    assert _fields(offered, scoring_closes=until) == []
    assert _fields(offered, scoring_closes=until + timedelta(milliseconds=1)) == ["scoring_closes"]


def test_a5_stages_are_in_order_and_within_the_timetable() -> None:
    """A5: stages have names and dates of their own and do not overlap; the first has the scheme's number of experts."""
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
    advancing = (_stage(advancing_per_track=8), replace(roadshow, advancing_per_track=4))
    assert _fields(stages=advancing) == []
    assert _fields(stages=(_stage(advancing_per_track=1),)) == ["stages[0].advancing_per_track"], "two are recommended"
    more = (_stage(advancing_per_track=4), replace(roadshow, advancing_per_track=8))
    assert _fields(stages=more) == ["stages[1].advancing_per_track"]
    few = (_stage(), replace(roadshow, experts_per_project=2))
    assert _fields(stages=few) == []
    assert _fields(stages=few, aggregation=Aggregation.TRIMMED_MEAN) == ["stages[1].experts_per_project"]
    assert _fields(stages=(_stage(id="", name="", advancing_per_track=-1),)) == [
        "stages[0].id",
        "stages[0].name",
        "stages[0].advancing_per_track",
    ]


CONTACT = a.scheme().contact


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"telephone": "010-00000000转8001、(010) 00000001"}, []),
        ({"telephone": "", "email": "office@example.org"}, []),
        ({"office": " "}, ["contact.office"]),
        ({"office": "办" * 101}, ["contact.office"]),
        ({"telephone": ""}, ["contact.telephone"]),
        ({"telephone": "请来电"}, ["contact.telephone"]),
        ({"telephone": "、".join(["000-00000000"] * 4)}, ["contact.telephone"]),
        ({"email": "office at example.org"}, ["contact.email"]),
        ({"address": "路" * 201, "hours": "时" * 101}, ["contact.address", "contact.hours"]),
    ],
)
def test_a5_a_public_contact_names_an_office_and_how_to_reach_it(changes: dict[str, str], fields: list[str]) -> None:
    """A5: an office with a telephone number or an e-mail address, each field within its bound; a fault is at its field."""
    assert CONTACT is not None
    assert _fields(contact=replace(CONTACT, **changes)) == fields


def test_a3_j1_k4_a_contact_is_checked_as_a_text_that_is_published() -> None:
    """A3, J1, K4: neither a fee nor the number of an identity paper is published in a contact."""
    assert CONTACT is not None
    assert _fields(contact=replace(CONTACT, hours="咨询服务费每队500元。")) == ["contact.hours"]
    assert _fields(NATIONAL, contact=replace(CONTACT, address="11010119900307002X"))[-1] == "contact.address"


@pytest.mark.parametrize(
    ("contact", "hinted"),
    [
        (CONTACT, []),
        (None, ["contact"]),
        (DivisionContact(office="大赛办公室", telephone="138 0000 0000"), ["contact.telephone"]),
        (DivisionContact(office="大赛办公室", telephone="+86 13800000000"), ["contact.telephone"]),
    ],
)
def test_a5_who_decides_is_told_of_a_missing_contact_and_of_a_mobile_number(
    contact: DivisionContact | None, hinted: list[str]
) -> None:
    """A5: no rule asks for a contact, so its absence is a hint; a mobile number may be a person's own."""
    faults, hints = check_scheme(a.scheme(contact=contact), a.CATALOGUE)
    assert faults == []
    assert [hint.field for hint in hints] == hinted


def test_a3_a_fee_in_any_text_is_refused_and_an_unclear_one_is_a_hint() -> None:
    """A3: in the texts of the scheme, its topics, criteria, stages and awards."""
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
    faults, hints = check_scheme(a.scheme(text=unclear), a.CATALOGUE)
    assert faults == []
    assert [hint.field for hint in hints] == ["text"]
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
    """J1: an altered name is a fault of its field."""
    topic = NATIONAL.topics["industry"]
    tracks = (TrackChoice(track="industry", topics=(TopicChoice(topic_id=min(topic), refined_text=text),)),)
    assert _fields(NATIONAL, tracks=tracks) == (["tracks[0].topics[0].refined_text"] if altered else [])


def test_j2_the_committee_is_listed_completely_or_not_at_all() -> None:
    """J2: no body is missing, added or shortened; a sentence about a division's own hosts is not checked."""
    complete = "、".join(EDITION.organisers.in_full())
    assert _fields(NATIONAL, text=f"大赛组委会由{complete}等组成。") == []
    assert _fields(NATIONAL, text="本分赛由国家数据局、工业和信息化部指导。") == []
    faults, _ = check_scheme(a.scheme(text="大赛组委会成员单位：中央网信办、工信部、商务部。"), NATIONAL)
    assert [(fault.code, fault.field) for fault in faults] == [(divisions_rules.J2_ORGANISERS_NOT_WHOLE, "text")]
    assert "工业和信息化部" in faults[0].zh
    assert "多出：工信部" in faults[0].zh


def test_j2_each_organising_body_has_an_entry_with_its_full_name() -> None:
    """J2: each entry names one body; exactly one is the host, and none is named twice."""
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


def test_a5_the_digest_changes_with_the_content_of_the_scheme() -> None:
    """A5: equal schemes have equal digests, different schemes different ones."""
    assert a.scheme().digest == a.scheme().digest
    assert a.scheme().digest != a.scheme(decimals=3).digest
    assert a.scheme(stages=(_stage(),)).digest != a.scheme(stages=(_stage(blind=False),)).digest

"""Texts and times of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from dasai.registration.v1 import divisions_pb2, submissions_pb2, teams_pb2
from fastapi import Request
from google.protobuf.timestamp_pb2 import Timestamp
from markupsafe import Markup

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.kernel.clock import day_end
from chassis.kernel.refusal import MAX_FAULTS, FieldFault, Refusal
from chassis.mapping import enum_value
from chassis.refusals import FIELDS_INVALID
from chassis.settings import settings
from gateway.portals import language, navigation
from gateway.portals.forms import Form
from gateway.portals.pages import (
    CONSENT_STATES,
    DIVISION_STATES,
    REOPENINGS,
    REVIEW_STATES,
    TEAM_STATES,
    column_title,
    moment,
    moment_exact,
    own_page,
    period,
    templates,
    with_marked_cells,
    with_whole_names,
)
from gateway.portals.participant.own_team import own_team
from gateway.portals.phases import phase_at
from gateway.portals.words import text_in
from gateway.problems import ProblemError
from gateway.rpc import as_json
from gateway.settings import gateway_settings
from services.review.cases.events import ReopeningReason
from tests.unit.gateway.running import ROOT
from tests.unit.gateway.test_problems import worst


@pytest.fixture(autouse=True)
def edition_2024(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set the pages' edition."""
    monkeypatch.setenv("DASAI_EDITION_FILE", str(ROOT / "editions" / "2024.yaml"))
    for cached in (settings, edition):
        cached.cache_clear()
    yield
    for cached in (settings, edition):
        cached.cache_clear()


FACTS = {
    "team_id": "t1",
    "co_organisations": [],
    "team_name": "<b>合成</b>",
    "division_code": "110000",
    "track": "industry",
    "topic_id": "industry-1",
    "lead": {"name": "合成牵头", "uscc": "U1"},
}


def page_of(template: str, shown_in: language.Language = "zh", **values: Any) -> str:
    """Return a page in a language, with the layout of a reader who is not signed in."""
    common = {
        "request": SimpleNamespace(url_for=lambda *_: ""),
        "edition": edition(),
        "session": None,
        "language": shown_in,
        "page_language": language.TAGS[shown_in],
        "other_address": "/en",
        "navigation": [(item, False) for item in navigation.items_for(None)],
        "phase": phase_at(day_end(2024, 6, 3)),
        "site": gateway_settings(),
    }
    with language.Rendering(shown_in):
        return templates.get_template(template).render(**common, **values)


def team(*, page: dict[str, Any] | None = None, shown_in: language.Language = "zh", **fields: Any) -> str:
    """Return the team's page; `page` has the values that it shows besides the team."""
    shown = as_json(teams_pb2.Team(**fields))
    shown["facts"] = FACTS
    for deadline in ("registration_closes", "submission_closes"):
        shown.setdefault(deadline, "2024-08-05T15:59:59.999Z")
    reader = SimpleNamespace(state=SimpleNamespace(actor=Actor("a1"), arrived_at=day_end(2024, 6, 3)))
    own = own_team(shown, None, cast(Request, reader))
    values = {"won": {"awards": [], "entitlements": []}, **(page or {})}
    return page_of("participant/team.html", shown_in, team=shown, own=own, **values)


@pytest.mark.parametrize(
    ("words", "descriptor"),
    [
        (DIVISION_STATES, divisions_pb2.DivisionState.DESCRIPTOR),
        (TEAM_STATES | {"": ("", "")}, teams_pb2.TeamState.DESCRIPTOR),
        (REVIEW_STATES, teams_pb2.ReviewState.DESCRIPTOR),
        (CONSENT_STATES | {"": ("", "")}, teams_pb2.ConsentState.DESCRIPTOR),
    ],
    ids=["division", "team", "review", "consent"],
)
def test_every_state_of_the_contract_has_a_name(words: dict[str, Any], descriptor: Any) -> None:
    """K5: the pages have a Chinese and an English name for every state of the contract."""
    assert set(words) == {enum_value(value.number, descriptor) for value in descriptor.values}


@pytest.mark.parametrize("because", list(ReopeningReason))
def test_d1_d3_a_reopened_team_reads_why_it_is_reviewed_anew(because: ReopeningReason) -> None:
    """D1, D3: in both languages, for each reason that review has; a decided team reads none."""
    words = REOPENINGS[because]
    reopened = {"review_reopened_because": because, "state": teams_pb2.TEAM_STATE_SUBMITTED}
    for at, shown_in in enumerate(("zh", "en")):
        page = team(review_state=teams_pb2.REVIEW_STATE_REOPENED, shown_in=shown_in, **reopened)
        assert [word in page for word in words] == [at == 0, at == 1]
    decided = team(state=teams_pb2.TEAM_STATE_SUBMITTED, review_state=teams_pb2.REVIEW_STATE_PASSED)
    assert (words[0] in decided, words[1] in decided) == (False, False)


def test_every_reason_for_a_new_review_has_words() -> None:
    """K5: those of the contract and no others."""
    assert set(REOPENINGS) == set(ReopeningReason)


@pytest.mark.parametrize("state", teams_pb2.ReviewState.values())
def test_d3_the_team_reads_the_decision_and_its_reason(state: int) -> None:
    """D3: the team's page shows the decision in words, with its reason."""
    words = REVIEW_STATES[enum_value(state, teams_pb2.ReviewState.DESCRIPTOR)]
    for word, shown_in in zip(words, ("zh", "en"), strict=True):
        page = team(
            state=teams_pb2.TEAM_STATE_SUBMITTED, review_state=state, review_reason="缺审计报告", shown_in=shown_in
        )
        assert (word in page, "缺审计报告" in page) == (True, True)


def test_d3_a_rejected_team_reads_until_when_it_may_appeal_and_then_the_answer() -> None:
    """D3: until it has appealed; then whether its appeal was granted, and why; a passed team reads neither."""
    rejected = {"state": teams_pb2.TEAM_STATE_SUBMITTED, "review_state": teams_pb2.REVIEW_STATE_REJECTED}
    until = Timestamp()
    until.FromDatetime(day_end(2024, 8, 6))
    pages = [
        team(**rejected, appeal_until=until),
        team(**rejected, appeal_answer={"granted": False, "reason": "与申报不符"}),
        team(**rejected, appeal_answer={"granted": True, "reason": "情况属实"}),
        team(state=teams_pb2.TEAM_STATE_SUBMITTED, review_state=teams_pb2.REVIEW_STATE_PASSED),
    ]
    words = ("可在2024年8月6日 23:59:59前申诉一次", "申诉不成立", "与申报不符", "申诉成立", "情况属实")
    assert [[word for word in words if word in page] for page in pages] == [
        [words[0]],
        ["申诉不成立", "与申报不符"],
        ["申诉成立", "情况属实"],
        [],
    ]


def test_h5_a_disqualified_team_reads_the_reason() -> None:
    """H5: state and reason in words; a withdrawn team has no such text."""
    page = team(state=teams_pb2.TEAM_STATE_DISQUALIFIED, disqualification_reason="材料属于其他单位")
    assert ("已取消参赛资格" in page, "材料属于其他单位" in page) == (True, True)
    assert "已取消参赛资格" not in team(state=teams_pb2.TEAM_STATE_WITHDRAWN)


def test_text_that_people_wrote_is_escaped() -> None:
    """Markup in a name is shown as text."""
    page = team(state=teams_pb2.TEAM_STATE_REGISTERED)
    assert ("<b>合成</b>" in page, "&lt;b&gt;合成&lt;/b&gt;" in page) == (False, True)


def test_times_are_shown_in_beijing_time() -> None:
    """The same instant in every notation, nothing padded, with seconds if there are any; empty if there is no time."""
    assert moment("2024-05-31T15:59:59.999Z") == "2024年5月31日 23:59:59"
    assert moment_exact("2024-05-31T15:59:59.999Z") == "2024年5月31日 23:59:59.999"
    assert moment("2024-06-03T09:00:00+08:00") == moment(datetime(2024, 6, 3, 1, tzinfo=UTC)) == "2024年6月3日 9:00"
    assert (moment(""), moment_exact("")) == ("", "")
    with language.Rendering("en"):
        assert moment("2024-06-03T09:00:00+08:00") == "3 June 2024, 9:00"
        assert moment_exact("2024-05-31T15:59:59.999Z") == "31 May 2024, 23:59:59.999"


def test_c1_a_deadline_shows_its_last_second_and_its_time_zone() -> None:
    """C1: at 23:59:20 a deadline of 23:59:59.999 does not seem to be over."""
    page = team(state=teams_pb2.TEAM_STATE_REGISTERED, submission_closes=day_end(2024, 8, 5))
    assert "2024年8月5日 23:59:59" in page
    assert "所有时间均为北京时间" in page


def test_c4_the_teams_page_shows_last_save_progress_and_kept_texts() -> None:
    """C4: time and writer of the last save; progress of each section; how many texts are kept; changes since the submission."""
    saved = {"written_at": "2024-08-05T15:20:30Z", "written_by": "成员2"}
    sections = [
        {"id": "overview.background", "name_zh": "项目背景", "state": state, "length": length, "min_length": 100}
        for state, length in (("empty", 0), ("short", 20), ("done", 300))
    ]
    page = team(
        state=teams_pb2.TEAM_STATE_SUBMITTED,
        own=True,
        receipts=[{"submission_number": 1, "submitted_at": day_end(2024, 8, 4)}],
        changed_since_submission={"words_zh": "第1版之后修改了1个栏目，尚未提交。"},
        page={
            "draft": {"kept_total": 1},
            "saved": saved,
            "progress": {
                "words_zh": "第1版之后修改了1个栏目，尚未提交。已完成1/3项",
                "parts": [{"name_zh": "项目概况", "name_en": "Overview", "done": 1, "sections": sections}],
            },
        },
    )
    texts = (
        "2024年8月5日 23:20:30，成员2",
        "第1版之后修改了1个栏目，尚未提交。",
        "已完成1/3项",
        "1/3",
        "项目背景：未填写<",
        "项目背景：字数不足（20字，至少100字）",
        "项目背景：已完成（300字）",
        "未写入草稿的内容",
        "1份，可在申报书页面查看、放回",
    )
    assert [text for text in texts if text not in page] == []
    plain = team(state=teams_pb2.TEAM_STATE_REGISTERED, own=True, page={"draft": {"kept_total": 0}, "saved": None})
    assert ("尚未保存过" in plain, "未写入草稿的内容" in plain, "尚未提交。" in plain) == (True, False, False)


@pytest.mark.parametrize(
    ("state", "words"),
    [("confirmed", "已确认"), ("revoked", "已取消"), ("proposed", "公示期内"), ("withheld", "不予授予")],
)
def test_g2_h4_a_team_that_passed_reads_its_award_and_its_state(state: str, words: str) -> None:
    """G2, H4: the prize, if it is confirmed or lost, and why; a team that has not passed reads of no results."""
    benefit = {"name": "产融对接", "state": "ended"}
    award = {
        "prize_zh": "一等奖",
        "prize_en": "First prize",
        "state": state,
        "lost_reason": "举报<属实>",
        "entitlements": [],
    }
    submitted = {
        "state": teams_pb2.TEAM_STATE_SUBMITTED,
        "page": {"won": {"awards": [award], "entitlements": [benefit]}},
    }
    page = team(review_state=teams_pb2.REVIEW_STATE_PASSED, **submitted)
    shown = ("一等奖", words, "举报&lt;属实&gt;", "/results/divisions/110000/industry", "产融对接（已终止）")
    assert [word for word in shown if word not in page] == []
    assert "一等奖" not in team(review_state=teams_pb2.REVIEW_STATE_REJECTED, **submitted)


def test_k1_staff_read_nothing_of_the_teams_draft() -> None:
    """C4, K1: only the team reads if its draft is complete; for staff, who see no draft, the text would be wrong."""
    complete = "申报书和证明材料已齐全"
    assert complete in team(
        state=teams_pb2.TEAM_STATE_REGISTERED, own=True, page={"progress": {"words_zh": "", "missing": []}}
    )
    assert complete not in team(state=teams_pb2.TEAM_STATE_REGISTERED)


def test_c11_the_list_of_teams_shows_requests_with_their_deadlines() -> None:
    """C11: the team's card shows an open request with its deadline, and no answered request."""
    shown = as_json(
        teams_pb2.Team(state=teams_pb2.TEAM_STATE_SUBMITTED, review_state=teams_pb2.REVIEW_STATE_SUPPLEMENT)
    )
    shown["facts"] = {"team_id": "t1", "team_name": "合成", "division_code": "110000"}
    requests = [
        {"number": 1, "asked": "审计报告", "state": "answered", "due_at": "2024-08-07T15:59:59.999Z"},
        {"number": 2, "asked": "数据<授权>", "state": "asked", "due_at": "2024-08-08T15:59:59.999Z"},
    ]
    page = page_of("participant/me.html", teams=[shown], supplements={"t1": requests})
    assert "请在2024年8月8日 23:59:59前补充材料：数据&lt;授权&gt;" in page
    assert "审计报告" not in page


def test_c4_b2_a_team_reads_missing_items_obstacles_and_remarks() -> None:
    """B2, C4: in registration's words, each leading to where it is mended; obstacles are highlighted; no code is shown."""
    words = {"kind": "section", "item": "overview.background", "zh": "申报书“项目背景”（至少20字）", "en": "Background"}
    remark = {"zh": "项目名称<将>由审查员核对。", "en": "A reviewer looks."}
    partner = {"organisation": {"name": "合成伙伴", "uscc": "U2"}, "state": "asked", "invitation_code": "ABCD-EFGH"}
    barred = {"zh": "单位在名单上。", "en": "It is listed."}
    progress = {
        "words_zh": "两句话。",
        "missing": [words],
        "obstacles": [barred],
        "remarks": [remark],
        "writable": True,
    }
    partners = [partner, partner | {"state": "given", "invitation_code": ""}]
    page = team(state=teams_pb2.TEAM_STATE_REGISTERED, own=True, page={"progress": progress, "partners": partners})
    assert "两句话。" not in page  # it would repeat the list
    whole = team(state=teams_pb2.TEAM_STATE_REGISTERED, own=True, page={"progress": progress | {"missing": []}})
    over = team(state=teams_pb2.TEAM_STATE_REGISTERED, own=True, page={"progress": progress | {"writable": False}})
    assert ["<p>两句话。</p>" in shown for shown in (whole, over)] == [True, True]
    texts = (
        "<p>单位在名单上。</p>",
        'href="/teams/t1/declaration/overview.background">申报书“项目背景”（至少20字）',
        "<p>项目名称&lt;将&gt;由审查员核对。</p>",
        "合成伙伴（U2）：尚未答复",
        "合成伙伴（U2）：已同意参赛",
    )
    assert [text for text in texts if text not in page] == []
    assert "ABCD-EFGH" not in page


def test_c10_versions_side_by_side_are_marked_and_escaped() -> None:
    """C10: removed and added text is marked, and markup that people wrote is escaped."""
    run = submissions_pb2.DifferenceRun
    row = submissions_pb2.DifferenceRow(
        left=[run(change="RUN_CHANGE_SAME", text="项目"), run(change="RUN_CHANGE_REMOVED", text="<b>旧</b>")],
        right=[run(change="RUN_CHANGE_SAME", text="项目"), run(change="RUN_CHANGE_ADDED", text="新")],
    )
    section = submissions_pb2.SectionDifference(id="value.social", name_zh="社会效益", changed=True, rows=[row])
    piece = submissions_pb2.EvidenceDifference(change="added", right={"kind": "audit", "file_name": "审计<1>.pdf"})
    shown = submissions_pb2.VersionDifference(
        team_id="t", left=1, right=0, sections=[section], evidence=[piece], main_content_share="0.412"
    )
    page = page_of("participant/difference.html", difference=as_json(shown))
    assert 'data-label="第1版">项目<del>&lt;b&gt;旧&lt;/b&gt;</del></td>' in page
    assert 'data-label="草稿">项目<ins>新</ins></td>' in page
    assert "主体内容指项目背景、" in page
    assert "变动超过30%的由审查员核对" in page
    assert ("41.2%" in page, "草稿" in page, "审计&lt;1&gt;.pdf" in page) == (True, True, True)


def test_c11_a_team_reads_the_requests_of_review_and_their_deadlines() -> None:
    """C11: the team's page shows the request, its deadline and what follows, escaped."""
    requested = {
        "number": 1,
        "asked": "请补充<b>授权</b>",
        "state": "asked",
        "words_zh": "请在周五前补充。",
        "words_en": "By Friday.",
    }
    page = team(state=teams_pb2.TEAM_STATE_SUBMITTED, page={"supplements": [requested]})
    assert "第1次：请补充&lt;b&gt;授权&lt;/b&gt;</p><p>请在周五前补充。" in page
    assert "#supplements" not in team(state=teams_pb2.TEAM_STATE_SUBMITTED)


def test_c11_an_open_request_is_missing_and_nothing_is_said_to_be_complete_beside_it() -> None:
    """C4, C11: what the team still owes is the supplement, with its deadline in both languages; without a request nothing is."""
    asked = {
        "number": 2,
        "asked": "授权",
        "state": "asked",
        "due_at": "2024-08-08T15:59:59.999Z",
        "words_zh": "",
        "words_en": "",
    }
    progress = {"words_zh": "第1版为当前有效版本。", "missing": [], "writable": False}
    submitted = {"state": teams_pb2.TEAM_STATE_SUBMITTED, "own": True}
    page = team(**submitted, page={"progress": progress, "supplements": [asked]})
    assert "无（材料齐全）" not in page
    assert 'href="/teams/t1/supplements/2">补充材料，2024年8月8日 23:59:59前' in page
    english = team(**submitted, shown_in="en", page={"progress": progress, "supplements": [asked]})
    assert 'href="/en/teams/t1/supplements/2">Supplementary material, by 8 August 2024, 23:59:59' in english
    assert "第2次要求的补充材料，2024年8月8日 23:59:59前" in page
    answered = team(**submitted, page={"progress": progress, "supplements": [asked | {"state": "answered"}]})
    assert "无（材料齐全）" in answered
    assert "#supplements" not in answered


def test_d1_what_was_returned_is_not_called_complete() -> None:
    """C4, D1: returned for correction, the team owes another submission while it may submit; afterwards it owes nothing."""
    submitted = {"state": teams_pb2.TEAM_STATE_SUBMITTED, "own": True, "review_state": "REVIEW_STATE_RETURNED"}
    progress = {"words_zh": "第1版为当前有效版本。", "missing": [], "writable": True}
    page = team(**submitted, page={"progress": progress})
    over = team(**submitted, page={"progress": progress | {"writable": False}})
    assert ["按审查意见修改后重新提交" in shown for shown in (page, over)] == [True, False]
    assert ["无（材料齐全）" in shown for shown in (page, over)] == [False, True]


def test_k1_only_the_teams_own_page_leads_to_the_difference_with_the_draft() -> None:
    """C10, K1: hosts may not see the draft, so they get no link that is answered with 404; two versions anyone may compare."""
    receipts = [{"submission_number": number, "submitted_at": day_end(2024, 8, 4)} for number in (1, 2)]
    of_host = team(state=teams_pb2.TEAM_STATE_SUBMITTED, receipts=receipts)
    own = team(state=teams_pb2.TEAM_STATE_SUBMITTED, receipts=receipts, own=True)
    assert ("/difference/0" in own, "/difference/0" in of_host) == (True, False)
    assert ("/versions/1/difference/2" in own, "/versions/1/difference/2" in of_host) == (True, True)


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/teams/t1", "/teams/t1"),
        ("/teams/t1/versions/1/difference/2", "/teams/t1/versions/1/difference/2"),
        ("", "/me"),
        ("teams/t1", "/me"),
        ("//elsewhere.example", "/me"),
        ("/\\elsewhere.example", "/me"),
        ("https://elsewhere.example/", "/me"),
        ("/sign-out", "/me"),
        ("/api/v1/teams", "/me"),
        ("/teams/new?division=110000", "/teams/new?division=110000"),
        ("/teams/new?division=110000&topic=t-1", "/teams/new?division=110000&topic=t-1"),
        ("/teams/t1?x=//elsewhere.example", "/me"),
        ("/teams/t1?x=%0d", "/me"),
        ("/teams/t1?", "/me"),
        ("/teams/t1?x=1#y", "/me"),
        ("/teams/\r\nSet-Cookie: a=b", "/me"),
    ],
)
def test_k1_signing_in_leads_on_within_the_site_only(address: str, leads_to: str) -> None:
    """K1: to the page that asked for it; to no other site, and to nothing that acts."""
    assert own_page(address) == leads_to


def test_a_browser_is_told_how_many_faults_there_are() -> None:
    """K5: the page of a refusal with more faults than it shows says so."""

    def page(count: int, shown_in: language.Language = "zh") -> str:
        return page_of("problem.html", shown_in, problem=ProblemError.of(worst(count)), known="409")

    assert "共250处问题，以上为前100处。" in page(250)
    assert "250 problems in all; the first 100 are shown." in page(250, "en")
    assert "以上为前" not in page(MAX_FAULTS)


@pytest.mark.parametrize(("shown_in", "title"), [("zh", "统一社会信用代码"), ("en", "uscc")], ids=["zh", "en"])
def test_k3_a_faulty_column_is_named_as_its_heading_is(shown_in: language.Language, title: str) -> None:
    """K3: a page of an import names a column by its Chinese title, in English by the name beside it; another as it is."""
    with language.Rendering(shown_in):
        assert column_title("credit-lists", "uscc") == title
        assert column_title("credit-lists", "unknown") == "unknown"


def test_a_part_of_a_page_comes_with_the_pages_title() -> None:
    """Htmx takes the title from it: a form that is right again no longer says that there are errors."""
    problem = ProblemError.of(Refusal(FIELDS_INVALID))
    for form, title in ((Form(), "比赛结果 · "), (Form(problem=problem), "错误：比赛结果 · ")):
        part = page_of("public/results.html", part="results", form=form, q="", by_track=[], special=[])
        assert part.lstrip().startswith(f"<title>{title}")
        assert ('<div id="results">' in part, "<html" in part, "<footer" in part) == (True, False, False)


def test_a_time_on_a_single_day_names_the_day_once() -> None:
    """Activities and stages: the same in both languages."""
    begins, same, later = "2024-07-13T01:00:00Z", "2024-07-13T04:00:00Z", "2024-07-15T15:59:59Z"
    said: dict[language.Language, list[str]] = {}
    for shown_in in ("zh", "en"):
        with language.Rendering(shown_in):
            said[shown_in] = [period(begins, closes) for closes in (same, later)]
    assert said["zh"] == ["2024年7月13日 9:00至12:00", "2024年7月13日 9:00至2024年7月15日 23:59:59"]
    assert said["en"] == ["13 July 2024, 9:00 to 12:00", "13 July 2024, 9:00 to 15 July 2024, 23:59:59"]


def test_j1_no_line_breaks_within_the_quotes_of_the_contests_name() -> None:
    """J1: a browser may break a line before ×. Attributes, and fields that hold text alone, stay as they are."""
    name = "2024年“数据要素×”大赛北京分赛"
    fields = Markup('<option value="1">{0}</option><textarea rows="2">{0}</textarea><input value="{0}">').format(name)
    part = Markup('<h1 class="x">{0}</h1>{1}<dd>{0}<br>“Data Elements ×” Contest</dd>').format(name, fields)
    whole = with_whole_names(part)
    kept = '2024年<span class="dasai-whole">“数据要素×”大赛</span>北京分赛'
    english = '<span class="dasai-whole">“Data Elements ×”</span> Contest'
    assert whole == f'<h1 class="x">{kept}</h1>{fields}<dd>{kept}<br>{english}</dd>'
    assert whole.striptags() == part.striptags()


@pytest.mark.parametrize("part", ["", "fields"])
def test_a_summary_of_errors_is_in_the_order_of_the_fields(part: str) -> None:
    """However a refusal orders its faults: errors without a field come last, and each keeps its words and its link."""
    layout = """{% extends "base.html" %}{% block title %}x{% endblock %}{% block main %}{% block fields %}
        {% from "components.html" import checkboxes, errors, text_field %}
        {{ errors(form, ["agreed", "b-1", "a"], {"a": "a-x"}) }}
        {{ text_field(form, "a", "A", id="a-x") }}{{ text_field(form, "b-1", "B") }}
        {{ checkboxes(form, "agreed", [("yes", "C")]) }}{% endblock %}{% endblock %}"""
    faults = [FieldFault(name, f"{name}有误", f"{name} is wrong") for name in ("", "agreed", "other", "b-1", "a")]
    form = Form({}, ProblemError.of(Refusal(FIELDS_INVALID, faults=tuple(faults))))
    shown = page_of(templates.env.from_string(layout), part=part, form=form)
    summary = shown.partition("error-summary__list")[2].partition("</ul>")[0]
    assert re.findall(r'href="#([^"]+)"', summary) == ["a-x", "b-1", "agreed"]
    assert re.findall(r"[a-z1-]*有误", summary) == ["a有误", "b-1有误", "agreed有误", "有误", "other有误"]


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("—", " dasai-nothing"),
        ("\n  —\n", " dasai-nothing"),
        ("第1版—第2版", ""),
        ("2024年6月3日 9:00", " dasai-times"),
        ("2024年7月13日 9:00至2024年7月14日 12:00:00.123", " dasai-times"),
        ("2024年6月3日 9:00，成员1", ""),
    ],
)
def test_cells_of_nothing_and_of_times_are_marked(cell: str, mark: str) -> None:
    row = Markup('<td class="govuk-table__cell{}" data-label="x">{}</td>')
    assert with_marked_cells(row.format("", cell)) == row.format(mark, cell)
    assert with_marked_cells(row.format(" dasai-short", cell)) == row.format(f"{mark} dasai-short", cell)


def test_k5_a_number_has_one_form_in_a_language() -> None:
    """K5: 5000 in Chinese, 5,000 in English; what is no number of a text, such as a year in words, stays as it is."""
    assert text_in("zh", "common.limit", count=5000) == "最多5000字"
    assert text_in("en", "common.limit", count=5000) == "You can enter up to 5,000 characters"
    assert text_in("en", "common.limit", count="5000") == "You can enter up to 5000 characters"


@pytest.mark.parametrize(("submitted", "offered"), [(0, True), (1, False)])
def test_g1_another_seed_is_offered_until_scores_were_submitted(submitted: int, offered: bool) -> None:
    """G1: after the draw, with its reason; whoever draws again must not know the scores."""
    draw = {"seed": "s", "nonce": "n", "seed_hash": "h", "committed_at": "", "drawn_at": "", "reason": "", "order": []}
    page = page_of(
        "staff/round.html",
        round=SimpleNamespace(division="110000", track=edition().tracks[0]),
        home=SimpleNamespace(path="/work/host", text="role.host"),
        shown={"state": "scoring", "rankings": [], "entries": [], "suspended_team_ids": []},
        draws=[draw],
        pending=None,
        progress={"sheets": 2, "submitted": submitted, "unassigned": 0},
        by_team={},
        closes="",
        address="/staff/rounds/x",
        key="k",
        may_commit=True,
    )
    assert ("更换抽签种子" in page) is offered

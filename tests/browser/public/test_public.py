"""The public's journeys in a browser without scripts: divisions, activities, notices, results, certificates, reports."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page

from cli.demo.client import Tally, User
from cli.shots.public_world import Played, hold_activities
from cli.synthetic import ReportFile, small_pdf
from tests.browser.conftest import Contest
from tests.browser.public.conftest import UNPUBLISHED
from tests.browser.test_pages import Visit, faults, screenshot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.parts]
# how each journey is made: a desk in both languages, and phones
SIZES = pytest.mark.parametrize(
    "width", [pytest.param(1280, marks=pytest.mark.long), pytest.param(390, marks=pytest.mark.long), 320]
)
PDF = FilePayload(name="合同复印件.pdf", mimeType="application/pdf", buffer=small_pdf("evidence of a report"))
PROGRAM = FilePayload(name="setup.exe", mimeType="application/octet-stream", buffer=b"MZ" + bytes(500))
TEXT = "该项目提交了非参赛单位的材料（合成）。"


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """Press a button of the page itself."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def error_of(page: Page, field: str) -> str:
    """Return the error at a field; the summary leads to it."""
    assert page.locator(f".govuk-error-summary a[href='#{field}']").count() >= 1
    return str(page.locator(f"#{field}-error").inner_text())


def until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, for relays and workers take a moment."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.2)


@SIZES
def test_a2_a5_e3_j1_j2_a_visitor_finds_a_division_and_its_rubric(
    visit: Visit, contest: Contest, played: Played, width: int
) -> None:
    """A2, A5, E3, J1, J2: from the home page to tracks, weights, organisers in full; and to registration while it is open."""
    name = contest.plan.edition.official_division_name(contest.division)
    scheme: Any = contest.plan.scheme(31)
    page = visit("/", width=width)
    page.get_by_role("main").get_by_role("link", name="查看全部32个分赛").click()
    assert page.locator("tbody tr").count() == 32
    page.get_by_role("link", name="报名开放中（1）").click()
    assert page.locator("tbody tr").count() == 1
    page.get_by_role("link", name=name).click()
    assert page.locator("h1").inner_text() == name
    assert "报名正在进行" in page.locator(".dasai-status").inner_text()
    rubric = page.locator("#rubric tbody tr").all_inner_texts()
    assert len(rubric) == len(scheme["rubric"])
    for criterion, line in zip(scheme["rubric"], rubric, strict=True):
        assert criterion["name"] in line
        assert f"{float(criterion['weight']):.0%}" in line
    assert page.locator("#tracks h3").count() == len(scheme["tracks"])
    assert scheme["organising_bodies"][0]["name"] in page.locator("#organisers").inner_text()
    assert page.locator("#stages tbody tr").count() == 2
    register = page.get_by_role("main").get_by_role("button", name="报名", exact=True)
    assert str(register.get_attribute("href")).endswith(f"/teams/new?division={contest.division}")
    contact = page.locator("#contact")
    assert contact.get_by_text("000-000000", exact=False).is_visible()
    assert str(contact.get_by_role("link").get_attribute("href")).endswith("@example.org")
    screenshot(page, f"{width}-division")
    # closed: the page says when, and offers no registration
    page.goto(f"/divisions/{played.code}")
    assert "截止。" in page.locator(".dasai-status").inner_text()
    assert page.get_by_role("main").get_by_role("button", name="报名", exact=True).count() == 0


def test_k1_an_unpublished_scheme_is_shown_to_nobody(visit: Visit, contest: Contest, played: Played) -> None:
    """K1: the public's page of a division that applied has its state and no scheme; a published one has; others are 404."""
    code = contest.plan.divisions[UNPUBLISHED]
    page = visit(f"/divisions/{code}")
    assert page.locator(".dasai-status__state").inner_text() == "申请审核中"
    assert page.locator("#rubric").count() == 0
    assert contest.plan.scheme(UNPUBLISHED)["organising_bodies"][0]["name"] not in page.content()
    page.goto(f"/divisions/{contest.division}")
    assert page.locator("#rubric").count() == 1
    for path in ("/divisions/999999", "/tracks/nothing", "/notices/nothing", "/help/nobody", "/results/final/nothing"):
        answer = page.goto(path)
        assert (path, answer.status if answer else 0) == (path, 404)
        assert page.get_by_role("main").get_by_role("link", name="帮助与常见问题").count() == 1


def test_a5_a_version_of_a_scheme_says_what_it_changed(visit: Visit, contest: Contest, played: Played) -> None:
    """A5: the reason, and each part that differs, before and after; the first version has nothing to compare."""
    page = visit(f"/divisions/{contest.division}/versions/1")
    assert "首次公布的方案" in page.content()
    assert page.locator("tbody").count() == 0
    answer = page.goto(f"/divisions/{contest.division}/versions/9")
    assert answer is not None
    assert answer.status == 404


def test_a1_a2_the_tracks_name_their_topics_and_divisions(visit: Visit, contest: Contest, played: Played) -> None:
    """A1, A2: 12 tracks with 47 topics; a track's page names the divisions that run it, and no other."""
    page = visit("/tracks")
    assert (page.locator("#tracks article").count(), page.locator("#tracks li").count()) == (12, 47)
    page.goto(f"/tracks/{played.track}")
    listed = page.locator("#divisions tbody th").all_inner_texts()
    assert contest.plan.edition.official_division_name(played.code) in listed
    runs = played.track in contest.plan.tracks_of(31)
    assert (contest.plan.edition.official_division_name(contest.division) in listed) is runs


@pytest.mark.parametrize("prefix", ["", "/en"], ids=["zh", "en"])
def test_a6_k4_a_participant_signs_up_for_an_activity_and_cancels(
    visit: Visit, contest: Contest, played: Played, prefix: str
) -> None:
    """A6, K4: refuse a place without a name at its field; take it, masked, and give it back; none if cancelled."""
    briefing, _, cancelled = hold_activities(played.host, played.code, contest.plan)
    login = f"guest{prefix.strip('/')}"
    contest.participant(login)
    page = visit(f"{prefix}/activities/{briefing}", width=390)
    words = {
        "": ("登录", "确认报名", "取消报名", "活动已取消"),
        "/en": ("Sign in", "Sign up", "Cancel my place", "This activity was cancelled"),
    }[prefix]
    assert page.locator("#sign-up").get_by_role("link", name=words[0]).count() == 1
    sign_in(page, login)
    page.goto(f"{prefix}/activities/{briefing}")
    press(page, words[1])
    assert error_of(page, "name")
    page.fill("#name", "合成参会人")
    page.fill("#contact", "guest@example.test")
    press(page, words[1])
    assert page.get_by_role("alert").count() == 1
    assert "合成参会人" not in page.content()
    screenshot(page, f"activity-signed-up{prefix.replace('/', '-')}")
    press(page, words[2])
    assert page.locator("#name").count() == 1
    page.goto(f"{prefix}/activities/{cancelled}")
    assert words[3] in page.locator("main").inner_text()
    assert page.locator("#sign-up").count() == 0
    assert page.locator("#name").count() == 0


@SIZES
def test_f8_h1_anyone_objects_to_a_notice_and_follows_the_objection(
    visit: Visit, contest: Contest, played: Played, width: int
) -> None:
    """F8, H1: refuse an objection without a text at its field, and one after the days; take one, once; tell its settlement."""
    page = visit("/notices", width=width)
    page.get_by_role("link", name="获奖名单公示", exact=True).click()
    page.locator("tbody th a").first.click()
    assert page.locator(".dasai-status__state").inner_text() == "公示中"
    page.get_by_role("button", name="提出异议").click()
    page.select_option("#team_id", played.names["winner"])
    press(page, "提交异议")
    assert "请写明异议内容" in error_of(page, "text")
    assert page.locator("#team_id").input_value() == played.names["winner"]
    page.fill("#text", TEXT)
    press(page, "提交异议")
    assert page.locator(".govuk-panel__title").inner_text().strip() == "异议已提交"
    code = page.locator("dd strong").inner_text()
    screenshot(page, f"{width}-objection-filed")
    # sent twice it is done once; the code is in no address
    page.reload()
    assert page.locator("dd strong").inner_text() == code
    assert code not in page.url
    page.goto("/objections/status")
    page.fill("#tracking_code", "wrong")
    press(page, "查询")
    assert error_of(page, "tracking_code")
    page.fill("#tracking_code", f" {code} ")
    press(page, "查询")
    assert page.locator(".dasai-status__state").inner_text() == "已提交，处理中"
    filed = played.secretariat.every("/api/v1/objections", "objections", state="filed")
    reason = f"经核实，名单无误（{width}）。"
    played.secretariat.post(
        f"/api/v1/objections/{filed[0]['objection_id']}/settlement", {"upheld": False, "reason": reason}
    )
    page.goto("/objections/status")
    page.fill("#tracking_code", code)
    press(page, "查询")
    assert page.locator(".dasai-status__state").inner_text() == "异议不成立"
    assert reason in page.content()
    assert code not in page.url
    page.goto(f"/notices/{played.names['finalists']}/objection")
    assert "不在公示期内" in page.get_by_role("main").inner_text()
    assert page.locator("#text").count() == 0


@SIZES
def test_h2_h3_k4_anyone_reports_with_evidence_and_follows_the_report(
    visit: Visit, contest: Contest, played: Played, width: int
) -> None:
    """H2, H3, K4: refuse an anonymous report, one without evidence, a program as evidence; keep the files; file and follow."""
    page = visit(f"/notices/{played.names['winners']}", width=width)
    page.get_by_role("main").get_by_role("link", name="举报违规行为").click()
    page.select_option("#listed_team", played.names["winner"])
    page.fill("#text", TEXT)
    # without a name
    page.set_input_files("input[type=file]", [PDF])
    press(page, "提交举报")
    assert "真实姓名" in error_of(page, "real_name")
    assert "证件号码" in error_of(page, "identity_number")
    assert "联系方式" in error_of(page, "contact")
    assert page.locator("input[name=kept]").count() == 1
    assert page.locator("#text").input_value() == TEXT
    # with a name, and a program beside the file that is kept
    number = "E12345678"
    page.fill("#real_name", "合成举报人")
    page.select_option("#identity_kind", "passport")
    page.fill("#identity_number", number)
    page.fill("#contact", "reporter@example.test")
    page.set_input_files("input[type=file]", [PROGRAM])
    press(page, "提交举报")
    assert "setup.exe" in error_of(page, "evidence")
    assert number not in page.content()
    screenshot(page, f"{width}-report-refused")
    # without any evidence
    page.locator("input[name=kept]").uncheck()
    page.fill("#identity_number", number)
    press(page, "提交举报")
    assert "举报须附证据" in error_of(page, "evidence")
    # complete: two files at once
    other = FilePayload(name="b.pdf", mimeType="application/pdf", buffer=small_pdf(f"b{width}"))
    page.set_input_files("input[type=file]", [PDF, other])
    page.fill("#identity_number", number)
    press(page, "提交举报")
    assert page.locator(".govuk-panel__title").inner_text().strip() == "举报已提交"
    assert [name in page.content() for name in ("合同复印件.pdf", "b.pdf", number, "合成举报人")] == [
        True,
        True,
        False,
        False,
    ]
    code = page.locator("dd strong").inner_text()
    report_id = page.locator("dd .dasai-code").nth(1).inner_text()
    assert code not in page.url
    screenshot(page, f"{width}-report-filed")
    page.goto("/reports/status")
    page.fill("#tracking_code", "wrong")
    press(page, "查询")
    assert error_of(page, "tracking_code")
    page.fill("#tracking_code", code)
    press(page, "查询")
    assert page.locator(".dasai-status__state").inner_text() == "已提交，等待受理"
    committee = User(contest.stack.url, Tally(), http=contest.http)
    committee.sign_in_first("committee", contest.stack.accounts["committee"])
    committee.post(f"/api/v1/reports/{report_id}/acceptance", {"reason": "证据具体，予以受理。"})
    committee.get(f"/api/v1/reports/{report_id}/reporter", purpose="核实举报人身份")
    page.goto("/en/reports/status")
    page.fill("#tracking_code", code)
    press(page, "Look up")
    assert page.locator(".dasai-status__state").inner_text() == "Taken on, being examined"
    assert "核实举报人身份" in page.content()
    assert [len(committee.get(f"/api/v1/reports/{report_id}")["evidence"]), code in page.url] == [2, False]
    committee.post(f"/api/v1/reports/{report_id}/adjudication", {"upheld": False, "reason": "查无实据。"})


def test_h2_a_report_names_exactly_one_subject(visit: Visit, contest: Contest, played: Played) -> None:
    """H2: refuse nobody, two subjects, and a team that there is not, each at its field; a wrong identity number at its own."""
    page = visit("/reports/new")
    page.fill("#text", TEXT)
    press(page, "提交举报")
    assert "一个举报对象" in error_of(page, "team_id")
    page.fill("#team_id", "nobody")
    page.select_option("#division", played.code)
    press(page, "提交举报")
    assert "一个举报对象" in error_of(page, "division")
    page.select_option("#division", "")
    page.fill("#real_name", "合成举报人")
    page.select_option("#identity_kind", "resident")
    page.fill("#identity_number", "110101199001010000")
    page.fill("#contact", "reporter@example.test")
    page.set_input_files("input[type=file]", [PDF])
    press(page, "提交举报")
    assert "校验未通过" in error_of(page, "identity_number")
    page.select_option("#identity_kind", "passport")
    page.fill("#identity_number", "E12345678")
    press(page, "提交举报")
    assert "没有此团队" in error_of(page, "team_id")


def test_e6_e7_g2_a_result_is_looked_up_and_rankings_are_signed(visit: Visit, contest: Contest, played: Played) -> None:
    """E6, E7, G2, H1: find the winner by a part of its name and nothing for another; rankings and local awards are shown."""
    winner = next(
        award["award"]["team"]
        for award in played.secretariat.every("/api/v1/awards", "awards")
        if award["award"]["team"]["team_id"] == played.names["winner"]
    )
    page = visit("/results", width=390)
    page.fill("#q", winner["project_name"][2:8])
    press(page, "查询")
    found = page.locator("#found tbody").inner_text()
    assert [word in found for word in (winner["project_name"], winner["lead"]["name"], "一等奖", "入围总决赛")] == [
        True
    ] * 4
    page.fill("#q", "no such project")
    press(page, "查询")
    assert page.locator("#found tbody").count() == 0
    page.goto(f"/results/divisions/{played.code}")
    assert winner["project_name"] in page.locator("#awards tbody").inner_text()
    page.locator("#rankings a").first.click()
    lines = page.locator("tbody tr").all_inner_texts()
    assert len(lines) == 2
    assert winner["project_name"] in lines[0]
    ranking = played.secretariat.get(f"/api/v1/rounds/division-{played.code}-{played.track}/ranking")
    assert ranking["signature"] in page.content()
    page.goto(f"/en/results/final/{played.track}")
    assert winner["project_name"] in page.locator("tbody tr").first.inner_text()
    page.goto(f"/results/divisions/{contest.division}/{contest.plan.tracks_of(31)[0]}")
    assert "尚未公布" in page.get_by_role("main").inner_text()


def test_the_countdown_follows_the_servers_time(visit: Visit, played: Played) -> None:
    """C9: what is left is the server's word; the script counts on without the computer's clock, to the end."""
    page = visit("/", scripts=True)
    page.clock.install(time="2031-01-01T00:00:00Z")
    page.reload()
    line = page.locator("[data-left-ms]")
    shown, left = line.locator("[data-countdown]"), int(str(line.get_attribute("data-left-ms")))
    before = shown.inner_text()
    page.clock.run_for(1000)
    assert shown.inner_text() == before
    page.clock.fast_forward(left)
    page.clock.run_for(1000)
    assert shown.inner_text() == "时间已到"
    assert page.locator("[aria-live]").filter(has=page.locator("[data-countdown]")).count() == 0


def test_home_says_what_is_on_now(visit: Visit, contest: Contest, played: Played) -> None:
    """A4, H1: phase, divisions that take teams, next deadlines, newest notices; the closed division is not among them."""
    page = visit("/")
    unit = contest.plan.edition.division(contest.division).name
    assert page.locator("#divisions li").all_inner_texts() == [unit.zh]
    assert "报名截止" in page.locator("#deadlines dd").first.inner_text()
    assert page.locator("#notices li").count() == 2
    page.goto("/en")
    assert page.locator("#divisions li").all_inner_texts() == [unit.en]


@pytest.mark.parametrize(
    ("width", "prefix"),
    [pytest.param(width, prefix, marks=pytest.mark.long) for width in (1280, 390, 320) for prefix in ("", "/en")],
)
def test_k5_the_publics_pages_pass_the_accessibility_audit(
    visit: Visit, contest: Contest, played: Played, width: int, prefix: str
) -> None:
    """K5: labels, landmarks, contrast; no wider than the screen; in both languages."""
    names = played.names
    paths = (
        "/",
        "/divisions",
        f"/divisions/{contest.division}",
        f"/divisions/{played.code}",
        f"/divisions/{contest.division}/versions/1",
        "/tracks",
        f"/tracks/{played.track}",
        "/activities?past=true",
        "/notices",
        f"/notices/{names['winners']}",
        f"/notices/{names['winners']}/objection",
        "/objections/status",
        "/results",
        "/results?q=合成",
        f"/results/divisions/{played.code}",
        f"/results/final/{played.track}",
        "/certificates/verify",
        "/logo-use",
        "/logo-use?text=nobody",
        "/reports/new",
        "/reports/status",
        "/help",
        "/help/public",
        "/help/participants",
    )
    page = visit(f"{prefix}/site-map", width=width, scripts=True)
    found = {}
    for path in paths:
        page.goto(prefix + path)
        found[path] = faults(page, ("header", "main", "footer", "h1"))
        screenshot(page, f"public-{width}{prefix.replace('/', '-')}{path.replace('/', '-').replace('?', '-')}")
    assert found == {path: [] for path in paths}


def test_g3_h4_a_certificate_verifies_as_valid_and_once_revoked_as_revoked(
    visit: Visit, contest: Contest, played: Played
) -> None:
    """G3, H4: refuse an unknown code at its field; valid after the winners' notice; revoked after a report was upheld."""
    code = played.verification_code()
    award = next(
        each for each in played.secretariat.every("/api/v1/awards", "awards") if each["verification_code"] == code
    )
    page = visit("/certificates/verify")
    page.fill("#code", "wrong")
    press(page, "验证")
    assert error_of(page, "code")

    def verdict() -> str:
        page.goto("/certificates/verify")
        page.fill("#code", code)
        press(page, "验证")
        return str(page.locator(".dasai-status__state").inner_text())

    assert verdict() == "证书真实有效"
    assert award["award"]["team"]["project_name"] in page.content()
    assert code not in page.url
    screenshot(page, "certificate-valid")
    public = User(contest.stack.url, Tally(), http=contest.http)
    kept = public.upload_evidence(ReportFile("合成证据.pdf", small_pdf("another")))
    reporter = {
        "real_name": "合成举报人",
        "identity_kind": "passport",
        "identity_number": "E12345678",
        "contact": "a@example.test",
    }
    body = {
        "team_id": award["award"]["team"]["team_id"],
        "text": TEXT,
        "evidence": [{"evidence_id": kept["evidence_id"]}],
        "reporter": reporter,
    }
    report_id = public.post("/api/v1/reports", body)["report_id"]
    committee = User(contest.stack.url, Tally(), http=contest.http)
    committee.sign_in_first("committee", contest.stack.accounts["committee"])
    committee.post(f"/api/v1/reports/{report_id}/acceptance", {"reason": "证据具体，予以受理。"})
    committee.post(f"/api/v1/reports/{report_id}/hearing", {"record": "已听取参赛团队陈述。"})
    ruling = {"upheld": True, "code": "C5_FOREIGN_MATERIAL", "reason": "经核查，提交了非参赛单位的材料。"}
    committee.post(f"/api/v1/reports/{report_id}/adjudication", ruling)
    until(lambda: verdict() == "证书已撤销")
    screenshot(page, "certificate-revoked")
    page.goto("/en/certificates/verify")
    page.fill("#code", code)
    press(page, "Verify")
    # K5: what the edition has in English is in English
    track = contest.plan.edition.track(award["award"]["track"])
    assert page.locator(".govuk-summary-list__row", has_text="Track").locator("dd").inner_text() == track.name.en
    until(lambda: page.goto("/notices?kind=change") is not None and page.locator("tbody tr").count() > 0)
    page.locator("tbody th a").first.click()
    assert award["award"]["team"]["project_name"] in page.content()
    screenshot(page, "notice-change")
    page.goto("/results")
    assert "已撤销" in page.locator("#awards").inner_text()

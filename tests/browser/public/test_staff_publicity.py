"""What secretariat and committee do in a browser when the winners are on notice: objections, reports, awards.

It is beside the public's journeys because both need the same contest, played to its winners.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from cli.demo.client import Tally, User
from cli.shots.public_world import Played
from cli.shots.publicity_shots import file_report
from tests.browser.conftest import Contest
from tests.browser.public.test_public import error_of, press, until
from tests.browser.test_pages import Visit, faults, screenshot

# a whole journey of a role: `./dasai test full` walks it
pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long]
# breadcrumbs are a `nav` beside the main one
ONCE = ("header", "main", "footer", "h1")


def enter(page: Page, login: str, password: str, home: str) -> None:
    """Sign in by the form, which leads to the role's home."""
    page.goto("/sign-in")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(f"**{home}")


def follow(page: Page, name: str) -> None:
    """Follow a link of the page itself."""
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def object_to(played: Played, contest: Contest, text: str, **subject: str) -> str:
    """Object to the winners' notice as anyone may, and return the objection's id."""
    anyone = User(contest.stack.url, Tally(), http=contest.http)
    filed = anyone.post(f"/api/v1/notices/{played.names['winners']}/objections", {"text": text, **subject})
    return str(filed["objection_id"])


def test_f8_h1_the_secretariat_sets_objections_aside(
    visit: Visit, contest: Contest, played: Played, staff: dict[str, str]
) -> None:
    """F8, H1: from the home to an objection, refused without an outcome; several together; it can't uphold."""
    first = object_to(played, contest, "该项目与往届获奖项目相同（合成）。", team_id=played.names["winner"])
    object_to(played, contest, "名单中的单位名称有误（合成）。")
    page = visit("/", scripts=True)
    enter(page, staff["secretariat"], played.password, "/work/secretariat")
    follow(page, "待处理的异议")
    assert faults(page, ONCE) == []
    screenshot(page, "staff-objections")
    page.goto(f"/staff/objections/{first}")
    assert "待处理" in page.locator(".dasai-status__state").inner_text()
    assert faults(page, ONCE) == []
    page.get_by_role("button", name="处理异议").click()
    assert page.get_by_label("成立", exact=True).count() == 0
    press(page, "提交处理结果")
    assert "请选择处理结果" in error_of(page, "outcome")
    assert faults(page, ONCE) == []
    page.get_by_label("不成立").check()
    press(page, "提交处理结果")
    assert "请写明处理异议的理由" in error_of(page, "reason")
    page.fill("#reason", "经核实，两个项目内容不同。")
    press(page, "提交处理结果")
    assert "异议已处理" in page.locator(".govuk-notification-banner").inner_text()
    assert "经核实，两个项目内容不同。" in page.content()
    # the other one from the list
    page.goto("/staff/objections?state=filed")
    press(page, "所选异议不成立")
    assert "请选择要处理的异议" in error_of(page, "objection_ids")
    for box in page.locator("input[name=objection_ids]").all():
        box.check()
    page.fill("#reason", "与名单内容无关。")
    press(page, "所选异议不成立")
    assert "所选异议已处理" in page.locator(".govuk-notification-banner").inner_text()
    page.goto("/staff/objections?state=filed")
    assert page.locator("input[name=objection_ids]").count() == 0
    page.goto("/staff/notices")
    assert faults(page, ONCE) == []
    follow(page, "获奖名单公示")
    assert "没有待处理的异议" in page.get_by_role("main").inner_text()
    assert faults(page, ONCE) == []
    screenshot(page, "staff-notice")


def test_g2_winners_are_announced_once(visit: Visit, played: Played, staff: dict[str, str]) -> None:
    """G2: the awards are listed by certificate; a second announcement and a late special award are refused."""
    page = visit("/", scripts=True)
    enter(page, staff["secretariat"], played.password, "/work/secretariat")
    page.goto("/staff/awards")
    assert "待确认" in page.get_by_role("main").inner_text()
    assert faults(page, ONCE) == []
    screenshot(page, "staff-awards")
    assert page.get_by_role("button", name="公布获奖名单").count() == 0
    page.goto("/staff/awards/announcement")
    press(page, "下一步：核对名单")
    assert "获奖名单已经公布" in page.locator(".govuk-error-summary").inner_text()
    assert faults(page, ONCE) == []
    page.goto("/staff/awards/special")
    press(page, "确认授予")
    assert "请选择奖项" in error_of(page, "prize")
    page.select_option("#prize", "innovation")
    page.select_option("#team_id", played.names["winner"])
    press(page, "确认授予")
    assert "获奖名单已经公布" in error_of(page, "prize")
    assert faults(page, ONCE) == []
    page.goto("/staff/entitlements")
    assert page.locator("tbody tr").count() == 2
    assert faults(page, ONCE) == []


def test_k1_reports_are_the_committees(visit: Visit, played: Played, staff: dict[str, str]) -> None:
    """K1, H2: neither the secretariat nor anyone who is not signed in opens a report."""
    page = visit("/staff/reports")
    assert "/sign-in" in page.url
    enter(page, staff["secretariat"], played.password, "/work/secretariat")
    response = page.goto("/staff/reports")
    assert response is not None
    assert response.status == 403
    assert page.get_by_role("link", name="举报处理").count() == 0


def test_h2_h3_h4_k4_the_committee_upholds_a_report(
    visit: Visit, contest: Contest, played: Played, staff: dict[str, str]
) -> None:
    """H2, H3, H4, K4: taken on, heard, the reporter read with a purpose, upheld; then the change is published."""
    anyone = User(contest.stack.url, Tally(), http=contest.http)
    report, evidence = file_report(anyone, contest.plan, played.names, 9)
    page = visit("/", width=390)
    enter(page, staff["committee"], played.password, "/work/committee")
    page.goto("/en/work/committee")
    follow(page, "Reports to take on")
    assert faults(page, ONCE) == []
    page.goto(f"/en/staff/reports/{report}")
    assert faults(page, ONCE) == []
    press(page, "Take it on")
    assert error_of(page, "reason")
    page.fill("#reason", "线索具体，予以受理。")
    press(page, "Take it on")
    assert "The report is taken on." in page.locator(".govuk-notification-banner").inner_text()
    page.goto(f"/en/staff/reports/{report}/evidence/{evidence}")
    assert faults(page, ONCE) == []
    # nothing is upheld unheard
    page.goto(f"/en/staff/reports/{report}/adjudication")
    assert page.get_by_label("Upheld").count() == 0
    assert faults(page, ONCE) == []
    page.goto(f"/en/staff/reports/{report}")
    page.fill("#record", "已听取参赛单位陈述。")
    press(page, "Save the record")
    assert "The hearing is on record." in page.locator(".govuk-notification-banner").inner_text()
    follow(page, "Read who reports")
    press(page, "Read")
    assert error_of(page, "purpose")
    page.fill("#purpose", "核实证据来源")
    press(page, "Read")
    assert "reporter@example.invalid" in page.content()
    assert contest.plan.synthetic.person(690_009).identity_number not in page.content()
    assert page.url.endswith("/reporter")
    assert faults(page, ONCE) == []
    page.goto(f"/en/staff/reports/{report}/adjudication")
    page.get_by_label("Upheld").check()
    page.fill("#reason", "所附应用证明属于其他单位。")
    press(page, "Submit the ruling")
    assert error_of(page, "rule")
    page.select_option("#rule", "B10_FALSE_DECLARATION")
    press(page, "Submit the ruling")
    assert "The report is ruled on." in page.locator(".govuk-notification-banner").inner_text()
    assert page.locator(".dasai-status__state").inner_text() == "Upheld"
    assert faults(page, ONCE) == []
    screenshot(page, "staff-report-upheld")

    def withheld() -> bool:
        page.goto("/en/staff/awards?state=withheld")
        return page.locator("tbody tr").count() == 1

    until(withheld)
    assert "What was declared is not true" in page.content()

    def published() -> bool:
        page.goto("/en/staff/notices?kind=change")
        return page.locator("tbody tr").count() >= 1

    until(published)

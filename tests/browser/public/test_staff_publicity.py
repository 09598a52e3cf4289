"""What secretariat and committee do in a browser when the winners are on notice: objections, reports, awards.

It is beside the public's journeys because both need the same contest, played to its winners.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from cli.demo.client import Tally, User
from cli.shots.public_world import Played
from cli.shots.publicity_shots import file_report
from tests.browser.conftest import Contest
from tests.browser.public.test_public import error_of, press, until
from tests.browser.spoken import EN_PHONE, ZH_DESK, Spoken
from tests.browser.test_pages import Visit, faults, screenshot

# a whole journey of a role: `./dasai test full` walks it
pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long]
# breadcrumbs are a `nav` beside the main one
ONCE = ("header", "main", "footer", "h1")
# the language, width and scripts of a visitor
Side = tuple[Spoken, int, bool]
SIDES = pytest.mark.parametrize("side", [ZH_DESK, EN_PHONE], ids=["zh-desk", "en-phone"])


def enter(page: Page, login: str, password: str, home: str) -> None:
    """Sign in by the form, which leads to the role's home."""
    page.goto("/sign-in")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(f"**{home}")


def follow(page: Page, name: str | re.Pattern[str]) -> None:
    """Follow a link of the page itself."""
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def state_of(page: Page) -> str:
    """Return the state that the page begins with."""
    return page.locator(".dasai-status__state").inner_text().strip()


def object_to(played: Played, contest: Contest, text: str, **subject: str) -> str:
    """Object to the winners' notice as anyone may, and return the objection's id."""
    anyone = User(contest.stack.url, Tally(), http=contest.http)
    filed = anyone.post(f"/api/v1/notices/{played.names['winners']}/objections", {"text": text, **subject})
    return str(filed["objection_id"])


@SIDES
def test_f8_h1_the_secretariat_sets_objections_aside(
    visit: Visit, contest: Contest, played: Played, staff: dict[str, str], side: Side
) -> None:
    """F8, H1: from the home to an objection, refused without an outcome; several together; it can't uphold."""
    say, width, scripts = side
    first = object_to(played, contest, f"该项目与往届获奖项目相同（合成，{width}）。", team_id=played.names["winner"])
    object_to(played, contest, f"名单中的单位名称有误（合成，{width}）。")
    page = visit("/", width=width, scripts=scripts)
    enter(page, staff["secretariat"], played.password, "/work/secretariat")
    page.goto(f"{say.prefix}/work/secretariat")
    follow(page, say("待处理的异议"))
    assert faults(page, ONCE) == []
    screenshot(page, f"staff-objections-{width}")
    page.goto(f"{say.prefix}/staff/objections/{first}")
    assert say.part("待处理").search(page.locator(".dasai-status__state").inner_text())
    assert faults(page, ONCE) == []
    page.get_by_role("button", name=say("处理异议")).click()
    assert page.locator("[name=outcome][value=upheld]").count() == 0
    press(page, say("提交处理结果"))
    assert say.part("请选择处理结果").search(error_of(page, "outcome"))
    assert error_of(page, "reason")  # everything at once
    assert faults(page, ONCE) == []
    page.locator("[name=outcome][value=dismissed]").check()
    page.fill("#reason", "经核实，两个项目内容不同。")
    press(page, say("提交处理结果"))
    assert say.part("异议已处理").search(page.locator(".govuk-notification-banner").inner_text())
    assert "经核实，两个项目内容不同。" in page.content()
    # the other one from the list
    page.goto(f"{say.prefix}/staff/objections?state=filed")
    press(page, say("所选异议不成立"))
    assert error_of(page, "objection_ids")
    assert error_of(page, "reason")
    for box in page.locator("input[name=objection_ids]").all():
        box.check()
    page.fill("#reason", "与名单内容无关。")
    press(page, say("所选异议不成立"))
    assert say.part("所选异议已处理").search(page.locator(".govuk-notification-banner").inner_text())
    page.goto(f"{say.prefix}/staff/objections?state=filed")
    assert page.locator("input[name=objection_ids]").count() == 0
    page.goto(f"{say.prefix}/staff/notices")
    assert faults(page, ONCE) == []
    page.goto(f"{say.prefix}/staff/notices/{played.names['winners']}")
    assert say.part("没有待处理的异议").search(page.get_by_role("main").inner_text())
    assert faults(page, ONCE) == []
    screenshot(page, f"staff-notice-{width}")


@SIDES
def test_g2_winners_are_announced_once(visit: Visit, played: Played, staff: dict[str, str], side: Side) -> None:
    """G2: the awards are listed by certificate; a second announcement and a late special award are refused."""
    say, width, scripts = side
    page = visit("/", width=width, scripts=scripts)
    enter(page, staff["secretariat"], played.password, "/work/secretariat")
    page.goto(f"{say.prefix}/staff/awards")
    assert say.part("待确认").search(page.get_by_role("main").inner_text())
    assert faults(page, ONCE) == []
    screenshot(page, f"staff-awards-{width}")
    assert page.get_by_role("button", name=say("公布获奖名单")).count() == 0
    page.goto(f"{say.prefix}/staff/awards/announcement")
    press(page, say("下一步：核对名单"))
    assert page.locator(".govuk-error-summary").count() == 1
    assert faults(page, ONCE) == []
    page.goto(f"{say.prefix}/staff/awards/special")
    press(page, say("确认授予"))
    assert error_of(page, "prize")
    # nothing that is filled in is passed over in silence
    page.select_option("#prize", "organisation")
    page.select_option("#team_id", played.names["winner"])
    page.fill("#contest", "contest-1")
    press(page, say("确认授予"))
    assert say.part("该奖项授予组织单位，不选择获奖团队").search(error_of(page, "team_id"))
    page.select_option("#prize", "innovation")
    press(page, say("确认授予"))
    assert say.part("该奖项授予项目，不填写推荐赛事编号").search(error_of(page, "contest"))
    page.fill("#contest", "")
    press(page, say("确认授予"))
    assert re.search("获奖名单已经公布|announced", error_of(page, "prize"))
    assert faults(page, ONCE) == []
    page.goto(f"{say.prefix}/staff/entitlements")
    assert page.locator("tbody tr").count() == 2
    assert faults(page, ONCE) == []


@SIDES
def test_f1_f5_f8_the_secretariat_reads_a_hit_and_the_finalists(
    visit: Visit, played: Played, staff: dict[str, str], side: Side
) -> None:
    """F1, F5, F8: both projects and what is alike in them stand side by side; a settled hit is settled no more."""
    say, width, scripts = side
    page = visit("/", width=width, scripts=scripts)
    enter(page, staff["secretariat"], played.password, "/work/secretariat")
    page.goto(f"{say.prefix}/work/secretariat")
    follow(page, say("全国形式审查与查重"))
    assert faults(page, ONCE) == []
    page.goto(f"{say.prefix}/staff/national-check/hits/{played.names['hit']}")
    passages = page.locator("#passages tbody tr")
    assert passages.count() > 0
    assert passages.first.locator("mark").count() == 2
    assert page.locator("[name=confirmed]").count() == 0
    assert faults(page, ONCE) == []
    screenshot(page, f"staff-hit-{width}")
    for path, lines in (("finalists", 2), ("recommendations", 32)):
        page.goto(f"{say.prefix}/staff/{path}")
        assert page.locator("main tbody tr").count() == lines, path
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


@pytest.mark.parametrize(
    ("side", "outcome"), [(ZH_DESK, "dismissed"), (EN_PHONE, "upheld")], ids=["zh-desk-dismissed", "en-phone-upheld"]
)
def test_h2_h3_h4_k4_the_committee_rules_on_a_report(
    visit: Visit, contest: Contest, played: Played, staff: dict[str, str], side: Side, outcome: str
) -> None:
    """H2, H3, H4, K4: taken on, heard, the reporter read with a purpose, ruled on; the change of one upheld is published."""
    say, width, scripts = side
    number = {1280: 9, 390: 10}[width]  # a reporter of its own
    anyone = User(contest.stack.url, Tally(), http=contest.http)
    report, evidence = file_report(anyone, contest.plan, played.names, number)
    address = f"{say.prefix}/staff/reports/{report}"
    page = visit("/", width=width, scripts=scripts)
    enter(page, staff["committee"], played.password, "/work/committee")
    page.goto(f"{say.prefix}/work/committee")
    follow(page, say("待受理的举报"))
    assert faults(page, ONCE) == []
    page.goto(address)
    assert faults(page, ONCE) == []
    press(page, say("受理举报"))
    assert error_of(page, "reason")
    page.fill("#reason", "线索具体，予以受理。")
    press(page, say("受理举报"))
    assert say.part("举报已受理").search(page.locator(".govuk-notification-banner").inner_text())
    page.goto(f"{address}/evidence/{evidence}")
    if scripts:  # the page draws it
        page.locator("canvas[data-drawn]").first.wait_for()
    assert faults(page, ONCE) == []
    # nothing is upheld unheard
    page.goto(f"{address}/adjudication")
    assert page.locator("[name=outcome][value=upheld]").count() == 0
    assert faults(page, ONCE) == []
    page.goto(address)
    page.fill("#record", "已听取参赛单位陈述。")
    press(page, say("保存记录"))
    assert say.part("听取意见情况已记录").search(page.locator(".govuk-notification-banner").inner_text())
    follow(page, say("查看举报人身份"))
    press(page, say("查看"))
    assert error_of(page, "purpose")
    page.fill("#purpose", "核实证据来源")
    press(page, say("查看"))
    assert "reporter@example.invalid" in page.content()
    assert contest.plan.synthetic.person(690_000 + number).identity_number not in page.content()
    assert page.url.endswith("/reporter")
    assert faults(page, ONCE) == []
    page.goto(f"{address}/adjudication")
    press(page, say("提交裁定"))
    assert error_of(page, "outcome")
    assert error_of(page, "reason")
    page.locator(f"[name=outcome][value={outcome}]").check()
    if outcome == "upheld":
        press(page, say("提交裁定"))
        assert error_of(page, "rule")
        assert error_of(page, "reason")
        page.select_option("#rule", "B10_FALSE_DECLARATION")
    page.fill("#reason", "所附应用证明属于其他单位。")
    press(page, say("提交裁定"))
    assert say.part("裁定已作出").search(page.locator(".govuk-notification-banner").inner_text())
    assert re.fullmatch({"upheld": "成立|Upheld", "dismissed": "不成立|Dismissed"}[outcome], state_of(page))
    assert faults(page, ONCE) == []
    screenshot(page, f"staff-report-{outcome}")
    if outcome == "dismissed":
        return

    def withheld() -> bool:
        page.goto("/en/staff/awards?state=withheld")
        return page.locator("tbody tr").count() == 1

    until(withheld)
    assert "What was declared is not true" in page.content()

    def published() -> bool:
        page.goto("/en/staff/notices?kind=change")
        return page.locator("tbody tr").count() >= 1

    until(published)

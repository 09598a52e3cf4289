"""What is handed over around a team in a browser, after a question: the lead, an organisation's side, a colleague's place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from cli.demo.client import STAFF_USCC, Tally, User
from tests.browser.conftest import PASSWORD, Contest
from tests.browser.test_pages import faults, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.parts]
Visit = Callable[..., Page]


def words(page: Page) -> str:
    """Return what the page says."""
    return page.locator("main").inner_text()


def confirm(page: Page, offered: str, button: str) -> None:
    """Follow an offer to the page that asks, go back once, and do it by the button there."""
    before = page.url.split("?")[0]
    asks = page.get_by_role("main").get_by_role("button", name=offered).or_(page.get_by_role("link", name=offered))
    asks.first.click()
    assert "/confirmation/" in page.url
    assert faults(page) == []
    page.get_by_role("main").get_by_role("link", name="返回").last.click()
    assert page.url == before
    asks.first.click()
    page.get_by_role("button", name=button).click()


def test_b2_the_lead_is_offered_and_taken(visit: Visit, contest: Contest) -> None:
    """B2: the lead offers its place, the co-organisation takes it; who leads no more is refused what only the lead does."""
    lead = contest.participant("leads-first")
    team = contest.team(lead, 706_002)
    partner = "partner-706002"
    address = f"/teams/{team['facts']['team_id']}"
    (line,) = lead.get(f"/api/v1{address}/co-organisations")["co_organisations"]
    page = visit("/", width=390)
    sign_in(page, partner)
    page.goto(f"{address}/confirmation/lead-taking")
    assert "当前不能办理该事项" in words(page)
    first = visit("/", scripts=True)
    sign_in(first, "leads-first")
    first.goto(f"{address}/organisations")
    confirm(first, "移交牵头", "确认提出")
    assert "已提出由该单位牵头，待其接受" in words(first)
    assert lead.get(f"/api/v1{address}")["facts"]["lead"] == team["facts"]["lead"]
    page.goto(f"{address}/organisations")
    confirm(page, "接受牵头", "确认接受")
    assert "贵单位现为牵头单位" in page.locator(".govuk-notification-banner").inner_text()
    assert lead.get(f"/api/v1{address}")["facts"]["lead"]["uscc"] == line["organisation"]["uscc"]
    first.goto(f"{address}/representatives")
    assert "此事项由牵头单位的账号办理" in words(first)


@pytest.mark.long
def test_b2_a_co_organisation_and_a_colleague_are_removed_after_a_question(visit: Visit, contest: Contest) -> None:
    """B2: nobody is removed before the page that asks was answered; what is not there is refused."""
    lead = contest.participant("removes")
    team = dict(lead.post("/api/v1/teams", contest.body(706_005)))
    address = f"/teams/{team['facts']['team_id']}"
    (line,) = lead.get(f"/api/v1{address}/co-organisations")["co_organisations"]
    colleague = contest.participant("is-removed")
    code = lead.post(f"/api/v1{address}/colleague-invitations")["code"]
    colleague.post("/api/v1/colleague-answers", {"team_id": team["facts"]["team_id"], "code": code})
    page = visit("/")
    sign_in(page, "removes")
    page.goto(f"{address}/organisations")
    confirm(page, f"移除 {line['organisation']['name']}", "确认移除")
    assert "已移除该单位" in words(page)
    assert lead.get(f"/api/v1{address}/co-organisations")["co_organisations"] == []
    page.goto(f"{address}/confirmation/organisation-removal?of={line['organisation']['uscc']}")
    assert page.get_by_role("heading", level=1).inner_text() == "页面不存在或无权访问"
    page.goto(f"{address}/colleagues")
    confirm(page, "作废邀请码", "确认作废")
    assert lead.get(f"/api/v1{address}/accounts")["invitation_code"] == ""
    confirm(page, "移除 成员2", "确认移除")
    assert [each["account_id"] for each in lead.get(f"/api/v1{address}/accounts")["accounts"]] == [lead.account_id]


def test_k1_a_side_is_passed_on_unless_its_accounts_object(visit: Visit, contest: Contest) -> None:
    """K1: the former account reads why and until when, and objects; a code is refused early, and after the objection."""
    former = contest.participant("holds-a-side")
    contest.participant("takes-over")
    team = dict(former.post("/api/v1/teams", contest.body(706_007)))
    team_id, uscc = team["facts"]["team_id"], team["facts"]["lead"]["uscc"]
    host = User(contest.stack.url, Tally(), http=contest.http).sign_in(f"pages-{contest.division}", PASSWORD)
    reason = "原经办人已离职，单位来函更换，已核实。"
    body: dict[str, Any] = {"organisation_uscc": uscc, "reason": reason, "notice_hours": 24}
    code = host.post(f"/api/v1/teams/{team_id}/passings-on", body)["code"]

    def take_over() -> str:
        new.goto("/join")
        new.get_by_label("接手本单位的团队事务").check()
        new.fill("#team_id", team_id)
        new.fill("#code", code)
        new.get_by_role("button", name="加入团队").click()
        return new.locator("#code-error").inner_text()

    new = visit("/", width=390)
    sign_in(new, "takes-over")
    assert "异议期尚未结束" in take_over()
    assert faults(new) == []
    page = visit("/")
    sign_in(page, "holds-a-side")
    page.goto(f"/teams/{team_id}/colleagues")
    assert (reason in words(page), "如无异议，移交码自" in words(page)) == (True, True)
    confirm(page, "提出异议", "确认提出异议")
    assert "已提出异议，移交终止" in words(page)
    assert [each["state"] for each in host.get(f"/api/v1/teams/{team_id}/passings-on")["passings_on"]] == ["objected"]
    assert "移交码已失效" in take_over()
    assert [each["account_id"] for each in former.get(f"/api/v1/teams/{team_id}/accounts")["accounts"]] == [
        former.account_id
    ]


@pytest.mark.long
def test_k1_who_takes_part_and_is_staff_too_switches_between_both_homes(visit: Visit, contest: Contest) -> None:
    """K1: an account with both kinds of role has both homes in the header; who has one kind has no switch."""
    both = contest.participant("has-two-homes")
    stack = contest.stack
    secretariat = User(stack.url, Tally(), http=contest.http).sign_in_first(
        "secretariat", stack.accounts["secretariat"]
    )
    roles = [{"role": "participant", "division": ""}, {"role": "reviewer", "division": contest.division}]
    body = {"roles": roles, "reason": "兼任审查员。", "organisation_uscc": STAFF_USCC}
    page = visit("/", scripts=True)
    sign_in(page, "has-two-homes")
    assert page.locator("header").get_by_role("link", name="审查员").count() == 0
    secretariat.call("PUT", f"/api/v1/accounts/{both.account_id}/roles", body)
    page = visit("/", scripts=True)
    sign_in(page, "has-two-homes")
    tools = page.locator(".dasai-header__tools")
    tools.get_by_role("link", name="审查员").click()
    page.wait_for_url("**/work/reviewer")
    assert "审查员" in words(page)
    assert faults(page) == []
    tools.get_by_role("link", name="参赛事务").click()
    page.wait_for_url("**/me")
    assert page.get_by_role("main").get_by_role("button", name="报名参赛").count() == 1

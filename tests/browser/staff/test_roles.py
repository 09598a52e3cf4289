"""Switching between the homes of several roles, and resetting a second factor by two persons, in a browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pyotp
import pytest
from playwright.sync_api import Page, expect

from cli.demo.client import Tally, User
from tests.browser.conftest import PASSWORD, Contest
from tests.browser.spoken import EN_PHONE, ZH_DESK
from tests.browser.staff.at_the_home import Side, arrived, errors_of, press
from tests.browser.test_pages import Visit, faults, screenshot

# a whole journey of a role: `./dasai test full` walks it
pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long]
SIDES = pytest.mark.parametrize("side", [ZH_DESK, EN_PHONE], ids=["zh-desk", "en-phone"])
RESETS = "/staff/second-factor-resets"


def first(contest: Contest, role: str) -> User:
    """Return the first account of a role, which uses the API."""
    return User(contest.stack.url, Tally(), http=contest.http).sign_in_first(role, contest.stack.accounts[role])


@SIDES
def test_k1_two_persons_reset_a_second_factor(visit: Visit, contest: Contest, side: Side) -> None:
    """K1: refused without a check, for who has no factor, twice, and by who requested it; another one decides."""
    say, width, _ = side
    operator = first(contest, "operator")
    clerks = [f"reset-{number}-{width}" for number in range(2)]
    for login in clerks:
        operator.invite(login, PASSWORD, [{"role": "secretariat", "division": ""}])
    login = f"reset-host-{width}"
    account = first(contest, "secretariat").invite(login, PASSWORD, [{"role": "host", "division": contest.division}])
    host = User(contest.stack.url, Tally(), http=contest.http).sign_in(login, PASSWORD)
    requester, decider = (arrived(visit, side, each, PASSWORD) for each in clerks)

    address = f"{say.prefix}/staff/accounts/{account}/second-factor-reset"
    requester.goto(address)
    press(requester, say("提交重置申请"))
    assert errors_of(requester) == ["#reason", "#identity_check"]
    assert faults(requester) == []
    fill_in(requester)
    press(requester, say("提交重置申请"))
    assert re.search("该账号尚未启用两步验证|has no second factor", requester.get_by_role("alert").inner_text())
    assert requester.locator("#reason").input_value() == "持有人手机遗失。"
    secret = host.post("/api/v1/accounts/me/second-factor/setup")["secret"]
    code = pyotp.TOTP(secret).at(datetime.now(UTC))
    host.post("/api/v1/accounts/me/second-factor/confirmation", {"code": code})
    press(requester, say("提交重置申请"))
    assert requester.url.endswith(f"{RESETS}?done=reset_requested")
    own = requester.locator("article", has_text=login)
    expect(own.get_by_role("button", name=say.part("撤回申请"))).to_have_count(1)
    expect(own.get_by_role("button", name=say.part("批准重置"))).to_have_count(0)
    assert faults(requester) == []
    screenshot(requester, f"reset-requested-{width}")
    requester.goto(address)
    fill_in(requester)
    press(requester, say("提交重置申请"))
    assert requester.get_by_role("alert").count() == 1

    decider.goto(f"{say.prefix}/work/secretariat")
    decider.get_by_role("main").get_by_role("link", name=say("批准两步验证重置申请")).click()
    asked = decider.locator("article", has_text=login)
    assert {"视频核对本人身份证件和单位介绍信。", clerks[0]} <= set(asked.locator("dd").all_inner_texts())
    assert faults(decider) == []
    approves = width == 1280
    asked.get_by_role("button", name=say.part("批准重置" if approves else "不予批准")).click()
    decider.wait_for_url(f"**{RESETS}?done={'reset_approved' if approves else 'reset_rejected'}")
    expect(decider.locator("article", has_text=login)).to_have_count(0)
    # once approved the holder needs no code, and reads first that the factor was reset
    again = visit(f"{say.prefix}/sign-in")
    again.fill("#login", login)
    again.fill("#password", PASSWORD)
    press(again, say("登录"))
    assert (again.locator("#code").count() == 0) is approves
    if approves:
        again.wait_for_url("**/account/second-factor*")
    decider.goto(f"{say.prefix}/staff/accounts/{account}")
    assert faults(decider) == []


def fill_in(page: Page) -> None:
    """Say why a second factor is to be reset, and how the holder was recognised."""
    page.fill("#reason", "持有人手机遗失。")
    page.fill("#identity_check", "视频核对本人身份证件和单位介绍信。")


@SIDES
def test_k1_who_holds_several_roles_switches_between_their_homes(visit: Visit, contest: Contest, side: Side) -> None:
    """K1: the header leads to each home, says at which one is, and to none of a role that one does not hold."""
    say, width, _ = side
    code, login = contest.division, f"several-{width}"
    host = User(contest.stack.url, Tally(), http=contest.http).sign_in(f"pages-{code}", PASSWORD)
    host.invite(login, PASSWORD, [{"role": "reviewer", "division": code}, {"role": "expert", "division": code}])
    page = arrived(visit, side, login, PASSWORD)
    homes = page.get_by_role("banner").locator(".dasai-header__tools a[href*='/work/']:not([hreflang])")
    assert homes.evaluate_all("all => all.map(each => each.getAttribute('href'))") == [
        f"{say.prefix}/work/{role}" for role in ("reviewer", "expert")
    ]
    for place in range(2):
        homes.nth(place).click()
        page.wait_for_url(f"**{homes.nth(place).get_attribute('href')}")
        assert homes.evaluate_all("all => all.map(each => each.getAttribute('aria-current'))") == [
            "page" if other == place else None for other in range(2)
        ]
        assert faults(page) == []
    answer = page.goto(f"{say.prefix}/work/host")
    assert answer is not None
    assert answer.status == 404


@SIDES
def test_f2_k1_a_recommender_reads_that_its_work_is_yet_to_come(visit: Visit, contest: Contest, side: Side) -> None:
    """F2, K1: its home says what is not there yet and offers messages and the account; a division's pages are refused."""
    say, width, _ = side
    login = f"recommender-{width}"
    first(contest, "secretariat").invite(login, PASSWORD, [{"role": "recommender", "division": ""}])
    page = arrived(visit, side, login, PASSWORD)
    assert page.url.endswith(f"{say.prefix}/work/recommender")
    assert say.part("暂未开放网上办理").search(page.get_by_role("main").inner_text())
    assert faults(page) == []
    for path, status in (
        ("/messages", 200),
        ("/account", 200),
        (f"/staff/divisions/{contest.division}/recommendation", 403),
        ("/staff/recommendations", 403),
        ("/staff/finalists", 403),
    ):
        answer = page.goto(f"{say.prefix}{path}")
        assert answer is not None
        assert answer.status == status, path

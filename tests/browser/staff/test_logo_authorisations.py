"""Uses of the logo in a browser: the committee grants and withdraws them, the public looks them up (J3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page

from chassis.kernel.clock import FileClock, beijing_date, day_en, day_zh
from cli.demo.client import Tally, User
from tests.browser.conftest import PASSWORD, Contest
from tests.browser.public.test_public import error_of, press
from tests.browser.spoken import EN_PHONE, ZH_DESK, Spoken
from tests.browser.staff.test_accounts import errors_of, sign_in_staff
from tests.browser.test_pages import faults, screenshot

# a whole journey of a role: `./dasai test full` walks it
pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long]
Visit = Callable[..., Page]
Side = tuple[Spoken, int, bool]
SIDES = pytest.mark.parametrize("side", [ZH_DESK, EN_PHONE], ids=["zh-desk", "en-phone"])
ONCE = ("header", "main", "footer", "h1")


@pytest.fixture(scope="session")
def members(contest: Contest) -> dict[str, str]:
    """Open an account for a member of the committee and one of the secretariat; return their logins by role."""
    operator = User(contest.stack.url, Tally(), http=contest.http)
    operator.sign_in_first("operator", contest.stack.accounts["operator"])
    logins = {role: f"logo-{role}" for role in ("committee", "secretariat")}
    for role, login in logins.items():
        operator.invite(login, PASSWORD, [{"role": role, "division": ""}])  # type: ignore[typeddict-item]
    return logins


@pytest.fixture
def days(contest: Contest, contest_clock: FileClock) -> tuple[str, str, str]:
    """Return today, the day after it, and a day some months later."""
    now = contest_clock.now()
    today, tomorrow, later = (beijing_date(now + timedelta(days=number)) for number in (0, 1, 200))
    return today, tomorrow, later


def verdict(page: Page, say: Spoken, text: str) -> str:
    """Look something up as the public does, from the page's foot, and return the answer's first words."""
    page.goto(f"{say.prefix}/")
    page.locator("footer a[href$='/logo-use']").click()
    page.fill("#text", text)
    press(page, say("查询"))
    page.wait_for_load_state()
    assert faults(page, ONCE) == []
    return str(page.locator(".dasai-status__state").inner_text()).strip()


@SIDES
def test_j3_a_use_is_authorised_looked_up_and_withdrawn(
    visit: Visit, contest: Contest, members: dict[str, str], days: tuple[str, str, str], side: Side
) -> None:
    """J3: refused with every fault at its field; found by name, code and number; not found before; withdrawn for everybody."""
    (say, width, scripts), (_, tomorrow, later) = side, days
    body = contest.plan.synthetic.organisation(870_000 + width, "research_institute")
    public = visit("/", width=width, scripts=scripts)
    assert say("未查询到授权").match(verdict(public, say, body.name))
    page = visit("/", width=width, scripts=scripts)
    sign_in_staff(page, members["committee"])
    page.goto(f"{say.prefix}/work/committee")
    page.get_by_role("main").get_by_role("link", name=say("标识使用授权")).click()
    assert faults(page, ONCE) == []
    page.get_by_role("button", name=say("新增标识使用授权")).click()
    assert faults(page, ONCE) == []
    page.fill("#body_uscc", "911101990000000190")
    press(page, say("确认授权"))
    page.wait_for_load_state()
    assert errors_of(page) == ["#body_name", "#body_uscc", "#scope", "#first_day", "#last_day"]
    assert page.input_value("#body_uscc") == "911101990000000190"
    assert faults(page, ONCE) == []
    screenshot(page, f"logo-refused-{width}")
    page.fill("#body_name", body.name)
    page.fill("#body_uscc", f" {body.uscc.lower()} ")
    page.fill("#scope", "分赛宣传活动、网站、印刷品。")
    page.fill("#first_day", later)
    page.fill("#last_day", tomorrow)
    press(page, say("确认授权"))
    page.wait_for_load_state()
    assert errors_of(page) == ["#last_day"]
    page.fill("#first_day", tomorrow)
    page.fill("#last_day", later)
    press(page, say("确认授权"))
    page.wait_for_url("**/staff/logo-authorisations/*done=logo_authorised")
    assert faults(page, ONCE) == []
    assert say("尚未生效").match(page.locator(".dasai-status__state").inner_text().strip())
    number = page.get_by_role("main").locator("h1").inner_text().split()[-1].removeprefix("标识使用授权")
    address = page.url.split("?")[0]
    for text in (body.name, body.uscc, number.lower()):
        assert say("目前没有有效授权").match(verdict(public, say, text))
        assert number in public.get_by_role("main").inner_text()
    screenshot(public, f"logo-pending-{width}")
    page.goto(address)
    page.get_by_role("button", name=say("撤销授权")).click()
    assert faults(page, ONCE) == []
    press(page, say("确认撤销"))
    page.wait_for_load_state()
    assert error_of(page, "reason")
    page.fill("#reason", "超出授权范围使用标识。")
    press(page, say("确认撤销"))
    page.wait_for_url("**done=logo_withdrawn")
    assert faults(page, ONCE) == []
    assert "超出授权范围使用标识。" in page.get_by_role("main").inner_text()
    assert page.get_by_role("button", name=say("撤销授权")).count() == 0
    verdict(public, say, number)
    told = public.get_by_role("main").inner_text()
    assert say.part("撤销时间").search(told)
    assert "超出授权范围使用标识。" not in told
    # the form of another window is refused, and the page says what holds
    page.goto(f"{address}/withdrawal")
    assert page.locator("#reason").count() == 0
    page.goto(f"{say.prefix}/staff/logo-authorisations?state=withdrawn")
    assert number in page.locator("#list").inner_text()
    assert faults(page, ONCE) == []


@SIDES
def test_j3_one_in_force_is_said_so_and_a_mistyped_code_is_refused(
    visit: Visit, contest: Contest, members: dict[str, str], days: tuple[str, str, str], side: Side
) -> None:
    """J3: with scope and term; no body passes for another; too little and a wrong check character are refused at the field."""
    (say, width, scripts), (today, _, later) = side, days
    body = contest.plan.synthetic.organisation(880_000 + width, "research_institute")
    committee = User(contest.stack.url, Tally(), http=contest.http).sign_in(members["committee"], PASSWORD)
    use = {"body_name": body.name, "body_uscc": body.uscc, "scope": "分赛网站。", "last_day": later}
    committee.post("/api/v1/logo-authorisations", {**use, "first_day": today})
    branch = {**use, "body_name": f"{body.name}（合成分院）", "body_uscc": ""}
    committee.post("/api/v1/logo-authorisations", {**branch, "first_day": later})
    public = visit("/", width=width, scripts=scripts)
    assert say("查询到多个单位的授权记录").match(verdict(public, say, body.name))
    assert say("目前没有有效授权").match(verdict(public, say, f"{body.name}（合成分院）"))
    assert say("有有效授权").match(verdict(public, say, body.uscc))
    told = public.get_by_role("main").inner_text()
    for words in (body.name, "分赛网站。", (day_en if say.prefix else day_zh)(date.fromisoformat(later))):
        assert words in told
    screenshot(public, f"logo-in-force-{width}")
    for typed in ("合", "911101990000000190"):
        public.goto(f"{say.prefix}/logo-use")
        public.fill("#text", typed)
        press(public, say("查询"))
        public.wait_for_load_state()
        assert error_of(public, "text")
        assert public.input_value("#text") == typed
        assert faults(public, ONCE) == []


def test_j3_the_secretariat_reads_and_does_not_decide(visit: Visit, members: dict[str, str]) -> None:
    """J3, K1: the list, its file and an authorisation, but no form; a host is not shown any."""
    page = visit("/", width=1280, scripts=True)
    sign_in_staff(page, members["secretariat"])
    page.goto("/staff/logo-authorisations")
    assert page.get_by_role("button", name="新增标识使用授权").count() == 0
    page.goto("/staff/logo-authorisations?text=合")
    assert error_of(page, "text")
    refused = page.request.get("/staff/logo-authorisations/new")
    assert refused.status == 403
    file = page.request.get("/api/v1/logo-authorisations/file?format=csv")
    assert (file.status, "授权编号" in file.text()) == (200, True)

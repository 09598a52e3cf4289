"""Scoring in a browser: a host appoints, draws, freezes and recommends; an expert scores one project after another."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from chassis.kernel.clock import FileClock
from cli.demo.client import Tally, User
from cli.demo.world import EXPERTS_PER_PROJECT
from cli.shots.public_world import PASSWORD, Played
from tests.browser.conftest import Contest
from tests.browser.conftest import contest as contest
from tests.browser.test_pages import Visit, faults, screenshot
from tests.e2e.own_stack import contest_clock as contest_clock
from tests.e2e.own_stack import stack as stack

# a whole journey of a role: `./dasai test full` walks it
pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long]
# the division of this module's own stack whose contest is played up to scoring
PLACE, PROJECTS = 1, 3
SEED = "种子 of the browser's test"


@pytest.fixture(scope="module")
def played(contest: Contest, contest_clock: FileClock) -> Played:
    """Bring a division to where scoring begins: three projects have passed review, nobody is on the panel."""
    secretariat = User(contest.stack.url, Tally(), http=contest.http)
    secretariat.sign_in_first("secretariat", contest.stack.accounts["secretariat"])
    contest_clock.move_to(contest.plan.applies)
    played = Played(contest.stack, contest.plan, contest_clock, secretariat, PLACE, contest.http)
    played.apply()
    played.enter(PROJECTS)
    for number in range(EXPERTS_PER_PROJECT):
        login = f"scores-{number}"
        office = contest.plan.synthetic.organisation(660_000 + number, "research_institute")
        played.host.invite(login, PASSWORD, [{"role": "expert", "division": played.code}], office.uscc)
    return played


def sign_in(page: Page, login: str) -> None:
    """Sign in by the form, which leads to the home of a role of staff."""
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile("/work/"))


def press(page: Page, name: str) -> None:
    """Press a button of the page itself."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def errors_of(page: Page) -> list[str | None]:
    """Return the fields that the summary of errors leads to."""
    return [link.get_attribute("href") for link in page.locator(".govuk-error-summary a").all()]


def reloaded(page: Page, condition: Callable[[], bool]) -> None:
    """Load the page again until a condition holds, for events take a moment."""
    for _ in range(120):
        if condition():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(page.locator("main").inner_text())


def test_e1_e2_g1_a_host_appoints_experts_and_draws(visit: Visit, played: Played) -> None:
    """E1, E2, G1: refuse an appointment of nobody and another seed than the published one; accept the right ones."""
    page = visit("/", scripts=True)
    sign_in(page, f"played-host-{played.code}")
    page.goto(f"/staff/divisions/{played.code}/panels")
    assert faults(page) == []
    page.get_by_role("main").get_by_role("button", name="任命专家").click()
    press(page, "任命所选专家")
    assert errors_of(page) == ["#account_id"]
    page.fill("#text", "scores-")
    press(page, "查找")
    boxes = page.locator("input[name=account_id]")
    assert boxes.count() == EXPERTS_PER_PROJECT
    for box in boxes.all():
        box.check()
    assert faults(page) == []
    press(page, "任命所选专家")
    assert "专家已任命" in page.locator("main").inner_text()

    address = f"/staff/rounds/division-{played.code}-{played.track}"
    page.goto(address)
    reloaded(page, lambda: page.locator("tbody tr").count() == PROJECTS)
    assert faults(page) == []
    page.fill("#seed_hash", "no hash")
    press(page, "公布哈希值")
    assert errors_of(page) == ["#seed_hash"]
    page.fill("#local_seed", SEED)
    expect(page.locator("#seed_hash")).to_have_value(hashlib.sha256(SEED.encode()).hexdigest())
    press(page, "公布哈希值")
    assert "种子哈希值已公布" in page.locator("main").inner_text()
    page.fill("#seed", "another seed")
    press(page, "抽签分配专家")
    assert errors_of(page) == ["#seed"]
    page.fill("#seed", SEED)
    press(page, "抽签分配专家")
    assert "抽签完成" in page.locator("main").inner_text()
    assert f"共{PROJECTS * EXPERTS_PER_PROJECT}份评分表" in page.locator("main").inner_text()
    screenshot(page, "round-drawn")
    assert faults(page) == []


def test_e3_an_expert_scores_one_project_after_another(visit: Visit, played: Played) -> None:
    """E2, E3: refuse a sheet without scores at each field and a score off the scale; keep a draft; go on to the next sheet."""
    for number in range(EXPERTS_PER_PROJECT):
        scripts = number == 0
        page = visit("/", width=1280 if scripts else 390, scripts=scripts)
        sign_in(page, f"scores-{number}")
        assert f"{PROJECTS}项" in page.locator("main").inner_text()
        page.goto("/staff/sheets" if scripts else "/en/staff/sheets")
        words = (
            ("开始评分", "提交并评下一项", "保存草稿")
            if scripts
            else ("Start scoring", "Submit and go on", "Save draft")
        )
        page.get_by_role("main").get_by_role("button", name=words[0]).click()
        if number == 0:
            press(page, words[1])
            scored = page.locator("[data-weight]").count()
            assert len(errors_of(page)) == scored
            page.locator("[data-weight]").first.fill("101")
            press(page, words[2])
            assert len(errors_of(page)) == 1
            assert faults(page) == []
            page.locator("[data-weight]").first.fill("88.5")
            press(page, words[2])
            assert "草稿已保存" in page.locator("main").inner_text()
            assert page.locator("[data-weight]").first.input_value() == "88.5"
            skipped = set()
            for _ in range(PROJECTS):
                skipped.add(page.url.split("?")[0])
                page.get_by_role("link", name="下一项", exact=True).click()
                page.wait_for_load_state()
            # once through all of them, and back at the draft
            assert len(skipped) == PROJECTS
            assert page.locator("[data-weight]").first.input_value() == "88.5"
        for project in range(PROJECTS):
            for field in page.locator("[data-weight]").all():
                field.fill(str(90 - project))
            if scripts:
                expect(page.locator("#total")).to_have_text(str(90 - project))
            if project == 0:
                screenshot(page, f"sheet-{number}")
                assert faults(page) == []
            press(page, words[1])
        assert page.url.endswith("/staff/sheets?done=sheets_finished")
        assert faults(page) == []


def test_e6_e7_f1_a_host_freezes_awards_and_recommends(visit: Visit, played: Played) -> None:
    """E4, E6, E7, F1: freeze once all sheets are in; refuse a recommendation without a report; accept it with one."""
    page = visit("/", scripts=True)
    sign_in(page, f"played-host-{played.code}")
    page.goto(f"/staff/rounds/division-{played.code}-{played.track}")
    page.get_by_role("main").get_by_role("button", name="冻结排名").click()
    assert faults(page) == []
    press(page, "冻结排名")
    assert "排名已冻结并签名" in page.locator("main").inner_text()
    assert page.locator("tbody tr").count() == PROJECTS
    assert faults(page) == []
    page.goto(f"/staff/divisions/{played.code}/local-awards")
    reloaded(page, lambda: page.locator("input[type=checkbox]").count() == PROJECTS)
    press(page, "颁发分赛奖项")
    assert errors_of(page) == ["#awards"]
    page.locator("input[type=checkbox]").first.check()
    press(page, "颁发分赛奖项")
    assert "分赛奖项已颁发" in page.locator("main").inner_text()
    assert faults(page) == []
    page.goto(f"/staff/divisions/{played.code}/recommendation")
    press(page, "报送推荐名单")
    assert errors_of(page) == ["#report"]
    page.fill("#report", "推荐规则、遴选过程、专家名单见附件（合成）。")
    press(page, "报送推荐名单")
    assert "推荐名单已报送" in page.locator("main").inner_text()
    screenshot(page, "recommendation")
    assert faults(page) == []


def test_k1_another_division_and_a_sealed_sheet_are_refused(visit: Visit, played: Played, contest: Contest) -> None:
    """E6, K1: a host reads nothing of another division; an expert changes no sealed sheet."""
    page = visit("/")
    sign_in(page, f"played-host-{played.code}")
    answer = page.goto(f"/staff/panels/division-{contest.division}")
    assert answer is not None
    assert answer.status == 403
    page = visit("/")
    sign_in(page, "scores-0")
    page.goto("/staff/sheets")
    page.locator("tbody a").first.click()
    assert "排名已冻结，评分不可更改。" in page.locator(".dasai-status").inner_text()
    assert page.locator("[data-weight]").count() == 0

"""A host and the secretariat in a browser, on a stack of their own: application, scheme, activities, figures.

The host works at a desk in Chinese with scripts, the secretariat on a phone in English without.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from chassis.edition import Edition
from chassis.kernel.clock import BEIJING, FileClock
from cli.demo.client import Tally, User
from cli.demo.world import later
from tests.browser.conftest import PASSWORD, Contest
from tests.browser.conftest import contest as contest
from tests.browser.test_pages import Visit, faults
from tests.e2e.own_stack import contest_clock as contest_clock
from tests.e2e.own_stack import stack as stack

# a whole journey of a role: `./dasai test full` walks it
pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long]
# the place, on the stack of this module, of a division for which nobody has applied
PLACE = 3
HOST, SECRETARY = "applying-host", "deciding-secretary"


@dataclass
class Applying:
    """The division that is applied for, the scheme that its host types, and the clock of the contest."""

    contest: Contest
    clock: FileClock

    @property
    def code(self) -> str:
        """Return the division's code."""
        return self.contest.plan.divisions[PLACE]

    @property
    def scheme(self) -> Any:
        """Return what the host types."""
        return self.contest.plan.scheme(PLACE)


@pytest.fixture(scope="module")
def applying(contest: Contest, contest_clock: FileClock) -> Iterator[Applying]:
    """Make the accounts of host and secretariat, and go back to the days in which divisions apply."""
    user = User(contest.stack.url, Tally(), http=contest.http)
    secretariat = user.sign_in_first("secretariat", contest.stack.accounts["secretariat"])
    applying = Applying(contest, contest_clock)
    secretariat.invite(HOST, PASSWORD, [{"role": "host", "division": applying.code}])
    operator = User(contest.stack.url, Tally(), http=contest.http)
    operator.sign_in_first("operator", contest.stack.accounts["operator"])
    operator.invite(SECRETARY, PASSWORD, [{"role": "secretariat", "division": ""}])
    contest_clock.move_to(contest.plan.applies)
    yield applying
    contest_clock.move_to(later(contest.plan.opens, minutes=1))


def sign_in(page: Page, login: str, *, english: bool = False) -> None:
    """Sign in by the form, and land at the home of the role."""
    page.goto("/en/sign-in" if english else "/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    press(page, "Sign in" if english else "登录")
    page.wait_for_url("**/work/**")


def press(page: Page, name: str) -> None:
    """Press a button of the page itself."""
    page.get_by_role("main").get_by_role("button", name=name, exact=True).last.click()
    page.wait_for_load_state()


def follow(page: Page, name: str) -> None:
    """Follow a link of the page itself, also one that looks like a button."""
    links(page, name).first.click()
    page.wait_for_load_state()


def links(page: Page, name: str) -> Locator:
    """Return the links of the page itself that have these words."""
    return page.locator("main a").filter(has_text=re.compile(rf"^\s*{re.escape(name)}\s*$"))


def error_of(page: Page, field: str) -> str:
    """Return the error at a field, to which the summary leads."""
    assert page.locator(f".govuk-error-summary a[href='#{field}']").count() == 1
    return str(page.locator(f"#{field}-error").inner_text())


def local(moment: str) -> str:
    """Return a time as a field for one takes it."""
    return datetime.fromisoformat(moment).astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M")


def until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds, for workers take a moment."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.5)


def fill_in(page: Page, scheme: Any, edition: Edition) -> None:
    """Type what the edition does not propose: organiser, dates, a topic and an award in a new row."""
    body = scheme["organising_bodies"][0]
    page.fill("#organising_bodies-0-name", body["name"])
    page.fill("#organising_bodies-0-uscc", body["uscc"])
    for name in ("registration_opens", "registration_closes", "submission_closes", "review_closes", "scoring_closes"):
        page.fill(f"#{name}", local(scheme[name]))
    place = next(place for place, track in enumerate(edition.tracks) if track.code == scheme["tracks"][0]["track"])
    page.locator(f"#tracks-{place}-topics-0").check()
    page.get_by_role("button", name="添加：分赛奖项").click()
    page.locator("#local_awards-0-category").wait_for()
    page.fill("#local_awards-0-category", "优秀项目")
    page.fill("#local_awards-0-quota", "3")


def test_a4_a5_k1_a_division_from_its_application_to_its_published_scheme(visit: Visit, applying: Applying) -> None:
    """A4, A5, K1: refused fields at their places, a preview, a return with reasons, a version that moved on, publication."""
    host, secretary = visit("/", scripts=True), visit("/", width=390)
    here = f"/staff/divisions/{applying.code}"
    sign_in(host, HOST)
    assert faults(host) == []
    follow(host, "提交办赛申请")
    assert faults(host) == []
    press(host, "预览公开页面")
    assert error_of(host, "registration_opens").endswith("请填写报名开始（日期和时间）。")
    assert faults(host) == []
    fill_in(host, applying.scheme, applying.contest.plan.edition)
    press(host, "预览公开页面")
    assert "优秀项目" in host.locator("#local_awards").inner_text()
    assert faults(host) == []
    press(host, "提交办赛申请")
    assert "方案已提交" in host.locator(".govuk-notification-banner").inner_text()
    assert "待组委会秘书处审批" in host.locator(".dasai-status").inner_text()
    assert faults(host) == []

    sign_in(secretary, SECRETARY, english=True)
    follow(secretary, "Decide on applications to host")
    assert faults(secretary) == []
    secretary.goto(f"/en{here}")
    follow(secretary, "Read version 1 and decide")
    assert faults(secretary) == []
    press(secretary, "Return version 1")
    assert error_of(secretary, "reasons") != ""
    stale = visit("/", width=390)
    sign_in(stale, SECRETARY, english=True)
    stale.goto(f"/en{here}/versions/1")
    secretary.fill("#reasons", "请说明评分要点。\n请补充评审阶段。")
    press(secretary, "Return version 1")
    assert "It is returned" in secretary.locator(".govuk-notification-banner").inner_text()

    host.goto(here)
    assert host.locator("#reasons li").all_inner_texts() == ["请说明评分要点。", "请补充评审阶段。"]
    follow(host, "修改并重新提交")
    host.fill("#rubric-0-text", "数据来源合规，利用充分。")
    press(host, "预览公开页面")
    assert "数据来源合规" in host.locator("main table").first.inner_text()
    press(host, "提交办赛申请")
    press(stale, "Approve version 1")
    assert "version 2" in stale.get_by_role("alert").inner_text()

    secretary.goto(f"/en{here}/versions/2")
    press(secretary, "Approve version 2")
    assert "Approved" in secretary.locator(".dasai-status").inner_text()
    host.goto("/work/host")
    follow(host, "公布已批准的方案")
    assert faults(host) == []
    press(host, "确认公布")
    assert "方案已公布" in host.locator(".govuk-notification-banner").inner_text()
    public = visit(f"/divisions/{applying.code}")
    assert "数据来源合规，利用充分。" in public.locator("#rubric").inner_text()


def test_a5_k1_another_divisions_host_sees_nothing_of_it(visit: Visit, applying: Applying) -> None:
    """A5, K1: no page of another division, and none of those who decide, also not by its address."""
    host = visit("/", scripts=True)
    sign_in(host, HOST)
    other = applying.contest.plan.divisions[PLACE + 1]
    for path in (
        f"/staff/divisions/{other}",
        f"/staff/divisions/{other}/scheme",
        "/staff/divisions",
        "/staff/national",
    ):
        answer = host.goto(path)
        assert answer is not None
        assert answer.status == 403, path
        assert faults(host) == []


def test_a6_a_host_publishes_changes_and_cancels_an_activity(visit: Visit, applying: Applying) -> None:
    """A6: faults at their fields, a change and a cancellation with their reasons; places are never taken away."""
    plan = applying.contest.plan
    host = visit("/", scripts=True)
    sign_in(host, f"pages-{applying.contest.division}")
    host.goto(f"/staff/divisions/{applying.contest.division}/activities")
    follow(host, "发布活动")
    press(host, "确认发布")
    assert error_of(host, "begins").endswith("请填写开始时间（日期和时间）。")
    assert faults(host) == []
    begins = later(plan.opens, days=40)
    values = {"title": "赛题宣讲会", "place": "市民中心", "begins": begins, "ends": later(begins, hours=2)}
    for name, value in {**values, "sign_up_closes": later(begins, days=-1), "capacity": "20"}.items():
        host.fill(f"#{name}", value if isinstance(value, str) else local(value.isoformat()))
    host.select_option("#kind", "topic_briefing")
    press(host, "确认发布")
    assert "活动已发布" in host.locator(".govuk-notification-banner").inner_text()
    assert faults(host) == []
    follow(host, "变更活动")
    host.fill("#capacity", "10")
    host.fill("#reason", "场地较小。")
    press(host, "确认变更")
    assert "只能增加" in error_of(host, "capacity")
    host.fill("#capacity", "30")
    press(host, "确认变更")
    assert "场地较小。" in host.locator(".dasai-status").inner_text()
    follow(host, "取消活动")
    assert faults(host) == []
    press(host, "确认取消活动")
    assert error_of(host, "reason").endswith("请写明原因。")
    host.fill("#reason", "场地临时调整。")
    press(host, "确认取消活动")
    assert "活动已取消" in host.locator(".dasai-status").inner_text()
    assert links(host, "变更活动").count() == 0


def test_k1_k2_a_division_and_the_whole_contest_in_figures(visit: Visit, contest: Contest, applying: Applying) -> None:
    """K1, K2: a team that registers is counted within seconds, in charts with their tables, and in the whole contest."""
    applying.clock.move_to(later(contest.plan.opens, minutes=1))
    contest.team(contest.participant("counted"), 701_000)
    host, secretary = visit("/", scripts=True), visit("/", width=390)
    sign_in(host, f"pages-{contest.division}")
    here = f"/staff/divisions/{contest.division}/figures"

    def is_counted() -> bool:
        host.goto(here)
        return host.locator("figure").count() == 4

    until(is_counted)
    assert host.locator("dd").first.inner_text() == "1"
    assert faults(host) == []
    sign_in(secretary, SECRETARY, english=True)
    secretary.goto("/en/staff/national")
    assert secretary.locator(".dasai-tiles li").count() == 32
    name = contest.plan.edition.division(contest.division).name.en
    assert secretary.locator(".dasai-tiles__active", has_text=name).count() == 1
    assert faults(secretary) == []

"""A host and the secretariat in a browser, on a stack of their own: application, scheme, activities, figures.

Each journey is walked twice: by a host at a desk in Chinese with scripts and a secretariat on a phone in English without, and the
other way round.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from chassis.edition import Edition
from chassis.kernel.clock import BEIJING, FileClock
from cli.demo.client import Tally, User
from cli.demo.world import later
from tests.browser.conftest import PASSWORD, Contest
from tests.browser.conftest import contest as contest
from tests.browser.spoken import CHINESE, EN_PHONE, ZH_DESK, Spoken
from tests.browser.test_pages import Visit, faults
from tests.e2e.own_stack import contest_clock as contest_clock
from tests.e2e.own_stack import stack as stack

# a whole journey of a role: `./dasai test full` walks it
pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long]
HOST, SECRETARY = "applying-host", "deciding-secretary"
# language, width and scripts of the host and of the secretariat, and the place, on the stack of this module, of a division for
# which nobody has applied
Side = tuple[Spoken, int, bool]
SIDES = pytest.mark.parametrize(
    ("of_host", "of_secretary", "place"),
    [(ZH_DESK, EN_PHONE, 3), (EN_PHONE, ZH_DESK, 4)],
    ids=["host-zh-desk", "host-en-phone"],
)
HOST_SIDES = pytest.mark.parametrize("of_host", [ZH_DESK, EN_PHONE], ids=["zh-desk", "en-phone"])
PLACES = (3, 4)


@dataclass
class Applying:
    """The divisions that are applied for, the schemes that their hosts type, and the clock of the contest."""

    contest: Contest
    clock: FileClock

    def code(self, place: int) -> str:
        """Return a division's code."""
        return self.contest.plan.divisions[place]

    def scheme(self, place: int) -> Any:
        """Return what a division's host types."""
        return self.contest.plan.scheme(place)


@pytest.fixture(scope="module")
def applying(contest: Contest, contest_clock: FileClock) -> Iterator[Applying]:
    """Make the accounts of hosts and secretariat, and go back to the days in which divisions apply."""
    user = User(contest.stack.url, Tally(), http=contest.http)
    secretariat = user.sign_in_first("secretariat", contest.stack.accounts["secretariat"])
    applying = Applying(contest, contest_clock)
    for place in PLACES:
        roles = [{"role": "host", "division": applying.code(place)}]
        secretariat.invite(f"{HOST}-{place}", PASSWORD, roles)  # type: ignore[arg-type]
    operator = User(contest.stack.url, Tally(), http=contest.http)
    operator.sign_in_first("operator", contest.stack.accounts["operator"])
    operator.invite(SECRETARY, PASSWORD, [{"role": "secretariat", "division": ""}])
    contest_clock.move_to(contest.plan.applies)
    yield applying
    contest_clock.move_to(later(contest.plan.opens, minutes=1))


def arrived(visit: Visit, side: Side, login: str) -> Page:
    """Return the page of somebody who signed in by the form, and is at the home of the role."""
    say, width, scripts = side
    page = visit(f"{say.prefix}/sign-in", width=width, scripts=scripts)
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    press(page, say("登录"))
    page.wait_for_url("**/work/**")
    return page


def press(page: Page, name: re.Pattern[str]) -> None:
    """Press a button of the page itself."""
    page.get_by_role("main").get_by_role("button", name=name).last.click()
    page.wait_for_load_state()


def follow(page: Page, name: re.Pattern[str]) -> None:
    """Follow a link of the page itself, also one that looks like a button."""
    page.locator("main a").filter(has_text=name).first.click()
    page.wait_for_load_state()


def is_told(page: Page, place: str, words: re.Pattern[str]) -> None:
    """Fail unless a part of the page says this."""
    expect(page.locator(place).first).to_have_text(words)


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


def fill_in(page: Page, scheme: Any, edition: Edition, say: Spoken = CHINESE) -> None:
    """Type what the edition does not propose: organiser, dates, a topic and an award in a new row."""
    body = scheme["organising_bodies"][0]
    page.fill("#organising_bodies-0-name", body["name"])
    page.fill("#organising_bodies-0-uscc", body["uscc"])
    for name in ("registration_opens", "registration_closes", "submission_closes", "review_closes", "scoring_closes"):
        page.fill(f"#{name}", local(scheme[name]))
    place = next(place for place, track in enumerate(edition.tracks) if track.code == scheme["tracks"][0]["track"])
    page.locator(f"#tracks-{place}-topics-0").check()
    page.get_by_role("button", name=say("添加：分赛奖项")).click()
    page.locator("#local_awards-0-category").wait_for()
    page.fill("#local_awards-0-category", "优秀项目")
    page.fill("#local_awards-0-quota", "3")


@SIDES
def test_a4_a5_k1_a_division_from_its_application_to_its_published_scheme(
    visit: Visit, applying: Applying, of_host: Side, of_secretary: Side, place: int
) -> None:
    """A4, A5, K1: refused fields at their places, a preview, a return with reasons, a version that moved on, publication."""
    say, reply = of_host[0], of_secretary[0]
    here = f"/staff/divisions/{applying.code(place)}"
    host = arrived(visit, of_host, f"{HOST}-{place}")
    assert faults(host) == []
    follow(host, say("提交办赛申请"))
    assert faults(host) == []
    press(host, say("预览公开页面"))
    assert say.part("请填写报名开始（日期和时间）。").search(error_of(host, "registration_opens"))
    assert faults(host) == []
    fill_in(host, applying.scheme(place), applying.contest.plan.edition, say)
    press(host, say("预览公开页面"))
    assert "优秀项目" in host.locator("#local_awards").inner_text()
    assert faults(host) == []
    press(host, say("提交办赛申请"))
    is_told(host, ".govuk-notification-banner", say.part("方案已提交"))
    is_told(host, ".dasai-status", say.part("待组委会秘书处审批"))
    assert faults(host) == []

    secretary = arrived(visit, of_secretary, SECRETARY)
    follow(secretary, reply("审批办赛申请"))
    assert faults(secretary) == []
    secretary.goto(f"{reply.prefix}{here}")
    follow(secretary, reply("审阅第1版"))
    assert faults(secretary) == []
    press(secretary, reply("退回第1版"))
    assert error_of(secretary, "reasons") != ""
    stale = arrived(visit, of_secretary, SECRETARY)
    stale.goto(f"{reply.prefix}{here}/versions/1")
    secretary.fill("#reasons", "请说明评分要点。\n请补充评审阶段。")
    press(secretary, reply("退回第1版"))
    is_told(secretary, ".govuk-notification-banner", reply.part("已退回"))

    host.goto(f"{say.prefix}{here}")
    assert host.locator("#reasons li").all_inner_texts() == ["请说明评分要点。", "请补充评审阶段。"]
    follow(host, say("修改并重新提交"))
    host.fill("#rubric-0-text", "数据来源合规，利用充分。")
    press(host, say("预览公开页面"))
    assert "数据来源合规" in host.locator("main table").first.inner_text()
    press(host, say("提交办赛申请"))
    press(stale, reply("批准第1版"))
    assert re.search("第2版|version 2", stale.get_by_role("alert").inner_text())

    secretary.goto(f"{reply.prefix}{here}/versions/2")
    press(secretary, reply("批准第2版"))
    is_told(secretary, ".dasai-status", reply.part("已批准"))
    host.goto(f"{say.prefix}/work/host")
    follow(host, say("公布已批准的方案"))
    assert faults(host) == []
    press(host, say("确认公布"))
    is_told(host, ".govuk-notification-banner", say.part("方案已公布"))
    public = visit(f"/divisions/{applying.code(place)}")
    assert "数据来源合规，利用充分。" in public.locator("#rubric").inner_text()


def test_a5_k1_another_divisions_host_sees_nothing_of_it(visit: Visit, applying: Applying) -> None:
    """A5, K1: no page of another division, and none of those who decide, also not by its address."""
    host = arrived(visit, ZH_DESK, f"{HOST}-{PLACES[0]}")
    other = applying.code(PLACES[1])
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


@HOST_SIDES
def test_a6_a_host_publishes_changes_and_cancels_an_activity(visit: Visit, applying: Applying, of_host: Side) -> None:
    """A6: faults at their fields, a change and a cancellation with their reasons; places are never taken away."""
    plan, say = applying.contest.plan, of_host[0]
    host = arrived(visit, of_host, f"pages-{applying.contest.division}")
    host.goto(f"{say.prefix}/staff/divisions/{applying.contest.division}/activities")
    follow(host, say("发布活动"))
    press(host, say("确认发布"))
    assert say.part("请填写开始时间（日期和时间）。").search(error_of(host, "begins"))
    assert faults(host) == []
    begins = later(plan.opens, days=40)
    times = {"begins": begins, "ends": later(begins, hours=2), "sign_up_closes": later(begins, days=-1)}
    values = {name: local(at.isoformat()) for name, at in times.items()}
    for name, value in {**values, "title": "赛题宣讲会", "place": "市民中心", "capacity": "20"}.items():
        host.fill(f"#{name}", value)
    host.select_option("#kind", "topic_briefing")
    press(host, say("确认发布"))
    is_told(host, ".govuk-notification-banner", say.part("活动已发布"))
    assert faults(host) == []
    follow(host, say("变更活动"))
    host.fill("#capacity", "10")
    host.fill("#reason", "场地较小。")
    press(host, say("确认变更"))
    assert re.search("只能增加|raised but not lowered", error_of(host, "capacity"))
    host.fill("#capacity", "30")
    press(host, say("确认变更"))
    assert "场地较小。" in host.locator(".dasai-status").inner_text()
    follow(host, say("取消活动"))
    assert faults(host) == []
    press(host, say("确认取消活动"))
    assert say.part("请写明原因。").search(error_of(host, "reason"))
    host.fill("#reason", "场地临时调整。")
    press(host, say("确认取消活动"))
    is_told(host, ".dasai-status", say.part("活动已取消"))
    assert host.locator("main a").filter(has_text=say("变更活动")).count() == 0


@pytest.fixture(scope="module")
def counted(contest: Contest, applying: Applying) -> Contest:
    """Let a team register, which the figures count."""
    applying.clock.move_to(later(contest.plan.opens, minutes=1))
    contest.team(contest.participant("counted"), 701_000)
    return contest


@pytest.mark.parametrize(
    ("of_host", "of_secretary"), [(ZH_DESK, EN_PHONE), (EN_PHONE, ZH_DESK)], ids=["host-zh-desk", "host-en-phone"]
)
def test_k1_k2_a_division_and_the_whole_contest_in_figures(
    visit: Visit, counted: Contest, of_host: Side, of_secretary: Side
) -> None:
    """K1, K2: a team that registers is counted within seconds, in charts with their tables, and in the whole contest."""
    host = arrived(visit, of_host, f"pages-{counted.division}")

    def is_counted() -> bool:
        host.goto(f"{of_host[0].prefix}/staff/divisions/{counted.division}/figures")
        return host.locator("figure").count() == 4

    until(is_counted)
    assert host.locator("dd").first.inner_text() == "1"
    # each chart has the same figures as a table
    assert host.locator("figure table").count() == 4
    assert faults(host) == []
    secretary = arrived(visit, of_secretary, SECRETARY)
    say = of_secretary[0]
    secretary.goto(f"{say.prefix}/staff/national")
    assert secretary.locator(".dasai-tiles li").count() == 32
    name = getattr(counted.plan.edition.division(counted.division).name, "en" if say.prefix else "zh")
    assert secretary.locator(".dasai-tiles__active", has_text=name).count() == 1
    assert faults(secretary) == []

"""Many in a row: a reviewer decides thirty cases and an expert scores forty projects, each page leading on to the next."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from chassis.kernel.clock import FileClock
from cli.demo.client import Tally, User, appoint
from cli.demo.world import later
from cli.shots.public_world import PASSWORD, Played
from tests.browser.conftest import Contest
from tests.browser.conftest import contest as contest
from tests.browser.spoken import ZH_DESK
from tests.browser.staff.at_the_home import arrived, press
from tests.browser.test_pages import Visit
from tests.e2e.own_stack import contest_clock as contest_clock
from tests.e2e.own_stack import stack as stack

# some minutes, most of it the forty submissions: `./dasai test full` walks it
pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long, pytest.mark.timeout(1500)]
PROJECTS, CASES = 40, 30
# of a page from its arrival to the next one, without what a person thinks: an expert with forty projects waits little
SECONDS_A_PAGE = 5.0


@pytest.fixture(scope="module")
def played(contest: Contest, contest_clock: FileClock) -> Played:
    """Let forty teams of a division submit, and one reviewer have all their cases."""
    secretariat = User(contest.stack.url, Tally(), http=contest.http)
    secretariat.sign_in_first("secretariat", contest.stack.accounts["secretariat"])
    contest_clock.move_to(contest.plan.applies)
    played = Played(contest.stack, contest.plan, contest_clock, secretariat, 1, contest.http)
    played.apply()
    played.submit(PROJECTS)
    office = contest.plan.synthetic.organisation(699_000, "enterprise").uscc
    roles = [{"role": "reviewer", "division": played.code}]
    account = played.host.invite("row-reviewer", PASSWORD, roles, office)  # type: ignore[arg-type]
    reviewers = {"reviewers": [{"account_id": account}]}
    appoint(lambda: played.host.put(f"/api/v1/divisions/{played.code}/reviewers", reviewers))
    end = time.monotonic() + 120
    while len(assigned(played)) < PROJECTS:
        assert time.monotonic() < end
        time.sleep(0.5)
    return played


def assigned(played: Played) -> list[str]:
    """Return the teams whose cases have a reviewer and no decision."""
    cases = played.host.every("/api/v1/cases", "cases", division_code=played.code, state="assigned")
    return [case["case_id"] for case in cases]


def done_in_a_row(page: Page, count: int, do: Callable[[int], None]) -> None:
    """Do as many as that, each where the one before led to; none is shown twice, and no page keeps one waiting."""
    places, seconds = [], []
    for number in range(count):
        began = time.monotonic()
        places.append(page.url.split("?")[0])
        do(number)
        page.locator(".govuk-notification-banner--success").wait_for()
        seconds.append(time.monotonic() - began)
    assert len(set(places)) == count
    assert statistics.median(seconds) < SECONDS_A_PAGE


def test_d2_a_reviewer_decides_thirty_cases_in_a_row(visit: Visit, played: Played) -> None:
    """D2, D4: from the home to the queue, to the first case, and from each decision to the next one by due date."""
    page = arrived(visit, ZH_DESK, "row-reviewer", PASSWORD)
    page.get_by_role("link", name="待审查的案件").click()
    page.locator("#list tbody a").first.click()
    page.wait_for_url("**/staff/cases/*")

    def decide(_: int) -> None:
        for name in ("compliance", "authenticity", "lawfulness"):
            page.locator(f"[name={name}][value=yes]").check()
        page.locator("[name=outcome][value=passed]").check()
        page.fill("#reason", "材料完整，符合参赛条件。")
        press(page, ZH_DESK[0]("作出决定，办理下一案件"))

    done_in_a_row(page, CASES, decide)
    assert len(assigned(played)) == PROJECTS - CASES


def test_e2_an_expert_scores_forty_projects_in_a_row(visit: Visit, contest_clock: FileClock, played: Played) -> None:
    """E2, E3: from the home to the first sheet, and from each to the next; the last leads back, and nothing is left to do."""
    for team in assigned(played):
        played.decide(team, "passed", "材料完整。")
    contest_clock.move_to(later(played.plan.opens, days=5, minutes=1))
    cases = played.host.every("/api/v1/cases", "cases", division_code=played.code)
    played.await_scores([case["case_id"] for case in cases])
    page = arrived(visit, ZH_DESK, f"played-expert-{played.code}-1", PASSWORD)
    page.get_by_role("link", name="待提交的评分表").click()
    press(page, ZH_DESK[0]("开始评分"))
    page.wait_for_url("**/staff/sheets/*")

    def score(number: int) -> None:
        for value in page.locator("[data-weight]").all():
            value.fill(str(60 + number))
        press(page, ZH_DESK[0]("提交并评下一项"))

    done_in_a_row(page, PROJECTS, score)
    page.goto("/work/expert")
    assert page.get_by_role("link", name="待提交的评分表").count() == 0

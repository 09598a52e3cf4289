"""What hosts do with their teams in a browser: list, search, look at one, pass a side on, decide on a claim, announce."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cli.demo.client import Tally, User
from tests.browser.conftest import PASSWORD, Contest
from tests.browser.staff.at_the_home import errors_of
from tests.browser.staff.test_accounts import sign_in_staff
from tests.browser.test_pages import faults

# a whole journey of a role: `./dasai test full` walks it
pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long]
Visit = Callable[..., Page]
PATIENCE_SECONDS = 60.0
# the language of the page, its prefix, its width, and if scripts run
BOTH = [pytest.param("", 1280, True, id="zh-1280"), pytest.param("/en", 390, False, id="en-390")]


def host_page(visit: Visit, contest: Contest, width: int, scripts: bool) -> Page:
    """Return a page on which the host of the open division has signed in."""
    page = visit("/", width=width, scripts=scripts)
    sign_in_staff(page, f"pages-{contest.division}")
    return page


def api_host(contest: Contest) -> User:
    """Return the host of the open division, who uses the API."""
    return User(contest.stack.url, Tally(), http=contest.http).sign_in(f"pages-{contest.division}", PASSWORD)


@pytest.mark.parametrize(("prefix", "width", "scripts"), BOTH)
def test_k1_k4_a_host_finds_a_team_and_the_look_is_recorded(
    visit: Visit, contest: Contest, prefix: str, width: int, scripts: bool
) -> None:
    """K1, K4: a host sees its teams, searches without a name in an address, and the team reads who looked at its people."""
    index = 723_000 + width
    user = contest.participant(f"lead-{index}")
    team = contest.team(user, index)
    contest.submit(user, user.get(f"/api/v1/teams/{team['facts']['team_id']}"), index)
    team_id, name = team["facts"]["team_id"], team["facts"]["project_name"]
    page = host_page(visit, contest, width, scripts)
    page.goto(f"{prefix}/staff/teams")
    expect(page.locator("#list th a", has_text=name)).to_have_count(1)
    assert faults(page) == []
    page.goto(f"{prefix}/staff/teams?state=withdrawn")
    assert page.locator("#list th a", has_text=name).count() == 0
    page.goto(f"{prefix}/staff/teams")
    page.fill("#beginning", name[:6])
    page.locator("form[action$='/search'] button").click()
    page.wait_for_url(f"**{prefix}/staff/teams/search")
    page.locator("#list th a", has_text=name).first.click()
    page.wait_for_url(f"**{prefix}/staff/teams/{team_id}")
    assert page.get_by_role("heading", level=1).inner_text() == name
    assert faults(page) == []
    looks = user.get(f"/api/v1/teams/{team_id}/looks")["looks"]
    assert [(look["role"], look["division_code"]) for look in looks][-1:] == [("host", contest.division)]
    page.goto(f"{prefix}/teams/{team_id}/submissions/1")
    assert page.locator("a.govuk-back-link").get_attribute("href") == f"{prefix}/staff/teams/{team_id}"
    page.goto(f"{prefix}/staff/teams/{team_id}/organisations")
    assert team["facts"]["lead"]["uscc"] in page.locator("main").inner_text()
    assert faults(page) == []


@pytest.mark.parametrize(("prefix", "width", "scripts"), BOTH)
def test_k1_a_side_of_a_team_is_passed_on(
    visit: Visit, contest: Contest, prefix: str, width: int, scripts: bool
) -> None:
    """K1: refuse to pass on without a check, at the field; else show the code once, and tell those who may object."""
    index = 724_000 + width
    user = contest.participant(f"passing-{index}")
    team = contest.team(user, index)
    address = f"{prefix}/staff/teams/{team['facts']['team_id']}/passing-on"
    page = host_page(visit, contest, width, scripts)
    page.goto(address)
    assert faults(page) == []
    page.locator("main form button").click()
    page.wait_for_load_state()
    assert "#reason" in errors_of(page)
    assert faults(page) == []
    page.locator("input[name=organisation_uscc]").first.check()
    page.fill("#reason", "经办人已离职，已核实单位介绍信。")
    page.locator("main form button").click()
    page.wait_for_load_state()
    assert page.locator("dd .dasai-number").inner_text()
    assert faults(page) == []
    (passing,) = user.get(f"/api/v1/teams/{team['facts']['team_id']}/passings-on")["passings_on"]
    assert (passing["state"], passing["organisation_uscc"]) == ("open", team["facts"]["lead"]["uscc"])


def claimed(contest: Contest, index: int) -> tuple[User, str]:
    """Let a team claim the name of another one; return the claimant and the claim's identifier."""
    wanted: dict[str, Any] = dict(contest.body(index)) | {"co_organisations": []}
    wanted["representatives"] = [
        person | {"organisation_uscc": wanted["lead"]["uscc"]} for person in wanted["representatives"]
    ]
    names = {name: wanted[name] for name in ("project_name", "team_name", "track", "topic_id")}
    taken = dict(contest.body(index + 1)) | names | {"co_organisations": []}
    taken["lead"] = wanted["lead"] | {"name": f"冒名单位{index}"}
    taken["representatives"] = [
        person | {"organisation_uscc": wanted["lead"]["uscc"]} for person in taken["representatives"]
    ]
    contest.participant(f"stranger-{index}").post("/api/v1/teams", taken)
    claimant = contest.participant(f"claimant-{index}")
    reason = "该团队未取得本单位授权，以本单位的项目报名。"
    team_id = claimant.post("/api/v1/teams", wanted | {"contest_reason": reason})["facts"]["team_id"]
    end = time.monotonic() + PATIENCE_SECONDS
    while not (claims := claimant.get(f"/api/v1/teams/{team_id}/name-claims")["claims"]):
        assert time.monotonic() < end, "no claim was filed"
        time.sleep(0.1)
    return claimant, str(claims[0]["claim_id"])


@pytest.mark.parametrize(("prefix", "width", "scripts"), BOTH)
def test_b7_a_host_decides_on_a_claim(visit: Visit, contest: Contest, prefix: str, width: int, scripts: bool) -> None:
    """B7: a decision without a result or reason is refused at its fields; a decided claim can't be decided again."""
    _, claim = claimed(contest, 725_000 + 2 * width)
    page = host_page(visit, contest, width, scripts)
    page.goto(f"{prefix}/staff/name-claims")
    assert faults(page) == []
    page.goto(f"{prefix}/staff/name-claims/{claim}")
    assert faults(page) == []
    page.locator("main form button").click()
    page.wait_for_load_state()
    assert errors_of(page) == ["#upheld", "#reason"]
    assert faults(page) == []
    page.check("input[name=upheld][value=false]")
    page.fill("#reason", "已核实在先报名团队的授权书。")
    page.locator("main form button").click()
    page.wait_for_url(f"**/staff/name-claims/{claim}?done=claim_decided")
    assert page.locator("main form").count() == 0
    assert api_host(contest).get(f"/api/v1/name-claims/{claim}")["state"] == "dismissed"


@pytest.mark.parametrize(("prefix", "width", "scripts"), BOTH)
def test_k2_k3_a_host_announces_and_asks_too_early_for_the_dossier(
    visit: Visit, contest: Contest, prefix: str, width: int, scripts: bool
) -> None:
    """K2, K3: an announcement without a title is refused at its field, else listed; before the deadline there is no dossier."""
    page = host_page(visit, contest, width, scripts)
    page.goto(f"{prefix}/staff/announcements/new")
    assert faults(page) == []
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    assert "#title" in errors_of(page)
    page.fill("#title", f"关于作品提交的通知{width}")
    page.fill("#text", "请各团队在截止时间前完成提交。")
    page.locator("main form button").last.click()
    page.wait_for_url("**/staff/announcements?done=announced")
    assert page.locator("main h2", has_text=f"关于作品提交的通知{width}").count() == 1
    assert faults(page) == []
    page.goto(f"{prefix}/staff/divisions/{contest.division}/dossiers")
    assert faults(page) == []
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    assert page.locator(".dasai-message--error").count() == 1
    elsewhere = next(code for code in contest.plan.divisions if code != contest.division)
    foreign = page.goto(f"{prefix}/staff/divisions/{elsewhere}/dossiers")
    assert foreign is not None
    assert foreign.status == 403

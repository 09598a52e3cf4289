"""Review in a browser: the queue, cases one after the other, an appeal, the division's desk (rules D1 to D4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from cli.demo.client import Tally, User
from cli.shots.review_world import Review
from tests.browser.conftest import PASSWORD, Contest
from tests.browser.spoken import EN_PHONE, ZH_DESK, Spoken
from tests.browser.staff.material import further_material, names_of_files, shows_documents, shows_further_material
from tests.browser.test_pages import Visit, faults, screenshot
from tests.e2e.registration.running import refused

# a whole journey of a role: `./dasai test full` walks it
pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long]
# a reviewer of each language, so that each has cases of its own
REVIEWERS = {1280: "reviewer-zh", 390: "reviewer-en"}
# who is appointed later, by a host of each language
LATER = {1280: "later-zh", 390: "later-en"}
TEAMS = 4


@dataclass
class Reviewed:
    """The reviewers of the division with their teams, and an account with the role that is not appointed."""

    review: Review
    accounts: dict[str, str]


@pytest.fixture(scope="module")
def reviewed(contest: Contest) -> Reviewed:
    """Give each reviewer some cases of the division that the browser tests have open."""

    def user() -> User:
        return User(contest.stack.url, Tally(), http=contest.http)

    host = user().sign_in(f"pages-{contest.division}", PASSWORD)
    review = Review(host, user, contest.plan, contest.division, PASSWORD, index=720_000)
    accounts = review.invite(*REVIEWERS.values(), *LATER.values())
    review.appoint(*(accounts[login] for login in REVIEWERS.values()))
    for number in range(2 * TEAMS):
        review.wait_for(review.submit(f"reviewed-{number}"), "assigned")
    return Reviewed(review, accounts)


def sign_in(page: Page, login: str) -> None:
    """Sign in as staff by the form."""
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/*")


def judge(page: Page, outcome: str, reason: str, *, compliance: str = "yes") -> None:
    """Fill in the decision by its fields."""
    for name, value in (
        ("compliance", compliance),
        ("authenticity", "yes"),
        ("lawfulness", "yes"),
        ("outcome", outcome),
    ):
        page.locator(f"[name={name}][value={value}]").check()
    page.fill("#reason", reason)


@pytest.mark.parametrize(("width", "prefix"), [(1280, ""), (390, "/en")], ids=["desk-zh", "phone-en"])
def test_d1_d4_a_reviewer_decides_one_case_after_the_other(
    visit: Visit, reviewed: Reviewed, width: int, prefix: str
) -> None:
    """D1, D4: the home leads to the queue, what is refused keeps what was written, and a decision opens the next case."""
    scripts = width == 1280
    page = visit("/", width=width, scripts=scripts)
    sign_in(page, REVIEWERS[width])
    page.goto(f"{prefix}/work/reviewer")
    assert faults(page) == []
    page.get_by_role("link", name=re.compile("^(待审查的案件|Cases to decide)$")).click()
    rows = page.locator("#list tbody tr")
    left = rows.count()
    assert left >= 2
    assert faults(page) == []
    screenshot(page, f"cases-{width}")
    rows.first.locator("a").click()
    assert faults(page) == []
    skipped = set()
    for _ in range(left):
        skipped.add(page.url.split("?")[0])
        page.get_by_role("link", name=re.compile("^(下一案件|Next case)$")).click()
    # once through all of them, and back at the first
    assert len(skipped) == left
    page.locator("#material a").first.click()
    page.locator("#file h3").wait_for()
    if scripts:
        page.locator("#file canvas").first.wait_for()
        first = page.locator("#file h3").inner_text()
        expect(page.locator("#file")).to_be_focused()
        page.locator("#file").get_by_role("link").first.click()
        expect(page.locator("#file h3")).not_to_have_text(first)
        expect(page.locator("#file")).to_be_focused()
    judge(page, "passed", "材料完整，符合参赛条件。", compliance="no")
    page.get_by_role("button", name=re.compile("^(作出决定|Decide)$")).click()
    assert page.locator(".govuk-error-summary a").get_attribute("href") == "#outcome"
    assert page.locator("#reason").input_value() == "材料完整，符合参赛条件。"
    assert page.locator("[name=compliance][value=no]").is_checked()
    assert faults(page) == []
    screenshot(page, f"case-refused-{width}")
    page.locator("[name=compliance][value=yes]").check()
    visited = set()
    for _ in range(left):
        visited.add(page.url.split("?")[0])
        if not page.locator("#reason").input_value():
            judge(page, "passed", "材料完整，符合参赛条件。")
        page.get_by_role("button", name=re.compile("^(作出决定，办理下一案件|Decide, and open the next case)$")).click()
        assert page.locator(".govuk-notification-banner--success").count() == 1
    assert len(visited) == left
    assert re.search(
        "没有其他待审查的案件|No other case waits", page.locator(".govuk-notification-banner").inner_text()
    )
    assert page.url.split("?")[0].endswith(f"{prefix}/staff/cases")
    assert rows.count() == 0


def test_d2_a_reviewer_sees_no_case_of_others_and_decides_nothing_twice(visit: Visit, reviewed: Reviewed) -> None:
    """D2, K1: another reviewer's case is not found; the host's pages are not the reviewer's."""
    cases = reviewed.review.host.every("/api/v1/cases", "cases", division_code=reviewed.review.code)
    other = next(case for case in cases if case["reviewer_id"] == reviewed.accounts[REVIEWERS[390]])
    page = visit("/")
    sign_in(page, REVIEWERS[1280])
    for path in (f"/staff/cases/{other['case_id']}", f"/staff/divisions/{reviewed.review.code}/desk"):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status in (403, 404)


@pytest.mark.parametrize("side", [ZH_DESK, EN_PHONE], ids=["zh-desk", "en-phone"])
def test_c6_d1_a_reviewer_sees_files_of_every_kind_beside_the_case(
    visit: Visit, reviewed: Reviewed, side: tuple[Spoken, int, bool]
) -> None:
    """C5, C6, D1, K1: documents, pictures and films are shown in the case; to another team the file is not there."""
    review, (say, width, scripts) = reviewed.review, side
    team_id = review.submit(f"reviewed-film-{width}", further_material)
    review.wait_for(team_id, "assigned")
    reviewer_id = review.host.get(f"/api/v1/cases/{team_id}")["reviewer_id"]
    own = next(login for login, account in reviewed.accounts.items() if account == reviewer_id)
    page = visit("/", width=width, scripts=scripts)
    sign_in(page, own)
    page.goto(f"{say.prefix}/staff/cases/{team_id}")
    assert names_of_files(page).count() == len(review.plan.edition.evidence.required) + 3
    shows_documents(page, scripts=scripts)
    shows_further_material(page)
    screenshot(page, f"case-film-{width}")
    assert faults(page) == []
    address = page.locator("#file a[download]").get_attribute("href")
    assert address is not None
    other = next(user for team, user in review.teams.items() if team != team_id)
    assert refused(lambda: other.get(address)) == (404, "NOT_FOUND")


@pytest.mark.parametrize("side", [ZH_DESK, EN_PHONE], ids=["zh-desk", "en-phone"])
def test_d2_d3_the_host_appoints_a_reviewer_reassigns_and_settles_an_appeal(
    visit: Visit, reviewed: Reviewed, side: tuple[Spoken, int, bool]
) -> None:
    """D2, D3: by name at the desk; a case goes to the new reviewer; who rejected does not settle the appeal."""
    review, (say, width, scripts) = reviewed.review, side
    login = LATER[width]
    team_id = review.submit(f"reviewed-appealing-{width}")
    review.wait_for(team_id, "assigned")
    page = visit("/", width=width, scripts=scripts)
    sign_in(page, f"pages-{review.code}")
    page.goto(f"{say.prefix}/staff/divisions/{review.code}/desk")
    if scripts:
        page.locator(".dasai-chart svg, .dasai-chart canvas").first.wait_for()
    assert page.locator("figure table").count() >= 1
    assert faults(page) == []
    screenshot(page, f"desk-{width}")
    page.get_by_role("button", name=say("任命审查员")).click()
    page.get_by_role("button", name=say("任命所选账号")).click()
    assert page.locator(".govuk-error-summary a").get_attribute("href") == "#account_ids"
    page.fill("#text", login)
    page.get_by_role("button", name=say("查找")).click()
    page.get_by_label(login).check()
    assert faults(page) == []
    page.get_by_role("button", name=say("任命所选账号")).click()
    assert page.get_by_role("link", name=re.compile(f"^(解除任命|Remove).*{login}")).count() == 1
    page.goto(f"{say.prefix}/staff/cases/{team_id}")
    page.get_by_role("link", name=say("改派审查员")).click()
    assert faults(page) == []
    page.get_by_label(login).check()
    page.get_by_role("button", name=say("确认改派")).click()
    assert page.locator("dd", has_text=login).count() == 1
    judge(page, "rejected", "未说明数据来源，不符合C5。")
    page.get_by_role("button", name=say("作出决定")).click()
    assert say.part("已作出决定").search(page.locator(".dasai-status").inner_text())
    review.appeal(team_id, "数据来源说明见附件三。")
    page.goto(f"{say.prefix}/staff/cases/{team_id}/appeal")
    # the host rejected itself
    assert page.get_by_role("button", name=say("提交处理结果")).count() == 0
    assert faults(page) == []


def test_d2_a_reviewer_withdraws_and_another_gets_the_case(visit: Visit, reviewed: Reviewed) -> None:
    """D2: a conflict of interest is stated, and the case is found no more by who stated it."""
    review = reviewed.review
    team_id = review.submit("reviewed-conflict")
    review.wait_for(team_id, "assigned")
    case = review.host.get(f"/api/v1/cases/{team_id}")
    login = next(name for name, account in reviewed.accounts.items() if account == case["reviewer_id"])
    page = visit("/")
    sign_in(page, login)
    page.goto(f"/staff/cases/{team_id}")
    page.get_by_role("link", name="申请回避").click()
    page.get_by_role("button", name="确认回避").click()
    assert page.locator(".govuk-error-summary a").get_attribute("href") == "#reason"
    assert faults(page) == []
    page.fill("#reason", "本人近三年曾为该参赛单位提供咨询。")
    page.get_by_role("button", name="确认回避").click()
    assert "已回避" in page.locator(".govuk-notification-banner--success").inner_text()
    answer = page.goto(f"/staff/cases/{team_id}")
    assert answer is not None
    assert answer.status == 404
    review.wait_for(team_id, "assigned")
    assert review.host.get(f"/api/v1/cases/{team_id}")["reviewer_id"] not in ("", case["reviewer_id"])


def test_k5_a_case_is_decided_by_keyboard_alone(visit: Visit, reviewed: Reviewed) -> None:
    """D1, K5: a file is shown, each judgement made and the next case opened by Tab, Space and Enter, and by no other key."""
    review = reviewed.review
    team_id = review.submit("reviewed-by-keyboard")
    review.wait_for(team_id, "assigned")
    reviewer_id = review.host.get(f"/api/v1/cases/{team_id}")["reviewer_id"]
    page = visit("/", scripts=True)
    sign_in(page, next(login for login, account in reviewed.accounts.items() if account == reviewer_id))
    page.goto(f"/staff/cases/{team_id}")
    # a letter alone does nothing anywhere in the page
    for key in "abcdefghijklmnopqrstuvwxyz0123456789/?":
        page.keyboard.press(key)
    assert page.url.endswith(f"/staff/cases/{team_id}")
    tab_to(page, ".dasai-material__name a")
    page.keyboard.press("Enter")
    page.locator("#file canvas[data-drawn]").first.wait_for()
    for name in ("compliance", "authenticity", "lawfulness", "outcome"):
        tab_to(page, f"[name={name}]")
        page.keyboard.press("Space")
        assert page.locator(f"[name={name}]").first.is_checked()
    tab_to(page, "#reason")
    page.keyboard.type("材料完整，符合参赛条件。")
    tab_to(page, "button[name=then][value=next]")
    page.keyboard.press("Enter")
    expect(page.locator(".govuk-notification-banner--success")).to_have_count(1)
    assert review.host.get(f"/api/v1/cases/{team_id}")["state"] == "decided"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what the selector says has the focus; fail if it is never reached."""
    for _ in range(200):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no stop of the Tab key is {selector}")

"""What hosts and the secretariat do with accounts and lists in a browser: invite, appoint, disable, hand links over, import."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cli.demo.client import Tally, User
from cli.synthetic import Synthetic
from tests.browser.conftest import PASSWORD, Contest
from tests.browser.staff.at_the_home import errors_of
from tests.browser.test_pages import faults

# a whole journey of a role: `./dasai test full` walks it
pytestmark = [pytest.mark.browser, pytest.mark.parts, pytest.mark.long]
Visit = Callable[..., Page]
# the language of the page, its prefix, its width, and if scripts run
BOTH = [pytest.param("zh", "", 1280, True, id="zh-1280"), pytest.param("en", "/en", 390, False, id="en-390")]


def sign_in_staff(page: Page, login: str, password: str = PASSWORD) -> None:
    """Sign in by the Chinese form; staff land on the home of their role."""
    page.goto("/sign-in")
    page.fill("#login", login)
    page.fill("#password", password)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url(re.compile(r"/work/"))


def api_host(contest: Contest) -> User:
    """Return the host of the open division, who uses the API."""
    return User(contest.stack.url, Tally(), http=contest.http).sign_in(f"pages-{contest.division}", PASSWORD)


def uscc_of(contest: Contest, index: int) -> str:
    """Return the code of a synthetic organisation."""
    synthetic: Synthetic = contest.plan.synthetic
    return synthetic.organisation(index, "enterprise").uscc


def upload(page: Page, name: str, text: str) -> None:
    """Choose a file of this content, and send the form that tries it."""
    page.set_input_files("input[type=file]", [{"name": name, "mimeType": "text/csv", "buffer": text.encode()}])
    page.locator("form[enctype] button.govuk-button").last.click()
    page.wait_for_load_state()


@pytest.mark.parametrize(("language", "prefix", "width", "scripts"), BOTH)
def test_k1_a_host_invites_an_expert_and_revokes(
    visit: Visit, contest: Contest, language: str, prefix: str, width: int, scripts: bool
) -> None:
    """K1: a host invites by role and gets a one-time link; without a role or organisation it is refused at the fields."""
    page = visit("/", width=width, scripts=scripts)
    sign_in_staff(page, f"pages-{contest.division}")
    page.goto(f"{prefix}/staff/invitations/new")
    assert faults(page) == []
    assert page.locator("input[name=role]").evaluate_all("all => all.map(each => each.value)") == ["reviewer", "expert"]
    page.locator("form[action$='/new'] button").last.click()
    page.wait_for_load_state()
    assert "#role" in errors_of(page)
    assert faults(page) == []
    page.check("input[name=role][value=expert]")
    page.fill("#name", "合成专家")
    page.fill("#organisation_uscc", uscc_of(contest, 801_000 + width))
    page.locator("form[action$='/new'] button").last.click()
    page.wait_for_load_state()
    link = page.locator("dd .dasai-code").inner_text()
    assert re.fullmatch(rf"http://[^/]+{prefix}/invitation#\S{{20,}}", link)
    assert faults(page) == []
    page.goto(f"{prefix}/staff/invitations")
    assert faults(page) == []
    line = page.locator("#list tr", has_text="合成专家").first
    line.locator("button").click()
    page.wait_for_url("**/staff/invitations?done=invitation_revoked")
    expect(page.locator("#list tr", has_text="合成专家")).to_have_count(0)
    page.context.clear_cookies()  # whoever was invited is not signed in
    page.goto(link)
    page.fill("#login", f"late-{width}")
    page.fill("#password", PASSWORD)
    page.locator("main form button").last.click()
    page.wait_for_load_state()
    assert page.locator(".govuk-error-summary").count() == 1


@pytest.mark.parametrize(("language", "prefix", "width", "scripts"), BOTH)
def test_k1_a_host_looks_after_its_reviewers_alone(
    visit: Visit, contest: Contest, language: str, prefix: str, width: int, scripts: bool
) -> None:
    """K1: a host disables and enables its reviewer, changes roles, hands a link over; another host's account is not there."""
    host, code = api_host(contest), contest.division
    account = host.invite(f"reviewer-{width}", PASSWORD, [{"role": "reviewer", "division": code}])
    page = visit("/", width=width, scripts=scripts)
    sign_in_staff(page, f"pages-{code}")
    page.goto(f"{prefix}/staff/accounts")
    assert faults(page) == []
    page.fill("#text", f"reviewer-{width}")
    page.locator("form[action$='/search'] button").click()
    page.wait_for_url(f"**{prefix}/staff/accounts/search")
    page.locator("#list th a").first.click()
    page.wait_for_url(f"**/staff/accounts/{account}")
    assert faults(page) == []
    for act, state in (("disable", "account_disabled"), ("enable", "account_enabled")):
        page.goto(f"{prefix}/staff/accounts/{account}/state")
        assert faults(page) == []
        page.locator("main form button").click()
        page.wait_for_load_state()
        assert errors_of(page) == ["#reason"], act
        page.fill("#reason", "借调期满，暂停使用。")
        page.locator("main form button").click()
        page.wait_for_url(f"**/staff/accounts/{account}?done={state}")
    page.goto(f"{prefix}/staff/accounts/{account}/roles")
    assert faults(page) == []
    page.select_option("#role", "expert")
    page.fill("#reason", "同时担任评审专家。")
    page.locator("main form button").click()
    page.wait_for_url("**?done=roles_changed")
    held = {(grant["role"], grant["division"]) for grant in host.get(f"/api/v1/accounts/{account}")["roles"]}
    assert held >= {("reviewer", code), ("expert", code)}
    page.goto(f"{prefix}/staff/accounts/{account}/password-reset")
    page.fill("#identity_check", "持单位介绍信和本人证件当面核实。")
    page.locator("main form button").click()
    page.wait_for_load_state()
    assert re.search(r"/password-reset#\S{20,}", page.locator("dd .dasai-code").inner_text())
    assert faults(page) == []
    own = host.get("/api/v1/accounts/me")["account_id"]
    foreign = page.goto(f"{prefix}/staff/accounts/{own}")
    assert foreign is not None
    assert foreign.status == 404
    assert faults(page) == []


@pytest.mark.parametrize(("language", "prefix", "width", "scripts"), BOTH)
def test_k3_a_list_is_tried_before_anybody_is_invited(
    visit: Visit, contest: Contest, language: str, prefix: str, width: int, scripts: bool
) -> None:
    """K1, K3: name each faulty line of a list and invite nobody; hand out the links of a right one as a file."""
    code, host = contest.division, api_host(contest)
    head = "角色 role*,分赛代码 division,所在单位统一社会信用代码 organisation_uscc,姓名 name\n"
    right = f"审查员,{code},{uscc_of(contest, 802_000 + width)},合成名单{width}\n"
    page = visit("/", width=width, scripts=scripts)
    sign_in_staff(page, f"pages-{code}")
    page.goto(f"{prefix}/staff/invitations/import")
    assert faults(page) == []
    upload(page, "名单.csv", head + right + f"裁判,{code},,合成错行\n")
    assert page.locator("tbody th").all_inner_texts() == ["3"]
    assert page.locator("form[action$='/completion']").count() == 0
    assert faults(page) == []
    upload(page, "名单.csv", head + right)
    with page.expect_download() as download:
        page.locator("form[action$='/completion'] button").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    named = [each["name"] for each in host.every("/api/v1/invitations", "invitations", state="open")]
    assert named.count(f"合成名单{width}") == 1


@pytest.mark.parametrize(("language", "prefix", "width", "scripts"), BOTH)
def test_b9_k3_the_secretariat_imports_a_word_list(
    visit: Visit, contest: Contest, language: str, prefix: str, width: int, scripts: bool
) -> None:
    """B9, K3: nothing is replaced while a line is wrong; a right list is tried, then imported; a host has no such page."""
    clerk = f"clerk-{width}"
    operator = User(contest.stack.url, Tally(), http=contest.http)
    operator.sign_in_first("operator", contest.stack.accounts["operator"])
    operator.invite(clerk, PASSWORD, [{"role": "secretariat", "division": ""}])
    page = visit("/", width=width, scripts=scripts)
    sign_in_staff(page, clerk)
    page.goto(f"{prefix}/staff/imports/word-lists")
    assert faults(page) == []
    page.locator("form[enctype] button.govuk-button").last.click()
    page.wait_for_load_state()
    assert errors_of(page) == ["#name", "#as_of", "#source", "#file"]

    def fill() -> None:
        page.fill("#name", f"页面词库{width}")
        page.fill("#as_of", "2024-05-01")
        page.fill("#source", "组委会秘书处")

    fill()
    upload(page, "词库.csv", "词 word*,处理 severity*\n页面禁用词甲,也许\n")
    assert page.locator("tbody th").all_inner_texts() == ["2"]
    assert page.locator("tbody td").first.inner_text() == {"zh": "处理", "en": "severity"}[language]
    assert page.locator("form[action$='/completion']").count() == 0
    assert faults(page) == []
    fill()
    upload(page, "词库.csv", f"词 word*,处理 severity*\n页面禁用词{width},拒绝\n")
    assert faults(page) == []
    page.locator("form[action$='/completion'] button").click()
    page.wait_for_load_state()
    assert page.locator(".dasai-message--success").count() == 1
    lists: list[dict[str, Any]] = word_lists(contest)
    assert f"页面词库{width}" in [each["name"] for each in lists]
    host_page = visit("/", width=width, scripts=scripts)
    sign_in_staff(host_page, f"pages-{contest.division}")
    refused = host_page.goto(f"{prefix}/staff/imports")
    assert refused is not None
    assert refused.status == 403


def word_lists(contest: Contest) -> list[dict[str, Any]]:
    """Return the word lists as the division's host sees them."""
    return list(api_host(contest).get("/api/v1/word-lists")["lists"])

"""The pages in a browser: at a desk, on a phone, by keyboard, without scripts."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cli.shots import faults_of
from tests.browser.conftest import PASSWORD, Contest

pytestmark = [pytest.mark.browser, pytest.mark.parts]
Visit = Callable[..., Page]

# each of these is in a page exactly once, and nothing is wider than the screen
AUDIT = """once => {
  const faults = once.filter(name => document.querySelectorAll(name).length !== 1).map(name => 'not one ' + name);
  if (!['zh-CN', 'en'].includes(document.documentElement.lang)) faults.push('language');
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) faults.push('wider than the screen');
  return faults;
}"""


# beside the main navigation a page may have breadcrumbs, and pages of a list
LANDMARKS = ("header", "nav:not(.govuk-breadcrumbs, .govuk-pagination)", "main", "footer", "h1")


def faults(page: Page, once: tuple[str, ...] = LANDMARKS) -> list[str]:
    """Return what AUDIT and axe find wrong with the page; each element of `once` must be there exactly once.

    axe waits by timers, which do not run in a page whose scripts are switched off: there it is left to the page with scripts.
    """
    page.wait_for_load_state()  # after a click a long page is still on its way
    found = list(page.evaluate(AUDIT, list(once)))
    if page.locator("body.js-enabled").count() == 0:
        return found
    return found + [f"{fault['id']}: {[node['html'] for node in fault['nodes']]}" for fault in faults_of(page)]


def screenshot(page: Page, name: str) -> None:
    """Save a picture of the page into the folder DASAI_SCREENSHOTS, if that is set."""
    folder = os.environ.get("DASAI_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def sign_in(page: Page, login: str) -> None:
    """Sign in by the form."""
    page.goto("/sign-in")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.wait_for_url("**/me")


def test_a1_j1_anyone_sees_the_name_the_tracks_with_topics_and_the_divisions(visit: Visit, contest: Contest) -> None:
    """A1, J1: show the official name, 12 tracks with 47 topics, and 32 divisions with their state in words."""
    page = visit("/")
    assert page.get_by_role("heading", level=1).inner_text() == "2024年“数据要素×”大赛"
    screenshot(page, "home")
    page.goto("/divisions")
    rows = page.locator("tbody tr")
    assert rows.count() == 32
    name = contest.plan.edition.official_division_name(contest.division)
    assert "报名开放中" in rows.filter(has_text=name).inner_text()
    page.goto("/tracks")
    assert page.locator("#tracks article").count() == 12
    assert page.locator("#tracks li").count() == 47
    topic = page.locator("#tracks details").first
    assert not topic.locator("p").first.is_visible()
    topic.locator("summary").click()
    assert topic.locator("p").first.is_visible()


def test_a_person_signs_up_signs_out_and_signs_in_again(visit: Visit) -> None:
    """Work without scripts; refuse a short and a wrong password in words, and keep the login that was typed."""
    page = visit("/")
    page.get_by_role("banner").get_by_role("link", name="注册").click()
    page.get_by_label("登录名").fill("newcomer")
    page.get_by_label("密码", exact=True).fill("short")
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="注册").click()
    assert "须为12至200个字符" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("登录名").input_value() == "newcomer"
    assert page.get_by_label("密码", exact=True).input_value() == ""
    screenshot(page, "sign-up-refused")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_label("我已阅读并同意").check()
    page.get_by_role("button", name="注册").click()
    page.wait_for_url("**/me")
    assert page.get_by_text("您暂无参赛团队").count() == 1
    screenshot(page, "me-empty")
    for name in ("我的个人信息", "个人信息保护告知书", "修改密码", "两步验证", "关联的身份", "注销账号"):
        page.goto("/account")
        page.get_by_role("link", name=name).click()
        assert name in page.locator("h1").inner_text()
    cookies = page.context.cookies()
    assert sorted(cookie["name"] for cookie in cookies) == ["dasai_device", "dasai_session"]
    assert [(cookie["httpOnly"], cookie["sameSite"]) for cookie in cookies] == [(True, "Lax")] * 2

    with page.expect_navigation():
        page.get_by_role("button", name="退出登录").click()
    page.goto("/me")
    assert page.url.endswith("/sign-in")
    page.get_by_label("登录名").fill("newcomer")
    page.get_by_label("密码", exact=True).fill("not the password")
    page.get_by_role("button", name="登录").click()
    assert "登录名或密码不正确" in page.get_by_role("alert").inner_text()
    sign_in(page, "newcomer")
    assert page.get_by_role("heading", level=1).inner_text().startswith("我的团队")


def test_k1_signing_in_leads_on_to_the_page_that_was_asked_for(visit: Visit, contest: Contest) -> None:
    """K1: from a team's page to the form, past a wrong password, and back to the team's page."""
    user = contest.participant("late-reader")
    team = contest.team(user, 700_900)
    page = visit("/")
    page.goto(f"/teams/{team['facts']['team_id']}")
    for password in ("not the password", PASSWORD):
        page.get_by_label("登录名").fill("late-reader")
        page.get_by_label("密码", exact=True).fill(password)
        page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"**/teams/{team['facts']['team_id']}")
    assert page.get_by_role("heading", level=1).inner_text() == team["facts"]["team_name"]


def test_c4_c8_k4_a_teams_page_says_what_is_missing_and_what_is_submitted(visit: Visit, contest: Contest) -> None:
    """C4, C8, K4: list each missing item before the submission, the receipt after it; show no identity number."""
    user = contest.participant("captain")
    index = 700_001
    team = contest.team(user, index)
    page = visit("/")
    sign_in(page, "captain")
    assert page.locator(".dasai-card .govuk-tag").inner_text().startswith("已报名，尚未提交")
    screenshot(page, "me")
    page.get_by_role("link", name=team["facts"]["team_name"]).click()
    assert page.get_by_role("status").inner_text().startswith("已报名，尚未提交")
    missing = page.locator("#missing li")
    assert missing.count() == len(team["missing"])
    assert missing.first.inner_text().startswith("申报书“")
    assert page.get_by_text("尚未保存过").count() == 1
    assert "23:59" in page.content()
    screenshot(page, "team-registered")

    number = contest.submit(user, team, index)
    page.reload()
    assert page.get_by_role("status").inner_text().startswith("已提交：第1版")
    assert page.locator("td.dasai-number").inner_text() == number
    assert "申报书和证明材料已齐全" in page.content()
    assert "等待资格审查" in page.content()
    for person in contest.body(index)["representatives"]:
        assert person["identity_number"] not in page.content()
    assert "，成员1" in page.locator(".govuk-summary-list").inner_text()
    assert page.get_by_text("，尚未提交。").count() == 0
    with page.expect_download() as download:
        page.get_by_role("link", name="下载第1版回执").click()
    assert json.loads(download.value.path().read_text())["number"] == number
    screenshot(page, "team-submitted")
    contest.save(user, team, "overview.industry", "改写后的一段。" * 40)
    page.reload()
    assert page.locator(".dasai-status", has_text="第1版之后修改了1个栏目（应用行业），尚未提交。").count() == 1
    screenshot(page, "team-changed")
    page.goto("/me")
    card = page.locator(".dasai-card").inner_text()
    assert [word for word in (number, "已提交", "资格审查：等待资格审查") if word not in card] == []
    screenshot(page, "me-submitted")


def test_c8_anyone_verifies_a_receipt_on_a_page_which_says_if_it_was_altered(visit: Visit, contest: Contest) -> None:
    """C8: accept a number however typed and a receipt's file; refuse a changed letter; show nothing of the content."""
    user, index = contest.participant("holder"), 700_004
    team = contest.team(user, index)
    number = contest.submit(user, team, index)
    receipt = json.dumps(user.get(f"/api/v1/teams/{team['facts']['team_id']}/submissions/1/receipt"), indent=1)
    page = visit("/receipts/verify")

    def verdict(label: str, text: str) -> str:
        page.goto("/receipts/verify")
        page.get_by_label(label).fill(text)
        page.get_by_role("button", name="验证").click()
        return str(page.locator("main").locator("[role=status], [role=alert], .govuk-error-message").last.inner_text())

    assert verdict("回执编号", number.lower().replace("-", " ")).startswith("回执真实有效")
    assert page.locator("dd").first.inner_text() == number
    screenshot(page, "receipt-valid")
    wide = number.translate(
        {ord(character): ord(character) + 0xFEE0 for character in number if character != "-"}
    ).replace("-", "——")
    assert verdict("回执编号", wide).startswith("回执真实有效")
    assert verdict("或粘贴回执文件的内容", receipt).startswith("回执真实有效")
    assert team["facts"]["project_name"] not in page.content()
    digest = json.loads(receipt)["digest"]
    other = ("0" if digest[0] != "0" else "1") + digest[1:]
    assert verdict("或粘贴回执文件的内容", receipt.replace(digest, other)).startswith("回执内容被改动过")
    screenshot(page, "receipt-altered")
    assert verdict("回执编号", number[:-1] + ("A" if number[-1] != "A" else "B")).endswith(
        "回执编号有误，请核对每一位。"
    )
    assert faults(page) == []


def test_c8_the_downloaded_page_verifies_receipts_offline(
    visit: Visit, browser: Browser, contest: Contest, tmp_path: Path
) -> None:
    """C8: tell valid, altered, foreign and unreadable receipts apart, without any request; an old browser says it can't."""
    user, index = contest.participant("keeper"), 700_005
    team = contest.team(user, index)
    contest.submit(user, team, index)
    address = f"/api/v1/teams/{team['facts']['team_id']}/submissions/1"
    issued = user.get(f"{address}/receipt")
    headers = {"Authorization": f"Bearer {user.token}"}
    (tmp_path / "form.json").write_bytes(
        contest.http.get(f"{contest.stack.url}{address}/form", headers=headers).content
    )
    (tmp_path / "other.json").write_bytes(b"{}")
    file = tmp_path / "receipt-verifier.html"
    page = visit("/receipts/verify")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载验证页面").click()
    download.value.save_as(file)

    def open_offline(*scripts: str) -> Page:
        context = browser.new_context(offline=True, locale="zh-CN", viewport={"width": 360, "height": 900})
        page = context.new_page()
        for script in scripts:
            page.add_init_script(script)
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(file.as_uri())
        return page

    def verdicts(page: Page, receipt: str, *, form: str = "") -> list[str]:
        page.evaluate("document.getElementById('verdict').replaceChildren()")
        page.get_by_label("或粘贴").fill(receipt)
        page.get_by_label("提交内容").set_input_files([tmp_path / form] if form else [])
        page.get_by_role("button", name="验证").click()
        page.locator("#verdict p").first.wait_for()
        return [text.split("。")[0] for text in page.locator("#verdict p").all_inner_texts()]

    requests: list[str] = []
    complaints: list[str] = []
    page = open_offline()
    genuine = json.dumps(issued)
    assert verdicts(page, genuine) == ["回执真实有效，内容未被改动"]
    assert page.locator("dd").all_inner_texts()[0] == issued["number"]
    assert verdicts(page, json.dumps(issued, indent=1), form="form.json")[1:] == ["提交内容与回执一致"]
    screenshot(page, "verifier-valid")
    assert verdicts(page, genuine, form="other.json")[1:] == ["提交内容与回执不一致"]
    with_head = json.dumps(issued | {"trail_head": "registration 1 and so on"})
    assert verdicts(page, with_head)[0] == verdicts(page, genuine)[0]
    number = issued["number"]
    altered = {
        "submission_number": 2,
        "team_id": "other",
        "submitted_at": "2024-06-04T00:00:00.001Z",
        "digest": "0" * 64,
        "signature": "0" * 128,
    }
    for name, value in altered.items():
        assert verdicts(page, json.dumps(issued | {name: value})) == ["回执内容被改动过，或签名不符"], name
    mistyped = ("1" if number[0] == "0" else "0") + number[1:]
    assert verdicts(page, json.dumps(issued | {"number": mistyped})) == ["回执编号有误，请核对每一位"]
    assert verdicts(page, json.dumps(issued | {"key_id": "0" * 16})) == ["没有签发该回执的公钥"]
    screenshot(page, "verifier-refused")
    number_field = '"submission_number": 1'
    for text in (
        "",
        "[]",
        "{}",
        genuine + "}",
        genuine.replace(number_field, f"{number_field}, {number_field}"),
        genuine.replace(number_field, '"submission_number": "1"'),
        genuine.replace(number_field, '"submission_number": 01'),
        json.dumps(issued | {"note": "one field more"}),
        json.dumps(issued | {"trail_head": 7}),
        json.dumps({name: value for name, value in issued.items() if name != "key_id"}),
        json.dumps(issued | {"signature": issued["signature"].upper()}),
        json.dumps(issued | {"submitted_at": "2024-06-31T00:00:00Z"}),
    ):
        assert verdicts(page, text) == ["这不是完整的回执文件"], text
    (tmp_path / "receipt.json").write_text(genuine)
    page.get_by_label("回执文件").first.set_input_files(tmp_path / "receipt.json")
    assert verdicts(page, "") == ["回执真实有效，内容未被改动"]
    assert faults(page, ("header", "main", "h1")) == []

    old_browser = open_offline(
        "SubtleCrypto.prototype.importKey = async () => { throw new DOMException('', 'NotSupportedError'); };"
    )
    assert verdicts(old_browser, genuine) == ["此浏览器不能验证Ed25519签名，未作验证"]
    assert set(requests) == {file.as_uri()}
    assert complaints == []
    page.context.close()
    old_browser.context.close()


def test_k1_another_accounts_team_is_a_404_page_that_leads_home(visit: Visit, contest: Contest) -> None:
    """K1: answer 404 without the team's name, in words, with a link to the home page."""
    team = contest.team(contest.participant("owner"), 700_002)
    contest.participant("curious")
    page = visit("/")
    sign_in(page, "curious")
    answer = page.goto(f"/teams/{team['facts']['team_id']}")
    assert answer is not None
    assert answer.status == 404
    assert team["facts"]["team_name"] not in page.content()
    assert page.get_by_role("alert").is_visible()
    screenshot(page, "not-found")
    page.get_by_role("link", name="返回首页").click()
    assert page.locator("#tracks").count() == 1


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.long), 360], ids=["desk", "phone"])
def test_k5_each_page_passes_the_accessibility_audit(visit: Visit, contest: Contest, width: int) -> None:
    """K5: have labels, landmarks and contrast, and be no wider than the screen of a desk or phone."""
    login, index = f"reader-{width}", 700_010 + width
    user = contest.participant(login)
    team = contest.team(user, index)
    contest.submit(user, team, index)
    page = visit("/", width=width, scripts=True)
    faults_of = {}
    for path in ("/", "/sign-up", "/sign-in", "/nothing-here", "/receipts/verify", "/trail"):
        page.goto(path)
        faults_of[path] = faults(page)
        screenshot(page, f"{width}{path.replace('/', '-')}")
    page.goto("/receipts/verifier.html")
    faults_of["/receipts/verifier.html"] = faults(page, ("header", "main", "h1"))
    screenshot(page, f"{width}-verifier")
    sign_in(page, login)
    address = f"/teams/{team['facts']['team_id']}"
    contest.save(user, team, "overview.industry", "改写后的一段。" * 40)
    for name, path in (("me", "/me"), ("team", address), ("difference", f"{address}/versions/1/difference/0")):
        page.goto(path)
        faults_of[path] = faults(page)
        screenshot(page, f"{width}-{name}")
    assert page.locator("ins").count() > 0
    assert faults_of == {path: [] for path in faults_of}


def test_a_keyboard_reaches_the_content_first(visit: Visit) -> None:
    """Focus a visible link to the content with the first Tab; follow it with Enter."""
    page = visit("/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "跳到正文"
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")


@pytest.mark.parametrize("errors", ["", "?errors=1"], ids=["plain", "refused"])
@pytest.mark.parametrize("width", [1280, *(pytest.param(width, marks=pytest.mark.long) for width in (390, 320))])
def test_k5_every_component_passes_axe_in_each_state(visit: Visit, width: int, errors: str) -> None:
    """K5: no fault of any impact, in both languages; each refused field is told in the summary, which leads to it."""
    page = visit(f"/styleguide{errors}", width=width, scripts=True)
    assert faults(page, ("header", "main", "footer")) == []
    summary = page.locator(".govuk-error-summary a")
    assert summary.count() == (7 if errors else 0)
    for link in summary.all():
        assert page.locator(str(link.get_attribute("href"))).count() == 1
    page.goto(f"/en/styleguide{errors}")
    assert faults(page, ("header", "main", "footer")) == []


def test_k5_each_page_has_an_english_address_and_stays_there(visit: Visit) -> None:
    """K5: the switch leads to the same page; forms, redirects and links stay English; the API has one address only."""
    page = visit("/sign-in")
    page.get_by_role("link", name="English").click()
    assert (page.url.endswith("/en/sign-in"), page.locator("html").get_attribute("lang")) == (True, "en")
    page.get_by_label("Login name").fill("nobody")
    page.get_by_label("Password", exact=True).fill("not the password")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    assert "Login name or password is wrong." in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Login name").input_value() == "nobody"
    page.goto("/en/me")
    assert "/en/sign-in" in page.url
    page.get_by_role("link", name="中文").click()
    assert page.url.endswith("/sign-in")
    assert "/en/" not in page.url
    assert page.request.get("/en/api/v1/edition").status == 404

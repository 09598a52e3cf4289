"""The pages as a person meets them: at a desk, on a telephone, by keyboard, without scripts."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PASSWORD, Contest

pytestmark = [pytest.mark.browser, pytest.mark.parts]
Visit = Callable[..., Page]

# WCAG 2.1: names of what is filled in, landmarks, one first heading, and a contrast of at least 4.5 of all text
AUDIT = """once => {
  const faults = [];
  const shade = text => {
    const [r, g, b, a] = text.match(/[\\d.]+/g).map(Number);
    const part = one => { one /= 255; return one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4; };
    return {light: 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b), alpha: a === undefined ? 1 : a};
  };
  const ground = element => {
    for (let one = element; one; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.backgroundImage !== 'none') return style.backgroundImage.match(/rgba?\\([^)]*\\)/g);
      if (shade(style.backgroundColor).alpha === 1) return [style.backgroundColor];
    }
    return ['rgb(255, 255, 255)'];
  };
  for (const name of once)
    if (document.querySelectorAll(name).length !== 1) faults.push('not one ' + name);
  if (document.documentElement.lang !== 'zh-CN') faults.push('language');
  for (const field of document.querySelectorAll('input, textarea, select'))
    if (!field.labels || field.labels.length !== 1) faults.push('no label: ' + (field.name || field.id));
  for (const link of document.querySelectorAll('a, button'))
    if (!link.textContent.trim()) faults.push('empty link or button');
  for (const element of document.querySelectorAll('body *')) {
    const words = [...element.childNodes].some(one => one.nodeType === 3 && one.textContent.trim());
    if (!words || !element.checkVisibility()) continue;
    const ink = shade(getComputedStyle(element).color).light;
    for (const colour of ground(element)) {
      const paper = shade(colour).light;
      const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      if (contrast < 4.5) faults.push(contrast.toFixed(2) + ': ' + element.textContent.trim().slice(0, 30));
    }
  }
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) faults.push('wider than the screen');
  return faults;
}"""


LANDMARKS = ("header", "nav", "main", "footer", "h1")


def faults(page: Page, once: tuple[str, ...] = LANDMARKS) -> list[str]:
    """What AUDIT finds wrong with the page; each of `once` must be there once."""
    return list(page.evaluate(AUDIT, list(once)))


def look(page: Page, name: str) -> None:
    """A picture for whoever wants to look: into DASAI_SCREENSHOTS, where that is set."""
    folder = os.environ.get("DASAI_SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def sign_in(page: Page, login: str) -> None:
    """By the form."""
    page.goto("/sign-in")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/me")


def test_a1_home_shows_the_whole_contest(visit: Visit, contest: Contest) -> None:
    """A1, J1: the official name, 12 tracks with 47 topic directions, 32 divisions with their state in words."""
    page = visit("/")
    assert page.get_by_role("heading", level=1).inner_text() == "2024年“数据要素×”大赛"
    assert page.locator("#tracks article").count() == 12
    assert page.locator("#tracks li").count() == 47
    rows = page.locator("#divisions tbody tr")
    assert rows.count() == 32
    name = contest.plan.edition.official_division_name(contest.division)
    assert "报名开放中" in rows.filter(has_text=name).inner_text()
    topic = page.locator("#tracks details").first
    assert not topic.locator("p").first.is_visible()
    topic.locator("summary").click()
    assert topic.locator("p").first.is_visible()
    look(page, "home")


def test_a_person_signs_up_leaves_and_comes_back(visit: Visit) -> None:
    """Without scripts; what is wrong is said in words, and what was typed stays, but for the password."""
    page = visit("/")
    page.get_by_role("link", name="注册 Sign up").click()
    page.get_by_label("登录名").fill("newcomer")
    page.get_by_label("密码").fill("short")
    page.get_by_role("button", name="注册").click()
    assert "密码须为12至200个字符" in page.get_by_role("alert").inner_text()
    assert (page.get_by_label("登录名").input_value(), page.get_by_label("密码").input_value()) == ("newcomer", "")
    look(page, "sign-up-refused")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="注册").click()
    page.wait_for_url("**/me")
    assert page.get_by_text("您还没有报名的团队").count() == 1
    look(page, "me-empty")
    [cookie] = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("dasai_session", True, "Lax")

    with page.expect_navigation():
        page.get_by_role("button", name="退出登录").click()
    page.goto("/me")
    assert page.url.endswith("/sign-in")
    page.get_by_label("登录名").fill("newcomer")
    page.get_by_label("密码").fill("not the password")
    page.get_by_role("button", name="登录").click()
    assert page.get_by_role("alert").inner_text().startswith("登录名或密码不正确")
    sign_in(page, "newcomer")
    assert page.get_by_role("heading", level=1).inner_text().startswith("我的团队")


def test_c8_a_team_reads_in_words_what_is_missing_and_what_is_submitted(visit: Visit, contest: Contest) -> None:
    """C4, C8: not submitted with all that is missing; then submitted, with its receipt; identity numbers masked (K4)."""
    user = contest.participant("captain")
    index = 700_001
    team = contest.team(user, index)
    page = visit("/")
    sign_in(page, "captain")
    assert page.locator(".card .state").inner_text().startswith("已报名，尚未提交")
    look(page, "me")
    page.get_by_role("link", name=team["facts"]["team_name"]).click()
    assert page.get_by_role("status").inner_text().startswith("已报名，尚未提交")
    missing = page.locator("section", has_text="还缺什么").locator("li")
    assert missing.count() == len(team["missing"])
    assert missing.first.inner_text().startswith("申报书“")
    assert page.get_by_text("尚未保存过").count() == 1
    assert "23:59:00（北京时间" in page.content()
    look(page, "team-registered")

    number = contest.submit(user, team, index)
    page.reload()
    assert page.get_by_role("status").inner_text().startswith("已提交：第1版")
    assert page.locator("td.number").inner_text() == number
    assert "申报书和证明材料已齐全" in page.content()
    assert "等待资格审查" in page.content()
    for person in contest.body(index)["representatives"]:
        assert person["identity_number"] not in page.content()
    assert "（北京时间），成员1" in page.locator(".glance").inner_text()
    assert page.get_by_text("，尚未提交。").count() == 0
    with page.expect_download() as download:
        page.get_by_role("link", name="下载第1版回执").click()
    assert json.loads(download.value.path().read_text())["number"] == number
    look(page, "team-submitted")
    contest.save(user, team, "overview.industry", "改写后的一段。" * 40)
    page.reload()
    assert page.locator(".notice", has_text="第1版已提交；此后修改了1个栏目（应用行业），尚未提交。").count() == 1
    look(page, "team-changed")
    page.goto("/me")
    card = page.locator(".card").inner_text()
    assert [word for word in (number, "已提交", "资格审查：等待资格审查") if word not in card] == []
    look(page, "me-submitted")


def test_c8_anyone_verifies_a_receipt_and_sees_when_it_was_altered(visit: Visit, contest: Contest) -> None:
    """C8: by its number however typed, and by its file; one changed letter is told; nothing of the content is shown."""
    user, index = contest.participant("holder"), 700_004
    team = contest.team(user, index)
    number = contest.submit(user, team, index)
    receipt = json.dumps(user.get(f"/api/v1/teams/{team['facts']['team_id']}/submissions/1/receipt"), indent=1)
    page = visit("/receipts/verify")

    def verified(label: str, text: str) -> str:
        page.goto("/receipts/verify")
        page.get_by_label(label).fill(text)
        page.get_by_role("button", name="验证").click()
        return str(page.locator("[role=status], [role=alert]").inner_text())

    assert verified("回执编号", number.lower().replace("-", " ")).startswith("回执真实有效")
    assert page.locator("dd").first.inner_text() == number
    look(page, "receipt-valid")
    wide = number.translate({ord(one): ord(one) + 0xFEE0 for one in number if one != "-"}).replace("-", "——")
    assert verified("回执编号", wide).startswith("回执真实有效")
    assert verified("或粘贴回执文件的内容", receipt).startswith("回执真实有效")
    assert team["facts"]["project_name"] not in page.content()
    digest = json.loads(receipt)["digest"]
    other = ("0" if digest[0] != "0" else "1") + digest[1:]
    assert verified("或粘贴回执文件的内容", receipt.replace(digest, other)).startswith("回执内容被改动过")
    look(page, "receipt-altered")
    assert verified("回执编号", number[:-1] + ("A" if number[-1] != "A" else "B")).startswith("回执编号有误")
    assert faults(page) == []


def test_c8_a_page_in_one_file_verifies_with_the_network_off(
    visit: Visit, browser: Browser, contest: Contest, tmp_path: Path
) -> None:
    """C8: downloaded once, opened from disk offline; genuine, altered, foreign and no receipt; a browser that can't says so."""
    user, index = contest.participant("keeper"), 700_005
    team = contest.team(user, index)
    contest.submit(user, team, index)
    address = f"/api/v1/teams/{team['facts']['team_id']}/submissions/1"
    given = user.get(f"{address}/receipt")
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

    def opened(*scripts: str) -> Page:
        context = browser.new_context(offline=True, locale="zh-CN", viewport={"width": 360, "height": 900})
        page = context.new_page()
        for script in scripts:
            page.add_init_script(script)
        page.on("request", lambda one: asked.append(one.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(file.as_uri())
        return page

    def says(page: Page, receipt: str, *, form: str = "") -> list[str]:
        page.evaluate("document.getElementById('verdict').replaceChildren()")
        page.get_by_label("或粘贴").fill(receipt)
        page.get_by_label("提交内容").set_input_files([tmp_path / form] if form else [])
        page.get_by_role("button", name="验证").click()
        page.locator("#verdict p").first.wait_for()
        return [text.split("。")[0] for text in page.locator("#verdict p").all_inner_texts()]

    asked: list[str] = []
    complaints: list[str] = []
    page = opened()
    genuine = json.dumps(given)
    assert says(page, genuine) == ["回执真实有效，内容未被改动"]
    assert page.locator("dd").all_inner_texts()[0] == given["number"]
    assert says(page, json.dumps(given, indent=1), form="form.json")[1:] == ["提交内容与回执一致"]
    look(page, "verifier-valid")
    assert says(page, genuine, form="other.json")[1:] == ["提交内容与回执不一致"]
    number = given["number"]
    altered = {
        "submission_number": 2,
        "team_id": "other",
        "submitted_at": "2024-06-04T00:00:00.001Z",
        "digest": "0" * 64,
        "signature": "0" * 128,
    }
    for name, value in altered.items():
        assert says(page, json.dumps(given | {name: value})) == ["回执内容被改动过，或签名不符"], name
    misread = ("1" if number[0] == "0" else "0") + number[1:]
    assert says(page, json.dumps(given | {"number": misread})) == ["回执编号有误，请核对每一位"]
    assert says(page, json.dumps(given | {"key_id": "0" * 16})) == ["没有签发该回执的公钥"]
    look(page, "verifier-refused")
    once = '"submission_number": 1'
    for text in (
        "",
        "[]",
        "{}",
        genuine + "}",
        genuine.replace(once, f"{once}, {once}"),
        genuine.replace(once, '"submission_number": "1"'),
        genuine.replace(once, '"submission_number": 01'),
        json.dumps(given | {"note": "one field more"}),
        json.dumps({name: value for name, value in given.items() if name != "key_id"}),
        json.dumps(given | {"signature": given["signature"].upper()}),
        json.dumps(given | {"submitted_at": "2024-06-31T00:00:00Z"}),
    ):
        assert says(page, text) == ["这不是完整的回执文件"], text
    (tmp_path / "receipt.json").write_text(genuine)
    page.get_by_label("回执文件").first.set_input_files(tmp_path / "receipt.json")
    assert says(page, "") == ["回执真实有效，内容未被改动"]
    assert faults(page, ("header", "main", "h1")) == []

    old = opened("SubtleCrypto.prototype.importKey = async () => { throw new DOMException('', 'NotSupportedError'); };")
    assert says(old, genuine) == ["此浏览器不能验证Ed25519签名，未作验证"]
    assert (set(asked), complaints) == ({file.as_uri()}, [])
    page.context.close()
    old.context.close()


def test_k1_somebody_elses_team_is_a_page_that_says_so(visit: Visit, contest: Contest) -> None:
    """K1: not there for others; the page says it in words and leads home."""
    team = contest.team(contest.participant("owner"), 700_002)
    contest.participant("curious")
    page = visit("/")
    sign_in(page, "curious")
    answer = page.goto(f"/teams/{team['facts']['team_id']}")
    assert answer is not None
    assert answer.status == 404
    assert team["facts"]["team_name"] not in page.content()
    assert page.get_by_role("alert").is_visible()
    look(page, "not-found")
    page.get_by_role("link", name="返回首页").click()
    assert page.locator("#tracks").count() == 1


@pytest.mark.parametrize("width", [1280, 360], ids=["desk", "phone"])
def test_k5_every_page_can_be_read_by_everyone(visit: Visit, contest: Contest, width: int) -> None:
    """K5: labels, landmarks, contrast; nothing wider than a telephone's screen."""
    login, index = f"reader-{width}", 700_010 + width
    user = contest.participant(login)
    team = contest.team(user, index)
    contest.submit(user, team, index)
    page = visit("/", width=width, scripts=True)
    found = {}
    for path in ("/", "/sign-up", "/sign-in", "/nothing-here", "/receipts/verify"):
        page.goto(path)
        found[path] = faults(page)
        look(page, f"{width}{path.replace('/', '-')}")
    page.goto("/receipts/verifier.html")
    found["/receipts/verifier.html"] = faults(page, ("header", "main", "h1"))
    look(page, f"{width}-verifier")
    sign_in(page, login)
    address = f"/teams/{team['facts']['team_id']}"
    contest.save(user, team, "overview.industry", "改写后的一段。" * 40)
    for name, path in (("me", "/me"), ("team", address), ("difference", f"{address}/versions/1/difference/0")):
        page.goto(path)
        found[path] = faults(page)
        look(page, f"{width}-{name}")
    assert page.locator("ins").count() > 0
    assert found == {path: [] for path in found}


def test_a_keyboard_reaches_the_content_first(visit: Visit) -> None:
    """The first stop skips the navigation, and can be seen."""
    page = visit("/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "跳到正文 Skip to content"
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")

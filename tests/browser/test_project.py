"""A team's project in a browser: written, uploaded, submitted and answered by pages alone, with scripts and without."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page

from cli.demo.client import Tally, User, appoint
from cli.synthetic import small_pdf
from tests.browser.conftest import PASSWORD, Contest
from tests.browser.test_pages import Visit, faults, screenshot, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.parts]
BACKGROUND = "overview.background"
# what the browser keeps; htmx notes the address of the page
KEPT = "[...Object.keys(sessionStorage), ...Object.keys(localStorage)].filter(key => !key.startsWith('htmx-'))"
WORDS = "本项目以数据要素驱动，解决行业痛点，已在多个场景应用，取得实际效益。"


@contextmanager
def desk(browser: Browser, contest: Contest, login: str, **options: Any) -> Iterator[Page]:
    """Yield a page with scripts of somebody who is signed in, whose connection may drop."""
    context = browser.new_context(
        base_url=contest.stack.url, locale="zh-CN", viewport={"width": 1280, "height": 900}, **options
    )
    page = context.new_page()
    sign_in(page, login)
    yield page
    context.close()


def until(condition: Callable[[], Any], what: str, seconds: float = 30) -> Any:
    """Wait until a condition holds and return what it gives."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, what
        time.sleep(0.1)
    return value


def state_of(page: Page) -> str:
    """Return what the editor says of saving."""
    return page.locator("#save-state").inner_text()


def write(page: Page, text: str) -> None:
    """Type into the editor in place of what it has."""
    page.locator(".ProseMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def files_of(contest: Contest, team: dict[str, Any], index: int, folder: Path) -> dict[str, Path]:
    """Write the evidence of a team into a folder, and return the files by kind."""
    files = {}
    for piece in contest.plan.synthetic.evidence(index, team["facts"]["lead"]["uscc"]):
        files[piece.kind] = folder / piece.file_name
        files[piece.kind].write_bytes(piece.content)
    return files


@pytest.mark.parametrize(
    ("width", "prefix"), [pytest.param(1280, "", marks=pytest.mark.long), (390, "/en")], ids=["desk-zh", "phone-en"]
)
def test_c4_c5_c8_from_a_team_to_a_receipt_by_pages_without_scripts(
    visit: Visit, contest: Contest, tmp_path: Path, width: int, prefix: str
) -> None:
    """C4, C5, C7, C8: what is missing leads to its field, a wrong file is refused at the field, and the receipt ends it."""
    english, index, login = bool(prefix), 710_000 + width, f"writer-{width}"
    user = contest.participant(login)
    team = contest.team(user, index)
    address = f"{prefix}/teams/{team['facts']['team_id']}"
    page = visit("/", width=width)
    sign_in(page, login)

    page.goto(f"{address}/submission")
    assert page.get_by_role("button", name=re.compile("提交第1版|submit version 1")).count() == 0
    assert page.locator("#missing li").count() == len(team["missing"])
    page.locator("#missing a").first.click()
    assert page.url.endswith(f"/declaration/{BACKGROUND}#text")
    # too short is saved, and not done; too long is refused at the field with the text kept
    page.locator("#text").fill("长" * 3001)
    page.locator("button[value=stay]").click()
    assert page.locator(".govuk-error-summary a").get_attribute("href") == "#text"
    assert len(page.locator("#text").input_value()) == 3001
    sections = [section.id for section in contest.plan.edition.sections]
    for place, section in enumerate(sections):
        assert page.url.split("#")[0].split("?")[0].endswith(f"/declaration/{section}")
        page.locator("#text").fill(f"{place}。{WORDS}")
        page.locator("button[name=then]").last.click()
    assert page.url.endswith(f"{address}/declaration")
    assert page.locator(".govuk-tag--green").count() == len(sections)
    assert faults(page) == []

    files = files_of(contest, team, index, tmp_path)
    wrong = tmp_path / "audit.pdf"
    wrong.write_bytes(b"MZ" + bytes(2000))
    page.goto(f"{address}/material/upload?kind=audit")
    page.get_by_role("button", name=re.compile("^(上传|Upload)$")).click()
    assert page.locator("#file-error").count() == 1
    page.locator("input[type=file]").set_input_files(wrong)
    page.get_by_role("button", name=re.compile("^(上传|Upload)$")).click()
    refusal = page.locator("#file-error").inner_text()
    assert re.search("文件|file", refusal)
    screenshot(page, f"upload-refused-{width}")
    for kind, file in files.items():
        page.goto(f"{address}/material/upload?kind={kind}")
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name=re.compile("^(上传|Upload)$")).click()
        assert page.locator(".govuk-notification-banner--success").count() == 1
        assert page.locator(f"#kind-{kind} .dasai-material__name").count() == 1
    assert len(user.get(f"/api/v1/teams/{team['facts']['team_id']}")["evidence"]) == len(files)
    page.goto(f"{address}/submission")
    assert page.locator("#missing").count() == 0
    assert page.get_by_text(re.compile(rf"(?<!\d)3。{WORDS}")).count() == 1
    page.get_by_role("button", name=re.compile("提交第1版|submit version 1")).click()
    assert page.url.endswith(f"{address}/submissions/1/receipt?done=1")
    number = user.get(f"/api/v1/teams/{team['facts']['team_id']}")["receipts"][0]["number"]
    assert page.locator(".dasai-receipt .dasai-number").inner_text() == number
    assert ("Submitted" if english else "提交成功") in page.locator(".govuk-panel").inner_text()
    assert faults(page) == []
    screenshot(page, f"receipt-{width}")
    page.goto(f"{address}/submissions/1")
    assert page.get_by_text(f"15。{WORDS}").count() == 1


def test_c7_evidence_is_replaced_removed_and_used_again(visit: Visit, contest: Contest, tmp_path: Path) -> None:
    """C5, C7: a new file takes the place of another, which is kept and may be used as evidence again."""
    index = 710_100
    user = contest.participant("librarian")
    team = contest.team(user, index)
    address = f"/teams/{team['facts']['team_id']}"
    files = list(files_of(contest, team, index, tmp_path).values())
    page = visit("/")
    sign_in(page, "librarian")
    page.goto(f"{address}/material/upload?kind=audit")
    page.locator("#owner_uscc").select_option(index=1)
    page.locator("input[type=file]").set_input_files(files[0])
    page.get_by_role("button", name="上传", exact=True).click()
    page.get_by_role("link", name=f"替换 {files[0].name}").click()
    page.locator("input[type=file]").set_input_files(files[1])
    page.get_by_role("button", name="上传", exact=True).click()
    assert page.locator("#kind-audit .dasai-material__name").all_inner_texts()[0].startswith(files[1].name)
    assert page.locator("#kind-audit .dasai-material__name").count() == 1
    page.get_by_role("link", name=f"移除 {files[1].name}").click()
    assert page.get_by_role("heading", level=1).inner_text() == "移除证明材料"
    assert files[1].name in page.locator("main").inner_text()
    assert faults(page) == []
    page.get_by_role("button", name="确认移除").click()
    assert page.locator("#kind-audit .dasai-material__name").count() == 0
    page.locator("form", has_text="列入证明材料").first.get_by_role("combobox").select_option("audit")
    page.get_by_role("button", name="列入证明材料").first.click()
    assert page.locator("#kind-audit .dasai-material__name").count() == 1


def test_c4_the_editor_saves_by_itself_formatted_text_too(browser: Browser, contest: Contest) -> None:
    """C4: what is typed is saved and said so; tables and powers stay as they are, counted by the service's own rule."""
    user = contest.participant("typist")
    team = contest.team(user, 710_200)
    address = f"/teams/{team['facts']['team_id']}"
    with desk(browser, contest, "typist") as page:
        page.goto(f"{address}/declaration/{BACKGROUND}")
        write(page, WORDS)
        until(lambda: state_of(page).startswith("已于"), "it is saved")
        draft = user.get(f"/api/v1{address}/declaration")["sections"]
        assert [(section["text"], section["rich"]) for section in draft] == [(WORDS, "")]
        written = datetime.fromisoformat(draft[0]["written_at"]).astimezone(ZoneInfo("Asia/Shanghai"))
        times = [written, written + timedelta(minutes=1)]  # contest time, which the page counts in minutes
        assert any(f"{time.hour}:{time:%M}" in state_of(page) for time in times), state_of(page)
        page.keyboard.press("Enter")
        page.keyboard.type("面积10")
        page.get_by_role("button", name="上标").click()
        page.keyboard.type("9")
        page.get_by_role("button", name="上标").click()
        page.get_by_role("button", name="插入表格").click()
        page.keyboard.type("数据")
        until(
            lambda: (
                "<td>" in user.get(f"/api/v1{address}/declaration")["sections"][0]["rich"]
                and "数据" in user.get(f"/api/v1{address}/declaration")["sections"][0]["text"]
            ),
            "the table is saved",
        )
        section = user.get(f"/api/v1{address}/declaration")["sections"][0]
        assert "10<sup>9</sup>" in section["rich"]
        assert "面积10^9" in section["text"]
        until(lambda: state_of(page).startswith("已于"), "it is saved")
        assert page.locator("#count").inner_text().startswith(f"{len(section['text'])}字")
        page.reload()
        assert page.locator(".ProseMirror table").count() == 1
        # the writer has not filled in the table's heads yet
        assert [fault for fault in faults(page) if not fault.startswith("empty-table-header")] == []
        screenshot(page, "editor")


def test_c4_pasting_from_word_and_wps_keeps_lists_tables_and_powers(browser: Browser, contest: Contest) -> None:
    """C4: lists that are paragraphs become lists, raised words powers, merged cells cells of their own."""
    user = contest.participant("paster")
    team = contest.team(user, 710_250)
    pasted = (
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>p.MsoNormal{margin:0}</style></head><body>"
        "<p class=MsoNormal>面积为10<span style='vertical-align:super'>4</span>平方公里<o:p></o:p></p>"
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1."
        "<span style='font:7.0pt'>&nbsp;&nbsp;</span></span><![endif]>第一项</p>"
        "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>2."
        "<span>&nbsp;</span></span><![endif]>第二项</p>"
        "<table><tr><td colspan=2>合并</td></tr><tr><td>甲</td><td>乙</td></tr></table></body></html>"
    )
    with desk(browser, contest, "paster") as page:
        page.goto(f"/teams/{team['facts']['team_id']}/declaration/{BACKGROUND}")
        page.locator(".ProseMirror").click()
        page.evaluate(
            """html => {
              const data = new DataTransfer();
              data.setData("text/html", html);
              document.querySelector(".ProseMirror").dispatchEvent(
                new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
            }""",
            pasted,
        )
        until(lambda: state_of(page).startswith("已于"), "it is saved")
    rich = user.get(f"/api/v1/teams/{team['facts']['team_id']}/declaration")["sections"][0]["rich"]
    assert "10<sup>4</sup>" in rich
    assert re.search(r"<ol><li><p>第一项</p></li><li><p>第二项</p></li></ol>", rich)
    assert [row.count("<td>") for row in rich.split("<tr>")[1:]] == [2, 2]


def test_c4_nothing_is_lost_while_the_connection_or_the_session_is_gone(browser: Browser, contest: Contest) -> None:
    """C4: what is typed without a connection is saved once it is back; what is typed signed out, after signing in again."""
    user = contest.participant("commuter")
    team = contest.team(user, 710_300)
    address = f"/teams/{team['facts']['team_id']}"
    saved = lambda: [each["text"] for each in user.get(f"/api/v1{address}/declaration")["sections"]]  # noqa: E731
    with desk(browser, contest, "commuter") as page:
        page.goto(f"{address}/declaration/{BACKGROUND}")
        page.locator(".ProseMirror").wait_for()
        page.context.set_offline(True)
        write(page, f"{WORDS}断网。")
        until(lambda: "网络已断开" in state_of(page), "it says that the connection is gone")
        assert saved() == []
        page.context.set_offline(False)
        until(lambda: state_of(page).startswith("已于"), "it is saved once the connection is back")
        assert saved() == [f"{WORDS}断网。"]
        page.context.clear_cookies()
        write(page, f"{WORDS}会话结束。")
        until(lambda: "登录已失效" in state_of(page), "it says that the session has ended")
        other = page.context.new_page()
        sign_in(other, "commuter")
        page.bring_to_front()
        until(lambda: state_of(page).startswith("已于"), "it is saved after signing in again", 45)
        assert saved() == [f"{WORDS}会话结束。"]
        # signing out leaves nothing of it in the browser
        page.evaluate("sessionStorage.setItem('dasai-draft:x:y', 'z'); localStorage.setItem('tus::x', 'y')")
        page.get_by_role("button", name="退出登录").click()
        page.wait_for_url("**/")
        assert page.evaluate(KEPT) == []


@pytest.mark.long
def test_c4_k1_two_people_write_at_once_and_see_each_other(browser: Browser, contest: Contest) -> None:
    """C4, K1: each sees where the other writes; different paragraphs are put together; of the same one both texts are shown."""
    user = contest.participant("first-author")
    team = contest.team(user, 710_400)
    address = f"/teams/{team['facts']['team_id']}"
    code = user.post(f"/api/v1{address}/colleague-invitations")["code"]
    second = contest.participant("second-author")
    second.post("/api/v1/colleague-answers", {"team_id": team["facts"]["team_id"], "code": code})
    contest.save(user, team, BACKGROUND, "第一段。\n第二段。\n第三段。")
    with desk(browser, contest, "first-author") as mine, desk(browser, contest, "second-author") as theirs:
        mine.goto(f"{address}/declaration/{BACKGROUND}")
        theirs.goto(f"{address}/declaration/{BACKGROUND}")
        # who only reads is no editor
        assert [caller.get(f"/api/v1{address}/editors")["editors"] for caller in (user, second)] == [[], []]
        for page in (mine, theirs):
            page.locator(".ProseMirror").click()
        until(lambda: "成员1也正在填写本栏目" in theirs.locator("#editors").inner_text(), "the first is shown", 20)
        # the second is the co-organisation's
        until(lambda: "成员3也正在填写本栏目" in mine.locator("#editors").inner_text(), "the teammate is shown", 20)
        write(mine, "第一段。")
        mine.keyboard.press("Enter")
        mine.keyboard.type("第二段。")
        mine.keyboard.press("Enter")
        mine.keyboard.type("第三段，由甲修改。")
        until(lambda: state_of(mine).startswith("已于"), "mine is saved")
        theirs.locator(".ProseMirror p").first.click()
        theirs.keyboard.press("Home")
        theirs.keyboard.type("乙：")
        until(lambda: "合并" in state_of(theirs), "both are put together")
        first, *others = theirs.locator(".ProseMirror").inner_text().split()
        # wherever the caret was in it
        assert first.replace("乙：", "") == "第一段。" != first
        assert others == ["第二段。", "第三段，由甲修改。"]
        # the same paragraph
        mine.keyboard.type("甲再改。")
        mine.locator("#save-problem").or_(mine.locator("#save-state", has_text="已于")).first.wait_for()
        until(lambda: mine.locator("#save-problem").count() or "合并" in state_of(mine), "mine is saved or refused")
        write(theirs, "全部重写：乙的内容。")
        until(lambda: theirs.locator("#save-problem").count() == 1, "the second is told")
        assert "甲再改。" in theirs.locator("#theirs-now").inner_text()
        assert faults(theirs) == []
        screenshot(theirs, "conflict-with-scripts")
        theirs.get_by_role("button", name="以我的内容为准保存").click()
        until(lambda: state_of(theirs).startswith("已于"), "the second's own is saved")
    assert user.get(f"/api/v1{address}/declaration")["sections"][0]["text"] == "全部重写：乙的内容。"
    # what was refused was kept, and is put back with a click
    with desk(browser, contest, "second-author", java_script_enabled=False) as page:
        contest.save(user, team, BACKGROUND, "甲最后的内容。")
        page.goto(f"{address}/declaration/{BACKGROUND}")
        page.get_by_role("button", name="放回草稿").first.click()
        assert "放回草稿" in page.locator(".govuk-notification-banner").inner_text()
        assert page.locator("#text").input_value() == "全部重写：乙的内容。"


def test_c4_without_scripts_formatting_stays_unless_the_words_change(visit: Visit, contest: Contest) -> None:
    """C4: saving formatted text unchanged keeps its table; changed words are saved, as the page says, without formatting."""
    user = contest.participant("plain-writer")
    team = contest.team(user, 710_460)
    address = f"/teams/{team['facts']['team_id']}"
    rich = "<p>甲</p><table><tbody><tr><td>乙</td></tr></tbody></table>"
    section = {"id": BACKGROUND, "rich": rich}
    user.put(f"/api/v1{address}/declaration", {"draft_revision": team["draft_revision"], "sections": [section]})
    page = visit("/")
    sign_in(page, "plain-writer")
    page.goto(f"{address}/declaration/{BACKGROUND}")
    assert page.locator(".dasai-plain-only td").count() == 1
    page.get_by_role("button", name="保存", exact=True).click()
    assert user.get(f"/api/v1{address}/declaration")["sections"][0]["rich"] == rich
    page.locator("#text").fill("甲乙丙")
    page.get_by_role("button", name="保存", exact=True).click()
    changed = user.get(f"/api/v1{address}/declaration")["sections"][0]
    assert (changed["text"], changed["rich"]) == ("甲乙丙", "")


def test_c4_without_scripts_a_conflict_shows_both_texts(visit: Visit, contest: Contest) -> None:
    """C4: 409 with what is there now and what was typed; the second press saves the writer's own over it."""
    user = contest.participant("slow-writer")
    team = contest.team(user, 710_450)
    address = f"/teams/{team['facts']['team_id']}"
    page = visit("/")
    sign_in(page, "slow-writer")
    page.goto(f"{address}/declaration/{BACKGROUND}")
    contest.save(user, team, BACKGROUND, "另一窗口的内容。")
    page.locator("#text").fill("这一窗口的内容。")
    page.get_by_role("button", name="保存", exact=True).click()
    assert "另一窗口的内容。" in page.locator("#theirs").inner_text()
    assert page.locator("#text").input_value() == "这一窗口的内容。"
    screenshot(page, "conflict-without-scripts")
    page.get_by_role("button", name="以我的内容为准保存").click()
    assert user.get(f"/api/v1{address}/declaration")["sections"][0]["text"] == "这一窗口的内容。"
    page.locator("#kept a").first.click()
    page.get_by_role("button", name="删除留存内容").click()
    assert user.get(f"/api/v1{address}/kept-texts")["kept"] == []


def test_c7_uploads_go_on_after_a_lost_connection_and_a_wrong_file_says_why(
    browser: Browser, contest: Contest, tmp_path: Path
) -> None:
    """C7: several files at once; one that loses its connection goes on by itself; a refused one says why in words."""
    index = 710_500
    user = contest.participant("uploader")
    team = contest.team(user, index)
    address = f"/teams/{team['facts']['team_id']}"
    files = files_of(contest, team, index, tmp_path)
    wrong = tmp_path / "坏文件.pdf"
    wrong.write_bytes(b"MZ" + bytes(5000))
    with desk(browser, contest, "uploader") as page:
        page.goto(f"{address}/material/upload?kind=audit")
        page.locator("input[type=file]").set_input_files([files["audit"], wrong])
        page.get_by_role("button", name="上传", exact=True).click()
        failed = page.locator(".dasai-uploads--failed")
        failed.wait_for()
        assert "坏文件.pdf" in failed.inner_text()
        assert "文件" in failed.locator(".dasai-uploads__state").inner_text()
        assert failed.get_by_role("button", name="重试").count() == 0
        page.locator(".dasai-uploads--done").wait_for()
        assert faults(page) == []
        screenshot(page, "uploads")
        page.locator("input[type=file]").set_input_files(files["responsibility_declaration"])
        page.get_by_role("button", name="上传", exact=True).click()
        page.wait_for_url("**/material?done=uploaded", timeout=60_000)
        page.goto(f"{address}/material/upload?kind=credit_record")
        page.context.set_offline(True)
        page.locator("input[type=file]").set_input_files(files["credit_record"])
        page.get_by_role("button", name="上传", exact=True).click()
        until(lambda: "网络已断开" in page.locator(".dasai-uploads__state").inner_text(), "it says so")
        page.context.set_offline(False)
        page.wait_for_url("**/material?done=uploaded", timeout=60_000)
    kinds = {piece["kind"] for piece in user.get(f"/api/v1{address}")["evidence"]}
    assert kinds == {"audit", "credit_record"}


def test_c7_the_page_says_if_the_replaced_file_stayed(browser: Browser, contest: Contest, tmp_path: Path) -> None:
    """C7: the same file again takes nothing away; if the connection drops before the old one is removed, both are shown."""
    index = 710_550
    user = contest.participant("replacer")
    team = contest.team(user, index)
    address = f"/teams/{team['facts']['team_id']}"
    first, second = list(files_of(contest, team, index, tmp_path).values())[:2]

    def names() -> list[str]:
        return sorted(piece["file_name"] for piece in user.get(f"/api/v1{address}")["evidence"])

    with desk(browser, contest, "replacer") as page:

        def upload(file: Path, done: str) -> None:
            page.locator("input[type=file]").set_input_files(file)
            page.get_by_role("button", name="上传", exact=True).click()
            page.wait_for_url(f"**/material?done={done}", timeout=60_000)

        page.goto(f"{address}/material/upload?kind=audit")
        if page.locator("#owner_uscc option[value='']").count():
            page.locator("#owner_uscc").select_option(index=1)
        upload(first, "uploaded")
        page.get_by_role("link", name=f"替换 {first.name}").click()
        upload(first, "uploaded")
        assert names() == [first.name]
        page.get_by_role("link", name=f"替换 {first.name}").click()
        page.route("**/evidence/*", lambda route: route.abort())
        upload(second, "uploaded_beside")
        assert names() == sorted([first.name, second.name])
        assert "原文件未能移除" in page.locator(".govuk-notification-banner").inner_text()
        assert page.locator(".govuk-notification-banner--success").count() == 0
        assert faults(page) == []


@pytest.mark.long
def test_c9_a_busy_platform_asks_for_patience_and_submits_once(browser: Browser, contest: Contest) -> None:
    """C8, C9: the page says what is safe and sends the same again by itself; there is one version, as of its first arrival."""
    index = 710_600
    user = contest.participant("patient")
    team = contest.team(user, index)
    contest.submit(user, team, index)
    contest.save(user, team, "overview.industry", "改进后的应用行业说明。")
    address = f"/teams/{team['facts']['team_id']}"
    with desk(browser, contest, "patient") as page:
        page.goto(f"{address}/submission")
        # every registration is away for longer than the gateway waits
        contest.stack.stop("registration-server")
        try:
            page.set_default_timeout(100_000)  # the tests' gateway waits 60 seconds
            page.get_by_role("button", name=re.compile("提交第2版")).click()
            page.get_by_role("heading", name="已到达，正在保存").wait_for()
            arrived = re.search(r"于(.+?)（北京时间）到达", page.locator("main").inner_text())
            assert arrived is not None
            assert faults(page) == []
            screenshot(page, "waiting")
        finally:
            contest.stack.resume("registration-server")
        page.wait_for_url("**/submissions/2/receipt?done=1")
        assert arrived[1] in page.locator(".dasai-receipt").inner_text()
    assert len(user.get(f"/api/v1{address}")["receipts"]) == 2


def test_c7_a_document_is_shown_in_the_page(browser: Browser, contest: Contest, tmp_path: Path) -> None:
    """C7: a PDF is drawn by scripts of this site, under the pages' policy, without any complaint of the browser."""
    index = 710_650
    user = contest.participant("reader-of-files")
    team = contest.team(user, index)
    for piece in contest.plan.synthetic.evidence(index, team["facts"]["lead"]["uscc"])[:1]:
        user.upload(team["facts"]["team_id"], piece)
    with desk(browser, contest, "reader-of-files") as page:
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(f"/teams/{team['facts']['team_id']}/material")
        page.get_by_role("link", name=re.compile("^查看")).first.click()
        canvas = page.locator("canvas").first
        canvas.wait_for()
        until(lambda: "Synthetic" in (canvas.text_content() or ""), "its words are drawn")
        assert complaints == []
        assert faults(page) == []


def chinese_pdf(words: str, encoding: str, codec: str) -> bytes:
    """Return a PDF of one page with Chinese words in a font that it names and does not hold, as old word processors write."""
    text = words.encode(codec).hex().upper()
    font = f"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/{encoding}/DescendantFonts[6 0 R]>>"
    descendant = (
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
        "/DW 1000/FontDescriptor 7 0 R>>"
    )
    descriptor = (
        "<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 -141 1000 859]/ItalicAngle 0/Ascent 859/Descent -141"
        "/CapHeight 683/StemV 91>>"
    )
    return small_pdf("", content=f"BT /F1 24 Tf 40 80 Td <{text}> Tj ET", fonts=(font, descendant, descriptor))


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("GBK-EUC-H", "gbk"),
        pytest.param("GB-EUC-H", "gb2312", marks=pytest.mark.long),
        pytest.param("UniGB-UCS2-H", "utf-16-be", marks=pytest.mark.long),
    ],
)
def test_c7_a_document_with_a_chinese_font_that_it_does_not_hold_is_shown(
    browser: Browser, contest: Contest, encoding: str, codec: str
) -> None:
    """C7: its encoding is known to the page, so that its words are drawn and read out, under the pages' policy."""
    words = "知识产权承诺书"
    login = f"reader-{encoding.lower()}"
    user = contest.participant(login)
    index = 710_660 + len(encoding)
    team = contest.team(user, index)
    piece = contest.plan.synthetic.evidence(index, team["facts"]["lead"]["uscc"])[0]
    user.upload(team["facts"]["team_id"], replace(piece, content=chinese_pdf(words, encoding, codec)))
    with desk(browser, contest, login) as page:
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.goto(f"/teams/{team['facts']['team_id']}/material")
        page.get_by_role("link", name=re.compile("^查看")).first.click()
        canvas = page.locator("canvas[data-drawn]").first
        canvas.wait_for()
        assert canvas.text_content() == words
        inked = canvas.evaluate(
            "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data"
            ".filter((part, place) => place % 4 === 0 && part < 128).length"
        )
        assert inked > 500  # of each character there are strokes on the page
        assert complaints == []


def test_c11_d3_a_supplement_is_answered_and_an_appeal_lodged(visit: Visit, contest: Contest, tmp_path: Path) -> None:
    """C11, D3: a request is answered once, a rejection is appealed once; empty ones are refused at the field."""
    index = 710_700
    user = contest.participant("answerer")
    team = contest.team(user, index)
    contest.submit(user, team, index)
    team_id = team["facts"]["team_id"]
    address = f"/teams/{team_id}"
    reviewer = _reviewer(contest)
    judgements = {"compliance": True, "authenticity": True, "lawfulness": True}

    def assigned() -> bool:
        cases = reviewer.every("/api/v1/cases", "cases", state="assigned")
        return any(case["case_id"] == team_id for case in cases)

    def decide(outcome: str, reason: str, **judged: bool) -> None:
        decision = {"submission_number": 1, "outcome": outcome, "reason": reason, "judgements": judgements | judged}
        reviewer.post(f"/api/v1/cases/{team_id}/decision", decision)

    until(assigned, "the case is assigned", 60)
    decide("supplement", "请补充数据授权文件。")
    until(lambda: user.get(f"/api/v1{address}/supplements")["supplements"], "the team is asked")
    page = visit("/")
    sign_in(page, "answerer")
    page.goto(f"{address}/supplements/1")
    assert "请补充数据授权文件。" in page.locator("main").inner_text()
    page.get_by_role("button", name="提交补充材料").click()
    assert page.locator("#text-error").count() == 1
    file = next(iter(files_of(contest, team, index + 1, tmp_path).values()))
    page.locator("#text").fill("上传前填写的说明。")
    page.get_by_role("button", name="上传文件").click()
    page.get_by_role("button", name="返回补充材料").click()
    assert page.locator("#text").input_value() == "上传前填写的说明。"
    page.get_by_role("button", name="上传文件").click()
    page.get_by_role("button", name="上传", exact=True).click()
    asked = [link.get_attribute("href") for link in page.locator(".govuk-error-summary a").all()]
    assert asked == ["#owner_uscc", "#file"]
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传", exact=True).click()
    assert (
        "请选择材料所属单位。" in page.locator("#owner_uscc-error").inner_text()
    )  # of two organisations none is taken for granted
    page.locator("#owner_uscc").select_option(index=1)
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="上传", exact=True).click()
    page.locator("input[name=files]:checked").wait_for()
    assert page.locator("#text").input_value() == "上传前填写的说明。"
    assert page.locator("input[name=files]:checked").count() == 1
    page.locator("#text").fill("授权文件见附件。")
    screenshot(page, "supplement")
    page.get_by_role("button", name="提交补充材料").click()
    assert "补充材料已提交" in page.locator(".govuk-notification-banner").inner_text()
    answered = user.get(f"/api/v1{address}/supplements")["supplements"][0]
    assert (answered["text"], len(answered["evidence"])) == ("授权文件见附件。", 1)
    assert page.locator("#text").count() == 0

    until(assigned, "the case is open again", 60)
    decide("rejected", "应用案例证明与申报内容不一致。", authenticity=False)
    until(lambda: user.get(f"/api/v1{address}").get("appeal_until"), "the team may appeal")
    page.goto(f"{address}/appeal")
    assert "应用案例证明与申报内容不一致。" in page.locator("main").inner_text()
    page.get_by_role("button", name="提交申诉").click()
    assert page.locator("#reason-error").count() == 1
    page.locator("#reason").fill("证明材料第三页为同一案例。")
    screenshot(page, "appeal")
    page.get_by_role("button", name="提交申诉").click()
    assert "申诉已提交" in page.locator(".govuk-notification-banner").inner_text()
    until(lambda: not user.get(f"/api/v1{address}").get("appeal_until"), "the appeal is known")
    page.goto(f"{address}/appeal")
    assert page.locator("#reason").count() == 0
    for where in (f"{address}/appeal", address):  # whoever comes back reads that it is on its way
        page.goto(where)
        assert "申诉已提交，正在处理" in page.locator("dl").first.inner_text()


def _reviewer(contest: Contest) -> User:
    """Appoint a reviewer of the division, and return the reviewer."""
    host = User(contest.stack.url, Tally(), http=contest.http).sign_in(f"pages-{contest.division}", PASSWORD)
    own = contest.plan.synthetic.organisation(909_000, "public_institution").uscc
    roles = [{"role": "reviewer", "division": contest.division}]
    account = host.invite("page-reviewer", PASSWORD, roles, own)
    appoint(
        lambda: host.put(f"/api/v1/divisions/{contest.division}/reviewers", {"reviewers": [{"account_id": account}]})
    )
    return User(contest.stack.url, Tally(), http=contest.http).sign_in("page-reviewer", PASSWORD)


def test_c4_characters_are_counted_in_a_page_as_in_the_service(browser: Browser, contest: Contest) -> None:
    """C4: invisible characters, blanks around, emoji, powers and tables count alike in both."""
    from chassis.text.visible import visible_length
    from services.registration.declarations.adapters.rich_text import clean, visible

    texts = [
        "数据 要素\u200b\u3000x",
        " a\n\nb ",
        "👩‍💻𠀀",
        "e\u0301\ufe0f\u00ad",
        "\u2800\u3164\u115f",
        "\ufeffa\u0085",
        "",
    ]
    pages = [
        "<p>10<sup>9</sup>和H<sub>2</sub>O，x<sub>i</sub></p>",
        "<table><tbody><tr><td><p>a</p></td><td>b</td></tr></tbody></table>",
        "<ul><li><p>一<br>二</p></li></ul><p>1<sup>st</sup> (a+b)<sup>n+1</sup></p>",
        "<h3>标题</h3><blockquote><p>引<strong>文</strong></p></blockquote>",
    ]
    context = browser.new_context(base_url=contest.stack.url)
    page = context.new_page()
    page.goto("/")
    count = """async ([texts, pages]) => {
      const {visible, whole, wordsOf} = await import("/static/counting.js");
      const words = html => wordsOf(new DOMParser().parseFromString(html, "text/html").body);
      return [texts.map(text => [visible(text), whole(text)]), pages.map(words)];
    }"""
    counted, words = page.evaluate(count, [texts, [clean(each) for each in pages]])
    context.close()
    assert counted == [[visible_length(text), len(text.strip())] for text in texts]
    assert words == [visible(clean(each)) for each in pages]


def test_k1_nobody_elses_project_is_shown(visit: Visit, contest: Contest) -> None:
    """K1: each page of a team's project is a 404 to another account, without the team's name."""
    team = contest.team(contest.participant("keeper-of-drafts"), 710_800)
    contest.participant("stranger-to-drafts")
    page = visit("/")
    sign_in(page, "stranger-to-drafts")
    for path in ("declaration", f"declaration/{BACKGROUND}", "editors", "material", "material/upload", "submission",
                 "submissions", "submissions/0", "submissions/1/receipt", "supplements/1", "appeal"):  # fmt: skip
        answer = page.goto(f"/teams/{team['facts']['team_id']}/{path}")
        assert answer is not None
        assert (path, answer.status) == (path, 404)
        assert team["facts"]["team_name"] not in page.content()

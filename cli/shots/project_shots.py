"""The shots of a team's project: declaration, material, submission and answers to review; and what they show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dasai_client import Refused

from .public_world import ANSWERER, APPELLANT
from .shot import Shot, button, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from cli.demo.client import User

WRITER, SUBMITTER = "writer", "submitter"
_SUPPLEMENT = "/teams/{team_id}/supplements/{number}"
_SECTION = "/teams/{team_id}/declaration/{section}"
_UPLOAD = "/teams/{team_id}/material/upload"
_VERSION = "/teams/{team_id}/submissions/{number}"
RICH = (
    "<p>本项目汇聚<strong>气象、水文</strong>两类数据，覆盖面积达10<sup>4</sup>平方公里。</p><h3>数据来源</h3>"
    "<ul><li>国家气象站</li><li>水文监测站</li></ul>"
    "<table><tr><th>数据</th><th>更新频率</th></tr><tr><td>降水量</td><td>每5分钟</td></tr><tr><td>水位</td><td>每小时</td></tr></table>"
)


def overflow(page: Page) -> None:
    """Write more into the section than it takes, and save."""
    editor = page.locator(".ProseMirror")
    editor.click()
    editor.evaluate("editor => editor.editor.commands.setContent(`<p>${'长'.repeat(6000)}</p>`)")
    button(page, "保存").click()
    page.wait_for_load_state()


def conflict(page: Page) -> None:
    """Save a section from a revision that a teammate has written over."""
    page.locator(".ProseMirror").wait_for()
    page.evaluate("document.querySelector('[name=draft_revision]').value = 0")
    page.locator(".ProseMirror").evaluate("editor => editor.editor.commands.setContent('<p>我写的另一段内容。</p>')")
    page.evaluate("document.querySelector('[name=draft_revision]').value = 0")
    button(page, "保存").click()
    page.wait_for_load_state()


SHOTS = (
    Shot("declaration", "/teams/{writing}/declaration", "/teams/{team_id}/declaration", WRITER),
    Shot("declaration-done", "/teams/{submitted}/declaration", "/teams/{team_id}/declaration", SUBMITTER),
    Shot("section", "/teams/{writing}/declaration/overview.background", _SECTION, WRITER),
    Shot("section-empty", "/teams/{writing}/declaration/value.cases", _SECTION, WRITER),
    Shot("section-too-long", "/teams/{writing}/declaration/value.social", _SECTION, WRITER, act=overflow),
    Shot("section-conflict", "/teams/{writing}/declaration/overview.industry", _SECTION, WRITER, act=conflict),
    Shot("editors", "/teams/{writing}/editors", "/teams/{team_id}/editors", WRITER),
    Shot("kept-text", "/teams/{writing}/kept-texts/{kept}", "/teams/{team_id}/kept-texts/{kept_id}", WRITER),
    Shot("material", "/teams/{writing}/material", "/teams/{team_id}/material", WRITER),
    Shot("material-done", "/teams/{submitted}/material", "/teams/{team_id}/material", SUBMITTER),
    Shot("upload", "/teams/{writing}/material/upload?kind=audit", _UPLOAD, WRITER),
    Shot("upload-refused", "/teams/{writing}/material/upload?kind=audit", _UPLOAD, WRITER, act=press("上传")),
    Shot(
        "file",
        "/teams/{submitted}/material/{file}/view",
        "/teams/{team_id}/material/{material_id}/view",
        SUBMITTER,
        act=lambda page: page.locator("canvas").first.wait_for(),
    ),
    Shot("submission-missing", "/teams/{writing}/submission", "/teams/{team_id}/submission", WRITER),
    Shot("submission", "/teams/{submitted}/submission", "/teams/{team_id}/submission", SUBMITTER),
    Shot("versions", "/teams/{submitted}/submissions", "/teams/{team_id}/submissions", SUBMITTER),
    Shot("version", "/teams/{submitted}/submissions/1", _VERSION, SUBMITTER),
    Shot("version-draft", "/teams/{writing}/submissions/0", _VERSION, WRITER),
    Shot("submission-receipt", "/teams/{submitted}/submissions/1/receipt", f"{_VERSION}/receipt", SUBMITTER),
    Shot("submission-receipt-new", "/teams/{submitted}/submissions/1/receipt?done=1", f"{_VERSION}/receipt", SUBMITTER),
    Shot("supplement", "/teams/{asked}/supplements/1", _SUPPLEMENT, ANSWERER, played=True),
    Shot("supplement-empty", "/teams/{asked}/supplements/1", _SUPPLEMENT, ANSWERER, press("提交补充材料"), played=True),
    Shot("supplement-upload", "/teams/{asked}/material/upload?supplement=1", _UPLOAD, ANSWERER, played=True),
    Shot("me-asked", "/me", "/me", ANSWERER, played=True),
    Shot("appeal", "/teams/{rejected}/appeal", "/teams/{team_id}/appeal", APPELLANT, played=True),
    Shot(
        "appeal-empty", "/teams/{rejected}/appeal", "/teams/{team_id}/appeal", APPELLANT, press("提交申诉"), played=True
    ),
    Shot("team-rejected", "/teams/{rejected}", "/teams/{team_id}", APPELLANT, played=True),
    Shot("appeal-none", "/teams/{submitted}/appeal", "/teams/{team_id}/appeal", SUBMITTER),
)


def prepare(writer: User, writing: str, submitter: User, submitted: str) -> dict[str, str]:
    """Write what the shots show, and return the names that their paths have: a kept text and a file."""
    address = f"/api/v1/teams/{writing}"
    revision = writer.get(address)["draft_revision"]
    _save(writer, address, revision, {"id": "overview.background", "rich": RICH})
    try:
        other = {"id": "overview.background", "text": "同一时间在另一窗口填写的项目背景，未写入草稿。" * 3}
        _save(writer, address, revision - 1, other)
    except Refused as refused:
        if refused.code != "C4_DRAFT_MOVED_ON":
            raise
    kept = writer.get(f"{address}/kept-texts")["kept"][0]["id"]
    files = submitter.get(f"/api/v1/teams/{submitted}/material", page_size=200)["materials"]
    pdf = next(file for file in files if file["media_type"] == "application/pdf")
    return {"kept": kept, "file": pdf["id"]}


def _save(user: User, address: str, revision: int, section: dict[str, Any]) -> None:
    user.put(f"{address}/declaration", {"draft_revision": revision, "sections": [section]})

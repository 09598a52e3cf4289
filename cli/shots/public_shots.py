"""The public's pages and states that `./dasai shots` makes pictures of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.synthetic import small_pdf

from .shot import NEWCOMER, WRITER, Shot, button, click, go_to, press

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PDF = {"name": "合同复印件.pdf", "mimeType": "application/pdf", "buffer": small_pdf("evidence")}
_REPORT = "/reports/new?notice={winners}&team={winner}"


def _refused_report(page: Page) -> None:
    """Send a report without a name, with a file that is taken and one that is not."""
    program = {"name": "setup.exe", "mimeType": "application/octet-stream", "buffer": b"MZ" + bytes(200)}
    page.set_input_files("input[type=file]", [_PDF, program])  # type: ignore[arg-type]
    page.fill("#text", "该项目提交了非参赛单位的材料。")
    _send(page, "提交举报")


def _filed_report(page: Page) -> None:
    """File a report."""
    page.set_input_files("input[type=file]", [_PDF])  # type: ignore[arg-type]
    page.fill("#text", "该项目提交了非参赛单位的材料。")
    page.fill("#real_name", "合成举报人")
    page.select_option("#identity_kind", "passport")
    page.fill("#identity_number", "E12345678")
    page.fill("#contact", "reporter@example.test")
    _send(page, "提交举报")


def _followed_report(page: Page) -> None:
    """File a report and look it up by its tracking code."""
    _filed_report(page)
    _follow(page, "/reports/status")


def _followed_objection(page: Page) -> None:
    """File an objection and look it up by its tracking code."""
    _OBJECT(page)
    _follow(page, "/objections/status")


def _follow(page: Page, path: str) -> None:
    code = page.locator("dd strong").first.inner_text()
    go_to(page, path)
    page.fill("#tracking_code", code)
    _send(page, "查询")


def _send(page: Page, label: str) -> None:
    button(page, label, within="main").click()
    page.wait_for_load_state()


_OBJECT = press("提交异议", text="该项目与往届获奖项目相同。")
_WRONG_CODE = press("查询", tracking_code="wrong")
_OBJECTION = "/notices/{winners}/objection"
PUBLIC_SHOTS = (
    Shot("logo-use", "/logo-use", "/logo-use"),
    Shot("logo-use-refused", "/logo-use", "/logo-use", act=press("查询", text="合")),
    Shot("logo-use-unknown", "/logo-use?text=BZ-2024-9999", "/logo-use"),
    Shot("logo-use-found", "/logo-use?text=合成标识使用单位", "/logo-use", played=True),
    Shot("divisions", "/divisions", "/divisions"),
    Shot("divisions-open", "/divisions?state=open", "/divisions"),
    Shot("division-open", "/divisions/{open}", "/divisions/{code}"),
    Shot("division-topic", "/divisions/{open}", "/divisions/{code}", act=click("#tracks summary")),
    Shot("division-not-applied", "/divisions/650000", "/divisions/{code}"),
    Shot("division-version", "/divisions/{open}/versions/2", "/divisions/{code}/versions/{version}"),
    Shot("tracks", "/tracks", "/tracks"),
    Shot("tracks-topic", "/tracks", "/tracks", act=click("#tracks summary")),
    Shot("track", "/tracks/{running}", "/tracks/{code}"),
    Shot("activities", "/activities", "/activities"),
    Shot("activities-all", "/activities?past=true", "/activities"),
    Shot("activity", "/activities/{briefing}", "/activities/{activity_id}"),
    Shot("activity-form", "/activities/{briefing}", "/activities/{activity_id}", NEWCOMER),
    Shot("activity-refused", "/activities/{briefing}", "/activities/{activity_id}", NEWCOMER, press("确认报名", name=" ")),
    Shot("activity-own", "/activities/{briefing}?done=signed-up", "/activities/{activity_id}", WRITER),
    Shot("activity-cancelled", "/activities/{cancelled}", "/activities/{activity_id}"),
    Shot("help", "/help", "/help"),
    Shot("help-public", "/help/public", "/help/{role}"),
    Shot("help-participants", "/help/participants", "/help/{role}"),
    Shot("objection-status", "/objections/status", "/objections/status"),
    Shot("objection-status-wrong", "/objections/status", "/objections/status", act=_WRONG_CODE, played=True),
    Shot("report-status", "/reports/status", "/reports/status"),
    Shot("certificate", "/certificates/verify", "/certificates/verify"),
    Shot("certificate-wrong", "/certificates/verify", "/certificates/verify", act=press("验证", code="wrong"), played=True),
    Shot("played-home", "/", "/", played=True),
    Shot("division-closed", "/divisions/{played}", "/divisions/{code}", played=True),
    Shot("notices", "/notices", "/notices", played=True),
    Shot("notice-winners", "/notices/{winners}", "/notices/{notice_id}", played=True),
    Shot("notice-finalists", "/notices/{finalists}", "/notices/{notice_id}", played=True),
    Shot("objection", _OBJECTION, "/notices/{notice_id}/objection", played=True),
    Shot("objection-late", "/notices/{finalists}/objection", "/notices/{notice_id}/objection", played=True),
    Shot("objection-refused", _OBJECTION, "/notices/{notice_id}/objection", act=press("提交异议", text=" "), played=True),
    Shot("objection-filed", _OBJECTION, "/notices/{notice_id}/objection", act=_OBJECT, played=True),
    Shot("objection-followed", _OBJECTION, "/notices/{notice_id}/objection", act=_followed_objection, played=True),
    Shot("results", "/results", "/results", played=True),
    Shot("results-found", "/results?q=合成", "/results", played=True),
    Shot("results-not-found", "/results?q=nothing", "/results", played=True),
    Shot("results-division", "/results/divisions/{played}", "/results/divisions/{code}", played=True),
    Shot("ranking-division", "/results/divisions/{played}/{track}", "/results/divisions/{code}/{track}", played=True),
    Shot("ranking-final", "/results/final/{track}", "/results/final/{track}", played=True),
    Shot("ranking-none", "/results/divisions/{open}/{running}", "/results/divisions/{code}/{track}", played=True),
    Shot("report", "/reports/new", "/reports/new"),
    Shot("report-team", _REPORT, "/reports/new", played=True),
    Shot("report-refused", _REPORT, "/reports/new", act=_refused_report, played=True),
    Shot("report-filed", _REPORT, "/reports/new", act=_filed_report, played=True),
    Shot("report-followed", _REPORT, "/reports/new", act=_followed_report, played=True),
)  # fmt: skip

"""Render pages: templates, names of states, times in Beijing."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates

from chassis.edition.current import edition
from chassis.kernel.clock import BEIJING, beijing_en, beijing_zh
from chassis.settings import settings
from gateway.problems import ProblemError

# a path of this site: not `//host`, which a browser takes for another site, and no page that signs in or out
_OWN_PAGE = re.compile(r"/(?!/|sign-|api/)[A-Za-z0-9/_-]{0,200}")
templates = Jinja2Templates(directory=Path(__file__).parent / "templates")

DIVISION_STATES = {
    "": ("尚未申请", "not applied"),
    "applied": ("申请审核中", "applied"),
    "returned": ("申请已退回修改", "returned"),
    "approved": ("已批准，方案待公布", "approved"),
    "published": ("方案已公布，待开放报名", "scheme published"),
    "open": ("报名开放中", "open"),
    "closed": ("报名与提交已截止", "closed"),
}
TEAM_STATES = {
    "registered": ("已报名，尚未提交", "registered, not submitted"),
    "submitted": ("已提交", "submitted"),
    "withdrawn": ("已退出", "withdrawn"),
    "disqualified": ("已取消参赛资格", "disqualified"),
}
SECTION_STATES = {
    "empty": ("未填写", "empty"),
    "short": ("字数不足", "too short"),
    "done": ("已完成", "done"),
}
CONSENT_STATES = {
    "asked": ("尚未答复", "asked, no answer yet"),
    "given": ("已同意参赛", "consented"),
    "declined": ("已拒绝参赛", "declined"),
}
REVIEW_STATES = {
    "": ("等待资格审查", "waiting for review"),
    "passed": ("资格审查通过", "passed review"),
    "returned": ("已退回，请修改后重新提交", "returned: correct and submit again"),
    "supplement": ("需补充材料", "supplementary material requested"),
    "rejected": ("资格审查未通过", "rejected"),
    "reopened": ("正在重新审查，此前的审查决定不再有效", "under review again: the earlier decision no longer counts"),
}
# why review looks at a submission anew, by the word of the contract
REOPENINGS = {
    "new_submission": ("团队提交了新版本", "the team submitted a new version"),
    "supplement_answered": ("已收到补充材料", "the supplementary material has come in"),
    "supplement_lapsed": (
        "补充材料期限已过，将依据现有材料作出决定",
        "the time for supplementary material is over; the decision follows from what there is",
    ),
    "later_finding": ("提交后有新的核查发现", "something was found after the submission"),
    "appeal_granted": ("申诉成立", "the appeal was granted"),
}


def beijing(text: str) -> str:
    """Return an RFC 3339 time as Beijing writes it, with seconds: a deadline may be the last second of a minute.

    Month and day have no leading zero, as official documents write them (GB/T 9704).
    """
    if not text:
        return ""
    local = _local(text)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M:%S}"


def beijing_exact(text: str) -> str:
    """Return the same to the millisecond, which matters at a deadline (rule C9)."""
    return f"{beijing(text)}.{_local(text).microsecond // 1000:03d}" if text else ""


def beijing_english(text: str) -> str:
    """Return an RFC 3339 time as an English text says it, in Beijing time."""
    return f"{_local(text):%Y-%m-%d %H:%M:%S} Beijing time" if text else ""


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(BEIJING)


templates.env.filters |= {
    "beijing": beijing,
    "beijing_exact": beijing_exact,
    "beijing_english": beijing_english,
    "beijing_zh": beijing_zh,
    "beijing_en": beijing_en,
}
templates.env.globals |= {
    "division_states": DIVISION_STATES,
    "team_states": TEAM_STATES,
    "consent_states": CONSENT_STATES,
    "review_states": REVIEW_STATES,
    "reopenings": REOPENINGS,
    "section_states": SECTION_STATES,
}


def render(request: Request, name: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page; each shows the edition and the account, and says so if contest time is not real time."""
    session = getattr(request.state, "session", None)
    rehearsed = settings().clock.now() if settings().clock_file else None
    context = {"edition": edition(), "session": session, "rehearsed": rehearsed, **values}
    return templates.TemplateResponse(request, name, context, status_code=status)


def to_sign_in(request: Request) -> RedirectResponse:
    """Lead to the form for signing in, which leads back to this page; by itself it leads to the account's own."""
    asked = request.url.path
    return RedirectResponse("/sign-in" if asked == "/me" else f"/sign-in?next={quote(asked, safe='')}", 303)


def own_page(address: str) -> str:
    """Return the address of a page of ours to lead to after signing in; `/me` for anything else that was put into the link."""
    return address if _OWN_PAGE.fullmatch(address) else "/me"


def problem_page(request: Request, problem: ProblemError) -> HTMLResponse:
    """Return a problem as a page, with the request's id, by which operators find it."""
    shown = render(request, "problem.html", problem.status, problem=problem, request_id=request.state.request_id)
    shown.headers.update(problem.headers)
    return shown


def form_again(request: Request, form: str, problem: ProblemError, **values: Any) -> HTMLResponse:
    """Return a form again, with the problem and how long to wait if it says so."""
    shown = render(request, form, problem.status, refusal=problem, **values)
    shown.headers.update(problem.headers)
    return shown

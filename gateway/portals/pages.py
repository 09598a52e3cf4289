"""Render pages: templates, names of states, times in Beijing."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from chassis.edition.current import edition
from chassis.kernel.clock import day_en, day_zh, moment_en, moment_zh
from chassis.permissions import of_request
from chassis.settings import settings
from chassis.spreadsheets import columns
from gateway.copies.noted import note_clock, note_end
from gateway.problems import ProblemError, challenge
from gateway.settings import gateway_settings

from . import language, navigation, words
from .deadline_forms import sent_form, wait_of
from .forms import Form, identifier
from .phases import current_phase

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
# the one script inside a page: it says before anything is drawn that scripts run; allowed by its hash
FIRST_SCRIPT = (
    "document.body.className += ' js-enabled'"
    " + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');"
)
POLICY = (
    "default-src 'none'; script-src 'self' 'sha256-"
    + b64encode(hashlib.sha256(FIRST_SCRIPT.encode()).digest()).decode()
    + "'; connect-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'"
    + "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# a path of this site: not `//host`, which a browser takes for another site, and no page that signs in or out
# with a query of plain names and values, as a link to a form names its division
_VALUE = r"[a-z_]{1,40}=[A-Za-z0-9._-]{0,100}"
_OWN_PAGE = re.compile(rf"/(?!/|sign-|api/)[A-Za-z0-9/_-]{{0,200}}(\?{_VALUE}(&{_VALUE}){{0,5}})?")
# GOV.UK Frontend's components as macros of Jinja, beside our own templates (ADR 34)
templates = Jinja2Templates(
    env=Environment(
        loader=ChoiceLoader(
            [
                FileSystemLoader(_HERE / "templates"),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
)
templates.env.globals["first_script"] = Markup(FIRST_SCRIPT)  # noqa: S704 - our own input: a constant

# which field a refusal of a new account is about
OF_NEW_ACCOUNTS = {
    "LOGIN": "login",
    "PASSWORD": "password",
    "K4_PRIVACY_NOTICE": "privacy_notice",
    "EMAIL": "email",
    "MOBILE": "mobile",
}

# what each field that a new account needs is asked for in, if it was left empty
NEEDED_FOR_ACCOUNTS = {
    "login": "sign_up.login_missing",
    "password": "sign_up.password_missing",
    "privacy_notice": "sign_up.agree_missing",
}

DIVISION_STATES = {
    "": ("尚未申请", "Not applied"),
    "applied": ("申请审核中", "Applied"),
    "returned": ("申请已退回修改", "Returned"),
    "approved": ("已批准，方案待公布", "Approved"),
    "published": ("方案已公布，待开放报名", "Scheme published"),
    "open": ("报名开放中", "Open"),
    "closed": ("报名与提交已截止", "Closed"),
}
TEAM_STATES = {
    "registered": ("已报名，尚未提交", "Registered, not submitted"),
    "submitted": ("已提交", "Submitted"),
    "withdrawn": ("已退出", "Withdrawn"),
    "disqualified": ("已取消参赛资格", "Disqualified"),
}
SECTION_STATES = {
    "empty": ("未填写", "Empty"),
    "short": ("字数不足", "Too short"),
    "done": ("已完成", "Done"),
}
CONSENT_STATES = {
    "asked": ("尚未答复", "Asked, no answer yet"),
    "given": ("已同意参赛", "Consented"),
    "declined": ("已拒绝参赛", "Declined"),
}
REVIEW_STATES = {
    "": ("等待资格审查", "Waiting for review"),
    "passed": ("资格审查通过", "Passed review"),
    "returned": ("已退回，请修改后重新提交", "Returned: correct and submit again"),
    "supplement": ("需补充材料", "Supplementary material requested"),
    "rejected": ("资格审查未通过", "Rejected"),
    "reopened": ("正在重新审查，此前的审查决定不再有效", "Under review again: the earlier decision no longer counts"),
}
# why review looks at a submission anew, by the word of the contract
REOPENINGS = {
    "new_submission": ("团队提交了新版本", "The team submitted a new version"),
    "supplement_answered": ("已收到补充材料", "The supplementary material has come in"),
    "supplement_lapsed": (
        "补充材料期限已过，将依据现有材料作出决定",
        "The time for supplementary material is over; the decision follows from what there is",
    ),
    "later_finding": ("提交后有新的核查发现", "Something was found after the submission"),
    "appeal_granted": ("申诉成立", "The appeal was granted"),
}


def moment(at: str | datetime) -> str:
    """Return a time, given as RFC 3339 or an instant, as every page of the language writes it; empty for an empty one."""
    return _moment(at, exact=False)


def in_words(day: date | str) -> str:
    """Return a day, also one given as ISO 8601, as every page of the language writes it."""
    read = date.fromisoformat(day) if isinstance(day, str) else day
    return (day_en if language.current() == "en" else day_zh)(read)


def moment_exact(at: str | datetime) -> str:
    """Return the same to the millisecond, which matters at a deadline (rule C9)."""
    return _moment(at, exact=True)


def _moment(at: str | datetime, *, exact: bool) -> str:
    if not at:
        return ""
    local = at if isinstance(at, datetime) else datetime.fromisoformat(at.replace("Z", "+00:00"))
    return (moment_en if language.current() == "en" else moment_zh)(local, exact=exact)


def period(opens: str, closes: str) -> Markup:
    """Return from when to when something lasts, each given as RFC 3339: the day once if it begins and ends on the same."""
    begin, end = moment(opens), moment(closes)
    day, gap, clock = end.rpartition(" ")
    return words.text("common.period", opens=begin, closes=clock if begin.startswith(day + gap) else end)


def size(count: int) -> str:
    """Return a number of bytes in the unit that people read: 3.2 MB."""
    for unit in ("B", "KB", "MB"):
        if count < 1024:
            break
        count, unit = count / 1024, {"B": "KB", "KB": "MB", "MB": "GB"}[unit]  # type: ignore[assignment]
    return f"{count:.1f}".removesuffix(".0") + f" {unit}"


def safe_form(rich: str) -> Markup:
    """Return rich text as the service keeps it: a few tags without any attribute, so that it needs no escaping (rule C4)."""
    return Markup(rich)  # noqa: S704 - cleaned by services/registration/declarations/adapters/rich_text.py before it is stored


def division(code: str) -> str | Markup:
    """Return what a page calls a division: its official name (J1), on an English page its name in English."""
    unit = edition().division(code)
    return words.said((unit.official_name, unit.name.en))


def member(label: str) -> str | Markup:
    """Return who wrote something, in the page's language, by the label that a team's members have."""
    number = label.removeprefix("成员")
    if number != label and number.isdecimal():
        return words.text("project.member", number=number)
    return words.text("project.former_member")


@cache
def static(name: str) -> str:
    """Return the address of a file of ours that changes with its content, so that browsers may keep it."""
    content = (STATIC / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def column_title(list_name: str, column: str) -> str:
    """Return what the heading of a list says of a column: its Chinese title on a Chinese page, else its name for programs."""
    titles = {each.name: each.zh for each in columns.IMPORTED[list_name]}
    return column if language.current() == "en" else titles.get(column, column)


# elements with nothing but text in them
_ONLY_TEXT = re.compile(r"<(?:option|pre|script|style|textarea|title)\b")
# with the word behind it, which is not broken either
_QUOTED = re.compile("“[^“”]*”(?:大赛)?")


def _is_marked_up(shown: str, place: int) -> bool:
    """Return True if elements may be put around what is at a place of a page: it is in no tag, and in no field's text."""
    opened = shown.rfind("<", 0, place)
    return opened < shown.rfind(">", 0, place) and _ONLY_TEXT.match(shown, opened) is None


def _with_whole(shown: str, quoted: str) -> str:
    """Return a page in which no line breaks within a text, wherever a reader sees it."""
    parts, copied, place = [], 0, shown.find(quoted)
    while place >= 0:
        end = place + len(quoted)
        if _is_marked_up(shown, place):
            parts += [shown[copied:place], f'<span class="dasai-whole">{quoted}</span>']
            copied = end
        place = shown.find(quoted, end)
    return "".join([*parts, shown[copied:]])


def with_whole_names(part: Markup) -> Markup:
    """Return a part of a page in which no line breaks within what the contest's name has in quotes (rule J1).

    A browser may break a line before `×`. What is copied from the page is the name alone, which has no joiner in it.
    """
    shown = str(part)
    for quoted in {each for name in (edition().name.zh, edition().name.en) for each in _QUOTED.findall(name)}:
        shown = _with_whole(shown, quoted)
    return Markup(shown)  # noqa: S704 - our own page, rendered before


# a cell of a table that only says that there is nothing, and one that has only times
_CELL = r'(<td class="govuk-table__cell)((?: [^"]*)?"[^>]*>)'
_EMPTY_CELL = re.compile(rf"{_CELL}(?=\s*—\s*</td>)")
_TIME_CELL = re.compile(rf"{_CELL}(?=\s*[0-9]{{4}}年[0-9年月日至:. ]+\s*</td>)")


def with_marked_cells(part: Markup) -> Markup:
    """Return a part of a page with marks on table cells that only say that there is nothing, and on those that have only times.

    A phone leaves the first out; in the second no line breaks within a day, however narrow the column is.
    """
    marked = _EMPTY_CELL.sub(r"\1 dasai-nothing\2", str(part))
    return Markup(_TIME_CELL.sub(r"\1 dasai-times\2", marked))  # noqa: S704 - our own page, rendered before


# the list of a form's errors, the lines in it, and the field that a line leads to
_ERRORS = re.compile(r'(?<=<ul class="govuk-list govuk-error-summary__list">).*?(?=</ul>)', re.DOTALL)
_ERROR = re.compile(r"<li>.*?</li>", re.DOTALL)
_LEADS_TO = re.compile(r'href="#([^"]+)"')


def with_errors_in_order(part: Markup) -> Markup:
    """Return a part of a page whose summary of errors lists them in the order in which their fields stand in the part.

    Refusals come in the order in which they were found. An error that leads to no field comes after those that do.
    """
    shown = str(part)
    places = {match[1]: match.start() for match in re.finditer(r' id="([^"]+)"', shown)}

    def place(line: str) -> int:
        leads_to = _LEADS_TO.search(line)
        return places.get(leads_to[1], len(shown)) if leads_to else len(shown)

    def in_order(summary: re.Match[str]) -> str:
        return "\n".join(sorted(_ERROR.findall(summary[0]), key=place))

    return Markup(_ERRORS.sub(in_order, shown))  # noqa: S704 - our own page, rendered before


# what a page writes of a value depends on its language, so a filter must not be folded while the template is compiled
def _at_run_time(function: Callable[..., Any]) -> Callable[..., Any]:
    @pass_context
    def filtered(_: Context, *values: Any, **named: Any) -> Any:
        return function(*values, **named)

    return filtered


templates.env.filters |= {
    "day": _at_run_time(in_words),
    "division": _at_run_time(division),
    "moment": _at_run_time(moment),
    "moment_exact": _at_run_time(moment_exact),
    "said": _at_run_time(words.said),
    "in_chinese": _at_run_time(language.in_chinese),
    "language_attribute": _at_run_time(language.language_attribute),
    "member": _at_run_time(member),
    "rule": _at_run_time(words.rule),
    "safe_form": safe_form,
    "field_id": identifier,
    "size": size,
    "with_marked_cells": with_marked_cells,
    "with_errors_in_order": with_errors_in_order,
    "with_whole_names": _at_run_time(with_whole_names),
}
templates.env.globals |= {
    "t": words.text,
    "period": period,
    "url": language.url,
    "static": static,
    "column_title": _at_run_time(column_title),
    "division_states": DIVISION_STATES,
    "team_states": TEAM_STATES,
    "consent_states": CONSENT_STATES,
    "review_states": REVIEW_STATES,
    "reopenings": REOPENINGS,
    "section_states": SECTION_STATES,
}


def render(request: Request, name: str, status: int = 200, *, part: str = "", **values: Any) -> HTMLResponse:
    """Return a page in the language of its address; each shows the edition and the account, and says so in a rehearsal.

    `part` is the block of the template that is the answer if htmx asks for the page's part, with the page's title before it;
    without scripts it is the whole page.
    """
    shown_in = language.of_request(request.state)
    problem = values.get("problem") or values.get("refusal") or getattr(values.get("form"), "problem", None)
    if problem is not None:
        request.state.refused = problem.code  # for the log
    partial = (
        bool(part)
        and request.headers.get("hx-request") == "true"
        and "hx-history-restore-request" not in request.headers
    )
    with language.Rendering(shown_in):
        context = {**_common(request, shown_in, status), "part": part if partial else "", **values}
        shown = templates.TemplateResponse(request, name, context, status_code=status)
    shown.headers["Content-Security-Policy"] = POLICY
    shown.headers["Content-Language"] = language.TAGS[shown_in]
    if part:
        shown.headers["Vary"] = "HX-Request"
    return shown


def _common(request: Request, shown_in: language.Language, status: int) -> dict[str, Any]:
    """Return what the layout of every page shows."""
    session = getattr(request.state, "session", None)
    path = request.url.path
    own = session if session is not None and not session.pending else None
    phase = current_phase()
    note_end(phase.until)
    if settings().clock_file:
        note_clock()  # a rehearsal says what time it is
    return {
        "edition": edition(),
        "session": session,
        # there may be one, but accounts did not say: then the page offers neither to sign in nor to sign out
        "session_unknown": getattr(request.state, "session_unknown", False),
        "rehearsed": settings().clock.now() if settings().clock_file else None,
        "language": shown_in,
        "page_language": language.TAGS[shown_in],
        "other_address": _other_address(request, shown_in, status),
        "homes": navigation.homes_of(own.actor) if own else [],
        "unread": getattr(request.state, "unread", 0),
        "navigation": [(item, item.is_current(path)) for item in navigation.items_for(own.actor if own else None)],
        "phase": phase,
        "site": gateway_settings(),
    }


def _other_address(request: Request, shown_in: language.Language, status: int) -> str:
    """Return the address of the same page in the other language: of the form's own page if this one answers to a form."""
    other: language.Language = "zh" if shown_in == "en" else "en"
    path, query = request.url.path, request.url.query
    if of_request("GET", path) is None or status == 404:
        return language.address("/", other)
    # a query may hold what the next page takes once, but then the page was no plain answer
    asked = f"?{query}" if query and request.method == "GET" and status == 200 else ""
    return f"{language.address(path, other)}{asked}"


def to_sign_in(request: Request) -> RedirectResponse:
    """Lead to the form for signing in, which leads back to this page; by itself it leads to the account's own."""
    return RedirectResponse(leading_back("/sign-in", request), 303)


def leading_back(page: str, request: Request) -> str:
    """Return the address of a page that leads back to this one; by itself it leads to the account's own."""
    asked = request.url.path
    if request.url.query and own_page(f"{asked}?{request.url.query}") != "/me":
        asked += f"?{request.url.query}"
    return page if asked == "/me" else f"{page}?next={quote(asked, safe='')}"


def own_page(address: str) -> str:
    """Return the address of a page of ours to lead to after signing in; `/me` for anything else that was put into the link."""
    return address if _OWN_PAGE.fullmatch(address) else "/me"


def in_language(path: str, request: Request) -> str:
    """Return the address of one of our pages in the language of this request, for what leads back to it from elsewhere."""
    return language.address(path, language.of_request(request.state))


# the statuses of problems whose page says more than that the request can't be handled
_EXPLAINED = frozenset({401, 403, 404, 405, 409, 413, 422, 429, 500, 503})


def problem_page(request: Request, problem: ProblemError) -> HTMLResponse:
    """Return a problem as a page: what happened, what to do, and the request's id, by which operators find it."""
    known = str(problem.status) if problem.status in _EXPLAINED else "other"
    values = {"problem": problem, "known": known, "request_id": request.state.request_id}
    shown = render(request, "problem.html", problem.status, **values)
    shown.headers.update({**challenge(problem), **problem.headers})
    return shown


def form_again(
    request: Request,
    template: str,
    problem: ProblemError,
    *,
    given: Mapping[str, Any] | None = None,
    fields: Mapping[str, str] | None = None,
    codes: Mapping[str, str] | None = None,
    texts: Mapping[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """Return a form again with what was given, each refusal at its field, and how long to wait if the problem says so.

    `fields` and `codes` say which field a refusal is about, `texts` which text is shown instead of its own (`forms.Form`). Raises
    the problem if the form is about a deadline and the platform is busy: then the page that waits is shown (rule C9).
    """
    if wait_of(problem) and sent_form(request) is not None:
        raise problem
    form = Form(given or {}, problem, fields or {}, codes or {}, texts or {})
    shown = render(request, template, problem.status, form=form, **values)
    shown.headers.update(problem.headers)
    return shown

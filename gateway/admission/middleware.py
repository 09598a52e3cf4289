"""The outermost middleware, in plain ASGI: it stamps a request's arrival before anything else takes time, and limits its body."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers

from chassis.kernel.clock import Clock
from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import Code, Kind, Term, refusal_of
from gateway.problems import MEDIA_TYPE, ProblemError, language_headers, language_of, wants_page

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# characters that databases or UTF-8 can't hold
_ILLEGAL = re.compile("[\x00\ud800-\udfff]")
_TRACEPARENT = re.compile(rb"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")

TOO_LARGE = Code(
    "BODY_TOO_LARGE",
    Kind.INVALID,
    "请求内容超过{limit}字节，请缩小后重试。",
    "The body has more than {limit} bytes: send less.",
)
NOT_JSON = Code(
    "BODY_NOT_JSON",
    Kind.INVALID,
    "请求内容不是有效的JSON（UTF-8）：{why}。",
    "The body is not valid JSON in UTF-8: {why}.",
)
TOO_DEEP = Code(
    "BODY_TOO_DEEP", Kind.INVALID, "JSON嵌套超过{limit}层。", "The JSON is nested deeper than {limit} levels."
)
TOO_MANY = Code(
    "BODY_TOO_MANY_PARTS",
    Kind.INVALID,
    "JSON超过{limit}项，请分批提交。",
    "The JSON has more than {limit} parts: send them in several requests.",
)
NOT_FORM = Code(
    "BODY_NOT_FORM",
    Kind.INVALID,
    "表单内容有误：{why}。",
    "The form is not valid: {why}.",
)
WRONG_TYPE = Code("BODY_WRONG_TYPE", Kind.INVALID, "请以{wanted}格式提交。", "Send {wanted}.")
TOO_SLOW = Code(
    "BODY_TOO_SLOW",
    Kind.INVALID,
    "请求内容在{seconds}秒内未传完，请检查网络后重试。",
    "The body did not arrive within {seconds} seconds: check the connection and try again.",
)
_POLICY = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# for a year browsers ask this host and those below it over TLS only
_TLS_ONLY = b"max-age=31536000; includeSubDomains"
# many small parts take far more time to read than their size suggests
_MAX_PARTS = 200_000
# the most fields of a form, as many as the framework reads: empty ones too, which it would walk through one by one
_MAX_FIELDS = 1_000
_MULTIPART = b"multipart/form-data;"
# bodies that are read as they arrive, with limits of their own: uploads of material, and of evidence of reports
_STREAMED = {
    b"application/offset+octet-stream": re.compile(r"/api/v1/(?:teams/[^/]+/material|material-uploads/[^/]+)"),
    b"application/octet-stream": re.compile(r"/api/v1/report-evidence"),
    # forms of pages with files (gateway/form_with_files.py)
    b"multipart/form-data": re.compile(r"/reports/new|/teams/[^/]+/material|/staff/(invitations/import|imports/[^/]+)"),
}
# where a request's state has the problem of its body, if a page is to say so
BODY_PROBLEM = "body_problem"
_JSON, _FORM = b"application/json", b"application/x-www-form-urlencoded"


def security_headers(*, tls: bool) -> list[tuple[bytes, bytes]]:
    """Return the headers by which browsers show an answer as it is meant and nowhere else; `tls` says that all is over TLS."""
    return [
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"no-referrer"),
        (b"content-security-policy", _POLICY),
        *([(b"strict-transport-security", _TLS_ONLY)] if tls else []),
    ]


class Stamp:
    """Middleware that sets a request's id, arrival in contest time and trace; it adds the id and security headers to answers."""

    def __init__(self, app: App, clock: Clock, *, tls: bool = False) -> None:
        self._app, self._clock = app, clock
        self._headers = security_headers(tls=tls)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identifier = new_id()
        headers = dict(scope["headers"])
        trace = headers.get(b"traceparent", b"")
        if not _TRACEPARENT.fullmatch(trace):
            trace = f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01".encode()
        scope.setdefault("state", {}).update(
            request_id=identifier, arrived_at=self._clock.now(), traceparent=trace.decode()
        )

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                names = {name.lower() for name, _ in headers}
                own_caching = b"cache-control" in names
                message["headers"] = [
                    *headers,
                    # the answer may be for this caller only, so no cache may keep it unless it says so itself
                    *([] if own_caching else [(b"cache-control", b"no-store")]),
                    (b"x-request-id", identifier.encode()),
                    # a page that needs another policy sets its own
                    *((name, value) for name, value in self._headers if name not in names),
                ]
            await send(message)

        await self._app(scope, receive, sending)


class LimitBody:
    """Middleware that reads the whole body within its limits, and refuses all but JSON and, for pages, plain forms."""

    def __init__(self, app: App, *, max_bytes: int, max_depth: int, seconds: float) -> None:
        self._app, self._max_bytes, self._max_depth, self._seconds = app, max_bytes, max_depth, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS") or is_streamed(scope):
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._seconds):
                body = await self._read(scope, receive)
            if body:
                self._check(scope, body)
        except TimeoutError:
            await self._refuse(_problem(408, TOO_SLOW, seconds=f"{self._seconds:g}"), scope, send)
            return
        except ProblemError as problem:
            await self._refuse(problem, scope, send)
            return
        scope["state"]["body"] = body
        replayed = False

        async def replay() -> Message:
            nonlocal replayed
            if replayed:
                return await receive()
            replayed = True
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, replay, send)

    async def _refuse(self, problem: ProblemError, scope: Scope, send: Send) -> None:
        """Answer with the problem; a browser's page of it is left to `Authenticate`, for it shows who is signed in."""
        if not wants_page(scope["path"], Headers(scope=scope)):
            await send_problem(problem, scope, send)
            return
        scope["state"][BODY_PROBLEM] = problem
        await self._app(scope, _empty_body, send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes:
        stated = dict(scope["headers"]).get(b"content-length", b"")
        if stated.isdigit() and int(stated) > self._max_bytes:
            raise self._too_large()
        parts, size = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ProblemError(400, "CLIENT_GONE", "连接已断开。", "The client left.")
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > self._max_bytes:
                raise self._too_large()
            if not message.get("more_body", False):
                return b"".join(parts)

    def _too_large(self) -> ProblemError:
        return _problem(413, TOO_LARGE, limit=str(self._max_bytes))

    def _check(self, scope: Scope, body: bytes) -> None:
        # pages take plain forms only, because a multipart form may name any encoding for its fields
        expected = _JSON if scope["path"].startswith("/api/") else _FORM
        kind = dict(scope["headers"]).get(b"content-type", b"").split(b";")[0].strip().lower()
        if kind != expected:
            raise _problem(415, WRONG_TYPE, wanted=expected.decode())
        if expected == _JSON:
            check_json(body, self._max_depth)
        else:
            check_form(body)


async def _empty_body() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def is_streamed(scope: Scope) -> bool:
    kind = dict(scope["headers"]).get(b"content-type", b"").strip().lower()
    if kind.startswith(_MULTIPART):
        kind = kind.partition(b";")[0].strip()
    return kind in _STREAMED and _STREAMED[kind].fullmatch(scope["path"]) is not None


def check_form(body: bytes) -> None:
    """Refuse a form with too many fields, or with a NUL; bytes that are not UTF-8 the framework replaces."""
    if body.count(b"&") >= _MAX_FIELDS:
        raise _problem(
            400, NOT_FORM, why=Term("fields", f"超过{_MAX_FIELDS}个字段", f"it has more than {_MAX_FIELDS} fields")
        )
    if b"\0" in body or b"%00" in body:
        raise _problem(400, NOT_FORM, why=Term("NUL", "含有非法字符", "it has a NUL"))


def check_json(body: bytes, max_depth: int) -> None:
    """Refuse a body that is not strict JSON in UTF-8: bad syntax, NaN, repeated keys, lone surrogates, NUL, too many levels."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise _problem(400, NOT_JSON, why=Term("UTF-8", "不是UTF-8文本", "not UTF-8")) from None
    if sum(map(body.count, (b",", b"[", b"{"))) > _MAX_PARTS:
        raise _problem(400, TOO_MANY, limit=str(_MAX_PARTS))
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_constant)
    except RecursionError:  # far deeper than our limit
        raise _problem(400, TOO_DEEP, limit=str(max_depth)) from None
    except ValueError as error:
        raise _problem(400, NOT_JSON, why=_why_no_json(error, text)) from None
    _check_nesting(value, max_depth, max_depth)


def _why_no_json(error: ValueError, text: str) -> Term:
    if isinstance(error, _NotStrictError):
        return error.why
    if not text.strip():
        return Term("syntax", "内容为空", "nothing was sent")
    if isinstance(error, json.JSONDecodeError):
        line, character = error.lineno, error.colno
        return Term("syntax", f"第{line}行第{character}个字符处有误", f"line {line}, character {character}")
    return Term("syntax", "数字过长", "a number is too long")


class _NotStrictError(ValueError):
    """JSON that Python accepts and the gateway refuses."""

    def __init__(self, why: Term) -> None:
        super().__init__(why.fact)
        self.why = why


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _NotStrictError(Term("a key is repeated", "有重复的键", "a key is repeated"))
    return members


def _constant(name: str) -> Any:
    fact = f"{name} is no JSON number"
    raise _NotStrictError(Term(fact, f"{name}不是JSON中的数", fact))


def _check_nesting(value: Any, levels: int, max_depth: int) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, list | dict):
        if levels == 0:
            raise _problem(400, TOO_DEEP, limit=str(max_depth))
        if isinstance(value, dict):
            for key in value:
                _check_text(key)
        for member in value.values() if isinstance(value, dict) else value:
            _check_nesting(member, levels - 1, max_depth)


def _check_text(text: str) -> None:
    if _ILLEGAL.search(text):
        raise _problem(400, NOT_JSON, why=Term("NUL or a lone surrogate", "含有非法字符", "NUL or a lone surrogate"))


def _problem(status: int, code: Code, **facts: Any) -> ProblemError:
    refusal = refusal_of(code, **facts)
    return ProblemError(status, code.name, refusal.zh, refusal.en, facts=refusal.facts)


async def send_problem(problem: ProblemError, scope: Scope, send: Send) -> None:
    """Answer a request with a problem, from outside the application, and note its code for the log."""
    scope["state"]["refused"] = problem.code
    language = language_of(Headers(scope=scope))
    body = json.dumps(problem.body(scope["state"]["request_id"], language), ensure_ascii=False).encode()
    headers = {"Content-Type": MEDIA_TYPE, "Content-Length": str(len(body)), **language_headers(language)}
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": problem.status, "headers": raw})
    await send({"type": "http.response.body", "body": body})

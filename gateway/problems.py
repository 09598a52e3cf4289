"""RFC 9457 problems: refusals and errors as answers, with Chinese and English for people and a stable code for programs."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import grpc
from dasai.common.v1.refusal_pb2 import FaultCount
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.routing import iter_route_contexts
from google.rpc import error_details_pb2, status_pb2
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import MAX_FAULTS, Code, FieldFault, Kind, Refusal
from chassis.permissions import of_request
from chassis.refusals import FIELDS_INVALID, INTERNAL, NOT_FOUND, STORAGE_FULL, TOO_MANY_TRIES, UNAVAILABLE
from chassis.rpc.status import MAX_FIELD, cut
from chassis.telemetry import log

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 2
_UNAUTHENTICATED = 401
CHINESE, ENGLISH = "zh-CN", "en"
_RULE = re.compile(r"^([A-Z][0-9]{1,2})_")
_QUALITY = re.compile(r"q ?= ?(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")

METHOD_NOT_ALLOWED = Code(
    "METHOD_NOT_ALLOWED",
    Kind.INVALID,
    "该地址不支持此操作，可用的方法：{allowed}。",
    "This address does not take that method, but: {allowed}.",
)
HTTP_ERROR = Code("HTTP_ERROR", Kind.INVALID, "请求无法处理。", "The request can't be handled.")

_STATUS_OF_KIND = {
    Kind.INVALID: 422,
    Kind.NOT_FOUND: 404,
    Kind.REFUSED: 409,
    Kind.CONFLICT: 409,
    Kind.FORBIDDEN: 403,
    Kind.UNAUTHENTICATED: 401,
    Kind.UNAVAILABLE: 503,
}
_STATUS_OF_CODE = {
    "TOO_MANY_TRIES": 429,
    # a service's own word on what is away, which says how to go on without it
    "SIGN_ON_PROVIDER_AWAY": 503,
    "C7_TOO_LARGE": 413,
    "C7_TOTAL_TOO_LARGE": 413,
    "C7_UPLOAD_ENDED": 410,
    "K3_DOSSIER_ENDED": 410,
}
_STATUS_OF_RPC = {
    grpc.StatusCode.INVALID_ARGUMENT: 422,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.FAILED_PRECONDITION: 409,
    grpc.StatusCode.ABORTED: 409,
    grpc.StatusCode.ALREADY_EXISTS: 409,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.UNAUTHENTICATED: 401,
}
# a name that a program gives to a field, with no more digits than an address or a kind has
_FIELD_NAME = re.compile(r"[a-z]{1,30}(?:_[a-z]{1,30}){0,5}[0-9]?")
_BOUND = re.compile(r"\{(\w+)\}")
# pydantic's types of errors in Chinese, with the bounds that its context names; any other type gets a general sentence
_CHINESE = {
    "missing": "缺少此字段。",
    "extra_forbidden": "没有这个字段或参数，或者重复出现，请删除，或核对名称。",
    "string_type": "应为文本。",
    "int_type": "应为整数。",
    "bool_type": "应为true或false。",
    "list_type": "应为列表。",
    "dict_type": "应为对象。",
    "model_attributes_type": "应为对象。",
    "string_too_long": "内容过长，至多{max_length}字。",
    "string_too_short": "内容过短，至少{min_length}字。",
    "too_short": "项数过少，至少{min_length}项。",
    "too_long": "项数过多，至多{max_length}项。",
    "datetime_from_date_parsing": "不是有效的日期时间。",
    "timezone_aware": "日期时间须带时区。",
    "moment": "时间须为RFC 3339格式的文本，并带时区，例如2024-05-31T23:59:59+08:00。",
    "string_pattern_mismatch": "格式不符。",
    "greater_than_equal": "数值过小，应不小于{ge}。",
    "less_than_equal": "数值过大，应不大于{le}。",
    "int_parsing": "应为整数。",
    "json_invalid": "不是有效的JSON。",
    "unseen": "第{place}个字符无法显示，请删除（从其他软件粘贴时常会带入）。",
    "uscc": "统一社会信用代码不符合GB 32100校验规则，请核对。",
    "team": "不是团队编号，请核对。",
    "interest": "既不是团队编号，也不是有效的统一社会信用代码，请核对。",
}

# pydantic's words of what people typed in plainer ones
_ENGLISH = {
    "string_too_short": "Too short: at least {min_length} characters.",
    "string_too_long": "Too long: at most {max_length} characters.",
}

_PATTERNS = {
    "^[0-9]{6}$": ("应为6位数字代码，例如110000。", "A code of six digits, for example 110000."),
    "^([0-9]{6})?$": ("应为6位数字代码，例如110000。", "A code of six digits, for example 110000."),
    "^[0-9a-f]{64}$": ("应为SHA-256值，即64位十六进制数。", "A SHA-256: 64 hexadecimal digits."),
    "^[0-9a-f]{128}$": ("应为128位十六进制数。", "128 hexadecimal digits."),
    "^[0-9a-f-]{36}$": ("应为平台给出的编号，请核对。", "An identifier as Dasai gave it: check it."),
}


class ProblemError(Exception):
    """A problem that ends the request: the answer."""

    def __init__(
        self,
        status: int,
        code: str,
        zh: str,
        en: str,
        *,
        facts: dict[str, str] | None = None,
        faults: Sequence[FieldFault] = (),
        fault_count: int = 0,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.zh, self.en = status, code, zh, en
        self.facts, self.headers = facts or {}, headers or {}
        # the first faults, and how many there are
        self.faults, self.fault_count = list(faults[:MAX_FAULTS]), max(fault_count, len(faults))
        # the paths of fields that a form asks for; nothing else is said of these
        self.asked: frozenset[str] = frozenset()
        # further members of the body, which the caller needs to continue
        self.extra: dict[str, Any] = {}

    @classmethod
    def of(cls, refusal: Refusal) -> ProblemError:
        """Return the problem for a refusal that the gateway raised itself."""
        retry = {}
        if refusal.code.kind is Kind.UNAVAILABLE:
            retry["Retry-After"] = refusal.facts.get("seconds", str(RETRY_AFTER_SECONDS))
        return cls(
            _STATUS_OF_CODE.get(refusal.code.name, _STATUS_OF_KIND[refusal.code.kind]),
            refusal.code.name,
            refusal.zh,
            refusal.en,
            facts=refusal.facts,
            faults=refusal.faults,
            headers=retry,
        )

    @classmethod
    def of_rpc(cls, code: grpc.StatusCode, status: status_pb2.Status | None) -> ProblemError:
        """Return the problem for a service's rich status; without our details in it the service is unavailable."""
        info, texts, faults, count = None, {}, [], 0
        for detail in status.details if status is not None else ():
            if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
                info = error_details_pb2.ErrorInfo.FromString(detail.value)
            elif detail.Is(error_details_pb2.LocalizedMessage.DESCRIPTOR):
                message = error_details_pb2.LocalizedMessage.FromString(detail.value)
                texts[message.locale] = message.message
            elif detail.Is(error_details_pb2.BadRequest.DESCRIPTOR):
                bad = error_details_pb2.BadRequest.FromString(detail.value)
                faults = [
                    FieldFault(violation.field, violation.localized_message.message, violation.description)
                    for violation in bad.field_violations
                ]
            elif detail.Is(FaultCount.DESCRIPTOR):
                count = FaultCount.FromString(detail.value).total
        if info is not None and info.reason == STORAGE_FULL.name:
            return cls.of(Refusal(STORAGE_FULL))
        if info is not None and info.reason == TOO_MANY_TRIES.name:
            return cls.of(Refusal(TOO_MANY_TRIES, dict(info.metadata)))
        if info is None or (code not in _STATUS_OF_RPC and info.reason not in _STATUS_OF_CODE):
            return cls.of(Refusal(UNAVAILABLE))
        return cls(
            _STATUS_OF_CODE.get(info.reason) or _STATUS_OF_RPC[code],
            info.reason,
            texts.get("zh-CN", ""),
            texts.get("en", ""),
            facts=dict(info.metadata),
            faults=faults,
            fault_count=count,
        )

    def body(self, instance: str, language: str = CHINESE) -> dict[str, Any]:
        """Return the problem's JSON; `instance` is the request's id, by which operators find it in the logs.

        `language` is that of `detail`; what is said in both languages has members of its own.
        """
        return {
            "type": f"urn:dasai:problem:{self.code}",
            "title": title(self.code),
            "status": self.status,
            "code": self.code,
            "detail": self.en if language == ENGLISH else self.zh,
            "detail_zh": self.zh,
            "detail_en": self.en,
            "facts": self.facts,
            "faults": [{"field": fault.field, "zh": fault.zh, "en": fault.en} for fault in self.faults],
            "fault_count": self.fault_count,
            "instance": f"urn:uuid:{instance}",
            **self.extra,
        }


def title(code: str) -> str:
    """Return a code in words, with its rule if it names one: the title of every problem of its type (RFC 9457).

    `B5_REPRESENTATIVE_IN_ANOTHER_TEAM` is “Representative in another team (rule B5)”.
    """
    rule, words = _RULE.match(code), _RULE.sub("", code)
    said = words.replace("_", " ").capitalize()
    return f"{said} (rule {rule[1]})" if rule is not None else said


def language_of(headers: Headers) -> str:
    """Return the language in which a client reads, of the two that there are: Chinese unless it prefers English.

    `*` is what it says of those that it does not name.
    """
    weights: dict[str, float] = {}
    for part in headers.get("accept-language", "").split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        language = next(
            (known for known in (CHINESE, ENGLISH, "*") if name.split("-")[0] == known.split("-")[0].lower()), ""
        )
        if language:
            weights[language] = max(weights.get(language, 0.0), _weight(parameters))
    chinese, english = (weights.get(language, weights.get("*", 0.0)) for language in (CHINESE, ENGLISH))
    return ENGLISH if english > chinese else CHINESE


def _weight(parameters: Sequence[str]) -> float:
    """Return how much a client wants what it names in a header, 0 to 1."""
    for parameter in parameters:
        match = _QUALITY.fullmatch(parameter)
        if match is not None:
            return float(match[1])
    return 1.0


def language_headers(language: str) -> dict[str, str]:
    """Return the headers of a problem that say in which language its detail is, and that another request gets another."""
    return {"Content-Language": language, "Vary": "Accept-Language"}


def answer(problem: ProblemError, request: Request) -> JSONResponse:
    """Return the problem as a response, and note its code for the log."""
    request.state.refused = problem.code
    instance = getattr(request.state, "request_id", "") or new_id()
    language = language_of(request.headers)
    headers = {**language_headers(language), **challenge(problem), **problem.headers}
    return JSONResponse(problem.body(instance, language), problem.status, headers=headers, media_type=MEDIA_TYPE)


def challenge(problem: ProblemError) -> dict[str, str]:
    """Return the header that says how to sign in, with every 401 (RFC 9110)."""
    return {"WWW-Authenticate": "Bearer"} if problem.status == _UNAUTHENTICATED else {}


def of_validation(error: RequestValidationError) -> ProblemError:
    """Return a problem that names the first MAX_FAULTS faulty fields, counts all, and never shows the value that was sent."""
    errors = error.errors()
    problem = ProblemError.of(Refusal(FIELDS_INVALID, faults=tuple(map(_fault, errors[:MAX_FAULTS]))))
    problem.fault_count = len(errors)
    return problem


def _fault(error: Any) -> FieldFault:
    """Return one of pydantic's errors as the fault of its field."""
    path = list(error["loc"])
    where = "body"
    if path and path[0] in ("body", "query", "path", "header"):
        where = str(path.pop(0))  # where it stands in the request; further in the same word is a field's name
    if error["type"] == "extra_forbidden" and path and not _FIELD_NAME.fullmatch(str(path[-1])):
        path.pop()  # the name was typed too: it may be anything, an identity number too (rule K4)
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
    zh, en = _CHINESE.get(error["type"], "填写有误。"), str(error["msg"])
    if error["type"] == "extra_forbidden":
        en = "No such field or parameter, or it is given twice: remove it, or check its name."
    if error["type"] == "string_pattern_mismatch":
        zh, en = _PATTERNS.get(error["ctx"]["pattern"], (zh, en))
    if error["type"] in _ENGLISH:
        en = _ENGLISH[error["type"]].format(**error["ctx"])
    if error["type"] == "string_too_short" and error["ctx"]["min_length"] == 1:
        zh, en = "此项不能为空，请填写。", "Fill this in."
    zh = _BOUND.sub(lambda match: str(error.get("ctx", {}).get(match[1], "")), zh)
    if error["type"] in ("enum", "literal_error"):
        zh = f"不是可选的值，可选：{error['ctx']['expected'].replace(' or ', '、').replace(', ', '、')}。"
    return FieldFault(cut(field, MAX_FIELD) or where, zh, en if error["type"] != "value_error" else "Not valid.")


def allowed_methods(request: Request) -> list[str]:
    """Return the other methods that the address of a request takes, by all routes that it has; of a folder of files, reading."""
    methods = {
        method
        for route in iter_route_contexts(request.app.routes)
        if route.path_regex is not None and route.path_regex.match(request.url.path)
        for method in route.methods or ()
    }
    if "GET" in methods:
        methods.add("HEAD")  # `HeadAsGet`
    return sorted(methods - {request.method}) or ["GET", "HEAD"]


def _without_slash(request: Request) -> str:
    """Return the address of the page that was asked for with a slash behind it; empty if there is none such."""
    path = request.url.path
    bare = path.rstrip("/")
    is_page = bare != path and not path.startswith("/api/") and request.method == "GET"
    if not is_page or of_request("GET", bare) is None:
        return ""
    return f"{bare}?{request.url.query}" if request.url.query else bare


def _is_of_page(request: Request) -> bool:
    """Return True if a page was asked for: the table of permissions has it, or the browser wants one at an address of none."""
    path = request.url.path
    if path.startswith("/api/"):
        return False
    return of_request(request.method, path) is not None or wants_page(path, request.headers)


def wants_page(path: str, headers: Headers) -> bool:
    """Return True if a browser asks for a page, so that a refusal is to be one too, also where no route has been reached yet."""
    return not path.startswith("/api/") and "text/html" in headers.get("accept", "")


Page = Callable[[Request, ProblemError], Response]


Offer = Callable[[Request, "ProblemError"], Awaitable[Response | None]]


def install(app: FastAPI, page: Page | None = None, offer: Offer | None = None) -> None:
    """Answer every error of the app with a problem.

    `page` shows it where somebody reads pages; `offer` adds to it what makes up for a platform that is busy (rule C9).
    """

    def respond(request: Request, problem: ProblemError) -> Response:
        request.state.refused = problem.code
        return page(request, problem) if page is not None and _is_of_page(request) else answer(problem, request)

    @app.exception_handler(ProblemError)
    async def _problem(request: Request, error: ProblemError) -> Response:
        instead = await offer(request, error) if offer is not None else None
        return instead or respond(request, error)

    @app.exception_handler(Refusal)
    async def _refusal(request: Request, error: Refusal) -> Response:
        return await _problem(request, ProblemError.of(error))

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> Response:
        return respond(request, of_validation(error))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            page_itself = _without_slash(request)
            if page_itself:
                return RedirectResponse(page_itself, 307)
            problem = ProblemError.of(Refusal(NOT_FOUND, {"what": "address"}))
        else:
            headers = dict(error.headers or {})
            if error.status_code == 405:
                headers["Allow"] = ", ".join(allowed_methods(request))
            allowed = {"allowed": headers.get("Allow", "")}
            refusal = Refusal(METHOD_NOT_ALLOWED, allowed) if error.status_code == 405 else Refusal(HTTP_ERROR)
            problem = ProblemError(
                error.status_code, refusal.code.name, refusal.zh, refusal.en, facts=refusal.facts, headers=headers
            )
        return respond(request, problem)

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, error: Exception) -> Response:
        request_id = getattr(request.state, "request_id", "")
        log("gateway").error("request failed", error=type(error).__name__, request=request_id)
        return respond(request, ProblemError(500, INTERNAL.name, INTERNAL.zh, INTERNAL.en))

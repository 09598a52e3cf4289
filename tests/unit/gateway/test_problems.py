"""Refusals and errors as problems."""

from __future__ import annotations

import re

import grpc
import httpx
import pytest
from dasai.registration.v1 import divisions_pb2, divisions_pb2_grpc
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError

from chassis.actor import Actor, Grant, Role
from chassis.kernel.refusal import MAX_FAULTS, Code, FieldFault, Kind, Refusal
from chassis.rpc.status import MAX_FACT, MAX_FIELD, METADATA_BYTES, to_status
from gateway.api.registration import editions
from gateway.auth.cookies import SESSION
from gateway.problems import ProblemError, of_validation
from gateway.rpc import call, channel
from tests.unit.gateway.running import ALL_ROLES, Gateway

LONG = "𠮷" * 9_000
STATUSES = {
    Kind.INVALID: 422,
    Kind.NOT_FOUND: 404,
    Kind.REFUSED: 409,
    Kind.CONFLICT: 409,
    Kind.FORBIDDEN: 403,
    Kind.UNAUTHENTICATED: 401,
    Kind.UNAVAILABLE: 503,
}


@pytest.mark.parametrize("kind", list(Kind))
def test_a_services_refusal_is_returned_whole(gateway: Gateway, kind: Kind) -> None:
    """Through real gRPC: the status follows the kind; code, texts, facts and faults are those of the rule."""
    code = Code("B4_TOO_MANY_REPRESENTATIVES", kind, "代表最多{most}名。", "At most {most} representatives.")

    def refuse(_: str) -> None:
        raise Refusal(code, {"most": "5"}, (FieldFault("representatives", "过多", "too many"),))

    gateway.divisions.answer = refuse
    gateway.patience(2)
    answer = gateway.get("/api/v1/divisions/110000")
    assert answer.status_code == STATUSES[kind]
    assert answer.headers["content-type"] == "application/problem+json"
    instance = f"urn:uuid:{answer.headers['x-request-id']}"
    if kind is Kind.UNAVAILABLE:  # nothing was decided: the client repeats any command
        assert (answer.json()["code"], answer.headers["retry-after"]) == ("UNAVAILABLE", "2")
        return
    assert answer.json() == {
        "type": "urn:dasai:problem:B4_TOO_MANY_REPRESENTATIVES",
        "title": "Too many representatives (rule B4)",
        "status": STATUSES[kind],
        "code": "B4_TOO_MANY_REPRESENTATIVES",
        "detail": "代表最多5名。",
        "detail_zh": "代表最多5名。",
        "detail_en": "At most 5 representatives.",
        "facts": {"most": "5"},
        "faults": [{"field": "representatives", "zh": "过多", "en": "too many"}],
        "fault_count": 1,
        "instance": instance,
    }


def test_an_error_in_a_service_is_unavailable_and_shows_no_text(gateway: Gateway) -> None:
    """The text of an unexpected exception is not returned."""

    def fail(_: str) -> None:
        raise RuntimeError("110199199001010010")

    gateway.divisions.answer = fail
    answer = gateway.get("/api/v1/divisions/110000")
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")
    assert "110199199001010010" not in answer.text


def test_an_error_in_the_gateway_is_a_500_without_its_text(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """The problem has the request's id and no traceback."""
    gateway.divisions.answer = lambda code: gateway.divisions  # type: ignore[assignment,return-value]  # not a message
    gateway.patience(1)
    assert gateway.get("/api/v1/divisions/110000").status_code == 503  # an error of the server
    monkeypatch.setattr(editions, "edition", lambda: 1 // 0)
    answer = gateway.get("/api/v1/edition")
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
    assert answer.json()["instance"].startswith("urn:uuid:")
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "NOT_FOUND"),
        ("GET", "/api/v1/divisions/11", 422, "FIELDS_INVALID"),
        ("GET", "/api/v1/divisions?page_size=many", 422, "FIELDS_INVALID"),
        ("DELETE", "/api/v1/edition", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/api/v1/teams", 401, "K1_UNAUTHENTICATED"),
    ],
)
def test_wrong_addresses_are_problems(gateway: Gateway, method: str, path: str, status: int, code: str) -> None:
    """Unknown, malformed, with the wrong method, or not for the public."""
    answer = gateway.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_wrong_method_and_a_wrong_form_are_told_what_is_right(gateway: Gateway) -> None:
    """The methods of the address, and the form of the value, in both languages."""
    problem = gateway.request("DELETE", "/api/v1/edition").json()
    assert (problem["facts"], problem["detail"]) == (
        {"allowed": "GET, HEAD"},
        "该地址不支持此操作，可用的方法：GET, HEAD。",
    )
    (fault,) = gateway.get("/api/v1/divisions/11").json()["faults"]
    assert (fault["zh"], fault["en"]) == ("应为6位数字代码，例如110000。", "A code of six digits, for example 110000.")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/v1/teams/team-1/declaration", "GET, HEAD, PUT"),
        ("PUT", "/api/v1/teams/team-1/material", "GET, HEAD, OPTIONS, POST"),
        ("PUT", "/api/v1/material-uploads/upload-1", "DELETE, GET, HEAD, OPTIONS, PATCH, POST"),
        # without a method that it stands for, POST is no method of an upload
        ("POST", "/api/v1/material-uploads/upload-1", "DELETE, GET, HEAD, OPTIONS, PATCH"),
        ("DELETE", "/static/vendor/dasai.css", "GET, HEAD"),
    ],
)
def test_a_wrong_method_is_told_all_that_are_right(gateway: Gateway, method: str, path: str, allowed: str) -> None:
    """RFC 9110: `Allow` names every method of the address, whichever routes have them."""
    answer = gateway.request(method, path, headers=ALL_ROLES)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert answer.json()["facts"] == {"allowed": allowed}


def test_k1_whoever_is_not_signed_in_is_told_how(gateway: Gateway) -> None:
    """RFC 9110: every 401 names the scheme; nothing else does."""
    assert gateway.get("/api/v1/teams").headers["www-authenticate"] == "Bearer"
    assert gateway.get("/api/v1/teams", authorization="Bearer wrong").headers["www-authenticate"] == "Bearer"
    assert "www-authenticate" not in gateway.get("/api/v1/nothing").headers


@pytest.mark.parametrize(
    ("query", "field"),
    [("statee=open", "statee"), ("page_size=1&page_size=2", "page_size"), ("11010119900101001X=1", "query")],
)
def test_a_parameter_that_an_operation_lacks_is_refused(gateway: Gateway, query: str, field: str) -> None:
    """A mistyped filter would list everything; a name that may be anything is not repeated (K4)."""
    answer = gateway.request("GET", f"/api/v1/teams?{query}", headers=ALL_ROLES)
    assert (answer.status_code, answer.json()["code"]) == (422, "FIELDS_INVALID")
    assert [fault["field"] for fault in answer.json()["faults"]] == [field]


@pytest.mark.parametrize("header", ["If-Match", "If-Unmodified-Since"])
def test_a_command_under_a_condition_that_nobody_judges_is_not_done(gateway: Gateway, header: str) -> None:
    """RFC 9110: a condition that does not hold must not be passed over; reading has none."""
    conditional = ALL_ROLES | {header: '"7"'}
    answer = gateway.request("POST", "/api/v1/messages/reading", headers=conditional)
    assert (answer.status_code, answer.json()["code"]) == (412, "CONDITION_UNKNOWN")
    assert answer.json()["facts"] == {"header": header}
    assert gateway.request("GET", "/api/v1/edition", headers=conditional).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "zh-CN"),
        ("", "zh-CN"),
        ("en", "en"),
        ("en-GB, zh;q=0.5", "en"),
        ("EN ; Q=0.3", "en"),
        ("zh-TW, en;q=0.9", "zh-CN"),
        ("fr, en;q=0.2", "en"),
        ("fr", "zh-CN"),
        ("en;q=0", "zh-CN"),
        ("en;q=nonsense", "en"),
        ("*", "zh-CN"),
        ("en;q=0.5, zh", "zh-CN"),
        ("*;q=0.5, zh;q=0", "en"),
        ("*;q=0.5, en;q=0", "zh-CN"),
        ("*, zh;q=0.2", "en"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/teams"])
def test_the_detail_is_in_the_language_that_the_client_reads(
    gateway: Gateway, path: str, accepted: str | None, language: str
) -> None:
    """K5: Chinese unless English is preferred; both are there, and caches are told what the answer depends on."""
    answer = gateway.get(path, **({} if accepted is None else {"accept-language": accepted}))
    problem = answer.json()
    assert problem["detail"] == problem["detail_en" if language == "en" else "detail_zh"]
    assert problem["detail_zh"] != problem["detail_en"]
    assert (answer.headers["content-language"], answer.headers["vary"]) == (language, "Accept-Language")


def test_problems_from_outside_the_application_are_in_that_language_too(gateway: Gateway) -> None:
    """K5: a body that is no JSON is refused before any route, a strange host before that."""
    headers = {"accept-language": "en", "content-type": "application/json"}
    answer = gateway.request("POST", "/api/v1/teams", content=b"{", headers=headers)
    assert (answer.status_code, answer.headers["content-language"]) == (400, "en")
    assert answer.json()["detail"] == answer.json()["detail_en"]
    answer = gateway.request("GET", "/api/v1/edition", headers={"host": "elsewhere.example", "accept-language": "en"})
    assert (answer.status_code, answer.headers["content-language"]) == (421, "en")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("B5_REPRESENTATIVE_IN_ANOTHER_TEAM", "Representative in another team (rule B5)"),
        ("UNAVAILABLE", "Unavailable"),
        ("C10_TOO_LATE", "Too late (rule C10)"),
        ("HTTP_ERROR", "Http error"),
    ],
)
def test_a_type_has_one_title(code: str, words: str) -> None:
    """RFC 9457: the title is the same for every problem of a type, whatever its facts."""
    titles = {
        ProblemError(409, code, zh, zh).body("1", language)["title"] for zh in "ab" for language in ("en", "zh-CN")
    }
    assert titles == {words}


def test_a_browser_gets_a_page(gateway: Gateway) -> None:
    """K5: a browser on a wrong address gets a page in Chinese and English, a program gets the problem."""
    page = gateway.get("/nothing", accept="text/html,application/xhtml+xml")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert '<html lang="zh-CN"' in page.text
    assert "没有找到所请求的内容" in page.text
    assert page.headers["x-request-id"] in page.text
    assert gateway.get("/nothing", accept="*/*").json()["code"] == "NOT_FOUND"
    assert gateway.get("/api/v1/nothing", accept="text/html").json()["code"] == "NOT_FOUND"


def test_every_faulty_field_is_named_in_both_languages_without_its_value() -> None:
    """Each field is named by its path in the body."""
    errors = [
        {"loc": ("body", "lead", "uscc"), "type": "string_type", "msg": "Input should be a valid string", "input": 7},
        {"loc": ("body", "representatives", 0, "name"), "type": "missing", "msg": "Field required", "input": {}},
        {"loc": ("body",), "type": "value_error", "msg": "Value error, 'secret' is wrong", "input": "secret"},
    ]
    problem = of_validation(RequestValidationError(errors))
    assert [(fault.field, fault.zh, fault.en) for fault in problem.faults] == [
        ("lead.uscc", "应为文本。", "Input should be a valid string"),
        ("representatives[0].name", "缺少此字段。", "Field required"),
        ("body", "填写有误。", "Not valid."),
    ]


@pytest.mark.parametrize("name", ["body", "query", "path", "header"])
def test_a_field_that_is_called_as_a_part_of_the_request_keeps_its_name(name: str) -> None:
    """Only the beginning of a place says in which part of the request it is."""
    extra = {"loc": ("body", name), "type": "extra_forbidden", "msg": "Extra inputs are not permitted", "input": "x"}
    parameter = {"loc": ("query", name), "type": "missing", "msg": "Field required", "input": None}
    problem = of_validation(RequestValidationError([extra, parameter]))
    assert [(fault.field, fault.zh) for fault in problem.faults] == [
        (name, "没有这个字段或参数，或者重复出现，请删除，或核对名称。"),
        (name, "缺少此字段。"),
    ]


class Bounded(BaseModel):
    """A body with each kind of bound."""

    short: str = Field(min_length=10)
    long: str = Field(max_length=3)
    few: list[int] = Field(min_length=1)
    many: list[int] = Field(max_length=2)
    small: int = Field(ge=1)
    large: int = Field(le=336)


def test_a_fault_of_a_bound_says_the_bound_in_chinese() -> None:
    """Whoever is refused knows how much would do."""
    with pytest.raises(ValidationError) as caught:
        Bounded.model_validate({"short": "x", "long": "xxxx", "few": [], "many": [1, 2, 3], "small": 0, "large": 337})
    problem = of_validation(RequestValidationError(caught.value.errors()))
    assert {fault.field: fault.zh for fault in problem.faults} == {
        "short": "内容过短，至少10字。",
        "long": "内容过长，至多3字。",
        "few": "项数过少，至少1项。",
        "many": "项数过多，至多2项。",
        "small": "数值过小，应不小于1。",
        "large": "数值过大，应不大于336。",
    }


def test_a_body_with_thousands_of_faults_is_answered_briefly() -> None:
    """The answer names a limited number of faults, each with a limited name."""
    errors = [{"loc": ("body", f"{n}" * 500), "type": "missing", "msg": "no", "input": 1} for n in range(5000)]
    problem = of_validation(RequestValidationError(errors))
    assert (len(problem.faults), problem.fault_count) == (MAX_FAULTS, 5000)
    assert max(len(fault.field) for fault in problem.faults) == MAX_FIELD


def worst(count: int) -> Refusal:
    """Return a refusal with so many faults, each of the longest name and texts, in characters of four bytes."""
    code = Code("C4_WORST", Kind.INVALID, "{first}{second}", "{first}{second}")
    faults = tuple(FieldFault(f"{n}".ljust(300, "𠮷"), LONG, LONG) for n in range(count))
    return Refusal(code, {"first": LONG, "second": LONG}, faults)


@pytest.mark.parametrize("count", [1, 50, MAX_FAULTS, MAX_FAULTS + 1, 20_000])
def test_a_refusal_with_many_long_faults_is_returned_with_the_first_and_their_count(
    gateway: Gateway, count: int
) -> None:
    """Through real gRPC: the first hundred faults and their number, never a 500 or 503."""

    def refuse(_: str) -> None:
        raise worst(count)

    gateway.divisions.answer = refuse
    gateway.patience(20)  # to make 20,000 faults takes seconds beside other work
    answer = gateway.get("/api/v1/divisions/110000")
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["fault_count"]) == (422, "C4_WORST", count)
    shown = [fault["field"].split("𠮷")[0] for fault in problem["faults"]]
    assert shown == [str(n) for n in range(min(count, MAX_FAULTS))]
    assert (len(problem["facts"]["first"]), problem["facts"]["first"][-2:]) == (MAX_FACT, "𠮷…")


def test_the_largest_refusal_leaves_half_of_the_room_in_the_metadata() -> None:
    """Base64 makes a third more of it; then there is still room for what gRPC adds."""
    ((_, details),) = to_status(worst(20_000)).trailing_metadata
    assert len(details) < METADATA_BYTES * 0.5


def test_k1_an_account_with_four_hundred_roles_may_call(gateway: Gateway) -> None:
    """The metadata of a call has the same room: so many roles make a token of over 8 KiB."""
    grants = frozenset(Grant(role, f"{n}") for role in Role for n in range(110_000, 110_050))
    stub = divisions_pb2_grpc.DivisionsStub

    async def steps(_: httpx.AsyncClient) -> None:
        request = Request({"type": "http", "headers": []})
        request.state.actor = Actor("a", grants)
        request.state.arrived_at = gateway.clock.now()
        request.state.request_id, request.state.traceparent = "1", ""
        message = divisions_pb2.GetDivisionRequest(division_code="110000")
        await call(stub(channel("registration")).GetDivision, message, request)

    gateway.run(steps)
    (seen,) = gateway.divisions.seen
    assert seen.actor.grants == grants


@pytest.mark.parametrize("code", [status for status in grpc.StatusCode if status is not grpc.StatusCode.OK])
def test_a_status_without_our_details_is_unavailable(code: grpc.StatusCode) -> None:
    """Every status of gRPC itself becomes 503, to be repeated."""
    problem = ProblemError.of_rpc(code, None)
    assert (problem.status, problem.code, problem.headers) == (503, "UNAVAILABLE", {"Retry-After": "2"})


def test_too_many_tries_is_429_with_its_wait() -> None:
    """It has a status of its own, not that of its kind."""
    refusal = Refusal(
        Code("TOO_MANY_TRIES", Kind.UNAVAILABLE, "请{seconds}秒后再试", "in {seconds} s"), {"seconds": "41"}
    )
    problem = ProblemError.of(refusal)
    assert (problem.status, problem.headers, problem.en) == (429, {"Retry-After": "41"}, "in 41 s")


def test_every_code_of_the_gateway_has_both_texts() -> None:
    """K5: Chinese and English, for each code that its modules define."""
    import gateway.admission.address
    import gateway.admission.heads
    import gateway.admission.middleware
    import gateway.auth.middleware
    import gateway.problems
    import gateway.rpc
    import gateway.throttle

    modules = (
        gateway.problems,
        gateway.rpc,
        gateway.admission.address,
        gateway.admission.heads,
        gateway.admission.middleware,
        gateway.throttle,
        gateway.auth.middleware,
    )
    codes = {value.name: value for module in modules for value in vars(module).values() if isinstance(value, Code)}
    assert len(codes) > 10
    for code in codes.values():
        assert re.search("[\u4e00-\u9fff]", code.zh), code.name
        assert code.en.isascii(), code.name
        assert code.name == code.name.upper()


BROWSER = {"accept": "text/html,*/*;q=0.8", "sec-fetch-site": "same-origin"}
FORM = {**BROWSER, "content-type": "application/x-www-form-urlencoded"}
SIGNED_IN = {"cookie": f"{SESSION}=all-roles"}


@pytest.mark.parametrize(
    ("path", "content", "headers", "status", "words"),
    [
        ("/sign-in", b"login=%00", FORM, 400, "表单内容有误"),
        ("/sign-in", b"login=" + b"x" * 3_000_000, FORM, 413, "内容过大"),
        ("/sign-in", b"{}", {**BROWSER, "content-type": "application/json"}, 415, "请求无法处理"),
        ("/teams/new", b"a=1", {**FORM, **SIGNED_IN, "sec-fetch-site": "cross-site"}, 403, "无权办理"),
    ],
)
def test_a_browser_reads_a_page_also_of_what_no_route_was_reached_for(
    gateway: Gateway, path: str, content: bytes, headers: dict[str, str], status: int, words: str
) -> None:
    """A refused body, and a request of another site, are told to people as a page and to programs as JSON."""
    answer = gateway.request("POST", path, content=content, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert words in answer.text
    program = gateway.request("POST", path, content=content, headers={**headers, "accept": "*/*"})
    assert (program.status_code, program.headers["content-type"]) == (status, "application/problem+json")


def test_a_refused_form_still_shows_who_is_signed_in(gateway: Gateway) -> None:
    """A body that is too large does not make its sender look signed out."""
    answer = gateway.request("POST", "/teams/new", content=b"a=%00", headers={**FORM, **SIGNED_IN})
    assert (answer.status_code, "账号：somebody" in answer.text) == (400, True)


def test_a_page_says_that_accounts_is_away(gateway: Gateway) -> None:
    """Who can't be recognised for the moment reads so on a page."""
    gateway.patience(0.2)
    gateway.stop()
    answer = gateway.request("GET", "/me", headers={**BROWSER, **SIGNED_IN})
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "系统繁忙或正在维护" in answer.text


def test_a_form_that_was_sent_signed_out_can_be_sent_again(gateway: Gateway) -> None:
    """K1: nothing is lost: the page stays, so that the browser sends the form again after signing in in another tab."""
    for path in ("/teams/new", "/teams/00000000-0000-4000-8000-000000000001/representatives/new", "/messages/reading"):
        answer = gateway.request("POST", path, content=b"a=1", headers=FORM)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), path
        assert "本次填写的内容尚未提交" in answer.text
        assert '<a class="govuk-link" href="/sign-in" target="_blank">' in answer.text
        english = gateway.request("POST", f"/en{path}", content=b"a=1", headers=FORM)
        assert 'href="/en/sign-in" target="_blank"' in english.text


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/messages"), ("GET", "/teams/1/editors"), ("POST", "/teams/1/editors/a")]
)
def test_a_part_of_a_page_is_never_replaced_by_the_form_for_signing_in(
    gateway: Gateway, method: str, path: str
) -> None:
    """A page that asks for its part again after the session has ended is refused, and stays as it is."""
    part = {"hx-request": "true", "accept": "*/*", "sec-fetch-site": "same-origin"}
    asked = part if method == "GET" else {**part, "content-type": FORM["content-type"]}
    answer = gateway.request(method, path, headers=asked)
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    if method == "GET":
        assert gateway.request("GET", path, headers=BROWSER).status_code == 303

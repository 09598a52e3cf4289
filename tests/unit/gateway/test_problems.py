"""Refusals and errors as problems."""

from __future__ import annotations

import re

import grpc
import httpx
import pytest
from dasai.registration.v1 import divisions_pb2, divisions_pb2_grpc
from fastapi import Request
from fastapi.exceptions import RequestValidationError

from chassis.actor import Actor, Grant, Role
from chassis.edition.current import edition
from chassis.kernel.refusal import MAX_FAULTS, Code, FieldFault, Kind, Refusal
from chassis.rpc.status import MAX_FACT, MAX_FIELD, METADATA_BYTES, to_status
from gateway.portals.pages import templates
from gateway.problems import ProblemError, of_validation
from gateway.rpc import call, channel
from tests.unit.gateway.running import Gateway

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
        "title": "代表最多5名。",
        "status": STATUSES[kind],
        "code": "B4_TOO_MANY_REPRESENTATIVES",
        "detail": "代表最多5名。",
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


def test_an_error_in_the_gateway_is_a_500_without_its_text(gateway: Gateway) -> None:
    """The problem has the request's id and no traceback."""
    gateway.divisions.answer = lambda code: gateway.divisions  # type: ignore[assignment,return-value]  # not a message
    gateway.patience(1)
    assert gateway.get("/api/v1/divisions/110000").status_code == 503  # an error of the server
    answer = gateway.request("GET", "/api/v1/accounts/me", headers={"authorization": "Bearer x"})  # no database here
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
    assert (problem["facts"], problem["title"]) == ({"allowed": "GET"}, "该地址不支持此操作，可用的方法：GET。")
    (fault,) = gateway.get("/api/v1/divisions/11").json()["faults"]
    assert (fault["zh"], fault["en"]) == ("应为6位数字代码，例如110000。", "A code of six digits, for example 110000.")


def test_a_browser_gets_a_page(gateway: Gateway) -> None:
    """K5: a browser on a wrong address gets a page in Chinese and English, a program gets the problem."""
    page = gateway.get("/nothing", accept="text/html,application/xhtml+xml")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert '<html lang="zh-CN">' in page.text
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
    gateway.patience(2)
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


def test_a_browser_is_told_how_many_faults_there_are() -> None:
    """K5: the page of a refusal with more faults than it shows says so."""

    def page(count: int) -> str:
        values = {"problem": ProblemError.of(worst(count)), "edition": edition(), "session": None, "request_id": "1"}
        return templates.get_template("problem.html").render(request=Request({"type": "http"}), **values)

    assert "共250处，以上为前100处。" in page(250)
    assert "250 in all; the first 100 are shown." in page(250)
    assert "以上为前" not in page(MAX_FAULTS)


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

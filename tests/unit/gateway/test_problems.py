"""How the gateway says no."""

from __future__ import annotations

import re

import grpc
import pytest
from fastapi.exceptions import RequestValidationError

from chassis.kernel.refusal import Code, FieldFault, Kind, Refusal
from gateway.problems import MAX_FAULTS, MAX_FIELD, ProblemError, of_validation
from tests.unit.gateway.running import Gateway

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
def test_a_services_refusal_arrives_whole(gateway: Gateway, kind: Kind) -> None:
    """Through real gRPC: status by kind; code, texts, facts and faults as the rule gave them."""
    code = Code("B4_TOO_MANY_REPRESENTATIVES", kind, "代表最多{most}名。", "At most {most} representatives.")

    def refuse(_: str) -> None:
        raise Refusal(code, {"most": "5"}, (FieldFault("representatives", "过多", "too many"),))

    gateway.divisions.answer = refuse
    gateway.patience(2)
    answer = gateway.get("/api/v1/divisions/110000")
    assert answer.status_code == STATUSES[kind]
    assert answer.headers["content-type"] == "application/problem+json"
    instance = f"urn:uuid:{answer.headers['x-request-id']}"
    if kind is Kind.UNAVAILABLE:  # nothing was decided: the client repeats, whatever it was
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
        "instance": instance,
    }


def test_a_fault_in_a_service_is_unavailable_and_tells_nothing(gateway: Gateway) -> None:
    """An unexpected exception's words stay where they were."""

    def fail(_: str) -> None:
        raise RuntimeError("110199199001010010")

    gateway.divisions.answer = fail
    answer = gateway.get("/api/v1/divisions/110000")
    assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")
    assert "110199199001010010" not in answer.text


def test_a_fault_in_the_gateway_is_a_500_without_words(gateway: Gateway) -> None:
    """An answer that can't be rendered: a problem with the request's id, no trace."""
    gateway.divisions.answer = lambda code: gateway.divisions  # type: ignore[assignment,return-value]  # no message
    gateway.patience(1)
    assert gateway.get("/api/v1/divisions/110000").status_code == 503  # the server's own fault
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
    """Unknown, malformed, by the wrong method, or not for the public."""
    answer = gateway.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_who_reads_pages_gets_a_page(gateway: Gateway) -> None:
    """K5: a browser on a wrong address reads words in Chinese and English; a program there gets the problem."""
    page = gateway.get("/nothing", accept="text/html,application/xhtml+xml")
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert '<html lang="zh-CN">' in page.text
    assert "没有找到所请求的内容" in page.text
    assert page.headers["x-request-id"] in page.text
    assert gateway.get("/nothing", accept="*/*").json()["code"] == "NOT_FOUND"
    assert gateway.get("/api/v1/nothing", accept="text/html").json()["code"] == "NOT_FOUND"


def test_every_fault_is_named_in_both_languages_and_no_value_repeated() -> None:
    """The address of each field as its writer knows it."""
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
    """What is wrong with it can't be made larger than it was."""
    errors = [{"loc": ("body", f"{n}" * 500), "type": "extra_forbidden", "msg": "no", "input": 1} for n in range(5000)]
    faults = of_validation(RequestValidationError(errors)).faults
    assert (len(faults), max(len(fault.field) for fault in faults)) == (MAX_FAULTS, MAX_FIELD)


@pytest.mark.parametrize("code", [one for one in grpc.StatusCode if one is not grpc.StatusCode.OK])
def test_a_status_that_no_rule_gave_is_a_part_that_is_away(code: grpc.StatusCode) -> None:
    """Whatever gRPC itself reports: 503, repeat."""
    problem = ProblemError.of_rpc(code, None)
    assert (problem.status, problem.code, problem.headers) == (503, "UNAVAILABLE", {"Retry-After": "2"})


def test_too_many_tries_is_429_with_its_wait() -> None:
    """The one status that no kind has."""
    refusal = Refusal(
        Code("TOO_MANY_TRIES", Kind.UNAVAILABLE, "请{seconds}秒后再试", "in {seconds} s"), {"seconds": "41"}
    )
    problem = ProblemError.of(refusal)
    assert (problem.status, problem.headers, problem.en) == (429, {"Retry-After": "41"}, "in 41 s")


def test_every_code_of_the_gateway_has_both_texts() -> None:
    """K5: Chinese and English, for each code that its modules define."""
    import gateway.admission.middleware
    import gateway.auth.accounts
    import gateway.auth.middleware
    import gateway.auth.passwords
    import gateway.problems
    import gateway.rpc

    modules = (
        gateway.problems,
        gateway.rpc,
        gateway.admission.middleware,
        gateway.auth.accounts,
        gateway.auth.middleware,
        gateway.auth.passwords,
    )
    codes = {value.name: value for module in modules for value in vars(module).values() if isinstance(value, Code)}
    assert len(codes) > 10
    for code in codes.values():
        assert re.search("[\u4e00-\u9fff]", code.zh), code.name
        assert code.en.isascii(), code.name
        assert code.name == code.name.upper()

"""Wrong input: a 4xx that names the field, never a 500."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.service.gateway.conftest import Api

pytestmark = pytest.mark.parts
JSON = {"Content-Type": "application/json"}


def _send(api: Api, method: str, path: str, content: bytes, **headers: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {api.participant.token}"} | JSON | headers
    return httpx.request(method, api.stack.url + path, content=content, headers=headers, timeout=30)


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 400, "BODY_NOT_JSON"),
        (b"\xff\xfe", 400, "BODY_NOT_JSON"),
        (b'{"login": NaN}', 400, "BODY_NOT_JSON"),
        (b'{"login": "a", "login": "b"}', 400, "BODY_NOT_JSON"),
        (b'{"login": "a\\u0000"}', 400, "BODY_NOT_JSON"),
        (b'{"login": "\\ud800"}', 400, "BODY_NOT_JSON"),
        (b"[" * 40 + b"]" * 40, 400, "BODY_TOO_DEEP"),
        (b" " * (2 * 1024 * 1024 + 1), 413, "BODY_TOO_LARGE"),
        (b"[]", 422, "FIELDS_INVALID"),
        (b"", 422, "FIELDS_INVALID"),
    ],
)
def test_a_body_that_is_too_large_too_deep_or_not_json_is_refused(
    api: Api, content: bytes, status: int, code: str
) -> None:
    """Each is refused with a code of its own before any handler reads it."""
    answer = _send(api, "POST", "/api/v1/accounts", content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_chunked_body_without_length_is_limited_too(api: Api) -> None:
    """The limit holds while the body is read, without a header that states its length."""

    def endless() -> Any:
        for _ in range(300):
            yield b" " * 10_000

    answer = httpx.post(f"{api.stack.url}/api/v1/accounts", content=endless(), headers=JSON, timeout=30)
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")


def test_another_content_type_is_refused(api: Api) -> None:
    """JSON must be declared as JSON."""
    answer = _send(api, "POST", "/api/v1/accounts", b"{}", **{"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json()["code"]) == (415, "BODY_WRONG_TYPE")


def test_unknown_fields_and_wrong_types_are_named(api: Api) -> None:
    """The answer names every faulty field in Chinese and English, and repeats no value."""
    body = api.team(50) | {"colour": "red", "declared_true": "yes"}
    body["representatives"][0]["identity_kind"] = "library card"
    answer = _send(api, "POST", "/api/v1/teams", json.dumps(body).encode())
    assert answer.status_code == 422
    fields = {fault["field"] for fault in answer.json()["faults"]}
    assert fields == {"colour", "declared_true", "representatives[0].identity_kind"}
    assert "library card" not in answer.text


def test_unknown_addresses_methods_and_tokens(api: Api) -> None:
    """404, 405 and 401 are problems too."""
    assert _send(api, "POST", "/api/v1/nothing", b"{}").json()["code"] == "NOT_FOUND"
    assert _send(api, "DELETE", "/api/v1/teams", b"").json()["code"] == "METHOD_NOT_ALLOWED"
    wrong = _send(api, "GET", "/api/v1/teams", b"", Authorization="Bearer nonsense")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "K1_UNAUTHENTICATED")
    assert httpx.get(f"{api.stack.url}/api/v1/teams").status_code == 401


def test_an_unsafe_request_by_cookie_from_another_site_is_refused(api: Api) -> None:
    """A cookie does not authorise what another site requests."""
    cookies = {"dasai_session": api.participant.token}
    url = f"{api.stack.url}/api/v1/sessions/current"
    answer = httpx.delete(url, cookies=cookies, headers={"Origin": "https://elsewhere.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "CROSS_SITE_REQUEST")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.long
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_body_at_any_address_gets_a_500(api: Api, data: st.DataObject) -> None:
    """Every address of the API document, with known fields of wrong types."""
    document = httpx.get(f"{api.stack.url}/api/openapi.json").json()
    addresses = sorted(
        (method, path)
        for path, methods in document["paths"].items()
        for method in methods
        if method in ("post", "put", "patch")
    )
    method, path = data.draw(st.sampled_from(addresses))
    schema = (
        document["paths"][path][method]
        .get("requestBody", {})
        .get("content", {})
        .get("application/json", {})
        .get("schema", {})
    )
    names = list(
        document["components"]["schemas"].get(schema.get("$ref", "").rsplit("/", 1)[-1], {}).get("properties", {})
    )
    body = data.draw(st.dictionaries(st.sampled_from(names or ["x"]), values, max_size=len(names) or 1) | values)
    path = path.replace("{", "").replace("}", "")
    content = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
    answer = _send(api, method.upper(), path, content)
    # 503: the service behind the address does not run in this stack
    assert answer.status_code < 500 or answer.status_code == 503
    if answer.status_code >= 400:
        assert answer.json()["code"]

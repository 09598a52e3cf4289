"""Limits on requests, and headers of every answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.clock import SystemClock
from gateway.admission.middleware import LimitBody, Stamp, check_form, check_json
from gateway.problems import ProblemError

LIMIT, DEPTH = 1000, 32
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer with the body of the request."""
    message = await receive()
    assert message["more_body"] is False
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": message["body"]})


def send(
    content: Any,
    headers: dict[str, str],
    path: str = "/api/v1/teams",
    seconds: float = 5,
    method: str = "POST",
    *,
    tls: bool = False,
) -> httpx.Response:
    """Send a request through the middleware."""
    app = Stamp(LimitBody(echo, max_bytes=LIMIT, max_depth=DEPTH, seconds=seconds), SystemClock(), tls=tls)

    async def through() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client:
            return await client.request(method, path, content=content, headers=headers)

    return asyncio.run(through())


async def pieces(count: int, size: int, pause: float = 0) -> AsyncIterator[bytes]:
    """Yield a body in pieces, without a stated length."""
    for _ in range(count):
        await asyncio.sleep(pause)
        yield b" " * size


def test_a_body_within_the_limits_is_passed_on_unchanged() -> None:
    """Byte for byte, in a single piece, up to the limit."""
    body = json.dumps({"text": "数据要素"}).encode()
    assert send(body, JSON).content == body
    full = b'"' + b"x" * (LIMIT - 2) + b'"'
    assert send(full, JSON).content == full


@pytest.mark.parametrize("content", [b" " * (LIMIT + 1), pieces(11, 100)], ids=["stated", "chunked"])
def test_a_body_over_the_limit_is_refused(content: Any) -> None:
    """With and without a stated length."""
    answer = send(content, JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
    assert answer.json()["facts"] == {"limit": str(LIMIT)}


def test_a_body_that_arrives_too_slowly_is_refused() -> None:
    """A slow client can't occupy the gateway for ever."""
    answer = send(pieces(500, 1, pause=0.02), JSON, seconds=0.1)
    assert (answer.status_code, answer.json()["code"]) == (408, "BODY_TOO_SLOW")


@pytest.mark.parametrize(
    ("path", "headers", "content", "status"),
    [
        ("/api/v1/teams", JSON, b"{}", 200),
        ("/api/v1/teams", {"content-type": "application/json; charset=utf-8"}, b"{}", 200),
        ("/api/v1/teams", FORM, b"a=b", 415),
        ("/api/v1/teams", {}, b"{}", 415),
        ("/sign-in", FORM, b"login=a", 200),
        ("/sign-in", JSON, b"{}", 415),
        # a multipart form may name an encoding whose text UTF-8 can't hold
        ("/sign-in", {"content-type": "multipart/form-data; charset=utf-7; boundary=x"}, b"--x--", 415),
        ("/sign-out", {}, b"", 200),
    ],
)
def test_each_address_takes_one_content_type(path: str, headers: dict[str, str], content: bytes, status: int) -> None:
    """The API takes JSON, pages take plain forms."""
    answer = send(content, headers, path)
    assert answer.status_code == status
    if status == 415:
        assert answer.json()["code"] == "BODY_WRONG_TYPE"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"{", "syntax"),
        (b"", "syntax"),
        (b"{'a': 1}", "syntax"),
        (b'{"a": 1,}', "syntax"),
        (b'{"a": 1} {}', "syntax"),
        (b"\xef\xbb\xbf{}", "syntax"),
        ('{"a": 1}'.encode("utf-16"), "UTF-8"),
        (b"\xff", "UTF-8"),
        (b"1" * 5000, "syntax"),
        (b'{"a": NaN}', "NaN is no JSON number"),
        (b"[-Infinity]", "-Infinity is no JSON number"),
        (b'{"a": {"b": 1, "b": 1}}', "a key is repeated"),
        (b'["\\u0000"]', "NUL or a lone surrogate"),
        (b'{"\\ud800": 1}', "NUL or a lone surrogate"),
        (b'[["\\udfff"]]', "NUL or a lone surrogate"),
    ],
)
def test_json_that_is_not_strict_is_refused(body: bytes, why: str) -> None:
    """The problem names the reason."""
    with pytest.raises(ProblemError) as refused:
        check_json(body, DEPTH)
    assert (refused.value.status, refused.value.code, refused.value.facts) == (400, "BODY_NOT_JSON", {"why": why})


@pytest.mark.parametrize(
    ("body", "zh", "en"),
    [
        (b" ", "内容为空", "nothing was sent"),
        (b'{\n"a": 1 2}', "第2行第8个字符处有误", "line 2, character 8"),
        (b"1" * 5000, "数字过长", "a number is too long"),
    ],
)
def test_where_json_is_wrong_is_said_in_both_languages(body: bytes, zh: str, en: str) -> None:
    """The place, and nothing of what was sent."""
    with pytest.raises(ProblemError) as refused:
        check_json(body, DEPTH)
    assert refused.value.zh == f"请求内容不是有效的JSON（UTF-8）：{zh}。"
    assert refused.value.en == f"The body is not valid JSON in UTF-8: {en}."


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_json_may_have_as_many_levels_as_the_limit(opening: bytes) -> None:
    """More levels are refused, also a hundred thousand."""
    closing = b"]" if opening == b"[" else b"}"
    check_json(opening * DEPTH + b"1" + closing * DEPTH, DEPTH)
    for levels in (DEPTH + 1, 100_000):
        with pytest.raises(ProblemError) as refused:
            check_json(opening * levels + b"1" + closing * levels, DEPTH)
        assert refused.value.code == "BODY_TOO_DEEP"


def test_json_with_too_many_parts_is_refused() -> None:
    """A credit list of 5,000 entries is accepted; two megabytes of empty lists, which would cost a second, are not."""
    check_json(json.dumps([{"uscc": "91110199000000019X", "name": "a, b"}] * 5000).encode(), DEPTH)
    with pytest.raises(ProblemError) as refused:
        check_json(b"[" + b"[]," * 150_000 + b"1]", DEPTH)
    assert (refused.value.status, refused.value.code) == (400, "BODY_TOO_MANY_PARTS")


def test_brackets_in_text_are_no_levels() -> None:
    """Also after escaped quotes."""
    check_json(json.dumps(["[" * 100, '"[[' * 50, "\\"]).encode(), 1)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",))),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="ascii", min_codepoint=1)), inner),
    max_leaves=20,
)


@given(values, st.booleans())
def test_all_strict_json_is_accepted(value: Any, escaped: bool) -> None:
    """Anything that a program writes by the standard."""
    check_json(json.dumps(value, ensure_ascii=escaped).encode(), 900)


@given(st.binary(max_size=60) | st.text('[]{}",:\\u0d8truefalsnN-. ', max_size=40).map(str.encode))
def test_any_bytes_are_either_accepted_or_refused(body: bytes) -> None:
    """No other error is raised, and accepted bytes are JSON."""
    status = 200
    try:
        check_json(body, DEPTH)
    except ProblemError as refused:
        status = refused.status
    assert status in (200, 400)
    if status == 200:
        json.loads(body)


def test_every_answer_has_its_id_and_security_headers() -> None:
    """Also a refusal by the middleware; no cache may keep an answer unless the answer allows it."""
    for answer in (send(b"{}", JSON), send(b"{", JSON)):
        headers = answer.headers
        assert len(headers["x-request-id"]) == 36
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"
        policy = headers["content-security-policy"]
        assert policy.split("; ")[0] == "default-src 'none'"
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["referrer-policy"] == "no-referrer"
        assert "strict-transport-security" not in headers
    assert answer.json()["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"


def test_every_answer_says_that_all_is_over_tls_if_it_is() -> None:
    """For a year and for the hosts below, also a refusal."""
    for answer in (send(b"{}", JSON, tls=True), send(b"{", JSON, tls=True)):
        assert answer.headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"a=1&" * 1000 + b"a=1", "fields"),
        # empty fields too: the framework counts none of them, and walks through two million of them for seconds
        (b"&" * 1000, "fields"),
        (b"login=%00", "NUL"),
        (b"lo%00gin=a", "NUL"),
        (b"login=\0", "NUL"),
    ],
)
def test_a_form_that_would_hold_up_others_or_can_not_be_stored_is_refused(body: bytes, why: str) -> None:
    """A form has at most 1,000 fields, and no NUL, which databases can't hold."""
    with pytest.raises(ProblemError) as refused:
        check_form(body)
    assert (refused.value.status, refused.value.code, refused.value.facts) == (400, "BODY_NOT_FORM", {"why": why})


def test_a_form_of_a_thousand_fields_is_taken_and_a_nul_in_one_is_not() -> None:
    """What is refused is refused before anything reads the form."""
    check_form(b"&".join([b"a=1"] * 1000))
    assert send(b"login=a%20b&password=%25", FORM, "/sign-in").status_code == 200
    answer = send(b"login=%00", FORM, "/sign-in")
    assert (answer.status_code, answer.json()["code"]) == (400, "BODY_NOT_FORM")


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ([], "no-store"),
        # a validator is for If-Match, and allows nobody to keep what it names (rule K4)
        ([(b"etag", b'"draft-17"')], "no-store"),
        ([(b"Cache-Control", b"public, max-age=60")], "public, max-age=60"),
    ],
)
def test_k4_nobody_keeps_an_answer_unless_it_says_so_itself(own: list[tuple[bytes, bytes]], told: str) -> None:
    """K4: browsers and proxies keep no draft, whatever else the answer says of itself."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": own})
        await send({"type": "http.response.body", "body": b""})

    async def through() -> httpx.Response:
        transport = httpx.ASGITransport(app=Stamp(app, SystemClock()))
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client:
            return await client.get("/")

    assert asyncio.run(through()).headers.get_list("cache-control") == [told]


def test_an_answer_with_a_policy_of_its_own_has_no_second_one() -> None:
    """Of two policies browsers take both, and a page that needs scripts would get none."""

    async def page(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"Content-Security-Policy", b"default-src 'self'")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def through() -> httpx.Response:
        transport = httpx.ASGITransport(app=Stamp(page, SystemClock()))
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway.test") as client:
            return await client.get("/")

    answer = asyncio.run(through())
    assert answer.headers.get_list("content-security-policy") == ["default-src 'self'"]

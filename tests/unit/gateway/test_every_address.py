"""What holds at every address of the gateway: the headers of its answers, and that no other site acts for who is signed in."""

from __future__ import annotations

import re

import httpx
from fastapi.routing import iter_route_contexts

from gateway.app import application
from gateway.auth.cookies import SESSION
from gateway.portals.pages import static
from gateway.settings import gateway_settings
from tests.unit.gateway.running import ALL_ROLES, Gateway

# whoever may read these, everybody may: they are the same for all
_PUBLIC = frozenset({"/api/openapi.json"})
# pages that are made without asking a service
_ASKING_NOBODY = frozenset({"/help", "/site-map", "/tracks"})
_TEMPLATE = "/api/v1/lists/reviewers/template?format=csv"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_WITH_COOKIE = {"cookie": f"{SESSION}=all-roles"}


def addresses() -> list[tuple[str, str]]:
    """Return method and path of all routes, with something in place of each parameter."""
    routes = iter_route_contexts(application(gateway_settings()).routes)
    filled = {
        (method, re.sub(r"\{\w+(?::\w+)?\}", "110000", str(route.path)))
        for route in routes
        for method in route.methods or ()
    }
    return sorted(filled)


def test_every_answer_has_the_headers_that_keep_it_where_it_belongs(gateway: Gateway) -> None:
    """K4: pages, API, files and problems, for nobody and for who has every role: not sniffed, framed, led from or kept."""
    gateway.patience(0.2)
    reading = [path for method, path in addresses() if method == "GET"]
    assert len(reading) > 120
    more = ["/nothing", "/api/v1/nothing", "/en/sign-in", "/static/nothing.css", _TEMPLATE]
    statuses = set()

    async def steps(client: httpx.AsyncClient) -> None:
        for path in [*reading, *more]:
            for who in ({}, ALL_ROLES, {**_WITH_COOKIE, "accept": "text/html"}):
                answer = await client.get(path, headers=who)
                statuses.add(answer.status_code)
                headers = {name: answer.headers.get_list(name) for name in answer.headers}
                assert headers["x-content-type-options"] == ["nosniff"], path
                assert headers["referrer-policy"] == ["no-referrer"], path
                (policy,) = headers["content-security-policy"]
                parts = policy.split("; ")
                assert {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(parts), path
                assert "unsafe" not in policy, path
                assert "http" not in policy, path
                kept = headers["cache-control"][0]
                # a copy of what no service was asked for, which here does not answer
                is_copy = kept == "public, max-age=0, s-maxage=1" and not who and path in _ASKING_NOBODY
                assert is_copy or (kept.startswith("public, ") if path in _PUBLIC else "no-store" in kept), (path, kept)
                assert "server" not in headers, path
                if "text/csv" in answer.headers.get("content-type", ""):
                    assert headers["content-disposition"][0].startswith("attachment;"), path

    gateway.run(steps)
    assert {200, 303, 401, 404} <= statuses


FOREIGN: tuple[dict[str, str], ...] = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://elsewhere.example"},
    {"origin": "null"},
    {"referer": "https://elsewhere.example/teams"},
    {},
)


def test_k1_no_other_site_acts_for_who_is_signed_in(gateway: Gateway) -> None:
    """K1: at every address that changes something, page or API, whatever is sent; a form of our own site gets further."""
    writing = [(method, path) for method, path in addresses() if method not in _SAFE]
    assert len(writing) > 100

    async def steps(client: httpx.AsyncClient) -> None:
        for method, path in writing:
            is_api = path.startswith("/api/")
            kind = "application/json" if is_api else "application/x-www-form-urlencoded"
            headers = {**_WITH_COOKIE, "content-type": kind}
            content = b"{}" if is_api else b"a=1"
            for foreign in FOREIGN:
                answer = await client.request(method, path, content=content, headers={**headers, **foreign})
                assert (method, path, answer.status_code) == (method, path, 403)
                # a page names the code to who reads it
                named = answer.json()["code"] if is_api else answer.text
                assert "CROSS_SITE_REQUEST" in named, path
        own = {**_WITH_COOKIE, "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
        answer = await client.post("/sign-in", content=b"login=" + b"x" * 201, headers=own)
        assert answer.status_code == 422

    gateway.run(steps)


FILES = (
    (static("vendor/dasai.css"), "public, max-age=31536000, immutable"),
    ("/static/vendor/dasai.css", "public, no-cache"),
    # of another release: under this address there was, or will be, another content
    ("/static/vendor/dasai.css?v=000000000000", "public, no-cache"),
)


def test_a_file_is_kept_under_the_address_of_its_content_alone(gateway: Gateway) -> None:
    """A browser that asks again is told that nothing changed, under the same rule."""

    async def steps(client: httpx.AsyncClient) -> None:
        for path, told in FILES:
            answer = await client.get(path)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, told)
            again = await client.get(path, headers={"if-none-match": answer.headers["etag"]})
            assert (again.status_code, again.headers["cache-control"]) == (304, told)

    gateway.run(steps)

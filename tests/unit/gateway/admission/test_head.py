"""HEAD of what can be read, and addresses with a slash behind them."""

from __future__ import annotations

import pytest

from tests.unit.gateway.running import ALL_ROLES, Gateway


@pytest.mark.parametrize("path", ["/api/v1/edition", "/api/v1/divisions/110000", "/", "/static/pages.js"])
def test_head_has_the_status_and_headers_of_get_and_no_body(gateway: Gateway, path: str) -> None:
    """RFC 9110: whatever can be read can be asked for by HEAD."""
    read, asked = gateway.get(path), gateway.request("HEAD", path)
    assert (asked.status_code, asked.content) == (200, b"")
    assert read.content
    for name in ("content-type", "etag", "content-language"):
        assert asked.headers.get(name) == read.headers.get(name), name


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/nothing", 404),
        ("/api/v1/divisions/11", 422),
        ("/api/v1/sessions", 401),
        ("/api/v1/sessions/others", 405),
    ],
)
def test_head_is_refused_as_get_is(gateway: Gateway, path: str, status: int) -> None:
    """RFC 9110: an address that is unknown, or can't be read, or not by this caller."""
    asked = gateway.request("HEAD", path)
    assert (asked.status_code, asked.content) == (status, b"")
    assert gateway.get(path).status_code == status


def test_an_upload_keeps_the_head_of_resumable_uploads(gateway: Gateway) -> None:
    """C7: tus asks by HEAD how far an upload is, and names its version."""
    asked = gateway.request("HEAD", "/api/v1/material-uploads/upload-1", headers=ALL_ROLES)
    assert (asked.status_code, asked.headers["tus-version"]) == (412, "1.0.0")


def test_a_slash_too_many_leads_to_a_page_and_is_an_unknown_address_to_a_program(gateway: Gateway) -> None:
    """A page moves to its address with its query; the API answers 404, for a program's command would get lost on the way."""
    page = gateway.get("/sign-in/?next=/me")
    assert (page.status_code, page.headers["location"]) == (307, "/sign-in?next=/me")
    for method, path in (("GET", "/api/v1/edition/"), ("POST", "/api/v1/sessions/"), ("GET", "/nothing/")):
        assert gateway.request(method, path).status_code == 404, path

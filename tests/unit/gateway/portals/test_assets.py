"""Files of the pages are kept by browsers as long as their address names their content."""

from __future__ import annotations

from gateway.portals.pages import static
from tests.unit.gateway.running import Gateway


def test_a_file_is_kept_for_a_year_if_its_address_names_its_content(gateway: Gateway) -> None:
    """As pages name it; an address without the version, or with another one, is asked for each time."""
    named = static("pages.js")
    assert gateway.get(named).headers["cache-control"] == "public, max-age=31536000, immutable"
    for address in ("/static/pages.js", "/static/pages.js?v=0", named[:-1], "/static/vendor/htmx.min.js?v=1"):
        answer = gateway.get(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, no-cache"), address
    etag = gateway.get(named).headers["etag"]
    assert gateway.get(named, **{"If-None-Match": etag}).status_code == 304
    missing = gateway.get("/static/none.js?v=1")
    assert (missing.status_code, missing.headers["cache-control"]) == (404, "no-store")

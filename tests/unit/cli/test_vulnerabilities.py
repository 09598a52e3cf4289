"""What `./dasai vulnerabilities` makes of pip-audit's answer: nothing is called safe that was not checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from cli.vulnerabilities import (
    ACCEPTED,
    NOT_CHECKED,
    Audit,
    audited,
    judged,
    packages_of_scripts,
    read,
    read_osv,
    scripts_audited,
)

GOOD = {"name": "nice", "version": "1.0", "vulns": []}
BAD = {
    "name": "jinja2",
    "version": "3.1.2",
    "vulns": [{"id": "PYSEC-2024-1", "aliases": ["CVE-2024-2"], "fix_versions": ["3.1.3"], "description": "..."}],
}
SKIPPED = {"name": "hidden", "skip_reason": "Dependency not found on PyPI and could not be audited: hidden (1.0)"}


def audit(*packages: dict[str, Any]) -> Audit:
    """Return what pip-audit says of these packages."""
    return read(json.dumps({"dependencies": list(packages), "fixes": []}), "")


def test_packages_without_vulnerabilities_pass() -> None:
    """All were checked."""
    code, lines = judged(audit(GOOD, GOOD), ())
    assert code == 0
    assert lines == [
        "已核对2个软件包，已知漏洞0个，已说明理由的0个 · packages checked: 2, vulnerabilities: 0, accepted: 0"
    ]


def test_a_vulnerability_is_named_with_the_version_that_mends_it() -> None:
    """It fails, until it is accepted by any of its identifiers."""
    code, lines = judged(audit(GOOD, BAD), ())
    assert (code, lines[0]) == (1, "✗ jinja2 3.1.2: PYSEC-2024-1 = CVE-2024-2（修复版本 mended in 3.1.3）")
    assert [judged(audit(GOOD, BAD), (name,))[0] for name in ("PYSEC-2024-1", "CVE-2024-2", "CVE-1999-1")] == [0, 0, 1]


def test_what_is_accepted_and_no_longer_there_fails() -> None:
    """The list of what is accepted says what is so."""
    assert judged(audit(GOOD), ("CVE-2024-2",))[0] == 1


@pytest.mark.parametrize(
    "found",
    [
        audit(SKIPPED),
        audit(GOOD, SKIPPED),
        audit(),
        read("", "ERROR:pip_audit._cli:Could not connect to PyPI's vulnerability feed\n"),
        read("no JSON", "Traceback\nValueError: x\n"),
        read("[]", ""),
    ],
    ids=["none known", "one unknown", "no packages", "unreachable", "broken", "another form"],
)
def test_what_could_not_be_checked_is_not_called_safe(found: Audit) -> None:
    """It has an exit code and words of its own; what is accepted is not called gone then."""
    code, lines = judged(found, ("CVE-2024-2",))
    assert code == NOT_CHECKED
    assert "NOT CHECKED" in lines[-1]
    assert lines[-1].splitlines()[-1] != ""


def test_a_vulnerability_counts_also_if_something_else_could_not_be_checked() -> None:
    """A service that knows some of the packages."""
    code, lines = judged(audit(BAD, SKIPPED), ())
    assert (code, "PYSEC-2024-1" in lines[0], "NOT CHECKED" in lines[1]) == (1, True, True)


def test_a_service_that_is_away_is_told_by_its_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    """By pip-audit itself, on the lock of the installer, with a proxy that nobody runs."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    found = audited("uv.txt", "pypi")
    assert (found.checked, found.found) == (0, ())
    assert found.cause
    assert judged(found, ())[0] == NOT_CHECKED


@contextmanager
def osv_that_answers(status: int, content: bytes) -> Iterator[tuple[str, list[Any]]]:
    """Run a server that answers every POST so; yield its address and the bodies that it got."""
    asked: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1/querybatch", asked
        finally:
            server.shutdown()


def test_each_package_of_the_pages_scripts_is_asked_for_by_its_version() -> None:
    """OSV answers in the order of the questions; what it knows nothing of has no `vulns`."""
    packages = packages_of_scripts()
    assert {"htmx.org", "govuk-frontend"} <= packages.keys()
    results: list[Any] = [{} for _ in packages]
    results[list(packages).index("htmx.org")] = {"vulns": [{"id": "GHSA-0000", "modified": "2026-01-01T00:00:00Z"}]}
    with osv_that_answers(200, json.dumps({"results": results}).encode()) as (address, asked):
        found = scripts_audited(address)
    assert asked[0]["queries"][0].keys() == {"package", "version"}
    assert {query["package"]["name"]: query["version"] for query in asked[0]["queries"]} == packages
    code, lines = judged(found, ())
    assert (code, lines[0]) == (1, f"✗ htmx.org {packages['htmx.org']}: GHSA-0000（修复版本 mended in -）")
    assert judged(found, ("GHSA-0000",))[0] == 0


def test_scripts_of_which_nothing_is_known_pass() -> None:
    """All were checked."""
    found = read_osv({"nice": "1.0", "kind": "2.0"}, {"results": [{}, {}]})
    assert (found.checked, judged(found, ())[0]) == (2, 0)


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (503, b"{}"),
        (200, b"no JSON"),
        (200, b"{}"),
        (200, b'{"results": [{}]}'),
        (200, b'{"results": 7}'),
        (200, b"[]"),
    ],
)
def test_scripts_of_which_no_answer_came_are_not_called_safe(status: int, content: bytes) -> None:
    """Not if the service fails, nor if it says something else, or too little."""
    with osv_that_answers(status, content) as (address, _):
        found = scripts_audited(address)
    code, lines = judged(audit(GOOD) + found, ())
    assert (found.checked, code) == (0, NOT_CHECKED)
    assert any(name in lines[-1] for name in packages_of_scripts())


def test_each_accepted_vulnerability_has_its_reason() -> None:
    """In words."""
    assert [name for name, reason in ACCEPTED.items() if len(reason.split()) < 5] == []

"""The API's document, and the pages for anyone."""

from __future__ import annotations

import base64
import hashlib
import importlib
import inspect
import json
import re
from typing import Any

import pytest
from dasai.registration.v1 import divisions_pb2
from prometheus_client import REGISTRY
from pydantic import BaseModel, RootModel

from chassis.kernel.clock import day_end
from chassis.kernel.refusal import Code, Kind, Refusal
from chassis.settings import settings
from gateway.api.examples import EXAMPLES
from gateway.app import ROUTERS
from gateway.settings import GatewaySettings
from tests.unit.gateway.running import Gateway

BODIES = {
    name: value
    for module in ROUTERS
    for name, value in vars(importlib.import_module(module)).items()
    if inspect.isclass(value)
    and issubclass(value, BaseModel)
    and value.__module__.startswith("gateway.")
    and not issubclass(value, RootModel)
    and value is not GatewaySettings
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_valid(name: str) -> None:
    """Every example of the document validates."""
    body = BODIES[name].model_validate_json(json.dumps(EXAMPLES[name]))
    assert body.model_dump(mode="json", exclude_unset=True, by_alias=True).keys() == EXAMPLES[name].keys()


def test_every_body_is_strict() -> None:
    """Unknown fields are refused everywhere."""
    assert len(BODIES) > 30
    for name, body in BODIES.items():
        assert (name, body.model_config.get("extra"), body.model_config.get("strict")) == (name, "forbid", True)


def test_the_document_describes_bodies_problems_and_sign_in(gateway: Gateway) -> None:
    """OpenAPI 3.1; the refusals of every command are problems; it has examples and the ways to sign in."""
    document = gateway.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    schemas = document["components"]["schemas"]
    assert schemas["NewTeam"]["examples"] == [EXAMPLES["NewTeam"]]
    assert "HTTPValidationError" not in schemas
    assert set(document["components"]["securitySchemes"]) == {"bearer", "cookie"}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, methods in document["paths"].items():
        assert path.startswith("/api/v1/"), path
        for method, operation in methods.items():
            assert operation["responses"]["401"]["content"] == problem, (method, path)
            assert operation["summary"], (method, path)


def test_a1_the_edition_is_returned_whole(gateway: Gateway) -> None:
    """A1: name, 12 tracks with 47 topic directions, 32 divisions; no service is needed."""
    gateway.stop()
    edition = gateway.get("/api/v1/edition").json()
    assert edition["name"]["zh"] == "2024年“数据要素×”大赛"
    assert [len(edition["tracks"]), sum(len(track["topics"]) for track in edition["tracks"])] == [12, 47]
    assert len(edition["divisions"]) == 32


def test_j1_the_public_pages_show_official_names_whole(gateway: Gateway) -> None:
    """A1, J1, K5: every track, topic and division by its official name, and each division's state in words."""
    gateway.divisions.answer = lambda code: divisions_pb2.Division(code=code, state=divisions_pb2.DIVISION_STATE_OPEN)
    divisions = gateway.get("/divisions").text
    page = gateway.get("/").text + gateway.get("/tracks").text + divisions
    page = re.sub('<span class="dasai-whole">(.*?)</span>', r"\1", page)
    edition: Any = gateway.get("/api/v1/edition").json()
    names = [edition["name"]["zh"], edition["theme"]["zh"]]
    names += [track["name"]["zh"] for track in edition["tracks"]]
    names += [topic["title"]["zh"] for track in edition["tracks"] for topic in track["topics"]]
    names += [division["official_name"] for division in edition["divisions"] if "official_name" in division]
    assert [name for name in names if name not in page] == []
    assert divisions.count(">报名开放中</td>") == 1
    assert divisions.count(">尚未申请</td>") == 31


def test_the_home_page_can_be_read_while_registration_is_unavailable(gateway: Gateway) -> None:
    """The page shows the catalogue, and says that states can't be read."""

    def refuse(_: str) -> None:
        raise Refusal(Code("UNAVAILABLE", Kind.UNAVAILABLE, "忙", "busy"))

    gateway.divisions.answer = refuse
    page = gateway.get("/")
    assert page.status_code == 200
    assert "分赛信息暂时无法加载" in page.text
    assert "工业制造" in page.text


@pytest.mark.parametrize(
    ("path", "sign_in"),
    [
        ("/me", "/sign-in"),
        (
            "/teams/00000000-0000-4000-8000-000000000001",
            "/sign-in?next=%2Fteams%2F00000000-0000-4000-8000-000000000001",
        ),
        ("/teams/new?division=110000", "/sign-in?next=%2Fteams%2Fnew%3Fdivision%3D110000"),
        ("/teams/new?division=//x", "/sign-in?next=%2Fteams%2Fnew"),
    ],
)
def test_an_accounts_own_pages_lead_to_the_sign_in(gateway: Gateway, path: str, sign_in: str) -> None:
    """K1: without a session they show nothing; the sign-in leads back."""
    answer = gateway.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, sign_in)


def test_a_form_with_a_wrong_field_is_answered_with_a_page(gateway: Gateway) -> None:
    """The page names the field."""
    sent = {"login": "x" * 500, "password": "x"}
    answer = gateway.request("POST", "/sign-in", data=sent, headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert "<code>login</code>" in answer.text


def test_pages_load_nothing_from_other_sites_and_no_scripts_but_ours(gateway: Gateway) -> None:
    """They have our own style sheet, and nothing that the security policy forbids."""
    for path in ("/", "/sign-in", "/sign-up"):
        answer = gateway.get(path)
        for wrong in ("http://", "https://", "<style", " style=", " onclick="):
            assert wrong not in answer.text, (path, wrong)
        scripts = re.findall(r"<script([^>]*)>(.*?)</script>", answer.text)
        for attributes, text in scripts:
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            allowed = f"'sha256-{digest}'" in answer.headers["content-security-policy"]
            assert allowed if text else 'src="/static/' in attributes, (path, attributes, text)
        assert scripts != []
    (address,) = re.findall(r'<link rel="stylesheet" href="([^"]*)"', gateway.get("/").text)
    sheet = gateway.get(address)
    assert (sheet.status_code, sheet.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "url(" not in sheet.text
    assert (
        '<link rel="icon" href="/static/icon.svg">' in gateway.get("/").text
    )  # or browsers ask for one that is not there
    assert gateway.get("/static/icon.svg").headers["content-type"] == "image/svg+xml"


def test_pages_say_if_the_contest_is_rehearsed(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page of a rehearsal shows its contest time; in real time no page does."""
    gateway.clock.stand_at(day_end(2024, 8, 5))
    for path in ("/", "/sign-in", "/nothing-here"):
        page = gateway.get(path, accept="text/html").text
        assert "演练环境，所有操作和数据均不计入正式比赛。比赛时间：2024年8月5日 23:59:59" in page
    monkeypatch.delenv("DASAI_CLOCK_FILE")
    settings.cache_clear()
    assert "演练" not in gateway.get("/sign-in", accept="text/html").text


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 422),
        ("http://gateway.test", 422),
        ("https://elsewhere.example", 403),
        ("null", 403),
        ("http://[", 403),
    ],
)
def test_a_form_from_another_site_is_refused(gateway: Gateway, origin: str | None, status: int) -> None:
    """Nobody is signed in by another site; a malformed origin counts as another site."""
    headers = {"origin": origin} if origin else {}
    assert gateway.request("POST", "/sign-in", data={"login": "x" * 201}, headers=headers).status_code == status


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
@pytest.mark.parametrize(
    "path", ["/api/v1/edition", "/api/openapi.json", "/sign-in", "/static/vendor/dasai.css", "/nothing"]
)
def test_no_other_site_reads_an_answer(gateway: Gateway, method: str, path: str) -> None:
    """No answer allows another origin, also not to one that asks beforehand."""
    asked = {"origin": "https://elsewhere.example", "access-control-request-method": "POST"}
    answer = gateway.request(method, path, headers=asked)
    assert [name for name in answer.headers if name.startswith("access-control-")] == []


@pytest.mark.parametrize("path", ["/", "/api/v1/edition", "/static/vendor/dasai.css", "/nothing"])
def test_nothing_is_traced(gateway: Gateway, path: str) -> None:
    """TRACE would answer with the request's own headers; nothing of it comes back."""
    answer = gateway.request("TRACE", path, headers={"x-secret": "the secret of a header"})
    assert answer.status_code in (404, 405)
    assert "the secret of a header" not in answer.text


@pytest.mark.parametrize("path", ["/static/", "/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd"])
def test_static_files_are_those_of_their_folder_and_are_not_listed(gateway: Gateway, path: str) -> None:
    """Neither the folder nor anything outside it."""
    answer = gateway.get(path)
    assert (answer.status_code in (404, 405), "FastAPI" in answer.text) == (True, False)


def test_requests_are_measured_by_route_and_never_by_address(gateway: Gateway) -> None:
    """An address may hold a tracking code, and invented addresses create no new time series."""

    def count(**labels: str) -> float:
        return REGISTRY.get_sample_value("dasai_http_seconds_count", labels) or 0

    known = {"method": "GET", "route": "/api/v1/divisions/{code}", "status": "200"}
    unknown = {"method": "other", "route": "-", "status": "404"}
    before = count(**known), count(**unknown)
    gateway.get("/api/v1/divisions/110000")
    gateway.request("FROBNICATE", "/secret-7")
    assert (count(**known), count(**unknown)) == (before[0] + 1, before[1] + 1)

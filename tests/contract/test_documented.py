"""What holds a gateway's answers against its document finds each kind of answer that the document does not know."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.documented import Documented

ORIGIN = "http://gateway.test/"
DOCUMENT: dict[str, Any] = {
    "paths": {
        "/api/v1/teams/{team_id}": {
            "get": {
                "operationId": "getTeam",
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Team"}}}},
                    "204": {},
                    "503": {"content": {"application/problem+json": {"schema": {}}}},
                },
            }
        },
        "/api/v1/teams/own": {"get": {"operationId": "getOwn", "responses": {"204": {}}}},
    },
    "components": {
        "schemas": {
            "Team": {
                "type": "object",
                "properties": {"name": {"type": "string"}},
                "required": ["name"],
                "additionalProperties": False,
            }
        }
    },
}


def faults(path: str, status: int, **answer: Any) -> list[str]:
    """Return what is found wrong with an answer."""
    documented = Documented()
    documented.learn(ORIGIN, DOCUMENT)
    documented.check(httpx.Request("GET", ORIGIN + path), httpx.Response(status, **answer))
    return documented.faults


@pytest.mark.parametrize(
    ("path", "status", "answer"),
    [
        ("api/v1/teams/team-1", 200, {"json": {"name": "合成一队"}}),
        ("api/v1/teams/team-1", 204, {}),
        ("api/v1/teams/own", 204, {}),
        ("api/v1/teams/team-1", 405, {"json": {}}),
        ("api/v1/nothing", 404, {"json": {}}),
    ],
)
def test_what_is_documented_is_good(path: str, status: int, answer: dict[str, Any]) -> None:
    assert faults(path, status, **answer) == []


PROBLEM = {"content-type": "application/problem+json"}


@pytest.mark.parametrize(
    ("path", "status", "answer", "fault"),
    [
        ("team-1", 404, {"json": {"code": "NOT_FOUND"}}, 'undocumented: {"code":"NOT_FOUND"}'),
        ("own", 200, {"json": {}}, "undocumented: {}"),
        ("team-1", 200, {"json": {}}, ": 'name' is a required property"),
        ("team-1", 200, {"json": {"name": 7}}, "name: 7 is not of type 'string'"),
        (
            "team-1",
            200,
            {"json": {"name": "合成一队", "keys": []}},
            ": Additional properties are not allowed ('keys' was unexpected)",
        ),
        ("team-1", 200, {"text": "a team"}, "undocumented content: text/plain"),
        ("team-1", 503, {"content": b"{}", "headers": PROBLEM}, "no Retry-After"),
    ],
)
def test_what_is_not_documented_is_found(path: str, status: int, answer: dict[str, Any], fault: str) -> None:
    (found,) = faults(f"api/v1/teams/{path}", status, **answer)
    template = "/api/v1/teams/own" if path == "own" else "/api/v1/teams/{team_id}"
    assert found == f"GET {template} {status}: {fault}"

"""A malformed body at any address is answered with 4xx and the names of its fields."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.gateway.running import ALL_ROLES, Gateway

VALUES = {"code": "110000", "number": "1"}
EXTRA = "no_such_field"
text = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)


def addresses(document: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Return method, address and field names of every operation that takes a body."""
    operations = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                name = content["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
                fields = list(document["components"]["schemas"][name].get("properties", {}))
                filled = re.sub(r"{(\w+)}", lambda part: VALUES.get(part[1], "x"), path)
                operations.append((method.upper(), filled, fields))
    return operations


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_wrong_body_is_refused_at_every_address(gateway: Gateway, data: st.DataObject) -> None:
    """A body with known fields of wrong types and an unknown field gets 422, and the answer names the unknown field."""
    invented = data.draw(st.lists(values, min_size=12, max_size=12))

    async def steps(client: httpx.AsyncClient) -> None:
        operations = addresses((await client.get("/api/openapi.json")).json())
        assert len(operations) > 35
        for method, path, fields in operations:
            body = dict(zip(fields, invented, strict=False)) | {EXTRA: invented[0]}
            answer = await client.request(
                method,
                path,
                content=json.dumps(body).encode(),
                headers=ALL_ROLES | {"content-type": "application/json"},
            )
            assert (method, path, answer.status_code) == (method, path, 422)
            problem = answer.json()
            assert (problem["code"], answer.headers["content-type"]) == ("FIELDS_INVALID", "application/problem+json")
            assert EXTRA in [fault["field"] for fault in problem["faults"]]
            assert all(fault["zh"] and fault["en"] for fault in problem["faults"])

    gateway.run(steps)
    assert gateway.divisions.seen == []


NO_OBJECTS = (b"", b"null", b"[]", b"7", b'"text"', b"{", b"\xff", b'{"a":NaN}', b"[" * 99 + b"]" * 99)


def test_a_body_that_is_no_object_is_refused_at_every_address(gateway: Gateway) -> None:
    """An empty body, another JSON value, or no JSON."""

    async def steps(client: httpx.AsyncClient) -> None:
        headers = ALL_ROLES | {"content-type": "application/json"}
        for method, path, _ in addresses((await client.get("/api/openapi.json")).json()):
            for body in NO_OBJECTS:
                answer = await client.request(method, path, content=body, headers=headers)
                assert answer.status_code in (400, 422), (method, path, body)
                assert answer.json()["instance"]

    gateway.run(steps)

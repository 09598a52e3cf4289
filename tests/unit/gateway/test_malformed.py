"""Whatever is wrong with a body, at whatever address: 4xx, and the fields named."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.gateway.running import Gateway

VALUES = {"code": "110000", "number": "1"}
EXTRA = "no-such-field"
text = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)


def addresses(document: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Method, filled address and the body's field names, of everything that takes a body."""
    found = []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                name = content["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
                fields = list(document["components"]["schemas"][name].get("properties", {}))
                filled = re.sub(r"{(\w+)}", lambda one: VALUES.get(one[1], "x"), path)
                found.append((method.upper(), filled, fields))
    return found


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_wrong_body_is_named_at_every_address(gateway: Gateway, data: st.DataObject) -> None:
    """Right names with wrong things in them, and one field that nobody knows: 422, that field among those named."""
    invented = data.draw(st.lists(values, min_size=12, max_size=12))

    async def steps(client: httpx.AsyncClient) -> None:
        asked = addresses((await client.get("/api/openapi.json")).json())
        assert len(asked) > 35
        for method, path, fields in asked:
            body = dict(zip(fields, invented, strict=False)) | {EXTRA: invented[0]}
            answer = await client.request(
                method, path, content=json.dumps(body).encode(), headers={"content-type": "application/json"}
            )
            assert (method, path, answer.status_code) == (method, path, 422)
            problem = answer.json()
            assert (problem["code"], answer.headers["content-type"]) == ("FIELDS_INVALID", "application/problem+json")
            assert EXTRA in [fault["field"] for fault in problem["faults"]]
            assert all(fault["zh"] and fault["en"] for fault in problem["faults"])

    gateway.run(steps)
    assert gateway.divisions.seen == []


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"7", b'"text"', b"{", b"\xff", b'{"a":NaN}', b"[" * 99 + b"]" * 99]
)
def test_what_is_no_object_is_refused_at_every_address(gateway: Gateway, body: bytes) -> None:
    """Nothing at all, something else, or no JSON."""

    async def steps(client: httpx.AsyncClient) -> None:
        for method, path, fields in addresses((await client.get("/api/openapi.json")).json()):
            answer = await client.request(method, path, content=body, headers={"content-type": "application/json"})
            assert (method, path, answer.status_code) in ((method, path, 400), (method, path, 422)), fields
            assert answer.json()["instance"]

    gateway.run(steps)

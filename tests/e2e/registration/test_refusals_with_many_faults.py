"""Refusals that name many faults: 4xx with the first hundred and their count, at every operation (rules A4, B4, K5)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import httpx
import pytest

from cli.demo.client import User
from cli.synthetic import PLACE, resident_id
from tests.divisions import SHARED
from tests.e2e.registration.running import Contest

LIST, BODY_BYTES = 300, 1_900_000
LETTER = "数"
MIDDLING = 40  # characters of a text
# of patterns in the API's document, an example each
EXAMPLES = {
    r"^[0-9]{6}$": "110000",
    r"^([0-9]{6})?$": "110000",
    r"^[0-9a-f]{64}$": "0" * 64,
}


class Bodies:
    """Makes the largest bodies that an operation's schema takes, filled with what no rule accepts."""

    def __init__(self, document: dict[str, Any], longest: int, *, text: str = "", items: int = LIST) -> None:
        self._schemas, self._longest = document["components"]["schemas"], longest
        # what every text is, if not filled; how many items a list has at most
        self._given, self._items = text, items

    def of(self, schema: dict[str, Any], place: int = 0) -> Any:
        """Return a value of the schema; `place` is its place in a list, so that its texts differ from the others'."""
        if "$ref" in schema:
            return self.of(self._schemas[schema["$ref"].rsplit("/", 1)[-1]], place)
        if "anyOf" in schema:
            return self.of(schema["anyOf"][0], place)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][place % len(schema["enum"])]
        kind = schema.get("type")
        if kind == "object":
            return {name: self.of(part, place) for name, part in schema.get("properties", {}).items()}
        if kind == "array":
            return [self.of(schema["items"], n) for n in range(min(schema.get("maxItems", LIST), self._items))]
        if kind in ("integer", "number"):
            return schema.get("maximum", schema.get("minimum", 7))
        if kind == "boolean":
            return True
        return self._text(schema, place)

    def _text(self, schema: dict[str, Any], place: int) -> str:
        if schema.get("format") == "date-time":
            return f"2024-{1 + place % 12:02d}-01T00:00:00+08:00"
        if self._given:
            return self._given
        if "pattern" in schema:
            return EXAMPLES.get(schema["pattern"], "x")
        return f"{place}".ljust(min(schema.get("maxLength", self._longest), self._longest), LETTER)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path and body schema of each operation that takes JSON."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                yield method.upper(), path, content["application/json"]["schema"]


def test_b4_b5_a_team_with_fifty_wrong_representatives_is_422_and_a_right_one_registers(contest: Contest) -> None:
    """B4, B5: each of the faults is named, with its field; without them the team registers."""
    user, body = contest.user(), contest.body(people=1)
    wrong = [
        body["representatives"][0] | {"identity_number": f"ABCDEF19900101{n:04d}", "name": f"代表{LETTER * 50}{n}"}
        for n in range(50)
    ]
    problem = contest.problem(lambda: user.post("/api/v1/teams", body | {"representatives": wrong}))
    assert problem["status"] == 422
    assert problem["fault_count"] == len(problem["faults"]) >= 50
    assert user.post("/api/v1/teams", body)["state"] == "registered"


def test_a4_a_scheme_with_hundreds_of_faults_is_refused_with_the_first_and_the_count(contest: Contest) -> None:
    """A4: the first hundred are named, in the scheme's order; the count says how many there are."""
    place = contest.own_place()
    code = contest.plan.divisions[place]
    host = contest.staff({"role": "host", "division": code})
    contest.clock.move_to(contest.plan.applies)
    wrong = {
        "tracks": [{"track": f"no_such_{n}", "topics": []} for n in range(50)],
        "organising_bodies": [{"name": "", "uscc": f"wrong-{n}", "role": "co_host"} for n in range(100)],
    }
    scheme = contest.scheme(place) | wrong
    problem = contest.problem(lambda: host.put(f"/api/v1/divisions/{code}/application", {"scheme": scheme}))
    assert (problem["status"], len(problem["faults"])) == (422, 100)
    assert problem["fault_count"] >= 150
    assert host.put(f"/api/v1/divisions/{code}/application", {"scheme": contest.scheme(place)})["state"] == "applied"


@pytest.mark.parametrize("longest", [0, MIDDLING, 4_000])
@pytest.mark.long
def test_k5_no_operation_answers_its_worst_body_with_a_5xx(contest: Contest, longest: int) -> None:
    """K5: as each role, on a team and a division of one's own: whatever is wrong, and however much, is a 4xx that says so."""
    owner = contest.user()
    team_id = contest.register(owner)["facts"]["team_id"]
    division = contest.plan.divisions[SHARED]
    roles = ("host", "reviewer", "expert", "recommender") if longest == MIDDLING else ("host",)
    users = {
        role: contest.staff({"role": role, "division": "" if role == "recommender" else division}) for role in roles
    }
    users |= {"participant": owner, "secretariat": contest.secretariat, "public": contest.public()}
    users |= {"committee": contest.committee()} if longest == MIDDLING else {}
    document = httpx.get(f"{contest.stack.url}/api/openapi.json").json()
    seen = 0
    for method, path, schema in operations(document):
        ids = {
            "team_id": team_id,
            "code": division,
            "division_code": division,
            "number": "1",
            "left": "1",
            "right": "1",
        }
        address = re.sub(r"{(\w+)}", lambda part, ids=ids: ids.get(part[1], "nothing"), path)  # type: ignore[misc]
        body = largest(document, schema, longest)
        for name, user in users.items():
            answer = send(contest, user, method, address, body)
            assert answer.status_code < 500, (name, method, path, answer.text[:300])
            seen += 1
            if answer.status_code == 422 and (problem := answer.json())["faults"]:
                assert len(problem["faults"]) == min(problem["fault_count"], 100), (name, method, path)
    assert seen > 50 * len(users)


def largest(document: dict[str, Any], schema: dict[str, Any], longest: int) -> Any:
    """Return the largest body of the schema whose texts have at most so many characters, and which the gateway reads."""
    body = Bodies(document, longest).of(schema)
    while len(json.dumps(body)) > BODY_BYTES and longest:
        longest //= 2
        body = Bodies(document, longest).of(schema)
    return body


def send(contest: Contest, user: User, method: str, address: str, body: Any) -> httpx.Response:
    """Send a body as this user, once, and return whatever the gateway answers."""
    headers = {"Authorization": f"Bearer {user.token}"} if user.token else {}
    return httpx.request(method, contest.stack.url + address, json=body, headers=headers, timeout=60)


def test_k4_no_refusal_of_any_operation_repeats_what_was_typed(contest: Contest) -> None:
    """K4: an identity number in any text, field's name, address or query of any operation is in no 4xx, whoever sends it."""
    typed = resident_id(PLACE, date(1990, 1, 1), 9)
    owner = contest.user()
    team_id = contest.register(owner)["facts"]["team_id"]
    division = contest.plan.divisions[SHARED]
    host = contest.staff({"role": "host", "division": division})
    users = {"participant": owner, "host": host, "secretariat": contest.secretariat}
    document = httpx.get(f"{contest.stack.url}/api/openapi.json").json()
    known = {"team_id": team_id, "code": division, "division_code": division, "number": "1", "left": "1", "right": "1"}
    repeated, seen = [], 0
    with httpx.Client(base_url=contest.stack.url, timeout=60) as client:
        for method, path, addresses, bodies in typed_into(document, typed, known):
            for (name, user), address, body in product(users.items(), addresses, bodies):
                headers = {"Authorization": f"Bearer {user.token}"}
                answer = client.request(method, address, json=body, headers=headers)
                seen += answer.status_code >= 400
                if answer.status_code >= 400 and typed in answer.text + str(answer.headers):
                    repeated.append((name, method, path, answer.json()["code"]))
    assert sorted(set(repeated)) == []
    assert seen > 200 * len(users)


def typed_into(
    document: dict[str, Any], typed: str, known: dict[str, str]
) -> Iterator[tuple[str, str, set[str], list[Any]]]:
    """Yield method, path, addresses and bodies of each operation, with this text wherever an operation takes one."""
    for path, methods in document["paths"].items():
        own = re.sub(r"{(\w+)}", lambda part: known.get(part[1], "nothing"), path)
        strange = re.sub(r"{\w+}", typed, path)
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            queries = "&".join(
                f"{part['name']}={typed}" for part in operation.get("parameters", ()) if part["in"] == "query"
            )
            bodies: list[Any] = [None]
            if content is not None:
                body = Bodies(document, MIDDLING, text=typed, items=2).of(content["schema"])
                bodies = [body, Bodies(document, MIDDLING, items=2).of(content["schema"]) | {typed: typed}]
            # what takes no text would withdraw the team, or sign its user out
            addresses = {own, strange} if content is not None or method == "get" else {strange} - {path}
            yield method.upper(), path, addresses | ({f"{own}?{queries}"} if queries else set()), bodies

"""The API's document says of every operation what it takes and what may come back, in one way."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.openapi.models import OpenAPI
from fastapi.routing import APIRoute
from google.protobuf import descriptor_pool, json_format
from google.protobuf.message_factory import GetMessageClass
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]
from jsonschema.exceptions import ValidationError  # type: ignore[import-untyped]

from chassis.edition.current import edition
from chassis.permissions import ROUTES
from chassis.permissions.statuses import statuses_of
from chassis.settings import settings
from gateway.answers import as_json, shown_fields
from gateway.api.answer_examples import example
from gateway.api.schemas import component
from gateway.api.subjects import chinese_titles
from gateway.app import ROUTERS, application
from gateway.settings import GatewaySettings

ROOT = Path(__file__).parents[2]
JSON, PROBLEM = "application/json", "application/problem+json"
# answers that are no messages of the contracts: what browsers take for a passkey, and the edition, which is its file
FOREIGN = {"PasskeyOptions", "Edition"}


@pytest.fixture(scope="module")
def document() -> Iterator[dict[str, Any]]:
    """Return the document of a gateway whose public address is set."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASAI_EDITION_FILE", str(ROOT / "editions" / "2024.yaml"))
        settings.cache_clear()
        edition.cache_clear()
        yield application(GatewaySettings(public_url="https://dasai.example.test/")).openapi()
    settings.cache_clear()
    edition.cache_clear()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path and description of each operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def validator(document: dict[str, Any], name: str) -> Any:
    """Return what holds values against a schema of the document."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return Draft202012Validator(schema, format_checker=FormatChecker())


def schema_name(schema: dict[str, Any]) -> str:
    """Return the name of the schema that a reference leads to; an empty text if it is no reference."""
    return str(schema.get("$ref", "")).removeprefix("#/components/schemas/")


def answers(document: dict[str, Any]) -> dict[str, set[str]]:
    """Return the names of the schemas of answers, each with the operations that answer with it."""
    named: dict[str, set[str]] = {}
    for _, _, operation in operations(document):
        for status, response in operation["responses"].items():
            name = schema_name(response.get("content", {}).get(JSON, {}).get("schema", {}))
            if status.startswith("2") and name:
                named.setdefault(name, set()).add(operation["operationId"])
    return named


def reached_from(document: dict[str, Any], names: set[str]) -> set[str]:
    """Return the names of schemas and of all that these consist of."""
    reached, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            properties = str(document["components"]["schemas"][name].get("properties", {}))
            waiting += re.findall(r"'#/components/schemas/([^']+)'", properties)
    return reached


def bodies(document: dict[str, Any]) -> set[str]:
    """Return the names of the schemas of request bodies."""
    return {
        schema_name(operation["requestBody"]["content"][JSON]["schema"])
        for _, _, operation in operations(document)
        if JSON in operation.get("requestBody", {}).get("content", {})
    }


def undescribed(document: dict[str, Any], names: set[str]) -> list[str]:
    """Return the fields of schemas that nothing is said of."""
    schemas = document["components"]["schemas"]
    return [
        f"{name}.{field}"
        for name in sorted(names)
        for field, part in schemas[name].get("properties", {}).items()
        if not part.get("description")
    ]


def messages(document: dict[str, Any]) -> dict[str, Any]:
    """Return the contracts' messages that answers consist of, by their names in the document."""
    names = reached_from(document, set(answers(document)) - FOREIGN)
    described = {}
    for path in sorted((ROOT / "proto" / "dasai").rglob("*.proto")):
        module = importlib.import_module(".".join([*path.relative_to(ROOT / "proto").parent.parts, f"{path.stem}_pb2"]))
        for descriptor in module.DESCRIPTOR.message_types_by_name.values():
            if component(descriptor) in names:
                described[component(descriptor)] = descriptor
    assert len(described) > 150
    return described


def test_it_is_an_openapi_document(document: dict[str, Any]) -> None:
    """FastAPI's model of OpenAPI 3.1 takes it, and every reference leads somewhere."""
    OpenAPI.model_validate(document)
    references = set(re.findall(r"'\$ref': '#/components/schemas/([^']+)'", str(document)))
    assert references - set(document["components"]["schemas"]) == set()
    assert [name for name in document["components"]["schemas"] if not re.fullmatch(r"[A-Z][A-Za-z0-9]+", name)] == []
    assert document["servers"][0]["url"] == "https://dasai.example.test"


def test_every_operation_has_a_schema_for_its_answer(document: dict[str, Any]) -> None:
    """A message, a file of stated types, or nothing at all."""
    without = []
    for method, path, operation in operations(document):
        good = {status: response for status, response in operation["responses"].items() if status.startswith("2")}
        for status, response in good.items():
            content = response.get("content", {})
            if status == "204" or method == "head":
                described = content == {}
            elif JSON in content and not response.get("x-file"):
                described = schema_name(content[JSON]["schema"]) != ""
            else:
                described = bool(content) and all(
                    part["schema"] == ({"type": "object"} if media == JSON else {"type": "string", "format": "binary"})
                    for media, part in content.items()
                )
            if not described:
                without.append((method, path, status))
        assert good, (method, path)
    assert without == []


def test_an_answer_of_json_is_no_string(document: dict[str, Any]) -> None:
    """Also a file: a string in quotes would be another answer than the object that comes back."""
    strings = [
        (method, path, status)
        for method, path, operation in operations(document)
        for status, response in operation["responses"].items()
        for media, part in response.get("content", {}).items()
        if media.endswith("json") and part["schema"].get("type") == "string"
    ]
    assert strings == []


def test_every_answer_is_closed_and_says_what_each_field_is(document: dict[str, Any]) -> None:
    """No answer has a field that the document does not name; each has a description, from the contracts."""
    objects = {name: document["components"]["schemas"][name] for name in messages(document)}
    assert [name for name, schema in objects.items() if schema.get("additionalProperties") is not False] == []
    assert undescribed(document, set(objects)) == []


def test_every_body_is_closed_and_says_what_each_field_is(document: dict[str, Any]) -> None:
    """What a request may hold is described as the contract describes it, and nothing else is taken."""
    names = {
        name
        for name in reached_from(document, bodies(document))
        if document["components"]["schemas"][name]["type"] == "object"
    }
    assert len(names) > 90
    assert [
        name for name in names if document["components"]["schemas"][name].get("additionalProperties") is not False
    ] == []
    assert undescribed(document, names) == []


def test_internal_fields_are_not_named_and_not_shown(document: dict[str, Any]) -> None:
    """Neither the document nor an answer has a field that the contracts mark as internal."""
    facts = descriptor_pool.Default().FindMessageTypeByName("dasai.common.v1.TeamFacts")
    internal = {"person_keys", "accounts_changed"}
    assert internal <= {field.name for field in facts.fields}
    assert internal & set(document["components"]["schemas"]["TeamFacts"]["properties"]) == set()
    message = GetMessageClass(facts)(person_keys=["key"], accounts_changed=7, team_id="team-1")
    assert internal & set(as_json(message)) == set()
    assert as_json(message)["team_id"] == "team-1"


def test_operation_ids_are_short_and_each_is_there_once(document: dict[str, Any]) -> None:
    """`registerTeam`, not the whole path."""
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert sorted(ids) == sorted(set(ids))
    assert [name for name in ids if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name) or len(name) > 32] == []
    assert "registerTeam" in ids


def test_every_tag_is_described_and_in_a_group(document: dict[str, Any]) -> None:
    """The tags are the subjects."""
    used = {tag for _, _, operation in operations(document) for tag in operation["tags"]}
    assert used == {tag["name"] for tag in document["tags"] if tag["description"]}
    assert [tag["name"] for tag in document["tags"] if not re.fullmatch("[一-鿿].*。", tag["x-description-zh"])] == []
    assert sorted(tag for group in document["x-tagGroups"] for tag in group["tags"]) == sorted(used)


def test_every_operation_has_a_title_in_chinese(document: dict[str, Any]) -> None:
    """K5: a short one, as a heading; nothing is left of operations that there are no more, and no two are called the same."""
    titles = [operation["x-summary-zh"] for _, _, operation in operations(document)]
    assert [title for title in titles if not re.fullmatch("[一-鿿（）、，A-Z]{2,26}", title)] == []
    assert sorted(titles) == sorted(set(titles))
    assert set(chinese_titles()) == {operation["operationId"] for _, _, operation in operations(document)}


def test_commands_take_an_idempotency_key_and_reading_does_not(document: dict[str, Any]) -> None:
    """The header is declared on every command, with its bounds."""
    for method, path, operation in operations(document):
        keys = [part["schema"] for part in operation.get("parameters", ()) if part["name"] == "Idempotency-Key"]
        expected = [] if method in ("get", "head") else [1, 200]
        assert [bound for key in keys for bound in (key["minLength"], key["maxLength"])] == expected, (method, path)


def test_every_parameter_is_described_and_bounded(document: dict[str, Any]) -> None:
    """Texts have a longest length or a form, numbers a range."""
    faults = []
    for method, path, operation in operations(document):
        for part in operation.get("parameters", ()):
            schema = part["schema"]
            kinds = [kind for kind in schema.get("anyOf", [schema]) if kind.get("type") != "null"]
            if not part.get("description"):
                faults.append((method, path, part["name"], "no description"))
            bounded = all(
                kind.keys() & {"maxLength", "pattern", "enum", "const", "maximum", "format", "$ref"} for kind in kinds
            )
            if not bounded and schema.get("type") != "boolean":
                faults.append((method, path, part["name"], "no bound"))
    assert faults == []


def test_waiting_is_declared_wherever_it_may_be_asked_for(document: dict[str, Any]) -> None:
    """429 and 503 carry Retry-After; problems are problems everywhere."""
    for method, path, operation in operations(document):
        for status, response in operation["responses"].items():
            if status.startswith(("4", "5")):
                assert list(response["content"]) == [PROBLEM], (method, path, status)
                assert ("Retry-After" in response.get("headers", {})) == (status in ("429", "503")), (method, path)
                assert ("WWW-Authenticate" in response.get("headers", {})) == (status == "401"), (method, path)
        assert {"401", "403", "503"} <= set(operation["responses"]), (method, path)


def test_k1_the_refusals_of_an_operation_are_those_of_the_table(document: dict[str, Any]) -> None:
    """K1: no status is stated twice, and none is stated of a route that never answers it."""
    for method, path, operation in operations(document):
        route = f"{method.upper()} {path}"
        refused = {int(status) for status in operation["responses"] if status.startswith(("4", "5"))}
        assert refused == statuses_of(ROUTES[route], route), route


def test_k1_a_route_that_counts_tries_may_answer_429() -> None:
    """K1: by the table; a route counts them by what it depends on or itself."""
    counting = set()
    for name in ROUTERS:
        for route in importlib.import_module(name).router.routes:
            assert isinstance(route, APIRoute)
            used = [inspect.getsource(route.endpoint), *(str(each.dependency) for each in route.dependencies)]
            if route.path.startswith("/api/") and any(
                re.search(r" count_\w+(\(request\)| at )", part) for part in used
            ):
                counting |= {f"{method} {route.path}" for method in route.methods}
    assert len(counting) >= 10
    assert [route for route in sorted(counting) if 429 not in statuses_of(ROUTES[route], route)] == []


def test_a_programs_device_is_a_declared_header(document: dict[str, Any]) -> None:
    """K1: by it a program never waits for strangers' tries."""
    sign_in = document["paths"]["/api/v1/sessions"]["post"]
    assert [part["name"] for part in sign_in["parameters"] if part["in"] == "header"] == [
        "Dasai-Device",
        "Idempotency-Key",
    ]
    assert "429" in sign_in["responses"]


def test_uploads_and_downloads_declare_their_headers(document: dict[str, Any]) -> None:
    """The headers of tus, a download's types, and its ranges with 206 and 416."""
    begin = document["paths"]["/api/v1/teams/{team_id}/material"]["post"]
    names = {part["name"] for part in begin["parameters"] if part["in"] == "header"}
    assert names >= {"Tus-Resumable", "Upload-Length", "Upload-Metadata", "Upload-Checksum"}
    assert set(begin["responses"]["201"]["headers"]) >= {"Location", "Upload-Offset", "Upload-Expires"}
    upload = document["paths"]["/api/v1/material-uploads/{upload_id}"]
    assert set(upload) == {"head", "get", "patch", "delete"}
    assert set(upload["patch"]["requestBody"]["content"]) == {"application/offset+octet-stream"}
    assert {"409", "410", "412", "460"} <= set(upload["patch"]["responses"])
    download = document["paths"]["/api/v1/teams/{team_id}/material/{material_id}"]["get"]
    assert {"200", "206", "416"} <= set(download["responses"])
    types = {media for formats in edition().files.formats for media in formats.media_types}
    assert set(download["responses"]["206"]["content"]) == types
    assert {"ETag", "Content-Range"} <= set(download["responses"]["206"]["headers"])
    export = document["paths"]["/api/v1/activities/{activity_id}/sign-ups/export"]["get"]["responses"]["200"]
    assert sorted(media.split("/")[1] for media in export["content"]) == [
        "csv",
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]


def test_every_request_and_every_answer_has_an_example_that_is_valid(document: dict[str, Any]) -> None:
    """Each is held against its schema, with formats."""
    schemas = document["components"]["schemas"]
    shown = (set(answers(document)) | bodies(document) | {"Problem"}) - FOREIGN
    assert [name for name in sorted(shown) if not schemas[name].get("examples")] == []
    for name in sorted(shown):
        for value in schemas[name]["examples"]:
            validator(document, name).validate(value)


def test_every_message_is_valid_as_it_is_shown_empty_or_full(document: dict[str, Any]) -> None:
    """What `as_json` makes of a message fits its schema, and a field that the schema lacks does not."""
    for name, descriptor in messages(document).items():
        check = validator(document, name)
        check.validate(as_json(GetMessageClass(descriptor)()))
        check.validate(example(descriptor))
        with pytest.raises(ValidationError):
            check.validate(example(descriptor) | {"no_such_field": 1})


def test_messages_are_shown_as_protobuf_shows_them_but_for_the_rules_of_the_house(document: dict[str, Any]) -> None:
    """The fields of protobuf's own JSON without internal ones and the ids beside deprecated enums, and what is always there."""
    for descriptor in messages(document).values():
        message = GetMessageClass(descriptor)()
        ours, theirs = (
            as_json(message),
            json_format.MessageToDict(
                message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
            ),
        )
        shown = shown_fields(descriptor)
        there = {field.name for field in shown if not field.presence}
        assert set(ours) == (set(theirs) & {field.name for field in shown}) | there, descriptor.full_name


def test_k1_the_document_states_who_may_do_an_operation(document: dict[str, Any]) -> None:
    """K1: from the table of permissions; only what is public asks for no credentials."""
    public, team = document["paths"]["/api/v1/edition"]["get"], document["paths"]["/api/v1/teams"]["post"]
    assert {} in public["security"]
    assert {} not in team["security"]
    assert team["x-allowed"] == [{"who": "participant", "scope": "any"}]
    assert team["x-token-scope"] == "registration:write"

"""The API's document, and pages that show it without scripts, for anyone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup, escape

from chassis.kernel.refusal import refuse
from chassis.refusals import NOT_FOUND
from gateway.api.document import DESCRIPTION_EN, DESCRIPTION_ZH, as_bytes
from gateway.api.schemas import REFERENCE
from gateway.api.subjects import CHINESE
from gateway.routing import Router

from ..pages import render, templates

router = Router(include_in_schema=False)
DOCUMENT = "/api/openapi.json"
JSON = "application/json"
_CODE, _BOLD = re.compile(r"`([^`]+)`"), re.compile(r"\*\*([^*]+)\*\*")
# a line that ends in Chinese goes on without a blank
_AFTER_CHINESE = re.compile("(?<=[；，。：]) ")
_TITLE_ENDS = re.compile("[：，（。]")
_REFERENCED = re.compile(rf"'{re.escape(REFERENCE)}(\w+)'")
# what is said of how large a value may be, by the word of JSON Schema
_BOUNDS = {
    "minLength": {"zh": "≥ {}个字符", "en": "≥ {} characters"},
    "maxLength": {"zh": "≤ {}个字符", "en": "≤ {} characters"},
    "minimum": {"zh": "≥ {}", "en": "≥ {}"},
    "maximum": {"zh": "≤ {}", "en": "≤ {}"},
    "minItems": {"zh": "≥ {}项", "en": "≥ {} items"},
    "maxItems": {"zh": "≤ {}项", "en": "≤ {} items"},
    "default": {"zh": "默认 {}", "en": "default {}"},
}
# bounds that every number of its kind has say nothing of a single one
_OF_ALL = {-(2**31), 2**31 - 1, -(2**53), 2**53, 0}


@router.get(DOCUMENT)
async def document(request: Request) -> Response:
    """Return the API's document; it is the same for everyone, and changes with a release or an edition."""
    state = request.app.state
    if not hasattr(state, "document"):
        state.document = as_bytes(request.app.openapi())
    return Response(state.document, media_type=JSON, headers={"Cache-Control": "public, max-age=60"})


@router.get("/api/docs")
async def overview_page(request: Request) -> Response:
    """Return the page with what all operations have in common, and a list of them by subject."""
    written = request.app.openapi()
    tags = {tag["name"]: tag for tag in written["tags"]}
    groups = [
        {
            "name": tuple(group["name"].split(" ", 1)),
            "subjects": [
                {"name": tag, "title": _title(tag), "words": tags[tag], "operations": list(_operations(written, tag))}
                for tag in group["tags"]
            ],
        }
        for group in written["x-tagGroups"]
    ]
    words = {"zh": DESCRIPTION_ZH, "en": DESCRIPTION_EN}
    return render(request, "public/api_docs.html", groups=groups, document=DOCUMENT, description=words)


@router.get("/api/docs/{subject}")
async def subject_page(request: Request, subject: str) -> Response:
    """Return the page with a subject's operations and all that they take and answer; refuse NOT_FOUND for another one."""
    written = request.app.openapi()
    words = next((tag for tag in written["tags"] if tag["name"] == subject), None)
    if words is None:
        refuse(NOT_FOUND, what="address")
    state = request.app.state
    if not hasattr(state, "subjects"):
        state.subjects = {}
    if subject not in state.subjects:
        operations = list(_operations(written, subject))
        state.subjects[subject] = operations, _schemas(written, str(operations))
    operations, schemas = state.subjects[subject]
    values = {
        "subject": subject,
        "subject_title": _title(subject),
        "words": words,
        "operations": operations,
        "schemas": schemas,
    }
    return render(request, "public/api_subject.html", document=DOCUMENT, **values)


def _title(subject: str) -> str:
    """Return what a subject is called on a Chinese page: what its description begins with."""
    return _TITLE_ENDS.split(CHINESE[subject], maxsplit=1)[0]


def _operations(written: dict[str, Any], subject: str) -> Iterator[dict[str, Any]]:
    """Yield a subject's operations, each with its method and address."""
    for path, methods in written["paths"].items():
        for method, operation in methods.items():
            if subject in operation["tags"]:
                yield {"method": method.upper(), "path": path, **operation}


def _schemas(written: dict[str, Any], operations: str) -> dict[str, Any]:
    """Return the schemas that operations name, and those that these consist of."""
    schemas, reached = written["components"]["schemas"], set()
    waiting = _named(operations)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting |= _named(str(schemas[name]))
    return {name: schemas[name] for name in sorted(reached)}


def _named(part: str) -> set[str]:
    return set(_REFERENCED.findall(part))


def kind(schema: dict[str, Any]) -> Markup:
    """Return in a few words of what kind a value is, with a link to its schema if it has one of its own."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(REFERENCE)
        return Markup('<a class="govuk-link" href="#schema-{0}">{0}</a>').format(name)
    if schema.get("type") == "array":
        return Markup("{}[]").format(kind(schema["items"]))
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return Markup(" | ").join(kind(part) for part in schema[several])
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return Markup(" · ").join(Markup("<code>{}</code>").format(json.dumps(value)) for value in values)
    return escape(schema.get("format") or schema.get("type") or "any")


def bounds(schema: dict[str, Any], shown_in: str) -> str:
    """Return in a language how large a value may be, and what form it has; values are written as JSON."""
    said = [
        words[shown_in].format(json.dumps(schema[name], ensure_ascii=False))
        for name, words in _BOUNDS.items()
        if name in schema
        and schema[name] not in ("", [], None)
        and not (name in ("minimum", "maximum") and _says_nothing(schema, name))
    ]
    if "pattern" in schema:
        said.append(schema["pattern"])
    return ("，" if shown_in == "zh" else ", ").join(said)


def _says_nothing(schema: dict[str, Any], name: str) -> bool:
    return schema[name] in _OF_ALL and (name == "maximum" or schema[name] != 0)


def marked(text: str) -> Markup:
    """Return a text of the document as HTML: its paragraphs and points, with code and what is bold."""
    blocks = []
    for block in text.strip().split("\n\n"):
        points = re.split(r"(?m)^- ", block)
        lines = [_inline(_AFTER_CHINESE.sub("", " ".join(point.split()))) for point in points if point.strip()]
        if len(points) > 1:
            blocks.append(
                Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(line) for line in lines))
            )
        else:
            blocks.append(Markup("<p>{}</p>").format(lines[0] if lines else ""))
    return Markup("\n").join(blocks)


def _inline(text: str) -> Markup:
    html = _CODE.sub(r"<code>\1</code>", str(escape(text)))
    return Markup(_BOLD.sub(r"<strong>\1</strong>", html))  # noqa: S704 - escaped above


@cache
def pretty(value: str) -> str:
    """Return JSON in lines."""
    return json.dumps(json.loads(value), ensure_ascii=False, indent=2)


def example(schema: dict[str, Any]) -> str:
    """Return the first example of a schema, in lines; an empty text if it has none."""
    examples = schema.get("examples", [])
    return pretty(json.dumps(examples[0])) if examples else ""


templates.env.filters |= {"api_kind": kind, "api_bounds": bounds, "api_text": marked, "api_example": example}

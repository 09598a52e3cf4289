"""`./dasai client`: make the types and operations of clients/python from the gateway's API document, or compare them."""

from __future__ import annotations

import json
import keyword
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from cli.stack.program import ROOT

PACKAGE = ROOT / "clients" / "python" / "dasai_client"
_METHODS = ("get", "post", "put", "patch", "delete")
_MODELS_OPTIONS = (
    *("--input-file-type", "openapi", "--openapi-scopes", "schemas"),
    *("--output-model-type", "typing.TypedDict", "--target-python-version", "3.11"),
    *("--use-standard-collections", "--use-union-operator", "--enum-field-as-literal", "all"),
    *("--use-schema-description", "--use-field-description", "--use-title-as-name"),
    *("--disable-timestamp", "--formatters", "builtin"),
)
_HEAD = '''"""{words}

Made by `./dasai client` from the API document; don't edit it by hand.
"""

from __future__ import annotations

'''
_SCALARS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}


def document() -> dict[str, Any]:
    """Return the gateway's API document."""
    from gateway.app import application
    from gateway.settings import gateway_settings

    return application(gateway_settings()).openapi()


def models(api: Mapping[str, Any]) -> str:
    """Return the module of types: a TypedDict for each schema of the document."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "openapi.json", Path(folder) / "models.py"
        source.write_text(json.dumps(_without_examples(api), ensure_ascii=False), encoding="utf-8")
        command = [sys.executable, "-m", "datamodel_code_generator", "--input", str(source), "--output", str(target)]
        subprocess.run([*command, *_MODELS_OPTIONS], check=True)
        text = target.read_text(encoding="utf-8")
    body = text.split("from __future__ import annotations\n", 1)[1]
    # the platform may add fields: types that forbid them would be wrong tomorrow
    return (
        _HEAD.format(words="The bodies and answers of Dasai's API, as types.")
        + body.replace(", closed=True", "").lstrip()
    )


def _without_examples(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_examples(part) for name, part in value.items() if name not in ("example", "examples")}
    return [_without_examples(part) for part in value] if isinstance(value, list) else value


def operations(api: Mapping[str, Any]) -> str:
    """Return the module of operations: a method for each, by the snake case of its id; uploads are written by hand."""
    lines = [
        _HEAD.format(words="The operations of Dasai's API: a method for each."),
        "from typing import Any, Literal, cast",
        "from urllib.parse import quote",
        "",
        "from . import models",
        "from .transport import Transport",
        "",
        "",
        "def _part(value: str | int) -> str:",
        '    """Return a value as a part of an address."""',
        '    return quote(str(value), safe="")',
        "",
        "",
        "class Operations:",
        '    """A method for each operation of the API; each raises Refused."""',
        "",
        "    def __init__(self, transport: Transport) -> None:",
        "        self._transport = transport",
    ]
    for path, methods in api["paths"].items():
        for method in _METHODS:
            operation = methods.get(method)
            if operation is not None and not _is_upload(operation):
                lines += ["", *_method(method.upper(), path, operation)]
    return "\n".join(lines) + "\n"


def _is_upload(operation: Mapping[str, Any]) -> bool:
    """Return True for the steps of an upload, and for a body that is no JSON."""
    headers = {parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "header"}
    bodies = operation.get("requestBody", {}).get("content", {"application/json": {}})
    return "Tus-Resumable" in headers or "application/json" not in bodies


def _method(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    parameters = operation.get("parameters", [])
    in_path = [parameter for parameter in parameters if parameter["in"] == "path"]
    in_query = [parameter for parameter in parameters if parameter["in"] == "query"]
    conditional = any(parameter["name"] == "If-Match" for parameter in parameters)
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    optional_body = body is not None and not operation["requestBody"].get("required", False)
    repeatable = method != "GET"
    arguments = ["self", *(f"{_name(each['name'])}: {_type(each['schema'])}" for each in in_path)]
    if body is not None:
        arguments.append(f"body: {_type(body)} | None = None" if optional_body else f"body: {_type(body)}")
    keywords = [f"{_name(each['name'])}: {_query_type(each)}" for each in in_query]
    if conditional:
        keywords.append('if_match: str = ""')
    if repeatable:
        keywords.append('idempotency_key: str = ""')
    if keywords:
        arguments += ["*", *keywords]
    answer, is_json = _answer(operation)
    yield f"    def {_snake(operation['operationId'])}({', '.join(arguments)}) -> {answer}:"
    yield from _docstring(operation)
    address = re.sub(r"\{(\w+)\}", lambda match: f"{{_part({_name(match[1])})}}", path)
    sent = [f'"{method}"', f'f"{address}"' if in_path else f'"{address}"']
    if body is not None and is_json:
        sent.append("body")
    elif body is not None:
        sent.append("json=body")
    if in_query:
        pairs = ", ".join(f'"{each["name"]}": {_name(each["name"])}' for each in in_query)
        sent.append(f"query={{{pairs}}}")
    if conditional:
        sent.append('headers={"If-Match": if_match} if if_match else None')
    if repeatable:
        sent.append("key=idempotency_key")
    if not is_json:
        yield f"        return self._transport.send({', '.join(sent)}).content"
    elif answer == "None":
        yield f"        self._transport.json({', '.join(sent)})"
    else:
        yield f"        return cast({answer}, self._transport.json({', '.join(sent)}))"


def _docstring(operation: Mapping[str, Any]) -> Iterator[str]:
    words = (operation.get("description") or operation.get("summary", "")).replace("\\", "\\\\").replace('"""', "'''")
    first, *more = words.strip().splitlines() or [""]
    yield f'        """{first}' + ("" if more else '"""')
    yield from (f"        {line}".rstrip() for line in more)
    if more:
        yield '        """'


def _answer(operation: Mapping[str, Any]) -> tuple[str, bool]:
    """Return the type of a successful answer, and True unless it is a file."""
    for status, response in operation["responses"].items():
        if status.startswith("2"):
            content = response.get("content", {})
            schema = content.get("application/json", {}).get("schema")
            if not content:
                return "None", True
            if schema is None or response.get("x-file"):
                return "bytes", False
            return _type(schema), True
    return "None", True


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return f"models.{schema['$ref'].rsplit('/', 1)[-1]}"
    if "enum" in schema:
        return f"Literal[{', '.join(map(repr, schema['enum']))}]"
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(map(_type, schema["anyOf"])))
    if schema.get("type") == "array":
        return f"list[{_type(schema['items'])}]"
    if schema.get("type") == "null":
        return "None"
    return _SCALARS.get(schema.get("type", ""), "Any")


def _query_type(parameter: Mapping[str, Any]) -> str:
    schema = parameter["schema"]
    if parameter.get("required"):
        return _type(schema)
    default = schema.get("default")
    return f"{_type(schema)} = {default!r}" if default is not None else f"{_type(schema)} | None = None"


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _name(name: str) -> str:
    plain = name.replace("-", "_")
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def made(api: Mapping[str, Any]) -> dict[Path, str]:
    """Return the text of each file that is made, formatted."""
    texts = {PACKAGE / "models.py": models(api), PACKAGE / "operations.py": operations(api)}
    return {path: _formatted(text) for path, text in texts.items()}


def _formatted(text: str) -> str:
    for words in (("check", "--fix", "--select", "I,F401"), ("format",)):
        command = [str(Path(sys.executable).parent / "ruff"), *words, "--quiet", "--stdin-filename", "made.py", "-"]
        text = subprocess.run(command, input=text, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return text


def client(compare: bool = typer.Option(False, "--compare", help="只核对是否过期 · only compare")) -> None:
    """根据接口文档生成clients/python中的类型与操作。

    Make the types and operations of clients/python from the API document; with --compare, exit 1 if they are stale.
    """
    files = made(document())
    stale = {
        path: text for path, text in files.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    names = ", ".join(path.name for path in stale)
    if compare and stale:
        typer.echo(f"clients/python：{names} 已过期 · is stale: run `./dasai client`", err=True)
        raise typer.Exit(1)
    for path, text in stale.items():
        path.write_text(text, encoding="utf-8")
    typer.echo(f"clients/python: {names or '无变化 · nothing changed'}")

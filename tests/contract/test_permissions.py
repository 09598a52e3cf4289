"""Nothing is reachable that the table of permissions does not name (rule K1)."""

from __future__ import annotations

import ast
import importlib
import re
import warnings
from collections.abc import Iterator

from fastapi.routing import APIRoute

from chassis.permissions import OPERATIONS
from chassis.permissions.table import FIELDS, ROUTES
from cli.contracts import compile_contracts
from cli.permissions import DOCUMENT, document
from cli.stack.program import ROOT


def served_routes() -> Iterator[str]:
    """Yield method and path template of every route that the gateway serves."""
    from gateway.app import PROBES, REHEARSED, ROUTERS

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in (*ROUTERS, *PROBES, *REHEARSED):
            for route in importlib.import_module(name).router.routes:
                assert isinstance(route, APIRoute)
                yield from (f"{method} {route.path}" for method in route.methods)


def rpcs() -> set[str]:
    return {
        f"{file.package}.{service.name}/{method.name}"
        for file in compile_contracts()
        for service in file.service
        for method in service.method
    }


def messages() -> dict[str, set[str]]:
    return {
        f"{file.package}.{message.name}": {field.name for field in message.field}
        for file in compile_contracts()
        for message in file.message_type
    }


def test_every_rpc_has_a_row_and_every_row_an_rpc() -> None:
    """K1: deny by default."""
    assert rpcs() == set(OPERATIONS)


def test_every_route_has_a_row_and_every_row_its_routes() -> None:
    """K1: deny by default."""
    assert set(served_routes()) == set(ROUTES)


def test_k1_what_is_hidden_from_readers_is_hidden_from_whoever_would_change_it() -> None:
    """K1: a refusal of a command says no more than one of reading: there is no such object, unless it would be shown."""
    hidden = {
        parameter
        for row in OPERATIONS.values()
        for route in row.routes
        if row.outside
        for parameter in re.findall(r"^GET .*/{(\w+_id)}$", route)
    }
    assert {"team_id", "case_id", "account_id", "sheet_id", "claim_id", "upload_id"} <= hidden
    hidden -= {"round_id"}  # a division's code and a track: no secret
    telling = [
        row.rpc
        for row in OPERATIONS.values()
        for route in row.routes
        if not row.outside and set(re.findall(r"{(\w+)}", route)) & hidden
    ]
    assert telling == []


def test_k1_permission_comes_before_content() -> None:
    """K1: whoever may not do something learns nothing about what it sent, nor by it about what there is.

    Before the table is asked a command only finds out what it is about. What is known of the caller alone may come before:
    its own account, the code that it shows, if it has signed up.
    """
    early = []
    for path in sorted((ROOT / "services").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                early += [f"{function.name}: {name}" for name in _refusing_before_the_table(function)]
    assert sorted(early) == [
        "_accept_for_own: _require_same_organisation",
        "_accept_for_own: refuse_unless",
        "_accept_for_own: require_open",
        "accept_invitation: require_open",
        # evidence of a claim that the caller decides on, which the table was asked about
        "get_material: require_harmless",
        "get_own_account: refuse",
        "list_activity_looks: refuse",
        "require_may_decide: refuse_unless",
        "sign_off: refuse",
    ]


def _refusing_before_the_table(function: ast.FunctionDef) -> Iterator[str]:
    """Yield the names of calls that may refuse before the first that names a row of the table."""
    asks = [any(_is_row(node) for node in ast.walk(statement)) for statement in function.body]
    for statement in function.body[: asks.index(True)] if any(asks) else ():
        for node in ast.walk(statement):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                # an object that is not there is refused as one that is hidden
                of_object = name == "refuse" and ast.unparse(node.args[0]) == "NOT_FOUND"
                if re.match("_?(refuse|require)", name) and name != "require_known" and not of_object:
                    yield name


def _is_row(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "permissions"


def test_restricted_fields_are_fields_of_the_contracts() -> None:
    known = messages()
    unknown = {
        (message, field) for message, fields in FIELDS.items() for field in fields if field not in known[message]
    }
    assert not unknown


def test_every_note_is_in_chinese_and_in_english() -> None:
    for row in OPERATIONS.values():
        zh, en = row.note
        assert bool(zh) == bool(en), row.rpc
        assert not zh or (re.search("[一-鿿]", zh) and zh.endswith("。")), row.rpc
        assert not en or (en.isascii() and en.endswith(".")), row.rpc


def test_the_document_is_the_table() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document()

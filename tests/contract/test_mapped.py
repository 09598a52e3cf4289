"""Check that each dataclass mapped to a message has its fields there: `chassis.mapping` would fail only at run time."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import typing
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from chassis.mapping import to_message

ROOT = Path(__file__).parents[2]
FILES = [
    path for path in sorted((ROOT / "services").rglob("*.py")) if "to_message(" in path.read_text(encoding="utf-8")
]


def missing(cls: Any, descriptor: Any, given: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the fields of a dataclass, and of those inside it, that a message lacks; `given` are set by the caller."""
    hints = typing.get_type_hints(cls)
    for each in dataclasses.fields(cls):
        if each.name.startswith("_") or each.name in given:
            continue
        field = descriptor.fields_by_name.get(each.name)
        if field is None:
            yield f"{cls.__name__}.{each.name} in {descriptor.full_name}"
            continue
        for inner in (hints[each.name], *typing.get_args(hints[each.name])):
            if dataclasses.is_dataclass(inner) and field.message_type is not None:
                yield from missing(inner, field.message_type)


def mapped(module: ModuleType) -> Iterator[tuple[Any, Any, frozenset[str]]]:
    """Yield what a module maps of a parameter, or of fields of one: dataclass, message, and the fields that it adds itself."""
    tree = ast.parse(inspect.getsource(module))
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        hints = typing.get_type_hints(getattr(module, function.name))
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            if getattr(call.func, "id", "") != to_message.__name__:
                continue
            cls = type_of(call.args[0], hints)
            if dataclasses.is_dataclass(cls):
                message = eval(ast.unparse(call.args[1]), vars(module))  # noqa: S307 - a name that our own source says
                yield cls, message.DESCRIPTOR, frozenset(each.arg for each in call.keywords if each.arg)


def type_of(node: ast.expr, hints: dict[str, Any]) -> Any:
    """Return the type of `team` or `team.facts`, by the types of parameters; None if it is not to be seen."""
    if isinstance(node, ast.Name):
        return without_none(hints.get(node.id))
    if isinstance(node, ast.Attribute):
        of = type_of(node.value, hints)
        return without_none(typing.get_type_hints(of).get(node.attr)) if inspect.isclass(of) else None
    return None


def without_none(hint: Any) -> Any:
    """Return a type without the None beside it."""
    kinds = [kind for kind in typing.get_args(hint) if kind is not type(None)]
    return kinds[0] if len(kinds) == 1 and not hasattr(hint, "__origin__") else hint


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT / "services")))
def test_what_is_mapped_by_name_has_its_fields_in_the_contract(path: Path) -> None:
    """A field that the message lacks would be an error of the server at the first call that has something to show."""
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert [fault for each in mapped(module) for fault in missing(*each)] == []


def test_most_mappings_are_seen_and_a_missing_field_is_found() -> None:
    """At least a mapping for each file of which there are several; a dataclass with another field is told."""
    modules = [importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts)) for path in FILES]
    seen = [each for module in modules for each in mapped(module)]
    assert len(seen) >= len(FILES)
    cls, descriptor, given = seen[0]
    wider = dataclasses.make_dataclass("Wider", [("unknown", str)], bases=(cls,), frozen=True, kw_only=True)
    assert list(missing(wider, descriptor, given)) == [f"Wider.unknown in {descriptor.full_name}"]

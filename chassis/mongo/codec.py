"""State of an aggregate to a document and back, by cattrs: the model's dataclasses are its only description."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import cattrs
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from ..kernel.aggregate import NOT_IN_STATE, Aggregate
from ..kernel.canonical import digest

A = TypeVar("A", bound=Aggregate)
# kept beside the state, not in it
_BESIDE = ("id", "version", "list_places", "_raised")


def _converter() -> cattrs.Converter:
    # defaults are left out: documents stay small, and a sparse unique index sees nothing where there is nothing
    converter = cattrs.Converter(omit_if_default=True, prefer_attrib_converters=False)
    converter.register_structure_hook(datetime, lambda value, _: value)
    converter.register_unstructure_hook(datetime, lambda value: value)
    converter.register_structure_hook(Decimal, lambda value, _: Decimal(value))
    converter.register_unstructure_hook(Decimal, lambda value: format(value, "f"))
    converter.register_unstructure_hook_func(
        lambda cls: getattr(cls, "__origin__", cls) is frozenset,
        lambda value: sorted(converter.unstructure(list(value))),
    )
    converter.register_unstructure_hook_func(
        lambda cls: getattr(cls, "__origin__", cls) is tuple,
        lambda value: [converter.unstructure(item) for item in value],
    )
    converter.register_unstructure_hook_factory(
        _leaves_out,
        lambda cls: make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True, **_left_out(cls)),
    )
    converter.register_structure_hook_factory(
        _leaves_out, lambda cls: make_dict_structure_fn(cls, converter, **_left_out(cls))
    )
    converter.register_structure_hook(bytes, lambda value, _: bytes(value))
    converter.register_unstructure_hook(bytes, lambda value: value)
    return converter


def _left_out(cls: Any) -> dict[str, Any]:
    """Return an override for each field of a dataclass that is marked NOT_IN_STATE."""
    fields = dataclasses.fields(cls) if isinstance(cls, type) and dataclasses.is_dataclass(cls) else ()
    return {field.name: override(omit=True) for field in fields if field.metadata == NOT_IN_STATE}


def _leaves_out(cls: Any) -> bool:
    return bool(_left_out(cls))


@cache
def _for_aggregate(cls: Any) -> cattrs.Converter:
    converter = _converter()
    beside = override(omit=True)
    converter.register_unstructure_hook(
        cls,
        make_dict_unstructure_fn(
            cls, converter, _cattrs_omit_if_default=True, id=beside, version=beside, list_places=beside, _raised=beside
        ),
    )
    structure = make_dict_structure_fn(cls, converter, version=beside, list_places=beside, _raised=beside)
    converter.register_structure_hook(cls, structure)
    return converter


def to_state(aggregate: Aggregate) -> dict[str, Any]:
    """Return what the document keeps of an aggregate, without identifier and version."""
    kind: Any = type(aggregate)
    state: dict[str, Any] = _for_aggregate(kind).unstructure(aggregate)
    return state


def decided_digest(state: Mapping[str, Any], fields: Iterable[str]) -> str:
    """Return the SHA-256 over these fields of an aggregate's state, as it is written and as it is stored (rule D5)."""
    return digest({name: _canonical(state.get(name)) for name in fields})


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _canonical(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, datetime):
        utc = value.astimezone(UTC) if value.tzinfo is not None else value.replace(tzinfo=UTC)
        return utc.isoformat(timespec="milliseconds")
    return value


@cache
def _fields(cls: Any) -> frozenset[str]:
    return frozenset(field.name for field in dataclasses.fields(cls)) - set(_BESIDE)


def from_state(cls: type[A], identifier: str, version: int, state: dict[str, Any]) -> A:
    """Return the aggregate of a document's state; raises ValueError for state that the model doesn't know."""
    kind: Any = cls
    unknown = set(state) - _fields(kind)
    if unknown:
        raise ValueError(f"{cls.__name__} {identifier} holds unknown state {sorted(unknown)}")
    aggregate: A = _for_aggregate(kind).structure({**state, "id": identifier}, cls)
    aggregate.version = version
    return aggregate

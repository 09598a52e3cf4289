"""Messages of the contracts as the API shows them; `gateway/api/schemas.py` describes the same fields."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from dasai.common.v1.answers_pb2 import always, internal
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from chassis.mapping import enum_value, id_beside

TIMESTAMP = "google.protobuf.Timestamp"
Show = Callable[[Any], Any]

# what a scalar of the contracts is in JSON: 64-bit numbers are numbers, none of ours is beyond 2**53
_PLAIN = (
    FieldDescriptor.CPPTYPE_STRING,
    FieldDescriptor.CPPTYPE_BOOL,
    FieldDescriptor.CPPTYPE_INT32,
    FieldDescriptor.CPPTYPE_UINT32,
    FieldDescriptor.CPPTYPE_INT64,
    FieldDescriptor.CPPTYPE_UINT64,
    FieldDescriptor.CPPTYPE_DOUBLE,
)


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field of a message that the API shows.

    `beside` is the field that has the edition's own choice in place of a deprecated enum (`kind_id` beside `kind`): both are
    shown as one. Of a field with `presence` nothing is shown while it is not set; every other field is always there, and so is
    a message that the contract marks as `always`.
    """

    descriptor: Any  # the class of a descriptor depends on the implementation that protobuf runs on
    beside: Any
    presence: bool

    @property
    def name(self) -> str:
        """Return the field's name, in the contracts and in JSON."""
        return str(self.descriptor.name)


def is_map(field: Any) -> bool:
    """Return True if the field is a map; every map of the contracts is from text to text."""
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def shown_fields(descriptor: Any) -> list[ShownField]:
    """Return the fields of a message that the API shows, in the order of the contract: all but those marked as internal."""
    beside = {choice.name for choice in map(id_beside, descriptor.fields) if choice is not None}
    return [
        ShownField(field, id_beside(field), field.has_presence and not field.GetOptions().Extensions[always])
        for field in descriptor.fields
        if not field.GetOptions().Extensions[internal] and field.name not in beside
    ]


def as_json(message: Message) -> dict[str, Any]:
    """Return a message as the API shows it.

    Names are in snake_case, enums in lower case without prefix, times in RFC 3339; what has a default is there too. Fields that
    are internal are left out.
    """
    shown: dict[str, Any] = {}
    for name, beside, presence, show in _plan(message.DESCRIPTOR):
        if presence and not message.HasField(name):
            continue
        shown[name] = (getattr(message, beside) if beside else "") or show(getattr(message, name))
    return shown


@cache
def _plan(descriptor: Any) -> tuple[tuple[str, str, bool, Show], ...]:
    """Return for each field its name, the field beside it, if it has presence, and how its value is shown."""
    return tuple(
        (
            field.name,
            field.beside.name if field.beside is not None else "",
            field.presence,
            _show_field(field.descriptor),
        )
        for field in shown_fields(descriptor)
    )


def _show_field(field: Any) -> Show:
    if is_map(field):
        return dict
    show = _show_value(field)
    return (lambda values: [show(value) for value in values]) if field.is_repeated else show


def _show_value(field: Any) -> Show:
    if field.enum_type is not None:
        # a number of a newer contract has no name here
        values = {value.number: enum_value(value.number, field.enum_type) for value in field.enum_type.values}
        return lambda number: values.get(number, "")
    if field.message_type is not None:
        if field.message_type.full_name == TIMESTAMP:
            return lambda stamp: stamp.ToJsonString()
        if field.message_type.full_name.startswith("google."):
            raise TypeError(f"{field.full_name}: the API shows no {field.message_type.full_name}")
        return as_json
    if field.type == FieldDescriptor.TYPE_BYTES:
        return lambda content: base64.b64encode(content).decode()
    if field.cpp_type not in _PLAIN:
        raise TypeError(f"{field.full_name}: the API shows no such numbers")
    return lambda value: value

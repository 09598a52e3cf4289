"""Dataclasses to protobuf messages and back, by field name.

Contracts mirror the model's value objects, so one mapping serves all: enums by name without their prefix, datetimes as
Timestamp, decimals and other scalars as they are, tuples as repeated fields, nested dataclasses as messages. A deprecated enum
beside a text field of its name and `_id` is one field of the model: the text, by which editions have choices of their own. What
is read from a message is in its one form: valid unified social credit codes, as fields named `uscc` or `..._uscc` hold them.
"""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from dasai.common.v1 import page_pb2
from google.protobuf import message_factory
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from .kernel.clock import instant
from .kernel.identifiers import snake_case
from .mongo.lists import COUNTED, Asked, Page
from .text.codes import is_uscc, normalised_code

M = TypeVar("M", bound=Message)
T = TypeVar("T")


def to_message(value: Any, message_type: type[M], **extra: Any) -> M:
    """Return the message that mirrors a dataclass; `extra` adds or overrides fields.

    Raises TypeError for a field that the message lacks: a contract and its model never drift apart unseen.
    """
    message = message_type()
    fields = message.DESCRIPTOR.fields_by_name
    values = {name: getattr(value, name) for name in _names(_any(type(value)))} if value is not None else {}
    values |= extra
    for name, item in values.items():
        if name not in fields:
            raise TypeError(f"{message.DESCRIPTOR.full_name} has no field {name!r}")
        _write(message, fields[name], item)
    return message


def from_message(message: Message, cls: type[T], **extra: Any) -> T:
    """Return the dataclass that mirrors a message; `extra` adds or overrides fields.

    Raises TypeError for a dataclass field that the message lacks and `extra` does not give and that has no default.
    """
    fields = message.DESCRIPTOR.fields_by_name
    hints = _hints(_any(cls))
    values = {
        name: _read(message, fields[name], hint) for name, hint in hints.items() if name in fields and name not in extra
    }
    return cls(**(values | extra))


def _any(cls: Any) -> Any:
    """Return a class as a cache's key: dataclasses that compare by value make their types look unhashable to the checker."""
    return cls


@cache
def _names(cls: Any) -> tuple[str, ...]:
    return tuple(f.name for f in dataclasses.fields(cls) if not f.name.startswith("_"))


@cache
def _hints(cls: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    return {name: hints[name] for name in _names(cls)}


@cache
def _prefix(descriptor: Any) -> str:
    return snake_case(descriptor.name).upper() + "_"


def enum_number(value: str, descriptor: Any) -> int:
    """Return the number of a StrEnum's value, 0 for an empty text; raises TypeError if the contract lacks the value."""
    if value == "":
        return 0
    value_descriptor = descriptor.values_by_name.get(_prefix(descriptor) + str(value).upper())
    if value_descriptor is None:
        raise TypeError(f"{descriptor.full_name} has no value {value!r}")
    return int(value_descriptor.number)


def enum_value(number: int, descriptor: Any) -> str:
    """Return the StrEnum value of a number; empty for the unspecified 0 and for numbers of a newer contract."""
    value_descriptor = descriptor.values_by_number.get(number)
    return (
        value_descriptor.name.removeprefix(_prefix(descriptor)).lower()
        if value_descriptor is not None and number
        else ""
    )


def id_beside(field: Any) -> Any:
    """Return the text field that took the place of a deprecated enum: `kind_id` beside `kind`; None for any other field."""
    if field.enum_type is None or not field.GetOptions().deprecated:
        return None
    return field.containing_type.fields_by_name.get(f"{field.name}_id")


def set_choice(message: Message, field: Any, choice: str) -> None:
    """Set an edition's choice: the id, and beside it the enum if that has the value, for processes of the release before."""
    setattr(message, id_beside(field).name, str(choice))
    value = field.enum_type.values_by_name.get(_prefix(field.enum_type) + str(choice).upper())
    setattr(message, field.name, value.number if value is not None else 0)


def _write(message: Message, field: Any, item: Any) -> None:
    if item is None:
        return
    if id_beside(field) is not None:
        set_choice(message, field, item)
        return
    if field.is_repeated:
        target = getattr(message, field.name)
        for part in item:
            if field.message_type is not None:
                target.append(_nested(part, field))
            else:
                target.append(_scalar(part, field))
    elif field.message_type is not None:
        getattr(message, field.name).CopyFrom(_nested(item, field))
    else:
        setattr(message, field.name, _scalar(item, field))


def _nested(item: Any, field: Any) -> Message:
    if isinstance(item, Message):
        return item
    if field.message_type.full_name == "google.protobuf.Timestamp":
        stamp = Timestamp()
        stamp.FromDatetime(item)
        return stamp
    nested: type[Message] = message_factory.GetMessageClass(field.message_type)
    return to_message(item, nested)


def _scalar(item: Any, field: Any) -> Any:
    if field.enum_type is not None:
        return item if isinstance(item, int) else enum_number(item, field.enum_type)
    if isinstance(item, Decimal):
        return format(item, "f")
    return item


def _read(message: Message, field: Any, hint: Any) -> Any:
    if field.is_repeated:
        inner = next((arg for arg in typing.get_args(hint) if arg is not Ellipsis), Any)
        parts = [_item(part, field, inner) for part in getattr(message, field.name)]
        return frozenset(parts) if typing.get_origin(hint) is frozenset else tuple(parts)
    optional = _optional(hint)
    if optional is not None:
        if field.message_type is not None and not message.HasField(field.name):
            return None
        if field.enum_type is not None and getattr(message, field.name) == 0:
            return None
        if field.has_presence and not message.HasField(field.name):  # `optional` in the contract
            return None
        hint = optional
    beside = id_beside(field)
    if beside is not None and getattr(message, beside.name):
        return getattr(message, beside.name)
    return _item(getattr(message, field.name), field, hint)


def _optional(hint: Any) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        rest = [arg for arg in typing.get_args(hint) if arg is not type(None)]
        if len(rest) == 1 and len(rest) < len(typing.get_args(hint)):
            return rest[0]
    return None


def _item(part: Any, field: Any, hint: Any) -> Any:
    if field.message_type is not None:
        if field.message_type.full_name == "google.protobuf.Timestamp":
            return instant(part.ToDatetime(tzinfo=UTC))
        return from_message(part, hint) if isinstance(hint, type) and dataclasses.is_dataclass(hint) else part
    if field.enum_type is not None:
        text = enum_value(part, field.enum_type)
        return hint(text) if text and isinstance(hint, type) and issubclass(hint, enum.Enum) else text
    if hint is Decimal:
        return Decimal(part) if part else Decimal(0)
    return _in_one_form(part) if _holds_uscc(field.name) else part


@cache
def _holds_uscc(name: str) -> bool:
    """Return True if a field of that name holds a unified social credit code."""
    return name == "uscc" or name.endswith("_uscc")


def _in_one_form(typed: str) -> str:
    """Return a valid code in the form in which codes are compared; what is none stays as it is, for its service to refuse."""
    code = normalised_code(typed)
    return code if is_uscc(code) else typed


def messages(values: Sequence[Any], message_type: type[M]) -> list[M]:
    """Return each value of a list as a message."""
    return [to_message(value, message_type) for value in values]


def page_response(token: str) -> page_pb2.PageResponse:
    """Return the part of a list's answer that says how to ask for the next page; an empty token means there is none."""
    return page_pb2.PageResponse(next_page_token=token)


def asked(page: page_pb2.PageRequest) -> Asked:
    """Return which page of a list is asked for."""
    most = page.count_to if 0 < page.count_to < COUNTED else COUNTED
    return Asked(page.page_token, page.page_size, page.count, most)


def list_response(page: Page[Any]) -> page_pb2.PageResponse:
    """Return the part of a list's answer that says how to ask for the next page, and the total if it was asked for."""
    if page.total is None:
        return page_response(page.next_token)
    return page_pb2.PageResponse(next_page_token=page.next_token, total=page.total, total_is_more=page.total_is_more)

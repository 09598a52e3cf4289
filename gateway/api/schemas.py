"""JSON schemas of the contracts' messages, as `gateway.answers` shows them; their words are the contracts' comments."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.protobuf.message import Message
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from chassis.mapping import enum_value
from gateway.answers import TIMESTAMP, as_json, is_map, shown_fields

# in the schema of a pydantic model: here comes a message of this full name
MESSAGE = "x-message"
REFERENCE = "#/components/schemas/"
_INT32 = {"type": "integer", "format": "int32", "minimum": -(2**31), "maximum": 2**31 - 1}
# 2**53 is how far numbers of JSON are exact everywhere
_INT64 = {"type": "integer", "format": "int64", "minimum": -(2**53), "maximum": 2**53}
_SCALARS: dict[int, dict[str, Any]] = {
    FieldDescriptor.TYPE_STRING: {"type": "string"},
    FieldDescriptor.TYPE_BOOL: {"type": "boolean"},
    FieldDescriptor.TYPE_BYTES: {"type": "string", "contentEncoding": "base64"},
    FieldDescriptor.TYPE_DOUBLE: {"type": "number"},
    FieldDescriptor.TYPE_INT32: _INT32,
    FieldDescriptor.TYPE_UINT32: {"type": "integer", "minimum": 0, "maximum": 2**32 - 1},
    FieldDescriptor.TYPE_INT64: _INT64,
    FieldDescriptor.TYPE_UINT64: _INT64 | {"minimum": 0},
}


class AsJson:
    """Marks a message of the contracts as an answer, or as a part of one: `Annotated[teams_pb2.Team, AsJson()]`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        serialization = core_schema.plain_serializer_function_ser_schema(as_json)
        return core_schema.is_instance_schema(source, serialization=serialization)

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {MESSAGE: schema["cls"].DESCRIPTOR.full_name}


def descriptor_of(message: type[Message]) -> Any:
    """Return the descriptor of a message's class; its own class depends on the implementation that protobuf runs on."""
    return message.DESCRIPTOR


def component(descriptor: Any) -> str:
    """Return the name of a message or enum in the document: its own or, if several services have that name, the service's too."""
    name = str(descriptor.full_name).removeprefix(f"{descriptor.file.package}.").replace(".", "")
    return name if len(_packages()[name]) == 1 else _service(descriptor.file.package) + name


def _service(package: str) -> str:
    return package.split(".")[1].capitalize()


@cache
def _packages() -> dict[str, set[str]]:
    """Return the packages that have a message or an enum of a name."""
    packages: dict[str, set[str]] = {}
    for file in _contracts().file:
        for name in (*(message.name for message in file.message_type), *(enum.name for enum in file.enum_type)):
            packages.setdefault(name, set()).add(file.package)
    return packages


@cache
def _contracts() -> FileDescriptorSet:
    """Return the contracts with their comments, as the wheel of the contracts has them."""
    return FileDescriptorSet.FromString(resources.files("dasai").joinpath("contracts.binpb").read_bytes())


@cache
def _comments() -> dict[str, str]:
    """Return the comment before each declaration of the contracts, by full name; paragraphs stay apart."""
    comments: dict[str, str] = {}
    for file in _contracts().file:
        for location in file.source_code_info.location:
            words = location.leading_comments.strip()
            if words:
                comments[_name_at(file, location.path)] = "\n\n".join(
                    " ".join(paragraph.split()) for paragraph in words.split("\n\n")
                )
    return comments


def _name_at(file: Any, path: Iterable[int]) -> str:
    """Return the full name of what a path in a file's descriptor leads to, as SourceCodeInfo states it."""
    names, place = [file.package], file
    steps = iter(path)
    for number in steps:
        part = getattr(place, place.DESCRIPTOR.fields_by_number[number].name)
        index = next(steps, None)
        place = part if index is None else part[index]
        names.append(getattr(place, "name", ""))
        if not names[-1]:
            break  # not a declaration, but for example the package
    return ".".join(names)


def comment(full_name: str) -> str:
    """Return what the contracts say of a message, field, enum or value; an empty text if nothing."""
    return _comments().get(full_name, "")


def said_of(message: type[Message], name: str) -> str:
    """Return what the contracts say of a field of a message; of a choice of the edition what they say of its id."""
    full_name = descriptor_of(message).full_name
    return comment(f"{full_name}.{name}_id") or comment(f"{full_name}.{name}")


def schemas(messages: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Return the schemas of messages, by descriptor, and of all that they consist of, by their names in the document."""
    made: dict[str, dict[str, Any]] = {}
    waiting = list(messages)
    while waiting:
        descriptor = waiting.pop()
        name = component(descriptor)
        if name in made:
            continue
        if hasattr(descriptor, "values_by_name"):
            made[name] = _enum_schema(descriptor)
            continue
        made[name] = _message_schema(descriptor)
        for field in shown_fields(descriptor):
            part = field.descriptor.message_type or field.descriptor.enum_type
            if part is not None and field.beside is None and not _is_plain(field.descriptor):
                waiting.append(part)
    return made


def _is_plain(field: Any) -> bool:
    """Return True if a message stands for something that JSON shows as a value of its own: a map, or a moment."""
    return field.message_type is not None and (is_map(field) or field.message_type.full_name == TIMESTAMP)


def _message_schema(descriptor: Any) -> dict[str, Any]:
    fields = shown_fields(descriptor)
    return _described(
        {
            "type": "object",
            "properties": {field.name: _described(_field_schema(field), _words(field)) for field in fields},
            "required": [field.name for field in fields if not field.presence],
            "additionalProperties": False,
        },
        comment(descriptor.full_name) or _of_method(descriptor),
    )


def _of_method(descriptor: Any) -> str:
    """Return what a method does that answers with this message, if the message itself is not commented."""
    for service in descriptor.file.services_by_name.values():
        for method in service.methods:
            if method.output_type.full_name == descriptor.full_name:
                return f"The answer: {comment(method.full_name)}" if comment(method.full_name) else ""
    return ""


def _words(field: Any) -> str:
    """Return what is said of a field; of a choice what is said of its id."""
    chosen = field.beside if field.beside is not None else field.descriptor
    return comment(chosen.full_name)


def _described(schema: dict[str, Any], words: str) -> dict[str, Any]:
    return schema | {"description": words} if words else schema


def _field_schema(field: Any) -> dict[str, Any]:
    descriptor = field.descriptor
    if is_map(descriptor):
        return {"type": "object", "additionalProperties": {"type": "string"}}
    value = {"type": "string"} if field.beside is not None else _value_schema(descriptor)
    return {"type": "array", "items": value} if descriptor.is_repeated else value


def _value_schema(field: Any) -> dict[str, Any]:
    if field.message_type is not None and field.message_type.full_name == TIMESTAMP:
        return {"type": "string", "format": "date-time"}
    part = field.message_type or field.enum_type
    return {"$ref": REFERENCE + component(part)} if part is not None else dict(_SCALARS[field.type])


def _enum_schema(descriptor: Any) -> dict[str, Any]:
    """Return the schema of an enum: its values, and an empty text where none is set."""
    values = [enum_value(value.number, descriptor) for value in descriptor.values]
    said = [
        f"- `{enum_value(value.number, descriptor)}`: {comment(_of_value(value))}"
        for value in descriptor.values
        if value.number and comment(_of_value(value))
    ]
    words = "\n\n".join(filter(None, (comment(descriptor.full_name), "\n".join(said))))
    return _described({"type": "string", "enum": values}, words)


def _of_value(value: Any) -> str:
    # by its place in the file, as comments are found
    return f"{value.type.full_name}.{value.name}"

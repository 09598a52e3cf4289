"""Request bodies: strict, and without fields that the API does not name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Protocol, TypeVar

from dasai.common.v1.page_pb2 import PageRequest
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from chassis.mapping import enum_number, id_beside, set_choice

AnyMessage = TypeVar("AnyMessage", bound=Message)


class ListRequest(Protocol):
    """A request message for one page of a list."""

    @property
    def page(self) -> PageRequest:
        """Return which page is requested."""


AnyListRequest = TypeVar("AnyListRequest", bound=ListRequest)


class RequestBody(BaseModel):
    """Base of every request body: refuses unknown fields and wrong types, and names them."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Empty(RequestBody):
    """The body of a command that needs no more than its address."""


def _rfc3339(value: Any) -> Any:
    # pydantic alone would take numbers and dates too; a year outside this range could leave protobuf's range by its zone
    if not (isinstance(value, str) and _MOMENT.fullmatch(value)):
        raise PydanticCustomError("moment", "Give RFC 3339 text with a zone, for example 2024-05-31T23:59:59+08:00.")
    return value


_MOMENT = re.compile(r"(19[7-9]\d|2\d\d\d)-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
Text = Annotated[str, Field(max_length=200)]
LongText = Annotated[str, Field(max_length=20_000)]
# JSON has no type for times: text in RFC 3339, with a zone
Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_rfc3339)]
DivisionCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
# of a filter: empty for all divisions
DivisionFilter = Annotated[str, Field(pattern=r"^([0-9]{6})?$")]
# of a path, for example of a notice or a certificate
Identifier = Annotated[str, Field(min_length=1, max_length=100)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
# a 32-bit number of the contracts that is never negative
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
PageToken = Annotated[str, Field(max_length=200)]
PageSize = Annotated[int, Field(ge=0, le=200, description="0 takes the default of 50")]


def to_message(body: BaseModel, message: AnyMessage, **extra: Any) -> AnyMessage:
    """Fill a message from a body by field name and return it; `extra` gives the fields that the address holds."""
    for name, field in type(body).model_fields.items():
        _set(message, field.alias or name, getattr(body, name))
    return fill(message, **extra)


def fill(message: AnyMessage, **values: Any) -> AnyMessage:
    """Set fields of a message by name and return it: enums by their short names, times, lists and bodies; None is left out."""
    for name, value in values.items():
        _set(message, name, value)
    return message


def _set(message: Message, name: str, value: Any) -> None:
    if value is None:
        return
    field = message.DESCRIPTOR.fields_by_name[name]
    if isinstance(value, list | tuple):
        _extend(getattr(message, name), value, field.enum_type)
    elif isinstance(value, datetime):
        stamp = Timestamp()
        stamp.FromDatetime(value)
        getattr(message, name).CopyFrom(stamp)
    elif isinstance(value, BaseModel):
        getattr(message, name).SetInParent()
        to_message(value, getattr(message, name))
    elif id_beside(field) is not None:
        set_choice(message, field, value)
    else:
        setattr(message, name, enum_number(value, field.enum_type) if field.enum_type else value)


def _extend(repeated: Any, items: Sequence[Any], enum_type: Any) -> None:
    for item in items:
        if isinstance(item, BaseModel):
            to_message(item, repeated.add())
        else:
            repeated.append(enum_number(item, enum_type) if enum_type else item)


def page(message: AnyListRequest, page_token: str, page_size: int) -> AnyListRequest:
    """Put the requested page into a list request and return it."""
    message.page.page_token, message.page.page_size = page_token, page_size
    return message

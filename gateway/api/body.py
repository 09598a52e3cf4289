"""Request bodies: strict, and nothing that is not asked for."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, Protocol, TypeVar

from dasai.common.v1.page_pb2 import PageRequest
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from chassis.mapping import enum_number

Filled = TypeVar("Filled", bound=Message)


class ListRequest(Protocol):
    """A request message for one page of a list."""

    @property
    def page(self) -> PageRequest:
        """Return the page that is requested."""


Paged = TypeVar("Paged", bound=ListRequest)


class Body(BaseModel):
    """Base of every body: unknown fields and wrong types are refused by name."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Empty(Body):
    """A command that needs no more than its address."""


Text = Annotated[str, Field(max_length=200)]
LongText = Annotated[str, Field(max_length=20_000)]


def _rfc3339(value: Any) -> Any:
    # pydantic alone would take numbers and dates too; the years are those that no zone carries out of what can be sent on
    if not (isinstance(value, str) and _MOMENT.fullmatch(value)):
        raise PydanticCustomError("moment", "Give RFC 3339 text with a zone, for example 2024-05-31T23:59:59+08:00.")
    return value


_MOMENT = re.compile(r"(19[7-9]\d|2\d\d\d)-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
# JSON has no type for times: text in RFC 3339, with a zone
Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_rfc3339)]
DivisionCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def to_message(body: BaseModel, message: Filled, **extra: Any) -> Filled:
    """Fill a message from a body by field name and return it; `extra` gives the fields that the address holds."""
    for name, field in type(body).model_fields.items():
        _fill(message, field.alias or name, getattr(body, name))
    for name, value in extra.items():
        _fill(message, name, value)
    return message


def _fill(message: Message, name: str, value: Any) -> None:
    if value is None:
        return
    field = message.DESCRIPTOR.fields_by_name[name]
    if isinstance(value, list | tuple):
        target = getattr(message, name)
        for one in value:
            if isinstance(one, BaseModel):
                to_message(one, target.add())
            else:
                target.append(enum_number(one, field.enum_type) if field.enum_type else one)
    elif isinstance(value, datetime):
        stamp = Timestamp()
        stamp.FromDatetime(value)
        getattr(message, name).CopyFrom(stamp)
    elif isinstance(value, BaseModel):
        getattr(message, name).SetInParent()
        to_message(value, getattr(message, name))
    else:
        setattr(message, name, enum_number(value, field.enum_type) if field.enum_type else value)


def page(message: Paged, page_token: str, page_size: int) -> Paged:
    """Put the requested page into a list request and return it."""
    message.page.page_token, message.page.page_size = page_token, page_size
    return message


PageToken = Annotated[str, Field(max_length=200)]
PageSize = Annotated[int, Field(ge=0, le=200)]

"""Request bodies: strict, and without fields that the API does not name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar, Protocol, TypeVar

import unicodedata2 as unicodedata
from dasai.common.v1.page_pb2 import PageRequest
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError

from chassis.mapping import enum_number, id_beside, set_choice
from chassis.text.codes import is_uscc, normalised_code
from chassis.text.visible import unseen_place

from .schemas import said_of

AnyMessage = TypeVar("AnyMessage", bound=Message)


class ListRequest(Protocol):
    """A request message for one page of a list."""

    @property
    def page(self) -> PageRequest:
        """Return which page is requested."""


AnyListRequest = TypeVar("AnyListRequest", bound=ListRequest)


class RequestBody(BaseModel):
    """Base of every request body: refuses unknown fields and wrong types, and names them.

    `of` is the message of the contracts whose fields it has: what that says of them, the API's document says too. A body that
    extends another one has the fields of both messages.
    """

    model_config = ConfigDict(extra="forbid", strict=True)
    messages: ClassVar[tuple[type[Message], ...]] = ()

    def __init_subclass__(cls, of: type[Message] | None = None, **options: Any) -> None:
        super().__init_subclass__(**options)
        if of is not None:
            cls.messages = (of, *cls.messages)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        described = handler(schema)
        for name, part in handler.resolve_ref_schema(described).get("properties", {}).items():
            words = next(filter(None, (said_of(message, name) for message in cls.messages)), "")
            if words and "description" not in part:
                part["description"] = words
        return described


class Empty(RequestBody):
    """The body of a command that needs no more than its address."""


def _rfc3339(value: Any) -> Any:
    # pydantic alone would take numbers and dates too; a year outside this range could leave protobuf's range by its zone
    if not (isinstance(value, str) and _MOMENT.fullmatch(value)):
        raise PydanticCustomError("moment", "Give RFC 3339 text with a zone, for example 2024-05-31T23:59:59+08:00.")
    return value


_MOMENT = re.compile(r"(19[7-9]\d|2\d\d\d)-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _seen(text: str) -> str:
    return _require_seen(text, lines=False)


def _seen_lines(text: str) -> str:
    return _require_seen(text, lines=True)


def _require_seen(text: str, *, lines: bool) -> str:
    place = unseen_place(text, lines=lines)
    if place:
        raise PydanticCustomError(
            "unseen",
            "Character {place} can't be seen: delete it. Pasted text often brings such characters.",
            {"place": place},
        )
    return text


def _normalised(code: Any) -> Any:
    return normalised_code(code) if isinstance(code, str) else code


def _small(digest: Any) -> Any:
    return normalised_code(digest).lower() if isinstance(digest, str) else digest


def _valid_uscc(code: str) -> str:
    if not is_uscc(code):
        raise PydanticCustomError("uscc", "Not a valid unified social credit code (GB 32100): check it.")
    return code


def _identifier(typed: Any) -> Any:
    if not isinstance(typed, str):
        return typed
    plain = unicodedata.normalize("NFKC", typed).strip(_AROUND)
    return plain.lower() if _UUID.fullmatch(plain.lower()) else plain


def _team_or_uscc(interest: str) -> str:
    identifier = _identifier(interest)
    if _UUID.fullmatch(identifier):
        return str(identifier)
    code = normalised_code(interest)
    if not is_uscc(code):
        raise PydanticCustomError("interest", "Neither a team's id nor a valid unified social credit code: check it.")
    return code


def _team_id(identifier: str) -> str:
    if not _UUID.fullmatch(identifier):
        raise PydanticCustomError("team", "Not a team's id: check it.")
    return identifier


# what comes along when an identifier is copied: blanks, line breaks, invisible marks
_AROUND = " \t\r\n\u200b\u200e\u200f\u2060\ufeff"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# a line, and a text of several, that readers see whole: no invisible characters
SEEN, SEEN_LINES = AfterValidator(_seen), AfterValidator(_seen_lines)
Text = Annotated[str, Field(max_length=200), SEEN]
LongText = Annotated[str, Field(max_length=20_000), SEEN_LINES]
# a text of which nothing is refused for its characters: what is written must not be lost, or the service says more of it
RawText = Annotated[str, Field(max_length=200)]
RawLongText = Annotated[str, Field(max_length=20_000)]
PersonName = Annotated[str, Field(max_length=60), SEEN]
# a unified social credit code however it is typed, in its one form; of the first the service says if it is valid
TypedUscc = Annotated[str, Field(max_length=200), BeforeValidator(_normalised)]
Uscc = Annotated[str, Field(max_length=200), BeforeValidator(_normalised), AfterValidator(_valid_uscc)]
# an identifier that people copy, for example of a team, in its one form: without blanks around it, in small letters
TypedId = Annotated[str, Field(max_length=100), BeforeValidator(_identifier)]
# of a team that refusals name: what is no id is refused before, and not repeated (rule K4)
TeamId = Annotated[str, Field(max_length=100), BeforeValidator(_identifier), AfterValidator(_team_id)]
# what an expert has an interest in: a team's id, or an organisation's code in its one form
Interest = Annotated[str, Field(max_length=200), AfterValidator(_team_or_uscc)]
# JSON has no type for times: text in RFC 3339, with a zone
Moment = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_rfc3339)]
DivisionCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
# of a filter: empty for all divisions
DivisionFilter = Annotated[str, Field(pattern=r"^([0-9]{6})?$")]
# of a filter: empty for all
IdFilter = Annotated[str, Field(max_length=100)]
TrackFilter = Annotated[str, Field(max_length=100)]
# of a path, for example of a notice or a certificate
Identifier = Annotated[str, Field(min_length=1, max_length=100), SEEN]
# in small letters, however it is typed
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$"), BeforeValidator(_small)]
# a 32-bit number of the contracts that is never negative
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
PageToken = Annotated[
    str, Field(max_length=200, description="`page.next_page_token` of the page before; empty for the first.")
]
BriefAsked = Annotated[bool, Field(description="True to have `summaries` in place of the whole items.")]
CountAsked = Annotated[
    bool,
    Field(description="True to have all items counted, exactly up to 1000: see `page.total` and `page.total_is_more`."),
]
PageSize = Annotated[int, Field(ge=0, le=200, description="The most items of a page; 0 for the default of 50.")]


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


def page(message: AnyListRequest, page_token: str, page_size: int, *, count: bool = False) -> AnyListRequest:
    """Put the requested page, and if a total is, into a list request and return it."""
    message.page.page_token, message.page.page_size, message.page.count = page_token, page_size, count
    return message

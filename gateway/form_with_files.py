"""A page's form with files, read as it arrives: fields are kept, files are handed on piece by piece and never held whole.

Browsers without scripts send such a form as `multipart/form-data`. Fields are UTF-8 as our pages are; a part that names another
encoding is not believed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Literal

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from chassis.kernel.refusal import Code, Kind, Refusal

from . import tus
from .problems import ProblemError

_PIECE = 256 * 1024
# of all fields together, bytes: our longest text has 20,000 characters
_MAX_FIELDS = 200_000
_MAX_PARTS = 200

FORM_INVALID = Code(
    "FORM_WITH_FILES_INVALID",
    Kind.INVALID,
    "未收到完整的表单，请返回原页面重新提交。",
    "The form did not arrive as our page sends it: go back and send it again.",
)


@dataclass(frozen=True, slots=True)
class FilePart:
    """A step in the arrival of a file: its `begin` with the name, a `piece`, or its `end`."""

    what: Literal["begin", "piece", "end"]
    file_name: str = ""
    content: bytes = b""


@dataclass
class FormWithFiles:
    """A form that is arriving: `files` yields what comes of its files, `fields` are all there once that has ended."""

    request: Request
    limit: int
    idle_seconds: float
    fields: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def value(self, name: str) -> str:
        """Return the first value of a field; empty if it did not come."""
        return next(iter(self.fields.get(name, ())), "")

    async def files(self) -> AsyncIterator[FilePart]:
        """Yield the files in the order of the form; raises ProblemError for a form that is broken, too large or too slow.

        A file field in which nothing was chosen yields nothing.
        """
        reading = _Reading(self.fields)
        body = tus.Incoming(self.request, limit=self.limit, idle_seconds=self.idle_seconds)
        try:
            parser = MultipartParser(_boundary(self.request), reading.callbacks())  # type: ignore[arg-type]
            async for piece in body.pieces(_PIECE):
                parser.write(piece)
                for part in reading.taken():
                    yield part
        except FormParserError:
            raise _invalid() from None
        if body.broken:
            raise tus.problem(tus.TOO_SLOW)
        if not reading.ended:
            raise _invalid()


def _invalid() -> ProblemError:
    return ProblemError.of(Refusal(FORM_INVALID))


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise _invalid()
    return boundary


class _Reading:
    """The state of reading a form: complete fields go into a mapping, pieces of files into a list until they are taken."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self._fields, self._count, self._size = fields, 0, 0
        self._parts: list[FilePart] = []
        self._head, self._header, self._value = b"", b"", b""
        self._name, self._file, self._text = "", False, bytearray()
        self.ended = False

    def callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def taken(self) -> list[FilePart]:
        """Return what has come of files since the last time."""
        parts, self._parts = self._parts, []
        return parts

    def _begin(self) -> None:
        self._count += 1
        if self._count > _MAX_PARTS:
            raise _invalid()
        self._head, self._header, self._value, self._text = b"", b"", b"", bytearray()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._head = self._value
        self._header, self._value = b"", b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._head)
        if b"name" not in options:
            raise _invalid()
        self._name = _text(options[b"name"])
        file_name = options.get(b"filename")
        # browsers send an empty name for a file field in which nothing was chosen
        self._file = bool(file_name)
        if file_name is not None and not self._file:
            self._name = ""
        if self._file and file_name is not None:
            self._parts.append(FilePart("begin", file_name=_text(file_name).replace("%22", '"')))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file:
            self._parts.append(FilePart("piece", content=bytes(data[start:end])))
            return
        self._size += end - start
        if self._size > _MAX_FIELDS:
            raise _invalid()
        self._text += data[start:end]

    def _part_end(self) -> None:
        if self._file:
            self._parts.append(FilePart("end"))
        elif self._name:
            self._fields[self._name].append(_text(bytes(self._text)))

    def _end(self) -> None:
        self.ended = True


def _text(value: bytes) -> str:
    """Return what our own page sent as it was typed; raises ProblemError if it is no UTF-8."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise _invalid() from None

"""A page's form with a file, read as it arrives: its fields first, then the file, which is never held whole.

Browsers without scripts send such a form as `multipart/form-data`. Our forms have their file as the last field, so that its size
follows from `Content-Length`, and the upload begins before the file's first byte, under the same rules as any other (rule C7).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from fastapi import Request
from python_multipart.multipart import parse_options_header

from chassis.kernel.refusal import Code, Kind, Refusal

from . import tus
from .problems import ProblemError

MEDIA_TYPE = "multipart/form-data"
# the fields before the file: kind and owner, and what the page is to show next
_MAX_FIELDS = 16 * 1024
# what is still on its way when a form is refused is read up to here, so that the browser shows the answer
_MAX_DRAINED = 64 * 1024 * 1024
_PIECE = 64 * 1024

FORM_INVALID = Code(
    "FORM_WITH_FILE_INVALID",
    Kind.INVALID,
    "未收到完整的表单，请返回原页面，选择文件后重新上传。",
    "The form did not arrive as our page sends it: go back, choose the file and send it again.",
)
NO_FILE = Code("FILE_MISSING", Kind.INVALID, "请选择要上传的文件。", "Choose the file to upload.")


@dataclass
class FormWithFile:
    """A form whose fields have arrived and whose file is arriving: `size` bytes, of which `pieces` yields the next ones."""

    fields: dict[str, str]
    file_name: str
    size: int
    _arriving: AsyncIterator[bytes]
    _begun: bytes
    _end: bytes
    _body: tus.Incoming
    _left: int = field(init=False)

    def __post_init__(self) -> None:
        self._left = self.size

    def require_file(self) -> None:
        """Refuse FILE_MISSING if no file was chosen."""
        if not self.file_name:
            raise ProblemError.of(Refusal(NO_FILE))

    async def pieces(self, size: int) -> AsyncIterator[bytes]:
        """Yield the file in pieces of at least this size, the last one smaller; raise the problem if it does not arrive whole."""
        held, end = bytearray(), bytearray()
        piece = self._begun
        while True:
            inside, behind = piece[: self._left], piece[self._left :]
            self._left -= len(inside)
            held += inside
            end += behind
            if len(end) > len(self._end):
                break
            if len(held) >= size:
                yield bytes(held)
                held.clear()
            following = await anext(self._arriving, None)
            if following is None:
                break
            piece = following
        if self._body.broken:
            raise tus.problem(tus.TOO_SLOW)
        if self._left or bytes(end) != self._end:
            raise _invalid()
        if held:
            yield bytes(held)

    async def drain(self) -> None:
        """Take in what is still on its way, within a bound."""
        taken = 0
        async for piece in self._arriving:
            taken += len(piece)
            if taken > _MAX_DRAINED:
                return


def _invalid() -> ProblemError:
    return ProblemError.of(Refusal(FORM_INVALID))


async def begin(request: Request, *, limit: int, idle_seconds: float) -> FormWithFile:
    """Read a form's fields and return it with its file still arriving; raise a problem for what our pages do not send.

    `limit` is the most bytes of the form. A file that is larger than its kind allows is refused by the rules of uploads.
    """
    boundary = _boundary(request.headers.get("content-type", ""))
    stated = request.headers.get("content-length", "")
    if not boundary or not stated.isdigit():
        raise _invalid()
    body = tus.Incoming(request, limit=limit, idle_seconds=idle_seconds)
    arriving = body.pieces(_PIECE)
    delimiter, end = b"--" + boundary, b"\r\n--" + boundary + b"--\r\n"
    arrived, place = bytearray(), 0
    fields: dict[str, str] = {}
    async for piece in arriving:
        arrived += piece
        while (head := _head(arrived, delimiter, place)) is not None:
            if head.ends > _MAX_FIELDS:
                raise _invalid()
            if head.file_name is not None:
                size = int(stated) - head.ends - len(end)
                if size < 0:
                    raise _invalid()
                return FormWithFile(fields, head.file_name, size, arriving, bytes(arrived[head.ends :]), end, body)
            stop = arrived.find(b"\r\n" + delimiter, head.ends)
            if stop < 0:
                break
            fields[head.name] = arrived[head.ends : stop].decode("utf-8", "replace")
            place = stop + 2
        if len(arrived) > _MAX_FIELDS:
            break
    raise _invalid()


@dataclass(frozen=True, slots=True)
class _Head:
    """The head of a field of the form: its name, its file's name (None if it is no file), and the place at which it ends."""

    name: str
    file_name: str | None
    ends: int


def _head(arrived: bytearray, delimiter: bytes, place: int) -> _Head | None:
    """Return the head of the field that begins at a place, None if it has not arrived whole."""
    stop = arrived.find(b"\r\n\r\n", place)
    if stop < 0:
        return None
    if not arrived.startswith(delimiter + b"\r\n", place):
        raise _invalid()
    lines = bytes(arrived[place + len(delimiter) + 2 : stop]).split(b"\r\n")
    said = next((line for line in lines if line.lower().startswith(b"content-disposition:")), b"")
    _, options = parse_options_header(said.partition(b":")[2])
    name, file_name = options.get(b"name"), options.get(b"filename")
    if name is None:
        raise _invalid()
    return _Head(_text(name), None if file_name is None else _text(file_name), stop + 4)


def _text(value: bytes) -> str:
    """Return a name as it is, of which browsers escape quotes and line breaks alone."""
    text = value.decode("utf-8", "replace")
    return text.replace("%22", '"').replace("%0D", "").replace("%0A", "")


def _boundary(content_type: str) -> bytes:
    kind, options = parse_options_header(content_type)
    return options.get(b"boundary", b"") if kind == MEDIA_TYPE.encode() else b""

"""A page's form with files, read as it arrives: its fields are kept, its files are handed on piece by piece and never held whole.

Browsers without scripts send such a form as `multipart/form-data`. Names and fields are UTF-8 as our pages are; a part that names
another encoding is not believed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

from fastapi import Request
from python_multipart.multipart import parse_options_header

from chassis.kernel.refusal import Code, Kind, Refusal

from . import tus
from .problems import ProblemError

MEDIA_TYPE = "multipart/form-data"
_PIECE = 256 * 1024
# of all fields together, bytes: our longest text has 20,000 characters
_MAX_FIELDS = 200_000
_MAX_PARTS = 200
# of the head of a part: the names of its field and its file
_MAX_HEAD = 16 * 1024
# what is still on its way when a form is refused is read up to here, so that the browser shows the answer
_MAX_DRAINED = 64 * 1024 * 1024

FORM_INVALID = Code(
    "FORM_WITH_FILES_INVALID",
    Kind.INVALID,
    "未收到完整的表单，请返回原页面重新提交。",
    "The form did not arrive as our page sends it: go back and send it again.",
)
NO_FILE = Code("FILE_MISSING", Kind.INVALID, "请选择要上传的文件。", "Choose the file to upload.")


def _invalid() -> ProblemError:
    return ProblemError.of(Refusal(FORM_INVALID))


class _Arriving:
    """The bytes of a form that have arrived and are not read yet, and those that follow."""

    def __init__(self, request: Request, boundary: bytes, limit: int, idle_seconds: float) -> None:
        self._body = tus.Incoming(request, limit=limit, idle_seconds=idle_seconds)
        self._pieces = self._body.pieces(_PIECE)
        self.delimiter = b"\r\n--" + boundary
        # the line break makes the form's first delimiter like the others
        self._held, self._read = bytearray(b"\r\n"), -2

    @property
    def place(self) -> int:
        """Return how many bytes of the form have been read."""
        return self._read

    async def until(self, mark: bytes, limit: int) -> bytes:
        """Read and return what comes before a mark, and the mark; raises ProblemError if it is longer than `limit` bytes."""
        searched = 0
        while (stop := self._held.find(mark, searched)) < 0:
            searched = max(0, len(self._held) - len(mark) + 1)
            if searched > limit:
                raise _invalid()
            await self._more()
        if stop > limit:
            raise _invalid()
        return self._take(stop + len(mark))[:stop]

    async def content(self) -> AsyncIterator[bytes]:
        """Read and yield in pieces what comes before the next delimiter, and the delimiter."""
        while (stop := self._held.find(self.delimiter)) < 0:
            # what may be the beginning of the delimiter is kept
            if (sure := len(self._held) - len(self.delimiter) + 1) > 0:
                yield self._take(sure)
            await self._more()
        if stop:
            yield self._take(stop)
        self._take(len(self.delimiter))

    async def next(self, count: int) -> bytes:
        """Read and return this many bytes."""
        while len(self._held) < count:
            await self._more()
        return self._take(count)

    async def drain(self, most: int) -> None:
        """Read what follows, up to `most` bytes, and forget it."""
        taken = 0
        async for piece in self._pieces:
            taken += len(piece)
            if taken > most:
                return

    def _take(self, count: int) -> bytes:
        taken = bytes(self._held[:count])
        del self._held[:count]
        self._read += count
        return taken

    async def _more(self) -> None:
        """Wait for what comes next; raises ProblemError if the form ends here."""
        piece = await anext(self._pieces, None)
        if piece is None:
            raise tus.problem(tus.TOO_SLOW) if self._body.broken else _invalid()
        self._held += piece


@dataclass
class File:
    """A file of a form, which is arriving.

    `size` is how many bytes it has if it is the form's last part, as `FormWithFiles.only_file` requires; None if the form's
    length was not stated.
    """

    name: str
    size: int | None
    _content: AsyncIterator[bytes]
    _exact: bool

    async def pieces(self, at_least: int = 1) -> AsyncIterator[bytes]:
        """Yield the file in pieces of at least so many bytes, the last one smaller; raises ProblemError if it breaks off."""
        held, count = bytearray(), 0
        async for piece in self._content:
            held += piece
            count += len(piece)
            if len(held) >= at_least:
                yield bytes(held)
                held.clear()
        if self._exact and count != self.size:
            raise _invalid()
        if held:
            yield bytes(held)

    async def skip(self) -> None:
        """Read what is left of the file and forget it."""
        async for _ in self._content:
            pass


class FormWithFiles:
    """A form that is arriving: `fields` holds those that have come so far, all of them once its files are read."""

    def __init__(self, request: Request, limit: int, idle_seconds: float) -> None:
        """`limit` is the most bytes of the form, `idle_seconds` the longest wait for its next byte."""
        self.fields: dict[str, list[str]] = defaultdict(list)
        self._request, self._limit, self._idle = request, limit, idle_seconds
        self._arriving: _Arriving | None = None
        # held here, because a generator that nothing refers to is closed
        self._reading: AsyncIterator[File] | None = None

    def value(self, name: str) -> str:
        """Return the first value of a field; empty if it did not come."""
        return next(iter(self.fields.get(name, ())), "")

    async def files(self) -> AsyncIterator[File]:
        """Yield each file as it begins, in the order of the form; what is not read of it is skipped.

        A file field in which nothing was chosen yields nothing. Raises ProblemError for a form that is broken, too large or slow.
        """
        async for file in self._read(exact=False):
            yield file

    async def only_file(self) -> File:
        """Return the form's file with its size, known before its first byte; raises ProblemError if none was chosen.

        The file must be the form's last part, so that all fields have come by then.
        """
        if not self._request.headers.get("content-length", "").isdecimal():
            raise _invalid()
        self._reading = self._read(exact=True)
        file = await anext(self._reading, None)
        if file is None:
            raise ProblemError.of(Refusal(NO_FILE))
        if file.size is None or file.size < 0:
            raise _invalid()
        return file

    async def _read(self, *, exact: bool) -> AsyncIterator[File]:
        """Yield each file as `files` does; with `exact` refuse a file whose size is not what the length of the form leaves."""
        boundary = _boundary(self._request)
        arriving = self._arriving = _Arriving(self._request, boundary, self._limit, self._idle)
        if await arriving.next(len(arriving.delimiter)) != arriving.delimiter:
            raise _invalid()
        parts, fields_size = 0, 0
        while (ending := await arriving.next(2)) == b"\r\n":
            parts += 1
            if parts > _MAX_PARTS:
                raise _invalid()
            name, file_name = _names(await arriving.until(b"\r\n\r\n", _MAX_HEAD))
            if file_name is None:
                value = await arriving.until(arriving.delimiter, _MAX_FIELDS - fields_size)
                fields_size += len(value)
                self.fields[name].append(_text(value))
                continue
            file = File(file_name, self._size_of_last(arriving), arriving.content(), exact)
            # browsers send an empty name for a file field in which nothing was chosen
            if file_name:
                yield file
            await file.skip()
        if ending != b"--":
            raise _invalid()

    async def drain(self) -> None:
        """Take in what is still on its way, within a bound, so that a browser shows the answer."""
        if self._arriving is not None:
            with suppress(ProblemError):  # the form is refused already
                await self._arriving.drain(_MAX_DRAINED)

    def _size_of_last(self, arriving: _Arriving) -> int | None:
        """Return the size of the file that begins now if nothing comes after it: the rest of the form without its end."""
        stated = self._request.headers.get("content-length", "")
        return int(stated) - arriving.place - len(arriving.delimiter + b"--\r\n") if stated.isdecimal() else None


def _names(head: bytes) -> tuple[str, str | None]:
    """Return the name of a part's field and of its file, None if it is no file, from the lines of its head."""
    lines = head.split(b"\r\n")
    disposition = next((line for line in lines if line.lower().startswith(b"content-disposition:")), b"")
    _, options = parse_options_header(disposition.partition(b":")[2])
    if b"name" not in options:
        raise _invalid()
    file_name = options.get(b"filename")
    return _name(options[b"name"]), None if file_name is None else _name(file_name)


def _name(value: bytes) -> str:
    """Return a name as it was, of which browsers escape quotes and line breaks alone."""
    return _text(value).replace("%22", '"').replace("%0D", "").replace("%0A", "")


def _text(value: bytes) -> str:
    """Return what our own page sent as it was typed; raises ProblemError if it is no UTF-8."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise _invalid() from None


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != MEDIA_TYPE.encode() or not boundary:
        raise _invalid()
    return boundary

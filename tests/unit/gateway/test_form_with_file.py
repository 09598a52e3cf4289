"""Plain forms with a file, in whatever pieces they arrive (rule C7)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from fastapi import Request

from gateway.form_with_file import begin
from gateway.problems import ProblemError

BOUNDARY = b"----form"
FILE = bytes(range(256)) * 40 + b"\r\n--" + BOUNDARY[:-1]


def form(
    content: bytes = FILE, name: str = "财务审计.pdf", before: Sequence[tuple[str, str]] = (("kind", "audit"),)
) -> bytes:
    """Return a form as a browser sends it."""
    fields = b"".join(
        b'--%b\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n' % (BOUNDARY, key.encode(), value.encode())
        for key, value in before
    )
    head = (
        b'--%b\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\nContent-Type: application/pdf\r\n\r\n'
    )
    return fields + head % (BOUNDARY, name.encode()) + content + b"\r\n--" + BOUNDARY + b"--\r\n"


def request(body: bytes, *, piece: int = 1000, stated: int | None = None, broken: bool = False) -> Request:
    """Return a request whose body arrives in pieces; `broken` ends it before the last one."""
    parts = [body[start : start + piece] for start in range(0, len(body), piece)]
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    messages[-1]["more_body"] = False
    if broken:
        messages[-1] = {"type": "http.disconnect"}

    async def receive() -> dict[str, object]:
        return messages.pop(0)

    headers = [
        (b"content-type", b"multipart/form-data; boundary=" + BOUNDARY),
        (b"content-length", str(len(body) if stated is None else stated).encode()),
    ]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive)


async def read(sent: Request, size: int = 700) -> tuple[dict[str, str], str, int, bytes]:
    """Return a form's fields, and its file's name, stated size and content."""
    read_form = await begin(sent, limit=1_000_000, idle_seconds=5)
    content = b"".join([piece async for piece in read_form.pieces(size)])
    return read_form.fields, read_form.file_name, read_form.size, content


@pytest.mark.parametrize("piece", [1, 7, 300, 100_000])
def test_c7_a_form_gives_its_fields_and_its_file_whole(piece: int) -> None:
    """C7: in pieces of any size: the size is known before the file's first byte, and the file may hold what looks like an end."""
    before = (("kind", "audit"), ("owner_uscc", "91110000MA00000000"), ("replaces", ""))
    for content in (FILE, b"", b"x"):
        sent = request(form(content, before=before), piece=piece)
        assert asyncio.run(read(sent)) == (dict(before), "财务审计.pdf", len(content), content)


def test_c7_a_form_without_a_file_or_cut_short_is_refused() -> None:
    """C7: no file chosen, a broken connection, another length than stated, another form: each is refused by a code."""

    async def without_file() -> None:
        (await begin(request(form(b"", "")), limit=1_000_000, idle_seconds=5)).require_file()

    def code(sent: Request) -> str:
        with pytest.raises(ProblemError) as refused:
            asyncio.run(read(sent))
        return refused.value.code

    with pytest.raises(ProblemError) as refused:
        asyncio.run(without_file())
    assert refused.value.code == "FILE_MISSING"
    whole = form()
    assert code(request(whole, broken=True)) == "TUS_TOO_SLOW"
    assert code(request(whole, stated=len(whole) + 5)) == "FORM_WITH_FILE_INVALID"
    assert code(request(whole.replace(b"--form", b"--xxxx"))) == "FORM_WITH_FILE_INVALID"
    assert code(request(form(before=[("kind", "x" * 100_000)]))) == "FORM_WITH_FILE_INVALID"
    assert code(request(whole, stated=2_000_000)) == "TUS_TOO_LONG"

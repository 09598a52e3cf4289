"""Plain forms with files, in whatever pieces they arrive (rules C7, H2)."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import Request

from gateway.form_with_files import FormWithFiles
from gateway.problems import ProblemError

BOUNDARY = "----form"
# with line breaks, and with what looks like the beginning of a delimiter
CONTENT = bytes(range(256)) * 40 + b"\r\n--" + BOUNDARY[:-1].encode() + b"\r\n\x00"
Part = tuple[str, str | None, bytes]


def form_of(*parts: Part, end: bool = True) -> bytes:
    """Return a form as a browser sends it: fields, and files with a name."""
    body = b""
    for name, file_name, content in parts:
        named = "" if file_name is None else f'; filename="{file_name}"\r\nContent-Type: application/pdf'
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
        body += head.encode() + content + b"\r\n"
    return body + (f"--{BOUNDARY}--\r\n".encode() if end else b"")


def form(
    body: bytes, *, piece: int = 1000, stated: int | None = None, broken: bool = False, limit: int = 1_000_000
) -> FormWithFiles:
    """Return a form whose body arrives in pieces; `broken` ends it before the last piece, `stated` is another length."""
    parts = [body[place : place + piece] for place in range(0, len(body), piece)]
    messages: list[dict[str, object]] = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    messages[-1]["more_body"] = False
    if broken:
        messages[-1] = {"type": "http.disconnect"}

    async def receive() -> dict[str, object]:
        return messages.pop(0)

    headers = [
        (b"content-type", f"multipart/form-data; boundary={BOUNDARY}".encode()),
        (b"content-length", str(len(body) if stated is None else stated).encode()),
    ]
    return FormWithFiles(
        Request({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive), limit, idle_seconds=5
    )


def files_of(sent: FormWithFiles, *, unread: str = "") -> list[tuple[str, bytes]]:
    """Read a form and return its files; the file named `unread` is not read."""

    async def run() -> list[tuple[str, bytes]]:
        return [
            (file.name, b"" if file.name == unread else b"".join([piece async for piece in file.pieces()]))
            async for file in sent.files()
        ]

    return asyncio.run(run())


def only_file_of(sent: FormWithFiles) -> tuple[str, int | None, bytes]:
    """Return the name, the size that was known before its first byte, and the content of a form's only file."""

    async def run() -> tuple[str, int | None, bytes]:
        file = await sent.only_file()
        pieces = [piece async for piece in file.pieces(700)]
        assert all(len(piece) >= 700 for piece in pieces[:-1])
        return file.name, file.size, b"".join(pieces)

    return asyncio.run(run())


def code_of(sent: FormWithFiles) -> str:
    """Return the code that refuses a form with its only file."""
    with pytest.raises(ProblemError) as refused:
        only_file_of(sent)
    return refused.value.code


@pytest.mark.parametrize("piece", [1, 7, 300, 100_000])
def test_c7_a_form_gives_its_fields_and_its_file_with_its_size(piece: int) -> None:
    """C7: in pieces of any size: the size is known before the file's first byte, and all fields have come by then."""
    fields = [("kind", None, b"audit"), ("owner_uscc", None, b"91110000MA00000000"), ("replaces", None, b"")]
    for content in (CONTENT, b"", b"x"):
        sent = form(form_of(*fields, ("file", "财务审计.pdf", content)), piece=piece)
        assert only_file_of(sent) == ("财务审计.pdf", len(content), content)
        assert sent.fields == {"kind": ["audit"], "owner_uscc": ["91110000MA00000000"], "replaces": [""]}
        assert sent.value("kind") == "audit"
        assert sent.value("other") == ""


def test_c7_a_form_without_its_file_or_cut_short_is_refused() -> None:
    """C7: no file chosen, a broken connection, another length than stated, more after the file: each is refused by a code."""
    whole = form_of(("kind", None, b"audit"), ("file", "a.pdf", CONTENT))
    unchosen = form(form_of(("kind", None, b"audit"), ("file", "", b"")))
    assert code_of(unchosen) == "FILE_MISSING"
    assert unchosen.value("kind") == "audit"
    assert code_of(form(whole, broken=True)) == "TUS_TOO_SLOW"
    assert code_of(form(whole, stated=len(whole) + 5)) == "FORM_WITH_FILES_INVALID"
    assert code_of(form(whole, stated=20)) == "FORM_WITH_FILES_INVALID"
    assert code_of(form(form_of(("file", "a.pdf", CONTENT), ("kind", None, b"audit")))) == "FORM_WITH_FILES_INVALID"
    assert code_of(form(whole, stated=2_000_000)) == "TUS_TOO_LONG"


@pytest.mark.parametrize("piece", [1, 7, 100_000])
def test_h2_a_form_with_files_is_read_as_it_was_sent(piece: int) -> None:
    """H2: fields in UTF-8, several files whole, fields between and after them; one may be left unread."""
    parts: list[Part] = [
        ("text", None, "举报\r\n内容".encode()),
        ("kept", None, b"1 a"),
        ("evidence", "合%22同.pdf", CONTENT),
        ("kept", None, b"2 b"),
        ("evidence", "b.png", b"2"),
        ("evidence", "", b""),
        ("last", None, b""),
    ]
    sent = form(form_of(*parts), piece=piece)
    assert files_of(sent) == [('合"同.pdf', CONTENT), ("b.png", b"2")]
    assert sent.fields == {"text": ["举报\r\n内容"], "kept": ["1 a", "2 b"], "last": [""]}
    sent = form(form_of(*parts), piece=piece)
    assert files_of(sent, unread='合"同.pdf') == [('合"同.pdf', b""), ("b.png", b"2")]
    assert sent.fields["kept"] == ["1 a", "2 b"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (form_of(("text", None, b"a"), end=False), "FORM_WITH_FILES_INVALID"),
        (form_of(("text", None, b"\xff")), "FORM_WITH_FILES_INVALID"),
        (form_of(("text", None, b"a" * 300_000)), "FORM_WITH_FILES_INVALID"),
        (form_of(*[("text", None, b"a" * 2_000)] * 150), "FORM_WITH_FILES_INVALID"),
        (form_of(*[("text", None, b"a")] * 300), "FORM_WITH_FILES_INVALID"),
        (form_of(("n" * 20_000, None, b"a")), "FORM_WITH_FILES_INVALID"),
        (form_of(("text", None, b"a")).replace(b"; name=", b"; other="), "FORM_WITH_FILES_INVALID"),
        (b"no form at all", "FORM_WITH_FILES_INVALID"),
        (form_of(("evidence", "a", b"a" * 2_000_000)), "TUS_TOO_LONG"),
    ],
    ids=["broken off", "no UTF-8", "long", "many long", "many", "long name", "no name", "no form", "too large"],
)
def test_h2_a_form_that_no_page_of_ours_sends_is_refused(body: bytes, code: str) -> None:
    """H2: whole, in UTF-8, within the bounds of names, fields, parts and bytes."""
    sent = form(body, piece=60_000, stated=min(len(body), 1_000_000))
    with pytest.raises(ProblemError) as caught:
        files_of(sent)
    assert caught.value.code == code


def test_h2_a_form_of_another_kind_is_refused_and_the_rest_of_a_refused_form_is_taken_in() -> None:
    """H2: a form that is no multipart form; what follows a fault is read, so that the browser shows the answer."""
    other = FormWithFiles(Request({"type": "http", "headers": [(b"content-type", b"text/plain")]}), 1_000, 5)
    with pytest.raises(ProblemError) as caught:
        files_of(other)
    assert caught.value.code == "FORM_WITH_FILES_INVALID"

    async def refused_and_drained() -> list[bytes]:
        sent = form(form_of(("text", None, b"\xff"), ("file", "a", b"a" * 500_000)), piece=1000)
        with pytest.raises(ProblemError):
            await sent.only_file()
        await sent.drain()
        assert sent._arriving is not None
        return [piece async for piece in sent._arriving._pieces]

    assert asyncio.run(refused_and_drained()) == []

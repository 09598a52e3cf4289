"""Types by content, bombs, polyglots, macros and active content, in files made here (rule C7)."""

from __future__ import annotations

import io
import re
import time
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import puremagic
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from chassis.kernel.refusal import Term
from inspection import archives, files, signatures
from inspection.defects import Defect, DefectError, Detail
from inspection.files import InspectedFile, inspect_file
from tests.unit.inspection import files as a
from tests.unit.inspection import hostile, hostile_media

GOOD: dict[str, tuple[Callable[[], bytes], str]] = {
    "pdf": (a.pdf, files.PDF),
    "pdf with object streams": (lambda: a.pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), files.PDF),
    "pdf linearized": (lambda: a.pdf(linearize=True), files.PDF),
    "png": (lambda: a.image("PNG"), files.PNG),
    "png palette": (lambda: a.png(3, 2, b"\0abc\0def"), files.PNG),
    "jpeg": (lambda: a.image("JPEG"), files.JPEG),
    "jpeg progressive": (lambda: a.image("JPEG", progressive=True), files.JPEG),
    "docx": (lambda: a.office("docx"), f"{a.BASE}wordprocessingml.document"),
    "xlsx": (lambda: a.office("xlsx"), f"{a.BASE}spreadsheetml.sheet"),
    "pptx": (lambda: a.office("pptx"), f"{a.BASE}presentationml.presentation"),
    "docx with a table of figures inside": (
        lambda: a.office(entries={"word/embeddings/sheet1.xlsx": a.office("xlsx")}),
        f"{a.BASE}wordprocessingml.document",
    ),
    "docx with a hyperlink": (
        lambda: a.office(entries={"word/_rels/document.xml.rels": a.outside("hyperlink")}),
        f"{a.BASE}wordprocessingml.document",
    ),
    "zip": (lambda: a.archive({"model/part.stl": b"solid"}), files.ZIP),
    "mp4": (a.mp4, files.MP4),
    "glb": (a.glb, files.GLB),
    **hostile_media.GOOD,
    **hostile.GOOD,
}


@cache
def good(name: str) -> bytes:
    """Return a good file, the same each time: some hold the time at which they were made."""
    return GOOD[name][0]()


def write(tmp_path: Path, content: bytes) -> Path:
    """Write the content to a file and return its path."""
    path = tmp_path / "file"
    path.write_bytes(content)
    return path


def defect_of(path: Path) -> Defect:
    """Return the defect for which the file is refused."""
    with pytest.raises(DefectError) as caught:
        inspect_file(path)
    return caught.value.defect


@pytest.mark.parametrize("name", GOOD)
def test_c7_good_files_pass_with_their_type(tmp_path: Path, name: str) -> None:
    """C7: each kind of the allow list is known by its content."""
    make, media_type = GOOD[name]
    content = make()
    inspected = inspect_file(write(tmp_path, content))
    assert (inspected.media_type, inspected.size_bytes) == (media_type, len(content))
    assert isinstance(inspected, InspectedFile)


def _script(document: Any) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _launch(document: Any) -> None:
    action = Dictionary(S=Name.Launch, F=String("calc.exe"))
    document.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)])


def _attachment(document: Any) -> None:
    document.attachments["second.bin"] = b"a second file inside"


def _zeros(document: Any) -> None:
    document.pages[0].Contents = document.make_stream(b"")
    stream = pikepdf.Stream(document, zlib.compress(b"\0" * 40_000_000, 9))
    stream.Filter = Name.FlateDecode
    document.Root.Extra = document.make_indirect(stream)


def _twice(document: Any) -> None:
    stream = pikepdf.Stream(document, zlib.compress(zlib.compress(b"\0" * 90_000_000, 9), 9))
    stream.Filter = Array([Name.FlateDecode, Name.FlateDecode])
    document.Root.Extra = document.make_indirect(stream)


def _encrypted() -> bytes:
    return a.pdf(encryption=pikepdf.Encryption(owner="owner", user=""))


def _entities() -> bytes:
    lol = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><document>&b;</document>'
    return a.office(main=b'<?xml version="1.0"?>' + lol)


def _overlapping() -> bytes:
    """Return an archive with two names for one entry's bytes, as in bombs that share their core."""
    content = bytearray(a.archive({"a.txt": b"x" * 300, "b.txt": b"y" * 300}, zipfile.ZIP_STORED))
    directory = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", directory + 4)
    content[second + 42 : second + 46] = (10).to_bytes(4, "little")
    return bytes(content)


def _locked_zip() -> bytes:
    content = bytearray(a.archive({"a.txt": b"secret"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(mark) + place] |= 1
    return bytes(content)


ZIP = a.archive({"evil.js": b"alert(1)"})
BAD: dict[str, tuple[Callable[[], bytes], Defect]] = {
    "pdf + zip": (lambda: a.pdf() + ZIP, Defect.POLYGLOT),
    "pdf + zip + end": (lambda: a.pdf() + ZIP + b"\n%%EOF\n", Defect.POLYGLOT),
    "jpeg + zip": (lambda: a.image("JPEG") + ZIP, Defect.POLYGLOT),
    "jpeg + script": (lambda: a.image("JPEG") + b"<script>alert(1)</script>", Defect.POLYGLOT),
    "png + zip": (lambda: a.image("PNG") + ZIP, Defect.POLYGLOT),
    "mp4 + zip": (lambda: a.mp4() + ZIP, Defect.POLYGLOT),
    "mp4 with a zip in a box": (lambda: a.mp4(a.box(b"free", ZIP)), Defect.POLYGLOT),
    "glb + zip": (lambda: a.glb() + ZIP, Defect.POLYGLOT),
    "html + pdf": (lambda: b"<html><script>alert(1)</script>\n" + a.pdf(), Defect.POLYGLOT),
    "script + pdf": (lambda: b"/*" + a.pdf() + b"*/", Defect.POLYGLOT),
    "program + pdf": (lambda: b"MZ" + b"\0" * 60 + a.pdf(), Defect.POLYGLOT),
    "program + zip": (lambda: b"MZ" + b"\0" * 60 + ZIP, Defect.POLYGLOT),
    "docx + bytes": (lambda: a.office() + b"more", Defect.POLYGLOT),
    "two zips": (lambda: ZIP + a.office(), Defect.POLYGLOT),
    "zip with a path": (lambda: a.archive({"../../etc/cron.d/x": b"x"}), Defect.POLYGLOT),
    "program": (lambda: b"MZ" + bytes(300), Defect.TYPE_NOT_ALLOWED),
    "html": (lambda: b"<!DOCTYPE html><html></html>", Defect.TYPE_NOT_ALLOWED),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', Defect.TYPE_NOT_ALLOWED),
    "gif": (lambda: b"GIF89a" + b"\0" * 40, Defect.TYPE_NOT_ALLOWED),
    "text": (lambda: "一段文字".encode(), Defect.TYPE_NOT_ALLOWED),
    "nothing": (lambda: b"", Defect.TYPE_NOT_ALLOWED),
    "old office": (lambda: signatures.OLE + b"\0" * 600, Defect.TYPE_NOT_ALLOWED),
    "quicktime": (lambda: a.box(b"ftyp", b"qt  \0\0\0\0qt  ") + a.box(b"moov"), Defect.TYPE_NOT_ALLOWED),
    "office of another kind": (lambda: a.office(main_type="application/vnd.ms-visio"), Defect.TYPE_NOT_ALLOWED),
    "zip called office": (
        lambda: a.archive({"[Content_Types].xml": b"<Types/>", "x.xml": b"<x/>"}),
        Defect.TYPE_NOT_ALLOWED,
    ),
    "docx with macros": (lambda: a.office(entries={"word/vbaProject.bin": b"\0"}), Defect.MACRO),
    "docm": (
        lambda: a.office(
            types='<Override PartName="/x" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
        ),
        Defect.MACRO,
    ),
    "docx with activex": (lambda: a.office(entries={"word/activeX/activeX1.xml": b"<x/>"}), Defect.ACTIVE_CONTENT),
    "docx with an outside template": (
        lambda: a.office(entries={"word/_rels/settings.xml.rels": a.outside("attachedTemplate")}),
        Defect.ACTIVE_CONTENT,
    ),
    "docx with a program": (
        lambda: a.office(entries={"word/media/image1.png": b"MZ" + b"\0" * 99}),
        Defect.ACTIVE_CONTENT,
    ),
    "docx encrypted": (lambda: signatures.OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), Defect.ENCRYPTED),
    "zip encrypted": (_locked_zip, Defect.ENCRYPTED),
    "pdf encrypted": (_encrypted, Defect.ENCRYPTED),
    "pdf with a script": (lambda: a.pdf(_script), Defect.ACTIVE_CONTENT),
    "pdf that launches": (lambda: a.pdf(_launch), Defect.ACTIVE_CONTENT),
    "pdf with a file inside": (lambda: a.pdf(_attachment), Defect.ACTIVE_CONTENT),
    "pdf stream bomb": (lambda: a.pdf(_zeros, stream_decode_level=pikepdf.StreamDecodeLevel.none), Defect.BOMB),
    "pdf bomb twice packed": (lambda: a.pdf(_twice, stream_decode_level=pikepdf.StreamDecodeLevel.none), Defect.BOMB),
    "png of many pixels": (lambda: a.png(29_000, 29_000, b"\0"), Defect.BOMB),
    "png of more pixels than said": (lambda: a.png(10, 10, b"\0" * 5_000_000), Defect.BOMB),
    "png text bomb": (
        lambda: a.png(1, 1, b"\0\0", a.chunk(b"zTXt", b"x\0\0" + zlib.compress(b"a" * 9_000_000, 9))),
        Defect.BOMB,
    ),
    "zip bomb": (lambda: a.archive({"zeros": b"\0" * 30_000_000}), Defect.BOMB),
    "docx bomb": (lambda: a.office(entries={"word/media/x.bin": b"\0" * 30_000_000}), Defect.BOMB),
    "zip in zip in zip": (
        lambda: a.archive({"1.zip": a.archive({"2.zip": a.archive({"3.txt": b"x"})})}),
        Defect.BOMB,
    ),
    "zip with entries that overlap": (_overlapping, Defect.BOMB),
    "zip of many entries": (lambda: a.archive({f"{n}": b"" for n in range(archives.MAX_ENTRIES + 1)}), Defect.BOMB),
    "docx with entities": (_entities, Defect.BOMB),
    "pdf cut": (lambda: a.pdf()[:-40], Defect.DAMAGED),
    "png cut": (lambda: a.image("PNG")[:-8], Defect.DAMAGED),
    "jpeg cut": (lambda: a.image("JPEG", (400, 400))[:-40], Defect.DAMAGED),
    "docx cut": (lambda: a.office()[:-60], Defect.DAMAGED),
    "mp4 cut": (lambda: a.mp4()[:-3], Defect.DAMAGED),
    **hostile_media.BAD,
    **hostile.BAD,
}


@pytest.mark.parametrize("name", BAD)
def test_c7_a_file_with_a_defect_is_refused_for_it(tmp_path: Path, name: str) -> None:
    """C7: each bad file is refused for its own defect."""
    make, defect = BAD[name]
    assert defect_of(write(tmp_path, make())) == defect


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_c7_a_damaged_file_has_a_type_or_a_defect(tmp_path: Path, data: st.DataObject) -> None:
    """C7: whatever byte is changed, left out or put in, there is an answer: a type or a defect."""
    content = bytearray(good(data.draw(st.sampled_from(sorted(GOOD)))))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        how = data.draw(st.sampled_from(("change", "cut", "insert")))
        if how == "change":
            content[place] = data.draw(st.integers(0, 255))
        elif how == "cut":
            del content[place : place + data.draw(st.integers(1, 50))]
        else:
            content[place:place] = data.draw(st.binary(max_size=50))
        if not content:
            break
    try:
        inspected = inspect_file(write(tmp_path, bytes(content)))
    except DefectError:
        return
    assert inspected.size_bytes == len(content)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    # one more end marker of a PDF is nothing foreign
    # and padding behind a JPEG neither
    foreign=st.binary(min_size=1, max_size=400).filter(
        lambda data: data.strip(b"\r\n\t \0\xff") not in (b"", b"%%EOF")
    ),
    data=st.data(),
)
def test_c7_foreign_bytes_in_front_or_behind_are_never_taken(
    tmp_path: Path, foreign: bytes, data: st.DataObject
) -> None:
    """C7: a file with anything glued to its beginning or its end does not pass as the file that it was."""
    kind = data.draw(st.sampled_from(("pdf", "png", "jpeg", "docx", "mp4", "glb")))
    content = good(kind)
    glued = foreign + content if data.draw(st.booleans()) else content + foreign
    with pytest.raises(DefectError):
        inspect_file(write(tmp_path, glued))


def borders(kind: str, content: bytes) -> list[int]:
    """Return the places between the pieces of a format, before its end and its pixels."""
    if kind == "docx":
        return [match.start() for match in re.finditer(rb"PK\x03\x04|PK\x01\x02|PK\x05\x06", content)][1:]
    begin, width, order, around = {
        "png": (8, 4, "big", 12),
        "jpeg": (2, 2, "big", 2),
        "mp4": (0, 4, "big", 0),
        "glb": (12, 4, "little", 8),
    }[kind]
    places, place = [], begin
    while place < len(content) and not (kind == "jpeg" and content[place + 1] == 0xDA):
        places.append(place)
        size = place + 2 if kind == "jpeg" else place
        place += int.from_bytes(content[size : size + width], "big" if order == "big" else "little") + around
    return places


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(foreign=st.binary(min_size=1, max_size=400), data=st.data())
def test_c7_foreign_bytes_between_the_pieces_of_a_format_are_never_taken(
    tmp_path: Path, foreign: bytes, data: st.DataObject
) -> None:
    """C7: neither as they are, nor as a piece of a kind that the format does not know."""
    kind = data.draw(st.sampled_from(("png", "jpeg", "docx", "mp4", "glb")))
    content = good(kind)
    place = data.draw(st.sampled_from(borders(kind, content)))
    if data.draw(st.booleans()):
        name = data.draw(st.sampled_from((b"heLo", b"EVIL", b"exEc")))
        if kind == "docx":
            glued = hostile.gapped(foreign)
        elif kind == "glb":
            glued = a.glb(a.glb_chunk(name, foreign))
        else:
            made = {"png": a.chunk, "mp4": a.box, "jpeg": lambda _, it: a.segment(0xFE, b"<p>" + it)}[kind]
            glued = content[:place] + made(name, foreign) + content[place:]
    else:
        # before a marker a JPEG may have any number of this byte
        assume(kind != "jpeg" or not foreign.startswith(b"\xff"))
        glued = content[:place] + foreign + content[place:]
    with pytest.raises(DefectError):
        inspect_file(write(tmp_path, glued))


@pytest.mark.parametrize("detail", Detail)
def test_k5_each_detail_has_chinese_and_english_words_and_is_used(detail: Detail) -> None:
    """K5: each language has its own words, and programs a plain one."""
    zh, en = detail.value
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert re.fullmatch(r"[ -~]+", en)
    assert DefectError(Defect.BOMB, detail).detail == Term(detail.name.lower(), zh, en)
    folder = Path(files.__file__).parent
    sources = "".join(path.read_text() for path in folder.glob("*.py"))
    assert re.search(rf"\bDetail\.{detail.name}\b", sources)


def test_c7_a_structure_is_unpacked_once_however_often_it_is_named(tmp_path: Path) -> None:
    """C7: 130 KB that name two streams of 62 MiB 340 times each are inspected in seconds."""
    path = write(tmp_path, hostile.of_streams(340, 2))
    assert path.stat().st_size < 150_000
    began = time.process_time()
    assert defect_of(path) == Defect.DAMAGED
    assert time.process_time() - began < 10


def test_c7_an_inspection_takes_no_more_memory_than_a_piece_for_what_is_large(tmp_path: Path) -> None:
    """C7: a film of 60 MB is hashed and walked, not loaded."""
    import tracemalloc

    path = tmp_path / "film"
    with path.open("wb") as file:
        file.write(a.box(b"ftyp", b"isom\0\0\2\0isom") + a.movie())
        size = 60 * 1024 * 1024
        file.write((size + 8).to_bytes(4, "big") + b"mdat")
        file.seek(size - 1, io.SEEK_CUR)
        file.write(b"\0")
    tracemalloc.start()
    try:
        assert inspect_file(path).media_type == files.MP4
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


def _no_match(_: bytes) -> list[Any]:
    return []


def _fails_with(error: Exception) -> Callable[[bytes], list[Any]]:
    def identify(_: bytes) -> list[Any]:
        raise error

    return identify


@pytest.mark.parametrize(
    "identify",
    [
        _no_match,
        _fails_with(puremagic.PureError("Could not identify file")),
        _fails_with(ValueError("Input was empty")),
        _fails_with(IndexError("list index out of range")),
    ],
    ids=["puremagic 2", "puremagic 1", "an empty file", "a fault of its own"],
)
def test_a_type_that_puremagic_cannot_name_is_an_unknown_format(identify: Callable[[bytes], list[Any]]) -> None:
    assert files.name_of("一段文字".encode(), identify) == Detail.UNKNOWN


@pytest.mark.parametrize(
    ("mime_type", "extension", "name"),
    [
        ("application/octet-stream", "", Detail.UNKNOWN),
        ("application/octet-stream", ".cdr", "cdr"),
        ("", "", Detail.UNKNOWN),
    ],
)
def test_a_file_that_could_be_anything_is_of_an_unknown_format(
    mime_type: str, extension: str, name: Detail | str
) -> None:
    """C7: no word that only programs understand."""
    match = puremagic.PureMagicWithConfidence(
        byte_match=b"", offset=0, extension=extension, mime_type=mime_type, name="", confidence=1.0
    )
    assert files.name_of(b"bytes", lambda _: [match]) == name


def test_a_type_that_puremagic_names_is_called_by_that_name() -> None:
    assert files.name_of(b"GIF89a" + bytes(40)) == "image/gif"
    assert files.name_of("一段文字".encode()) == Detail.UNKNOWN
    assert files.name_of(b"") == Detail.UNKNOWN

"""Makes documents and archives that hide something, and honest ones that look alike (rule C7)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import xlsxwriter
from pikepdf import Array, Dictionary, Name, String

from inspection import files as inspected
from inspection import signatures
from inspection.defects import Defect
from tests.unit.inspection import files as a

COMPOUND = signatures.OLE + b"\0" * 600
DOCX, XLSX, PPTX = (f"{a.BASE}{kind[1]}" for kind in a.MAIN.values())
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def part(name: str, content: bytes, kind: str = "docx", **changes: Any) -> bytes:
    """Return an office document with one part more."""
    return a.office(kind, entries={name: content}, **changes)


def relations(relation: str, mode: str = "Internal") -> bytes:
    """Return relations of a part, one of them to another part or elsewhere."""
    return a.outside(relation).replace(b'"External"', f'"{mode}"'.encode())


def long_relations() -> bytes:
    """Return an outside template behind more blanks than a part of that kind ever has, and noise against the ratio."""
    noise = b"".join(b"<!--%s-->" % zlib.compress(str(n).encode()).hex().encode() for n in range(20_000))
    filled = b" " * (16 * 1024 * 1024) + noise + b"</Relationships>"
    return part("word/_rels/settings.xml.rels", a.outside("attachedTemplate").replace(b"</Relationships>", filled))


def document(body: str) -> bytes:
    """Return a docx with this in its body."""
    return a.office(main=f"<w:document {WORD}><w:body>{body}</w:body></w:document>".encode())


def field(*pieces: str) -> bytes:
    """Return a docx with a field, its instruction in pieces."""
    inside = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return document(f'<w:fldChar w:fldCharType="begin"/>{inside}<w:fldChar w:fldCharType="end"/>')


def slide(action: str) -> bytes:
    """Return a pptx whose slide does this at a click."""
    return part(
        "ppt/slides/slide1.xml", f'<p:sld xmlns:p="p"><p:hlinkClick action="{action}"/></p:sld>'.encode(), "pptx"
    )


def gapped(foreign_bytes: bytes) -> bytes:
    """Return a docx with bytes between its entries and its directory, which knows of them."""
    content = a.office()
    directory = content.find(b"PK\x01\x02")
    made = bytearray(content[:directory] + foreign_bytes + content[directory:])
    end = made.rfind(b"PK\x05\x06")
    made[end + 16 : end + 20] = struct.pack("<I", directory + len(foreign_bytes))
    return bytes(made)


class _Pipe(io.RawIOBase):
    """A stream that can't be rewound, so that an archive is written with descriptors."""

    def __init__(self) -> None:
        self.content = b""

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Any) -> int:
        """Take a piece and return its length."""
        self.content += bytes(data)
        return len(data)


def streamed(large: bool = False) -> bytes:
    """Return an archive as a program writes it that can't go back: sizes follow the data, of 64 bits if `large`."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        made.mkdir("模型")
        for name in ("模型/a.stl", "b.bin"):
            with made.open(name, "w", force_zip64=large) as entry:
                entry.write(b"solid" * 500)
    return pipe.content


def charted() -> bytes:
    """Return slides with a chart, which keeps its numbers in a workbook of its own."""
    return a.office("pptx", entries={"ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": workbook()})


def in_gbk(*names: str) -> bytes:
    """Return an archive as programs of Chinese Windows write it: names in GBK, and nothing says so."""
    out = io.BytesIO()
    encoded = [name.encode("gbk") for name in names]
    stand_ins = [str(number).encode() * len(name) for number, name in enumerate(encoded)]
    with zipfile.ZipFile(out, "w") as made:
        for stand_in in stand_ins:
            made.writestr(stand_in.decode(), b"x")
    content = out.getvalue()
    for stand_in, name in zip(stand_ins, encoded, strict=True):
        content = content.replace(stand_in, name)
    return content


def workbook() -> bytes:
    """Return a workbook with a chart, a link, a comment and a picture, by a library."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("表")
    sheet.write_column("A1", range(50))
    sheet.write_url("B1", "https://elsewhere.example/x")
    sheet.write_comment("B2", "批注")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=表!$A$1:$A$50"})
    sheet.insert_chart("D1", chart)
    sheet.insert_image("D20", "a.png", {"image_data": io.BytesIO(a.image("PNG"))})
    book.close()
    return out.getvalue()


def opens_with(**action: Any) -> bytes:
    """Return a PDF that does this when it is opened."""
    return a.pdf(lambda made: setattr(made.Root, "OpenAction", Dictionary(**action)))


def links_to(address: str) -> bytes:
    """Return a PDF with a link for whoever clicks it."""

    def change(made: Any) -> None:
        action = Dictionary(S=Name.URI, URI=String(address))
        made.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)])

    return a.pdf(change)


def elsewhere(made: Any) -> None:
    """Return a stream whose content is in a file on another machine."""
    stream = made.make_stream(b"")
    stream.F = String("\\\\elsewhere.example\\x")
    made.Root.X = stream


def follows(made: Any) -> None:
    """Return a page that goes to another of its own, and then to the web, when it is turned to."""
    then = Dictionary(S=Name.URI, URI=String("https://elsewhere.example"))
    made.pages[0].AA = Dictionary(O=Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]), Next=Array([then])))


def of_streams(types: int, streams: int) -> bytes:
    """Return a small PDF with streams that unpack to 62 MiB each and repeat their type `types` times."""
    packed = zlib.compress(b"\0" * 62 * 1024 * 1024, 9)
    stream = b"<<" + b"/Type/XRef " * types + b"/Filter/FlateDecode>>stream\n" + packed + b"\nendstream\n"
    return b"%PDF-1.5\n" + stream * streams + b"%%EOF"


GOOD: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip with descriptors": (streamed, inspected.ZIP),
    "zip with descriptors of 64 bits": (lambda: streamed(large=True), inspected.ZIP),
    "zip of parts for a machine": (lambda: a.archive({"a.sldprt": COMPOUND, "b.py": b"print()"}), inspected.ZIP),
    "zip with a docx": (lambda: a.archive({"说明.docx": a.office()}), inspected.ZIP),
    "zip with slides that have a chart": (lambda: a.archive({"路演.pptx": charted()}), inspected.ZIP),
    "docx with slides that have a chart": (
        lambda: a.office(entries={"word/embeddings/slides.pptx": charted()}),
        DOCX,
    ),
    "zip with GBK names that differ in one character": (lambda: in_gbk("工程.txt", "攻程.txt"), inspected.ZIP),
    "xlsx by a library": (workbook, XLSX),
    "pptx with a chart": (lambda: part("ppt/embeddings/sheet.xlsx", workbook(), "pptx"), PPTX),
    "docx with a chart, an internal package": (
        lambda: a.office(
            entries={
                "word/embeddings/sheet.xlsx": workbook(),
                "word/charts/_rels/chart1.xml.rels": relations("package"),
            }
        ),
        DOCX,
    ),
    "docx with printer settings, declared by extension": (
        lambda: part(
            "word/settings.bin",
            b"\0" * 50,
            types=f'<Default Extension="bin" ContentType="{a.BASE}spreadsheetml.printerSettings"/>',
        ),
        DOCX,
    ),
    "docx that declares what it has none of": (
        lambda: a.office(types='<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'),
        DOCX,
    ),
    "docx with fields": (lambda: field("PAGEREF ", "DDE_1 \\h"), DOCX),
    "docx about exchange": (lambda: document("<w:r><w:t>DDEAUTO is a field</w:t></w:r>"), DOCX),
    "docx with an empty part": (lambda: part("customXml/item1.xml", b""), DOCX),
    "docx with a loose drawing": (lambda: part("word/drawings/vml1.vml", b'<xml xmlns:v="urn"><br></xml>'), DOCX),
    "docx with an svg of another program": (
        lambda: part(
            "word/media/image1.svg",
            b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd"><svg/>',
            types='<Default Extension="svg" ContentType="image/svg+xml"/>',
        ),
        DOCX,
    ),
    "pptx with a film inside": (lambda: part("ppt/slides/_rels/slide1.xml.rels", relations("video"), "pptx"), PPTX),
    "pptx that turns to a slide": (lambda: slide("ppaction://hlinksldjump"), PPTX),
    "pdf with links": (lambda: links_to("https://elsewhere.example/a"), inspected.PDF),
    "pdf with a mail address": (lambda: links_to("mailto:a@elsewhere.example"), inspected.PDF),
    "pdf with a link without a scheme": (lambda: links_to("www.elsewhere.example"), inspected.PDF),
    "pdf that opens at a page": (lambda: opens_with(S=Name.GoTo, D=Array([0, Name.Fit])), inspected.PDF),
}

BAD: dict[str, tuple[Callable[[], bytes], Defect]] = {
    "docx with a pdf before its directory": (lambda: gapped(a.pdf()), Defect.POLYGLOT),
    "docx with a byte before its directory": (lambda: gapped(b"\0"), Defect.POLYGLOT),
    "zip that begins with a pdf": (lambda: a.archive({"a.pdf": a.pdf()}, zipfile.ZIP_STORED), Defect.POLYGLOT),
    "zip with a docm": (
        lambda: a.archive({"a.docm": part("word/vbaProject.bin", COMPOUND)}),
        Defect.MACRO,
    ),
    "zip with one GBK name twice": (lambda: in_gbk("工程.txt", "工程.TXT"), Defect.POLYGLOT),
    "zip with a program of a GBK name": (lambda: in_gbk("工程.txt", "程序.exe"), Defect.ACTIVE_CONTENT),
    "zip with a zip with slides": (
        lambda: a.archive({"1.zip": a.archive({"路演.pptx": charted()})}),
        Defect.BOMB,
    ),
    "documents in documents in documents": (
        lambda: a.archive({"1.docx": a.office(entries={"2.docx": a.office(entries={"3.pptx": charted()})})}),
        Defect.BOMB,
    ),
    "zip with old office": (lambda: a.archive({"a.doc": COMPOUND}), Defect.ACTIVE_CONTENT),
    **{
        f"zip with {name!r}": (lambda name=name: a.archive({f"x/{name}": b"x"}), Defect.ACTIVE_CONTENT)  # type: ignore[misc]
        for name in ("a.js", "a.hta", "a.BAT", "a.lnk", "a.exe. ", "a.vbs::$DATA", ".cmd")
    },
    "zip with a shortcut of another name": (lambda: a.archive({"a.txt": b"L\0\0\0\1\x14\2\0"}), Defect.ACTIVE_CONTENT),
    "zip with a script of another name": (lambda: a.archive({"a.txt": b"#!/bin/sh\n"}), Defect.ACTIVE_CONTENT),
    "docx with a template behind 16 MiB of blanks": (long_relations, Defect.BOMB),
    "docx with a docm": (
        lambda: part("word/embeddings/m.docm", part("word/vbaProject.bin", COMPOUND)),
        Defect.MACRO,
    ),
    "docx with a workbook that links": (
        lambda: part(
            "word/embeddings/s.xlsx", part("xl/_rels/workbook.xml.rels", relations("image", "External"), "xlsx")
        ),
        Defect.ACTIVE_CONTENT,
    ),
    "docx with an object of another name": (lambda: part("word/embeddings/x.bin", COMPOUND), Defect.ACTIVE_CONTENT),
    "docx with a relation to an object": (
        lambda: part("word/_rels/document.xml.rels", relations("oleObject")),
        Defect.ACTIVE_CONTENT,
    ),
    "docx that takes a page in": (
        lambda: part("word/_rels/document.xml.rels", relations("aFChunk")),
        Defect.ACTIVE_CONTENT,
    ),
    "docx with an outside image": (
        lambda: part("word/_rels/document.xml.rels", relations("image", "External")),
        Defect.ACTIVE_CONTENT,
    ),
    "docx with an outside image, oddly said": (
        lambda: part("word/_rels/document.xml.rels", relations("image", " external ")),
        Defect.ACTIVE_CONTENT,
    ),
    "docx with macros, declared by extension": (
        lambda: part(
            "word/data.bin",
            b"\0" * 50,
            types='<Default Extension="BIN" ContentType="application/vnd.ms-office.vbaProject"/>',
        ),
        Defect.MACRO,
    ),
    "xlsx with a sheet of macros": (
        lambda: part(
            "xl/sheets/s.xml",
            b"<x/>",
            "xlsx",
            types='<Override PartName="/xl/sheets/s.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/>',
        ),
        Defect.MACRO,
    ),
    "xlsx with exchange": (
        lambda: part("xl/externalLinks/e.xml", b'<externalLink><ddeLink ddeService="cmd"/></externalLink>', "xlsx"),
        Defect.ACTIVE_CONTENT,
    ),
    "docx with exchange": (lambda: field('DDEAUTO c:\\\\cmd.exe "/k"'), Defect.ACTIVE_CONTENT),
    "docx with exchange in pieces": (lambda: field(" d", "De", " cmd x"), Defect.ACTIVE_CONTENT),
    "docx with exchange, never closed": (
        lambda: document("<w:r><w:instrText>DDE cmd</w:instrText></w:r>"),
        Defect.ACTIVE_CONTENT,
    ),
    "docx with exchange in a simple field": (
        lambda: document('<w:fldSimple w:instr=" DDE cmd x"/>'),
        Defect.ACTIVE_CONTENT,
    ),
    "pptx that starts a program": (lambda: slide("ppaction://program"), Defect.ACTIVE_CONTENT),
    "docx with entities behind a comment": (
        lambda: part(
            "word/styles.xml", b"<!--" + b"a" * 5000 + b'--><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;"> ]><x>&b;</x>'
        ),
        Defect.BOMB,
    ),
    "docx with entities in a part of another name": (
        lambda: part(
            "word/x.dat", b"<!DOCTYPE x><x/>", types='<Override PartName="/word/x.dat" ContentType="application/xml"/>'
        ),
        Defect.BOMB,
    ),
    "docx with entities in sixteen bits": (
        lambda: part("word/styles.xml", "\ufeff<!DOCTYPE x []><x/>".encode("utf-16-le")),
        Defect.BOMB,
    ),
    "pdf that opens another": (
        lambda: opens_with(S=Name.GoToR, F=String("\\\\elsewhere.example\\x.pdf"), D=Array([0, Name.Fit])),
        Defect.ACTIVE_CONTENT,
    ),
    "pdf that opens a thread": (lambda: opens_with(S=Name.Thread, F=String("x.pdf"), D=0), Defect.ACTIVE_CONTENT),
    "pdf that opens the web": (
        lambda: opens_with(S=Name.URI, URI=String("https://elsewhere.example")),
        Defect.ACTIVE_CONTENT,
    ),
    "pdf that opens the web after a page": (lambda: a.pdf(follows), Defect.ACTIVE_CONTENT),
    **{
        f"pdf with a link to {address!r}": (lambda address=address: links_to(address), Defect.ACTIVE_CONTENT)  # type: ignore[misc]
        for address in (
            "file://elsewhere.example/x",
            "\\\\elsewhere.example\\x",
            " fi\tle:x",
            "javascript:x",
            "search-ms:x",
        )
    },
    "pdf with a stream elsewhere": (lambda: a.pdf(elsewhere), Defect.ACTIVE_CONTENT),
    "pdf with a script, its name escaped": (
        lambda: opens_with(S=Name.JavaScript, JS=String("x")).replace(b"/JS", b"/J#53"),
        Defect.ACTIVE_CONTENT,
    ),
    "pdf of five streams of structure": (lambda: of_streams(1, 5), Defect.BOMB),
}

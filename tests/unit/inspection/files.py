"""Makes small files of each kind for tests, good and bad."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from typing import Any

import pikepdf
from PIL import Image

BASE = "application/vnd.openxmlformats-officedocument."
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


def pdf(change: Any = None, **save: Any) -> bytes:
    """Return a PDF of a page; `change` is given the document."""
    document = pikepdf.Pdf.new()
    document.add_blank_page()
    if change is not None:
        change(document)
    out = io.BytesIO()
    document.save(out, **save)
    return out.getvalue()


def image(kind: str, size: tuple[int, int] = (20, 10), **save: Any) -> bytes:
    """Return a PNG or JPEG."""
    out = io.BytesIO()
    Image.new("RGB", size, (10, 90, 200)).save(out, kind, **save)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, pixels: bytes, *extra: bytes) -> bytes:
    """Return a grey PNG that announces a size and holds these pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")
    )


def archive(entries: dict[str, bytes], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return out.getvalue()


def office(kind: str = "docx", **changes: Any) -> bytes:
    """Return an office document; `entries` adds parts, `types` a line to its content types, `main` replaces the main part."""
    name, suffix = MAIN[kind]
    main_type = changes.get("main_type", f"{BASE}{suffix}.main+xml")
    types = (
        f'<?xml version="1.0"?><Types xmlns="{PACKAGE}content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{name}" ContentType="{main_type}"/>{changes.get("types", "")}</Types>'
    )
    rels = (
        f'<Relationships xmlns="{PACKAGE}relationships"><Relationship Id="r1" Type="{RELATIONS}/officeDocument" '
        f'Target="{name}"/></Relationships>'
    )
    entries = {
        "[Content_Types].xml": types.encode(),
        "_rels/.rels": rels.encode(),
        name: changes.get("main", b'<?xml version="1.0"?><document/>'),
    }
    return archive(entries | changes.get("entries", {}))


def outside(relation: str) -> bytes:
    """Return relations of a part, one of them to elsewhere."""
    return (
        f'<Relationships xmlns="{PACKAGE}relationships"><Relationship Id="r9" Type="{RELATIONS}/{relation}" '
        'Target="https://elsewhere.example/x" TargetMode="External"/></Relationships>'
    ).encode()


def box(kind: bytes, content: bytes = b"") -> bytes:
    """Return a box of an MP4."""
    return struct.pack(">I4s", 8 + len(content), kind) + content


def track(handler: bytes = b"vide") -> bytes:
    """Return a track of an MP4, as far as it says what it is of."""
    return box(b"trak", box(b"mdia", box(b"hdlr", b"\0" * 8 + handler + b"\0" * 13)))


def movie(*tracks: bytes) -> bytes:
    """Return the description of an MP4: its header, and a track of pictures if no tracks are passed."""
    return box(b"moov", box(b"mvhd", b"\0" * 100) + b"".join(tracks or (track(),)))


def mp4(*extra: bytes) -> bytes:
    """Return an MP4 as far as its boxes go."""
    return box(b"ftyp", b"isom\x00\x00\x02\x00isommp41") + movie() + box(b"mdat", b"\1" * 64) + b"".join(extra)


def glb(extra: bytes = b"", **scene: Any) -> bytes:
    """Return a glTF scene of nothing, and chunks behind its description."""
    text = json.dumps({"asset": {"version": "2.0"}, **scene}).encode()
    text += b" " * (-len(text) % 4)
    chunks = glb_chunk(b"JSON", text) + extra
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def glb_chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a glTF."""
    return struct.pack("<I4s", len(data), kind) + data


def segment(marker: int, data: bytes) -> bytes:
    """Return a segment of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, 2 + len(data)) + data

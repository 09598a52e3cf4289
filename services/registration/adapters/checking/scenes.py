"""Video and models: boxes that follow each other from the first byte to the last."""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from .faults import Fault, unless

MAX_BOXES = 100_000
_BRANDS = frozenset(
    (b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42", b"mp71", b"avc1",
     b"M4V ", b"M4VP", b"M4VH", b"MSNV", b"dash", b"f4v ", b"XAVC", b"cmfc", b"hvc1", b"iphE")
)  # fmt: skip
_BOXES = frozenset(
    (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"udta", b"moof", b"mfra", b"sidx", b"ssix", b"styp", b"uuid", b"meta",
     b"wide", b"pdin", b"prft", b"emsg")
)  # fmt: skip


def check_mp4(file: BinaryIO) -> None:
    """Known boxes from end to end, with a film in them."""
    size, place = os.fstat(file.fileno()).st_size, 0
    seen: list[bytes] = []
    while place < size:
        file.seek(place)
        head = file.read(16)
        unless(len(head) >= 8, Fault.POLYGLOT, "MP4 + bytes behind its end")
        length, kind = struct.unpack(">I4s", head[:8])
        if length == 1:
            unless(len(head) == 16, Fault.DAMAGED, "MP4 box")
            length = struct.unpack(">Q", head[8:])[0]
        elif length == 0:
            length = size - place
        unless(kind in _BOXES, Fault.POLYGLOT if seen else Fault.TYPE_NOT_ALLOWED, "MP4 + foreign box")
        unless(length >= 8 and place + length <= size, Fault.DAMAGED, "MP4 box")
        if not seen:
            brands = head[8:12] + head[16:]
            file.seek(16)
            brands += file.read(min(length - 16, 256)) if length > 16 else b""
            known = any(brands[i : i + 4] in _BRANDS for i in range(0, len(brands), 4))
            unless(known, Fault.TYPE_NOT_ALLOWED, "ISO media of another brand")
        seen.append(kind)
        unless(len(seen) <= MAX_BOXES, Fault.BOMB, "MP4 boxes")
        place += length
    unless(b"moov" in seen and (b"mdat" in seen or b"moof" in seen), Fault.DAMAGED, "MP4 without a film")


def check_glb(file: BinaryIO) -> None:
    """Version 2, its length that of the file, a JSON chunk first."""
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    head = file.read(20)
    unless(len(head) == 20, Fault.DAMAGED, "glTF")
    _, version, length, chunk, kind = struct.unpack("<4sIII4s", head)
    unless(version == 2, Fault.TYPE_NOT_ALLOWED, "glTF of another version")
    unless(length <= size, Fault.DAMAGED, "glTF length")
    unless(length == size, Fault.POLYGLOT, "glTF + bytes behind its end")
    unless(kind == b"JSON" and 20 + chunk <= size, Fault.DAMAGED, "glTF chunk")
    place = 20 + chunk
    while place < size:
        file.seek(place)
        head = file.read(8)
        unless(len(head) == 8, Fault.DAMAGED, "glTF chunk")
        place += 8 + int.from_bytes(head[:4], "little")
    unless(place == size, Fault.DAMAGED, "glTF chunk")

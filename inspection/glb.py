"""glTF scenes in one file (GLB): a description and its numbers, from the first byte to the last."""

from __future__ import annotations

import json
import os
import struct
from typing import BinaryIO

from .defects import Defect, DefectError, Detail, require

MAX_SCENE = 64 * 1024 * 1024  # of the description, which is read whole


def check(file: BinaryIO) -> None:
    """Raise DefectError unless it is version 2: a description in JSON, then at most a chunk of as many numbers as described."""
    size = os.fstat(file.fileno()).st_size
    file.seek(0)
    head = file.read(20)
    require(len(head) == 20, Defect.DAMAGED, Detail.GLB)
    _, version, length, chunk, kind = struct.unpack("<4sIII4s", head)
    require(version == 2, Defect.TYPE_NOT_ALLOWED, Detail.GLB_VERSION)
    require(length <= size, Defect.DAMAGED, Detail.GLB)
    require(length == size, Defect.POLYGLOT, Detail.GLB_BEHIND)
    require(kind == b"JSON" and 20 + chunk <= size, Defect.DAMAGED, Detail.GLB)
    require(chunk <= MAX_SCENE, Defect.BOMB, Detail.GLB)
    numbers = _described_size(file.read(chunk))
    place = 20 + chunk
    if place < size:
        head = file.read(8)
        require(len(head) == 8, Defect.DAMAGED, Detail.GLB)
        require(head[4:] == b"BIN\0", Defect.POLYGLOT, Detail.GLB_FOREIGN)
        held = int.from_bytes(head[:4], "little")
        place += 8 + held
        require(place <= size, Defect.DAMAGED, Detail.GLB)
        require(place == size, Defect.POLYGLOT, Detail.GLB_FOREIGN)
        require(numbers <= held <= numbers + 3, Defect.POLYGLOT, Detail.GLB_FOREIGN)  # padded to four bytes


def _described_size(content: bytes) -> int:
    """Return the size of the chunk of numbers by the scene's description, bytes."""
    try:
        scene = json.loads(content.decode())
        whole = isinstance(scene["asset"]["version"], str)
        buffers = [buffer for buffer in scene.get("buffers", [])[:1] if "uri" not in buffer]
        numbers = int(buffers[0]["byteLength"]) if buffers else 0
    except (ValueError, LookupError, TypeError, AttributeError):
        raise DefectError(Defect.DAMAGED, Detail.GLB) from None
    require(whole, Defect.DAMAGED, Detail.GLB)
    return numbers

"""A small film that browsers play: an MP4 of a bar that moves across grey, its pictures in H.264 as plain samples."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from tests.unit.inspection.files import box

# pixels of a picture, and of the blocks that it consists of
WIDTH, HEIGHT = 64, 48
_BLOCK = 16
_BLOCKS_ACROSS, _BLOCKS_DOWN = WIDTH // _BLOCK, HEIGHT // _BLOCK
# ticks of a second, of which a picture lasts some: six pictures a second
_TICKS, _TICKS_OF_PICTURE = 600, 100
_BACKGROUND, _BAR, _NO_COLOUR = 90, 220, 128
_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
# what the coded pictures begin with: the kinds of NAL unit of H.264, 7.4.1
_SEQUENCE, _PARAMETERS, _PICTURE = b"\x67", b"\x68", b"\x65"


class _Bits:
    """Bits in a row, as H.264 codes its numbers."""

    def __init__(self) -> None:
        self._bits = ""

    def put(self, number: int, bits: int) -> None:
        """Add a number of so many bits."""
        self._bits += f"{number:0{bits}b}"

    def code(self, *numbers: int) -> None:
        """Add numbers by the Exp-Golomb code, H.264 9.1."""
        for number in numbers:
            self.put(number + 1, 2 * (number + 1).bit_length() - 1)

    def put_bytes(self, data: bytes) -> None:
        """Fill up the last byte with zeros, and add bytes."""
        self._bits += "0" * (-len(self._bits) % 8) + "".join(f"{byte:08b}" for byte in data)

    def unit(self, kind: bytes) -> bytes:
        """Return the NAL unit of a kind with these bits, H.264 7.3.1."""
        bits = self._bits + "1"
        bits += "0" * (-len(bits) % 8)
        data = int(bits, 2).to_bytes(len(bits) // 8, "big")
        # no zeros that could be taken for the beginning of another unit
        return kind + re.sub(rb"\0\0(?=[\0-\3])", b"\0\0\3", data)


def film(seconds: int = 2, *, number: int = 0) -> bytes:
    """Return a film of so many seconds; those of different numbers from 0 to 99 differ."""
    pictures = list(_pictures(seconds * _TICKS // _TICKS_OF_PICTURE, number))
    head = box(b"ftyp", b"isom\0\0\2\0isomavc1mp41")
    begins = len(head) + len(_movie(pictures, 0)) + len(box(b"mdat"))
    return head + _movie(pictures, begins) + box(b"mdat", b"".join(pictures))


def _pictures(count: int, number: int) -> Iterator[bytes]:
    """Yield pictures, each with its length before it; in each the bar is a pixel further."""
    for place in range(count):
        bits = _Bits()
        bits.code(0, 7, 0)  # from the first block on, of pictures that need no other, by the parameters of number 0
        bits.put(0, 4)  # the number of the picture
        bits.code(place % 2)  # no two in a row have the same
        bits.put(0, 2)  # no picture is kept
        bits.code(0, 1)  # no change of the quantiser; no smoothing between blocks
        for across in list(range(_BLOCKS_ACROSS)) * _BLOCKS_DOWN:
            bits.code(25)  # samples as they are
            bits.put_bytes(_samples(across, place, number))
        unit = bits.unit(_PICTURE)
        yield struct.pack(">I", len(unit)) + unit


def _samples(across: int, bar: int, number: int) -> bytes:
    """Return the brightness of a block's pixels, of which the bar may be a column, and then their colour, which is none."""
    row = bytes(
        _BAR if place == bar else _BACKGROUND + number for place in range(across * _BLOCK, (across + 1) * _BLOCK)
    )
    return row * _BLOCK + bytes([_NO_COLOUR]) * (_BLOCK * _BLOCK // 2)


def _sequence() -> bytes:
    """Return what holds for the whole film, H.264 7.3.2.1: baseline, no picture is needed for another."""
    bits = _Bits()
    bits.put(0x42C00A, 24)  # the profile, and its level
    bits.code(0, 0, 2, 0)
    bits.put(0, 1)
    bits.code(_BLOCKS_ACROSS - 1, _BLOCKS_DOWN - 1)
    bits.put(0b1100, 4)  # whole pictures, none of their edges cut off
    return bits.unit(_SEQUENCE)


def _parameters() -> bytes:
    """Return what holds for each picture, H.264 7.3.2.2: no more than the standard asks for."""
    bits = _Bits()
    bits.code(0, 0)
    bits.put(0, 2)
    bits.code(0, 0, 0)
    bits.put(0, 3)
    bits.code(0, 0, 0)
    bits.put(0b100, 3)  # each picture says if it is smoothed
    return bits.unit(_PARAMETERS)


def _movie(pictures: list[bytes], begins: int) -> bytes:
    """Return the description of the film, whose pictures begin at that place of the file."""
    lasts, count = len(pictures) * _TICKS_OF_PICTURE, len(pictures)
    sequence, parameters = _sequence(), _parameters()
    coding = box(
        b"avcC",
        b"\1" + sequence[1:4] + b"\xff\xe1" + _long(sequence) + b"\1" + _long(parameters),
    )
    entry = struct.pack(">6xH16x2H2IIH32sHh", 1, WIDTH, HEIGHT, 0x480000, 0x480000, 0, 1, b"", 24, -1) + coding
    table = box(
        b"stbl",
        box(b"stsd", struct.pack(">2I", 0, 1) + box(b"avc1", entry))
        + box(b"stts", struct.pack(">4I", 0, 1, count, _TICKS_OF_PICTURE))
        + box(b"stsc", struct.pack(">5I", 0, 1, 1, count, 1))
        + box(b"stsz", struct.pack(f">3I{count}I", 0, 0, count, *map(len, pictures)))
        + box(b"stco", struct.pack(">3I", 0, 1, begins)),
    )
    data = box(b"dinf", box(b"dref", struct.pack(">2I", 0, 1) + box(b"url ", struct.pack(">I", 1))))
    media = box(
        b"mdia",
        box(b"mdhd", struct.pack(">5I2H", 0, 0, 0, _TICKS, lasts, 0x55C4, 0))
        + box(b"hdlr", struct.pack(">2I4s12xx", 0, 0, b"vide"))
        + box(b"minf", box(b"vmhd", struct.pack(">I8x", 1)) + data + table),
    )
    track = box(
        b"trak",
        box(
            b"tkhd",
            struct.pack(">6I16x", 7, 0, 0, 1, 0, lasts) + _MATRIX + struct.pack(">2I", WIDTH << 16, HEIGHT << 16),
        )
        + media,
    )
    header = struct.pack(">5IIH10x", 0, 0, 0, _TICKS, lasts, 0x10000, 0x100) + _MATRIX + struct.pack(">24xI", 2)
    return box(b"moov", box(b"mvhd", header) + track)


def _long(unit: bytes) -> bytes:
    """Return a unit with its length before it."""
    return struct.pack(">H", len(unit)) + unit

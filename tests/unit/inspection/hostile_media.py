"""Makes images, films and scenes that hide something, and honest ones that look alike (rule C7)."""

from __future__ import annotations

import zlib
from collections.abc import Callable

from PIL import Image, ImageCms, PngImagePlugin

from inspection import files as inspected
from inspection.defects import Defect
from tests.unit.inspection import files as a

PAGE = b"<html><script>alert(1)</script></html>"
XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="x">'
    '<rdf:Description rdf:about=""/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)


def annotated(kind: str) -> bytes:
    """Return an image with everything that cameras and programs write into it."""
    exif = Image.Exif()
    exif[271] = "Maker"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if kind == "JPEG":
        return a.image(kind, exif=exif, icc_profile=profile, xmp=XMP.encode(), comment=b"made, by hand", dpi=(72, 72))
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("XML:com.adobe.xmp", XMP, zip=True)
    notes.add_text("Comment", "注" * 3000, zip=True)
    notes.add_text("Software", "a program")
    return a.image(kind, exif=exif, icc_profile=profile, pnginfo=notes, dpi=(72, 72))


def in_jpeg(marker: int, content: bytes) -> bytes:
    """Return a JPEG with a segment more, the first."""
    image = a.image("JPEG")
    return image[:2] + a.segment(marker, content) + image[2:]


def of_phone(behind: bytes) -> bytes:
    """Return a JPEG that announces further pictures (CIPA DC-007), with these bytes behind it."""
    return in_jpeg(0xE2, b"MPF\0" + bytes(82)) + behind


def in_png(kind: bytes, content: bytes) -> bytes:
    """Return a PNG with a chunk more."""
    return a.png(1, 1, b"\0\0", a.chunk(kind, content))


GOOD: dict[str, tuple[Callable[[], bytes], str]] = {
    "jpeg with exif, profile, xmp and comment": (lambda: annotated("JPEG"), inspected.JPEG),
    "jpeg with a preview behind": (lambda: of_phone(a.image("JPEG", (8, 8))), inspected.JPEG),
    "jpeg with padding, a map and padding behind": (
        lambda: of_phone(b"\xff" * 9 + b" \r\n" + a.image("JPEG", (8, 8)) + b"\0" * 99 + b"\xff"),
        inspected.JPEG,
    ),
    "jpeg with padding behind": (lambda: a.image("JPEG") + b"\xff" * 999 + b"\0\0 \r\n", inspected.JPEG),
    "jpeg of a phone with a segment of its own": (
        lambda: in_jpeg(0xE7, b"MAKER\0" + bytes(range(256))),
        inspected.JPEG,
    ),
    "png with exif, profile, xmp and texts": (lambda: annotated("PNG"), inspected.PNG),
    "png of a screen": (lambda: in_png(b"iDOT", b"\0\0\0\2" * 7), inspected.PNG),
    "mp4 with space left free": (
        lambda: a.mp4(a.box(b"free", b"Written by a program 1.0"), a.box(b"skip", b"\0" * 500)),
        inspected.MP4,
    ),
    "mp4 with sound": (
        lambda: a.box(b"ftyp", b"isom\0\0\2\0isom") + a.movie(a.track(b"soun"), a.track()) + a.box(b"mdat", b"\1" * 9),
        inspected.MP4,
    ),
    "glb with numbers": (
        lambda: a.glb(a.glb_chunk(b"BIN\0", b"\1" * 12), buffers=[{"byteLength": 10}]),
        inspected.GLB,
    ),
}

BAD: dict[str, tuple[Callable[[], bytes], Defect]] = {
    "jpeg with a picture behind that it does not announce": (lambda: a.image("JPEG") * 2, Defect.POLYGLOT),
    "jpeg with a page in the picture behind": (
        lambda: of_phone(in_jpeg(0xFE, PAGE)),
        Defect.POLYGLOT,
    ),
    "jpeg with a program behind the picture behind": (
        lambda: of_phone(a.image("JPEG", (8, 8)) + b"MZ" + b"\0" * 99),
        Defect.POLYGLOT,
    ),
    "jpeg with half a picture behind": (lambda: of_phone(a.image("JPEG", (40, 40))[:-9]), Defect.DAMAGED),
    "jpeg with a picture of too many pixels behind": (
        lambda: of_phone(a.image("JPEG").replace(b"\x00\x0a\x00\x14", b"\xff\xff\xff\xff")),
        Defect.BOMB,
    ),
    "jpeg with twenty pictures behind": (lambda: of_phone(a.image("JPEG", (8, 8)) * 20), Defect.POLYGLOT),
    "moving photo": (lambda: of_phone(a.mp4()), Defect.POLYGLOT),
    "moving photo of another phone": (lambda: a.image("JPEG") + b"MotionPhoto_Data" + a.mp4(), Defect.POLYGLOT),
    "jpeg with a pdf in its comment": (lambda: in_jpeg(0xFE, a.pdf()), Defect.POLYGLOT),
    "jpeg with a page in its comment": (lambda: in_jpeg(0xFE, PAGE), Defect.POLYGLOT),
    "jpeg with any markup in its comment": (lambda: in_jpeg(0xFE, b"<a href=x>"), Defect.POLYGLOT),
    "jpeg with a page in application data": (lambda: in_jpeg(0xE1, b"Exif\0\0" + PAGE), Defect.POLYGLOT),
    "jpeg with an archive in application data": (lambda: in_jpeg(0xEB, a.archive({"x": b"x"})), Defect.POLYGLOT),
    "jpeg with a segment that is none": (lambda: in_jpeg(0x4F, b"x" * 9), Defect.DAMAGED),
    "png with a pdf in a text": (lambda: in_png(b"tEXt", b"x\0" + a.pdf()), Defect.POLYGLOT),
    "png with a page in a packed text": (lambda: in_png(b"zTXt", b"x\0\0" + zlib.compress(PAGE)), Defect.POLYGLOT),
    "png with a page in a text of any language": (lambda: in_png(b"iTXt", b"x\0\0\0\0\0" + PAGE), Defect.POLYGLOT),
    "png with bytes behind a packed text": (
        lambda: in_png(b"zTXt", b"x\0\0" + zlib.compress(b"x") + b"more"),
        Defect.POLYGLOT,
    ),
    "png with a profile that is none": (lambda: in_png(b"iCCP", b"x\0\0" + zlib.compress(b"x" * 99)), Defect.POLYGLOT),
    "png with a chunk of its own": (lambda: in_png(b"exEc", b"MZ" + b"\0" * 99), Defect.POLYGLOT),
    "png with a chunk that is too long": (lambda: in_png(b"tIME", b"x" * 5000), Defect.POLYGLOT),
    "mp4 with a pdf in its space": (lambda: a.mp4(a.box(b"free", a.pdf())), Defect.POLYGLOT),
    "mp4 with a pdf in its space further on": (
        lambda: a.mp4(a.box(b"skip", b"\0" * (1024 * 1024 - 3) + a.pdf())),
        Defect.POLYGLOT,
    ),
    "mp4 with a program as film": (
        lambda: a.box(b"ftyp", b"isom\0\0\2\0isom") + a.movie() + a.box(b"mdat", b"MZ" + b"\0" * 99),
        Defect.POLYGLOT,
    ),
    "mp4 with a movie of nothing": (
        lambda: a.box(b"ftyp", b"isom\0\0\2\0isom") + a.box(b"moov") + a.box(b"mdat", b"\1" * 99),
        Defect.DAMAGED,
    ),
    "mp4 of sound alone": (
        lambda: a.box(b"ftyp", b"isom\0\0\2\0isom") + a.movie(a.track(b"soun")) + a.box(b"mdat", b"\1" * 99),
        Defect.DAMAGED,
    ),
    "glb with a chunk of its own": (lambda: a.glb(a.glb_chunk(b"EVIL", b"MZ" + b"\0" * 98)), Defect.POLYGLOT),
    "glb with numbers that nobody reads": (lambda: a.glb(a.glb_chunk(b"BIN\0", b"MZ" + b"\0" * 98)), Defect.POLYGLOT),
    "glb with two chunks of numbers": (
        lambda: a.glb(a.glb_chunk(b"BIN\0", b"\0" * 4) * 2, buffers=[{"byteLength": 4}]),
        Defect.POLYGLOT,
    ),
}

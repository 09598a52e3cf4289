"""Pictures that phones read: a text as a QR code in SVG, which pages hold in themselves."""

from __future__ import annotations

import segno
from markupsafe import Markup


def qr_code(text: str) -> Markup:
    """Return a QR code of a text as an SVG element, dark on light also where a page is dark.

    It has neither styles nor scripts, so that the policy of our pages allows it, and no request is made for it: an address
    would bring what it holds into logs. Raises segno.DataOverflowError for a text of some thousand characters.
    """
    code = segno.make_qr(text, error="m")
    picture = code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None)
    return Markup(picture)  # noqa: S704 - our own input: nothing of the text is in it but its modules


def in_fours(key: str) -> str:
    """Return a key in groups of four letters, as people type it."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))

"""Pictures that phones read, and keys as people type them."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from gateway.portals.account.qr import in_fours, qr_code

URI = "otpauth://totp/Dasai:somebody?secret=JBSWY3DPEHPK3PXP&issuer=Dasai"


def test_k1_a_code_needs_no_exception_of_the_pages_policy() -> None:
    """K1: no style, script or address is in it, nor the key in letters; its size is the page's to say."""
    picture = str(qr_code(URI))
    root = ElementTree.fromstring(picture)  # noqa: S314 - our own input: the library's picture of a text above
    names = {name for element in root.iter() for name in element.attrib}
    assert names <= {"class", "d", "fill", "stroke", "transform", "viewBox"}
    assert {"width", "height"}.isdisjoint(root.attrib)
    assert re.search("JBSWY|http|script|style", picture) is None
    assert str(qr_code(URI + "x")) != picture


def test_a_key_is_shown_in_groups_of_four() -> None:
    assert [in_fours(key) for key in ("JBSWY3DPEH", "JBSW", "")] == ["JBSW Y3DP EH", "JBSW", ""]

"""The line on a copy of a page that may be outdated: as of when it is."""

from __future__ import annotations

from chassis.kernel.clock import Instant

from . import language
from .pages import templates

_BEFORE = b"</header>"


def said_as_of(page: bytes, shown_in: language.Language, at: Instant) -> bytes:
    """Return a rendered page with a line at the end of its head that says that it is as of this instant."""
    with language.Rendering(shown_in):
        line = templates.get_template("as_of.html").render(at=at)
    return page.replace(_BEFORE, line.encode() + b"\n" + _BEFORE, 1)

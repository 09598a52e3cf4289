"""How pages show files (rules C7, H2)."""

from __future__ import annotations

import re

import pytest

from gateway.portals.pages import STATIC
from gateway.portals.shown_files import shown_as, shown_as_named

TEMPLATES = STATIC.parent / "templates"


@pytest.mark.parametrize(
    ("media_type", "how"),
    [
        ("application/pdf", "pdf"),
        ("image/png", "picture"),
        ("video/mp4", "video"),
        ("image/svg+xml", ""),
        ("text/html", ""),
        ("application/zip", ""),
    ],
)
def test_c7_only_what_runs_nothing_is_shown(media_type: str, how: str) -> None:
    """C7: documents, pictures and films are shown; what may run scripts, or no browser draws, is only downloaded."""
    assert shown_as(media_type) == how


@pytest.mark.parametrize(
    ("file_name", "how"),
    [("证据.PDF", "pdf"), ("a.b.jpeg", "picture"), ("film.mp4", "video"), ("page.html", ""), ("pdf", ""), ("", "")],
)
def test_h2_evidence_is_shown_by_the_end_of_its_name(file_name: str, how: str) -> None:
    """H2: in either case of letters; a name without an end that is known is only downloaded."""
    assert shown_as_named(file_name) == how


def test_c7_one_macro_shows_files_on_every_page() -> None:
    """C7: what pdf.js looks for is written once, so that no page is left behind when it changes."""
    marks = re.compile(r"data-pdf|data-source|<video|dasai-picture")
    named = {path.name for path in TEMPLATES.rglob("*.html") if marks.search(path.read_text("utf-8"))}
    assert named == {"components.html"}
    scripted = [path for path in TEMPLATES.rglob("*.html") if "shown_file(" in path.read_text("utf-8")]
    assert [path.name for path in scripted if "pdf.js" not in path.read_text("utf-8")] == []

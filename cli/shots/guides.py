"""The pictures that the guides and the README show."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cli.stack.program import ROOT

WIDTH = 1000


@dataclass(frozen=True)
class Picture:
    """A picture of a guide: the upper part of a page, so many pixels high, of a shot without acts."""

    guide: str
    name: str
    shot: str
    height: int

    def file(self, language: str) -> Path:
        """Return where the picture in a language is kept."""
        return ROOT / "docs" / "images" / self.guide / language / f"{self.name}.png"


PICTURES = (
    Picture("public", "home", "home", 900),
    Picture("participants", "new-team", "new-team", 1000),
    Picture("participants", "team", "team", 1000),
    Picture("participants", "section", "section", 1000),
    Picture("participants", "submission-receipt", "submission-receipt", 1000),
    Picture("hosts", "scheme", "scheme-new", 900),
    Picture("hosts", "figures", "staff-figures", 1000),
    Picture("hosts", "desk", "desk", 900),
    Picture("hosts", "teams", "staff-teams", 1000),
    Picture("secretariat", "version", "staff-version-waiting", 900),
    Picture("secretariat", "national", "staff-national", 900),
    Picture("secretariat", "hit", "national-check-hit", 1000),
    Picture("secretariat", "import", "staff-import", 900),
    Picture("reviewers", "work", "work-reviewer", 800),
    Picture("reviewers", "case", "case", 1000),
    Picture("experts", "sheets", "sheets", 700),
    Picture("experts", "sheet", "sheet-to-score", 1000),
)

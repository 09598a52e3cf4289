"""An announcement of a host to its teams, or of the secretariat (rules K1, K2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from chassis.facts.roles import Role
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault

from . import rules
from .events import AnnouncementMade

LONGEST_TITLE, LONGEST_TEXT = 120, 4_000


@dataclass(kw_only=True)
class Announcement(Aggregate):
    """An announcement. Without roles it goes to the division's teams or, nation-wide, to everyone."""

    DECIDED: ClassVar[tuple[str, ...]] = ("title", "text", "title_en", "text_en", "division", "roles")

    title: str
    text: str
    title_en: str = ""
    text_en: str = ""
    division: str = ""
    roles: tuple[Role, ...] = ()
    announced_by: str
    announced_at: Instant

    def make(self) -> None:
        """Make it known: it can't be taken back."""
        event = AnnouncementMade(announcement_id=self.id, division_code=self.division, roles=self.roles)
        self.raise_event(event, self.announced_at)

    @property
    def facts(self) -> dict[str, str]:
        """Return what its messages say; without English they say the Chinese there too."""
        return {
            "title": self.title,
            "text": self.text,
            "title_en": self.title_en or self.title,
            "text_en": self.text_en or self.text,
        }


def announcement_faults(title: str, text: str, title_en: str, text_en: str) -> list[FieldFault]:
    """Return what is wrong with the texts of an announcement."""
    faults = []
    if not 0 < len(title) <= LONGEST_TITLE:
        faults.append(rules.TITLE_INVALID)
    if not 0 < len(text) <= LONGEST_TEXT:
        faults.append(rules.TEXT_INVALID)
    if bool(title_en) != bool(text_en) or len(title_en) > LONGEST_TITLE or len(text_en) > LONGEST_TEXT:
        faults.append(rules.ENGLISH_INVALID)
    return faults

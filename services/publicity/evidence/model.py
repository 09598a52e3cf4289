"""Evidence of a report: a file that was uploaded before the report that names it (H2)."""

from __future__ import annotations

import enum
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless
from chassis.text.visible import unseen_place, visible_length

from . import rules

LONGEST_NAME = 120


class EvidenceState(enum.StrEnum):
    """arriving -> kept -> removing; what is removed leaves no record."""

    ARRIVING = "arriving"
    KEPT = "kept"
    REMOVING = "removing"


@dataclass(kw_only=True)
class Evidence(Aggregate):
    """A file in the storage of report evidence. Whoever knows its identifier, which is random, may name it in one report.

    `kept_until` is when a timer looks at it next: unless a report names it by then, it is deleted. None: it stays.
    """

    file_name: str
    sha256: str
    size_bytes: int
    media_type: str
    kept_until: Instant | None
    state: EvidenceState = EvidenceState.ARRIVING
    report_id: str = ""

    @classmethod
    def receive(
        cls,
        evidence_id: str,
        *,
        file_name: str,
        sha256: str,
        size_bytes: int,
        media_type: str,
        life: timedelta,
        at: Instant,
    ) -> Evidence:
        """Make the record of a file that was inspected and is about to be kept."""
        return cls(
            id=evidence_id,
            file_name=file_name,
            sha256=sha256,
            size_bytes=size_bytes,
            media_type=media_type,
            kept_until=at + life,
        )

    def finish(self) -> None:
        """Record that the content is in the storage."""
        if self.state is EvidenceState.ARRIVING:
            self.state = EvidenceState.KEPT

    def name_in(self, report_id: str, sha256: str, at: Instant) -> None:
        """Let a report name the file (H2); refuse H2_FILE_GONE if its time is over, it is another report's, or another file.

        `sha256` is what the reporter holds it to be, in either case of its letters; empty if they do not say.
        """
        if self.report_id == report_id:
            return
        in_time = self.kept_until is not None and at <= self.kept_until
        same = sha256.lower() in ("", self.sha256)
        free = self.state is EvidenceState.KEPT and not self.report_id
        refuse_unless(free and in_time and same, rules.H2_FILE_GONE)
        self.report_id = report_id

    def stay(self) -> None:
        """Keep the file as long as its report."""
        self.kept_until = None

    def begin_removal(self, at: Instant) -> bool:
        """Begin to delete a file whose time is over; return False if it has time left."""
        if self.kept_until is None or at <= self.kept_until:
            return False
        self.state = EvidenceState.REMOVING
        return True


def clean_file_name(name: str) -> str:
    """Return the name with its characters normalised; refuse H2_FILE_NAME if it is a path, invisible in part, or too long."""
    clean = unicodedata.normalize("NFC", name).strip()
    visible = visible_length(clean) > 0 and not unseen_place(clean)
    plain = not set("/\\") & set(unicodedata.normalize("NFKC", clean)) and clean not in (".", "..")
    refuse_unless(visible and plain and len(clean) <= LONGEST_NAME, rules.H2_FILE_NAME, longest=LONGEST_NAME)
    return clean

"""Digests of the last submission, to be compared with the draft (rules C4, C8, C10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chassis.facts.submissions import Evidence
from chassis.kernel.canonical import digest

from .draft import DraftSection


@dataclass(frozen=True, kw_only=True)
class ChangedSince:
    """Sections by id, and files by name, that differ from the version submitted last."""

    sections: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """The content of a submission by digests: of each section by its id, and of each piece of evidence with its name."""

    sections: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, sections: Iterable[DraftSection], evidence: Iterable[Evidence]) -> Submitted:
        """Return the marks of this content."""
        return cls(
            sections=tuple((section.id, section.digest) for section in sections),
            files=tuple(
                (digest([piece.kind, piece.sha256, piece.owner_uscc, piece.file_name]), piece.file_name)
                for piece in evidence
            ),
        )

    def changed(self, now: Submitted) -> ChangedSince | None:
        """Return what differs now, None if nothing does."""
        sections = dict(set(self.sections) ^ set(now.sections))
        files = sorted({name for _, name in set(self.files) ^ set(now.files)})
        order = [section_id for section_id, _ in (*now.sections, *self.sections)]
        changed = ChangedSince(sections=tuple(sorted(sections, key=order.index)), files=tuple(files))
        return changed if changed.sections or changed.files else None


@dataclass(frozen=True, kw_only=True)
class Uploads:
    """Files that an account attached in a row: the draft's revisions after `after`, up to `until`."""

    by: str = ""
    after: int = 0
    until: int = 0

    def with_upload(self, by: str, revision: int) -> Uploads:
        """Note that an account attached a file while the draft had this revision."""
        continues = (self.by, self.until) == (by, revision)
        return Uploads(by=by, after=self.after if continues else revision, until=revision + 1)

    def are_all_since(self, read_revision: int, by: str, revision: int) -> bool:
        """Return True if the only changes since the reading are files that this account, or an unknown account, attached."""
        return self.by in ("", by) and self.until == revision and self.after <= read_revision <= revision


NO_UPLOADS = Uploads()

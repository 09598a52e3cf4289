"""What was submitted last beside what stands in the draft now (rules C4, C8, C10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chassis.facts.submissions import Evidence, Section
from chassis.kernel.canonical import digest


@dataclass(frozen=True, kw_only=True)
class ChangedSince:
    """Sections by id, and files by name, that differ from the version submitted last."""

    sections: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """A submission's content by its marks: of each section, and of each piece of evidence with its name."""

    sections: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, sections: Iterable[Section], evidence: Iterable[Evidence]) -> Submitted:
        """The marks of this content."""
        return cls(
            sections=tuple((one.id, digest([one.text, one.rich])) for one in sections),
            files=tuple(
                (digest([one.kind, one.sha256, one.owner_uscc, one.file_name]), one.file_name) for one in evidence
            ),
        )

    def changed(self, now: Submitted) -> ChangedSince | None:
        """What differs now; None where nothing does."""
        sections = dict(set(self.sections) ^ set(now.sections))
        files = sorted({name for _, name in set(self.files) ^ set(now.files)})
        order = [one for one, _ in (*now.sections, *self.sections)]
        found = ChangedSince(sections=tuple(sorted(sections, key=order.index)), files=tuple(files))
        return found if found.sections or found.files else None


@dataclass(frozen=True, kw_only=True)
class Uploads:
    """Files that one account attached one after the other: the draft's revisions after `after`, up to `until`."""

    by: str = ""
    after: int = 0
    until: int = 0

    def one_more(self, by: str, revision: int) -> Uploads:
        """The draft stood at this revision when an account attached one more."""
        goes_on = (self.by, self.until) == (by, revision)
        return Uploads(by=by, after=self.after if goes_on else revision, until=revision + 1)

    def are_all_since(self, read_revision: int, by: str, revision: int) -> bool:
        """Whether all that changed since the reading is that this account attached files; who attached may be unknown."""
        return self.by in ("", by) and self.until == revision and self.after <= read_revision <= revision


NO_UPLOADS = Uploads()

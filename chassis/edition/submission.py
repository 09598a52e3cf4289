"""Parts of an edition that say what a team submits: declaration, evidence, files, and how far a later version may go."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, PositiveInt, StringConstraints

from .parts import Basis, Ident, Named, Number, Part, Words

SectionId = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
MediaType = Annotated[str, StringConstraints(max_length=127, pattern=r"^[a-z]+/[a-z0-9.+-]+$")]


class Section(Words):
    """A named section of the declaration, for example `overview.background`; lengths in characters (C4)."""

    id: SectionId
    min_length: PositiveInt
    max_length: PositiveInt


class DeclarationPart(Named):
    """A part of the declaration (C4)."""

    sections: tuple[Section, ...] = Field(min_length=1)


class Declaration(Part):
    """The declaration's parts and sections, all required to submit (C4)."""

    basis: Basis
    length_basis: Basis
    parts: tuple[DeclarationPart, ...] = Field(min_length=1)


class Arrivals(Part):
    """The grace period: so many minutes of real time a command may be sent again and count as of its first arrival (C9)."""

    basis: Basis = "platform"
    grace_minutes: int = Field(default=15, ge=1, le=120)

    @property
    def grace(self) -> timedelta:
        """Return it as a duration."""
        return timedelta(minutes=self.grace_minutes)


class Iteration(Part):
    """The shares, from 0 to 1, by which the main content of a later version may differ from the first (C10)."""

    basis: Basis
    main_sections: tuple[SectionId, ...] = Field(min_length=1)
    review_above: Number
    refuse_above: Number


class ProjectNames(Part):
    """Words by which a project name says that it is about data elements (B9)."""

    basis: Basis
    words: tuple[str, ...] = Field(min_length=1)


class Duplicates(Part):
    """From which share of their text on two projects are put to a person (F5).

    `resembling` is the share of both texts together that they have in common, `contained` the share of the shorter text.
    """

    basis: Basis = "platform"
    resembling: Number = Decimal("0.6")
    contained: Number = Decimal("0.8")


class Supplements(Part):
    """The consequence of supplementary material not arriving in time, in words (C11)."""

    basis: Basis
    lapse: Words


class EvidenceKind(Named):
    """Evidence of the organisation or the project; `formats` is an id of `files.formats` (C5, C6)."""

    subject: Literal["organisation", "project"]
    formats: Ident


class EvidenceKinds(Part):
    """The kinds of evidence that are required (C5) and those that are optional (C6)."""

    basis: Basis
    required: tuple[EvidenceKind, ...] = Field(min_length=1)
    optional: tuple[EvidenceKind, ...]


class FileFormats(Part):
    """Media types that a kind of evidence may have, and the largest file in bytes (C7)."""

    id: Ident
    max_bytes: PositiveInt
    media_types: tuple[MediaType, ...] = Field(min_length=1)


class ReportEvidence(Part):
    """The limits of a report's evidence: number of files, size, types, and hours that a file stays without a report (H2)."""

    basis: Basis = "platform"
    max_files: PositiveInt = 20
    max_bytes: PositiveInt = 52_428_800
    unnamed_hours: PositiveInt = 24
    media_types: tuple[MediaType, ...] = Field(
        default=(
            "application/pdf",
            "image/jpeg",
            "image/png",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "video/mp4",
        ),
        min_length=1,
    )


class Files(Part):
    """Bounds of what a submission carries, how long an upload may take, and how long material is kept (C7)."""

    basis: Basis
    max_files: PositiveInt
    max_total_bytes: PositiveInt
    max_open_uploads: PositiveInt
    max_kept_bytes: PositiveInt
    max_kept_files: PositiveInt
    upload_hours: PositiveInt
    retention_days: PositiveInt
    submitted_retention_days: PositiveInt
    formats: tuple[FileFormats, ...] = Field(min_length=1)

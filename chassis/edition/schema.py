"""An edition of the contest: what the notice sets, as frozen data with lookups (A1, J1, J2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, TypeVar

from pydantic import Field, PositiveInt, StringConstraints

from .parts import (
    Benefit,
    Division,
    Document,
    Durations,
    IdentityKind,
    Named,
    Organisers,
    Part,
    Prizes,
    Quotas,
    Recommenders,
    Schemes,
    Scoring,
    Teams,
    Timetable,
    Topic,
    Track,
    Words,
)
from .submission import (
    Arrivals,
    Declaration,
    Duplicates,
    EvidenceKind,
    EvidenceKinds,
    FileFormats,
    Files,
    Iteration,
    ProjectNames,
    ReportEvidence,
    Section,
    Supplements,
)

_T = TypeVar("_T")


class Edition(Part):
    """A whole edition. Made by `load_edition`, which also holds it to the rules in `rules.py`.

    The lookups raise KeyError with what was asked for when the edition has no such thing.
    """

    schema_version: Annotated[int, Field(ge=1, le=1)]  # Literal[1] would take `true`
    id: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}$")]
    version: PositiveInt
    year: Annotated[int, Field(ge=2000, le=2099)]
    earlier_years: tuple[int, ...]
    name: Words
    theme: Words
    document: Document
    organisers: Organisers
    tracks: tuple[Track, ...] = Field(min_length=1)
    divisions: tuple[Division, ...] = Field(min_length=1)
    timetable: Timetable
    durations: Durations
    quotas: Quotas
    teams: Teams
    schemes: Schemes = Schemes()
    prizes: Prizes
    benefits: tuple[Benefit, ...]
    organisation_kinds: tuple[Named, ...] = Field(min_length=1)
    identity_kinds: tuple[IdentityKind, ...] = Field(
        (
            IdentityKind(id="resident", zh="居民身份证", en="Resident identity card", forms=("gb_11643",)),
            IdentityKind(id="passport", zh="护照", en="Passport", forms=("passport",)),
        ),
        min_length=1,
    )
    credit_lists: tuple[Named, ...]
    recommenders: Recommenders
    declaration: Declaration
    project_names: ProjectNames
    iteration: Iteration
    supplements: Supplements
    arrivals: Arrivals = Arrivals()
    duplicates: Duplicates = Duplicates()
    evidence: EvidenceKinds
    files: Files
    report_evidence: ReportEvidence = ReportEvidence()
    scoring: Scoring

    @property
    def official_name(self) -> str:
        """Return the contest's only official name (J1)."""
        return self.name.zh

    def official_division_name(self, code: str) -> str:
        """Return the division's only official name (J1)."""
        return self.division(code).official_name

    def division(self, code: str) -> Division:
        """Return the division of a GB/T 2260 code, for example `110000` (A2)."""
        return _only(code, (item for item in self.divisions if item.code == code))

    def track(self, code: str) -> Track:
        """Return the track of a code, for example `industry` (A1)."""
        return _only(code, (item for item in self.tracks if item.code == code))

    def topic(self, topic_id: str) -> Topic:
        """Return the topic direction of an id, for example `industry-1` (A1)."""
        return _only(topic_id, (topic for track in self.tracks for topic in track.topics if topic.id == topic_id))

    def track_of(self, topic_id: str) -> Track:
        """Return the track that a topic direction belongs to (C1)."""
        return _only(topic_id, (track for track in self.tracks for topic in track.topics if topic.id == topic_id))

    @property
    def topics(self) -> tuple[Topic, ...]:
        """Return all topic directions, in the order of the tracks."""
        return tuple(topic for track in self.tracks for topic in track.topics)

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return all sections of the declaration, in order (C4)."""
        return tuple(section for part in self.declaration.parts for section in part.sections)

    def organisation_kind(self, kind: str) -> Named:
        """Return the kind of organisation of an id, for example `enterprise` (A1, B1)."""
        return _only(kind, (item for item in self.organisation_kinds if item.id == kind))

    def identity_kind(self, kind: str) -> IdentityKind:
        """Return the kind of identity paper of an id, for example `resident` (A1, B5)."""
        return _only(kind, (item for item in self.identity_kinds if item.id == kind))

    def section(self, section_id: str) -> Section:
        """Return the declaration's section of an id, for example `overview.background` (C4)."""
        return _only(section_id, (item for item in self.sections if item.id == section_id))

    def evidence_kind(self, kind: str) -> EvidenceKind:
        """Return the kind of evidence of an id, required or optional (C5, C6)."""
        kinds = (*self.evidence.required, *self.evidence.optional)
        return _only(kind, (item for item in kinds if item.id == kind))

    def file_formats(self, kind: str) -> FileFormats:
        """Return the media types and size that a kind of evidence may have (C7)."""
        wanted = self.evidence_kind(kind).formats
        return _only(wanted, (item for item in self.files.formats if item.id == wanted))


def _only(asked: str, matches: Iterable[_T]) -> _T:
    """Return the first match; raises KeyError with what was asked for."""
    for match in matches:
        return match
    raise KeyError(asked)

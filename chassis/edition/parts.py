"""The small models that an edition is made of: frozen, strict about types, refusing keys they don't know."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PositiveInt, StringConstraints
from pydantic_core import PydanticCustomError

from chassis.kernel.clock import Instant, day_end

# A line of text: not empty, no space at either end, no line break.
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^\S(.*\S)?$")]
Ident = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z][a-z0-9_]*$")]
_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")
Basis = Literal["notice", "platform"]
"""Who sets a value: the notice, or the platform where the notice is silent."""


def _decimal_text(value: object) -> Decimal:
    """Return a decimal of quoted text; a plain YAML number would already have been rounded to binary."""
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise PydanticCustomError("decimal_text", "a decimal is written as quoted text")
    return Decimal(value)


Number = Annotated[Decimal, BeforeValidator(_decimal_text)]


class Part(BaseModel):
    """Base of every part of an edition."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Words(Part):
    """A name or phrase, Chinese first, English beside it (K5). Only the Chinese is official."""

    zh: Text
    en: Text


class Named(Words):
    """A choice with a stable id and its two names."""

    id: Ident


class Document(Part):
    """The document that sets the contest up."""

    number: Text
    title: Text
    issued_on: dt.date


class Committee(Part):
    """The contest committee: the chair and all members, in the notice's order (J2)."""

    name: Words
    chair: Words
    members: tuple[Words, ...] = Field(min_length=1)


class Secretariat(Part):
    """The committee's secretariat and where it sits."""

    name: Words
    seat: Words
    duty: Words


class SecretariatOffice(Part):
    """The bodies of the secretariat's office; `rotating_lead` is the Chinese name of one of them."""

    name: Words
    bodies: tuple[Words, ...] = Field(min_length=1)
    rotating_lead: Text
    duty: Words


class ExpertCommittee(Part):
    """The sources of the national panel's experts (E1)."""

    name: Words
    drawn_from: tuple[Named, ...] = Field(min_length=1)
    duty: Words


class Logo(Part):
    """The owner and the manager of the contest's logo (J3)."""

    owner: Words
    manager: Words


class Organisers(Part):
    """Everyone who organises the contest, each in full (A1, J2)."""

    committee: Committee
    secretariat: Secretariat
    secretariat_office: SecretariatOffice
    expert_committee: ExpertCommittee
    logo: Logo

    def in_full(self) -> tuple[str, ...]:
        """Return the names of the committee's bodies, the chair first: what a list of organisers must show (J2)."""
        return (self.committee.chair.zh, *(member.zh for member in self.committee.members))


class Topic(Part):
    """A topic direction of a track; title and text are the notice's words.

    `closed` says that the committee offers it no longer: no scheme takes it up, and what is registered under it stays (A1).
    `formerly` are titles under which it was published before a misprint in them was mended.
    """

    id: Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z][a-z0-9_]*-[1-9][0-9]*$")]
    title: Words
    text: Text
    closed: bool = False
    formerly: tuple[Text, ...] = ()


class Track(Part):
    """A track with its topic directions (A1); `closed` and `formerly` as in a topic. A closed track closes all its topics."""

    code: Ident
    number: PositiveInt
    name: Words
    guide_title: Text
    topics: tuple[Topic, ...] = Field(min_length=1)
    closed: bool = False
    formerly: tuple[Text, ...] = ()

    @property
    def open_topics(self) -> tuple[Topic, ...]:
        """Return the topics that a scheme may take up (A1)."""
        return () if self.closed else tuple(topic for topic in self.topics if not topic.closed)


class Division(Part):
    """A division of the contest, for one provincial unit (A2)."""

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    name: Words
    unit: Text
    official_name: Text


class Deadline(Words):
    """A deadline stated as a date: it ends at 23:59:59.999 of that date, Beijing time."""

    date: dt.date
    basis: Basis

    @property
    def at(self) -> Instant:
        """Return the last instant that is in time, UTC."""
        return day_end(self.date.year, self.date.month, self.date.day)


class Month(Words):
    """Something planned for a month, `2024-10`."""

    month: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    basis: Basis

    @property
    def first_day(self) -> dt.date:
        """Return the month's first day."""
        return dt.date.fromisoformat(f"{self.month}-01")


class Timetable(Part):
    """The dates on which the contest's phases end (A4, F1, F2)."""

    time_zone: Literal["Asia/Shanghai"]
    applications_until: Deadline
    contest_reports_until: Deadline
    division_reports_until: Deadline
    final_month: Month


class Duration(Words):
    """A span of whole days, Beijing time."""

    days: PositiveInt
    basis: Basis


class Durations(Part):
    """The days that notices, reviews, appeals, substitutions and supplements take (C11, D2, D3, F6, F8, H1)."""

    finalist_notice: Duration
    winners_notice: Duration
    substitution: Duration
    appeal: Duration
    supplement: Duration
    # an edition file from before this was asked for has none
    review: Duration = Duration(days=5, basis="platform", zh="审查员作出决定的期限", en="Time for a reviewer to decide")


class Quotas(Part):
    """The highest numbers of representatives, projects and recommendations (B4, F1, F2)."""

    basis: Basis
    representatives_per_team: PositiveInt
    projects_per_team: PositiveInt
    recommended_per_division_track: PositiveInt
    recommended_per_contest: PositiveInt


class Teams(Part):
    """The highest numbers of organisations and accounts of a team (B2)."""

    basis: Basis
    co_organisations_per_team: PositiveInt
    accounts_per_organisation: PositiveInt


class Schemes(Part):
    """The changes that a division's published scheme may still take (A5).

    `mended_share` is the largest share of a published wording that mending misprints may change, 0 to 1.
    """

    basis: Basis = "platform"
    mended_share: Number = Decimal("0.1")


class Prize(Named):
    """A prize of a track; `quota` is how many the track awards (G2)."""

    quota: PositiveInt


class SpecialAward(Named):
    """A special award over all tracks, for a project or for an organiser (host or recommender) (G2)."""

    given_to: Literal["project", "organiser"]
    quota: PositiveInt
    quota_basis: Basis


class Prizes(Part):
    """The awards of the final (G2, G3)."""

    basis: Basis
    per_track: tuple[Prize, ...] = Field(min_length=1)
    special: tuple[SpecialAward, ...]
    forms: Words
    seal: Words


class Benefit(Part):
    """An entitlement of winners, or of all finalists, beside the prize (G4); `text` is the notice's."""

    id: Ident
    to: Literal["winners", "finalists"] = Field(alias="for")
    name: Words
    text: Text


class RecommenderKind(Named):
    """A kind of body whose contest may recommend, in one of the roles (F2)."""

    roles: tuple[Literal["host", "guide", "organise"], ...] = Field(min_length=1)


class Recommenders(Part):
    """The bodies that may recommend from another contest, and the scopes that such a contest may have (F2)."""

    kinds: tuple[RecommenderKind, ...] = Field(min_length=1)
    scopes: tuple[Named, ...] = Field(min_length=1)


class IdentityKind(Named):
    """A kind of identity paper, and the forms that its numbers have (B5)."""

    forms: tuple[
        Literal[
            "gb_11643",
            "hmt_residence",
            "foreign_resident",
            "old_foreign_resident",
            "hk_macao_permit",
            "taiwan_permit",
            "passport",
        ],
        ...,
    ] = Field(min_length=1)


class Criterion(Named):
    """A criterion of the rubric and its weight (E3)."""

    weight: Number


class ExpertsPerProject(Part):
    """The number of experts that score each project (E2)."""

    division: PositiveInt
    final: PositiveInt


class Scoring(Part):
    """The rubric that a division starts from, and how scores become a ranking (E2 to E5)."""

    basis: Basis
    lowest: Number
    highest: Number
    decimals: Annotated[int, Field(ge=0, le=6)]
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    aggregation: Literal["mean", "trimmed_mean", "normalised"]
    experts_per_project: ExpertsPerProject
    tie_breakers: tuple[Ident, ...]
    last_tie_breaker: Literal["seeded_draw", "committee"]
    disagreement: Number

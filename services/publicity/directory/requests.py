"""Requests that follow from other services' events about who takes part."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecordTeam:
    """A team registered, or its accounts changed since; `accounts_changed` counts these changes."""

    team_id: str
    account_ids: tuple[str, ...]
    accounts_changed: int


@dataclass(frozen=True, slots=True)
class RecordSubmission:
    """A team made its `number`th submission, with these organisations."""

    team: RecordTeam
    number: int
    usccs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordOrganisers:
    """A division published this version of its scheme, with these organisers."""

    division_code: str
    scheme_version: int
    usccs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordRecommender:
    """A division or another contest recommended projects to the final (F1, F2)."""

    recommender_id: str

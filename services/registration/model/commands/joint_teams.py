"""Of joint teams."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..events import Organisation


@dataclass(frozen=True, kw_only=True)
class AddCoOrganisation:
    team_id: str
    organisation: Organisation


@dataclass(frozen=True, kw_only=True)
class RemoveCoOrganisation:
    team_id: str
    uscc: str


@dataclass(frozen=True, kw_only=True)
class RenewInvitation:
    team_id: str
    uscc: str


@dataclass(frozen=True, kw_only=True)
class InvitationKey:
    team_id: str
    uscc: str
    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class AnswerInvitation:
    invitation: InvitationKey
    consent: bool


@dataclass(frozen=True, kw_only=True)
class HandOverLead:
    team_id: str
    uscc: str

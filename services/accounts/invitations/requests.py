"""Requests about invitations; they mirror those of `dasai.accounts.v1.Invitations`."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.facts.roles import Grant


@dataclass(frozen=True, kw_only=True)
class Invite:
    roles: tuple[Grant, ...]
    organisation_uscc: str
    name: str
    hours: int


class LinksFormat(enum.StrEnum):
    """The kind of the file with links."""

    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, kw_only=True)
class ImportInvitations:
    # in base64
    file: str
    dry_run: bool
    format: LinksFormat
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class AcceptInvitation:
    """All but `code` is empty if the signed-in caller's own account accepts it."""

    code: str
    login: str
    password: str
    privacy_notice: str
    name: str
    email: str
    mobile: str
    address: str

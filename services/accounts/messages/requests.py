"""Requests that follow from events, and those of `dasai.accounts.v1.Messages`."""

from __future__ import annotations

from dataclasses import dataclass, field

from chassis.facts.roles import Role

from ..directory.requests import Update
from .model import Choice


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Those concerned: accounts, the accounts of teams, hosts of divisions, holders of roles nation-wide, who has a case.

    `hosts_of_teams` are teams whose divisions' hosts are meant, for events that do not tell the division. Of a case without a
    reviewer these are the hosts of its division. Each part is small, or as long as the list in the event that names it.
    """

    accounts: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    hosts_of: tuple[str, ...] = ()
    hosts_of_teams: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    reviewer_of: str = ""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A message to those concerned.

    `team_id` stands for a team whose names the template needs and the event does not tell. `once` takes the place of the event
    in the message's identifier: of all notices of a template with the same one, an account gets the first; with `daily` the first
    of each day, Beijing time. With `after_notice`, `finalists` or `winners`, a team hears of it only if that list was public with
    the team on it, and hosts only if it was public (rule K1).
    """

    template: str
    facts: dict[str, str] = field(default_factory=dict)
    audience: Audience
    team_id: str = ""
    once: str = ""
    daily: str = ""
    after_notice: str = ""


@dataclass(frozen=True, kw_only=True)
class TeamsNotice:
    """A message to the teams of a whole division, which goes out bit by bit."""

    template: str
    facts: dict[str, str]
    division: str


@dataclass(frozen=True, kw_only=True)
class Heard:
    """The meaning of an event for messages: the facts to keep, and the notices to send."""

    updates: tuple[Update, ...] = ()
    notices: tuple[Notice, ...] = ()
    broadcast: TeamsNotice | None = None


@dataclass(frozen=True, kw_only=True)
class Forget:
    """An account was closed (rule K4)."""

    account_id: str


@dataclass(frozen=True, kw_only=True)
class ChangePreferences:
    choices: tuple[Choice, ...]

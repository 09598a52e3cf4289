"""Parts that the pages around a team share: the team, what its reader may do in it, and the words after an act (rules B2, K1)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from dasai.registration.v1 import teams_pb2, teams_pb2_grpc
from fastapi import Request
from fastapi.responses import Response

from chassis.permissions import Operation, Target
from chassis.permissions import registration as permissions
from chassis.settings import settings
from gateway.api.registration.teams import holder_of
from gateway.problems import ProblemError
from gateway.rpc import actor_of, as_json, call, channel

from ..done import done_of, led_to
from ..forms import form_key
from ..pages import form_again, render

T = TypeVar("T")
Shown = dict[str, Any]  # a message as the templates read it
_ACTIVE = ("registered", "submitted")


def teams() -> teams_pb2_grpc.TeamsAsyncStub:
    """Return the stub of teams."""
    return teams_pb2_grpc.TeamsStub(channel("registration"))


def joint_teams() -> teams_pb2_grpc.JointTeamsAsyncStub:
    """Return the stub of teams of several organisations."""
    return teams_pb2_grpc.JointTeamsStub(channel("registration"))


def colleagues() -> teams_pb2_grpc.ColleaguesAsyncStub:
    """Return the stub of a team's accounts."""
    return teams_pb2_grpc.ColleaguesStub(channel("registration"))


@dataclass(frozen=True)
class OwnTeam:
    """A team as its page shows it, and its accounts; `accounts` is empty for readers who do not act for it."""

    team: Shown
    accounts: list[Shown]
    # the open code for colleagues of the reader's organisation
    code: str
    reader: str
    target: Target
    request: Request

    @property
    def id(self) -> str:
        """Return the team's identifier."""
        return str(self.team["facts"]["team_id"])

    @property
    def address(self) -> str:
        """Return the path of its page."""
        return f"/teams/{self.id}"

    @property
    def organisation(self) -> str:
        """Return the code of the organisation that the reader acts for; empty for others."""
        return next(
            (account["organisation_uscc"] for account in self.accounts if account["account_id"] == self.reader), ""
        )

    @property
    def leads(self) -> bool:
        """Return True if the reader acts for the lead."""
        return bool(self.organisation) and self.organisation == self.team["facts"]["lead"]["uscc"]

    @property
    def is_active(self) -> bool:
        """Return True if the team is in the contest."""
        return self.team["state"] in _ACTIVE

    @property
    def registers(self) -> bool:
        """Return True if the team is in the contest, and its registration has not closed (rules B2, B6)."""
        return self.is_active and self._is_before("registration_closes")

    @property
    def submits(self) -> bool:
        """Return True if the team is in the contest, and its submission has not closed (rules C1, C12)."""
        return self.is_active and self._is_before("submission_closes")

    def may(self, operation: Operation) -> bool:
        """Return True if the table of permissions lets the reader do this in the team (rule K1)."""
        return operation.is_open_to(actor_of(self.request), self.target)

    @property
    def may_change(self) -> bool:
        """Return True if the reader may change names, people and organisations now."""
        return self.registers and self.may(permissions.CHANGE_TEAM)

    @property
    def may_withdraw(self) -> bool:
        """Return True if the reader may let the team leave now (rule C12)."""
        return self.submits and self.may(permissions.WITHDRAW_TEAM)

    @property
    def may_revive(self) -> bool:
        """Return True if the reader may bring the team back now: it left, and has never submitted (rule C12)."""
        left = (
            self.team["state"] == "withdrawn" and not self.team["receipts"] and not self.team["disqualification_code"]
        )
        return left and self._is_before("registration_closes") and self.may(permissions.REVIVE_TEAM)

    def name_of(self, uscc: str) -> str:
        """Return the name of one of the team's organisations by its code."""
        facts = self.team["facts"]
        known = {each["uscc"]: each["name"] for each in (facts["lead"], *facts["co_organisations"])}
        return str(known.get(uscc, uscc))

    def _is_before(self, deadline: str) -> bool:
        return settings().clock.now() <= datetime.fromisoformat(self.team[deadline].replace("Z", "+00:00"))


async def team_and(team_id: str, request: Request, *more: Awaitable[Any]) -> tuple[OwnTeam, list[Any]]:
    """Return a team that the reader acts for, and what else was asked for with it; raise ProblemError."""
    team, accounts, *others = await asyncio.gather(
        call(teams().GetTeam, teams_pb2.GetTeamRequest(team_id=team_id[:100]), request),
        call(colleagues().ListAccounts, teams_pb2.ListAccountsRequest(team_id=team_id[:100]), request),
        *more,
    )
    return own_team(as_json(team), as_json(accounts), request), others


async def own(team_id: str, request: Request) -> OwnTeam:
    """Return a team that the reader acts for, with its accounts; raise ProblemError for others."""
    return (await team_and(team_id, request))[0]


def own_team(team: Shown, accounts: Shown | None, request: Request) -> OwnTeam:
    """Return a team with its accounts, if its reader may see them."""
    listed = accounts["accounts"] if accounts else []
    leads = [each["account_id"] for each in listed if each["organisation_uscc"] == team["facts"]["lead"]["uscc"]]
    return OwnTeam(
        team=team,
        accounts=listed,
        code=accounts["invitation_code"] if accounts else "",
        reader=actor_of(request).account_id,
        target=Target(
            division=team["facts"]["division_code"],
            team_accounts=[each["account_id"] for each in listed],
            lead_accounts=leads,
        ),
        request=request,
    )


async def change(message: teams_pb2.ChangeTeamRequest, request: Request, key: str = "") -> teams_pb2.Team:
    """Change a team, once under a form's key; raise ProblemError."""
    message.holder.CopyFrom(await holder_of(request))
    return await call(teams().ChangeTeam, message, request, key=key)


async def nothing(value: T) -> T:
    """Return a value where something else might have to be waited for."""
    return value


def for_form(problem: ProblemError, *codes: str) -> ProblemError:
    """Return a problem that a form can show; raise what is not there, not this account's, or busy, which gets a page of its own.

    `codes` are refusals that a form can show nevertheless.
    """
    if problem.status in (401, 403, 404, 503) and problem.code not in codes:
        raise problem
    return problem


Read = Callable[[str, Request], Awaitable[Shown]]


@dataclass(frozen=True)
class TeamPage:
    """A page of a team with acts: its template, its path below the team's address, and what reads the values that it shows.

    `fields` and `codes` say at which field a refusal is shown (`forms.Form`); `shown_codes` are refusals that are shown on this
    page although most of their kind get a page of their own (`for_form`).
    """

    template: str
    path: str
    read: Read
    fields: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    shown_codes: tuple[str, ...] = ()

    async def show(self, team_id: str, request: Request) -> Response:
        """Return the page, with the words that say what was done before it; raise ProblemError."""
        return render(
            request, self.template, **await self.read(team_id, request), key=form_key(), done=done_of(request)
        )

    async def after(
        self,
        step: Awaitable[Any],
        team_id: str,
        request: Request,
        done: str,
        *,
        to: str = "",
        key: str = "",
        given: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> Response:
        """Take a step and lead to this page, or to `to`, with the words `done`; return the page again if the step is refused.

        `key` and `given` are what the form held, `values` what the page shows beside what it reads. Raises ProblemError.
        """
        try:
            await step
        except ProblemError as problem:
            shown = for_form(problem, *self.shown_codes)
            values |= {**await self.read(team_id, request), "key": form_key(key, problem)}
            return form_again(
                request, self.template, shown, given=given, fields=self.fields, codes=self.codes, **values
            )
        return led_to(to or f"/teams/{team_id}{self.path}", done)

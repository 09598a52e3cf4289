"""Checks of an invitation that ask for the account of whoever made it (rule K1), and of the lines of an import (rule K3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chassis.actor import Actor
from chassis.edition.published import holds_identity_number
from chassis.facts.roles import Grant, Role, may_grant
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless
from chassis.refusals import FIELDS_INVALID, K3_LINE_EMPTY, K4_IDENTITY_NUMBER
from chassis.spreadsheets.columns import INVITATIONS
from chassis.spreadsheets.faults import ListFault
from chassis.spreadsheets.imports import ListForm
from chassis.spreadsheets.reading import typed
from chassis.spreadsheets.words import ROLES, readable
from chassis.text.codes import normalised_code

from ..accounts.checks import still_may_grant
from ..accounts.model import grant_faults, narrowed, uscc_faults
from ..accounts.settings import division_codes
from . import rules
from .model import LONGEST_HOURS, Invitation, InvitationState, invitation_faults

FORM = ListForm(columns=INVITATIONS, limit=500)
_ROLES = {word: Role(value) for word, value in readable(ROLES, 专家="expert", 主办方="host").items()}
_MAX_NAME = 60


def state_of(invitation: Invitation, now: Instant) -> InvitationState:
    """Return the state of an invitation at a real time: one that is open is revoked if its maker may not grant its roles now."""
    state = invitation.state(now)
    if state is InvitationState.OPEN and not still_may_grant(invitation.invited_by, invitation.grants):
        return InvitationState.REVOKED
    return state


def require_open(invitation: Invitation, now: Instant) -> None:
    """Refuse INVITATION_USED, INVITATION_REVOKED or INVITATION_EXPIRED unless it may be accepted."""
    invitation.require_open(now)
    refuse_unless(state_of(invitation, now) is InvitationState.OPEN, rules.INVITATION_REVOKED)


@dataclass(frozen=True, kw_only=True)
class InvitationLine:
    """A line of an imported list of invitations; `role` is None if it is none, `hours` if they are no number."""

    number: int
    typed_role: str
    role: Role | None
    division: str
    organisation_uscc: str
    name: str
    hours: int | None

    @classmethod
    def of(cls, number: int, cells: tuple[str, ...]) -> InvitationLine:
        """Return the line of these cells."""
        role, division, uscc, name, hours = cells
        digits = typed(hours).removesuffix(".0")
        return cls(
            number=number,
            typed_role=role,
            role=_ROLES.get(typed(role)),
            division=typed(division),
            organisation_uscc=normalised_code(uscc),
            name=narrowed(name),
            hours=0
            if not digits
            else int(digits)
            if digits.isdecimal() and len(digits) <= len(str(LONGEST_HOURS))
            else None,
        )

    @property
    def grants(self) -> tuple[Grant, ...]:
        """Return the role that the line names."""
        return () if self.role is None else (Grant(self.role, self.division),)


def line_faults(line: InvitationLine, actor: Actor) -> Iterator[ListFault]:
    """Yield what is wrong with a line, by column (rules K1, K3)."""
    if not line.typed_role:
        yield ListFault.of(line.number, "role", K3_LINE_EMPTY)
    elif line.role is None:
        yield ListFault.of(line.number, "role", rules.INVITATION_LINE_ROLE_UNKNOWN)
    divisions = grant_faults(line.grants, division_codes())
    for fault in divisions:
        yield ListFault.of(line.number, "division", FIELDS_INVALID, fault)
    if not divisions and not all(may_grant(actor.grants, grant) for grant in line.grants):
        yield ListFault.of(line.number, "role", rules.INVITATION_LINE_ROLE_NOT_YOURS)
    faults = uscc_faults(line.organisation_uscc)
    faults += invitation_faults(line.grants, line.organisation_uscc, -1 if line.hours is None else line.hours)
    for fault in faults:
        yield ListFault.of(line.number, fault.field, FIELDS_INVALID, fault)
    if len(line.name) > _MAX_NAME:
        yield ListFault.of(line.number, "name", rules.INVITATION_LINE_NAME_LONG)
    if holds_identity_number(line.name):
        yield ListFault.of(line.number, "name", K4_IDENTITY_NUMBER)

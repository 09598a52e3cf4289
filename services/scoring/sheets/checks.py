"""Checks that a sheet belongs to the expert and may be written (rules E2, E3, E6)."""

from __future__ import annotations

from chassis.actor import Actor
from chassis.kernel.refusal import refuse_unless
from chassis.permissions import Operation, Target

from ..panels.model import Expert
from ..rounds import store as rounds_store
from ..rounds.checks import experts_of
from ..rounds.model.assignment import Assignment
from ..rounds.model.round import Round, RoundState
from . import rules, store
from .model.sheet import Scoresheet


def target(sheet: Scoresheet) -> Target:
    """Return what permissions depend on in a sheet: whose it is to fill in (rule K1)."""
    return Target(assignee=sheet.account_id)


def submitted_without_role(round_: Round, experts: tuple[Expert, ...]) -> frozenset[Assignment]:
    """Return the assignments of a round whose expert lost the role, or is disabled, after submitting the sheet (rule E2).

    They count: it was scored by somebody who might, and nobody undoes a score by disabling its expert.
    """
    inactive = {expert.account_id for expert in experts if expert.inactive}
    submitted = store.submitted_by(inactive, round_.id)
    return frozenset(Assignment(team_id=sheet.team_id, account_id=sheet.account_id) for sheet in submitted)


def is_released(sheet: Scoresheet, round_: Round, admissible: frozenset[Assignment]) -> bool:
    """Return True if the project is no longer the sheet's expert's to score (rule E2).

    Another one was assigned, or will be: the expert stepped back, or has declared an interest since. What was frozen stays.
    `admissible` are the round's assignments that count now.
    """
    if sheet.released or round_.state is not RoundState.SCORING:
        return sheet.released
    return Assignment(team_id=sheet.team_id, account_id=sheet.account_id) not in admissible


def open_sheet(sheet_id: str, actor: Actor, operation: Operation) -> tuple[Scoresheet, Round]:
    """Return the caller's sheet to write on, and its round: it is scored, and no interest has come between (rules E2, E3, E6).

    The round is read after the sheet: a freeze that begins in between moves the sheet's version on by sealing it, so that
    this write meets a newer version and is judged again; a freeze that begins before is seen here.
    """
    sheet = store.sheets.get(sheet_id)
    operation.require(actor, target(sheet))
    round_ = rounds_store.rounds.look(sheet.round_id)
    refuse_unless(round_.state is RoundState.SCORING, rules.E3_SEALED)
    admissible = frozenset(round_.admissible_assignments(experts_of(round_)))
    refuse_unless(not is_released(sheet, round_, admissible), rules.E2_RELEASED)
    sheet.unseal(round_.attempt)  # left by a freeze that was cut short or undone
    return sheet, round_

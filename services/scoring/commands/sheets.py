"""Score sheets (rule E3)."""

from __future__ import annotations

from dasai.scoring.v1 import sheets_pb2

from chassis.actor import Actor, Role
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.refusals import NOT_FOUND

from .. import store, wire
from ..model import commands, rules
from ..model.round import RoundState
from ..model.sheet import Scoresheet
from .common import experts_of


def save_sheet(cmd: commands.SaveSheet, actor: Actor, at: Instant) -> sheets_pb2.Sheet:
    """An expert saves its sheet (rule E3)."""
    sheet = _open_sheet(cmd.sheet_id, actor)
    sheet.write(cmd.scores, cmd.reason)
    return _saved(sheet)


def submit_sheet(identifier: str, actor: Actor, at: Instant) -> sheets_pb2.Sheet:
    """An expert submits its sheet (rule E3)."""
    sheet = _open_sheet(identifier, actor)
    sheet.submit(at=at)
    return _saved(sheet)


def own_sheet(identifier: str, actor: Actor, *, change: bool) -> Scoresheet:
    """The caller's own sheet; whether another's exists is nobody's business."""
    actor.require(Role.EXPERT)
    sheet = store.sheets.get(identifier) if change else store.sheets.look(identifier)
    if sheet.account_id != actor.account_id:
        refuse(NOT_FOUND, what="sheet")
    return sheet


def _open_sheet(identifier: str, actor: Actor) -> Scoresheet:
    """The caller's sheet while its round is scored and nothing stands between (rules E2, E3, E6).

    The round is read after the sheet: a freeze that begins in between moves the sheet's version on by sealing it, so that
    this write meets a newer version and is judged again; one that begins before is seen here.
    """
    sheet = own_sheet(identifier, actor, change=True)
    found = store.rounds.look(sheet.round_id)
    refuse_unless(found.state is RoundState.SCORING, rules.E3_SEALED)
    counted = found.counted(experts_of(found))
    mine = any((one.team_id, one.account_id) == (sheet.team_id, sheet.account_id) for one in counted)
    refuse_unless(mine, rules.E2_RELEASED)
    sheet.unseal(found.attempt)  # left by a freeze that was cut short or undone
    return sheet


def _saved(sheet: Scoresheet) -> sheets_pb2.Sheet:
    answer = wire.sheet_view(sheet)
    store.sheets.save(sheet, answer=answer)
    return answer

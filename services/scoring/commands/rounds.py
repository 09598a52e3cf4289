"""Rounds: assignment, freeze, reopening (rules E2 to E6, G1)."""

from __future__ import annotations

from dasai.scoring.v1 import rankings_pb2, rounds_pb2

from chassis.actor import Actor, Role
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal, refuse, refuse_unless

from .. import store, wire
from ..model import commands, rules
from ..model.facts import Stage
from ..model.ranking import SheetScores, compute
from ..model.round import Round, RoundState
from ..model.sheet import Scoresheet
from .common import experts_of, panel_of, require_owner, scheme_of, sheet_id
from .rankings import publish, scores_of


def assign_experts(cmd: commands.AssignExperts, actor: Actor, at: Instant) -> rounds_pb2.Round:
    """Give each project its experts, reproducibly (rules E2, E5, G1), and make their sheets."""
    found = store.rounds.get(cmd.round_id)
    require_owner(panel_of(found), actor)
    found.assign(experts_of(found), scheme_of(found), cmd.seed, cmd.further_team_ids, at=at)
    # sheets first: they are found by their derived ids, so a repeated command makes none twice
    _bring_sheets_in_line(found)
    answer = wire.round_view(found)
    store.rounds.save(found, answer=answer)
    return answer


def _bring_sheets_in_line(found: Round) -> None:
    names = {team.team_id: team.project_name for team in found.entries}
    there = {sheet.id: sheet for sheet in store.sheets.every({"state.round_id": found.id})}
    wanted = {sheet_id(found.id, one.account_id, one.team_id): one for one in found.assignments}
    if found.scheme is None:
        refuse(rules.E3_UNKNOWN_SCHEME)
    for identifier, one in wanted.items():
        if identifier not in there:
            store.sheets.add(
                Scoresheet(
                    id=identifier,
                    round_id=found.id,
                    account_id=one.account_id,
                    team_id=one.team_id,
                    project_name=names[one.team_id],
                    rubric=found.scheme.rubric,
                    scale=found.scheme.scale,
                    blind=found.stage is Stage.DIVISION,
                )
            )
    for identifier, seen in there.items():
        if seen.released == (identifier in wanted):
            sheet = store.sheets.get(identifier)
            if sheet.assign() if identifier in wanted else sheet.release():
                store.sheets.save(sheet)


def freeze_round(cmd: commands.FreezeRound, actor: Actor, at: Instant) -> rankings_pb2.Ranking:
    """Seal the sheets, compute the ranking, sign it (rules E3 to E6).

    Four writes, each of which may be the last before a crash; freezing again goes on from there:
    the round stands still (`freezing`), each sheet is sealed for this attempt, the round is frozen, the ranking is added.
    The ranking depends on nothing but the frozen round and its sealed sheets, so whoever adds it adds the same.
    """
    found = store.rounds.get(cmd.round_id)
    require_owner(panel_of(found), actor)
    if found.state is RoundState.FROZEN and found.frozen is not None:
        store.rankings.find(f"{found.id}-{found.frozen.number}")  # a repeated command is answered as the first time
        refuse_unless(publish(found), rules.E6_WRONG_STATE, state=found.state)
        return wire.ranking_view(store.rankings.look(f"{found.id}-{found.frozen.number}"))
    if found.state is not RoundState.FREEZING:
        _evaluate(found, _counted_sheets(found), accept=cmd.accept_disagreements)
        found.begin_freeze()
        store.rounds.save(found)
    try:
        sealed = [_sealed(sheet.id, found.attempt) for sheet in _counted_sheets(found)]
        _evaluate(found, sealed, accept=cmd.accept_disagreements)
    except Refusal:
        _undo(found)
        raise
    found.freeze(tuple(team.team_id for team in found.standing), at=at)
    store.rounds.save(found)
    publish(found)
    return wire.ranking_view(store.rankings.look(f"{found.id}-{found.rankings}"))


def _counted_sheets(found: Round) -> list[Scoresheet]:
    """Sheets of the assignments that count; refuses E2_INTEREST_DECLARED or E3_SHEETS_MISSING."""
    experts = experts_of(found)
    barred = found.barred(experts)
    refuse_unless(barred == 0, rules.E2_INTEREST_DECLARED, count=barred)
    counted = found.counted(experts)
    sheets = [store.sheets.peek(sheet_id(found.id, one.account_id, one.team_id)) for one in counted]
    there = [sheet for sheet in sheets if sheet is not None]
    # what the freeze sealed stays countable, even where a newer version was just begun
    ready = [sheet for sheet in there if sheet.ready or (found.state is RoundState.FREEZING and sheet.versions)]
    missing = len(counted) - len(ready) + found.unassigned(experts)
    refuse_unless(missing == 0, rules.E3_SHEETS_MISSING, count=missing)
    return ready


def _evaluate(found: Round, sheets: list[Scoresheet], *, accept: bool) -> None:
    """Refuse what may not be frozen: nothing to rank, or experts far apart and nobody accepted it (rule E5)."""
    refuse_unless(found.state is not RoundState.COLLECTING, rules.E6_WRONG_STATE, state=found.state)
    refuse_unless(bool(found.standing), rules.E2_NO_PROJECTS)
    if found.scheme is None:
        refuse(rules.E3_UNKNOWN_SCHEME)
    scores: tuple[SheetScores, ...] = scores_of(sheets)
    disputed = compute(found.standing, scores, found.scheme).disputed
    agreed = accept or not disputed
    refuse_unless(agreed, rules.E5_DISAGREEMENT, count=len(disputed), teams="、".join(disputed))


def _sealed(identifier: str, attempt: int) -> Scoresheet:
    sheet = store.sheets.get(identifier)
    if sheet.seal(attempt):
        store.sheets.save(sheet)
    return sheet


def _undo(found: Round) -> None:
    """Experts go on; the round first, so that no other freeze counts on seals that are being taken off."""
    found.thaw()
    store.rounds.save(found)
    _unseal(found)


def _unseal(found: Round) -> None:
    for seen in list(store.sheets.every({"state.round_id": found.id})):
        sheet = store.sheets.get(seen.id)
        if sheet.unseal(found.attempt):
            store.sheets.save(sheet)


def reopen_ranking(cmd: commands.ReopenRanking, actor: Actor, at: Instant) -> rounds_pb2.Round:
    """The committee reopens a frozen ranking (rule E6)."""
    actor.require(Role.COMMITTEE)
    found = store.rounds.get(cmd.round_id)
    publish(found)  # both stay on record, also where the freeze was cut short
    found.reopen(cmd.reason, at=at)
    answer = wire.round_view(found)
    store.rounds.save(found, answer=answer)
    _unseal(found)  # a crash before this leaves seals that the next save of a sheet takes off
    return answer

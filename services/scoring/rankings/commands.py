"""Freeze a round into a ranking, reopen it, amend the ranking as its projects fare (rules D1, E3 to E6, H4)."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.scoring.v1 import rankings_pb2, rounds_pb2

from chassis.actor import Actor
from chassis.context import changed
from chassis.edition.current import edition
from chassis.edition.published import require_publishable
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal, Term, enumerated, refuse, refuse_unless
from chassis.permissions import scoring as permissions

from ..panels.checks import target
from ..rounds import store as rounds_store
from ..rounds import wire as rounds_wire
from ..rounds.checks import experts_of, require_no_own_project, scheme_of
from ..rounds.model.round import Freeze, Round, RoundState
from ..rounds.rules import E2_NO_PROJECTS, E6_WRONG_STATE
from ..shared.rules import E3_UNKNOWN_SCHEME
from ..sheets import store as sheets_store
from ..sheets.checks import submitted_without_role
from ..sheets.model.sheet import Scoresheet, sheet_id
from . import requests, rules, store, wire
from .adapters import sign
from .model import Ranking, SheetScores, WinnersNotice, compute


@idempotent
def freeze_round(request: requests.FreezeRound, actor: Actor, at: Instant) -> rankings_pb2.Ranking:
    """Seal the sheets, compute the ranking, sign it (rules E3 to E6).

    Four writes, each of which may be the last before a crash; freezing again goes on from there:
    the round stops (`freezing`), each sheet is sealed for this attempt, the round is frozen, the ranking is added.
    The ranking depends on nothing but the frozen round and its sealed sheets, so whoever adds it adds the same.
    """
    round_ = rounds_store.rounds.get(request.round_id)
    permissions.FREEZE_ROUND.require(actor, target(round_.panel_id))
    if round_.state is RoundState.FROZEN and round_.frozen is not None:
        return _finish_freeze(round_, round_.frozen)
    if round_.state is not RoundState.FREEZING:
        _require_freezable(round_, _counted_sheets(round_), actor, accept=request.accept_disagreements)
        round_.begin_freeze(round_.scheme or scheme_of(round_))
        rounds_store.rounds.save(round_)
    try:
        sealed = [_seal(sheet.id, round_.attempt) for sheet in _counted_sheets(round_)]
        _require_freezable(round_, sealed, actor, accept=request.accept_disagreements)
    except Refusal:
        _undo_freeze(round_)
        raise
    round_.freeze(at=at)
    rounds_store.rounds.save(round_)
    add_missing_rankings(round_, keep_answer=True)
    return wire.ranking_view(store.rankings.look(f"{round_.id}-{round_.rankings}"), round_, standing=True)


def _finish_freeze(round_: Round, frozen: Freeze) -> rankings_pb2.Ranking:
    """Add the rankings that a crash left out, and answer with the frozen one; refuses E6_WRONG_STATE if none is missing.

    The frozen ranking keeps the answer of the command that froze it: if this is that command repeated, it ends at `find`.
    """
    identifier = f"{round_.id}-{frozen.number}"
    present = store.rankings.find(identifier) is not None
    missing = add_missing_rankings(round_, keep_answer=True)
    refuse_unless(missing or not present, E6_WRONG_STATE, state=round_.state.term)
    return wire.ranking_view(store.rankings.look(identifier), round_, standing=round_.rankings == frozen.number)


def _counted_sheets(round_: Round) -> list[Scoresheet]:
    """Return the sheets of the assignments that count; refuses E2_INTEREST_DECLARED or E3_SHEETS_MISSING."""
    experts = experts_of(round_)
    submitted = submitted_without_role(round_, experts)
    barred = round_.count_barred(experts, submitted)
    refuse_unless(barred == 0, rules.E2_INTEREST_DECLARED, count=barred)
    assignments = round_.admissible_assignments(experts, submitted)
    identifiers = [sheet_id(round_.id, assignment.account_id, assignment.team_id) for assignment in assignments]
    present = [sheet for sheet in map(sheets_store.sheets.peek, identifiers) if sheet is not None]
    # what the freeze sealed stays countable, even if a newer version was just begun; so does what nobody can finish any more
    freezing = round_.state is RoundState.FREEZING
    gone = {assignment.account_id for assignment in submitted}
    ready = [sheet for sheet in present if sheet.ready or (sheet.versions and (freezing or sheet.account_id in gone))]
    missing = len(assignments) - len(ready) + round_.count_unassigned(experts, submitted)
    refuse_unless(missing == 0, rules.E3_SHEETS_MISSING, count=missing)
    return ready


def _require_freezable(round_: Round, sheets: list[Scoresheet], actor: Actor, *, accept: bool) -> None:
    """Refuse to freeze if there never was a project, or if experts are far apart and nobody accepted it (rule E5).

    A round of which every project fell is frozen empty: it must not hold up the others.
    """
    if round_.vacant:
        return
    refuse_unless(round_.state is not RoundState.COLLECTING, E6_WRONG_STATE, state=round_.state.term)
    refuse_unless(bool(round_.contenders), E2_NO_PROJECTS)
    if round_.scheme is None:
        refuse(E3_UNKNOWN_SCHEME)
    disputed = compute(round_.contenders, scores_of(sheets), round_.scheme).disputed
    agreed = accept or not disputed
    projects = {team.team_id: Term(team.team_id, team.project_name, team.project_name) for team in round_.contenders}
    teams = enumerated(projects[team_id] for team_id in disputed)
    refuse_unless(agreed, rules.E5_DISAGREEMENT, count=len(disputed), teams=teams)
    require_no_own_project(round_, actor, disputed)


def _seal(identifier: str, attempt: int) -> Scoresheet:
    sheet = sheets_store.sheets.get(identifier)
    if sheet.seal(attempt):
        sheets_store.sheets.save(sheet)
    return sheet


def _undo_freeze(round_: Round) -> None:
    """Let experts go on; the round first, so that no other freeze counts on seals that are being taken off."""
    round_.thaw()
    rounds_store.rounds.save(round_)
    _unseal(round_)


def _unseal(round_: Round) -> None:
    for seen in list(sheets_store.sheets.every({"state.round_id": round_.id})):
        sheet = sheets_store.sheets.get(seen.id)
        if sheet.unseal(round_.attempt):
            sheets_store.sheets.save(sheet)


@idempotent
def reopen_ranking(request: requests.ReopenRanking, actor: Actor, at: Instant) -> rounds_pb2.Round:
    """Reopen a frozen ranking for the committee (rule E6); the reason is published, and checked for that (rules J1, J2, K4)."""
    permissions.REOPEN_RANKING.require(actor)
    require_publishable(reason=request.reason)
    round_ = rounds_store.rounds.get(request.round_id)
    require_no_own_project(round_, actor)
    add_missing_rankings(round_)  # all stay on record, also if the freeze was cut short
    round_.reopen(request.reason, at=at)
    answer = rounds_wire.round_view(round_)
    rounds_store.rounds.save(round_, answer=answer)
    _unseal(round_)  # a crash before this leaves seals that the next save of a sheet takes off
    return answer


def add_missing_rankings(round_: Round, *, keep_answer: bool = False) -> bool:
    """Add the rankings of the round's freeze and amendments that are not there yet; return True if any was missing.

    Each depends on the round and its sealed sheets alone: whoever comes first, after whatever crash, adds the same. The
    command that freezes the round is answered with the frozen ranking, which keeps that answer.
    """
    frozen = round_.frozen
    if frozen is None or store.rankings.peek(f"{round_.id}-{round_.rankings}") is not None:
        return False
    ranking = store.rankings.peek(f"{round_.id}-{frozen.number}")
    if ranking is None:
        ranking = _frozen_ranking(round_, frozen)
        _add(ranking, answer=wire.ranking_view(ranking, round_, standing=True) if keep_answer else None)
    for standing, amendment in frozen.amendments:
        amended = store.rankings.peek(f"{round_.id}-{amendment.number}")
        if amended is None:
            amended = ranking.amended(
                amendment.team_id, standing, amendment.number, amendment.reason, sign, at=amendment.at
            )
            _add(amended)
        ranking = amended
    return True


def _add(ranking: Ranking, *, answer: rankings_pb2.Ranking | None = None) -> None:
    with changed(event_id=""):  # the event was applied to the round; a ranking is added once by its own id
        store.rankings.add(ranking, answer=answer)


def _frozen_ranking(round_: Round, frozen: Freeze) -> Ranking:
    if round_.scheme is None:
        refuse(E3_UNKNOWN_SCHEME)
    ranked = set(frozen.team_ids)
    identifiers = [
        sheet_id(round_.id, assignment.account_id, assignment.team_id)
        for assignment in round_.assignments
        if assignment.team_id in ranked
    ]
    sheets = [sheet for sheet in map(sheets_store.sheets.look, identifiers) if sheet.sealed == round_.attempt]
    return Ranking.freeze(
        frozen.number,
        round_id=round_.id,
        stage=round_.stage,
        division_code=round_.division_code,
        track=round_.track,
        teams=tuple(team for team in round_.entries if team.team_id in ranked),
        sheets=scores_of(sheets),
        scheme=round_.scheme,
        sign=sign,
        at=frozen.at,
        seed=round_.tie_seed,
        suspended=frozen.suspended,
        reopened=store.rankings.peek(f"{round_.id}-{frozen.follows}"),
    )


def open_final_rankings(request: requests.OpenFinalRankings, actor: Actor, at: Instant) -> None:
    """Show the rankings of the final to everyone from now on: the winners' notice is open (rules H1, K1)."""
    if not request.of_winners:
        return
    notice = store.winners_notices.find(edition().id)
    if notice is None:
        store.winners_notices.save(WinnersNotice(id=edition().id, opened_at=request.opens_at))


def scores_of(sheets: Sequence[Scoresheet]) -> tuple[SheetScores, ...]:
    """Return the sheets as they go into a ranking: what was submitted last, the expert by number."""
    accounts = sorted({sheet.account_id for sheet in sheets})
    return tuple(
        SheetScores(
            sheet_id=sheet.id,
            team_id=sheet.team_id,
            expert=accounts.index(sheet.account_id) + 1,
            scores=tuple((score.criterion_id, score.score) for score in sheet.submitted),
            late=sheet.late,
        )
        for sheet in sorted(sheets, key=lambda sheet: sheet.id)
    )

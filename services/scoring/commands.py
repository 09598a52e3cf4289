"""What scoring does: one function a use case."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from dasai.scoring.v1 import service_pb2

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.refusals import NOT_FOUND
from chassis.settings import settings

from . import store, wire
from .model import commands, rules
from .model.facts import Scheme, Stage
from .model.panel import Panel
from .model.ranking import Ranking, SheetScores, Signer
from .model.round import Round, RoundState, round_id
from .model.sheet import Scoresheet, SheetState

FINAL = "final"


@lru_cache(maxsize=1)
def ranking_signer() -> Signer:
    """Signs with DASAI_RANKING_KEY; the key id is the start of the public key's hash."""
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings().secret("ranking_key")))
    key_id = hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]
    return lambda form: (key_id, key.sign(form).hex())


def require_owner(panel_id: str, actor: Actor) -> None:
    """Refuse anyone but the division's host, or the secretariat for the final (rule E1)."""
    if panel_id == FINAL:
        actor.require(Role.SECRETARIAT)
        return
    prefix, _, code = panel_id.partition("-")
    known = prefix == "division" and any(one.code == code for one in edition().divisions)
    refuse_unless(known, rules.E1_UNKNOWN_PANEL, panel=panel_id)
    actor.require(Role.HOST, division=code)


def panel_of(found: Round) -> str:
    """The panel that scores a round."""
    return FINAL if found.stage is Stage.FINAL else f"division-{found.division_code}"


def sheet_id(round_: str, account_id: str, team_id: str) -> str:
    """One sheet an expert and project of a round."""
    return derived_id("sheet", round_, account_id, team_id)


def learn_scheme(cmd: commands.LearnScheme, actor: Actor, at: Instant) -> None:
    """Score by the division's published scheme (rules A5, E3)."""
    identifier = f"division-{cmd.division_code}"
    panel = store.panels.find(identifier) or Panel(id=identifier)
    panel.learn_scheme(cmd.version, cmd.scheme)
    store.panels.save(panel)


def appoint_experts(cmd: commands.AppointExperts, actor: Actor, at: Instant) -> service_pb2.Panel:
    """Appoint a panel's experts (rule E1)."""
    require_owner(cmd.panel_id, actor)
    panel = store.panels.find(cmd.panel_id) or Panel(id=cmd.panel_id)
    panel.appoint(cmd.experts)
    answer = wire.panel_view(panel)
    store.panels.save(panel, answer=answer)
    return answer


def declare_interests(cmd: commands.DeclareInterests, actor: Actor, at: Instant) -> service_pb2.Panel:
    """An expert declares interests (rule E2); the answer shows its own line only."""
    actor.require(Role.EXPERT)
    panel = store.panels.get(cmd.panel_id)
    panel.declare(actor.account_id, cmd.interests)
    answer = wire.panel_view(panel)
    own = [one for one in answer.experts if one.account_id == actor.account_id]
    answer = service_pb2.Panel(panel_id=panel.id, experts=own)
    store.panels.save(panel, answer=answer)
    return answer


def enter_teams(cmd: commands.EnterTeams, actor: Actor, at: Instant) -> None:
    """Projects that passed review, or the finalists, enter their rounds (rules E2, F8)."""
    for track in sorted({team.track for team in cmd.teams}):
        with store.rounds.once():
            own = [team for team in cmd.teams if team.track == track]
            empty = Round.empty(cmd.stage, own[0].division_code, track)
            found = store.rounds.find(empty.id) or empty
            for team in own:
                found.enter(team, at=at)
            store.rounds.save(found)


def drop_team(cmd: commands.DropTeam, actor: Actor, at: Instant) -> None:
    """A project fell out: it leaves its rounds, and frozen rankings are followed by ones without it (rules C12, H4)."""
    if not cmd.team_id:
        return
    for stage in (Stage.DIVISION, Stage.FINAL):
        with store.rounds.once():
            found = store.rounds.find(round_id(stage, cmd.division_code, cmd.track))
            if found is None:
                if stage is Stage.FINAL:
                    continue  # the finalist list comes without it
                found = Round.empty(stage, cmd.division_code, cmd.track)
            if cmd.team_id not in found.gone:
                if found.state is RoundState.FROZEN and any(one.team_id == cmd.team_id for one in found.entries):
                    _amend(found, cmd, at)
                found.drop(cmd.team_id)
            store.rounds.save(found)


def _amend(found: Round, cmd: commands.DropTeam, at: Instant) -> None:
    # where a crash came between the two writes, or another team falls at once, rankings stand that the round has yet to count
    newest = store.rankings.look(f"{found.id}-{found.rankings}")
    while following := store.rankings.peek(f"{found.id}-{newest.number + 1}"):
        newest = following
    if cmd.team_id not in newest.struck:
        newest = newest.without(cmd.team_id, newest.number + 1, cmd.reason, ranking_signer(), at=at)
        store.rankings.add(newest)
    found.amend(newest.number)


def assign_experts(cmd: commands.AssignExperts, actor: Actor, at: Instant) -> service_pb2.Round:
    """Give each project its experts, reproducibly (rules E2, G1), and make their sheets."""
    found = store.rounds.get(cmd.round_id)
    require_owner(panel_of(found), actor)
    panel = store.panels.peek(panel_of(found))
    experts = panel.experts if panel is not None else ()
    # a round that was assigned before keeps the scheme it began with, and late sheets are of that one too (rule A5)
    scheme = found.scheme or _scheme(found, panel)
    found.assign(experts, scheme, cmd.seed, at=at)
    # sheets first: they are found by their derived ids, so a repeated command makes none twice
    _make_sheets(found, scheme)
    answer = wire.round_view(found)
    store.rounds.save(found, answer=answer)
    return answer


def _scheme(found: Round, panel: Panel | None) -> Scheme:
    if found.stage is Stage.FINAL:
        return wire.national_scheme(edition())
    return (panel or Panel(id=panel_of(found))).require_scheme()


def _make_sheets(found: Round, scheme: Scheme) -> None:
    names = {team.team_id: team.project_name for team in found.entries}
    for one in found.assignments:
        identifier = sheet_id(found.id, one.account_id, one.team_id)
        if store.sheets.peek(identifier) is None:
            store.sheets.add(
                Scoresheet(
                    id=identifier,
                    round_id=found.id,
                    account_id=one.account_id,
                    team_id=one.team_id,
                    project_name=names[one.team_id],
                    rubric=scheme.rubric,
                    scale=scheme.scale,
                )
            )


def save_sheet(cmd: commands.SaveSheet, actor: Actor, at: Instant) -> service_pb2.Sheet:
    """An expert saves its sheet (rule E3)."""
    sheet = _own_sheet(cmd.sheet_id, actor)
    sheet.write(cmd.scores, cmd.reason)
    return _saved(sheet)


def submit_sheet(identifier: str, actor: Actor, at: Instant) -> service_pb2.Sheet:
    """An expert submits its sheet (rule E3)."""
    sheet = _own_sheet(identifier, actor)
    store.rounds.look(sheet.round_id).require_scoring()
    sheet.submit(at=at)
    return _saved(sheet)


def freeze_round(identifier: str, actor: Actor, at: Instant) -> service_pb2.Ranking:
    """Seal the sheets, compute the ranking, sign it (rules E3 to E6).

    Each step may be repeated after a crash: sealing a sealed sheet changes nothing, and the ranking is found by its id.
    """
    found = store.rounds.get(identifier)
    require_owner(panel_of(found), actor)
    found.require_scoring()
    if found.scheme is None:
        refuse(rules.E3_UNKNOWN_SCHEME)
    panel = store.panels.peek(panel_of(found))
    barred = found.barred(panel.experts if panel is not None else ())
    refuse_unless(barred == 0, rules.E2_INTEREST_DECLARED, count=barred)
    standing = {team.team_id for team in found.standing}
    counted = [one for one in found.assignments if one.team_id in standing]
    sheets = [store.sheets.look(sheet_id(found.id, one.account_id, one.team_id)) for one in counted]
    assigned = {one.team_id for one in counted}
    waiting = sum(1 for sheet in sheets if sheet.state is not SheetState.SUBMITTED) + len(standing - assigned)
    refuse_unless(waiting == 0, rules.E3_SHEETS_MISSING, count=waiting)
    sealed = [_sealed(sheet.id) for sheet in sheets]
    accounts = sorted({sheet.account_id for sheet in sealed})
    scores = tuple(
        SheetScores(
            sheet_id=sheet.id,
            team_id=sheet.team_id,
            expert=accounts.index(sheet.account_id) + 1,
            scores=tuple((one.criterion_id, one.score) for one in sheet.submitted),
        )
        for sheet in sealed
    )
    ranking = _frozen(found, found.scheme, scores, at)
    found.freeze(ranking.number)
    answer = wire.ranking_view(ranking)
    store.rounds.save(found, answer=answer)
    return answer


def _frozen(found: Round, scheme: Scheme, scores: tuple[SheetScores, ...], at: Instant) -> Ranking:
    """The ranking, added under the next free number, or found where a crash left it.

    One that a crash left and that no longer says what the sheets say (a project fell out since) keeps its number.
    """
    number = found.rankings + 1
    while True:
        ranking = Ranking.freeze(
            number,
            round_id=found.id,
            stage=found.stage,
            division_code=found.division_code,
            track=found.track,
            teams=found.standing,
            sheets=scores,
            scheme=scheme,
            sign=ranking_signer(),
            at=at,
        )
        existing = store.rankings.peek(ranking.id)
        if existing is None:
            store.rankings.add(ranking)
            return ranking
        if existing.same_input(ranking):
            return existing
        number += 1


def _sealed(identifier: str) -> Scoresheet:
    sheet = store.sheets.get(identifier)
    if not sheet.sealed:
        sheet.seal()
        store.sheets.save(sheet)
    return sheet


def reopen_ranking(cmd: commands.ReopenRanking, actor: Actor, at: Instant) -> service_pb2.Round:
    """The committee reopens a frozen ranking (rule E6)."""
    actor.require(Role.COMMITTEE)
    found = store.rounds.get(cmd.round_id)
    found.reopen(cmd.reason, at=at)
    for one in found.assignments:
        sheet = store.sheets.find(sheet_id(found.id, one.account_id, one.team_id))
        if sheet is not None and sheet.sealed:
            sheet.unseal()
            store.sheets.save(sheet)
    answer = wire.round_view(found)
    store.rounds.save(found, answer=answer)
    return answer


def _own_sheet(identifier: str, actor: Actor) -> Scoresheet:
    actor.require(Role.EXPERT)
    sheet = store.sheets.get(identifier)
    if sheet.account_id != actor.account_id:
        refuse(NOT_FOUND, what="sheet")  # whether it exists is nobody else's business
    return sheet


def _saved(sheet: Scoresheet) -> service_pb2.Sheet:
    answer = wire.sheet_view(sheet)
    store.sheets.save(sheet, answer=answer)
    return answer

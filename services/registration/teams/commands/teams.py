"""Registering, changing and withdrawing a team (rules B2 to B7, C12)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dasai.registration.v1 import teams_pb2
from google.protobuf.message import Message

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, Refusal, RefusedTogether, refuse
from chassis.mongo.attempts import StaleVersion
from chassis.permissions import Operation
from chassis.permissions import registration as permissions

from ...divisions.commands import open_if_due
from ...divisions.settings import division_name
from ...editions.settings import requirements
from ...organisations.commands import require_may_take_part
from .. import requests, rules, store, words
from ..adapters.persons import new_salt, sealed
from ..checks import (
    near_projects,
    prolong_if_late,
    require_identity_consent,
    require_own_consent,
    require_unaffiliated,
    screened,
    screened_each,
    target,
)
from ..model.claims import ContestedName
from ..model.entry import Entry, IdentityConsent, SealedRepresentative
from ..model.names import Name, Names, names_of
from ..model.team import Team
from ..store import Holder

_HELD = (rules.B5_REPRESENTATIVE_IN_ANOTHER_TEAM, rules.B7_REGISTERED_ELSEWHERE)


def save_holding(team: Team, answer: Message, actor: Actor, contest_reason: str = "") -> None:
    """Save a team that holds persons and names.

    If another team holds one of them, refuse with the place of each, and never say which team that is; but if all are held by
    teams of this very account, such as after an answer that was lost, name the team. Names of teams of other accounts are
    contested instead, if there is a reason.
    """
    try:
        store.teams.save(team, answer=answer)
    except Refusal as refusal:
        if refusal.code not in _HELD:
            raise
        held_by = store.holders(team)
        if not held_by:  # let go meanwhile: it may be had now
            raise StaleVersion from refusal
        _refuse_held(team, held_by, actor.account_id, contest_reason)
        _contest(team, held_by, contest_reason)
        store.teams.save(team, answer=answer)


def _refuse_held(team: Team, held_by: list[Holder], account_id: str, contest_reason: str) -> None:
    """Refuse persons and names that other teams hold; return if all of them are names that can be contested with the reason."""
    people, names = _people(team, held_by, account_id), _names(team, held_by, account_id)
    strangers = all(account_id not in holder.account_ids for holder in held_by)
    if contest_reason and strangers and not people:
        return
    if contest_reason:  # the names of others are contested as soon as nothing else is in the way
        persons = set(team.held_persons)
        held_by = [holder for holder in held_by if account_id in holder.account_ids or holder.held & persons]
    if all(account_id in holder.account_ids for holder in held_by):
        own = held_by[0]
        code = rules.B5_REGISTERED_BY_YOU if people else rules.B7_REGISTERED_BY_YOU
        refuse(code, faults=(*people, *names), team_id=own.team_id, team_name=own.team_name)
    code = rules.B5_REPRESENTATIVE_IN_ANOTHER_TEAM if people else rules.B7_REGISTERED_ELSEWHERE
    refuse(code, faults=(*people, *names))


def save_contesting(team: Team, contest_reason: str, at: Instant) -> None:
    """Save a team that takes names of which somebody else may have got hold meanwhile: those it goes on contesting (rule B7)."""
    try:
        store.teams.save(team)
    except Refusal as refusal:
        held_by = store.holders(team)
        if refusal.code not in _HELD or not held_by:
            raise
        _contest(team, held_by, contest_reason)
        team.note_changed(at=at)
        store.teams.save(team)


def _contest(team: Team, held_by: list[Holder], reason: str) -> None:
    """Let the team claim the names that others hold."""
    contested = []
    for held in team.names_to_hold:
        holder = next((holder for holder in held_by if held.key in holder.held), None)
        if holder is not None:
            contested.append(
                ContestedName(
                    key=held.key,
                    field=held.field,
                    name=held.name,
                    uscc=held.organisation.uscc,
                    holder_id=holder.team_id,
                )
            )
    team.contest(tuple(contested), reason)


def _people(team: Team, held_by: list[Holder], account_id: str) -> list[FieldFault]:
    faults = []
    for place, person in enumerate(team.representatives):
        holder = next((holder for holder in held_by if holder.held & set(person.match_keys)), None)
        if holder is not None:
            zh, en = _where(holder, account_id)
            field = f"representatives[{place}]"
            faults.append(FieldFault(field, f"该代表已在{zh}报名。", f"This representative is in {en} already."))
    return faults


def _names(team: Team, held_by: list[Holder], account_id: str) -> list[FieldFault]:
    kinds = {"project_name": ("项目", "project"), "team_name": ("团队", "team")}
    faults = []
    for held in team.names_to_hold:
        holder = next((holder for holder in held_by if held.key in holder.held), None)
        if holder is not None:
            zh, en = _where(holder, account_id)
            kind_zh, kind_en = kinds[held.field]
            who = held.organisation
            zh = f"{who.name}（{who.uscc}）的同名{kind_zh}“{held.name}”已在{zh}报名。"
            en = f"{who.name} ({who.uscc}) has a {kind_en} of the name {held.name} in {en} already."
            faults.append(FieldFault(held.field, zh, en))
    return faults


def _where(holder: Holder, account_id: str) -> tuple[str, str]:
    if account_id in holder.account_ids:
        return (
            f"您的团队“{holder.team_name}”（编号{holder.team_id}）",
            f"your team {holder.team_name} ({holder.team_id})",
        )
    return "其他团队", "another team"


@idempotent(creates=store.teams)
def register_team(identifier: str, request: requests.RegisterTeam, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Register a team with its project, by a participant (rules A2, A4, B1 to B5, B7 to B10, C1).

    What is wrong with consent, organisations, representatives and names is refused at once; what depends on other teams, or on
    all of these together, only when they are right; that it is not declared true, only when nothing else is wrong.
    """
    permissions.REGISTER_TEAM.require(actor)
    division_name(request.division_code)
    division = open_if_due(request.division_code, at)
    together = RefusedTogether()
    with together.at("identity_consent"):
        require_identity_consent(request.identity_consent)
    with together.at():
        require_own_consent(request.representatives, request.holder)
    with together.at():
        lead = require_may_take_part(request.lead, "lead.")
    co_organisations = []
    for place, partner in enumerate(request.co_organisations):
        with together.at():
            co_organisations.append(require_may_take_part(partner, f"co_organisations[{place}]."))
    with together.at():
        representatives = sealed(request.representatives, identifier, at)
    findings = screened_each(_stated_names(request), together)
    together.refuse()
    entry = Entry(
        edition=edition().id,
        track=request.track,
        topic_id=request.topic_id,
        team_name=request.team_name,
        project_name=request.project_name,
        lead=lead,
        co_organisations=tuple(co_organisations),
        representatives=representatives,
        declared_true=request.declared_true,
        account_id=actor.account_id,
        salt=new_salt(),
        identity_consent=request.identity_consent,
    )
    if not entry.declared_true:
        judged = Team.register(identifier, replace(entry, declared_true=True), division, requirements(), at=at)
        require_unaffiliated(_codes(judged), division.scheme.organisers)
        held_by = store.holders(judged)
        if held_by:
            _refuse_held(judged, held_by, actor.account_id, request.contest_reason)
    team = Team.register(identifier, entry, division, requirements(), at=at)
    require_unaffiliated(_codes(team), division.scheme.organisers)
    team.note_names(findings)
    team.note_near_projects(near_projects(team))
    answer = words.team_view(team, requirements(), all_shown=True)
    save_holding(team, answer, actor, request.contest_reason)
    return answer


def _stated_names(request: requests.RegisterTeam) -> Names:
    partners = (partner.name.strip() for partner in request.co_organisations)
    return names_of(request.team_name.strip(), request.project_name.strip(), request.lead.name.strip(), partners)


@idempotent
def change_team(request: requests.ChangeTeam, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Change names and representatives before the registration deadline (rules B4, B5, B6, B9, C10)."""
    team = leading_team(request.team_id, actor, permissions.CHANGE_TEAM, at)
    before = team.names
    kept = _kept(team, request.kept_representatives)
    stated = None
    together = RefusedTogether()
    if request.representatives:
        with together.at("identity_consent"):
            require_identity_consent(request.identity_consent)
        with together.at():
            require_own_consent(request.representatives, request.holder, before=len(kept))
        stated = IdentityConsent(version=request.identity_consent, stated_by=actor.account_id, stated_at=at)
    with together.at():
        representatives = sealed(request.representatives, team.id, at, before=len(kept))
    screened_each(_new_names(request, team), together)
    together.refuse()
    team.change(
        team_name=request.team_name,
        project_name=request.project_name,
        representatives=(*kept, *representatives),
        requirements=requirements(),
        identity_consent=stated,
        at=at,
    )
    team.note_names(screened(team.names, before=before))
    team.note_near_projects(near_projects(team))
    return saved(team, actor, request.contest_reason)


def _new_names(request: requests.ChangeTeam, team: Team) -> Names:
    """Return the names that a change states and the team does not have yet."""
    stated = {
        "team_name": (request.team_name, team.team_name),
        "project_name": (request.project_name, team.project_name),
    }
    return tuple(
        Name(field=field, text=name.strip(), place=field)
        for field, (name, now) in stated.items()
        if name.strip() and name.strip() != now
    )


def _kept(team: Team, kept: Iterable[requests.KeptRepresentative]) -> tuple[SealedRepresentative, ...]:
    """Return representatives who stay; refuse B5_REPRESENTATIVES_MOVED_ON if one is not where the caller read it (rule B5)."""
    people = dict(enumerate(team.representatives, 1))
    staying = []
    for each in kept:
        person = people.get(each.place)
        if person is None or person.masked_identity_number != each.masked_identity_number:
            refuse(rules.B5_REPRESENTATIVES_MOVED_ON)
        staying.append(person)
    return tuple(staying)


@idempotent
def withdraw_team(team_id: str, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Let a team leave before its deadline (rule C12)."""
    team = leading_team(team_id, actor, permissions.WITHDRAW_TEAM, at)
    team.withdraw(at=at)
    return saved(team, actor)


@idempotent
def revive_team(team_id: str, actor: Actor, at: Instant) -> teams_pb2.Team:
    """Bring a withdrawn team back while registration is open, holding all it held (rules A4, B3, B5, B7 to B9, C12)."""
    team = leading_team(team_id, actor, permissions.REVIVE_TEAM, at)
    for organisation in team.organisations:
        require_may_take_part(organisation, stated=False)
    division = open_if_due(team.division_code, at)
    team.revive(division, at=at)
    require_unaffiliated(_codes(team), division.scheme.organisers)
    team.note_names(screened(team.names))
    team.note_near_projects(near_projects(team))
    return saved(team, actor)


def _codes(team: Team) -> list[str]:
    return [organisation.uscc for organisation in team.organisations]


def own_team(team_id: str, actor: Actor, operation: Operation, at: Instant) -> Team:
    """Return the team to change, to an account of it; refuse others as the operation's row says (rule K1)."""
    return _to_change(store.teams.get(team_id), actor, operation, at)


def leading_team(team_id: str, actor: Actor, operation: Operation, at: Instant) -> Team:
    """Return the team to change, to an account of its lead; refuses B2_LEAD_ONLY for those of co-organisations (rule B2)."""
    team = store.teams.get(team_id)
    if actor.account_id in team.account_ids:
        team.require_lead(actor.account_id)  # says whose it is to do, which the row's refusal does not
    return _to_change(team, actor, operation, at)


def _to_change(team: Team, actor: Actor, operation: Operation, at: Instant) -> Team:
    """Return the team with the deadlines that hold for it, if the operation is open to the caller.

    Deadlines only ever move to later, so that the team's copies answer for whoever is in time by them; only if they have
    passed the division is asked for later ones (rule A5).
    """
    operation.require(actor, target(team))
    prolong_if_late(team, at)
    return team


def saved(team: Team, actor: Actor, contest_reason: str = "") -> teams_pb2.Team:
    """Save a changed team and return its view, the answer to a repeated request."""
    answer = words.team_view(team, requirements(), all_shown=False)
    save_holding(team, answer, actor, contest_reason)
    return answer

"""Saving a team that holds persons and names, or saying which of them another team holds (rules B5, B7)."""

from __future__ import annotations

from google.protobuf.message import Message

from chassis.actor import Actor
from chassis.kernel.refusal import FieldFault, Refusal, refuse
from chassis.mongo.attempts import StaleVersion

from .. import rules, store
from ..model.team import Team
from ..store import Holder

_HELD = (rules.B5_REPRESENTATIVE_IN_ANOTHER_TEAM, rules.B7_REGISTERED_ELSEWHERE)


def save_holding(team: Team, answer: Message, actor: Actor) -> None:
    """Save a team that holds persons and names.

    If another team holds one of them, refuse with the place of each, and never say which team that is; but if all are held by
    teams of this very account, such as after an answer that was lost, name the team.
    """
    try:
        store.teams.save(team, answer=answer)
    except Refusal as refusal:
        if refusal.code not in _HELD:
            raise
        held_by = store.holders(team)
        if not held_by:  # let go meanwhile: it may be had now
            raise StaleVersion from refusal
        account_id = actor.account_id
        people, names = _people(team, held_by, account_id), _names(team, held_by, account_id)
        if all(account_id in holder.account_ids for holder in held_by):
            own = held_by[0]
            code = rules.B5_REGISTERED_BY_YOU if people else rules.B7_REGISTERED_BY_YOU
            refuse(code, faults=(*people, *names), team_id=own.team_id, team_name=own.team_name)
        code = rules.B5_REPRESENTATIVE_IN_ANOTHER_TEAM if people else rules.B7_REGISTERED_ELSEWHERE
        refuse(code, faults=(*people, *names))


def _people(team: Team, held_by: list[Holder], account_id: str) -> list[FieldFault]:
    faults = []
    for place, person in enumerate(team.representatives):
        holder = next((holder for holder in held_by if holder.held & set(person.match_keys)), None)
        if holder is not None:
            zh, en = _where(holder, account_id)
            field = f"representatives[{place}]"
            zh = f"第{place + 1}位参赛代表已在{zh}报名。"
            faults.append(FieldFault(field, zh, f"Representative {place + 1} is in {en} already."))
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

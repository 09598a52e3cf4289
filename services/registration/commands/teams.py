"""Teams: registration, changes, withdrawal (rules B2 to B7, C12)."""

from __future__ import annotations

from dasai.registration.v1 import service_pb2

from chassis.actor import Actor, Role
from chassis.context import current
from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.refusals import FORBIDDEN

from .. import store, wire
from ..model import commands, rules
from ..model.team import Entry, Team
from ..wire import division_name, requirements
from .organisations import introduce, known
from .persons import sealed


def register_team(cmd: commands.RegisterTeam, actor: Actor, at: Instant) -> service_pb2.Team:
    """A participant registers a team with its project (rules A2, A4, B1 to B5, B7, B8, B10, C1)."""
    actor.require(Role.PARTICIPANT)
    division_name(cmd.division_code)
    identifier = derived_id("team", current().idempotency_key or current().causation_id)
    store.teams.find(identifier)  # a repeated request is answered as the first time
    division = store.divisions.peek(cmd.division_code)
    if division is None:
        refuse(rules.A4_WRONG_STATE, state="not applied for")
    lead, co_organisations = known(cmd.lead), tuple(known(one) for one in cmd.co_organisations)
    entry = Entry(
        edition=edition().id,
        track=cmd.track,
        topic_id=cmd.topic_id,
        team_name=cmd.team_name,
        project_name=cmd.project_name,
        lead=lead,
        co_organisations=co_organisations,
        representatives=sealed(cmd.representatives, identifier),
        declared_true=cmd.declared_true,
        account_id=actor.account_id,
    )
    team = Team.register(identifier, entry, division, requirements(), at=at)
    for organisation in team.organisations:
        introduce(organisation)
    answer = wire.team_view(team, requirements())
    store.teams.add(team, answer=answer)
    return answer


def change_team(cmd: commands.ChangeTeam, actor: Actor, at: Instant) -> service_pb2.Team:
    """Names and representatives before the registration deadline (rules B4, B5, B6, C10)."""
    team = own_team(cmd.team_id, actor)
    team.change(
        team_name=cmd.team_name,
        project_name=cmd.project_name,
        representatives=sealed(cmd.representatives, team.id),
        requirements=requirements(),
        at=at,
    )
    return saved(team)


def withdraw_team(team_id: str, actor: Actor, at: Instant) -> service_pb2.Team:
    """A team leaves before its deadline (rule C12)."""
    team = own_team(team_id, actor)
    team.withdraw(at=at)
    return saved(team)


def own_team(team_id: str, actor: Actor) -> Team:
    """The team to change; refuses K1_FORBIDDEN for accounts that don't act for it."""
    team = store.teams.get(team_id)
    refuse_unless(actor.account_id in team.account_ids, FORBIDDEN)
    return team


def saved(team: Team) -> service_pb2.Team:
    answer = wire.team_view(team, requirements())
    store.teams.save(team, answer=answer)
    return answer

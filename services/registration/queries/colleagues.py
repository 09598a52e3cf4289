"""The accounts of a team, for the team (rules B2, K1)."""

from __future__ import annotations

from dasai.registration.v1 import teams_pb2

from chassis.actor import Actor

from .. import wire
from ..adapters import invitations
from ..checks.access import own


def list_accounts(team_id: str, actor: Actor) -> teams_pb2.ListAccountsResponse:
    """The team's accounts, and the code that is open to colleagues of the caller's organisation, to nobody else (rule K1)."""
    team = own(team_id, actor)
    return wire.accounts_view(team, invitations.colleagues_code_of(team, team.acts_for(actor.account_id)))

"""Appoint experts, declare interests (rules E1, E2)."""

from __future__ import annotations

from dasai.scoring.v1 import panels_pb2

from chassis.actor import Actor, Role
from chassis.facts.roles import AccountFacts
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.staff import record_account, staff_accounts

from . import requests, store, wire
from .checks import appointable, require_owner
from .model import Panel, division_panel_id


def record_scheme(request: requests.RecordScheme, actor: Actor, at: Instant) -> None:
    """Keep the division's published scheme, by which its rounds are scored (rules A5, E3)."""
    identifier = division_panel_id(request.division_code)
    panel = store.panels.find(identifier) or Panel(id=identifier)
    panel.record_scheme(request.version, request.scheme)
    store.panels.save(panel)


@idempotent
def appoint_experts(request: requests.AppointExperts, actor: Actor, at: Instant) -> panels_pb2.Panel:
    """Appoint a panel's experts (rule E1)."""
    require_owner(request.panel_id, actor)
    panel = store.panels.find(request.panel_id) or Panel(id=request.panel_id)
    panel.appoint(appointable(panel, request.experts), at=at)
    answer = wire.panel_view(panel)
    store.panels.save(panel, answer=answer)
    return answer


def follow_account(account: AccountFacts, actor: Actor, at: Instant) -> None:
    """Keep what is known of an account, and bring the panels in line on which it is (rules E1, E2)."""
    record_account(account)
    for panel_id in store.panels_of(account.account_id):
        follow_accounts(requests.FollowAccounts(panel_id=panel_id), actor, at)


def follow_accounts(request: requests.FollowAccounts, actor: Actor, at: Instant) -> None:
    """Bring a panel's experts in line with their accounts, if any has changed (rules E1, E2).

    The panel is read before the accounts, and saved only as it was read: so whoever saves last has seen the newest accounts. An
    account may change while the panel that names it is being saved, and who hears of the change does not see it there yet: that
    is made good when the appointment is heard of.
    """
    with store.panels.once():
        panel = store.panels.get(request.panel_id)
        accounts = staff_accounts(expert.account_id for expert in panel.experts)
        if panel.follow_accounts(accounts, at=at):
            store.panels.save(panel)


@idempotent
def declare_interests(request: requests.DeclareInterests, actor: Actor, at: Instant) -> panels_pb2.Panel:
    """Declare the calling expert's interests (rule E2); the answer shows its own line only."""
    actor.require(Role.EXPERT)
    panel = store.panels.get(request.panel_id)
    panel.declare(actor.account_id, request.interests, at=at)
    answer = wire.own_line_view(panel, actor.account_id)
    store.panels.save(panel, answer=answer)
    return answer

"""Appoint experts, declare interests (rules E1, E2)."""

from __future__ import annotations

from dasai.scoring.v1 import panels_pb2

from chassis.actor import Actor
from chassis.appointments import changed_appointments
from chassis.facts.roles import AccountFacts
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.permissions import scoring as permissions
from chassis.spreadsheets.columns import EXPERTS
from chassis.spreadsheets.faults import tell_faults
from chassis.spreadsheets.imports import ListForm, imported_lines
from chassis.staff import record_account, staff_accounts

from . import requests, store, wire
from .checks import ExpertLine, appointable, appointable_lines, require_known, target
from .model import Panel, division_panel_id

_FORM = ListForm(columns=EXPERTS, limit=1_000)


def record_scheme(request: requests.RecordScheme, actor: Actor, at: Instant) -> None:
    """Keep the division's published scheme, by which its rounds are scored (rules A5, E3)."""
    identifier = division_panel_id(request.division_code)
    panel = store.panels.find(identifier) or Panel(id=identifier)
    panel.record_scheme(request.version, request.scheme)
    store.panels.save(panel)


@idempotent
def appoint_experts(request: requests.AppointExperts, actor: Actor, at: Instant) -> panels_pb2.Panel:
    """Appoint a panel's experts (rule E1)."""
    require_known(request.panel_id)
    permissions.APPOINT_EXPERTS.require(actor, target(request.panel_id))
    panel = store.panels.find(request.panel_id) or Panel(id=request.panel_id)
    named = appointable(panel, request.experts)
    if request.seen is not None:
        named = changed_appointments(panel.experts, named, request.seen.account_ids)
    panel.appoint(named, at=at)
    answer = wire.panel_view(panel)
    store.panels.save(panel, answer=answer)
    return answer


@idempotent
def import_experts(request: requests.ImportExperts, actor: Actor, at: Instant) -> panels_pb2.ImportExpertsResponse:
    """Appoint the experts that a file lists, all of the panel's; nobody if a line is wrong (rules E1, K3).

    A dry run answers the same and changes nothing.
    """
    require_known(request.panel_id)
    permissions.IMPORT_EXPERTS.require(actor, target(request.panel_id))
    panel = store.panels.find(request.panel_id) or Panel(id=request.panel_id)
    lines = imported_lines((), request.file, _FORM, ExpertLine.of)
    experts, faults = appointable_lines(panel, lines)
    answer = panels_pb2.ImportExpertsResponse(lines=len(lines), imported=not (faults or request.dry_run))
    tell_faults(answer, faults)
    if request.seen is not None:
        experts = changed_appointments(panel.experts, experts, request.seen.account_ids)
    if not faults:
        panel.appoint(experts, at=at)
    answer.panel.CopyFrom(wire.panel_view(panel))
    if answer.imported:
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
    permissions.DECLARE_INTERESTS.require(actor)
    panel = store.panels.get(request.panel_id)
    panel.declare(actor.account_id, request.interests, at=at)
    answer = wire.own_line_view(panel, actor.account_id)
    store.panels.save(panel, answer=answer)
    return answer

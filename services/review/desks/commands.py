"""Appoint a division's reviewers, and keep what its published scheme says for review."""

from __future__ import annotations

from dasai.review.v1 import desks_pb2

from chassis.actor import Actor
from chassis.appointments import changed_appointments
from chassis.facts.roles import AccountFacts
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.permissions import Target
from chassis.permissions import review as permissions
from chassis.spreadsheets.columns import REVIEWERS
from chassis.spreadsheets.faults import tell_faults
from chassis.spreadsheets.imports import ListForm, imported_lines
from chassis.spreadsheets.reading import typed
from chassis.staff import record_account, staff_accounts
from chassis.text.codes import normalised_code

from . import requests, store, wire
from .checks import appointable, appointable_lines
from .model import Desk, Reviewer

_FORM = ListForm(columns=REVIEWERS, limit=500)


def record_scheme(request: requests.RecordScheme, actor: Actor, at: Instant) -> None:
    """Review by the division's published scheme (rule A5)."""
    desk = store.desks.find(request.division_code) or Desk(id=request.division_code)
    desk.record_scheme(request.terms)
    store.desks.save(desk)


@idempotent
def appoint_reviewers(request: requests.AppointReviewers, actor: Actor, at: Instant) -> desks_pb2.Desk:
    """Appoint the division's reviewers, as its host (rule D2)."""
    permissions.APPOINT_REVIEWERS.require(actor, Target(division=request.division_code))
    desk = store.desks.find(request.division_code) or Desk(id=request.division_code)
    named = appointable(desk, request.reviewers)
    if request.seen is not None:
        named = changed_appointments(desk.reviewers, named, request.seen.account_ids)
    desk.appoint(named, at=at)
    answer = wire.desk_view(desk)
    store.desks.save(desk, answer=answer)
    return answer


@idempotent
def import_reviewers(request: requests.ImportReviewers, actor: Actor, at: Instant) -> desks_pb2.ImportReviewersResponse:
    """Appoint the reviewers that a file lists, all of the division's, as its host; nobody if a line is wrong (rules D2, K3).

    A dry run answers the same and changes nothing.
    """
    permissions.IMPORT_REVIEWERS.require(actor, Target(division=request.division_code))
    desk = store.desks.find(request.division_code) or Desk(id=request.division_code)
    lines = imported_lines((), request.file, _FORM, _line)
    reviewers, faults = appointable_lines(desk, lines)
    answer = desks_pb2.ImportReviewersResponse(lines=len(lines), imported=not (faults or request.dry_run))
    tell_faults(answer, faults)
    if request.seen is not None:
        reviewers = changed_appointments(desk.reviewers, reviewers, request.seen.account_ids)
    if not faults:
        desk.appoint(reviewers, at=at)
    answer.desk.CopyFrom(wire.desk_view(desk))
    if answer.imported:
        store.desks.save(desk, answer=answer)
    return answer


def _line(number: int, cells: tuple[str, ...]) -> tuple[int, Reviewer]:
    account_id, uscc = cells
    return number, Reviewer(account_id=typed(account_id), organisation_uscc=normalised_code(uscc))


def follow_account(account: AccountFacts, actor: Actor, at: Instant) -> None:
    """Keep what is known of an account, and bring the desks in line at which it reviews (rule D2)."""
    record_account(account)
    for division_code in store.desks_of(account.account_id):
        follow_accounts(division_code, at)


def follow_accounts(division_code: str, at: Instant) -> None:
    """Bring a desk's reviewers in line with their accounts, if any has changed (rule D2).

    The desk is read before the accounts, and saved only as it was read: so whoever saves last has seen the newest accounts. An
    account may change while the desk that names it is being saved, and who hears of the change does not see it there yet: that
    is made good when the appointment is heard of.
    """
    with store.desks.once():
        desk = store.desks.get(division_code)
        accounts = staff_accounts(reviewer.account_id for reviewer in desk.reviewers)
        if desk.follow_accounts(accounts, at=at):
            store.desks.save(desk)

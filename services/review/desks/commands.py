"""Appoint a division's reviewers, and keep what its published scheme says for review."""

from __future__ import annotations

from dasai.review.v1 import desks_pb2

from chassis.actor import Actor, Role
from chassis.facts.roles import AccountFacts
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.staff import record_account, staff_accounts

from . import requests, store, wire
from .checks import appointable
from .model import Desk


def record_scheme(request: requests.RecordScheme, actor: Actor, at: Instant) -> None:
    """Review by the division's published scheme (rule A5)."""
    desk = store.desks.find(request.division_code) or Desk(id=request.division_code)
    desk.record_scheme(request.terms)
    store.desks.save(desk)


@idempotent
def appoint_reviewers(request: requests.AppointReviewers, actor: Actor, at: Instant) -> desks_pb2.Desk:
    """Appoint the division's reviewers, as its host (rule D2)."""
    actor.require(Role.HOST, division=request.division_code)
    desk = store.desks.find(request.division_code) or Desk(id=request.division_code)
    desk.appoint(appointable(desk, request.reviewers), at=at)
    answer = wire.desk_view(desk)
    store.desks.save(desk, answer=answer)
    return answer


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

"""The division's reviewers, and how cases come to them."""

from __future__ import annotations

from dasai.review.v1 import desks_pb2

from chassis.actor import Actor, Role
from chassis.kernel.clock import Instant

from .. import store, wire
from ..model import commands
from ..model.desk import Desk
from .cases import REVIEW_DAYS


def learn_scheme(cmd: commands.LearnScheme, actor: Actor, at: Instant) -> None:
    """Review by the division's published scheme (rule A5)."""
    desk = store.desks.find(cmd.division_code) or Desk(id=cmd.division_code)
    desk.learn_scheme(cmd.terms)
    store.desks.save(desk)


def appoint_reviewers(cmd: commands.AppointReviewers, actor: Actor, at: Instant) -> desks_pb2.Desk:
    """The host appoints the division's reviewers (rule D2)."""
    actor.require(Role.HOST, division=cmd.division_code)
    desk = store.desks.find(cmd.division_code) or Desk(id=cmd.division_code)
    desk.appoint(cmd.reviewers)
    answer = wire.desk_view(desk)
    store.desks.save(desk, answer=answer)
    return answer


def assign_waiting(actor: Actor, at: Instant) -> None:
    """Give waiting cases to reviewers, evenly (rule D2); one write of the desk for all that wait there.

    Asked every second: a desk without reviewers costs nothing however many cases wait, and of a case only its organisations
    are read.
    """
    for manned in store.desks.every():
        found = dict(store.waiting(manned.id)) if manned.reviewers else {}
        desk = store.desks.find(manned.id) if found else None
        if desk is None:
            continue
        given = desk.assign(found.items())
        if given:
            store.desks.save(desk)
        for case_id, reviewer_id in given.items():
            waits = store.cases.find(case_id)
            if waits is not None and waits.waiting_in:
                waits.assign(reviewer_id, days=REVIEW_DAYS, at=at)
                store.cases.save(waits)

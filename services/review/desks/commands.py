"""The division's reviewers, and how cases come to them."""

from __future__ import annotations

from dasai.review.v1 import desks_pb2

from chassis.actor import Actor, Role
from chassis.kernel.clock import Instant

from . import requests, store, wire
from .model import Desk


def learn_scheme(cmd: requests.LearnScheme, actor: Actor, at: Instant) -> None:
    """Review by the division's published scheme (rule A5)."""
    desk = store.desks.find(cmd.division_code) or Desk(id=cmd.division_code)
    desk.learn_scheme(cmd.terms)
    store.desks.save(desk)


def appoint_reviewers(cmd: requests.AppointReviewers, actor: Actor, at: Instant) -> desks_pb2.Desk:
    """The host appoints the division's reviewers (rule D2)."""
    actor.require(Role.HOST, division=cmd.division_code)
    desk = store.desks.find(cmd.division_code) or Desk(id=cmd.division_code)
    desk.appoint(cmd.reviewers)
    answer = wire.desk_view(desk)
    store.desks.save(desk, answer=answer)
    return answer

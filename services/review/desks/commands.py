"""Appoint a division's reviewers, and keep what its published scheme says for review."""

from __future__ import annotations

from dasai.review.v1 import desks_pb2

from chassis.actor import Actor, Role
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant

from . import requests, store, wire
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
    desk.appoint(request.reviewers, at=at)
    answer = wire.desk_view(desk)
    store.desks.save(desk, answer=answer)
    return answer

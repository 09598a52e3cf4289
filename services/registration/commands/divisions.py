"""A division: its application, its scheme, its clock (rules A2 to A5)."""

from __future__ import annotations

from datetime import UTC, datetime

from dasai.registration.v1 import service_pb2

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.kernel.clock import Instant

from .. import store, wire
from ..model import commands
from ..model.division import Division
from ..model.organisation import require_uscc
from ..wire import division_name


def _view(division: Division) -> service_pb2.Division:
    return wire.division_view(division, division_name(division.id))


def apply_for_division(cmd: commands.ApplyForDivision, actor: Actor, at: Instant) -> service_pb2.Division:
    """A host files its application and scheme, or files it again (rules A2, A3, A4, A5)."""
    actor.require(Role.HOST, division=cmd.division_code)
    division_name(cmd.division_code)
    until, topics = edition().timetable.applications_until.at, wire.catalogue(edition())
    for body in cmd.scheme.organising_bodies:
        require_uscc(body.uscc)
    division = store.divisions.find(cmd.division_code)
    if division is None:
        division = Division.apply(cmd.division_code, cmd.scheme, topics, until=until, at=at)
    else:
        division.apply_again(cmd.scheme, topics, until=until, at=at)
    answer = _view(division)
    store.divisions.save(division, answer=answer)
    return answer


def return_division(cmd: commands.ReturnDivision, actor: Actor, at: Instant) -> service_pb2.Division:
    """The secretariat returns an application (rule A4)."""
    actor.require(Role.SECRETARIAT)
    division = store.divisions.get(cmd.division_code)
    division.send_back(cmd.reasons, at=at)
    answer = _view(division)
    store.divisions.save(division, answer=answer)
    return answer


def approve_division(code: str, actor: Actor, at: Instant) -> service_pb2.Division:
    """The secretariat approves an application (rule A4)."""
    actor.require(Role.SECRETARIAT)
    division = store.divisions.get(code)
    division.approve(at=at)
    answer = _view(division)
    store.divisions.save(division, answer=answer)
    return answer


def publish_scheme(code: str, actor: Actor, at: Instant) -> service_pb2.Division:
    """The host publishes the approved scheme (rule A5)."""
    actor.require(Role.HOST, division=code)
    division = store.divisions.get(code)
    division.publish(at=at)
    answer = _view(division)
    store.divisions.save(division, answer=answer)
    return answer


def run_clock(actor: Actor, at: Instant) -> None:
    """Open and close divisions that are due (rule A4)."""
    due = {"state.due_at": {"$gte": datetime(1970, 1, 1, tzinfo=UTC), "$lte": at}}
    for seen in store.divisions.every(due):
        division = store.divisions.find(seen.id)
        if division is not None and division.run_clock(at):
            store.divisions.save(division)

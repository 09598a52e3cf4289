"""Apply for a division, decide on and publish its scheme versions, open and close it in time (rules A2 to A5)."""

from __future__ import annotations

from datetime import UTC, datetime

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import divisions_pb2

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.edition.published import require_no_identity_numbers
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse
from chassis.mapping import to_message
from chassis.permissions import Form, Target
from chassis.permissions import registration as permissions
from chassis.permissions.model import Allowance
from chassis.staff import require_no_own

from . import requests, rules, settings, store, wire
from .model.division import Division
from .settings import division_name


@idempotent
def apply_for_division(request: requests.ApplyForDivision, actor: Actor, at: Instant) -> divisions_pb2.Division:
    """File the application of a division with its scheme, or file it again, as its host (rules A2 to A5)."""
    allowance = permissions.APPLY_FOR_DIVISION.require(actor, Target(division=request.division_code))
    division_name(request.division_code)
    until, catalogue = edition().timetable.applications_until.at, settings.catalogue(edition())
    division = store.divisions.find(request.division_code)
    if division is not None and request.seen is not None:
        division.require_filings(request.seen.version)
    if division is None:
        division = Division.apply(
            request.division_code, request.scheme, catalogue, by=actor.account_id, until=until, at=at
        )
    else:
        division.apply_again(request.scheme, catalogue, by=actor.account_id, until=until, at=at)
    _keep_scheme(division)
    return _save(division, allowance)


@idempotent
def file_scheme_version(request: requests.FileSchemeVersion, actor: Actor, at: Instant) -> divisions_pb2.Division:
    """File a new version of the published scheme, as the division's host (rule A5)."""
    allowance = permissions.FILE_SCHEME_VERSION.require(actor, Target(division=request.division_code))
    division = store.divisions.get(request.division_code)
    if request.seen is not None:
        division.require_filings(request.seen.version)
    division.file_version(request.scheme, settings.catalogue(edition()), request.reason, by=actor.account_id, at=at)
    _keep_scheme(division)
    return _save(division, allowance)


@idempotent
def return_division(request: requests.ReturnDivision, actor: Actor, at: Instant) -> divisions_pb2.Division:
    """Return the last filing to its host, with reasons (rules A4, A5)."""
    division = store.divisions.get(request.division_code)
    allowance = permissions.RETURN_DIVISION.require(actor, _filing(division))
    require_no_own(actor.account_id, rules.A4_OWN_ORGANISATION, division.filed_organisers)
    require_no_identity_numbers(**{f"reasons.{place}": reason for place, reason in enumerate(request.reasons)})
    division.send_back(request.reasons, by=actor.account_id, at=at, version=request.scheme_version)
    return _save(division, allowance)


@idempotent
def approve_division(request: requests.ApproveDivision, actor: Actor, at: Instant) -> divisions_pb2.Division:
    """Approve the last filing (rules A4, A5)."""
    division = store.divisions.get(request.division_code)
    allowance = permissions.APPROVE_DIVISION.require(actor, _filing(division))
    require_no_own(actor.account_id, rules.A4_OWN_ORGANISATION, division.filed_organisers)
    catalogue = settings.catalogue(edition())
    division.require_offered(catalogue)
    division.approve(catalogue, by=actor.account_id, at=at, version=request.scheme_version)
    return _save(division, allowance)


@idempotent
def publish_scheme(code: str, actor: Actor, at: Instant) -> divisions_pb2.Division:
    """Publish the approved scheme or the approved new version of it, as the division's host (rule A5)."""
    allowance = permissions.PUBLISH_SCHEME.require(actor, Target(division=code))
    division = store.divisions.get(code)
    catalogue = settings.catalogue(edition())
    division.require_offered(catalogue)
    division.publish(catalogue, by=actor.account_id, at=at)
    return _save(division, allowance)


def run_clock(actor: Actor, at: Instant) -> None:
    """Open and close the divisions that are due (rule A4)."""
    due = {"state.due_at": {"$gte": datetime(1970, 1, 1, tzinfo=UTC), "$lte": at}}
    for due_division in store.divisions.every(due):
        division = store.divisions.find(due_division.id)
        if division is not None and division.run_clock(at):
            store.divisions.save(division)


def open_if_due(code: str, at: Instant) -> Division:
    """Return the division for a team that registers at this instant, opened if that is due; refuse if nobody applied for it.

    The first team to register opens the division if the timer has not done so yet. A new version of the scheme is published by a
    write to the same document: either it comes first and is read here, or it finds the division open and may remove nothing.
    """
    division = store.division_held(code)
    if division is None:
        refuse(rules.A4_NOT_APPLIED)
    if division.is_due(at):
        division = store.divisions.look(code)
        if division.run_clock(at):
            store.divisions.save(division)
    return division


def record_scoring(request: requests.RecordScoring, actor: Actor, at: Instant) -> None:
    """Fix how a division's projects are judged, because experts were assigned; nothing is to do for the final (rule A5)."""
    division = store.divisions.find(request.division_code) if request.division_code else None
    if division is not None and division.begin_scoring(at):
        store.divisions.save(division)


def _filing(division: Division) -> Target:
    """Return what permissions depend on in a division's last filing: once its scheme is published, that is a new version (A5)."""
    form = Form.APPLICATION if division.published_at is None else Form.NEW_VERSION
    return Target(division=division.id, form=form)


def _keep_scheme(division: Division) -> None:
    # the content is stored first, so that no filing names a scheme that is not there
    scheme = division.revision.scheme if division.revision is not None else division.scheme
    content = to_message(scheme, contest_pb2.Scheme).SerializeToString(deterministic=True)
    store.keep_scheme(division.latest.digest, content)


def _save(division: Division, allowance: Allowance) -> divisions_pb2.Division:
    answer = wire.division_view(division, division_name(division.id), allowance.audience)
    store.divisions.save(division, answer=answer)
    return answer

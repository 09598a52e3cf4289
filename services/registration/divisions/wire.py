"""Divisions in the contracts."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import divisions_pb2, events_pb2
from dasai.scoring.v1 import events_pb2 as scoring

from chassis.kernel.clock import Instant
from chassis.mapping import messages, to_message

from . import events, requests
from .model.division import PUBLIC, Division
from .model.filing import FilingState

EVENTS: dict[type, Any] = {
    events.DivisionApplied: events_pb2.DivisionApplied,
    events.DivisionReturned: events_pb2.DivisionReturned,
    events.DivisionApproved: events_pb2.DivisionApproved,
    events.SchemePublished: events_pb2.SchemePublished,
    events.SchemeVersionFiled: events_pb2.SchemeVersionFiled,
    events.SchemeVersionReturned: events_pb2.SchemeVersionReturned,
    events.SchemeVersionApproved: events_pb2.SchemeVersionApproved,
    events.RegistrationOpened: events_pb2.RegistrationOpened,
    events.RegistrationClosed: events_pb2.RegistrationClosed,
}


def division_view(division: Division, name: str, *, inside: bool) -> divisions_pb2.Division:
    """A division; `inside` shows what its host, the secretariat and the committee may see before its time (rule K1)."""
    published = division.state in PUBLIC
    view = divisions_pb2.Division(
        code=division.id,
        name=name,
        state=f"DIVISION_STATE_{division.state.upper()}",
        scheme_version=division.scheme_version,
        scheme=to_message(division.scheme, contest_pb2.Scheme) if inside or published else None,
        return_reasons=division.return_reasons if inside else (),
        applied_at=division.applied_at,
        published_at=division.published_at,
        versions=version_views(division, inside=inside),
    )
    if inside and division.revision is not None:
        view.revision.CopyFrom(view.versions[-1])
        view.revision.scheme.CopyFrom(to_message(division.revision.scheme, contest_pb2.Scheme))
    return view


def version_views(division: Division, *, inside: bool) -> list[divisions_pb2.SchemeVersion]:
    """Versions as filed, first to last; to the public those published only, and nobody's account."""
    shown = [one for one in division.filings if inside or one.state is FilingState.PUBLISHED]
    following: dict[int, Instant] = {}
    published = [one for one in shown if one.published_at is not None]
    for before, after in pairwise(published):
        if after.published_at is not None:
            following[before.version] = after.published_at
    views = []
    for one in shown:
        view = divisions_pb2.SchemeVersion(
            division_code=division.id,
            version=one.version,
            state=f"FILING_STATE_{one.state.upper()}",
            digest=one.digest,
            reason=one.reason,
            filed_at=one.filed_at,
            decided_at=one.decided_at,
            published_at=one.published_at,
            superseded_at=following.get(one.version),
            edition_version=one.edition_version,
        )
        if inside:
            view.filed_by, view.decided_by, view.published_by = one.filed_by, one.decided_by, one.published_by
            view.return_reasons.extend(one.return_reasons)
            view.hints.extend(messages(one.hints, divisions_pb2.FilingHint))
        views.append(view)
    return views


def record_scoring(event: scoring.ExpertsAssigned) -> requests.RecordScoring:
    """That experts were assigned; in the final it concerns no division."""
    return requests.RecordScoring(division_code=event.division_code)

"""Translate contracts to requests of a division, and divisions with their scheme versions to contracts."""

from __future__ import annotations

from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import divisions_pb2, events_pb2

from chassis.mapping import messages, to_message
from chassis.permissions import Audience, show

from . import events
from .model.division import PUBLIC, Division

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


def division_view(division: Division, name: str, audience: Audience) -> divisions_pb2.Division:
    """Return a division; the public sees its scheme only once it is published, and no revision (rule K1)."""
    inside = audience is not Audience.PUBLIC
    published = division.state in PUBLIC
    view = divisions_pb2.Division(
        code=division.id,
        name=name,
        state=f"DIVISION_STATE_{division.state.upper()}",
        scheme_version=division.scheme_version,
        scheme=to_message(division.scheme, contest_pb2.Scheme) if inside or published else None,
        return_reasons=division.return_reasons,
        applied_at=division.applied_at,
        published_at=division.published_at,
        versions=version_views(division, audience),
    )
    if inside and division.revision is not None:
        view.revision.CopyFrom(view.versions[-1])
        view.revision.scheme.CopyFrom(to_message(division.revision.scheme, contest_pb2.Scheme))
    return show(view, audience)


def division_summary(division: Division, name: str, audience: Audience) -> divisions_pb2.DivisionSummary:
    """Return what lists show of a division; the public sees dates and tracks once its scheme is published (rule K1)."""
    inside = audience is not Audience.PUBLIC
    scheme = division.scheme if inside or division.state in PUBLIC else None
    summary = divisions_pb2.DivisionSummary(
        code=division.id,
        name=name,
        state=f"DIVISION_STATE_{division.state.upper()}",
        tracks=[choice.track for choice in scheme.tracks] if scheme else [],
        registration_opens=scheme.registration_opens if scheme else None,
        registration_closes=scheme.registration_closes if scheme else None,
        submission_closes=scheme.submission_closes if scheme else None,
        latest=version_views(division, audience)[-1] if inside else None,
    )
    return show(summary, audience)


def version_views(division: Division, audience: Audience) -> list[divisions_pb2.SchemeVersion]:
    """Return the versions, first to last; to the public those that are published."""
    views = []
    for filing in division.published_filings if audience is Audience.PUBLIC else division.filings:
        view = divisions_pb2.SchemeVersion(
            division_code=division.id,
            version=filing.version,
            state=f"FILING_STATE_{filing.state.upper()}",
            digest=filing.digest,
            reason=filing.reason,
            filed_at=filing.filed_at,
            decided_at=filing.decided_at,
            published_at=filing.published_at,
            superseded_at=division.superseded_at(filing.version),
            edition_version=filing.edition_version,
            filed_by=filing.filed_by,
            decided_by=filing.decided_by,
            published_by=filing.published_by,
            return_reasons=filing.return_reasons,
            hints=messages(filing.hints, divisions_pb2.FilingHint),
        )
        views.append(show(view, audience))
    return views

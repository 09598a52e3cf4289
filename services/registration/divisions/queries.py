"""Read divisions and their scheme versions, as far as the caller may see them (rules A4, A5, K1)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.registration.v1 import divisions_pb2

from chassis import mapping
from chassis.actor import Actor
from chassis.kernel.refusal import refuse
from chassis.permissions import Target
from chassis.permissions import registration as permissions
from chassis.personal_data import Record
from chassis.refusals import NOT_FOUND

from . import store, wire
from .model.division import Division
from .settings import division_name

_BY = tuple(f"state.filings.{step}_by" for step in ("filed", "decided", "published"))


def get_division(code: str, actor: Actor) -> divisions_pb2.Division:
    """Return a division; before publication only its host, the secretariat and the committee see its scheme."""
    division_name(code)
    return _division(store.divisions.look(code), actor)


def list_divisions(request: divisions_pb2.ListDivisionsRequest, actor: Actor) -> divisions_pb2.ListDivisionsResponse:
    """Return a page of the divisions that have applied, in short if that is asked for."""
    divisions, token = store.divisions.page({}, request.page.page_token, request.page.page_size)
    page = mapping.page_response(token)
    if request.brief:
        summaries = [_summary(division, actor) for division in divisions]
        return divisions_pb2.ListDivisionsResponse(summaries=summaries, page=page)
    return divisions_pb2.ListDivisionsResponse(divisions=[_division(each, actor) for each in divisions], page=page)


def list_scheme_versions(code: str, actor: Actor) -> divisions_pb2.ListSchemeVersionsResponse:
    """Return the published versions of a scheme to anyone; every filed one to those inside (rules A5, K1)."""
    division_name(code)
    division = store.divisions.look(code)
    return divisions_pb2.ListSchemeVersionsResponse(
        versions=wire.version_views(
            division, permissions.LIST_SCHEME_VERSIONS.require(actor, Target(division=division.id)).audience
        )
    )


def get_scheme_version(request: divisions_pb2.GetSchemeVersionRequest, actor: Actor) -> divisions_pb2.SchemeVersion:
    """Return a version with its scheme; to the public an unpublished version does not exist (rules A5, K1)."""
    division_name(request.division_code)
    division = store.divisions.look(request.division_code)
    allowance = permissions.GET_SCHEME_VERSION.require(actor, Target(division=division.id))
    views = wire.version_views(division, allowance.audience)
    view = next((view for view in views if view.version == request.version), None)
    content = store.scheme_content(view.digest) if view is not None else None
    if view is None or content is None:
        refuse(NOT_FOUND, what="scheme version")
    view.scheme.ParseFromString(content)
    return view


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the versions of schemes that the caller filed, decided on or published (rules A5, K4)."""
    divisions = {
        division.id: division for field in _BY for division in store.divisions.every({field: actor.account_id})
    }
    for code in sorted(divisions):
        for filing in divisions[code].filings:
            steps = (
                ("filed", filing.filed_by, filing.filed_at),
                ("decided", filing.decided_by, filing.decided_at),
                ("published", filing.published_by, filing.published_at),
            )
            for step, by, at in steps:
                if by == actor.account_id:
                    values = {"division": code, "version": str(filing.version), "step": step}
                    yield Record(kind="scheme_step", at=at, values=values)


def _summary(division: Division, actor: Actor) -> divisions_pb2.DivisionSummary:
    allowance = permissions.GET_DIVISION.require(actor, Target(division=division.id))
    return wire.division_summary(division, division_name(division.id), allowance.audience)


def _division(division: Division, actor: Actor) -> divisions_pb2.Division:
    allowance = permissions.GET_DIVISION.require(actor, Target(division=division.id))
    return wire.division_view(division, division_name(division.id), allowance.audience)

"""Read divisions and their scheme versions, as far as the caller may see them (rules A4, A5, K1)."""

from __future__ import annotations

from dasai.registration.v1 import divisions_pb2

from chassis import mapping
from chassis.actor import Actor, Role
from chassis.kernel.refusal import refuse
from chassis.refusals import NOT_FOUND

from . import store, wire
from .model.division import Division
from .settings import division_name


def get_division(code: str, actor: Actor) -> divisions_pb2.Division:
    """Return a division; before publication only its host, the secretariat and the committee see its scheme."""
    division_name(code)
    return _division(store.divisions.look(code), actor)


def list_divisions(request: divisions_pb2.ListDivisionsRequest, actor: Actor) -> divisions_pb2.ListDivisionsResponse:
    """Return a page of the divisions that have applied."""
    divisions, token = store.divisions.page({}, request.page.page_token, request.page.page_size)
    return divisions_pb2.ListDivisionsResponse(
        divisions=[_division(division, actor) for division in divisions], page=mapping.page_response(token)
    )


def list_scheme_versions(code: str, actor: Actor) -> divisions_pb2.ListSchemeVersionsResponse:
    """Return the published versions of a scheme to anyone; every filed one to those inside (rules A5, K1)."""
    division_name(code)
    division = store.divisions.look(code)
    return divisions_pb2.ListSchemeVersionsResponse(
        versions=wire.version_views(division, inside=_inside(division, actor))
    )


def get_scheme_version(request: divisions_pb2.GetSchemeVersionRequest, actor: Actor) -> divisions_pb2.SchemeVersion:
    """Return a version with its scheme; to the public an unpublished version does not exist (rules A5, K1)."""
    division_name(request.division_code)
    division = store.divisions.look(request.division_code)
    views = wire.version_views(division, inside=_inside(division, actor))
    view = next((view for view in views if view.version == request.version), None)
    content = store.scheme_content(view.digest) if view is not None else None
    if view is None or content is None:
        refuse(NOT_FOUND, what="scheme version")
    view.scheme.ParseFromString(content)
    return view


def _division(division: Division, actor: Actor) -> divisions_pb2.Division:
    return wire.division_view(division, division_name(division.id), inside=_inside(division, actor))


def _inside(division: Division, actor: Actor) -> bool:
    nation = actor.has(Role.SECRETARIAT) or actor.has(Role.COMMITTEE)
    return nation or actor.has(Role.HOST, division.id)

"""Show hits and finalists to those who may see them (rule K1)."""

from __future__ import annotations

from dasai.review.v1 import national_check_pb2

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.mapping import asked, enum_value, list_response
from chassis.mongo.lists import Part
from chassis.permissions import review as permissions

from ..cases import store as cases_store
from . import checks, settings, store, wire
from .model.passages import shared_files, shared_passages


def list_hits(request: national_check_pb2.ListHitsRequest, actor: Actor) -> national_check_pb2.ListHitsResponse:
    """Return a page of the national check's hits, for the secretariat and the committee."""
    permissions.LIST_HITS.require(actor)
    values = {"state": enum_value(request.state, national_check_pb2.HitState.DESCRIPTOR)} if request.state else {}
    page = store.hits.listed([Part(store.BY_IDENTIFIER, values)], asked(request.page))
    return national_check_pb2.ListHitsResponse(
        hits=[wire.hit_view(hit) for hit in page.aggregates], page=list_response(page)
    )


def get_hit(hit_id: str, actor: Actor) -> national_check_pb2.HitDetails:
    """Return a hit with the passages and files that both projects have in common, for the secretariat and the committee."""
    permissions.GET_HIT.require(actor)
    hit = store.hits.look(hit_id)
    first, second = (cases_store.cases.look(team.team_id) for team in hit.teams)
    kinds = settings.kinds_about_projects(edition())
    return wire.hit_details(
        hit,
        shared_passages(first.declaration, second.declaration),
        shared_files(first.evidence, second.evidence, kinds),
    )


def get_national_check(actor: Actor) -> national_check_pb2.CheckProgress:
    """Return how far the check is, for the secretariat and the committee."""
    permissions.GET_NATIONAL_CHECK.require(actor)
    return checks.progress()


def get_finalists(actor: Actor) -> national_check_pb2.FinalistList:
    """Return the finalist list, for the secretariat and the committee; the public reads its notice."""
    permissions.GET_FINALISTS.require(actor)
    return wire.finalist_list_view(store.finalist_lists.look(store.finalist_list_id(edition().id)))

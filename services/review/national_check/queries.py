"""Show hits and finalists to those who may see them (rule K1)."""

from __future__ import annotations

from dasai.review.v1 import national_check_pb2

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.mapping import asked, enum_value, list_response
from chassis.mongo.lists import Part
from chassis.permissions import review as permissions

from . import checks, store, wire


def list_hits(request: national_check_pb2.ListHitsRequest, actor: Actor) -> national_check_pb2.ListHitsResponse:
    """Return a page of the national check's hits, for the secretariat and the committee."""
    permissions.LIST_HITS.require(actor)
    values = {"state": enum_value(request.state, national_check_pb2.HitState.DESCRIPTOR)} if request.state else {}
    page = store.hits.listed([Part(store.BY_IDENTIFIER, values)], asked(request.page))
    return national_check_pb2.ListHitsResponse(
        hits=[wire.hit_view(hit) for hit in page.aggregates], page=list_response(page)
    )


def get_national_check(actor: Actor) -> national_check_pb2.CheckProgress:
    """Return how far the check is, for the secretariat and the committee."""
    permissions.GET_NATIONAL_CHECK.require(actor)
    return checks.progress()


def get_finalists(actor: Actor) -> national_check_pb2.FinalistList:
    """Return the finalist list, for the secretariat and the committee; the public reads its notice."""
    permissions.GET_FINALISTS.require(actor)
    return wire.finalist_list_view(store.finalist_lists.look(store.finalist_list_id(edition().id)))

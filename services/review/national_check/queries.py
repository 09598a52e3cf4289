"""Show hits and finalists to those who may see them (rule K1)."""

from __future__ import annotations

from dasai.common.v1 import page_pb2
from dasai.review.v1 import national_check_pb2

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.mapping import enum_value

from . import checks, store, wire


def list_hits(request: national_check_pb2.ListHitsRequest, actor: Actor) -> national_check_pb2.ListHitsResponse:
    """Return a page of the national check's hits, for the secretariat and the committee."""
    actor.require(Role.SECRETARIAT, Role.COMMITTEE)
    filters: dict[str, str] = {}
    if request.state:
        filters["state.state"] = enum_value(request.state, national_check_pb2.HitState.DESCRIPTOR)
    hits, next_page = store.hits.page(filters, request.page.page_token, request.page.page_size)
    return national_check_pb2.ListHitsResponse(
        hits=[wire.hit_view(hit) for hit in hits], page=page_pb2.PageResponse(next_page_token=next_page)
    )


def get_national_check(actor: Actor) -> national_check_pb2.CheckProgress:
    """Return how far the check is, for the secretariat and the committee."""
    actor.require(Role.SECRETARIAT, Role.COMMITTEE)
    return checks.progress()


def get_finalists(actor: Actor) -> national_check_pb2.FinalistList:
    """Return the finalist list, for the secretariat and the committee; the public reads its notice."""
    actor.require(Role.SECRETARIAT, Role.COMMITTEE)
    return wire.finalist_list_view(store.finalist_lists.look(store.finalist_list_id(edition().id)))

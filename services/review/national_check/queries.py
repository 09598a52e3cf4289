"""What review shows, and to whom (rule K1)."""

from __future__ import annotations

from typing import Any

from dasai.common.v1 import page_pb2
from dasai.review.v1 import national_check_pb2

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.mapping import enum_value

from . import store, wire


def list_hits(request: national_check_pb2.ListHitsRequest, actor: Actor) -> national_check_pb2.ListHitsResponse:
    """The national check's hits, for the secretariat and the committee."""
    actor.require(Role.SECRETARIAT, Role.COMMITTEE)
    filters: dict[str, Any] = {}
    if request.state:
        filters["state.state"] = enum_value(request.state, national_check_pb2.HitState.DESCRIPTOR)
    found, token = store.hits.page(filters, request.page.page_token, request.page.page_size)
    return national_check_pb2.ListHitsResponse(
        hits=[wire.hit_view(one) for one in found], page=page_pb2.PageResponse(next_page_token=token)
    )


def get_finalists(actor: Actor) -> national_check_pb2.FinalistList:
    """The finalist list, for the secretariat and the committee; the public reads its notice."""
    actor.require(Role.SECRETARIAT, Role.COMMITTEE)
    return wire.finalists_view(store.finalists.look(f"finalists-{edition().id}"))

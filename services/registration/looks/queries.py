"""Show looks to those whose data was seen (rule K4)."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.common.v1 import page_pb2
from dasai.registration.v1 import looks_pb2

from chassis.kernel.refusal import FieldFault, refuse
from chassis.mongo.store import DEFAULT_PAGE, MAX_PAGE
from chassis.refusals import FIELDS_INVALID

from . import wire
from .model import Look


def page_of(looks: Sequence[Look], page: page_pb2.PageRequest) -> looks_pb2.ListLooksResponse:
    """Return a page of these looks; a token is the count of those before it."""
    token, size = page.page_token or "0", min(page.page_size or DEFAULT_PAGE, MAX_PAGE)
    if not (token.isascii() and token.isdigit() and len(token) < 10):
        refuse(
            FIELDS_INVALID,
            faults=[FieldFault("page_token", "请使用上一页给出的分页标记。", "Use the previous page's token.")],
        )
    first = int(token)
    after = first + size
    return wire.list_view(looks[first:after], str(after) if len(looks) > after else "")

"""Documents and indexes of notices."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from chassis.kernel.clock import Instant
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.lists import Order, moment
from chassis.mongo.store import PublicRepository

from . import wire
from .model.notice import Notice

# a range with two ends costs the same however many notices there are
ANCIENT = datetime(1970, 1, 1, tzinfo=UTC)


NEWEST: Order[Notice] = Order(
    "newest",
    key=lambda notice: moment(notice.opens_at),
    filters={"kind": lambda notice: notice.kind.value},
    paths=((), ("kind",)),
    newest_first=True,
)


class NoticeDocument(AggregateDocument):
    """By an identifier derived from what it announces, so that nothing is announced twice."""

    meta: Any = {
        "collection": "notices",
        "indexes": [
            {"fields": ["state.next_due"], "name": "due", "sparse": True},
            {"fields": ["state.opens_at"], "name": "opens"},
            {"fields": ["state.entries.division_code"], "name": "division", "sparse": True},
        ],
    }


DOCUMENTS = (NoticeDocument,)

LISTS = (
    ListDeclaration(
        operation="ListNotices",
        document=NoticeDocument,
        orders=(NEWEST,),
        words="`division_code`：按索引 `division` 取出后排序；一个分赛的公告以其名单及其更正为限 · a division's notices are "
        "read by the "
        "index `division` and sorted: they are as many as its lists and their corrections",
    ),
    ListDeclaration(
        operation="ListPublishedFinalists",
        document=NoticeDocument,
        order="公示，最新的在前；同一公示内按名单顺序 notice, the newest first, and in each its order",
        words="一次读取已开始公示的各入围名单：入围项目以各分赛和其他赛事的推荐名额为限，`text`、`track` 逐条筛选 · the "
        "finalists' notices that have opened are read at once, for finalists are bounded by what divisions and other contests "
        "may recommend; `text` and `track` filter what was read",
    ),
)

notices = PublicRepository(NoticeDocument, Notice, wire.EVENTS, orders=(NEWEST,))


def public_versions(notice: Notice, at: Instant) -> list[Notice]:
    """Return the notices of all versions of a list, this one among them, that are open to the public by then (F6, K1)."""
    versions = notices.every({"state.kind": notice.kind.value, "state.subject_id": notice.subject_id})
    return [version for version in versions if version.is_public(at)]


def due_notices(at: Instant) -> list[Notice]:
    """Return the notices that the clock is to open or close."""
    return list(notices.every({"state.next_due": {"$gte": ANCIENT, "$lte": at}}))

"""Store looks, and find those at a team or an activity."""

from __future__ import annotations

from typing import Any

from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import Look


class LookDocument(AggregateDocument):
    """A look; it is only ever added."""

    meta: Any = {
        "collection": "looks",
        "indexes": [
            {"fields": ["state.subject_id"], "name": "subject"},
            {"fields": ["state.account_id"], "name": "account"},
        ],
    }


DOCUMENTS = (LookDocument,)

LISTS = tuple(
    ListDeclaration(
        operation=operation, document=LookDocument, order="时间 time", indexes=("subject",), bounded=bounded
    )
    for operation, bounded in (
        (
            "ListTeamLooks",
            "一个团队的：工作人员每次查看一项，逐一由人查看 · those at one team, each by a person who opened it",
        ),
        (
            "ListActivityLooks",
            "一场活动的：主办方每次导出一项 · those at one activity, one for each export by its host",
        ),
    )
)

looks = Repository(LookDocument, Look, wire.EVENTS)


def looks_at(subject_id: str) -> list[Look]:
    """Return the looks at the people of a team or of an activity, first to last."""
    return sorted(looks.every({"state.subject_id": subject_id}), key=lambda look: (look.at, look.id))


def looks_by(account_id: str) -> list[Look]:
    """Return the looks of an account, first to last."""
    return sorted(looks.every({"state.account_id": account_id}), key=lambda look: (look.at, look.id))

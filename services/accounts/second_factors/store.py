"""Documents and indexes of second factors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.kernel.clock import Instant
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import SecondFactor

_FAR = timedelta(days=1)
# a range has two ends: the embedded server is slow with one
_LATEST = datetime(9999, 12, 31, tzinfo=UTC)


class SecondFactorDocument(AggregateDocument):
    """By the account's identifier."""

    meta: Any = {
        "collection": "second_factors",
        "indexes": [
            {"fields": ["state.reset.expires_at"], "name": "reset", "sparse": True},
            {"fields": ["state.set_up_at"], "name": "set_up_at", "sparse": True},
        ],
    }


DOCUMENTS = (SecondFactorDocument,)

LISTS = (
    ListDeclaration(
        operation="ListResetRequests",
        document=SecondFactorDocument,
        order="最新在前 newest first",
        indexes=("reset",),
        bounded="仅未到期的申请，每个账号至多一项，72小时内到期 · only open requests, one of an account at most, each of "
        "which expires within 72 hours",
    ),
)

second_factors = Repository(SecondFactorDocument, SecondFactor, wire.EVENTS)


def open_resets(now: Instant) -> list[SecondFactor]:
    """Return the second factors with a request to reset them that waits for a decision, the newest request first."""
    unexpired = second_factors.every({"state.reset.expires_at": {"$gt": now, "$lt": _LATEST}})
    waiting = [(factor.reset.requested_at, factor.id, factor) for factor in unexpired if factor.reset is not None]
    newest_first = sorted(waiting, key=lambda entry: entry[:2], reverse=True)
    return [factor for _, _, factor in newest_first if factor.has_open_reset(now)]


def set_up_since(since: Instant) -> list[str]:
    """Return the accounts whose factor was set up since a real time: their other sessions owe a code from then on."""
    between = {"state.set_up_at": {"$gte": since, "$lt": since + _FAR}}
    return [document["_id"] for document in SecondFactorDocument.collection().find(between, {"_id": 1})]

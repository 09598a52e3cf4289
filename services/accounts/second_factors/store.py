"""Documents and indexes of second factors."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import SecondFactor


class SecondFactorDocument(AggregateDocument):
    """By the account's identifier."""

    meta: Any = {
        "collection": "second_factors",
        "indexes": [{"fields": ["state.reset.expires_at"], "name": "reset", "sparse": True}],
    }


DOCUMENTS = (SecondFactorDocument,)

second_factors = Repository(SecondFactorDocument, SecondFactor, wire.EVENTS)

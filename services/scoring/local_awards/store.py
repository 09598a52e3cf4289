"""Documents of local awards."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import PublicRepository

from . import wire
from .model import LocalAwards


class LocalAwardsDocument(AggregateDocument):
    """By division code."""

    meta: Any = {"collection": "local_awards"}


DOCUMENTS = (LocalAwardsDocument,)

local_awards = PublicRepository(LocalAwardsDocument, LocalAwards, wire.EVENTS)

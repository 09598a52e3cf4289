"""Documents of panels."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import PublicRepository

from . import wire
from .model import Panel


class PanelDocument(AggregateDocument):
    """`division-<code>` and `final`."""

    meta: Any = {"collection": "panels"}


DOCUMENTS = (PanelDocument,)

panels = PublicRepository(PanelDocument, Panel, wire.EVENTS)


def panels_of(account_id: str) -> list[str]:
    """Return the identifiers of the panels on which an account is; there are few panels, and no index."""
    named = PanelDocument.collection().find({"state.experts.account_id": account_id}, {"_id": 1})
    return sorted(document["_id"] for document in named)

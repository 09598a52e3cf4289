"""Documents of panels."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import Panel


class PanelDocument(AggregateDocument):
    """`division-<code>` and `final`."""

    meta: Any = {"collection": "panels"}


DOCUMENTS = (PanelDocument,)

panels = Repository(PanelDocument, Panel, wire.EVENTS)

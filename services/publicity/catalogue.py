"""List what publicity publishes and stores, one line for each subject."""

from __future__ import annotations

from google.protobuf.message import Message
from mongoengine import Document

from .awards import store as awards_store
from .awards import wire as awards_wire
from .notices import store as notices_store
from .notices import wire as notices_wire
from .reports import store as reports_store
from .reports import wire as reports_wire

EVENTS: dict[type, type[Message]] = {
    **notices_wire.EVENTS,
    **reports_wire.EVENTS,
    **awards_wire.EVENTS,
}

DOCUMENTS: tuple[type[Document], ...] = (
    *notices_store.DOCUMENTS,
    *reports_store.DOCUMENTS,
    *awards_store.DOCUMENTS,
)

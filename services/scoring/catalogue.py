"""List what scoring publishes and stores, one line for each subject."""

from __future__ import annotations

from google.protobuf.message import Message
from mongoengine import Document

from chassis import staff
from chassis.mongo import held
from chassis.mongo.declared import ListDeclaration

from .local_awards import store as local_awards_store
from .local_awards import wire as local_awards_wire
from .panels import store as panels_store
from .panels import wire as panels_wire
from .rankings import store as rankings_store
from .rankings import wire as rankings_wire
from .rounds import store as rounds_store
from .rounds import wire as rounds_wire
from .sheets import store as sheets_store
from .sheets import wire as sheets_wire

EVENTS: dict[type, type[Message]] = {
    **panels_wire.EVENTS,
    **rounds_wire.EVENTS,
    **sheets_wire.EVENTS,
    **rankings_wire.EVENTS,
    **local_awards_wire.EVENTS,
}

DOCUMENTS: tuple[type[Document], ...] = (
    *held.DOCUMENTS,
    *staff.DOCUMENTS,
    *panels_store.DOCUMENTS,
    *rounds_store.DOCUMENTS,
    *sheets_store.DOCUMENTS,
    *rankings_store.DOCUMENTS,
    *local_awards_store.DOCUMENTS,
)

# each list that scoring answers with, page by page (docs/lists.md)
LISTS: tuple[ListDeclaration, ...] = (
    *rounds_store.LISTS,
    *sheets_store.LISTS,
    *rankings_store.LISTS,
)

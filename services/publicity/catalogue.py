"""List what publicity publishes and stores, one line for each subject."""

from __future__ import annotations

from google.protobuf.message import Message
from mongoengine import Document

from chassis import staff
from chassis.mongo import held
from chassis.mongo.declared import ListDeclaration

from .awards import store as awards_store
from .awards import wire as awards_wire
from .directory import store as directory_store
from .evidence import store as evidence_store
from .evidence import wire as evidence_wire
from .logo_authorisations import store as logo_authorisations_store
from .logo_authorisations import wire as logo_authorisations_wire
from .notices import store as notices_store
from .notices import wire as notices_wire
from .objections import store as objections_store
from .objections import wire as objections_wire
from .reports import store as reports_store
from .reports import wire as reports_wire

EVENTS: dict[type, type[Message]] = {
    **notices_wire.EVENTS,
    **objections_wire.EVENTS,
    **evidence_wire.EVENTS,
    **reports_wire.EVENTS,
    **awards_wire.EVENTS,
    **logo_authorisations_wire.EVENTS,
}

DOCUMENTS: tuple[type[Document], ...] = (
    *held.DOCUMENTS,
    *staff.DOCUMENTS,
    *directory_store.DOCUMENTS,
    *notices_store.DOCUMENTS,
    *objections_store.DOCUMENTS,
    *evidence_store.DOCUMENTS,
    *reports_store.DOCUMENTS,
    *awards_store.DOCUMENTS,
    *logo_authorisations_store.DOCUMENTS,
)

# each list that publicity answers with, page by page (docs/lists.md)
LISTS: tuple[ListDeclaration, ...] = (
    *notices_store.LISTS,
    *objections_store.LISTS,
    *reports_store.LISTS,
    *awards_store.LISTS,
    *logo_authorisations_store.LISTS,
)

"""List what accounts publishes and stores, one line for each subject."""

from __future__ import annotations

from google.protobuf.message import Message
from mongoengine import Document

from .accounts import store as accounts_store
from .accounts import wire as accounts_wire
from .invitations import store as invitations_store
from .invitations import wire as invitations_wire
from .limits import store as limits_store
from .sessions import store as sessions_store

EVENTS: dict[type, type[Message]] = {**accounts_wire.EVENTS, **invitations_wire.EVENTS}

DOCUMENTS: tuple[type[Document], ...] = (
    *limits_store.DOCUMENTS,
    *accounts_store.DOCUMENTS,
    *sessions_store.DOCUMENTS,
    *invitations_store.DOCUMENTS,
)

"""List what accounts publishes and stores, one line for each subject."""

from __future__ import annotations

from google.protobuf.message import Message
from mongoengine import Document

from chassis.mongo.declared import ListDeclaration

from .accounts import store as accounts_store
from .accounts import wire as accounts_wire
from .announcements import store as announcements_store
from .announcements import wire as announcements_wire
from .arrival_tickets import store as arrival_tickets_store
from .deliveries import store as deliveries_store
from .directory import store as directory_store
from .gateways import store as gateways_store
from .invitations import store as invitations_store
from .invitations import wire as invitations_wire
from .limits import store as limits_store
from .messages import store as messages_store
from .password_resets import store as password_resets_store
from .password_resets import wire as password_resets_wire
from .reminders import store as reminders_store
from .second_factors import store as second_factors_store
from .second_factors import wire as second_factors_wire
from .sessions import store as sessions_store
from .sign_on import store as sign_on_store
from .sign_on import wire as sign_on_wire
from .templates import store as templates_store
from .tokens import store as tokens_store
from .tokens import wire as tokens_wire

EVENTS: dict[type, type[Message]] = {
    **accounts_wire.EVENTS,
    **second_factors_wire.EVENTS,
    **tokens_wire.EVENTS,
    **invitations_wire.EVENTS,
    **password_resets_wire.EVENTS,
    **sign_on_wire.EVENTS,
    **announcements_wire.EVENTS,
}

DOCUMENTS: tuple[type[Document], ...] = (
    *limits_store.DOCUMENTS,
    *arrival_tickets_store.DOCUMENTS,
    *gateways_store.DOCUMENTS,
    *accounts_store.DOCUMENTS,
    *second_factors_store.DOCUMENTS,
    *tokens_store.DOCUMENTS,
    *sessions_store.DOCUMENTS,
    *invitations_store.DOCUMENTS,
    *password_resets_store.DOCUMENTS,
    *sign_on_store.DOCUMENTS,
    *templates_store.DOCUMENTS,
    *directory_store.DOCUMENTS,
    *deliveries_store.DOCUMENTS,
    *messages_store.DOCUMENTS,
    *announcements_store.DOCUMENTS,
    *reminders_store.DOCUMENTS,
)

# each list that accounts answers with, page by page (docs/lists.md)
LISTS: tuple[ListDeclaration, ...] = (
    *accounts_store.LISTS,
    *second_factors_store.LISTS,
    *invitations_store.LISTS,
    *deliveries_store.LISTS,
    *messages_store.LISTS,
    *announcements_store.LISTS,
)

"""Show messages to whom they are addressed (rules K1, K2)."""

from __future__ import annotations

from collections.abc import Iterator

from dasai.accounts.v1 import messages_pb2

from chassis.actor import Actor
from chassis.mongo.listing import DEFAULT_PAGE, MAX_PAGE
from chassis.personal_data import Record

from ..deliveries.settings import set_channels
from ..templates import store as templates_store
from . import store, wire


def list_messages(request: messages_pb2.ListMessagesRequest, actor: Actor) -> messages_pb2.ListMessagesResponse:
    """Return a page of the caller's messages: the unread first, of either the newest first."""
    size = min(request.page.page_size or DEFAULT_PAGE, MAX_PAGE)
    messages, next_page_token = store.page(actor.account_id, request.page.page_token, size, unread=request.unread)
    shared = templates_store.shared([message.shared for message in messages])
    return wire.list_view(messages, shared, next_page_token)


def message_summary(actor: Actor) -> messages_pb2.MessageSummary:
    """Return how many messages of the caller are unread."""
    return messages_pb2.MessageSummary(unread=store.count_unread(actor.account_id))


def message_preferences(actor: Actor) -> messages_pb2.MessagePreferences:
    """Return what comes to the caller by mail and text message."""
    return wire.preferences_view(store.preferences(actor.account_id), set_channels())


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield what the caller chose of messages, and those of its account in its words, the unread first (rule K4)."""
    for choice in store.preferences(actor.account_id).choices:
        chosen = {name: "yes" if wanted else "no" for name, wanted in (("mail", choice.mail), ("sms", choice.sms))}
        yield Record(kind="message_preference", values={"category": choice.category, **chosen})
    token = ""
    while True:
        messages, token = store.page(actor.account_id, token, MAX_PAGE, unread=False)
        shared = templates_store.shared([message.shared for message in messages])
        for message in messages:
            shown = wire.message_view(message, shared)
            values = {
                "category": shown.category,
                "title_zh": shown.title_zh,
                "title_en": shown.title_en,
                "text_zh": shown.text_zh,
                "text_en": shown.text_en,
                "read_at": message.read_at.isoformat(timespec="seconds") if message.read_at else "",
            }
            yield Record(kind="message", at=message.created_at, values=values)
        if not token:
            return

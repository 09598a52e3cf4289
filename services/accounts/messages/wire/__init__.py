"""Translate between the contracts and messages: what callers see here, what events mean in the other files of the package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dasai.accounts.v1 import messages_pb2

from chassis.mapping import page_response

from ...deliveries.model import Channel
from ...templates.model.template import CATEGORY_NAMES, FOR_STAFF, MANDATORY, Category
from ...templates.model.texts import TEMPLATES
from ...templates.settings import division_names
from ..model import Message, Preferences


def message_view(message: Message, shared: Mapping[str, Mapping[str, str]]) -> messages_pb2.Message:
    """Show a message in both languages; of a template that this release does not know, its facts only."""
    facts = {**shared.get(message.shared, {}), **message.facts}
    shown = messages_pb2.Message(
        message_id=message.id,
        template=message.template,
        created_at=message.created_at,
        read_at=message.read_at,
        facts=facts,
    )
    template = TEMPLATES.get(message.template)
    if template is not None:
        text = template.render(facts, division_names())
        shown.category = template.category.value
        shown.title_zh, shown.title_en = text.title_zh, text.title_en
        shown.text_zh, shown.text_en, shown.link = text.text_zh, text.text_en, text.link
    return shown


def list_view(
    messages: Sequence[Message], shared: Mapping[str, Mapping[str, str]], next_page_token: str
) -> messages_pb2.ListMessagesResponse:
    """Show a page of messages."""
    return messages_pb2.ListMessagesResponse(
        messages=[message_view(message, shared) for message in messages], page=page_response(next_page_token)
    )


def preferences_view(preferences: Preferences, channels: Mapping[Channel, bool]) -> messages_pb2.MessagePreferences:
    """Show what comes of each category, and by which channels this platform sends."""
    return messages_pb2.MessagePreferences(
        sends_mail=channels[Channel.MAIL],
        sends_sms=channels[Channel.SMS],
        preferences=[
            messages_pb2.MessagePreference(
                category=choice.category,
                name_zh=CATEGORY_NAMES[Category(choice.category)][0],
                name_en=CATEGORY_NAMES[Category(choice.category)][1],
                mandatory=choice.category in MANDATORY,
                mail=choice.mail,
                sms=choice.sms,
                for_staff=choice.category in FOR_STAFF,
            )
            for choice in preferences.all
        ],
    )

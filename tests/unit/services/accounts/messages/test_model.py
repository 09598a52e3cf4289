"""What an account chose, and the order of its messages (K2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chassis.kernel.refusal import Refusal
from services.accounts.deliveries.model import Channel
from services.accounts.messages import rules
from services.accounts.messages.model import FIRST_READ, Choice, Message, Preferences, Reader, Way, message_id
from services.accounts.templates.model.template import MANDATORY, Category

NOW = datetime(2024, 7, 1, 8, tzinfo=UTC)
BOTH = {Channel.MAIL: True, Channel.SMS: True}


def test_k2_mail_comes_unless_switched_off_and_text_messages_only_if_chosen() -> None:
    """K2: for every category by itself."""
    preferences = Preferences().changed((Choice(category="reminders", mail=False, sms=True),))
    assert [preferences.wants(Category.REMINDERS, channel) for channel in Channel] == [False, True]
    assert [preferences.wants(Category.TASKS, channel) for channel in Channel] == [True, False]
    again = preferences.changed((Choice(category="reminders"),))
    assert again.of(Category.REMINDERS) == Choice(category="reminders")


@pytest.mark.parametrize("category", sorted(MANDATORY))
def test_k2_what_the_rules_demand_cannot_be_switched_off(category: Category) -> None:
    """K2: refused, and what an older release may have stored counts for nothing; text messages may still be chosen."""
    with pytest.raises(Refusal) as refused:
        Preferences().changed((Choice(category=category, mail=False),))
    assert (refused.value.code, refused.value.facts) == (rules.K2_CATEGORY_MANDATORY, {"category": category.value})
    stored = Preferences(choices=(Choice(category=category, mail=False),))
    assert stored.wants(category, Channel.MAIL)
    assert Preferences().changed((Choice(category=category, sms=True),)).wants(category, Channel.SMS)


def test_an_unknown_category_is_refused() -> None:
    """K2: the refusal names those that there are."""
    with pytest.raises(Refusal) as refused:
        Preferences().changed((Choice(category="weather"),))
    assert (refused.value.code, refused.value.facts["choices"]) == (rules.K2_CATEGORY_UNKNOWN, ",".join(Category))


def test_nothing_leaves_the_portal_without_an_address_or_a_channel() -> None:
    """K2: by e-mail where an address and a server are set."""
    reader = Reader(account_id="a", has_contacts=True, preferences=Preferences())
    assert reader.ways(Category.TASKS, BOTH) == (Way(Channel.MAIL),)
    assert reader.ways(Category.TASKS, {Channel.MAIL: False, Channel.SMS: True}) == ()
    assert replace(reader, has_contacts=False).ways(Category.SECURITY, BOTH) == ()


@pytest.mark.parametrize("category", sorted(MANDATORY))
def test_k2_what_the_rules_demand_reaches_whoever_gets_no_mail(category: Category) -> None:
    """K2: as a text message, in place of a mail; beside it if it was chosen."""
    reader = Reader(account_id="a", has_contacts=True, preferences=Preferences())
    assert reader.ways(category, BOTH) == (Way(Channel.MAIL), Way(Channel.SMS, unless_mail=True))
    assert reader.ways(category, {Channel.MAIL: True, Channel.SMS: False}) == (Way(Channel.MAIL),)
    chosen = Preferences().changed((Choice(category=category, sms=True),))
    assert replace(reader, preferences=chosen).ways(category, BOTH) == (Way(Channel.MAIL), Way(Channel.SMS))


def test_messages_are_listed_unread_first_and_newest_first() -> None:
    """K2: whatever their identifiers."""

    def message(name: str, hours: int, *, read: bool = False) -> Message:
        at = NOW + timedelta(hours=hours)
        return Message(id=name, account_id="a", template="t", created_at=at, read_at=NOW if read else None)

    messages = [message("d", 1, read=True), message("c", 2), message("b", 3, read=True), message("a", 1)]
    in_order = sorted(messages, key=lambda each: each.place)
    assert [each.id for each in in_order] == ["c", "a", "b", "d"]
    assert [each.place < FIRST_READ for each in in_order] == [True, True, False, False]


def test_the_same_source_makes_no_second_message() -> None:
    """An event that comes twice has the same messages; another account, template or event has others."""
    keys = [("e", "t", "a"), ("e", "t", "a"), ("e", "t", "b"), ("e", "u", "a"), ("f", "t", "a")]
    assert len({message_id(*key) for key in keys}) == 4

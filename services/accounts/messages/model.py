"""A message to an account, and what of its messages comes by mail (rule K2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import Term, names, refuse_unless

from ..deliveries.model import Channel
from ..templates.model.template import CATEGORY_NAMES, MANDATORY, Category
from . import rules


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message in the portal. `created_at` and `read_at` are contest time.

    `facts` are what its template is filled with; `shared` names further ones that many messages have in common.
    """

    id: str
    account_id: str
    template: str
    facts: dict[str, str] = field(default_factory=dict)
    shared: str = ""
    created_at: Instant
    read_at: Instant | None = None

    @property
    def place(self) -> str:
        """Return its place in its account's list: the unread first, of either the newest first."""
        newest_first = 10**15 - int(self.created_at.timestamp() * 1000)
        return f"{'0' if self.read_at is None else '1'}{newest_first:016d}{self.id}"


# places of unread messages come before this, those of read ones after it
FIRST_READ = "1"


def message_id(source: str, template: str, account_id: str) -> str:
    """Return the identifier of the one message of a template that something makes for an account."""
    return derived_id("message", source, template, account_id)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A choice for a category of messages: the channels beside the portal."""

    category: str
    mail: bool = True
    sms: bool = False


@dataclass(frozen=True, kw_only=True)
class Preferences:
    """What an account chose; mails come unless it chose otherwise, text messages only if it did."""

    choices: tuple[Choice, ...] = ()

    def of(self, category: Category) -> Choice:
        """Return what holds for a category."""
        chosen = next((choice for choice in self.choices if choice.category == category), Choice(category=category))
        return replace(chosen, mail=True) if category in MANDATORY else chosen

    def wants(self, category: Category, channel: Channel) -> bool:
        """Return True if messages of the category go out by the channel."""
        choice = self.of(category)
        return choice.mail if channel is Channel.MAIL else choice.sms

    @property
    def all(self) -> tuple[Choice, ...]:
        """Return what holds for every category."""
        return tuple(self.of(category) for category in Category)

    def changed(self, choices: tuple[Choice, ...]) -> Preferences:
        """Return them with these choices; refuse a category that there is not, or that can't be switched off (rule K2)."""
        merged: dict[str, Choice] = {choice.category: choice for choice in self.choices}
        for choice in choices:
            known = choice.category in set(Category)
            refuse_unless(known, rules.K2_CATEGORY_UNKNOWN, choices=names(Category))
            category = Category(choice.category)
            may = choice.mail or category not in MANDATORY
            refuse_unless(may, rules.K2_CATEGORY_MANDATORY, category=Term(category.value, *CATEGORY_NAMES[category]))
            merged[category] = choice
        return Preferences(choices=tuple(merged[name] for name in sorted(merged)))


@dataclass(frozen=True)
class Way:
    """A channel by which a message leaves the portal; with `unless_mail` only if the account gets no mail."""

    channel: Channel
    unless_mail: bool = False


@dataclass(frozen=True, kw_only=True)
class Reader:
    """An account as far as messages go by it: whether there is anything to send to, and what it chose."""

    account_id: str
    has_contacts: bool
    preferences: Preferences

    def ways(self, category: Category, set_channels: Mapping[Channel, bool]) -> tuple[Way, ...]:
        """Return the ways by which a message of the category leaves the portal.

        What the rules demand comes as a text message to whoever gave a number and no e-mail address: which of both is in the
        sealed contacts, and is known when it is sent.
        """
        if not self.has_contacts:
            return ()
        chosen = {channel: self.preferences.wants(category, channel) for channel in set_channels}
        return tuple(
            Way(channel, unless_mail=not chosen[channel])
            for channel, is_set in set_channels.items()
            if is_set and (chosen[channel] or category in MANDATORY)
        )

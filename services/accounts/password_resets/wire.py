"""Translate between the contracts and password resets."""

from __future__ import annotations

from dasai.accounts.v1 import events_pb2, password_resets_pb2
from google.protobuf.message import Message

from . import events
from .model import Link

EVENTS: dict[type, type[Message]] = {
    events.PasswordResetLinkMade: events_pb2.PasswordResetLinkMade,
    events.PasswordResetLinkUsed: events_pb2.PasswordResetLinkUsed,
}


def requested_view(*, by_mail: bool) -> password_resets_pb2.RequestLinkResponse:
    """Show if links are sent by e-mail at all; nothing of the account."""
    return password_resets_pb2.RequestLinkResponse(by_mail=by_mail)


def handed_view(code: str, link: Link) -> password_resets_pb2.HandedLink:
    """Show the code of a new link to who hands it over."""
    return password_resets_pb2.HandedLink(code=code, expires_at=link.expires_at)


def used_view(account_id: str) -> password_resets_pb2.UseLinkResponse:
    """Show whose password was set."""
    return password_resets_pb2.UseLinkResponse(account_id=account_id)

"""Translate between the contracts and confirmations of e-mail addresses."""

from __future__ import annotations

from dasai.accounts.v1 import email_confirmations_pb2

from .model import Link


def requested_view(link: Link | None) -> email_confirmations_pb2.RequestConfirmationResponse:
    """Show if a link is mailed, and until when it is good; nothing of its code."""
    if link is None:
        return email_confirmations_pb2.RequestConfirmationResponse(by_mail=False)
    return email_confirmations_pb2.RequestConfirmationResponse(by_mail=True, expires_at=link.expires_at)


def confirmed_view(account_id: str) -> email_confirmations_pb2.ConfirmEmailResponse:
    """Show whose address was confirmed."""
    return email_confirmations_pb2.ConfirmEmailResponse(account_id=account_id)

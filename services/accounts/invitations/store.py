"""Documents and indexes of invitations."""

from __future__ import annotations

from typing import Any

from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import Invitation


class InvitationDocument(AggregateDocument):
    """By the invitation's identifier."""

    meta: Any = {
        "collection": "invitations",
        "indexes": [
            {"fields": ["state.code_hash"], "name": "code", "unique": True},
            {"fields": ["state.invited_by"], "name": "inviter"},
            {"fields": ["state.account_id"], "name": "account", "sparse": True},
            {"fields": ["state.grants.division"], "name": "division", "sparse": True},
        ],
    }


DOCUMENTS = (InvitationDocument,)

invitations = Repository(InvitationDocument, Invitation, wire.EVENTS)


def invitation_id(code_hash: str) -> str:
    """Return the identifier of the invitation of a code, or an empty text."""
    stored = InvitationDocument.collection().find_one({"state.code_hash": code_hash}, {"_id": 1})
    return stored["_id"] if stored else ""


def accepted_by(account_id: str) -> list[str]:
    """Return the identifiers of the invitations that an account accepted."""
    accepted = InvitationDocument.collection().find({"state.account_id": account_id}, {"_id": 1})
    return sorted(stored["_id"] for stored in accepted)

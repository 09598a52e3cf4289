"""Documents and indexes of invitations."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from chassis.facts.roles import Grant, Role
from chassis.kernel.clock import Instant
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.lists import ABOVE, BETWEEN, Order, Part, moment
from chassis.mongo.store import Repository

from ..accounts.model import BY_OPERATORS, administered_by
from . import wire
from .model import WAITING, Invitation, InvitationState

LAST_TO_EXPIRE: Order[Invitation] = Order(
    "expiry",
    key=lambda invitation: moment(invitation.expires_at),
    filters={
        "administrators": lambda invitation: administered_by(invitation.grants),
        "ending": lambda invitation: invitation.ending,
    },
    paths=((), ("ending",), ("administrators",), ("administrators", "ending")),
    newest_first=True,
)


class InvitationDocument(AggregateDocument):
    """By the invitation's identifier."""

    meta: Any = {
        "collection": "invitations",
        "indexes": [
            {"fields": ["state.code_hash"], "name": "code", "unique": True},
            {"fields": ["state.invited_by"], "name": "inviter"},
            {"fields": ["state.account_id"], "name": "account", "sparse": True},
            {"fields": ["state.grants.division"], "name": "division", "sparse": True},
            {"fields": ["state.name"], "name": "named", "sparse": True},
        ],
    }


DOCUMENTS = (InvitationDocument,)

invitations = Repository(InvitationDocument, Invitation, wire.EVENTS, orders=(LAST_TO_EXPIRE,))

LISTS = (
    ListDeclaration(
        operation="ListInvitations",
        document=InvitationDocument,
        orders=(LAST_TO_EXPIRE,),
        words="`state`：`open`、`expired` 按 `expiry` 的界限读取；邀请人已无权授予角色的，未到期的也属 "
        "`revoked`，逐条筛选，列在最后 · `open` and "
        "`expired`: between the ends of `expiry`; an open one whose maker may not grant its roles any more is `revoked` too: "
        "what was read is filtered, and comes last; 多个分赛的主办方按索引 `division` 取出后排序 · those of a host of several "
        "divisions are "
        "read by the index `division` and sorted",
    ),
)


def listed_parts(grants: Collection[Grant], state: str, now: Instant) -> list[Part[Invitation]]:
    """Return the parts of the invitations in which all are that somebody with these roles may revoke, in a state if one is named.

    Some in them may be others', or in another state by the rights that their makers have now.
    """
    values: dict[str, str] = {}
    few = None
    roles = {grant.role for grant in grants}
    hosted = sorted({grant.division for grant in grants if grant.role is Role.HOST and grant.division})
    if Role.SECRETARIAT not in roles:
        if Role.OPERATOR in roles and not hosted:
            values["administrators"] = BY_OPERATORS
        elif Role.OPERATOR not in roles and len(hosted) == 1:
            values["administrators"] = hosted[0]
        elif Role.OPERATOR not in roles:
            few = {"state.grants.division": {"$in": hosted}}

    def part(ending: str = "", *, since: str = "", until: str = "") -> Part[Invitation]:
        chosen = {"ending": ending, **values} if ending else values
        return Part(LAST_TO_EXPIRE, chosen, since=since, until=until, few=few)

    over = f"{moment(now)}{BETWEEN}{ABOVE}"
    match state:
        case InvitationState.ACCEPTED:
            return [part(state)]
        case InvitationState.OPEN:
            return [part(WAITING, since=over)]
        case InvitationState.EXPIRED:
            return [part(WAITING, until=over)]
        case InvitationState.REVOKED:
            return [part(state), part(WAITING, since=over)]
        case _:
            return [part()]


def invitation_id(code_hash: str) -> str:
    """Return the identifier of the invitation of a code, or an empty text."""
    stored = InvitationDocument.collection().find_one({"state.code_hash": code_hash}, {"_id": 1})
    return stored["_id"] if stored else ""


def accepted_by(account_id: str) -> list[str]:
    """Return the identifiers of the invitations that an account accepted."""
    accepted = InvitationDocument.collection().find({"state.account_id": account_id}, {"_id": 1})
    return sorted(stored["_id"] for stored in accepted)


def ended_with_names(until: Instant, size: int) -> list[str]:
    """Return the identifiers of some invitations that nobody accepted, that were over by a real time, and still say for whom."""
    query = {"state.name": {"$gt": ""}, "state.account_id": {"$in": [None, ""]}, "state.expires_at": {"$lt": until}}
    return [stored["_id"] for stored in InvitationDocument.collection().find(query, {"_id": 1}).limit(size)]

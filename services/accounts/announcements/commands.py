"""Announce, and let the messages go out (rules K1, K2)."""

from __future__ import annotations

from dasai.accounts.v1 import announcements_pb2

from chassis.actor import Actor
from chassis.edition.published import require_publishable
from chassis.facts.roles import OF_DIVISION
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless
from chassis.permissions import Target
from chassis.permissions import accounts as permissions
from chassis.refusals import FIELDS_INVALID

from ..accounts.settings import division_codes
from ..messages.commands import broadcast
from . import requests, rules, store, wire
from .model import Announcement, announcement_faults


@idempotent(creates=store.announcements)
def announce(identifier: str, request: requests.Announce, actor: Actor, at: Instant) -> announcements_pb2.Announcement:
    """Announce: a host to the teams of its own division, the secretariat to a division, to roles or to everyone (rule K1).

    Its texts are published: official names are whole, and no number of an identity document is in them (rules J1, J2, K4).
    """
    permissions.ANNOUNCE.require(actor, Target(division="" if request.roles else request.division_code))
    texts = {name: getattr(request, name).strip() for name in ("title", "text", "title_en", "text_en")}
    faults = announcement_faults(**texts)
    if request.division_code and request.division_code not in division_codes():
        faults.append(rules.DIVISION_UNKNOWN)
    elif request.division_code and not OF_DIVISION.issuperset(request.roles):
        faults.append(rules.ROLES_UNFIT)
    refuse_unless(not faults, FIELDS_INVALID, faults=faults)
    require_publishable(**texts)
    announcement = Announcement(
        id=identifier,
        division=request.division_code,
        roles=tuple(sorted(set(request.roles))),
        announced_by=actor.account_id,
        announced_at=at,
        **texts,
    )
    announcement.make()
    answer = wire.announcement_view(announcement, reached=0, complete=False)
    store.announcements.add(announcement, answer=answer)
    return answer


def spread(request: requests.Spread, actor: Actor, at: Instant) -> None:
    """Let the messages of an announcement go out, bit by bit (rule K2)."""
    announcement = store.announcements.look(request.announcement_id)
    broadcast(
        announcement.id,
        "announcement",
        announcement.facts,
        announcement.announced_at,
        division=announcement.division,
        roles=announcement.roles,
    )

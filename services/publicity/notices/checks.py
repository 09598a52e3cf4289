"""Who sees what is not public yet, and what a text must keep to that will be published (rules J1, K1)."""

from __future__ import annotations

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.edition.names import check_names
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.refusals import NOT_FOUND

from . import rules, store
from .model.notice import Notice


def sees_unpublished(actor: Actor) -> bool:
    """Return True for the secretariat and the committee: they see notices and awards before their time (rule K1)."""
    return actor.has(Role.SECRETARIAT) or actor.has(Role.COMMITTEE)


def public_notice(notice_id: str, at: Instant) -> Notice:
    """Return a notice that is open to the public; before its opening there is none."""
    notice = store.notices.peek(notice_id)
    if notice is None or not notice.is_public(at):
        refuse(NOT_FOUND, what="notice")
    return notice


def require_official_names(*texts: str) -> None:
    """Refuse J1_NAME_ALTERED if a text that will be published alters an official name (rule J1)."""
    alterations = [alteration for text in texts for alteration in check_names(text, edition())]
    refuse_unless(
        not alterations,
        rules.J1_NAME_ALTERED,
        problems="；".join(alteration.zh for alteration in alterations),
        problems_en="; ".join(alteration.en for alteration in alterations),
    )

"""Check what is public (rule K1)."""

from __future__ import annotations

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse
from chassis.refusals import NOT_FOUND

from . import store
from .model.notice import Notice


def public_notice(notice_id: str, at: Instant) -> Notice:
    """Return a notice that is open to the public; before its opening there is none."""
    notice = store.notices.peek(notice_id)
    if notice is None or not notice.is_public(at):
        refuse(NOT_FOUND, what="notice")
    return notice

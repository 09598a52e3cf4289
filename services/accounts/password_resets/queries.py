"""Show resets of a password to the account's holder (rule K4)."""

from __future__ import annotations

from collections.abc import Iterator

from chassis.actor import Actor
from chassis.personal_data import Record

from . import store


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the links to set a new password that were made for the caller, with how the holder was checked (rule K4)."""
    resets = store.password_resets.peek(actor.account_id)
    for link in resets.links if resets else ():
        values = {
            "means": link.means,
            "identity_check": link.identity_check,
            "ends_at": link.expires_at.isoformat(timespec="seconds"),
            "used_at": link.used_at.isoformat(timespec="seconds") if link.used_at else "",
        }
        yield Record(kind="password_reset", at=link.made_at, values=values)

"""What a session still asks of its account before anything else (rule K1)."""

from __future__ import annotations

from ..accounts.model import Account
from .model import Pending, Session


def pending(account: Account, session: Session) -> Pending | None:
    """Return what must be done in the session first, or None."""
    return Pending.PASSWORD_CHANGE if account.must_change_password else None

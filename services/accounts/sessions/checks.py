"""Check what a session still asks of its account before anything else (rules K1, K4)."""

from __future__ import annotations

from ..accounts.model import Account, ConsentKind
from ..accounts.settings import privacy_notice
from ..second_factors import store as second_factors_store
from ..second_factors.checks import is_demanded
from .model import Pending, Session


def pending_of_token(account: Account) -> Pending | None:
    """Return what the holder must do before an API token may be used, or None.

    That is a second factor that the roles demand, and agreement to the privacy notice in force (rule K4). A token is made in a
    session in which nothing is pending. But it may be older than the setting that demands the factor, or than the notice, and
    agreement may be withdrawn since: it would do for a year what no session may.
    """
    if is_demanded(account):
        factor = second_factors_store.second_factors.peek(account.id)
        if factor is None or not factor.is_set_up:
            return Pending.SECOND_FACTOR_SETUP
    return None if _agrees(account) else Pending.PRIVACY_NOTICE


def pending(account: Account, session: Session) -> Pending | None:
    """Return what must be done in the session first, or None.

    The second factor comes first: who knows only the password changes nothing. A first password is changed before a second factor
    is set up, for somebody else knows it; who signs in by an identity provider uses none, and need not change it.
    """
    factor = second_factors_store.second_factors.peek(account.id)
    if factor is not None and factor.is_asked_of(session.id, session.second_factor_at):
        return Pending.SECOND_FACTOR
    if account.must_change_password and not session.provider_id:
        return Pending.PASSWORD_CHANGE
    if is_demanded(account) and (factor is None or not factor.is_set_up):
        return Pending.SECOND_FACTOR_SETUP
    if factor is not None and factor.reset_at is not None:
        return Pending.SECOND_FACTOR_RESET
    # what shows who is there comes before it: nobody else agrees in the holder's name
    return None if _agrees(account) else Pending.PRIVACY_NOTICE


def _agrees(account: Account) -> bool:
    """Return True if the holder agrees to the privacy notice in force (rule K4)."""
    return account.agrees_to(ConsentKind.PRIVACY_NOTICE) == privacy_notice().version

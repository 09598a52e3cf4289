"""Staff accounts for tests: their facts as events bring them."""

from __future__ import annotations

from chassis.facts.roles import AccountFacts, AccountState, Grant
from chassis.staff import record_account


def make_account(
    account_id: str,
    organisation_uscc: str,
    *grants: Grant,
    state: AccountState = AccountState.ACTIVE,
    sequence: int = 1,
) -> AccountFacts:
    """Make the facts of an account with these roles."""
    return AccountFacts(
        account_id=account_id, grants=grants, organisation_uscc=organisation_uscc, state=state, sequence=sequence
    )


def know_accounts(*accounts: AccountFacts) -> None:
    """Let the service whose database is connected know these accounts."""
    for account in accounts:
        record_account(account)

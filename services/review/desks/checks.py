"""Check who may be appointed at a desk (rule D2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chassis.facts.roles import AccountFacts
from chassis.spreadsheets.faults import ListFault
from chassis.staff import faults_of_lines, require_appointable

from . import rules
from .model import Desk, Reviewer, reviewer_role


def appointable(desk: Desk, named: tuple[Reviewer, ...]) -> tuple[Reviewer, ...]:
    """Return the reviewers as their accounts are, with the accounts' own organisations (rule D2).

    Refuse D2_NO_SUCH_REVIEWER unless each account is an active reviewer of the division or at the desk already,
    D2_ORGANISATION_DIFFERS if another organisation was typed, or none is recorded.
    """
    present = {reviewer.account_id: reviewer for reviewer in desk.reviewers}
    accounts = require_appointable(
        [(reviewer.account_id, reviewer.organisation_uscc) for reviewer in named],
        (reviewer_role(desk.id),),
        present=present.keys(),
        field="reviewers",
        absent=rules.D2_NO_SUCH_REVIEWER,
        differs=rules.D2_ORGANISATION_DIFFERS,
    )
    return _as_accounts(desk, named, accounts)


def appointable_lines(
    desk: Desk, lines: Sequence[tuple[int, Reviewer]]
) -> tuple[tuple[Reviewer, ...], list[ListFault]]:
    """Return the reviewers of an imported list as their accounts are, and what is wrong with its lines (rules D2, K3)."""
    accounts, faults = faults_of_lines(
        [(number, reviewer.account_id, reviewer.organisation_uscc) for number, reviewer in lines],
        (reviewer_role(desk.id),),
        present=[reviewer.account_id for reviewer in desk.reviewers],
        absent=rules.D2_NO_SUCH_REVIEWER,
        differs=rules.D2_ORGANISATION_DIFFERS,
    )
    return _as_accounts(desk, tuple(reviewer for _, reviewer in lines), accounts), faults


def _as_accounts(desk: Desk, named: tuple[Reviewer, ...], accounts: Mapping[str, AccountFacts]) -> tuple[Reviewer, ...]:
    present = {reviewer.account_id: reviewer for reviewer in desk.reviewers}
    blank = {each.account_id: Reviewer(account_id=each.account_id, organisation_uscc="") for each in named}
    reviewers = [(blank | present)[reviewer.account_id] for reviewer in named]
    return tuple(
        reviewer.after(accounts[reviewer.account_id], desk.id) if reviewer.account_id in accounts else reviewer
        for reviewer in reviewers
    )

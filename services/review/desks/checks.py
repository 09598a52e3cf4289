"""Check who may be appointed at a desk (rule D2)."""

from __future__ import annotations

from chassis.staff import require_appointable

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
    blank = {each.account_id: Reviewer(account_id=each.account_id, organisation_uscc="") for each in named}
    reviewers = [(blank | present)[reviewer.account_id] for reviewer in named]
    return tuple(
        reviewer.after(accounts[reviewer.account_id], desk.id) if reviewer.account_id in accounts else reviewer
        for reviewer in reviewers
    )

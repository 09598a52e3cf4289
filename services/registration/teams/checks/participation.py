"""Checks that a team's organisations may take part (rules B3, B8)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ...divisions import store as divisions_store
from ...organisations import store as organisations_store
from ..model.team import Team
from .affiliation import require_unaffiliated

# refuses, or returns nothing of interest
Check = Callable[[], Any]


def taking_part(team: Team) -> list[Check]:
    """Return the checks that its organisations may take part, by what is known now (rules B8, B3)."""
    codes = [organisation.uscc for organisation in team.organisations]
    records = (organisations_store.organisations.peek(code) for code in codes)
    heads = organisations_store.credit_heads()
    return [
        lambda: require_unaffiliated(codes, divisions_store.organisers(team.division_code)),
        *(partial(record.require_credit, heads) for record in records if record is not None),
    ]

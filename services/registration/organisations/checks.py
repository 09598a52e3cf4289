"""Check if an organisation may take part, by its code and its credit (rules B1, B3)."""

from __future__ import annotations

from dataclasses import replace

from chassis.facts.teams import Organisation

from ..shared.identity import normalise
from . import store
from .model import require_legal_person, require_uscc


def require_may_take_part(organisation: Organisation, field: str = "uscc") -> Organisation:
    """Return the organisation with its code normalised; refuse it by its code (B1), named as `field`, or its credit (B3)."""
    code = normalise(organisation.uscc)
    require_uscc(code, field)
    require_legal_person(code)
    record = store.organisations.peek(code)
    if record is not None:
        record.require_credit(store.credit_heads())
    return replace(organisation, uscc=code, name=organisation.name.strip())

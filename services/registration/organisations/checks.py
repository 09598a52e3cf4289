"""Organisations and what is known of their credit (rules B1, B3)."""

from __future__ import annotations

from dataclasses import replace

from chassis.facts.teams import Organisation

from ..shared.identity import normalise
from . import store
from .model import require_legal_person, require_uscc


def require_may_take_part(organisation: Organisation, field: str = "uscc") -> Organisation:
    """The organisation with its code checked (B1) and its credit (B3); `field` is where it stands in the request."""
    code = normalise(organisation.uscc)
    require_uscc(code, field)
    require_legal_person(code)
    record = store.organisations.peek(code)
    if record is not None:
        record.require_credit(store.credit_heads())
    return replace(organisation, uscc=code, name=organisation.name.strip())

"""Merge what the subjects publish, store and refuse, for the processes, `./dasai events` and tests."""

from __future__ import annotations

from google.protobuf.message import Message

from chassis import staff
from chassis.kernel.refusal import Code
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import StoredDocument

from .cases import rules as cases_rules
from .cases import store as cases_store
from .cases import wire as cases_wire
from .desks import rules as desks_rules
from .desks import store as desks_store
from .desks import wire as desks_wire
from .national_check import rules as national_check_rules
from .national_check import store as national_check_store
from .national_check import wire as national_check_wire
from .recommendations import rules as recommendations_rules
from .recommendations import store as recommendations_store
from .recommendations import wire as recommendations_wire

EVENTS: dict[type, type[Message]] = {
    **desks_wire.EVENTS,
    **cases_wire.EVENTS,
    **recommendations_wire.EVENTS,
    **national_check_wire.EVENTS,
}

DOCUMENTS: tuple[type[StoredDocument], ...] = (
    *staff.DOCUMENTS,
    *desks_store.DOCUMENTS,
    *cases_store.DOCUMENTS,
    *recommendations_store.DOCUMENTS,
    *national_check_store.DOCUMENTS,
)

REFUSALS: tuple[Code, ...] = tuple(
    code
    for rules in (desks_rules, cases_rules, recommendations_rules, national_check_rules)
    for code in vars(rules).values()
    if isinstance(code, Code)
)

# each list that review answers with, page by page (docs/lists.md)
LISTS: tuple[ListDeclaration, ...] = (
    *cases_store.LISTS,
    *national_check_store.LISTS,
)

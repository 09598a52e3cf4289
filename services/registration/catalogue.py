"""List the events with their messages, the documents and the refusals of registration's subjects."""

from __future__ import annotations

from typing import Any

from chassis import staff
from chassis.kernel.refusal import Code
from chassis.mongo import held
from chassis.mongo.declared import ListDeclaration

from .activities import rules as activities_rules
from .activities import store as activities_store
from .activities import wire as activities_wire
from .affiliations import rules as affiliations_rules
from .affiliations import store as affiliations_store
from .affiliations import wire as affiliations_wire
from .declarations import store as declarations_store
from .divisions import rules as divisions_rules
from .divisions import store as divisions_store
from .divisions import wire as divisions_wire
from .dossiers import rules as dossiers_rules
from .dossiers import store as dossiers_store
from .dossiers import wire as dossiers_wire
from .editions import store as editions_store
from .figures import store as figures_store
from .looks import store as looks_store
from .looks import wire as looks_wire
from .materials import rules as materials_rules
from .materials import store as materials_store
from .materials import wire as materials_wire
from .names import rules as names_rules
from .names import store as names_store
from .names import wire as names_wire
from .organisations import rules as organisations_rules
from .organisations import store as organisations_store
from .organisations import wire as organisations_wire
from .submissions import rules as submissions_rules
from .teams import queries as teams_queries
from .teams import rules as teams_rules
from .teams import store as teams_store
from .teams import wire as teams_wire

# each event that registration raises, and its message
EVENTS: dict[type, Any] = {
    **divisions_wire.EVENTS,
    **activities_wire.EVENTS,
    **looks_wire.EVENTS,
    **organisations_wire.EVENTS,
    **affiliations_wire.EVENTS,
    **names_wire.EVENTS,
    **teams_wire.EVENTS,
    **materials_wire.EVENTS,
    **dossiers_wire.EVENTS,
}

# each document that registration stores
DOCUMENTS = (
    *staff.DOCUMENTS,
    *held.DOCUMENTS,
    *editions_store.DOCUMENTS,
    *divisions_store.DOCUMENTS,
    *activities_store.DOCUMENTS,
    *looks_store.DOCUMENTS,
    *organisations_store.DOCUMENTS,
    *affiliations_store.DOCUMENTS,
    *names_store.DOCUMENTS,
    *teams_store.DOCUMENTS,
    *declarations_store.DOCUMENTS,
    *materials_store.DOCUMENTS,
    *dossiers_store.DOCUMENTS,
    *figures_store.DOCUMENTS,
)

# each refusal that registration gives
REFUSALS: tuple[Code, ...] = tuple(
    code
    for rules in (
        divisions_rules,
        activities_rules,
        organisations_rules,
        affiliations_rules,
        names_rules,
        teams_rules,
        materials_rules,
        submissions_rules,
        dossiers_rules,
    )
    for code in vars(rules).values()
    if isinstance(code, Code)
)

# each list that registration answers with, page by page (docs/lists.md)
LISTS: tuple[ListDeclaration, ...] = (
    *divisions_store.LISTS,
    *activities_store.LISTS,
    *looks_store.LISTS,
    *teams_queries.LISTS,
    *declarations_store.LISTS,
    *materials_store.LISTS,
    *dossiers_store.LISTS,
    *affiliations_store.LISTS,
    *organisations_store.LISTS,
)

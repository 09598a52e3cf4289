"""Store organisations, and how far the credit lists were imported; search organisations (rules B1, B3)."""

from __future__ import annotations

from typing import Any

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import CreditHead, CreditImport, CreditList, OrganisationRecord


class OrganisationDocument(AggregateDocument):
    """An organisation, by its unified social credit code (rule B1)."""

    meta: Any = {
        "collection": "organisations",
        "indexes": [{"fields": ["state.known_as"], "name": "known_as", "sparse": True}],
    }


class CreditHeadDocument(AggregateDocument):
    """The date of the last whole import of a credit list, by the list (rule B3)."""

    meta: Any = {"collection": "credit_heads"}


class CreditImportDocument(AggregateDocument):
    """The lines at fault of a credit list as of a date, by list and date (rule B3)."""

    meta: Any = {"collection": "credit_imports"}


organisations = Repository(OrganisationDocument, OrganisationRecord, wire.EVENTS)
credit_lists = Repository(CreditHeadDocument, CreditHead, wire.EVENTS)
credit_imports = Repository(CreditImportDocument, CreditImport, wire.EVENTS)


def credit_heads() -> dict[CreditList, Instant]:
    """Return the date of the last whole import of each credit list that was ever imported whole (rule B3)."""
    return {CreditList(head.id): head.as_of for head in credit_lists.every()}


def organisations_by_name(beginning: str, size: int) -> list[OrganisationRecord]:
    """Return up to `size` organisations that have a name with this beginning, by name (rule B3)."""
    return _beginning_with("state.known_as", beginning, size)


def organisations_by_code(beginning: str, size: int) -> list[OrganisationRecord]:
    """Return up to `size` organisations whose code has this beginning, by code (rule B1)."""
    return _beginning_with("_id", beginning, size)


def _beginning_with(field: str, beginning: str, size: int) -> list[OrganisationRecord]:
    # a range with both ends in the order of an index is as quick on a million documents as on a thousand
    span = {"$gte": beginning, "$lt": beginning + "\uffff"}
    cursor = OrganisationDocument._get_collection().find({field: span}).sort(field, 1).limit(size)
    return [organisations._structure(document) for document in cursor]


DOCUMENTS = (OrganisationDocument, CreditHeadDocument, CreditImportDocument)

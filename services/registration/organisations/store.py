"""Registration's documents and indexes."""

from __future__ import annotations

from typing import Any

from chassis.kernel.clock import Instant
from chassis.mongo.document import AggregateDocument
from chassis.mongo.store import Repository

from . import wire
from .model import CreditHead, CreditImport, CreditList, OrganisationRecord


class OrganisationDocument(AggregateDocument):
    """By unified social credit code: one record a code (rule B1)."""

    meta: Any = {
        "collection": "organisations",
        "indexes": [{"fields": ["state.known_as"], "name": "known_as", "sparse": True}],
    }


class CreditHeadDocument(AggregateDocument):
    """By the name of the list: as of when it is known whole (rule B3)."""

    meta: Any = {"collection": "credit_heads"}


class CreditImportDocument(AggregateDocument):
    """By list and date: what is open of its parts (rule B3)."""

    meta: Any = {"collection": "credit_imports"}


organisations = Repository(OrganisationDocument, OrganisationRecord, wire.EVENTS)
credit_lists = Repository(CreditHeadDocument, CreditHead, wire.EVENTS)
credit_imports = Repository(CreditImportDocument, CreditImport, wire.EVENTS)


def credit_heads() -> dict[CreditList, Instant]:
    """As of when each credit list is known whole; those that never were are left out (rule B3)."""
    return {CreditList(head.id): head.as_of for head in credit_lists.every()}


def organisations_called(beginning: str, size: int) -> list[OrganisationRecord]:
    """Up to `size` organisations one of whose names begins so, by name (rule B3)."""
    return _begin_so("state.known_as", beginning, size)


def organisations_coded(beginning: str, size: int) -> list[OrganisationRecord]:
    """Up to `size` organisations whose code begins so, by code (rule B1)."""
    return _begin_so("_id", beginning, size)


def _begin_so(field: str, beginning: str, size: int) -> list[OrganisationRecord]:
    # a range with two ends in the order of its index: as quick on a million as on a thousand
    span = {"$gte": beginning, "$lt": beginning + "\uffff"}
    cursor = OrganisationDocument._get_collection().find({field: span}).sort(field, 1).limit(size)
    return [organisations._structure(document) for document in cursor]


DOCUMENTS = (OrganisationDocument, CreditHeadDocument, CreditImportDocument)

"""Store organisations, and how far the credit lists were imported; search organisations (rules B1, B3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chassis.kernel.clock import Instant
from chassis.mongo.declared import ListDeclaration
from chassis.mongo.document import AggregateDocument
from chassis.mongo.held import Held
from chassis.mongo.store import Repository

from . import wire
from .model import CreditHead, CreditImport, CreditList, OrganisationRecord


class OrganisationDocument(AggregateDocument):
    """An organisation, by its unified social credit code (rule B1)."""

    meta: Any = {
        "collection": "organisations",
        "indexes": [
            {"fields": ["state.found_by"], "name": "found_by", "sparse": True},
            {"fields": ["state.folding"], "name": "folding", "sparse": True},
        ],
    }


LISTS = (
    ListDeclaration(
        operation="ListCreditEntries",
        document=OrganisationDocument,
        order="单位代码 code of the organisation",
        indexes=("_id",),
        words="导出文件时逐页取出全部 · all pages are read for the exported file",
    ),
)


class CreditHeadDocument(AggregateDocument):
    """The date of the last whole import of a credit list, by the list (rule B3)."""

    meta: Any = {"collection": "credit_heads"}


class CreditImportDocument(AggregateDocument):
    """The lines at fault of a credit list as of a date, by list and date (rule B3)."""

    meta: Any = {"collection": "credit_imports"}


def _upgrade(state: dict[str, Any]) -> dict[str, Any]:
    """Return a state without the names that a process of the release before keeps, of which no division is known."""
    return {name: part for name, part in state.items() if name not in ("organisation", "also_stated", "known_as")}


organisations = Repository(OrganisationDocument, OrganisationRecord, wire.EVENTS, upgrade=_upgrade)
credit_lists = Repository(CreditHeadDocument, CreditHead, wire.EVENTS)
credit_imports = Repository(CreditImportDocument, CreditImport, wire.EVENTS)


def credit_heads() -> dict[CreditList, Instant]:
    """Return the date of the last whole import of each credit list that was ever imported whole (rule B3)."""
    return {CreditList(head.id): head.as_of for head in credit_lists.every()}


@dataclass(frozen=True)
class Credit:
    """An organisation that is or was on a credit list, with the date of each list's last whole import (rule B3)."""

    record: OrganisationRecord
    heads: Mapping[CreditList, Instant]

    def require(self) -> None:
        """Refuse the organisation if it is on a list in force (rule B3)."""
        self.record.require_credit(self.heads)


def credit_of(codes: Iterable[str]) -> list[Credit]:
    """Return the credit, as it is now, of those organisations that are or were on a list, in the order asked (rule B3)."""
    wanted = tuple(dict.fromkeys(codes))
    credit = _credit.exact(wanted)
    return [credit[code] for code in wanted if code in credit]


def _read_credit(codes: frozenset[str]) -> dict[str, Credit]:
    # the dates are read before the listings that they are compared with: else a list imported meanwhile would seem to leave
    # out whom it names again
    if not _on_a_list(codes):
        return {}
    heads = credit_heads()
    return {code: Credit(record, heads) for code, record in _on_a_list(codes).items()}


def _on_a_list(codes: frozenset[str]) -> dict[str, OrganisationRecord]:
    records = organisations.every({"_id": {"$in": sorted(codes)}})
    return {record.id: record for record in records if record.listings}


# under this name the import of a credit list says that it writes
CREDIT = "credit"
_credit = Held(CREDIT, _read_credit)


def listed_on(credit_list: CreditList, token: str, size: int) -> tuple[list[OrganisationRecord], str]:
    """Return a page, by code, of the organisations that a credit list ever named, and the next page's token."""
    return organisations.page({"state.listings.list": credit_list.value}, token, size)


def organisations_found_by(beginning: str, scopes: Iterable[str], size: int) -> list[OrganisationRecord]:
    """Return up to `size` organisations that one of the scopes finds by a code or name with this beginning (rules B1, B3, K1).

    They are in the order of that code or name.
    """
    found: dict[str, tuple[str, OrganisationRecord]] = {}
    for scope in scopes:
        # a range with both ends in the order of an index is as quick on a million documents as on a thousand; of one element,
        # for else one text may lie above the lower end and another below the upper
        span = {"$elemMatch": {"$gte": f"{scope}/{beginning}", "$lt": f"{scope}/{beginning}\uffff"}}
        cursor = OrganisationDocument._get_collection().find({"state.found_by": span}).sort("state.found_by", 1)
        for document in cursor.limit(size):
            record = organisations._structure(document)
            texts = (text.partition("/")[2] for text in record.found_by if text.startswith(f"{scope}/{beginning}"))
            first = min(texts)
            if record.id not in found or first < found[record.id][0]:
                found[record.id] = (first, record)
    ordered = sorted(found.values(), key=lambda entry: (entry[0], entry[1].id))
    return [record for _, record in ordered[:size]]


def organisations_folded_before(folding: int) -> list[str]:
    """Return the codes of organisations whose names were folded by an older folding than this (rule B3)."""
    older = {"state.folding": {"$gte": 0, "$lt": folding}}
    return [document["_id"] for document in OrganisationDocument._get_collection().find(older, {"_id": 1})]


DOCUMENTS = (OrganisationDocument, CreditHeadDocument, CreditImportDocument)

"""Import credit lists, and keep what teams state of their organisations (rules B1, B3)."""

from __future__ import annotations

from dataclasses import replace

from dasai.registration.v1 import organisations_pb2

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.facts.teams import Organisation
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, RefusedTogether, refuse, refuse_unless
from chassis.mongo.held import changing
from chassis.permissions import registration as permissions
from chassis.spreadsheets.columns import CREDIT_LISTS
from chassis.spreadsheets.faults import ListFault, tell_faults
from chassis.spreadsheets.imports import ListForm, imported_lines
from chassis.text.codes import is_uscc, normalised_code

from ..names.adapters import FOLDING, search_form
from . import requests, rules, store
from .model import (
    CreditHead,
    CreditImport,
    CreditListing,
    LineFault,
    OrganisationRecord,
    require_legal_person,
    require_uscc,
)


def require_may_take_part(organisation: Organisation, field: str = "", *, stated: bool = True) -> Organisation:
    """Return the organisation with its code normalised; refuse it by its code or kind (B1), named in `field`, or credit (B3).

    All that is wrong with it is refused at once. One that was stated before, not in this request, is refused as a whole.
    """
    code = normalised_code(organisation.uscc)
    together = RefusedTogether()
    with together.at(f"{field}uscc" if stated else ""):
        require_uscc(code, f"{field}uscc")
        require_legal_person(code)
        for credit in store.credit_of([code]):
            credit.require()
    with together.at():
        _require_kind(organisation.kind, f"{field}kind")
    together.refuse()
    return replace(organisation, uscc=code, name=organisation.name.strip())


def _require_kind(kind: str, field: str) -> None:
    """Refuse a kind of organisation that the edition does not have (rules A1, B1)."""
    choices = edition().organisation_kinds
    if all(kind != choice.id for choice in choices):
        zh, en = "、".join(choice.zh for choice in choices), ", ".join(choice.en for choice in choices)
        refuse(rules.B1_KIND_UNKNOWN, faults=[FieldFault(field, f"请选择：{zh}。", f"Choose one of: {en}.")])


# of one import: a longer list is imported in parts
_MAX_ENTRIES = 5_000
# characters that are kept of a name on a list
_NAME_KEPT = 200
_FORM = ListForm(
    columns=CREDIT_LISTS,
    limit=_MAX_ENTRIES,
    invalid=rules.B3_LIST_INVALID,
    unreadable=rules.B3_FILE_UNREADABLE,
)


def import_credit_list(
    request: requests.ImportCreditList, actor: Actor, at: Instant
) -> organisations_pb2.ImportCreditListResponse:
    """Import a credit list as of a date, whole or in parts, as the secretariat (rule B3); repeating an import changes nothing.

    Each part lists the organisations in it at once. The last part says that the list is complete, which lifts the listings of all
    organisations that no part names. The answer names lines with faults; while a line of any part has a fault, the list does not
    become complete: a later part must give its name with a valid code, or waive it. Refuse a date in the future, because such a
    list would overrule all others. A dry run answers the same and changes nothing (rule K3).
    """
    permissions.IMPORT_CREDIT_LIST.require(actor)
    refuse_unless(request.as_of <= at, rules.B3_DATE_AHEAD, as_of=request.as_of)
    if request.dry_run:
        return _import(request, at)
    with changing(store.CREDIT):
        return _import(request, at)


def _import(request: requests.ImportCreditList, at: Instant) -> organisations_pb2.ImportCreditListResponse:
    answer = organisations_pb2.ImportCreditListResponse()
    names, faults = _names_and_faults(request)
    records = {record.id: record for record in store.organisations.every({"_id": {"$in": sorted(names)}})}
    for code in sorted(names):
        record = records.get(code) or OrganisationRecord(id=code)
        listing = CreditListing(
            list=request.list, as_of=request.as_of, source=request.source, name=names[code].strip()[:_NAME_KEPT]
        )
        if record.record_listing(listing, at=at) and not request.dry_run:
            with changing(store.CREDIT):
                save_found(record)
    tell_faults(answer, (ListFault.of(fault.line, "uscc", rules.B3_LINE_CODE_INVALID) for fault in faults))
    answer.faults_open = _record_part(request, faults, names)
    if request.complete and not answer.faults_open:  # last, so that no organisation on the list is lifted
        answer.completed = _complete(request, at)
    answer.imported = len(names)
    return answer


def _record_part(request: requests.ImportCreditList, faults: list[LineFault], names: dict[str, str]) -> int:
    """Record this part, and return how many lines of the list's parts are neither corrected nor waived."""
    identifier = CreditImport.identifier(request.list, request.as_of)
    parts = store.credit_imports.find(identifier) or CreditImport(id=identifier)
    if parts.record_part(faults, names.values(), waive=request.waive_faults) and not request.dry_run:
        store.credit_imports.save(parts)
    return len(parts.faults)


def _names_and_faults(request: requests.ImportCreditList) -> tuple[dict[str, str], list[LineFault]]:
    """Return the names by code, and a file's lines with faults; refuse the import if an entry has a fault (B1_USCC_INVALID)."""
    entries = [(place, entry.uscc, entry.name) for place, entry in enumerate(request.entries)]
    names: dict[str, str] = {}
    faults: list[LineFault] = []
    for number, uscc, name in imported_lines(entries, request.file, _FORM, _line):
        code = normalised_code(uscc)
        if not request.file:
            require_uscc(code, f"entries[{number}].uscc")
        if is_uscc(code):
            names[code] = name
        else:
            faults.append(LineFault.of(number, uscc, name))
    return names, faults


def _line(number: int, cells: tuple[str, ...]) -> tuple[int, str, str]:
    uscc, name = cells
    return number, uscc, name


def _complete(request: requests.ImportCreditList, at: Instant) -> bool:
    """Record the whole import; return False if a newer whole list is known, which stays in force."""
    head = store.credit_lists.find(request.list)
    if head is None:
        head = CreditHead.first(request.list, request.as_of, request.source, at=at)
        if not request.dry_run:
            store.credit_lists.add(head)
    elif head.advance(request.as_of, request.source, at=at) and not request.dry_run:
        store.credit_lists.save(head)
    return head.as_of == request.as_of


def introduce(organisation: Organisation, division_code: str, at: Instant) -> None:
    """Keep an organisation that takes part, with the name and kind that a team of a division states (rule B1).

    This follows the team: nothing is kept of a team that was refused.
    """
    with store.organisations.once():
        record = store.organisations.find(organisation.uscc) or OrganisationRecord(id=organisation.uscc)
        if record.introduce(organisation, division_code, at=at):
            save_found(record)


def confirm_name(uscc: str, name: str) -> None:
    """Keep the name of an organisation that a decision on a claim confirmed (rule B1)."""
    with store.organisations.once():
        record = store.organisations.find(uscc) or OrganisationRecord(id=uscc)
        if record.confirm_name(name):
            save_found(record)


def run_folding(actor: Actor, at: Instant) -> None:
    """Fold the names of organisations anew that were folded by an older release, so that searches find them (rule B3)."""
    for found in store.organisations_folded_before(FOLDING):
        record = store.organisations.find(found)
        if record is not None and record.index(search_form, FOLDING):
            store.organisations.save(record)


def save_found(record: OrganisationRecord) -> None:
    """Save an organisation with what it is found by."""
    record.index(search_form, FOLDING)
    store.organisations.save(record)

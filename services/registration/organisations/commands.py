"""Organisations and what is known of their credit (rules B1, B3)."""

from __future__ import annotations

from dasai.registration.v1 import organisations_pb2

from chassis.actor import Actor, Role
from chassis.facts.teams import Organisation
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from ..names.adapters import readings
from ..shared.identity import is_uscc, normalise
from ..spreadsheets.imports import ListForm, imported_lines
from . import requests, rules, store
from .model import CreditHead, CreditImport, CreditListing, LineAtFault, OrganisationRecord, require_uscc

# of one import: a longer list comes in parts
MAX_ENTRIES = 5_000
_FORM = ListForm(
    columns=(("uscc", "统一社会信用代码"), ("name", "单位名称", "名称")),
    limit=MAX_ENTRIES,
    invalid=rules.B3_LIST_INVALID,
    unreadable=rules.B3_FILE_UNREADABLE,
)


def import_credit_list(
    request: requests.ImportCreditList, actor: Actor, at: Instant
) -> organisations_pb2.ImportCreditListResponse:
    """The secretariat imports a credit list as of a date, whole or in parts (rule B3); repeating an import changes nothing.

    Whoever a part names is listed at once; the last part says that the list is complete, and lifts those it does not name.
    Lines of a file that are at fault are named in the answer. The list is not complete while a line of any of its parts is:
    until its name comes with a right code, or it is waived. Refuses B3_DATE_AHEAD: a list of the future would overrule all
    others.
    """
    actor.require(Role.SECRETARIAT)
    refuse_unless(request.as_of <= at, rules.B3_DATE_AHEAD, as_of=request.as_of)
    answer = organisations_pb2.ImportCreditListResponse()
    listing = CreditListing(list=request.list, as_of=request.as_of, source=request.source)
    names, faults = _named(request)
    known = {one.id: one for one in store.organisations.every({"_id": {"$in": sorted(names)}})}
    for code in sorted(names):
        record = known.get(code) or OrganisationRecord(id=code)
        if record.list_credit(listing, readings.searched(names[code]), at=at):
            store.organisations.save(record)
    for one in faults:
        code_ = rules.B3_LINE_CODE_INVALID
        answer.faults.add(line=one.line, column="uscc", code=code_.name, zh=code_.zh, en=code_.en)
    answer.faults_open = _open_faults(request, faults, names)
    if request.complete and not answer.faults_open:  # last, so that nobody is lifted who stands on the list
        answer.completed = _complete(request, at)
    answer.imported = len(names)
    return answer


def _open_faults(request: requests.ImportCreditList, faults: list[LineAtFault], names: dict[str, str]) -> int:
    """How many lines of the list's parts so far are neither mended nor waived."""
    identifier = CreditImport.identifier(request.list, request.as_of)
    parts = store.credit_imports.find(identifier) or CreditImport(id=identifier)
    if parts.take(faults, names.values(), waive=request.waive_faults):
        store.credit_imports.save(parts)
    return len(parts.faults)


def _named(request: requests.ImportCreditList) -> tuple[dict[str, str], list[LineAtFault]]:
    """Names by code, and the lines of a file that are at fault; an entry at fault refuses the whole import (B1_USCC_INVALID)."""
    given = [(place, one.uscc, one.name) for place, one in enumerate(request.entries)]
    names: dict[str, str] = {}
    faults: list[LineAtFault] = []
    for number, uscc, name in imported_lines(given, request.file, _FORM, _line):
        code = normalise(uscc)
        if not request.file:
            require_uscc(code, f"entries[{number}].uscc")
        if is_uscc(code):
            names[code] = name
        else:
            faults.append(LineAtFault.of(number, uscc, name))
    return names, faults


def _line(number: int, cells: tuple[str, ...]) -> tuple[int, str, str]:
    uscc, name = cells
    return number, uscc, name


def _complete(request: requests.ImportCreditList, at: Instant) -> bool:
    """Whether the list is whole now as of that date: not where a newer one is known, which goes on holding."""
    head = store.credit_lists.find(request.list)
    if head is None:
        head = CreditHead.first(request.list, request.as_of, request.source, at=at)
        store.credit_lists.add(head)
    elif head.advance(request.as_of, request.source, at=at):
        store.credit_lists.save(head)
    return head.as_of == request.as_of


def introduce(organisation: Organisation) -> None:
    """It takes part: name and kind as stated go on its record, beside what others stated (rule B1)."""
    record = store.organisations.peek(organisation.uscc) or OrganisationRecord(id=organisation.uscc)
    if record.introduce(organisation, readings.searched(organisation.name)):
        store.organisations.save(record)

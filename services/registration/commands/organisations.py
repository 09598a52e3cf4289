"""Organisations and what is known of their credit (rules B1, B3)."""

from __future__ import annotations

from dataclasses import replace

from dasai.registration.v1 import service_pb2

from chassis.actor import Actor, Role
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless

from .. import store
from ..adapters import readings, sheets
from ..model import commands, rules
from ..model.events import Organisation
from ..model.identity import is_uscc, normalise
from ..model.organisation import CreditHead, CreditListing, OrganisationRecord, require_uscc

# of one import: a longer list comes in parts
MAX_ENTRIES = 5_000
_COLUMNS = (("uscc", "统一社会信用代码"), ("name", "单位名称", "名称"))


def import_credit_list(
    cmd: commands.ImportCreditList, actor: Actor, at: Instant
) -> service_pb2.ImportCreditListResponse:
    """The secretariat imports a credit list as of a date, whole or in parts (rule B3); repeating an import changes nothing.

    Whoever a part names is listed at once; the last part says that the list is complete, and lifts those it does not name.
    Lines of a file that are at fault are named in the answer, and the list is not complete then.
    """
    actor.require(Role.SECRETARIAT)
    answer = service_pb2.ImportCreditListResponse()
    listing = CreditListing(list=cmd.list, as_of=cmd.as_of, source=cmd.source)
    names = _of_the_file(cmd, answer) if cmd.file else _of_the_entries(cmd)
    known = {one.id: one for one in store.organisations.every({"_id": {"$in": sorted(names)}})}
    for code in sorted(names):
        record = known.get(code) or OrganisationRecord(id=code)
        if record.list_credit(listing, readings.searched(names[code]), at=at):
            store.organisations.save(record)
    if cmd.complete and not answer.faults:  # last, so that nobody is lifted who stands on the list
        _complete(cmd, at)
        answer.completed = True
    answer.imported = len(names)
    return answer


def _of_the_entries(cmd: commands.ImportCreditList) -> dict[str, str]:
    """Names by code."""
    refuse_unless(1 <= len(cmd.entries) <= MAX_ENTRIES, rules.B3_LIST_INVALID, limit=MAX_ENTRIES)
    names: dict[str, str] = {}
    for place, entry in enumerate(cmd.entries):
        code = normalise(entry.uscc)
        require_uscc(code, f"entries[{place}].uscc")
        names[code] = entry.name
    return names


def _of_the_file(cmd: commands.ImportCreditList, answer: service_pb2.ImportCreditListResponse) -> dict[str, str]:
    """Names by code; the lines at fault go into the answer."""
    refuse_unless(not cmd.entries, rules.B3_LIST_INVALID, limit=MAX_ENTRIES)
    try:
        read = sheets.lines(cmd.file, _COLUMNS, limit=MAX_ENTRIES)
    except sheets.UnreadableError:
        refuse(rules.B3_FILE_UNREADABLE, limit=MAX_ENTRIES)
    refuse_unless(bool(read), rules.B3_LIST_INVALID, limit=MAX_ENTRIES)
    names: dict[str, str] = {}
    for line, (uscc, name) in read:
        code = normalise(uscc)
        if is_uscc(code):
            names[code] = name
        else:
            fault = rules.B3_LINE_CODE_INVALID
            answer.faults.add(line=line, column="uscc", code=fault.name, zh=fault.zh, en=fault.en)
    return names


def _complete(cmd: commands.ImportCreditList, at: Instant) -> None:
    head = store.credit_lists.find(cmd.list)
    if head is None:
        store.credit_lists.add(CreditHead.first(cmd.list, cmd.as_of, cmd.source, at=at))
    elif head.advance(cmd.as_of, cmd.source, at=at):
        store.credit_lists.save(head)


def known(organisation: Organisation, field: str = "uscc") -> Organisation:
    """The organisation with its code checked (B1) and its credit (B3); `field` is where it stands in the request."""
    code = normalise(organisation.uscc)
    require_uscc(code, field)
    record = store.organisations.peek(code)
    if record is not None:
        record.require_credit(store.credit_heads())
    return replace(organisation, uscc=code, name=organisation.name.strip())


def introduce(organisation: Organisation) -> None:
    record = store.organisations.peek(organisation.uscc)
    if record is None or record.organisation is None:
        record = record or OrganisationRecord(id=organisation.uscc)
        record.introduce(organisation, readings.searched(organisation.name))
        store.organisations.save(record)

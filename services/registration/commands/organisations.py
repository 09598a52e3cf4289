"""Organisations and what is known of their credit (rules B1, B3)."""

from __future__ import annotations

from dataclasses import replace

from dasai.registration.v1 import service_pb2

from chassis.actor import Actor, Role
from chassis.kernel.clock import Instant

from .. import store
from ..model import commands
from ..model.events import Organisation
from ..model.identity import normalise
from ..model.organisation import CreditHead, CreditListing, OrganisationRecord, require_uscc


def import_credit_list(
    cmd: commands.ImportCreditList, actor: Actor, at: Instant
) -> service_pb2.ImportCreditListResponse:
    """The secretariat imports a credit list as of a date, whole or in parts (rule B3); repeating an import changes nothing.

    Whoever a part names is listed at once; the last part says that the list is complete, and lifts those it does not name.
    """
    actor.require(Role.SECRETARIAT)
    listing = CreditListing(list=cmd.list, as_of=cmd.as_of, source=cmd.source)
    codes = sorted({normalise(entry.uscc) for entry in cmd.entries})
    for code in codes:
        require_uscc(code)
    for code in codes:
        record = store.organisations.find(code) or OrganisationRecord(id=code)
        if record.list_credit(listing):
            store.organisations.save(record)
    if cmd.complete:  # last, so that nobody is lifted who stands on the list
        _complete(cmd)
    return service_pb2.ImportCreditListResponse(imported=len(codes))


def _complete(cmd: commands.ImportCreditList) -> None:
    head = store.credit_lists.find(cmd.list)
    if head is None:
        store.credit_lists.add(CreditHead(id=cmd.list, as_of=cmd.as_of, source=cmd.source))
    elif head.advance(cmd.as_of, cmd.source):
        store.credit_lists.save(head)


def known(organisation: Organisation) -> Organisation:
    """The organisation with its code checked (B1) and its credit (B3)."""
    code = normalise(organisation.uscc)
    require_uscc(code)
    record = store.organisations.peek(code)
    if record is not None:
        record.require_credit(store.credit_heads())
    return replace(organisation, uscc=code, name=organisation.name.strip())


def introduce(organisation: Organisation) -> None:
    record = store.organisations.peek(organisation.uscc)
    if record is None or record.organisation is None:
        record = record or OrganisationRecord(id=organisation.uscc)
        record.introduce(organisation)
        store.organisations.save(record)

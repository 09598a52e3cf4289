"""Read and search organisations and their credit, as the secretariat or a host (rules B1, B3, K1)."""

from __future__ import annotations

from dasai.registration.v1 import organisations_pb2

from chassis.actor import Actor, Role
from chassis.kernel.refusal import refuse_unless
from chassis.mapping import enum_value, page_response
from chassis.permissions import Audience, Operation
from chassis.permissions import registration as permissions
from chassis.refusals import NOT_FOUND
from chassis.text.codes import normalised_code

from ..names.adapters import search_form
from . import rules, store, wire
from .model import EVERYWHERE, LISTED, CreditList


def get_organisation(uscc: str, actor: Actor) -> organisations_pb2.OrganisationRecord:
    """Return an organisation and its listings, to the secretariat and hosts.

    To a host, an organisation that is on no list and takes part in other divisions only is one that nobody knows (rule K1).
    """
    divisions = _divisions(actor, permissions.GET_ORGANISATION)
    record = store.organisations.look(normalised_code(uscc))
    known = divisions is None or record.listings or record.stated_in(divisions)
    refuse_unless(bool(known), NOT_FOUND, what=store.organisations.kind)
    return wire.organisation_view(record, store.credit_heads(), divisions)


def search_organisations(
    request: organisations_pb2.SearchOrganisationsRequest, actor: Actor
) -> organisations_pb2.SearchOrganisationsResponse:
    """Return organisations by the beginning of a code or a name, to the secretariat and hosts (rules B1, B3, K1).

    A host finds those of its own division by the names that were stated there, and all that are on a list by the name there.
    """
    divisions = _divisions(actor, permissions.SEARCH_ORGANISATIONS)
    scopes = (EVERYWHERE,) if divisions is None else (LISTED, *sorted(divisions))
    size = min(request.page_size or 20, 50)
    code, name = normalised_code(request.query), search_form(request.query)
    if code.isascii() and code.isalnum() and any(character.isdigit() for character in code[:2]):
        refuse_unless(len(code) >= 4, rules.B3_QUERY_SHORT)
        records = store.organisations_found_by(code, scopes, size + 1)
    else:
        refuse_unless(len(name) >= 2, rules.B3_QUERY_SHORT)
        records = store.organisations_found_by(name, scopes, size + 1)
    heads = store.credit_heads()
    return organisations_pb2.SearchOrganisationsResponse(
        organisations=[wire.organisation_view(record, heads, divisions) for record in records[:size]],
        more=len(records) > size,
    )


def list_credit_entries(
    request: organisations_pb2.ListCreditEntriesRequest, actor: Actor
) -> organisations_pb2.ListCreditEntriesResponse:
    """Return a page of those whom a credit list names and bars today, by code, to the secretariat (rules B3, K1, K3)."""
    permissions.LIST_CREDIT_ENTRIES.require(actor)
    asked = CreditList(enum_value(request.list, organisations_pb2.CreditList.DESCRIPTOR))
    heads = store.credit_heads()
    records, token = store.listed_on(asked, request.page.page_token, request.page.page_size)
    named = ((record, listing) for record in records for listing in record.listings_in_force(heads))
    names = {record.id: listing.name for record, listing in named if listing.list is asked}
    return organisations_pb2.ListCreditEntriesResponse(
        entries=[organisations_pb2.CreditListEntry(uscc=code, name=name) for code, name in names.items()],
        page=page_response(token),
    )


def _divisions(actor: Actor, operation: Operation) -> frozenset[str] | None:
    """Return the divisions whose organisations the caller sees, None for all; refuse as the operation's row says (rule K1)."""
    if operation.require(actor).audience is Audience.NATIONAL:
        return None
    return frozenset(grant.division for grant in actor.grants if grant.role is Role.HOST)

"""Read and search organisations and their credit, as the secretariat or a host (rules B1, B3, K1)."""

from __future__ import annotations

from dasai.registration.v1 import organisations_pb2

from chassis.actor import Actor, Role
from chassis.kernel.refusal import refuse_unless
from chassis.refusals import FORBIDDEN
from chassis.text.codes import normalised_code

from ..names.adapters import search_form
from . import rules, store, wire


def get_organisation(uscc: str, actor: Actor) -> organisations_pb2.OrganisationRecord:
    """Return an organisation and its listings, to the secretariat and hosts."""
    refuse_unless(actor.has(Role.SECRETARIAT) or actor.has(Role.HOST), FORBIDDEN)
    return wire.organisation_view(store.organisations.look(normalised_code(uscc)), store.credit_heads())


def search_organisations(
    request: organisations_pb2.SearchOrganisationsRequest, actor: Actor
) -> organisations_pb2.SearchOrganisationsResponse:
    """Return organisations by the beginning of a code or a name, to the secretariat and hosts (rules B1, B3, K1)."""
    refuse_unless(actor.has(Role.SECRETARIAT) or actor.has(Role.HOST), FORBIDDEN)
    size = min(request.page_size or 20, 50)
    code, name = normalised_code(request.query), search_form(request.query)
    if code.isascii() and code.isalnum() and any(character.isdigit() for character in code[:2]):
        refuse_unless(len(code) >= 4, rules.B3_QUERY_SHORT)
        records = store.organisations_by_code(code, size + 1)
    else:
        refuse_unless(len(name) >= 2, rules.B3_QUERY_SHORT)
        records = store.organisations_by_name(name, size + 1)
    heads = store.credit_heads()
    return organisations_pb2.SearchOrganisationsResponse(
        organisations=[wire.organisation_view(record, heads) for record in records[:size]],
        more=len(records) > size,
    )

"""Organisations, what they belong to, and word lists."""

from __future__ import annotations

from typing import Any

from dasai.registration.v1 import affiliations_pb2_grpc, names_pb2_grpc, organisations_pb2_grpc

from chassis.rpc.server import actor, at

from .. import queries, wire
from ..commands import affiliations, names, organisations


class Organisations(organisations_pb2_grpc.OrganisationsServicer):
    """Organisations and their credit."""

    def GetOrganisation(self, request: Any, context: Any) -> Any:
        return queries.organisations.get_organisation(request.uscc, actor())

    def SearchOrganisations(self, request: Any, context: Any) -> Any:
        return queries.organisations.search_organisations(request, actor())

    def ImportCreditList(self, request: Any, context: Any) -> Any:
        return organisations.import_credit_list(wire.command(request), actor(), at())


class Affiliations(affiliations_pb2_grpc.AffiliationsServicer):
    """Who belongs to whom."""

    def ImportAffiliations(self, request: Any, context: Any) -> Any:
        return affiliations.import_affiliations(wire.command(request), actor(), at())

    def GetAffiliations(self, request: Any, context: Any) -> Any:
        return queries.organisations.get_affiliations(request.uscc, actor())


class Names(names_pb2_grpc.NamesServicer):
    """Word lists and what they find."""

    def ImportWordList(self, request: Any, context: Any) -> Any:
        return names.import_word_list(wire.command(request), actor(), at())

    def ListWordLists(self, request: Any, context: Any) -> Any:
        return queries.names.list_word_lists(actor())

    def ScreenName(self, request: Any, context: Any) -> Any:
        return queries.names.screen_name(request.text, actor())

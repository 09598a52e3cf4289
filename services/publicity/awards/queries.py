"""Show awards and certificates, and to whom (rules G3, K1)."""

from __future__ import annotations

import re

from dasai.publicity.v1 import awards_pb2

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse
from chassis.mapping import asked, enum_value, list_response
from chassis.mongo.listing import page_of_few
from chassis.mongo.lists import Part
from chassis.permissions import Audience, Scope, Target
from chassis.permissions import publicity as permissions
from chassis.refusals import NOT_FOUND

from ..directory import store as directory_store
from ..notices import store as notices_store
from ..notices.events import NoticeKind
from ..notices.model.notice import notice_id
from . import store, wire
from .model.award import Award
from .settings import track_name


def list_awards(request: awards_pb2.ListAwardsRequest, actor: Actor, at: Instant) -> awards_pb2.ListAwardsResponse:
    """Show the awards of the edition; before their notice opens only to the secretariat and the committee."""
    audience = permissions.LIST_AWARDS.require(actor).audience
    if audience is not Audience.NATIONAL:
        notice = notices_store.notices.peek(notice_id(NoticeKind.WINNERS, edition().id))
        if notice is None or not notice.is_public(at):
            return wire.list_view((), list_response(page_of_few((), str, "awards", asked(request.page))))
    values = {"list": edition().id, **({"track": request.track} if request.track else {})}
    if request.state:
        values["state"] = enum_value(request.state, awards_pb2.AwardState.DESCRIPTOR)
    few = {"state.recipient_id": request.team_id} if request.team_id else None
    page = store.awards.listed([Part(store.BY_CERTIFICATE, values, few=few)], asked(request.page))
    awards = page.aggregates
    if request.brief:
        return wire.summaries_view(awards, list_response(page))
    if audience is Audience.NATIONAL:
        views = [wire.award_view(award, audience) for award in awards]
    else:
        views = [
            wire.award_view(award, permissions.LIST_AWARDS.require(actor, _target(award)).audience) for award in awards
        ]
    return wire.list_view(views, list_response(page))


def get_special_awards(actor: Actor) -> awards_pb2.GetSpecialAwardsResponse:
    """Show the secretariat and the committee the special awards that were granted so far, which nobody takes back (rule G2)."""
    permissions.GET_SPECIAL_AWARDS.require(actor)
    award_list = store.award_lists.find(edition().id)
    granted = award_list.special if award_list is not None else ()
    return wire.granted_awards_view(granted, store.fallen([award.recipient_id for award in granted]))


def list_entitlements(request: awards_pb2.ListEntitlementsRequest, actor: Actor) -> awards_pb2.ListEntitlementsResponse:
    """Show what finalists are entitled to: all to the secretariat and the committee, else that of the caller's teams (G4, K1)."""
    own_teams = Target(team_accounts=(actor.account_id,))
    every = permissions.LIST_ENTITLEMENTS.require(actor, own_teams).scope is Scope.ANY
    team_ids = None if every else frozenset(directory_store.teams_of(actor.account_id))
    if request.team_id:
        asked_for = frozenset({request.team_id})
        team_ids = asked_for if team_ids is None else team_ids & asked_for
    state = enum_value(request.state, awards_pb2.EntitlementState.DESCRIPTOR) if request.state else ""
    page = store.standings.listed([store.entitled_part(state, team_ids)], asked(request.page))
    return wire.entitlements_view(page.aggregates, list_response(page))


def get_certificate(request: awards_pb2.GetCertificateRequest) -> awards_pb2.Certificate:
    """Show a certificate by its verification code, in whatever groups and case it was typed (rule G3)."""
    code = re.sub(r"[\s-]", "", request.code).upper()
    award = store.award_verified(code) if code else None
    if award is None:
        refuse(NOT_FOUND, what="certificate")
    return wire.certificate_view(
        award, contest_name=edition().official_name, track_name=track_name(edition(), award.facts.track)
    )


def _target(award: Award) -> Target:
    """Return what permissions depend on in an award: the accounts that act for its team now, not when it was made (rule K1)."""
    team = award.facts.team
    if team is None:
        return Target()
    accounts = directory_store.accounts_of(team.team_id)
    return Target(team_accounts=team.account_ids if accounts is None else accounts)

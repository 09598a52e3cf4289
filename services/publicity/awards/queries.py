"""Show awards and certificates, and to whom (rules G3, K1)."""

from __future__ import annotations

import re
from typing import Any

from dasai.publicity.v1 import awards_pb2

from chassis.actor import Actor
from chassis.edition.current import edition
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse
from chassis.refusals import NOT_FOUND

from ..directory import store as directory_store
from ..notices import store as notices_store
from ..notices.checks import sees_unpublished
from ..notices.events import NoticeKind
from ..notices.model.notice import notice_id
from . import store, wire
from .model.award import Award
from .settings import track_name


def list_awards(request: awards_pb2.ListAwardsRequest, actor: Actor, at: Instant) -> awards_pb2.ListAwardsResponse:
    """Show the awards of the edition; before their notice opens only to the secretariat and the committee."""
    if not sees_unpublished(actor):
        notice = notices_store.notices.peek(notice_id(NoticeKind.WINNERS, edition().id))
        if notice is None or not notice.is_public(at):
            return wire.list_view((), "")
    filters: dict[str, Any] = {"state.list_id": edition().id}
    if request.track:
        filters["state.facts.track"] = request.track
    awards, next_page_token = store.awards.page(filters, request.page.page_token, request.page.page_size)
    views = [wire.award_view(award, with_code=_sees_code(award, actor)) for award in awards]
    return wire.list_view(views, next_page_token)


def list_entitlements(request: awards_pb2.ListEntitlementsRequest, actor: Actor) -> awards_pb2.ListEntitlementsResponse:
    """Show what finalists are entitled to: all to the secretariat and the committee, else that of the caller's teams (G4, K1)."""
    if sees_unpublished(actor):
        entitled = {"state.entitlements.benefit_id": {"$gte": "", "$lt": "\uffff"}}
        return wire.entitlements_view(*store.standings.page(entitled, request.page.page_token, request.page.page_size))
    own = store.standings.every({"_id": {"$in": directory_store.teams_of(actor.account_id)}})
    return wire.entitlements_view([standing for standing in own if standing.entitlements], "")


def get_certificate(request: awards_pb2.GetCertificateRequest) -> awards_pb2.Certificate:
    """Show a certificate by its verification code, in whatever groups and case it was typed (rule G3)."""
    code = re.sub(r"[\s-]", "", request.code).upper()
    award = store.award_verified(code) if code else None
    if award is None:
        refuse(NOT_FOUND, what="certificate")
    return wire.certificate_view(
        award, contest_name=edition().official_name, track_name=track_name(edition(), award.facts.track)
    )


def _sees_code(award: Award, actor: Actor) -> bool:
    if sees_unpublished(actor):
        return True
    team = award.facts.team
    if team is None:
        return False
    # who acts for the team now, not when its award was made
    accounts = directory_store.accounts_of(team.team_id)
    return actor.account_id in (team.account_ids if accounts is None else accounts)

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
    team = award.facts.team
    return sees_unpublished(actor) or (team is not None and actor.account_id in team.account_ids)

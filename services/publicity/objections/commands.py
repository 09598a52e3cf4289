"""File objections and settle them (rule F8)."""

from __future__ import annotations

from dasai.publicity.v1 import objections_pb2

from chassis.actor import PUBLIC, Actor
from chassis.context import changed
from chassis.edition.published import require_no_identity_numbers, require_publishable
from chassis.idempotency import answer_kept_elsewhere, idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import RefusedTogether, refuse_unless
from chassis.permissions import Form, Target
from chassis.permissions import publicity as permissions

from ..directory.checks import require_no_own_team, require_team
from ..notices import store as notices_store
from ..notices.checks import public_notice
from ..notices.model.notice import Notice
from . import requests, rules, store, wire
from .adapters import hash_of, new_tracking_code, tracking_code
from .model import Objection, ObjectionState, checked_text

MOST_TOGETHER = 200


def file_objection(request: requests.FileObjection, actor: Actor, at: Instant) -> objections_pb2.FileObjectionResponse:
    """Object to a notice, as anyone may (rule F8); the answer's tracking code is kept nowhere."""
    answer = _file_objection(request, actor, at)
    filed = store.objections.look(answer.objection_id)
    answer.tracking_code = tracking_code(filed.id, filed.tracking_hash)
    return answer


@idempotent(creates=store.objections)
def _file_objection(
    identifier: str, request: requests.FileObjection, actor: Actor, at: Instant
) -> objections_pb2.FileObjectionResponse:
    notice = public_notice(request.notice_id, at)
    together = RefusedTogether()
    with together.at("team_id"):
        _require_team_left_off(request.team_id, notice, at)
    with together.at("text"):
        checked_text(request.text)
    together.refuse()
    tracking_hash = hash_of(new_tracking_code(identifier))
    objection = Objection.file(
        identifier, notice, team_id=request.team_id, text=request.text, tracking_hash=tracking_hash, at=at
    )
    answer = wire.filed_view(objection)
    with changed(actor=PUBLIC, causation_id=identifier):  # who objects is nobody's business
        store.objections.add(objection, answer=answer)
    return answer


def _require_team_left_off(team_id: str, notice: Notice, at: Instant) -> None:
    """Refuse a team that the notice does not list if there is no such team, or another version of the notice lists it."""
    if not team_id or team_id in notice.team_ids:
        return
    require_team(team_id)
    listed = any(team_id in version.team_ids for version in notices_store.public_versions(notice, at))
    refuse_unless(not listed, rules.F8_OTHER_VERSION)


@idempotent
def settle_objection(request: requests.SettleObjection, actor: Actor, at: Instant) -> objections_pb2.Objection:
    """Uphold an objection, for the committee, or set it aside, for the secretariat too (rule F8).

    All that is wrong with the settlement is refused together.
    """
    form = Form.UPHELD if request.upheld else Form.DISMISSED
    permissions.SETTLE_OBJECTION.require(actor, Target(form=form))
    objection = store.objections.get(request.objection_id)
    require_no_own_team(objection.team_id, actor, rules.F8_OWN_ORGANISATION)
    together = RefusedTogether()
    with together.at():
        require_no_identity_numbers(hearing=request.hearing)
    with together.at():
        require_publishable(reason=request.reason)
    with together.at():
        objection.settle(
            upheld=request.upheld,
            code=request.code,
            reason=request.reason,
            hearing=request.hearing,
            by=actor.account_id,
            at=at,
        )
    together.refuse()
    answer = wire.objection_view(objection)
    store.objections.save(objection, answer=answer)
    return answer


def dismiss_objections(
    request: requests.DismissObjections, actor: Actor, at: Instant
) -> objections_pb2.DismissObjectionsResponse:
    """Set several objections aside with one reason (rule F8): all, or none if one of them can't be.

    Each is an aggregate of its own: a repeated command passes over those that it set aside before.
    """
    permissions.DISMISS_OBJECTIONS.require(actor)
    require_publishable(reason=request.reason)
    identifiers = list(dict.fromkeys(request.objection_ids))
    refuse_unless(0 < len(identifiers) <= MOST_TOGETHER, rules.F8_TOO_MANY, most=MOST_TOGETHER)
    with answer_kept_elsewhere():
        named = [store.objections.get(identifier) for identifier in identifiers]
        for objection in named:
            require_no_own_team(objection.team_id, actor, rules.F8_OWN_ORGANISATION)
        open_ones = [
            objection for objection in named if not objection.is_dismissed_so(request.reason, actor.account_id)
        ]
        settled = sum(objection.state is not ObjectionState.FILED for objection in open_ones)
        refuse_unless(not settled, rules.F8_ALREADY_SETTLED, count=settled)
        for objection in open_ones:
            objection.settle(upheld=False, reason=request.reason, by=actor.account_id, at=at)
        for objection in open_ones:
            store.objections.save(objection)
    return wire.dismissed_view(named)

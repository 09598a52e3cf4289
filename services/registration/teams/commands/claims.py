"""Claims to names that another team holds: answer, decide, and what follows for both teams (rules B1, B7)."""

from __future__ import annotations

from dasai.registration.v1 import claims_pb2

from chassis.actor import Actor
from chassis.edition.published import require_publishable
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse
from chassis.permissions import Audience
from chassis.permissions import registration as permissions
from chassis.refusals import NOT_FOUND

from ...organisations.commands import confirm_name
from .. import requests, rules, store, wire
from ..checks import current_pairs, require_no_own_team, target_of_claim
from ..model.claims import ClaimState
from .teams import leading_team, save_contesting


@idempotent
def answer_name_claim(request: requests.AnswerNameClaim, actor: Actor, at: Instant) -> claims_pb2.NameClaim:
    """Note what the team that holds the names says to a claim, by its lead (rule B7)."""
    leading_team(request.team_id, actor, permissions.ANSWER_NAME_CLAIM, at)
    claim = store.claims.get(request.claim_id)
    if claim.holder_id != request.team_id:
        refuse(NOT_FOUND, what=store.claims.kind)
    claim.give_answer(request.text, at=at)
    answer = wire.claim_view(claim, Audience.LEAD, party=claim.holder_id)
    store.claims.save(claim, answer=answer)
    return answer


@idempotent
def decide_name_claim(request: requests.DecideNameClaim, actor: Actor, at: Instant) -> claims_pb2.NameClaim:
    """Decide a claim, as the host of the division in which the names are held or the secretariat (rule B7)."""
    claim = store.claims.get(request.claim_id)
    allowance = permissions.DECIDE_NAME_CLAIM.require(actor, target_of_claim(claim))
    parties = (store.teams.look(claim.claimant_id), store.teams.look(claim.holder_id))
    require_no_own_team(parties, actor, rules.B7_OWN_ORGANISATION, claim.usccs)
    require_publishable(reason=request.reason)  # a disqualification is published with it (rule H5)
    claim.decide(upheld=request.upheld, reason=request.reason, by=actor.account_id, at=at)
    answer = wire.claim_view(claim, allowance.audience)
    store.claims.save(claim, answer=answer)
    return answer


def settle_name_claim(request: requests.SettleNameClaim, actor: Actor, at: Instant) -> None:
    """Let both teams follow a decided claim: first whoever loses lets the names go, then the claimant takes them (rule B7).

    One write a team: with a second this event would count as applied.
    """
    claim = store.claims.look(request.claim_id)
    upheld = claim.state is ClaimState.UPHELD
    with store.teams.once():
        holder = store.teams.get(claim.holder_id)
        if upheld:
            holder.lose_names(claim.decision_reason, at=at)
        holder.record_pairs(current_pairs(holder), at=at)
        store.teams.save(holder)
    with store.teams.once():
        claimant = store.teams.get(claim.claimant_id)
        if claim.state is ClaimState.DISMISSED:
            claimant.lose_claim(claim.decision_reason, at=at)
        else:
            claimant.take_names(claim.holder_id)
        claimant.record_pairs(current_pairs(claimant), at=at)
        save_contesting(claimant, claimant.contest_reason, at)
    if upheld:
        for organisation in claim.organisations:
            confirm_name(organisation.uscc, organisation.name)

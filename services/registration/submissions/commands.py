"""Submitting a project (rules C4 to C8, C10)."""

from __future__ import annotations

from dasai.registration.v1 import submissions_pb2

from chassis.actor import Actor
from chassis.idempotency import idempotent
from chassis.kernel.canonical import canonical_json
from chassis.kernel.clock import Instant
from chassis.permissions import registration as permissions

from ..editions.settings import requirements
from ..materials.checks import require_stored
from ..teams import store as teams_store
from ..teams import wire as teams_wire
from ..teams.adapters import signing
from ..teams.checks import taking_part
from ..teams.commands.teams import leading_team
from ..teams.store.draft_texts import read_texts
from . import requests, wire
from .checks import content_change


@idempotent
def submit_project(request: requests.SubmitProject, actor: Actor, at: Instant) -> submissions_pb2.Receipt:
    """Check everything again, freeze the draft and return the receipt (rules B3, B8, B10, C1, C4, C5, C7, C8, C10).

    In this order: time, draft and completeness (C1, C8, C4), who takes part (B8, B3), its files are stored (C7), how far the
    content is from the first version (C10). What B10 asks for was declared at registration and holds for every version. Equal
    content submitted again is answered with the version that exists.
    """
    team = leading_team(request.team_id, actor, permissions.SUBMIT_PROJECT, at)
    team.require_submittable(request.draft_revision, requirements(), at=at, by=actor.account_id)
    for check in taking_part(team):
        check()
    require_stored(team)
    read_texts(team)
    before = team.equal_receipt()
    if before is not None:
        answer = teams_wire.receipt_view(before)
        teams_store.teams.save(team, answer=answer)
        return answer
    change = content_change(team)
    receipt = team.submit(
        request.draft_revision, requirements(), signing.receipt_signer(), at=at, by=actor.account_id, change=change
    )
    answer = teams_wire.receipt_view(receipt)
    form = canonical_json(team.submission_form(receipt.submission_number)).decode()
    # content first: a submission never points to what is not there
    teams_store.keep_submission(
        receipt.digest, wire.submission_content(team, form).SerializeToString(deterministic=True)
    )
    teams_store.teams.save(team, answer=answer)
    return answer

"""Fix the seed of a draw by its hash (rules E2, G1)."""

from __future__ import annotations

import secrets

from dasai.scoring.v1 import rounds_pb2

from chassis.actor import Actor
from chassis.edition.published import require_publishable
from chassis.idempotency import idempotent
from chassis.kernel.clock import Instant
from chassis.permissions import scoring as permissions

from ..panels.checks import target
from . import requests, store, wire
from .checks import require_no_own_project, round_to_be

# 128 bits, which nobody guesses
_NONCE_BYTES = 16


@idempotent
def commit_seed(request: requests.CommitSeed, actor: Actor, at: Instant) -> rounds_pb2.Draw:
    """Fix the seed of a round's next draw by its hash, also before the round has projects (rules E2, G1).

    The platform adds a nonce, so that whoever knows the projects can't choose a seed by what would be drawn from it.
    The reason for another draw is published, and checked for that (rules J1, J2, K4).
    """
    round_ = store.rounds.find(request.round_id) or round_to_be(request.round_id)
    permissions.COMMIT_SEED.require(actor, target(round_.panel_id))
    if round_.draws or round_.seed:  # once there is a seed, somebody decides that it is drawn again
        require_no_own_project(round_, actor)
    require_publishable(reason=request.reason)
    draw = round_.commit_seed(request.seed_hash, request.reason, nonce=secrets.token_hex(_NONCE_BYTES), at=at)
    answer = wire.draw_view(round_, draw)
    store.rounds.save(round_, answer=answer)
    return answer

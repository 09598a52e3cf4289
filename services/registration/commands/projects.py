"""The declaration, its evidence, and submission (rules C4 to C8)."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from dasai.registration.v1 import service_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.settings import settings

from .. import store, wire
from ..model import commands
from ..model.receipt import Signer
from ..model.team import Team
from ..wire import requirements
from .teams import own_team, saved


@lru_cache(maxsize=1)
def receipt_signer() -> Signer:
    """Signs with DASAI_RECEIPT_KEY; the key id is the start of the public key's hash."""
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings().secret("receipt_key")))
    key_id = hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]
    return lambda form: (key_id, key.sign(form).hex())


def save_declaration(cmd: commands.SaveDeclaration, actor: Actor, at: Instant) -> service_pb2.Team:
    """Save sections of the draft (rule C4)."""
    team = own_team(cmd.team_id, actor, at)
    team.save_declaration(cmd.sections, cmd.draft_revision, requirements(), at=at)
    return saved(team)


def attach_evidence(cmd: commands.AttachEvidence, actor: Actor, at: Instant) -> service_pb2.Team:
    """Attach evidence by reference (rules C5, C6, C7)."""
    team = own_team(cmd.team_id, actor, at)
    identifier = derived_id("evidence", team.id, cmd.evidence.kind, cmd.evidence.sha256, cmd.evidence.owner_uscc)
    team.attach(replace(cmd.evidence, id=identifier), requirements(), at=at)
    return saved(team)


def remove_evidence(cmd: commands.RemoveEvidence, actor: Actor, at: Instant) -> service_pb2.Team:
    """Take evidence out of the draft (rule C7)."""
    team = own_team(cmd.team_id, actor, at)
    team.detach(cmd.evidence_id, at=at)
    return saved(team)


def submit_project(cmd: commands.SubmitProject, actor: Actor, at: Instant) -> service_pb2.Receipt:
    """Submit, and get the receipt (rules B3, B10, C1, C4, C8)."""
    team = own_team(cmd.team_id, actor, at)
    for organisation in team.organisations:
        record = store.organisations.peek(organisation.uscc)
        if record is not None:
            record.require_credit()
    receipt = team.submit(cmd.draft_revision, requirements(), receipt_signer(), at=at)
    answer = wire.receipt_view(receipt)
    # content first: a submission never points to what is not there
    store.keep_submission(receipt.digest, _content(team, answer).SerializeToString(deterministic=True))
    store.teams.save(team, answer=answer)
    return answer


def _content(team: Team, receipt: service_pb2.Receipt) -> service_pb2.Submission:
    view = wire.team_view(team, requirements())
    return service_pb2.Submission(receipt=receipt, team=view.facts, declaration=view.draft, evidence=view.evidence)

"""A team that may submit, over a real database and a real folder, and its attempts to submit."""

from __future__ import annotations

from datetime import timedelta

from dasai.registration.v1 import submissions_pb2

from chassis.actor import Actor
from chassis.context import Context, handling
from chassis.edition.current import edition
from chassis.facts.submissions import Section
from chassis.kernel.identifiers import derived_id
from cli.bench.stored import keep
from cli.synthetic import Piece, Synthetic
from services.registration.editions.settings import requirements
from services.registration.materials.checks import evidence_of
from services.registration.materials.model.material import Material, ScanState
from services.registration.materials.store import materials
from services.registration.submissions import requests
from services.registration.submissions.commands import submit_project
from services.registration.teams import store as teams_store
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a

MEMBER = Actor("account")
AT = a.WHILE_OPEN


def add_submittable_team() -> None:
    """Add a team of the account's whose declaration and evidence are complete and stored."""
    team = a.team()
    made = Synthetic(edition(), 3)
    project = made.project(1, edition().tracks[0].topics[0].id)
    sections = tuple(Section(id=name, text=text) for name, text in project.sections)
    team.save_declaration(sections, 0, requirements(), at=AT)
    for piece in made.evidence(1, team.lead.uscc):
        material = add_material(team, piece)
        team.attach(evidence_of(material, piece.kind, piece.file_name), requirements(), at=AT)
    teams_store.teams.add(team)


def add_material(team: Team, piece: Piece) -> Material:
    """Add a file that the team uploaded, with its record."""
    material = Material(
        id=derived_id("material", team.id, piece.sha256, piece.owner_uscc),
        team_id=team.id,
        owner_uscc=piece.owner_uscc,
        uploaded_by="account",
        file_name=piece.file_name,
        sha256=piece.sha256,
        size_bytes=len(piece.content),
        media_type="application/pdf",
        scan_state=ScanState.UNSCANNED,
        uploaded_at=AT,
        retained_until=AT + timedelta(days=900),
    )
    materials.add(material)
    keep(material, piece.content)
    return material


def submit(key: str, after: timedelta = timedelta(), revision: int = 1) -> submissions_pb2.Receipt:
    """Try to submit under that idempotency key, having read that revision of the draft."""
    request = requests.SubmitProject(team_id="team", draft_revision=revision)
    with handling(Context(actor=MEMBER, idempotency_key=key, request_hash="1", causation_id=key)):
        return submit_project(request, MEMBER, AT + after)

"""Teams that submitted, and dossiers of their division, over a real database and a real folder (rule K3)."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from chassis.kernel.canonical import canonical_json
from chassis.kernel.identifiers import derived_id
from cli.synthetic import Piece
from services.registration.dossiers import store
from services.registration.dossiers.commands.making import make
from services.registration.dossiers.model.dossier import Dossier
from services.registration.dossiers.settings import files
from services.registration.editions.settings import requirements
from services.registration.materials.checks import evidence_of
from services.registration.materials.store import materials
from services.registration.submissions.wire import submission_content
from services.registration.teams import store as teams_store
from services.registration.teams.model.team import Team
from tests.service.registration.submitting import AT, add_material
from tests.unit.services.registration import builders as a

DIVISION = a.division().id
AFTER = AT + timedelta(days=400)  # of every deadline


def add_submitted_team(number: int, project_name: str = "", contents: Sequence[bytes] = (), section: str = "") -> Team:
    """Add a team of the division that submitted, a file for each of these contents in turn of the required kinds."""
    lead = a.organisation(number)
    name = project_name or f"数据要素项目{number}"
    entry = a.entry(project_name=name, team_name=f"团队{number}", lead=lead,
                    representatives=(a.person(f"person {number}", lead.uscc),))  # fmt: skip
    team = a.Team.register(f"team{number}", entry, a.division(), a.REQUIREMENTS, at=AT)
    sections = a.SECTIONS if not section else (replace(a.SECTIONS[0], text=section), *a.SECTIONS[1:])
    team.save_declaration(sections, 0, a.REQUIREMENTS, at=AT)
    kinds = [kind.fact for kind in requirements().required_evidence]
    for place, content in enumerate(contents or (b"%PDF file of " + str(number).encode(),)):
        kind = kinds[place % len(kinds)]
        piece = Piece(kind=kind, file_name=f"材料{place}.pdf", owner_uscc=lead.uscc, content=content)
        material = add_material(team, piece)
        team.evidence = (*team.evidence, evidence_of(material, kind, piece.file_name))
    bare = replace(a.REQUIREMENTS, sections=(), required_evidence=())
    receipt = team.submit(team.draft.revision, bare, a.sign, at=AT)
    form = canonical_json(team.submission_form(receipt.submission_number)).decode()
    content = submission_content(team, form).SerializeToString(deterministic=True)
    teams_store.keep_submission(receipt.digest, content)
    teams_store.teams.save(team)
    return team


def add_dossier(account_id: str = "host", place: int = 1) -> str:
    """Add a dossier to be made; return its identifier."""
    identifier = derived_id("dossier", account_id, str(place))
    dossier = Dossier.request(
        identifier, DIVISION, account_id, role="host", place=place, submission_closes=AT, complete=AT, at=AFTER
    )
    store.dossiers.add(dossier)
    return identifier


def made(identifier: str = "") -> Dossier:
    """Make a dossier, as the process of a worker does; return it."""
    identifier = identifier or add_dossier()
    make(identifier, lambda: AFTER)
    return store.dossiers.look(identifier)


def content_of(dossier: Dossier) -> bytes:
    """Return the file of a dossier, which is as its size and hash say."""
    content = b"".join(files().read(dossier.sha256))
    assert len(content) == dossier.size_bytes
    assert hashlib.sha256(content).hexdigest() == dossier.sha256
    return content


def unpacked(dossier: Dossier) -> dict[str, bytes]:
    """Return the files in a dossier by their paths."""
    with zipfile.ZipFile(io.BytesIO(content_of(dossier))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def lose_record(team: Team) -> None:
    """Forget that the team's files were uploaded; submissions still name them."""
    for material in list(materials.every({"state.team_id": team.id})):
        materials.document._get_collection().delete_one({"_id": material.id})

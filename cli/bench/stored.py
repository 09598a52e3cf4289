"""Stores teams for a benchmark, straight in registration's database, complete and made by registration's own model.

`main` is a program of its own, because it runs with the settings and keys of a stack's registration.
"""

from __future__ import annotations

import argparse
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bson import Binary
from dasai_client import models

from chassis.edition.current import edition
from chassis.facts.submissions import Section
from chassis.facts.teams import Organisation
from chassis.kernel.canonical import canonical_json
from chassis.kernel.identifiers import derived_id, new_id
from chassis.mongo.connection import connect
from chassis.objects import objects
from chassis.settings import settings
from cli.bench.bulk import bare, insert
from cli.synthetic import Piece, Synthetic
from services.registration.divisions import store as divisions_store
from services.registration.divisions.model.division import Division
from services.registration.editions.settings import requirements
from services.registration.materials.checks import evidence_of
from services.registration.materials.model.material import Material, ScanState
from services.registration.materials.settings import file_rules
from services.registration.materials.store import MaterialDocument
from services.registration.names.adapters import FOLDING, search_form
from services.registration.organisations import store as organisations_store
from services.registration.organisations.model import OrganisationRecord
from services.registration.submissions.wire import submission_content
from services.registration.teams import store as teams_store
from services.registration.teams.adapters import signing
from services.registration.teams.adapters.persons import new_salt, sealed
from services.registration.teams.model.entry import Entry
from services.registration.teams.model.team import Team
from services.registration.teams.requests import NewRepresentative
from services.registration.teams.store.draft_texts import DraftTextDocument, text_document

BATCH = 500
SOMEBODY = "account-of-stored-teams"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The teams to store: `count` teams from synthetic index `first` on.

    Without `accounts` they have submitted. With accounts these own them in turn, and they are complete and not submitted; if
    `improved`, they submitted once and improved the draft since.
    """

    first: int
    count: int
    seed: int
    division: str
    at: datetime
    accounts: tuple[str, ...] = ()
    improved: bool = False
    # random bytes that each file has besides
    padding: int = 0


def stored_id(index: int) -> str:
    """Return the id of a stored team."""
    return derived_id("team", "stored", str(index))


def documents(wanted: Wanted) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield everything that registration keeps of these teams: each document with the class of its collection."""
    made = Synthetic(edition(), wanted.seed)
    here = divisions_store.divisions.look(wanted.division)
    spread = [replace(here, id=unit.code) for unit in edition().divisions]
    for index in range(wanted.first, wanted.first + wanted.count):
        division = here if wanted.accounts else spread[index % len(spread)]
        account = wanted.accounts[index % len(wanted.accounts)] if wanted.accounts else SOMEBODY
        team, organisations, materials = _complete(made, index, division, account, wanted)
        texts = [text_document(team.id, section) for section in team.draft.sections]
        if wanted.improved or not wanted.accounts:
            yield teams_store.SubmissionDocument, _submitted(team, wanted.at)
        if wanted.improved:
            before = team.draft.revision
            _improve(team, account, wanted.at)
            texts += [text_document(team.id, section) for section in team.draft.since(before)]
        yield from ((DraftTextDocument, text) for text in texts)
        yield teams_store.TeamDocument, bare(team, teams_store.teams.orders)
        for record in organisations:
            yield organisations_store.OrganisationDocument, bare(record)
        for material, content in materials:
            if wanted.accounts:  # submitting needs the files; those of the other teams nobody asks for
                keep(material, content)
            yield MaterialDocument, bare(material)


def keep(material: Material, content: bytes) -> None:
    """Put the file of a material into the object storage."""
    storage, upload = objects(), new_id()
    storage.begin(upload)
    storage.append(upload, 0, content)
    storage.keep(upload, material.sha256, material.size_bytes)
    storage.discard(upload)


def _complete(
    made: Synthetic, index: int, division: Division, account: str, wanted: Wanted
) -> tuple[Team, list[OrganisationRecord], list[tuple[Material, bytes]]]:
    """Return a team that may submit, its organisations, and its material."""
    at = wanted.at
    project = made.project(index, division.scheme.tracks[0].topics[0].topic_id)
    body = made.registration(index, division.id, project.topic_id, project=project)
    identifier = stored_id(index)
    lead, *partners = (_organisation(facts) for facts in (body["lead"], *body.get("co_organisations", ())))
    people = tuple(NewRepresentative(**person) for person in body["representatives"])
    entry = Entry(
        edition=edition().id,
        track=body["track"],
        topic_id=body["topic_id"],
        team_name=body["team_name"],
        project_name=body["project_name"],
        lead=lead,
        co_organisations=tuple(partners),
        representatives=sealed(people, identifier, at),
        declared_true=True,
        account_id=account,
        salt=new_salt(),
    )
    team = Team.register(identifier, entry, division, requirements(), at=at)
    for partner in partners:
        team.answer_invitation(partner.uscc, f"{account}-partner", consent=True, at=at)
    written = tuple(Section(id=name, text=text) for name, text in project.sections)
    team.save_declaration(written, 0, requirements(), at=at, by=account)
    materials = []
    for small in made.evidence(index, lead.uscc):
        piece = replace(small, content=small.content + os.urandom(wanted.padding))
        material = _material(team, piece, account, at)
        materials.append((material, piece.content))
        team.attach(evidence_of(material, piece.kind, piece.file_name), requirements(), at=at)
    return team, [_record(member, division.id, at) for member in (lead, *partners)], materials


def _record(organisation: Organisation, division_code: str, at: datetime) -> OrganisationRecord:
    """Return the record of an organisation that a team of the division names."""
    record = OrganisationRecord(id=organisation.uscc)
    record.introduce(organisation, division_code, at=at)
    record.index(search_form, FOLDING)
    return record


def _organisation(body: models.StatedOrganisation) -> Organisation:
    return Organisation(uscc=body["uscc"], name=body["name"], kind=body["kind"])


def _material(team: Team, piece: Piece, account: str, at: datetime) -> Material:
    return Material(
        id=derived_id("material", team.id, piece.sha256, piece.owner_uscc),
        team_id=team.id,
        owner_uscc=piece.owner_uscc,
        uploaded_by=account,
        file_name=piece.file_name,
        sha256=piece.sha256,
        size_bytes=len(piece.content),
        media_type="application/pdf",
        scan_state=ScanState.UNSCANNED,
        uploaded_at=at,
        retained_until=at + file_rules().retention,
    )


def _improve(team: Team, account: str, at: datetime) -> None:
    """Add words to each section that rule C10 compares, few enough that it stays the same project."""
    main = requirements().iteration.main_sections
    text = {section.id: section.text for section in team.draft.sections}
    written = tuple(Section(id=name, text=f"{text[name]}经试点复核，补充上述数据。") for name in main)
    team.save_declaration(written, team.draft.revision, requirements(), at=at, by=account)


def _submitted(team: Team, at: datetime) -> dict[str, Any]:
    receipt = team.submit(team.draft.revision, requirements(), signing.receipt_signer(), at=at)
    form = canonical_json(team.submission_form(receipt.submission_number)).decode()
    content = submission_content(team, form).SerializeToString(deterministic=True)
    return {"_id": receipt.digest, "content": Binary(content)}


def load(wanted: Wanted) -> None:
    """Insert the documents in batches; raises pymongo's BulkWriteError if one is there already."""
    waiting: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for kind, document in documents(wanted):
        waiting[kind].append(document)
        if len(waiting[kind]) == BATCH:
            insert(kind._get_collection(), waiting.pop(kind))
    for kind, rest in waiting.items():
        insert(kind._get_collection(), rest)


def main() -> None:
    """Store the teams that the command line describes, as `cli.bench.registration` writes it."""
    parser = argparse.ArgumentParser()
    for name in ("first", "count", "seed"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--division", required=True)
    parser.add_argument("--at", type=datetime.fromisoformat, required=True)
    parser.add_argument("--accounts", nargs="*", default=[])
    parser.add_argument("--improved", action="store_true")
    parser.add_argument("--padding", type=int, default=0)
    arguments = parser.parse_args()
    client = connect(settings(), "registration")
    load(Wanted(**vars(arguments) | {"accounts": tuple(arguments.accounts)}))
    client.close()

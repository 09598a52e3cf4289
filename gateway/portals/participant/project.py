"""Calls by which the pages of a team's project read from services, each by itself, so that a page asks only for what it shows."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from dasai.registration.v1 import (
    declarations_pb2,
    declarations_pb2_grpc,
    materials_pb2,
    materials_pb2_grpc,
    submissions_pb2,
    supplements_pb2,
    supplements_pb2_grpc,
    teams_pb2,
)
from fastapi import Request

from chassis.edition.current import edition
from chassis.edition.submission import DeclarationPart, EvidenceKind, Section
from chassis.kernel.refusal import refuse
from chassis.refusals import NOT_FOUND
from gateway.rpc import as_json, call, channel

from ..shown_files import EXTENSIONS
from .own_team import teams

Shown = dict[str, Any]  # a message as the templates read it
_PAGE = 200


def projects() -> declarations_pb2_grpc.ProjectsAsyncStub:
    """Return the stub of drafts and versions."""
    return declarations_pb2_grpc.ProjectsStub(channel("registration"))


def materials() -> materials_pb2_grpc.MaterialsAsyncStub:
    """Return the stub of material."""
    return materials_pb2_grpc.MaterialsStub(channel("registration"))


def supplements() -> supplements_pb2_grpc.SupplementsAsyncStub:
    """Return the stub of requests for supplementary material."""
    return supplements_pb2_grpc.SupplementsStub(channel("registration"))


async def team(team_id: str, request: Request) -> Shown:
    """Return a team, with the draft and evidence if it is the caller's own."""
    return as_json(await call(teams().GetTeam, teams_pb2.GetTeamRequest(team_id=team_id), request))


async def completeness(team_id: str, request: Request) -> Shown:
    """Return what is done, missing and in the way (rule C4)."""
    message = declarations_pb2.GetCompletenessRequest(team_id=team_id)
    return as_json(await call(projects().GetCompleteness, message, request))


async def draft(team_id: str, request: Request) -> Shown:
    """Return the draft with the writer and time of each section, and its kept texts without their words (rule C4)."""
    message = declarations_pb2.GetDeclarationRequest(team_id=team_id)
    return as_json(await call(projects().GetDeclaration, message, request))


async def kept_texts(team_id: str, request: Request) -> list[Shown]:
    """Return the newest texts that were refused and kept, without their words (rule C4)."""
    message = declarations_pb2.ListKeptTextsRequest(team_id=team_id)
    message.page.page_size = _PAGE
    kept: list[Shown] = as_json(await call(projects().ListKeptTexts, message, request))["kept"]
    return kept


async def kept_text(team_id: str, kept_id: str, request: Request) -> Shown:
    """Return a kept text, whole (rule C4)."""
    message = declarations_pb2.GetKeptTextRequest(team_id=team_id, kept_id=kept_id[:100])
    return as_json(await call(projects().GetKeptText, message, request))


async def editors(team_id: str, request: Request) -> list[Shown]:
    """Return who else of the team is editing which section now (rule C4)."""
    message = declarations_pb2.ListEditorsRequest(team_id=team_id)
    listed: list[Shown] = as_json(await call(projects().ListEditors, message, request))["editors"]
    return listed


async def note_editing(team_id: str, section: str, request: Request) -> list[Shown]:
    """Note that the caller is editing a section, and return who else is editing which one (rule C4)."""
    message = declarations_pb2.NoteEditingRequest(team_id=team_id, section=section)
    listed: list[Shown] = as_json(await call(projects().NoteEditing, message, request))["editors"]
    return listed


async def submission(team_id: str, number: int, request: Request) -> Shown:
    """Return a version as it was submitted (rule C7)."""
    message = submissions_pb2.GetSubmissionRequest(team_id=team_id, number=number)
    return as_json(await call(teams().GetSubmission, message, request))


async def files(team_id: str, request: Request, sha256: str = "") -> list[Shown]:
    """Return the files that a team uploaded, newest first: all, or those with a content (rule C7)."""
    listed: list[Shown] = []
    message = materials_pb2.ListMaterialsRequest(team_id=team_id, sha256=sha256)
    message.page.page_size = _PAGE
    while True:
        answer = as_json(await call(materials().ListMaterials, message, request))
        listed += answer["materials"]
        message.page.page_token = answer["page"]["next_page_token"]
        if not message.page.page_token:
            return sorted(listed, key=lambda file: str(file["uploaded_at"]), reverse=True)


async def requests(team_id: str, request: Request) -> list[Shown]:
    """Return the requests for supplementary material with their answers (rule C11)."""
    message = supplements_pb2.ListSupplementsRequest(team_id=team_id)
    listed: list[Shown] = as_json(await call(supplements().ListSupplements, message, request))["supplements"]
    return listed


async def supplement(team_id: str, number: int, request: Request) -> Shown:
    """Return a request for supplementary material with its answer; refuse NOT_FOUND if no request has the number (rule C11)."""
    message = supplements_pb2.ListSupplementsRequest(team_id=team_id, number=number)
    listed: list[Shown] = as_json(await call(supplements().ListSupplements, message, request))["supplements"]
    if not number or not listed:
        refuse(NOT_FOUND, what="supplement")
    return listed[0]


def organisations(shown: Shown) -> list[Shown]:
    """Return the organisations of a team, the lead first: whose material it may hand in (rule C5)."""
    return [shown["facts"]["lead"], *shown["facts"]["co_organisations"]]


def part_of(section_id: str) -> DeclarationPart | None:
    """Return the part of the declaration that a section is in; None if the edition has no such section."""
    parts = edition().declaration.parts
    return next((part for part in parts if any(section.id == section_id for section in part.sections)), None)


def beside(section_id: str) -> tuple[Section | None, Section | None]:
    """Return the sections before and after a section of the declaration."""
    sections = edition().sections
    place = next(place for place, section in enumerate(sections) if section.id == section_id)
    before = sections[place - 1] if place else None
    return before, sections[place + 1] if place + 1 < len(sections) else None


def evidence_kinds() -> tuple[EvidenceKind, ...]:
    """Return all kinds of evidence, the required ones first (rules C5, C6)."""
    return (*edition().evidence.required, *edition().evidence.optional)


def limits_of(kind: str) -> dict[str, Any]:
    """Return the extensions and the largest size of a kind of evidence (rule C7)."""
    formats = edition().file_formats(kind)
    return {
        "extensions": [EXTENSIONS.get(media_type, media_type) for media_type in formats.media_types],
        "media_types": formats.media_types,
        "max_bytes": formats.max_bytes,
    }


def path_of(team_id: str, missing: Shown) -> str:
    """Return the page, and the field on it, on which a missing item is done (rule C4)."""
    address, item = f"/teams/{team_id}", missing["item"]
    if missing["kind"] == "section":
        return f"{address}/declaration/{item}#text"
    if missing["kind"] == "evidence":
        return f"{address}/material/upload?kind={quote(item)}"
    return f"{address}/organisations"

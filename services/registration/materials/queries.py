"""Reading uploads and material (rules C7, K1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dasai.registration.v1 import materials_pb2

from chassis import mapping
from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse, refuse_unless
from chassis.permissions import registration as permissions
from chassis.personal_data import Record
from chassis.refusals import NOT_FOUND

from ..teams import store as teams_store
from ..teams.checks import claim_evidence, target
from . import rules, store, wire
from .checks import readable, readable_files
from .model.material import ON_THEIR_WAY, Material, UploadState


def get_upload(upload_id: str, actor: Actor, at: Instant) -> materials_pb2.Upload:
    """Return an upload to the accounts of its team; refuses C7_UPLOAD_ENDED if its time is over (rule C7)."""
    upload = store.uploads.peek(upload_id) or store.upload_received_whole(upload_id)
    if upload is None:
        refuse(NOT_FOUND, what="upload")
    team = teams_store.teams.look(upload.team_id)
    permissions.GET_UPLOAD.require(actor, target(team))
    ended = upload.state is UploadState.ENDED or (upload.state in ON_THEIR_WAY and upload.over(at))
    refuse_unless(not ended, rules.C7_UPLOAD_ENDED)
    return wire.upload_view(upload)


def get_material(request: materials_pb2.GetMaterialRequest, actor: Actor) -> materials_pb2.Material:
    """Return material to hand out: any to the team's accounts, only submitted files to others who may see it (C7, E3, K1)."""
    material = store.materials.peek(request.material_id)
    if material is not None and material.team_id == request.team_id and _is_claim_evidence(material, actor):
        material.require_harmless()
        return wire.material_view(material)
    team = teams_store.teams.look(request.team_id)
    files = readable_files(team, permissions.GET_MATERIAL.require(actor, readable(team, actor)).audience)
    if material is None or material.team_id != team.id or (files is not None and material.sha256 not in files):
        refuse(NOT_FOUND, what="material")
    material.require_harmless()
    return wire.material_view(material)


def _is_claim_evidence(material: Material, actor: Actor) -> bool:
    """Return True if the caller decides on a claim to the names of the material's team, and this is evidence for it (rule B7)."""
    team = teams_store.teams.peek(material.team_id)
    return team is not None and any(piece.sha256 == material.sha256 for piece in claim_evidence(team, actor))


def list_materials(request: materials_pb2.ListMaterialsRequest, actor: Actor) -> materials_pb2.ListMaterialsResponse:
    """List all material of a team to its accounts, only submitted files to others who may see it (rules C7, E3, K1)."""
    team = teams_store.teams.look(request.team_id)
    files = readable_files(team, permissions.LIST_MATERIALS.require(actor, readable(team, actor)).audience)
    page = request.page
    filters: dict[str, Any] = {"state.team_id": team.id}
    if files is not None:
        filters["state.sha256"] = {"$in": sorted(files & {request.sha256} if request.sha256 else files)}
    elif request.sha256:
        filters["state.sha256"] = request.sha256
    materials, token = store.materials.page(filters, page.page_token, page.page_size)
    return materials_pb2.ListMaterialsResponse(
        materials=[wire.material_view(material) for material in materials], page=mapping.page_response(token)
    )


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the material that the caller uploaded for its teams, and its uploads that are stored (rule K4)."""
    for team in teams_store.own_teams(actor.account_id):
        kept = list(store.materials.every({"state.team_id": team.id}))
        own = (each for each in kept if each.uploaded_by == actor.account_id)
        for material in sorted(own, key=lambda each: (each.uploaded_at, each.id)):
            values = {"team_id": team.id, "file_name": material.file_name, "sha256": material.sha256}
            yield Record(kind="material", at=material.uploaded_at, values=values)
        whole = (material.upload(received) for material in kept for received in material.received)
        uploads = (*store.uploads.every({"state.team_id": team.id}), *whole)
        begun = (each for each in uploads if each.account_id == actor.account_id)
        for upload in sorted(begun, key=lambda each: (each.created_at, each.id)):
            values = {"team_id": team.id, "file_name": upload.file_name, "state": upload.state}
            yield Record(kind="upload", at=upload.created_at, values=values)

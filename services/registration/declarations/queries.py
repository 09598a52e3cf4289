"""Reading drafts and kept texts, by the team alone (rules C4, K1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from dasai.registration.v1 import declarations_pb2

from chassis import mapping
from chassis.actor import Actor
from chassis.kernel.clock import instant
from chassis.kernel.refusal import refuse
from chassis.mongo.listing import page_of_few
from chassis.permissions import registration as permissions
from chassis.personal_data import Record
from chassis.refusals import NOT_FOUND

from ..teams import store as teams_store
from ..teams.checks import visible
from ..teams.store.draft_texts import read_texts
from . import store, wire


def get_declaration(request: declarations_pb2.GetDeclarationRequest, actor: Actor) -> declarations_pb2.Declaration:
    """Return the draft since a revision and the newest kept texts, to the team alone (rules C4, K1)."""
    team = visible(request.team_id, actor, permissions.GET_DECLARATION)
    read_texts(team, {section.id for section in team.draft.since(request.since_revision)})
    kept_texts = store.kept_texts(team.id)
    if request.HasField("kept_since"):
        since = instant(request.kept_since.ToDatetime(tzinfo=UTC))
        kept_texts = [text for text in kept_texts if text.at > since]
    return wire.declaration_view(team, request.since_revision, kept_texts)


def list_kept_texts(
    request: declarations_pb2.ListKeptTextsRequest, actor: Actor
) -> declarations_pb2.ListKeptTextsResponse:
    """List a team's kept texts, newest first, to the team alone (rules C4, K1)."""
    team = visible(request.team_id, actor, permissions.LIST_KEPT_TEXTS)
    kept_texts = store.kept_texts(team.id)
    page = page_of_few(kept_texts, lambda text: text.id, ["kept texts", team.id], mapping.asked(request.page))
    return declarations_pb2.ListKeptTextsResponse(
        kept=[wire.kept_view(team, text) for text in page.aggregates], page=mapping.list_response(page)
    )


def get_kept_text(request: declarations_pb2.GetKeptTextRequest, actor: Actor) -> declarations_pb2.KeptText:
    """Return a kept text, whole, to the team alone (rules C4, K1)."""
    team = visible(request.team_id, actor, permissions.GET_KEPT_TEXT)
    kept_text, content = store.kept_text(team.id, request.kept_id) or refuse(NOT_FOUND, what="kept_text")
    return wire.kept_view(team, kept_text, content)


def list_editors(team_id: str, actor: Actor) -> declarations_pb2.Editors:
    """Return who of the team is editing, and where, apart from the caller; to the team alone (rules C4, K1)."""
    team = visible(team_id, actor, permissions.LIST_EDITORS)
    return wire.editors_view(team, store.editing(team.id), actor.account_id)


def personal_data(actor: Actor) -> Iterator[Record]:
    """Yield the caller's texts that are kept beside the drafts of its teams (rules C4, K4)."""
    for team in teams_store.own_teams(actor.account_id):
        for kept in store.kept_texts(team.id):
            found = store.kept_text(team.id, kept.id) if kept.by == actor.account_id else None
            if found is not None:
                values = {"team_id": team.id, "section": kept.section, "text": found[1].text}
                yield Record(kind="kept_text", at=kept.at, values=values)

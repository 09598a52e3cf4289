"""Drafts, versions and receipts (rules C4, C7, C8, C10)."""

from __future__ import annotations

from datetime import UTC

from dasai.registration.v1 import declarations_pb2

from chassis import mapping
from chassis.actor import Actor
from chassis.kernel.clock import instant
from chassis.kernel.refusal import refuse
from chassis.mongo.store import DEFAULT_PAGE, MAX_PAGE
from chassis.refusals import NOT_FOUND

from ..teams.checks.access import own
from ..teams.store.draft_texts import read_texts
from . import store, wire


def get_declaration(request: declarations_pb2.GetDeclarationRequest, actor: Actor) -> declarations_pb2.Declaration:
    """The draft since a revision, for the team alone: drafts are nobody else's business (rules C4, K1)."""
    team = own(request.team_id, actor)
    read_texts(team, {section.id for section in team.draft.since(request.since_revision)})
    kept = store.kept(team.id)
    if request.HasField("kept_since"):
        since = instant(request.kept_since.ToDatetime(tzinfo=UTC))
        kept = [one for one in kept if one.at > since]
    return wire.declaration_view(team, request.since_revision, kept)


def list_kept_texts(
    request: declarations_pb2.ListKeptTextsRequest, actor: Actor
) -> declarations_pb2.ListKeptTextsResponse:
    """The refused texts of a team, newest first, for the team alone (rules C4, K1); a token is the last one's id."""
    team = own(request.team_id, actor)
    kept = store.kept(team.id)
    size = min(request.page.page_size or DEFAULT_PAGE, MAX_PAGE)
    ids = [one.id for one in kept]
    token = request.page.page_token
    first = ids.index(token) + 1 if token in ids else 0
    page, rest = kept[first : first + size], kept[first + size :]
    return declarations_pb2.ListKeptTextsResponse(
        kept=[wire.kept_view(team, one) for one in page], page=mapping.page_response(page[-1].id if rest else "")
    )


def get_kept_text(request: declarations_pb2.GetKeptTextRequest, actor: Actor) -> declarations_pb2.KeptText:
    """One refused text, whole, for the team alone (rules C4, K1)."""
    team = own(request.team_id, actor)
    kept, content = store.kept_text(team.id, request.kept_id) or refuse(NOT_FOUND, what="kept_text")
    return wire.kept_view(team, kept, content)

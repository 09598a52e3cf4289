"""Reading drafts and kept texts, by the team alone (rules C4, K1)."""

from __future__ import annotations

from datetime import UTC

from dasai.registration.v1 import declarations_pb2

from chassis import mapping
from chassis.actor import Actor
from chassis.kernel.clock import instant
from chassis.kernel.refusal import refuse
from chassis.mongo.store import DEFAULT_PAGE, MAX_PAGE
from chassis.refusals import NOT_FOUND

from ..teams.checks import own
from ..teams.store.draft_texts import read_texts
from . import store, wire


def get_declaration(request: declarations_pb2.GetDeclarationRequest, actor: Actor) -> declarations_pb2.Declaration:
    """Return the draft since a revision and the newest kept texts, to the team alone (rules C4, K1)."""
    team = own(request.team_id, actor)
    read_texts(team, {section.id for section in team.draft.since(request.since_revision)})
    kept_texts = store.kept_texts(team.id)
    if request.HasField("kept_since"):
        since = instant(request.kept_since.ToDatetime(tzinfo=UTC))
        kept_texts = [text for text in kept_texts if text.at > since]
    return wire.declaration_view(team, request.since_revision, kept_texts)


def list_kept_texts(
    request: declarations_pb2.ListKeptTextsRequest, actor: Actor
) -> declarations_pb2.ListKeptTextsResponse:
    """List a team's kept texts, newest first, to the team alone (rules C4, K1); a page token is an id."""
    team = own(request.team_id, actor)
    kept_texts = store.kept_texts(team.id)
    size = min(request.page.page_size or DEFAULT_PAGE, MAX_PAGE)
    ids = [text.id for text in kept_texts]
    token = request.page.page_token
    first = ids.index(token) + 1 if token in ids else 0
    page, rest = kept_texts[first : first + size], kept_texts[first + size :]
    return declarations_pb2.ListKeptTextsResponse(
        kept=[wire.kept_view(team, text) for text in page], page=mapping.page_response(page[-1].id if rest else "")
    )


def get_kept_text(request: declarations_pb2.GetKeptTextRequest, actor: Actor) -> declarations_pb2.KeptText:
    """Return a kept text, whole, to the team alone (rules C4, K1)."""
    team = own(request.team_id, actor)
    kept_text, content = store.kept_text(team.id, request.kept_id) or refuse(NOT_FOUND, what="kept_text")
    return wire.kept_view(team, kept_text, content)

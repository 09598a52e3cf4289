"""Drafts, versions and receipts (rules C4, C7, C8, C10)."""

from __future__ import annotations

from datetime import UTC

from dasai.registration.v1 import declarations_pb2, submissions_pb2

from chassis.actor import Actor
from chassis.kernel.clock import instant
from chassis.kernel.refusal import refuse
from chassis.mongo.store import DEFAULT_PAGE, MAX_PAGE
from chassis.refusals import NOT_FOUND

from .. import store, wire
from ..adapters import alignment, segmentation
from ..checks.access import own, visible
from ..model import rules
from ..model.difference import compare, share_changed
from ..model.receipt import as_written
from ..model.team import Team
from ..store import drafts
from ..wire import requirements


def get_declaration(request: declarations_pb2.GetDeclarationRequest, actor: Actor) -> declarations_pb2.Declaration:
    """The draft since a revision, for the team alone: drafts are nobody else's business (rules C4, K1)."""
    team = own(request.team_id, actor)
    kept = drafts.kept(team.id)
    if request.HasField("kept_since"):
        since = instant(request.kept_since.ToDatetime(tzinfo=UTC))
        kept = [one for one in kept if one.at > since]
    return wire.declaration_view(team, request.since_revision, kept)


def list_kept_texts(
    request: declarations_pb2.ListKeptTextsRequest, actor: Actor
) -> declarations_pb2.ListKeptTextsResponse:
    """The refused texts of a team, newest first, for the team alone (rules C4, K1); a token is the last one's id."""
    team = own(request.team_id, actor)
    kept = drafts.kept(team.id)
    size = min(request.page.page_size or DEFAULT_PAGE, MAX_PAGE)
    ids = [one.id for one in kept]
    token = request.page.page_token
    first = ids.index(token) + 1 if token in ids else 0
    page, rest = kept[first : first + size], kept[first + size :]
    return declarations_pb2.ListKeptTextsResponse(
        kept=[wire.kept_view(team, one) for one in page], page=wire.page_response(page[-1].id if rest else "")
    )


def get_kept_text(request: declarations_pb2.GetKeptTextRequest, actor: Actor) -> declarations_pb2.KeptText:
    """One refused text, whole, for the team alone (rules C4, K1)."""
    team = own(request.team_id, actor)
    kept, content = drafts.kept_text(team.id, request.kept_id) or refuse(NOT_FOUND, what="kept_text")
    return wire.kept_view(team, kept, content)


def list_versions(team_id: str, actor: Actor) -> submissions_pb2.ListVersionsResponse:
    """Every version that was submitted (rule C10)."""
    team = visible(team_id, actor)
    return submissions_pb2.ListVersionsResponse(
        versions=[wire.receipt_view(receipt) for receipt in team.receipts], draft_revision=team.draft.revision
    )


def compare_versions(
    request: submissions_pb2.CompareVersionsRequest, actor: Actor
) -> submissions_pb2.VersionDifference:
    """Two versions side by side at word level (rule C10); the draft is for the team alone."""
    draft_asked = 0 in (request.left, request.right)
    team = own(request.team_id, actor) if draft_asked else visible(request.team_id, actor)
    left, right = (
        submission_of(team, number) if number else wire.draft_as_submission(team)
        for number in (request.left, request.right)
    )
    main = frozenset(requirements().iteration.main_sections)
    texts = [{one.id: one.text for one in side.declaration if one.id in main} for side in (left, right)]
    share, _ = share_changed(texts[0], texts[1], segmentation.words, alignment.opcodes)
    return wire.difference_view(
        team.id, left, right, lambda one, other: compare(one, other, segmentation.words, alignment.opcodes), str(share)
    )


def get_submission(request: submissions_pb2.GetSubmissionRequest, actor: Actor) -> submissions_pb2.Submission:
    """What was submitted, as it was submitted (rule C7)."""
    return submission_of(visible(request.team_id, actor), request.number)


def get_receipt(number: str, actor: Actor) -> submissions_pb2.Receipt:
    """A receipt by its number, however typed, for anyone who holds it: it tells nothing of the content (rule C8)."""
    wanted = as_written(number) or refuse(rules.C8_RECEIPT_NUMBER_WRONG)
    holders = store.teams.every({"state.receipts.number": wanted})
    found = next((one for team in holders for one in team.receipts if one.number == wanted), None)
    return wire.receipt_view(found or refuse(NOT_FOUND, what="receipt"))


def submission_of(team: Team, number: int) -> submissions_pb2.Submission:
    """A submission of the team with its receipt; refuses NOT_FOUND for a number that there is not."""
    if not 1 <= number <= len(team.receipts):
        refuse(NOT_FOUND, what="submission")
    content = store.submission_content(team.receipts[number - 1].digest)
    if content is None:
        refuse(NOT_FOUND, what="submission")
    submission = submissions_pb2.Submission.FromString(content)
    submission.receipt.CopyFrom(wire.receipt_view(team.receipts[number - 1]))
    return submission

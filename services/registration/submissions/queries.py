"""Reading versions, receipts and completeness (rules C4, C7, C8, C10)."""

from __future__ import annotations

from dasai.registration.v1 import declarations_pb2, submissions_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal, refuse
from chassis.mapping import from_message
from chassis.permissions import Form, show
from chassis.permissions import registration as permissions
from chassis.refusals import NOT_FOUND

from ..editions.settings import requirements
from ..materials.checks import usability_checks
from ..shared.receipts import Receipt, as_written, verify
from ..teams import store as teams_store
from ..teams import wire as teams_wire
from ..teams.adapters import signing
from ..teams.checks import Check, prolong_if_late, taking_part, target, visible
from ..teams.model.content_change import ContentChange, judged
from ..teams.model.team import Team
from ..teams.store.draft_texts import read_texts
from . import rules, wire
from .adapters import alignment, segmentation
from .checks import content_change
from .model.difference import compare, share_changed
from .words import remarks
from .words.completeness import completeness_view
from .words.differences import difference_view


def list_versions(team_id: str, actor: Actor) -> submissions_pb2.ListVersionsResponse:
    """List each version that was submitted (rule C10)."""
    team = teams_store.teams.look(team_id)
    allowance = permissions.LIST_VERSIONS.require(actor, target(team))
    view = submissions_pb2.ListVersionsResponse(
        versions=[teams_wire.receipt_view(receipt) for receipt in team.receipts], draft_revision=team.draft.revision
    )
    return show(view, allowance.audience)


def compare_versions(
    request: submissions_pb2.CompareVersionsRequest, actor: Actor
) -> submissions_pb2.VersionDifference:
    """Return two versions side by side at word level (rule C10); the draft only to the team."""
    form = Form.DRAFT if 0 in (request.left, request.right) else Form.SUBMITTED
    team = visible(request.team_id, actor, permissions.COMPARE_VERSIONS, form)
    left, right = (
        submission_of(team, number) if number else wire.draft_as_submission(read_texts(team))
        for number in (request.left, request.right)
    )
    main = frozenset(requirements().iteration.main_sections)
    texts = [
        {section.id: section.text for section in version.declaration if section.id in main} for version in (left, right)
    ]
    share, _ = share_changed(texts[0], texts[1], segmentation.words, alignment.opcodes)
    return difference_view(
        team.id,
        left,
        right,
        lambda before, after: compare(before, after, segmentation.words, alignment.opcodes),
        str(share),
    )


def get_submission(request: submissions_pb2.GetSubmissionRequest, actor: Actor) -> submissions_pb2.Submission:
    """Return a submission as it was submitted (rule C7), to others without the team's accounts (rule K1)."""
    team = teams_store.teams.look(request.team_id)
    allowance = permissions.GET_SUBMISSION.require(actor, target(team))
    return show(submission_of(team, request.number), allowance.audience)


def get_receipt(number: str, actor: Actor) -> submissions_pb2.Receipt:
    """Return a receipt by its number, however typed, to anyone who has it: it says nothing of the content (rule C8)."""
    written = as_written(number) or refuse(rules.C8_RECEIPT_NUMBER_WRONG)
    holders = teams_store.teams.every({"state.receipts.number": written})
    receipts = (receipt for team in holders for receipt in team.receipts if receipt.number == written)
    return teams_wire.receipt_view(next(receipts, None) or refuse(NOT_FOUND, what="receipt"))


def submission_of(team: Team, number: int) -> submissions_pb2.Submission:
    """Return a submission of the team with its receipt; refuses NOT_FOUND if there is none of that number."""
    if not 1 <= number <= len(team.receipts):
        refuse(NOT_FOUND, what="submission")
    content = teams_store.submission_content(team.receipts[number - 1].digest)
    if content is None:
        refuse(NOT_FOUND, what="submission")
    submission = submissions_pb2.Submission.FromString(content)
    submission.receipt.CopyFrom(teams_wire.receipt_view(team.receipts[number - 1]))
    return submission


def list_receipt_keys() -> submissions_pb2.ListReceiptKeysResponse:
    """Return the public keys of receipts, the current key first, to everyone."""
    keys = signing.public_keys()
    return submissions_pb2.ListReceiptKeysResponse(
        keys=[
            submissions_pb2.ReceiptKey(key_id=name, public_key=key.hex(), current=place == 0)
            for place, (name, key) in enumerate(keys.items())
        ]
    )


def verify_receipt(request: submissions_pb2.VerifyReceiptRequest) -> submissions_pb2.VerifyReceiptResponse:
    """Return if a receipt is as it was issued, to everyone."""
    verdict = verify(from_message(request.receipt, Receipt), signing.public_keys(), signing.is_signed)
    return submissions_pb2.VerifyReceiptResponse(verdict=f"RECEIPT_VERDICT_{verdict.upper()}")


def get_completeness(team_id: str, actor: Actor, at: Instant) -> declarations_pb2.Completeness:
    """Return what is done, missing and in the way, and if the caller may submit, to the team alone (rules C4, K1)."""
    team = visible(team_id, actor, permissions.GET_COMPLETENESS)
    prolong_if_late(team, at)
    refusals, change = _rehearse(team) if team.is_writable(at) else ([], team.content_noted)
    return completeness_view(
        team,
        requirements(),
        account_id=actor.account_id,
        at=at,
        obstacles=[remarks.obstacle(refusal) for refusal in refusals],
        remarks=_review_remarks(team, change, at),
    )


def _rehearse(team: Team) -> tuple[list[Refusal], ContentChange | None]:
    """Return what submitting would be refused for, and the change of content that a reviewer would look at."""
    refusals = [_refusal(check) for check in (*taking_part(team), *usability_checks(team))]
    change = None
    try:
        change = _change_to_review(team)
    except Refusal as refusal:
        refusals.append(refusal)
    return [refusal for refusal in refusals if refusal is not None], change


def _refusal(check: Check) -> Refusal | None:
    try:
        check()
    except Refusal as refusal:
        return refusal
    return None


def _change_to_review(team: Team) -> ContentChange | None:
    """Return the change of content that a reviewer would look at; compare texts only if main content changed since submission."""
    changed = team.changed_since_submission
    if changed is None or set(requirements().iteration.main_sections).isdisjoint(changed.sections):
        return team.content_noted
    change = content_change(read_texts(team, set(requirements().iteration.main_sections)))
    return judged(change, requirements().iteration, requirements().names) if change is not None else None


def _review_remarks(team: Team, change: ContentChange | None, at: Instant) -> list[declarations_pb2.Remark]:
    """Return remarks on what reviewers look at; findings only of teams that submitted, for others they are obstacles."""
    if not (team.is_active and (team.receipts or team.is_writable(at))):
        return []
    shown = remarks.finding_remarks(team.findings.each if team.receipts else team.findings.pairs)
    shown += remarks.name_remarks(team.findings.names)
    shown += remarks.near_project_remarks(team.findings.near_projects)
    if change is not None:
        shown.append(remarks.change_remark(change.percent))
    return shown

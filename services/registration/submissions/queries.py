"""Drafts, versions and receipts (rules C4, C7, C8, C10)."""

from __future__ import annotations

from dasai.registration.v1 import declarations_pb2, submissions_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal, refuse
from chassis.mapping import from_message
from chassis.refusals import NOT_FOUND

from ..editions.settings import requirements
from ..materials.checks import usable
from ..shared.receipts import Receipt, as_written, verify
from ..teams import store as teams_store
from ..teams import wire as teams_wire
from ..teams.adapters import signing
from ..teams.checks.access import own, visible
from ..teams.checks.deadlines import prolong_if_late
from ..teams.checks.participation import Check, taking_part
from ..teams.model.content_change import ContentChange, judged
from ..teams.model.team import Team
from ..teams.store.draft_texts import read_texts
from . import remarks, rules, wire
from .adapters import alignment, segmentation
from .checks import content_change
from .model.difference import compare, share_changed


def list_versions(team_id: str, actor: Actor) -> submissions_pb2.ListVersionsResponse:
    """Every version that was submitted (rule C10)."""
    team = visible(team_id, actor)
    return submissions_pb2.ListVersionsResponse(
        versions=[teams_wire.receipt_view(receipt) for receipt in team.receipts], draft_revision=team.draft.revision
    )


def compare_versions(
    request: submissions_pb2.CompareVersionsRequest, actor: Actor
) -> submissions_pb2.VersionDifference:
    """Two versions side by side at word level (rule C10); the draft is for the team alone."""
    draft_asked = 0 in (request.left, request.right)
    team = own(request.team_id, actor) if draft_asked else visible(request.team_id, actor)
    left, right = (
        submission_of(team, number) if number else wire.draft_as_submission(read_texts(team))
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
    holders = teams_store.teams.every({"state.receipts.number": wanted})
    found = next((one for team in holders for one in team.receipts if one.number == wanted), None)
    return teams_wire.receipt_view(found or refuse(NOT_FOUND, what="receipt"))


def submission_of(team: Team, number: int) -> submissions_pb2.Submission:
    """A submission of the team with its receipt; refuses NOT_FOUND for a number that there is not."""
    if not 1 <= number <= len(team.receipts):
        refuse(NOT_FOUND, what="submission")
    content = teams_store.submission_content(team.receipts[number - 1].digest)
    if content is None:
        refuse(NOT_FOUND, what="submission")
    submission = submissions_pb2.Submission.FromString(content)
    submission.receipt.CopyFrom(teams_wire.receipt_view(team.receipts[number - 1]))
    return submission


def list_receipt_keys() -> submissions_pb2.ListReceiptKeysResponse:
    """The public keys, the current one first; for everyone."""
    keys = signing.public_keys()
    return submissions_pb2.ListReceiptKeysResponse(
        keys=[
            submissions_pb2.ReceiptKey(key_id=name, public_key=key.hex(), current=place == 0)
            for place, (name, key) in enumerate(keys.items())
        ]
    )


def verify_receipt(request: submissions_pb2.VerifyReceiptRequest) -> submissions_pb2.VerifyReceiptResponse:
    """Whether a receipt is as it was given; for everyone."""
    verdict = verify(from_message(request.receipt, Receipt), signing.public_keys(), signing.is_signed)
    return submissions_pb2.VerifyReceiptResponse(verdict=f"RECEIPT_VERDICT_{verdict.upper()}")


def get_completeness(team_id: str, actor: Actor, at: Instant) -> declarations_pb2.Completeness:
    """What is done, missing and in the way, and whether the caller may submit, for the team alone (rules C4, K1)."""
    team = own(team_id, actor)
    prolong_if_late(team, at)
    obstacles, noted = _rehearsed(team) if team.is_writable(at) else ([], team.content_noted)
    return wire.completeness_view(
        team,
        requirements(),
        account_id=actor.account_id,
        at=at,
        obstacles=[remarks.obstacle(one) for one in obstacles],
        remarks=_looked_at(team, noted, at),
    )


def _rehearsed(team: Team) -> tuple[list[Refusal], ContentChange | None]:
    """What submitting would be refused for, and what of the content a reviewer would look at."""
    refusals = [_refusal(check) for check in (*taking_part(team), *usable(team))]
    noted = None
    try:
        noted = _noted(team)
    except Refusal as refusal:
        refusals.append(refusal)
    return [one for one in refusals if one is not None], noted


def _refusal(check: Check) -> Refusal | None:
    try:
        check()
    except Refusal as refusal:
        return refusal
    return None


def _noted(team: Team) -> ContentChange | None:
    """As at the last submission where no main content changed since: comparing whole texts takes its time."""
    changed = team.changed_since_submission
    if changed is None or set(requirements().iteration.main_sections).isdisjoint(changed.sections):
        return team.content_noted
    change = content_change(read_texts(team, set(requirements().iteration.main_sections)))
    return judged(change, requirements().iteration, requirements().names) if change is not None else None


def _looked_at(team: Team, noted: ContentChange | None, at: Instant) -> list[declarations_pb2.Remark]:
    """What reviewers look at. What speaks against a team that never submitted nobody looks at: it is in the team's way."""
    if not (team.is_active and (team.receipts or team.is_writable(at))):
        return []
    told = remarks.of_findings(team.findings.each) if team.receipts else []
    told += remarks.of_names(team.findings.names)
    if noted is not None:
        told.append(remarks.of_change(noted.percent))
    return told

"""What was submitted, as it was submitted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bson import Binary
from dasai.registration.v1 import submissions_pb2
from mongoengine import BinaryField

from chassis.mongo.document import PlainDocument, insert_once

from ..model.receipt import Receipt
from ..model.team import Team


class SubmissionDocument(PlainDocument):
    """What was submitted, by its digest and never changed: written before the submission that points to it (rule C7)."""

    meta: Any = {"collection": "submissions", "auto_create_index": False}
    content = BinaryField()


def keep_submission(digest: str, content: bytes) -> None:
    """Keep what was submitted under its digest; the same again is nothing new."""
    insert_once(SubmissionDocument, digest, content=Binary(content))


def submission_content(digest: str) -> bytes | None:
    """What was submitted under this digest."""
    found = SubmissionDocument._get_collection().find_one({"_id": digest})
    return bytes(found["content"]) if found else None


def submitted_files(receipt: Receipt) -> dict[str, str] | None:
    """Names of the files of a submission by SHA-256; None where its content can't be found."""
    content = submission_content(receipt.digest)
    if content is None:
        return None
    return {piece.sha256: piece.file_name for piece in submissions_pb2.Submission.FromString(content).evidence}


def handed_in(team: Team, versions: Iterable[Receipt]) -> dict[str, str]:
    """Names by SHA-256 of the files that a team submitted in these versions, or answered with (rules C10, C11)."""
    found = {piece.sha256: piece.file_name for request in team.supplements.requests for piece in request.evidence}
    for receipt in versions:
        found |= submitted_files(receipt) or {}
    return found

"""Two versions of a submission side by side, under the edition's names of the sections (rule C10)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import submissions_pb2

from chassis.edition.current import edition
from chassis.edition.submission import Section as SectionRule
from chassis.mapping import messages

from ..model.difference import TextDifference

Compare = Callable[[str, str], TextDifference]


def difference_view(
    team_id: str, left: submissions_pb2.Submission, right: submissions_pb2.Submission, compare: Compare, share: str
) -> submissions_pb2.VersionDifference:
    """Return two versions side by side, with the names of the sections; submission number 0 is the draft (rule C10)."""
    before = {section.id: section.text for section in left.declaration}
    after = {section.id: section.text for section in right.declaration}
    return submissions_pb2.VersionDifference(
        team_id=team_id,
        left=left.receipt.submission_number,
        right=right.receipt.submission_number,
        sections=[
            _section(section, before.get(section.id, ""), after.get(section.id, ""), compare)
            for section in edition().sections
        ],
        evidence=_evidence(list(left.evidence), list(right.evidence)),
        main_content_share=share,
    )


def _section(section: SectionRule, left: str, right: str, compare: Compare) -> submissions_pb2.SectionDifference:
    view = submissions_pb2.SectionDifference(
        id=section.id, name_zh=section.zh, name_en=section.en, changed=left != right
    )
    if view.changed:
        difference = compare(left, right)
        view.rows.extend(messages(difference.rows, submissions_pb2.DifferenceRow))
        view.moved.extend(difference.moved)
    return view


def _evidence(
    left: Sequence[contest_pb2.Evidence], right: Sequence[contest_pb2.Evidence]
) -> list[submissions_pb2.EvidenceDifference]:
    """Return what evidence differs, by kind, owner and content.

    A piece that is removed while another of its kind and owner is added counts as replaced.
    """
    same = {_identity(piece) for piece in left} & {_identity(piece) for piece in right}
    removed = [piece for piece in left if _identity(piece) not in same]
    added = [piece for piece in right if _identity(piece) not in same]
    differences = []
    for piece in removed:
        replacement = next((new for new in added if (new.kind, new.owner_uscc) == (piece.kind, piece.owner_uscc)), None)
        if replacement is None:
            differences.append(submissions_pb2.EvidenceDifference(change="removed", left=piece))
        else:
            added.remove(replacement)
            differences.append(submissions_pb2.EvidenceDifference(change="replaced", left=piece, right=replacement))
    return [*differences, *(submissions_pb2.EvidenceDifference(change="added", right=piece) for piece in added)]


def _identity(piece: contest_pb2.Evidence) -> tuple[str, str, str]:
    return piece.kind, piece.owner_uscc, piece.sha256

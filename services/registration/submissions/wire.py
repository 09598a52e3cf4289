"""Submissions in the contracts."""

from __future__ import annotations

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import submissions_pb2

from chassis.mapping import messages, to_message

from ..teams.model.team import Team


def submission_content(team: Team, form: str) -> submissions_pb2.Submission:
    """Return what a submission of the draft keeps besides its receipt, with its canonical form (rule C7).

    The receipt is left out because the content is kept under its digest: it is the same however often submitting is tried.
    """
    return submissions_pb2.Submission(
        team=to_message(team.facts, contest_pb2.TeamFacts),
        declaration=messages(team.draft.content(), contest_pb2.Section),
        evidence=messages(team.evidence, contest_pb2.Evidence),
        form=form,
    )


def draft_as_submission(team: Team) -> submissions_pb2.Submission:
    """Return the draft in the form of a submission, to be compared with one."""
    return submissions_pb2.Submission(
        receipt=submissions_pb2.Receipt(team_id=team.id),
        declaration=messages(team.draft.content(), contest_pb2.Section),
        evidence=messages(team.evidence, contest_pb2.Evidence),
    )

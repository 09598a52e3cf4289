"""What other services tell, as commands."""

from __future__ import annotations

from dasai.publicity.v1 import events_pb2 as publicity
from dasai.review.v1 import events_pb2 as review

from chassis.mapping import from_message

from ..model import commands
from ..model.supplement import Supplement
from ..model.team import ReviewState

_REVIEW_STATES = {
    review.OUTCOME_PASSED: ReviewState.PASSED,
    review.OUTCOME_RETURNED: ReviewState.RETURNED,
    review.OUTCOME_SUPPLEMENT: ReviewState.SUPPLEMENT,
    review.OUTCOME_REJECTED: ReviewState.REJECTED,
}


def learn_review(event: review.CaseDecided) -> commands.LearnReview:
    """What review decided, for the team's own view."""
    return commands.LearnReview(
        team_id=event.team.team_id,
        number=event.submission_number,
        state=_REVIEW_STATES[event.outcome],
        reason=event.reason,
        sequence=event.sequence,
        supplement=_request(event) if event.HasField("supplement") else None,
    )


def _request(event: review.CaseDecided) -> Supplement:
    return from_message(event.supplement, Supplement, submission_number=event.submission_number)


def learn_disqualification(event: review.TeamDisqualified) -> commands.LearnDisqualification:
    """That a team lost its place."""
    return commands.LearnDisqualification(team_id=event.team_id, code=event.code, reason=event.reason)


def learn_revocation(event: publicity.AwardRevoked) -> commands.LearnDisqualification:
    """That a team lost its award (rule H4)."""
    return commands.LearnDisqualification(team_id=event.award.team.team_id, code=event.code, reason=event.reason)

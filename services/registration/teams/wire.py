"""Teams, receipts and invitations in the contracts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

from dasai.accounts.v1 import events_pb2 as accounts
from dasai.common.v1 import contest_pb2
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.registration.v1 import claims_pb2, declarations_pb2, events_pb2, submissions_pb2, teams_pb2
from dasai.review.v1 import events_pb2 as review

from chassis.facts.submissions import Evidence
from chassis.facts.teams import Organisation, TeamFacts
from chassis.kernel.clock import instant
from chassis.mapping import from_message, messages, set_choice, to_message
from chassis.permissions import Audience, show

from ..editions.model import Requirements
from ..organisations.model import CreditList
from ..shared.materials import material_id
from ..shared.receipts import Receipt
from . import events, requests
from .model.claims import NameClaim
from .model.entry import SealedRepresentative
from .model.findings import SAME_NAME, TeamFinding
from .model.passing_on import PassingOn
from .model.reviews import AppealAnswer, ReviewState
from .model.supplements import Supplement
from .model.team import Team

EVENTS: dict[type, Any] = {
    events.TeamRegistered: events_pb2.TeamRegistered,
    events.TeamChanged: events_pb2.TeamChanged,
    events.TeamAccountsChanged: events_pb2.TeamAccountsChanged,
    events.PassingOnOpened: events_pb2.PassingOnOpened,
    events.PassingOnSettled: events_pb2.PassingOnSettled,
    events.SubmissionMade: events_pb2.SubmissionMade,
    events.TeamFindingChanged: events_pb2.TeamFindingChanged,
    events.PersonsRekeyed: events_pb2.PersonsRekeyed,
    events.ConsentAnswered: events_pb2.ConsentAnswered,
    events.NameClaimFiled: events_pb2.NameClaimFiled,
    events.NameClaimDecided: events_pb2.NameClaimDecided,
    events.TeamWithdrawn: events_pb2.TeamWithdrawn,
    events.SupplementAnswered: events_pb2.SupplementAnswered,
    events.SupplementLapsed: events_pb2.SupplementLapsed,
}


def receipt_view(receipt: Receipt) -> submissions_pb2.Receipt:
    """Return a receipt as a message."""
    return to_message(receipt, submissions_pb2.Receipt)


def team_message(team: Team, audience: Audience) -> teams_pb2.Team:
    """Return a team, persons masked (rule K4), without anything that is not submitted."""
    own = audience is Audience.TEAM
    return teams_pb2.Team(
        facts=to_message(team.facts, contest_pb2.TeamFacts),
        state=f"TEAM_STATE_{team.state.upper()}",
        representatives=[_representative(person) for person in team.representatives],
        receipts=messages(team.receipts, submissions_pb2.Receipt),
        review_state=f"REVIEW_STATE_{(team.reviews.state or 'unspecified').upper()}",
        review_reason=team.reviews.reason,
        review_reopened_because=team.reviews.reopened_because,
        appeal_until=team.reviews.open_until,
        appeal_pending=team.reviews.appeal_pending,
        appeal_answer=to_message(answer, teams_pb2.AppealAnswer) if (answer := team.reviews.appeal_answer) else None,
        # who else has the name of one of its people is for reviewers only (rule K1)
        findings=[
            _finding(finding, team.division_code)
            for finding in team.findings.each
            if not (own and finding.code == SAME_NAME)
        ],
        registered_at=team.registered_at,
        registration_closes=team.registration_closes,
        submission_closes=team.submission_closes,
        disqualification_code=team.reviews.disqualification_code,
        disqualification_reason=team.reviews.disqualification_reason,
        own=own,
        contested_names=list(dict.fromkeys(contested.name for contested in team.contests)),
    )


def _finding(finding: TeamFinding, division_code: str) -> teams_pb2.TeamFinding:
    """Return a finding; another team only if it is of the same division, whose staff reads this (rule K1)."""
    here = finding.other_team_division_code == division_code
    shown = finding if here else replace(finding, other_team_id="", other_team_division_code="")
    return to_message(shown, teams_pb2.TeamFinding)


def claim_view(
    claim: NameClaim, audience: Audience, *, party: str = "", evidence: Sequence[tuple[str, Evidence]] = ()
) -> claims_pb2.NameClaim:
    """Return a claim; if it is for the team `party`, without who the other team is (rule K1).

    `evidence` is that of both teams, each piece with its team's identifier.
    """
    for_holder, for_claimant = party == claim.holder_id, party == claim.claimant_id
    view = claims_pb2.NameClaim(
        claim_id=claim.id,
        claimant_id="" if for_holder else claim.claimant_id,
        holder_id="" if for_claimant else claim.holder_id,
        division_code="" if for_claimant else claim.division_code,
        organisations=messages(claim.organisations, contest_pb2.Organisation) if not for_holder else (),
        names=list(dict.fromkeys(contested.name for contested in claim.names)),
        reason="" if for_holder else claim.reason,
        answer="" if for_claimant else claim.answer,
        state=f"CLAIM_STATE_{claim.state.upper()}",
        filed_at=claim.filed_at,
        decided_at=claim.decided_at,
        decision_reason=claim.decision_reason,
        decided_by=claim.decided_by,
        evidence=messages([piece for _, piece in evidence], contest_pb2.Evidence),
        files=[
            claims_pb2.ClaimFile(
                team_id=team_id,
                material_id=material_id(team_id, piece.sha256, piece.owner_uscc),
                evidence=to_message(piece, contest_pb2.Evidence),
            )
            for team_id, piece in evidence
        ],
    )
    return show(view, audience)


def settle_name_claim(event: events_pb2.NameClaimDecided) -> requests.SettleNameClaim:
    """Return the request to let both teams follow a decided claim."""
    return requests.SettleNameClaim(claim_id=event.claim_id)


def _representative(person: SealedRepresentative) -> teams_pb2.Representative:
    message = teams_pb2.Representative(
        masked_name=person.masked_name,
        masked_identity_number=person.masked_identity_number,
        organisation_uscc=person.organisation_uscc,
    )
    set_choice(message, message.DESCRIPTOR.fields_by_name["identity_kind"], person.identity_kind)
    return message


def missing_items(team: Team, requirements: Requirements) -> list[declarations_pb2.Missing]:
    """Return the items that must still be handed in."""
    return [declarations_pb2.Missing(kind=item.kind, item=item.item) for item in team.missing(requirements)]


def invitation_key(request: teams_pb2.LookUpInvitationRequest) -> requests.InvitationKey:
    """Return the key of the invitation that is looked up."""
    return from_message(request.invitation, requests.InvitationKey)


def co_organisation_view(team: Team, organisation: Organisation, code: str) -> teams_pb2.CoOrganisation:
    """Return a co-organisation with its answer and the code of its open invitation, which only the lead is shown."""
    consent = team.composition.consents.of(organisation.uscc)
    return teams_pb2.CoOrganisation(
        organisation=to_message(organisation, contest_pb2.Organisation),
        state=f"CONSENT_STATE_{consent.state.upper()}",
        answered_at=consent.answered_at,
        invitation_code=code,
        lead_offered=team.composition.lead_offered_to == organisation.uscc,
    )


def invitation_view(team: Team, uscc: str) -> teams_pb2.Invitation:
    """Return what a co-organisation is asked to join, without any person or account."""
    organisation = team.composition.co_organisation(uscc)
    return teams_pb2.Invitation(
        team_id=team.id,
        team_name=team.team_name,
        project_name=team.project_name,
        division_code=team.division_code,
        track=team.track,
        topic_id=team.topic_id,
        lead=to_message(team.lead, contest_pb2.Organisation),
        organisation=to_message(organisation, contest_pb2.Organisation),
        state=f"CONSENT_STATE_{team.composition.consents.of(uscc).state.upper()}",
    )


def passing_on_view(team: Team, passing: PassingOn, audience: Audience, code: str = "") -> teams_pb2.PassingOn:
    """Return how a side of the team is passed on; with the code for whoever opened it."""
    view = teams_pb2.PassingOn(
        team_id=team.id,
        organisation_uscc=passing.uscc,
        number=passing.number,
        state=f"PASSING_ON_STATE_{passing.state.upper()}",
        reason=passing.reason,
        opened_at=passing.opened_at,
        effective_at=passing.effective_at,
        until=passing.until,
        settled_at=passing.settled_at,
        code=code,
    )
    return show(view, audience)


def colleague_invitation_view(team: Team, uscc: str, code: str) -> teams_pb2.ColleagueInvitation:
    """Return the code that an account hands to its colleagues."""
    return teams_pb2.ColleagueInvitation(team_id=team.id, organisation_uscc=uscc, code=code)


_REVIEW_STATES = {
    review.OUTCOME_PASSED: ReviewState.PASSED,
    review.OUTCOME_RETURNED: ReviewState.RETURNED,
    review.OUTCOME_SUPPLEMENT: ReviewState.SUPPLEMENT,
    review.OUTCOME_REJECTED: ReviewState.REJECTED,
}


def record_review(event: review.CaseDecided) -> requests.RecordReview:
    """Return the request to record a decision of review for the team's own view."""
    return requests.RecordReview(
        team_id=event.team.team_id,
        number=event.submission_number,
        state=_REVIEW_STATES[event.outcome],
        reason=event.reason,
        sequence=event.sequence,
        supplement=_request(event) if event.HasField("supplement") else None,
        appeal_until=instant(event.appeal_until.ToDatetime(tzinfo=UTC)) if event.HasField("appeal_until") else None,
    )


def record_appeal(event: review.AppealLodged) -> requests.RecordAppeal:
    """Return the request to record that a team has appealed."""
    return requests.RecordAppeal(team_id=event.team.team_id, number=event.submission_number)


def record_appeal_answer(event: review.AppealSettled) -> requests.RecordAppealAnswer:
    """Return the request to record, for the team's own view, how its appeal was settled."""
    return requests.RecordAppealAnswer(team_id=event.team.team_id, answer=from_message(event, AppealAnswer))


def record_reopening(event: review.CaseReopened) -> requests.RecordReopening:
    """Return the request to record, for the team's own view, that its submission is reviewed anew."""
    return requests.RecordReopening(
        team_id=event.team.team_id, number=event.submission_number, because=event.reason, sequence=event.sequence
    )


def _request(event: review.CaseDecided) -> Supplement:
    return from_message(event.supplement, Supplement, submission_number=event.submission_number)


def record_disqualification(event: review.TeamDisqualified) -> requests.RecordDisqualification:
    """Return the request to record that a team lost its place."""
    return requests.RecordDisqualification(team_id=event.team_id, code=event.code, reason=event.reason)


def record_revocation(event: publicity.AwardRevoked) -> requests.RecordDisqualification:
    """Return the request to record that a team lost its award (rule H4)."""
    return requests.RecordDisqualification(team_id=event.award.team.team_id, code=event.code, reason=event.reason)


def record_team(
    event: events_pb2.TeamRegistered | events_pb2.TeamChanged | events_pb2.TeamWithdrawn,
) -> requests.RecordTeam:
    """Return the request to keep what follows from a team as it registered or changed."""
    team = from_message(event.team, TeamFacts)
    return requests.RecordTeam(team_id=team.team_id, division_code=team.division_code, organisations=team.organisations)


def let_closed_account_go(event: accounts.AccountClosed) -> requests.LetClosedAccountGo:
    """Return the request to let a closed account go."""
    return requests.LetClosedAccountGo(account_id=event.account.account_id)


def record_affiliations(event: events_pb2.AffiliationsChanged) -> requests.RecordAffiliations:
    """Return the request to check the organisations whose relations changed."""
    return from_message(event, requests.RecordAffiliations)


def record_scheme(event: events_pb2.SchemePublished) -> requests.RecordScheme:
    """Return the request to give a published scheme's deadlines to teams that registered under an older one."""
    return requests.RecordScheme(
        division_code=event.division_code,
        registration_closes=instant(event.scheme.registration_closes.ToDatetime(tzinfo=UTC)),
        submission_closes=instant(event.scheme.submission_closes.ToDatetime(tzinfo=UTC)),
    )


def record_word_list(event: events_pb2.WordListReplaced) -> requests.RecordWordList:
    """Return the request to screen names by a new list."""
    return requests.RecordWordList(name=event.name)


def record_listing(event: events_pb2.OrganisationListed) -> requests.RecordListing:
    """Return the request to record that an organisation which takes part was listed."""
    return from_message(event, requests.RecordListing, list=CreditList(event.list))


def record_whole_list(event: events_pb2.CreditListCompleted) -> requests.RecordWholeList:
    """Return the request to record that a list is complete."""
    return from_message(event, requests.RecordWholeList, list=CreditList(event.list))

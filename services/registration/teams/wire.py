"""Teams, declarations and submissions in the contracts."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.registration.v1 import declarations_pb2, events_pb2, submissions_pb2, teams_pb2
from dasai.review.v1 import events_pb2 as review

from chassis.edition.current import edition
from chassis.facts.teams import Organisation
from chassis.kernel.clock import instant
from chassis.mapping import from_message, messages, to_message

from ..editions.model import Requirements
from ..organisations.model import CreditList
from ..shared.receipts import Receipt
from . import events, requests
from .model.reviews import ReviewState
from .model.supplements import Supplement
from .model.team import Team

EVENTS: dict[type, Any] = {
    events.TeamRegistered: events_pb2.TeamRegistered,
    events.TeamChanged: events_pb2.TeamChanged,
    events.TeamAccountsChanged: events_pb2.TeamAccountsChanged,
    events.SubmissionMade: events_pb2.SubmissionMade,
    events.TeamFindingChanged: events_pb2.TeamFindingChanged,
    events.PersonsRekeyed: events_pb2.PersonsRekeyed,
    events.TeamWithdrawn: events_pb2.TeamWithdrawn,
    events.SupplementAnswered: events_pb2.SupplementAnswered,
    events.SupplementLapsed: events_pb2.SupplementLapsed,
}


def receipt_view(receipt: Receipt) -> submissions_pb2.Receipt:
    """A receipt."""
    return to_message(receipt, submissions_pb2.Receipt)


def team_view(team: Team, asked: Requirements) -> teams_pb2.Team:
    """Return a team as its own accounts see it, persons masked (rule K4), with those texts of the draft that were read."""
    view = team_line(team, asked, own=True)
    view.draft.extend(messages(team.draft.read_so_far(), contest_pb2.Section))
    view.evidence.extend(messages(team.evidence, contest_pb2.Evidence))
    return view


def team_line(team: Team, asked: Requirements, *, own: bool) -> teams_pb2.Team:
    """A team as others and lists show it: what is not submitted is its own accounts' business (rule K1)."""
    view = teams_pb2.Team(
        facts=to_message(team.facts, contest_pb2.TeamFacts),
        state=f"TEAM_STATE_{team.state.upper()}",
        representatives=[
            teams_pb2.Representative(
                masked_name=person.masked_name,
                identity_kind=f"IDENTITY_KIND_{person.identity_kind.upper()}",
                masked_identity_number=person.masked_identity_number,
                organisation_uscc=person.organisation_uscc,
            )
            for person in team.representatives
        ],
        draft_revision=team.draft.revision,
        receipts=messages(team.receipts, submissions_pb2.Receipt),
        review_state=f"REVIEW_STATE_{(team.reviews.state or 'unspecified').upper()}",
        review_reason=team.reviews.reason,
        findings=messages(team.findings.each, teams_pb2.TeamFinding),
        registered_at=team.registered_at,
        registration_closes=team.registration_closes,
        submission_closes=team.submission_closes,
        disqualification_code=team.reviews.disqualification_code,
        disqualification_reason=team.reviews.disqualification_reason,
        own=own,
    )
    if own:
        view.missing.extend(declarations_pb2.Missing(kind=one.kind, item=one.item) for one in team.missing(asked))
        changed = changed_view(team)
        if changed is not None:
            view.changed_since_submission.CopyFrom(changed)
    return view


def invitation_key(request: teams_pb2.LookUpInvitationRequest) -> requests.InvitationKey:
    """Which invitation is looked up."""
    return from_message(request.invitation, requests.InvitationKey)


def co_organisation_view(team: Team, organisation: Organisation, code: str) -> teams_pb2.CoOrganisation:
    """A co-organisation with what it said; `code` where the caller may hand it on."""
    consent = team.composition.consents.of(organisation.uscc)
    return teams_pb2.CoOrganisation(
        organisation=to_message(organisation, contest_pb2.Organisation),
        state=f"CONSENT_STATE_{consent.state.upper()}",
        answered_at=consent.answered_at,
        invitation_code=code,
        lead_offered=team.composition.lead_offered_to == organisation.uscc,
    )


def invitation_view(team: Team, uscc: str) -> teams_pb2.Invitation:
    """What a co-organisation is asked to join: nobody's name, no account."""
    organisation = next(one for one in team.co_organisations if one.uscc == uscc)
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


def colleague_invitation_view(team: Team, uscc: str, code: str) -> teams_pb2.ColleagueInvitation:
    """What an account hands to its colleagues."""
    return teams_pb2.ColleagueInvitation(team_id=team.id, organisation_uscc=uscc, code=code)


def accounts_view(team: Team, code: str) -> teams_pb2.ListAccountsResponse:
    """The accounts by the numbers that the team calls them by: no name (rule K4)."""
    return teams_pb2.ListAccountsResponse(
        accounts=[
            teams_pb2.TeamAccount(
                account_id=account_id,
                called=writer(team, account_id),
                organisation_uscc=team.acts_for(account_id),
                since=team.members.of(account_id).since,
            )
            for account_id in team.account_ids
        ],
        invitation_code=code,
    )


_REVIEW_STATES = {
    review.OUTCOME_PASSED: ReviewState.PASSED,
    review.OUTCOME_RETURNED: ReviewState.RETURNED,
    review.OUTCOME_SUPPLEMENT: ReviewState.SUPPLEMENT,
    review.OUTCOME_REJECTED: ReviewState.REJECTED,
}


def record_review(event: review.CaseDecided) -> requests.RecordReview:
    """What review decided, for the team's own view."""
    return requests.RecordReview(
        team_id=event.team.team_id,
        number=event.submission_number,
        state=_REVIEW_STATES[event.outcome],
        reason=event.reason,
        sequence=event.sequence,
        supplement=_request(event) if event.HasField("supplement") else None,
    )


def _request(event: review.CaseDecided) -> Supplement:
    return from_message(event.supplement, Supplement, submission_number=event.submission_number)


def record_disqualification(event: review.TeamDisqualified) -> requests.RecordDisqualification:
    """That a team lost its place."""
    return requests.RecordDisqualification(team_id=event.team_id, code=event.code, reason=event.reason)


def record_revocation(event: publicity.AwardRevoked) -> requests.RecordDisqualification:
    """That a team lost its award (rule H4)."""
    return requests.RecordDisqualification(team_id=event.award.team.team_id, code=event.code, reason=event.reason)


def changed_view(team: Team) -> submissions_pb2.ChangedSinceSubmission | None:
    """What of the draft is not submitted, in words (rule C10); None where nothing is."""
    found = team.changed_since_submission
    if found is None:
        return None
    names = {section.id: section for section in edition().sections}
    sections = [names[one] for one in found.sections if one in names]
    number = team.receipts[-1].submission_number
    zh, en = [], []
    if sections:
        zh.append(f"{len(sections)}个栏目（{'、'.join(one.zh for one in sections)}）")
        en.append(f"{len(sections)} section(s) ({', '.join(one.en for one in sections)})")
    if found.files:
        zh.append(f"{len(found.files)}份材料（{'、'.join(found.files)}）")
        en.append(f"{len(found.files)} file(s) ({', '.join(found.files)})")
    return submissions_pb2.ChangedSinceSubmission(
        sections=[one.id for one in sections],
        section_names_zh=[one.zh for one in sections],
        section_names_en=[one.en for one in sections],
        files=found.files,
        words_zh=f"第{number}版已提交；此后修改了{'和'.join(zh)}，尚未提交。",
        words_en=f"Version {number} is submitted; since then {' and '.join(en)} changed and are not submitted.",
    )


def writer(team: Team, account_id: str) -> str:
    """A member of the team by its number in it, or as one that has left: no account and no name (rule K4)."""
    if account_id in team.account_ids:
        return f"成员{team.members.of(account_id).number}"
    return "已离开的成员" if account_id else ""


def record_affiliations(event: events_pb2.AffiliationsChanged) -> requests.RecordAffiliations:
    """Whose relations changed."""
    return from_message(event, requests.RecordAffiliations)


def record_scheme(event: events_pb2.SchemePublished) -> requests.RecordScheme:
    """That a scheme was published, for the teams that registered under an older one."""
    return requests.RecordScheme(
        division_code=event.division_code,
        registration_closes=instant(event.scheme.registration_closes.ToDatetime(tzinfo=UTC)),
        submission_closes=instant(event.scheme.submission_closes.ToDatetime(tzinfo=UTC)),
    )


def record_word_list(event: events_pb2.WordListReplaced) -> requests.RecordWordList:
    """Which list is new."""
    return requests.RecordWordList(name=event.name)


def record_listing(event: events_pb2.OrganisationListed) -> requests.RecordListing:
    """That an organisation which takes part was listed."""
    return from_message(event, requests.RecordListing, list=CreditList(event.list))


def record_whole_list(event: events_pb2.CreditListCompleted) -> requests.RecordWholeList:
    """That a list is known whole."""
    return from_message(event, requests.RecordWholeList, list=CreditList(event.list))

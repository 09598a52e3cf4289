"""Contracts to commands and views, and events to contracts: the one place where registration's two languages meet."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dasai.common.v1 import contest_pb2, page_pb2
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.registration.v1 import events_pb2, service_pb2
from dasai.review.v1 import events_pb2 as review

from chassis.edition import Edition
from chassis.edition.current import edition
from chassis.kernel.refusal import refuse
from chassis.mapping import from_message, messages, to_message

from .model import commands, events, rules
from .model.declaration import Requirements, SectionRule
from .model.division import Division
from .model.organisation import OrganisationRecord
from .model.receipt import Receipt
from .model.scheme import CatalogueTopics
from .model.team import ReviewState, Team

EVENTS = {
    events.DivisionApplied: events_pb2.DivisionApplied,
    events.DivisionReturned: events_pb2.DivisionReturned,
    events.DivisionApproved: events_pb2.DivisionApproved,
    events.SchemePublished: events_pb2.SchemePublished,
    events.RegistrationOpened: events_pb2.RegistrationOpened,
    events.RegistrationClosed: events_pb2.RegistrationClosed,
    events.TeamRegistered: events_pb2.TeamRegistered,
    events.TeamChanged: events_pb2.TeamChanged,
    events.SubmissionMade: events_pb2.SubmissionMade,
    events.TeamWithdrawn: events_pb2.TeamWithdrawn,
}

COMMANDS = {
    service_pb2.ApplyForDivisionRequest: commands.ApplyForDivision,
    service_pb2.ReturnDivisionRequest: commands.ReturnDivision,
    service_pb2.ImportCreditListRequest: commands.ImportCreditList,
    service_pb2.RegisterTeamRequest: commands.RegisterTeam,
    service_pb2.ChangeTeamRequest: commands.ChangeTeam,
    service_pb2.SaveDeclarationRequest: commands.SaveDeclaration,
    service_pb2.AttachEvidenceRequest: commands.AttachEvidence,
    service_pb2.RemoveEvidenceRequest: commands.RemoveEvidence,
    service_pb2.SubmitProjectRequest: commands.SubmitProject,
}

_REVIEW_STATES = {
    review.OUTCOME_PASSED: ReviewState.PASSED,
    review.OUTCOME_RETURNED: ReviewState.RETURNED,
    review.OUTCOME_SUPPLEMENT: ReviewState.SUPPLEMENT,
    review.OUTCOME_REJECTED: ReviewState.REJECTED,
}


def command(request: Any) -> Any:
    """The command that a request asks for."""
    return from_message(request, COMMANDS[type(request)])


def learn_review(event: review.CaseDecided) -> commands.LearnReview:
    """What review decided, for the team's own view."""
    return commands.LearnReview(
        team_id=event.team.team_id,
        number=event.submission_number,
        state=_REVIEW_STATES[event.outcome],
        reason=event.reason,
    )


def learn_disqualification(event: review.TeamDisqualified) -> commands.LearnDisqualification:
    """That a team lost its place."""
    return commands.LearnDisqualification(team_id=event.team_id, code=event.code, reason=event.reason)


def learn_revocation(event: publicity.AwardRevoked) -> commands.LearnDisqualification:
    """That a team lost its award (rule H4)."""
    return commands.LearnDisqualification(team_id=event.award.team.team_id, code=event.code, reason=event.reason)


@lru_cache(maxsize=1)
def requirements() -> Requirements:
    """What this process's edition asks of teams."""
    return requirements_of(edition())


def division_name(code: str) -> str:
    """The official name (rule J1); refuses A2_UNKNOWN_DIVISION for a code of none of the 32."""
    try:
        return edition().official_division_name(code)
    except KeyError:
        refuse(rules.A2_UNKNOWN_DIVISION, division=code)


def requirements_of(edition: Edition) -> Requirements:
    """What the edition asks of teams and declarations."""
    return Requirements(
        sections=tuple(
            SectionRule(
                id=section.id,
                name_zh=section.zh,
                name_en=section.en,
                min_length=section.min_length,
                max_length=section.max_length,
            )
            for part in edition.declaration.parts
            for section in part.sections
        ),
        required_evidence=tuple((kind.id, kind.zh) for kind in edition.evidence.required),
        optional_evidence=tuple(kind.id for kind in edition.evidence.optional),
        max_files=edition.files.max_files,
        max_representatives=edition.quotas.representatives_per_team,
    )


def catalogue(edition: Edition) -> CatalogueTopics:
    """Tracks and topics of the edition."""
    return CatalogueTopics(
        topics={track.code: frozenset(topic.id for topic in track.topics) for track in edition.tracks},
        recommended_per_track=edition.quotas.recommended_per_division_track,
    )


def division_view(division: Division, name: str) -> service_pb2.Division:
    """A division as anyone may see it; a scheme is public once published (rule A5)."""
    return service_pb2.Division(
        code=division.id,
        name=name,
        state=f"DIVISION_STATE_{division.state.upper()}",
        scheme_version=division.scheme_version,
        scheme=to_message(division.scheme, contest_pb2.Scheme),
        return_reasons=division.return_reasons,
        applied_at=division.applied_at,
        published_at=division.published_at,
    )


def organisation_view(record: OrganisationRecord) -> service_pb2.OrganisationRecord:
    """An organisation and its listings."""
    return service_pb2.OrganisationRecord(
        organisation=to_message(record.organisation, contest_pb2.Organisation)
        if record.organisation
        else contest_pb2.Organisation(uscc=record.id),
        listings=messages(record.listings, service_pb2.CreditListing),
    )


def receipt_view(receipt: Receipt) -> service_pb2.Receipt:
    """A receipt."""
    return to_message(receipt, service_pb2.Receipt)


def team_view(team: Team, asked: Requirements) -> service_pb2.Team:
    """A team as its accounts and its host see it: persons masked (rule K4)."""
    view = service_pb2.Team(
        facts=to_message(team.facts, contest_pb2.TeamFacts),
        state=f"TEAM_STATE_{team.state.upper()}",
        representatives=[
            service_pb2.Representative(
                masked_name=person.masked_name,
                identity_kind=f"IDENTITY_KIND_{person.identity_kind.upper()}",
                masked_identity_number=person.masked_identity_number,
                organisation_uscc=person.organisation_uscc,
            )
            for person in team.representatives
        ],
        draft_revision=team.draft.revision,
        draft=messages(team.draft.content(), contest_pb2.Section),
        evidence=messages(team.evidence, contest_pb2.Evidence),
        missing=[service_pb2.Missing(kind=one.kind, item=one.item) for one in team.missing(asked)],
        receipts=messages(team.receipts, service_pb2.Receipt),
        review_state=f"REVIEW_STATE_{(team.review_state or 'unspecified').upper()}",
        review_reason=team.review_reason,
        registered_at=team.registered_at,
        registration_closes=team.registration_closes,
        submission_closes=team.submission_closes,
        disqualification_code=team.disqualification_code,
        disqualification_reason=team.disqualification_reason,
    )
    # keyed hashes are for matching between services, not for screens
    view.facts.ClearField("person_keys")
    return view


def page_response(token: str) -> page_pb2.PageResponse:
    """What follows a page."""
    return page_pb2.PageResponse(next_page_token=token)

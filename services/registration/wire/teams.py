"""Teams, declarations and submissions in the contracts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import (
    declarations_pb2,
    events_pb2,
    materials_pb2,
    submissions_pb2,
    supplements_pb2,
    teams_pb2,
)

from chassis.edition import Edition
from chassis.edition.current import edition
from chassis.kernel.refusal import Term
from chassis.mapping import messages, to_message

from ..model import commands, events
from ..model.declaration import Requirements, SectionRule
from ..model.iteration import Iteration
from ..model.receipt import Receipt
from ..model.team import Team
from .completeness import changed_view

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

COMMANDS: dict[type, Any] = {
    teams_pb2.RegisterTeamRequest: commands.RegisterTeam,
    teams_pb2.ChangeTeamRequest: commands.ChangeTeam,
    declarations_pb2.SaveDeclarationRequest: commands.SaveDeclaration,
    materials_pb2.AttachEvidenceRequest: commands.AttachEvidence,
    materials_pb2.RemoveEvidenceRequest: commands.RemoveEvidence,
    submissions_pb2.SubmitProjectRequest: commands.SubmitProject,
    supplements_pb2.AnswerSupplementRequest: commands.AnswerSupplement,
}


@lru_cache(maxsize=1)
def requirements() -> Requirements:
    """What this process's edition asks of teams."""
    return requirements_of(edition())


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
        required_evidence=tuple(Term(kind.id, kind.zh, kind.en) for kind in edition.evidence.required),
        optional_evidence=tuple(kind.id for kind in edition.evidence.optional),
        max_files=edition.files.max_files,
        max_representatives=edition.quotas.representatives_per_team,
        max_co_organisations=edition.teams.co_organisations_per_team,
        max_accounts=edition.teams.accounts_per_organisation,
        iteration=Iteration(
            main_sections=edition.iteration.main_sections,
            review_above=edition.iteration.review_above,
            refuse_above=edition.iteration.refuse_above,
        ),
    )


def receipt_view(receipt: Receipt) -> submissions_pb2.Receipt:
    """A receipt."""
    return to_message(receipt, submissions_pb2.Receipt)


def team_view(team: Team, asked: Requirements) -> teams_pb2.Team:
    """A team as its own accounts see it, whole: persons masked (rule K4)."""
    view = team_line(team, asked, own=True)
    view.draft.extend(messages(team.draft.content(), contest_pb2.Section))
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
        review_state=f"REVIEW_STATE_{(team.review_state or 'unspecified').upper()}",
        review_reason=team.review_reason,
        findings=messages(team.findings, teams_pb2.TeamFinding),
        registered_at=team.registered_at,
        registration_closes=team.registration_closes,
        submission_closes=team.submission_closes,
        disqualification_code=team.disqualification_code,
        disqualification_reason=team.disqualification_reason,
        own=own,
    )
    if own:
        view.missing.extend(declarations_pb2.Missing(kind=one.kind, item=one.item) for one in team.missing(asked))
        changed = changed_view(team)
        if changed is not None:
            view.changed_since_submission.CopyFrom(changed)
    # keyed hashes are for matching between services, not for screens
    view.facts.ClearField("person_keys")
    return view

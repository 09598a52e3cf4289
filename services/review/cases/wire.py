"""Translate contracts to requests of a case, and cases and their events to contracts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import cases_pb2, events_pb2
from google.protobuf.message import Message

from chassis.facts.submissions import Section
from chassis.mapping import from_message, messages, to_message
from chassis.permissions import Audience, show

from . import events, requests
from .events import Finding
from .model.case import Case
from .model.decision import Decision
from .model.findings import shown_findings
from .model.submission import Submission

EVENTS: dict[type, type[Message]] = {
    events.CaseOpened: events_pb2.CaseOpened,
    events.CaseDecided: events_pb2.CaseDecided,
    events.CaseReopened: events_pb2.CaseReopened,
    events.CaseAssigned: events_pb2.CaseAssigned,
    events.ReviewerRecused: events_pb2.ReviewerRecused,
    events.AppealLodged: events_pb2.AppealLodged,
    events.AppealSettled: events_pb2.AppealSettled,
    events.AppealLapsed: events_pb2.AppealLapsed,
    events.TeamDisqualified: events_pb2.TeamDisqualified,
}


def open_case(event: registration.SubmissionMade) -> requests.OpenCase:
    """Return the submission to review; of rich text its plain words, which is what review compares and shows."""
    return requests.OpenCase(
        submission=from_message(
            event,
            Submission,
            declaration=tuple(Section(id=section.id, text=section.text) for section in event.declaration),
            content_change=event.content_change.share,
            changed_sections=tuple(event.content_change.sections),
        )
    )


def record_answer(event: registration.SupplementAnswered) -> requests.RecordAnswer:
    """Return the team's answer to a request for a supplement."""
    return from_message(event, requests.RecordAnswer, team_id=event.team.team_id)


def record_lapse(event: registration.SupplementLapsed) -> requests.RecordLapse:
    """Return which request for a supplement was not answered in time."""
    return from_message(event, requests.RecordLapse, team_id=event.team.team_id)


def record_finding(event: registration.TeamFindingChanged) -> requests.RecordFinding:
    """Return what registration found, or lifted, after the submission."""
    return from_message(
        event, requests.RecordFinding, team_id=event.team.team_id, division_code=event.team.division_code
    )


def record_accounts(event: registration.TeamAccountsChanged) -> requests.RecordAccounts:
    """Return the accounts that act for a team now."""
    return from_message(event, requests.RecordAccounts)


def add_person_keys(event: registration.PersonsRekeyed) -> requests.AddPersonKeys:
    """Return the people who got further keyed hashes."""
    return from_message(event, requests.AddPersonKeys)


def withdraw_case(event: registration.TeamWithdrawn) -> requests.WithdrawCase:
    """Return which team withdrew."""
    return from_message(
        event, requests.WithdrawCase, team_id=event.team.team_id, division_code=event.team.division_code
    )


def case_view(case: Case, audience: Audience, *, overdue: bool, whole: bool) -> cases_pb2.Case:
    """Return a case as this audience sees it (rule K1); with declaration and evidence only if `whole`.

    Of other teams the secretariat and the committee see all, a division's staff the ids of its own, the team nothing.
    """
    divisions = {Audience.NATIONAL: None, Audience.DIVISION: (case.division_code,)}.get(audience, ())
    view = cases_pb2.Case(
        case_id=case.id,
        team=to_message(case.team, contest_pb2.TeamFacts) if case.team else contest_pb2.TeamFacts(team_id=case.id),
        submission_number=case.number,
        state=f"CASE_STATE_{case.state.upper()}",
        reviewer_id=case.reviewer_id,
        due_at=case.due_at,
        overdue=overdue,
        findings=_shown_findings(case.current_findings, divisions),
        decisions=[_decision_view(decision, divisions) for decision in case.decisions],
        appeal=case.appeal,
        supplements=messages(case.supplements, cases_pb2.CaseSupplement),
        reopenings=messages(case.reopenings, cases_pb2.Reopening),
        recusals=messages(case.recusals, cases_pb2.CaseRecusal),
        appeal_until=case.appeal_until,
        appealed_at=case.appealed_at,
    )
    if case.settlement is not None:
        view.appeal_settlement.CopyFrom(to_message(case.settlement, cases_pb2.AppealSettlement))
    if whole:
        view.declaration.extend(messages(case.declaration, contest_pb2.Section))
        view.evidence.extend(messages(case.evidence, contest_pb2.Evidence))
    return show(view, audience)


def release_cases(event: events_pb2.ReviewersAppointed) -> requests.ReleaseCases:
    """Return in which division reviewers were appointed."""
    return requests.ReleaseCases(division_code=event.division_code)


def _decision_view(decision: Decision, divisions: Collection[str] | None) -> cases_pb2.Decision:
    return to_message(decision, cases_pb2.Decision, findings=_shown_findings(decision.findings, divisions))


def _shown_findings(findings: Sequence[Finding], divisions: Collection[str] | None) -> list[events_pb2.Finding]:
    return messages(shown_findings(findings, divisions), events_pb2.Finding)

"""Contracts to what a case is asked, and cases and their events to contracts."""

from __future__ import annotations

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import cases_pb2, events_pb2
from google.protobuf.message import Message

from chassis.mapping import from_message, messages, to_message

from ..shared.facts import Evidence, Section, TeamFacts
from . import events, requests
from .model.case import Case
from .model.findings import Finding, LaterFinding
from .model.submission import Submitted

EVENTS: dict[type, type[Message]] = {
    events.CaseOpened: events_pb2.CaseOpened,
    events.CaseDecided: events_pb2.CaseDecided,
    events.TeamDisqualified: events_pb2.TeamDisqualified,
}


def open_case(event: registration.SubmissionMade) -> requests.OpenCase:
    """A submission to review."""
    return requests.OpenCase(
        submitted=Submitted(
            team=from_message(event.team, TeamFacts),
            number=event.number,
            digest=event.digest,
            declaration=tuple(from_message(one, Section) for one in event.declaration),
            evidence=tuple(from_message(one, Evidence) for one in event.evidence),
            content_change=event.content_change.share,
            changed_sections=tuple(event.content_change.sections),
            names=tuple(map(_name_finding, event.name_findings)),
        )
    )


def _name_finding(found: registration.NameFinding) -> str:
    if not found.word:
        return f"{found.field}: 未体现数据要素 not clearly about data elements"
    return f"{found.field}: {found.matched} ({found.list}: {found.word}, {found.trick})"


def learn_answer(event: registration.SupplementAnswered) -> requests.LearnAnswer:
    """The team answered a request for supplementary material."""
    return from_message(event, requests.LearnAnswer, team_id=event.team.team_id)


def learn_lapse(event: registration.SupplementLapsed) -> requests.LearnLapse:
    """Nobody answered in time."""
    return requests.LearnLapse(team_id=event.team.team_id, number=event.number)


def learn_finding(event: registration.TeamFindingChanged) -> requests.LearnFinding:
    """What registration found of a team later."""
    finding = Finding(code=event.code, severity="serious", evidence=event.evidence)
    return requests.LearnFinding(
        team_id=event.team.team_id,
        division_code=event.team.division_code,
        told=LaterFinding(
            key=f"{event.code}/{event.key}", sequence=event.sequence, finding=finding, lifted=event.lifted
        ),
    )


def learn_accounts(event: registration.TeamAccountsChanged) -> requests.LearnAccounts:
    """Which accounts act for a team now."""
    return from_message(event, requests.LearnAccounts)


def learn_persons(event: registration.PersonsRekeyed) -> requests.LearnPersons:
    """Further hashes of people."""
    return requests.LearnPersons(groups=tuple(frozenset(person.keys) for person in event.persons))


def withdraw_case(event: registration.TeamWithdrawn) -> requests.WithdrawCase:
    """A team left; one that never submitted has no case, and may come back."""
    return requests.WithdrawCase(
        team_id="" if event.unsubmitted else event.team.team_id, division_code=event.team.division_code
    )


def case_view(case: Case, *, overdue: bool, whole: bool) -> cases_pb2.Case:
    """A case; `whole` with what was submitted."""
    view = cases_pb2.Case(
        case_id=case.id,
        team=to_message(case.team, contest_pb2.TeamFacts) if case.team else contest_pb2.TeamFacts(team_id=case.id),
        submission_number=case.number,
        state=f"CASE_STATE_{case.state.upper()}",
        reviewer_id=case.reviewer_id,
        due_at=case.due_at,
        overdue=overdue,
        findings=messages(case.open_findings, cases_pb2.Finding),
        decisions=messages(case.decisions, cases_pb2.Decision),
        appeal=case.appeal,
        supplements=messages(case.supplements, cases_pb2.CaseSupplement),
    )
    view.team.ClearField("person_keys")
    if whole:
        view.declaration.extend(messages(case.declaration, contest_pb2.Section))
        view.evidence.extend(messages(case.evidence, contest_pb2.Evidence))
    return view

"""Contracts to commands and views, and events to contracts: review's two languages meet here."""

from __future__ import annotations

from typing import Any

from dasai.common.v1 import contest_pb2, page_pb2
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import cases_pb2, desks_pb2, events_pb2, national_check_pb2, recommendations_pb2
from dasai.scoring.v1 import events_pb2 as scoring

from chassis.mapping import from_message, messages, to_message

from .model import commands, events, rules
from .model.case import Case
from .model.desk import Desk, SchemeTerms
from .model.facts import Evidence, Section, Submitted, TeamFacts
from .model.findings import Finding, LaterFinding
from .model.national import FinalistList, Hit
from .model.recommendation import RankedProject, Recommendation

EVENTS = {
    events.CaseOpened: events_pb2.CaseOpened,
    events.CaseDecided: events_pb2.CaseDecided,
    events.RecommendationFiled: events_pb2.RecommendationFiled,
    events.DuplicateSuspected: events_pb2.DuplicateSuspected,
    events.DuplicateSettled: events_pb2.DuplicateSettled,
    events.TeamDisqualified: events_pb2.TeamDisqualified,
    events.FinalistsProposed: events_pb2.FinalistsProposed,
    events.FinalistsConfirmed: events_pb2.FinalistsConfirmed,
}

COMMANDS = {
    desks_pb2.AppointReviewersRequest: commands.AppointReviewers,
    cases_pb2.DecideCaseRequest: commands.DecideCase,
    cases_pb2.ReassignCaseRequest: commands.ReassignCase,
    cases_pb2.AppealCaseRequest: commands.AppealCase,
    cases_pb2.SettleAppealRequest: commands.SettleAppeal,
    recommendations_pb2.FileRecommendationRequest: commands.FileRecommendation,
    recommendations_pb2.SubstituteProjectRequest: commands.SubstituteProject,
    national_check_pb2.SettleHitRequest: commands.SettleHit,
}


def command(request: Any) -> Any:
    """The command that a request asks for."""
    return from_message(request, COMMANDS[type(request)])


def learn_scheme(event: registration.SchemePublished) -> commands.LearnScheme:
    """What review needs of a published scheme."""
    scheme = event.scheme
    return commands.LearnScheme(
        division_code=event.division_code,
        terms=from_message(
            scheme,
            SchemeTerms,
            scheme_version=event.scheme_version,
            organisers=tuple(body.uscc for body in scheme.organising_bodies),
        ),
    )


def open_case(event: registration.SubmissionMade) -> commands.OpenCase:
    """A submission to review."""
    return commands.OpenCase(
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


def learn_answer(event: registration.SupplementAnswered) -> commands.LearnAnswer:
    """The team answered a request for supplementary material."""
    return from_message(event, commands.LearnAnswer, team_id=event.team.team_id)


def learn_lapse(event: registration.SupplementLapsed) -> commands.LearnLapse:
    """Nobody answered in time."""
    return commands.LearnLapse(team_id=event.team.team_id, number=event.number)


def learn_finding(event: registration.TeamFindingChanged) -> commands.LearnFinding:
    """What registration found of a team later."""
    finding = Finding(code=event.code, severity="serious", evidence=event.evidence)
    return commands.LearnFinding(
        team_id=event.team.team_id,
        division_code=event.team.division_code,
        told=LaterFinding(
            key=f"{event.code}/{event.key}", sequence=event.sequence, finding=finding, lifted=event.lifted
        ),
    )


def learn_accounts(event: registration.TeamAccountsChanged) -> commands.LearnAccounts:
    """Which accounts act for a team now."""
    return from_message(event, commands.LearnAccounts)


def learn_persons(event: registration.PersonsRekeyed) -> commands.LearnPersons:
    """Further hashes of people."""
    return commands.LearnPersons(groups=tuple(frozenset(person.keys) for person in event.persons))


def withdraw_case(event: registration.TeamWithdrawn) -> commands.WithdrawCase:
    """A team left; one that never submitted has no case, and may come back."""
    return commands.WithdrawCase(
        team_id="" if event.unsubmitted else event.team.team_id, division_code=event.team.division_code
    )


def learn_ranking(event: scoring.RankingFrozen | scoring.RankingAmended) -> commands.LearnRanking:
    """A frozen or amended ranking of a division; of the final there is nothing to learn here."""
    return commands.LearnRanking(
        round_id=event.round_id,
        division_code=event.division_code if event.stage == contest_pb2.STAGE_DIVISION else "",
        track=event.track,
        number=event.number,
        projects=tuple(from_message(one, RankedProject) for one in event.projects),
    )


def confirm_finalists(event: publicity.NoticeClosed) -> commands.ConfirmFinalists:
    """The end of a notice; only that of the finalists matters here."""
    finalists = event.kind == publicity.NOTICE_KIND_FINALISTS
    return commands.ConfirmFinalists(
        list_id=event.subject_id if finalists else "", upheld=frozenset(event.upheld_team_ids)
    )


def act_on_report(event: publicity.ReportAdjudicated) -> commands.DisqualifyTeam:
    """An upheld report takes the place away; a dismissed one names no team."""
    return commands.DisqualifyTeam(team_id=event.team_id if event.upheld else "", code=event.code, reason=event.reason)


def spread_disqualification(event: events_pb2.TeamDisqualified) -> commands.DisqualifyTeam:
    """A disqualification of our own, for the other aggregates of this service."""
    return commands.DisqualifyTeam(team_id=event.team_id, code=event.code, reason=event.reason)


def lose_place(event: events_pb2.CaseDecided) -> commands.DisqualifyTeam:
    """A rejection, for the recommendation; any other outcome names no team."""
    rejected = event.outcome == events_pb2.OUTCOME_REJECTED
    return commands.DisqualifyTeam(
        team_id=event.team.team_id if rejected else "", code=rules.D1_REJECTED, reason=event.reason
    )


def desk_view(desk: Desk) -> desks_pb2.Desk:
    """A desk."""
    return desks_pb2.Desk(division_code=desk.id, reviewers=messages(desk.reviewers, desks_pb2.Reviewer))


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


def recommendation_view(recommendation: Recommendation) -> recommendations_pb2.Recommendation:
    """A recommendation."""
    view = recommendations_pb2.Recommendation(
        division_code=recommendation.id,
        entries=messages(recommendation.entries, recommendations_pb2.Entry),
        report=recommendation.report,
        filed_at=recommendation.filed_at,
    )
    for entry in view.entries:
        entry.team.ClearField("person_keys")
    return view


def hit_view(hit: Hit) -> national_check_pb2.Hit:
    """A hit."""
    view = national_check_pb2.Hit(
        hit_id=hit.id,
        kind=hit.kind,
        teams=messages(hit.teams, contest_pb2.TeamFacts),
        likeness=hit.likeness,
        state=f"HIT_STATE_{hit.state.upper()}",
        reason=hit.reason,
        disqualified_team_ids=hit.disqualified_team_ids,
    )
    for team in view.teams:
        team.ClearField("person_keys")
    return view


def finalists_view(found: FinalistList) -> national_check_pb2.FinalistList:
    """The finalist list."""
    view = national_check_pb2.FinalistList(
        list_id=found.id,
        state=f"FINALIST_LIST_STATE_{found.state.upper()}",
        finalists=messages(found.finalists, events_pb2.Finalist),
    )
    for finalist in view.finalists:
        finalist.team.ClearField("person_keys")
    return view


def page_response(token: str) -> page_pb2.PageResponse:
    """What follows a page."""
    return page_pb2.PageResponse(next_page_token=token)

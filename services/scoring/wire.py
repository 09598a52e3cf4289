"""Contracts to commands and views, and events to contracts: scoring's two languages meet here."""

from __future__ import annotations

from typing import Any

from dasai.common.v1 import contest_pb2, page_pb2
from dasai.publicity.v1 import events_pb2 as publicity
from dasai.registration.v1 import events_pb2 as registration
from dasai.review.v1 import events_pb2 as review
from dasai.scoring.v1 import events_pb2, local_awards_pb2, panels_pb2, rankings_pb2, rounds_pb2, sheets_pb2

from chassis.edition import Edition
from chassis.mapping import from_message, messages

from .model import commands, events
from .model.blind import blinded
from .model.facts import Aggregation, Criterion, LocalAward, Scheme, TeamFacts
from .model.local_awards import LocalAwards
from .model.panel import Panel
from .model.ranking import Ranking
from .model.round import Round
from .model.sheet import Scoresheet

EVENTS = {
    events.RoundOpened: events_pb2.RoundOpened,
    events.ExpertsAssigned: events_pb2.ExpertsAssigned,
    events.ScoresheetSubmitted: events_pb2.ScoresheetSubmitted,
    events.RankingFrozen: events_pb2.RankingFrozen,
    events.RankingReopened: events_pb2.RankingReopened,
    events.RankingAmended: events_pb2.RankingAmended,
}

COMMANDS = {
    panels_pb2.AppointExpertsRequest: commands.AppointExperts,
    panels_pb2.DeclareInterestsRequest: commands.DeclareInterests,
    panels_pb2.RecuseRequest: commands.Recuse,
    rounds_pb2.AssignExpertsRequest: commands.AssignExperts,
    rankings_pb2.FreezeRoundRequest: commands.FreezeRound,
    local_awards_pb2.GrantLocalAwardsRequest: commands.GrantLocalAwards,
    rankings_pb2.ReopenRankingRequest: commands.ReopenRanking,
    sheets_pb2.SaveSheetRequest: commands.SaveSheet,
}


def command(request: Any) -> Any:
    """The command that a request asks for."""
    return from_message(request, COMMANDS[type(request)])


def learn_scheme(event: registration.SchemePublished) -> commands.LearnScheme:
    """The rubric and how it is counted."""
    return commands.LearnScheme(
        division_code=event.division_code, version=event.scheme_version, scheme=from_message(event.scheme, Scheme)
    )


def keep_declaration(event: registration.SubmissionMade) -> commands.KeepDeclaration:
    """A submission's declaration, as it will be shown."""
    content = sheets_pb2.Sheet(declaration=event.declaration).SerializeToString(deterministic=True)
    return commands.KeepDeclaration(team_id=event.team.team_id, number=event.number, content=content)


def judge_team(event: review.CaseDecided) -> commands.JudgeTeam:
    """A decision on a submission; only a pass lets it be scored."""
    return commands.JudgeTeam(
        team=from_message(event.team, TeamFacts),
        submission_number=event.submission_number,
        passed=event.outcome == review.OUTCOME_PASSED,
    )


def enter_finalists(event: review.FinalistsConfirmed) -> commands.EnterFinalists:
    """All finalists."""
    return commands.EnterFinalists(teams=tuple(from_message(one.team, TeamFacts) for one in event.finalists))


def drop_withdrawn(event: registration.TeamWithdrawn) -> commands.DropTeam:
    """A team left; one that never submitted is in no round, and may come back."""
    team = event.team
    return commands.DropTeam(
        team_id="" if event.unsubmitted else team.team_id,
        division_code=team.division_code,
        track=team.track,
        reason="C12_WITHDRAWN",
    )


def drop_disqualified(event: review.TeamDisqualified) -> commands.DropTeam:
    """A team lost its place."""
    return commands.DropTeam(
        team_id=event.team_id, division_code=event.division_code, track=event.track, reason=event.code
    )


def drop_revoked(event: publicity.AwardRevoked) -> commands.DropTeam:
    """A team lost its award; an organiser's award names no team."""
    team = event.award.team
    return commands.DropTeam(
        team_id=team.team_id, division_code=team.division_code, track=team.track, reason=event.code
    )


def national_scheme(edition: Edition) -> Scheme:
    """The final's scheme, from the edition's defaults."""
    scoring = edition.scoring
    return Scheme(
        rubric=tuple(Criterion(id=one.id, name=one.zh, weight=format(one.weight, "f")) for one in scoring.criteria),
        scale=format(scoring.highest, "f"),
        experts_per_project=scoring.experts_per_project.final,
        aggregation=Aggregation(scoring.aggregation),
        decimals=scoring.decimals,
        tie_breakers=scoring.tie_breakers,
    )


def panel_view(panel: Panel) -> panels_pb2.Panel:
    """A panel."""
    return panels_pb2.Panel(panel_id=panel.id, experts=messages(panel.experts, panels_pb2.Expert))


def round_view(found: Round) -> rounds_pb2.Round:
    """A round."""
    view = rounds_pb2.Round(
        round_id=found.id,
        stage=f"STAGE_{found.stage.upper()}",
        division_code=found.division_code,
        track=found.track,
        state=f"ROUND_STATE_{found.state.upper()}",
        entries=messages(found.standing, contest_pb2.TeamFacts),
        seed=found.seed,
        sheets=len(found.assignments),
        rankings=found.rankings,
    )
    for team in view.entries:
        team.ClearField("person_keys")
    return view


def ranking_view(ranking: Ranking) -> rankings_pb2.Ranking:
    """A ranking with what it is recomputed from."""
    view = rankings_pb2.Ranking(
        ranking_id=ranking.id,
        round_id=ranking.round_id,
        stage=f"STAGE_{ranking.stage.upper()}",
        division_code=ranking.division_code,
        track=ranking.track,
        number=ranking.number,
        projects=messages(ranking.projects, events_pb2.RankedProject),
        rubric=messages(ranking.scheme.rubric, contest_pb2.Criterion),
        scale=ranking.scheme.scale,
        aggregation=f"AGGREGATION_{ranking.scheme.aggregation.upper()}",
        decimals=ranking.scheme.decimals,
        tie_breakers=ranking.scheme.tie_breakers,
        sheets=[
            rankings_pb2.SheetScores(
                sheet_id=one.sheet_id, team_id=one.team_id, expert=one.expert, scores=dict(one.scores)
            )
            for one in ranking.sheets
        ],
        disputed_team_ids=ranking.disputed,
        digest=ranking.digest,
        signature=ranking.signature,
        key_id=ranking.key_id,
        frozen_at=ranking.frozen_at,
        reason=ranking.reason,
        disagreement=ranking.scheme.disagreement,
    )
    for project in view.projects:
        project.team.ClearField("person_keys")
        project.team.ClearField("account_ids")
    return view


def sheet_view(sheet: Scoresheet) -> sheets_pb2.Sheet:
    """A sheet for its expert: the project, not whose it is (rule E3)."""
    return sheets_pb2.Sheet(
        sheet_id=sheet.id,
        round_id=sheet.round_id,
        team_id="" if sheet.blind else sheet.team_id,
        project_name=sheet.project_name,
        state=f"SHEET_STATE_{sheet.state.upper()}",
        scores=messages(sheet.scores, sheets_pb2.Score),
        number=len(sheet.versions),
        sealed=sheet.sealed > 0,
        rubric=messages(sheet.rubric, contest_pb2.Criterion),
        scale=sheet.scale,
        versions=messages(sheet.versions, sheets_pb2.SheetVersion),
        released=sheet.released,
    )


def declared(content: bytes, team: TeamFacts, *, blind: bool) -> list[contest_pb2.Section]:
    """What was submitted, for an expert; where it scores blind, without what names the organisations (rule E3)."""
    sections = list(sheets_pb2.Sheet.FromString(content).declaration)
    for section in sections if blind else ():
        section.text = blinded(section.text, team)
    return sections


def local_awards_view(
    awards: LocalAwards, offered: tuple[LocalAward, ...], teams: dict[str, TeamFacts]
) -> local_awards_pb2.DivisionAwards:
    """What a division granted, for anyone (rule E7)."""
    prizes = {one.category: one.prize for one in offered}
    return local_awards_pb2.DivisionAwards(
        division_code=awards.id,
        awards=[
            local_awards_pb2.GrantedLocalAward(
                category=one.category,
                prize=prizes.get(one.category, ""),
                team_id=one.team_id,
                team_name=teams[one.team_id].team_name if one.team_id in teams else "",
                project_name=teams[one.team_id].project_name if one.team_id in teams else "",
            )
            for one in awards.standing
        ],
        granted_at=awards.granted_at,
    )


def page_response(token: str) -> page_pb2.PageResponse:
    """What follows a page."""
    return page_pb2.PageResponse(next_page_token=token)

"""Translate between the contracts and score sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dasai.common.v1 import contest_pb2, page_pb2
from dasai.registration.v1 import events_pb2 as registration
from dasai.scoring.v1 import events_pb2, sheets_pb2
from google.protobuf.message import Message

from chassis.facts.submissions import Evidence, Section
from chassis.facts.teams import TeamFacts
from chassis.kernel.clock import Instant
from chassis.mapping import from_message, messages

from . import events, requests
from .model.blinding import blinded
from .model.sheet import Scoresheet, SheetState

EVENTS: dict[type, type[Message]] = {events.ScoresheetSubmitted: events_pb2.ScoresheetSubmitted}


def keep_declaration(event: registration.SubmissionMade) -> requests.KeepDeclaration:
    """Translate what experts read of a submission, serialised as it is kept: its declaration and the list of its files."""
    kept = sheets_pb2.Sheet(declaration=event.declaration, evidence=event.evidence)
    content = kept.SerializeToString(deterministic=True)
    return requests.KeepDeclaration(team_id=event.team.team_id, number=event.number, content=content)


def declaration_of(content: bytes) -> tuple[Section, ...]:
    """Read a declaration as it is kept."""
    return tuple(from_message(section, Section) for section in sheets_pb2.Sheet.FromString(content).declaration)


def evidence_of(content: bytes) -> tuple[Evidence, ...]:
    """Read the list of a submission's files as it is kept; empty if a release before kept it."""
    return tuple(from_message(piece, Evidence) for piece in sheets_pb2.Sheet.FromString(content).evidence)


def sheet_view(
    sheet: Scoresheet,
    team: TeamFacts | None,
    closes: Instant | None,
    declaration: Sequence[Section] = (),
    evidence: Sequence[Evidence] = (),
    *,
    released: bool,
) -> sheets_pb2.Sheet:
    """Show a sheet to its expert: the project, and if it is scored blind not whose it is (rule E3).

    `released` says that the project is no longer this expert's to score (rule E2). `team` is None only if the round has lost it;
    then a blind sheet shows no name at all.
    """
    hidden = (blinded(sheet.project_name, team) if team is not None else "") if sheet.blind else sheet.project_name
    return sheets_pb2.Sheet(
        sheet_id=sheet.id,
        round_id=sheet.round_id,
        team_id="" if sheet.blind else sheet.team_id,
        project_name=hidden,
        state=f"SHEET_STATE_{sheet.state.upper()}",
        scores=messages(sheet.scores, sheets_pb2.Score),
        number=len(sheet.versions),
        sealed=sheet.sealed > 0,
        rubric=messages(sheet.rubric, contest_pb2.Criterion),
        scale=sheet.scale,
        versions=messages(sheet.versions, sheets_pb2.SheetVersion),
        declaration=messages(declaration, contest_pb2.Section),
        released=released,
        blind=sheet.blind,
        scoring_closes=closes,
        total=sheet.total,
        evidence=messages(evidence, contest_pb2.Evidence),
        reason=sheet.reason if sheet.state is SheetState.DRAFT else "",
    )


def list_view(sheets: Sequence[sheets_pb2.Sheet], page: page_pb2.PageResponse) -> sheets_pb2.ListSheetsResponse:
    """Show a page of sheets, without declarations."""
    return sheets_pb2.ListSheetsResponse(sheets=sheets, page=page)


def expert_progress(sheets: Mapping[str, int], submitted: Mapping[str, int]) -> list[sheets_pb2.ExpertProgress]:
    """Show how many sheets each expert has, and how many of them are submitted, by account."""
    return [
        sheets_pb2.ExpertProgress(account_id=account_id, sheets=count, submitted=submitted.get(account_id, 0))
        for account_id, count in sorted(sheets.items())
    ]


def project_progress(
    team_ids: Sequence[str], sheets: Mapping[str, int], submitted: Mapping[str, int]
) -> list[sheets_pb2.ProjectProgress]:
    """Show how many experts score each project, and how many of them have submitted their sheet."""
    return [
        sheets_pb2.ProjectProgress(team_id=team_id, sheets=sheets.get(team_id, 0), submitted=submitted.get(team_id, 0))
        for team_id in team_ids
    ]

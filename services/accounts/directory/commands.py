"""Keep who is concerned and what is due, as other services' events tell it (rule K2)."""

from __future__ import annotations

from . import requests, store
from .model import KnownTeam


def record(update: requests.Update, version: int) -> None:
    """Keep what an event says; `version` is that of the aggregate that raised it."""
    match update:
        case requests.RecordTeam():
            _record_team(update, version)
        case requests.RecordRegistration():
            store.record_registration(update.team_id, version)
        case requests.RecordWithdrawal():
            store.record_withdrawal(update.team_id, version)
        case requests.RecordDisqualification():
            store.record_disqualification(update.team_id)
        case requests.RecordSubmission():
            store.record_submission(update.team_id, update.number)
        case requests.RecordSupplementRequest():
            store.record_supplement(update.team_id, update.number, update.submission_number, update.due_at)
        case requests.RecordSupplementEnd():
            store.end_supplement(update.team_id, update.number)
        case requests.RecordDeadlines():
            store.record_deadlines(
                update.division_code, update.scheme_version, update.submission_closes, update.scoring_closes
            )
        case requests.RecordCase():
            store.record_case(update.case_id, update.division_code, update.reviewer_id, update.due_at, version)
        case requests.RecordCaseDecided():
            store.record_case_decided(update.case_id, update.division_code, version)
        case requests.RecordAssignments():
            store.record_assignments(update.round_id, update.division_code, update.projects, version)
        case requests.RecordScored():
            store.record_scored(update.round_id, update.account_id, update.team_id)
        case requests.RecordRecusal():
            store.record_recusal(update.panel_id, update.account_id, update.team_id)
        case requests.RecordPublic():
            store.record_public(update.team_ids, update.listed)


def _record_team(update: requests.RecordTeam, version: int) -> None:
    team = KnownTeam(
        id=update.team_id,
        division=update.division_code,
        team_name=update.team_name,
        project_name=update.project_name,
        account_ids=update.account_ids,
        consents_missing=update.consents_missing or 0,
    )
    store.record_team(team, update.accounts_changed, version if update.consents_missing is not None else None)

"""Remind those concerned of deadlines, by contest time (rule K2).

Each reminder goes out once for a deadline: what follows from it has identifiers that follow from deadline and stage. A later
deadline is another one, and is reminded of anew.
"""

from __future__ import annotations

from datetime import timedelta

from chassis.actor import Actor
from chassis.kernel.clock import Instant, beijing_date

from ..directory import store as directory_store
from ..directory.model import KnownCase, KnownDivision, KnownTeam
from ..messages.commands import record, tell
from ..messages.requests import Audience, Notice
from . import store
from .model import OVERDUE, Walk, stage_around, stage_before
from .settings import reminder_hours, short_reminder_hours

# so many teams or cases at a time
_BATCH = 300


def run_reminders(actor: Actor, at: Instant) -> None:
    """Begin the reminders that are due, and bring each some way on: not yet submitted, consent missing, material due, cases
    and sheets overdue."""
    divisions = {division.id: division for division in directory_store.divisions()}
    for division in divisions.values():
        stage = stage_before(division.submission_closes, reminder_hours(), at)
        if stage is not None:
            store.begin(Walk.of("submission", division.id, division.submission_closes, stage))
        if division.scoring_closes is not None:
            stage = stage_around(division.scoring_closes, short_reminder_hours(), at)
            if stage is not None:
                store.begin(Walk.of("sheets", division.id, division.scoring_closes, stage))
    for walk in store.open_walks():
        if at > walk.until or walk.deadline != _deadline(walk, divisions.get(walk.division)):
            store.end(walk)
        elif walk.kind == "submission":
            _remind_teams(walk, at)
        else:
            _remind_experts(walk, at)
    _remind_of_supplements(at)
    _remind_of_cases(at)


def _deadline(walk: Walk, division: KnownDivision | None) -> Instant | None:
    """Return the deadline by now of what a reminder is about: it may have been moved since the reminder began (rule A5)."""
    if division is None:
        return None
    return division.submission_closes if walk.kind == "submission" else division.scoring_closes


def _remind_teams(walk: Walk, at: Instant) -> None:
    """Remind the next teams that have not submitted; those that lack a consent of that, for without it they can't."""
    teams = directory_store.teams_after(walk.division, walk.cursor, size=_BATCH, unsubmitted=True)
    for team in teams:
        facts = {"team_id": team.id, "team_name": team.team_name, "closes_at": walk.deadline.isoformat()}
        if team.consents_missing:
            facts["missing"] = str(team.consents_missing)
        template = "consent_missing" if team.consents_missing else "not_submitted"
        record(template, facts, team.account_ids, source=f"{walk.id}/{team.id}", at=at)
    if len(teams) < _BATCH:
        store.end(walk)
    else:
        store.move_on(walk, teams[-1].id)


def _remind_experts(walk: Walk, at: Instant) -> None:
    """Remind the experts of a division who have sheets to submit, and its hosts of those that are overdue; they are few."""
    template = "sheets_overdue" if walk.stage == OVERDUE else "sheets_due"
    late = {task.account_id for task in directory_store.tasks_of(walk.division) if not task.is_done}
    facts = {"division": walk.division, "closes_at": walk.deadline.isoformat()}
    record(template, facts, late, source=walk.id, at=at)
    if late and walk.stage == OVERDUE:
        hosts = Audience(hosts_of=(walk.division,))
        tell(Notice(template="division_sheets_overdue", facts=facts, audience=hosts), walk.id, at)
    store.end(walk)


def _remind_of_supplements(at: Instant) -> None:
    """Remind the teams whose material is due within a day (rule C11)."""
    hours = short_reminder_hours()
    if not hours:
        return
    for team in directory_store.teams_with_supplement_due(at, at + timedelta(hours=max(hours))):
        _remind_of_supplement(team, at)


def _remind_of_supplement(team: KnownTeam, at: Instant) -> None:
    due = team.supplement_due
    stage = stage_before(due, short_reminder_hours(), at) if due is not None else None
    if due is None or stage is None:
        return
    reminded = f"{due.isoformat()} {stage.name}"
    if reminded == team.supplement_reminded:
        return
    facts = {"team_id": team.id, "team_name": team.team_name, "due_at": due.isoformat()}
    record("supplement_due", facts, team.account_ids, source=f"{team.id} {reminded}", at=at)
    directory_store.note_supplement_reminded(team, reminded)


def _remind_of_cases(at: Instant) -> None:
    """Remind reviewers, and their division's hosts, of cases that are overdue: once a day for all of them (rule D2).

    The case of a team that is out is closed, though no event says so.
    """
    for case in directory_store.overdue_cases(at, _BATCH):
        team = directory_store.team(case.id)
        if team is None or not team.is_out:
            _remind_of_case(case, at)
        directory_store.note_reminded(case)


def _remind_of_case(case: KnownCase, at: Instant) -> None:
    facts = {"division": case.division}
    once = f"cases of {case.division} overdue on {beijing_date(at)}"
    audiences = {
        "cases_overdue": Audience(accounts=(case.reviewer_id,)),
        "division_cases_overdue": Audience(hosts_of=(case.division,)),
    }
    for template, audience in audiences.items():
        tell(Notice(template=template, facts=facts, audience=audience, once=once), "", at)

"""Store what review's service tests begin with, and name who acts in them."""

from __future__ import annotations

from typing import Any

from dasai.review.v1 import national_check_pb2

from chassis.actor import Actor, Grant, Role
from services.review.cases import store as cases_store
from services.review.cases.model.case import Case
from services.review.national_check import commands as national_check
from services.review.national_check import queries as national_check_queries
from services.review.national_check import store as national_check_store
from services.review.recommendations import store as recommendations_store
from tests.unit.services.review import builders as a

SECRETARIAT = Actor("secretary", frozenset({Grant(Role.SECRETARIAT)}))
HOST = Actor("host", frozenset({Grant(Role.HOST, "110000")}))
WORKER = Actor("system:review")
# more than any test needs, so that a check that never ends fails
TICKS = 200


def add_case(name: str, *, passed: bool = False, **changes: Any) -> None:
    """Store the case of a team that has submitted, decided as passed or waiting; `changes` are of the submission."""
    case = Case.empty(name, "110000")
    case.receive(submission_of(name, **changes), (), days=5, at=a.NOW)
    if passed:
        a.decide(case)
    cases_store.cases.add(case)


def submission_of(name: str, number: int = 1, **changes: Any) -> a.Submission:
    """Return a submission of a team, which shares nothing with that of any other team."""
    own: dict[str, Any] = {
        "team": a.team(name),
        "persons": a.persons(f"person-{name}"),
        "declaration": (a.Section(id="overview", text=a.characters(name, 600)),),
        "evidence": (a.evidence(kind="application_cases", sha256=f"file-{name}"),),
    }
    return a.submission(number, **(own | changes))


def submit_again(name: str, number: int, **changes: Any) -> None:
    """Store a newer version of a team's project, which passes review."""
    case = cases_store.cases.get(name)
    case.receive(submission_of(name, number, **changes), (), days=5, at=a.NOW)
    a.decide(case)
    cases_store.cases.save(case)


def recommend(*names: str) -> None:
    """Store the cases of teams that passed, and their recommendation by division 110000; they are checked for duplicates."""
    for name in names:
        add_case(name, passed=True)
    store_recommendation(*names)
    check_all()


def store_recommendation(*names: str) -> None:
    """Store the recommendation of teams by division 110000."""
    ranked = (a.ranked(name, rank) for rank, name in enumerate(names, start=1))
    recommendations_store.recommendations.add(a.recommendation(*ranked))


def check_all() -> None:
    """Let the worker's timers compare all that is recommended, until nothing waits."""
    national_check.mark_changed_projects(WORKER, a.NOW)
    for _ in range(TICKS):
        national_check.check_projects(WORKER, a.NOW)
        if not list(national_check_store.checked_projects.every({"state.waits": True})):
            return
    raise AssertionError(f"the check did not end in {TICKS} ticks")


def hits() -> set[tuple[str, str, str]]:
    """Return each hit's teams and ground."""
    listed = national_check_queries.list_hits(national_check_pb2.ListHitsRequest(), SECRETARIAT).hits
    return {(hit.teams[0].team_id, hit.teams[1].team_id, hit.kind) for hit in listed}


def finalists() -> list[str]:
    """Return the ids of the teams that stand on the finalist list."""
    return [finalist.team.team_id for finalist in national_check_queries.get_finalists(SECRETARIAT).finalists]


def lost_places() -> dict[str, str]:
    """Return by which code each recommended team of division 110000 lost its place, or nothing if it has it."""
    entries = recommendations_store.recommendations.look("110000").entries
    return {entry.team.team_id: entry.lost_code for entry in entries}

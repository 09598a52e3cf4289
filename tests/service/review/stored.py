"""Store what review's service tests begin with, and name who acts in them."""

from __future__ import annotations

from chassis.actor import Actor, Grant, Role
from services.review.cases import store as cases_store
from services.review.cases.model.case import Case
from services.review.recommendations import store as recommendations_store
from tests.unit.services.review import builders as a

SECRETARIAT = Actor("secretary", frozenset({Grant(Role.SECRETARIAT)}))
HOST = Actor("host", frozenset({Grant(Role.HOST, "110000")}))
WORKER = Actor("system:review")


def add_case(name: str, *, passed: bool = False) -> None:
    """Store the case of a team that has submitted, decided as passed or waiting."""
    case = Case.empty(name, "110000")
    case.receive(a.submission(team=a.team(name), persons=a.persons(f"person-{name}")), (), days=5, at=a.NOW)
    if passed:
        a.decide(case)
    cases_store.cases.add(case)


def recommend(*names: str) -> None:
    """Store the cases of teams that passed, and their recommendation by division 110000."""
    for name in names:
        add_case(name, passed=True)
    ranked = (a.ranked(name, rank) for rank, name in enumerate(names, start=1))
    recommendations_store.recommendations.add(a.recommendation(*ranked))


def lost_places() -> dict[str, str]:
    """Return by which code each recommended team of division 110000 lost its place, or nothing if it has it."""
    entries = recommendations_store.recommendations.look("110000").entries
    return {entry.team.team_id: entry.lost_code for entry in entries}

"""Who visits the platform when, and what they do there: drawn from a seed, without a clock or a network.

A visit is due at its second of the run whatever the platform does meanwhile (an open model). The same wishes give the same
plan in every process, so that each takes its share of it without being told more.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from .timetable import DAY, DAYS, HOUR, MINUTES, SECONDS, WEEKS, Timetable

NATION = 25_000  # teams of the whole nation
# parts of all submissions: before the last 48 hours, in them, in the last 10 minutes, and of those in the last 60 seconds
EARLY, IN_LAST_DAYS, IN_LAST_MINUTES, IN_LAST_SECONDS = 0.25, 0.65, 0.06, 0.04
# parts of all teams
NEVER_SUBMITS, IMPROVES, BY_PAGES, TRIES_LATE = 0.06, 0.15, 0.2, 0.01
# later saves and tries come thicker the nearer the deadline: 1 would be evenly
_HURRY = 1.3
_FIRST_SUBMISSION = 30 * DAY  # before the deadline
_REGISTERED_BEFORE = 2.5 * DAY  # the deadline, at the latest, and before the submission
_READING = 1.0  # visits of public readers for each team
_CASES_A_VISIT = 4  # that a reviewer decides


class Kind(StrEnum):
    """Purposes of a visit."""

    REGISTER = "register"
    EDIT = "edit"
    UPLOAD = "upload"
    STATUS = "status"
    SUBMIT = "submit"
    IMPROVE = "improve"  # edit and submit again
    LATE = "late"  # submit after the deadline, which is refused
    READ = "read"  # by the public
    REVIEW = "review"  # by a reviewer


class Habit(StrEnum):
    """Habits of a client: what goes wrong there, or is done twice."""

    IMPATIENT = "impatient"  # gives up soon, and repeats with the same key
    DOUBLES = "doubles"  # submits twice at once with the same key
    CUTS = "cuts"  # its uploads break off, and go on from there
    RETURNS = "returns"  # loses the answer to its submission, and comes back later to look


_HABITS = {Habit.IMPATIENT: 0.10, Habit.DOUBLES: 0.08, Habit.CUTS: 0.12, Habit.RETURNS: 0.06}


@dataclass(frozen=True, order=True)
class Visit:
    """A visit: the second of the run at which it is due, who comes (number of a team, reader or reviewer), what for."""

    at: float
    kind: Kind
    who: int
    number: int = 0  # among the visits of the same visitor

    @property
    def of_team(self) -> bool:
        """Return True if a team comes."""
        return self.kind not in (Kind.READ, Kind.REVIEW)


@dataclass(frozen=True)
class TeamPlan:
    """A team: its number, if it uses pages or the API, and its habits."""

    number: int
    by_pages: bool
    habits: frozenset[Habit]


@dataclass(frozen=True)
class Wishes:
    """Options from which a plan is made."""

    nation: float
    seed: int
    timetable: Timetable
    reviewers: int = 32

    @property
    def teams(self) -> int:
        """Return how many teams take part."""
        return max(round(NATION * self.nation), 1)


@dataclass(frozen=True)
class Plan:
    """The teams by number, and all visits by when they are due."""

    wishes: Wishes
    teams: tuple[TeamPlan, ...]
    visits: tuple[Visit, ...] = field(repr=False)

    def share(self, number: int, of: int) -> Iterator[Visit]:
        """Yield the visits of one of several processes that share them; a visitor is always the same process's."""
        return (visit for visit in self.visits if visit.who % of == number)


def plan_of(wishes: Wishes) -> Plan:
    """Return the plan: three quarters submit in the last 48 hours, a tenth in the last 10 minutes, a spike in the last 60 s."""
    chance = _chance(wishes.seed, "teams")
    teams = tuple(_team(wishes.seed, number) for number in range(wishes.teams))
    silent = frozenset(chance.sample(range(wishes.teams), round(wishes.teams * NEVER_SUBMITS)))
    submitting = [number for number in range(wishes.teams) if number not in silent]
    chance.shuffle(submitting)
    visits: list[Visit] = []
    # by their order, not by chance for each: so the shares are right for a few teams as well
    for place, number in enumerate(submitting):
        submits = before_deadline((place + 0.5) / len(submitting))
        visits += _visits(wishes, number, submits)
    late = round(wishes.teams * TRIES_LATE)
    for place, number in enumerate(sorted(silent)):
        visits += _visits(wishes, number, DAYS * 0.6, submits=False, late=place < late)
    visits += _readers(wishes, visits)
    visits += _reviewers(wishes, visits)
    return Plan(wishes, teams, tuple(sorted(visits)))


def before_deadline(part: float) -> float:
    """Return how many seconds before the deadline that submission comes which has this part of all others before it (0 to 1)."""
    if part < EARLY:
        return _between(_FIRST_SUBMISSION, DAYS, part / EARLY, 1)
    part -= EARLY
    if part < IN_LAST_DAYS:
        return _between(DAYS, MINUTES, part / IN_LAST_DAYS, _HURRY)
    part -= IN_LAST_DAYS
    if part < IN_LAST_MINUTES:
        return _between(MINUTES, SECONDS, part / IN_LAST_MINUTES, 1)
    part -= IN_LAST_MINUTES
    return _between(SECONDS, 0, min(part / IN_LAST_SECONDS, 1), _HURRY)


def _between(begins: float, ends: float, part: float, hurry: float) -> float:
    return ends + float((begins - ends) * (1 - part) ** hurry)


def _team(seed: int, number: int) -> TeamPlan:
    chance = _chance(seed, f"team/{number}")
    by_pages = chance.random() < BY_PAGES
    habits = frozenset(habit for habit, part in _HABITS.items() if chance.random() < part)
    return TeamPlan(number, by_pages, habits)


def _visits(wishes: Wishes, number: int, before: float, *, submits: bool = True, late: bool = False) -> Iterator[Visit]:
    """Yield the visits of a team that submits so many seconds before the deadline."""
    chance, at = _chance(wishes.seed, f"visits/{number}"), wishes.timetable.second
    latest = max(before, _REGISTERED_BEFORE)
    registers = latest + (WEEKS - latest) * chance.uniform(0.03, 1)
    # the nearer the submission the more is done, the last of it just before
    meanwhile = sorted((before + (registers - before) * chance.random() ** 2 for _ in range(4)), reverse=True)
    kinds = (Kind.EDIT, Kind.STATUS, Kind.UPLOAD, Kind.EDIT)
    seconds = [(at(registers), Kind.REGISTER), *((at(each), kind) for each, kind in zip(meanwhile, kinds, strict=True))]
    if submits:
        seconds.append((at(before), Kind.SUBMIT))
        # a look at the receipt is worth it also after the deadline
        seconds.append((at(before) + chance.uniform(3, 20), Kind.STATUS))
        if chance.random() < IMPROVES:
            seconds.append((at(before * chance.uniform(0.05, 0.9)), Kind.IMPROVE))
    if late:
        seconds.append((at(-chance.uniform(1, 8)), Kind.LATE))
    yield from (Visit(second, kind, number, place) for place, (second, kind) in enumerate(sorted(seconds)))


def _readers(wishes: Wishes, of_teams: list[Visit]) -> Iterator[Visit]:
    """Yield the visits of the public, which reads most when teams are busiest."""
    chance = _chance(wishes.seed, "readers")
    if not of_teams:
        return
    for number in range(round(wishes.teams * _READING)):
        near = chance.choice(of_teams).at + chance.uniform(-10, 10)
        yield Visit(min(max(near, 0.0), wishes.timetable.deadline), Kind.READ, number)


def _reviewers(wishes: Wishes, of_teams: list[Visit]) -> Iterator[Visit]:
    """Yield the visits of reviewers to their queues, from the first submission on, as many as there is to decide."""
    chance = _chance(wishes.seed, "reviewers")
    submitted = [visit.at for visit in of_teams if visit.kind in (Kind.SUBMIT, Kind.IMPROVE)]
    if not submitted or not wishes.reviewers:
        return
    first, visits = min(submitted), max(len(submitted) // _CASES_A_VISIT, wishes.reviewers)
    for number in range(visits):
        second = chance.uniform(first, wishes.timetable.deadline)
        yield Visit(second, Kind.REVIEW, number % wishes.reviewers, number // wishes.reviewers)


def _chance(seed: int, words: str) -> random.Random:
    return random.Random(f"{seed}/{words}")  # noqa: S311 - a plan, not a secret


__all__ = ["DAY", "HOUR", "Habit", "Kind", "Plan", "TeamPlan", "Visit", "Wishes", "before_deadline", "plan_of"]

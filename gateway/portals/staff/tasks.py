"""What staff must do now: each subject's pages add the tasks of a role, and the role's home shows them (rules K1, K2)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from chassis.facts.roles import Grant, Role
from gateway.api.body import AnyListRequest
from gateway.problems import ProblemError

# whoever has more than so many of a kind to do needs no exact number, which would be counted at each visit; with one more they
# are read in one call (`chassis.mongo.places`)
COUNTED_AT_HOME = 25


@dataclass(frozen=True, slots=True)
class Task:
    """A thing to do now. `text` is a key of the texts, `path` the page where it is done, `due` RFC 3339 or empty.

    `count` is how many there are, None if that says nothing; `is_more` says that there are more than counted.
    """

    text: str
    path: str
    count: int | None = None
    is_more: bool = False
    due: str = ""


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks of a grant, and whether all services that know of them answered."""

    tasks: tuple[Task, ...]
    is_complete: bool


def to_count(message: AnyListRequest, shown: int = 1) -> AnyListRequest:
    """Put into a list request that its first items and its total, counted to COUNTED_AT_HOME, are wanted; return it."""
    message.page.page_size, message.page.count, message.page.count_to = shown, True, COUNTED_AT_HOME
    return message


def counted_task(text: str, path: str, listed: Mapping[str, Any], due: str = "") -> list[Task]:
    """Return the task to do all that a list counted (`to_count`), the first due at `due`; none if there is nothing."""
    page = listed["page"]
    return [Task(text, path, page["total"], bool(page.get("total_is_more")), due)] if page.get("total") else []


# returns what the holder of a grant must do now; raises ProblemError if its service can't say
Finder = Callable[[Request, Grant], Awaitable[Sequence[Task]]]
_FINDERS: dict[Role, list[Finder]] = {role: [] for role in Role}


def finds_tasks(*roles: Role) -> Callable[[Finder], Finder]:
    """Add a function to those that find the tasks of these roles."""

    def add(finder: Finder) -> Finder:
        for role in roles:
            _FINDERS[role].append(finder)
        return finder

    return add


async def tasks_of(request: Request, grant: Grant) -> Tasks:
    """Return what the holder of a grant must do now, the earliest due first; a service that is away leaves its tasks out."""
    answers = await asyncio.gather(*(_tasks_of(finder, request, grant) for finder in _FINDERS[grant.role]))
    tasks = [task for answer in answers if answer is not None for task in answer]
    return Tasks(tuple(sorted(tasks, key=lambda task: (not task.due, task.due))), None not in answers)


async def _tasks_of(finder: Finder, request: Request, grant: Grant) -> Sequence[Task] | None:
    try:
        return await finder(request, grant)
    except ProblemError:
        return None

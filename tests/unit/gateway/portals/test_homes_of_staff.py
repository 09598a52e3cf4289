"""Test how the homes of staff show due times, and which pages of a division they lead to."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from chassis.actor import Actor
from chassis.facts.roles import Grant, Role
from gateway.portals.staff.sections import pages_of_division
from gateway.portals.staff.tasks import Task, Tasks
from tests.unit.gateway.portals.test_pages import edition_2024 as edition_2024
from tests.unit.gateway.portals.test_pages import page_of

DUE = "2024-06-08T15:59:59Z"


@pytest.mark.parametrize("is_past", [True, False])
def test_d2_a_due_time_that_is_past_is_marked(is_past: bool) -> None:
    """D2: with the words for it in the page's language, and only then."""
    work = Tasks((Task("staff_case.task_review", "/staff/cases", 4, due=DUE),), True)
    parts = [{"grant": SimpleNamespace(division="110000"), "work": work, "sections": ()}]
    pages = {
        words: page_of("staff/home.html", language, role="reviewer", parts=parts, is_past=lambda at: is_past)
        for language, words in (("zh", "已逾期"), ("en", "Overdue"))
    }
    assert [words in page for words, page in pages.items()] == [is_past, is_past]


@pytest.mark.parametrize(
    ("role", "opened", "closed"),
    [
        (Role.COMMITTEE, {"rankings", "panels", "recommendation", "figures"}, {"dossiers"}),
        (Role.SECRETARIAT, {"rankings", "desk", "dossiers", "figures"}, set()),
    ],
)
def test_k1_a_division_leads_to_its_pages_that_the_reader_may_open(
    role: Role, opened: set[str], closed: set[str]
) -> None:
    """E6, K1: so the committee finds the rankings that it may reopen; what it may not open is not listed."""
    actor = Actor("national", frozenset({Grant(role)}))
    named = {item.path.removeprefix("/staff/divisions/110000/") for item in pages_of_division("110000", actor)}
    assert opened <= named
    assert not closed & named

"""Test how the homes of staff show due times."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

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
        for language, words in (("zh", "已逾期"), ("en", "overdue"))
    }
    assert [words in page for words, page in pages.items()] == [is_past, is_past]

"""Texts that people hand in for publication, and what the process's edition says."""

from __future__ import annotations

from chassis.edition.current import edition
from chassis.edition.names import check_names
from chassis.kernel.refusal import refuse_unless

from ..model import rules

LONGEST_STATEMENT = 2000


def require_official_names(*texts: str) -> None:
    """Refuse J1_NAME_ALTERED where a text that will be published alters an official name (rule J1)."""
    problems = [problem for text in texts for problem in check_names(text, edition())]
    refuse_unless(
        not problems,
        rules.J1_NAME_ALTERED,
        problems="；".join(problem.zh for problem in problems),
        problems_en="; ".join(problem.en for problem in problems),
    )

"""Teams come, change, write, submit, leave and come back in any order: no order of these is a way around a rule.

Nor is any in which colleagues come and go, and in which it becomes known what speaks against a team.

Rules A5, B2 to B8, B10, C1, C4, C5, C7, C8, C10 to C12, K1.
"""

from __future__ import annotations

from hypothesis import settings

from tests.unit.services.registration.teams.way_around.steps import Steps

Steps.TestCase.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
TestNoWayAround = Steps.TestCase

"""Teams come, change, write, submit, leave and come back in any order: no order of these is a way around a rule.

Rules A5, B2, B4 to B7, B10, C1, C4, C5, C8, C10 to C12.
"""

from __future__ import annotations

from hypothesis import settings

from tests.unit.services.registration.way_around.steps import Steps

Steps.TestCase.settings = settings(max_examples=300, stateful_step_count=40, deadline=None)
TestNoWayAround = Steps.TestCase

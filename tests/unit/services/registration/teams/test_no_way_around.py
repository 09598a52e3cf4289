"""No order of steps gets around a rule: teams register, change, submit, withdraw and are revived in any order.

Colleagues join and leave, and findings about the team arrive, between them.

Rules A5, B2 to B8, B10, C1, C4, C5, C7, C8, C10 to C12, K1.
"""

from __future__ import annotations

from hypothesis import settings

from tests.unit.services.registration.teams.state_machine.team_steps import TeamSteps

TeamSteps.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestNoWayAround = TeamSteps.TestCase

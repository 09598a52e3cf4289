"""The tests of scoring through the gateway run on the second stack."""

from __future__ import annotations

from tests.e2e.second_stack import contest_clock as contest_clock
from tests.e2e.second_stack import nation as nation
from tests.e2e.second_stack import stack as stack

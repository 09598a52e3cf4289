"""The tests of review through the gateway have a stack of their own."""

from __future__ import annotations

from tests.e2e.own_stack import contest_clock as contest_clock
from tests.e2e.own_stack import nation as nation
from tests.e2e.own_stack import stack as stack

"""The faults of the interests that an expert types, one a line (rule E2)."""

from __future__ import annotations

import pytest

from chassis.kernel.refusal import FieldFault
from gateway.api.scoring.panels import Interests
from gateway.portals.forms import body_of
from gateway.portals.staff.sheets import numbered
from gateway.problems import ProblemError


def test_e2_each_fault_says_which_of_the_interests_it_is_about() -> None:
    """E2: of three, the second and the third are no code: whoever typed many finds them."""
    with pytest.raises(ProblemError) as refused:
        body_of(Interests, interests=["91110199060263689W", "123", "x"])
    faults = [numbered(fault) for fault in refused.value.faults]
    assert [(fault.zh[:4], fault.en[:8]) for fault in faults] == [("第2项：", "Item 2: "), ("第3项：", "Item 3: ")]


def test_another_fault_stays_as_it_is() -> None:
    """The panel has no place among the interests."""
    fault = FieldFault("panel_id", "请选择专家组。", "Choose a panel.")
    assert numbered(fault) == fault

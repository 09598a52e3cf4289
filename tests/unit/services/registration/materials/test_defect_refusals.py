"""The refusal for each defect that inspection finds in a file (rule C7)."""

from __future__ import annotations

from inspection.defects import Defect
from services.registration.materials import rules
from services.registration.materials.commands.inspecting import DEFECT_REFUSALS


def test_c7_each_defect_has_the_refusal_of_its_name() -> None:
    """C7: no defect is without a refusal, and none has that of another."""
    assert {defect: code.name for defect, code in DEFECT_REFUSALS.items()} == {
        defect: f"C7_{defect}" for defect in Defect
    }


def test_c7_a_refused_upload_finds_its_refusal_again() -> None:
    """C7: an upload keeps the name of its refusal: of a defect, of its type, or of malware."""
    others = (rules.C7_EXTENSION_MISMATCH, rules.C7_MALWARE)
    assert {code.name: code for code in (*DEFECT_REFUSALS.values(), *others)} == rules.CONTENT_REFUSALS

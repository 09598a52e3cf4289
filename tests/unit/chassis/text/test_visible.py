"""Only visible characters count as content (rules C4, C10)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from chassis.facts.submissions import Section
from chassis.text.visible import visible_length
from services.registration.declarations.adapters.rich_text import clean, visible
from services.registration.submissions.adapters.alignment import opcodes
from services.registration.submissions.adapters.segmentation import words
from services.registration.submissions.model.difference import share_changed
from services.registration.teams.model.draft import EMPTY_DRAFT, Writing
from tests.unit.services.registration import builders as a

# blanks, controls, joiners, marks of direction, and letters that are drawn as nothing
INVISIBLE = [
    " ", "\t", "\n", "\x0b", "\x1f", "\x00", "\u00a0", "\u3000", "\u2003", "\u2028", "\u2029", "\u00ad", "\u200b", "\u200d",
    "\u200e", "\u2060", "\u2063", "\ufeff", "\u180e", "\u180b", "\u034f", "\u115f", "\u1160", "\u17b4", "\u2800", "\u3164",
    "\uffa0", "\ufe0f", "\U000e0041", "\U000e0100",
]  # fmt: skip


@pytest.mark.parametrize("character", INVISIBLE, ids=lambda character: f"U+{ord(character):04X}")
def test_c4_invisible_characters_are_no_content(character: str) -> None:
    """C4: a section of invisible characters is missing like an empty one; between words they don't count."""
    assert visible_length(character * 20) == 0
    assert visible_length(f"数据{character}要素") == 4
    sections = tuple(Section(id=rule.id, text=character * 20) for rule in a.REQUIREMENTS.sections)
    draft = EMPTY_DRAFT.save(Writing(sections=sections, read_revision=0), a.REQUIREMENTS)
    missing = [missing.item for missing in draft.missing((a.audit(),), a.REQUIREMENTS)]
    assert missing == [rule.id for rule in a.REQUIREMENTS.sections]


def test_c4_words_numbers_and_marks_are_content() -> None:
    """C4: every visible character counts, in any script."""
    lengths = {"数据要素": 4, "GPT-4。": 6, "𠮷野家": 3, "ئۇيغۇر": 6, "བོད": 3, "3.14 %": 5}
    assert {text: visible_length(text) for text in lengths} == lengths


def test_c4_invisible_characters_in_rich_text_are_no_content() -> None:
    """C4: tags around them change nothing."""
    safe = clean(f"<p>{'&#8203;' * 20}</p>")
    assert visible_length(visible(safe)) == 0


def test_c4_a_section_is_complete_from_the_minimum_of_visible_characters_on() -> None:
    """C4: it is complete at the edition's minimum length, and missing with one visible character less."""
    rule = a.REQUIREMENTS.sections[0]
    requirements = replace(a.REQUIREMENTS, sections=(rule,), required_evidence=())
    for text, complete in (("字" * rule.min_length, True), ("字" * (rule.min_length - 1) + "\u200b" * 9, False)):
        writing = Writing(sections=(Section(id=rule.id, text=text),), read_revision=0)
        assert (EMPTY_DRAFT.save(writing, requirements).missing((), requirements) == ()) is complete


@pytest.mark.parametrize("character", INVISIBLE, ids=lambda character: f"U+{ord(character):04X}")
def test_c10_invisible_characters_make_no_change_smaller(character: str) -> None:
    """C10: a new text is completely changed, even between thousands of invisible characters that stayed."""
    left, right = (
        {"a": f"{character * 3000}{text * 20}{character * 3000}"} for text in ("港口物流共享", "城市供水监测")
    )
    assert share_changed(left, right, words, opcodes)[0] == Decimal("1.000")

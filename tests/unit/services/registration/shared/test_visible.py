"""What counts as content: characters that somebody can see (rules C4, C10)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from chassis.facts.submissions import Section
from services.registration.declarations import adapters as declarations_adapters
from services.registration.shared.visible_text import visible_length
from services.registration.submissions.adapters.alignment import opcodes
from services.registration.submissions.adapters.segmentation import words
from services.registration.submissions.model.difference import share_changed
from services.registration.teams.model.draft import EMPTY_DRAFT, Writing
from tests.unit.services.registration import builders as a

# blanks, controls, joiners and marks of direction, and letters without a shape
INVISIBLE = [
    " ", "\t", "\n", "\x0b", "\x1f", "\x00", "\u00a0", "\u3000", "\u2003", "\u2028", "\u2029", "\u00ad", "\u200b", "\u200d",
    "\u200e", "\u2060", "\u2063", "\ufeff", "\u180e", "\u180b", "\u034f", "\u115f", "\u1160", "\u17b4", "\u2800", "\u3164",
    "\uffa0", "\ufe0f", "\U000e0041", "\U000e0100",
]  # fmt: skip


@pytest.mark.parametrize("character", INVISIBLE, ids=lambda one: f"U+{ord(one):04X}")
def test_c4_what_nobody_sees_is_no_content(character: str) -> None:
    """C4: sections full of it are as missing as empty ones; among words it counts for nothing."""
    assert visible_length(character * 20) == 0
    assert visible_length(f"数据{character}要素") == 4
    written = tuple(Section(id=one.id, text=character * 20) for one in a.REQUIREMENTS.sections)
    draft = EMPTY_DRAFT.save(Writing(sections=written, read_revision=0), a.REQUIREMENTS)
    missing = [one.item for one in draft.missing((a.audit(),), a.REQUIREMENTS)]
    assert missing == [one.id for one in a.REQUIREMENTS.sections]


def test_c4_words_numbers_and_marks_are_content() -> None:
    """C4: whatever has a shape counts, in any script."""
    assert [visible_length(text) for text in ("数据要素", "GPT-4。", "𠮷野家", "ئۇيغۇر", "བོད", "3.14 %")] == [
        4,
        6,
        3,
        6,
        3,
        5,
    ]


def test_c4_rich_text_of_what_nobody_sees_is_empty() -> None:
    """C4: neither is it content within tags."""
    safe = declarations_adapters.clean(f"<p>{'&#8203;' * 20}</p>")
    assert visible_length(declarations_adapters.visible(safe)) == 0


def test_c4_as_many_visible_characters_as_asked_for_are_enough() -> None:
    """C4: at the edition's minimum a section is done, one character below it is not."""
    rule = a.REQUIREMENTS.sections[0]
    requirements = replace(a.REQUIREMENTS, sections=(rule,), required_evidence=())
    for text, done in (("字" * rule.min_length, True), ("字" * (rule.min_length - 1) + "\u200b" * 9, False)):
        writing = Writing(sections=(Section(id=rule.id, text=text),), read_revision=0)
        assert (EMPTY_DRAFT.save(writing, requirements).missing((), requirements) == ()) is done


@pytest.mark.parametrize("character", INVISIBLE, ids=lambda one: f"U+{ord(one):04X}")
def test_c10_what_nobody_sees_makes_no_change_smaller(character: str) -> None:
    """C10: another project among thousands of invisible marks that stayed is another project."""
    left, right = (
        {"a": f"{character * 3000}{text * 20}{character * 3000}"} for text in ("港口物流共享", "城市供水监测")
    )
    assert share_changed(left, right, words, opcodes)[0] == Decimal("1.000")

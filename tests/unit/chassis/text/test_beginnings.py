"""The form in which names are ordered and searched by their beginnings."""

from __future__ import annotations

import pytest

from chassis.text.beginnings import beginning_form, is_part_of_any


@pytest.mark.parametrize(
    "name", ["數據 要素×", "Ａｌｐｈａ－Beta", "第十三届“气象”队", "一百二十", "ﬁne ㈱", "二〇二四·春", "Straße"]
)
def test_the_form_of_a_beginning_is_the_beginning_of_the_form(name: str) -> None:
    """However short it is typed, whatever the script, width and case."""
    whole = beginning_form(name)
    for length in range(len(name) + 1):
        assert whole.startswith(beginning_form(name[:length]))


def test_it_is_the_same_however_a_name_is_typed() -> None:
    """Traditional or simplified, wide or narrow, with blanks and punctuation or without."""
    assert beginning_form("數據　“要素”") == beginning_form("数据要素") == "数据要素"
    assert beginning_form("ＡＩ Lab\u200b") == "ailab"


def test_a_part_of_a_name_is_found_however_it_is_typed() -> None:
    """F8: a beginning, a middle and an end; what has nothing that counts is part of no name."""
    names = ("数据要素×气象", "Ａｌｐｈａ Lab")
    for text in ("数据", "要素", "氣 象", "ALPHA", "lab", "ha-l"):
        assert is_part_of_any(text, names)
    for text in ("气要", "alphab", "", "  ", "。，"):
        assert not is_part_of_any(text, names)
    assert not is_part_of_any("数据", ())

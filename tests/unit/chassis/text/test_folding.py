"""Names and texts that say the same have one form (rules B7, F5)."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.text.folding import FOLDING, folded

SAME = {
    "script": ("“智慧”數據要素平臺", "智慧数据要素平台"),
    "variant": ("數據拠點 図書館", "数据据点图书馆"),
    "width": ("Ｃ＋＋平台（２０２４）", "c++平台2024"),
    "case": ("GovCloud平台", "govcloud平台"),
    "blanks": ("数据 要素\u3000平台\u00a0V 2", "数据要素平台V2"),
    "unseen": ("数\u200b据\u2060要素", "数据要素"),
    "decoration": ("数\u0332据\u0332要素", "数据要素"),
    "composed": ("Cafe\u0301数据", "Café数据"),
    "Chinese numeral": ("数据平台第十二期", "数据平台第12期"),
    "spaced numeral": ("第十 二期", "第十二期"),
    "banks' numeral": ("数据平台贰期", "數據平臺二期"),
    "year": ("二〇二四年", "２０２４年"),
    "Roman character": ("数据平台Ⅱ期", "数据平台二期"),
    "Roman letters": ("数据平台（XIV）", "数据平台14"),
    "Uyghur digits": ("پىلان ٢٠٢٤", "پىلان 2024"),
    "Tibetan digits": ("༢༠༢༤", "2024"),
    "full stop": ("V１．０", "v1.0"),
    "middle dot": ("5·1", "5.1"),
    "years": ("2024—2026年", "2024-2026年"),
    "thousands": ("1，000", "1000"),
    "times": ("数据要素×交通", "数据要素X交通"),
    "sharp": ("C♯", "c＃"),
}
DIFFERENT = {
    "version": ("1.1", "11"),
    "power": ("10⁹", "109"),
    "years": ("2024-2026", "20242026"),
    "fraction": ("½", "12"),
    "C++": ("C++平台", "C#平台"),
    "C": ("C++平台", "C平台"),
    "sum": ("A+B", "AB"),
    "Tibetan vowel": ("བོད", "བད"),
    "Devanagari vowel": ("की", "का"),
    "Mongolian separator": ("ᠬᠠ\u180eᠠ", "ᠬᠠᠠ"),
    "Uyghur non-joiner": ("ئۇي\u200cغۇر", "ئۇيغۇر"),
    "extension I": ("\U0002ebf0平台", "\U0002ebf1平台"),
    "extension H": ("\U00031350", "\U00031351"),
    "letter X": ("平台X", "平台10"),
    "word": ("WebII", "Web"),
    "Latin letter": ("ö", "o"),
}


@pytest.mark.parametrize(("left", "right"), SAME.values(), ids=SAME)
def test_b7_what_says_the_same_has_one_form(left: str, right: str) -> None:
    """B7: script, width, case, blanks, punctuation and numerals don't make another name."""
    assert folded(left) == folded(right) != ""


@pytest.mark.parametrize(("left", "right"), DIFFERENT.values(), ids=DIFFERENT)
def test_b7_what_says_something_else_has_another_form(left: str, right: str) -> None:
    """B7: letters and vowel signs of every script, “+”, “#” and what parts two digits count."""
    assert folded(left) != folded(right)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("十", "10"), ("十五", "15"), ("二十", "20"), ("二十一", "21"), ("廿一", "21"), ("一百", "100"), ("一百零五", "105"),
        ("一千二百零三", "1203"), ("一千零三", "1003"), ("百", "100"), ("十四五", "145"), ("三三", "33"), ("零", "0"),
        ("Ⅳ", "4"), ("ⅩⅣ", "14"), ("ⅻ", "12"), ("iii", "3"), ("XX", "20"), ("ⅭⅯ", "900"),
    ],
)  # fmt: skip
def test_b7_numerals_are_read(text: str, digits: str) -> None:
    """B7: a number is the same however it is written."""
    assert folded(text) == digits


@pytest.mark.parametrize("text", ["", " ", "……", "\u3164", "\u200b", "（）", "🚀"])
def test_b9_a_text_without_letters_has_no_form(text: str) -> None:
    """B9: nothing of it counts."""
    assert folded(text) == ""


@given(st.text(st.characters(codec="utf-8", max_codepoint=0x3FFFF)))
def test_b7_a_form_is_its_own_form(text: str) -> None:
    """B7: blanks and punctuation between any characters of a name change nothing."""
    form = folded(text)
    assert folded(" ".join(form)) == folded(form)


def test_b7_the_form_of_every_character_stays() -> None:
    """B7: stored keys are made of it, so whoever changes it raises FOLDING and writes a migration; any Python makes the same."""
    blocks = (
        "".join(map(chr, range(first, first + 64))) for first in (*range(0, 0xD800, 64), *range(0xE000, 0x34000, 64))
    )
    forms = "\n".join(map(folded, blocks))
    assert (FOLDING, hashlib.sha256(forms.encode()).hexdigest()) == (
        "f1",
        "75ea7d20d615cf81259dd9770c23c74a1d06ab36cbfd675104910c7c0001480d",
    )

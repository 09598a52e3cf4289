"""What a page says of the language of its parts."""

from __future__ import annotations

import re

from gateway.portals import language
from gateway.portals.pages import templates


def test_a_name_to_choose_says_that_it_is_chinese_on_an_english_page() -> None:
    """K5: an option has no other element in it, so that it is marked itself."""
    choice = "{{ select_field(none, 'x', 'X', [('1', '甲公司'), ('2', 'Other')]) }}"
    shown = {}
    for tongue in ("zh", "en"):
        with language.Rendering(tongue):  # type: ignore[arg-type]
            shown[tongue] = templates.env.from_string(
                f'{{% from "components.html" import select_field %}}{choice}'
            ).render()
    assert shown["en"].count('lang="zh-CN"') == 1
    assert re.search(r'<option[^>]*lang="zh-CN"[^>]*>甲公司', shown["en"])
    assert "lang=" not in shown["zh"]

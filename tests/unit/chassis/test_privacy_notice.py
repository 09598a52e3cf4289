"""The privacy notice that Dasai brings along (rule K4)."""

from __future__ import annotations

import pytest

from chassis.privacy_notice import read_notice
from cli.stack.program import ROOT

TEXTS = ("notice_zh", "notice_en", "identity_numbers_en")


@pytest.mark.parametrize("name", TEXTS)
def test_each_line_of_the_notice_is_a_whole_paragraph(name: str) -> None:
    """K4: pages show a line as a paragraph, so none may end within a sentence."""
    text = getattr(read_notice(ROOT / "editions" / "privacy-notice.yaml"), name)
    assert [line for line in text.splitlines() if line[-1] not in "。."] == []

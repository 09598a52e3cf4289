"""An announcement's texts, and what its messages say (K2)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.accounts.announcements.events import AnnouncementMade
from services.accounts.announcements.model import Announcement, announcement_faults
from services.accounts.templates.model.texts import TEMPLATES

NOW = datetime(2024, 7, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("texts", "fields"),
    [
        (("题", "文", "", ""), []),
        (("题", "文", "Title", "Text"), []),
        (("", "", "", ""), ["title", "text"]),
        (("题" * 121, "文" * 4001, "", ""), ["title", "text"]),
        (("题", "文", "Title", ""), ["text_en"]),
    ],
)
def test_titles_and_texts_have_bounds(texts: tuple[str, str, str, str], fields: list[str]) -> None:
    """K2: Chinese is needed, English as a whole or not at all."""
    assert [fault.field for fault in announcement_faults(*texts)] == fields


def test_its_messages_say_the_chinese_if_there_is_no_english() -> None:
    """K5: nobody gets an empty message."""
    announcement = Announcement(id="a", title="题", text="文", announced_by="host", announced_at=NOW, division="110000")
    announcement.make()
    assert [raised.event for raised in announcement.raised] == [
        AnnouncementMade(announcement_id="a", division_code="110000", roles=())
    ]
    text = TEMPLATES["announcement"].render(announcement.facts, {})
    assert (text.title_zh, text.text_zh, text.title_en, text.text_en) == ("题", "文", "题", "文")

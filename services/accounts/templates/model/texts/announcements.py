"""The template of announcements."""

from __future__ import annotations

from ..template import Category, Template

ANNOUNCEMENTS = (
    Template(
        id="announcement",
        category=Category.ANNOUNCEMENTS,
        facts=("title", "text", "title_en", "text_en"),
        zh=("{title}", "{text}"),
        en=("{title_en}", "{text_en}"),
    ),
)

"""Texts that publicity writes itself have the contest's official name in full (J1)."""

from __future__ import annotations

from pathlib import Path

from chassis.edition import load_edition
from chassis.edition.names import check_names
from services.publicity.notices.model import wording
from services.publicity.notices.model.notice import from_now, whole_days
from tests.unit.services.publicity.builders import beijing

EDITION = load_edition(Path(__file__).parents[5] / "editions" / "2024.yaml")
SPAN = whole_days(beijing("2024-10-20T10:00:00.000"), 7)


def test_every_text_names_the_contest_whole() -> None:
    """J1: accepted as written; the same text with a letter for the sign is noticed."""
    name = EDITION.official_name
    texts = [
        *wording.finalists(name, SPAN),
        *wording.winners(name, "感谢各方支持。", SPAN),
        *wording.disqualification(name, "测试数据项目1", "材料不实"),
        *wording.change(name, "测试数据项目1", "一等奖", "材料不实", confirmed=True),
        *wording.change(name, "测试数据项目1", "一等奖", "材料不实", confirmed=False),
    ]
    assert [name in text for text in texts] == [True] * 10
    assert [check_names(text, EDITION) for text in texts] == [[]] * 10
    assert [bool(check_names(text.replace("×", "x"), EDITION)) for text in texts] == [True] * 10


def test_days_are_written_in_beijing_time() -> None:
    """H1: the text says the first and the last day of the seven."""
    assert "公示期为2024年10月21日至2024年10月27日" in wording.finalists(EDITION.official_name, SPAN)[1]
    assert "即日起公布" in wording.finalists(EDITION.official_name, from_now(SPAN.opens_at))[1]

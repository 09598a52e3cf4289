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
        *wording.finalists(name, SPAN, substitutes=True),
        *wording.finalist_struck(name, "测试数据项目1", "D1_REJECTED"),
        *wording.winners(name, "感谢各方支持。", (wording.Vacancy("工业制造", "二等奖", 1, "未达到评审标准"),), SPAN),
        *wording.disqualification(name, "测试数据项目1", "材料不实"),
        *wording.change(name, "测试数据项目1", "一等奖", "材料不实", confirmed=True),
        *wording.change(name, "测试数据项目1", "一等奖", "材料不实", confirmed=False),
    ]
    assert [name in text for text in texts] == [True] * 14
    assert [check_names(text, EDITION) for text in texts] == [[]] * 14
    assert [bool(check_names(text.replace("×", "x"), EDITION)) for text in texts] == [True] * 14


def test_days_are_written_in_beijing_time() -> None:
    """H1: the text says the first and the last day of the seven."""
    assert "公示期为2024年10月21日至2024年10月27日" in wording.finalists(EDITION.official_name, SPAN)[1]
    june = whole_days(beijing("2024-06-03T10:00:00.000"), 7)
    assert "公示期为2024年6月4日至2024年6月10日" in wording.finalists(EDITION.official_name, june)[1]
    assert "即日起公布" in wording.finalists(EDITION.official_name, from_now(SPAN.opens_at))[1]


def test_f6_the_notice_of_substitutes_says_what_it_is() -> None:
    """F6, F8: that of teams which objections add says so too, and that of all finalists neither."""
    titles = [
        wording.finalists(EDITION.official_name, SPAN, substitutes=substitutes, admitted=admitted)[0]
        for substitutes, admitted in ((True, False), (True, True), (False, False))
    ]
    assert titles == [f"{EDITION.official_name}全国总决赛入围名单{kind}公示" for kind in ("（递补）", "（增补）", "")]


def test_h4_a_struck_finalist_is_published_with_the_reason_in_words() -> None:
    """F7, H4: by the code, never what people wrote; an unknown code is that of a disqualification."""
    texts = [wording.finalist_struck(EDITION.official_name, "项目", code)[1] for code in ("D1_REJECTED", "C5_FOREIGN")]
    assert ["资格复核未通过" in texts[0], "被取消参赛资格" in texts[1]] == [True, True]

"""Official names in texts that are published (J1), and lists of organisers (J2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.edition import Edition
from chassis.edition.names import check_names, check_organisers
from chassis.edition.provinces import PROVINCES

RIGHT = "2024年“数据要素×”大赛"


@pytest.mark.parametrize(
    "text",
    [
        RIGHT,
        f"关于举办{RIGHT}的通知",
        f"{RIGHT}赛题指南",
        f"{RIGHT}全国总决赛推荐审核方案",
        f"{RIGHT}各地方分赛、全国总决赛",
        f"{RIGHT}北京分赛区",
        f"{RIGHT}\n北京分赛",
        f"（{RIGHT}）",
        "大赛唯一规范名称为“2024年‘数据要素×’大赛”。",
        "《“数据要素×”三年行动计划（2024—2026年）》",
        "数据要素×工业制造领域赛题指南",
        "“数据要素×”典型案例",
        "中国数据要素大赛",
        "举办其他赛事（数据要素大赛等）",
        "发挥数据要素作用，参加大赛",
        "围绕“数据要素×”举办大赛",
        f"{RIGHT}的分赛",
        f"{RIGHT}各赛区、有关分赛区",
        f"{RIGHT}组织分赛",
        "",
        *(f"{RIGHT}{unit.short}分赛" for unit in PROVINCES.values()),
    ],
)
def test_right_names_pass(text: str, edition: Edition) -> None:
    """J1: the official names pass wherever they stand; so do the plan's name and other bodies' contests."""
    assert check_names(text, edition) == []
    assert check_names(text) == []


@pytest.mark.parametrize(
    ("altered", "deviations"),
    [
        ('2024年"数据要素×"大赛', ("quotes",)),
        ("2024年‘数据要素×’大赛", ("quotes",)),
        ("2024年「数据要素×」大赛", ("quotes",)),
        ("2024年《数据要素×》大赛", ("quotes",)),
        ("2024年＂数据要素×＂大赛", ("quotes",)),
        ("2024年”数据要素×“大赛", ("quotes",)),
        ("2024年数据要素×大赛", ("quotes",)),
        ("“2024年数据要素×”大赛", ("quotes",)),
        ("“2024年数据要素×大赛”", ("quotes",)),
        ("“数据要素×”大赛", ("year",)),
        ("24年“数据要素×”大赛", ("year",)),
        ("2024“数据要素×”大赛", ("year",)),
        ("2024年度“数据要素×”大赛", ("year",)),
        ("２０２４年“数据要素×”大赛", ("year",)),
        ("二〇二四年“数据要素×”大赛", ("year",)),
        ("2023年“数据要素×”大赛", ("year",)),
        ("2042年“数据要素×”大赛", ("year",)),
        ("2024年“数据要素x”大赛", ("sign",)),
        ("2024年“数据要素X”大赛", ("sign",)),
        ("2024年“数据要素ｘ”大赛", ("sign",)),
        ("2024年“数据要素х”大赛", ("sign",)),  # a Cyrillic letter
        ("2024年“数据要素*”大赛", ("sign",)),
        ("2024年“数据要素✕”大赛", ("sign",)),
        ("2024年“数据要素乘”大赛", ("sign",)),
        ("2024年“数据要素”大赛", ("sign",)),
        ("2024年数据要素大赛", ("quotes", "sign")),
        ("“数据要素”大赛", ("year", "sign")),
        ('"数据要素X"大赛', ("year", "quotes", "sign")),
        ("2024年“数据要素”×大赛", ("order",)),
        ("“数据要素×”2024年大赛", ("order",)),
        ("2024年“数据要素××”大赛", ("sign",)),
        ("2024年首届“数据要素×”大赛", ("reworded",)),
        ("2024年全国“数据要素×”大赛", ("reworded",)),
        ("2024年“数据要素×”竞赛", ("reworded",)),
        ("2024年“數據要素×”大賽", ("characters",)),
        ("2024年 “数据要素×”大赛", ("spacing",)),
        ("2024 年“数据要素×”大赛", ("spacing",)),
        ("2024年“数据要素 ×”大赛", ("spacing",)),
        ("2024年“数据要素×”　大赛", ("spacing",)),
        ("2024年“数据要素×”大 赛", ("spacing",)),
        ("2024年\n“数据要素×”\n大赛", ("spacing",)),
        ("2024年“数据\u200b要素×”大赛", ("spacing",)),
        ("2024年“数据·要素×”大赛", ("spacing",)),
        ("2024年“数据要素\u3164×”大赛", ("spacing",)),
        ("2024年“数据要素✖\ufe0f”大赛", ("sign", "spacing")),
        ("2024年“数据要素⨉”大赛", ("sign",)),
        ("2024年“数据要素ⅹ”大赛", ("sign",)),
        ("2024年“数据要素𝗑”大赛", ("sign",)),
        ("2024年“数据要素乘以”大赛", ("sign",)),
        ("2024年“数据要素×”⼤赛", ("characters",)),  # a Kangxi radical
        ("2024年“数据要素×”北京大赛", ("reworded",)),
        ("2024年“数据要素x”创新大赛", ("sign", "reworded")),
        ("数据要素X创新应用大赛", ("year", "quotes", "sign", "reworded")),
    ],
)
def test_altered_names_are_found(altered: str, deviations: tuple[str, ...], edition: Edition) -> None:
    """J1: wrong quotes, missing year, a letter for ×, split names; each with its place and the right form."""
    text = f"通知\n现举办{altered}，请参加。"
    mistakes = check_names(text, edition)
    assert [(mistake.found, mistake.start, mistake.end, mistake.line, mistake.column) for mistake in mistakes] == [
        (altered, 6, 6 + len(altered), 2, 4)
    ]
    assert [(mistake.correct, mistake.deviations) for mistake in mistakes] == [(RIGHT, deviations)]


@pytest.mark.parametrize(
    ("altered", "official"),
    [
        (f"{RIGHT} 北京分赛", "北京"),
        (f"{RIGHT}北京 分赛", "北京"),
        (f"{RIGHT}（北京分赛）", "北京"),
        (f"{RIGHT}·北京分赛", "北京"),
        (f"{RIGHT}—北京分赛", "北京"),
        (f"{RIGHT}“北京”分赛", ""),
        (f"{RIGHT}北京市分赛", "北京"),
        (f"{RIGHT}北京赛区", "北京"),
        (f"{RIGHT}内蒙古自治区分赛", "内蒙古"),
        (f"{RIGHT}兵团分赛", "新疆生产建设兵团"),
        ("2024年“数据要素×”北京分赛", "北京"),
    ],
)
def test_altered_division_names_are_found(altered: str, official: str, edition: Edition) -> None:
    """J1: a division's name follows the contest's at once, with the unit's short name."""
    mistakes = check_names(f"欢迎参加{altered}。", edition)
    expected = [(altered, f"{RIGHT}{official}分赛")] if official else []
    assert [(mistake.found, mistake.correct) for mistake in mistakes] == expected


def test_several_in_a_text(edition: Edition) -> None:
    """J1: each altered name is found, the right one between them is not."""
    text = f"“数据要素×”大赛与{RIGHT}，及2024年“数据要素x”大赛北京分赛"
    assert [mistake.found for mistake in check_names(text, edition)] == ["“数据要素×”大赛", "2024年“数据要素x”大赛"]


def test_without_an_edition() -> None:
    """J1: any four-digit year passes, and a missing one is shown as YYYY."""
    assert check_names("2025年“数据要素×”大赛") == []
    assert [mistake.correct for mistake in check_names("“数据要素×”大赛")] == ["YYYY年“数据要素×”大赛"]


def test_an_earlier_edition_may_be_named(edition: Edition) -> None:
    """J1: next year's hosts may write of this year's contest where their edition says so."""
    text = "2023年“数据要素×”大赛"
    assert [mistake.correct for mistake in check_names(text, edition)] == [RIGHT]
    assert check_names(text, edition.model_copy(update={"earlier_years": (2023,)})) == []


def test_the_message_names_place_reason_and_correction(edition: Edition) -> None:
    """J1, K5: the place, the reason and the correction in Chinese and English."""
    (mistake,) = check_names("“数据要素x”大赛", edition)
    assert mistake.zh == (f"第 1 行第 1 字：“数据要素x”大赛 不是规范名称（年份缺失或有误、乘号应为 ×），应写作 {RIGHT}")
    assert mistake.en == (
        "line 1, character 1: “数据要素x”大赛 is not the official name"
        f" (the year is missing or wrong, the sign is ×); write {RIGHT}"
    )


@given(st.text(alphabet='2024年“”‘’"数据要素×xX*大赛北京市分 \n（）全国总决《》', max_size=60))
def test_any_text_is_read(text: str) -> None:
    """J1: every place lies in the text, in order, and the right form that is offered passes itself."""
    mistakes = check_names(text)
    ends = [0, *(mistake.end for mistake in mistakes[:-1])] if mistakes else []
    assert [text[mistake.start : mistake.end] for mistake in mistakes] == [mistake.found for mistake in mistakes]
    assert all(mistake.start >= end for mistake, end in zip(mistakes, ends, strict=True))
    for mistake in mistakes:
        assert check_names(mistake.correct.replace("YYYY", "2024")) == []


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "text",
    ["数据要素" + " " * 200_000, "2024年“" * 40_000, "2 " * 100_000 + "数据要素", "数据要素×”" * 40_000],
)
def test_a_hostile_text_is_read_in_time(text: str) -> None:
    """J1: a text made to be slow to match is not."""
    assert check_names(text) == []


def test_a_whole_list_of_organisers_passes(edition: Edition) -> None:
    """J2: the bodies in full, in any order."""
    listed = edition.organisers.in_full()
    assert check_organisers(listed, edition) == ((), ())
    assert check_organisers(tuple(reversed(listed)), edition) == ((), ())


def test_a_list_of_organisers_is_neither_cut_nor_padded(edition: Edition) -> None:
    """J2: a body left out, added, shortened or listed twice is named."""
    listed = list(edition.organisers.in_full())
    assert check_organisers(listed[:-1], edition) == (("国家中医药局",), ())
    assert check_organisers([*listed, "某公司"], edition) == ((), ("某公司",))
    assert check_organisers([*listed, "商务部"], edition) == ((), ("商务部",))
    shortened = ["工信部" if name == "工业和信息化部" else name for name in listed]
    assert check_organisers(shortened, edition) == (("工业和信息化部",), ("工信部",))


@pytest.mark.parametrize(
    "behind", ["深圳分赛", "长三角分赛", "西湖赛区", "杭州分赛区", "（北京）", "北京站", "（广东省）"]
)
def test_a_division_of_no_province_is_found(behind: str, edition: Edition) -> None:
    """J1: a division is a province's, and named as the notice names it."""
    mistakes = check_names(f"欢迎参加{RIGHT}{behind}。", edition)
    assert [(mistake.found, mistake.deviations) for mistake in mistakes] == [(RIGHT + behind, ("division",))]

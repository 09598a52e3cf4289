"""Differences of texts at word level (rule C10)."""

from __future__ import annotations

import random
import time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from chassis.text.visible import visible_length
from services.registration.submissions.adapters.alignment import opcodes
from services.registration.submissions.adapters.segmentation import words
from services.registration.submissions.model.difference import Change, Run, TextDifference, compare, share_changed

PIECES = st.sampled_from(
    [
        "本项目",
        "以数据要素为核心",
        "，",
        "。",
        "\n",
        "\r\n",
        "GPT-4 ",
        "3.14%",
        "𠮷野家",
        "提升效率",
        "！",
        "x",
        " ",
        "\u2028",
        "\t",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60))


def both(difference: TextDifference) -> tuple[str, str]:
    left = "".join(run.text for row in difference.rows for run in row.left)
    right = "".join(run.text for row in difference.rows for run in row.right)
    return left, right


@given(TEXTS)
def test_the_words_joined_are_the_text(text: str) -> None:
    """C10: no character is lost or changed by the segmentation."""
    assert "".join(words(text)) == text


def test_latin_words_and_numbers_stay_whole() -> None:
    """C10: a number with its marks is one word, punctuation stands alone."""
    parts = words("营收增长12.5%，采用GPT-4与Node.js。")
    assert {"12.5%", "，", "GPT-4", "Node.js", "。"} <= set(parts)


@given(TEXTS, TEXTS)
def test_c10_the_runs_give_back_both_texts(left: str, right: str) -> None:
    """C10: the left runs are the left text, the right ones the right, whatever the two are."""
    difference = compare(left, right, words, opcodes)
    assert both(difference) == (left, right)
    assert difference.changed is (left != right)
    sides = {run.change for row in difference.rows for run in row.left} | {Change.SAME, Change.REMOVED}
    assert sides == {Change.SAME, Change.REMOVED}


def test_c10_a_change_is_shown_by_word() -> None:
    """C10: what people read as a word changes as a word."""
    difference = compare("平台服务企业三百家。\n不变的一段。", "平台服务企业五百家。\n不变的一段。", words, opcodes)
    assert len(difference.rows) == 2
    assert [run.text for run in difference.rows[0].left if run.change is Change.REMOVED] == ["三百家"]
    assert [run.text for run in difference.rows[0].right if run.change is Change.ADDED] == ["五百家"]
    assert difference.rows[1].left == (Run(change=Change.SAME, text="不变的一段。"),)


def test_c10_a_paragraph_that_moved_is_noted_and_is_no_change_of_content() -> None:
    """C10: the order of paragraphs is no main content."""
    first, second = "第一段讲数据采集与治理的全部流程", "第二段讲模型训练与应用落地的全部流程"
    difference = compare(f"{first}\n{second}", f"{second}\n{first}", words, opcodes)
    assert len(difference.moved) == 1
    share, sections = share_changed({"a": f"{first}\n{second}"}, {"a": f"{second}\n{first}"}, words, opcodes)
    assert (share, sections) == (Decimal("0.000"), ())


def test_c10_the_share_of_what_changed() -> None:
    """C10: the same text shares all, another nothing; blanks count for nothing."""
    assert share_changed({"a": "数据要素"}, {"a": " 数据 要素 "}, words, opcodes)[0] == Decimal("0.000")
    assert share_changed({"a": "数据要素"}, {"a": "农业生产"}, words, opcodes) == (Decimal("1.000"), ("a",))
    assert share_changed({}, {}, words, opcodes) == (Decimal("0.000"), ())


@given(TEXTS, TEXTS)
def test_c10_a_share_is_between_nothing_and_all_and_the_same_both_ways(left: str, right: str) -> None:
    """C10: a share below 0 or above 1 would pass or fail whatever the threshold."""
    share, sections = share_changed({"a": left}, {"a": right}, words, opcodes)
    assert Decimal(0) <= share <= Decimal(1)
    assert bool(sections) is (share > 0) or not sections or share == 0


def test_c10_twenty_thousand_characters_take_less_than_a_moment() -> None:
    """C10: the worst pair, with no sentence in common, is told in well under a second on a busy machine."""
    draw = random.Random(7)  # noqa: S311 - a repeatable text, no secret
    letters = "数据要素流通治理平台企业模型采集分析服务应用价值创新生产提升效率安全合规，。"
    left, right = ("".join(draw.choices(letters, k=20_000)) for _ in range(2))
    compare("热身", "预热", words, opcodes)
    begun = time.process_time()
    difference = compare(left, right, words, opcodes)
    assert time.process_time() - begun < 1.0
    assert both(difference) == (left, right)


def test_c10_a_moved_sentence_does_not_split_a_change() -> None:
    """C10: two paragraphs were mended and a third moved before them: words are told, not whole paragraphs."""
    moved = "第三段讲数据安全的分级管理与审计。"
    left = f"平台提供数据采集、治理与分析三项功能。\n服务企业三百家，提升效率明显。\n{moved}"
    right = f"{moved}\n平台提供数据采集、治理与分析四项功能。\n服务企业五百家，提升效率明显。"
    difference = compare(left, right, words, opcodes)
    assert both(difference) == (left, right)
    assert difference.moved == (moved,)
    removed = [run.text for row in difference.rows for run in row.left if run.change is Change.REMOVED]
    assert "".join(removed).replace(moved[:-1], "").replace("\n", "") == "三项三百家。"


# each of letters of its own, so that no word of one is a word of another
OWN_LETTERS = [
    "数据要素流通治理平台服务企业",
    "港口物流班列箱单口岸仓储调度",
    "供水泵站管网压力水质巡检抢修",
    "碳排核算园区绿证电力交易撮合",
]
LINES = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["", "。", "。。", "！", "；；；"])), max_size=12)


@given(LINES, LINES)
def test_c10_a_paragraph_counts_as_moved_as_often_as_it_was_removed_and_added(
    left: list[tuple[int, str]], right: list[tuple[int, str]]
) -> None:
    """C10: what stands more often on one side than on the other changed, whatever marks end it and however often."""
    texts = ["\n".join(OWN_LETTERS[which] + marks for which, marks in side) for side in (left, right)]
    share, _ = share_changed({"a": texts[0]}, {"a": texts[1]}, words, opcodes)
    whole = sum(visible_length(text) for text in texts)
    times = [[sum(1 for which, _ in side if which == place) for place in range(4)] for side in (left, right)]
    other = sum(
        abs(times[0][place] - times[1][place]) * visible_length(OWN_LETTERS[place]) for place in range(len(OWN_LETTERS))
    )
    assert share * whole >= other - whole * Decimal("0.0005")


def test_c10_a_repeated_paragraph_hides_no_other_content() -> None:
    """C10: twenty variants of a paragraph went, one came, and all else is new."""
    paragraph = OWN_LETTERS[0]
    middle = OWN_LETTERS[1] * 10
    left = "\n".join(paragraph + "。" * times for times in range(1, 21)) + "\n" + middle
    right = f"{middle}\n{paragraph}\n{OWN_LETTERS[2] * 170}"
    assert share_changed({"a": left}, {"a": right}, words, opcodes)[0] > Decimal("0.85")
    assert compare(left, right, words, opcodes).moved == (f"{paragraph}。",)

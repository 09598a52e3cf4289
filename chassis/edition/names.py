"""Finds altered forms of the contest's official names in a text (J1), and gaps in a list of organisers (J2).

Only what means to name the contest is looked at: `数据要素` with its sign, quotes or year, then 大赛 or
another word for a contest. The plan's name, 《“数据要素×”三年行动计划》, and the guides' titles,
数据要素×工业制造领域赛题指南, pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .provinces import PROVINCES
from .rules import CONTEST_NAME
from .schema import Edition

_SHORT: Final = {name: unit.short for unit in PROVINCES.values() for name in unit}
_SHORT["兵团"] = PROVINCES["660000"].short
_UNITS: Final = "|".join(sorted(_SHORT, key=lambda name: -len(name)))  # 新疆 must not hide the Corps

# Each optional part carries the gap behind it: a long run of spaces is read once, not in every combination.
# spaces, line breaks, characters that don't show, and dots
_GAP: Final = r"[\s\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u2060\u2800\u3164\ufe0e\ufe0f\ufeff\uffa0·•・‧]*"
_OPENING: Final = "“„‟\"＂‘‚‛'＇`´「『《〈【"
_QUOTE: Final = rf"[{_OPENING}”’」』》〉】]"
# letters and signs that pass for ×, the mathematical alphabets' x and X among them
_SIGN: Final = r"(?:[×xXｘＸ*＊✕✖✗✘⨉⨯╳хХχΧⅹⅩ𝐱𝑥𝒙𝓍𝔁𝔵𝕩𝖝𝗑𝘅𝘹𝙭𝚡𝐗𝑋𝑿𝒳𝓧𝔛𝕏𝖃𝗫𝘟𝙓𝚇]|乘以?|&times;)"
_DIGIT: Final = rf"(?:[0-9０-９〇零○一二三四五六七八九]{_GAP})"
_YEAR: Final = rf"(?:{_DIGIT}{{4}}(?:年{_GAP}(?:度{_GAP})?)?|{_DIGIT}{{2}}年{_GAP}(?:度{_GAP})?)"
_INSERTED: Final = r"(?:(?![的和与及或在将为是本该各届次举参开组通推行计大])[\u4e00-\u9fff]){1,8}"
_NAME: Final = re.compile(
    rf"(?P<year>(?<![0-9０-９]){_YEAR}(?:(?:全国|中国|首届|第.届){_GAP})?)?"
    rf"(?:(?P<open>{_QUOTE}){_GAP})?(?P<inner>{_YEAR})?"
    rf"[数數]{_GAP}[据據]{_GAP}要{_GAP}素{_GAP}"
    rf"(?:(?P<sign>{_SIGN}(?:{_GAP}{_SIGN})*){_GAP})?(?:(?P<close>{_QUOTE}){_GAP})?(?:(?P<late>{_SIGN}){_GAP})?"
    rf"(?P<middle>[（(]?{_YEAR}(?:[）)]{_GAP})?)?"
    # up to eight characters put in between, unless they make a sentence of it
    rf"(?:(?P<inserted>{_INSERTED}){_GAP})?"
    rf"(?P<end>[大⼤]{_GAP}[赛賽]|竞赛|比赛|挑战赛|系列赛|(?:全国)?总决赛|(?:{_UNITS})分赛)"
    rf"(?P<after>{_QUOTE})?"
)
_DIVISION: Final = re.compile(
    rf"(?P<gap>[ \t\u00a0\u3000\u200b-\u200f·・\-—–－（(“\"‘'《【]*)(?P<unit>{_UNITS})"
    r"[ \t\u00a0\u3000]*(?:分[ \t\u00a0\u3000]*[赛賽]区?|赛区)[）)”\"’'》】]?"
)
# a division of what is no province, right behind the name; words of a sentence make none
_WORDS: Final = "各本该方级他在一部关和与及的等组织举办开展承设立参加选择报名主为由将是个每全国总决"
_NO_UNIT: Final = re.compile(
    rf"[ \t\u3000·（(]*(?P<unit>(?:(?![{_WORDS}])[\u4e00-\u9fff]){{2,4}}?)(?:分[赛賽]区?|赛区|站)[）)]?"
)
_BRACKETED: Final = re.compile(rf"[（(](?P<unit>{_UNITS})[）)]|(?P<stop>{_UNITS})站")
_EXACT: Final = re.compile(r"(?P<year>20[0-9]{2})年(?:“数据要素×”|(?P<nested>‘数据要素×’))大赛")
_PLAIN_DIGITS: Final = str.maketrans("０１２３４５６７８９〇零○一二三四五六七八九", "0123456789000123456789")

_DEVIATIONS: Final = {
    "year": ("年份缺失或有误", "the year is missing or wrong"),
    "quotes": ("引号有误", "wrong quotes"),
    "sign": ("乘号应为 ×", "the sign is ×"),
    "order": ("次序颠倒", "parts in another order"),
    "characters": ("用字有误", "other characters"),
    "reworded": ("名称不完整或被改写", "cut short or reworded"),
    "spacing": ("名称中有空格或换行", "split by spaces or line breaks"),
    "division": (
        "分赛应紧接大赛名称，写省级单位简称加“分赛”",
        "a division is the unit's short name and 分赛",
    ),
}


@dataclass(frozen=True, slots=True)
class NameMistake:
    """A name that is not the official one.

    `start` and `end` are offsets into the text in characters, `line` and `column` count from 1; `correct` is
    what belongs there. `deviations` are stable words for programs: the keys of `_DEVIATIONS`.
    """

    start: int
    end: int
    line: int
    column: int
    found: str
    correct: str
    deviations: tuple[str, ...]

    @property
    def zh(self) -> str:
        """Return what is wrong and how to mend it, Chinese."""
        reasons = "、".join(_DEVIATIONS[deviation][0] for deviation in self.deviations)
        place = f"第 {self.line} 行第 {self.column} 字"
        return f"{place}：{self.found} 不是规范名称（{reasons}），应写作 {self.correct}"

    @property
    def en(self) -> str:
        """Return what is wrong and how to mend it, English."""
        reasons = ", ".join(_DEVIATIONS[deviation][1] for deviation in self.deviations)
        place = f"line {self.line}, character {self.column}"
        return f"{place}: {self.found} is not the official name ({reasons}); write {self.correct}"


def check_names(text: str, edition: Edition | None = None) -> list[NameMistake]:
    """Return every altered form of the official names in a text, in order (J1).

    With an edition, a year that is neither its own nor an earlier edition's is a deviation too. Without one any
    four-digit year passes, and if there is none the correct form shows YYYY.
    """
    return list(_altered(text, edition))


def check_organisers(listed: Sequence[str], edition: Edition) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a list of the committee's bodies leaves out, and what it adds; both are empty if it is complete (J2).

    A shortened name counts as one left out and one added; a body listed twice counts as one added.
    """
    due = list(edition.organisers.in_full())
    added = []
    for name in listed:
        if name in due:
            due.remove(name)
        else:
            added.append(name)
    return tuple(due), tuple(added)


@dataclass(frozen=True, slots=True)
class ListMistake:
    """A list of the committee's bodies in a text that is not whole: what it leaves out and what it adds."""

    missing: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def zh(self) -> str:
        """Return what is wrong and how to mend it, Chinese."""
        missing = f"；缺少：{'、'.join(self.missing)}" if self.missing else ""
        added = f"；多出：{'、'.join(self.added)}" if self.added else ""
        return f"组织架构须完整表述各机构全称，不得增删{missing}{added}"

    @property
    def en(self) -> str:
        """Return what is wrong and how to mend it, English."""
        missing = f"; missing: {', '.join(self.missing)}" if self.missing else ""
        added = f"; added: {', '.join(self.added)}" if self.added else ""
        return f"list all bodies of the committee, each by its full name{missing}{added}"


_SENTENCE: Final = re.compile(r"[。；;！？\n]+")
# words of a sentence that names who organises the contest as a whole, not only who guides or hosts a part of it
_ORGANISERS: Final = re.compile(r"组委会|成员单位|组织架构|组织机构")
_LEADING: Final = re.compile(r".*(?:[：:]|由|为|包括|有)")
_TRAILING: Final = re.compile(r"(?:等|共同|联合|组成|担任|作为|负责).*$")
# from so many of the committee's bodies on, a sentence lists the committee
_MIN_LISTED: Final = 2


def check_listed_organisers(text: str, edition: Edition) -> list[ListMistake]:
    """Return every list of the committee's bodies in a text that leaves some out or adds some (J2)."""
    return list(_incomplete_lists(text, edition))


def _incomplete_lists(text: str, edition: Edition) -> Iterator[ListMistake]:
    bodies = frozenset(edition.organisers.in_full())
    for sentence in _SENTENCE.split(text):
        if not _ORGANISERS.search(sentence):
            continue
        listed = [_body_name(item, bodies) for item in re.split(r"[、，,]", sentence)]
        places = [place for place, name in enumerate(listed) if name in bodies]
        if len(places) < _MIN_LISTED:
            continue
        # everything between the first and the last of them belongs to the list
        missing, added = check_organisers(listed[places[0] : places[-1] + 1], edition)
        chair = edition.organisers.committee.chair.zh
        missing = tuple(name for name in missing if name != chair or chair not in sentence)
        if missing or added:
            yield ListMistake(missing, added)


def _body_name(item: str, bodies: frozenset[str]) -> str:
    name = item.strip()
    for candidate in (name, _LEADING.sub("", name), _TRAILING.sub("", name), _TRAILING.sub("", _LEADING.sub("", name))):
        if candidate in bodies:
            return candidate
    return name


def _altered(text: str, edition: Edition | None) -> Iterator[NameMistake]:
    for match in _NAME.finditer(text):
        if not _names_contest(match):
            continue
        wrapped = bool(match["open"] and not match["close"] and match["after"])  # “2024年数据要素×大赛”
        start, end = match.start(), match.end() if wrapped else match.end("end")
        deviations = _deviations(match, text, edition)
        correct = _correct(match, edition)
        division = _DIVISION.match(text, end) if match["end"].startswith(("大", "⼤")) else None
        if division:
            official = f"{_SHORT[division['unit']]}分赛"
            if division.group().removesuffix("区") != official:  # 分赛区 is how the notice calls its area
                deviations.append("division")
                end, correct = division.end(), correct + official
        elif match["end"].startswith(("大", "⼤")) and (
            odd := _BRACKETED.match(text, end) or _NO_UNIT.match(text, end)
        ):
            deviations.append("division")
            unit = (odd["unit"] or odd["stop"]) if odd.re is _BRACKETED else ""
            end, correct = odd.end(), correct + (f"{_SHORT[unit]}分赛" if unit else "")
        if deviations:
            yield _mistake(text, start, end, correct, deviations)


def _names_contest(match: re.Match[str]) -> bool:
    """Return True if the contest is meant: a contest of 数据要素 without sign, quotes and year is another body's."""
    if match["sign"] or match["late"]:
        return True
    quoted = bool(match["open"]) and match["open"] in _OPENING
    return (
        match["end"].startswith(("大", "⼤"))
        and not match["inserted"]
        and bool(match["year"] or match["inner"] or match["middle"] or quoted)
    )


def _deviations(match: re.Match[str], text: str, edition: Edition | None) -> list[str]:
    name = text[match.start() : match.end("end")]
    nested = _within_quotes(text, match.start())
    exact = _EXACT.fullmatch(name)
    if exact and (nested or not exact["nested"]):
        return [] if _is_known_year(int(exact["year"]), edition) else ["year"]
    year, squeezed = _year(match), re.sub(_GAP, "", name)
    quotes = {("“", "”"), ("‘", "’")} if nested else {("“", "”")}
    deviations = {
        "year": not re.fullmatch(r"20[0-9]{2}年", year) or not _is_known_year(int(year[:4]), edition),
        "quotes": (match["open"], match["close"]) not in quotes or bool(match["inner"]),
        "sign": "×" not in (match["sign"], match["late"]),
        "order": bool(match["middle"]) or bool(match["late"] and not match["sign"]),
        "characters": any(letter in squeezed for letter in "數據賽⼤"),
        "reworded": bool(match["inserted"]) or not re.fullmatch(r"[大⼤][赛賽]", re.sub(_GAP, "", match["end"])),
        "spacing": squeezed != name,
    }
    return [deviation for deviation, present in deviations.items() if present] or ["reworded"]


def _year(match: re.Match[str]) -> str:
    """Return the year as written, without gaps, brackets and what was put between it and the name."""
    written = re.sub(_GAP, "", match["year"] or match["inner"] or match["middle"] or "").strip("（()）")
    return re.sub(r"(全国|中国|首届|第.届)$", "", written)


def _correct(match: re.Match[str], edition: Edition | None) -> str:
    stated = re.match(r"20[0-9]{2}", _year(match).translate(_PLAIN_DIGITS))
    year = stated[0] if stated else "YYYY"
    if edition and not (stated and _is_known_year(int(year), edition)):
        year = str(edition.year)
    end = match["end"]
    unit = end.removesuffix("分赛")
    rest = f"{_SHORT[unit]}分赛" if unit in _SHORT else end if end.endswith("总决赛") else ""
    return CONTEST_NAME.format(year=year) + rest


def _is_known_year(year: int, edition: Edition | None) -> bool:
    return edition is None or year == edition.year or year in edition.earlier_years


def _within_quotes(text: str, at: int) -> bool:
    """Return True if a double quote is open here in its paragraph: inside it a name's own quotes become single."""
    paragraph = text[text.rfind("\n", 0, at) + 1 : at]
    return paragraph.count("“") > paragraph.count("”")


def _mistake(text: str, start: int, end: int, correct: str, deviations: Sequence[str]) -> NameMistake:
    column = start - text.rfind("\n", 0, start)  # rfind is -1 on the first line: still counts from 1
    line = text.count("\n", 0, start) + 1
    return NameMistake(start, end, line, column, text[start:end], correct, tuple(deviations))

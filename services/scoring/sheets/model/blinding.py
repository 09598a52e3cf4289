"""Blind scoring: what an expert reads names no organisation of the project, in whatever form (rule E3)."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chassis.facts.submissions import Section
from chassis.facts.teams import TeamFacts
from chassis.text.chinese import simplified

HIDDEN = "〔隐去〕"
# what an organisation's name ends in, the longer first; without it people still know whose name it is
_LEGAL_FORMS = (
    "股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "集团公司", "总公司", "公司", "集团", "股份",
    "研究院", "研究所", "研究中心", "实验室", "事务所", "委员会", "大学", "学院", "医院", "中心", "协会", "学会",
)  # fmt: skip
# what a business says of its trade; alone it names nobody
_TRADE_WORDS = (
    "科学技术", "信息技术", "科技", "技术", "信息", "网络", "互联网", "大数据", "数据", "要素", "数字", "数智", "智能", "智慧",
    "软件", "通信", "电子", "系统", "服务", "咨询", "文化", "传媒", "实业", "投资", "控股", "发展", "工程", "建设", "能源",
    "生物", "医药", "医疗", "健康", "农业", "工业", "制造", "交通", "物流", "金融", "贸易", "商贸", "环境", "环保", "气象",
    "城市", "产业", "创新", "研究", "应用", "平台", "管理", "国际", "中国", "全国", "国家", "项目", "团队", "企业",
)  # fmt: skip
_PLACES = (
    "北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽", "福建", "江西", "山东",
    "河南", "湖北", "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏",
    "新疆", "石家庄", "太原", "呼和浩特", "沈阳", "大连", "长春", "哈尔滨", "南京", "苏州", "无锡", "杭州", "宁波", "合肥",
    "福州", "厦门", "南昌", "济南", "青岛", "郑州", "武汉", "长沙", "广州", "深圳", "珠海", "东莞", "佛山", "南宁", "海口",
    "成都", "贵阳", "昆明", "拉萨", "西安", "兰州", "西宁", "银川", "乌鲁木齐", "中国",
)  # fmt: skip
_PLACE = re.compile(rf"(?:{'|'.join(_PLACES)})(?:省|市|自治区|特别行政区|壮族自治区|回族自治区|维吾尔自治区)?")
# a shorter name as the text itself introduces it: （以下简称“合成测试”）
_INTRODUCED = re.compile(
    r"(?:简称|缩写为|英文名称?)[为是：:]?\s*[“\"'‘「『《〈]?([^\s“”\"'‘’「」『』《》〈〉（）()，。；、,;]{2,30})"
)
_SHORTEST_LATIN = 3


@dataclass(frozen=True, slots=True)
class _Folded:
    """The letters and digits of a text in one form, each with its place in the text."""

    letters: str
    places: tuple[int, ...]


def _folded(text: str) -> _Folded:
    letters, places = [], []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character).casefold():
            if letter.isalnum():
                letters.append(simplified(letter))
                places.append(place)
    return _Folded("".join(letters), tuple(places))


def blinded_sections(sections: Sequence[Section], team: TeamFacts) -> tuple[Section, ...]:
    """Return the sections as plain words without the names of team and organisations.

    Their rich form is left out: markup in the middle of a name would hide the name from us, not from the reader. A shorter name
    that one section introduces is hidden in all of them.
    """
    names = hidden_names(team)
    names |= {name for section in sections for name in _introduced_names(section.text, names)}
    return tuple(replace(section, text=_without(names, section.text), rich="") for section in sections)


def blinded(text: str, team: TeamFacts) -> str:
    """Return the text without names, shortened names and codes of the team's organisations, and without the team's name.

    Script, spacing, punctuation, width and case of a name make no difference.
    """
    names = hidden_names(team)
    return _without(names | set(_introduced_names(text, names)), text)


def _without(names: frozenset[str], text: str) -> str:
    folded = _folded(text)
    spans = sorted(span for name in names for span in _spans(name, folded, text))
    shown, end = [], 0
    for start, stop in spans:
        if stop <= end:
            continue
        if start >= end:
            shown.append(text[end:start] + HIDDEN)
        end = stop
    return "".join(shown) + text[end:]


def hidden_names(team: TeamFacts) -> frozenset[str]:
    """Return what tells whose a project is: names, shortened names and codes, folded."""
    whole = {*team.organisation_names, *team.usccs, *(_without_company(name) for name in team.organisation_names)}
    short = {team.team_name, *(short for name in team.organisation_names for short in _short_names(name))}
    folded = {_letters(name) for name in whole} | {name for name in map(_letters, short) if _tells(name)}
    return frozenset(name for name in folded if name)


def _letters(text: str) -> str:
    return _folded(text).letters


def _without_company(name: str) -> str:
    """Return a company's name without its legal form; any other name as it is."""
    return next((name[: -len(form)] for form in _LEGAL_FORMS if "公司" in form and name.endswith(form)), name)


def _short_names(name: str) -> Iterator[str]:
    """Yield an organisation's name without place, legal form and trade, one after the other and together."""
    plain = re.sub(r"[（(][^（）()]*[）)]", "", name).strip()
    for start in {plain, _PLACE.sub("", plain, count=1) if _PLACE.match(plain) else plain}:
        yield start
        yield from _without_endings(start)


def _without_endings(name: str) -> Iterator[str]:
    for ending in (*_LEGAL_FORMS, *_TRADE_WORDS):
        if name.endswith(ending) and len(name) > len(ending):
            shorter = name[: -len(ending)]
            yield shorter
            yield from _without_endings(shorter)
            return


def _tells(name: str) -> bool:
    """Return True if a folded name is long enough, and more than a place and words of a trade."""
    rest = _PLACE.sub("", name)
    for word in (*_LEGAL_FORMS, *_TRADE_WORDS):
        rest = rest.replace(word, "")
    shortest = _SHORTEST_LATIN if name.isascii() else 2
    return len(name) >= shortest and len(rest) > 0


def _introduced_names(text: str, names: frozenset[str]) -> Iterator[str]:
    """Yield the short names, folded, that a text introduces behind one of these names: 合成测试有限公司（以下简称“合成”）."""
    folded, longest = _folded(text), max(map(len, names), default=0) + len("以下")
    for match in _INTRODUCED.finditer(text):
        end = bisect_left(folded.places, match.start())
        # no more than a name can be: a text may introduce thousands
        before = folded.letters[max(end - longest, 0) : end].removesuffix("以下")
        if before.endswith(tuple(names)):
            yield _letters(match[1])


def _spans(name: str, folded: _Folded, text: str) -> Iterator[tuple[int, int]]:
    """Yield from where to where the text has the name; not in the middle of a longer word or number."""
    start = folded.letters.find(name)
    while start >= 0:
        first, last = folded.places[start], folded.places[start + len(name) - 1]
        before, after = text[first - 1 : first], text[last + 1 : last + 2]
        inside = (_is_plain(name[0]) and _is_plain(before)) or (_is_plain(name[-1]) and _is_plain(after))
        if not inside:
            yield first, last + 1
        start = folded.letters.find(name, start + 1)


def _is_plain(character: str) -> bool:
    return bool(character) and character.isascii() and character.isalnum()

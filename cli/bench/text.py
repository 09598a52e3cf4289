"""`./dasai bench text`: how long do names and declarations take to be folded, screened, compared and cleaned?"""

from __future__ import annotations

import random
import time
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import typer
from rich.console import Console
from rich.table import Table

from chassis.facts.submissions import Section
from chassis.facts.teams import Organisation, TeamFacts
from chassis.text.folding import folded
from chassis.text.likeness import are_near
from services.registration.declarations.adapters import rich_text
from services.registration.names.adapters import Lexicon, unusual_parts
from services.registration.names.model.screening import ListedWord, Severity
from services.scoring.sheets.model.blinding import blinded_sections

from .figures import percentile

# the first 3,755 characters of GB 2312, those in common use
_CHARACTERS = "".join(
    bytes((row, cell)).decode("gb2312")
    for row in range(0xB0, 0xD8)
    for cell in range(0xA1, 0xFF)
    if row < 0xD7 or cell < 0xFA
)
NAME, SECTION, RICH = 60, 20_000, 60_000  # the longest, in characters
NAMES = 300


@dataclass(frozen=True, kw_only=True)
class Case:
    """An operation on each of several inputs; `limit_ms` is the longest that one may take (p99), in ms of processor time."""

    title: str
    each: Callable[[str], object]
    inputs: tuple[str, ...]
    limit_ms: float


def text(
    words: int = typer.Option(10_000, min=10, max=100_000, help="词表词数 · listed words"),
    projects: int = typer.Option(25_000, min=10, max=1_000_000, help="已有项目数 · projects to compare with"),
) -> None:
    """测量名称与申报书文本的折叠、词表筛查、近似名称比对、富文本清理和盲评隐名的耗时；有一项p99超限即以1退出。

    Measure folding, screening by word lists, near names, rich text and blinding; exits 1 if a p99 is over its limit.
    """
    console = Console()
    chance = random.Random(1)  # noqa: S311 - a benchmark's data
    lexicon, seconds, mib = _built(_words(chance, words))
    console.print(f"词表 {words:,} 词 listed words: 建成 built in {seconds:.1f} s, {mib:.0f} MiB")
    table = Table("", "次数 times", "p50 ms", "p99 ms", "上限 limit ms")
    slow = over_limit(_cases(chance, lexicon, projects), table)
    console.print(table)
    if slow:
        console.print(f"[red]✗ 超出上限 over the limit: {'; '.join(slow)}[/red]")
        raise typer.Exit(1)


def over_limit(cases: Iterable[Case], table: Table) -> list[str]:
    """Measure each case and add it to the table; return the titles of those that take longer than they may."""
    slow = []
    for case in cases:
        times = _timed(case)
        p50, p99 = (percentile(times, part) * 1000 for part in (0.5, 0.99))
        table.add_row(case.title, f"{len(times)}", f"{p50:.2f}", f"{p99:.2f}", f"{case.limit_ms:g}")
        slow += [case.title] if p99 > case.limit_ms else []
    return slow


def _built(words: Iterable[ListedWord]) -> tuple[Lexicon, float, float]:
    """Return a lexicon, how long building it takes in seconds, and how much memory it keeps in MiB."""
    listed = tuple(words)
    began = time.process_time()
    lexicon = Lexicon(listed)
    seconds = time.process_time() - began
    tracemalloc.start()
    kept = Lexicon(listed)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return lexicon, seconds, size / 2**20


def _timed(case: Case) -> list[float]:
    times = []
    for value in case.inputs:
        began = time.process_time()
        case.each(value)
        times.append(time.process_time() - began)
    return times


def _words(chance: random.Random, count: int) -> list[ListedWord]:
    texts: set[str] = set()
    while len(texts) < count:
        texts.add(_drawn(chance, chance.randint(2, 4)))
    return [ListedWord(list="bench", word=word, severity=Severity.HUMAN) for word in sorted(texts)]


def _drawn(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(_CHARACTERS, k=length))


def _cases(chance: random.Random, lexicon: Lexicon, projects: int) -> list[Case]:
    names = tuple(_drawn(chance, NAME) for _ in range(NAMES))
    latin = tuple("".join(chance.choices("lvnushixianyi", k=NAME)) for _ in range(NAMES))
    others = [_drawn(chance, chance.randint(8, 20)) for _ in range(projects)]
    sections = tuple(_drawn(chance, SECTION) for _ in range(10))
    return [
        Case(title=f"折叠名称 fold a name, {NAME}", each=folded, inputs=names, limit_ms=2),
        Case(title=f"折叠文本 fold a text, {SECTION:,}", each=folded, inputs=sections, limit_ms=200),
        Case(title="词表筛查 screen a name", each=lexicon.find, inputs=names, limit_ms=20),
        Case(title="同上，拼音 the same in pinyin", each=lexicon.find, inputs=latin, limit_ms=20),
        Case(title="异常书写 unusual parts", each=unusual_parts, inputs=names, limit_ms=5),
        Case(
            title=f"近似名称 near names, {projects:,}",
            each=lambda name: [other for other in others if are_near(other, name)],
            inputs=tuple(name[:12] for name in names[:5]),
            limit_ms=3_000,
        ),
        Case(
            title=f"富文本 rich text, {RICH:,}",
            each=lambda page: rich_text.visible(rich_text.clean(page)),
            inputs=_pages(sections),
            limit_ms=3_000,
        ),
        Case(title=f"隐名 blind a section, {SECTION:,}", each=_blind, inputs=_introducing(sections), limit_ms=500),
    ]


def _pages(sections: tuple[str, ...]) -> tuple[str, ...]:
    """Return rich texts: plain ones, and such that a parser takes long for."""
    plain = tuple("".join(f"<p>{section[n : n + 40]}</p>" for n in range(0, 20_000, 40)) for section in sections)
    hostile = (
        "<p>" + "".join(f"<b a{n}>" for n in range(3_000)) + "</p>" + "<p>x" * 8_000,
        "<b><i><u><em>" + "<p>x" * 15_000,
        "<ul><li>" * 7_000,
        "x<sub>" * 10_000,
        "<table><tr>" + "<td><b>x" * 7_000,
    )
    return tuple(page[:RICH] for page in (*plain, *hostile))


def _introducing(sections: tuple[str, ...]) -> tuple[str, ...]:
    """Return sections of which one introduces short names from its beginning to its end."""
    return (*sections, ("简称甲乙 " * SECTION)[:SECTION])


def _blind(section: str) -> object:
    lead = Organisation(uscc="91110000MA00000000", name="合成数据科技有限公司", kind="enterprise")
    team = TeamFacts(
        team_id="bench",
        edition="2024",
        division_code="110000",
        track="track",
        topic_id="topic",
        team_name="合成一队",
        project_name="合成数据平台",
        lead=lead,
    )
    return blinded_sections((Section(id="overview", text=section),), team)

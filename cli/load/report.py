"""The report of a run: a page with plots and tables that needs no network, and the same figures as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cli.stack.program import ROOT

from .figures import Plot
from .ledger import LOST_ANSWER, REFUSED_WITH, Fault, Verdict, What
from .timetable import SHORT_NAMES, Timetable

_ECHARTS = ROOT / "gateway" / "portals" / "static" / "vendor" / "echarts.min.js"
_SHOWN = 12  # faults of a kind that the page names; the JSON has all
PAGE, FIGURES = "report.html", "figures.json"


@dataclass(frozen=True)
class Report:
    """What a run gave: facts of it by name in both languages, visits by how they ended, and plots.

    `to_submit` teams came to submit in time, `with_receipt` of them hold a receipt. `incomplete` says why not all visits came,
    empty if they did.
    """

    timetable: Timetable
    until: float
    facts: Sequence[tuple[str, str]]
    verdict: Verdict
    plots: Sequence[Plot]
    visits: Mapping[str, int]
    to_submit: int
    with_receipt: int
    incomplete: str = ""

    @property
    def passed(self) -> bool:
        """Return True if all visits came, the ledger holds, and there was anything to compare."""
        return self.verdict.holds and not self.incomplete and not self.is_vain

    @property
    def is_vain(self) -> bool:
        """Return True if teams came to submit, and nobody could."""
        return bool(self.to_submit) and not self.with_receipt

    def checks(self) -> list[tuple[str, int, str, bool]]:
        """Return what was checked: name, number, words, and if it must be zero."""
        verdict = self.verdict
        acknowledged = "，".join(f"{in_both(what)} {count:,}" for what, count in sorted(verdict.acknowledged.items()))
        explained = "；".join(
            f"{in_both(what)}：{reason_in_both(reason)} {count}"
            for (what, reason), count in sorted(verdict.unacknowledged.items())
        )
        refused = "；".join(f"{code} {count}" for code, count in verdict.refused.most_common(_SHOWN))
        return [
            ("已确认 acknowledged", sum(verdict.acknowledged.values()), acknowledged, False),
            ("已确认而未存储 acknowledged but not stored", len(verdict.lost), _named(verdict.lost), True),
            ("重复存储 stored twice", len(verdict.doubled), _named(verdict.doubled), True),
            (
                "按时到达却以逾期拒绝 refused as late although it arrived in time",
                len(verdict.wrongly_late),
                _named(verdict.wrongly_late),
                True,
            ),
            ("无人提交却已存储 stored and nobody sent it", len(verdict.unexplained), _named(verdict.unexplained), True),
            (
                "已存储而客户端未收到确认 stored but never acknowledged",
                sum(verdict.unacknowledged.values()),
                explained,
                False,
            ),
            ("被拒绝 refused", sum(verdict.refused.values()), refused, False),
            (
                "前来提交而无回执的团队 teams that came to submit and hold no receipt",
                self.to_submit - self.with_receipt,
                f"有回执 with a receipt {self.with_receipt:,} / {self.to_submit:,}",
                False,
            ),
        ]

    def marks(self) -> list[tuple[float, str]]:
        """Return the seconds at which parts of the run begin, and the deadline, with their names."""
        starts = zip(self.timetable.starts, SHORT_NAMES, strict=True)
        return [*((start, name) for start, name in starts if start), (self.timetable.deadline, "截止 deadline")]

    def as_json(self) -> dict[str, Any]:
        """Return all figures."""
        return {
            "passed": self.passed,
            "incomplete": self.incomplete,
            "until": round(self.until, 1),
            "marks": self.marks(),
            "facts": dict(self.facts),
            "visits": dict(self.visits),
            "to_submit": self.to_submit,
            "with_receipt": self.with_receipt,
            "ledger": _ledger(self.verdict),
            "plots": [
                {
                    "key": plot.key,
                    "zh": plot.zh,
                    "en": plot.en,
                    "unit": plot.unit,
                    "stacked": plot.stacked,
                    "absent": plot.absent,
                    "series": [{"name": name, "points": points} for name, points in plot.series.items()],
                    "table": {"head": plot.head, "rows": plot.rows},
                }
                for plot in self.plots
            ],
        }

    def write(self, folder: Path) -> Path:
        """Write the page and the JSON into a folder, and return the page's path."""
        figures = self.as_json()
        text = json.dumps(figures, ensure_ascii=False)
        (folder / FIGURES).write_text(text, "utf-8")
        shelf = Environment(
            loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        page = shelf.get_template(PAGE).render(
            passed=self.passed,
            conclusion=self.conclusion(),
            facts=self.facts,
            checks=self.checks(),
            plots=self.plots,
            # a text in the figures can't end the element
            echarts=Markup(_as_global(_ECHARTS.read_text("utf-8"))),  # noqa: S704 - our own script
            data=Markup(text.replace("<", "\\u003c")),  # noqa: S704 - our own figures
        )
        path = folder / PAGE
        path.write_text(page, "utf-8")
        return path

    def conclusion(self) -> str:
        """Return the outcome in both languages."""
        if self.incomplete:
            return self.incomplete
        if self.is_vain:
            return f"前来提交的{self.to_submit}支团队均无回执 · {self.to_submit} teams came to submit, and none holds a receipt"
        if self.verdict.holds:
            return (
                "账目相符：已确认的均已存储且不重复 · the ledger holds: what was acknowledged is exactly what is stored"
            )
        return "账目不符，见下表 · the ledger does not hold: see the table"


_KINDS = {
    What.REGISTRATION: "报名 registration",
    What.SAVE: "保存 save",
    What.FILE: "文件 file",
    What.SUBMISSION: "提交 submission",
}


def in_both(what: str) -> str:
    """Return the name of a kind of thing in both languages."""
    return _KINDS[What(what)]


def reason_in_both(reason: str) -> str:
    """Return in both languages why something is stored that was not acknowledged, as the ledger says it in English."""
    for english, chinese in ((LOST_ANSWER, "未收到应答"), (REFUSED_WITH, "曾被拒绝")):
        if reason.startswith(english):
            return f"{chinese} {reason}"
    return reason


def _as_global(module: str) -> str:
    """Return a module's text with its exports as `globalThis.echarts`: a page that is a single file can't import another."""
    before, _, exported = module.rpartition("export{")
    pairs = (pair.split(" as ") for pair in exported.partition("}")[0].split(","))
    return f"{before}globalThis.echarts={{{','.join(f'{name}:{local}' for local, name in pairs)}}};"


def _named(faults: Sequence[Fault]) -> str:
    words = [f"团队 team {fault.team}，{in_both(fault.what)}: {fault.words}" for fault in faults[:_SHOWN]]
    return "；".join([*words, *(["……"] if len(faults) > _SHOWN else [])])


def _ledger(verdict: Verdict) -> dict[str, Any]:
    def faults(of_kind: Sequence[Fault]) -> list[dict[str, Any]]:
        return [{"team": fault.team, "what": fault.what, "words": fault.words} for fault in of_kind]

    return {
        "acknowledged": dict(verdict.acknowledged),
        "lost": faults(verdict.lost),
        "doubled": faults(verdict.doubled),
        "wrongly_late": faults(verdict.wrongly_late),
        "unexplained": faults(verdict.unexplained),
        "unacknowledged": [
            {"what": what, "reason": reason, "number": number}
            for (what, reason), number in sorted(verdict.unacknowledged.items())
        ],
        "refused": dict(verdict.refused),
    }

"""What `./dasai edition check FILE` says about an edition file."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike

from .load import inspect
from .problems import Problem
from .schema import Edition


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check: the edition where the file stands, else what is wrong with it."""

    file: str
    edition: Edition | None
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether the file can be used."""
        return self.edition is not None and not self.problems

    @property
    def exit_code(self) -> int:
        """0 where the file can be used, else 1."""
        return 0 if self.ok else 1


def check_file(path: str | PathLike[str]) -> Report:
    """Check an edition file (A1); prints nothing and raises nothing for what the file holds."""
    edition, problems = inspect(path)
    return Report(str(path), edition if not problems else None, tuple(problems))


def report_lines(path: str | PathLike[str]) -> tuple[bool, list[str]]:
    """Whether the file can be used, and the lines to print, Chinese and English."""
    report = check_file(path)
    edition = report.edition
    if edition is None:
        count = len(report.problems)
        head = f"{report.file}：有 {count} 处问题 / {count} problem(s)"
        return False, [head, *(f"  {problem}" for problem in report.problems)]
    tracks, topics, divisions = len(edition.tracks), len(edition.topics), len(edition.divisions)
    table = edition.timetable
    return True, [
        f"{report.file}：届次文件有效 / the edition file is valid",
        f"  {edition.official_name}，第 {edition.version} 版 / version {edition.version}",
        f"  {tracks} 个赛道、{topics} 个赛题方向、{divisions} 个分赛"
        f" / {tracks} tracks, {topics} topics, {divisions} divisions",
        *(
            f"  {entry.date} {entry.zh} / {entry.en}"
            for entry in (table.applications_until, table.contest_reports_until, table.division_reports_until)
        ),
        f"  {table.final_month.month} {table.final_month.zh} / {table.final_month.en}",
    ]

"""Titles and texts of notices; the contest's official name is passed in whole (J1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.clock import BEIJING

from .notice import Span

# why a finalist was struck, by the code; any other is that of a disqualification
STRUCK = {
    "C12_WITHDRAWN": "参赛团队已退出大赛",
    "D1_REJECTED": "资格复核未通过",
    "F1_NOT_RECOMMENDED": "推荐单位调整推荐项目",
    "F8_OBJECTION_UPHELD": "公示异议经核实成立",
    "F8_ORDER_DRAWN": "总决赛出场顺序确定前公示未期满",
}


def finalists(official_name: str, span: Span, *, substitutes: bool = False, admitted: bool = False) -> tuple[str, str]:
    """Write title and text of the finalists' notice, or of substitutes, or of teams that upheld objections add (F6, F8)."""
    listed = f"入围名单{'（增补）' if admitted else '（递补）' if substitutes else ''}"
    return (
        f"{official_name}全国总决赛{listed}公示",
        f"现将{official_name}全国总决赛{listed}予以公示，{_days(span)}。"
        "公示期内任何单位和个人均可提出异议，未列入名单的团队亦可提出；异议处理完毕后名单方为最终结果。",
    )


@dataclass(frozen=True, slots=True)
class Vacancy:
    """Places of a prize that are not given: names of track and prize, how many, and why."""

    track: str
    prize: str
    places: int
    reason: str


def winners(official_name: str, statement: str, vacancies: tuple[Vacancy, ...], span: Span) -> tuple[str, str]:
    """Write title and text of the winners' notice (G2, H1); `statement` and reasons are the secretariat's, already checked."""
    text = (
        f"现将{official_name}获奖名单予以公示，{_days(span)}。"
        "公示期内任何单位和个人均可提出异议，或者实名举报并提供相关证据；公示期内经查实存在问题的，取消其参赛成绩、收回奖项。"
    )
    vacant = (f"{each.track}赛道{each.prize}空缺{each.places}名：{each.reason}" for each in vacancies)
    return f"{official_name}获奖名单公示", "\n".join((text, *vacant, *([statement] if statement else [])))


def disqualification(official_name: str, project_name: str, reason: str) -> tuple[str, str]:
    """Write title and text of a disqualification's notice (H5)."""
    return (
        f"{official_name}取消参赛资格公告",
        f"经核实，{project_name}项目不符合{official_name}参赛规则，取消其参赛资格。原因：{reason}",
    )


def finalist_struck(official_name: str, project_name: str, code: str) -> tuple[str, str]:
    """Write title and text of the notice that a finalist was struck from the list (F7, F8, H4)."""
    reason = struck_reason(code)
    return (
        f"{official_name}全国总决赛入围名单变更公告",
        f"{project_name}项目不再列入{official_name}全国总决赛入围名单。原因：{reason}。",
    )


def struck_reason(code: str) -> str:
    """Return in words why a finalist was struck; what people wrote of it stays out of what is published."""
    return STRUCK.get(code, "被取消参赛资格")


def change(official_name: str, project_name: str, prize: str, reason: str, *, confirmed: bool) -> tuple[str, str]:
    """Write title and text of the notice of a lost award (H4)."""
    what = f"收回其{prize}，相应证书和权益同时失效" if confirmed else f"取消其{prize}公示资格，不予授奖"
    return (
        f"{official_name}获奖结果变更公告",
        f"经核实，{project_name}项目未通过{official_name}公示，取消成绩，{what}。原因：{reason}",
    )


def _days(span: Span) -> str:
    if span.closes_at is None:
        return "即日起公布"
    first, last = span.opens_at.astimezone(BEIJING), span.closes_at.astimezone(BEIJING)
    return f"公示期为{_date(first)}至{_date(last)}"


def _date(day: datetime) -> str:
    return f"{day.year}年{day.month}月{day.day}日"

"""What to know about a submission besides what is missing: what stands in its way, and what people look at (rule K2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dasai.registration.v1 import declarations_pb2

from chassis.kernel.clock import beijing_date
from chassis.kernel.refusal import Refusal

from ..names.model.screening import NameFinding
from ..organisations.model import CreditList
from ..shared.terms import term
from ..teams.model.findings import INFECTED, LISTED, TeamFinding

_FIELDS = {"team_name": ("团队名称", "the team's name"), "project_name": ("项目名称", "the project's name")}


def obstacle(refusal: Refusal) -> declarations_pb2.Remark:
    """What a submission would be refused for, in the words of the refusal."""
    return _remark(refusal.code.name, refusal.zh, refusal.en)


def of_findings(findings: Iterable[TeamFinding]) -> list[declarations_pb2.Remark]:
    """What was found of the team's organisations and files since (rules B3, B8, C7)."""
    return [_of_finding(one) for one in findings if not one.lifted]


def of_names(findings: Sequence[NameFinding]) -> list[declarations_pb2.Remark]:
    """Which names reviewers look at (rule B9), while the team may still rename; by which words is not told (ADR 7)."""
    told = []
    for field, (zh, en) in _FIELDS.items():
        of_field = [one for one in findings if one.field == field]
        if any(one.word for one in of_field):
            told.append(_remark("B9_NAME", f"{zh}由审查人员核对。", f"A reviewer looks at {en}."))
        if any(not one.word for one in of_field):
            words = (
                f"{zh}是否体现数据要素，由审查人员核对。",
                f"Whether {en} bears on data elements is for a reviewer to judge.",
            )
            told.append(_remark("B9_NAME", *words))
    return told


def of_change(share: str) -> declarations_pb2.Remark:
    """The main content moved so far that a reviewer looks at it (rule C10)."""
    return _remark(
        "C10_CONTENT_CHANGED",
        f"主体内容与首次提交的版本相差{share}，由审查人员核对。",
        f"The main content differs by {share} from the first submitted version: a reviewer looks at it.",
    )


def _of_finding(found: TeamFinding) -> declarations_pb2.Remark:
    if found.code == INFECTED:
        zh = f"提交的文件“{found.source}”含有恶意软件"
        en = f"malware in {found.source}, which was handed in"
    elif found.code == LISTED:
        words, day = term(CreditList(found.subject)), beijing_date(found.as_of)
        zh = f"单位{found.uscc}在{words.zh}上（截至{day}，来源：{found.source}）"
        en = f"organisation {found.uscc} is on the list of {words.en} as of {day} ({found.source})"
    else:
        zh = f"单位{found.uscc}是本赛区组织单位，或与其有隶属、控股关系（{found.source}）"
        en = f"organisation {found.uscc} organises the division, or is affiliated with who does ({found.source})"
    return _remark(found.code, f"核查发现：{zh}，由审查人员处理。", f"Found: {en}. Reviewers deal with it.")


def _remark(code: str, zh: str, en: str) -> declarations_pb2.Remark:
    return declarations_pb2.Remark(code=code, zh=zh, en=en)

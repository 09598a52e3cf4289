"""What to know about a submission besides what is missing: what stands in its way, and what people look at (rule K2)."""

from __future__ import annotations

from collections.abc import Iterable

from dasai.registration.v1 import projects_pb2

from chassis.kernel.clock import beijing_date
from chassis.kernel.refusal import Refusal

from ..model.later import INFECTED, LISTED, TeamFinding
from ..model.organisation import CreditList
from ..model.screening import NameFinding
from ..model.terms import term

_FIELDS = {"team_name": ("团队名称", "the team's name"), "project_name": ("项目名称", "the project's name")}


def obstacle(refusal: Refusal) -> projects_pb2.Remark:
    """What a submission would be refused for, in the words of the refusal."""
    return projects_pb2.Remark(code=refusal.code.name, zh=refusal.zh, en=refusal.en)


def of_findings(findings: Iterable[TeamFinding]) -> list[projects_pb2.Remark]:
    """What was found of the team's organisations and files since (rules B3, B8, C7)."""
    return [_of_finding(one) for one in findings if not one.lifted]


def of_names(findings: Iterable[NameFinding]) -> list[projects_pb2.Remark]:
    """What staff look at in the names (rule B9): said before they do, so that a team may still rename."""
    return [_of_name(one) for one in findings]


def of_change(share: str) -> projects_pb2.Remark:
    """The main content moved so far that a reviewer looks at it (rule C10)."""
    return projects_pb2.Remark(
        code="C10_CONTENT_CHANGED",
        zh=f"主体内容与首次提交的版本相差{share}，提交后由审查人员核对。",
        en=f"The main content differs by {share} from the first submitted version: a reviewer will look at it.",
    )


def _of_finding(found: TeamFinding) -> projects_pb2.Remark:
    if found.code == INFECTED:
        zh = f"提交的文件“{found.source}”含有恶意软件"
        en = f"malware in {found.source}, which was handed in"
    elif found.code == LISTED:
        words, day = term(CreditList(found.subject)), beijing_date(found.as_of)
        zh = f"单位{found.uscc}在{words.zh}上（截至{day}，来源：{found.source}）"
        en = f"organisation {found.uscc} is on the list of {words.en} as of {day} ({found.source})"
    else:
        zh = f"单位{found.uscc}是本赛区组织单位，或与其有隶属、控股关系（{found.source}）"
        en = f"organisation {found.uscc} organises the division, or belongs to who does ({found.source})"
    return projects_pb2.Remark(
        code=found.code, zh=f"核查发现：{zh}，由审查人员处理。", en=f"Found: {en}. Reviewers deal with it."
    )


def _of_name(found: NameFinding) -> projects_pb2.Remark:
    field_zh, field_en = _FIELDS[found.field]
    if found.word:
        zh = f"{field_zh}中的“{found.matched}”（词表：{found.list}）"
        en = f"“{found.matched}” in {field_en} (word list: {found.list})"
    else:
        zh = f"{field_zh}是否体现数据要素"
        en = f"Whether {field_en} bears on data elements"
    return projects_pb2.Remark(
        code="B9_NAME",
        zh=f"{zh}将由审查人员核对，不妨碍提交。",
        en=f"{en} is for a reviewer to judge; it does not stop you.",
    )

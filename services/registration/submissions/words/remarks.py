"""Remarks for a team before it submits: obstacles, and what reviewers will look at (rule K2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dasai.registration.v1 import declarations_pb2

from chassis.kernel.clock import beijing_date
from chassis.kernel.refusal import Refusal

from ...names.model.screening import NEAR_PROJECT, NameFinding
from ...organisations.model import CreditList
from ...shared.terms import term
from ...teams import rules
from ...teams.model.findings import CONTESTED, INFECTED, LISTED, SAME_NAME, TeamFinding

_FIELDS = {
    "team_name": ("团队名称", "the team's name"),
    "project_name": ("项目名称", "the project's name"),
    "organisation_name": ("单位名称", "an organisation's name"),
}


def obstacle(refusal: Refusal) -> declarations_pb2.Remark:
    """Return the remark on what submitting would be refused for, in the words of the refusal."""
    return _remark(refusal.code.name, refusal.zh, refusal.en)


def finding_remarks(findings: Iterable[TeamFinding]) -> list[declarations_pb2.Remark]:
    """Return a remark on each finding about the team's organisations, files and names that is not lifted (rules B3, B7, B8, C7).

    That another team has somebody of the same name is for reviewers alone (rule K1).
    """
    return [_finding_remark(finding) for finding in findings if not finding.lifted and finding.code != SAME_NAME]


def name_remarks(findings: Sequence[NameFinding]) -> list[declarations_pb2.Remark]:
    """Return a remark on each name that reviewers look at, but not by which words (rule B9, ADR 7)."""
    remarks = []
    for field, (zh, en) in _FIELDS.items():
        of_field = [finding for finding in findings if finding.field == field]
        if any(finding.word or finding.trick for finding in of_field):
            remarks.append(_remark("B9_NAME", f"{zh}由审查员核对。", f"A reviewer looks at {en}."))
        if any(not (finding.word or finding.trick) for finding in of_field):
            words = (
                f"{zh}是否体现数据要素，由审查员核对。",
                f"Whether {en} bears on data elements is for a reviewer to judge.",
            )
            remarks.append(_remark("B9_NAME", *words))
    return remarks


def near_project_remarks(findings: Sequence[NameFinding]) -> list[declarations_pb2.Remark]:
    """Return a remark if there are projects with nearly the same name, without saying which: they may be others' (B7, K1)."""
    if not findings:
        return []
    zh = "本团队单位已有名称相近的项目报名，是否为同一项目，由审查员核对。"
    en = "A project of nearly this name is registered by one of your organisations: a reviewer looks if it is the same."
    return [_remark(NEAR_PROJECT, zh, en)]


def change_remark(share: str) -> declarations_pb2.Remark:
    """Return the remark that the main content changed by `share`, so much that a reviewer looks at it (rule C10)."""
    return _remark(
        "C10_CONTENT_CHANGED",
        f"主体内容与首次提交的版本相差{share}，由审查员核对。",
        f"The main content differs by {share} from the first submitted version: a reviewer looks at it.",
    )


def _finding_remark(finding: TeamFinding) -> declarations_pb2.Remark:
    if finding.code == INFECTED:
        zh = f"提交的文件“{finding.source}”含有恶意软件"
        en = f"malware in {finding.source}, which was handed in"
    elif finding.code == LISTED:
        words, day = term(CreditList(finding.subject)), beijing_date(finding.as_of)
        zh = f"单位{finding.uscc}在{words.zh}上（截至{day}，来源：{finding.source}）"
        en = f"organisation {finding.uscc} is on the list of {words.en} as of {day} ({finding.source})"
    elif finding.code == CONTESTED:
        return _remark(finding.code, rules.B7_NAME_CONTESTED.zh, rules.B7_NAME_CONTESTED.en)
    else:
        zh = f"单位{finding.uscc}是本分赛组织单位，或与其有隶属、控股关系（{finding.source}）"
        en = f"organisation {finding.uscc} organises the division, or is affiliated with who does ({finding.source})"
    return _remark(finding.code, f"核查发现：{zh}，由审查员处理。", f"Found: {en}. Reviewers deal with it.")


def _remark(code: str, zh: str, en: str) -> declarations_pb2.Remark:
    return declarations_pb2.Remark(code=code, zh=zh, en=en)

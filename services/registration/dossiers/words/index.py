"""The lines of a dossier's index, in Chinese and English titles as every list has them (rule K3)."""

from __future__ import annotations

from datetime import UTC

from dasai.registration.v1 import submissions_pb2

from chassis.facts.submissions import Evidence
from chassis.kernel.clock import beijing_zh, instant

from ...teams.model.team import TeamState
from ..settings import Terms
from .declaration import PackedFile

TEAMS, FILES = "团队", "文件"
TEAM_TITLES = (
    "序号 number",
    "团队名称 team_name",
    "项目名称 project_name",
    "赛道 track",
    "赛题方向 topic",
    "牵头单位 lead",
    "牵头单位统一社会信用代码 lead_uscc",
    "联合单位 co_organisations",
    "状态 state",
    "提交版本 submission_number",
    "回执编号 receipt_number",
    "提交时间 submitted_at",
    "团队编号 team_id",
    "申报书 declaration",
)
FILE_TITLES = (
    "序号 number",
    "项目名称 project_name",
    "类别 kind",
    "原文件名 file_name",
    "所属单位统一社会信用代码 owner_uscc",
    "大小（字节） size_bytes",
    "SHA-256 sha256",
    "备注 remark",
    "文件 file",
)
STATES = {
    TeamState.REGISTERED: "已报名",
    TeamState.SUBMITTED: "已提交",
    TeamState.WITHDRAWN: "已退出",
    TeamState.DISQUALIFIED: "已取消资格",
}
INFECTED, ABSENT = "检出恶意代码，未收入", "存储中无此文件，未收入"


def team_line(number: str, submission: submissions_pb2.Submission, state: TeamState, terms: Terms) -> tuple[str, ...]:
    """Return the line of a team, without the link."""
    team, receipt = submission.team, submission.receipt
    return (
        number,
        team.team_name,
        team.project_name,
        terms.tracks.get(team.track, team.track),
        terms.topics.get(team.topic_id, team.topic_id),
        team.lead.name,
        team.lead.uscc,
        "；".join(partner.name for partner in team.co_organisations),
        STATES[state],
        str(receipt.submission_number),
        receipt.number,
        beijing_zh(instant(receipt.submitted_at.ToDatetime(tzinfo=UTC))),
        team.team_id,
    )


def file_line(number: str, project_name: str, piece: Evidence, packed: PackedFile) -> tuple[str, ...]:
    """Return the line of a file, without the link."""
    return (
        number,
        project_name,
        packed.kind,
        piece.file_name,
        piece.owner_uscc,
        str(piece.size_bytes),
        piece.sha256,
        packed.remark,
    )

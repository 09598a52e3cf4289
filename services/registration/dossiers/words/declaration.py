"""A submission as a page that any browser shows and prints, without network and without scripts (rules C4, K4).

It has what the team submitted: no names, numbers or contacts of its people, which are no part of a submission.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from html import escape
from urllib.parse import quote

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import submissions_pb2

from chassis.kernel.clock import beijing_zh, instant

from ...teams.model.supplements import Supplement
from ..settings import Terms

_STYLE = (
    "body{font-family:'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;line-height:1.7;max-width:50rem;"
    "margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}th,td{border:1px solid #888;padding:.3rem "
    ".6rem;text-align:left;vertical-align:top}th{white-space:nowrap}h1{font-size:1.5rem}h2{font-size:1.25rem;"
    "border-bottom:1px solid #888}h3{font-size:1.05rem}.text{white-space:pre-wrap}.mono{word-break:break-all}"
)


@dataclass(frozen=True, kw_only=True)
class PackedFile:
    """A file of material as it is in the dossier: its kind's name, and why it is left out if it is."""

    kind: str
    name: str
    path: str
    size_bytes: int
    remark: str = ""


def declaration_page(
    submission: submissions_pb2.Submission,
    terms: Terms,
    division: str,
    state: str,
    files: Sequence[PackedFile],
    answers: Sequence[tuple[Supplement, Sequence[PackedFile]]],
) -> bytes:
    """Return the page in UTF-8; links go to files beside it, in the unpacked folder."""
    return "".join(_page(submission, terms, division, state, files, answers)).encode()


def _page(
    submission: submissions_pb2.Submission,
    terms: Terms,
    division: str,
    state: str,
    files: Sequence[PackedFile],
    answers: Sequence[tuple[Supplement, Sequence[PackedFile]]],
) -> Iterator[str]:
    team, receipt = submission.team, submission.receipt
    title = escape(team.project_name)
    yield (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body><p>{escape(division)} 项目申报书</p><h1>{title}</h1>\n"
    )
    submitted = beijing_zh(instant(receipt.submitted_at.ToDatetime(tzinfo=UTC)))
    yield _table(
        ("团队名称", team.team_name),
        ("赛道", terms.tracks.get(team.track, team.track)),
        ("赛题方向", terms.topics.get(team.topic_id, team.topic_id)),
        ("牵头单位", _organisation(team.lead)),
        ("联合单位", "；".join(map(_organisation, team.co_organisations)) or "无"),
        ("状态", state),
        ("提交版本", f"第{receipt.submission_number}版，{submitted}"),
        ("回执编号", receipt.number),
        ("内容摘要（SHA-256）", receipt.digest),
    )
    sections = {section.id: section for section in submission.declaration}
    for part, named in terms.parts:
        yield f"<h2>{escape(part)}</h2>\n"
        for section_id, name in named:
            yield f"<h3>{escape(name)}</h3>\n{_section(sections.get(section_id))}\n"
    yield f"<h2>证明材料</h2>\n{_files(files)}\n"
    for answer, attached in answers:
        yield f"<h2>补充材料（第{answer.number}次）</h2>\n"
        yield _table(("要求", answer.asked), ("答复", answer.text)) + _files(attached)
    yield "</body></html>\n"


def _organisation(organisation: contest_pb2.Organisation) -> str:
    return f"{organisation.name}（{organisation.uscc}）"


def _table(*lines: tuple[str, str]) -> str:
    cells = "".join(f'<tr><th>{escape(name)}</th><td class="mono">{escape(value)}</td></tr>' for name, value in lines)
    return f"<table>{cells}</table>\n"


def _section(section: contest_pb2.Section | None) -> str:
    if section is None:
        return "<p>（未填写）</p>"
    # `rich` was tidied when it was saved: safe elements without attributes (contest.proto)
    return section.rich or f'<div class="text">{escape(section.text)}</div>'


def _files(files: Sequence[PackedFile]) -> str:
    if not files:
        return "<p>无</p>"
    return f"<ul>{''.join(map(_file, files))}</ul>"


def _file(file: PackedFile) -> str:
    name = escape(file.name)
    shown = f"{name}（{escape(file.remark)}）" if file.remark else f'<a href="{quote(file.path)}">{name}</a>'
    return f"<li>{escape(file.kind)}：{shown}</li>"

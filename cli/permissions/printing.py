"""The table of permissions as a document for an auditor (rule K1)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from chassis.facts.roles import Role
from chassis.permissions import OPERATIONS, PAGES, Audience, Form, Operation, Scope
from chassis.permissions.model import Allowance, Anyone
from chassis.permissions.statuses import refusals_of
from chassis.permissions.table import FIELDS
from cli.stack.program import ROOT

DOCUMENT = ROOT / "docs" / "permissions.md"
_WHO: dict[Role | Anyone, tuple[str, str]] = {
    Anyone.PUBLIC: ("任何人", "anyone"),
    Anyone.ACCOUNT: ("已登录账号", "any account"),
    Anyone.GATEWAY: ("网关", "the gateway"),
    Role.PARTICIPANT: ("参赛者", "participant"),
    Role.HOST: ("分赛主办方", "host"),
    Role.RECOMMENDER: ("推荐单位", "recommender"),
    Role.REVIEWER: ("审查员", "reviewer"),
    Role.EXPERT: ("评审专家", "expert"),
    Role.SECRETARIAT: ("组委会秘书处", "secretariat"),
    Role.COMMITTEE: ("组委会", "committee"),
    Role.OPERATOR: ("运维人员", "operator"),
}
_SCOPES: dict[Scope, tuple[str, str]] = {
    Scope.ANY: ("", ""),
    Scope.DIVISION: ("本分赛", "own division"),
    Scope.TEAM: ("本团队", "own team"),
    Scope.LEAD: ("本团队牵头单位", "the lead of the own team"),
    Scope.FINAL: ("全国总决赛", "the final"),
    Scope.CASE: ("分派给本人的案件", "own cases"),
    Scope.SHEET: ("本人的评分表", "own sheets"),
    Scope.SELF: ("本人", "what is its own"),
    Scope.CODE: ("持有邀请码或查询凭据", "with the code"),
    Scope.ADMINISTERED: ("所管理的账号", "accounts it administers"),
}
_FORMS: dict[Form, tuple[str, str]] = {
    Form.APPLICATION: ("限分赛申请", "applications only"),
    Form.NEW_VERSION: ("限方案新版本", "new versions only"),
    Form.DRAFT: ("限草稿", "the draft only"),
    Form.SUBMITTED: ("限已提交的版本", "submitted versions only"),
    Form.OF_TEAM: ("按团队查询", "a team's"),
    Form.OF_DIVISION: ("按分赛查询", "a division's"),
    Form.UPHELD: ("限认定异议成立", "to uphold only"),
    Form.DISMISSED: ("限驳回", "to set aside only"),
    Form.WITHOUT_REVIEWER: ("限本分赛无审查员可以审查的案件", "only cases that no reviewer of the division may decide"),
}
_AUDIENCES: dict[Audience, tuple[str, str]] = {
    Audience.PUBLIC: ("公众", "the public"),
    Audience.ACCOUNT: ("已登录账号", "any account"),
    Audience.TEAM: ("本团队", "the team"),
    Audience.LEAD: ("牵头单位账号", "the lead's accounts"),
    Audience.EXPERT: ("评审专家", "experts"),
    Audience.DIVISION: ("本分赛工作人员", "the division's staff"),
    Audience.NATIONAL: ("组委会、秘书处", "secretariat and committee"),
    Audience.HOLDER: ("账号本人", "the account's holder"),
}
_SERVICES = {
    "accounts": "账号与消息",
    "registration": "报名与提交",
    "review": "资格审查与推荐",
    "scoring": "评分与排名",
    "publicity": "公示、举报与获奖",
    "common": "各服务共有",
}
_COLUMNS = (
    "操作 operation",
    "接口 route",
    "可办理者 who may",
    "其他账号 others",
    "令牌 token",
    "拒绝状态 refusals",
    "规则 rules",
    "说明 note",
)
_HEAD = """# 权限表 · Permissions

由 `./dasai permissions --write` 根据 `chassis/permissions/` 生成，请勿直接修改。
未列入本表的接口和服务调用一律拒绝。对象状态（截止时间、回避、名额等）由各规则另行判断，见“说明”。

Made by `./dasai permissions --write` from `chassis/permissions/`; don't edit it by hand. What is not listed here is refused. What
depends on the state of an object (deadlines, conflicts of interest, quotas) is judged by the rules; a note says so.

“不可见” · hidden: 无权者收到404，如同对象不存在 · whoever may not is answered 404, as if there were no such object. Else 403.
"""


def _allowance(allowance: Allowance) -> str:
    zh, en = _WHO[allowance.who]
    limits = [_SCOPES[allowance.scope], *([_FORMS[allowance.form]] if allowance.form is not None else [])]
    limits_zh, limits_en = (list(filter(None, words)) for words in zip(*limits, strict=True))
    return f"{zh}（{'，'.join(limits_zh)}） {en} ({', '.join(limits_en)})" if limits_zh else f"{zh} {en}"


def _outside(operation: Operation) -> str:
    if isinstance(operation.outside, Operation):
        return f"不可见者404，其余403 · 404 unless {operation.outside.name} shows it, else 403"
    if operation.hidden_form is not None:
        zh, en = _FORMS[operation.hidden_form]
        return f"{zh}：不可见 {en}: hidden<br>403"
    return "不可见 hidden" if operation.outside else "403"


def _cells(operation: Operation) -> Iterator[str]:
    yield f"`{operation.name}`"
    yield "<br>".join(f"`{route}`" for route in operation.routes) or "内部 internal"
    yield "<br>".join(map(_allowance, operation.allowances))
    yield _outside(operation)
    yield f"`{operation.scope_of_tokens}`" if operation.scope_of_tokens else "–"
    yield " ".join(map(str, sorted(refusals_of(operation))))
    yield " ".join(operation.rules)
    yield "<br>".join(filter(None, operation.note))


def document() -> str:
    """Return the table as a document in Chinese and English."""
    lines = [_HEAD]
    ordered = sorted(OPERATIONS.values(), key=lambda row: list(_SERVICES).index(row.rpc.split(".")[1]))
    for service, rows in groupby(ordered, key=lambda row: row.rpc.split(".")[1]):
        lines += [
            f"## {_SERVICES[service]} · {service}",
            "",
            f"| {' | '.join(_COLUMNS)} |",
            f"|{' --- |' * len(_COLUMNS)}",
            *(f"| {' | '.join(_cells(row))} |" for row in rows),
            "",
        ]
    lines += [
        "## 仅部分读者可见的字段 · Fields that only some are shown",
        "",
        "| 消息 message | 字段 field | 可见 shown to |",
        "| --- | --- | --- |",
    ]
    for message, fields in sorted(FIELDS.items()):
        for name, audiences in fields.items():
            shown = "；".join(" ".join(_AUDIENCES[audience]) for audience in Audience if audience in audiences)
            lines.append(f"| `{message}` | `{name}` | {shown or '无 nobody'} |")
    lines += ["", "## 页面 · Pages", "", "| 页面 page | 可访问者 who may |", "| --- | --- |"]
    for page in PAGES:
        lines += [f"| `{route}` | {'<br>'.join(map(_allowance, page.allowances))} |" for route in page.routes]
    return "\n".join(lines) + "\n"

"""The Chinese words that lists have for choices, by the values that programs know: exports write them, imports read both."""

from __future__ import annotations

from collections.abc import Mapping

from .reading import typed

ROLES = {
    "participant": "参赛单位",
    "host": "分赛主办方",
    "recommender": "推荐单位",
    "reviewer": "审查员",
    "expert": "评审专家",
    "secretariat": "组委会秘书处",
    "committee": "组委会",
    "operator": "运维",
}
ACCOUNT_STATES = {"active": "正常", "disabled": "已停用", "closed": "已注销"}
RELATIONS = {
    "branch": "分公司",
    "subsidiary": "子公司",
    "held": "控股",
    "subordinate": "下属单位",
    "minority": "参股",
}
SEVERITIES = {"refuse": "拒绝", "human": "人工核对"}

LOGO_STATES = {"pending": "尚未生效", "in_force": "有效", "expired": "已到期", "withdrawn": "已撤销"}
TEAM_STATES = {"registered": "已报名", "submitted": "已提交", "withdrawn": "已退出", "disqualified": "已取消参赛资格"}
REVIEW_STATES = {
    "": "",
    "passed": "通过",
    "returned": "退回修改",
    "supplement": "补充材料",
    "rejected": "不通过",
    "reopened": "重新审查",
}


def yes_or_no(value: bool) -> str:
    """Return the word of a truth value."""
    return "是" if value else "否"


def readable(words: Mapping[str, str], **also: str) -> dict[str, str]:
    """Return the values by every word that an import reads: the value itself, its Chinese word, and those in `also`."""
    named = {word: value for value, word in words.items()} | {value: value for value in words} | also
    return {typed(word): value for word, value in named.items()}

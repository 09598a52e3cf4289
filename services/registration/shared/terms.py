"""The words for people of states and credit lists, in Chinese and English (rule K5)."""

from __future__ import annotations

import enum

from chassis.kernel.refusal import Term

_WORDS = {
    # a division
    "applied": ("已提交申请，等待审批", "waiting for approval"),
    "returned": ("申请被退回", "returned"),
    "approved": ("申请已获批", "approved"),
    "published": ("方案已公布，报名尚未开始", "published, not yet open"),
    "open": ("报名中", "open"),
    "closed": ("报名已截止", "closed"),
    # a team
    "registered": ("已报名，未提交", "registered"),
    "submitted": ("已提交", "submitted"),
    "withdrawn": ("已退出", "withdrawn"),
    "disqualified": ("已取消资格", "disqualified"),
    # the lists of rule B3
    "dishonest_judgment_debtor": ("失信被执行人", "dishonest judgment debtors"),
    "major_tax_violation": ("重大税收违法案件当事人名单", "major tax violations"),
    "government_procurement_violation": (
        "政府采购严重违法失信行为记录名单",
        "serious government-procurement violations",
    ),
}


def term(value: enum.StrEnum) -> Term:
    """Return the value with its words for people; raises KeyError if it has none."""
    zh, en = _WORDS[value.value]
    return Term(value.value, zh, en)

"""A template: what a message says, in Chinese and English, and what it is filled with (rules K2, K5)."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.clock import beijing_en, beijing_zh

# facts of this name hold an instant in RFC 3339
_INSTANT = "_at"
# of a fact, so many characters are kept; what is longer ends in dots, and stands whole on the page
LONGEST_FACT = 4_000
_CUT = "……"


class Category(enum.StrEnum):
    """What a message is about; what comes by mail is chosen for a whole category."""

    SECURITY = "security"
    REGISTRATION = "registration"
    REVIEW = "review"
    RESULTS = "results"
    DIVISION = "division"
    TASKS = "tasks"
    ACTIVITIES = "activities"
    REMINDERS = "reminders"
    ANNOUNCEMENTS = "announcements"


# what the rules give people a time for, or the right to know at once (rules A4, A5, C11, D3, F6 to F8, H3, H4), and what
# protects an account
MANDATORY = frozenset({Category.SECURITY, Category.REVIEW, Category.RESULTS, Category.DIVISION})

# what is for hosts, reviewers, experts, the secretariat, the committee and operators alone
FOR_STAFF = frozenset({Category.DIVISION, Category.TASKS})

CATEGORY_NAMES: Mapping[Category, tuple[str, str]] = {
    Category.SECURITY: ("账号安全", "Account security"),
    Category.REGISTRATION: ("报名与提交", "Registration and submission"),
    Category.REVIEW: ("资格审查", "Qualification review"),
    Category.RESULTS: ("评审结果与公示", "Results and public notices"),
    Category.DIVISION: ("分赛管理", "Running a division"),
    Category.TASKS: ("待办工作", "Work to be done"),
    Category.ACTIVITIES: ("宣传活动", "Activities"),
    Category.REMINDERS: ("时间提醒", "Reminders"),
    Category.ANNOUNCEMENTS: ("通知公告", "Announcements"),
}

# facts that are stable words for programs, and the words for people
WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "outcome": {
        "passed": ("通过", "passed"),
        "returned": ("退回修改", "returned for correction"),
        "supplement": ("需补充材料", "supplementary material is asked for"),
        "rejected": ("不通过", "rejected"),
        "upheld": ("成立", "upheld"),
        "dismissed": ("不成立", "dismissed"),
        "lapsed": ("终止", "ended undecided"),
        "granted": ("支持", "granted"),
        "refused": ("不予支持", "refused"),
    },
    "answer": {
        "consented": ("同意参赛", "consented"),
        "declined": ("不同意参赛", "did not consent"),
    },
    "cause": {
        "new_submission": ("团队提交了新版本", "the team submitted a new version"),
        "supplement_answered": ("团队已补充材料", "the team answered a request for material"),
        "supplement_lapsed": ("补充材料逾期未提交", "a request for material was not answered in time"),
        "later_finding": ("发现新的情况", "something was found later"),
        "appeal_granted": ("申诉成立", "an appeal was granted"),
    },
    "means": {
        "password": ("登录名和密码", "login name and password"),
        "provider": ("身份认证系统", "an identity provider"),
    },
    "change": {
        "set_up": ("已启用或更换身份验证器", "an authenticator was set up or replaced"),
        "removed": ("已停用", "it was removed"),
        "recovery_codes_renewed": ("已更换恢复码", "the recovery codes were replaced"),
        "recovery_code_used": ("已使用一个恢复码", "a recovery code was used"),
        "passkey_added": ("已添加通行密钥", "a passkey was added"),
        "passkey_removed": ("已移除通行密钥", "a passkey was removed"),
        "reset_requested": (
            "工作人员已申请重置，待他人批准",
            "staff requested its reset, which a second person may approve",
        ),
        "reset": ("已由工作人员重置，所有登录均已退出", "staff reset it, and all sessions have ended"),
    },
    "finding": {
        "B3_CREDIT_LISTED": ("参赛单位被列入失信等名单", "an organisation is on a credit list"),
        "B8_AFFILIATED": ("参赛单位与主办单位存在关联", "an organisation is affiliated with the organisers"),
        "B8_ORGANISER_TAKES_PART": ("参赛单位为主办单位", "an organisation is an organiser"),
        "C7_MATERIAL_INFECTED": ("提交的文件含有恶意程序", "a file holds malware"),
    },
    # by which a finalist or a recommended project fell out
    "rule": {
        "B7_CLAIM_DISMISSED": ("名称异议经裁定不成立，团队退出", "its claim to names was dismissed and the team left"),
        "B7_CLAIM_UPHELD": (
            "未经单位授权以其名义报名，被取消参赛资格",
            "it registered in an organisation's name without its authority and is disqualified",
        ),
        "C12_WITHDRAWN": ("团队已退出大赛", "the team withdrew"),
        "D1_REJECTED": ("资格复核未通过", "it did not pass its review"),
        "F1_NOT_RECOMMENDED": ("推荐单位调整推荐项目", "its recommender changed the list"),
        "F5_DUPLICATE_PERSON": (
            "经查重核实，参赛代表同时参加其他团队，被取消参赛资格",
            "the national check confirmed that a representative is in another team too, and it is disqualified",
        ),
        "F5_DUPLICATE_PROJECT": (
            "经查重核实为重复项目，被取消参赛资格",
            "the national check confirmed that the project takes part twice, and it is disqualified",
        ),
        "F8_OBJECTION_UPHELD": ("公示异议经核实成立", "an objection to the public notice was upheld"),
        "F8_ORDER_DRAWN": (
            "总决赛出场顺序确定前公示未期满",
            "its public notice had not ended when the order of the final was drawn",
        ),
    },
    "standing": {
        "valid": ("有效", "valid"),
        "suspended": ("暂停", "suspended"),
        "lost": ("取消", "lost"),
    },
    "notice": {
        "finalists": ("入围名单", "the list of finalists"),
        "winners": ("获奖名单", "the list of winners"),
    },
}

# in place of a stable word that has no words here, as of a newer release: nobody is shown a code. For another rule than those
# above a team was disqualified, with a reason of its own that it is told.
_NO_WORDS: Mapping[str, tuple[str, str]] = {"rule": ("被取消参赛资格", "the team was disqualified")}
_SEE_PAGE = ("请登录平台查看", "see the portal")
# who is no division of the edition: what recommends beside them
_NO_DIVISION = ("其他推荐赛事", "another contest that recommends")


@dataclass(frozen=True, kw_only=True)
class Text:
    """A rendered message."""

    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    link: str = ""


def in_both(zh: str, en: str, between: str = " ") -> str:
    """Return words in both languages; once if they are the same, as of an announcement that has no English."""
    return zh if zh == en else f"{zh}{between}{en}".strip()


@dataclass(frozen=True, kw_only=True)
class Template:
    """A message before it is filled.

    `facts` are all that it is filled with: `..._at` is an instant, `division` a division's code, a name of WORDS a stable word.
    `link` is the path of the page that it is about. `mail_zh` and `mail_en` are in the mail only, and only they may name the
    `secrets`, which no message and no outbox holds in clear. One that `confirms` an
    address is mailed before it is confirmed, and is in the mail alone.
    """

    id: str
    category: Category
    facts: tuple[str, ...]
    zh: tuple[str, str]
    en: tuple[str, str]
    link: str = ""
    secrets: tuple[str, ...] = ()
    mail_zh: str = ""
    mail_en: str = ""
    confirms: bool = False

    @property
    def is_mandatory(self) -> bool:
        """Return True if it comes by mail whatever the account chose."""
        return self.category in MANDATORY

    def checked(self, facts: Mapping[str, str]) -> dict[str, str]:
        """Return the facts as a message keeps them; raise ValueError unless they are those that the template names."""
        if set(facts) != set(self.facts):
            raise ValueError(f"{self.id} takes {sorted(self.facts)}, not {sorted(facts)}")
        return {name: _bounded(value) for name, value in facts.items()}

    def render(self, facts: Mapping[str, str], divisions: Mapping[str, tuple[str, str]]) -> Text:
        """Return the message in both languages; `divisions` are their names in Chinese and English by code.

        A fact that a message of an earlier release lacks is empty.
        """
        facts = {**dict.fromkeys(self.facts, ""), **facts}
        zh, en = ({name: _words(name, value, divisions)[place] for name, value in facts.items()} for place in (0, 1))
        return Text(
            title_zh=filled(self.zh[0], zh),
            title_en=filled(self.en[0], en),
            text_zh=filled(self.zh[1], zh),
            text_en=filled(self.en[1], en),
            link=filled(self.link, facts),
        )


def _bounded(value: str) -> str:
    """Return a fact as it is kept; one that is cut shows that it is."""
    return value if len(value) <= LONGEST_FACT else value[: LONGEST_FACT - len(_CUT)] + _CUT


def filled(text: str, facts: Mapping[str, str]) -> str:
    """Put facts into a text's braces, once: braces that a fact itself holds stay as they are."""
    return re.sub(r"\{(\w+)\}", lambda brace: facts.get(brace[1], brace[0]), text)


def _words(name: str, value: str, divisions: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Return a fact in Chinese and in English; never a code or an identifier."""
    if name.endswith(_INSTANT) and value:
        moment = datetime.fromisoformat(value)
        return beijing_zh(moment), beijing_en(moment)
    if name == "division" and value:
        return divisions.get(value, _NO_DIVISION)
    if name in WORDS and value:
        return WORDS[name].get(value) or _NO_WORDS.get(name, _SEE_PAGE)
    return value, value

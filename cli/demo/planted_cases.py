"""The cases that the demo plants: refusals that a rule must give, and turns that a contest takes; each must occur."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class PlantedCase:
    """A planted case: its name, which for a refusal is the code of the answer, and what happens, in both languages."""

    name: str
    zh: str
    en: str


REFUSALS = (
    PlantedCase("A3_FEE_STATED", "分赛方案写明收取报名费", "a division's scheme states a fee"),
    PlantedCase("A2_TRACK_NOT_RUN", "报名分赛未设的赛道", "a team registers in a track that its division does not run"),
    PlantedCase("B1_USCC_INVALID", "统一社会信用代码校验位不符", "a credit code has a wrong check character"),
    PlantedCase("B3_CREDIT_LISTED", "参赛单位在失信名单中", "a participating organisation is on a credit list"),
    PlantedCase("B4_TOO_MANY_REPRESENTATIVES", "代表超过人数上限", "a team has too many representatives"),
    PlantedCase("B5_IDENTITY_INVALID", "代表的证件号码无效", "a representative's identity number is invalid"),
    PlantedCase("B5_REGISTERED_BY_YOU", "一名代表报名两个团队", "a person registers in a second team"),
    PlantedCase("B7_REGISTERED_BY_YOU", "同一项目重复报名", "a project is registered twice"),
    PlantedCase("B8_ORGANISER_TAKES_PART", "分赛主办单位参赛", "a division's organiser takes part in it"),
    PlantedCase("B10_NOT_DECLARED_TRUE", "未承诺材料真实", "a team does not declare its data true"),
    PlantedCase("C1_SUBMISSION_CLOSED", "截止一秒后提交", "a team submits a second after the deadline"),
    PlantedCase("C4_INCOMPLETE", "申报书未写完即提交", "an incomplete declaration is submitted"),
    PlantedCase("C5_FOREIGN_OWNER", "上传非参赛单位的材料", "a team uploads another organisation's material"),
    PlantedCase("C7_POLYGLOT", "文件中夹带其他内容", "a file hides something behind its end"),
    PlantedCase("D1_OTHER_REVIEWER", "审查员办理他人的案件", "a reviewer decides another's case"),
    PlantedCase("D3_APPEALED_BEFORE", "第二次申诉", "a team appeals a second time"),
    PlantedCase("D3_OWN_DECISION", "申诉后交回原审查员", "an appealed case is given back to who rejected it"),
    PlantedCase("D4_NOTHING_AGAINST", "三项判断均为“是”却不予通过", "a submission is rejected with nothing against it"),
    PlantedCase("D4_JUDGEMENT_AGAINST", "有否定判断却通过审查", "a submission passes against a judgement"),
    PlantedCase(
        "E2_SEED_NOT_COMMITTED", "未公布种子哈希值即抽签", "experts are drawn from a seed that nobody fixed before"
    ),
    PlantedCase("G1_DRAWN_BEFORE", "抽签后换种子再抽", "a round that was drawn is drawn again from another seed"),
    PlantedCase("E3_SHEETS_MISSING", "评分未齐即冻结排名", "a ranking is frozen before all sheets are in"),
    PlantedCase("F1_QUOTA_EXCEEDED", "推荐数超过赛道名额", "a division recommends more than its quota"),
    PlantedCase("F5_HITS_OPEN", "查重结果未处理即定入围", "finalists are proposed while a duplicate is unsettled"),
    PlantedCase(
        "J3_TERM_REVERSED", "标识授权的截止日期早于起始日期", "an authorisation of the logo ends before it begins"
    ),
    PlantedCase(
        "K1_FORBIDDEN", "组委会以外的账号授权使用标识", "who is not of the committee authorises a use of the logo"
    ),
    PlantedCase("K4_CONSENT_MISSING", "未声明代表已单独同意", "representatives are registered without their consent"),
    PlantedCase("K4_CLOSING_OBSTRUCTED", "注销团队唯一的账号", "the only account of a team is to be closed"),
    PlantedCase("H2_ANONYMOUS", "匿名举报", "a report is anonymous"),
    PlantedCase("H2_UNKNOWN_TEAM", "举报不存在的团队", "a report is about no team"),
    PlantedCase("H2_NO_EVIDENCE", "举报没有证据", "a report has no evidence"),
)
TURNS = (
    PlantedCase("scheme returned", "方案退回后重新提交（A4）", "a scheme is returned and handed in again (A4)"),
    PlantedCase(
        "logo use authorised",
        "组委会授权使用标识，公众可查（J3）",
        "a use of the logo is authorised, as the public sees (J3)",
    ),
    PlantedCase(
        "logo authorisation withdrawn",
        "撤销标识授权，公众可查（J3）",
        "an authorisation of the logo is withdrawn, as the public sees (J3)",
    ),
    PlantedCase("personal data shown", "下载个人信息（K4）", "somebody sees what is stored of them (K4)"),
    PlantedCase("account closed", "注销账号（K4）", "an account is closed by its holder (K4)"),
    PlantedCase("partner consented", "合作单位同意联合参赛（B2）", "a co-organisation consents (B2)"),
    PlantedCase("upload resumed", "上传中断后续传（C5）", "an upload breaks off and goes on from there (C5)"),
    PlantedCase("dossier fetched", "分赛主办方下载申报材料包（K3）", "a host fetches its division's dossier (K3)"),
    PlantedCase("submission rejected", "审查不通过（D1）", "a submission is rejected (D1)"),
    PlantedCase(
        "appeal granted",
        "申诉成立，由其他审查员重新审查（D3）",
        "an appeal is granted, and another reviewer decides anew (D3)",
    ),
    PlantedCase(
        "duplicate disqualified", "跨分赛重复项目取消资格（F5）", "a duplicate across divisions is disqualified (F5)"
    ),
    PlantedCase("place filled", "空出的推荐名额递补（F6）", "the next in the ranking takes the lost place (F6)"),
    PlantedCase("finalists published", "入围名单公示期满（F8）", "the finalists' notice ran its days (F8)"),
    PlantedCase(
        "objection set aside", "公示异议不成立，说明理由（F8）", "objections are set aside together with a reason (F8)"
    ),
    PlantedCase(
        "final ranking hidden", "获奖公示前总决赛排名不公开（K1）", "the final's ranking waits for the winners (K1)"
    ),
    PlantedCase("winners published", "获奖名单公示期满（H1）", "the winners' notice ran its days (H1)"),
    PlantedCase("award revoked", "举报属实，收回奖项（G3）", "a report is upheld and the award revoked (H4, G3)"),
    PlantedCase(
        "certificate revoked",
        "被收回奖项的证书验证为已撤销",
        "the revoked award's certificate verifies as revoked (G3)",
    ),
    PlantedCase("ranking amended", "排名随之更正（E6）", "the ranking is amended (E6)"),
    PlantedCase("change published", "更正公告已发布（G3）", "the change is published (G3)"),
)
CASES = REFUSALS + TURNS
_KNOWN = {case.name for case in CASES}


def require_known(name: str) -> None:
    """Raise KeyError if no planted case has this name: what is not listed is not checked."""
    if name not in _KNOWN:
        raise KeyError(f"no planted case is called {name}")


def missing(occurred: Collection[str]) -> list[PlantedCase]:
    """Return the planted cases that did not occur."""
    return [case for case in CASES if case.name not in occurred]

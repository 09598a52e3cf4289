"""The refusals of review cases, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

D1_NEWER_SUBMISSION = Code(
    "D1_NEWER_SUBMISSION",
    Kind.CONFLICT,
    "团队已提交第{number}版，请按最新版本审查。",
    "The team has since submitted version {number}: review that version.",
)
D1_WRONG_STATE = Code(
    "D1_WRONG_STATE",
    Kind.REFUSED,
    "审查案件状态为“{state}”，不能进行此操作。",
    "The case is {state}: that can't be done now.",
)
D1_REASON_MISSING = Code("D1_REASON_MISSING", Kind.INVALID, "请写明理由。", "Give a reason.")
D1_RETURN_TOO_LATE = Code(
    "D1_RETURN_TOO_LATE",
    Kind.REFUSED,
    "提交已于{closes}截止，不能再退回修改；可要求补充材料、通过或不通过。",
    "Submission closed at {closes}; nothing can be returned for correction now. Ask for a supplement, pass or reject.",
)
D1_LATE_REASON_MISSING = Code(
    "D1_LATE_REASON_MISSING",
    Kind.INVALID,
    "本分赛资格审查已于{closes}截止。仍可作出决定，但须写明逾期原因。",
    "The division's review closed at {closes}. A decision is still possible: say why it comes only now.",
)
D3_APPEALED_BEFORE = Code("D3_APPEALED_BEFORE", Kind.REFUSED, "只能申诉一次。", "A team may appeal once.")
D3_APPEAL_LATE = Code("D3_APPEAL_LATE", Kind.REFUSED, "申诉已于{until}截止。", "Appeals closed at {until}.")
D4_JUDGEMENT_AGAINST = Code(
    "D4_JUDGEMENT_AGAINST",
    Kind.REFUSED,
    "通过须合规性、真实性、合法性三项判断均为“是”。",
    "To pass, compliance, authenticity and lawfulness must all be judged to hold.",
)
D4_NOTHING_AGAINST = Code(
    "D4_NOTHING_AGAINST",
    Kind.REFUSED,
    "三项判断均为“是”，不能作出不通过的决定；确因不符合某项规则的，请在理由中写明规则编号，如B3、C5。",
    "All three judgements hold, so nothing speaks for a rejection; if a rule fails, name it in the reason, such as B3 or C5.",
)

# the code that a place lost by a rejection bears
D1_REJECTED = "D1_REJECTED"

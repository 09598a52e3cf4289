"""Refusals about awards, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

G2_RANKINGS_MISSING = Code(
    "G2_RANKINGS_MISSING",
    Kind.REFUSED,
    "以下赛道的总决赛排名尚未冻结，不能公布获奖名单：{tracks}。",
    "The final's ranking is not frozen in every track, so winners can't be announced: {tracks}.",
)
G2_CASE_OPEN = Code(
    "G2_CASE_OPEN",
    Kind.REFUSED,
    "以下拟获奖项目的资格审查已重新开启，或不通过的决定尚未生效，有最终结论前不能公布获奖名单：{teams}。",
    "The review of these projects is open again, or a rejection is not final yet: winners can't be announced before: {teams}.",
)
G2_TIE = Code(
    "G2_TIE",
    Kind.REFUSED,
    "{track}赛道第{rank}名并列且跨越{prize}的名额，请先由组委会重新开启排名并决出名次。",
    "In track {track} rank {rank} is shared across the quota of prize {prize}: have the committee reopen the ranking.",
)
G2_ALREADY_ANNOUNCED = Code(
    "G2_ALREADY_ANNOUNCED",
    Kind.REFUSED,
    "获奖名单已经公布，不能再改动名单。",
    "The winners were announced; their list can't change any more.",
)
G2_UNKNOWN_AWARD = Code(
    "G2_UNKNOWN_AWARD",
    Kind.INVALID,
    "本届大赛没有该专项奖，请从本届设置的专项奖中选择。",
    "This edition has no such special award: choose one that it has.",
)
G2_OWN_ORGANISATION = Code(
    "G2_OWN_ORGANISATION",
    Kind.REFUSED,
    "专项奖的获奖对象或空缺奖项所在赛道的团队含有该账号持有人本人或所在单位，须由其他账号办理。",
    "The recipient of the special award, or a team of a track of which a place is to be left vacant, is the account's own, or of "
    "its own organisation: another account decides.",
)
G2_QUOTA_USED = Code(
    "G2_QUOTA_USED",
    Kind.REFUSED,
    "该专项奖的{quota}个名额已用完。",
    "All {quota} places of this special award are given.",
)
G2_NOT_IN_FINAL = Code(
    "G2_NOT_IN_FINAL",
    Kind.REFUSED,
    "获奖对象不在总决赛名单内，或已失去资格，请核对编号。",
    "The recipient is not in the final, or lost its place: check the identifier.",
)
G2_ALREADY_GRANTED = Code(
    "G2_ALREADY_GRANTED",
    Kind.REFUSED,
    "该专项奖已授予此对象，无需重复授予。",
    "This special award was given to that recipient before.",
)
G2_VACANCY_INVALID = Code(
    "G2_VACANCY_INVALID",
    Kind.INVALID,
    "空缺奖项填写有误，请按各项的提示修改。",
    "A place to be left vacant is not right: see each of them.",
)
G2_AWARD_NOT_PROPOSED = Code(
    "G2_AWARD_NOT_PROPOSED",
    Kind.REFUSED,
    "该奖项已不在公示状态，不能确认。",
    "This award is not a proposed one any more, so it can't be confirmed.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))

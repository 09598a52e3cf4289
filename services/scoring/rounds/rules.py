"""Refusals about rounds and the assignment of experts, by rule id."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

E2_NOT_ENOUGH_EXPERTS = Code(
    "E2_NOT_ENOUGH_EXPERTS",
    Kind.REFUSED,
    "项目{team}需{needed}位可评审专家，回避后仅有{able}位，请增补专家。",
    "Project {team} needs {needed} experts and only {able} may score it: appoint more.",
)
E2_NO_PROJECTS = Code("E2_NO_PROJECTS", Kind.REFUSED, "本轮没有待评项目。", "The round has no projects.")
E2_SEED_NOT_COMMITTED = Code(
    "E2_SEED_NOT_COMMITTED",
    Kind.REFUSED,
    "请先公布抽签种子的哈希值（SHA-256），再用该种子抽签分配专家。",
    "Publish the hash (SHA-256) of the seed first, then assign experts with that seed.",
)
G1_SEED_DIFFERS = Code(
    "G1_SEED_DIFFERS",
    Kind.REFUSED,
    "所填种子与已公布的哈希值不符，不能用于抽签。",
    "This is not the seed of which the hash was published.",
)
G1_DRAWN_BEFORE = Code(
    "G1_DRAWN_BEFORE",
    Kind.REFUSED,
    "本轮已抽签。如确需重新抽签，请先说明理由并公布新种子的哈希值；两次抽签均予公开。",
    "The round was drawn. To draw again, publish the hash of another seed with a reason: both draws stay public.",
)
G1_REDRAW_REASON_MISSING = Code(
    "G1_REDRAW_REASON_MISSING",
    Kind.INVALID,
    "本轮已公布抽签种子，更换种子须说明理由。",
    "The round has a seed: another one needs a reason.",
)
G1_SEED_USED = Code(
    "G1_SEED_USED",
    Kind.REFUSED,
    "该种子的哈希值已在本轮公布过，请更换种子。",
    "The hash of this seed was published in this round before: use another seed.",
)
G1_SCORED = Code(
    "G1_SCORED",
    Kind.REFUSED,
    "本轮已有专家提交评分，不能更换种子重新抽签。",
    "Experts have submitted scores in this round: it can't be drawn again.",
)
E5_UNKNOWN_PROJECT = Code(
    "E5_UNKNOWN_PROJECT",
    Kind.INVALID,
    "增派专家的项目不在本轮中。",
    "A project to get a further expert is not of this round.",
)
E6_WRONG_STATE = Code(
    "E6_WRONG_STATE",
    Kind.REFUSED,
    "本轮{state}；目前不能进行此操作。",
    "The round {state}; that can't be done now.",
)
E6_OWN_ORGANISATION = Code(
    "E6_OWN_ORGANISATION",
    Kind.REFUSED,
    "以下项目的团队含有该账号持有人本人或所在单位：{teams}。涉及这些项目的增派专家、认可评分差距、重新抽签和重新开启排名，须由其他账号办理。",
    "The teams of these projects are the account's own, or of its own organisation: {teams}. Another account assigns further "
    "experts to them, accepts that experts are far apart, has the round drawn again, or reopens its ranking.",
)

E6_REOPENED = Code(
    "E6_REOPENED",
    Kind.NOT_FOUND,
    "本轮排名已由组委会重新开启复核，重新冻结前暂无有效排名；原排名可在历次排名中查阅。",
    "The committee reopened the ranking: until the round is frozen again none counts. Those before are on record.",
)

ALL = tuple(value for value in list(globals().values()) if isinstance(value, Code))

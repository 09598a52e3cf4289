"""The refusals of dossiers, each with its text in Chinese and English (rules K1, K3)."""

from __future__ import annotations

from chassis.kernel.refusal import Code, Kind

K3_DOSSIER_TOO_EARLY = Code(
    "K3_DOSSIER_TOO_EARLY",
    Kind.REFUSED,
    "本分赛项目提交截止时间为{closes}，按时到达的提交最迟于{complete}全部存储，此后方可申请申报材料包。",
    "Submission in this division closes at {closes}, and what arrived in time is stored by {complete}: "
    "ask for a dossier after that.",
)
K3_DOSSIER_UNDER_WAY = Code(
    "K3_DOSSIER_UNDER_WAY",
    Kind.CONFLICT,
    "本账号在该分赛已有一个申报材料包正在生成。请等待其完成，或取消后重新申请。",
    "Your account has a dossier of this division on its way: wait for it, or cancel it and ask again.",
)
K3_DOSSIERS_FULL = Code(
    "K3_DOSSIERS_FULL",
    Kind.REFUSED,
    "本分赛已有{limit}个申报材料包，已达上限。请取消不再需要的，或等待其到期删除后重新申请。",
    "This division has {limit} dossiers, and no more are kept: cancel one that is not needed, or wait until one expires.",
)
K3_DOSSIER_PLACE_TAKEN = Code(
    "K3_DOSSIER_PLACE_TAKEN",
    Kind.CONFLICT,
    "其他账号刚刚申请了申报材料包，请重试。",
    "Another account asked for a dossier at this moment: try again.",
)
K3_DOSSIER_NOT_READY = Code(
    "K3_DOSSIER_NOT_READY",
    Kind.REFUSED,
    "申报材料包尚未生成，请稍后查询进度。",
    "The dossier is not ready yet: look at its progress again later.",
)
K3_DOSSIER_ENDED = Code(
    "K3_DOSSIER_ENDED",
    Kind.REFUSED,
    "申报材料包已到期、取消或生成失败，文件不存在。如有需要，请重新申请。",
    "The dossier has expired, was cancelled or has failed, and there is no file: ask for another one if it is needed.",
)
# why a dossier could not be made
K3_DOSSIER_TOO_LARGE = Code(
    "K3_DOSSIER_TOO_LARGE",
    Kind.REFUSED,
    "本分赛申报材料超过单个材料包的大小上限，未能生成。请联系平台运维人员。",
    "The division's material is larger than a dossier may be: ask the platform's operators.",
)
K3_DOSSIER_STORAGE_FULL = Code(
    "K3_DOSSIER_STORAGE_FULL",
    Kind.REFUSED,
    "存储空间不足，未能生成申报材料包。请取消不再需要的材料包，或联系平台运维人员后重新申请。",
    "The storage has no room for the dossier: cancel one that is not needed or ask the platform's operators, then ask again.",
)
K3_DOSSIER_STOPPED = Code(
    "K3_DOSSIER_STOPPED",
    Kind.REFUSED,
    "申报材料包多次生成中断，未能完成。请联系平台运维人员。",
    "Making the dossier was interrupted too often: ask the platform's operators.",
)

FAILURES = {code.name: code for code in (K3_DOSSIER_TOO_LARGE, K3_DOSSIER_STORAGE_FULL, K3_DOSSIER_STOPPED)}

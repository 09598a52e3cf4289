"""Codes that any process may refuse with, whatever the rule. A service's own are in the `rules.py` of its subjects."""

from __future__ import annotations

from .kernel.refusal import Code, Kind

NOT_FOUND = Code(
    "NOT_FOUND", Kind.NOT_FOUND, "没有找到所请求的内容，请核对地址或编号。", "No such {what}: check its identifier."
)
FIELDS_INVALID = Code(
    "FIELDS_INVALID",
    Kind.INVALID,
    "有字段填写有误，请按各字段的提示修改。",
    "Some fields are not right: see each of them.",
)
FORBIDDEN = Code(
    "K1_FORBIDDEN",
    Kind.FORBIDDEN,
    "当前账号无权进行此操作，请使用有权限的账号或联系管理员。",
    "This account may not do that: use one that may, or ask whoever granted it.",
)
UNAUTHENTICATED = Code(
    "K1_UNAUTHENTICATED", Kind.UNAUTHENTICATED, "请先登录后再进行操作。", "Sign in first, then try again."
)
MOVED_ON = Code(
    "CHANGED_MEANWHILE",
    Kind.CONFLICT,
    "内容刚刚有更新（可能来自其他人，也可能来自您的另一窗口），请刷新后重试，您的输入没有丢失。",
    "This changed meanwhile, in another window of yours or by someone else: read it again and repeat. Nothing of yours was lost.",
)
KEY_REUSED = Code(
    "IDEMPOTENCY_KEY_REUSED",
    Kind.INVALID,
    "同一个 Idempotency-Key 被用于不同的请求，请为新请求使用新的键。",
    "This Idempotency-Key was used for another request: use a new key for a new request.",
)
UNAVAILABLE = Code(
    "UNAVAILABLE",
    Kind.UNAVAILABLE,
    "服务暂时繁忙，请稍后用同样的内容重试，不会重复提交。",
    "A part is busy or restarting: repeat the same request shortly, it won't count twice.",
)
TOO_MANY_TRIES = Code(
    "TOO_MANY_TRIES",
    Kind.UNAVAILABLE,
    "尝试次数过多，请{seconds}秒后再试。",
    "Too many tries: try again in {seconds} seconds.",
)
STORAGE_FULL = Code(
    "STORAGE_FULL",
    Kind.UNAVAILABLE,
    "平台存储空间暂时不足，运维人员已得到通知。已上传的部分已保存，请稍后从断点继续。",
    "The storage is full and operators are told. What was uploaded is kept: go on from where it stopped in a while.",
)
FILE_AWAY = Code(
    "FILE_AWAY",
    Kind.UNAVAILABLE,
    "该文件暂时无法读取，已记录并通知运维人员，请稍后重试。文件的登记信息仍在。",
    "This file can't be read at the moment; operators are told, its record is there. Try again later.",
)
INTERNAL = Code(
    "INTERNAL",
    Kind.UNAVAILABLE,
    "系统出现意外错误，已记录，请稍后重试。",
    "Something went wrong on our side and was recorded: try again shortly.",
)
J1_NAME_ALTERED = Code(
    "J1_NAME_ALTERED",
    Kind.INVALID,
    "将公开的文字中，大赛或分赛的名称不规范，请按各字段的提示改为规范全称。",
    "A text that will be published does not give the official name of the contest or a division exactly: see each field.",
)
J2_ORGANISERS_NOT_WHOLE = Code(
    "J2_ORGANISERS_NOT_WHOLE",
    Kind.INVALID,
    "将公开的文字中，组织架构须完整表述各机构全称，不得增删，请按各字段的提示修改。",
    "A text that will be published lists the organisers: list all by their full names, none added or left out. See each field.",
)
K4_IDENTITY_NUMBER = Code(
    "K4_IDENTITY_NUMBER",
    Kind.INVALID,
    "将公开的文字中含有证件号码，请删除后重新提交。",
    "A text that will be published holds the number of an identity document: remove it and send it again.",
)
ALL = (
    J1_NAME_ALTERED,
    J2_ORGANISERS_NOT_WHOLE,
    K4_IDENTITY_NUMBER,
    NOT_FOUND,
    FIELDS_INVALID,
    FORBIDDEN,
    UNAUTHENTICATED,
    MOVED_ON,
    KEY_REUSED,
    UNAVAILABLE,
    TOO_MANY_TRIES,
    STORAGE_FULL,
    FILE_AWAY,
    INTERNAL,
)

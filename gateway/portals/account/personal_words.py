"""The words for what services store of an account: their parts, kinds of records and names of values, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.edition.current import edition

from ..words import text_in
from .devices import device_words

PARTS = {
    "accounts": ("账号", "account"),
    "registration": ("报名", "registration"),
    "review": ("资格审查", "review"),
    "scoring": ("评审", "scoring"),
    "publicity": ("公示与监督", "public notices"),
}
KINDS = {
    "account": ("账号信息", "account"),
    "consent": ("同意记录", "consent"),
    "invitation": ("工作人员邀请", "staff invitation"),
    "account_change": ("账号变更记录", "change of the account"),
    "second_factor": ("两步验证", "second factor"),
    "passkey": ("通行密钥", "passkey"),
    "second_factor_reset": ("重置两步验证", "reset of the second factor"),
    "password_reset": ("重置密码", "password reset"),
    "linked_identity": ("已关联的身份认证", "linked identity"),
    "link_code": ("关联码", "link code"),
    "api_token": ("访问令牌", "API token"),
    "message": ("消息", "message"),
    "message_preference": ("消息设置", "choice of messages"),
    "delivery": ("邮件或短信", "mail or text message"),
    "announcement": ("您发布的通知公告", "announcement of yours"),
    "session": ("登录会话", "session"),
    "team": ("团队", "team"),
    "representative": ("参赛代表", "representative"),
    "identity_look": ("证件号码和联系方式查看记录", "look at identity numbers or contacts"),
    "own_look": ("您查看他人证件号码或联系方式的记录", "your look at others' identity numbers or contacts"),
    "section": ("您填写的申报书栏目", "section that you wrote"),
    "kept_text": ("未写入草稿的内容", "kept text"),
    "material": ("您上传的材料", "material that you uploaded"),
    "upload": ("您的上传", "upload of yours"),
    "passing_on": ("团队移交", "passing on of the team"),
    "activity_sign_up": ("活动报名", "sign-up for an activity"),
    "reviewer": ("审查员身份", "appointment as reviewer"),
    "case": ("由您审查的项目", "case that is yours to review"),
    "decision": ("审查决定", "decision of review"),
    "expert": ("评审专家身份", "appointment as expert"),
    "recusal": ("回避", "recusal"),
    "scoresheet": ("评分表", "score sheet"),
    "appeal": ("申诉", "appeal"),
    "settled_appeal": ("申诉处理", "appeal settled"),
    "loss_notice": ("递补通知", "notice of a lost place"),
    "scheme_step": ("评审方案办理", "step of a scheme"),
    "settled_objection": ("异议处理", "objection settled"),
    "granted_logo_authorisation": ("标识使用授权", "authorisation of the logo granted"),
    "withdrawn_logo_authorisation": ("撤销标识使用授权", "authorisation of the logo withdrawn"),
    "report_step": ("举报处理", "step in a report"),
    "reporter_read": ("查看举报人身份", "reporter's identity read"),
}
NAMES = {
    "account_id": ("账号编号", "account id"),
    "login": ("登录名", "login name"),
    "name": ("姓名", "name"),
    "organisation_uscc": ("统一社会信用代码", "credit code of the organisation"),
    "organisation": ("单位", "organisation"),
    "email": ("电子邮箱", "e-mail"),
    "email_confirmed": ("电子邮箱是否已确认", "e-mail confirmed"),
    "mobile": ("手机号码", "mobile number"),
    "contact": ("联系方式", "contact"),
    "roles": ("角色", "roles"),
    "role": ("角色", "role"),
    "state": ("状态", "state"),
    "consent": ("事项", "consent to"),
    "version": ("版本", "version"),
    "given": ("是否同意", "given"),
    "device": ("设备", "device"),
    "address": ("网络地址", "address"),
    "change": ("变更", "change"),
    "scopes": ("权限范围", "scopes"),
    "provider": ("身份认证服务", "identity provider"),
    "title": ("标题", "title"),
    "text": ("正文", "text"),
    "read_at": ("阅读时间", "read"),
    "category": ("消息类别", "category"),
    "channel": ("发送渠道", "channel"),
    "mail": ("邮件", "mail"),
    "sms": ("短信", "text message"),
    "ended_at": ("完成时间", "done"),
    "means": ("方式", "means"),
    "identity_check": ("身份核验方式", "how the identity was checked"),
    "used_at": ("使用时间", "used"),
    "recovery_codes": ("剩余恢复码", "recovery codes left"),
    "seen_at": ("最近使用", "last used"),
    "ends_at": ("失效时间", "ends"),
    "team_id": ("团队编号", "team id"),
    "team_name": ("团队名称", "team name"),
    "project_name": ("项目名称", "project name"),
    "division": ("分赛", "division"),
    "called": ("团队内称谓", "called in the team"),
    "masked_name": ("姓名（隐去部分）", "name, masked"),
    "masked_identity_number": ("证件号码（隐去部分）", "identity number, masked"),
    "identity_kind": ("证件类型", "kind of paper"),
    "identity_consent": ("证件号码单独同意声明版本", "version of the statement of consent"),
    "subject_id": ("团队或活动编号", "team or activity id"),
    "section": ("栏目", "section"),
    "file_name": ("文件名", "file name"),
    "sha256": ("内容摘要（SHA-256）", "SHA-256"),
    "activity_id": ("活动编号", "activity id"),
    "activity": ("活动", "activity"),
    "purpose": ("目的", "purpose"),
    "submission": ("提交版本", "submission"),
    "step": ("环节", "step"),
    "outcome": ("结果", "outcome"),
    "reason": ("理由", "reason"),
    "due_at": ("办理期限", "due"),
    "round": ("轮次", "round"),
    "panel": ("评审组", "panel"),
    "tracks": ("赛道", "tracks"),
    "interests": ("利益关系", "interests"),
    "versions": ("提交次数", "versions"),
    "scores": ("评分", "scores"),
    "objection_id": ("异议编号", "objection id"),
    "report_id": ("举报编号", "report id"),
    "authorisation_id": ("授权记录编号", "authorisation id"),
    "number": ("授权编号", "number of the authorisation"),
}
_YES_NO = {"yes": ("是", "yes"), "no": ("否", "no")}
_ROLES = {
    "participant": ("参赛者", "participant"),
    "host": ("分赛主办方", "host"),
    "recommender": ("推荐单位", "recommender"),
    "reviewer": ("审查员", "reviewer"),
    "expert": ("评审专家", "expert"),
    "secretariat": ("组委会秘书处", "secretariat"),
    "committee": ("组委会", "committee"),
    "operator": ("运维", "operator"),
}
# what programs call a value, by its name; of a name that means another thing in each kind of record, by both
VALUES = {
    "given": _YES_NO,
    "email_confirmed": _YES_NO,
    "mail": _YES_NO,
    "sms": _YES_NO,
    "role": _ROLES,
    "roles": _ROLES,
    "consent": {
        "privacy_notice": ("个人信息保护告知书", "the privacy notice"),
        "identity_numbers": ("处理证件号码", "processing of identity numbers"),
    },
    "change": {
        "opened": ("开通", "opened"),
        "roles": ("角色变更", "roles"),
        "organisation": ("单位变更", "organisation"),
        "disabled": ("停用", "disabled"),
        "enabled": ("启用", "enabled"),
        "closed": ("注销", "closed"),
        "credentials": ("密码或登录方式变更", "credentials"),
    },
    "category": {
        "security": ("账号安全", "account security"),
        "registration": ("报名与提交", "registration and submission"),
        "review": ("资格审查", "qualification review"),
        "results": ("评审结果与公示", "results and public notices"),
        "division": ("分赛管理", "running a division"),
        "tasks": ("待办工作", "work to do"),
        "activities": ("宣传活动", "activities"),
        "reminders": ("时间提醒", "reminders"),
        "announcements": ("通知公告", "announcements"),
    },
    "channel": {"mail": ("邮件", "mail"), "sms": ("短信", "text message")},
    "purpose": {
        "masked_numbers": ("查看隐去部分的证件号码", "masked identity numbers seen"),
        "sign_ups_exported": ("导出活动报名名单", "list of sign-ups exported"),
        "keys_rotated": ("更换加密密钥", "encryption keys renewed"),
    },
    "delivery.state": {
        "queued": ("待发送", "queued"),
        "sending": ("发送中", "being sent"),
        "sent": ("已发送", "sent"),
        "failed": ("发送失败", "failed"),
        "withheld": ("不予发送", "withheld"),
    },
    "team.state": {
        "registered": ("已报名，尚未提交", "registered, not submitted"),
        "submitted": ("已提交", "submitted"),
        "withdrawn": ("已退出", "withdrawn"),
        "disqualified": ("已取消参赛资格", "disqualified"),
    },
    "upload.state": {
        "open": ("上传中", "under way"),
        "finishing": ("检查中", "being checked"),
        "complete": ("已完成", "complete"),
        "refused": ("未通过检查", "refused"),
        "ended": ("已终止", "ended"),
    },
    "activity_sign_up.state": {"signed_up": ("已报名", "signed up"), "signed_off": ("已取消", "signed off")},
    "decision.outcome": {
        "passed": ("通过", "passed"),
        "returned": ("退回修改", "returned"),
        "supplement": ("要求补充材料", "supplement asked for"),
        "rejected": ("不通过", "rejected"),
    },
    "scoresheet.state": {"draft": ("草稿", "draft"), "submitted": ("已提交", "submitted")},
    "settled_objection.outcome": {
        "filed": ("已受理", "filed"),
        "upheld": ("成立", "upheld"),
        "dismissed": ("不成立", "dismissed"),
    },
    "report_step.state": {
        "filed": ("已提交", "filed"),
        "accepted": ("已受理", "accepted"),
        "heard": ("已听取意见", "parties heard"),
        "upheld": ("属实", "upheld"),
        "dismissed": ("不属实", "dismissed"),
    },
    "account.state": {"active": ("正常", "active"), "disabled": ("已停用", "disabled"), "closed": ("已注销", "closed")},
}


def _words_of_edition(name: str) -> Mapping[str, tuple[str, str]] | None:
    """Return what the edition calls each section, kind of paper, division or track, by its code; None for other values."""
    match name:
        case "section":
            return {section.id: (section.zh, section.en) for section in edition().sections}
        case "identity_kind":
            return {kind.id: (kind.zh, kind.en) for kind in edition().identity_kinds}
        case "division":
            return {division.code: (division.name.zh, division.name.en) for division in edition().divisions}
        case "tracks":
            return {track.code: (track.name.zh, track.name.en) for track in edition().tracks}
        case _:
            return None


def words_of(kind: str, name: str, value: str) -> tuple[str, str]:
    """Return a value of a record of that kind in Chinese and English; itself twice if it is no word of programs.

    Of several, each is put into words: `host 110000, expert` has two.
    """
    if name == "device":
        return device_words(value)
    if name == "called":
        return value, text_in("en", "project.member", number=value.removeprefix("成员")).unescape()
    words = VALUES.get(f"{kind}.{name}") or VALUES.get(name) or _words_of_edition(name)
    if words is None:
        return value, value
    each = [part.split(" ") for part in value.split(", ")]
    chinese, english = ([" ".join(words.get(word, (word, word))[n] for word in part) for part in each] for n in (0, 1))
    return "、".join(chinese), ", ".join(english)


def record_lines(kind: str, values: Mapping[str, str]) -> list[tuple[str, tuple[str, str]]]:
    """Return each value of a record of that kind by its name, in Chinese and English.

    What the service says in both languages, such as a message's `text_zh` and `text_en`, is a single value. A title comes first.
    """
    said = {name[:-3] for name in values if name.endswith("_zh") and f"{name[:-3]}_en" in values}
    lines = [(name, words_of(kind, name, value)) for name, value in values.items() if name[:-3] not in said]
    lines += ((name, (values[f"{name}_zh"], values[f"{name}_en"])) for name in said)
    return sorted(lines, key=lambda line: (line[0] != "title", line[0]))

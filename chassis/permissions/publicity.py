"""The permissions of publicity (rules F8, G2 to G4, H1 to H5, J3, K1)."""

from __future__ import annotations

from .allowances import COMMITTEE, PUBLIC, SECRET_HOLDER, SECRETARIAT, TEAM, operation, shown_to
from .model import Audience, Fields, Form

_NOTICES, _OBJECTIONS, _REPORTS = "publicity.v1.Notices", "publicity.v1.Objections", "publicity.v1.Reports"
_EVIDENCE, _AWARDS = "publicity.v1.Evidence", "publicity.v1.Awards"
_LOGO = "publicity.v1.LogoAuthorisations"
_FROM_ITS_OPENING = (
    "公示开始前，仅组委会秘书处和组委会可以查看。",
    "Nobody but the secretariat and the committee before it opens.",
)
_NOT_OF_OWN = ("涉及本人团队或所在单位的应当回避。", "Not about a team of one's own, or one's own organisation.")
_TOO_MANY = 429

LIST_NOTICES = operation(
    f"{_NOTICES}/ListNotices",
    "GET /api/v1/notices",
    SECRETARIAT,
    COMMITTEE,
    PUBLIC,
    rules="F8 H1 H4 H5 K1",
    note=("各项公示的可见内容同 GetNotice。", "Each notice as GetNotice shows it."),
)
GET_NOTICE = operation(
    f"{_NOTICES}/GetNotice",
    "GET /api/v1/notices/{notice_id}",
    SECRETARIAT,
    COMMITTEE,
    PUBLIC,
    rules="F8 H1 H4 H5 K1",
    note=_FROM_ITS_OPENING,
)
LIST_PUBLISHED_FINALISTS = operation(
    f"{_NOTICES}/ListPublishedFinalists",
    "GET /api/v1/published-finalists",
    PUBLIC,
    rules="F8 K1",
    note=("仅列出已开始公示的入围名单。", "Only those whose notice has opened."),
)

FILE_OBJECTION = operation(
    f"{_OBJECTIONS}/FileObjection",
    "POST /api/v1/notices/{notice_id}/objections",
    PUBLIC,
    statuses=(_TOO_MANY,),
    rules="F8 H1",
    note=("限公示期内办理；登录身份不向服务传递。", "Within the notice's days; who is signed in is not passed on."),
)
SETTLE_OBJECTION = operation(
    f"{_OBJECTIONS}/SettleObjection",
    "POST /api/v1/objections/{objection_id}/settlement",
    COMMITTEE,
    SECRETARIAT.only(Form.DISMISSED),
    rules="F8 K1",
)
DISMISS_OBJECTIONS = operation(
    f"{_OBJECTIONS}/DismissObjections",
    "POST /api/v1/objection-dismissals",
    SECRETARIAT,
    COMMITTEE,
    statuses=(404,),
    rules="F8 K1",
)
GET_OBJECTION = operation(
    f"{_OBJECTIONS}/GetObjection", "GET /api/v1/objections/{objection_id}", SECRETARIAT, COMMITTEE, rules="F8 K1"
)
LIST_OBJECTIONS = operation(
    f"{_OBJECTIONS}/ListObjections", "GET /api/v1/objections", SECRETARIAT, COMMITTEE, rules="F8 K1"
)
GET_OBJECTION_STATUS = operation(
    f"{_OBJECTIONS}/GetObjectionStatus",
    "POST /api/v1/objection-status",
    SECRET_HOLDER,
    outside="objection",
    statuses=(_TOO_MANY,),
    rules="F8",
)

FILE_REPORT = operation(
    f"{_REPORTS}/FileReport",
    "POST /api/v1/reports",
    PUBLIC,
    statuses=(_TOO_MANY,),
    rules="H2 K4",
    note=(
        "须实名举报；已登录的，其账号一并密封保存，不向其他任何人显示。",
        "Under a real name; an account that is signed in is sealed with it, and known to nobody else.",
    ),
)
ACCEPT_REPORT = operation(
    f"{_REPORTS}/AcceptReport",
    "POST /api/v1/reports/{report_id}/acceptance",
    COMMITTEE,
    rules="H3 K1",
    note=_NOT_OF_OWN,
)
RECORD_HEARING = operation(
    f"{_REPORTS}/RecordHearing", "POST /api/v1/reports/{report_id}/hearing", COMMITTEE, rules="H3 K1", note=_NOT_OF_OWN
)
ADJUDICATE_REPORT = operation(
    f"{_REPORTS}/AdjudicateReport",
    "POST /api/v1/reports/{report_id}/adjudication",
    COMMITTEE,
    rules="H3 H4 K1",
    note=_NOT_OF_OWN,
)
GET_REPORT = operation(f"{_REPORTS}/GetReport", "GET /api/v1/reports/{report_id}", COMMITTEE, rules="H2 K1")
LIST_REPORTS = operation(f"{_REPORTS}/ListReports", "GET /api/v1/reports", COMMITTEE, rules="H2 K1")
READ_REPORTER = operation(
    f"{_REPORTS}/ReadReporter",
    "GET /api/v1/reports/{report_id}/reporter",
    COMMITTEE,
    statuses=(409,),
    rules="H2 K1 K4",
    note=("每次查看均记录其事由。", "Each reading is put on record with its purpose."),
)
GET_REPORT_STATUS = operation(
    f"{_REPORTS}/GetReportStatus",
    "POST /api/v1/report-status",
    SECRET_HOLDER,
    outside="report",
    statuses=(_TOO_MANY,),
    rules="H3 K4",
)

KEEP_EVIDENCE = operation(
    f"{_EVIDENCE}/KeepEvidence",
    "POST /api/v1/report-evidence",
    PUBLIC,
    statuses=(_TOO_MANY,),
    rules="C7 H2",
)
GET_EVIDENCE = operation(
    f"{_EVIDENCE}/GetEvidence",
    "GET /api/v1/reports/{report_id}/evidence/{evidence_id}",
    COMMITTEE,
    rules="H2 H3 K1",
    note=("仅限该举报所列的文件。", "Only a file that this report names."),
)

ANNOUNCE_WINNERS = operation(
    f"{_AWARDS}/AnnounceWinners",
    "POST /api/v1/winners",
    SECRETARIAT,
    rules="G2 H1 K1",
    note=(
        "奖项空缺的赛道涉及本人团队或所在单位的应当回避。",
        "No place is left vacant in a track of a team of one's own, or of one's own organisation.",
    ),
)
GRANT_SPECIAL_AWARD = operation(
    f"{_AWARDS}/GrantSpecialAward",
    "POST /api/v1/special-awards",
    SECRETARIAT,
    COMMITTEE,
    rules="G2 K1",
    note=_NOT_OF_OWN,
)
GET_SPECIAL_AWARDS = operation(
    f"{_AWARDS}/GetSpecialAwards",
    "GET /api/v1/special-awards",
    SECRETARIAT,
    COMMITTEE,
    rules="G2 K1",
)
LIST_AWARDS = operation(
    f"{_AWARDS}/ListAwards",
    "GET /api/v1/awards",
    SECRETARIAT,
    COMMITTEE,
    TEAM,
    PUBLIC,
    rules="G2 G3 G4 H1 K1",
    note=(
        "获奖公示开始前，仅组委会秘书处和组委会可以查看。",
        "Nobody but the secretariat and the committee before the winners' notice opens.",
    ),
)
LIST_ENTITLEMENTS = operation(
    f"{_AWARDS}/ListEntitlements",
    "GET /api/v1/entitlements",
    SECRETARIAT,
    COMMITTEE,
    TEAM,
    rules="G4 K1",
    note=("团队账号仅可查看本团队的权益。", "A team's accounts are shown its own."),
)
GET_CERTIFICATE = operation(
    f"{_AWARDS}/GetCertificate",
    "GET /api/v1/certificates/{code}",
    SECRET_HOLDER,
    outside="certificate",
    rules="G3 H4",
)

_NOT_OF_OWN_BODY = ("涉及本人所在单位的应当回避。", "Not about one's own organisation.")

GRANT_LOGO_AUTHORISATION = operation(
    f"{_LOGO}/GrantLogoAuthorisation",
    "POST /api/v1/logo-authorisations",
    COMMITTEE,
    rules="J1 J3 K1",
    note=_NOT_OF_OWN_BODY,
)
WITHDRAW_LOGO_AUTHORISATION = operation(
    f"{_LOGO}/WithdrawLogoAuthorisation",
    "POST /api/v1/logo-authorisations/{authorisation_id}/withdrawal",
    COMMITTEE,
    rules="J3 K1",
    note=_NOT_OF_OWN_BODY,
)
GET_LOGO_AUTHORISATION = operation(
    f"{_LOGO}/GetLogoAuthorisation",
    "GET /api/v1/logo-authorisations/{authorisation_id}",
    COMMITTEE,
    SECRETARIAT,
    rules="J3 K1",
)
LIST_LOGO_AUTHORISATIONS = operation(
    f"{_LOGO}/ListLogoAuthorisations",
    ("GET /api/v1/logo-authorisations", "GET /api/v1/logo-authorisations/file"),
    COMMITTEE,
    SECRETARIAT,
    rules="J3 K1 K3",
)
LOOK_UP_LOGO_AUTHORISATIONS = operation(
    f"{_LOGO}/LookUpLogoAuthorisations",
    "GET /api/v1/logo-use",
    PUBLIC,
    rules="J3",
    note=(
        "不显示撤销理由和经办账号。",
        "Neither why one was withdrawn nor which account did.",
    ),
)

FIELDS: Fields = {
    # whoever has the code shows the certificate
    "dasai.publicity.v1.AwardRecord": {"verification_code": shown_to(Audience.TEAM, Audience.NATIONAL)},
}

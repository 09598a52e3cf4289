"""The permissions of registration (rules A2 to A6, B1 to B9, C1 to C12, K1, K4)."""

from __future__ import annotations

from .allowances import (
    COMMITTEE,
    EXPERT,
    HOST,
    HOSTS,
    INVITED,
    LEAD,
    OWN,
    PARTICIPANT,
    PUBLIC,
    REVIEWERS,
    SECRETARIAT,
    TEAM,
    operation,
    shown_to,
)
from .model import Audience, Fields, Form

_DIVISIONS, _ACTIVITIES = "registration.v1.Divisions", "registration.v1.Activities"
_ORGANISATIONS, _AFFILIATIONS = "registration.v1.Organisations", "registration.v1.Affiliations"
_NAMES, _CLAIMS, _LOOKS = "registration.v1.Names", "registration.v1.NameClaims", "registration.v1.Looks"
_TEAMS, _JOINT, _COLLEAGUES = "registration.v1.Teams", "registration.v1.JointTeams", "registration.v1.Colleagues"
_PROJECTS, _MATERIALS = "registration.v1.Projects", "registration.v1.Materials"
_DOSSIERS, _FIGURES = "registration.v1.Dossiers", "registration.v1.Figures"
_RECEIPTS, _SUPPLEMENTS = "registration.v1.Receipts", "registration.v1.Supplements"

# those of the staff who see a division's scheme before it is published, and everybody once it is
_READERS_OF_SCHEMES = (SECRETARIAT, COMMITTEE, HOST, PUBLIC)
# whoever sees a team: its own accounts first, who see most; of the staff first whoever's role says most of why they look (K4)
_READERS_OF_TEAMS = (TEAM, REVIEWERS, HOST, SECRETARIAT, COMMITTEE)
# who decides about a team or an organisation is not of it
_NOT_OF_OWN = ("涉及本人团队或所在单位的应当回避。", "Not about a team of one's own, or one's own organisation.")
# a file can't be blinded
_TO_EXPERTS = (
    "评审专家仅可查看由本人评审的项目参评版本的文件；匿名评审或者应当回避的，不得查看。",
    "To an expert the files of the submission that it scores, unless it scores blind or has an interest.",
)
_LEAD_ONLY = ("联合单位的账号不得办理（B2_LEAD_ONLY）。", "Accounts of a co-organisation are refused B2_LEAD_ONLY.")

APPLY_FOR_DIVISION = operation(
    f"{_DIVISIONS}/ApplyForDivision", "PUT /api/v1/divisions/{code}/application", HOST, rules="A2 A3 A4 A5 K1"
)
FILE_SCHEME_VERSION = operation(
    f"{_DIVISIONS}/FileSchemeVersion", "POST /api/v1/divisions/{code}/scheme-versions", HOST, rules="A5 K1"
)
RETURN_DIVISION = operation(
    f"{_DIVISIONS}/ReturnDivision",
    "POST /api/v1/divisions/{code}/return",
    SECRETARIAT,
    COMMITTEE.only(Form.NEW_VERSION),
    rules="A4 A5 K1",
    note=("本人所在单位为本分赛组织单位的应当回避。", "Not if one's own organisation is an organiser of the division."),
)
APPROVE_DIVISION = operation(
    f"{_DIVISIONS}/ApproveDivision",
    "POST /api/v1/divisions/{code}/approval",
    SECRETARIAT,
    COMMITTEE.only(Form.NEW_VERSION),
    rules="A4 A5 K1",
    note=("本人所在单位为本分赛组织单位的应当回避。", "Not if one's own organisation is an organiser of the division."),
)
PUBLISH_SCHEME = operation(
    f"{_DIVISIONS}/PublishScheme", "POST /api/v1/divisions/{code}/publication", HOST, rules="A5 K1"
)
GET_DIVISION = operation(
    f"{_DIVISIONS}/GetDivision",
    "GET /api/v1/divisions/{code}",
    *_READERS_OF_SCHEMES,
    rules="A5 K1",
    note=(
        "方案及其各版本公布后，公众方可查看。",
        "The public sees the scheme, and of its versions only those, once they are published.",
    ),
)
LIST_DIVISIONS = operation(
    f"{_DIVISIONS}/ListDivisions",
    "GET /api/v1/divisions",
    *_READERS_OF_SCHEMES,
    rules="A5 K1",
    note=("各分赛的可见内容同 GetDivision。", "Each division as GetDivision shows it."),
)
LIST_SCHEME_VERSIONS = operation(
    f"{_DIVISIONS}/ListSchemeVersions",
    "GET /api/v1/divisions/{code}/scheme-versions",
    *_READERS_OF_SCHEMES,
    rules="A5 K1",
    note=("公众仅可查看已公布的版本。", "The public sees the published versions."),
)
GET_SCHEME_VERSION = operation(
    f"{_DIVISIONS}/GetSchemeVersion",
    "GET /api/v1/divisions/{code}/scheme-versions/{version}",
    *_READERS_OF_SCHEMES,
    rules="A5 K1",
    note=("公众仅可查看已公布的版本，其余版本不可见。", "To the public there are only the published versions."),
)

PUBLISH_ACTIVITY = operation(
    f"{_ACTIVITIES}/PublishActivity", "POST /api/v1/divisions/{code}/activities", HOST, rules="A3 A6 J1 K1"
)
CHANGE_ACTIVITY = operation(
    f"{_ACTIVITIES}/ChangeActivity", "PUT /api/v1/activities/{activity_id}", HOST, rules="A3 A6 J1 K1"
)
CANCEL_ACTIVITY = operation(
    f"{_ACTIVITIES}/CancelActivity", "POST /api/v1/activities/{activity_id}/cancellation", HOST, rules="A6 J1 K1"
)
GET_ACTIVITY = operation(
    f"{_ACTIVITIES}/GetActivity", "GET /api/v1/activities/{activity_id}", SECRETARIAT, HOST, PUBLIC, rules="A6 K1"
)
LIST_ACTIVITIES = operation(
    f"{_ACTIVITIES}/ListActivities",
    "GET /api/v1/activities",
    SECRETARIAT,
    HOST,
    PUBLIC,
    rules="A6 K1",
    note=("各项活动的可见内容同 GetActivity。", "Each activity as GetActivity shows it."),
)
SIGN_UP = operation(
    f"{_ACTIVITIES}/SignUp", "POST /api/v1/activities/{activity_id}/sign-ups", PARTICIPANT, rules="A6 K1 K4"
)
SIGN_OFF = operation(
    f"{_ACTIVITIES}/SignOff",
    "POST /api/v1/activities/{activity_id}/sign-off",
    OWN,
    rules="A6 K1 K4",
    note=("未报名的不予办理（A6_NOT_SIGNED_UP）。", "Whoever has not signed up is refused A6_NOT_SIGNED_UP."),
)
LIST_MY_SIGN_UPS = operation(f"{_ACTIVITIES}/ListMySignUps", "GET /api/v1/sign-ups", OWN, rules="A6 K1 K4")
LIST_SIGN_UPS = operation(
    f"{_ACTIVITIES}/ListSignUps",
    "GET /api/v1/activities/{activity_id}/sign-ups",
    HOST,
    rules="A6 K1 K4",
    note=("姓名和联系方式隐去部分内容。", "Names and contacts are masked."),
)
EXPORT_SIGN_UPS = operation(
    f"{_ACTIVITIES}/ExportSignUps",
    "GET /api/v1/activities/{activity_id}/sign-ups/export",
    HOST,
    rules="A6 K1 K3 K4",
    note=(
        "姓名和联系方式完整显示；每次查看均予记录，报名人可查阅。",
        "Names and contacts are whole; the look is recorded and shown to whoever signed up.",
    ),
)

GET_ORGANISATION = operation(
    f"{_ORGANISATIONS}/GetOrganisation",
    "GET /api/v1/organisations/{uscc}",
    SECRETARIAT,
    HOSTS,
    rules="B1 B3 K1",
    note=(
        "分赛主办方仅可查看列入信用名单的单位和本分赛的参赛单位，后者以其填报的信息为准。",
        "To a host there are only organisations on a credit list and those of its own divisions, as stated there.",
    ),
)
SEARCH_ORGANISATIONS = operation(
    f"{_ORGANISATIONS}/SearchOrganisations",
    "GET /api/v1/organisations",
    SECRETARIAT,
    HOSTS,
    rules="B1 B3 K1",
    note=("各单位的可见内容同 GetOrganisation。", "Each organisation as GetOrganisation shows it."),
)
IMPORT_CREDIT_LIST = operation(
    f"{_ORGANISATIONS}/ImportCreditList", "POST /api/v1/credit-lists", SECRETARIAT, rules="B3 K1"
)
LIST_CREDIT_ENTRIES = operation(
    f"{_ORGANISATIONS}/ListCreditEntries",
    "GET /api/v1/credit-lists/{credit_list}/file",
    SECRETARIAT,
    statuses=(409,),
    rules="B3 K1 K3",
)
IMPORT_AFFILIATIONS = operation(
    f"{_AFFILIATIONS}/ImportAffiliations", "POST /api/v1/affiliation-imports", SECRETARIAT, rules="B8 K1"
)
LIST_RELATIONS = operation(
    f"{_AFFILIATIONS}/ListRelations", "GET /api/v1/affiliations/file", SECRETARIAT, statuses=(409,), rules="B8 K1 K3"
)
GET_AFFILIATIONS = operation(
    f"{_AFFILIATIONS}/GetAffiliations",
    "GET /api/v1/organisations/{uscc}/affiliations",
    SECRETARIAT,
    HOSTS,
    rules="B8 K1",
)
IMPORT_WORD_LIST = operation(f"{_NAMES}/ImportWordList", "POST /api/v1/word-lists", SECRETARIAT, rules="B9 K1")
LIST_WORD_LISTS = operation(f"{_NAMES}/ListWordLists", "GET /api/v1/word-lists", SECRETARIAT, HOSTS, rules="B9 K1")
GET_WORD_LIST = operation(
    f"{_NAMES}/GetWordList", "GET /api/v1/word-lists/{list_name}/file", SECRETARIAT, rules="B9 K1 K3"
)
SCREEN_NAME = operation(f"{_NAMES}/ScreenName", "POST /api/v1/name-screenings", SECRETARIAT, HOSTS, rules="B9 K1")

REGISTER_TEAM = operation(
    f"{_TEAMS}/RegisterTeam",
    "POST /api/v1/teams",
    PARTICIPANT,
    rules="A2 A4 B1 B2 B3 B4 B5 B7 B8 B9 B10 C1 K1 K4",
)
GET_TEAM = operation(
    f"{_TEAMS}/GetTeam",
    "GET /api/v1/teams/{team_id}",
    *_READERS_OF_TEAMS,
    outside="team",
    rules="K1 K4",
    note=(
        "证件号码隐去部分内容；工作人员的查看均予记录，团队可查阅。",
        "Identity numbers are masked; a look of the staff is recorded and shown to the team.",
    ),
)
LIST_TEAMS = operation(
    f"{_TEAMS}/ListTeams",
    ("GET /api/v1/teams", "GET /api/v1/teams/file", "POST /api/v1/teams/search"),
    SECRETARIAT,
    HOST,
    TEAM,
    scope="registration:read",
    statuses_of_route={"GET /api/v1/teams/file": (409,)},
    rules="K1 K3 K4",
    note=(
        "各团队的可见内容同 GetTeam，但不含草稿和证明材料，对工作人员不含证件号码。"
        "分赛主办方须指明分赛；未指明的，仅列出本人所在团队。",
        "Each team as GetTeam shows it, without draft and evidence, and to the staff without identity numbers. "
        "Hosts name a division; without one an account's own teams are listed.",
    ),
)
CHANGE_TEAM = operation(
    f"{_TEAMS}/ChangeTeam",
    "PATCH /api/v1/teams/{team_id}",
    LEAD,
    outside=GET_TEAM,
    rules="B2 B4 B5 B6 B9 C10 K1 K4",
    note=_LEAD_ONLY,
)
WITHDRAW_TEAM = operation(
    f"{_TEAMS}/WithdrawTeam",
    "POST /api/v1/teams/{team_id}/withdrawal",
    LEAD,
    outside=GET_TEAM,
    rules="B2 C12 K1",
    note=_LEAD_ONLY,
)
REVIVE_TEAM = operation(
    f"{_TEAMS}/ReviveTeam",
    "POST /api/v1/teams/{team_id}/revival",
    LEAD,
    outside=GET_TEAM,
    rules="A4 B2 B3 B5 B7 B8 B9 C12 K1",
    note=_LEAD_ONLY,
)
LIST_TEAM_LOOKS = operation(
    f"{_LOOKS}/ListTeamLooks", "GET /api/v1/teams/{team_id}/looks", TEAM, outside="team", rules="K1 K4"
)
LIST_ACTIVITY_LOOKS = operation(
    f"{_LOOKS}/ListActivityLooks",
    "GET /api/v1/activities/{activity_id}/looks",
    OWN,
    statuses=(409,),
    rules="K1 K4",
    note=(
        "仅列出本人报名之后的查看记录；未报名的不予办理（A6_NOT_SIGNED_UP）。",
        "Looks since the account signed up; whoever has not is refused A6_NOT_SIGNED_UP.",
    ),
)

LIST_CO_ORGANISATIONS = operation(
    f"{_JOINT}/ListCoOrganisations",
    "GET /api/v1/teams/{team_id}/co-organisations",
    LEAD,
    *_READERS_OF_TEAMS,
    outside="team",
    rules="B2 K1",
)
ADD_CO_ORGANISATION = operation(
    f"{_JOINT}/AddCoOrganisation",
    "POST /api/v1/teams/{team_id}/co-organisations",
    LEAD,
    outside=GET_TEAM,
    rules="B1 B2 B3 B8 K1",
    note=_LEAD_ONLY,
)
REMOVE_CO_ORGANISATION = operation(
    f"{_JOINT}/RemoveCoOrganisation",
    "DELETE /api/v1/teams/{team_id}/co-organisations/{uscc}",
    LEAD,
    outside=GET_TEAM,
    rules="B2 K1",
    note=_LEAD_ONLY,
)
RENEW_INVITATION = operation(
    f"{_JOINT}/RenewInvitation",
    "POST /api/v1/teams/{team_id}/co-organisations/{uscc}/invitation",
    LEAD,
    outside=GET_TEAM,
    rules="B2 K1",
    note=_LEAD_ONLY,
)
LOOK_UP_INVITATION = operation(f"{_JOINT}/LookUpInvitation", "POST /api/v1/invitation-lookups", INVITED, rules="B2 K1")
ANSWER_INVITATION = operation(
    f"{_JOINT}/AnswerInvitation", "POST /api/v1/invitation-answers", INVITED, rules="B2 B3 B7 B8 K1"
)
TAKE_CONSENT_BACK = operation(
    f"{_JOINT}/TakeConsentBack",
    "DELETE /api/v1/teams/{team_id}/consent",
    TEAM,
    outside=GET_TEAM,
    rules="B2 K1",
    note=(
        "仅限本人所在单位；牵头单位不得办理（B2_LEAD_STAYS）。",
        "For the account's own organisation; the lead's is refused B2_LEAD_STAYS.",
    ),
)
HAND_OVER_LEAD = operation(
    f"{_JOINT}/HandOverLead",
    "POST /api/v1/teams/{team_id}/lead",
    TEAM,
    outside=GET_TEAM,
    rules="B2 K1",
    note=(
        "由牵头单位的账号提出，由受让联合单位的账号接受。",
        "Accounts of the lead offer it, those of the co-organisation to which it was offered take it.",
    ),
)

LIST_ACCOUNTS = operation(
    f"{_COLLEAGUES}/ListAccounts",
    "GET /api/v1/teams/{team_id}/accounts",
    TEAM,
    outside="team",
    rules="B2 K1",
    note=("另显示本人所在单位的同事邀请码。", "With the code for colleagues of the account's own organisation."),
)
INVITE_COLLEAGUES = operation(
    f"{_COLLEAGUES}/InviteColleagues",
    "POST /api/v1/teams/{team_id}/colleague-invitations",
    TEAM,
    outside=GET_TEAM,
    rules="B2 K1",
)
END_COLLEAGUE_INVITATION = operation(
    f"{_COLLEAGUES}/EndColleagueInvitation",
    "DELETE /api/v1/teams/{team_id}/colleague-invitations",
    TEAM,
    outside=GET_TEAM,
    rules="B2 K1",
)
ANSWER_COLLEAGUE_INVITATION = operation(
    f"{_COLLEAGUES}/AnswerColleagueInvitation", "POST /api/v1/colleague-answers", INVITED, rules="B2 K1"
)
REMOVE_ACCOUNT = operation(
    f"{_COLLEAGUES}/RemoveAccount",
    "DELETE /api/v1/teams/{team_id}/accounts/{account_id}",
    TEAM,
    outside=GET_TEAM,
    rules="B2 K1",
    note=("仅限本人所在单位。", "Of the account's own organisation."),
)
PASS_ON = operation(
    f"{_COLLEAGUES}/PassOn",
    "POST /api/v1/teams/{team_id}/passings-on",
    SECRETARIAT,
    HOST,
    outside="team",
    note=_NOT_OF_OWN,
)
LIST_PASSINGS_ON = operation(
    f"{_COLLEAGUES}/ListPassingsOn", "GET /api/v1/teams/{team_id}/passings-on", TEAM, SECRETARIAT, HOST, outside="team"
)
OBJECT_TO_PASSING_ON = operation(
    f"{_COLLEAGUES}/ObjectToPassingOn",
    "POST /api/v1/teams/{team_id}/passings-on/objection",
    TEAM,
    outside=GET_TEAM,
    note=("仅限本人所在单位。", "For the account's own organisation."),
)
TAKE_OVER = operation(f"{_COLLEAGUES}/TakeOver", "POST /api/v1/take-overs", INVITED)

GET_NAME_CLAIM = operation(
    f"{_CLAIMS}/GetNameClaim",
    "GET /api/v1/name-claims/{claim_id}",
    SECRETARIAT,
    HOST,
    outside="name_claim",
    rules="B7 K1",
    note=("由在先报名团队所属分赛的主办方办理。", "The host of the division in which the names are held."),
)
LIST_NAME_CLAIMS = operation(
    f"{_CLAIMS}/ListNameClaims",
    ("GET /api/v1/name-claims", "GET /api/v1/teams/{team_id}/name-claims"),
    TEAM.only(Form.OF_TEAM),
    SECRETARIAT.only(Form.OF_DIVISION),
    HOST.only(Form.OF_DIVISION),
    outside="team",
    hidden_form=Form.OF_TEAM,
    rules="B7 K1",
    note=("不向团队显示对方团队。", "To a team the other team stays unknown."),
)
ANSWER_NAME_CLAIM = operation(
    f"{_CLAIMS}/AnswerNameClaim",
    "POST /api/v1/teams/{team_id}/name-claims/{claim_id}/answer",
    LEAD,
    outside=GET_TEAM,
    rules="B2 B7 K1",
    note=(f"以在先报名团队的名义办理。{_LEAD_ONLY[0]}", f"As the team that holds the names. {_LEAD_ONLY[1]}"),
)
DECIDE_NAME_CLAIM = operation(
    f"{_CLAIMS}/DecideNameClaim",
    "POST /api/v1/name-claims/{claim_id}/decision",
    SECRETARIAT,
    HOST,
    outside="name_claim",
    rules="B7 K1",
    note=(
        f"由在先报名团队所属分赛的主办方办理；{_NOT_OF_OWN[0]}",
        f"The host of the division in which the names are held. {_NOT_OF_OWN[1]}",
    ),
)

SAVE_DECLARATION = operation(
    f"{_TEAMS}/SaveDeclaration",
    "PUT /api/v1/teams/{team_id}/declaration",
    TEAM,
    outside=GET_TEAM,
    statuses=(412,),
    rules="C4 K1",
)
GET_DECLARATION = operation(
    f"{_PROJECTS}/GetDeclaration", "GET /api/v1/teams/{team_id}/declaration", TEAM, outside="team", rules="C4 K1"
)
LIST_KEPT_TEXTS = operation(
    f"{_PROJECTS}/ListKeptTexts", "GET /api/v1/teams/{team_id}/kept-texts", TEAM, outside="team", rules="C4 K1"
)
GET_KEPT_TEXT = operation(
    f"{_PROJECTS}/GetKeptText", "GET /api/v1/teams/{team_id}/kept-texts/{kept_id}", TEAM, outside="team", rules="C4 K1"
)
DELETE_KEPT_TEXT = operation(
    f"{_PROJECTS}/DeleteKeptText",
    "DELETE /api/v1/teams/{team_id}/kept-texts/{kept_id}",
    OWN,
    outside=GET_KEPT_TEXT,
    rules="C4 K1",
    note=("限填写人本人，且其账号仍属该团队。", "Whoever wrote it, while it acts for the team."),
)

NOTE_EDITING = operation(
    f"{_PROJECTS}/NoteEditing", "PUT /api/v1/teams/{team_id}/editors", TEAM, outside="team", rules="C4 K1"
)
LIST_EDITORS = operation(
    f"{_PROJECTS}/ListEditors", "GET /api/v1/teams/{team_id}/editors", TEAM, outside="team", rules="C4 K1"
)

BEGIN_UPLOAD = operation(
    f"{_MATERIALS}/BeginUpload",
    "POST /api/v1/teams/{team_id}/material",
    TEAM,
    outside=GET_TEAM,
    statuses=(410, 412, 460),
    rules="C1 C5 C6 C7 K1",
)
UPLOAD_FILE = operation(
    f"{_MATERIALS}/UploadFile",
    (),
    TEAM,
    outside=GET_TEAM,
    rules="C1 C5 C6 C7 K1",
    note=("与BeginUpload同一路由，小文件一次传完。", "By BeginUpload's route, for a small file that comes whole."),
)
GET_UPLOAD = operation(
    f"{_MATERIALS}/GetUpload",
    ("GET /api/v1/material-uploads/{upload_id}", "HEAD /api/v1/material-uploads/{upload_id}"),
    TEAM,
    outside="upload",
    statuses=(410,),
    # a program that asks how far it came may find its upload complete, and its content refused
    statuses_of_route={"HEAD /api/v1/material-uploads/{upload_id}": (409, 412, 413)},
    rules="C7 K1",
)
COMPLETE_UPLOAD = operation(
    f"{_MATERIALS}/CompleteUpload",
    # by POST clients that can send no other methods continue, end or look at an upload
    ("PATCH /api/v1/material-uploads/{upload_id}", "POST /api/v1/material-uploads/{upload_id}"),
    TEAM,
    outside="upload",
    statuses=(410, 412, 460),
    # of another method than those that it stands for
    statuses_of_route={"POST /api/v1/material-uploads/{upload_id}": (405,)},
    rules="C1 C5 C7 K1",
)
END_UPLOAD = operation(
    f"{_MATERIALS}/EndUpload",
    "DELETE /api/v1/material-uploads/{upload_id}",
    TEAM,
    outside="upload",
    statuses=(410, 412),
    rules="C7 K1",
)
LIST_MATERIALS = operation(
    f"{_MATERIALS}/ListMaterials",
    "GET /api/v1/teams/{team_id}/material",
    *_READERS_OF_TEAMS,
    EXPERT,
    outside="team",
    rules="C7 E2 E3 K1",
    note=(
        f"工作人员仅可查看已提交的文件。{_TO_EXPERTS[0]}",
        f"To the staff only files that were submitted. {_TO_EXPERTS[1]}",
    ),
)
GET_MATERIAL = operation(
    f"{_MATERIALS}/GetMaterial",
    "GET /api/v1/teams/{team_id}/material/{material_id}",
    *_READERS_OF_TEAMS,
    EXPERT,
    outside="team",
    statuses=(409, 416),
    rules="B7 C7 E2 E3 K1",
    note=(
        f"工作人员仅可查看已提交的文件；有权办理该团队未决名称异议的，另可查看属于异议所涉单位的文件。{_TO_EXPERTS[0]}",
        "To the staff only files that were submitted, and to whoever decides on an open claim to the team's names what its "
        f"claimed organisations own. {_TO_EXPERTS[1]}",
    ),
)
ATTACH_EVIDENCE = operation(
    f"{_TEAMS}/AttachEvidence", "POST /api/v1/teams/{team_id}/evidence", TEAM, outside=GET_TEAM, rules="C5 C6 C7 K1"
)
REMOVE_EVIDENCE = operation(
    f"{_TEAMS}/RemoveEvidence",
    "DELETE /api/v1/teams/{team_id}/evidence/{evidence_id}",
    TEAM,
    outside=GET_TEAM,
    rules="C7 K1",
)

LIST_SUPPLEMENTS = operation(
    f"{_SUPPLEMENTS}/ListSupplements",
    "GET /api/v1/teams/{team_id}/supplements",
    *_READERS_OF_TEAMS,
    outside="team",
    rules="C11 K1",
)
ANSWER_SUPPLEMENT = operation(
    f"{_SUPPLEMENTS}/AnswerSupplement",
    "POST /api/v1/teams/{team_id}/supplements/{number}/answer",
    TEAM,
    outside=GET_TEAM,
    rules="C11 K1",
)

GET_COMPLETENESS = operation(
    f"{_PROJECTS}/GetCompleteness", "GET /api/v1/teams/{team_id}/completeness", TEAM, outside="team", rules="C4 K1"
)
SUBMIT_PROJECT = operation(
    f"{_TEAMS}/SubmitProject",
    "POST /api/v1/teams/{team_id}/submissions",
    LEAD,
    outside=GET_TEAM,
    statuses=(412,),
    rules="B2 B3 B8 B10 C1 C4 C5 C7 C8 C10 K1",
    note=_LEAD_ONLY,
)
GET_SUBMISSION = operation(
    f"{_TEAMS}/GetSubmission",
    (
        "GET /api/v1/teams/{team_id}/submissions/{number}",
        "GET /api/v1/teams/{team_id}/submissions/{number}/form",
        "GET /api/v1/teams/{team_id}/submissions/{number}/receipt",
    ),
    *_READERS_OF_TEAMS,
    outside="team",
    rules="C7 C8 K1",
)
LIST_VERSIONS = operation(
    f"{_PROJECTS}/ListVersions",
    "GET /api/v1/teams/{team_id}/versions",
    *_READERS_OF_TEAMS,
    outside="team",
    rules="C10 K1",
)
COMPARE_VERSIONS = operation(
    f"{_PROJECTS}/CompareVersions",
    "GET /api/v1/teams/{team_id}/versions/{left}/difference/{right}",
    TEAM,
    *(reader.only(Form.SUBMITTED) for reader in _READERS_OF_TEAMS if reader is not TEAM),
    outside="team",
    rules="C10 K1",
    note=("草稿的版本号为0。", "The draft is the version 0."),
)
GET_RECEIPT = operation(
    f"{_TEAMS}/GetReceipt",
    "GET /api/v1/receipts/{number}",
    PUBLIC,
    statuses=(429,),
    rules="C8",
    note=("凭回执编号查询，不显示提交内容。", "By its number; it says nothing of the content."),
)
LIST_RECEIPT_KEYS = operation(f"{_RECEIPTS}/ListReceiptKeys", "GET /api/v1/receipt-keys", PUBLIC, rules="C8")
VERIFY_RECEIPT = operation(
    f"{_RECEIPTS}/VerifyReceipt", "POST /api/v1/receipt-verifications", PUBLIC, statuses=(429,), rules="C8"
)

REQUEST_DOSSIER = operation(
    f"{_DOSSIERS}/RequestDossier",
    "POST /api/v1/divisions/{code}/dossiers",
    HOST,
    SECRETARIAT,
    rules="K1 K3 K4",
    note=(
        "本分赛项目提交截止、按时到达的提交全部存储后方可办理（K3_DOSSIER_TOO_EARLY）；不含参赛代表的姓名、证件号码和联系方式。",
        "Once submission has closed in the division and what arrived in time is stored (K3_DOSSIER_TOO_EARLY). It has no names, "
        "identity numbers or contacts of representatives.",
    ),
)
LIST_DOSSIERS = operation(
    f"{_DOSSIERS}/ListDossiers", "GET /api/v1/divisions/{code}/dossiers", HOST, SECRETARIAT, rules="K1 K3"
)
GET_DOSSIER = operation(
    f"{_DOSSIERS}/GetDossier", "GET /api/v1/dossiers/{dossier_id}", HOST, SECRETARIAT, outside="dossier", rules="K1 K3"
)
FETCH_DOSSIER = operation(
    f"{_DOSSIERS}/FetchDossier",
    "GET /api/v1/dossiers/{dossier_id}/file",
    HOST,
    SECRETARIAT,
    outside="dossier",
    statuses=(409, 410, 416),
    rules="K1 K3 K4",
    note=("每次下载均记入审计记录。", "Each download is in the audit trail."),
)
CANCEL_DOSSIER = operation(
    f"{_DOSSIERS}/CancelDossier",
    "POST /api/v1/dossiers/{dossier_id}/cancellation",
    HOST,
    SECRETARIAT,
    outside="dossier",
    rules="K1 K3 K4",
    note=("本分赛主办方的任一账号均可取消。", "Any account of the division's host may end it."),
)

GET_FIGURES = operation(
    f"{_FIGURES}/GetFigures",
    "GET /api/v1/figures",
    SECRETARIAT,
    COMMITTEE,
    HOST,
    rules="K1 K2",
    note=("分赛主办方须指明分赛。", "Hosts name a division."),
)

_STAFF = shown_to(Audience.DIVISION, Audience.NATIONAL)
# what is not submitted is the team's own
_TEAM = shown_to(Audience.TEAM, Audience.LEAD)
FIELDS: Fields = {
    "dasai.registration.v1.Activity": {"hints": _STAFF},
    # only the lead hands codes out
    "dasai.registration.v1.CoOrganisation": {"invitation_code": shown_to(Audience.LEAD)},
    "dasai.registration.v1.Division": {"return_reasons": _STAFF, "revision": _STAFF},
    "dasai.registration.v1.DivisionSummary": {"latest": _STAFF},
    "dasai.registration.v1.ListVersionsResponse": {"draft_revision": _TEAM},
    # neither party sees who decided, nor the other's evidence
    "dasai.registration.v1.NameClaim": {"decided_by": _STAFF, "evidence": _STAFF, "files": _STAFF},
    "dasai.registration.v1.PassingOn": {"code": _STAFF},
    "dasai.registration.v1.SchemeVersion": {
        "filed_by": _STAFF,
        "decided_by": _STAFF,
        "published_by": _STAFF,
        "return_reasons": _STAFF,
        "hints": _STAFF,
    },
    "dasai.registration.v1.Team": {
        "draft": _TEAM,
        "draft_revision": _TEAM,
        "evidence": _TEAM,
        "missing": _TEAM,
        "changed_since_submission": _TEAM,
        "merged_sections": _TEAM,
        "identity_consent": _TEAM,
        "contested_names": _TEAM,
    },
}

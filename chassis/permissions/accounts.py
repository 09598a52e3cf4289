"""The permissions of accounts (rules K1, K2, K4). No API token reaches them, but to read the own account."""

from __future__ import annotations

from functools import partial

from .allowances import (
    ADMINISTRATORS,
    GATEWAY,
    HOST,
    HOSTS,
    INVITED_HOLDER,
    NEW_HOLDER,
    OPERATOR,
    OWN,
    PUBLIC,
    SECRET_HOLDER,
    SECRETARIAT,
    operation,
    shown_to,
)
from .model import Audience, Fields

_ACCOUNTS, _ANNOUNCEMENTS, _CLOSING = "accounts.v1.Accounts", "accounts.v1.Announcements", "accounts.v1.Closing"
_CONFIRMATIONS = "accounts.v1.EmailConfirmations"
_DELIVERIES, _INVITATIONS, _LIMITS = "accounts.v1.Deliveries", "accounts.v1.Invitations", "accounts.v1.Limits"
_MESSAGES, _RESETS, _FACTORS = "accounts.v1.Messages", "accounts.v1.PasswordResets", "accounts.v1.SecondFactors"
_TICKETS, _GATEWAYS = "accounts.v1.ArrivalTickets", "accounts.v1.Gateways"
_SESSIONS, _SIGN_ON, _TOKENS = "accounts.v1.Sessions", "accounts.v1.SignOn", "accounts.v1.Tokens"
_row = partial(operation, scope=None)
# too many tries, or passwords that are hashed
_TRIES = (429,)
# who may be the second person of a reset: a host may be the only one of its division, and the secretariat have one account
_DECIDERS = (SECRETARIAT, OPERATOR, *ADMINISTRATORS[-1:])

GET_PRIVACY_NOTICE = _row(f"{_ACCOUNTS}/GetPrivacyNotice", "GET /api/v1/privacy-notice", PUBLIC)
SIGN_UP = _row(f"{_ACCOUNTS}/SignUp", "POST /api/v1/accounts", NEW_HOLDER, statuses=_TRIES, rules="K1 K4")
GET_OWN_ACCOUNT = _row(f"{_ACCOUNTS}/GetOwnAccount", "GET /api/v1/accounts/me", OWN, scope="account:read")
CORRECT_OWN_ACCOUNT = _row(
    f"{_ACCOUNTS}/CorrectOwnAccount", "PATCH /api/v1/accounts/me", OWN, statuses=_TRIES, rules="K4"
)
RECORD_CONSENT = _row(f"{_ACCOUNTS}/RecordConsent", "POST /api/v1/accounts/me/consents", OWN, rules="K4")
LIST_ACCOUNTS = _row(
    f"{_ACCOUNTS}/ListAccounts",
    (
        "GET /api/v1/accounts",
        "GET /api/v1/accounts/file",
        "POST /api/v1/accounts/search",
    ),
    SECRETARIAT,
    OPERATOR,
    HOST,
    statuses=(409,),
    note=("仅列出本人管理的账号。", "Those that the caller administers; a host need name no division."),
)
GET_ACCOUNT = _row(f"{_ACCOUNTS}/GetAccount", "GET /api/v1/accounts/{account_id}", *ADMINISTRATORS, outside="account")
LIST_ACCOUNT_CHANGES = _row(
    f"{_ACCOUNTS}/ListAccountChanges", "GET /api/v1/accounts/{account_id}/changes", *ADMINISTRATORS, outside="account"
)
CHANGE_ROLES = _row(
    f"{_ACCOUNTS}/ChangeRoles",
    "PUT /api/v1/accounts/{account_id}/roles",
    *ADMINISTRATORS,
    outside=GET_ACCOUNT,
    note=("不得对本人账号办理。", "Never the own account."),
)
DISABLE_ACCOUNT = _row(
    f"{_ACCOUNTS}/DisableAccount",
    "POST /api/v1/accounts/{account_id}/disabling",
    *ADMINISTRATORS,
    outside=GET_ACCOUNT,
    note=("不得对本人账号办理。", "Never the own account."),
)
ENABLE_ACCOUNT = _row(
    f"{_ACCOUNTS}/EnableAccount",
    "POST /api/v1/accounts/{account_id}/enabling",
    *ADMINISTRATORS,
    outside=GET_ACCOUNT,
    note=("不得对本人账号办理。", "Never the own account."),
)

ANNOUNCE = _row(
    f"{_ANNOUNCEMENTS}/Announce",
    "POST /api/v1/announcements",
    SECRETARIAT,
    HOST,
    rules="K1 K2",
    note=("分赛主办方仅可向本分赛的团队发布。", "A host announces to the teams of its division."),
)
LIST_ANNOUNCEMENTS = _row(
    f"{_ANNOUNCEMENTS}/ListAnnouncements",
    "GET /api/v1/announcements",
    SECRETARIAT,
    HOSTS,
    rules="K1 K2",
    note=("分赛主办方仅可查看本分赛的通知公告。", "A host lists those of its divisions."),
)
PREVIEW_CLOSING = _row(f"{_CLOSING}/PreviewClosing", "GET /api/v1/accounts/me/closing", OWN, rules="K4")
CLOSE_ACCOUNT = _row(f"{_CLOSING}/CloseAccount", "POST /api/v1/accounts/me/closing", OWN, statuses=_TRIES, rules="K4")
LIST_DELIVERIES = _row(
    f"{_DELIVERIES}/ListDeliveries", "GET /api/v1/message-deliveries", SECRETARIAT, OPERATOR, rules="K1 K2"
)
RETRY_DELIVERY = _row(
    f"{_DELIVERIES}/RetryDelivery",
    "POST /api/v1/message-deliveries/{delivery_id}/retry",
    SECRETARIAT,
    OPERATOR,
    rules="K1 K2",
)

INVITE = _row(
    f"{_INVITATIONS}/Invite",
    "POST /api/v1/invitations",
    *ADMINISTRATORS,
    note=("仅限本人有权授予的角色。", "Only to roles that the caller may grant."),
)
IMPORT_INVITATIONS = _row(
    f"{_INVITATIONS}/ImportInvitations",
    "POST /api/v1/invitation-imports",
    *ADMINISTRATORS,
    rules="K1 K3",
    note=("仅限本人有权授予的角色。", "Only to roles that the caller may grant."),
)
LIST_INVITATIONS = _row(
    f"{_INVITATIONS}/ListInvitations",
    "GET /api/v1/invitations",
    SECRETARIAT,
    OPERATOR,
    HOSTS,
    note=("仅列出本人有权授予角色的邀请。", "Those to roles that the caller may grant."),
)
REVOKE_INVITATION = _row(
    f"{_INVITATIONS}/RevokeInvitation",
    "POST /api/v1/invitations/{invitation_id}/revocation",
    *ADMINISTRATORS,
    outside="invitation",
)
READ_INVITATION = _row(f"{_INVITATIONS}/ReadInvitation", "POST /api/v1/invitations/reading", SECRET_HOLDER)
ACCEPT_INVITATION = _row(
    f"{_INVITATIONS}/AcceptInvitation", "POST /api/v1/invitations/acceptance", INVITED_HOLDER, statuses=_TRIES
)
OPEN_TICKET = _row(
    f"{_TICKETS}/OpenTicket",
    "POST /api/v1/arrival-tickets",
    OWN,
    scope="registration:write",
    rules="C9",
    note=("凭证只对本人的这一操作、这一内容有效。", "It is good for the caller's own command with this content alone."),
)
GET_OPEN_TICKET = _row(f"{_TICKETS}/GetOpenTicket", (), OWN)
NOTE_TICKETS = _row(f"{_TICKETS}/NoteTickets", (), GATEWAY, rules="C9")
GET_DATABASE_TIME = _row(f"{_GATEWAYS}/GetDatabaseTime", (), GATEWAY, rules="C9")
NOTE_GATEWAY = _row(f"{_GATEWAYS}/NoteGateway", (), GATEWAY, rules="C9")
TAKE = _row(f"{_LIMITS}/Take", (), GATEWAY)

LIST_MESSAGES = _row(f"{_MESSAGES}/ListMessages", "GET /api/v1/messages", OWN, rules="K1 K2")
GET_MESSAGE_SUMMARY = _row(f"{_MESSAGES}/GetMessageSummary", "GET /api/v1/messages/summary", OWN, rules="K1 K2")
READ_MESSAGE = _row(
    f"{_MESSAGES}/ReadMessage", "POST /api/v1/messages/{message_id}/reading", OWN, outside="message", rules="K1 K2"
)
READ_ALL_MESSAGES = _row(f"{_MESSAGES}/ReadAllMessages", "POST /api/v1/messages/reading", OWN, rules="K1 K2")
GET_MESSAGE_PREFERENCES = _row(f"{_MESSAGES}/GetMessagePreferences", "GET /api/v1/message-preferences", OWN, rules="K2")
CHANGE_MESSAGE_PREFERENCES = _row(
    f"{_MESSAGES}/ChangeMessagePreferences", "PUT /api/v1/message-preferences", OWN, rules="K2"
)

REQUEST_CONFIRMATION = _row(
    f"{_CONFIRMATIONS}/RequestConfirmation",
    "POST /api/v1/accounts/me/email-confirmation",
    OWN,
    statuses=_TRIES,
    rules="K2 K4",
)
CONFIRM_EMAIL = _row(
    f"{_CONFIRMATIONS}/ConfirmEmail", "POST /api/v1/email-confirmations", SECRET_HOLDER, statuses=_TRIES, rules="K2 K4"
)

REQUEST_LINK = _row(f"{_RESETS}/RequestLink", "POST /api/v1/password-resets", PUBLIC, statuses=_TRIES)
HAND_LINK = _row(
    f"{_RESETS}/HandLink",
    "POST /api/v1/accounts/{account_id}/password-reset",
    *ADMINISTRATORS,
    outside=GET_ACCOUNT,
    note=("不得对本人账号办理。", "Never the own account."),
)
USE_LINK = _row(f"{_RESETS}/UseLink", "POST /api/v1/password-resets/completion", SECRET_HOLDER, statuses=_TRIES)

GET_OWN = _row(f"{_FACTORS}/GetOwn", "GET /api/v1/accounts/me/second-factor", OWN)
BEGIN_SET_UP = _row(f"{_FACTORS}/BeginSetUp", "POST /api/v1/accounts/me/second-factor/setup", OWN, statuses=_TRIES)
CONFIRM_SET_UP = _row(
    f"{_FACTORS}/ConfirmSetUp", "POST /api/v1/accounts/me/second-factor/confirmation", OWN, statuses=_TRIES
)
RENEW_RECOVERY_CODES = _row(
    f"{_FACTORS}/RenewRecoveryCodes", "POST /api/v1/accounts/me/second-factor/recovery-codes", OWN, statuses=_TRIES
)
REMOVE_OWN = _row(f"{_FACTORS}/RemoveOwn", "POST /api/v1/accounts/me/second-factor/removal", OWN, statuses=_TRIES)
BEGIN_PASSKEY = _row(
    f"{_FACTORS}/BeginPasskey", "POST /api/v1/accounts/me/second-factor/passkeys/options", OWN, statuses=_TRIES
)
ADD_PASSKEY = _row(f"{_FACTORS}/AddPasskey", "POST /api/v1/accounts/me/second-factor/passkeys", OWN)
REMOVE_PASSKEY = _row(
    f"{_FACTORS}/RemovePasskey",
    "POST /api/v1/accounts/me/second-factor/passkeys/{passkey_id}/removal",
    OWN,
    statuses=_TRIES,
)
BEGIN_PASSKEY_USE = _row(f"{_FACTORS}/BeginPasskeyUse", "POST /api/v1/sessions/current/passkey/options", OWN)
ACKNOWLEDGE_RESET = _row(
    f"{_FACTORS}/AcknowledgeReset", "POST /api/v1/accounts/me/second-factor/reset-acknowledgement", OWN
)
REQUEST_RESET = _row(
    f"{_FACTORS}/RequestReset",
    "POST /api/v1/accounts/{account_id}/second-factor-reset",
    *ADMINISTRATORS,
    outside=GET_ACCOUNT,
    note=("不得对本人账号办理。", "Never the own account."),
)
APPROVE_RESET = _row(
    f"{_FACTORS}/ApproveReset",
    "POST /api/v1/accounts/{account_id}/second-factor-reset/approval",
    *_DECIDERS,
    outside=GET_ACCOUNT,
    note=(
        "须由申请人以外的人员批准，且不得对本人账号办理。",
        "By another person than who requested it, and never the own account.",
    ),
)
REJECT_RESET = _row(
    f"{_FACTORS}/RejectReset",
    "POST /api/v1/accounts/{account_id}/second-factor-reset/rejection",
    *_DECIDERS,
    OWN,
    outside=GET_ACCOUNT,
    note=(
        "申请人可以撤回本人提出的申请，账号持有人可以拒绝对其账号的申请。",
        "Whoever requested it may withdraw it, and the account's holder reject it.",
    ),
)
LIST_RESET_REQUESTS = _row(
    f"{_FACTORS}/ListResetRequests",
    "GET /api/v1/second-factor-resets",
    SECRETARIAT,
    OPERATOR,
    HOSTS,
    note=("仅列出本人有权决定或由本人提出的申请。", "Those that the caller may decide on or has made."),
)

SIGN_IN = _row(f"{_SESSIONS}/SignIn", "POST /api/v1/sessions", PUBLIC, statuses=_TRIES)
AUTHENTICATE = _row(f"{_SESSIONS}/Authenticate", (), SECRET_HOLDER)
CHANGE_PASSWORD = _row(f"{_SESSIONS}/ChangePassword", "POST /api/v1/accounts/me/password", OWN, statuses=_TRIES)
GIVE_SECOND_FACTOR = _row(
    f"{_SESSIONS}/GiveSecondFactor", "POST /api/v1/sessions/current/second-factor", OWN, statuses=_TRIES
)
GIVE_PASSKEY = _row(f"{_SESSIONS}/GivePasskey", "POST /api/v1/sessions/current/passkey", OWN, statuses=_TRIES)
LIST_SESSIONS = _row(f"{_SESSIONS}/ListSessions", "GET /api/v1/sessions", OWN)
END_SESSION = _row(
    f"{_SESSIONS}/EndSession",
    (
        "DELETE /api/v1/sessions/current",
        "DELETE /api/v1/sessions/{session_id}",
    ),
    OWN,
    outside="session",
)
END_OTHER_SESSIONS = _row(f"{_SESSIONS}/EndOtherSessions", "DELETE /api/v1/sessions/others", OWN)
LIST_ENDED = _row(f"{_SESSIONS}/ListEnded", (), GATEWAY)

LIST_PROVIDERS = _row(f"{_SIGN_ON}/ListProviders", "GET /api/v1/identity-providers", PUBLIC)
# both are for whoever signs in, and for whoever is signed in and links an identity
BEGIN_SIGN_ON = _row(
    f"{_SIGN_ON}/BeginSignOn", (), PUBLIC, note=("关联身份的，须先登录。", "To link an identity one is signed in.")
)
COMPLETE_SIGN_ON = _row(
    f"{_SIGN_ON}/CompleteSignOn",
    (),
    SECRET_HOLDER,
    note=("关联身份的，须在发起关联的登录会话中完成。", "An identity is linked in the session that began it."),
)
OPEN_ACCOUNT_BY_SIGN_ON = _row(f"{_SIGN_ON}/OpenAccountBySignOn", (), SECRET_HOLDER)
LIST_IDENTITIES = _row(f"{_SIGN_ON}/ListIdentities", "GET /api/v1/identities", OWN)
UNLINK_IDENTITY = _row(f"{_SIGN_ON}/UnlinkIdentity", "DELETE /api/v1/identities/{provider_id}", OWN, outside="identity")
MAKE_LINK_CODE = _row(
    f"{_SIGN_ON}/MakeLinkCode",
    "POST /api/v1/accounts/{account_id}/link-codes",
    *ADMINISTRATORS,
    outside=GET_ACCOUNT,
    note=("不得对本人账号办理。", "Never the own account."),
)

MAKE_TOKEN = _row(f"{_TOKENS}/MakeToken", "POST /api/v1/tokens", OWN)
LIST_TOKENS = _row(f"{_TOKENS}/ListTokens", "GET /api/v1/tokens", OWN)
END_TOKEN = _row(f"{_TOKENS}/EndToken", "DELETE /api/v1/tokens/{token_id}", OWN, outside="token")
COUNT_TOKENS = _row(
    f"{_TOKENS}/CountTokens", "GET /api/v1/accounts/{account_id}/token-count", *ADMINISTRATORS, outside="account"
)

_HOLDER = shown_to(Audience.HOLDER)
FIELDS: Fields = {
    # whoever administers an account needs neither
    "dasai.accounts.v1.Account": {
        "email": _HOLDER,
        "email_confirmed": _HOLDER,
        "mobile": _HOLDER,
        "consents": _HOLDER,
    },
}

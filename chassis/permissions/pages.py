"""The permissions of the gateway's pages and files (rule K1)."""

from __future__ import annotations

from .allowances import (
    ACCOUNT,
    COMMITTEE,
    EXPERTS,
    FINAL_SECRETARIAT,
    HOST,
    HOSTS,
    OPERATOR,
    PUBLIC,
    REVIEWERS,
    SECRETARIAT,
    TEAM,
)
from .model import Page
from .review import (
    APPOINT_REVIEWERS,
    GET_CASE,
    GET_DESK,
    GET_HIT,
    LIST_CASES,
    LIST_HITS,
    REASSIGN_CASE,
    RECUSE_FROM_CASE,
    RUN_NATIONAL_CHECK,
    SETTLE_APPEAL,
    SETTLE_HIT,
)

_PUBLIC = (
    "GET /",
    "GET /api/openapi.json",
    "GET /api/docs",
    "GET /api/docs/{subject}",
    "GET /email-confirmation",
    "POST /email-confirmation",
    "GET /invitation",
    "POST /invitation",
    "GET /password-reset",
    "POST /password-reset",
    "POST /password-reset/completion",
    "GET /receipts/verifier.html",
    "GET /receipts/verify",
    "POST /receipts/verify",
    "GET /sign-in",
    "POST /sign-in",
    "GET /sign-on/opening",
    "POST /sign-on/opening",
    "GET /sign-on/return",
    "GET /sign-on/{provider_id}",
    "POST /sign-out",
    "GET /sign-up",
    "POST /sign-up",
    "GET /site-map",
    "GET /styleguide",
    "GET /trail",
)
# what the contest shows to anyone: its divisions, notices and results; and what anyone may file
_CONTEST = (
    "GET /activities",
    "GET /activities/{activity_id}",
    "GET /certificates/verify",
    "POST /certificates/verify",
    "GET /divisions",
    "GET /divisions/{code}",
    "GET /divisions/{code}/versions/{version}",
    "GET /help",
    "GET /help/{role}",
    "GET /logo-use",
    "GET /notices",
    "GET /notices/{notice_id}",
    "GET /notices/{notice_id}/objection",
    "POST /notices/{notice_id}/objection",
    "GET /objections/status",
    "POST /objections/status",
    "GET /reports/new",
    "POST /reports/new",
    "GET /reports/status",
    "POST /reports/status",
    "GET /results",
    "GET /results/divisions/{code}",
    "GET /results/divisions/{code}/{track}",
    "GET /results/final/{track}",
    "GET /tracks",
    "GET /tracks/{code}",
)
_ACTIVITIES = ("POST /activities/{activity_id}/sign-up", "POST /activities/{activity_id}/sign-off")
_ACCOUNT = (
    "GET /account",
    "GET /account/privacy-notice",
    "GET /account/closing",
    "POST /account/closing",
    "GET /account/password",
    "POST /account/password",
    "GET /account/personal-data",
    "GET /account/personal-data/file",
    "POST /account/privacy-notice",
    "GET /account/second-factor",
    "POST /account/second-factor",
    "POST /account/second-factor/acknowledgement",
    "POST /account/second-factor/confirmation",
    "POST /account/second-factor/passkey-removal",
    "POST /account/second-factor/recovery-codes",
    "POST /account/second-factor/removal",
    "GET /account/second-factor/setup",
    "POST /account/second-factor/setup",
    "GET /identities",
    "POST /identities/{provider_id}/linking",
    "POST /identities/{provider_id}/unlinking",
    "GET /me",
    "GET /teams/{team_id}",
    "GET /teams/{team_id}/versions/{left}/difference/{right}",
)
# around a team and the account of whoever takes part; what they show and do, services decide
_AROUND_A_TEAM = (
    "GET /account/consents",
    "POST /account/consents",
    "GET /account/contacts",
    "POST /account/contacts",
    "POST /account/contacts/confirmation",
    "GET /account/sessions",
    "POST /account/sessions/ending",
    "GET /consent",
    "POST /consent",
    "GET /join",
    "POST /join",
    "GET /messages",
    "POST /messages/reading",
    "GET /messages/preferences",
    "POST /messages/preferences",
    "GET /messages/{message_id}",
    "GET /teams/new",
    "POST /teams/new",
    "GET /teams/{team_id}/colleagues",
    "POST /teams/{team_id}/colleagues/code",
    "POST /teams/{team_id}/colleagues/code-end",
    "POST /teams/{team_id}/colleagues/removal",
    "GET /teams/{team_id}/confirmation/{act}",
    "POST /teams/{team_id}/consent-withdrawal",
    "POST /teams/{team_id}/lead",
    "GET /teams/{team_id}/looks",
    "GET /teams/{team_id}/name-claims",
    "POST /teams/{team_id}/name-claims/{claim_id}/answer",
    "GET /teams/{team_id}/names",
    "POST /teams/{team_id}/names",
    "GET /teams/{team_id}/organisations",
    "POST /teams/{team_id}/organisations",
    "POST /teams/{team_id}/organisations/invitation",
    "POST /teams/{team_id}/organisations/removal",
    "POST /teams/{team_id}/passing-on-objection",
    "GET /teams/{team_id}/representatives",
    "GET /teams/{team_id}/representatives/new",
    "POST /teams/{team_id}/representatives/new",
    "GET /teams/{team_id}/representatives/{place}",
    "POST /teams/{team_id}/representatives/{place}",
    "GET /teams/{team_id}/representatives/{place}/removal",
    "POST /teams/{team_id}/representatives/{place}/removal",
    "POST /teams/{team_id}/revival",
    "GET /teams/{team_id}/withdrawal",
    "POST /teams/{team_id}/withdrawal",
    "GET /tokens",
    "POST /tokens",
    "POST /tokens/ending",
)
# a team writes its declaration, uploads its material, submits and answers review
_PROJECT = (
    "GET /teams/{team_id}/appeal",
    "POST /teams/{team_id}/appeal",
    "GET /teams/{team_id}/declaration",
    "GET /teams/{team_id}/declaration/{section}",
    "POST /teams/{team_id}/declaration/{section}",
    "GET /teams/{team_id}/editors",
    "POST /teams/{team_id}/editors/{section}",
    "GET /teams/{team_id}/kept-texts/{kept_id}",
    "POST /teams/{team_id}/kept-texts/{kept_id}/removal",
    "POST /teams/{team_id}/kept-texts/{kept_id}/return",
    "GET /teams/{team_id}/material",
    "POST /teams/{team_id}/material",
    "POST /teams/{team_id}/material/attachments",
    "GET /teams/{team_id}/material/upload",
    "POST /teams/{team_id}/material/{evidence_id}/removal",
    "GET /teams/{team_id}/material/{material_id}/view",
    "GET /teams/{team_id}/submission",
    "POST /teams/{team_id}/submission",
    "GET /teams/{team_id}/submissions",
    "GET /teams/{team_id}/submissions/{number}",
    "GET /teams/{team_id}/submissions/{number}/receipt",
    "GET /teams/{team_id}/supplements/{number}",
    "POST /teams/{team_id}/supplements/{number}",
)
# staff: what each role must do now; what a page shows and does, services decide
_STAFF = (
    "GET /work",
    "GET /work/{role}",
)
# a division's application and scheme, for those who see it before it is published; each page asks for the division besides
_OF_DIVISIONS = (
    "GET /staff/activities/{activity_id}",
    "GET /staff/divisions/{code}",
    "GET /staff/divisions/{code}/activities",
    "GET /staff/divisions/{code}/figures",
    "GET /staff/divisions/{code}/versions/{version}",
)
_OF_HOSTS = (
    "GET /staff/activities/{activity_id}/cancellation",
    "POST /staff/activities/{activity_id}/cancellation",
    "GET /staff/activities/{activity_id}/change",
    "POST /staff/activities/{activity_id}/change",
    "GET /staff/divisions/{code}/activities/new",
    "POST /staff/divisions/{code}/activities/new",
    "GET /staff/divisions/{code}/publication",
    "POST /staff/divisions/{code}/publication",
    "GET /staff/divisions/{code}/scheme",
    "POST /staff/divisions/{code}/scheme",
)
_OF_WHO_DECIDES = (
    "GET /staff/divisions",
    "POST /staff/divisions/{code}/approval",
    "POST /staff/divisions/{code}/return",
    "GET /staff/national",
)
# the teams as staff see them
_TEAMS = ("GET /staff/teams", "POST /staff/teams/search")
_OF_TEAMS = ("GET /staff/teams/{team_id}",)
_AROUND_TEAMS = (
    "GET /staff/teams/{team_id}/organisations",
    "GET /staff/teams/{team_id}/passing-on",
    "POST /staff/teams/{team_id}/passing-on",
)
# the accounts that staff administer, and invitations to become staff
_ADMINISTRATION = (
    "GET /staff/accounts",
    "POST /staff/accounts/search",
    "GET /staff/accounts/{account_id}",
    "GET /staff/accounts/{account_id}/password-reset",
    "POST /staff/accounts/{account_id}/password-reset",
    "GET /staff/accounts/{account_id}/roles",
    "POST /staff/accounts/{account_id}/roles",
    "GET /staff/accounts/{account_id}/second-factor-reset",
    "POST /staff/accounts/{account_id}/second-factor-reset",
    "GET /staff/accounts/{account_id}/state",
    "POST /staff/accounts/{account_id}/state",
    "GET /staff/invitations",
    "GET /staff/invitations/import",
    "POST /staff/invitations/import",
    "POST /staff/invitations/import/completion",
    "GET /staff/invitations/new",
    "POST /staff/invitations/new",
    "POST /staff/invitations/{invitation_id}/revocation",
    "GET /staff/second-factor-resets",
    "POST /staff/second-factor-resets/{account_id}/approval",
    "POST /staff/second-factor-resets/{account_id}/rejection",
)
# lists that the secretariat imports, and how messages leave the platform
_IMPORTS = (
    "GET /staff/imports",
    "GET /staff/imports/{list_name}",
    "POST /staff/imports/{list_name}",
    "POST /staff/imports/{list_name}/completion",
)
_DELIVERIES = ("GET /staff/deliveries", "POST /staff/deliveries/{delivery_id}/retry")
# what hosts and the secretariat do for a division's teams
_FOR_TEAMS = (
    "GET /staff/announcements",
    "GET /staff/announcements/new",
    "POST /staff/announcements/new",
    "GET /staff/divisions/{code}/dossiers",
    "POST /staff/divisions/{code}/dossiers",
    "POST /staff/divisions/{code}/dossiers/{dossier_id}/cancellation",
    "GET /staff/name-claims",
    "GET /staff/name-claims/{claim_id}",
    "POST /staff/name-claims/{claim_id}",
)
# review: the queue and its cases, and what the host and the secretariat do in them (rules D1 to D3)
_QUEUE = ("GET /staff/cases", "GET /staff/cases/next")
_CASE = ("GET /staff/cases/{case_id}", "POST /staff/cases/{case_id}/decision")
_REVIEWER = ("GET /staff/cases/{case_id}/reviewer", "POST /staff/cases/{case_id}/reviewer")
_RECUSAL = ("GET /staff/cases/{case_id}/recusal", "POST /staff/cases/{case_id}/recusal")
_APPEAL = ("GET /staff/cases/{case_id}/appeal", "POST /staff/cases/{case_id}/appeal")
_DESK = "/staff/divisions/{code}/desk"
_REVIEWERS = (
    f"GET {_DESK}/appointment",
    f"POST {_DESK}/appointment",
    f"GET {_DESK}/reviewers/{{account_id}}/removal",
    f"POST {_DESK}/reviewers/{{account_id}}/removal",
)
# experts score: their own sheets, recusal, interests
_SHEETS = (
    "GET /staff/interests",
    "POST /staff/interests",
    "GET /staff/sheets",
    "GET /staff/sheets/next",
    "GET /staff/sheets/{sheet_id}",
    "POST /staff/sheets/{sheet_id}",
    "GET /staff/sheets/{sheet_id}/recusal",
    "POST /staff/sheets/{sheet_id}/recusal",
)
# panels of experts, rounds and rankings: of a division its host, of the final the secretariat (rules E1 to E7, G1)
_PANELS = (
    "GET /staff/divisions/{code}/panels",
    "GET /staff/divisions/{code}/rankings",
    "GET /staff/panels/{panel_id}",
    "GET /staff/rounds/{round_id}",
    "GET /staff/rounds/{round_id}/ranking",
)
_EXPERTS = (
    "GET /staff/panels/{panel_id}/appointment",
    "POST /staff/panels/{panel_id}/appointment",
    "GET /staff/panels/{panel_id}/removal",
    "POST /staff/panels/{panel_id}/removal",
)
_DRAWS = (
    "POST /staff/rounds/{round_id}/draw",
    "POST /staff/rounds/{round_id}/experts",
    "POST /staff/rounds/{round_id}/seed-commitment",
)
_FREEZING = ("GET /staff/rounds/{round_id}/freeze", "POST /staff/rounds/{round_id}/freeze")
_REOPENING = ("GET /staff/rounds/{round_id}/reopening", "POST /staff/rounds/{round_id}/reopening")
_LOCAL_AWARDS = ("GET /staff/divisions/{code}/local-awards",)
_GRANTING = ("POST /staff/divisions/{code}/local-awards",)
# recommendations of divisions, and the list of finalists (rules F1, F6, F8)
_RECOMMENDATION = ("GET /staff/divisions/{code}/recommendation",)
_FILING = (
    "POST /staff/divisions/{code}/recommendation",
    "POST /staff/divisions/{code}/recommendation/substitution",
)
_LOSS_NOTICES = ("POST /staff/divisions/{code}/recommendation/loss-notice",)
_FINAL = ("GET /staff/finalists", "GET /staff/recommendations", "GET /staff/rounds")
_PROPOSAL = ("GET /staff/finalists/proposal", "POST /staff/finalists/proposal")
# staff: notices, objections, reports, awards and authorisations of the logo
_STAFF_NOTICES = (
    "GET /staff/notices",
    "GET /staff/notices/{notice_id}",
)
_STAFF_OBJECTIONS = (
    "GET /staff/objections",
    "POST /staff/objections/dismissals",
    "GET /staff/objections/{objection_id}",
    "GET /staff/objections/{objection_id}/settlement",
    "POST /staff/objections/{objection_id}/settlement",
)
_STAFF_REPORTS = (
    "GET /staff/reports",
    "GET /staff/reports/{report_id}",
    "POST /staff/reports/{report_id}/acceptance",
    "GET /staff/reports/{report_id}/adjudication",
    "POST /staff/reports/{report_id}/adjudication",
    "GET /staff/reports/{report_id}/evidence/{evidence_id}",
    "POST /staff/reports/{report_id}/hearing",
    "GET /staff/reports/{report_id}/reporter",
    "POST /staff/reports/{report_id}/reporter",
)
_STAFF_ANNOUNCEMENT = ("GET /staff/awards/announcement", "POST /staff/awards/announcement")
_STAFF_AWARDS = (
    "GET /staff/awards",
    "GET /staff/awards/special",
    "POST /staff/awards/special",
    "GET /staff/entitlements",
)
_STAFF_LOGO = ("GET /staff/logo-authorisations", "GET /staff/logo-authorisations/{authorisation_id}")
_LOGO_DECISIONS = (
    "GET /staff/logo-authorisations/new",
    "POST /staff/logo-authorisations/new",
    "GET /staff/logo-authorisations/{authorisation_id}/withdrawal",
    "POST /staff/logo-authorisations/{authorisation_id}/withdrawal",
)
# staff: the health of the platform
_STAFF_OPERATIONS = (
    "GET /staff/operations",
    "GET /staff/operations/{service}",
    "POST /staff/operations/{service}/replays",
    "POST /staff/operations/{service}/trail-checks",
)
# what the gateway answers by itself: the edition's file, templates of lists, and how uploads are spoken (tus)
_OF_THE_API = (
    "GET /api/v1/edition",
    "GET /api/v1/lists/{list_name}/template",
    "OPTIONS /api/v1/material-uploads/{upload_id}",
    "OPTIONS /api/v1/teams/{team_id}/material",
)
# begins to link an identity; the RPC itself is for whoever signs in by one too
_OF_IDENTITIES = ("POST /api/v1/identities",)
PAGES = (
    Page(routes=_PUBLIC, allowances=(PUBLIC,)),
    Page(routes=_CONTEST, allowances=(PUBLIC,)),
    Page(routes=_ACTIVITIES, allowances=(ACCOUNT,)),
    Page(routes=_ACCOUNT, allowances=(ACCOUNT,)),
    Page(routes=_AROUND_A_TEAM, allowances=(ACCOUNT,)),
    Page(routes=_PROJECT, allowances=(ACCOUNT,)),
    Page(routes=_STAFF, allowances=(ACCOUNT,)),
    Page(routes=_OF_DIVISIONS, allowances=(HOSTS, SECRETARIAT, COMMITTEE)),
    Page(routes=_OF_HOSTS, allowances=(HOSTS,)),
    Page(routes=_OF_WHO_DECIDES, allowances=(SECRETARIAT, COMMITTEE)),
    Page(routes=_TEAMS, allowances=(SECRETARIAT, HOST)),
    Page(routes=_OF_TEAMS, allowances=(REVIEWERS, HOST, SECRETARIAT, COMMITTEE)),
    Page(routes=_AROUND_TEAMS, allowances=(SECRETARIAT, HOST)),
    Page(routes=_ADMINISTRATION, allowances=(SECRETARIAT, OPERATOR, HOST)),
    Page(routes=_IMPORTS, allowances=(SECRETARIAT,)),
    Page(routes=_DELIVERIES, allowances=(SECRETARIAT, OPERATOR)),
    Page(routes=_FOR_TEAMS, allowances=(SECRETARIAT, HOST)),
    Page(routes=_QUEUE, allowances=LIST_CASES.allowances),
    Page(routes=_CASE, allowances=tuple(each for each in GET_CASE.allowances if each is not TEAM)),
    Page(routes=_REVIEWER, allowances=REASSIGN_CASE.allowances),
    Page(routes=_RECUSAL, allowances=RECUSE_FROM_CASE.allowances),
    Page(routes=_APPEAL, allowances=SETTLE_APPEAL.allowances),
    Page(routes=(f"GET {_DESK}",), allowances=GET_DESK.allowances),
    Page(routes=_REVIEWERS, allowances=APPOINT_REVIEWERS.allowances),
    Page(routes=("GET /staff/national-check",), allowances=LIST_HITS.allowances),
    Page(routes=("POST /staff/national-check",), allowances=RUN_NATIONAL_CHECK.allowances),
    Page(routes=("GET /staff/national-check/hits/{hit_id}",), allowances=GET_HIT.allowances),
    Page(routes=("POST /staff/national-check/hits/{hit_id}",), allowances=SETTLE_HIT.allowances),
    Page(routes=_SHEETS, allowances=(EXPERTS,)),
    Page(routes=_PANELS, allowances=(SECRETARIAT, COMMITTEE, HOST)),
    Page(routes=_EXPERTS, allowances=(HOST, FINAL_SECRETARIAT)),
    Page(routes=_DRAWS, allowances=(HOST, FINAL_SECRETARIAT)),
    Page(routes=_FREEZING, allowances=(HOST, FINAL_SECRETARIAT)),
    Page(routes=_REOPENING, allowances=(COMMITTEE,)),
    Page(routes=_LOCAL_AWARDS, allowances=(SECRETARIAT, COMMITTEE, HOST)),
    Page(routes=_GRANTING, allowances=(HOST,)),
    Page(routes=_RECOMMENDATION, allowances=(SECRETARIAT, COMMITTEE, HOST)),
    Page(routes=_FILING, allowances=(HOST,)),
    Page(routes=_LOSS_NOTICES, allowances=(SECRETARIAT,)),
    Page(routes=_FINAL, allowances=(SECRETARIAT, COMMITTEE)),
    Page(routes=_PROPOSAL, allowances=(SECRETARIAT,)),
    Page(routes=_STAFF_NOTICES, allowances=(SECRETARIAT, COMMITTEE, HOSTS)),
    Page(routes=_STAFF_OBJECTIONS, allowances=(SECRETARIAT, COMMITTEE)),
    Page(routes=_STAFF_REPORTS, allowances=(COMMITTEE,)),
    Page(routes=_STAFF_ANNOUNCEMENT, allowances=(SECRETARIAT,)),
    Page(routes=_STAFF_AWARDS, allowances=(SECRETARIAT, COMMITTEE)),
    Page(routes=_STAFF_LOGO, allowances=(COMMITTEE, SECRETARIAT)),
    Page(routes=_LOGO_DECISIONS, allowances=(COMMITTEE,)),
    Page(routes=_STAFF_OPERATIONS, allowances=(OPERATOR,)),
    Page(routes=_OF_IDENTITIES, allowances=(ACCOUNT,), statuses=frozenset({404, 429})),
    Page(routes=_OF_THE_API, allowances=(PUBLIC,), scope_of_tokens="registration:read"),
)

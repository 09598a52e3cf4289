"""The pages and states that `./dasai shots` makes pictures of; a test compares them with the routes of the pages."""

from __future__ import annotations

from . import divisions_shots, list_shots, project_shots, publicity_shots, review_shots, scores_shots, team_shots
from .public_shots import PUBLIC_SHOTS
from .shot import HOST, NEWCOMER, SUBMITTER, WRITER, Shot, press
from .shot import click as click

# what is refused on purpose
WRONG, SHORT = "a wrong password", "short"
REFUSED_PASSWORD = press("修改密码", old_password=WRONG, new_password=SHORT)
DIFFERENCE = "/teams/{team_id}/versions/{left}/difference/{right}"
SHOTS = (
    Shot("home", "/", "/"),
    Shot("sign-in", "/sign-in", "/sign-in"),
    Shot("sign-in-refused", "/sign-in", "/sign-in", act=press("登录", login="nobody", password=WRONG)),
    Shot("sign-up", "/sign-up", "/sign-up"),
    Shot("sign-up-refused", "/sign-up", "/sign-up", act=press("注册参赛账号", login="somebody", password=SHORT)),
    Shot("email-confirmation", "/email-confirmation", "/email-confirmation"),
    Shot("email-confirmation-refused", "/email-confirmation", "/email-confirmation", act=press("确认", code="x")),
    Shot("password-reset", "/password-reset", "/password-reset"),
    Shot("password-reset-asked", "/password-reset", "/password-reset", act=press("申请链接", login="nobody")),
    Shot("password-reset-refused", "/password-reset", "/password-reset", act=press("设置新密码", code="x", new_password=SHORT)),
    Shot("invitation", "/invitation", "/invitation"),
    Shot("invitation-refused", "/invitation", "/invitation", act=press("接受邀请", code="wrong")),
    Shot("receipt", "/receipts/verify", "/receipts/verify"),
    Shot("receipt-wrong", "/receipts/verify", "/receipts/verify", act=press("验证", number="ABCD-EFGH-JKMN")),
    Shot("receipt-verifier", "/receipts/verifier.html", "/receipts/verifier.html"),
    Shot("trail", "/trail", "/trail"),
    Shot("site-map", "/site-map", "/site-map"),
    Shot("site-map-account", "/site-map", "/site-map", NEWCOMER),
    Shot("api-docs", "/api/docs", "/api/docs"),
    Shot("api-docs-subject", "/api/docs/trail", "/api/docs/{subject}"),
    Shot("problem-404", "/nothing-here", ""),
    Shot("problem-405", "/account/second-factor/acknowledgement", "", NEWCOMER),
    Shot("styleguide", "/styleguide", "/styleguide"),
    Shot("styleguide-errors", "/styleguide?errors=1", "/styleguide"),
    Shot("me-empty", "/me", "/me", NEWCOMER),
    Shot("work-host", "/work/host", "/work/{role}", HOST),
    Shot("me", "/me", "/me", WRITER),
    Shot("me-submitted", "/me", "/me", SUBMITTER),
    Shot("team", "/teams/{writing}", "/teams/{team_id}", WRITER),
    Shot("team-submitted", "/teams/{submitted}", "/teams/{team_id}", SUBMITTER),
    Shot("team-of-others", "/teams/{submitted}", "/teams/{team_id}", NEWCOMER),
    Shot("difference", "/teams/{submitted}/versions/1/difference/0", DIFFERENCE, SUBMITTER),
    Shot("account", "/account", "/account", NEWCOMER),
    Shot("privacy-notice", "/account/privacy-notice", "/account/privacy-notice", NEWCOMER),
    Shot("personal-data", "/account/personal-data", "/account/personal-data", WRITER),
    Shot("password", "/account/password", "/account/password", NEWCOMER),
    Shot("password-refused", "/account/password", "/account/password", NEWCOMER, REFUSED_PASSWORD),
    Shot("closing", "/account/closing", "/account/closing", NEWCOMER),
    Shot("closing-refused", "/account/closing", "/account/closing", NEWCOMER, press("注销账号", password=WRONG)),
    Shot("closing-obstructed", "/account/closing", "/account/closing", SUBMITTER),
    Shot("second-factor", "/account/second-factor", "/account/second-factor", NEWCOMER),
    Shot("second-factor-setup", "/account/second-factor/setup", "/account/second-factor/setup", NEWCOMER),
    Shot("second-factor-offer", "/account/second-factor/setup", "/account/second-factor/setup", NEWCOMER, press("显示密钥")),
    Shot("identities", "/identities", "/identities", NEWCOMER),
    *team_shots.SHOTS,
    *PUBLIC_SHOTS,
    *project_shots.SHOTS,
    *divisions_shots.SHOTS,
    *list_shots.SHOTS,
    *review_shots.SHOTS,
    *scores_shots.SHOTS,
    *publicity_shots.SHOTS,
)  # fmt: skip
# routes of pages that show nothing of their own: files, and what only leads on
NO_PAGES = frozenset(
    {
        "/account/personal-data/file",
        "/api/openapi.json",
        "/sign-on/return",
        "/sign-on/{provider_id}",
        "/work",
        # lead to the case that is due next, and to the sheet to score next
        "/staff/cases/next",
        "/staff/sheets/next",
        # for who comes back from an identity provider; tests/service/gateway/test_sign_on.py has one
        "/sign-on/opening",
    }
)

"""The operations of Dasai's API: a method for each.

Made by `./dasai client` from the API document; don't edit it by hand.
"""

from __future__ import annotations

from typing import Literal, cast
from urllib.parse import quote

from . import models
from .transport import Transport


def _part(value: str | int) -> str:
    """Return a value as a part of an address."""
    return quote(str(value), safe="")


class Operations:
    """A method for each operation of the API; each raises Refused."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get_privacy_notice(self) -> models.PrivacyNotice:
        """Return the privacy notice in force, and the text of the consent to process identity numbers (rule K4)."""
        return cast(models.PrivacyNotice, self._transport.json("GET", "/api/v1/privacy-notice"))

    def list_accounts(
        self,
        *,
        role: models.RoleChoice | None = None,
        division: str = "",
        state: Literal["", "active", "disabled", "closed"] = "",
        page_token: str = "",
        page_size: int = 50,
        count: bool = False,
    ) -> models.AccountsListAccountsResponse:
        """List the accounts that one administers, by name: a host its reviewers and experts (rule K1)."""
        return cast(
            models.AccountsListAccountsResponse,
            self._transport.json(
                "GET",
                "/api/v1/accounts",
                query={
                    "role": role,
                    "division": division,
                    "state": state,
                    "page_token": page_token,
                    "page_size": page_size,
                    "count": count,
                },
            ),
        )

    def sign_up(self, body: models.SignUp, *, idempotency_key: str = "") -> models.Account:
        """Open a participant's account, by anyone who agrees to the privacy notice (rule K4)."""
        return cast(models.Account, self._transport.json("POST", "/api/v1/accounts", body, key=idempotency_key))

    def get_own_account(self) -> models.Account:
        """Return the account that is signed in, with contacts and consents."""
        return cast(models.Account, self._transport.json("GET", "/api/v1/accounts/me"))

    def correct_own_account(self, body: models.AccountCorrection, *, idempotency_key: str = "") -> models.Account:
        """Correct what one's own account says of oneself; contacts with the password given again (rules K1, K4)."""
        return cast(models.Account, self._transport.json("PATCH", "/api/v1/accounts/me", body, key=idempotency_key))

    def record_consent(self, body: models.ConsentBody, *, idempotency_key: str = "") -> models.Account:
        """Give or withdraw a consent of one's own: to the privacy notice, or to the processing of identity numbers (rule K4)."""
        return cast(
            models.Account, self._transport.json("POST", "/api/v1/accounts/me/consents", body, key=idempotency_key)
        )

    def export_accounts(
        self,
        *,
        role: models.RoleChoice | None = None,
        division: str = "",
        state: Literal["", "active", "disabled", "closed"] = "",
        format: Literal["csv", "xlsx"] = "xlsx",
    ) -> bytes:
        """Return the accounts that one administers as a file: a line for each role, in the columns of invitations (rules K1, K3)."""
        return self._transport.send(
            "GET", "/api/v1/accounts/file", query={"role": role, "division": division, "state": state, "format": format}
        ).content

    def search_accounts(
        self, body: models.AccountSearch, *, idempotency_key: str = ""
    ) -> models.AccountsListAccountsResponse:
        """Search the accounts that one administers by the beginning of a name or login name; no address holds it (rules K1, K4).

        With `account_ids` only those of the named accounts, to show what they are called.
        """
        return cast(
            models.AccountsListAccountsResponse,
            self._transport.json("POST", "/api/v1/accounts/search", body, key=idempotency_key),
        )

    def get_account(self, account_id: str) -> models.Account:
        """Return an account to whoever may administer it (rule K1)."""
        return cast(models.Account, self._transport.json("GET", f"/api/v1/accounts/{_part(account_id)}"))

    def list_account_changes(self, account_id: str) -> models.ListAccountChangesResponse:
        """List who changed what of an account, when and why, the newest first, for whoever may administer it (rule K1)."""
        return cast(
            models.ListAccountChangesResponse,
            self._transport.json("GET", f"/api/v1/accounts/{_part(account_id)}/changes"),
        )

    def change_roles(self, account_id: str, body: models.RolesBody, *, idempotency_key: str = "") -> models.Account:
        """Replace an account's roles, as far as one may grant them; its sessions and tokens end within a second (rule K1)."""
        return cast(
            models.Account,
            self._transport.json("PUT", f"/api/v1/accounts/{_part(account_id)}/roles", body, key=idempotency_key),
        )

    def disable_account(self, account_id: str, body: models.ReasonBody, *, idempotency_key: str = "") -> models.Account:
        """Disable an account; its sessions and tokens end within a second (rule K1)."""
        return cast(
            models.Account,
            self._transport.json("POST", f"/api/v1/accounts/{_part(account_id)}/disabling", body, key=idempotency_key),
        )

    def enable_account(self, account_id: str, body: models.ReasonBody, *, idempotency_key: str = "") -> models.Account:
        """Enable a disabled account again (rule K1)."""
        return cast(
            models.Account,
            self._transport.json("POST", f"/api/v1/accounts/{_part(account_id)}/enabling", body, key=idempotency_key),
        )

    def list_sessions(self) -> models.ListSessionsResponse:
        """List one's own sessions, the newest first; `current` is the one that asks."""
        return cast(models.ListSessionsResponse, self._transport.json("GET", "/api/v1/sessions"))

    def sign_in(self, body: models.Credentials, *, idempotency_key: str = "") -> models.SignedIn:
        """Sign in; return a bearer token for programs, and the same token in a cookie for pages.

        Tries are delayed after the first ones, by device or network, by login name and by network: `TOO_MANY_TRIES`, `Retry-After`. A
        device that signed in before has a count of its own, and never waits for others' tries: browsers are known by their cookie, a
        program by the header `Dasai-Device` with the `device_token` of its last sign-in. A session in which the request is made ends.

        `pending` says what must be done before anything else: `password_change`, `second_factor`, `second_factor_setup`,
        `privacy_notice`, or `second_factor_reset`, which is to acknowledge that somebody else had the second factor removed.
        """
        return cast(models.SignedIn, self._transport.json("POST", "/api/v1/sessions", body, key=idempotency_key))

    def give_second_factor(self, body: models.SecondFactorCode, *, idempotency_key: str = "") -> models.Session:
        """Give a code of one's second factor, or a recovery code, so that the session is good for everything (rule K1)."""
        return cast(
            models.Session,
            self._transport.json("POST", "/api/v1/sessions/current/second-factor", body, key=idempotency_key),
        )

    def give_passkey(self, body: models.PasskeyUse, *, idempotency_key: str = "") -> models.Session:
        """Give a passkey of one's second factor, as `/sessions/current/passkey/options` asks for it, in place of a code (rule K1)."""
        return cast(
            models.Session, self._transport.json("POST", "/api/v1/sessions/current/passkey", body, key=idempotency_key)
        )

    def sign_out(self, *, idempotency_key: str = "") -> None:
        """Sign out."""
        self._transport.json("DELETE", "/api/v1/sessions/current", key=idempotency_key)

    def end_other_sessions(self, *, idempotency_key: str = "") -> models.EndSessionResponse:
        """End all of one's own sessions but the one that asks; `ended` says how many."""
        return cast(
            models.EndSessionResponse, self._transport.json("DELETE", "/api/v1/sessions/others", key=idempotency_key)
        )

    def end_session(self, session_id: str, *, idempotency_key: str = "") -> None:
        """End one of one's own sessions."""
        self._transport.json("DELETE", f"/api/v1/sessions/{_part(session_id)}", key=idempotency_key)

    def change_password(self, body: models.NewPassword, *, idempotency_key: str = "") -> models.Session:
        """Change one's own password; all other sessions and all tokens end."""
        return cast(
            models.Session, self._transport.json("POST", "/api/v1/accounts/me/password", body, key=idempotency_key)
        )

    def list_tokens(self) -> models.ListTokensResponse:
        """List one's own API tokens that go on, the newest first (rule K1)."""
        return cast(models.ListTokensResponse, self._transport.json("GET", "/api/v1/tokens"))

    def make_token(self, body: models.NewToken, *, idempotency_key: str = "") -> models.MakeTokenResponse:
        """Make an API token of one's own; its `text`, a bearer token, is shown this once (rule K1).

        A token does what its account may do within its scopes, but never manages accounts, passwords, second factors, sessions,
        invitations or tokens. All tokens end when the password or the roles change, or the account is disabled.
        """
        return cast(models.MakeTokenResponse, self._transport.json("POST", "/api/v1/tokens", body, key=idempotency_key))

    def end_token(self, token_id: str, *, idempotency_key: str = "") -> None:
        """End one of one's own API tokens, at every gateway within a second (rule K1)."""
        self._transport.json("DELETE", f"/api/v1/tokens/{_part(token_id)}", key=idempotency_key)

    def count_tokens(self, account_id: str) -> models.CountTokensResponse:
        """Return how many API tokens of an account go on, to whoever administers it (rule K1)."""
        return cast(
            models.CountTokensResponse, self._transport.json("GET", f"/api/v1/accounts/{_part(account_id)}/token-count")
        )

    def list_providers(self) -> models.ListProvidersResponse:
        """List the identity providers by which one may sign in: `/sign-on/{provider_id}` in a browser (rule K1)."""
        return cast(models.ListProvidersResponse, self._transport.json("GET", "/api/v1/identity-providers"))

    def list_identities(self) -> models.ListIdentitiesResponse:
        """List the identities that are linked to one's own account (rule K1)."""
        return cast(models.ListIdentitiesResponse, self._transport.json("GET", "/api/v1/identities"))

    def link_identity(self, body: models.NewIdentity, *, idempotency_key: str = "") -> models.BeginSignOnResponse:
        """Begin to link an identity to one's own account: the browser goes on to `authorization_url` (rule K1).

        Participants link by themselves; staff need a one-time code of whoever administers their account.
        """
        return cast(
            models.BeginSignOnResponse, self._transport.json("POST", "/api/v1/identities", body, key=idempotency_key)
        )

    def unlink_identity(self, provider_id: str, *, idempotency_key: str = "") -> None:
        """Unlink an identity from one's own account, if one can sign in without it; the sessions that began by it end (rule K1)."""
        self._transport.json("DELETE", f"/api/v1/identities/{_part(provider_id)}", key=idempotency_key)

    def make_link_code(
        self, account_id: str, body: models.NewLinkCode, *, idempotency_key: str = ""
    ) -> models.MakeLinkCodeResponse:
        """Make the one-time code by which the holder of a staff account links an identity; shown this once, good for 72 hours.

        It is made by whoever administers the account; nobody links a staff account alone (rule K1).
        """
        return cast(
            models.MakeLinkCodeResponse,
            self._transport.json("POST", f"/api/v1/accounts/{_part(account_id)}/link-codes", body, key=idempotency_key),
        )

    def list_invitations(
        self,
        *,
        state: Literal["", "open", "accepted", "revoked", "expired"] = "",
        page_token: str = "",
        page_size: int = 50,
        count: bool = False,
    ) -> models.ListInvitationsResponse:
        """List the invitations that one may revoke, those first that expire last (rule K1)."""
        return cast(
            models.ListInvitationsResponse,
            self._transport.json(
                "GET",
                "/api/v1/invitations",
                query={"state": state, "page_token": page_token, "page_size": page_size, "count": count},
            ),
        )

    def invite_staff(self, body: models.NewInvitation, *, idempotency_key: str = "") -> models.InviteResponse:
        """Invite somebody to hold roles: the secretariat hosts, recommenders, reviewers and experts, a host its own (rule K1).

        The answer has the code, shown this once; the link to hand over is `/invitation#<code>`. It is good for `hours`, else for 168,
        and as long as whoever invited may grant the roles.
        """
        return cast(
            models.InviteResponse, self._transport.json("POST", "/api/v1/invitations", body, key=idempotency_key)
        )

    def import_invitations(
        self, body: models.InvitationImport, *, idempotency_key: str = ""
    ) -> models.ImportInvitationsResponse:
        """Invite each person that a file lists; nobody if a line is wrong (rules K1, K3).

        `links` is a file in base64 with a one-time link in each line, shown this once. Sent again with the same Idempotency-Key, the
        same list gets new links in place of the first.
        """
        return cast(
            models.ImportInvitationsResponse,
            self._transport.json("POST", "/api/v1/invitation-imports", body, key=idempotency_key),
        )

    def read_invitation(
        self, body: models.InvitationCodeBody, *, idempotency_key: str = ""
    ) -> models.AccountsInvitation:
        """Return what an invitation is for, to whoever has its code, which is in no address and so in no log."""
        return cast(
            models.AccountsInvitation,
            self._transport.json("POST", "/api/v1/invitations/reading", body, key=idempotency_key),
        )

    def accept_invitation(self, body: models.InvitationAcceptance, *, idempotency_key: str = "") -> models.Account:
        """Accept an invitation, once: by opening an account, or for the account that is signed in (rule K1)."""
        return cast(
            models.Account, self._transport.json("POST", "/api/v1/invitations/acceptance", body, key=idempotency_key)
        )

    def revoke_invitation(self, invitation_id: str, *, idempotency_key: str = "") -> models.AccountsInvitation:
        """Revoke an invitation that is not accepted yet (rule K1)."""
        return cast(
            models.AccountsInvitation,
            self._transport.json("POST", f"/api/v1/invitations/{_part(invitation_id)}/revocation", key=idempotency_key),
        )

    def get_own_second_factor(self) -> models.OwnSecondFactor:
        """Return one's own second factor: if it is set up or demanded, recovery codes left, if it was reset (K1)."""
        return cast(models.OwnSecondFactor, self._transport.json("GET", "/api/v1/accounts/me/second-factor"))

    def begin_second_factor(self, body: models.SetUpBegin, *, idempotency_key: str = "") -> models.SetUpOffer:
        """Begin to set up an authenticator; the answer has its secret, shown this once, good for half an hour (rule K1).

        To replace a second factor, give a code of the present one.
        """
        return cast(
            models.SetUpOffer,
            self._transport.json("POST", "/api/v1/accounts/me/second-factor/setup", body, key=idempotency_key),
        )

    def confirm_second_factor(
        self, body: models.SecondFactorCode, *, idempotency_key: str = ""
    ) -> models.RecoveryCodes:
        """Confirm the set-up with a code of the authenticator; the answer has ten recovery codes, shown this once (rule K1)."""
        return cast(
            models.RecoveryCodes,
            self._transport.json("POST", "/api/v1/accounts/me/second-factor/confirmation", body, key=idempotency_key),
        )

    def renew_recovery_codes(self, body: models.SecondFactorCode, *, idempotency_key: str = "") -> models.RecoveryCodes:
        """Make ten new recovery codes, shown this once; the old ones are void (rule K1)."""
        return cast(
            models.RecoveryCodes,
            self._transport.json("POST", "/api/v1/accounts/me/second-factor/recovery-codes", body, key=idempotency_key),
        )

    def remove_own_second_factor(
        self, body: models.SecondFactorCode, *, idempotency_key: str = ""
    ) -> models.OwnSecondFactor:
        """Remove one's own second factor, unless one's roles demand one (rule K1)."""
        return cast(
            models.OwnSecondFactor,
            self._transport.json("POST", "/api/v1/accounts/me/second-factor/removal", body, key=idempotency_key),
        )

    def begin_passkey(self, body: models.SecondFactorCode, *, idempotency_key: str = "") -> models.PasskeyOptions:
        """Begin to add a passkey to one's second factor; the answer is for `navigator.credentials.create` (rule K1).

        It is good for five minutes.

        Refused with PASSKEYS_NOT_OFFERED unless the platform's address is set.
        """
        return cast(
            models.PasskeyOptions,
            self._transport.json(
                "POST", "/api/v1/accounts/me/second-factor/passkeys/options", body, key=idempotency_key
            ),
        )

    def add_passkey(self, body: models.NewPasskey, *, idempotency_key: str = "") -> models.OwnSecondFactor:
        """Add the passkey that the browser made; it is good in place of a code (rule K1)."""
        return cast(
            models.OwnSecondFactor,
            self._transport.json("POST", "/api/v1/accounts/me/second-factor/passkeys", body, key=idempotency_key),
        )

    def remove_passkey(
        self, passkey_id: str, body: models.SecondFactorCode, *, idempotency_key: str = ""
    ) -> models.OwnSecondFactor:
        """Remove a passkey (rule K1)."""
        return cast(
            models.OwnSecondFactor,
            self._transport.json(
                "POST",
                f"/api/v1/accounts/me/second-factor/passkeys/{_part(passkey_id)}/removal",
                body,
                key=idempotency_key,
            ),
        )

    def begin_passkey_use(self, body: models.Empty, *, idempotency_key: str = "") -> models.PasskeyOptions:
        """Begin to give a passkey in place of a code; the answer is for `navigator.credentials.get` (rule K1)."""
        return cast(
            models.PasskeyOptions,
            self._transport.json("POST", "/api/v1/sessions/current/passkey/options", body, key=idempotency_key),
        )

    def acknowledge_second_factor_reset(
        self, body: models.Empty, *, idempotency_key: str = ""
    ) -> models.OwnSecondFactor:
        """Note that one has read that somebody else had the second factor removed (rule K1)."""
        return cast(
            models.OwnSecondFactor,
            self._transport.json(
                "POST", "/api/v1/accounts/me/second-factor/reset-acknowledgement", body, key=idempotency_key
            ),
        )

    def request_second_factor_reset(
        self, account_id: str, body: models.SecondFactorResetBody, *, idempotency_key: str = ""
    ) -> models.SecondFactorResetRequest:
        """Request that a second factor be reset, by whoever administers the account and checked who asks; for 72 hours (K1)."""
        return cast(
            models.SecondFactorResetRequest,
            self._transport.json(
                "POST", f"/api/v1/accounts/{_part(account_id)}/second-factor-reset", body, key=idempotency_key
            ),
        )

    def approve_second_factor_reset(
        self, account_id: str, body: models.Empty, *, idempotency_key: str = ""
    ) -> models.SecondFactorResetRequest:
        """Approve a reset as a second person: the factor is removed, the account's sessions end, its holder is told (rule K1)."""
        return cast(
            models.SecondFactorResetRequest,
            self._transport.json(
                "POST", f"/api/v1/accounts/{_part(account_id)}/second-factor-reset/approval", body, key=idempotency_key
            ),
        )

    def reject_second_factor_reset(
        self, account_id: str, body: models.Empty, *, idempotency_key: str = ""
    ) -> models.SecondFactorResetRequest:
        """Reject a request to reset a second factor, or withdraw it; the holder may too (rule K1)."""
        return cast(
            models.SecondFactorResetRequest,
            self._transport.json(
                "POST", f"/api/v1/accounts/{_part(account_id)}/second-factor-reset/rejection", body, key=idempotency_key
            ),
        )

    def list_second_factor_resets(
        self, *, page_token: str = "", page_size: int = 50, count: bool = False
    ) -> models.ListResetRequestsResponse:
        """List the open requests to reset second factors that one may decide on or has made, the newest first (rule K1)."""
        return cast(
            models.ListResetRequestsResponse,
            self._transport.json(
                "GET",
                "/api/v1/second-factor-resets",
                query={"page_token": page_token, "page_size": page_size, "count": count},
            ),
        )

    def open_arrival_ticket(self, body: models.WantedTicket, *, idempotency_key: str = "") -> models.ArrivalTicket:
        """Note that a command is about to be sent: with the ticket it counts as having arrived now (rule C9).

        Send the command with that very body and the header `Dasai-Arrival-Ticket` before `until`. An account has one open ticket
        for an operation: asked for again with the same content it has the first arrival, with another content the earlier ticket
        is void. A ticket is given however busy the platform is, and while accounts is away. A refusal 429 or 503 of a command
        carries a ticket of its own.
        """
        return cast(
            models.ArrivalTicket, self._transport.json("POST", "/api/v1/arrival-tickets", body, key=idempotency_key)
        )

    def request_email_confirmation(self, *, idempotency_key: str = "") -> models.RequestConfirmationResponse:
        """Have another link mailed to one's own address, which is not confirmed yet; at most one in ten minutes (rule K2).

        `by_mail` is false if the platform sends no e-mail: then there is nothing to confirm.
        """
        return cast(
            models.RequestConfirmationResponse,
            self._transport.json("POST", "/api/v1/accounts/me/email-confirmation", key=idempotency_key),
        )

    def confirm_email(self, body: models.EmailConfirmation, *, idempotency_key: str = "") -> None:
        """Confirm an e-mail address by the code of a link that was mailed to it; from then on messages come there (rules K2, K4)."""
        self._transport.json("POST", "/api/v1/email-confirmations", body, key=idempotency_key)

    def request_password_link(
        self, body: models.ResetLinkRequest, *, idempotency_key: str = ""
    ) -> models.RequestLinkResponse:
        """Request a link by e-mail, good once and for 30 minutes; the answer is the same whoever has the login name, or nobody (K1).

        `by_mail` is false if the platform sends no e-mail: then whoever administers the account hands a link over.
        """
        return cast(
            models.RequestLinkResponse,
            self._transport.json("POST", "/api/v1/password-resets", body, key=idempotency_key),
        )

    def reset_password(self, body: models.ResetPassword, *, idempotency_key: str = "") -> None:
        """Set a new password by a link, once; all sessions and tokens end, and a second factor is asked for as before (rule K1)."""
        self._transport.json("POST", "/api/v1/password-resets/completion", body, key=idempotency_key)

    def hand_password_link(
        self, account_id: str, body: models.HandedReset, *, idempotency_key: str = ""
    ) -> models.HandedLink:
        """Make a link that one hands to the holder of an account that one administers, after checking who asks (rule K1).

        The answer has its code, shown this once: `/password-reset#<code>`. It is good once, for 24 hours.
        """
        return cast(
            models.HandedLink,
            self._transport.json(
                "POST", f"/api/v1/accounts/{_part(account_id)}/password-reset", body, key=idempotency_key
            ),
        )

    def list_messages(
        self, *, unread: bool = False, page_token: str = "", page_size: int = 50
    ) -> models.ListMessagesResponse:
        """List one's own messages: the unread first, of either the newest first; with `unread` those alone (rule K2)."""
        return cast(
            models.ListMessagesResponse,
            self._transport.json(
                "GET", "/api/v1/messages", query={"unread": unread, "page_token": page_token, "page_size": page_size}
            ),
        )

    def get_message_summary(self) -> models.MessageSummary:
        """Return how many of one's own messages are unread (rule K2)."""
        return cast(models.MessageSummary, self._transport.json("GET", "/api/v1/messages/summary"))

    def read_all_messages(self, *, idempotency_key: str = "") -> models.ReadAllMessagesResponse:
        """Note that one has read all one's messages; `read` says how many were unread (rule K2)."""
        return cast(
            models.ReadAllMessagesResponse,
            self._transport.json("POST", "/api/v1/messages/reading", key=idempotency_key),
        )

    def read_message(self, message_id: str, *, idempotency_key: str = "") -> models.Message:
        """Note that one has read a message of one's own; no other can be told from none (rules K1, K2)."""
        return cast(
            models.Message,
            self._transport.json("POST", f"/api/v1/messages/{_part(message_id)}/reading", key=idempotency_key),
        )

    def get_message_preferences(self) -> models.MessagePreferences:
        """Return what comes to one by mail and by text message; all of it is in the portal (rule K2).

        What protects the account, as `security`, or must reach one by the rules is `mandatory` and can't be switched off.
        """
        return cast(models.MessagePreferences, self._transport.json("GET", "/api/v1/message-preferences"))

    def change_message_preferences(
        self, body: models.PreferenceChange, *, idempotency_key: str = ""
    ) -> models.MessagePreferences:
        """Choose what comes by mail and by text message; what is `mandatory` can't be switched off (rule K2)."""
        return cast(
            models.MessagePreferences,
            self._transport.json("PUT", "/api/v1/message-preferences", body, key=idempotency_key),
        )

    def list_message_deliveries(
        self,
        *,
        state: Literal["", "queued", "sending", "sent", "failed", "withheld"] = "",
        account_id: str = "",
        page_token: str = "",
        page_size: int = 50,
        count: bool = False,
    ) -> models.ListDeliveriesResponse:
        """List how messages leave the portal, the newest first, without addresses, for secretariat and operators (rules K2, K4).

        `mail_set` and `sms_set` say if anything does: without a mail server nothing goes out by mail.
        """
        return cast(
            models.ListDeliveriesResponse,
            self._transport.json(
                "GET",
                "/api/v1/message-deliveries",
                query={
                    "state": state,
                    "account_id": account_id,
                    "page_token": page_token,
                    "page_size": page_size,
                    "count": count,
                },
            ),
        )

    def retry_message_delivery(self, delivery_id: str, *, idempotency_key: str = "") -> models.Delivery:
        """Send again what failed, by the secretariat or an operator (rule K2)."""
        return cast(
            models.Delivery,
            self._transport.json("POST", f"/api/v1/message-deliveries/{_part(delivery_id)}/retry", key=idempotency_key),
        )

    def list_announcements(
        self, *, division_code: str = "", page_token: str = "", page_size: int = 50, count: bool = False
    ) -> models.ListAnnouncementsResponse:
        """List announcements, the newest first, and how many each has reached: for a host of its divisions, else all (rule K1)."""
        return cast(
            models.ListAnnouncementsResponse,
            self._transport.json(
                "GET",
                "/api/v1/announcements",
                query={
                    "division_code": division_code,
                    "page_token": page_token,
                    "page_size": page_size,
                    "count": count,
                },
            ),
        )

    def make_announcement(self, body: models.NewAnnouncement, *, idempotency_key: str = "") -> models.Announcement:
        """Announce: a host to the teams of its division, the secretariat to a division, to roles or to everyone (rules K1, K2).

        It is published: official names are whole, and it holds no number of an identity document (rules J1, J2, K4).
        """
        return cast(
            models.Announcement, self._transport.json("POST", "/api/v1/announcements", body, key=idempotency_key)
        )

    def get_personal_data(self, *, format: Literal["", "file"] = "") -> models.GatheredPersonalData:
        """Return what is stored of one's own account in all services, `format=file` as a file to download (rule K4).

        `missing` names the services that do not answer now; a part with a `next_page_token` goes on at
        `/accounts/me/personal-data/{service}`. The file has all.
        """
        return cast(
            models.GatheredPersonalData,
            self._transport.json("GET", "/api/v1/accounts/me/personal-data", query={"format": format}),
        )

    def get_personal_data_of_service(
        self, service: Literal["accounts", "registration", "review", "scoring", "publicity"], *, page_token: str = ""
    ) -> models.PersonalDataPart:
        """Return what a single service stores of one's own account, from a page on (rule K4)."""
        return cast(
            models.PersonalDataPart,
            self._transport.json(
                "GET", f"/api/v1/accounts/me/personal-data/{_part(service)}", query={"page_token": page_token}
            ),
        )

    def preview_closing(self) -> models.ClosingPlan:
        """Return what closing one's own account deletes and keeps, why and until when, and what must be done before (rule K4)."""
        return cast(models.ClosingPlan, self._transport.json("GET", "/api/v1/accounts/me/closing"))

    def close_account(self, body: models.ClosingBody, *, idempotency_key: str = "") -> models.ClosingPlan:
        """Close one's own account for good; the password is given again (rule K4). All sessions and tokens end."""
        return cast(
            models.ClosingPlan, self._transport.json("POST", "/api/v1/accounts/me/closing", body, key=idempotency_key)
        )

    def get_edition(self) -> models.Edition:
        """Return the current edition: name, theme, organisers, tracks with topics, divisions, timetable, quotas, prizes.

        A track is closed if all its topics are, and a closed track closes all its topics: no division may choose them any more.
        """
        return cast(models.Edition, self._transport.json("GET", "/api/v1/edition"))

    def apply_for_division(self, code: str, body: models.Application, *, idempotency_key: str = "") -> models.Division:
        """File an application with its scheme, by the host, or file it again after a return (rules A3, A4, A5)."""
        return cast(
            models.Division,
            self._transport.json("PUT", f"/api/v1/divisions/{_part(code)}/application", body, key=idempotency_key),
        )

    def list_scheme_versions(self, code: str) -> models.ListSchemeVersionsResponse:
        """List the published versions with their dates, for anyone; for host, secretariat and committee every filed one (A5, K1)."""
        return cast(
            models.ListSchemeVersionsResponse,
            self._transport.json("GET", f"/api/v1/divisions/{_part(code)}/scheme-versions"),
        )

    def file_scheme_version(
        self, code: str, body: models.NewSchemeVersion, *, idempotency_key: str = ""
    ) -> models.Division:
        """File a new version of a published scheme, by the host; it holds once it is approved and published (rule A5)."""
        return cast(
            models.Division,
            self._transport.json("POST", f"/api/v1/divisions/{_part(code)}/scheme-versions", body, key=idempotency_key),
        )

    def get_scheme_version(self, code: str, version: int) -> models.SchemeVersion:
        """Return one version of a scheme, whole (rules A5, K1)."""
        return cast(
            models.SchemeVersion,
            self._transport.json("GET", f"/api/v1/divisions/{_part(code)}/scheme-versions/{_part(version)}"),
        )

    def return_division(self, code: str, body: models.ReturnReasons, *, idempotency_key: str = "") -> models.Division:
        """Return an application, by the secretariat, or a new version, by secretariat or committee (rules A4, A5)."""
        return cast(
            models.Division,
            self._transport.json("POST", f"/api/v1/divisions/{_part(code)}/return", body, key=idempotency_key),
        )

    def approve_division(self, code: str, body: models.Approval, *, idempotency_key: str = "") -> models.Division:
        """Approve an application, by the secretariat, or a new version, by secretariat or committee (rules A4, A5)."""
        return cast(
            models.Division,
            self._transport.json("POST", f"/api/v1/divisions/{_part(code)}/approval", body, key=idempotency_key),
        )

    def publish_scheme(self, code: str, body: models.Empty, *, idempotency_key: str = "") -> models.Division:
        """Publish the approved scheme, or an approved new version of it, by the host (rule A5)."""
        return cast(
            models.Division,
            self._transport.json("POST", f"/api/v1/divisions/{_part(code)}/publication", body, key=idempotency_key),
        )

    def list_divisions(
        self, *, page_token: str = "", page_size: int = 50, brief: bool = False
    ) -> models.ListDivisionsResponse:
        """List the divisions that have applied; with `brief` as summaries, without their schemes."""
        return cast(
            models.ListDivisionsResponse,
            self._transport.json(
                "GET", "/api/v1/divisions", query={"page_token": page_token, "page_size": page_size, "brief": brief}
            ),
        )

    def get_division(self, code: str) -> models.Division:
        """Return a division with its published scheme (rule A5)."""
        return cast(models.Division, self._transport.json("GET", f"/api/v1/divisions/{_part(code)}"))

    def publish_activity(self, code: str, body: models.NewActivity, *, idempotency_key: str = "") -> models.Activity:
        """Publish an activity of an approved division, by its host (rules A3, A6, J1)."""
        return cast(
            models.Activity,
            self._transport.json("POST", f"/api/v1/divisions/{_part(code)}/activities", body, key=idempotency_key),
        )

    def get_activity(self, activity_id: str) -> models.Activity:
        """Return an activity, for anyone (rule A6)."""
        return cast(models.Activity, self._transport.json("GET", f"/api/v1/activities/{_part(activity_id)}"))

    def change_activity(
        self, activity_id: str, body: models.ActivityChange, *, idempotency_key: str = ""
    ) -> models.Activity:
        """Change an activity before it begins, by its host; places can be added, not removed (rules A3, A6, J1)."""
        return cast(
            models.Activity,
            self._transport.json("PUT", f"/api/v1/activities/{_part(activity_id)}", body, key=idempotency_key),
        )

    def cancel_activity(
        self, activity_id: str, body: models.ActivityCancellation, *, idempotency_key: str = ""
    ) -> models.Activity:
        """Cancel an activity before it begins, by its host (rule A6)."""
        return cast(
            models.Activity,
            self._transport.json(
                "POST", f"/api/v1/activities/{_part(activity_id)}/cancellation", body, key=idempotency_key
            ),
        )

    def list_activities(
        self,
        *,
        division_code: str = "",
        begins_from: str | None = None,
        begins_until: str | None = None,
        order: Literal["beginning", "newest"] = "beginning",
        page_token: str = "",
        page_size: int = 50,
        count: bool = False,
    ) -> models.ListActivitiesResponse:
        """List activities by their beginning or the newest first, of a division or of all, for anyone (rule A6)."""
        return cast(
            models.ListActivitiesResponse,
            self._transport.json(
                "GET",
                "/api/v1/activities",
                query={
                    "division_code": division_code,
                    "begins_from": begins_from,
                    "begins_until": begins_until,
                    "order": order,
                    "page_token": page_token,
                    "page_size": page_size,
                    "count": count,
                },
            ),
        )

    def list_activity_sign_ups(
        self, activity_id: str, *, page_token: str = "", page_size: int = 50, count: bool = False
    ) -> models.ListSignUpsResponse:
        """List the participants, masked, the newest first, for the host (rules A6, K1, K4)."""
        return cast(
            models.ListSignUpsResponse,
            self._transport.json(
                "GET",
                f"/api/v1/activities/{_part(activity_id)}/sign-ups",
                query={"page_token": page_token, "page_size": page_size, "count": count},
            ),
        )

    def sign_up_for_activity(
        self, activity_id: str, body: models.ActivitySignUp, *, idempotency_key: str = ""
    ) -> models.SignUpRecord:
        """Take a place in an activity (rules A6, K4)."""
        return cast(
            models.SignUpRecord,
            self._transport.json(
                "POST", f"/api/v1/activities/{_part(activity_id)}/sign-ups", body, key=idempotency_key
            ),
        )

    def sign_off_from_activity(
        self, activity_id: str, body: models.Empty, *, idempotency_key: str = ""
    ) -> models.SignUpRecord:
        """Give the place back; name and contact are erased (rules A6, K4)."""
        return cast(
            models.SignUpRecord,
            self._transport.json(
                "POST", f"/api/v1/activities/{_part(activity_id)}/sign-off", body, key=idempotency_key
            ),
        )

    def list_activity_looks(
        self, activity_id: str, *, page_token: str = "", page_size: int = 50
    ) -> models.ListLooksResponse:
        """List who exported names and contacts since one signed up, in which role, for whoever signed up (rule K4)."""
        return cast(
            models.ListLooksResponse,
            self._transport.json(
                "GET",
                f"/api/v1/activities/{_part(activity_id)}/looks",
                query={"page_token": page_token, "page_size": page_size},
            ),
        )

    def export_activity_sign_ups(self, activity_id: str, *, format: Literal["csv", "xlsx"] = "csv") -> bytes:
        """Return the participants as a file, for the host; the export is put on record (rules K3, K4)."""
        return self._transport.send(
            "GET", f"/api/v1/activities/{_part(activity_id)}/sign-ups/export", query={"format": format}
        ).content

    def list_my_sign_ups(
        self, *, activity_id: str = "", page_token: str = "", page_size: int = 50, count: bool = False
    ) -> models.ListSignUpsResponse:
        """List the caller's own places, the newest first, each with its activity as it is now; or in one activity (rules A6, K2)."""
        return cast(
            models.ListSignUpsResponse,
            self._transport.json(
                "GET",
                "/api/v1/sign-ups",
                query={"activity_id": activity_id, "page_token": page_token, "page_size": page_size, "count": count},
            ),
        )

    def import_credit_list(
        self, body: models.CreditListImport, *, idempotency_key: str = ""
    ) -> models.ImportCreditListResponse:
        """Import a credit list, by the secretariat; return each line that was not imported, with the reason (rule B3)."""
        return cast(
            models.ImportCreditListResponse,
            self._transport.json("POST", "/api/v1/credit-lists", body, key=idempotency_key),
        )

    def export_credit_list(
        self,
        credit_list: Literal["dishonest_judgment_debtor", "major_tax_violation", "government_procurement_violation"],
        *,
        format: Literal["csv", "xlsx"] = "xlsx",
    ) -> bytes:
        """Return whom a credit list bars today as a file, in the columns of its import, for the secretariat (rules B3, K3)."""
        return self._transport.send(
            "GET", f"/api/v1/credit-lists/{_part(credit_list)}/file", query={"format": format}
        ).content

    def search_organisations(self, *, query: str, page_size: int = 20) -> models.SearchOrganisationsResponse:
        """List organisations by the beginning of a code or of a name, for staff (rules B1, B3)."""
        return cast(
            models.SearchOrganisationsResponse,
            self._transport.json("GET", "/api/v1/organisations", query={"query": query, "page_size": page_size}),
        )

    def get_organisation(self, uscc: str) -> models.OrganisationRecord:
        """Return an organisation with its listings, for staff (rule B3)."""
        return cast(models.OrganisationRecord, self._transport.json("GET", f"/api/v1/organisations/{_part(uscc)}"))

    def import_affiliations(
        self, body: models.AffiliationImport, *, idempotency_key: str = ""
    ) -> models.ImportAffiliationsResponse:
        """Import relations, by the secretariat; return each line that was not imported, with the reason (rule B8)."""
        return cast(
            models.ImportAffiliationsResponse,
            self._transport.json("POST", "/api/v1/affiliation-imports", body, key=idempotency_key),
        )

    def export_affiliations(self, *, format: Literal["csv", "xlsx"] = "xlsx") -> bytes:
        """Return the relations in force as a file, in the columns of their import, for the secretariat (rules B8, K3)."""
        return self._transport.send("GET", "/api/v1/affiliations/file", query={"format": format}).content

    def get_affiliations(self, uscc: str) -> models.OrganisationAffiliations:
        """Return an organisation's relations in force and every statement, for staff (rules B8, K1)."""
        return cast(
            models.OrganisationAffiliations,
            self._transport.json("GET", f"/api/v1/organisations/{_part(uscc)}/affiliations"),
        )

    def list_word_lists(self) -> models.ListWordListsResponse:
        """List every word list with its versions, for the secretariat and hosts (rule B9)."""
        return cast(models.ListWordListsResponse, self._transport.json("GET", "/api/v1/word-lists"))

    def import_word_list(
        self, body: models.WordListImport, *, idempotency_key: str = ""
    ) -> models.ImportWordListResponse:
        """Replace a word list, by the secretariat; if any line is wrong, return each and replace nothing (rule B9)."""
        return cast(
            models.ImportWordListResponse, self._transport.json("POST", "/api/v1/word-lists", body, key=idempotency_key)
        )

    def export_word_list(self, list_name: str, *, format: Literal["csv", "xlsx"] = "xlsx") -> bytes:
        """Return the words of a list in force as a file, in the columns of its import, for the secretariat (rules B9, K3)."""
        return self._transport.send(
            "GET", f"/api/v1/word-lists/{_part(list_name)}/file", query={"format": format}
        ).content

    def screen_name(self, body: models.NameScreening, *, idempotency_key: str = "") -> models.ScreenNameResponse:
        """Return the hits of a name, for the secretariat and hosts; nothing is kept (rule B9)."""
        return cast(
            models.ScreenNameResponse,
            self._transport.json("POST", "/api/v1/name-screenings", body, key=idempotency_key),
        )

    def list_teams(
        self,
        *,
        division_code: str = "",
        state: Literal["", "registered", "submitted", "withdrawn", "disqualified"] = "",
        review_state: Literal["", "passed", "returned", "supplement", "rejected", "reopened"] = "",
        track: str = "",
        page_token: str = "",
        page_size: int = 50,
        count: bool = False,
    ) -> models.ListTeamsResponse:
        """List teams without drafts, the newest first: the caller's own, a division's to its host, all to the secretariat (K1)."""
        return cast(
            models.ListTeamsResponse,
            self._transport.json(
                "GET",
                "/api/v1/teams",
                query={
                    "division_code": division_code,
                    "state": state,
                    "review_state": review_state,
                    "track": track,
                    "page_token": page_token,
                    "page_size": page_size,
                    "count": count,
                },
            ),
        )

    def register_team(self, body: models.NewTeam, *, idempotency_key: str = "") -> models.Team:
        """Register a team with its project (rules A2, B1 to B8, B10, C1)."""
        return cast(models.Team, self._transport.json("POST", "/api/v1/teams", body, key=idempotency_key))

    def export_teams(
        self,
        *,
        division_code: str = "",
        state: Literal["", "registered", "submitted", "withdrawn", "disqualified"] = "",
        review_state: Literal["", "passed", "returned", "supplement", "rejected", "reopened"] = "",
        track: str = "",
        format: Literal["csv", "xlsx"] = "xlsx",
    ) -> bytes:
        """Return the teams of the list as a file, the newest first, without their representatives (rules K1, K3, K4)."""
        return self._transport.send(
            "GET",
            "/api/v1/teams/file",
            query={
                "division_code": division_code,
                "state": state,
                "review_state": review_state,
                "track": track,
                "format": format,
            },
        ).content

    def search_teams(self, body: models.TeamSearch, *, idempotency_key: str = "") -> models.ListTeamsResponse:
        """Search the teams of the list by the beginning of their name or their project's, in order of names (rule K1)."""
        return cast(
            models.ListTeamsResponse, self._transport.json("POST", "/api/v1/teams/search", body, key=idempotency_key)
        )

    def get_team(self, team_id: str) -> models.Team:
        """Return a team with its receipts and review; its draft, evidence and missing items for its own accounts only (rule K1)."""
        return cast(models.Team, self._transport.json("GET", f"/api/v1/teams/{_part(team_id)}"))

    def change_team(self, team_id: str, body: models.TeamChange, *, idempotency_key: str = "") -> models.Team:
        """Change names and representatives before the deadline (rules B4 to B6, C10)."""
        return cast(
            models.Team, self._transport.json("PATCH", f"/api/v1/teams/{_part(team_id)}", body, key=idempotency_key)
        )

    def list_team_looks(self, team_id: str, *, page_token: str = "", page_size: int = 50) -> models.ListLooksResponse:
        """List who looked at the identity numbers of a team's representatives, in which role, for its own accounts (rule K4)."""
        return cast(
            models.ListLooksResponse,
            self._transport.json(
                "GET", f"/api/v1/teams/{_part(team_id)}/looks", query={"page_token": page_token, "page_size": page_size}
            ),
        )

    def revive_team(self, team_id: str, body: models.Empty, *, idempotency_key: str = "") -> models.Team:
        """Bring a withdrawn team back while registration is open; it submits its project anew (rules B5, B7, C12)."""
        return cast(
            models.Team,
            self._transport.json("POST", f"/api/v1/teams/{_part(team_id)}/revival", body, key=idempotency_key),
        )

    def withdraw_team(self, team_id: str, body: models.Empty, *, idempotency_key: str = "") -> models.Team:
        """Withdraw a team before the deadline (rule C12)."""
        return cast(
            models.Team,
            self._transport.json("POST", f"/api/v1/teams/{_part(team_id)}/withdrawal", body, key=idempotency_key),
        )

    def list_co_organisations(self, team_id: str) -> models.ListCoOrganisationsResponse:
        """List a team's co-organisations with their answers; for the lead's accounts with the invitation codes (rule B2)."""
        return cast(
            models.ListCoOrganisationsResponse,
            self._transport.json("GET", f"/api/v1/teams/{_part(team_id)}/co-organisations"),
        )

    def add_co_organisation(
        self, team_id: str, body: models.StatedOrganisation, *, idempotency_key: str = ""
    ) -> models.Team:
        """Invite one more co-organisation, by the lead, until the registration deadline (rules B1, B2, B3, B8)."""
        return cast(
            models.Team,
            self._transport.json("POST", f"/api/v1/teams/{_part(team_id)}/co-organisations", body, key=idempotency_key),
        )

    def remove_co_organisation(self, team_id: str, uscc: str, *, idempotency_key: str = "") -> models.Team:
        """Remove a co-organisation that has no representative and owns no evidence in the team, by the lead (rule B2)."""
        return cast(
            models.Team,
            self._transport.json(
                "DELETE", f"/api/v1/teams/{_part(team_id)}/co-organisations/{_part(uscc)}", key=idempotency_key
            ),
        )

    def renew_invitation(
        self, team_id: str, uscc: str, body: models.Empty, *, idempotency_key: str = ""
    ) -> models.CoOrganisation:
        """Make a new code for a co-organisation that has not consented; the old code is void (rule B2)."""
        return cast(
            models.CoOrganisation,
            self._transport.json(
                "POST",
                f"/api/v1/teams/{_part(team_id)}/co-organisations/{_part(uscc)}/invitation",
                body,
                key=idempotency_key,
            ),
        )

    def look_up_invitation(
        self, body: models.InvitationKey, *, idempotency_key: str = ""
    ) -> models.RegistrationInvitation:
        """Return the team, project and lead that an invitation names, to anyone who has its code (rule B2)."""
        return cast(
            models.RegistrationInvitation,
            self._transport.json("POST", "/api/v1/invitation-lookups", body, key=idempotency_key),
        )

    def answer_invitation(
        self, body: models.InvitationAnswer, *, idempotency_key: str = ""
    ) -> models.RegistrationInvitation:
        """Consent or decline, by an account of the co-organisation, which then acts for it in the team (rules B2, B7)."""
        return cast(
            models.RegistrationInvitation,
            self._transport.json("POST", "/api/v1/invitation-answers", body, key=idempotency_key),
        )

    def take_consent_back(self, team_id: str, *, idempotency_key: str = "") -> models.TakeConsentBackResponse:
        """Take a co-organisation's consent back while nothing is submitted (rule B2)."""
        return cast(
            models.TakeConsentBackResponse,
            self._transport.json("DELETE", f"/api/v1/teams/{_part(team_id)}/consent", key=idempotency_key),
        )

    def hand_over_lead(self, team_id: str, body: models.NewLead, *, idempotency_key: str = "") -> models.Team:
        """Offer the lead to a co-organisation; called by that co-organisation, take it (rule B2)."""
        return cast(
            models.Team, self._transport.json("POST", f"/api/v1/teams/{_part(team_id)}/lead", body, key=idempotency_key)
        )

    def list_team_accounts(self, team_id: str) -> models.RegistrationListAccountsResponse:
        """List the team's accounts, each with its label, organisation and start; with the code for the caller's colleagues (B2)."""
        return cast(
            models.RegistrationListAccountsResponse,
            self._transport.json("GET", f"/api/v1/teams/{_part(team_id)}/accounts"),
        )

    def invite_colleagues(
        self, team_id: str, body: models.Empty, *, idempotency_key: str = ""
    ) -> models.ColleagueInvitation:
        """Make a new code for colleagues of the caller's organisation; the old code is void (rule B2)."""
        return cast(
            models.ColleagueInvitation,
            self._transport.json(
                "POST", f"/api/v1/teams/{_part(team_id)}/colleague-invitations", body, key=idempotency_key
            ),
        )

    def end_colleague_invitation(
        self, team_id: str, *, idempotency_key: str = ""
    ) -> models.EndColleagueInvitationResponse:
        """End the code of the caller's organisation: nobody joins by it any more (rule K1)."""
        return cast(
            models.EndColleagueInvitationResponse,
            self._transport.json(
                "DELETE", f"/api/v1/teams/{_part(team_id)}/colleague-invitations", key=idempotency_key
            ),
        )

    def answer_colleague_invitation(self, body: models.ColleagueAnswer, *, idempotency_key: str = "") -> models.Team:
        """Join a team by a colleague's code, to act for the organisation that made it; return the team (rules B2, K1)."""
        return cast(models.Team, self._transport.json("POST", "/api/v1/colleague-answers", body, key=idempotency_key))

    def remove_team_account(
        self, team_id: str, account_id: str, *, idempotency_key: str = ""
    ) -> models.RemoveAccountResponse:
        """Remove an account of the caller's organisation, also the caller's own, but never the last one (rule B2)."""
        return cast(
            models.RemoveAccountResponse,
            self._transport.json(
                "DELETE", f"/api/v1/teams/{_part(team_id)}/accounts/{_part(account_id)}", key=idempotency_key
            ),
        )

    def list_passings_on(self, team_id: str) -> models.ListPassingsOnResponse:
        """List how sides of the team were passed on, for its accounts, its host and the secretariat (rule K1)."""
        return cast(
            models.ListPassingsOnResponse, self._transport.json("GET", f"/api/v1/teams/{_part(team_id)}/passings-on")
        )

    def pass_team_on(self, team_id: str, body: models.PassingOnBody, *, idempotency_key: str = "") -> models.PassingOn:
        """Pass an organisation's side of a team on, by the host or the secretariat after a recorded check (rule K1).

        The answer has the code, to be handed to the new account's holder; it is good once the organisation's accounts had 24 to 168
        hours to object, 72 unless stated.
        """
        return cast(
            models.PassingOn,
            self._transport.json("POST", f"/api/v1/teams/{_part(team_id)}/passings-on", body, key=idempotency_key),
        )

    def object_to_passing_on(self, team_id: str, body: models.Empty, *, idempotency_key: str = "") -> models.PassingOn:
        """Object to passing on one's own organisation's side of the team, which ends it (rule K1)."""
        return cast(
            models.PassingOn,
            self._transport.json(
                "POST", f"/api/v1/teams/{_part(team_id)}/passings-on/objection", body, key=idempotency_key
            ),
        )

    def take_team_over(self, body: models.TakeOver, *, idempotency_key: str = "") -> models.Team:
        """Take over an organisation's side of a team by the code that the host handed over; return the team (rule K1)."""
        return cast(models.Team, self._transport.json("POST", "/api/v1/take-overs", body, key=idempotency_key))

    def list_team_name_claims(
        self, team_id: str, *, page_token: str = "", page_size: int = 50, count: bool = False
    ) -> models.ListNameClaimsResponse:
        """List the claims to names that a team made, and those against it, for its own accounts (rule B7)."""
        return cast(
            models.ListNameClaimsResponse,
            self._transport.json(
                "GET",
                f"/api/v1/teams/{_part(team_id)}/name-claims",
                query={"page_token": page_token, "page_size": page_size, "count": count},
            ),
        )

    def answer_name_claim(
        self, team_id: str, claim_id: str, body: models.ClaimAnswer, *, idempotency_key: str = ""
    ) -> models.NameClaim:
        """Say something to a claim against the team's names, by its lead, until it is decided (rule B7)."""
        return cast(
            models.NameClaim,
            self._transport.json(
                "POST",
                f"/api/v1/teams/{_part(team_id)}/name-claims/{_part(claim_id)}/answer",
                body,
                key=idempotency_key,
            ),
        )

    def list_name_claims(
        self,
        *,
        division_code: str = "",
        state: Literal["", "open", "upheld", "dismissed", "lapsed"] = "",
        page_token: str = "",
        page_size: int = 50,
        count: bool = False,
    ) -> models.ListNameClaimsResponse:
        """List the claims to names in a division, the newest first, for its host; for the secretariat all (rules B7, K1)."""
        return cast(
            models.ListNameClaimsResponse,
            self._transport.json(
                "GET",
                "/api/v1/name-claims",
                query={
                    "division_code": division_code,
                    "state": state,
                    "page_token": page_token,
                    "page_size": page_size,
                    "count": count,
                },
            ),
        )

    def get_name_claim(self, claim_id: str) -> models.NameClaim:
        """Return a claim with the evidence of both teams, to whoever decides on it (rules B7, K1)."""
        return cast(models.NameClaim, self._transport.json("GET", f"/api/v1/name-claims/{_part(claim_id)}"))

    def decide_name_claim(
        self, claim_id: str, body: models.ClaimDecision, *, idempotency_key: str = ""
    ) -> models.NameClaim:
        """Decide on a claim, as the host of the division in which the names are held, or the secretariat (rule B7)."""
        return cast(
            models.NameClaim,
            self._transport.json("POST", f"/api/v1/name-claims/{_part(claim_id)}/decision", body, key=idempotency_key),
        )

    def get_declaration(self, team_id: str, *, since: int = 0, kept_since: str | None = None) -> models.Declaration:
        """Return the draft, or only the sections written after revision `since`, each with its writer.

        `kept` lists the newest texts that were refused and kept (after the moment `kept_since`), without the texts themselves:
        see `kept-texts`.
        """
        return cast(
            models.Declaration,
            self._transport.json(
                "GET", f"/api/v1/teams/{_part(team_id)}/declaration", query={"since": since, "kept_since": kept_since}
            ),
        )

    def save_declaration(
        self, team_id: str, body: models.DraftSave, *, if_match: str = "", idempotency_key: str = ""
    ) -> models.Team:
        """Save sections of the draft (rule C4).

        If somebody else wrote a section meanwhile and touched other paragraphs, both texts are merged (`merged_sections`). If
        they touched the same paragraphs, the answer is 409 `C4_DRAFT_MOVED_ON` with the section as it is now (`current`), and
        the refused text is kept. With If-Match nothing is merged: 412 `C4_DRAFT_CHANGED` if anything changed.
        """
        return cast(
            models.Team,
            self._transport.json(
                "PUT",
                f"/api/v1/teams/{_part(team_id)}/declaration",
                body,
                headers={"If-Match": if_match} if if_match else None,
                key=idempotency_key,
            ),
        )

    def list_kept_texts(
        self, team_id: str, *, page_token: str = "", page_size: int = 50
    ) -> models.ListKeptTextsResponse:
        """List the texts that were refused and kept, newest first, without the texts themselves (rule C4)."""
        return cast(
            models.ListKeptTextsResponse,
            self._transport.json(
                "GET",
                f"/api/v1/teams/{_part(team_id)}/kept-texts",
                query={"page_token": page_token, "page_size": page_size},
            ),
        )

    def get_kept_text(self, team_id: str, kept_id: str) -> models.KeptText:
        """Return a text that was refused and kept, whole (rule C4)."""
        return cast(
            models.KeptText, self._transport.json("GET", f"/api/v1/teams/{_part(team_id)}/kept-texts/{_part(kept_id)}")
        )

    def delete_kept_text(self, team_id: str, kept_id: str, *, idempotency_key: str = "") -> None:
        """Delete a kept text, by its writer (rule C4)."""
        self._transport.json(
            "DELETE", f"/api/v1/teams/{_part(team_id)}/kept-texts/{_part(kept_id)}", key=idempotency_key
        )

    def list_editors(self, team_id: str) -> models.Editors:
        """Return who of the team is editing which section now, apart from the caller (rule C4)."""
        return cast(models.Editors, self._transport.json("GET", f"/api/v1/teams/{_part(team_id)}/editors"))

    def note_editing(self, team_id: str, body: models.Editing, *, idempotency_key: str = "") -> models.Editors:
        """Note that the caller is editing a section, and return who else of the team is editing (rule C4).

        Note it again every ten seconds while the editor is open: after half a minute it is forgotten. Nothing is locked by it.
        """
        return cast(
            models.Editors,
            self._transport.json("PUT", f"/api/v1/teams/{_part(team_id)}/editors", body, key=idempotency_key),
        )

    def get_completeness(self, team_id: str) -> models.Completeness:
        """Return what is done and missing, what a submission would be refused for, and if the caller may submit (rules C4, K1)."""
        return cast(models.Completeness, self._transport.json("GET", f"/api/v1/teams/{_part(team_id)}/completeness"))

    def list_dossiers(self, code: str, *, page_token: str = "", page_size: int = 50) -> models.ListDossiersResponse:
        """List a division's dossiers, newest first, and the bytes that they take, for its host and the secretariat (K1, K3)."""
        return cast(
            models.ListDossiersResponse,
            self._transport.json(
                "GET",
                f"/api/v1/divisions/{_part(code)}/dossiers",
                query={"page_token": page_token, "page_size": page_size},
            ),
        )

    def request_dossier(self, code: str, *, idempotency_key: str = "") -> models.Dossier:
        """Ask for a division's submissions and material as one file, by its host or the secretariat (rules K1, K3).

        A worker makes it: read its state and progress at `/dossiers/{dossier_id}` until it is ready. It has a folder for each team
        that submitted and did not withdraw, with the declaration of its newest version and the files of that version and of its
        answers to review, and an index as a workbook. Names, numbers and contacts of representatives are not in it.
        """
        return cast(
            models.Dossier,
            self._transport.json("POST", f"/api/v1/divisions/{_part(code)}/dossiers", key=idempotency_key),
        )

    def get_dossier(self, dossier_id: str) -> models.Dossier:
        """Return a dossier with its state and progress, for the division's host and the secretariat (rules K1, K3)."""
        return cast(models.Dossier, self._transport.json("GET", f"/api/v1/dossiers/{_part(dossier_id)}"))

    def download_dossier(self, dossier_id: str) -> bytes:
        """Return the ZIP file of a dossier that is ready, or one range of it; who fetches it is recorded (rules K1, K3, K4)."""
        return self._transport.send("GET", f"/api/v1/dossiers/{_part(dossier_id)}/file").content

    def cancel_dossier(self, dossier_id: str, *, idempotency_key: str = "") -> models.Dossier:
        """Stop making a dossier, or delete its file before it expires; one that has ended stays as it is (rules K1, K3, K4)."""
        return cast(
            models.Dossier,
            self._transport.json("POST", f"/api/v1/dossiers/{_part(dossier_id)}/cancellation", key=idempotency_key),
        )

    def get_figures(self, *, division_code: str = "") -> models.ContestFigures:
        """Return how many teams registered and submitted, by track, kind of organisation and hour; of all by division too."""
        return cast(
            models.ContestFigures,
            self._transport.json("GET", "/api/v1/figures", query={"division_code": division_code}),
        )

    def list_materials(
        self, team_id: str, *, sha256: str = "", page_token: str = "", page_size: int = 50
    ) -> models.ListMaterialsResponse:
        """List all material that a team uploaded, also if its draft no longer uses it; for staff only what was submitted (C7, K1).

        For an expert who scores the project, not blind, the files of the submission that is scored (rule E3). With `sha256` only
        files with that content.
        """
        return cast(
            models.ListMaterialsResponse,
            self._transport.json(
                "GET",
                f"/api/v1/teams/{_part(team_id)}/material",
                query={"sha256": sha256, "page_token": page_token, "page_size": page_size},
            ),
        )

    def get_upload(self, upload_id: str) -> models.Upload:
        """Return an upload with its state and the bytes that have arrived (rule C7)."""
        return cast(models.Upload, self._transport.json("GET", f"/api/v1/material-uploads/{_part(upload_id)}"))

    def download_material(self, team_id: str, material_id: str) -> bytes:
        """Return the file, or one range of it: for the team, and once submitted for host, reviewers and secretariat (C7, K1).

        Also for an expert who scores the project, not blind, if the file is of the submission that is scored (rule E3).
        """
        return self._transport.send("GET", f"/api/v1/teams/{_part(team_id)}/material/{_part(material_id)}").content

    def attach_evidence(self, team_id: str, body: models.EvidenceBody, *, idempotency_key: str = "") -> models.Team:
        """Attach material that was uploaded before to the draft, also as another kind (rules C5 to C7)."""
        return cast(
            models.Team,
            self._transport.json("POST", f"/api/v1/teams/{_part(team_id)}/evidence", body, key=idempotency_key),
        )

    def remove_evidence(self, team_id: str, evidence_id: str, *, idempotency_key: str = "") -> models.Team:
        """Take evidence out of the draft (rule C7)."""
        return cast(
            models.Team,
            self._transport.json(
                "DELETE", f"/api/v1/teams/{_part(team_id)}/evidence/{_part(evidence_id)}", key=idempotency_key
            ),
        )

    def submit_project(
        self, team_id: str, body: models.NewSubmission, *, if_match: str = "", idempotency_key: str = ""
    ) -> models.Receipt:
        """Submit the draft as the next version; return the receipt (rule C8)."""
        return cast(
            models.Receipt,
            self._transport.json(
                "POST",
                f"/api/v1/teams/{_part(team_id)}/submissions",
                body,
                headers={"If-Match": if_match} if if_match else None,
                key=idempotency_key,
            ),
        )

    def get_submission(self, team_id: str, number: int) -> models.Submission:
        """Return a version as it was submitted (rule C7)."""
        return cast(
            models.Submission,
            self._transport.json("GET", f"/api/v1/teams/{_part(team_id)}/submissions/{_part(number)}"),
        )

    def get_submission_receipt(self, team_id: str, number: int) -> models.Receipt:
        """Return the receipt of a submission as a file to keep; it can be verified offline (rules C8, D5)."""
        return cast(
            models.Receipt,
            self._transport.json("GET", f"/api/v1/teams/{_part(team_id)}/submissions/{_part(number)}/receipt"),
        )

    def get_submission_form(self, team_id: str, number: int) -> bytes:
        """Return the canonical form of a submission, byte for byte: its SHA-256 is the digest of the receipt (rule C8)."""
        return self._transport.send("GET", f"/api/v1/teams/{_part(team_id)}/submissions/{_part(number)}/form").content

    def list_versions(self, team_id: str) -> models.ListVersionsResponse:
        """List every submitted version (rule C10)."""
        return cast(
            models.ListVersionsResponse, self._transport.json("GET", f"/api/v1/teams/{_part(team_id)}/versions")
        )

    def compare_versions(self, team_id: str, left: int, right: int) -> models.VersionDifference:
        """Return two versions side by side, word by word; 0 is the draft (rule C10)."""
        return cast(
            models.VersionDifference,
            self._transport.json(
                "GET", f"/api/v1/teams/{_part(team_id)}/versions/{_part(left)}/difference/{_part(right)}"
            ),
        )

    def get_receipt(self, number: str) -> models.Receipt:
        """Return a receipt by its number (rule C8)."""
        return cast(models.Receipt, self._transport.json("GET", f"/api/v1/receipts/{_part(number)}"))

    def list_receipt_keys(self) -> models.ListReceiptKeysResponse:
        """List the public keys of receipts, for anyone: with them a receipt can be verified anywhere (rule C8)."""
        return cast(models.ListReceiptKeysResponse, self._transport.json("GET", "/api/v1/receipt-keys"))

    def verify_receipt(self, body: models.ReceiptBody, *, idempotency_key: str = "") -> models.VerifyReceiptResponse:
        """Say if a receipt is genuine, for anyone; nothing of the submission is shown (rule C8)."""
        return cast(
            models.VerifyReceiptResponse,
            self._transport.json("POST", "/api/v1/receipt-verifications", body, key=idempotency_key),
        )

    def list_supplements(self, team_id: str, *, number: int = 0) -> models.ListSupplementsResponse:
        """List the requests for supplementary material, each with its deadline and answer, or only that of a number (rule C11)."""
        return cast(
            models.ListSupplementsResponse,
            self._transport.json("GET", f"/api/v1/teams/{_part(team_id)}/supplements", query={"number": number}),
        )

    def answer_supplement(
        self, team_id: str, number: int, body: models.SupplementAnswer, *, idempotency_key: str = ""
    ) -> models.Supplement:
        """Answer a request for supplementary material, once and in time, also if submission has closed (rule C11)."""
        return cast(
            models.Supplement,
            self._transport.json(
                "POST", f"/api/v1/teams/{_part(team_id)}/supplements/{_part(number)}/answer", body, key=idempotency_key
            ),
        )

    def get_list_template(
        self,
        list_name: Literal[
            "affiliations", "credit-lists", "experts", "invitations", "recommendations", "reviewers", "word-lists"
        ],
        *,
        format: Literal["csv", "xlsx"] = "xlsx",
    ) -> bytes:
        """Return the template of a list that is imported: its columns in Chinese and English, and an example line (rule K3).

        A star marks the columns that must be filled in. An import passes over the example line if it was left in unchanged.
        """
        return self._transport.send(
            "GET", f"/api/v1/lists/{_part(list_name)}/template", query={"format": format}
        ).content

    def get_desk(self, code: str) -> models.Desk:
        """Return the division's reviewers and their loads."""
        return cast(models.Desk, self._transport.json("GET", f"/api/v1/divisions/{_part(code)}/reviewers"))

    def appoint_reviewers(self, code: str, body: models.Reviewers, *, idempotency_key: str = "") -> models.Desk:
        """Appoint the division's reviewers, by its host: active accounts with the role reviewer in the division (rule D2)."""
        return cast(
            models.Desk,
            self._transport.json("PUT", f"/api/v1/divisions/{_part(code)}/reviewers", body, key=idempotency_key),
        )

    def import_reviewers(
        self, code: str, body: models.ReviewerImport, *, idempotency_key: str = ""
    ) -> models.ImportReviewersResponse:
        """Appoint the reviewers that a file lists, by the division's host; nobody if a line is wrong (rules D2, K3)."""
        return cast(
            models.ImportReviewersResponse,
            self._transport.json(
                "POST", f"/api/v1/divisions/{_part(code)}/reviewer-imports", body, key=idempotency_key
            ),
        )

    def export_reviewers(self, code: str, *, format: Literal["csv", "xlsx"] = "xlsx") -> bytes:
        """Return the division's reviewers as a file, in the columns in which it is imported (rule K3)."""
        return self._transport.send(
            "GET", f"/api/v1/divisions/{_part(code)}/reviewers/file", query={"format": format}
        ).content

    def list_cases(
        self,
        *,
        division_code: str = "",
        state: Literal["", "waiting", "assigned", "decided", "appealed", "withdrawn", "disqualified"] = "",
        reviewer_id: str = "",
        overdue: bool = False,
        page_token: str = "",
        page_size: int = 50,
        count: bool = False,
    ) -> models.ListCasesResponse:
        """List cases by due date: a reviewer's own, a division's to its host by `division_code`, all to the secretariat."""
        return cast(
            models.ListCasesResponse,
            self._transport.json(
                "GET",
                "/api/v1/cases",
                query={
                    "division_code": division_code,
                    "state": state,
                    "reviewer_id": reviewer_id,
                    "overdue": overdue,
                    "page_token": page_token,
                    "page_size": page_size,
                    "count": count,
                },
            ),
        )

    def count_cases(self, code: str) -> models.CaseCounts:
        """Return how many cases the division has in each state."""
        return cast(models.CaseCounts, self._transport.json("GET", f"/api/v1/divisions/{_part(code)}/case-counts"))

    def get_case(self, case_id: str) -> models.Case:
        """Return a case with its findings, its decisions and the submission."""
        return cast(models.Case, self._transport.json("GET", f"/api/v1/cases/{_part(case_id)}"))

    def decide_case(self, case_id: str, body: models.DecisionBody, *, idempotency_key: str = "") -> models.Case:
        """Decide a case, by its reviewer or the host; by the secretariat if no reviewer of the division may (rules D1, D4)."""
        return cast(
            models.Case,
            self._transport.json("POST", f"/api/v1/cases/{_part(case_id)}/decision", body, key=idempotency_key),
        )

    def reassign_case(self, case_id: str, body: models.Reassignment, *, idempotency_key: str = "") -> models.Case:
        """Assign a case to another reviewer (rule D2)."""
        return cast(
            models.Case,
            self._transport.json("POST", f"/api/v1/cases/{_part(case_id)}/reassignment", body, key=idempotency_key),
        )

    def recuse_from_case(
        self, case_id: str, body: models.CaseRecusalBody, *, idempotency_key: str = ""
    ) -> models.RecuseFromCaseResponse:
        """Withdraw from a case because of a conflict of interest, by its reviewer; another reviewer gets it (rule D2)."""
        return cast(
            models.RecuseFromCaseResponse,
            self._transport.json("POST", f"/api/v1/cases/{_part(case_id)}/recusal", body, key=idempotency_key),
        )

    def appeal_case(self, case_id: str, body: models.Appeal, *, idempotency_key: str = "") -> models.Case:
        """Appeal, by the team, once (rule D3)."""
        return cast(
            models.Case,
            self._transport.json("POST", f"/api/v1/cases/{_part(case_id)}/appeal", body, key=idempotency_key),
        )

    def settle_appeal(
        self, case_id: str, body: models.AppealSettlementBody, *, idempotency_key: str = ""
    ) -> models.Case:
        """Settle an appeal, by the host or the secretariat, and never by who rejected (rule D3)."""
        return cast(
            models.Case,
            self._transport.json(
                "POST", f"/api/v1/cases/{_part(case_id)}/appeal/settlement", body, key=idempotency_key
            ),
        )

    def get_recommendation(self, code: str) -> models.Recommendation:
        """Return the division's recommendation."""
        return cast(
            models.Recommendation, self._transport.json("GET", f"/api/v1/divisions/{_part(code)}/recommendation")
        )

    def file_recommendation(
        self, code: str, body: models.NewRecommendation, *, idempotency_key: str = ""
    ) -> models.Recommendation:
        """Recommend projects to the final, by the host (rule F1)."""
        return cast(
            models.Recommendation,
            self._transport.json("PUT", f"/api/v1/divisions/{_part(code)}/recommendation", body, key=idempotency_key),
        )

    def import_recommendation(
        self, code: str, body: models.RecommendationImport, *, idempotency_key: str = ""
    ) -> models.ImportRecommendationResponse:
        """Recommend the projects that a file lists, in its order, by the host; none if a line is wrong (rules F1, K3)."""
        return cast(
            models.ImportRecommendationResponse,
            self._transport.json(
                "POST", f"/api/v1/divisions/{_part(code)}/recommendation-imports", body, key=idempotency_key
            ),
        )

    def export_recommendation(self, code: str, *, format: Literal["csv", "xlsx"] = "xlsx") -> bytes:
        """Return the projects that have a place as a file, in the columns in which it is imported (rule K3)."""
        return self._transport.send(
            "GET", f"/api/v1/divisions/{_part(code)}/recommendation/file", query={"format": format}
        ).content

    def list_recommendations(self) -> models.ListRecommendationsResponse:
        """List how each division that has filed is doing: places held, lost and forfeited (rules F1, F6)."""
        return cast(models.ListRecommendationsResponse, self._transport.json("GET", "/api/v1/recommendations"))

    def list_recommendation_candidates(self, code: str) -> models.ListCandidatesResponse:
        """List the projects of the division's rankings, with how many of a track it may recommend until when (rule F1)."""
        return cast(
            models.ListCandidatesResponse,
            self._transport.json("GET", f"/api/v1/divisions/{_part(code)}/recommendation-candidates"),
        )

    def notify_recommender(
        self, code: str, body: models.LossNoticeBody, *, idempotency_key: str = ""
    ) -> models.Recommendation:
        """Notify the recommender of a lost place, by the secretariat; the time to fill it runs from there (rule F6)."""
        return cast(
            models.Recommendation,
            self._transport.json(
                "POST", f"/api/v1/divisions/{_part(code)}/recommendation/loss-notices", body, key=idempotency_key
            ),
        )

    def substitute_project(
        self, code: str, body: models.Substitution, *, idempotency_key: str = ""
    ) -> models.Recommendation:
        """Give a lost place to another project, in the time of the secretariat's notice (rule F6)."""
        return cast(
            models.Recommendation,
            self._transport.json(
                "POST", f"/api/v1/divisions/{_part(code)}/recommendation/substitutions", body, key=idempotency_key
            ),
        )

    def get_national_check(self) -> models.CheckProgress:
        """Return how far the check is, and which projects it has not compared yet (rule F5)."""
        return cast(models.CheckProgress, self._transport.json("GET", "/api/v1/national-check"))

    def run_national_check(self, body: models.Empty, *, idempotency_key: str = "") -> models.RunNationalCheckResponse:
        """Compare all recommended projects anew; new and changed ones are compared without being asked for (rule F5)."""
        return cast(
            models.RunNationalCheckResponse,
            self._transport.json("POST", "/api/v1/national-check", body, key=idempotency_key),
        )

    def list_duplicate_hits(
        self,
        *,
        state: Literal["", "open", "confirmed", "dismissed", "lapsed"] = "",
        page_token: str = "",
        page_size: int = 50,
        count: bool = False,
    ) -> models.ListHitsResponse:
        """List the hits of the check (rule F5)."""
        return cast(
            models.ListHitsResponse,
            self._transport.json(
                "GET",
                "/api/v1/national-check/hits",
                query={"state": state, "page_token": page_token, "page_size": page_size, "count": count},
            ),
        )

    def get_duplicate_hit(self, hit_id: str) -> models.HitDetails:
        """Return a hit with the passages and files that both projects have in common (rule F5)."""
        return cast(models.HitDetails, self._transport.json("GET", f"/api/v1/national-check/hits/{_part(hit_id)}"))

    def settle_duplicate_hit(self, hit_id: str, body: models.HitSettlement, *, idempotency_key: str = "") -> models.Hit:
        """Confirm or dismiss a hit (rule F5)."""
        return cast(
            models.Hit,
            self._transport.json(
                "POST", f"/api/v1/national-check/hits/{_part(hit_id)}/settlement", body, key=idempotency_key
            ),
        )

    def get_finalists(self) -> models.FinalistList:
        """Return the list of finalists in its versions."""
        return cast(models.FinalistList, self._transport.json("GET", "/api/v1/finalists"))

    def propose_finalists(self, body: models.Empty, *, idempotency_key: str = "") -> models.FinalistList:
        """Propose the next version of the list of finalists; its notice opens by itself (rules F6, F8)."""
        return cast(models.FinalistList, self._transport.json("POST", "/api/v1/finalists", body, key=idempotency_key))

    def appoint_experts(self, panel_id: str, body: models.Experts, *, idempotency_key: str = "") -> models.Panel:
        """Appoint the experts of `division-<code>` or `final`: active experts, for the final those who hold nation-wide (rule E1)."""
        return cast(
            models.Panel,
            self._transport.json("PUT", f"/api/v1/panels/{_part(panel_id)}/experts", body, key=idempotency_key),
        )

    def import_experts(
        self, panel_id: str, body: models.ExpertImport, *, idempotency_key: str = ""
    ) -> models.ImportExpertsResponse:
        """Appoint the experts that a file lists, by the host or the secretariat; nobody if a line is wrong (rules E1, K3)."""
        return cast(
            models.ImportExpertsResponse,
            self._transport.json("POST", f"/api/v1/panels/{_part(panel_id)}/expert-imports", body, key=idempotency_key),
        )

    def declare_interests(self, panel_id: str, body: models.Interests, *, idempotency_key: str = "") -> models.Panel:
        """Declare interests, by an expert (rule E2)."""
        return cast(
            models.Panel,
            self._transport.json("POST", f"/api/v1/panels/{_part(panel_id)}/interests", body, key=idempotency_key),
        )

    def recuse_from_project(self, panel_id: str, body: models.Recusal, *, idempotency_key: str = "") -> models.Sheet:
        """Step back from a project, by an expert (rule E2)."""
        return cast(
            models.Sheet,
            self._transport.json("POST", f"/api/v1/panels/{_part(panel_id)}/recusals", body, key=idempotency_key),
        )

    def get_panel(self, panel_id: str) -> models.Panel:
        """Return a panel, for its host or for the secretariat."""
        return cast(models.Panel, self._transport.json("GET", f"/api/v1/panels/{_part(panel_id)}"))

    def list_own_panels(self) -> models.ListOwnPanelsResponse:
        """List the panels that the calling expert is on, each with the expert's own line alone (rule E2)."""
        return cast(models.ListOwnPanelsResponse, self._transport.json("GET", "/api/v1/own-panels"))

    def export_experts(self, panel_id: str, *, format: Literal["csv", "xlsx"] = "xlsx") -> bytes:
        """Return the experts of a panel as a file, in the columns in which it is imported (rule K3)."""
        return self._transport.send(
            "GET", f"/api/v1/panels/{_part(panel_id)}/experts/file", query={"format": format}
        ).content

    def list_rounds(
        self,
        *,
        stage: Literal["", "division", "final"] = "",
        division_code: str = "",
        page_token: str = "",
        page_size: int = 50,
    ) -> models.ListRoundsResponse:
        """List the rounds that have projects."""
        return cast(
            models.ListRoundsResponse,
            self._transport.json(
                "GET",
                "/api/v1/rounds",
                query={
                    "stage": stage,
                    "division_code": division_code,
                    "page_token": page_token,
                    "page_size": page_size,
                },
            ),
        )

    def get_round(self, round_id: str) -> models.Round:
        """Return a round with its projects."""
        return cast(models.Round, self._transport.json("GET", f"/api/v1/rounds/{_part(round_id)}"))

    def commit_seed(self, round_id: str, body: models.SeedCommitment, *, idempotency_key: str = "") -> models.Draw:
        """Fix the seed of the round's draw by its hash, which is public from now on (rules E2, G1)."""
        return cast(
            models.Draw,
            self._transport.json(
                "POST", f"/api/v1/rounds/{_part(round_id)}/seed-commitments", body, key=idempotency_key
            ),
        )

    def get_draws(self, round_id: str) -> models.Draws:
        """Return what was committed and drawn in a round, with every reason to draw again, for anyone (rules E2, G1)."""
        return cast(models.Draws, self._transport.json("GET", f"/api/v1/rounds/{_part(round_id)}/draws"))

    def assign_experts(self, round_id: str, body: models.DrawBody, *, idempotency_key: str = "") -> models.Round:
        """Assign experts to the projects, reproducibly, by the committed seed (rules E2, G1)."""
        return cast(
            models.Round,
            self._transport.json("POST", f"/api/v1/rounds/{_part(round_id)}/assignment", body, key=idempotency_key),
        )

    def freeze_round(self, round_id: str, body: models.Freeze, *, idempotency_key: str = "") -> models.Ranking:
        """Freeze and sign the ranking of a round (rules E4, E5, E6)."""
        return cast(
            models.Ranking,
            self._transport.json("POST", f"/api/v1/rounds/{_part(round_id)}/freeze", body, key=idempotency_key),
        )

    def reopen_ranking(self, round_id: str, body: models.ReopeningBody, *, idempotency_key: str = "") -> models.Round:
        """Reopen a frozen ranking, by the committee (rule E6)."""
        return cast(
            models.Round,
            self._transport.json("POST", f"/api/v1/rounds/{_part(round_id)}/reopening", body, key=idempotency_key),
        )

    def get_ranking(self, round_id: str) -> models.Ranking:
        """Return the ranking that counts, with everything needed to recompute it; of the final once the winners' notice is open.

        Refuses E6_REOPENED while the committee has it reopened (rules E4, E6).
        """
        return cast(models.Ranking, self._transport.json("GET", f"/api/v1/rounds/{_part(round_id)}/ranking"))

    def export_ranking(self, round_id: str, *, format: Literal["csv", "xlsx"] = "xlsx") -> bytes:
        """Return the ranking that counts as a file, as `getRanking` shows it to the caller (rules E4, E6, K3).

        A project that was struck has no rank. The file is for reading: what is signed is the ranking itself.
        """
        return self._transport.send(
            "GET", f"/api/v1/rounds/{_part(round_id)}/ranking/file", query={"format": format}
        ).content

    def list_rankings(self, round_id: str, *, page_token: str = "", page_size: int = 50) -> models.ListRankingsResponse:
        """List all rankings of a round that are on record (rule E6)."""
        return cast(
            models.ListRankingsResponse,
            self._transport.json(
                "GET",
                f"/api/v1/rounds/{_part(round_id)}/rankings",
                query={"page_token": page_token, "page_size": page_size},
            ),
        )

    def get_ranking_key(self) -> models.PublicKey:
        """Return the public key with which anyone verifies a ranking's signature."""
        return cast(models.PublicKey, self._transport.json("GET", "/api/v1/keys/ranking"))

    def list_sheets(
        self,
        *,
        round_id: str = "",
        state: Literal["", "draft", "submitted"] = "",
        page_token: str = "",
        page_size: int = 50,
        count: bool = False,
    ) -> models.ListSheetsResponse:
        """List the calling expert's sheets, of a round or of all: what is still to do first."""
        return cast(
            models.ListSheetsResponse,
            self._transport.json(
                "GET",
                "/api/v1/sheets",
                query={
                    "round_id": round_id,
                    "state": state,
                    "page_token": page_token,
                    "page_size": page_size,
                    "count": count,
                },
            ),
        )

    def get_sheet(self, sheet_id: str) -> models.Sheet:
        """Return a sheet of the calling expert."""
        return cast(models.Sheet, self._transport.json("GET", f"/api/v1/sheets/{_part(sheet_id)}"))

    def save_sheet(self, sheet_id: str, body: models.SheetSave, *, idempotency_key: str = "") -> models.Sheet:
        """Save a sheet (rule E3)."""
        return cast(
            models.Sheet, self._transport.json("PUT", f"/api/v1/sheets/{_part(sheet_id)}", body, key=idempotency_key)
        )

    def submit_sheet(self, sheet_id: str, body: models.SheetSubmission, *, idempotency_key: str = "") -> models.Sheet:
        """Submit a sheet (rule E3)."""
        return cast(
            models.Sheet,
            self._transport.json("POST", f"/api/v1/sheets/{_part(sheet_id)}/submission", body, key=idempotency_key),
        )

    def get_scoring_progress(self, panel_id: str, *, round_id: str = "") -> models.ScoringProgress:
        """Return how far the scoring of a panel's rounds is; of one round with its projects (rules E2, E3)."""
        return cast(
            models.ScoringProgress,
            self._transport.json("GET", f"/api/v1/panels/{_part(panel_id)}/progress", query={"round_id": round_id}),
        )

    def get_local_awards(self, code: str) -> models.DivisionAwards:
        """Return the awards that the division granted, for anyone (rule E7)."""
        return cast(models.DivisionAwards, self._transport.json("GET", f"/api/v1/divisions/{_part(code)}/local-awards"))

    def grant_local_awards(
        self, code: str, body: models.LocalGrants, *, idempotency_key: str = ""
    ) -> models.DivisionAwards:
        """Grant the division's own awards within its scheme, by its host (rule E7)."""
        return cast(
            models.DivisionAwards,
            self._transport.json("PUT", f"/api/v1/divisions/{_part(code)}/local-awards", body, key=idempotency_key),
        )

    def list_notices(
        self,
        *,
        kind: Literal["finalists", "winners", "disqualification", "change", ""] = "",
        division_code: str = "",
        page_size: int = 50,
        page_token: str = "",
        count: bool = False,
        brief: bool = False,
    ) -> models.ListNoticesResponse:
        """List notices, the newest first; the public sees each from its opening on (rules F8, H1, H4, H5, K1).

        With `brief` they come as summaries, without texts and entries.
        """
        return cast(
            models.ListNoticesResponse,
            self._transport.json(
                "GET",
                "/api/v1/notices",
                query={
                    "kind": kind,
                    "division_code": division_code,
                    "page_size": page_size,
                    "page_token": page_token,
                    "count": count,
                    "brief": brief,
                },
            ),
        )

    def list_published_finalists(
        self, *, text: str = "", track: str = "", page_size: int = 50, page_token: str = "", count: bool = False
    ) -> models.ListPublishedFinalistsResponse:
        """List the finalists whose notice has opened, or those among them in whose names a text is found (rules F8, K1)."""
        return cast(
            models.ListPublishedFinalistsResponse,
            self._transport.json(
                "GET",
                "/api/v1/published-finalists",
                query={"text": text, "track": track, "page_size": page_size, "page_token": page_token, "count": count},
            ),
        )

    def get_notice(self, notice_id: str, *, team_id: str = "", brief: bool = False) -> models.Notice:
        """Return a notice; the public sees it from its opening on (rules F8, H1, K1).

        With `team_id` it has of its entries only that team's, with `brief` neither entries nor text.
        """
        return cast(
            models.Notice,
            self._transport.json(
                "GET", f"/api/v1/notices/{_part(notice_id)}", query={"team_id": team_id, "brief": brief}
            ),
        )

    def file_objection(
        self, notice_id: str, body: models.NewObjection, *, idempotency_key: str = ""
    ) -> models.FileObjectionResponse:
        """Object to a list of finalists or winners within its days; open to anyone, without a name (rules F8, H1).

        A team that the list leaves off may be named too. An account that is signed in is not recorded.
        """
        return cast(
            models.FileObjectionResponse,
            self._transport.json("POST", f"/api/v1/notices/{_part(notice_id)}/objections", body, key=idempotency_key),
        )

    def list_objections(
        self,
        *,
        notice_id: str = "",
        state: Literal["filed", "upheld", "dismissed", ""] = "",
        page_size: int = 50,
        page_token: str = "",
        count: bool = False,
    ) -> models.ListObjectionsResponse:
        """List objections, the newest first, for the secretariat and the committee (rules F8, K1)."""
        return cast(
            models.ListObjectionsResponse,
            self._transport.json(
                "GET",
                "/api/v1/objections",
                query={
                    "notice_id": notice_id,
                    "state": state,
                    "page_size": page_size,
                    "page_token": page_token,
                    "count": count,
                },
            ),
        )

    def get_objection(self, objection_id: str) -> models.Objection:
        """Return an objection, for the secretariat and the committee (rules F8, K1)."""
        return cast(models.Objection, self._transport.json("GET", f"/api/v1/objections/{_part(objection_id)}"))

    def settle_objection(
        self, objection_id: str, body: models.ObjectionSettlement, *, idempotency_key: str = ""
    ) -> models.Objection:
        """Uphold an objection, by the committee, or set it aside, by the secretariat too; once and with a reason (rule F8)."""
        return cast(
            models.Objection,
            self._transport.json(
                "POST", f"/api/v1/objections/{_part(objection_id)}/settlement", body, key=idempotency_key
            ),
        )

    def dismiss_objections(
        self, body: models.ObjectionDismissals, *, idempotency_key: str = ""
    ) -> models.DismissObjectionsResponse:
        """Set several objections aside together with a reason: all of them, or none if one can't be (rule F8)."""
        return cast(
            models.DismissObjectionsResponse,
            self._transport.json("POST", "/api/v1/objection-dismissals", body, key=idempotency_key),
        )

    def get_objection_status(
        self, body: models.TrackedObjection, *, idempotency_key: str = ""
    ) -> models.ObjectionStatus:
        """Return the state of an objection, to anyone who has its secret tracking code (rule F8)."""
        return cast(
            models.ObjectionStatus, self._transport.json("POST", "/api/v1/objection-status", body, key=idempotency_key)
        )

    def download_evidence(self, report_id: str, evidence_id: str) -> bytes:
        """Return a file that a report names, for the committee (rules H3, K1)."""
        return self._transport.send("GET", f"/api/v1/reports/{_part(report_id)}/evidence/{_part(evidence_id)}").content

    def list_reports(
        self,
        *,
        team_id: str = "",
        organiser_id: str = "",
        state: Literal["filed", "accepted", "heard", "upheld", "dismissed", ""] = "",
        page_size: int = 50,
        page_token: str = "",
        count: bool = False,
    ) -> models.ListReportsResponse:
        """List reports, the newest first, for the committee (rules H2, K1)."""
        return cast(
            models.ListReportsResponse,
            self._transport.json(
                "GET",
                "/api/v1/reports",
                query={
                    "team_id": team_id,
                    "organiser_id": organiser_id,
                    "state": state,
                    "page_size": page_size,
                    "page_token": page_token,
                    "count": count,
                },
            ),
        )

    def file_report(self, body: models.NewReport, *, idempotency_key: str = "") -> models.FileReportResponse:
        """Report a team or an organiser, under a real name and with evidence that was uploaded before; open to anyone (rule H2).

        An account that is signed in is sealed with the name, and travels nowhere else. The answer holds the secret tracking code, so
        nobody may cache it.
        """
        return cast(
            models.FileReportResponse, self._transport.json("POST", "/api/v1/reports", body, key=idempotency_key)
        )

    def get_report(self, report_id: str) -> models.Report:
        """Return a report, for the committee (rules H2, K1)."""
        return cast(models.Report, self._transport.json("GET", f"/api/v1/reports/{_part(report_id)}"))

    def accept_report(self, report_id: str, body: models.Acceptance, *, idempotency_key: str = "") -> models.Report:
        """Take a report on, by the committee (rule H3)."""
        return cast(
            models.Report,
            self._transport.json("POST", f"/api/v1/reports/{_part(report_id)}/acceptance", body, key=idempotency_key),
        )

    def record_hearing(self, report_id: str, body: models.Hearing, *, idempotency_key: str = "") -> models.Report:
        """Record that a party was heard, by the committee (rule H3)."""
        return cast(
            models.Report,
            self._transport.json("POST", f"/api/v1/reports/{_part(report_id)}/hearing", body, key=idempotency_key),
        )

    def adjudicate_report(
        self, report_id: str, body: models.Adjudication, *, idempotency_key: str = ""
    ) -> models.Report:
        """Rule on a report, by the committee; upholding needs a hearing (rules H3, H4)."""
        return cast(
            models.Report,
            self._transport.json("POST", f"/api/v1/reports/{_part(report_id)}/adjudication", body, key=idempotency_key),
        )

    def read_reporter(self, report_id: str, *, purpose: str = "") -> models.Reporter:
        """Return the reporter, for the committee; every reading is put on record (rules H2, K4)."""
        return cast(
            models.Reporter,
            self._transport.json("GET", f"/api/v1/reports/{_part(report_id)}/reporter", query={"purpose": purpose}),
        )

    def get_report_status(self, body: models.TrackedReport, *, idempotency_key: str = "") -> models.ReportStatus:
        """Return the state of a report, to anyone who has its secret tracking code (rule H3)."""
        return cast(
            models.ReportStatus, self._transport.json("POST", "/api/v1/report-status", body, key=idempotency_key)
        )

    def announce_winners(
        self, body: models.WinnersAnnouncement, *, idempotency_key: str = ""
    ) -> models.AnnounceWinnersResponse:
        """Announce the winners, by the secretariat; their notice opens the next day (rules G2, H1, J1).

        With `dry_run` everything is checked and the list and its notice are returned, but nothing is announced.
        """
        return cast(
            models.AnnounceWinnersResponse, self._transport.json("POST", "/api/v1/winners", body, key=idempotency_key)
        )

    def get_special_awards(self) -> models.GetSpecialAwardsResponse:
        """Return the special awards that were granted so far; they are published with the winners (rules G2, K1)."""
        return cast(models.GetSpecialAwardsResponse, self._transport.json("GET", "/api/v1/special-awards"))

    def grant_special_award(
        self, body: models.NewSpecialAward, *, idempotency_key: str = ""
    ) -> models.GrantedSpecialAward:
        """Grant a special award before the winners are announced (rule G2)."""
        return cast(
            models.GrantedSpecialAward,
            self._transport.json("POST", "/api/v1/special-awards", body, key=idempotency_key),
        )

    def list_awards(
        self,
        *,
        track: str = "",
        state: Literal["", "proposed", "confirmed", "withheld", "revoked"] = "",
        team_id: str = "",
        page_size: int = 50,
        page_token: str = "",
        count: bool = False,
        brief: bool = False,
    ) -> models.ListAwardsResponse:
        """List awards by the numbers of their certificates; the public sees them once their notice is open (rules G2 to G4, K1).

        With `brief` they come as summaries: what a published list of winners has of each.
        """
        return cast(
            models.ListAwardsResponse,
            self._transport.json(
                "GET",
                "/api/v1/awards",
                query={
                    "track": track,
                    "state": state,
                    "team_id": team_id,
                    "page_size": page_size,
                    "page_token": page_token,
                    "count": count,
                    "brief": brief,
                },
            ),
        )

    def list_entitlements(
        self,
        *,
        state: Literal["", "active", "ended"] = "",
        team_id: str = "",
        page_size: int = 50,
        page_token: str = "",
        count: bool = False,
    ) -> models.ListEntitlementsResponse:
        """List what finalists are entitled to: all for secretariat and committee, else that of the caller's own teams (G4, K1).

        With `team_id` only that of one team.
        """
        return cast(
            models.ListEntitlementsResponse,
            self._transport.json(
                "GET",
                "/api/v1/entitlements",
                query={
                    "state": state,
                    "team_id": team_id,
                    "page_size": page_size,
                    "page_token": page_token,
                    "count": count,
                },
            ),
        )

    def get_certificate(self, code: str) -> models.Certificate:
        """Return what a certificate's verification code verifies as, for anyone (rules G3, H4)."""
        return cast(models.Certificate, self._transport.json("GET", f"/api/v1/certificates/{_part(code)}"))

    def list_logo_authorisations(
        self,
        *,
        state: Literal["", "pending", "in_force", "expired", "withdrawn"] = "",
        text: str = "",
        page_size: int = 50,
        page_token: str = "",
        count: bool = False,
    ) -> models.ListLogoAuthorisationsResponse:
        """List authorisations, for the committee and the secretariat (rules J3, K1).

        All and those withdrawn or expired come newest first, those in force by their last day, those pending by their first, and
        those that are found by a name in its order.
        """
        return cast(
            models.ListLogoAuthorisationsResponse,
            self._transport.json(
                "GET",
                "/api/v1/logo-authorisations",
                query={"state": state, "text": text, "page_size": page_size, "page_token": page_token, "count": count},
            ),
        )

    def grant_logo_authorisation(
        self, body: models.NewLogoAuthorisation, *, idempotency_key: str = ""
    ) -> models.LogoAuthorisation:
        """Authorise a body to use the logo, by the committee; it is public at once (rules J1, J3, K1).

        Whatever is wrong with the name, the code, the scope and the term is refused together.
        """
        return cast(
            models.LogoAuthorisation,
            self._transport.json("POST", "/api/v1/logo-authorisations", body, key=idempotency_key),
        )

    def export_logo_authorisations(
        self,
        *,
        state: Literal["", "pending", "in_force", "expired", "withdrawn"] = "",
        text: str = "",
        format: Literal["csv", "xlsx"] = "xlsx",
    ) -> bytes:
        """Return the authorisations of the list as a file (rules J3, K1, K3)."""
        return self._transport.send(
            "GET", "/api/v1/logo-authorisations/file", query={"state": state, "text": text, "format": format}
        ).content

    def get_logo_authorisation(self, authorisation_id: str) -> models.LogoAuthorisation:
        """Return an authorisation, for the committee and the secretariat (rules J3, K1)."""
        return cast(
            models.LogoAuthorisation,
            self._transport.json("GET", f"/api/v1/logo-authorisations/{_part(authorisation_id)}"),
        )

    def withdraw_logo_authorisation(
        self, authorisation_id: str, body: models.LogoAuthorisationWithdrawal, *, idempotency_key: str = ""
    ) -> models.LogoAuthorisation:
        """Withdraw an authorisation at once, by the committee and with a reason; once, and within its term (rules J3, K1)."""
        return cast(
            models.LogoAuthorisation,
            self._transport.json(
                "POST", f"/api/v1/logo-authorisations/{_part(authorisation_id)}/withdrawal", body, key=idempotency_key
            ),
        )

    def look_up_logo_use(
        self, *, text: str, page_size: int = 50, page_token: str = "", count: bool = False
    ) -> models.LookUpLogoAuthorisationsResponse:
        """Find the authorisations of a number, a credit code or a name, for anyone, in whatever state they are (rule J3).

        If none is found, nothing is known of an authorisation.
        """
        return cast(
            models.LookUpLogoAuthorisationsResponse,
            self._transport.json(
                "GET",
                "/api/v1/logo-use",
                query={"text": text, "page_size": page_size, "page_token": page_token, "count": count},
            ),
        )

    def list_newest_heads(self) -> models.ListTrailHeadsResponse:
        """List the newest signed head of each service's audit trail; keep them, and no trail can be rewritten unseen (rule D5)."""
        return cast(models.ListTrailHeadsResponse, self._transport.json("GET", "/api/v1/trail-heads"))

    def list_trail_heads(
        self,
        service: Literal["accounts", "registration", "review", "scoring", "publicity"],
        *,
        page_token: str = "",
        page_size: int = 50,
    ) -> models.ListTrailHeadsResponse:
        """List the signed heads of a service's audit trail, the newest first (rule D5)."""
        return cast(
            models.ListTrailHeadsResponse,
            self._transport.json(
                "GET", f"/api/v1/trail-heads/{_part(service)}", query={"page_token": page_token, "page_size": page_size}
            ),
        )

    def list_services_health(self) -> models.ServicesHealth:
        """List how each service is; one that does not answer is not reachable (rules D5, K1)."""
        return cast(models.ServicesHealth, self._transport.json("GET", "/api/v1/operations/services"))

    def get_dead_letters(
        self, service: Literal["accounts", "registration", "review", "scoring", "publicity"]
    ) -> models.DeadLetters:
        """Return the events that a service could not handle, and the last replays."""
        return cast(
            models.DeadLetters,
            self._transport.json("GET", f"/api/v1/operations/services/{_part(service)}/dead-letters"),
        )

    def replay_dead_letters(
        self,
        service: Literal["accounts", "registration", "review", "scoring", "publicity"],
        body: models.NewReplay,
        *,
        idempotency_key: str = "",
    ) -> models.DeadLetterReplay:
        """Have dead letters put back into their queues, which happens within seconds and is put on the audit trail (rule D5)."""
        return cast(
            models.DeadLetterReplay,
            self._transport.json(
                "POST", f"/api/v1/operations/services/{_part(service)}/dead-letter-replays", body, key=idempotency_key
            ),
        )

    def check_trail(
        self,
        service: Literal["accounts", "registration", "review", "scoring", "publicity"],
        body: models.Empty,
        *,
        idempotency_key: str = "",
    ) -> models.TrailCheck:
        """Have a service's audit trail and stored decisions verified; the answer is the check before it (rule D5)."""
        return cast(
            models.TrailCheck,
            self._transport.json(
                "POST", f"/api/v1/operations/services/{_part(service)}/trail-checks", body, key=idempotency_key
            ),
        )

"""Translate between the contracts and sessions."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.accounts.v1 import events_pb2, sessions_pb2

from chassis.kernel.clock import Instant
from chassis.mapping import messages

from ..accounts.model import Account, ConsentKind
from ..tokens.model import ApiToken
from .model import Pending, Session


def session_view(session: Session, account: Account, pending: Pending | None) -> sessions_pb2.Session:
    """Show a session with who acts in it."""
    return sessions_pb2.Session(
        session_id=session.id,
        account_id=account.id,
        login=account.login,
        name=account.name,
        grants=messages(account.grants, events_pb2.Grant),
        organisation_uscc=account.organisation_uscc,
        pending=f"PENDING_{pending.upper()}" if pending else None,
        begun_at=session.begun_at,
        seen_at=session.seen_at,
        ends_at=session.ends_at,
        device=session.device,
        address=session.address,
        provider_id=session.provider_id,
        identity_consent=account.agrees_to(ConsentKind.IDENTITY_NUMBERS),
    )


def token_view(token: ApiToken, account: Account, pending: Pending | None) -> sessions_pb2.Session:
    """Show an API token as a session of its account, with what it may do."""
    return sessions_pb2.Session(
        pending=f"PENDING_{pending.upper()}" if pending else None,
        session_id=token.id,
        account_id=account.id,
        login=account.login,
        name=account.name,
        grants=messages(account.grants, events_pb2.Grant),
        organisation_uscc=account.organisation_uscc,
        begun_at=token.made_at,
        ends_at=token.expires_at,
        is_token=True,
        scopes=token.scopes,
        identity_consent=account.agrees_to(ConsentKind.IDENTITY_NUMBERS),
    )


def signed_in_view(token: str, session: sessions_pb2.Session, device_token: str) -> sessions_pb2.SignInResponse:
    """Show a new session with its token."""
    return sessions_pb2.SignInResponse(token=token, session=session, device_token=device_token)


def list_view(sessions: Sequence[sessions_pb2.Session]) -> sessions_pb2.ListSessionsResponse:
    """Show the sessions of an account."""
    return sessions_pb2.ListSessionsResponse(sessions=sessions)


def ended_view(
    session_ids: Sequence[str], account_ids: Sequence[str], until: Instant
) -> sessions_pb2.ListEndedResponse:
    """Show what has ended."""
    return sessions_pb2.ListEndedResponse(session_ids=session_ids, account_ids=account_ids, until=until)

"""The page of the privacy notice, for whoever has not agreed to the one in force."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import grpc
import pytest
from dasai.accounts.v1 import accounts_pb2, accounts_pb2_grpc, sessions_pb2, sessions_pb2_grpc

from gateway.api.accounts import accounts
from gateway.auth.cookies import SESSION
from tests.unit.gateway.running import Gateway


class _Pending(sessions_pb2_grpc.SessionsServicer):
    """A servicer of sessions that are all of a participant who owes an agreement."""

    def Authenticate(
        self, request: sessions_pb2.AuthenticateRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.Session:
        session = sessions_pb2.Session(
            session_id="1", account_id="somebody", login="somebody", pending="PENDING_PRIVACY_NOTICE"
        )
        session.ends_at.FromDatetime(datetime.now(UTC) + timedelta(hours=1))
        return session

    def ListEnded(
        self, request: sessions_pb2.ListEndedRequest, context: grpc.ServicerContext
    ) -> sessions_pb2.ListEndedResponse:
        return sessions_pb2.ListEndedResponse()


class _Notice(accounts_pb2_grpc.AccountsServicer):
    """A servicer with a notice in force."""

    def GetPrivacyNotice(
        self, request: accounts_pb2.GetPrivacyNoticeRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.PrivacyNotice:
        return accounts_pb2.PrivacyNotice(version="2024-1", notice_zh="告知书", notice_en="The notice")


@pytest.fixture
def pending(gateway: Gateway) -> Gateway:
    """Return a gateway that knows the notice, and a participant who has not agreed to it."""
    gateway.stop()
    gateway.more = [
        (sessions_pb2_grpc.add_SessionsServicer_to_server, _Pending()),
        (accounts_pb2_grpc.add_AccountsServicer_to_server, _Notice()),
    ]
    gateway.serve()
    accounts.forget_notice()
    return gateway


def test_k4_who_does_not_tick_the_box_is_asked_at_it(pending: Gateway) -> None:
    """K4: the notice is shown again with what is missing at its field, and no page that leads back."""
    headers = {
        "accept": "text/html",
        "cookie": f"{SESSION}=anything",
        "sec-fetch-site": "same-origin",
        "content-type": "application/x-www-form-urlencoded",
    }
    answer = pending.request("POST", "/account/privacy-notice", content=b"", headers=headers)
    assert answer.status_code == 422
    assert '<a href="#version">请阅读《个人信息保护告知书》，同意的请勾选。</a>' in answer.text
    assert 'id="version-error"' in answer.text
    assert "2024-1" in answer.text


@pytest.mark.parametrize("path", ["/sign-up", "/invitation"])
def test_k4_the_tick_is_kept_if_something_else_is_wrong(pending: Gateway, path: str) -> None:
    """K4: whoever has agreed need not do so again; whoever has not finds the box empty."""
    headers = {
        "accept": "text/html",
        "sec-fetch-site": "same-origin",
        "content-type": "application/x-www-form-urlencoded",
    }
    ticked = []
    for agreed in ("", "2024-1"):
        answer = pending.request("POST", path, content=f"login=&privacy_notice={agreed}".encode(), headers=headers)
        assert answer.status_code == 422
        (box,) = re.findall(r'<input[^>]*name="privacy_notice"[^>]*>', answer.text)
        ticked.append("checked" in box)
    assert ticked == [False, True]

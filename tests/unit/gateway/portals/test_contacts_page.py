"""The page of one's contacts shows what the account says, also after an act on it was refused."""

from __future__ import annotations

import re

import grpc
import pytest
from dasai.accounts.v1 import (
    accounts_pb2,
    accounts_pb2_grpc,
    email_confirmations_pb2,
    email_confirmations_pb2_grpc,
    messages_pb2,
    messages_pb2_grpc,
)

from chassis.kernel.refusal import refuse
from chassis.refusals import FORBIDDEN
from tests.unit.gateway.running import ALL_ROLES, Gateway


class Accounts(
    accounts_pb2_grpc.AccountsServicer,
    email_confirmations_pb2_grpc.EmailConfirmationsServicer,
    messages_pb2_grpc.MessagesServicer,
):
    """A servicer of the reader's account, to which no link is mailed now and nothing may be changed."""

    sends_mail = True

    def GetOwnAccount(
        self, request: accounts_pb2.GetOwnAccountRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.Account:
        return accounts_pb2.Account(account_id="somebody", name="合成持有人", email="somebody@example.org")

    def CorrectOwnAccount(
        self, request: accounts_pb2.CorrectOwnAccountRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.Account:
        refuse(FORBIDDEN)

    def RequestConfirmation(
        self, request: email_confirmations_pb2.RequestConfirmationRequest, context: grpc.ServicerContext
    ) -> email_confirmations_pb2.RequestConfirmationResponse:
        refuse(FORBIDDEN)

    def GetMessagePreferences(
        self, request: messages_pb2.GetMessagePreferencesRequest, context: grpc.ServicerContext
    ) -> messages_pb2.MessagePreferences:
        return messages_pb2.MessagePreferences(sends_mail=self.sends_mail)


@pytest.fixture
def accounts(gateway: Gateway) -> Accounts:
    """Serve the reader's account."""
    servicer = Accounts()
    gateway.stop()
    gateway.more += [
        (accounts_pb2_grpc.add_AccountsServicer_to_server, servicer),
        (email_confirmations_pb2_grpc.add_EmailConfirmationsServicer_to_server, servicer),
        (messages_pb2_grpc.add_MessagesServicer_to_server, servicer),
    ]
    gateway.serve()
    return servicer


def test_k2_contacts_stay_in_their_form_if_no_link_is_mailed(gateway: Gateway, accounts: Accounts) -> None:
    """K2: an empty form would delete them once it is saved."""
    refused = gateway.request("POST", "/account/contacts/confirmation", headers=ALL_ROLES)
    assert refused.status_code == 403
    fields = {name: re.search(rf'name="{name}"[^>]* value="([^"]+)"', refused.text) for name in ("name", "email")}
    values = {name: found[1] for name, found in fields.items() if found}
    assert values == {"name": "合成持有人", "email": "somebody@example.org"}


@pytest.mark.parametrize("sends_mail", [True, False])
def test_k2_a_link_is_offered_again_only_where_mail_is_sent(
    gateway: Gateway, accounts: Accounts, *, sends_mail: bool
) -> None:
    """K2: also on the page of a change that was refused."""
    accounts.sends_mail = sends_mail
    form = {"name": "另一持有人", "email": "somebody@example.org"}
    refused = gateway.request("POST", "/account/contacts", headers=ALL_ROLES, data=form)
    assert (refused.status_code, 'value="另一持有人"' in refused.text) == (403, True)
    assert ('action="/account/contacts/confirmation"' in refused.text) == sends_mail

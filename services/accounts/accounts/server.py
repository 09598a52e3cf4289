"""Serve accounts over gRPC."""

from __future__ import annotations

import grpc
from dasai.accounts.v1 import accounts_pb2, accounts_pb2_grpc

from chassis.mapping import from_message
from chassis.rpc.server import actor, at

from . import commands, queries, requests


class Accounts(accounts_pb2_grpc.AccountsServicer):
    """The contract's service Accounts."""

    def GetPrivacyNotice(
        self, request: accounts_pb2.GetPrivacyNoticeRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.PrivacyNotice:
        return queries.get_privacy_notice()

    def SignUp(self, request: accounts_pb2.SignUpRequest, context: grpc.ServicerContext) -> accounts_pb2.Account:
        return commands.sign_up(from_message(request, requests.SignUp), at())

    def GetOwnAccount(
        self, request: accounts_pb2.GetOwnAccountRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.Account:
        return queries.get_own_account(actor())

    def CorrectOwnAccount(
        self, request: accounts_pb2.CorrectOwnAccountRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.Account:
        return commands.correct_own_account(from_message(request, requests.CorrectOwnAccount), actor(), at())

    def RecordConsent(
        self, request: accounts_pb2.RecordConsentRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.Account:
        return commands.record_consent(from_message(request, requests.RecordConsent), actor(), at())

    def ListAccounts(
        self, request: accounts_pb2.ListAccountsRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.ListAccountsResponse:
        return queries.list_accounts(request, actor())

    def GetAccount(
        self, request: accounts_pb2.GetAccountRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.Account:
        return queries.get_account(request.account_id, actor())

    def ListAccountChanges(
        self, request: accounts_pb2.ListAccountChangesRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.ListAccountChangesResponse:
        return queries.list_account_changes(request.account_id, actor())

    def ChangeRoles(
        self, request: accounts_pb2.ChangeRolesRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.Account:
        return commands.change_roles(from_message(request, requests.ChangeRoles), actor(), at())

    def DisableAccount(
        self, request: accounts_pb2.DisableAccountRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.Account:
        return commands.disable_account(from_message(request, requests.DisableAccount), actor(), at())

    def EnableAccount(
        self, request: accounts_pb2.EnableAccountRequest, context: grpc.ServicerContext
    ) -> accounts_pb2.Account:
        return commands.enable_account(from_message(request, requests.EnableAccount), actor(), at())

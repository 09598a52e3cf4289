"""List what accounts serves over gRPC. `python -m services.accounts.server`."""

from __future__ import annotations

from dasai.accounts.v1 import (
    accounts_pb2_grpc,
    announcements_pb2_grpc,
    arrival_tickets_pb2_grpc,
    closing_pb2_grpc,
    deliveries_pb2_grpc,
    email_confirmations_pb2_grpc,
    gateways_pb2_grpc,
    invitations_pb2_grpc,
    limits_pb2_grpc,
    messages_pb2_grpc,
    password_resets_pb2_grpc,
    second_factors_pb2_grpc,
    sessions_pb2_grpc,
    sign_on_pb2_grpc,
    tokens_pb2_grpc,
)

from chassis.edition.current import edition
from chassis.ending import stating_misconfiguration
from chassis.rpc.personal_data import PersonalData, add_PersonalDataServicer_to_server
from chassis.rpc.server import Apart, serve
from chassis.settings import settings

from .accounts import queries as accounts
from .accounts.adapters import contact_sealer, cores_for_hashes, make_nobodys_hash
from .accounts.commands import open_first_accounts, take_over_accounts
from .accounts.server import Accounts
from .accounts.settings import first_accounts, privacy_notice
from .announcements import queries as announcements
from .announcements.server import Announcements
from .arrival_tickets.server import ArrivalTickets
from .catalogue import DOCUMENTS
from .closing.server import Closing
from .deliveries import queries as deliveries
from .deliveries.commands import run_sender
from .deliveries.server import Deliveries
from .deliveries.settings import mail_server, sms_folder
from .email_confirmations.commands import run_links
from .email_confirmations.server import EmailConfirmations
from .gateways.server import Gateways
from .invitations import queries as invitations
from .invitations.server import Invitations
from .limits.server import Limits
from .messages import queries as messages
from .messages.server import Messages
from .password_resets import queries as password_resets
from .password_resets.commands import run_link_requests
from .password_resets.server import PasswordResets
from .second_factors import queries as second_factors
from .second_factors.server import SecondFactors
from .second_factors.settings import demanding_roles
from .sessions import queries as sessions
from .sessions.server import Sessions
from .sign_on import queries as sign_on
from .sign_on.server import SignOn
from .sign_on.settings import providers
from .tokens import queries as tokens
from .tokens.server import Tokens

SERVICES = (
    (accounts_pb2_grpc.add_AccountsServicer_to_server, Accounts()),
    (invitations_pb2_grpc.add_InvitationsServicer_to_server, Invitations()),
    (sessions_pb2_grpc.add_SessionsServicer_to_server, Sessions()),
    (limits_pb2_grpc.add_LimitsServicer_to_server, Limits()),
    (second_factors_pb2_grpc.add_SecondFactorsServicer_to_server, SecondFactors()),
    (password_resets_pb2_grpc.add_PasswordResetsServicer_to_server, PasswordResets()),
    (gateways_pb2_grpc.add_GatewaysServicer_to_server, Gateways()),
    (arrival_tickets_pb2_grpc.add_ArrivalTicketsServicer_to_server, ArrivalTickets()),
    (email_confirmations_pb2_grpc.add_EmailConfirmationsServicer_to_server, EmailConfirmations()),
    (sign_on_pb2_grpc.add_SignOnServicer_to_server, SignOn()),
    (tokens_pb2_grpc.add_TokensServicer_to_server, Tokens()),
    (messages_pb2_grpc.add_MessagesServicer_to_server, Messages()),
    (deliveries_pb2_grpc.add_DeliveriesServicer_to_server, Deliveries()),
    (announcements_pb2_grpc.add_AnnouncementsServicer_to_server, Announcements()),
    (closing_pb2_grpc.add_ClosingServicer_to_server, Closing()),
    (
        add_PersonalDataServicer_to_server,
        PersonalData(
            accounts.personal_data,
            invitations.personal_data,
            password_resets.personal_data,
            second_factors.personal_data,
            sign_on.personal_data,
            tokens.personal_data,
            sessions.personal_data,
            messages.personal_data,
            deliveries.personal_data,
            announcements.personal_data,
        ),
    ),
)
# they hash passwords, for which they wait in threads of their own
HASHING = frozenset(
    {"SignIn", "CloseAccount", "ChangePassword", "CorrectOwnAccount", "SignUp", "AcceptInvitation", "UseLink"}
)


def hashing() -> Apart:
    """Return the methods that hash passwords, with a thread for each that may wait and some for those that are refused."""
    config = settings()
    return Apart(HASHING, config.hashes_waiting + cores_for_hashes() + config.grpc_threads)


def prepare() -> None:
    """Take over the accounts of an older deployment, open the first accounts of a new one, and be ready for the first sign-in."""
    take_over_accounts()
    open_first_accounts()
    make_nobodys_hash()


if __name__ == "__main__":
    with stating_misconfiguration():
        contact_sealer()
        privacy_notice()
        first_accounts()
        demanding_roles()
        providers()
        edition()
        # mail goes out from here, not from the worker: aiosmtplib needs asyncio, and the worker runs on eventlet (ADR 29)
        mails = mail_server() is not None
        sends = mails or sms_folder() is not None
        beside = (*((run_sender,) if sends else ()), *((run_link_requests, run_links) if mails else ()))
        serve("accounts", SERVICES, documents=DOCUMENTS, prepare=prepare, apart=hashing(), beside=beside)

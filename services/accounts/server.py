"""List what accounts serves over gRPC. `python -m services.accounts.server`."""

from __future__ import annotations

from dasai.accounts.v1 import accounts_pb2_grpc, invitations_pb2_grpc, sessions_pb2_grpc

from chassis.edition.current import edition
from chassis.ending import stating_misconfiguration
from chassis.rpc.server import serve

from .accounts.adapters import contact_sealer
from .accounts.commands import open_first_accounts, take_over_accounts
from .accounts.server import Accounts
from .accounts.settings import first_accounts, privacy_notice
from .catalogue import DOCUMENTS
from .invitations.server import Invitations
from .sessions.server import Sessions

SERVICES = (
    (accounts_pb2_grpc.add_AccountsServicer_to_server, Accounts()),
    (invitations_pb2_grpc.add_InvitationsServicer_to_server, Invitations()),
    (sessions_pb2_grpc.add_SessionsServicer_to_server, Sessions()),
)


def prepare() -> None:
    """Take over the accounts of an older deployment, and open the first accounts of a new one."""
    take_over_accounts()
    open_first_accounts()


if __name__ == "__main__":
    with stating_misconfiguration():
        contact_sealer()
        privacy_notice()
        first_accounts()
        edition()
        serve("accounts", SERVICES, documents=DOCUMENTS, prepare=prepare)

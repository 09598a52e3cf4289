"""The gRPC service that tells gateways if what the public sees of a service has changed; every service serves it.

By it a gateway knows that its copies of public pages are right (docs/adr/0039-public-copies.md).
"""

from __future__ import annotations

import grpc
from dasai.common.v1 import public_version_pb2, public_version_pb2_grpc

from ..context import current
from ..mongo.held import Versions
from ..mongo.store import PUBLIC_KINDS
from ..permissions import common as permissions


class PublicVersions(public_version_pb2_grpc.PublicVersionsServicer):
    """The versions of what public pages show of this process's service, from its own database."""

    def GetPublicVersion(
        self, request: public_version_pb2.GetPublicVersionRequest, context: grpc.ServicerContext
    ) -> public_version_pb2.PublicVersion:
        permissions.GET_PUBLIC_VERSION.require(current().actor)
        versions = Versions.read()
        return public_version_pb2.PublicVersion(
            version=" ".join(f"{kind}={versions.of.get(kind, 0)}" for kind in sorted(PUBLIC_KINDS)),
            is_being_written=not PUBLIC_KINDS.isdisjoint(versions.being_written),
        )

"""Registration's server as a process."""

from __future__ import annotations

from chassis.rpc.server import serve

from .. import store
from ..adapters import signing
from . import SERVICES

if __name__ == "__main__":
    signing.public_keys()  # a key that is none stops the server at its start, not the first team that submits
    serve("registration", SERVICES, documents=store.DOCUMENTS)

"""Registration's server as a process."""

from __future__ import annotations

from chassis.edition import EditionError
from chassis.edition.current import edition
from chassis.rpc.server import serve
from chassis.settings import settings

from .. import store
from ..adapters import signing
from ..commands.editions import take_up
from . import SERVICES


def prepare() -> None:
    """Take up the edition's file; an edition that would touch what is registered stops the server at its start (rule A1)."""
    try:
        edition()  # the one that this process goes by from now on
        take_up(settings().edition_file)
    except EditionError as error:
        raise SystemExit(f"DASAI_EDITION_FILE: {error}") from None


if __name__ == "__main__":
    signing.public_keys()  # a key that is none stops the server at its start, not the first team that submits
    serve("registration", SERVICES, documents=store.DOCUMENTS, prepare=prepare)

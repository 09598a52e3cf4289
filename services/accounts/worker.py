"""List the events that accounts acts on. `python -m services.accounts.worker`."""

from __future__ import annotations

from chassis.bus.worker import run
from chassis.edition.current import edition
from chassis.ending import stating_misconfiguration

from .catalogue import DOCUMENTS


class Worker:
    """nameko service: one line for each subscription and each timer."""

    name = "accounts"


if __name__ == "__main__":
    with stating_misconfiguration():
        edition()
        run(Worker, documents=DOCUMENTS)

"""A program that keeps jars, in three releases; run as a process of its own by test_migrations.py.

1. Jars hold whole seconds. It reads milliseconds too: it expects to run beside release 2.
2. Jars hold milliseconds. Migration 1 brings there what is stored; what release 1 still writes in seconds is read too.
3. Migration 2 brings there whatever release 1 wrote last; from here on seconds are neither read nor written.

`python -m tests.service.chassis.jar_keeper RELEASE SECONDS_A_FILL`: migrates, says `ready`, then fills jars until SIGTERM and
says how many seconds it has put into them. With 0 seconds it only migrates.
"""

from __future__ import annotations

import random
import signal
import sys
import threading
from dataclasses import dataclass
from typing import Any

from chassis.actor import system
from chassis.context import Context, handling
from chassis.kernel.aggregate import Aggregate
from chassis.mongo.attempts import attempt
from chassis.mongo.connection import connect
from chassis.mongo.document import AggregateDocument
from chassis.mongo.migrations import Migration, StoredData, bring_up_to_date
from chassis.mongo.store import Repository
from chassis.settings import settings
from chassis.telemetry import configure_logging


class JarDocument(AggregateDocument):
    """A jar."""

    meta: Any = {"collection": "jars"}


@dataclass
class JarOfSeconds(Aggregate):
    """A jar as of release 1."""

    seconds: int = 0

    def fill(self, seconds: int) -> None:
        """Put seconds in."""
        self.seconds += seconds


@dataclass
class JarOfMilliseconds(Aggregate):
    """A jar from release 2 on."""

    milliseconds: int = 0

    def fill(self, seconds: int) -> None:
        """Put seconds in."""
        self.milliseconds += seconds * 1000


def in_seconds(state: dict[str, Any]) -> dict[str, Any]:
    """Return a jar's state in seconds."""
    return {"seconds": state["milliseconds"] // 1000} if "milliseconds" in state else state


def in_milliseconds(state: dict[str, Any]) -> dict[str, Any]:
    """Return a jar's state in milliseconds."""
    return {"milliseconds": state["seconds"] * 1000} if "seconds" in state else state


def migrate(data: StoredData) -> None:
    """Bring every jar to milliseconds."""
    data.update_each(
        "jars", {"state.seconds": {"$exists": True}}, lambda jar: {"$set": {"state": in_milliseconds(jar["state"])}}
    )


FIRST = Migration(1, "milliseconds", "Jars hold milliseconds.", migrate)
SECOND = Migration(2, "no_seconds", "No jar holds seconds.", migrate, requires=1)
RELEASES: dict[int, tuple[Repository[Any], tuple[Migration, ...]]] = {
    1: (Repository(JarDocument, JarOfSeconds, {}, upgrade=in_seconds), ()),
    2: (Repository(JarDocument, JarOfMilliseconds, {}, upgrade=in_milliseconds), (FIRST,)),
    3: (Repository(JarDocument, JarOfMilliseconds, {}), (FIRST, SECOND)),
}


def say(line: str) -> None:
    """Print a line at once: the test waits for it."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(release: int, seconds: int) -> None:
    """Migrate, then fill jars until SIGTERM."""
    configure_logging("jar-keeper")
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    config = settings()
    client = connect(config, "jars")
    jars, migrations = RELEASES[release]
    say(f"{bring_up_to_date(client[config.database('jars')], migrations)} ready")
    if not seconds:
        return
    names = [document["_id"] for document in client[config.database("jars")]["jars"].find({}, {"_id": 1})]
    filled = 0

    def fill() -> None:
        jar = jars.get(random.choice(names))  # noqa: S311 - spreading, not secrecy
        jar.fill(seconds)
        jars.save(jar)

    with handling(Context(actor=system("jars"))):
        while not ended.is_set():
            attempt(fill, until=1e12, repeatable=False)
            filled += seconds
    say(str(filled))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

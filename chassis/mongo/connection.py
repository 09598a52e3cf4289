"""The connection to a service's own database, refused if it could lose what it acknowledged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import mongoengine
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent
from pymongo.read_concern import ReadConcern
from pymongo.uri_parser import parse_uri
from pymongo.write_concern import WriteConcern

from ..context import current
from ..settings import Misconfigured, Settings
from ..telemetry import DATABASE_CALLS


class UnsafeDatabase(SystemExit):
    """The server does not give what Dasai needs: acknowledged writes that stay."""


class UnsafeUrl(Misconfigured):
    """The database's URL asks for less than Dasai needs."""


@dataclass(frozen=True)
class CallCounter(CommandListener):
    """Counts the commands that a process sends, by what they are sent for; pymongo calls it in the thread that sends.

    Two of a service are equal: mongoengine takes a second connection for the first one only if all its settings are.
    """

    service: str

    def started(self, event: CommandStartedEvent) -> None:
        """Count a command."""
        DATABASE_CALLS.labels(self.service, current().work).inc()

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Do nothing: a command counts when it is sent."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Do nothing: a command counts when it is sent."""


def connect(settings: Settings, service: str) -> MongoClient[Any]:
    """Connect mongoengine's default alias to the service's database; write concern majority with journal.

    Raises UnsafeUrl if the URL asks for less, UnsafeDatabase if the server refuses it when tried.
    """
    asked = parse_uri(settings.mongodb_url, validate=False, warn=False)["options"]
    if asked.get("w", "majority") != "majority" or asked.get("journal", True) not in (True, "true"):
        raise UnsafeUrl("DASAI_MONGODB_URL lowers the write concern: leave w and journal out of it")
    client: MongoClient[Any] = mongoengine.connect(
        db=settings.database(service),
        host=settings.mongodb_url,
        tz_aware=True,
        uuidRepresentation="standard",
        serverSelectionTimeoutMS=5000,
        connectTimeoutMS=3000,
        socketTimeoutMS=20000,
        maxPoolSize=50,
        appname=f"dasai-{service}",
        event_listeners=[CallCounter(service)],
        w="majority",
        journal=True,
        readConcernLevel="majority",
    )
    try:
        client[settings.database(service)]["startup_check"].with_options(
            write_concern=WriteConcern("majority", j=True), read_concern=ReadConcern("majority")
        ).replace_one({"_id": service}, {"_id": service}, upsert=True)
    except PyMongoError as error:
        raise UnsafeDatabase(
            f"the database does not take a majority write with journal: {type(error).__name__}"
        ) from error
    return client

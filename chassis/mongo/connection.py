"""The connection to a service's own database, refused where it would lose what it acknowledged."""

from __future__ import annotations

from typing import Any

import mongoengine
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from ..settings import Settings


class UnsafeDatabase(SystemExit):
    """The server does not give what Dasai needs: acknowledged writes that stay."""


def connect(settings: Settings, service: str) -> MongoClient[Any]:
    """Connect mongoengine's default alias to the service's database; write concern majority with journal.

    Raises UnsafeDatabase where the URL asks for less, or the server refuses it when tried.
    """
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
        w="majority",
        journal=True,
        readConcernLevel="majority",
    )
    concern = client.write_concern
    if concern.document.get("w") != "majority" or not concern.document.get("j"):
        raise UnsafeDatabase(
            f"DASAI_MONGODB_URL lowers the write concern to {concern.document}: leave w and journal out of it"
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

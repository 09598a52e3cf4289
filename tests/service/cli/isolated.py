"""A run on servers that the environment names: makes what services make, prints its prefix, and sleeps until it is stopped."""

from __future__ import annotations

import os
import sys
import time

from kombu import Connection
from pymongo import MongoClient

from chassis.bus.topology import dead_letter_queue, retry_queue, subscription_queue
from cli.stack.environment import ExternalServers
from cli.stack.isolation import isolated_workspace
from cli.stack.workspace import Workspace

DELAYS = (0.1, 7)


def work(workspace: Workspace) -> None:
    """Make what services make: queues, exchanges, documents."""
    assert workspace.amqp_url is not None
    with Connection(workspace.amqp_url) as connection:
        channel = connection.channel()
        for queue in (
            subscription_queue("review", "registration", "submission_made"),
            dead_letter_queue("review"),
            *map(retry_queue, DELAYS),
        ):
            queue(channel).declare()
    with MongoClient[dict[str, object]](workspace.mongodb_url) as client:
        client[f"{workspace.database_prefix}_registration"]["teams"].insert_one({"_id": 1})


if __name__ == "__main__":
    with isolated_workspace(ExternalServers.named_in(os.environ), retry_delays=DELAYS) as workspace:
        work(workspace)
        sys.stdout.write(f"{workspace.database_prefix}\n")
        sys.stdout.flush()
        time.sleep(600)

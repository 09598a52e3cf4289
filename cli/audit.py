"""`./dasai audit verify`: whether the audit trails hold, and the first link that does not (rule D5)."""

from __future__ import annotations

import typer
from pymongo import MongoClient

from chassis.audit import Trail

SERVICES = ("registration", "review", "scoring", "publicity")
app = typer.Typer(help="The audit trails.", no_args_is_help=True)


def verify_all(url: str, prefix: str) -> dict[str, tuple[int, str]]:
    """For each service: how many links hold, and why the next does not ('' where all do)."""
    client: MongoClient[dict[str, object]] = MongoClient(url, tz_aware=True)
    found = {}
    for service in SERVICES:
        count, broken = Trail(client[f"{prefix}_{service}"]).verify()
        found[service] = (count, f"link {broken.sequence} {broken.why}" if broken else "")
    client.close()
    return found


@app.callback()
def trails() -> None:
    """Hash-chained trails of every event, one a service."""


@app.command()
def verify() -> None:
    """Verify every service's trail of the running system; exits 1 where one is broken."""
    from chassis.settings import settings
    from cli.stack.running import running_mongodb_url

    outcome = verify_all(running_mongodb_url(), settings().database_prefix)
    for service, (count, broken) in outcome.items():
        print(f"{service}: {count} links hold" + (f", but {broken}" if broken else ""))
    raise SystemExit(any(broken for _, broken in outcome.values()))

"""`./dasai audit verify`: check that the audit trails are unbroken, and name the first broken link (rule D5)."""

from __future__ import annotations

import typer
from pymongo import MongoClient

from chassis.audit import Trail
from cli.network import reaching
from cli.stack.deployment import DataOption, Deployment

SERVICES = ("registration", "review", "scoring", "publicity")
app = typer.Typer(
    help="核验各服务事件的哈希审计链 · verify the hash-chained trail of events of each service", no_args_is_help=True
)


def verify_all(url: str, prefix: str) -> dict[str, tuple[int, str]]:
    """Return for each service how many links are unbroken, and why the next is not ('' if all are)."""
    client: MongoClient[dict[str, object]] = MongoClient(url, tz_aware=True, serverSelectionTimeoutMS=5000)
    results = {}
    for service in SERVICES:
        count, broken = Trail(client[f"{prefix}_{service}"]).verify()
        results[service] = (count, f"link {broken.sequence} {broken.why}" if broken else "")
    client.close()
    return results


@app.callback()
def trails() -> None:
    """Verify the hash-chained trails of all events, one for each service."""


@app.command(short_help="核验各服务的审计链 · verify the trail of each service")
def verify(data: DataOption = None) -> None:
    """核验运行中系统各服务的审计链；有一条不完整即以1退出。

    Verify every service's trail of the running system; exits 1 if one is broken.
    """
    deployment = Deployment(data)
    url = deployment.mongodb_url
    with reaching("数据库", "the database", url):
        results = verify_all(url, deployment.database_prefix)
    for service, (count, broken) in results.items():
        print(f"{service}: {count} 环完好 · unbroken links" + (f"; {broken}" if broken else ""))
    raise SystemExit(any(broken for _, broken in results.values()))

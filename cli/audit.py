"""`./dasai audit`: verify the audit trails, their published heads, and the decisions that are stored beside them (rule D5)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from pymongo import MongoClient

from chassis.audit.heads import Head, heads_in
from chassis.audit.signatures import trail_key, trusted_keys
from chassis.audit.trail import Trail
from chassis.audit.verification import Report, verify_database
from chassis.audit.verification import audited_of as audited_of
from chassis.edition.current import edition
from chassis.kernel.clock import BEIJING
from chassis.service_names import SERVICES
from cli.network import reaching
from cli.stack.deployment import DataOption, Deployment
from cli.stack.secrets import RELAYS

_KEY = re.compile("[0-9a-f]{64}")

app = typer.Typer(
    help="核验各服务事件的哈希审计链 · verify the hash-chained trail of events of each service", no_args_is_help=True
)


def verify_service(
    url: str, prefix: str, service: str, *, published: Sequence[Head] = (), keys: Collection[str] = ()
) -> Report:
    """Verify a service's trail and stored decisions, as `chassis.audit.verification.verify_database` does."""
    client: MongoClient[dict[str, object]] = MongoClient(url, tz_aware=True, serverSelectionTimeoutMS=5000)
    with client:
        return verify_database(client[f"{prefix}_{service}"], service, published=published, keys=keys)


def verify_all(url: str, prefix: str) -> dict[str, tuple[int, str]]:
    """Return for each service how many links are unbroken, and what is wrong with trail or decisions ('' if nothing is)."""
    reports = {service: verify_service(url, prefix, service) for service in SERVICES}
    return {service: (report.verified.links, "; ".join(report.wrong)) for service, report in reports.items()}


@app.callback()
def trails() -> None:
    """各服务事件的哈希审计链。

    The hash-chained trails of all events, one for each service.
    """


@app.command(short_help="核验各服务的审计链 · verify the trail of each service")
def verify(
    heads: Annotated[
        list[Path] | None,
        typer.Option(
            help="含已公布链头的文件：接口应答、日志或回执 · a file with published heads: an answer of the API, a log, receipts",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(help="链头的公钥，十六进制 · the public key of heads, hexadecimal; by default this system's own"),
    ] = None,
    data: DataOption = None,
) -> None:
    """核验各服务的审计链、已公布的链头，以及数据中的决定与事件是否一致；有误时为1，文件中没有链头或公钥写法有误时为2。

    Verify every service's trail: its links, its heads, also those published elsewhere, and each stored decision with its event.

    Exits 1 if something was altered, 2 if a file has no head in it or a key is none.
    """
    keys = {text.strip().lower() for text in key or ()}
    for text in sorted(keys):
        if not _KEY.fullmatch(text):
            typer.echo(
                f"✗ --key的“{text}”不是公钥，应为64位十六进制数 · --key {text} is no key: 64 hexadecimal digits",
                err=True,
            )
            raise typer.Exit(2)
    published = []
    for file in heads or ():
        of_file = heads_in(file.read_text(encoding="utf-8", errors="replace"))
        if not of_file:
            typer.echo(f"✗ {file}中没有链头 · there is no head in {file}", err=True)
            raise typer.Exit(2)
        published += of_file
    deployment = Deployment(data)
    url, prefix = deployment.mongodb_url, deployment.database_prefix
    keys = keys or _own_keys(deployment)
    if not keys:
        typer.echo(
            "△ 未提供链头公钥，仅按链头自带的公钥核验；请用 --key 指定已公布的公钥 · no public key is known here, so that heads "
            "are taken by the keys that they name: give the published key with --key",
            err=True,
        )
    good = True
    for service in SERVICES:
        with reaching("数据库", "the database", url):
            report = verify_service(url, prefix, service, published=published, keys=keys)
        good = good and not report.wrong
        typer.echo(f"{'✗' if report.wrong else '✓'} {service}: {_summary(report)}")
        for line in report.wrong:
            typer.echo(f"    {line}")
    raise typer.Exit(0 if good else 1)


def _summary(report: Report) -> str:
    erased = report.verified.erased
    return "，".join(
        (
            f"{report.verified.links} 环完好 unbroken links",
            *((f"其中{erased}环的内容已到期删除 {erased} with erased bodies",) if erased else ()),
            f"{report.heads} 个链头 signed heads",
            f"{report.compared.decisions} 项决定与事件一致 decisions compared"
            if not report.compared.differences
            else f"{len(report.compared.differences)} 处不一致 differences",
        )
    )


def _own_keys(deployment: Deployment) -> set[str]:
    """Return the public keys of this system, if its secrets are at hand."""
    deployment.become(RELAYS)
    return trusted_keys()


def latest_erasable(now: datetime) -> datetime:
    """Return the day whose earlier events may be erased: the edition keeps what was submitted for so long (rules C7, K4)."""
    day = now.astimezone(BEIJING).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=edition().files.submitted_retention_days)


@app.command(short_help="删除已到期事件的内容 · erase the bodies of events whose retention is over")
def erase(
    before: Annotated[datetime, typer.Option(help="北京时间 · Beijing time", formats=["%Y-%m-%d"])],
    yes: Annotated[bool, typer.Option("--yes", help="确认删除 · erase, and not only ask")] = False,
    data: DataOption = None,
) -> None:
    """删除该日期之前记录的事件内容（K4），不可恢复；哈希保留，审计链与链头仍可核验；需链头私钥，以签署删除记录。

    Erase the bodies of events that were recorded before that day (rule K4), for good.

    Their hashes stay, so that trails and heads are verified as before. It needs the key that signs heads, for the record of the
    erased links: without one a missing body is a fault.
    """
    moment, latest = before.replace(tzinfo=BEIJING), latest_erasable(datetime.now(BEIJING))
    if moment > latest:
        typer.echo(
            f"✗ 保存期未满，最晚可删至{latest:%Y-%m-%d}之前 · retention is not over: the latest day is {latest:%Y-%m-%d}",
            err=True,
        )
        raise typer.Exit(2)
    if not yes:
        typer.confirm(
            f"删除{before:%Y-%m-%d}之前的事件内容，不可恢复？ Erase what was recorded before, for good?", abort=True
        )
    deployment = Deployment(data)
    url, prefix = deployment.mongodb_url, deployment.database_prefix
    deployment.become(RELAYS)
    trail_key()  # before anything is erased
    client: MongoClient[dict[str, object]] = MongoClient(url, tz_aware=True, serverSelectionTimeoutMS=5000)
    with reaching("数据库", "the database", url), client:
        for service in SERVICES:
            typer.echo(f"{service}: {Trail(client[f'{prefix}_{service}']).erase(service, moment)}")

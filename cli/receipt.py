"""`./dasai receipt`: verify a receipt without asking anybody (rule C8)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from chassis.kernel.clock import instant
from cli.network import UnreachableError, reaching
from cli.stack.deployment import DataOption, Deployment
from gateway.admission.middleware import check_json
from gateway.api.registration.submissions import Receipt as ReceiptBody
from gateway.problems import ProblemError
from services.registration.shared.receipts import Receipt, Verdict, verify
from services.registration.teams.adapters.signing import is_signed, key_id

app = typer.Typer(help="回执验证 · verify receipts", no_args_is_help=True)
WORDS = {
    Verdict.VALID: "回执真实有效，内容未被改动 · the receipt is genuine and unaltered",
    Verdict.NUMBER_WRONG: "回执编号有误，请核对每一位 · the number is not right: check each character",
    Verdict.KEY_UNKNOWN: "没有签发该回执的公钥 · none of the keys given has the id that the receipt names",
    Verdict.ALTERED: "回执内容被改动过，或签名不符 · something in it was altered: the signature does not fit",
}
NOT_A_RECEIPT = "不是回执文件 · this is no receipt"
_DEEP = 4
KEYS_FILE = "receipt-keys.json"
KEYS_MISSING = (
    f"没有公钥文件{KEYS_FILE}：请用 ./dasai receipt keys https://平台地址 取得一次，或加 --from https://平台地址 · "
    f"no {KEYS_FILE} beside the receipt or here: get it once with ./dasai receipt keys https://ADDRESS, or add --from https://ADDRESS"
)
NO_KEYS = "公钥文件有误，请用 ./dasai receipt keys 取得 · these are no keys: get them with ./dasai receipt keys"


class UnreadableError(Exception):
    """A receipt or keys that can't be read; its message is for people."""


@app.callback()
def receipt() -> None:
    """回执验证。

    Verify receipts.
    """


@app.command("verify")
def verify_file(
    file: Annotated[Path, typer.Argument(help="回执文件 · the receipt, JSON", exists=True, dir_okay=False)],
    keys: Annotated[
        Path | None,
        typer.Option(
            help=f"公钥文件，默认为回执旁或当前目录的{KEYS_FILE} · the public keys; "
            f"by default {KEYS_FILE} beside the receipt, else here",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    from_url: Annotated[
        str | None, typer.Option("--from", help="从该平台取公钥 · ask the platform at this address for the keys")
    ] = None,
    form: Annotated[
        Path | None, typer.Option(help="提交内容 · the submission's canonical form", exists=True, dir_okay=False)
    ] = None,
) -> None:
    """验证回执是否真实；除 --from 外不联网。加 --form 时同时核对提交内容。真实为0，不真实为1，文件或公钥不可用为2。

    Check that a receipt is genuine; offline, but for --from. With --form, check that it is of that content too.

    Exits 0 if it is, 1 if it is not, 2 if a file is no receipt, or the keys are missing or unreadable.
    """
    try:
        signed, known = _receipt(file), _fetched(from_url) if from_url else _keys(keys or _keys_near(file))
    except UnreadableError as error:
        typer.echo(f"✗ {error}", err=True)
        raise typer.Exit(2) from None
    verdict = verify(signed, known, is_signed)
    typer.echo(f"{'✓' if verdict is Verdict.VALID else '✗'} {WORDS[verdict]}")
    good = verdict is Verdict.VALID
    if good and form is not None:
        good = hashlib.sha256(form.read_bytes()).hexdigest() == signed.digest
        typer.echo(
            "✓ 提交内容与回执一致 · the content is what was submitted"
            if good
            else "✗ 提交内容与回执不一致 · the content is not what was submitted"
        )
    raise typer.Exit(0 if good else 1)


@app.command("keys")
def fetch_keys(
    url: Annotated[
        str | None,
        typer.Argument(
            help="平台地址，默认为本机运行的系统 · the platform's address, https://...; else the local stack's"
        ),
    ] = None,
    file: Annotated[Path, typer.Option(help="存到 · where to keep them")] = Path(KEYS_FILE),
    data: DataOption = None,
) -> None:
    """取得平台的公钥，此后可以离线验证。

    Fetch the public keys once, to verify offline from then on.
    """
    try:
        known = _fetched(url or Deployment(data).gateway_url)
    except UnreadableError as error:
        typer.echo(f"✗ {error}", err=True)
        raise typer.Exit(1) from None
    keys = [
        {"key_id": name, "public_key": key.hex(), "current": place == 0}
        for place, (name, key) in enumerate(known.items())
    ]
    file.write_text(json.dumps({"keys": keys}, indent=2) + "\n")
    typer.echo(f"✓ {file}")


def _keys_near(file: Path) -> Path:
    """Return the file of keys beside the receipt, else in the working directory."""
    for folder in (file.parent, Path()):
        if (folder / KEYS_FILE).is_file():
            return folder / KEYS_FILE
    raise UnreadableError(KEYS_MISSING)


def _fetched(url: str) -> dict[str, bytes]:
    """Return the platform's keys, the current key first."""
    address = f"{url.rstrip('/')}/api/v1/receipt-keys"
    try:
        with reaching("平台", "the platform at", address):
            answer = httpx.get(address, timeout=30).raise_for_status()
    except UnreachableError as error:
        raise UnreadableError(f"无法取得公钥 · the keys can't be fetched\n  {error.zh}\n  {error.en}") from error
    return _public_keys(_parsed(answer.content))


def _parsed(content: bytes) -> Any:
    try:
        check_json(content, _DEEP)
        return json.loads(content)
    except (ProblemError, ValueError):
        return None


def _receipt(file: Path) -> Receipt:
    """Read a receipt as strictly as the platform's own page does: no further field, none twice, none spelt otherwise."""
    try:
        content = file.read_bytes()
        check_json(content, _DEEP)
        body = ReceiptBody.model_validate_json(content)
        return Receipt(**body.model_dump(exclude={"trail_head"}) | {"submitted_at": instant(body.submitted_at)})
    except (ProblemError, ValueError):
        raise UnreadableError(NOT_A_RECEIPT) from None


def _keys(file: Path) -> dict[str, bytes]:
    return _public_keys(_parsed(file.read_bytes()))


def _public_keys(data: Any) -> dict[str, bytes]:
    try:
        keys = [bytes.fromhex(entry["public_key"]) for entry in data["keys"]]
    except (KeyError, TypeError, ValueError, OverflowError):
        raise UnreadableError(NO_KEYS) from None
    if not keys or any(len(key) != 32 for key in keys):
        raise UnreadableError(NO_KEYS)
    # by what the keys are, not by what the file calls them
    return {key_id(key): key for key in keys}

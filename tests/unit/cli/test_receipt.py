"""C8: receipts verified by the command, and by nothing but what the decision record says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from services.registration.shared.receipts import Receipt, Verdict, signed_form, verify
from services.registration.teams.adapters.signing import is_signed, key_id
from tests.unit.gateway.running import ROOT

RECORD = (ROOT / "docs" / "adr" / "0013-receipts.md").read_text()
RECEIPT: dict[str, Any] = json.loads(re.findall(r"```json\n(.*?)```", RECORD, re.DOTALL)[0])
PUBLIC = re.findall(r"The public key: `([0-9a-f]{64})`", RECORD)[0]
FORM = re.findall(r"```\n(\{.*?\})\n```", RECORD)[-1]
KEYS = {"keys": [{"key_id": RECEIPT["key_id"], "public_key": PUBLIC, "current": True}]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the receipt in a folder of its own."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "receipt.json").write_text(json.dumps(RECEIPT))
    return tmp_path


def command(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run `./dasai receipt verify` in the folder; return its exit code and its whole output."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", "receipt", "verify", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


def test_c8_the_bare_command_takes_the_keys_beside_the_receipt_or_else_here(folder: Path) -> None:
    """C8: `receipt verify FILE` alone; keys beside the receipt come first, and an altered receipt is refused."""
    (folder / "receipt-keys.json").write_text(json.dumps(KEYS))
    assert command(folder, "mine/receipt.json") == (
        0,
        "✓ 回执真实有效，内容未被改动 · the receipt is genuine and unaltered\n",
    )
    other = {"keys": [{"public_key": "00" * 32}]}
    (folder / "mine" / "receipt-keys.json").write_text(json.dumps(other))
    code, output = command(folder, "mine/receipt.json")
    assert (code, "none of the keys given" in output) == (1, True)
    (folder / "mine" / "receipt-keys.json").write_text(json.dumps(KEYS))
    (folder / "mine" / "altered.json").write_text(json.dumps(RECEIPT | {"submission_number": 2}))
    code, output = command(folder, "mine/altered.json")
    assert (code, "something in it was altered" in output) == (1, True)


def test_c8_without_keys_the_command_says_in_one_line_how_to_get_them(folder: Path) -> None:
    """C8: in Chinese and English; it fetches only with `--from`, and names the address that fails."""
    code, output = command(folder, "mine/receipt.json")
    assert (code, output.count("\n")) == (2, 1)
    assert [word for word in ("./dasai receipt keys https://", "--from https://", "取得") if word not in output] == []
    for nowhere in ("http://127.0.0.1:1", "no address", "http://[", "file:///etc"):
        code, output = command(folder, "mine/receipt.json", "--from", nowhere)
        first, zh, en = output.splitlines()
        assert (code, first) == (2, "✗ 无法取得公钥 · the keys can't be fetched")
        address = f"{nowhere}/api/v1/receipt-keys"
        assert zh.startswith(f"  无法访问平台 {address}：")
        assert en.startswith(f"  can't reach the platform at {address}: ")


def test_c8_the_platform_signs_and_verifies_the_example_of_the_record() -> None:
    """C8: the form byte for byte, the key's id, the signature."""
    receipt = Receipt(**RECEIPT | {"submitted_at": datetime.fromisoformat(RECEIPT["submitted_at"])})
    assert signed_form(receipt).decode() == FORM
    assert key_id(bytes.fromhex(PUBLIC)) == RECEIPT["key_id"]
    assert verify(receipt, {RECEIPT["key_id"]: bytes.fromhex(PUBLIC)}, is_signed) is Verdict.VALID


@pytest.mark.parametrize("indent", [None, 2], ids=["one line", "indented"])
def test_c8_openssl_alone_verifies_a_receipt_as_the_record_says(tmp_path: Path, indent: int | None) -> None:
    """C8: the record's own lines, with no program of ours; any changed field is refused."""
    script = re.findall(r"```sh\n(.*?)```", RECORD, re.DOTALL)[0]

    def openssl(receipt: dict[str, Any]) -> tuple[int, str]:
        (tmp_path / "receipt.json").write_text(json.dumps(receipt, indent=indent))
        done = subprocess.run(
            ["bash", "-c", script, "verify", PUBLIC], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout.strip()

    assert openssl(RECEIPT) == (0, "Signature Verified Successfully")
    assert (tmp_path / "receipt.form").read_text() == FORM
    changes: list[dict[str, Any]] = [
        {"number": "0000-0000-0000"},
        {"team_id": "other"},
        {"submission_number": 2},
        {"submitted_at": "2024-08-05T15:59:59.998Z"},
        {"digest": "0" * 64},
        {"signature": "0" * 128},
    ]
    assert [openssl(RECEIPT | change)[0] for change in changes] == [1] * len(changes)

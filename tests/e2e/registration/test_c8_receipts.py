"""C8: anyone verifies a receipt: through the gateway, on a page, and offline."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from chassis.audit.heads import Head
from cli.demo.client import User
from cli.stack.program import ROOT
from tests.e2e.registration.running import Contest, refused


def _submit(contest: Contest) -> tuple[Any, str, dict[str, Any]]:
    user = contest.user()
    team = contest.register(user)
    return user, f"/api/v1/teams/{team['facts']['team_id']}", contest.submit(user, team)


def _verify_offline(*arguments: str | Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "cli", "receipt", "verify", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_c8_a_receipt_is_valid_as_issued_and_altered_with_any_field_changed(contest: Contest) -> None:
    """C8: return valid for the receipt as issued, and a verdict of its own if any field is changed; anyone may ask."""
    _, _, receipt = _submit(contest)
    public = contest.public()
    assert public.get(f"/api/v1/receipts/{receipt['number']}") == receipt
    assert public.post("/api/v1/receipt-verifications", receipt) == {"verdict": "valid"}
    number = receipt["number"]
    changes = {
        "number": ("1" if number[0] == "0" else "0") + number[1:],
        "team_id": receipt["team_id"][:-1] + ("0" if receipt["team_id"][-1] != "0" else "1"),
        "submission_number": 2,
        "submitted_at": "2024-06-04T00:00:00.001Z",
        "digest": hashlib.sha256(b"other").hexdigest(),
        "signature": receipt["signature"][:-1] + ("0" if receipt["signature"][-1] != "0" else "1"),
        "key_id": "0" * 16,
    }
    verdicts = {
        name: public.post("/api/v1/receipt-verifications", receipt | {name: value})["verdict"]
        for name, value in changes.items()
    }
    expected = dict.fromkeys(changes, "altered") | {"number": "number_wrong", "key_id": "key_unknown"}
    assert verdicts == expected


def test_c8_a_receipt_is_verified_offline_together_with_its_content(contest: Contest, tmp_path: Path) -> None:
    """C8: verify with the public keys alone; exit with 1 for altered receipt or content, with 2 for what is no receipt."""
    user, address, receipt = _submit(contest)
    keys = contest.public().get("/api/v1/receipt-keys")
    assert [key["current"] for key in keys["keys"]] == [True]
    files = {name: tmp_path / f"{name}.json" for name in ("receipt", "keys", "form", "altered")}
    files["receipt"].write_text(json.dumps(receipt))
    files["keys"].write_text(json.dumps(keys))
    files["altered"].write_text(json.dumps(receipt | {"submission_number": 2}))
    token = {"Authorization": f"Bearer {user.token}"}
    form = httpx.get(f"{contest.stack.url}{address}/submissions/1/form", headers=token)
    files["form"].write_bytes(form.content)
    assert hashlib.sha256(form.content).hexdigest() == receipt["digest"]
    people = json.loads(form.content)["representatives"]
    assert len(people) == 2
    assert {len(fingerprint) for fingerprint in people} == {64}
    submission = user.get(f"{address}/submissions/1")
    assert submission["team"].keys() & {"person_keys", "accounts_changed"} == set()
    assert "salt" not in str(submission)
    with_keys = ["--keys", files["keys"]]
    assert _verify_offline(files["receipt"], *with_keys, "--form", files["form"])[0] == 0
    assert _verify_offline(files["altered"], *with_keys)[0] == 1
    files["form"].write_bytes(form.content + b" ")
    assert _verify_offline(files["receipt"], *with_keys, "--form", files["form"])[0] == 1
    assert _verify_offline(files["keys"], *with_keys)[0] == 2
    genuine = json.dumps(receipt)
    for unreadable in (
        json.dumps(receipt | {"note": "one field more"}),
        json.dumps(receipt | {"submission_number": "1"}),
        json.dumps(receipt | {"signature": receipt["signature"].upper()}),
        json.dumps(receipt | {"submitted_at": receipt["submitted_at"].replace("Z", "+00:00")}),
        json.dumps(receipt | {"submitted_at": "0001-01-01T00:00:00Z"}),
        json.dumps(receipt | {"team_id": "\ud800"}),
        genuine.replace('"submission_number": 1', '"submission_number": 1, "submission_number": 1'),
        genuine.replace('"submission_number": 1', '"submission_number": Infinity'),
        "[" * 100_000,
    ):
        files["altered"].write_text(unreadable)
        code, output = _verify_offline(files["altered"], *with_keys)
        assert code == 2, unreadable[:200]
        assert "不是回执文件" in output, unreadable[:200]
        assert "Traceback" not in output, unreadable[:200]
    stranger = contest.user()
    assert user.get(f"{address}/submissions/1/receipt").items() >= receipt.items()
    assert refused(lambda: stranger.get(f"{address}/submissions/1/receipt")) == (404, "NOT_FOUND")
    assert refused(lambda: user.get(f"{address}/submissions/2/receipt")) == (404, "NOT_FOUND")
    assert refused(lambda: stranger.get(f"{address}/submissions/1/form")) == (404, "NOT_FOUND")


def test_d5_the_receipts_file_has_a_signed_head_of_the_audit_trail(contest: Contest, tmp_path: Path) -> None:
    """D5, C8: whoever keeps the file keeps a head that anyone may read; the receipt is verified as before, with it or without."""
    user, address, receipt = _submit(contest)
    public = contest.public()
    contest.until(lambda: "registration" in _newest(public), "the first head of the trail")
    contest.until(lambda: "trail_head" in user.get(f"{address}/submissions/1/receipt"), "a receipt with a head")
    kept = user.get(f"{address}/submissions/1/receipt")
    head = Head.of_text(kept["trail_head"])
    assert head.genuine
    listed = public.every("/api/v1/trail-heads/registration", "heads")
    assert head.as_shown() in listed
    assert [entry["sequence"] for entry in listed] == sorted((entry["sequence"] for entry in listed), reverse=True)
    assert kept == receipt | {"trail_head": kept["trail_head"]}
    assert public.post("/api/v1/receipt-verifications", kept) == {"verdict": "valid"}
    (tmp_path / "receipt.json").write_text(json.dumps(kept))
    (tmp_path / "receipt-keys.json").write_text(json.dumps(public.get("/api/v1/receipt-keys")))
    assert _verify_offline(tmp_path / "receipt.json")[0] == 0
    page = httpx.get(f"{contest.stack.url}/trail")
    assert page.status_code == 200
    assert any(entry["hash"] in page.text for entry in public.every("/api/v1/trail-heads/registration", "heads"))
    assert refused(lambda: public.get("/api/v1/trail-heads/gateway")) == (422, "FIELDS_INVALID")


@pytest.mark.long
def test_d5_the_trail_is_verified_against_kept_heads_by_one_command(contest: Contest, tmp_path: Path) -> None:
    """D5: `./dasai audit verify --heads FILE` fits what the API gave out; another's head and a file without any are told."""
    _submit(contest)
    public = contest.public()
    contest.until(lambda: "registration" in _newest(public), "the first head of the trail")
    heads = tmp_path / "heads.json"
    heads.write_text(json.dumps(public.get("/api/v1/trail-heads")))
    assert _audit(contest, "--heads", heads)[0] == 0
    forged = _newest(public)["registration"] | {"hash": "0" * 64}
    (tmp_path / "forged.json").write_text(json.dumps(forged))
    code, output = _audit(contest, "--heads", tmp_path / "forged.json")
    assert (code, "的签名不可信" in output) == (1, True)
    (tmp_path / "none.json").write_text("{}")
    assert _audit(contest, "--heads", tmp_path / "none.json")[0] == 2


def _newest(user: User) -> dict[str, dict[str, Any]]:
    return {head["service"]: head for head in user.get("/api/v1/trail-heads")["heads"]}


def _audit(contest: Contest, *arguments: str | Path) -> tuple[int, str]:
    """Verify the trails of the running stack by the command; return its exit code and what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DASAI_")} | {
        "DASAI_MONGODB_URL": contest.stack.mongodb_url,
        "DASAI_DATABASE_PREFIX": contest.stack.database_prefix,
        "DASAI_SECRETS_DIR": str(contest.stack.data / "secrets" / "relay"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "cli", "audit", "verify", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.long
def test_c8_the_command_takes_the_keys_beside_the_receipt_or_from_the_platform(
    contest: Contest, tmp_path: Path
) -> None:
    """C8: verify with the keys file beside the receipt or with `--from`; with neither, say how to get the keys."""
    _, _, receipt = _submit(contest)
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt))
    code, output = _verify_offline(file)
    assert code == 2
    assert "./dasai receipt keys https://" in output
    assert output.count("\n") == 1
    assert _verify_offline(file, "--from", contest.stack.url)[0] == 0
    assert list(tmp_path.iterdir()) == [file]
    (tmp_path / "receipt-keys.json").write_bytes(httpx.get(f"{contest.stack.url}/api/v1/receipt-keys").content)
    assert _verify_offline(file)[0] == 0
    file.write_text(json.dumps(receipt | {"submission_number": 2}))
    assert _verify_offline(file)[0] == 1
    assert _verify_offline(file, "--from", contest.stack.url)[0] == 1


def test_c8_the_offline_page_allows_its_own_script_only_and_other_pages_those_of_the_platform(contest: Contest) -> None:
    """C8: name the script by its hash in the page's policy, allow no request, and hold today's keys in the page."""
    keys = [key["public_key"] for key in contest.public().get("/api/v1/receipt-keys")["keys"]]
    page = httpx.get(f"{contest.stack.url}/receipts/verifier.html")
    policies = page.headers.get_list("content-security-policy")
    script = page.text.split("<script>")[1].split("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert len(policies) == 1
    assert f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'sha256-" in policies[0]
    assert "unsafe" not in policies[0]
    assert [key for key in keys if page.text.count(key) != 2] == []
    other = httpx.get(f"{contest.stack.url}/receipts/verify")
    policy = other.headers["content-security-policy"]
    (inline,) = re.findall(r"<script>(.*?)</script>", other.text)
    allowed = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
    assert re.findall(r"script-src ([^;]*)", policy) == [f"'self' 'sha256-{allowed}'"]
    assert "unsafe" not in policy


def test_c8_the_page_shows_the_verdict_of_a_number_or_a_pasted_receipt(contest: Contest) -> None:
    """C8: accept a number however typed and a pasted receipt; name a wrong or unknown number, an altered and no receipt."""
    _, _, receipt = _submit(contest)
    address = f"{contest.stack.url}/receipts/verify"

    def verdict(**form: str) -> tuple[int, list[str]]:
        answer = httpx.post(address, data=form)
        words = ("真实有效", "被改动过", "请核对每一位", "没有这个编号", "不是完整的回执", "请填写回执编号")
        return answer.status_code, [word for word in words if f"{word}" in answer.text.split("<form")[0]]

    assert "回执验证" in httpx.get(address).text
    assert verdict(number=receipt["number"]) == (200, ["真实有效"])
    plain = receipt["number"].replace("-", "").lower()
    assert verdict(number=f" {plain} ") == (200, ["真实有效"])
    wide = receipt["number"].translate({ord(character): ord(character) + 0xFEE0 for character in receipt["number"]})
    misspelled = plain.replace("0", "o").replace("1", "l")
    verdicts = [verdict(number=text) for text in (wide, misspelled, receipt["number"].replace("-", "—"))]
    assert verdicts == [(200, ["真实有效"])] * 3
    misread = ("1" if plain[0] == "0" else "0") + plain[1:]
    assert verdict(number=misread) == (422, ["请核对每一位"])
    assert refused(lambda: contest.public().get(f"/api/v1/receipts/{misread}")) == (422, "C8_RECEIPT_NUMBER_WRONG")
    assert verdict(receipt=json.dumps(receipt)) == (200, ["真实有效"])
    assert verdict(receipt=json.dumps(receipt | {"submission_number": 9})) == (200, ["被改动过"])
    assert verdict(number="0000-0000-0000") == (404, ["没有这个编号"])
    assert verdict(receipt="{}") == (422, ["不是完整的回执"])
    assert verdict(receipt="not json") == (400, ["不是完整的回执"])
    assert verdict() == (422, ["请填写回执编号"])


def test_c8_a_submission_repeated_under_its_key_gets_the_same_receipt(contest: Contest) -> None:
    """C8: answer with the same receipt and keep one version; refuse another request under the key."""
    user = contest.user()
    team = contest.register(user)
    contest.write(user, team)
    ready = contest.attach(user, team)
    address = f"{contest.stack.url}/api/v1/teams/{team['facts']['team_id']}/submissions"
    headers = {"Authorization": f"Bearer {user.token}", "Idempotency-Key": f"submit-{team['facts']['team_id']}"}
    body = {"draft_revision": ready["draft_revision"]}
    answers = [httpx.post(address, json=body, headers=headers, timeout=30) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.text for answer in answers}) == 1
    other = httpx.post(address, json={"draft_revision": 0}, headers=headers, timeout=30)
    assert (other.status_code, other.json()["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert len(user.get(f"/api/v1/teams/{team['facts']['team_id']}")["receipts"]) == 1

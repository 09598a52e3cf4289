"""Keys and first accounts: made once, readable by their owner, each only where it is needed."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from chassis.service_names import SERVICES
from cli.stack.secrets import RELAYS, ensure


def test_only_the_owner_can_read_the_secrets(tmp_path: Path) -> None:
    made = ensure(tmp_path)
    modes = {path.stat().st_mode & 0o777 for path in made.folder.rglob("*") if path.is_file()}
    folders = {path.stat().st_mode & 0o777 for path in [made.folder, *made.folder.iterdir()]}
    assert (modes, folders) == ({0o600}, {0o700})


def test_secrets_are_made_once(tmp_path: Path) -> None:
    first = ensure(tmp_path)
    before = {path: path.read_text() for path in first.folder.rglob("*") if path.is_file()}
    second = ensure(tmp_path)
    assert {path: path.read_text() for path in before} == before
    assert (first.fresh, second.fresh) == (True, False)


def test_two_folders_have_different_secrets(tmp_path: Path) -> None:
    first, second = ensure(tmp_path / "one"), ensure(tmp_path / "other")
    assert first.value("dasai_actor_key") != second.value("dasai_actor_key")
    assert set(first.accounts.values()) & set(second.accounts.values()) == set()


def test_each_staff_role_has_a_first_account(tmp_path: Path) -> None:
    accounts = ensure(tmp_path).accounts
    assert list(accounts) == ["secretariat", "committee", "operator"]
    assert min(len(password) for password in accounts.values()) >= 20
    assert len(set(accounts.values())) == 3


def test_each_process_gets_only_its_own_secrets(tmp_path: Path) -> None:
    made = ensure(tmp_path)
    held = {
        owner: sorted(path.name for path in made.folder_of(owner).iterdir()) for owner in ("gateway", RELAYS, *SERVICES)
    }
    assert held == {
        "relay": ["dasai_trail_key"],
        "accounts": ["dasai_actor_key", "dasai_bootstrap_accounts", "dasai_contact_keys", "dasai_oidc_providers"],
        "gateway": ["dasai_actor_key"],
        "registration": ["dasai_actor_key", "dasai_identity_keys", "dasai_receipt_key"],
        "review": ["dasai_actor_key"],
        "scoring": ["dasai_actor_key", "dasai_ranking_key"],
        "publicity": ["dasai_actor_key", "dasai_reporter_keys"],
    }


def test_keys_have_the_length_that_their_ciphers_need(tmp_path: Path) -> None:
    made = ensure(tmp_path)
    sealing = json.loads(made.value("dasai_identity_keys"))
    keys = [*sealing["keys"][sealing["current"]].values(), made.value("dasai_receipt_key")]
    assert [len(base64.b64decode(key)) for key in keys] == [32, 32, 32]

"""Keys and first accounts of a data folder: made once, readable by its owner alone, given to those who need them."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chassis.service_names import SERVICES

# Which processes get which secret; a process can't leak what it never had.
RELAYS = "relay"  # all relays together
OWNERS: dict[str, tuple[str, ...]] = {
    "dasai_actor_key": ("gateway", *SERVICES),
    "dasai_identity_keys": ("registration",),
    "dasai_receipt_key": ("registration",),
    "dasai_ranking_key": ("scoring",),
    "dasai_reporter_keys": ("publicity",),
    "dasai_trail_key": (RELAYS,),
    "dasai_contact_keys": ("accounts",),
    "dasai_bootstrap_accounts": ("accounts",),
    "dasai_oidc_providers": ("accounts",),
}
FIRST_ACCOUNTS = ("secretariat", "committee", "operator")  # each is called as its role


@dataclass(frozen=True)
class Secrets:
    """The secrets of a data folder."""

    folder: Path
    fresh: bool  # True if the accounts were made just now, so that they are to be shown

    @property
    def accounts(self) -> dict[str, str]:
        """Return the passwords of the first accounts by login."""
        entries = json.loads((self.folder / "all" / "dasai_bootstrap_accounts").read_text())
        return {entry["login"]: entry["password"] for entry in entries}

    def folder_of(self, owner: str) -> Path:
        """Return the folder with the secrets of `gateway`, a service or RELAYS, for DASAI_SECRETS_DIR."""
        return self.folder / owner

    def value(self, name: str) -> str:
        """Return a secret by its file name."""
        return (self.folder / "all" / name).read_text()


def ensure(data: Path) -> Secrets:
    """Return the secrets of a data folder; make those that are missing and change none."""
    folder = data / "secrets"
    fresh = not (folder / "all" / "dasai_bootstrap_accounts").exists()
    for owner in ("", "all", "gateway", RELAYS, *SERVICES):
        (folder / owner).mkdir(parents=True, exist_ok=True)
        (folder / owner).chmod(0o700)
    for name, owners in OWNERS.items():
        whole = folder / "all" / name
        if not whole.exists():
            _write(whole, _MAKERS[name]())
        for owner in owners:
            link = folder / owner / name
            if not link.exists():
                os.link(whole, link)
    return Secrets(folder, fresh)


def _write(path: Path, text: str) -> None:
    """Write a file of mode 0600, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _sealing_keys() -> str:
    return json.dumps({"current": "k1", "keys": {"k1": {"encrypt": _key(), "match": _key()}}})


def _accounts() -> str:
    return json.dumps(
        [
            {"login": role, "password": secrets.token_urlsafe(15), "roles": [{"role": role, "division": ""}]}
            for role in FIRST_ACCOUNTS
        ],
        indent=1,
    )


def _no_providers() -> str:
    """Return a list of identity providers for the operator to fill."""
    return "[]"


_MAKERS: dict[str, Callable[[], str]] = {
    "dasai_actor_key": _key,
    "dasai_identity_keys": _sealing_keys,
    "dasai_receipt_key": _key,
    "dasai_ranking_key": _key,
    "dasai_trail_key": _key,
    "dasai_reporter_keys": _sealing_keys,
    "dasai_contact_keys": _sealing_keys,
    "dasai_bootstrap_accounts": _accounts,
    "dasai_oidc_providers": _no_providers,
}

"""A real OpenID provider on this machine, for the tests of single sign-on: `oidc-provider` under Node."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from cli.stack.debian_packages import folder
from cli.stack.program import wait_until

SOURCE = Path(__file__).parent / "service" / "gateway" / "oidc"
FILES = ("package.json", "package-lock.json")


@dataclass(frozen=True)
class IdentityProvider:
    """A provider that runs."""

    issuer: str

    def forge(self, mode: str) -> None:
        """Let the next answers be wrong in this way, as tests/service/gateway/oidc/provider.mjs lists them; empty to end that."""
        httpx.put(f"{self.issuer}/forge", json={"mode": mode}, timeout=30).raise_for_status()

    def answer(self, authorization_url: str, who: str) -> str:
        """Return where the provider sends the browser of somebody who comes with this address and is signed in there."""
        with httpx.Client(timeout=30) as browser:
            location = f"{authorization_url}&login_hint={who}"
            assert location.startswith(self.issuer), location
            while location.startswith((self.issuer, "/")):
                came = browser.get(httpx.URL(self.issuer).join(location))
                assert came.is_redirect, (came.status_code, came.text[:500])
                location = came.headers["location"]
        return location


def configured(provider_id: str, port: int, **more: Any) -> dict[str, Any]:
    """Return a provider as DASAI_OIDC_PROVIDERS lists it."""
    return {
        "id": provider_id,
        "name_zh": f"合成测试身份认证系统{provider_id}",
        "name_en": f"Synthetic provider {provider_id}",
        "issuer": f"http://127.0.0.1:{port}",
        "client_id": "dasai",
        "client_secret": "a secret for tests, with a colon: and more",
        **more,
    }


@contextmanager
def running(provider: dict[str, Any], redirect_uri: str) -> Iterator[IdentityProvider]:
    """Run a provider for the platform that it sends browsers back to."""
    issuer = str(provider["issuer"])
    values = {
        "port": httpx.URL(issuer).port,
        "client_id": provider["client_id"],
        "client_secret": provider["client_secret"],
        "redirect_uris": [redirect_uri],
    }
    process = subprocess.Popen(
        ["node", str(_installed() / "provider.mjs")],
        env={**os.environ, "PROVIDER": json.dumps(values)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert wait_until(lambda: _is_up(issuer) or process.poll() is not None, 30)
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        yield IdentityProvider(issuer)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def require_node() -> None:
    """Skip the test, and say why, if the machine has no Node or can't install what the provider needs."""
    missing = [program for program in ("node", "npm") if not shutil.which(program)]
    if missing:
        pytest.skip(f"single sign-on is tested with a provider that needs {' and '.join(missing)}: Node 18 or newer")
    _installed()


def _installed() -> Path:
    """Return the folder with the provider and its packages, in the user's cache: made once for each lock file."""
    digest = hashlib.sha256(b"".join((SOURCE / name).read_bytes() for name in FILES)).hexdigest()[:16]
    place = folder() / f"oidc-{digest}"
    if not place.exists():
        new = place.with_name(f"{place.name}.{os.getpid()}")
        new.mkdir(parents=True)
        for name in FILES:
            shutil.copy(SOURCE / name, new / name)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=new, capture_output=True, text=True, timeout=240, check=False)
        if done.returncode:
            shutil.rmtree(new)
            pytest.skip(f"npm can't install the provider of the tests of single sign-on: {done.stderr.strip()[-200:]}")
        try:
            new.rename(place)
        except OSError:  # another run made it meanwhile
            shutil.rmtree(new)
    shutil.copy(SOURCE / "provider.mjs", place / "provider.mjs")
    return place


def _is_up(issuer: str) -> bool:
    try:
        return httpx.get(f"{issuer}/.well-known/openid-configuration", timeout=5).is_success
    except httpx.TransportError:
        return False

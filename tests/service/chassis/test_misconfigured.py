"""A process whose settings are wrong says which, ends with 78, and is not started again: a supervisor would try for ever."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.stack.secrets import OWNERS, ensure

ROOT = Path(__file__).parents[3]
SERVICES = ("accounts", "registration", "review", "scoring", "publicity")
VALUE = "no-such-value-110101199003070000"
# what is wrong, by the modules that need it
WRONG: dict[str, tuple[str, ...]] = {
    "DASAI_EDITION_FILE": (
        "gateway",
        *(
            f"services.{service}.{part}"
            for service in SERVICES
            if service != "registration"
            for part in ("server", "worker")
        ),
        "services.registration.worker",
    ),
    "DASAI_IDENTITY_KEYS": ("services.registration.server", "services.registration.worker"),
    "DASAI_RECEIPT_KEY": ("services.registration.server",),
    "DASAI_RANKING_KEY": ("services.scoring.server", "services.scoring.worker"),
    "DASAI_REPORTER_KEYS": ("services.publicity.server", "services.publicity.worker"),
    "DASAI_TRAIL_KEY": ("chassis.bus.relay",),
    "DASAI_GRPC_THREADS": ("services.review.server",),
    "DASAI_RETRY_DELAYS": ("services.review.worker",),
    "DASAI_BOOTSTRAP_ACCOUNTS": ("services.accounts.server",),
    "DASAI_CONTACT_KEYS": ("services.accounts.server",),
    "DASAI_OIDC_PROVIDERS": ("services.accounts.server",),
    "DASAI_PRIVACY_NOTICE_FILE": ("services.accounts.server",),
    "DASAI_SECOND_FACTOR_ROLES": ("services.accounts.server",),
    "DASAI_MAX_BODY_BYTES": ("gateway",),
    "DASAI_PUBLIC_URL": ("gateway",),
    "DASAI_SECURE_COOKIES": ("gateway",),
}


@pytest.mark.parametrize(
    ("variable", "module"),
    [
        # one process for each setting by default: that the others read it too is for the full run
        pytest.param(variable, module, marks=pytest.mark.long if place else ())
        for variable, modules in WRONG.items()
        for place, module in enumerate(modules)
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(tmp_path: Path, variable: str, module: str) -> None:
    """K4: the message has the variable, no traceback, and nothing of what it holds; before anything is connected to."""
    made = ensure(tmp_path / "secrets")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DASAI_")}
    environment |= {name.upper(): made.value(name) for name in OWNERS}
    environment |= {
        "DASAI_EDITION_FILE": str(ROOT / "editions" / "2024.yaml"),
        "DASAI_OBJECTS_URL": tmp_path.as_uri(),
        "DASAI_SERVICE": "review",
        "DASAI_MONGODB_URL": "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100",
        variable: VALUE,
    }
    done = subprocess.run(
        [sys.executable, "-m", module],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == os.EX_CONFIG, done.stderr
    assert variable in done.stderr
    assert "Traceback" not in done.stderr
    assert VALUE not in done.stderr or variable == "DASAI_EDITION_FILE"  # which file is not there must be said


def test_k1_a_gateway_that_others_reach_ends_without_its_address(tmp_path: Path) -> None:
    """K1: no container is open to every host because a setting was forgotten."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DASAI_")}
    environment |= {
        "DASAI_ACTOR_KEY": "only-for-tests-" * 3,
        "DASAI_EDITION_FILE": str(ROOT / "editions" / "2024.yaml"),
        "DASAI_HTTP_HOST": "0.0.0.0",  # noqa: S104 - it must not come to that
    }
    done = subprocess.run(
        [sys.executable, "-m", "gateway"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == os.EX_CONFIG, done.stderr
    assert [line.split(" ")[0] for line in done.stderr.splitlines()] == ["DASAI_PUBLIC_URL"] * 2

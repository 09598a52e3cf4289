"""The shell functions of a rehearsal, as a person types them."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

from cli.demo.rehearsal import folder_of, shell_file, write_shell_file
from cli.stack.local import LocalStack


@dataclass(frozen=True)
class Stack:
    """The part of a stack that the shell file needs: its address."""

    data: Path
    url: str = "http://127.0.0.1:9"


@pytest.fixture
def shell(tmp_path: Path) -> Path:
    """Write the shell file of a rehearsal with a participant and a host."""
    folder = folder_of(tmp_path)
    folder.mkdir()
    (folder / "participant.json").write_text(json.dumps({"login": "participant", "password": "of the participant"}))
    (folder / "hosts.json").write_text(json.dumps({"host-110000": "of the host"}))
    write_shell_file(cast(LocalStack, Stack(tmp_path)))
    return shell_file(tmp_path)


def sent_by(shell: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the shell file with a gateway that answers the password as the token."""
    gateway = r"""curl() { while [ "$1" != -d ]; do shift; done; printf %s "$2" | sed 's/"password"/"token"/'; }"""
    script = f'. {shell}; {gateway}; {command}; status=$?; echo "$token"; exit $status'
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("command", "password"),
    [
        ("sign_in participant", "of the participant"),
        ("sign_in host-110000", "of the host"),
        ("sign_in secretariat '\"of\" the secretariat'", '"of" the secretariat'),
    ],
)
def test_who_is_named_signs_in(shell: Path, command: str, password: str) -> None:
    signed_in = sent_by(shell, command)
    assert (signed_in.returncode, signed_in.stdout, signed_in.stderr) == (0, f"{password}\n", "")


def test_an_account_without_a_kept_password_is_named(shell: Path) -> None:
    refused = sent_by(shell, "sign_in secretariat")
    assert (refused.returncode, refused.stdout) == (1, "\n")
    assert "没有保存 secretariat 的密码，请写 sign_in secretariat 密码" in refused.stderr

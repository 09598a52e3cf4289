"""The choice of RabbitMQ: the machine's if the caller can start it, else the one in the cache folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cli.stack import rabbitmq


def program(path: Path, text: str = "#!/bin/sh\n") -> Path:
    """Write an executable."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a machine's `/` with Erlang, its programs on the PATH."""
    program(tmp_path / "usr/lib/erlang/bin/erl")
    (tmp_path / "usr/bin").mkdir()
    (tmp_path / "usr/bin/erl").symlink_to("../lib/erlang/bin/erl")
    monkeypatch.setenv("PATH", str(tmp_path / "usr/bin"))
    return tmp_path


def test_the_packages_own_scripts_are_used_not_the_wrappers_for_root(machine: Path) -> None:
    erl_call = program(machine / "usr/bin/erl_call")
    program(machine / "usr/bin/rabbitmq-server")
    scripts = program(machine / "usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8/sbin/rabbitmq-server").parent
    installation = rabbitmq.find_installed(machine / "usr/lib")
    assert installation == rabbitmq.Installation(scripts, erl_call, {"PATH": str(machine / "usr/bin")})
    assert installation.version == "3.10.8"


def test_an_unpacked_server_is_found_on_the_path_and_erl_call_in_erlangs_folder(machine: Path) -> None:
    erl_call = program(machine / "usr/lib/erlang/lib/erl_interface-5.3/bin/erl_call")
    server = program(machine / "opt/rabbitmq_server-4.1.0/sbin/rabbitmq-server")
    (machine / "usr/bin/rabbitmq-server").symlink_to(server)
    installation = rabbitmq.find_installed(machine / "usr/lib")
    assert installation == rabbitmq.Installation(server.parent, erl_call, {"PATH": str(machine / "usr/bin")})


def test_a_wrapper_without_a_server_is_ignored(machine: Path) -> None:
    program(machine / "usr/bin/erl_call")
    program(machine / "usr/bin/rabbitmq-server")
    assert rabbitmq.find_installed(machine / "usr/lib") is None


def test_a_rabbitmq_without_its_administration_programs_is_ignored(machine: Path) -> None:
    program(machine / "usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8/sbin/rabbitmq-server")
    assert rabbitmq.find_installed(machine / "usr/lib") is None


def test_unpacked_erlang_is_set_to_its_final_folder_also_with_blanks(tmp_path: Path) -> None:
    text = '#!/bin/sh\nif true; then\n    ROOTDIR=/usr/lib/erlang\nelse\n    ROOTDIR=/usr/lib/erlang\nfi\necho "$ROOTDIR"\n'
    scripts = [program(tmp_path / "usr/lib/erlang" / name, text) for name in ("bin/erl", "erts-13.1.5/bin/erl")]
    place = Path("/home/张 三/it's here")
    rabbitmq._settle_erlang(tmp_path, place)
    outputs = [subprocess.run([script], capture_output=True, text=True, check=True).stdout for script in scripts]
    assert outputs == [f"{place}/usr/lib/erlang\n"] * 2

"""Debian's RabbitMQ and Chromium in a cache folder serve, whatever the machine has itself and however the folder is called."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection

from cli.stack import browser, debian_packages, rabbitmq
from cli.stack.ports import Slot
from cli.stack.supervisor import Supervisor

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("apt-get") is None, reason="apt is not on this machine"),
]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty cache folder, with a blank and Chinese in its name."""
    folder = tmp_path / "缓存 cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def broker(cache: Path, tmp_path: Path) -> Iterator[rabbitmq.Broker]:
    """Yield a node of the unpacked RabbitMQ."""
    installation = rabbitmq.unpacked(debian_packages.obtain(rabbitmq.PACKAGES))
    with Slot(("amqp", "distribution")) as slot:
        node = rabbitmq.Broker(tmp_path / "数据 data", slot.ports["amqp"], slot.ports["distribution"], installation)
        supervisor = Supervisor(tmp_path / "logs")
        try:
            supervisor.start([node.program()])
            yield node
        finally:
            supervisor.close()


@pytest.mark.timeout(600)
def test_the_unpacked_rabbitmq_serves_and_is_administered(broker: rabbitmq.Broker, cache: Path) -> None:
    url = broker.add_vhost("fresh")
    with Connection(url) as connection:
        queue = connection.SimpleQueue("queue")
        queue.put("a message")
        message = queue.get(timeout=5)
        message.ack()
        queue.close()
    assert message.payload == "a message"
    root = debian_packages.folder() / "rabbitmq/usr/lib/erlang"
    assert root.is_relative_to(cache)
    assert (
        broker.administer(
            "unicode:characters_to_binary(code:root_dir()) =:= "
            f"<<{','.join(str(byte) for byte in str(root).encode())}>>"
        )
        == "true"
    )


@pytest.mark.timeout(600)
def test_the_unpacked_chromium_has_its_libraries(cache: Path) -> None:
    chromium = browser.unpacked(debian_packages.obtain(browser.PACKAGES))
    version = subprocess.run(
        [chromium.program, "--version"], env={**chromium.env}, capture_output=True, text=True, check=True
    ).stdout
    assert "Chrom" in version

"""Uploads with S3 as the object storage (rule C7)."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import boto3
import httpx
import pytest
from moto.server import ThreadedMotoServer

from cli.synthetic import small_pdf
from tests.line import Line
from tests.service.gateway.conftest import Api, running_api
from tests.service.gateway.uploads import Uploader, film

MB = 1024 * 1024


@dataclass
class OnS3(Api):
    """The running stack, and the line to its object storage."""

    storage: Line


@pytest.fixture(scope="module")
def on_s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnS3]:
    """Run the stack with a bucket for its material."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    line = Line(*server.get_host_and_port())
    endpoint = f"http://127.0.0.1:{line.port}"
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys)
    client.create_bucket(Bucket="material")
    client.close()
    env = {
        "DASAI_OBJECTS_URL": f"s3://material/2024?endpoint={endpoint}",
        "DASAI_OBJECTS_ACCESS_KEY": "a",
        "DASAI_OBJECTS_SECRET_KEY": "b",
        "DASAI_DRAIN_SECONDS": "4",
    }
    with line, running_api(tmp_path_factory.mktemp("s3"), **env) as running:
        yield OnS3(**vars(running), storage=line)
    server.stop()


@pytest.mark.long
def test_c7_an_upload_to_s3_is_cut_killed_resumed_and_downloaded(on_s3: Api) -> None:
    """C7: pieces survive a cut and a kill, and the download equals the upload; a wrong offset is refused."""
    team = on_s3.participant.post("/api/v1/teams", on_s3.team(800))
    team_id, content = team["facts"]["team_id"], film(12 * MB)
    with Uploader(on_s3.stack.url, on_s3.participant) as uploader:
        small = uploader.begin(team, "a.pdf", "audit", len(pdf := small_pdf("on S3")))
        assert uploader.patch(small.headers["location"], 0, pdf).status_code == 204
        address = uploader.begin(team, "film.mp4", "video", len(content)).headers["location"]
        with uploader.begin_patch(address, 0, len(content)) as connection:
            connection.sendall(content[: 5 * MB + 333])
        on_s3.stack.kill("gateway")
        on_s3.stack.wait_healthy("gateway")
        offset = uploader.offset(address)
        assert uploader.patch(address, max(offset - 1, 0) if offset else 1, b"x").status_code == 409
        assert uploader.patch(address, offset, content[offset:]).status_code == 204
        view = on_s3.participant.get(address)
        path = f"/api/v1/teams/{team_id}/material/{view['material_id']}"
        whole = httpx.get(on_s3.stack.url + path, headers=uploader.auth, timeout=60)
        assert hashlib.sha256(whole.content).digest() == hashlib.sha256(content).digest()
        part = httpx.get(on_s3.stack.url + path, headers={**uploader.auth, "Range": "bytes=7-300000"}, timeout=60)
        assert (part.status_code, part.content) == (206, content[7:300001])
        hiding = small_pdf("with a tail") + b"tail"
        refused = uploader.begin(team, "b.pdf", "audit", len(hiding)).headers["location"]
        answer = uploader.patch(refused, 0, hiding)
        assert (answer.status_code, answer.json()["code"]) == (422, "C7_POLYGLOT")


def send_as_far_as_taken(connection: socket.socket, content: bytes) -> None:
    """Send until the other side takes no more, or has closed the connection."""
    with suppress(OSError):
        connection.sendall(content)


@pytest.mark.long
def test_c7_an_upload_to_a_storage_that_hangs_does_not_keep_the_gateway_from_stopping(on_s3: OnS3) -> None:
    """C7: SIGTERM while a piece waits for an answer of the storage: the gateway ends in its drain time, and not by SIGKILL."""
    team, content = on_s3.participant.post("/api/v1/teams", on_s3.team(801)), film(12 * MB)
    with Uploader(on_s3.stack.url, on_s3.participant) as uploader:
        address = uploader.begin(team, "film.mp4", "video", len(content)).headers["location"]
        on_s3.storage.silence()
        with uploader.begin_patch(address, 0, len(content)) as connection:
            # the gateway reads no further than the storage takes
            sending = threading.Thread(target=send_as_far_as_taken, args=(connection, content[: 6 * MB]))
            sending.start()
            on_s3.storage.wait_ignored()
            began = time.monotonic()
            on_s3.stack.stop("gateway")
            assert time.monotonic() - began < 10
            sending.join()
    began = time.monotonic()
    on_s3.stack.stop("registration-server")
    assert time.monotonic() - began < 10

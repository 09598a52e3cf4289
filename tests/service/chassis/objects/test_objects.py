"""What every object storage does, held against a folder and against S3 over HTTP (rule C7)."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from chassis.kernel.identifiers import new_id
from chassis.objects import Objects, ObjectsAwayError, OffsetMovedError, open_objects

BUCKET = "material"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A server that speaks S3, with an empty bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        client = boto3.client(
            "s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
        )
        client.create_bucket(Bucket=BUCKET)
        client.close()
        yield url
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    """An empty storage of each kind."""
    if request.param == "folder":
        return open_objects(f"file://{tmp_path / 'material'}")
    endpoint = request.getfixturevalue("endpoint")
    return open_objects(f"s3://{BUCKET}/{secrets.token_hex(4)}?endpoint={endpoint}", access_key="a", secret_key="b")


def stored(storage: Objects, content: bytes, piece: int = 700_000) -> tuple[str, str]:
    """An upload of this content, kept; its identifier and its hash."""
    upload = new_id()
    for start in range(0, len(content), piece):
        storage.append(upload, start, content[start : start + piece])
    digest = hashlib.sha256(content).hexdigest()
    storage.keep(upload, digest)
    return upload, digest


def test_an_upload_grows_at_its_end_only(storage: Objects) -> None:
    """C7: what does not continue the upload is refused and changes nothing."""
    upload = new_id()
    assert storage.offset(upload) == 0
    storage.append(upload, 0, b"first ")
    storage.append(upload, 6, b"second")
    for wrong in (0, 3, 6, 13, 10**9):
        with pytest.raises(OffsetMovedError):
            storage.append(upload, wrong, b"elsewhere")
    assert storage.offset(upload) == 12
    with storage.local(upload) as path:
        assert path.read_bytes() == b"first second"


def test_of_many_writers_at_one_offset_one_wins(storage: Objects) -> None:
    """C7: no byte of the losers gets in between."""
    upload, pieces = new_id(), [bytes([65 + number]) * 5000 for number in range(8)]

    def write(piece: bytes) -> bool:
        try:
            storage.append(upload, 0, piece)
        except OffsetMovedError:
            return False
        return True

    with ThreadPoolExecutor(len(pieces)) as pool:
        won = list(pool.map(write, pieces))
    assert won.count(True) == 1
    with storage.local(upload) as path:
        assert path.read_bytes() == pieces[won.index(True)]


@pytest.mark.parametrize("size", [1, 700_000, 9_000_001, 17_000_000])
def test_content_is_kept_by_its_hash_and_read_in_parts(storage: Objects, size: int) -> None:
    """C7: the same bytes come out, whole or a range of them."""
    content = os.urandom(1000) * (size // 1000) + os.urandom(size % 1000)
    upload, digest = stored(storage, content)
    assert storage.size(digest) == size
    assert b"".join(storage.read(digest)) == content
    start, end = size // 3, size // 3 + 200_000
    assert b"".join(storage.read(digest, start, end)) == content[start:end]
    assert b"".join(storage.read(digest, size - 1)) == content[-1:]
    assert b"".join(storage.read(digest, 0, 0)) == b""
    storage.discard(upload)
    storage.discard(upload)
    assert (storage.offset(upload), storage.size(digest)) == (0, size)


def test_what_is_kept_is_never_overwritten(storage: Objects) -> None:
    """C7: a second upload that claims the same hash changes nothing."""
    _, digest = stored(storage, b"the first")
    other = new_id()
    storage.append(other, 0, b"another content under the same name")
    storage.keep(other, digest)
    assert b"".join(storage.read(digest)) == b"the first"


def test_what_is_not_there(storage: Objects) -> None:
    """None, KeyError, or nothing to do."""
    digest = hashlib.sha256(b"nobody's").hexdigest()
    assert storage.size(digest) is None
    with pytest.raises(KeyError):
        list(storage.read(digest))
    storage.remove(digest)
    _, digest = stored(storage, b"to be removed")
    storage.remove(digest)
    assert storage.size(digest) is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a/b", "0" * 63, "0" * 64 + "/x"])
def test_only_identifiers_and_hashes_are_names(storage: Objects, name: str) -> None:
    """C7: no path gets through as a name."""
    calls: list[Any] = [
        lambda: storage.offset(name),
        lambda: storage.append(name, 0, b"x"),
        lambda: storage.discard(name),
        lambda: storage.size(name),
        lambda: list(storage.read(name)),
        lambda: storage.remove(name),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="no "):
            call()


def test_a_folder_holds_objects_two_levels_deep_and_they_cannot_be_written(tmp_path: Path) -> None:
    """C7."""
    storage = open_objects(f"file://{tmp_path}")
    upload, digest = stored(storage, b"whole")
    storage.discard(upload)
    path = tmp_path / "objects" / digest[:2] / digest[2:4] / digest
    assert path.read_bytes() == b"whole"
    assert path.stat().st_mode & 0o777 == 0o440
    assert list((tmp_path / "uploads").iterdir()) == []


def test_a_storage_that_is_away_says_so(tmp_path: Path) -> None:
    """Nothing is lost: try again later."""
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(ObjectsAwayError):
        open_objects(f"file://{blocked}").append(new_id(), 0, b"x")
    away = open_objects("s3://bucket?endpoint=http://127.0.0.1:9", access_key="a", secret_key="b")
    with pytest.raises(ObjectsAwayError):
        away.size("0" * 64)


@pytest.mark.parametrize("url", ["", "/folder", "file://host/folder", "s3://", "s3://bucket?colour=red", "ftp://x/y"])
def test_other_urls_are_refused(url: str) -> None:
    """One of two forms."""
    with pytest.raises(ValueError, match=r"objects:|bad query"):
        open_objects(url)

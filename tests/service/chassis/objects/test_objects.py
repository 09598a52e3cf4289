"""Object storages, tested with a folder and with S3 over HTTP (rule C7)."""

from __future__ import annotations

import hashlib
import os
import resource
import secrets
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.s3.responses import S3Response
from moto.server import ThreadedMotoServer

from chassis.kernel.identifiers import new_id
from chassis.objects import Objects, ObjectsAwayError, ObjectsFullError, OffsetMovedError, open_objects
from chassis.objects.folder import FolderObjects
from chassis.objects.s3 import S3Objects

BUCKET = "material"


def discard_it(storage: Objects, upload: str) -> None:
    """Discard the upload, as when the client gives up."""
    storage.discard(upload)


def die(storage: Objects, upload: str) -> None:
    """Raise KeyboardInterrupt, as when the process is told to end."""
    raise KeyboardInterrupt


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """Yield a server that speaks S3, with an empty bucket."""
    # its “only if there is none yet” looks and writes in two steps; a real one's is one
    one_at_a_time, put = threading.Lock(), S3Response.put_object

    def put_object(response: Any) -> Any:
        with one_at_a_time:
            return put(response)

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        patch.setattr(S3Response, "put_object", put_object)
        client = boto3.client(
            "s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
        )
        client.create_bucket(Bucket=BUCKET)
        client.close()
        yield url
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    """Return an empty storage of each kind."""
    if request.param == "folder":
        return open_objects(f"file://{tmp_path / 'material'}")
    endpoint = request.getfixturevalue("endpoint")
    return open_objects(f"s3://{BUCKET}/{secrets.token_hex(4)}?endpoint={endpoint}", access_key="a", secret_key="b")


def store_object(storage: Objects, content: bytes, piece: int = 700_000) -> tuple[str, str]:
    """Upload and keep this content; return the upload's identifier and the hash."""
    upload = send_pieces(storage, content, piece)
    digest = hashlib.sha256(content).hexdigest()
    storage.keep(upload, digest, len(content))
    return upload, digest


def send_pieces(storage: Objects, content: bytes, piece: int = 700_000) -> str:
    """Upload this content in pieces; return the upload's identifier."""
    upload = new_id()
    storage.begin(upload)
    for start in range(0, len(content), piece):
        storage.append(upload, start, content[start : start + piece])
    return upload


def unfinished(storage: Objects) -> int:
    """Return the number of open multipart uploads under the storage's prefix; a folder has none."""
    if not isinstance(storage, S3Objects):
        return 0
    uploads = storage._client.list_multipart_uploads(Bucket=BUCKET).get("Uploads", ())
    return sum(item["Key"].startswith(storage._prefix) for item in uploads)


def test_an_upload_grows_at_its_end_only(storage: Objects) -> None:
    """C7: what does not continue the upload is refused and changes nothing."""
    upload = new_id()
    assert storage.offset(upload) == 0
    storage.begin(upload)
    storage.begin(upload)
    assert storage.offset(upload) == 0
    storage.append(upload, 0, b"first ")
    storage.begin(upload)
    storage.append(upload, 6, b"second")
    for wrong in (0, 3, 6, 13, 10**9):
        with pytest.raises(OffsetMovedError):
            storage.append(upload, wrong, b"elsewhere")
    assert storage.offset(upload) == 12
    with storage.local(upload) as path:
        assert path.read_bytes() == b"first second"


def test_one_of_many_writers_at_an_offset_is_accepted(storage: Objects) -> None:
    """C7: no byte of the losers gets in between."""
    upload, pieces = new_id(), [bytes([65 + number]) * 5000 for number in range(8)]

    storage.begin(upload)

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
    upload, digest = store_object(storage, content)
    assert storage.size(digest) == size
    assert b"".join(storage.read(digest)) == content
    start, end = size // 3, size // 3 + 200_000
    assert b"".join(storage.read(digest, start, end)) == content[start:end]
    assert b"".join(storage.read(digest, size - 1)) == content[-1:]
    assert b"".join(storage.read(digest, 0, 0)) == b""
    storage.discard(upload)
    storage.discard(upload)
    assert (storage.offset(upload), storage.size(digest)) == (0, size)


def test_a_kept_object_is_never_overwritten(storage: Objects) -> None:
    """C7: a second upload of the same content, or one that claims the same hash, changes nothing."""
    _, digest = store_object(storage, b"the first")
    store_object(storage, b"the first")
    with pytest.raises(OffsetMovedError):
        storage.keep(send_pieces(storage, b"another content under the same name"), digest, 35)
    assert b"".join(storage.read(digest)) == b"the first"


def test_a_small_content_is_put_by_its_hash_and_only_by_it(storage: Objects) -> None:
    """C7: without an upload; an older object stays, a damaged one is replaced, and nothing is left beside it."""
    content = os.urandom(100_000)
    digest = hashlib.sha256(content).hexdigest()
    with pytest.raises(ValueError, match="another SHA-256"):
        storage.put(digest, content[:-1])
    assert storage.size(digest) is None
    storage.put(digest, content)
    storage.put(digest, content)
    assert b"".join(storage.read(digest)) == content
    assert list(storage.idle(-1)) == []
    _damage(storage, digest)
    storage.put(digest, content)
    assert b"".join(storage.read(digest)) == content


@pytest.mark.parametrize("size", [5, 3_000_000, 20_000_000])
def test_only_content_with_its_own_hash_is_kept(storage: Objects, size: int) -> None:
    """C7: gone, shorter or another than was looked into, nothing is kept under the hash, and nothing is left half done."""
    content = os.urandom(size)
    digest = hashlib.sha256(content).hexdigest()
    discarded = send_pieces(storage, content)
    storage.discard(discarded)
    other = send_pieces(storage, content[:-1] + bytes([content[-1] ^ 1]))
    for upload in (discarded, new_id(), send_pieces(storage, content[: size // 2]), other):
        with pytest.raises(OffsetMovedError):
            storage.keep(upload, digest, size)
        assert (storage.size(digest), unfinished(storage)) == (None, 0)
    storage.keep(send_pieces(storage, content), digest, size)
    assert b"".join(storage.read(digest)) == content


@pytest.mark.parametrize("end", [discard_it, die])
def test_an_upload_discarded_while_it_is_joined_is_not_kept(endpoint: str, end: Any) -> None:
    """C7: S3 joins pieces one by one; discarded half-way, or killed, the object is not there and no part of it either."""
    storage = S3Objects(BUCKET, prefix=secrets.token_hex(4), endpoint=endpoint, access_key="a", secret_key="b")
    content = os.urandom(20_000_000)
    digest, upload = hashlib.sha256(content).hexdigest(), send_pieces(storage, content)
    whole = storage._content

    def joined(name: str) -> Iterator[bytes]:
        for number, piece in enumerate(whole(name)):
            if number == 15:
                end(storage, name)
            yield piece

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(storage, "_content", joined)
        with pytest.raises((ObjectsAwayError, KeyboardInterrupt)):
            storage.keep(upload, digest, len(content))
    assert (storage.size(digest), unfinished(storage)) == (None, 0)


def test_an_object_of_another_size_is_replaced(storage: Objects) -> None:
    """C7: what was cut short is not trusted."""
    for content in (b"whole content", os.urandom(9_000_000)):
        upload, digest = store_object(storage, content)
        _damage(storage, digest)
        assert storage.size(digest) == 3
        storage.keep(upload, digest, len(content))
        assert b"".join(storage.read(digest)) == content


def _damage(storage: Objects, digest: str) -> None:
    if isinstance(storage, S3Objects):
        storage._client.put_object(Bucket=BUCKET, Key=storage._object(digest), Body=b"cut")
        return
    assert isinstance(storage, FolderObjects)
    path = storage._object(digest)
    path.unlink()
    path.write_bytes(b"cut")


def test_bytes_without_a_begun_upload_are_refused(storage: Objects) -> None:
    """C7: bytes that come after an upload was given up make nothing anew."""
    upload = new_id()
    with pytest.raises(OffsetMovedError):
        storage.append(upload, 0, b"never begun")
    storage.begin(upload)
    storage.discard(upload)
    with pytest.raises(OffsetMovedError):
        storage.append(upload, 0, b"late")
    assert list(storage.idle(-60)) == []


def test_idle_uploads_are_listed(storage: Objects) -> None:
    """C7: by the time of their last piece; what is no upload is none."""
    uploads = {send_pieces(storage, b"x" * 2_000_000), send_pieces(storage, b"")}
    store_object(storage, b"an object")
    assert uploads < set(storage.idle(-60))
    assert list(storage.idle(60)) == []
    for upload in list(storage.idle(-60)):
        storage.discard(upload)
    assert list(storage.idle(-60)) == []


def test_parts_that_a_kill_left_are_dropped(endpoint: str) -> None:
    """C7: of this storage only, and not before their time."""
    storage, other = (
        S3Objects(BUCKET, prefix=secrets.token_hex(4), endpoint=endpoint, access_key="a", secret_key="b")
        for _ in range(2)
    )
    for each in (storage, other):
        each._client.create_multipart_upload(Bucket=BUCKET, Key=each._object("ab" * 32))
    # the server here says of each that it was begun in 2010
    storage.tidy(40 * 365 * 86400)
    assert unfinished(storage) == 1
    storage.tidy(86400)
    assert (unfinished(storage), unfinished(other)) == (0, 1)


def test_a_missing_object_is_none_or_an_error(storage: Objects) -> None:
    """None, KeyError, or nothing to do."""
    digest = hashlib.sha256(b"nobody's").hexdigest()
    assert storage.size(digest) is None
    with pytest.raises(KeyError):
        list(storage.read(digest))
    storage.remove(digest)
    _, digest = store_object(storage, b"to be removed")
    storage.remove(digest)
    assert storage.size(digest) is None


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "a/b", "0" * 63, "0" * 64 + "/x"])
def test_only_identifiers_and_hashes_are_names(storage: Objects, name: str) -> None:
    """C7: no path gets through as a name."""
    calls: list[Any] = [
        lambda: storage.begin(name),
        lambda: storage.offset(name),
        lambda: storage.keep(name, "0" * 64, 1),
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
    upload, digest = store_object(storage, b"whole")
    storage.discard(upload)
    path = tmp_path / "objects" / digest[:2] / digest[2:4] / digest
    assert path.read_bytes() == b"whole"
    assert path.stat().st_mode & 0o777 == 0o440
    assert list((tmp_path / "uploads").iterdir()) == []


def calls_of(storage: Objects) -> list[Any]:
    """Return every call of the storage."""
    upload, digest = new_id(), "0" * 64

    def look() -> None:
        with storage.local(upload) as path:
            path.read_bytes()

    return [
        lambda: storage.begin(upload),
        lambda: storage.offset(upload),
        lambda: storage.append(upload, 0, b"x"),
        look,
        lambda: storage.keep(upload, digest, 1),
        lambda: storage.discard(upload),
        lambda: list(storage.idle(0)),
        lambda: storage.size(digest),
        lambda: list(storage.read(digest)),
        lambda: storage.remove(digest),
    ]


@pytest.mark.parametrize("how", ["renamed", "a file", "unmounted", "never there"])
def test_an_unavailable_folder_raises_objects_away(tmp_path: Path, how: str) -> None:
    """C7: whatever is asked, and never "there is no such object"; it is there again with all that was in it."""
    folder, aside = tmp_path / "material", tmp_path / "aside"
    storage = open_objects(f"file://{folder}")
    if how != "never there":
        _, digest = store_object(storage, b"whole")
        folder.rename(aside)
    if how in ("a file", "never there"):
        folder.write_text("no folder")
    elif how == "unmounted":
        folder.mkdir()
    for call in calls_of(storage):
        with pytest.raises(ObjectsAwayError):
            call()
    if how == "unmounted":
        assert list(folder.iterdir()) == []
        folder.rmdir()
    elif how != "renamed":
        folder.unlink()
    if how != "never there":
        aside.rename(folder)
        assert b"".join(storage.read(digest)) == b"whole"
    store_object(storage, b"more")


def test_an_unavailable_bucket_raises_objects_away() -> None:
    """Nothing is lost: try again later."""
    away = open_objects("s3://bucket?endpoint=http://127.0.0.1:9", access_key="a", secret_key="b")
    with pytest.raises(ObjectsAwayError):
        away.size("0" * 64)


def test_a_full_folder_keeps_what_it_has(tmp_path: Path) -> None:
    """C7: what came before stays, nothing of the piece that does not fit does; with room again it goes on."""
    storage = open_objects(f"file://{tmp_path / 'material'}")
    upload = send_pieces(storage, b"x" * 3000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(ObjectsFullError):
            storage.append(upload, 3000, b"y" * 3000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert storage.offset(upload) == 3000
    storage.append(upload, 3000, b"y" * 3000)
    assert storage.offset(upload) == 6000


@pytest.mark.parametrize("url", ["", "/folder", "file://host/folder", "s3://", "s3://bucket?colour=red", "ftp://x/y"])
def test_other_urls_are_refused(url: str) -> None:
    """One of two forms."""
    with pytest.raises(ValueError, match=r"objects:|bad query"):
        open_objects(url)

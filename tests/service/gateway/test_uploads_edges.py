"""Resumable uploads at the protocol's edges, and where storage or scanner are not as they should be (rule C7)."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from cli.synthetic import small_pdf
from tests.service.gateway.conftest import Api, running_api
from tests.service.gateway.uploads import BYTES, Uploader, checksum, film, metadata
from tests.unit.services.registration.materials.clamd import EICAR, running_clamd

MB = 1024 * 1024


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The stack with a scanner."""
    with (
        running_clamd() as url,
        running_api(tmp_path_factory.mktemp("scanned"), DASAI_CLAMD_URL=url) as running,
    ):
        yield running


@pytest.fixture
def uploader(scanned: Api) -> Iterator[Uploader]:
    """The participant's client."""
    with Uploader(scanned.stack.url, scanned.participant) as client:
        yield client


@pytest.fixture(scope="module")
def team(scanned: Api) -> dict[str, Any]:
    """A team of the participant's."""
    return dict(scanned.participant.post("/api/v1/teams", scanned.team(710)))


def begun(uploader: Uploader, team: dict[str, Any], content: bytes, name: str = "a.pdf", kind: str = "audit") -> str:
    """The address of an upload of this length."""
    made = uploader.begin(team, name, kind, len(content))
    assert made.status_code == 201, made.text
    return str(made.headers["location"])


def told(answer: httpx.Response) -> tuple[int, str]:
    """Status and stable code."""
    return answer.status_code, answer.json()["code"]


def test_methods_that_a_client_cannot_send(uploader: Uploader, team: dict[str, Any]) -> None:
    """tus core: X-HTTP-Method-Override is the method; without it, or naming another, POST there is none."""
    content = small_pdf("by POST")
    address = begun(uploader, team, content)

    def post(method: str, body: bytes | None = None, **headers: str) -> httpx.Response:
        return uploader.request("POST", address, body, X_HTTP_Method_Override=method, **headers)

    assert post("HEAD").headers["upload-offset"] == "0"
    half = post("PATCH", content[:100], Content_Type=BYTES, Upload_Offset="0")
    assert (half.status_code, half.headers["upload-offset"]) == (204, "100")
    assert told(post("PATCH", b"x", Content_Type=BYTES, Upload_Offset="3")) == (409, "TUS_OFFSET")
    assert post("DELETE").status_code == 204
    assert told(uploader.patch(address, 100, b"x")) == (410, "C7_UPLOAD_ENDED")
    for method in ("", "PUT", "GET"):
        assert post(method).status_code == 405


def test_metadata_comes_back_as_it_was_given(uploader: Uploader, team: dict[str, Any]) -> None:
    """tus core: word for word, with keys of the client's own and the name as it had it; 8 KiB at most."""
    facts = team["facts"]
    known = {"filename": "e\u0301tude.pdf", "kind": "audit", "owner_uscc": facts["lead"]["uscc"]}
    given = metadata(**known, relativePath="a/b", note="") + ",is_confidential"
    made = uploader.begin(team, "", "", 100, Upload_Metadata=given)
    assert made.json()["file_name"] == "\u00e9tude.pdf"
    assert uploader.request("HEAD", made.headers["location"]).headers["upload-metadata"] == given
    for unfit in (metadata(**known, long="x" * 1001), metadata(**known, **{f"k{n}": "x" * 900 for n in range(8)})):
        assert told(uploader.begin(team, "", "", 100, Upload_Metadata=unfit)) == (400, "TUS_HEADER")


def test_an_address_that_is_none_says_which_version_is_spoken(uploader: Uploader) -> None:
    """tus core: Tus-Resumable stands in every answer but that to OPTIONS."""
    for method, more in (("HEAD", {}), ("DELETE", {}), ("PATCH", {"Content_Type": BYTES, "Upload_Offset": "0"})):
        answer = uploader.request(method, "/api/v1/material-uploads/x", **more)
        assert (answer.status_code, answer.headers["tus-resumable"]) == (404, "1.0.0")


def test_a_piece_with_a_checksum_that_is_too_long_says_so(uploader: Uploader, team: dict[str, Any]) -> None:
    """tus checksum: 413 in words of its own, not those of an upload that is longer than it said."""
    content = film(9 * MB)
    address = begun(uploader, team, content, "film.mp4", "video")
    refused = uploader.patch(address, 0, content, Upload_Checksum=checksum(content))
    assert told(refused) == (413, "TUS_CHECKED_TOO_LONG")
    assert str(8 * MB) in refused.json()["detail"]
    assert uploader.offset(address) == 0
    assert uploader.patch(address, 0, content).status_code == 204


def test_c7_of_one_upload_two_pieces_are_held_back_at_a_time(uploader: Uploader, team: dict[str, Any]) -> None:
    """C7: the third with a checksum is asked to come again; without one it is stored at once; what broke off makes room."""
    content = small_pdf("held back")
    address = begun(uploader, team, content)
    with ExitStack() as held:
        for _ in range(2):
            part = uploader.awaited_patch(address, 0, len(content), Upload_Checksum=checksum(content))
            held.enter_context(part)
            part.sendall(content[:10])
        refused = uploader.patch(address, 0, content, Upload_Checksum=checksum(content))
        assert (told(refused), refused.headers["tus-resumable"]) == ((503, "UNAVAILABLE"), "1.0.0")
        assert uploader.offset(address) == 0
        assert uploader.patch(address, 0, content[:10]).status_code == 204
    end = time.monotonic() + 20
    while (
        done := uploader.patch(address, 10, content[10:], Upload_Checksum=checksum(content[10:]))
    ).status_code == 503:
        assert time.monotonic() < end
    assert done.status_code == 204


def test_c7_bytes_that_come_after_the_upload_was_given_up_are_not_stored(
    scanned: Api, uploader: Uploader, team: dict[str, Any]
) -> None:
    """C7: a PATCH whose body comes after the DELETE makes nothing anew."""
    uploads = scanned.stack.data / "objects" / "uploads"
    address = begun(uploader, team, b"x" * 1000)
    part = uploads / address.rsplit("/", 1)[1]
    assert part.exists()
    with uploader.awaited_patch(address, 0, 1000) as connection:
        assert uploader.request("DELETE", address).status_code == 204
        connection.sendall(b"x" * 1000)
        assert connection.recv(64).startswith((b"HTTP/1.1 409", b"HTTP/1.1 410"))
    assert not part.exists()


def test_c7_of_many_begun_at_once_ten_are_opened(scanned: Api) -> None:
    """C7: forty at once, ten by the edition; each that ends makes room for one."""
    other = dict(scanned.participant.post("/api/v1/teams", scanned.team(711)))
    with Uploader(scanned.stack.url, scanned.participant) as client:

        def begin(number: int) -> httpx.Response:
            while (made := client.begin(other, f"{number}.pdf", "audit", 1000)).status_code == 503:
                continue
            return made

        with ThreadPoolExecutor(40) as pool:
            answers = list(pool.map(begin, range(40)))
        opened = [one.headers["location"] for one in answers if one.status_code == 201]
        assert len(opened) == 10
        assert {told(one) for one in answers if one.status_code != 201} == {(409, "C7_TOO_MANY_UPLOADS")}
        for address in opened[:2]:
            assert client.request("DELETE", address).status_code == 204
        assert [begin(number).status_code for number in range(3)] == [201, 201, 409]


def test_c7_malware_does_not_get_through(scanned: Api, uploader: Uploader, team: dict[str, Any]) -> None:
    """C7: the standard test file, whole or hidden in a document, is refused by its name, also when asked again; nothing stays."""
    infected = small_pdf("harmless").replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + EICAR + b"\n")
    before = len(scanned.participant.get(f"/api/v1/teams/{team['facts']['team_id']}/material")["materials"])
    address = begun(uploader, team, infected)
    for _ in range(2):
        refused = uploader.patch(address, 0, infected)
        assert told(refused) == (422, "C7_MALWARE")
        assert "Eicar-Test-Signature" in refused.json()["detail"]
    assert not (scanned.stack.data / "objects" / "uploads" / address.rsplit("/", 1)[1]).exists()
    clean = small_pdf("clean")
    assert uploader.patch(begun(uploader, team, clean), 0, clean).status_code == 204
    kept = scanned.participant.get(f"/api/v1/teams/{team['facts']['team_id']}/material")["materials"]
    assert len(kept) == before + 1
    assert {one["scan_state"] for one in kept} <= {"clean", "too_large_to_scan"}


def test_c7_a_full_storage_says_so_and_keeps_what_it_has(
    scanned: Api, uploader: Uploader, team: dict[str, Any]
) -> None:
    """C7: 503 in words of its own; with room again the upload goes on where it stopped."""
    content = film(2 * MB)
    address = begun(uploader, team, content, "film.mp4", "video")
    assert uploader.patch(address, 0, content[:MB]).status_code == 204
    pid = scanned.stack.pid("gateway")
    soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (MB + 1000, hard))
    try:
        full = uploader.patch(address, MB, content[MB:])
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
    assert told(full) == (503, "STORAGE_FULL")
    assert "已上传的部分已保存" in full.json()["detail"]
    assert int(full.headers["retry-after"]) > 0
    stands = uploader.offset(address)
    assert stands >= MB
    assert uploader.patch(address, stands, content[stands:]).status_code == 204


@pytest.mark.parametrize("how", ["a file", "unmounted", "gone"])
def test_c7_a_storage_that_is_away_is_never_taken_for_missing_evidence(
    scanned: Api, uploader: Uploader, team: dict[str, Any], how: str
) -> None:
    """C7: uploads and downloads wait, giving up is done at once; when the storage is back all is there."""
    team_id = team["facts"]["team_id"]
    content = small_pdf(f"away, {how}")
    waiting, ending, kept = (begun(uploader, team, content) for _ in range(3))
    assert uploader.patch(kept, 0, content).status_code == 204
    material = f"/api/v1/teams/{team_id}/material/{scanned.participant.get(kept)['material_id']}"
    folder = scanned.stack.data / "objects"
    aside = folder.with_suffix(".aside")
    folder.rename(aside)
    if how == "a file":
        folder.write_text("no folder")
    elif how == "unmounted":
        folder.mkdir()
    try:
        assert told(uploader.patch(waiting, 0, content)) == (503, "UNAVAILABLE")
        assert told(uploader.begin(team, "a.pdf", "audit", 100)) == (503, "UNAVAILABLE")
        assert told(uploader.request("GET", material)) == (503, "UNAVAILABLE")
        assert uploader.request("DELETE", ending).status_code == 204
        assert told(uploader.request("DELETE", ending)) == (410, "C7_UPLOAD_ENDED")
    finally:
        if how == "a file":
            folder.unlink()
        elif how == "unmounted":
            folder.rmdir()
        aside.rename(folder)
    assert uploader.patch(waiting, 0, content).status_code == 204
    assert uploader.request("GET", material).content == content


def test_c7_a_record_whose_file_is_lost_is_no_missing_record(
    scanned: Api, uploader: Uploader, team: dict[str, Any]
) -> None:
    """C7: 503 in words of its own, and operators are told; what was never there is 404."""
    team_id, content = team["facts"]["team_id"], small_pdf("to be lost")
    address = begun(uploader, team, content)
    assert uploader.patch(address, 0, content).status_code == 204
    material = scanned.participant.get(address)["material_id"]
    records = scanned.participant.get(f"/api/v1/teams/{team_id}/material?page_size=200")["materials"]
    sha256 = next(one["sha256"] for one in records if one["id"] == material)
    path = scanned.stack.data / "objects" / "objects" / sha256[:2] / sha256[2:4] / sha256
    path.unlink()
    lost = uploader.request("GET", f"/api/v1/teams/{team_id}/material/{material}")
    assert told(lost) == (503, "FILE_AWAY")
    assert told(uploader.request("GET", f"/api/v1/teams/{team_id}/material/{'0' * 36}")) == (404, "NOT_FOUND")
    again = begun(uploader, team, content)
    assert uploader.patch(again, 0, content).status_code == 204
    assert uploader.request("GET", f"/api/v1/teams/{team_id}/material/{material}").content == content

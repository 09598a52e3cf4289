"""Edge cases of resumable uploads, and failures of storage and scanner (rule C7)."""

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
from tests.service.gateway.conftest import Api, one_gateway
from tests.service.gateway.uploads import BYTES, Uploader, checksum, film, metadata
from tests.unit.inspection.clamd import EICAR

MB = 1024 * 1024


@pytest.fixture
def uploader(api: Api) -> Iterator[Uploader]:
    """Return the participant's client."""
    with Uploader(api.stack.url, api.participant) as client:
        yield client


@pytest.fixture(scope="module")
def team(api: Api) -> dict[str, Any]:
    """Return a team of the participant."""
    return dict(api.participant.post("/api/v1/teams", api.team(710)))


def begin_upload(
    uploader: Uploader, team: dict[str, Any], content: bytes, name: str = "a.pdf", kind: str = "audit"
) -> str:
    """Begin an upload of this length and return its address."""
    made = uploader.begin(team, name, kind, len(content))
    assert made.status_code == 201, made.text
    return str(made.headers["location"])


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Return status and stable code."""
    return answer.status_code, answer.json()["code"]


def test_methods_that_a_client_cannot_send(uploader: Uploader, team: dict[str, Any]) -> None:
    """tus core: X-HTTP-Method-Override replaces the method; without it, or with another method, POST is refused."""
    content = small_pdf("by POST")
    address = begin_upload(uploader, team, content)

    def post(method: str, body: bytes | None = None, **headers: str) -> httpx.Response:
        return uploader.request("POST", address, body, X_HTTP_Method_Override=method, **headers)

    assert post("HEAD").headers["upload-offset"] == "0"
    half = post("PATCH", content[:100], Content_Type=BYTES, Upload_Offset="0")
    assert (half.status_code, half.headers["upload-offset"]) == (204, "100")
    assert refusal(post("PATCH", b"x", Content_Type=BYTES, Upload_Offset="3")) == (409, "TUS_OFFSET")
    assert post("DELETE").status_code == 204
    assert refusal(uploader.patch(address, 100, b"x")) == (410, "C7_UPLOAD_ENDED")
    for method in ("", "PUT", "GET"):
        assert post(method).status_code == 405


def test_metadata_is_returned_word_for_word(uploader: Uploader, team: dict[str, Any]) -> None:
    """tus core: with the client's own keys and the original name; at most 8 KiB."""
    facts = team["facts"]
    known = {"filename": "e\u0301tude.pdf", "kind": "audit", "owner_uscc": facts["lead"]["uscc"]}
    header = metadata(**known, relativePath="a/b", note="") + ",is_confidential"
    made = uploader.begin(team, "", "", 100, Upload_Metadata=header)
    assert made.json()["file_name"] == "\u00e9tude.pdf"
    assert uploader.request("HEAD", made.headers["location"]).headers["upload-metadata"] == header
    for unfit in (metadata(**known, long="x" * 1001), metadata(**known, **{f"k{n}": "x" * 900 for n in range(8)})):
        assert refusal(uploader.begin(team, "", "", 100, Upload_Metadata=unfit)) == (400, "TUS_HEADER")


def test_an_unknown_address_names_the_version_of_tus(uploader: Uploader) -> None:
    """tus core: every answer but that to OPTIONS has Tus-Resumable."""
    for method, more in (("HEAD", {}), ("DELETE", {}), ("PATCH", {"Content_Type": BYTES, "Upload_Offset": "0"})):
        answer = uploader.request(method, "/api/v1/material-uploads/x", **more)
        assert (answer.status_code, answer.headers["tus-resumable"]) == (404, "1.0.0")


def test_a_piece_with_a_checksum_may_be_too_long(uploader: Uploader, team: dict[str, Any]) -> None:
    """tus checksum: 413 with a code of its own, not the code of an upload that exceeds its length."""
    content = film(9 * MB)
    address = begin_upload(uploader, team, content, "film.mp4", "video")
    refused = uploader.patch(address, 0, content, Upload_Checksum=checksum(content))
    assert refusal(refused) == (413, "TUS_CHECKED_TOO_LONG")
    assert str(8 * MB) in refused.json()["detail"]
    assert uploader.offset(address) == 0
    assert uploader.patch(address, 0, content).status_code == 204


def test_c7_two_pieces_of_an_upload_are_held_back_at_a_time(api: Api, uploader: Uploader, team: dict[str, Any]) -> None:
    """C7: a third piece with a checksum must come again, one without is stored at once; a broken piece frees its room.

    Each gateway counts by itself, for it is its own memory that is bounded.
    """
    content = small_pdf("held back")
    address = begin_upload(uploader, team, content)
    with one_gateway(api.stack), ExitStack() as held:
        for _ in range(2):
            part = uploader.awaited_patch(address, 0, len(content), Upload_Checksum=checksum(content))
            held.enter_context(part)
            part.sendall(content[:10])
        refused = uploader.patch(address, 0, content, Upload_Checksum=checksum(content))
        assert (refusal(refused), refused.headers["tus-resumable"]) == ((503, "UNAVAILABLE"), "1.0.0")
        assert uploader.offset(address) == 0
        assert uploader.patch(address, 0, content[:10]).status_code == 204
    end = time.monotonic() + 20
    while (
        done := uploader.patch(address, 10, content[10:], Upload_Checksum=checksum(content[10:]))
    ).status_code == 503:
        assert time.monotonic() < end
    assert done.status_code == 204


def test_c7_bytes_that_arrive_after_the_upload_was_given_up_are_not_stored(
    api: Api, uploader: Uploader, team: dict[str, Any]
) -> None:
    """C7: a PATCH whose body arrives after the DELETE creates nothing."""
    uploads = api.stack.data / "objects" / "uploads"
    address = begin_upload(uploader, team, b"x" * 1000)
    part = uploads / address.rsplit("/", 1)[1]
    assert part.exists()
    with uploader.awaited_patch(address, 0, 1000) as connection:
        assert uploader.request("DELETE", address).status_code == 204
        connection.sendall(b"x" * 1000)
        assert connection.recv(64).startswith((b"HTTP/1.1 409", b"HTTP/1.1 410"))
    assert not part.exists()


def test_c7_a_team_has_at_most_ten_open_uploads(api: Api) -> None:
    """C7: of forty at once ten are opened, as the edition says; each that ends makes room for another."""
    other = dict(api.participant.post("/api/v1/teams", api.team(711)))
    with Uploader(api.stack.url, api.participant) as client:

        def begin(number: int) -> httpx.Response:
            while (made := client.begin(other, f"{number}.pdf", "audit", 1000)).status_code == 503:
                continue
            return made

        with ThreadPoolExecutor(40) as pool:
            answers = list(pool.map(begin, range(40)))
        opened = [answer.headers["location"] for answer in answers if answer.status_code == 201]
        assert len(opened) == 10
        assert {refusal(answer) for answer in answers if answer.status_code != 201} == {(409, "C7_TOO_MANY_UPLOADS")}
        for address in opened[:2]:
            assert client.request("DELETE", address).status_code == 204
        assert [begin(number).status_code for number in range(3)] == [201, 201, 409]


def test_c7_malware_is_refused(api: Api, uploader: Uploader, team: dict[str, Any]) -> None:
    """C7: the standard test file, hidden in a document, is refused by its name, also if it is sent again; nothing is kept."""
    infected = small_pdf("harmless").replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + EICAR + b"\n")
    before = len(api.participant.get(f"/api/v1/teams/{team['facts']['team_id']}/material")["materials"])
    address = begin_upload(uploader, team, infected)
    for _ in range(2):
        refused = uploader.patch(address, 0, infected)
        assert refusal(refused) == (422, "C7_MALWARE")
        assert "Eicar-Test-Signature" in refused.json()["detail"]
    assert not (api.stack.data / "objects" / "uploads" / address.rsplit("/", 1)[1]).exists()
    clean = small_pdf("clean")
    assert uploader.patch(begin_upload(uploader, team, clean), 0, clean).status_code == 204
    materials = api.participant.get(f"/api/v1/teams/{team['facts']['team_id']}/material")["materials"]
    assert len(materials) == before + 1
    assert {material["scan_state"] for material in materials} <= {"clean", "too_large_to_scan"}


def test_c7_a_full_storage_keeps_the_bytes_that_it_has(api: Api, uploader: Uploader, team: dict[str, Any]) -> None:
    """C7: 503 with a code of its own; with room again the upload continues where it stopped."""
    content = film(2 * MB)
    address = begin_upload(uploader, team, content, "film.mp4", "video")
    assert uploader.patch(address, 0, content[:MB]).status_code == 204
    gateways = api.stack.pids("gateway")
    before = [resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in gateways]
    for pid, (_, hard) in zip(gateways, before, strict=True):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (MB + 1000, hard))
    try:
        full = uploader.patch(address, MB, content[MB:])
    finally:
        for pid, limits in zip(gateways, before, strict=True):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
    assert refusal(full) == (503, "STORAGE_FULL")
    assert "已上传的部分已保存" in full.json()["detail"]
    assert int(full.headers["retry-after"]) > 0
    offset = uploader.offset(address)
    assert offset >= MB
    assert uploader.patch(address, offset, content[offset:]).status_code == 204


@pytest.mark.parametrize("how", ["a file", "unmounted", "gone"])
def test_c7_an_unavailable_storage_is_never_taken_for_missing_evidence(
    api: Api, uploader: Uploader, team: dict[str, Any], how: str
) -> None:
    """C7: uploads and downloads must wait, giving up is done at once; when the storage is back everything is there."""
    team_id = team["facts"]["team_id"]
    content = small_pdf(f"away, {how}")
    waiting, ending, finished = (begin_upload(uploader, team, content) for _ in range(3))
    assert uploader.patch(finished, 0, content).status_code == 204
    material = f"/api/v1/teams/{team_id}/material/{api.participant.get(finished)['material_id']}"
    folder = api.stack.data / "objects"
    aside = folder.with_suffix(".aside")
    folder.rename(aside)
    if how == "a file":
        folder.write_text("no folder")
    elif how == "unmounted":
        folder.mkdir()
    try:
        assert refusal(uploader.patch(waiting, 0, content)) == (503, "UNAVAILABLE")
        assert refusal(uploader.begin(team, "a.pdf", "audit", 100)) == (503, "UNAVAILABLE")
        assert refusal(uploader.request("GET", material)) == (503, "UNAVAILABLE")
        assert uploader.request("DELETE", ending).status_code == 204
        assert refusal(uploader.request("DELETE", ending)) == (410, "C7_UPLOAD_ENDED")
    finally:
        if how == "a file":
            folder.unlink()
        elif how == "unmounted":
            folder.rmdir()
        aside.rename(folder)
    assert uploader.patch(waiting, 0, content).status_code == 204
    assert uploader.request("GET", material).content == content


def test_c7_a_lost_file_is_not_a_missing_record(api: Api, uploader: Uploader, team: dict[str, Any]) -> None:
    """C7: 503 with a code of its own, and a log line for operators; unknown material is 404."""
    team_id, content = team["facts"]["team_id"], small_pdf("to be lost")
    address = begin_upload(uploader, team, content)
    assert uploader.patch(address, 0, content).status_code == 204
    material = api.participant.get(address)["material_id"]
    records = api.participant.get(f"/api/v1/teams/{team_id}/material?page_size=200")["materials"]
    sha256 = next(record["sha256"] for record in records if record["id"] == material)
    path = api.stack.data / "objects" / "objects" / sha256[:2] / sha256[2:4] / sha256
    path.unlink()
    lost = uploader.request("GET", f"/api/v1/teams/{team_id}/material/{material}")
    assert refusal(lost) == (503, "FILE_AWAY")
    assert refusal(uploader.request("GET", f"/api/v1/teams/{team_id}/material/{'0' * 36}")) == (404, "NOT_FOUND")
    again = begin_upload(uploader, team, content)
    assert uploader.patch(again, 0, content).status_code == 204
    assert uploader.request("GET", f"/api/v1/teams/{team_id}/material/{material}").content == content

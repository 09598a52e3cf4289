"""Resumable uploads with the real gateway, registration and storage: protocol, cuts, kills, two at once (rule C7)."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from tusclient.client import TusClient

from cli.demo.client import Tally, User, browserless
from cli.synthetic import small_pdf
from tests.service.gateway.conftest import Api
from tests.service.gateway.uploads import BYTES, Uploader, checksum, film

MB = 1024 * 1024
CUTS, KILLS = 20, 5
PATIENCE_SECONDS = 60.0


@pytest.fixture
def uploader(api: Api) -> Iterator[Uploader]:
    """Return the participant's client."""
    with Uploader(api.stack.url, api.participant) as client:
        yield client


@pytest.fixture(scope="module")
def team(api: Api) -> dict[str, Any]:
    """Return a team of the participant."""
    return dict(api.participant.post("/api/v1/teams", api.team(700)))


def code(answer: httpx.Response) -> tuple[int, str]:
    """Return status and stable code; check that the answer names the version of tus."""
    assert answer.headers["tus-resumable"] == "1.0.0"
    return answer.status_code, answer.json()["code"]


def evidence(api: Api, team: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the evidence of the team's draft."""
    return list(api.participant.get(f"/api/v1/teams/{team['facts']['team_id']}")["evidence"])


def test_options_describe_the_protocol(uploader: Uploader, team: dict[str, Any]) -> None:
    """tus core: OPTIONS returns version, extensions, size and algorithms; another version gets 412."""
    for path in (f"/api/v1/teams/{team['facts']['team_id']}/material", "/api/v1/material-uploads/x"):
        answer = uploader.request("OPTIONS", path)
        assert (answer.status_code, answer.headers["tus-version"]) == (204, "1.0.0")
        assert answer.headers["tus-extension"] == "creation,creation-with-upload,checksum,termination,expiration"
        assert answer.headers["tus-checksum-algorithm"] == "sha256,sha1"
        assert answer.headers["tus-max-size"] == str(1024 * MB)
    for version in ("", "0.2.2"):
        refused = uploader.begin(team, "a.pdf", "audit", 10, Tus_Resumable=version)
        assert (code(refused), refused.headers["tus-version"]) == ((412, "TUS_VERSION"), "1.0.0")


def test_an_upload_from_creation_to_evidence(api: Api, uploader: Uploader, team: dict[str, Any]) -> None:
    """tus core and creation: 201, HEAD, two PATCHes, then evidence; wrong offsets get 409."""
    content = small_pdf("from creation to evidence")
    made = uploader.begin(team, "审计报告.pdf", "audit", len(content))
    assert (made.status_code, made.headers["upload-offset"]) == (201, "0")
    assert made.headers["upload-expires"].endswith("GMT")
    address = made.headers["location"]
    head = uploader.request("HEAD", address)
    assert (head.status_code, head.headers["upload-length"]) == (200, str(len(content)))
    assert head.headers["cache-control"] == "no-store"
    first = uploader.patch(address, 0, content[:100])
    assert (first.status_code, first.headers["upload-offset"]) == (204, "100")
    for wrong in (0, 99, 101, 10**12):
        refused = uploader.patch(address, wrong, b"x")
        assert (code(refused), refused.headers["upload-offset"]) == ((409, "TUS_OFFSET"), "100")
    assert code(uploader.patch(address, 100, content[100:] + b"x")) == (413, "TUS_TOO_LONG")
    assert code(uploader.request("PATCH", address, b"x", Content_Type=BYTES)) == (400, "TUS_HEADER")
    assert uploader.patch(address, 100, b"x", Content_Type="text/plain").status_code == 415
    last = uploader.patch(address, 100, content[100:])
    assert (last.status_code, last.headers["upload-offset"]) == (204, str(len(content)))
    view = api.participant.get(address)
    assert (view["state"], view["offset"]) == ("complete", len(content))
    piece = next(item for item in evidence(api, team) if item["id"] == view["evidence_id"])
    assert (piece["sha256"], piece["file_name"]) == (hashlib.sha256(content).hexdigest(), "审计报告.pdf")
    assert (piece["media_type"], piece["size_bytes"]) == ("application/pdf", len(content))
    # the last request again, as after a lost answer
    assert uploader.offset(address) == len(content)
    assert uploader.patch(address, len(content), b"").status_code == 204


def test_a_wrong_checksum_stores_nothing(uploader: Uploader, team: dict[str, Any]) -> None:
    """tus checksum: a wrong checksum gets 460 and stores nothing, an unknown algorithm 400."""
    content = small_pdf("checksums")
    address = uploader.begin(team, "sum.pdf", "audit", len(content)).headers["location"]
    half = content[:200]
    assert code(uploader.patch(address, 0, half, Upload_Checksum=checksum(b"other"))) == (460, "TUS_CHECKSUM")
    assert uploader.offset(address) == 0
    for odd in ("md5 xxxx", "sha256", "sha256 ???"):
        assert code(uploader.patch(address, 0, half, Upload_Checksum=odd)) == (400, "TUS_HEADER")
    assert uploader.patch(address, 0, half, Upload_Checksum=checksum(half, "sha1")).status_code == 204
    rest = content[200:]
    assert uploader.patch(address, 200, rest, Upload_Checksum=checksum(rest)).status_code == 204
    assert uploader.offset(address) == len(content)


def test_creation_with_upload_repeated_after_a_lost_answer(api: Api, uploader: Uploader, team: dict[str, Any]) -> None:
    """tus creation-with-upload: the same request under the same key is the same upload, stored once."""
    content = small_pdf("with the creation")
    again = {"Idempotency_Key": "creation-with-upload-1", "Content_Type": BYTES}
    path = f"/api/v1/teams/{team['facts']['team_id']}/material"
    made = uploader.begin(team, "whole.pdf", "audit", len(content), **again)
    assert (made.status_code, made.headers["upload-offset"]) == (201, "0")
    metadata = made.request.headers["upload-metadata"]
    sent = {"Upload_Length": str(len(content)), "Upload_Metadata": metadata, **again}
    # a first try that was cut, then the whole content
    assert uploader.patch(made.headers["location"], 0, content[:50]).status_code == 204
    for _ in range(2):
        whole = uploader.request("POST", path, content, **sent)
        assert (whole.status_code, whole.headers["location"]) == (201, made.headers["location"])
        assert whole.headers["upload-offset"] == str(len(content))
    digest = hashlib.sha256(content).hexdigest()
    assert [item["sha256"] for item in evidence(api, team)].count(digest) == 1


def test_an_upload_is_ended_and_is_hidden_from_other_participants(
    api: Api, uploader: Uploader, team: dict[str, Any]
) -> None:
    """tus termination: 204, then 410. K1: other participants can neither see nor change an upload."""
    address = uploader.begin(team, "ended.pdf", "audit", 1000).headers["location"]
    assert uploader.patch(address, 0, b"%PDF-").status_code == 204
    with browserless() as http:
        nosy = User(api.stack.url, Tally(), http=http).sign_up("nosy", "a password for tests")
    with Uploader(api.stack.url, nosy) as stranger:
        assert code(stranger.patch(address, 5, b"1")) == (404, "NOT_FOUND")
        assert stranger.request("DELETE", address).status_code == 404
        assert stranger.request("HEAD", address).status_code == 404
    assert uploader.request("DELETE", address).status_code == 204
    assert code(uploader.patch(address, 5, b"1")) == (410, "C7_UPLOAD_ENDED")
    assert code(uploader.request("DELETE", address)) == (410, "C7_UPLOAD_ENDED")


def test_malformed_headers_are_refused(uploader: Uploader, team: dict[str, Any]) -> None:
    """Malformed lengths and metadata."""
    for changes in (
        {"Upload_Length": "-1"},
        {"Upload_Length": "1e9"},
        {"Upload_Length": ""},
        {"Upload_Metadata": "filename ???"},
        {"Upload_Metadata": "kind YQ==,kind YQ=="},
        {"Upload_Defer_Length": "1"},
    ):
        assert code(uploader.begin(team, "a.pdf", "audit", 10, **changes)) == (400, "TUS_HEADER")
    assert code(uploader.begin(team, "a.mp4", "video", 2**40)) == (413, "C7_TOO_LARGE")
    assert code(uploader.begin(team, "a.pdf", "audit", 0)) == (422, "C7_EMPTY")


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_tus_client_of_another_author(api: Api, uploader: Uploader, team: dict[str, Any], tmp_path: Path) -> None:
    """A published client uploads in pieces with checksums, resumes, and completes."""
    path = tmp_path / "film.mp4"
    path.write_bytes(film(3 * MB))
    facts = team["facts"]
    client = TusClient(f"{api.stack.url}/api/v1/teams/{facts['team_id']}/material", headers=uploader.auth)
    metadata = {"filename": "演示.mp4", "kind": "video", "owner_uscc": facts["lead"]["uscc"]}
    begun = client.uploader(str(path), chunk_size=400_000, metadata=metadata, upload_checksum=True)
    begun.upload(stop_at=1_000_000)
    resumed = client.uploader(str(path), chunk_size=700_000, url=begun.url, upload_checksum=True)
    assert resumed.offset >= 1_000_000
    resumed.upload()
    assert hashlib.sha256(path.read_bytes()).hexdigest() in {item["sha256"] for item in evidence(api, team)}


def test_c7_two_patches_at_once_are_not_mixed(api: Api, uploader: Uploader, team: dict[str, Any]) -> None:
    """C7: two clients continue an upload at the same offset: one stores its bytes, the other gets the current offset."""
    content = film(4 * MB)
    address = uploader.begin(team, "race.mp4", "video", len(content)).headers["location"]
    at = 0
    with ThreadPoolExecutor(2) as pool:
        for size in (1, 300_000, 1_500_000, 3 * MB):
            piece = content[at : at + size]
            answers = list(pool.map(lambda _, at=at, piece=piece: uploader.patch(address, at, piece).status_code, "ab"))
            assert sorted(answers) in ([204, 409], [409, 409]), answers
            offset = uploader.offset(address)
            # both may end where they met; what is stored is a beginning of the content all the same
            assert offset > at
            at = offset
    assert uploader.patch(address, at, content[at:]).status_code == 204
    view = api.participant.get(address)
    team_id = team["facts"]["team_id"]
    material = httpx.get(
        f"{api.stack.url}/api/v1/teams/{team_id}/material/{view['material_id']}", headers=uploader.auth, timeout=30
    )
    assert material.content == content


@pytest.mark.long
def test_c7_an_upload_cut_twenty_times_and_its_server_killed_five_times(
    api: Api, uploader: Uploader, team: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """C7: 100 MB arrive with the same SHA-256, and under 5 % of the bytes are sent again."""
    chance = random.Random(20)  # noqa: S311 - places of cuts, no secrets
    content = film(100 * MB)
    address = uploader.begin(team, "film.mp4", "video", len(content)).headers["location"]
    # the bytes at which the connection is cut or the server is killed
    interruptions = sorted(chance.sample(range(MB, len(content) - MB), CUTS + KILLS))
    killed = set(chance.sample(interruptions, KILLS))
    began, sent, again = time.monotonic(), 0, 0
    for place in [*interruptions, len(content)]:
        offset = _offset_after_interruption(uploader, address)
        again += max(sent - offset, 0)
        with uploader.begin_patch(address, offset, len(content) - offset) as connection:
            connection.sendall(content[offset:place])
            sent = place
            if place in killed:
                api.stack.kill("gateway")
            elif place == len(content):
                assert connection.recv(64).startswith(b"HTTP/1.1 204")
    took = time.monotonic() - began
    view = api.participant.get(address)
    assert view["state"] == "complete"
    materials = api.participant.get(f"/api/v1/teams/{team['facts']['team_id']}/material")["materials"]
    digest = next(item["sha256"] for item in materials if item["id"] == view["material_id"])
    assert digest == hashlib.sha256(content).hexdigest()
    of_content = f"/api/v1/teams/{team['facts']['team_id']}/material?sha256={digest}"
    assert [item["id"] for item in api.participant.get(of_content)["materials"]] == [view["material_id"]]
    share = again / len(content)
    with capsys.disabled():
        print(  # noqa: T201 - the figure is wanted
            f"\n100 MB, cut {CUTS} times, server killed {KILLS} times: {again:,} bytes sent again "
            f"({share:.2%}), {took:.1f} s, SHA-256 the same"
        )
    assert share < 0.05


def _offset_after_interruption(uploader: Uploader, address: str) -> int:
    """Return the upload's offset once the server has started again and has written the bytes that had arrived."""
    end = time.monotonic() + PATIENCE_SECONDS
    known = -1
    while True:
        try:
            offset = uploader.offset(address)
        except httpx.TransportError:
            offset = -1
        if offset >= 0 and offset == known:
            return offset
        known = offset
        assert time.monotonic() < end, "the gateway did not come back"
        time.sleep(0.15)

"""K1, K3, K4: a division's submissions and material as one download, through the gateway and a real worker."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from dasai_client import Client

from chassis.kernel.clock import BEIJING, day_end
from cli.demo.client import User
from cli.stack import state
from tests.e2e.registration.running import Contest, refused


class Division:
    """A division with a team that submitted and one that did not, and who may or may not have its dossier."""

    def __init__(self, contest: Contest) -> None:
        place = contest.own_place()
        day = (contest.plan.opens + timedelta(days=2)).astimezone(BEIJING)
        self.closes = day_end(day.year, day.month, day.day)
        at = self.closes.isoformat(timespec="milliseconds")
        stage = {"id": "first", "name": "初评", "opens": (self.closes + timedelta(days=1)).isoformat()}
        stages = [stage | {"closes": (self.closes + timedelta(days=20)).isoformat(), "experts_per_project": 3}]
        self.code, self.host = contest.open(place, registration_closes=at, submission_closes=at, stages=stages)
        self.participant = contest.user()
        self.team = contest.register(self.participant, place)
        self.receipt = contest.submit(self.participant, self.team)
        self.draft = contest.register(self.participant, place)
        elsewhere = next(code for code in contest.plan.divisions if code != self.code)
        self.outsiders = {
            "participant": self.participant,
            "reviewer": contest.staff({"role": "reviewer", "division": self.code}),
            "expert": contest.staff({"role": "expert", "division": self.code}),
            "other host": contest.staff({"role": "host", "division": elsewhere}),
        }
        self.address = f"/api/v1/divisions/{self.code}/dossiers"


@pytest.fixture(scope="module")
def division(nation: Contest) -> Division:
    """Open one division for these tests, each of which leaves no dossier behind that counts."""
    return Division(nation)


def file_of(contest: Contest, user: User | None, dossier_id: str, **headers: str) -> httpx.Response:
    sent = headers | ({"Authorization": f"Bearer {user.token}"} if user else {})
    return httpx.get(f"{contest.stack.url}/api/v1/dossiers/{dossier_id}/file", headers=sent, timeout=30)


def ready(contest: Contest, user: User, dossier_id: str) -> dict[str, Any]:
    contest.until(
        lambda: user.get(f"/api/v1/dossiers/{dossier_id}")["state"] in ("ready", "failed"), "the dossier is ready"
    )
    dossier = dict(user.get(f"/api/v1/dossiers/{dossier_id}"))
    assert dossier["state"] == "ready", dossier
    return dossier


def test_k3_a_host_downloads_what_its_division_submitted(contest: Contest, division: Division, tmp_path: Path) -> None:
    """K1, K3, K4: not before submission closes; then whole, in ranges and resumed, until it expires or is cancelled."""
    host = division.host
    for early in (host, contest.secretariat):
        assert refused(lambda early=early: early.post(division.address)) == (409, "K3_DOSSIER_TOO_EARLY")
    # what came with a ticket is stored some minutes after the deadline (C9)
    for early in (timedelta(0), timedelta(minutes=15)):
        contest.clock.stand_at(division.closes + early)
        assert refused(lambda: host.post(division.address)) == (409, "K3_DOSSIER_TOO_EARLY")
    contest.clock.move_to(division.closes + timedelta(minutes=20))
    asked = host.post(division.address)
    assert (asked["state"], asked["account_id"], asked["role"]) == ("waiting", host.account_id, "host")
    dossier = ready(contest, host, asked["dossier_id"])
    identifier, size = dossier["dossier_id"], dossier["size_bytes"]
    assert dossier["progress"]["teams_done"] == dossier["progress"]["teams_total"] == 1
    assert dossier["progress"]["files_done"] == dossier["progress"]["files_total"] == 7

    contest.until(
        lambda: any("申报材料包已生成" in message["title_zh"] for message in host.get("/api/v1/messages")["messages"]),
        "the host hears that it is ready",
    )
    head = httpx.head(
        f"{contest.stack.url}/api/v1/dossiers/{identifier}/file", headers={"Authorization": f"Bearer {host.token}"}
    )
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(size), b"")

    whole = file_of(contest, host, identifier)
    assert (whole.status_code, whole.headers["content-type"]) == (200, "application/zip")
    assert whole.headers["content-disposition"] == f'attachment; filename="{dossier["file_name"]}"'
    assert whole.headers["etag"] == f'"{dossier["sha256"]}"'
    assert hashlib.sha256(whole.content).hexdigest() == dossier["sha256"]
    assert len(whole.content) == size
    for span, start, end in (("bytes=0-99", 0, 100), ("bytes=100-", 100, size), ("bytes=-7", size - 7, size)):
        part = file_of(contest, host, identifier, Range=span)
        assert (part.status_code, part.content) == (206, whole.content[start:end])
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
    assert file_of(contest, host, identifier, Range=f"bytes={size}-").status_code == 416
    stale = file_of(contest, host, identifier, Range="bytes=5-", **{"If-Range": '"another"'})
    assert (stale.status_code, len(stale.content)) == (200, size)
    (tmp_path / "d.zip.part").write_bytes(whole.content[:1000])
    (tmp_path / "d.zip.part.etag").write_text(whole.headers["etag"])
    with Client(contest.stack.url, host.token) as client:
        assert client.download_dossier(identifier, tmp_path / "d.zip").read_bytes() == whole.content

    _check_content(division, whole.content)
    listed = host.get(division.address)
    assert [each["dossier_id"] for each in listed["dossiers"]] == [identifier]
    assert (listed["stored_bytes"], listed["limit"]) == (size, 3)
    assert contest.secretariat.get(f"/api/v1/dossiers/{identifier}")["sha256"] == dossier["sha256"]
    expires = datetime.fromisoformat(dossier["expires_at"])
    assert expires - datetime.fromisoformat(dossier["ended_at"]) == timedelta(days=7)
    contest.clock.move_to(expires - timedelta(minutes=1))
    assert file_of(contest, host, identifier).status_code == 200
    contest.clock.move_to(expires)
    gone = file_of(contest, host, identifier)
    assert (gone.status_code, gone.json()["code"]) == (410, "K3_DOSSIER_ENDED")
    contest.until(lambda: host.get(f"/api/v1/dossiers/{identifier}")["state"] == "expired", "the dossier expires")
    assert host.get(division.address)["stored_bytes"] == 0


def _check_content(division: Division, content: bytes) -> None:
    """Fail unless the submitted team's declaration and files are in the ZIP file, and nothing of the draft or of people."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        pages = [name for name in archive.namelist() if name.endswith(".html")]
        assert len(pages) == 1
        page = archive.read(pages[0]).decode()
        files = [name for name in archive.namelist() if name.endswith(".pdf")]
    facts = division.team["facts"]
    assert len(files) == 7
    assert facts["project_name"] in page
    assert division.receipt["number"] in page
    assert facts["lead"]["uscc"] in page
    assert division.draft["facts"]["project_name"] not in page
    for person in division.team["representatives"]:
        assert person["masked_identity_number"] not in page
        assert person["masked_name"] not in page


def test_k1_a_dossier_is_for_its_division_and_the_secretariat(contest: Contest, division: Division) -> None:
    """K1: to others there is none, and none is made; whoever has no part in it is refused."""
    contest.clock.move_to(division.closes + timedelta(minutes=20))
    dossier = division.host.post(division.address)
    path = f"/api/v1/dossiers/{dossier['dossier_id']}"
    ready(contest, division.host, dossier["dossier_id"])
    for name, user in division.outsiders.items():
        hidden = (404, "NOT_FOUND") if name == "other host" else (403, "K1_FORBIDDEN")
        assert refused(lambda user=user: user.post(division.address)) == (403, "K1_FORBIDDEN"), name
        assert refused(lambda user=user: user.get(division.address)) == (403, "K1_FORBIDDEN"), name
        assert refused(lambda user=user: user.get(path)) == hidden, name
        assert refused(lambda user=user: user.post(f"{path}/cancellation")) == hidden, name
        assert file_of(contest, user, dossier["dossier_id"]).status_code == hidden[0], name
    public = contest.public()
    assert refused(lambda: public.post(division.address)) == (401, "K1_UNAUTHENTICATED")
    assert refused(lambda: public.get(path)) == (401, "K1_UNAUTHENTICATED")
    assert file_of(contest, None, dossier["dossier_id"]).status_code == 401
    colleague = contest.staff({"role": "host", "division": division.code})
    assert colleague.post(f"{path}/cancellation")["state"] == "cancelled"
    assert file_of(contest, division.host, dossier["dossier_id"]).status_code == 410


@pytest.mark.long
def test_k3_a_killed_worker_is_followed_by_another_and_dossiers_are_few(contest: Contest, division: Division) -> None:
    """K3: one on its way for each account, three of a division; what a killed worker had begun or not is made all the same."""
    contest.clock.move_to(division.closes + timedelta(minutes=20))
    hosts = [division.host, *(contest.staff({"role": "host", "division": division.code}) for _ in range(2))]
    worker = _worker(contest)
    os.kill(worker, signal.SIGSTOP)
    first = division.host.post(division.address)
    assert refused(lambda: division.host.post(division.address)) == (409, "K3_DOSSIER_UNDER_WAY")
    waiting = file_of(contest, division.host, first["dossier_id"])
    assert (waiting.status_code, waiting.json()["code"]) == (409, "K3_DOSSIER_NOT_READY")
    others = [user.post(division.address) for user in (hosts[1], contest.secretariat)]
    assert refused(lambda: hosts[2].post(division.address)) == (409, "K3_DOSSIERS_FULL")
    os.kill(worker, signal.SIGKILL)
    for dossier in (first, *others):
        ready(contest, division.host, dossier["dossier_id"])
    assert refused(lambda: hosts[2].post(division.address)) == (409, "K3_DOSSIERS_FULL")
    hosts[2].post(f"/api/v1/dossiers/{first['dossier_id']}/cancellation")
    assert ready(contest, hosts[2], hosts[2].post(division.address)["dossier_id"])["attempts"] == 1


def _worker(contest: Contest) -> int:
    """Return the process of registration's worker."""
    running = state.read(contest.stack.data)
    assert running is not None
    (identity,) = (each.identity for each in running.processes if each.name == "registration-worker")
    assert identity is not None
    return identity.pid

"""K3: dossiers over a real database and a real folder: their content, kills half-way, ends, room in the storage."""

from __future__ import annotations

import base64
import itertools
import os
import posixpath
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest

from chassis.kernel.refusal import Refusal
from chassis.objects import ObjectsAwayError, ObjectsFullError, objects
from chassis.settings import settings
from chassis.spreadsheets import reading
from services.registration.dossiers import rules, store
from services.registration.dossiers.commands import making, timers
from services.registration.dossiers.commands.making import make
from services.registration.dossiers.model.dossier import MOST_ATTEMPTS, DossierState
from services.registration.dossiers.settings import files
from services.registration.dossiers.words import index
from services.registration.materials import store as materials_store
from services.registration.materials.model.material import ScanState
from services.registration.teams import store as teams_store
from tests.service.registration.packing import AFTER, add_dossier, add_submitted_team, content_of, made, unpacked
from tests.service.registration.uploading import TIMER, change_settings

PIECE = 64 * 1024


@pytest.fixture(autouse=True)
def _dossiers(registration: None) -> None:
    for document in store.DOCUMENTS:
        document._collection = None
        document.ensure_indexes()


def sheet(book: bytes, titles: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the lines of the first sheet of a workbook that has these columns."""
    wanted = [(reading.typed(title),) for title in titles]
    lines = reading.read_lines(base64.b64encode(book).decode(), wanted, limit=1000)
    return [cells for _, cells in lines]


def test_k3_a_dossier_has_every_submission_with_its_files() -> None:
    """K3: a folder for each team with its declaration as a page and its files as uploaded, and an index with links to them."""
    add_submitted_team(1, contents=(b"%PDF one", b"%PDF two"), section="背景<script>alert(1)</script>")
    add_submitted_team(2)
    dossier = made()
    assert dossier.state is DossierState.READY
    content = unpacked(dossier)
    root = "2024年“数据要素×”大赛北京分赛"
    assert sorted(content) == [
        f"{root}/0001-数据要素项目1/参赛单位基本资质-材料0.pdf",
        f"{root}/0001-数据要素项目1/申报主体责任声明-材料1.pdf",
        f"{root}/0001-数据要素项目1/申报书.html",
        f"{root}/0002-数据要素项目2/参赛单位基本资质-材料0.pdf",
        f"{root}/0002-数据要素项目2/申报书.html",
        f"{root}/目录.xlsx",
    ]
    assert content[f"{root}/0001-数据要素项目1/申报主体责任声明-材料1.pdf"] == b"%PDF two"
    page = content[f"{root}/0001-数据要素项目1/申报书.html"].decode()
    assert "<script>" not in page
    assert "背景&lt;script&gt;alert(1)&lt;/script&gt;" in page
    linked = {unquote(address) for address in re.findall(r'href="([^"]+)"', page)}
    assert linked == {"参赛单位基本资质-材料0.pdf", "申报主体责任声明-材料1.pdf"}
    lines = sheet(content[f"{root}/目录.xlsx"], index.TEAM_TITLES)
    assert [line[:3] for line in lines] == [("0001", "团队1", "数据要素项目1"), ("0002", "团队2", "数据要素项目2")]
    assert {posixpath.join(root, line[-1]) for line in lines} <= content.keys()
    assert (dossier.progress.teams_done, dossier.progress.files_done, dossier.progress.files_total) == (2, 3, 3)
    assert dossier.progress.bytes_done == dossier.progress.bytes_total > 0


def test_k4_a_dossier_has_nothing_of_representatives() -> None:
    """K4: neither names nor numbers of representatives, nor what only looks like a number of theirs, masked or sealed."""
    team = add_submitted_team(1)
    text = b"".join(unpacked(made()).values()).decode(errors="replace")
    (person,) = team.representatives
    assert person.masked_name not in text
    assert person.masked_identity_number not in text
    assert person.match_key not in text


def test_k3_what_is_withdrawn_or_never_submitted_is_left_out() -> None:
    """K3, C12: only submitted versions of teams that did not withdraw; the draft of others is the team's own."""
    team = add_submitted_team(1)
    add_submitted_team(2)
    gone = teams_store.teams.get(team.id)
    gone.withdraw(at=gone.registered_at)
    teams_store.teams.save(gone)
    dossier = made()
    assert dossier.progress.teams_total == 1
    assert not any("数据要素项目1" in name for name in unpacked(dossier))


def test_k3_an_infected_and_a_lost_file_are_left_out_and_named() -> None:
    """K3, C7: the dossier is made all the same, and its index says which files it lacks and why."""
    team = add_submitted_team(1, contents=(b"%PDF infected", b"%PDF lost", b"%PDF whole"))
    infected, lost, _ = team.evidence
    record = next(each for each in materials_store.materials.every() if each.sha256 == infected.sha256)
    stored = materials_store.materials.get(record.id)
    stored.scan_state = ScanState.INFECTED
    materials_store.materials.save(stored)
    objects().remove(lost.sha256)
    dossier = made()
    content = unpacked(dossier)
    assert (dossier.state, dossier.progress.files_left_out) == (DossierState.READY, 2)
    assert [name.rpartition("-")[2] for name in content if name.endswith(".pdf")] == ["材料2.pdf"]
    page = next(text.decode() for name, text in content.items() if name.endswith(".html"))
    assert f"材料0.pdf（{index.INFECTED}）" in page
    assert f"材料1.pdf（{index.ABSENT}）" in page


def test_k3_names_are_safe_and_no_two_the_same() -> None:
    """K3: names that Windows refuses, that differ in case alone, or that are very long, unpack everywhere."""
    add_submitted_team(1, project_name='数据要素<a>:"/\\|?*#%. ')
    add_submitted_team(2, project_name="数据要素" + "长" * 80)
    names = [name.split("/")[1] for name in unpacked(made()) if name.endswith(".html")]
    assert names[0] == "0001-数据要素＜a＞：＂／＼｜？＊＃％"
    assert names[1] == f"0002-数据要素{'长' * 56}"


def test_k3_a_killed_process_is_followed_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """K3: a process that dies half-way leaves no file; the next one begins anew, and what it makes is whole."""
    add_submitted_team(1, contents=tuple(bytes([number]) * PIECE for number in range(1, 6)))
    identifier = add_dossier()
    monkeypatch.setattr("services.registration.dossiers.adapters.zip_file.PIECE_BYTES", PIECE)
    with monkeypatch.context() as patch:
        _die_after(patch, 3)
        with pytest.raises(KeyboardInterrupt):
            make(identifier, lambda: AFTER)
    half = store.dossiers.look(identifier)
    assert half.state is DossierState.RUNNING
    assert files().offset(half.upload_id) == 3 * PIECE
    assert not store.is_free(identifier)
    store.forget_lease(identifier)  # it lapses
    dossier = made(identifier)
    assert (dossier.state, dossier.attempts) == (DossierState.READY, 2)
    assert len(unpacked(dossier)) == 7
    assert files().offset(half.upload_id) == 0


def test_k3_a_process_that_died_after_the_last_byte_is_completed(monkeypatch: pytest.MonkeyPatch) -> None:
    """K3: the file that is kept already is not made again."""
    add_submitted_team(1)
    identifier = add_dossier()
    with monkeypatch.context() as patch:
        patch.setattr("services.registration.dossiers.model.dossier.Dossier.complete", _die)
        with pytest.raises(KeyboardInterrupt):
            make(identifier, lambda: AFTER)
    before = store.dossiers.look(identifier)
    store.forget_lease(identifier)
    dossier = made(identifier)
    assert (dossier.state, dossier.attempts, dossier.sha256) == (DossierState.READY, 1, before.sha256)
    assert content_of(dossier)


def test_k3_it_is_given_up_when_it_kills_every_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """K3: after MOST_ATTEMPTS it has failed, with a code; nothing of it is left in the storage."""
    add_submitted_team(1)
    identifier = add_dossier()
    with monkeypatch.context() as patch:
        patch.setattr(making, "_write", _die)
        for _ in range(MOST_ATTEMPTS):
            with pytest.raises(KeyboardInterrupt):
                make(identifier, lambda: AFTER)
            store.forget_lease(identifier)
    dossier = made(identifier)
    assert (dossier.state, dossier.failure) == (DossierState.FAILED, "K3_DOSSIER_STOPPED")
    timers.run_expiry(TIMER, AFTER)
    assert not store.to_clear()
    assert files().offset(dossier.upload_id) == 0


@pytest.mark.parametrize(
    ("error", "state", "failure"),
    [(ObjectsFullError, "failed", "K3_DOSSIER_STORAGE_FULL"), (ObjectsAwayError, "waiting", "")],
)
def test_k3_a_full_storage_ends_it_and_one_that_is_away_delays_it(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception], state: str, failure: str
) -> None:
    """K3: it waits for a storage that is away without counting that as an attempt, and is made once it answers."""
    add_submitted_team(1)
    with monkeypatch.context() as patch:
        patch.setattr("chassis.objects.folder.FolderObjects.append", _raising(error))
        dossier = made()
    assert (dossier.state.value, dossier.failure) == (state, failure)
    if not failure:
        assert dossier.attempts == 0
        assert not store.due(AFTER)
        make(dossier.id, lambda: AFTER + timedelta(minutes=1))
        assert store.dossiers.look(dossier.id).state is DossierState.READY


@pytest.mark.parametrize(
    ("name", "failure"), [("dossier_gib", "K3_DOSSIER_TOO_LARGE"), ("dossiers_gib", "K3_DOSSIER_STORAGE_FULL")]
)
def test_k3_a_dossier_beyond_the_limits_fails_before_its_first_byte(name: str, failure: str) -> None:
    """K3: one that is too large, or that with all others is, takes no room in the storage."""
    add_submitted_team(1, contents=(b"x" * 4096,))
    change_settings(**{name: str(1024 / 1024**3)})
    dossier = made()
    assert (dossier.state, dossier.failure) == (DossierState.FAILED, failure)
    assert files().offset(dossier.upload_id) == 0


def test_k3_a_cancelled_dossier_stops_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """K3: the process notices at its next piece; the place is free at once, the bytes are gone."""
    add_submitted_team(1, contents=tuple(bytes([number]) * PIECE for number in range(1, 6)))
    identifier = add_dossier()
    monkeypatch.setattr("services.registration.dossiers.adapters.zip_file.PIECE_BYTES", PIECE)
    monkeypatch.setattr(making, "PROGRESS_SECONDS", 0.0)
    pieces = _count_pieces(monkeypatch, lambda number: _cancel(identifier) if number == 2 else None)
    dossier = made(identifier)
    assert dossier.state is DossierState.CANCELLED
    assert len(pieces) == 2
    assert files().offset(dossier.upload_id) == 0
    assert store.places_taken(dossier.division_code, 3) == frozenset()
    timers.run_expiry(TIMER, AFTER)
    assert not store.to_clear()


def test_k3_two_processes_never_make_one_dossier() -> None:
    """K3: whoever does not hold the lease goes away without touching it."""
    add_submitted_team(1)
    identifier = add_dossier()
    assert [dossier.id for dossier in store.due(AFTER)] == [identifier]
    lease = store.lease_of(identifier)
    assert lease.hold()
    assert made(identifier).state is DossierState.WAITING
    lease.give_up()
    assert made(identifier).state is DossierState.READY


def test_k3_a_file_expires_and_frees_its_place() -> None:
    """K3, K4: after its days the file is deleted; until then its bytes are reported."""
    add_submitted_team(1)
    dossier = made()
    timers.run_expiry(TIMER, AFTER + timedelta(days=6))
    assert store.stored_bytes() == dossier.size_bytes
    timers.run_expiry(TIMER, AFTER + timedelta(days=7))
    expired = store.dossiers.look(dossier.id)
    assert (expired.state, expired.clears, store.stored_bytes()) == (DossierState.EXPIRED, False, 0)
    assert files().size(dossier.sha256) is None
    with pytest.raises(Refusal) as caught:
        expired.fetch("host", "host", at=AFTER)
    assert caught.value.code is rules.K3_DOSSIER_ENDED


def test_k3_bytes_of_no_dossier_are_swept() -> None:
    """K3: an upload that no dossier on its way owns goes after an hour; that of one on its way stays."""
    storage, own, foreign = files(), add_dossier(), "6f2b1c7e-0000-4000-8000-000000000001"
    dossier = store.dossiers.get(own)
    dossier.begin("6f2b1c7e-0000-4000-8000-000000000002", at=AFTER)
    store.dossiers.save(dossier)
    for upload_id in (foreign, dossier.upload_id):
        storage.begin(upload_id)
        storage.append(upload_id, 0, b"left")
        with storage.local(upload_id) as path:
            os.utime(path, (time.time() - 7200, time.time() - 7200))
    timers.run_sweep(TIMER, AFTER)
    assert (storage.offset(foreign), storage.offset(dossier.upload_id)) == (0, 4)


def test_k3_an_account_has_one_on_its_way_and_a_division_a_few() -> None:
    """K3: unique indexes say so, at any concurrency."""
    add_dossier("one", place=1)
    with pytest.raises(Refusal) as caught:
        add_dossier("one", place=2)
    assert caught.value.code is rules.K3_DOSSIER_UNDER_WAY
    with pytest.raises(Refusal) as caught:
        add_dossier("another", place=1)
    assert caught.value.code is rules.K3_DOSSIER_PLACE_TAKEN


def test_k4_a_fetch_is_recorded_once_an_hour() -> None:
    """K4: programs fetch a large file in parts; the trail has one event an hour for each account."""
    add_submitted_team(1)
    dossier = store.dossiers.get(made().id)
    for account, minutes in (("a", 0), ("a", 59), ("b", 59), ("a", 60)):
        dossier.fetch(account, "host", at=AFTER + timedelta(minutes=minutes))
    recorded = [(raised.event.account_id, raised.at - AFTER) for raised in dossier.raised]
    assert recorded == [("a", timedelta()), ("b", timedelta(minutes=59)), ("a", timedelta(hours=1))]


def test_k3_the_process_ends_with_its_worker(tmp_path: Any) -> None:
    """K3: its standard input is the worker's: at its end it dies, and the lease lapses."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from services.registration.dossiers.commands.making import _end_with_parent as end; end()",
        ],
        stdin=subprocess.PIPE,
    )
    assert process.poll() is None
    process.communicate()
    assert process.returncode == 1


def _cancel(identifier: str) -> None:
    dossier = store.dossiers.get(identifier)
    dossier.cancel("host", at=AFTER)
    store.dossiers.save(dossier)


def _count_pieces(monkeypatch: pytest.MonkeyPatch, then: Any) -> list[int]:
    """Call `then` after each piece that the storage takes, with its number from 1; return the numbers."""
    from chassis.objects.folder import FolderObjects

    real, numbers = FolderObjects.append, itertools.count(1)
    taken: list[int] = []

    def append(self: FolderObjects, upload: str, offset: int, data: bytes) -> None:
        real(self, upload, offset, data)
        taken.append(next(numbers))
        then(taken[-1])

    monkeypatch.setattr(FolderObjects, "append", append)
    return taken


def _die_after(monkeypatch: pytest.MonkeyPatch, pieces: int) -> None:
    _count_pieces(monkeypatch, lambda number: _die() if number == pieces else None)


def _die(*_: Any, **__: Any) -> None:
    """End as a killed process does: nothing that catches errors sees it."""
    raise KeyboardInterrupt


def _raising(error: type[Exception]) -> Any:
    def act(*_: Any, **__: Any) -> Iterator[bytes]:
        raise error("test")

    return act


def test_settings_are_those_of_the_operator() -> None:
    """K3: seven days and three of a division, unless the operator says otherwise."""
    assert (settings().dossier_days, settings().dossiers_per_division) == (7, 3)

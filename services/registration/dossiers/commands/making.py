"""Make a dossier, in a process of its own: `python -m services.registration.dossiers.commands.making IDENTIFIER`.

Memory is bounded whatever the division's size: material goes piece by piece from the storage into the ZIP file, and that into an
upload of the storage. A process that dies leaves its lease to lapse; the next one begins anew (ADR 33).
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from dasai.common.v1 import contest_pb2
from dasai.registration.v1 import submissions_pb2

from chassis.actor import system
from chassis.context import Context, handling
from chassis.edition.current import edition
from chassis.ending import stating_misconfiguration
from chassis.facts.submissions import Evidence
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import new_id
from chassis.mapping import from_message
from chassis.mongo.attempts import StaleVersion
from chassis.mongo.connection import connect
from chassis.mongo.lease import Lease
from chassis.objects import ObjectsAwayError, ObjectsFullError, OffsetMovedError, objects
from chassis.settings import settings
from chassis.telemetry import configure_logging, log

from ...divisions.settings import division_name
from ...materials import store as materials_store
from ...materials.model.material import Material, ScanState
from ...shared.materials import material_id
from ...shared.receipts import Receipt
from ...teams import store as teams_store
from ...teams import wire as teams_wire
from ...teams.model.supplements import Supplement, SupplementState
from ...teams.model.team import Team, TeamState
from .. import rules, store
from ..adapters.index_book import IndexBook
from ..adapters.zip_file import ZipUpload
from ..model.dossier import Dossier, DossierState, Progress
from ..model.safe_names import UniqueNames, safe_name
from ..settings import Limits, files, limits, terms
from ..words import index
from ..words.declaration import PackedFile, declaration_page

SERVICE = "registration"
# how often progress is stored, and asked if somebody ended the dossier, seconds
PROGRESS_SECONDS = 1.0
# so long a dossier waits while the storage is away
AWAY = timedelta(seconds=30)
_PAGE, _INDEX = "申报书.html", "目录.xlsx"
_ANSWERS = "补充材料"


class StoppedError(Exception):
    """Somebody ended the dossier, or another process makes it now."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A team that goes into the dossier: its newest submission."""

    team_id: str
    receipt: Receipt


class Making:
    """A dossier that this process makes, with how far it is."""

    def __init__(self, dossier_id: str, upload_id: str, lease: Lease, now: Callable[[], Instant]) -> None:
        self._id, self._upload_id, self._lease, self._now = dossier_id, upload_id, lease, now
        self.progress = Progress()
        self._stored_at = 0.0

    def count(self, *, teams: int = 0, done: int = 0, size_bytes: int = 0, left_out: int = 0) -> None:
        """Count what was dealt with."""
        self.progress = replace(
            self.progress,
            teams_done=self.progress.teams_done + teams,
            files_done=self.progress.files_done + done,
            bytes_done=self.progress.bytes_done + size_bytes,
            files_left_out=self.progress.files_left_out + left_out,
        )

    def report(self) -> None:
        """Store the progress if it was not stored just now; raise StoppedError if somebody ended the dossier."""
        if time.monotonic() - self._stored_at >= PROGRESS_SECONDS:
            self.change(lambda dossier: None)

    def change(self, change: Callable[[Dossier], None]) -> Dossier:
        """Change the dossier, with its progress; raise StoppedError unless it is this process's to make."""
        while True:
            dossier = store.dossiers.get(self._id)
            if not self._lease.ours or not dossier.is_made_by(self._upload_id):
                raise StoppedError
            dossier.progress = self.progress
            change(dossier)
            try:
                store.dossiers.save(dossier)
            except StaleVersion:
                continue
            self._stored_at = time.monotonic()
            return dossier

    def at(self) -> Instant:
        """Return the contest time."""
        return self._now()


def make(dossier_id: str, now: Callable[[], Instant]) -> None:
    """Make a dossier, unless another process makes it or it has ended; what becomes of it is stored with it."""
    lease = store.lease_of(dossier_id)
    if not lease.hold():
        return
    with lease.kept():
        try:
            _make(dossier_id, lease, now)
        except StoppedError:
            log("dossiers").info("dossier stopped", dossier=dossier_id)
    lease.give_up()


def _make(dossier_id: str, lease: Lease, now: Callable[[], Instant]) -> None:
    storage, bounds, upload_id = files(), limits(), new_id()
    dossier = store.dossiers.get(dossier_id)
    if not dossier.is_due(now()):
        return
    try:
        if dossier.sha256 and storage.size(dossier.sha256) == dossier.size_bytes:
            # the process before kept the file and died before it could say so
            making = Making(dossier_id, dossier.upload_id, lease, now)
            making.progress = dossier.progress
            _complete(making, dossier.upload_id, bounds)
            return
        if dossier.upload_id:
            storage.discard(dossier.upload_id)
        if dossier.begin(upload_id, at=now()):
            storage.begin(upload_id)
        store.dossiers.save(dossier)
        if dossier.state is not DossierState.RUNNING:
            return
        making = Making(dossier_id, upload_id, lease, now)
        _write(dossier, making, upload_id, bounds)
        _complete(making, upload_id, bounds)
    except ObjectsFullError:
        _settle(dossier_id, upload_id, lambda current: current.fail(rules.K3_DOSSIER_STORAGE_FULL, at=now()))
    except (ObjectsAwayError, OffsetMovedError):
        log("dossiers").warning("dossier waits for the object storage", dossier=dossier_id)
        _settle(dossier_id, upload_id, lambda current: current.postpone(now() + AWAY))
    except StoppedError:
        storage.discard(upload_id)
        raise


def _settle(dossier_id: str, upload_id: str, change: Callable[[Dossier], None]) -> None:
    """Note why the making of this upload ended, unless the dossier has ended otherwise."""
    dossier = store.dossiers.get(dossier_id)
    if dossier.is_made_by(upload_id):
        change(dossier)
        store.dossiers.save(dossier)


def _complete(making: Making, upload_id: str, bounds: Limits) -> None:
    storage = files()
    dossier = making.change(lambda dossier: None)
    storage.keep(upload_id, dossier.sha256, dossier.size_bytes)
    try:
        making.change(lambda current: current.complete(bounds.kept_for, at=making.at()))
    except StoppedError:
        storage.remove(dossier.sha256)
        raise
    storage.discard(upload_id)
    log("dossiers").info(
        "dossier made", dossier=dossier.id, bytes=dossier.size_bytes, teams=dossier.progress.teams_done
    )


def _write(dossier: Dossier, making: Making, upload_id: str, bounds: Limits) -> None:
    """Write the ZIP file into the upload, and note what it is; fail K3_DOSSIER_TOO_LARGE before the first byte."""
    entries = _collect(dossier.division_code, making)
    stored = store.stored_bytes()
    making.report()
    if making.progress.bytes_total > bounds.max_bytes:
        making.change(lambda current: current.fail(rules.K3_DOSSIER_TOO_LARGE, at=making.at()))
        raise StoppedError
    if stored + making.progress.bytes_total > bounds.max_total_bytes:
        making.change(lambda current: current.fail(rules.K3_DOSSIER_STORAGE_FULL, at=making.at()))
        raise StoppedError
    root = safe_name(division_name(dossier.division_code), dossier.division_code)
    # no two dossiers are the same object of the storage: deleting one never deletes another
    comment = f"dossier {dossier.id} of {dossier.division_code}, attempt {dossier.attempts}"
    with (
        tempfile.TemporaryDirectory(prefix="dasai-dossier-") as folder,
        ZipUpload(files(), upload_id, comment=comment, at=dossier.requested_at, appended=making.report) as zipped,
    ):
        path = Path(folder) / _INDEX
        sheets = {index.TEAMS: index.TEAM_TITLES, index.FILES: index.FILE_TITLES}
        with IndexBook(path, **sheets) as book:
            for number, entry in enumerate(entries, 1):
                _TeamFolder(f"{number:04d}", entry, root, dossier.division_code, zipped, book, making).write()
                making.count(teams=1)
                making.report()
        zipped.add(f"{root}/{_INDEX}", _pieces(path), size_bytes=path.stat().st_size)
    making.change(lambda current: current.keep(zipped.sha256, zipped.size_bytes))


def _collect(division_code: str, making: Making) -> list[Entry]:
    """Return the division's teams that submitted and did not withdraw, by the time of their first submission; count files."""
    entries: list[tuple[Instant, Entry]] = []
    for team_id in teams_store.team_ids_in(division_code):
        team = teams_store.teams.peek(team_id)
        if team is None or not team.receipts or team.state is TeamState.WITHDRAWN:
            continue
        entry = Entry(team_id=team_id, receipt=team.receipts[-1])
        entries.append((team.receipts[0].submitted_at, entry))
        pieces = [*_evidence(_submission(entry)), *(piece for answer in _answers(team) for piece in answer.evidence)]
        making.progress = replace(
            making.progress,
            teams_total=len(entries),
            files_total=making.progress.files_total + len(pieces),
            bytes_total=making.progress.bytes_total + sum(piece.size_bytes for piece in pieces),
        )
        making.report()
    return [entry for _, entry in sorted(entries, key=lambda pair: (pair[0], pair[1].team_id))]


def _submission(entry: Entry) -> submissions_pb2.Submission:
    """Return what was submitted, with its receipt; raise LookupError if the database has lost it, which no dossier may hide."""
    content = teams_store.submission_content(entry.receipt.digest)
    if content is None:
        raise LookupError("a submission's content is not stored")
    submission = submissions_pb2.Submission.FromString(content)
    submission.receipt.CopyFrom(teams_wire.receipt_view(entry.receipt))
    return submission


def _evidence(submission: submissions_pb2.Submission) -> list[Evidence]:
    return [_piece(piece) for piece in submission.evidence]


def _piece(piece: contest_pb2.Evidence) -> Evidence:
    return from_message(piece, Evidence)


def _answers(team: Team) -> list[Supplement]:
    return [request for request in team.supplements.requests if request.state is SupplementState.ANSWERED]


class _TeamFolder:
    """The folder of a team: its material, its answers to review, its declaration."""

    def __init__(
        self, number: str, entry: Entry, root: str, code: str, zipped: ZipUpload, book: IndexBook, making: Making
    ) -> None:
        self._number, self._entry, self._code = number, entry, code
        self._zip, self._book, self._making = zipped, book, making
        self._root = root
        self._names = UniqueNames()

    def write(self) -> None:
        """Write everything, the declaration last: it says which files are beside it."""
        team = teams_store.teams.peek(self._entry.team_id)
        if team is None or team.state is TeamState.WITHDRAWN:
            return  # meanwhile
        submission, names = _submission(self._entry), terms()
        project = submission.team.project_name
        folder = f"{self._number}-{safe_name(project, 'project')}"
        self._names.take(_PAGE)
        packed = [self._pack(folder, "", piece, project) for piece in _evidence(submission)]
        answers = [
            (answer, [self._pack(folder, f"{_ANSWERS}{answer.number}-", piece, project) for piece in answer.evidence])
            for answer in _answers(team)
        ]
        state = index.STATES[team.state]
        page = declaration_page(submission, names, division_name(self._code), state, packed, answers)
        self._zip.add(f"{self._root}/{folder}/{_PAGE}", [page], size_bytes=len(page), packs=True)
        self._book.add(index.TEAMS, index.team_line(self._number, submission, team.state, names), f"{folder}/{_PAGE}")

    def _pack(self, folder: str, prefix: str, piece: Evidence, project: str) -> PackedFile:
        """Add a file to the ZIP file, unless it is infected or lost; name it in the index either way."""
        kind = terms().kinds.get(piece.kind, piece.kind)
        name = self._names.take(f"{prefix}{safe_name(kind, 'file')}-{safe_name(piece.file_name, 'file')}")
        material = materials_store.materials.peek(material_id(self._entry.team_id, piece.sha256, piece.owner_uscc))
        remark = self._add(f"{self._root}/{folder}/{name}", piece, material)
        packed = PackedFile(kind=kind, name=name, path=name, size_bytes=piece.size_bytes, remark=remark)
        line = index.file_line(self._number, project, piece, packed)
        self._book.add(index.FILES, line, "" if remark else f"{folder}/{name}")
        self._making.count(done=1, size_bytes=piece.size_bytes, left_out=1 if remark else 0)
        return packed

    def _add(self, path: str, piece: Evidence, material: Material | None) -> str:
        """Return why the file is left out; empty if it was added."""
        if material is not None and material.scan_state is ScanState.INFECTED:
            return index.INFECTED
        content = objects().read(piece.sha256)
        try:
            first = next(content, b"")
        except KeyError:
            log("dossiers").error("object absent", team=self._entry.team_id)
            return index.ABSENT
        self._zip.add(path, _chain(first, content), size_bytes=piece.size_bytes)
        return ""


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(256 * 1024):
            yield piece


def _end_with_parent() -> None:
    """End this process as soon as the worker that started it has ended: another worker carries on."""
    while os.read(sys.stdin.fileno(), 1):  # not through a buffer, whose lock would keep the interpreter from ending
        continue
    os._exit(1)


def main(arguments: Sequence[str]) -> None:
    """Connect as the worker does, and make the dossier of the identifier."""
    config = settings()
    configure_logging(f"{SERVICE}-dossier", config.log_level)
    edition()
    connect(config, SERVICE)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    with handling(Context(actor=system(SERVICE), causation_id=new_id())):
        make(arguments[0], config.clock.now)


if __name__ == "__main__":
    with stating_misconfiguration():
        main(sys.argv[1:])

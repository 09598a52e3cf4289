"""Timers of dossiers: start who makes them, let files expire, delete what is left of those that ended (rules K3, K4)."""

from __future__ import annotations

import subprocess
import sys

from prometheus_client import Gauge

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.mongo.attempts import StaleVersion
from chassis.objects import ObjectsAwayError
from chassis.outage import Outage

from .. import store
from ..model.dossier import Dossier
from ..settings import files

# bytes to which nothing was added for so long and that no dossier owns are deleted, seconds
SWEEP_SECONDS = 3600.0
# parts of a file that a crashed process began to join are deleted after so long, seconds
TIDY_SECONDS = 86400.0
_kept = Outage("dossiers", "file waits for its removal", "files are removed again")
_STORED = Gauge("dasai_dossier_bytes", "Bytes that dossiers take in the object storage, those on their way included.")
_READY = Gauge("dasai_dossiers_ready", "Dossiers that have a file.")


class Makers:
    """The processes that this worker started to make dossiers, one at a time.

    A dossier is made in a process of its own: reading and hashing gigabytes would hold up every event of the worker. The process
    ends with the worker, for it reads the worker's end from its standard input.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, actor: Actor, at: Instant) -> None:
        """Start to make the oldest dossier that nobody makes, unless this worker makes one."""
        if self._process is not None and self._process.poll() is None:
            return
        self._process = None
        waiting = next((dossier for dossier in store.due(at) if store.is_free(dossier.id)), None)
        if waiting is not None:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", f"{__package__}.making", waiting.id], stdin=subprocess.PIPE
            )


_makers = Makers()


def run_makers(actor: Actor, at: Instant) -> None:
    """Start to make the oldest dossier that nobody makes; also one whose maker was killed."""
    _makers.run(actor, at)


def run_expiry(actor: Actor, at: Instant) -> None:
    """Let the files expire whose time is over, delete what ended dossiers left, and report how much is stored."""
    for dossier in store.ready():
        if dossier.is_over(at):
            _expire(dossier.id, at)
    for dossier in store.to_clear():
        # whoever still makes it removes what it writes, or dies: then its lease lapses
        if store.is_free(dossier.id):
            _clear(dossier)
    _STORED.set(store.stored_bytes())
    _READY.set(len(store.ready()))


def run_sweep(actor: Actor, at: Instant) -> None:
    """Delete bytes in the storage that no dossier on its way owns, left by a crash."""
    storage = files()
    owned = {dossier.upload_id for dossier in store.on_their_way()}
    for upload_id in list(storage.idle(SWEEP_SECONDS)):
        if upload_id not in owned:
            storage.discard(upload_id)
    storage.tidy(TIDY_SECONDS)


def _expire(dossier_id: str, at: Instant) -> None:
    dossier = store.dossiers.find(dossier_id)
    if dossier is None or not dossier.is_over(at):
        return
    dossier.expire(at=at)
    try:
        store.dossiers.save(dossier)
    except StaleVersion:
        return  # fetched or cancelled at this moment: the next time


def _clear(ended: Dossier) -> None:
    storage = files()
    try:
        if ended.upload_id:
            storage.discard(ended.upload_id)
        if ended.sha256:
            storage.remove(ended.sha256)
    except ObjectsAwayError as error:
        _kept.fail(type(error).__name__, dossier=ended.id)
        return
    _kept.succeed()
    dossier = store.dossiers.find(ended.id)
    if dossier is not None:
        dossier.clear()
        store.dossiers.save(dossier)
        store.forget_lease(ended.id)

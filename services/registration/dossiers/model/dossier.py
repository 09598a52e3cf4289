"""A dossier: who asked for it, how far it is, until when its file is kept (rules K1, K3, K4)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import timedelta

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Code, refuse_unless

from .. import rules
from ..events import DossierCompleted, DossierEnded, DossierFetched, DossierRequested

# so often a worker begins to make a dossier, before it is given up
MOST_ATTEMPTS = 5
# fetches of an account within this time are one: programs fetch a large file in parts
_FETCH = timedelta(hours=1)


class DossierState(enum.StrEnum):
    """waiting -> running -> ready -> expired; failed and cancelled are other ends."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


ON_THEIR_WAY = (DossierState.WAITING, DossierState.RUNNING)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How many teams, files and bytes of material were dealt with, and how many there are."""

    teams_done: int = 0
    teams_total: int = 0
    files_done: int = 0
    files_total: int = 0
    bytes_done: int = 0
    bytes_total: int = 0
    files_left_out: int = 0


NOTHING_YET = Progress()


@dataclass(frozen=True, kw_only=True)
class Fetch:
    """The last time that an account began to fetch the file."""

    account_id: str
    at: Instant


@dataclass(kw_only=True)
class Dossier(Aggregate):
    """A division's submissions and material as one ZIP file.

    `on_its_way` is division and account until it ends, `held_place` is the division's place that it takes while it is on its
    way or has a file: unique indexes keep both apart. `upload_id` is the file in the making. `sha256` and `size_bytes` are set
    before the file is kept, so that whoever carries on after a crash knows it. `clears` says that upload or file are still to be
    deleted.
    """

    division_code: str
    account_id: str
    role: str
    requested_at: Instant
    state: DossierState
    on_its_way: str = ""
    held_place: str = ""
    attempts: int = 0
    not_before: Instant | None = None
    upload_id: str = ""
    progress: Progress = NOTHING_YET
    sha256: str = ""
    size_bytes: int = 0
    ended_at: Instant | None = None
    expires_at: Instant | None = None
    failure: str = ""
    clears: bool = False
    fetches: tuple[Fetch, ...] = ()

    @classmethod
    def request(
        cls,
        identifier: str,
        division_code: str,
        account_id: str,
        *,
        role: str,
        place: int,
        submission_closes: Instant,
        complete: Instant,
        at: Instant,
    ) -> Dossier:
        """Return a dossier to be made; refuse K3_DOSSIER_TOO_EARLY until all is stored that came in time (rules C9, K1, K3).

        That is `complete`, some minutes after `submission_closes`. Until then versions change from minute to minute, hosts would
        begin to judge before the time, and what came with an arrival ticket would be missing.
        """
        refuse_unless(at > complete, rules.K3_DOSSIER_TOO_EARLY, closes=submission_closes, complete=complete)
        dossier = cls(
            id=identifier,
            division_code=division_code,
            account_id=account_id,
            role=role,
            requested_at=at,
            state=DossierState.WAITING,
            on_its_way=f"{division_code}/{account_id}",
            held_place=f"{division_code}/{place}",
        )
        dossier.raise_event(
            DossierRequested(dossier_id=identifier, division_code=division_code, account_id=account_id, role=role), at
        )
        return dossier

    @property
    def file_name(self) -> str:
        """Return the name of the file, which says nothing of people."""
        return f"dossier-{self.division_code}-{self.id[:8]}.zip"

    def is_due(self, at: Instant) -> bool:
        """Return True if a worker is to make it, or to carry on."""
        return self.state in ON_THEIR_WAY and (self.not_before is None or self.not_before <= at)

    def is_over(self, at: Instant) -> bool:
        """Return True if the file's time is over."""
        return self.state is DossierState.READY and self.expires_at is not None and self.expires_at <= at

    def is_made_by(self, upload_id: str) -> bool:
        """Return True if whoever writes this upload still makes the dossier."""
        return self.state is DossierState.RUNNING and self.upload_id == upload_id

    def begin(self, upload_id: str, *, at: Instant) -> bool:
        """Begin to make it, from the first byte; return False if it failed because it was begun too often."""
        if self.attempts >= MOST_ATTEMPTS:
            self.fail(rules.K3_DOSSIER_STOPPED, at=at)
            return False
        self.state = DossierState.RUNNING
        self.attempts += 1
        self.not_before = None
        self.upload_id, self.sha256, self.size_bytes, self.progress = upload_id, "", 0, NOTHING_YET
        return True

    def postpone(self, until: Instant) -> None:
        """Wait until the storage answers again; that is no failed attempt."""
        self.state, self.not_before = DossierState.WAITING, until
        self.attempts -= 1

    def keep(self, sha256: str, size_bytes: int) -> None:
        """Note what the finished file is, before it is kept."""
        self.sha256, self.size_bytes = sha256, size_bytes

    def complete(self, kept_for: timedelta, *, at: Instant) -> None:
        """Note that the file is kept."""
        self.state, self.on_its_way = DossierState.READY, ""
        self.ended_at, self.expires_at = at, at + kept_for
        self.raise_event(
            DossierCompleted(
                dossier_id=self.id,
                division_code=self.division_code,
                sha256=self.sha256,
                size_bytes=self.size_bytes,
                teams=self.progress.teams_done,
                files=self.progress.files_done - self.progress.files_left_out,
                account_id=self.account_id,
                expires_at=self.expires_at,
            ),
            at,
        )

    def fail(self, code: Code, *, at: Instant) -> None:
        """Give it up, for a reason that trying again does not mend."""
        self.failure = code.name
        self._end(DossierState.FAILED, "", at)

    def cancel(self, account_id: str, *, at: Instant) -> None:
        """Stop making it, or delete its file; one that has ended stays as it is."""
        if self.state in (*ON_THEIR_WAY, DossierState.READY):
            self._end(DossierState.CANCELLED, account_id, at)

    def expire(self, *, at: Instant) -> None:
        """Delete its file, whose time is over (rule K4)."""
        self._end(DossierState.EXPIRED, "", at)

    def clear(self) -> None:
        """Note that neither upload nor file are left."""
        self.clears = False

    def fetch(self, account_id: str, role: str, *, at: Instant) -> None:
        """Refuse unless there is a file; record that an account fetches it, once an hour (rule K4)."""
        refuse_unless(self.state not in ON_THEIR_WAY, rules.K3_DOSSIER_NOT_READY)
        refuse_unless(self.state is DossierState.READY and not self.is_over(at), rules.K3_DOSSIER_ENDED)
        if any(fetch.account_id == account_id and at < fetch.at + _FETCH for fetch in self.fetches):
            return
        others = tuple(fetch for fetch in self.fetches if fetch.account_id != account_id)
        self.fetches = (*others, Fetch(account_id=account_id, at=at))
        self.raise_event(
            DossierFetched(dossier_id=self.id, division_code=self.division_code, account_id=account_id, role=role),
            at,
        )

    def _end(self, state: DossierState, account_id: str, at: Instant) -> None:
        self.state, self.on_its_way, self.held_place, self.clears = state, "", "", True
        self.ended_at = at
        self.raise_event(
            DossierEnded(
                dossier_id=self.id,
                division_code=self.division_code,
                outcome=state.value,
                requested_by=self.account_id,
                account_id=account_id,
                failure=self.failure,
            ),
            at,
        )

"""Material: a file on its way, and a file that is kept (rules C5 to C7)."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from chassis.facts.submissions import Evidence
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import NOTHING, Refusal, Term, refuse, refuse_unless

from ...shared.materials import KeptTotal
from ...teams import rules as teams_rules
from .. import rules
from ..events import MaterialScanned
from .file_names import clean_name, extension_type

# the least time for an upload whose content is right to be kept and attached, also past its own time
FINISHING = timedelta(hours=1)
# the time after which a reservation without an upload is freed
_RESERVED = timedelta(minutes=10)
# how many times that a file came whole are remembered
RECEIVED_KEPT = 16
_MIB = 1024 * 1024


class UploadState(enum.StrEnum):
    """The states of an upload: open -> finishing, refused or ended; finishing -> complete or ended."""

    OPEN = "open"
    FINISHING = "finishing"
    COMPLETE = "complete"
    REFUSED = "refused"
    ENDED = "ended"


class ScanState(enum.StrEnum):
    """The verdict of a virus scanner."""

    UNSCANNED = "unscanned"
    CLEAN = "clean"
    TOO_LARGE_TO_SCAN = "too_large_to_scan"
    # only of material that was kept before a scanner knew better
    INFECTED = "infected"


ON_THEIR_WAY = (UploadState.OPEN, UploadState.FINISHING)


def mib(size_bytes: int) -> str:
    """Return a size for people, rounded up: 52,428,801 bytes are 50.1 MB, so that a size over a limit never reads like it."""
    tenths = -(-size_bytes * 10 // _MIB)
    return f"{tenths // 10} MB" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10} MB"


@dataclass(frozen=True, kw_only=True)
class FileRules:
    """The edition's limits for files."""

    # by kind of evidence: the media types it may have, and the largest file in bytes
    kinds: dict[str, tuple[tuple[str, ...], int]]
    max_files: int
    max_total_bytes: int
    max_open_uploads: int
    # of all kept material of a team, in its draft or not
    max_kept_bytes: int
    max_kept_files: int
    upload_life: timedelta
    retention: timedelta
    submitted_retention: timedelta

    def require_size(self, kind: str, size_bytes: int, others: int) -> None:
        """Refuse a file that is empty or too large, alone or beside what the team has already (rule C7)."""
        refuse_unless(size_bytes > 0, rules.C7_EMPTY)
        limit = self.kinds[kind][1]
        refuse_unless(size_bytes <= limit, rules.C7_TOO_LARGE, size=mib(size_bytes), limit=mib(limit))
        total = self.max_total_bytes
        refuse_unless(
            others + size_bytes <= total,
            rules.C7_TOTAL_TOO_LARGE,
            size=mib(size_bytes),
            others=mib(others),
            total=mib(total),
        )

    def has_room(self, kept: KeptTotal, size_bytes: int) -> bool:
        """Return True if a file is within all that may be kept of a team (rule C7)."""
        return kept.files < self.max_kept_files and kept.size_bytes + size_bytes <= self.max_kept_bytes

    def require_room(self, kept: KeptTotal, size_bytes: int) -> None:
        """Refuse a file beyond all that may be kept of a team (rule C7)."""
        refuse_unless(
            self.has_room(kept, size_bytes),
            rules.C7_KEPT_FULL,
            files=self.max_kept_files,
            total=mib(self.max_kept_bytes),
        )

    def require_type(self, kind: str, media_type: str, file_name: str) -> None:
        """Refuse a type that this kind may not have, or that does not fit the file's extension (rule C7)."""
        allowed = self.kinds[kind][0]
        refuse_unless(media_type in allowed, rules.C7_TYPE_NOT_ALLOWED, what=media_type)
        claimed = extension_type(file_name, allowed)
        refuse_unless(claimed == media_type, rules.C7_EXTENSION_MISMATCH, what=media_type)


@dataclass(kw_only=True)
class Upload(Aggregate):
    """A file on its way to a team's draft."""

    team_id: str
    account_id: str
    kind: str
    file_name: str
    owner_uscc: str
    size_bytes: int
    state: UploadState
    created_at: Instant
    expires_at: Instant
    # the same while it is open: an index finds those that expire
    open_until: Instant | None = None
    material_id: str = ""
    evidence_id: str = ""
    refusal_code: str = ""
    refusal_what: Term = NOTHING
    # while it is finishing: the hash of its content
    sha256: str = ""
    # the metadata that the tus client sent, word for word
    metadata: str = ""

    @classmethod
    def begin(
        cls,
        identifier: str,
        *,
        team_id: str,
        account_id: str,
        kind: str,
        file_name: str,
        owner_uscc: str,
        size_bytes: int,
        metadata: str,
        evidence: Sequence[Evidence],
        reserved: Reservations,
        kept: KeptTotal,
        files: FileRules,
        at: Instant,
    ) -> Upload:
        """Open an upload and reserve its room beside the team's evidence and other open uploads (rule C7)."""
        name = clean_name(file_name)
        extension_type(name, files.kinds[kind][0])
        others = reserved.others(identifier)
        coming = sum(reservation.size_bytes for reservation in others)
        files.require_size(kind, size_bytes, coming + sum(piece.size_bytes for piece in evidence))
        few = len(evidence) + len(others) < files.max_files
        refuse_unless(few, teams_rules.C7_TOO_MANY_FILES, limit=files.max_files)
        limit = files.max_open_uploads
        refuse_unless(len(others) < limit, rules.C7_TOO_MANY_UPLOADS, limit=limit)
        files.require_room(reserved.beside(kept, identifier), size_bytes)
        reserved.reserve(identifier, size_bytes, at)
        expires = at + files.upload_life
        return cls(
            id=identifier,
            team_id=team_id,
            account_id=account_id,
            kind=kind,
            file_name=name,
            owner_uscc=owner_uscc,
            size_bytes=size_bytes,
            state=UploadState.OPEN,
            created_at=at,
            expires_at=expires,
            open_until=expires,
            metadata=metadata,
        )

    def arrived_at(self, at: Instant, grace: timedelta) -> Instant:
        """Return the instant by which deadlines judge the upload if its last byte arrived at `at` (rule C9).

        It counts as of its begin if it ended within the grace period after that; one that took longer counts as of so much
        before its end. So an upload that was begun before a deadline may end within the grace period after it.
        """
        return min(at, max(self.created_at, at - grace))

    def over(self, at: Instant) -> bool:
        """Return True if the upload can't go on: it is decided or ended, or its time has passed."""
        return self.state not in ON_THEIR_WAY or self.open_until is None or at > self.open_until

    def require_open(self, at: Instant) -> None:
        """Refuse an upload that has ended; refuse again by the same words if it was refused before."""
        if self.state is UploadState.REFUSED:
            refuse(rules.CONTENT_REFUSALS[self.refusal_code], what=self.refusal_what)
        refuse_unless(not self.over(at), rules.C7_UPLOAD_ENDED)

    def finish(self, sha256: str, at: Instant) -> bool:
        """Mark that the content is right, so that it can't be given up any more; return True if that is new."""
        if self.state is UploadState.FINISHING:
            return False
        self.state, self.sha256 = UploadState.FINISHING, sha256
        self.open_until = max(self.expires_at, at + FINISHING)
        return True

    def complete(self, material_id: str, evidence_id: str) -> None:
        """Mark that the content is kept and attached."""
        self.state, self.open_until, self.sha256 = UploadState.COMPLETE, None, ""
        self.material_id, self.evidence_id = material_id, evidence_id

    def refuse(self, refusal: Refusal) -> None:
        """Refuse the content, for good."""
        self.state, self.open_until = UploadState.REFUSED, None
        self.refusal_code, self.refusal_what = refusal.code.name, refusal.term("what")

    def give_up(self) -> None:
        """End the upload for its client; refuse if it is being kept at this moment, or is over (rule C7)."""
        refuse_unless(self.state is not UploadState.FINISHING, rules.C7_UPLOAD_FINISHING)
        refuse_unless(self.state is UploadState.OPEN, rules.C7_UPLOAD_ENDED)
        self.end()

    def end(self) -> None:
        """End the upload unless it is decided."""
        if self.state in ON_THEIR_WAY:
            self.state, self.open_until, self.sha256 = UploadState.ENDED, None, ""


@dataclass(frozen=True, kw_only=True)
class Reservation:
    """Room that is reserved for an upload."""

    upload_id: str
    size_bytes: int
    at: Instant


@dataclass(kw_only=True)
class Reservations(Aggregate):
    """A team's open uploads, in a single document, so that no more are opened at once than are allowed."""

    uploads: tuple[Reservation, ...] = ()

    def free(self, over: Collection[str], recorded: Collection[str], at: Instant) -> None:
        """Free the room of uploads that are `over`, and of those that were not `recorded` in time."""
        self.uploads = tuple(
            reservation
            for reservation in self.uploads
            if reservation.upload_id not in over
            and (reservation.upload_id in recorded or at <= reservation.at + _RESERVED)
        )

    def others(self, upload_id: str) -> tuple[Reservation, ...]:
        """Return all reservations but that of this upload."""
        return tuple(reservation for reservation in self.uploads if reservation.upload_id != upload_id)

    def beside(self, kept: KeptTotal, upload_id: str) -> KeptTotal:
        """Return what is kept of the team together with all that is on its way but this upload."""
        others = self.others(upload_id)
        return KeptTotal(
            files=kept.files + len(others),
            size_bytes=kept.size_bytes + sum(reservation.size_bytes for reservation in others),
        )

    def reserve(self, upload_id: str, size_bytes: int, at: Instant) -> None:
        """Reserve room for an upload; the same upload again takes no more."""
        self.uploads = (*self.others(upload_id), Reservation(upload_id=upload_id, size_bytes=size_bytes, at=at))


@dataclass(frozen=True, kw_only=True)
class Received:
    """How a file came that came whole: the upload that its client was told of (rule C7)."""

    upload_id: str
    account_id: str
    kind: str
    file_name: str
    metadata: str
    evidence_id: str
    at: Instant
    until: Instant


@dataclass(kw_only=True)
class Material(Aggregate):
    """A file of a team, kept by its content: one for each team, owner and content.

    `received` are the last times that it came whole; what came in pieces has an upload of its own.
    """

    team_id: str
    owner_uscc: str
    uploaded_by: str
    file_name: str
    sha256: str
    size_bytes: int
    media_type: str
    scan_state: ScanState
    uploaded_at: Instant
    retained_until: Instant
    received: tuple[Received, ...] = ()

    def receive(self, received: Received) -> None:
        """Note that it came whole, once for each upload; only the last times are kept."""
        others = tuple(each for each in self.received if each.upload_id != received.upload_id)
        self.received = (*others, received)[-RECEIVED_KEPT:]

    def upload(self, received: Received) -> Upload:
        """Return the complete upload by which it came whole."""
        return Upload(
            id=received.upload_id,
            team_id=self.team_id,
            account_id=received.account_id,
            kind=received.kind,
            file_name=received.file_name,
            owner_uscc=self.owner_uscc,
            size_bytes=self.size_bytes,
            state=UploadState.COMPLETE,
            created_at=received.at,
            expires_at=received.until,
            material_id=self.id,
            evidence_id=received.evidence_id,
            metadata=received.metadata,
        )

    def keep_until(self, until: Instant) -> bool:
        """Keep it at least until then, as it was uploaded again or is referred to; return True if that is later than before."""
        before, self.retained_until = self.retained_until, max(self.retained_until, until)
        return before != self.retained_until

    def record_scan(self, scan_state: ScanState, *, at: Instant) -> bool:
        """Record a scanner's verdict and return True if it changed; raise an event if malware appears or turns out to be none.

        UNSCANNED changes nothing, and after INFECTED only CLEAN counts.
        """
        before = self.scan_state
        may_follow = {ScanState.CLEAN} if before is ScanState.INFECTED else set(ScanState) - {ScanState.UNSCANNED}
        if scan_state not in may_follow or scan_state is before:
            return False
        self.scan_state = scan_state
        if ScanState.INFECTED in (before, scan_state):
            infected = scan_state is ScanState.INFECTED
            self.raise_event(MaterialScanned(team_id=self.team_id, sha256=self.sha256, infected=infected), at)
        return True

    def require_harmless(self) -> None:
        """Refuse to hand the file out if malware was found in it (rule C7)."""
        refuse_unless(self.scan_state is not ScanState.INFECTED, rules.C7_MATERIAL_WITHHELD, what=self.file_name)

    def require_clean(self, name: str) -> None:
        """Refuse to use the file if malware was found in it (rule C7)."""
        refuse_unless(self.scan_state is not ScanState.INFECTED, teams_rules.C7_MATERIAL_INFECTED, what=name)

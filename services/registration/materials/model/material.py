"""Material: a file on its way, and a file that is kept (rules C5 to C7)."""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from chassis.facts.submissions import Evidence
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import NOTHING, Code, Refusal, Term, refuse, refuse_unless

from ...teams import rules as teams_rules
from .. import rules
from ..events import MaterialScanned
from .file_names import clean_name, extension_type

# at least so long an upload whose content is right may take to be kept and attached, also past its own time
FINISHING = timedelta(hours=1)
# so long an upload that was reserved may take to be recorded
_RESERVED = timedelta(minutes=10)
_MIB = 1024 * 1024


class UploadState(enum.StrEnum):
    """open -> finishing, refused or ended; finishing -> complete or ended."""

    OPEN = "open"
    FINISHING = "finishing"
    COMPLETE = "complete"
    REFUSED = "refused"
    ENDED = "ended"


class ScanState(enum.StrEnum):
    """What a scanner said."""

    UNSCANNED = "unscanned"
    CLEAN = "clean"
    TOO_LARGE_TO_SCAN = "too_large_to_scan"
    # only of material that was kept before a scanner knew better
    INFECTED = "infected"


ON_THEIR_WAY = (UploadState.OPEN, UploadState.FINISHING)


def mib(size_bytes: int) -> str:
    """A size for people: 52,428,801 bytes are 50.1 MiB, so that what is over a limit never reads like the limit."""
    tenths = -(-size_bytes * 10 // _MIB)
    return f"{tenths // 10} MiB" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10} MiB"


@dataclass(frozen=True, kw_only=True)
class KeptTotal:
    """How much is kept of a team."""

    files: int
    size_bytes: int


@dataclass(frozen=True, kw_only=True)
class FileRules:
    """What the edition asks of files; passed in, for the model reads no file."""

    # by kind of evidence: the media types it may have, and the largest file in bytes
    kinds: dict[str, tuple[tuple[str, ...], int]]
    max_files: int
    max_total_bytes: int
    max_open_uploads: int
    # of all material of a team that is kept, whether its draft refers to it or not
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

    def require_room(self, kept: KeptTotal, size_bytes: int) -> None:
        """Refuse what goes beyond all that may be kept of a team (rule C7)."""
        room = kept.files < self.max_kept_files and kept.size_bytes + size_bytes <= self.max_kept_bytes
        refuse_unless(room, rules.C7_KEPT_FULL, files=self.max_kept_files, total=mib(self.max_kept_bytes))

    def require_type(self, kind: str, media_type: str, file_name: str) -> None:
        """Refuse content that this kind may not have, or whose name says otherwise (rule C7)."""
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
    # while it is finishing: what its content is
    sha256: str = ""
    # tus: what the client said of it, word for word
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
        """Open an upload beside the team's evidence and its others that are on their way (rule C7)."""
        name = clean_name(file_name)
        extension_type(name, files.kinds[kind][0])
        others = reserved.others(identifier)
        coming = sum(one.size_bytes for one in others)
        files.require_size(kind, size_bytes, coming + sum(one.size_bytes for one in evidence))
        few = len(evidence) + len(others) < files.max_files
        refuse_unless(few, teams_rules.C7_TOO_MANY_FILES, limit=files.max_files)
        limit = files.max_open_uploads
        refuse_unless(len(others) < limit, rules.C7_TOO_MANY_UPLOADS, limit=limit)
        beside = KeptTotal(files=kept.files + len(others), size_bytes=kept.size_bytes + coming)
        files.require_room(beside, size_bytes)
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

    def over(self, at: Instant) -> bool:
        """Whether it can't go on: decided, given up, or its time has passed."""
        return self.state not in ON_THEIR_WAY or self.open_until is None or at > self.open_until

    def require_open(self, at: Instant) -> None:
        """Refuse what has ended; what was refused once is refused by the same words again."""
        if self.state is UploadState.REFUSED:
            code: Code = getattr(rules, self.refusal_code)
            refuse(code, what=self.refusal_what)
        refuse_unless(not self.over(at), rules.C7_UPLOAD_ENDED)

    def finish(self, sha256: str, at: Instant) -> bool:
        """Its content is right: from here on it is kept and attached, and can't be given up; whether this is news."""
        if self.state is UploadState.FINISHING:
            return False
        self.state, self.sha256 = UploadState.FINISHING, sha256
        self.open_until = max(self.expires_at, at + FINISHING)
        return True

    def complete(self, material_id: str, evidence_id: str) -> None:
        """Its content is kept and attached."""
        self.state, self.open_until, self.sha256 = UploadState.COMPLETE, None, ""
        self.material_id, self.evidence_id = material_id, evidence_id

    def refuse(self, refusal: Refusal) -> None:
        """Its content is refused, for good."""
        self.state, self.open_until = UploadState.REFUSED, None
        self.refusal_code, self.refusal_what = refusal.code.name, refusal.term("what")

    def give_up(self) -> None:
        """The client ends it; refuses what is being kept at this moment, and what is over (rule C7)."""
        refuse_unless(self.state is not UploadState.FINISHING, rules.C7_UPLOAD_FINISHING)
        refuse_unless(self.state is UploadState.OPEN, rules.C7_UPLOAD_ENDED)
        self.end()

    def end(self) -> None:
        """Given up or too old; what is decided stays."""
        if self.state in ON_THEIR_WAY:
            self.state, self.open_until, self.sha256 = UploadState.ENDED, None, ""


@dataclass(frozen=True, kw_only=True)
class Reservation:
    """Room for an upload."""

    upload_id: str
    size_bytes: int
    at: Instant


@dataclass(kw_only=True)
class Reservations(Aggregate):
    """A team's uploads on their way: one document a team, so that of many begun at once no more are opened than may be."""

    uploads: tuple[Reservation, ...] = ()

    def free(self, over: Collection[str], recorded: Collection[str], at: Instant) -> None:
        """Leave out uploads that are `over`, and those that were never `recorded` though there was time."""
        self.uploads = tuple(
            one
            for one in self.uploads
            if one.upload_id not in over and (one.upload_id in recorded or at <= one.at + _RESERVED)
        )

    def others(self, upload_id: str) -> tuple[Reservation, ...]:
        """All but this one."""
        return tuple(one for one in self.uploads if one.upload_id != upload_id)

    def reserve(self, upload_id: str, size_bytes: int, at: Instant) -> None:
        """Room for one more; the same again is nothing new."""
        self.uploads = (*self.others(upload_id), Reservation(upload_id=upload_id, size_bytes=size_bytes, at=at))


@dataclass(kw_only=True)
class Material(Aggregate):
    """A file of a team, kept by its content: one a team, owner and content."""

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

    def keep_until(self, until: Instant) -> bool:
        """Keep it at least so long: it came once more, or something names it. Whether anything changed."""
        before, self.retained_until = self.retained_until, max(self.retained_until, until)
        return before != self.retained_until

    def scanned(self, scan_state: ScanState, *, at: Instant) -> bool:
        """A scanner's newer word; whether anything changed. That there is malware, or none after all, is told.

        That nobody looked is no word; once malware was found, only that there is none.
        """
        before = self.scan_state
        word = scan_state is ScanState.CLEAN if before is ScanState.INFECTED else scan_state is not ScanState.UNSCANNED
        if not word or scan_state is before:
            return False
        self.scan_state = scan_state
        if ScanState.INFECTED in (before, scan_state):
            infected = scan_state is ScanState.INFECTED
            self.raise_event(MaterialScanned(team_id=self.team_id, sha256=self.sha256, infected=infected), at)
        return True

    def require_harmless(self) -> None:
        """Hand out nothing that a scanner found malware in (rule C7)."""
        refuse_unless(self.scan_state is not ScanState.INFECTED, rules.C7_MATERIAL_WITHHELD, what=self.file_name)

    def require_clean(self, name: str) -> None:
        """Refuse to use what a scanner found malware in (rule C7)."""
        refuse_unless(self.scan_state is not ScanState.INFECTED, teams_rules.C7_MATERIAL_INFECTED, what=name)

"""Material: a file on its way, and a file that is kept (rules C5 to C7)."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Code, Refusal, refuse, refuse_unless

from . import rules
from .events import Evidence
from .file_names import clean_name, extension_type


class UploadState(enum.StrEnum):
    """open -> complete, refused or ended."""

    OPEN = "open"
    COMPLETE = "complete"
    REFUSED = "refused"
    ENDED = "ended"


class ScanState(enum.StrEnum):
    """What a scanner said."""

    UNSCANNED = "unscanned"
    CLEAN = "clean"


@dataclass(frozen=True, kw_only=True)
class FileRules:
    """What the edition asks of files; passed in, for the model reads no file."""

    # by kind of evidence: the media types it may have, and the largest file in bytes
    kinds: dict[str, tuple[tuple[str, ...], int]]
    max_files: int
    max_total_bytes: int
    max_open_uploads: int
    upload_life: timedelta
    retention: timedelta

    def require_size(self, kind: str, size_bytes: int, others: int) -> None:
        """Refuse a file that is empty or too large, alone or beside what the team has already (rule C7)."""
        refuse_unless(size_bytes > 0, rules.C7_EMPTY)
        limit = self.kinds[kind][1]
        fits = size_bytes <= limit and others + size_bytes <= self.max_total_bytes
        refuse_unless(fits, rules.C7_TOO_LARGE, limit=limit, total=self.max_total_bytes)

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
    refusal_what: str = ""

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
        evidence: Sequence[Evidence],
        others: Sequence[Upload],
        files: FileRules,
        at: Instant,
    ) -> Upload:
        """Open an upload beside the team's evidence and its `others` that are open (rule C7)."""
        name = clean_name(file_name)
        extension_type(name, files.kinds[kind][0])
        beside = sum(one.size_bytes for one in evidence) + sum(one.size_bytes for one in others)
        files.require_size(kind, size_bytes, beside)
        few = len(evidence) + len(others) < files.max_files
        refuse_unless(few, rules.C7_TOO_MANY_FILES, limit=files.max_files)
        limit = files.max_open_uploads
        refuse_unless(len(others) < limit, rules.C7_TOO_MANY_UPLOADS, limit=limit)
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
        )

    def require_open(self, at: Instant) -> None:
        """Refuse what has ended; what was refused once is refused by the same words again."""
        if self.state is UploadState.REFUSED:
            code: Code = getattr(rules, self.refusal_code)
            refuse(code, what=self.refusal_what)
        over = self.state is not UploadState.OPEN or at > self.expires_at
        refuse_unless(not over, rules.C7_UPLOAD_ENDED)

    def complete(self, material_id: str, evidence_id: str) -> None:
        """Its content is kept and attached."""
        self.state, self.open_until = UploadState.COMPLETE, None
        self.material_id, self.evidence_id = material_id, evidence_id

    def refuse(self, refusal: Refusal) -> None:
        """Its content is refused, for good."""
        self.state, self.open_until = UploadState.REFUSED, None
        self.refusal_code, self.refusal_what = refusal.code.name, refusal.facts.get("what", "")

    def end(self) -> None:
        """Given up or too old; what is decided stays."""
        if self.state is UploadState.OPEN:
            self.state, self.open_until = UploadState.ENDED, None


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

    def uploaded_again(self, until: Instant) -> bool:
        """The same content came once more: it is kept from then on; whether anything changed."""
        before, self.retained_until = self.retained_until, max(self.retained_until, until)
        return before != self.retained_until

"""The edition's limits for files (rule C7)."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from chassis.edition import Edition
from chassis.edition.current import edition

from .model.material import FileRules


@lru_cache(maxsize=1)
def file_rules() -> FileRules:
    """Return the limits of this process's edition."""
    return file_rules_of(edition())


def file_rules_of(edition: Edition) -> FileRules:
    """Return the limits of an edition."""
    kinds = (*edition.evidence.required, *edition.evidence.optional)
    formats = {kind.id: edition.file_formats(kind.id) for kind in kinds}
    return FileRules(
        kinds={kind: (tuple(allowed.media_types), allowed.max_bytes) for kind, allowed in formats.items()},
        max_files=edition.files.max_files,
        max_total_bytes=edition.files.max_total_bytes,
        max_open_uploads=edition.files.max_open_uploads,
        max_kept_bytes=edition.files.max_kept_bytes,
        max_kept_files=edition.files.max_kept_files,
        upload_life=timedelta(hours=edition.files.upload_hours),
        retention=timedelta(days=edition.files.retention_days),
        submitted_retention=timedelta(days=edition.files.submitted_retention_days),
    )

"""Read the storage of report evidence and the edition's limits for it (rule H2)."""

from __future__ import annotations

from datetime import timedelta

from chassis.edition.current import edition
from chassis.edition.submission import ReportEvidence
from chassis.objects import Objects, objects

# a storage of its own: what teams hand in is kept and deleted by other rules, also if it is the same file
AREA = "report-evidence"


def storage() -> Objects:
    """Return the storage of report evidence."""
    return objects(AREA)


def limits() -> ReportEvidence:
    """Return what the edition allows."""
    return edition().report_evidence


def unnamed_life() -> timedelta:
    """Return how long a file stays that no report names."""
    return timedelta(hours=limits().unnamed_hours)

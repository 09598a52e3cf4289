"""The edition that runs from now on, which changes nothing that is registered under the one before (rule A1)."""

from __future__ import annotations

from pathlib import Path

from chassis.edition import Edition, Problem, load_edition
from chassis.edition.rules import problems_of
from chassis.edition.since import problems_of_what_stands

from ..store import editions as stored


def take_up(file: Path) -> None:
    """Run an edition file and keep it, for the next one to be held against.

    Held against is the newest version that ran here: one that starts again, or the version before it in an emergency, may
    run too where it has all that the newest has. Raises EditionError where the file is wrong, or is without something that
    may be registered by now.
    """
    stored.keep_edition(load_edition(file, _problems), file.read_bytes())


def _problems(edition: Edition) -> list[Problem]:
    newest = stored.newest_names(edition.id)
    return [*problems_of(edition), *(problems_of_what_stands(newest, edition) if newest else ())]

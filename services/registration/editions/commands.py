"""The edition that runs from now on, which changes nothing that is registered under the ones before (rule A1)."""

from __future__ import annotations

from pathlib import Path

from chassis.edition import Edition, EditionError, Mistake
from chassis.edition.load import parse
from chassis.edition.rules import mistakes_in
from chassis.edition.versions import mistakes_against
from chassis.telemetry import log

from . import store


def take_up(file: Path) -> None:
    """Run an edition file and keep it, for the next one to be held against; safe to repeat, and for several at once.

    A version is held against all up to its own number that ran here. So the version before the newest may run again: a
    deployment that is taken back at night, and its servers that start beside the newer ones, must never be refused for what
    the newer one added. That is logged. Raises EditionError where the file is wrong, or is without something that may be
    registered by now.
    """
    content = file.read_bytes()
    edition, mistakes = parse(content, _mistakes)
    if edition is None or mistakes:
        raise EditionError(str(file), mistakes)
    newest = store.newest_number(edition.id)
    if edition.version < newest:
        log("edition").warning("a newer version of the edition ran here", version=edition.version, newest=newest)
    store.keep_edition(edition, content)


def _mistakes(edition: Edition) -> list[Mistake]:
    before = store.names_up_to(edition.id, edition.version)
    return [*mistakes_in(edition), *(mistakes_against(before, edition) if before else ())]

"""Adopt an edition file, if it keeps everything that may be registered under the versions before (rule A1)."""

from __future__ import annotations

from pathlib import Path

from chassis.edition import Edition, EditionError, Mistake
from chassis.edition.load import parse
from chassis.edition.rules import mistakes_in
from chassis.edition.versions import mistakes_against
from chassis.telemetry import log

from . import store


def adopt_edition(file: Path) -> None:
    """Check an edition file and store it, so that later versions are compared with it; safe to repeat and for several at once.

    A version is compared with all versions up to its own number that ran here. So an older version than the newest may run again,
    for example if a deployment is rolled back: it is not refused for lacking what the newer one added, only logged. Raises
    EditionError if the file is wrong, or lacks something that may be registered by now.
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
    earlier = store.names_up_to(edition.id, edition.version)
    return [*mistakes_in(edition), *(mistakes_against(earlier, edition) if earlier else ())]

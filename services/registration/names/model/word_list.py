"""A word list and its versions (rule B9)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.canonical import digest
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

from .. import rules
from ..events import WordListReplaced
from .screening import ListedWord

MAX_WORDS = 5_000


@dataclass(frozen=True, kw_only=True)
class WordListVersion:
    """A version of a word list; its words are a document of their own, by their digest."""

    number: int
    as_of: Instant
    source: str
    digest: str
    words: int
    imported_at: Instant


@dataclass(kw_only=True)
class WordList(Aggregate):
    """A word list, by its name; the last version is in force, the others stay on record."""

    versions: tuple[WordListVersion, ...] = ()

    def replace(self, words: tuple[ListedWord, ...], as_of: Instant, source: str, *, at: Instant) -> bool:
        """Replace the version in force; return False if it is the same. Refuse an older list (B9_LIST_OLDER)."""
        content = digest(content_form(words))
        if self.versions:
            last = self.versions[-1]
            if (last.as_of, last.source, last.digest) == (as_of, source, content):
                return False
            refuse_unless(as_of >= last.as_of, rules.B9_LIST_OLDER, list=self.id, as_of=last.as_of)
        version = WordListVersion(
            number=len(self.versions) + 1,
            as_of=as_of,
            source=source,
            digest=content,
            words=len(words),
            imported_at=at,
        )
        self.versions = (*self.versions, version)
        self.raise_event(WordListReplaced(name=self.id, number=version.number), at)
        return True


def content_form(words: tuple[ListedWord, ...]) -> list[list[str]]:
    """Return the words in the form that is stored and digested."""
    return [[listed.word, listed.severity.value] for listed in words]

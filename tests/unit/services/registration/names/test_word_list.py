"""B9: a word list has versions; the last is in force and an older one does not replace it."""

from __future__ import annotations

import pytest

from chassis.kernel.refusal import Refusal
from services.registration.names import rules as names_rules
from services.registration.names.model.screening import ListedWord, Severity
from services.registration.names.model.word_list import WordList
from tests.unit.services.registration.builders import beijing

MAY, JUNE = beijing(5, 1), beijing(6, 1)
WORDS = (ListedWord(list="甲", word="一二三", severity=Severity.REFUSE),)


def test_b9_a_newer_list_replaces_and_the_older_stays_on_record() -> None:
    """B9: the same again is no news; another of the same date replaces it."""
    known = WordList(id="甲")
    assert known.replace(WORDS, MAY, "来源", at=MAY) is True
    assert known.replace(WORDS, MAY, "来源", at=JUNE) is False
    assert (
        known.replace((*WORDS, ListedWord(list="甲", word="四", severity=Severity.HUMAN)), MAY, "来源", at=JUNE) is True
    )
    assert [(one.number, one.words, one.imported_at) for one in known.versions] == [(1, 1, MAY), (2, 2, JUNE)]
    assert known.versions[0].digest != known.versions[1].digest


def test_b9_an_older_list_is_refused() -> None:
    """B9: what is in force is never replaced by what was before it."""
    known = WordList(id="甲")
    known.replace(WORDS, JUNE, "来源", at=JUNE)
    with pytest.raises(Refusal) as caught:
        known.replace(WORDS, MAY, "来源", at=JUNE)
    assert caught.value.code == names_rules.B9_LIST_OLDER
    assert len(known.versions) == 1

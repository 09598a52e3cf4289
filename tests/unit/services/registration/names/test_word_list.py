"""A word list has versions; the last is in force, and an older one can't replace it (rule B9)."""

from __future__ import annotations

import pytest

from chassis.kernel.refusal import Refusal
from services.registration.names import rules as names_rules
from services.registration.names.model.screening import ListedWord, Severity
from services.registration.names.model.word_list import WordList
from tests.unit.services.registration.builders import beijing

MAY, JUNE = beijing(5, 1), beijing(6, 1)
WORDS = (ListedWord(list="甲", word="一二三", severity=Severity.REFUSE),)


def test_b9_a_newer_version_is_in_force_and_the_older_stays_on_record() -> None:
    """B9: the same version again changes nothing; another of the same date replaces it."""
    word_list = WordList(id="甲")
    assert word_list.replace(WORDS, MAY, "来源", at=MAY) is True
    assert word_list.replace(WORDS, MAY, "来源", at=JUNE) is False
    assert (
        word_list.replace((*WORDS, ListedWord(list="甲", word="四", severity=Severity.HUMAN)), MAY, "来源", at=JUNE)
        is True
    )
    assert [version.number for version in word_list.versions] == [1, 2]
    assert [version.words for version in word_list.versions] == [1, 2]
    assert [version.imported_at for version in word_list.versions] == [MAY, JUNE]
    assert word_list.versions[0].digest != word_list.versions[1].digest


def test_b9_an_older_version_is_refused() -> None:
    """B9: the version in force stays."""
    word_list = WordList(id="甲")
    word_list.replace(WORDS, JUNE, "来源", at=JUNE)
    with pytest.raises(Refusal) as caught:
        word_list.replace(WORDS, MAY, "来源", at=JUNE)
    assert caught.value.code == names_rules.B9_LIST_OLDER
    assert len(word_list.versions) == 1

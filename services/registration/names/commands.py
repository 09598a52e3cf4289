"""Import the word lists that names are screened for (rule B9)."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.registration.v1 import names_pb2

from chassis.actor import Actor
from chassis.idempotency import idempotent
from chassis.kernel.canonical import digest
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Code, refuse_unless
from chassis.permissions import registration as permissions
from chassis.spreadsheets.columns import WORD_LISTS
from chassis.spreadsheets.faults import ListFault, tell_faults
from chassis.spreadsheets.imports import ListForm, imported_lines
from chassis.spreadsheets.reading import typed
from chassis.spreadsheets.words import SEVERITIES, readable

from . import requests, rules, store, wire
from .adapters import glyphs
from .model.screening import ListedWord, Severity
from .model.word_list import MAX_WORDS, WordList, content_form

_FORM = ListForm(
    columns=WORD_LISTS,
    limit=MAX_WORDS,
    invalid=rules.B9_LIST_INVALID,
    unreadable=rules.B9_FILE_UNREADABLE,
)
_SEVERITY_WORDS = readable(
    SEVERITIES,
    **dict.fromkeys(("禁止", "不予通过"), "refuse"),
    **dict.fromkeys(("人工", "人工审核", "人工核查", "核对"), "human"),
)
_MAX_WORD = 50
_MAX_NAME = 60
_MAX_SOURCE = 200


@idempotent
def import_word_list(request: requests.ImportWordList, actor: Actor, at: Instant) -> names_pb2.ImportWordListResponse:
    """Import a word list as the secretariat; if any line has a fault, the answer names them and nothing is imported (rule B9).

    A dry run answers the same and changes nothing (rule K3).
    """
    permissions.IMPORT_WORD_LIST.require(actor)
    refuse_unless(request.as_of <= at, rules.B9_DATE_AHEAD, as_of=request.as_of)
    name, source = request.name.strip(), request.source.strip()
    word_list = store.word_lists.find(name) or WordList(id=name)
    lines = imported_lines(request.lines, request.file, _FORM, _line)
    titled = 1 <= len(name) <= _MAX_NAME and 1 <= len(source) <= _MAX_SOURCE
    refuse_unless(titled, rules.B9_LIST_INVALID, limit=MAX_WORDS)
    answer = names_pb2.ImportWordListResponse()
    words, faults = _words_and_faults(name, lines)
    tell_faults(answer, faults)
    if not faults:
        answer.replaced = word_list.replace(words, request.as_of, source, at=at)
    if word_list.versions:
        answer.list.CopyFrom(wire.word_list_view(word_list))
    if answer.replaced and not request.dry_run:
        store.keep_words(digest(content_form(words)), words)
        store.word_lists.save(word_list, answer=answer)
    return answer


def _line(number: int, cells: tuple[str, ...]) -> requests.WordLine:
    word, severity = cells
    return requests.WordLine(line=number, word=word, severity=severity)


def _severity(typed_severity: str) -> str:
    """Return what the secretariat means by a severity, in Chinese or English; itself if that can't be said."""
    return _SEVERITY_WORDS.get(typed(typed_severity), typed_severity)


def _words_and_faults(name: str, lines: Sequence[requests.WordLine]) -> tuple[tuple[ListedWord, ...], list[ListFault]]:
    """Return the words in their order, each once, and what is wrong with lines."""
    faults: list[ListFault] = []
    severities: dict[str, str] = {}
    for line in lines:
        word, severity = line.word.strip(), _severity(line.severity)
        fault = _fault(word, severity, severities)
        if fault is not None:
            column, code = fault
            faults.append(ListFault.of(line.line, column, code))
        else:
            severities[word] = severity
    words = (ListedWord(list=name, word=word, severity=Severity(severity)) for word, severity in severities.items())
    return tuple(words), faults


def _fault(word: str, severity: str, earlier: dict[str, str]) -> tuple[str, Code] | None:
    if len(word) > _MAX_WORD or not glyphs(word):
        return "word", rules.B9_LINE_WORD_INVALID
    if severity not in set(Severity):
        return "severity", rules.B9_LINE_SEVERITY_UNKNOWN
    return ("severity", rules.B9_LINE_CONTRADICTS) if earlier.get(word, severity) != severity else None

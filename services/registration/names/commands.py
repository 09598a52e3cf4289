"""Import the word lists that names are screened for (rule B9)."""

from __future__ import annotations

from collections.abc import Sequence

from dasai.registration.v1 import names_pb2

from chassis.actor import Actor, Role
from chassis.idempotency import idempotent
from chassis.kernel.canonical import digest
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Code, refuse_unless

from ..spreadsheets.imports import ListForm, imported_lines
from ..spreadsheets.reading import typed
from . import requests, rules, store, wire
from .adapters import glyphs
from .model.screening import ListedWord, Severity
from .model.word_list import MAX_WORDS, WordList, content_form

_FORM = ListForm(
    columns=(("word", "词", "词语"), ("severity", "处理", "处理方式")),
    limit=MAX_WORDS,
    invalid=rules.B9_LIST_INVALID,
    unreadable=rules.B9_FILE_UNREADABLE,
)
_SEVERITY_WORDS = {
    **dict.fromkeys(("refuse", "拒绝", "禁止", "不予通过"), "refuse"),
    **dict.fromkeys(("human", "人工", "人工核对", "人工审核", "人工核查", "核对"), "human"),
}
_MAX_WORD = 50
_MAX_NAME = 60
_MAX_SOURCE = 200


@idempotent
def import_word_list(request: requests.ImportWordList, actor: Actor, at: Instant) -> names_pb2.ImportWordListResponse:
    """Import a word list as the secretariat; if any line has a fault, the answer names them and nothing is imported (rule B9)."""
    actor.require(Role.SECRETARIAT)
    refuse_unless(request.as_of <= at, rules.B9_DATE_AHEAD, as_of=request.as_of)
    name, source = request.name.strip(), request.source.strip()
    word_list = store.word_lists.find(name) or WordList(id=name)
    lines = imported_lines(request.lines, request.file, _FORM, _line)
    titled = 1 <= len(name) <= _MAX_NAME and 1 <= len(source) <= _MAX_SOURCE
    refuse_unless(titled, rules.B9_LIST_INVALID, limit=MAX_WORDS)
    answer = names_pb2.ImportWordListResponse()
    words = _words(name, lines, answer)
    if not answer.faults:
        answer.replaced = word_list.replace(words, request.as_of, source, at=at)
    if word_list.versions:
        answer.list.CopyFrom(wire.word_list_view(word_list))
    if answer.replaced:
        store.keep_words(digest(content_form(words)), words)
        store.word_lists.save(word_list, answer=answer)
    return answer


def _line(number: int, cells: tuple[str, ...]) -> requests.WordLine:
    word, severity = cells
    return requests.WordLine(line=number, word=word, severity=severity)


def _severity(typed_severity: str) -> str:
    """Return what the secretariat means by a severity, in Chinese or English; itself if that can't be said."""
    return _SEVERITY_WORDS.get(typed(typed_severity), typed_severity)


def _words(
    name: str, lines: Sequence[requests.WordLine], answer: names_pb2.ImportWordListResponse
) -> tuple[ListedWord, ...]:
    """Return the words in their order, each once; add lines with faults to the answer."""
    severities: dict[str, str] = {}
    for line in lines:
        word, severity = line.word.strip(), _severity(line.severity)
        fault = _fault(word, severity, severities)
        if fault is not None:
            column, code = fault
            answer.faults.add(line=line.line, column=column, code=code.name, zh=code.zh, en=code.en)
        else:
            severities[word] = severity
    return tuple(ListedWord(list=name, word=word, severity=Severity(severity)) for word, severity in severities.items())


def _fault(word: str, severity: str, earlier: dict[str, str]) -> tuple[str, Code] | None:
    if len(word) > _MAX_WORD or not glyphs(word):
        return "word", rules.B9_LINE_WORD_INVALID
    if severity not in set(Severity):
        return "severity", rules.B9_LINE_SEVERITY_UNKNOWN
    return ("severity", rules.B9_LINE_CONTRADICTS) if earlier.get(word, severity) != severity else None

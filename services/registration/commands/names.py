"""Word lists, and names held against them (rule B9)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache

from dasai.registration.v1 import names_pb2

from chassis.actor import Actor, Role
from chassis.edition.current import edition
from chassis.kernel.canonical import digest
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Code, FieldFault, fill, refuse, refuse_unless
from chassis.refusals import FORBIDDEN

from .. import store, wire
from ..adapters import readings
from ..adapters.lexicon import Lexicon
from ..model import commands, rules
from ..model.screening import Hit, ListedWord, NameFinding, Severity, Trick
from ..model.team import Team
from ..model.word_list import MAX_WORDS, WordList, content_form
from .imported import ListForm, imported_lines

_FORM = ListForm(
    columns=(("word", "词"), ("severity", "处理")),
    limit=MAX_WORDS,
    invalid=rules.B9_LIST_INVALID,
    unreadable=rules.B9_FILE_UNREADABLE,
)
_MAX_WORD = 50
_MAX_NAME = 60
_MAX_SOURCE = 200
_BY_SOUND = (Trick.HOMOPHONE, Trick.PINYIN)
_FIELDS = ("team_name", "project_name")
_building = threading.Lock()


def import_word_list(cmd: commands.ImportWordList, actor: Actor, at: Instant) -> names_pb2.ImportWordListResponse:
    """The secretariat imports a list, whole: taken at once, or not at all where a line is wrong (rule B9)."""
    actor.require(Role.SECRETARIAT)
    refuse_unless(cmd.as_of <= at, rules.B9_DATE_AHEAD, as_of=cmd.as_of)
    name, source = cmd.name.strip(), cmd.source.strip()
    known = store.word_lists.find(name) or WordList(id=name)
    lines = imported_lines(cmd.lines, cmd.file, _FORM, _line)
    titled = 1 <= len(name) <= _MAX_NAME and 1 <= len(source) <= _MAX_SOURCE
    refuse_unless(titled, rules.B9_LIST_INVALID, limit=MAX_WORDS)
    answer = names_pb2.ImportWordListResponse()
    words = _words(name, lines, answer)
    if not answer.faults:
        answer.replaced = known.replace(words, cmd.as_of, source, at=at)
    if known.versions:
        answer.list.CopyFrom(wire.word_list_view(known))
    if answer.replaced:
        store.keep_words(digest(content_form(words)), words)
        store.word_lists.save(known, answer=answer)
    return answer


def screen_name(text: str, actor: Actor) -> names_pb2.ScreenNameResponse:
    """What a name would meet with; nothing is kept (rule B9)."""
    refuse_unless(actor.has(Role.SECRETARIAT) or actor.has(Role.HOST), FORBIDDEN)
    return wire.screening_view(text, _lexicon().find(text), about_data=_about_data(text))


def screened(team: Team, before: tuple[str, str] = ("", "")) -> tuple[NameFinding, ...]:
    """What of the team's names a human decides on; refuses B9_NAME_REFUSED, naming each part at fault.

    `before` are its names so far: one that stays is not refused by a list that came later, but told to a human.
    """
    names = (team.team_name, team.project_name)
    found = _found(*names)
    stays = {field for field, text, old in zip(_FIELDS, names, before, strict=True) if text == old}
    refusing = [one for one in found if one[1].severity is Severity.REFUSE and one[0] not in stays]
    if refusing:
        _refuse([(field, hit.matched(dict(zip(_FIELDS, names, strict=True))[field]), hit) for field, hit in refusing])
    return _findings(found, *names)


def of_standing_names(team_name: str, project_name: str) -> tuple[NameFinding, ...]:
    """What a human is told of names that stand, whatever a list says of such hits."""
    return _findings(_found(team_name, project_name), team_name, project_name)


def _found(team_name: str, project_name: str) -> list[tuple[str, Hit]]:
    lexicon = _lexicon()
    return [
        (field, hit)
        for field, text in zip(_FIELDS, (team_name, project_name), strict=True)
        for hit in lexicon.find(text)
    ]


def _findings(found: list[tuple[str, Hit]], team_name: str, project_name: str) -> tuple[NameFinding, ...]:
    texts = dict(zip(_FIELDS, (team_name, project_name), strict=True))
    hits = tuple(
        NameFinding(field=field, list=hit.list, word=hit.word, trick=hit.trick.value, matched=hit.matched(texts[field]))
        for field, hit in found
    )
    return hits if _about_data(project_name) else (*hits, NameFinding(field="project_name"))


def _refuse(refusing: list[tuple[str, str, Hit]]) -> None:
    code = rules.B9_NAME_REFUSED
    faults = []
    for field, matched, hit in refusing:
        facts = {"matched": matched, "list": hit.list}
        faults.append(FieldFault(field, fill(code.zh, facts), fill(code.en, facts)))
    refuse(code, faults=faults, matched=refusing[0][1], list=refusing[0][2].list)


def _lexicon() -> Lexicon:
    """The lists in force, read anew where one of them was replaced."""
    in_force = tuple(sorted((one.id, one.versions[-1].digest) for one in store.word_lists.every()))
    with _building:  # threads that come meanwhile take the same one
        return _built(in_force)


@lru_cache(maxsize=2)
def _built(in_force: tuple[tuple[str, str], ...]) -> Lexicon:
    return Lexicon(word for name, content in in_force for word in store.words_in_force(name, content))


def _about_data(text: str) -> bool:
    return any(hit.trick not in _BY_SOUND for hit in _of_the_edition().find(text))


@lru_cache(maxsize=1)
def _of_the_edition() -> Lexicon:
    words = edition().project_names.words
    return Lexicon(ListedWord(list="", word=word, severity=Severity.HUMAN) for word in words)


def _line(number: int, cells: tuple[str, ...]) -> commands.WordLine:
    word, severity = cells
    return commands.WordLine(line=number, word=word, severity=severity)


def _words(
    name: str, lines: Sequence[commands.WordLine], answer: names_pb2.ImportWordListResponse
) -> tuple[ListedWord, ...]:
    """The words in their order, each once; lines at fault are told in the answer."""
    severities: dict[str, str] = {}
    for line in lines:
        word = line.word.strip()
        fault = _fault(word, line.severity, severities)
        if fault is not None:
            column, code = fault
            answer.faults.add(line=line.line, column=column, code=code.name, zh=code.zh, en=code.en)
        else:
            severities[word] = line.severity
    return tuple(ListedWord(list=name, word=word, severity=Severity(one)) for word, one in severities.items())


def _fault(word: str, severity: str, earlier: dict[str, str]) -> tuple[str, Code] | None:
    if len(word) > _MAX_WORD or not readings.cells(word):
        return "word", rules.B9_LINE_WORD_INVALID
    if severity not in set(Severity):
        return "severity", rules.B9_LINE_SEVERITY_UNKNOWN
    return ("severity", rules.B9_LINE_CONTRADICTS) if earlier.get(word, severity) != severity else None

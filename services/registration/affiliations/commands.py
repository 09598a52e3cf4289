"""Import relations between organisations (rule B8)."""

from __future__ import annotations

from collections import defaultdict

from dasai.registration.v1 import affiliations_pb2

from chassis.actor import Actor
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Code, refuse_unless
from chassis.mongo.held import changing
from chassis.permissions import registration as permissions
from chassis.spreadsheets.columns import AFFILIATIONS
from chassis.spreadsheets.faults import ListFault, tell_faults
from chassis.spreadsheets.imports import ListForm, imported_lines
from chassis.spreadsheets.reading import typed
from chassis.spreadsheets.words import RELATIONS, readable
from chassis.text.codes import is_uscc, normalised_code

from . import requests, rules, store
from .model import Affiliations, RelationKind, Statement

# of one import: a longer register is imported in parts
_MAX_LINES = 1_000
_FORM = ListForm(
    columns=AFFILIATIONS,
    limit=_MAX_LINES,
    invalid=rules.B8_LINES_OR_FILE,
    unreadable=rules.B8_FILE_UNREADABLE,
)
_KIND_WORDS = readable(RELATIONS)
# what the column `ended` may hold; anything else is a fault, because a relation wrongly read as ended would bar nobody
_YES = frozenset({"true", "yes", "y", "1", "1.0", "是", "√", "已终止", "终止"})
_NO = frozenset({"", "false", "no", "n", "0", "0.0", "否", "未终止"})


def import_affiliations(
    request: requests.ImportAffiliations, actor: Actor, at: Instant
) -> affiliations_pb2.ImportAffiliationsResponse:
    """Import relations as of a date, as the secretariat (rule B8); repeating an import changes nothing.

    Lines with faults are named in the answer and left out; the others are imported. A dry run answers the same and
    changes nothing (rule K3).
    """
    permissions.IMPORT_AFFILIATIONS.require(actor)
    refuse_unless(request.as_of <= at, rules.B8_DATE_AHEAD, as_of=request.as_of)
    answer = affiliations_pb2.ImportAffiliationsResponse()
    statements: dict[str, list[Statement]] = defaultdict(list)
    faults: list[ListFault] = []
    for line in imported_lines(request.lines, request.file, _FORM, _line):
        fault = _fault(line)
        if fault is not None:
            column, code = fault
            faults.append(ListFault.of(line.line, column, code))
            continue
        kind = RelationKind(line.kind)
        upper = normalised_code(line.upper_uscc)
        statements[normalised_code(line.lower_uscc)].append(
            Statement(upper=upper, kind=kind, as_of=request.as_of, source=request.source, ended=bool(line.ended))
        )
    tell_faults(answer, faults)
    changed: list[Affiliations] = []
    for lower in sorted(statements):
        affiliations = store.affiliations.find(lower) or Affiliations(id=lower)
        added = sum(affiliations.record(statement) for statement in statements[lower])
        answer.imported += added
        answer.unchanged += len(statements[lower]) - added
        if added and not request.dry_run:
            affiliations.raise_changed(at)
            changed.append(affiliations)
    if changed:
        with changing(store.affiliations.kind):
            for affiliations in changed:
                store.affiliations.save(affiliations)
    return answer


def _line(number: int, cells: tuple[str, ...]) -> requests.RelationLine:
    lower, upper, kind, ended = cells
    return requests.RelationLine(
        line=number,
        lower_uscc=lower,
        upper_uscc=upper,
        kind=_KIND_WORDS.get(typed(kind), typed(kind)),
        ended=_ended(typed(ended)),
    )


def _ended(word: str) -> bool | None:
    return True if word in _YES else False if word in _NO else None


def _fault(line: requests.RelationLine) -> tuple[str, Code] | None:
    """Return the column and the code of what is wrong with a line, None if nothing is."""
    lower, upper = normalised_code(line.lower_uscc), normalised_code(line.upper_uscc)
    if not is_uscc(lower):
        return "lower_uscc", rules.B8_LINE_CODE_INVALID
    if not is_uscc(upper):
        return "upper_uscc", rules.B8_LINE_CODE_INVALID
    if lower == upper:
        return "upper_uscc", rules.B8_LINE_SELF
    if line.kind not in set(RelationKind):
        return "kind", rules.B8_LINE_KIND_UNKNOWN
    return ("ended", rules.B8_LINE_ENDED_UNKNOWN) if line.ended is None else None

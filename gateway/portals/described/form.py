"""Forms that are built from a description: what was typed, its rows, and the body of the API that it makes (rules A5, A6).

A field is named by its path with dots: `rubric.0.weight`. Rows that are picked from the edition have the place of their entry
there: `tracks.3.topics.1` is ticked if the division runs that topic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dasai.common.v1 import contest_pb2

from chassis.edition.current import edition
from chassis.kernel.clock import BEIJING
from chassis.kernel.refusal import FieldFault
from gateway.answers import as_json
from gateway.api.body import to_message
from gateway.api.registration.divisions import Scheme
from gateway.problems import ProblemError

from ..forms import Body, body_of, number_typed, problem_of
from ..words import text_in
from .description import Field, Option, options_of, scheme_fields

Values = Mapping[str, str]
_TICKED = "yes"
_LONGEST = 20_000
# no list of a scheme may have more rows than this in the form
_MOST_ROWS = 100


@dataclass(frozen=True)
class SchemeForm:
    """The values of the form by their names; `reason` is that of a new version, `seen` the version it was opened with."""

    values: Values = field(default_factory=dict)

    @classmethod
    def posted(cls, form: Mapping[str, Any]) -> SchemeForm:
        """Return what a posted form holds; each row has what tells it apart from the others."""
        given = {
            name: value[: _LONGEST + 1]
            for name, value in form.items()
            if isinstance(value, str) and name not in ("act", "key")
        }
        return cls(dict(_with_identifiers(given)))

    @classmethod
    def of(cls, scheme: Mapping[str, Any]) -> SchemeForm:
        """Return the form as a scheme fills it in."""
        return cls(dict(_with_identifiers(values_written(scheme_fields(), scheme))))

    @classmethod
    def new(cls) -> SchemeForm:
        """Return the form of a first application: empty, but for what the edition proposes."""
        scoring = edition().scoring
        proposed = {
            "rubric": [
                {"id": each.id, "name": each.zh, "weight": format(each.weight, "f"), "text": ""}
                for each in scoring.criteria
            ],
            "scale": format(scoring.highest, "f"),
            "experts_per_project": scoring.experts_per_project.division,
            "aggregation": scoring.aggregation,
            "decimals": scoring.decimals,
            "tie_breakers": list(scoring.tie_breakers),
            "recommended_per_track": edition().quotas.recommended_per_division_track,
            "organising_bodies": [{"name": "", "uscc": "", "role": "host"}],
        }
        return cls.of(proposed)

    def with_value(self, name: str, value: str) -> SchemeForm:
        """Return the form with another value of a field."""
        return SchemeForm({**self.values, name: value})

    def rows(self, prefix: str) -> range:
        """Return the places of the rows of a list."""
        return range(_rows(self.values, prefix))

    def changed_by(self, act: str) -> SchemeForm:
        """Return the form after a button added or removed a row: `add.rubric`, `remove.stages.1`."""
        verb, _, path = act.partition(".")
        if verb == "add":
            count = _rows(self.values, path)
            return SchemeForm(dict(_with_identifiers({**self.values, f"{path}.{count}": ""})))
        name, _, place = path.rpartition(".")
        number = number_typed(place)
        if verb != "remove" or number is None:
            return self
        return SchemeForm(dict(_without_row(self.values, name, number)))

    def references(self, name: str) -> list[tuple[str, str]]:
        """Return what a value that names a row of this list may be: what tells the row apart, and its name."""
        rows = (
            (self.values.get(f"{name}.{i}.id", ""), self.values.get(f"{name}.{i}.name", "")) for i in self.rows(name)
        )
        return [(identifier, words or identifier) for identifier, words in rows if identifier]

    def is_picked(self, prefix: str) -> bool:
        """Return True if an entry of the edition is picked, or one inside it."""
        inside = f"{prefix}."
        return self.values.get(prefix) == _TICKED or any(
            value == _TICKED and name.startswith(inside) for name, value in self.values.items()
        )

    def is_written(self, prefix: str) -> bool:
        """Return True if anything is typed into the fields of a row, besides its tick."""
        inside = f"{prefix}."
        return any(value.strip() and name.startswith(inside) for name, value in self.values.items())

    def read(self) -> tuple[Scheme, dict[str, str]]:
        """Return the scheme as the API takes it, and which field of the form each path of it is; raises `Unreadable`."""
        return body_read(Scheme, scheme_fields(), self.values)


class Unreadable(Exception):
    """A form that makes no body of the API: the problem with its faults, and which field of the form each path is."""

    def __init__(self, problem: ProblemError, names: Mapping[str, str]) -> None:
        super().__init__(problem.code)
        self.problem, self.names = problem, names


def body_read(model: type[Body], fields: tuple[Field, ...], values: Values) -> tuple[Body, dict[str, str]]:
    """Return what a form holds as a body of the API, and which field of the form each path of it is.

    Raises `Unreadable` with each field that is empty or can't be read.
    """
    reading = _Reading(values)
    body = reading.fields(fields, "", "")
    problem = problem_of(reading.faults)
    if problem is not None:
        raise Unreadable(problem, reading.names)
    try:
        return body_of(model, **body), reading.names
    except ProblemError as refused:
        raise Unreadable(refused, reading.names) from None


def scheme_shown(scheme: Scheme) -> dict[str, Any]:
    """Return a scheme that is not filed yet as the API would show it, to compare it with one that is."""
    return as_json(to_message(scheme, contest_pb2.Scheme()))


def values_written(fields: tuple[Field, ...], body: Mapping[str, Any]) -> dict[str, str]:
    """Return the values of a form by their names, as a body of the API fills it in."""
    return dict(_written(fields, body, ""))


@dataclass
class _Reading:
    """Reads the values of a form into a body of the API; `names` is the field of the form for each path of the body."""

    values: Values
    faults: list[FieldFault] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def fields(self, fields: tuple[Field, ...], name: str, path: str, inside: Option | None = None) -> dict[str, Any]:
        """Return the values of fields; `name` is the beginning of their names in the form, `path` of their paths in the body."""
        body = {}
        for each in fields:
            value = self._value(each, f"{name}{each.name}", f"{path}{each.name}", inside)
            if value is not None:
                body[each.name] = value
        return body

    def _value(self, each: Field, name: str, path: str, inside: Option | None) -> Any:
        self.names[path] = name
        if each.kind == "picked":
            return self._picked(each, name, path, inside)
        if each.kind == "rows":
            return self._rows(each, name, path)
        if each.kind == "group":
            # a group in which nothing is written is left out
            if not any(self.values.get(f"{name}.{part.name}", "").strip() for part in each.parts if _is_asked(part)):
                return None
            return self.fields(each.parts, f"{name}.", f"{path}.")
        given = self.values.get(name, "").strip()
        if each.kind == "yes_no":
            return given == _TICKED
        if each.kind in ("text", "long_text", "generated"):
            text = given.replace("\r\n", "\n")
            is_asked = each.is_required and each.kind != "generated"
            return self._required(text, each, path, "described.give_text") if is_asked else text
        if not given and not each.is_required:
            return None
        if each.kind == "choice":
            return self._required(given if given in each.choices else "", each, path, "described.choose")
        if each.kind == "number":
            return self._required(number_typed(given), each, path, "described.give_number")
        return self._required(_moment(given), each, path, "described.give_moment")

    def _required(self, value: Any, each: Field, path: str, otherwise: str) -> Any:
        if value in (None, ""):
            # plain text: whoever shows it escapes it
            zh = text_in("zh", otherwise, name=each.label_in("zh")).unescape()
            en = text_in("en", otherwise, name=each.label_in("en")).unescape()
            self.faults.append(FieldFault(path, zh, en))
        return value

    def _rows(self, each: Field, name: str, path: str) -> list[Any]:
        rows: list[Any] = []
        for place in range(_rows(self.values, name)):
            row, at = f"{name}.{place}", f"{path}[{len(rows)}]"
            # a row that was added and left empty says nothing
            if not any(self.values.get(f"{row}{_inside(part)}", "").strip() for part in each.parts if _is_asked(part)):
                continue
            self.names[at] = f"{row}{_inside(each.parts[0])}" if not each.parts[0].name else row
            if not each.parts[0].name:
                rows.append(self._value(each.parts[0], row, at, None))
            else:
                rows.append(self.fields(each.parts, f"{row}.", f"{at}."))
        return rows

    def _picked(self, each: Field, name: str, path: str, inside: Option | None) -> list[Any]:
        picked: list[Any] = []
        form = SchemeForm(self.values)
        for place, option in enumerate(options_of(each.name, inside)):
            entry, at = f"{name}.{place}", f"{path}[{len(picked)}]"
            if not form.is_picked(entry):
                continue
            self.names |= {at: entry, f"{at}.{each.key}": entry}
            picked.append({each.key: option.value, **self.fields(each.rest, f"{entry}.", f"{at}.", option)})
        return picked


def _inside(part: Field) -> str:
    return f".{part.name}" if part.name else ""


def _is_asked(part: Field) -> bool:
    """Return True if a person fills the field in; a choice has a value in each row, also in an empty one."""
    return part.kind not in ("generated", "choice", "yes_no")


def _rows(values: Values, prefix: str) -> int:
    """Return how many rows of a list a form has: one more than the highest place."""
    begins = f"{prefix}."
    names = (name.removeprefix(begins).partition(".")[0] for name in values if name.startswith(begins))
    places = (number_typed(name) for name in names)
    return min(max((place + 1 for place in places if place is not None), default=0), _MOST_ROWS)


def _without_row(values: Values, prefix: str, removed: int) -> Iterator[tuple[str, str]]:
    """Yield the values without a row; the rows behind it move up."""
    begins = f"{prefix}."
    for name, value in values.items():
        named, dot, rest = name.removeprefix(begins).partition(".")
        place = number_typed(named)
        if not name.startswith(begins) or place is None:
            yield name, value
        elif place != removed:
            yield f"{begins}{place - (place > removed)}{dot}{rest}", value


def _with_identifiers(values: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the values, and for each row without one what tells it apart from the others of its list."""
    yield from values.items()
    for each in scheme_fields():
        if each.kind != "rows" or not any(part.kind == "generated" for part in each.parts):
            continue
        places = range(_rows(values, each.name))
        taken = {values.get(f"{each.name}.{place}.id", "") for place in places}
        for place in places:
            if not values.get(f"{each.name}.{place}.id"):
                identifier = next(name for n in range(1, _MOST_ROWS * 2) if (name := f"{each.name}-{n}") not in taken)
                taken.add(identifier)
                yield f"{each.name}.{place}.id", identifier


def _written(
    fields: tuple[Field, ...], body: Mapping[str, Any], prefix: str, inside: Option | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the names and values of the form for what a body of the API holds."""
    for each in fields:
        name, value = f"{prefix}{each.name}", body.get(each.name)
        if each.kind == "picked":
            chosen = {entry[each.key]: entry for entry in value or ()}
            for place, option in enumerate(options_of(each.name, inside)):
                if option.value in chosen:
                    if not option.inside:
                        yield f"{name}.{place}", _TICKED
                    yield from _written(each.rest, chosen[option.value], f"{name}.{place}.", option)
        elif each.kind == "rows":
            for place, row in enumerate(value or ()):
                if each.parts[0].name:
                    yield from _written(each.parts, row, f"{name}.{place}.")
                else:
                    yield f"{name}.{place}", str(row)
        elif each.kind == "group":
            yield from _written(each.parts, value or {}, f"{name}.")
        else:
            yield name, _text_of(each, value)


def _text_of(each: Field, value: Any) -> str:
    if each.kind == "yes_no":
        return _TICKED if value else ""
    if each.kind == "moment" and value:
        local = datetime.fromisoformat(str(value).replace("Z", "+00:00")).astimezone(BEIJING).replace(tzinfo=None)
        return local.isoformat(
            timespec="milliseconds" if local.microsecond else "seconds" if local.second else "minutes"
        )
    if value is None or value == "":
        return str(each.default) if each.kind == "choice" and each.default else ""
    return str(value)


def _moment(given: str) -> str | None:
    """Return a time as the API takes it, typed as Beijing time; None if it is none."""
    try:
        typed = datetime.fromisoformat(given)
    except ValueError:
        return None
    # without a zone, as browsers give it
    return typed.replace(tzinfo=BEIJING).isoformat() if typed.tzinfo is None and "T" in given else None

"""Forms of pages: the values that were given, and the refusals of the API at the fields that they are about."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import FieldFault, Refusal
from chassis.refusals import FIELDS_INVALID, KEY_REUSED
from gateway.problems import ProblemError, of_validation

from .words import text_in

Body = TypeVar("Body", bound=BaseModel)

# what stands for a number in a path of the API: representatives.*.name
_ANY = "*"


@dataclass(frozen=True, slots=True)
class FieldError:
    """An error of a form in both languages; `field` is the name of the form's field, empty if it is of the form as a whole."""

    field: str
    zh: str
    en: str


@dataclass(frozen=True)
class Form:
    """A form as a page shows it: its values and what was refused.

    `fields` says which field of the form a path of the API's body is about, if that is not the field of the same name: paths are
    as in a problem's faults (`representatives.0.name`), `*` stands for any number in them, and in the name for the same number.
    `codes` says which field a refusal without faults is about, by its code or the beginning of it. `texts` says by its code which
    text of the catalogue is shown instead of a refusal whose own words would be too general for the form.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    problem: ProblemError | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """Return the value of a field as it was given; empty if it was not."""
        given = self.values.get(name)
        return "" if given is None else given

    @property
    def errors(self) -> Sequence[FieldError]:
        """Return the errors in the order of the problem: one for each fault, or the refusal itself.

        Of a field that is asked for because it was left empty nothing else is said, by whatever path or code it was refused.
        """
        if self.problem is None:
            return ()
        if not self.problem.faults:
            return [self._error_of_code(self.problem.code, self.problem.zh, self.problem.en)]
        asked = {self._field_of(path) for path in self.problem.asked}
        errors: list[FieldError] = []
        for fault in self.problem.faults:
            if fault.field.isupper():  # of a refusal without faults, see `told_together`
                error = self._error_of_code(fault.field, fault.zh, fault.en)
            else:
                error = FieldError(self._field_of(fault.field), fault.zh, fault.en)
            if error.field not in asked or fault.field in self.problem.asked:
                errors.append(error)
        return errors

    def error(self, name: str) -> FieldError | None:
        """Return the first error of a field."""
        return next((error for error in self.errors if error.field == name), None)

    def _error_of_code(self, code: str, zh: str, en: str) -> FieldError:
        """Return the error of a refusal without faults, at the field that its code is about."""
        at = self._field_of_code(code)
        if code == KEY_REUSED.name:  # its words are for programs; the form has another key now
            fault = fault_of("", "common.sent_before")
        elif code in self.texts:
            fault = fault_of(at, self.texts[code])
        else:
            return FieldError(at, zh, en)
        return FieldError(fault.field, fault.zh, fault.en)

    def _field_of(self, path: str) -> str:
        for pattern, name in self.fields.items():
            numbers = _numbers(pattern, path)
            if numbers is not None:
                for number in numbers:
                    name = name.replace(_ANY, number, 1)
                return name
        return path

    def _field_of_code(self, code: str) -> str:
        if code in self.codes:
            return self.codes[code]
        return next((name for start, name in self.codes.items() if code.startswith(f"{start}_")), "")


def _numbers(pattern: str, path: str) -> tuple[str, ...] | None:
    """Return what stands in a path where the pattern has `*`; None if the path is another one."""
    first, *others = pattern.split(_ANY)
    if not path.startswith(first):
        return None
    rest, numbers = path.removeprefix(first), []
    for part in others:
        behind = rest.lstrip("0123456789")
        if behind == rest or not behind.startswith(part):
            return None
        numbers.append(rest.removesuffix(behind))
        rest = behind.removeprefix(part)
    return None if rest else tuple(numbers)


def fault_of(field: str, key: str, **names: str) -> FieldFault:
    """Return the fault of a field in the words of a text of the catalogue, filled with `names`, never with what was typed."""
    # plain text: whoever shows it escapes it
    return FieldFault(field, text_in("zh", key, **names).unescape(), text_in("en", key, **names).unescape())


def problem_of(faults: Sequence[FieldFault]) -> ProblemError | None:
    """Return the problem with these faults; None if there are none."""
    return ProblemError.of(Refusal(FIELDS_INVALID, faults=tuple(faults))) if faults else None


def missing(given: Mapping[str, str], texts: Mapping[str, str]) -> None:
    """Raise ProblemError with every field of `texts` that was left empty; each text of the catalogue asks for its field."""
    problem = problem_of([fault_of(name, key) for name, key in texts.items() if not given.get(name, "").strip()])
    if problem is not None:
        raise problem


def with_missing(problem: ProblemError, given: Mapping[str, str], texts: Mapping[str, str]) -> ProblemError:
    """Return a refusal of a form in which every field of `texts` that was left empty is asked for in its own words."""
    return told_together(
        problem, [fault_of(name, key) for name, key in texts.items() if not given.get(name, "").strip()]
    )


def told_together(problem: ProblemError, faults: Sequence[FieldFault]) -> ProblemError:
    """Return a refusal of a form with further faults of it, such as of fields left empty, so that everything is told at once.

    Of the fields of `faults` nothing else is told. A refusal without faults is kept under its code, by which the form knows the
    field. If there were too many tries, that is told alone; if a service is away, the faults alone.
    """
    if problem.status == HTTPStatus.TOO_MANY_REQUESTS or not faults:
        return problem
    own = {fault.field for fault in faults}
    away = problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    others = problem.faults or ([] if away else [FieldFault(problem.code, problem.zh, problem.en)])
    told = (*faults, *(fault for fault in others if fault.field not in own))
    together = ProblemError.of(Refusal(FIELDS_INVALID, faults=told))
    together.asked = frozenset(own)
    if not away:
        together.code = problem.code  # by it a form offers what helps
    return together


async def refuse_all(faults: Sequence[FieldFault], judging: Awaitable[Any], *, refused_by: str) -> None:
    """Raise ProblemError with a form's own faults and all that a service refuses of the rest of it; return if nothing is wrong.

    `judging` is a call that does nothing, because it is refused in any case: by the code, or the field, that is not told.
    """
    problem = problem_of(faults)
    try:
        await judging
    except ProblemError as refused:
        others = [fault for fault in refused.faults if fault.field != refused_by]
        if others or not (refused.faults or refused.code == refused_by):
            refused.faults = others
            problem = told_together(refused, faults)
    if problem is not None:
        raise problem


def body_of(model: type[Body], /, **values: Any) -> Body:
    """Return a body of the API with what a form gave, checked as that is; raise ProblemError with each field at fault.

    Lines of a text end as the API takes them: a browser ends them with two characters.
    """
    try:
        return model(**{name: _with_plain_lines(value) for name, value in values.items()})
    except ValidationError as error:
        raise of_validation(RequestValidationError(error.errors())) from None


def _with_plain_lines(value: Any) -> Any:
    """Return a value of a form, or the values in it, with LF at the ends of lines instead of CR LF."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if isinstance(value, Mapping):
        return {name: _with_plain_lines(each) for name, each in value.items()}
    return [_with_plain_lines(each) for each in value] if isinstance(value, list) else value


def form_key(given: str = "", problem: ProblemError | None = None) -> str:
    """Return the Idempotency-Key that a form carries, so that what is sent twice is done once.

    A form that is shown again keeps its key, because what was refused may be on its way still; it gets another one if that key
    was used for something else.
    """
    used = problem is not None and problem.code.startswith("IDEMPOTENCY")
    return given if given and not used else new_id()


def number_typed(text: str, digits: int = 9) -> int | None:
    """Return the whole number that a field says; None if it says none, or one of more than so many digits."""
    return int(text) if text.isdecimal() and len(text) <= digits else None


def identifier(name: str) -> str:
    """Return the id in the page of a form's field."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)

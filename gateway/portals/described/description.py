"""The description of a scheme or an activity: each field with its kind, bounds and words, of which forms are built (A5, A6).

The one source of the fields is the API's body, which is that of the contract; their words are in `texts/described.yaml`, by
message and field. A field that is added to both appears in the form, in the preview and in the comparison of versions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le, MaxLen
from pydantic import AwareDatetime
from pydantic.fields import FieldInfo

from chassis.edition.current import edition
from gateway.api.body import RequestBody
from gateway.api.registration.activities import NewActivity
from gateway.api.registration.divisions import Scheme

from ..language import Language
from ..words import catalogue, text, text_in

Kind = Literal["text", "long_text", "number", "moment", "yes_no", "choice", "rows", "picked", "group", "generated"]
# a text that may be longer than this is written in several lines
_LINE = 1_000
# fields of which nothing is asked: a scheme with a fee is refused (rule A3)
NOT_ASKED = frozenset({"Scheme.fees"})
# rows whose entries are picked from the edition: by the message, the field that names the entry
_PICKED = {"TrackChoice": "track", "TopicChoice": "topic_id"}
# a text that names an entry of another field of the form: the criteria that decide a tie
_REFERENCES = {"Scheme.tie_breakers": "rubric"}
# the fields that belong together; what is in none of them is the last group
_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("organisers", ("organising_bodies", "text")),
    (
        "timetable",
        ("registration_opens", "registration_closes", "submission_closes", "review_closes", "scoring_closes"),
    ),
    ("tracks", ("tracks", "recommended_per_track")),
    ("scoring", ("rubric", "scale", "experts_per_project", "aggregation", "decimals", "tie_breakers")),
    ("stages", ("stages",)),
    ("local_awards", ("local_awards",)),
    ("contact", ("contact",)),
)


@dataclass(frozen=True, slots=True)
class Option:
    """An entry of the edition that may be picked, with those inside it: a track with its topics."""

    value: str
    words: Any
    is_open: bool = True
    inside: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A field of what is described, or of a row in it.

    `message` and `name` are those of the contract. `parts` are the fields of a row, or of a group that may be left out whole;
    a row of one unnamed value has a single part whose name is empty. `key` is the part by which a row is picked from the edition,
    `refers_to` the rows that a value names. Its words are plain text, which a template escapes.
    """

    message: str
    name: str
    kind: Kind
    is_required: bool = False
    default: Any = None
    least: int | None = None
    most: int | None = None
    longest: int | None = None
    choices: tuple[str, ...] = ()
    parts: tuple[Field, ...] = field(default=())
    key: str = ""
    refers_to: str = ""

    @property
    def rest(self) -> tuple[Field, ...]:
        """Return the parts of a row that is picked from the edition, without that by which it is picked."""
        return tuple(part for part in self.parts if part.name != self.key)

    @property
    def label(self) -> str:
        """Return the field's name in the language of the page."""
        return text(f"described.fields.{self.message}.{self.name}").unescape()

    def label_in(self, language: Language) -> str:
        """Return the field's name in a language; a row of one unnamed value has none."""
        return text_in(language, f"described.fields.{self.message}.{self.name}").unescape()

    @property
    def hint(self) -> str:
        """Return how to fill it in, in the language of the page; empty if its name says all."""
        key = f"described.hints.{self.message}.{self.name}"
        return text(key).unescape() if key in catalogue() else ""

    def choice(self, value: str) -> str:
        """Return what a choice is called in the language of the page."""
        return text(f"described.choices.{self.message}.{self.name}.{value}").unescape()


@cache
def scheme_fields() -> tuple[Field, ...]:
    """Return the fields of a scheme, in the order of the contract."""
    return fields_of(Scheme)


@cache
def activity_fields() -> tuple[Field, ...]:
    """Return the fields of an activity, in the order of the contract."""
    return fields_of(NewActivity)


def groups() -> list[tuple[str, list[Field]]]:
    """Return the fields in the groups in which the form shows them; those that no group names are in the group `other`."""
    by_name = {each.name: each for each in scheme_fields()}
    grouped = {name for _, names in _GROUPS for name in names}
    listed = [(group, [by_name[name] for name in names]) for group, names in _GROUPS]
    rest = [each for name, each in by_name.items() if name not in grouped]
    return [*listed, ("other", rest)] if rest else listed


def every_field(fields: tuple[Field, ...] | None = None) -> Iterator[Field]:
    """Yield each field that has a name, also those of rows."""
    for each in scheme_fields() if fields is None else fields:
        if each.name:
            yield each
        yield from every_field(each.parts)


def options_of(name: str, inside: Option | None = None) -> tuple[Option, ...]:
    """Return what may be picked of the edition for a field: tracks, or the topics of a track."""
    if inside is not None:
        return inside.inside
    if name != "tracks":
        raise KeyError(name)
    return tuple(
        Option(
            track.code,
            track.name,
            bool(track.open_topics),
            tuple(Option(topic.id, topic.title, not topic.closed) for topic in track.topics),
        )
        for track in edition().tracks
    )


def label_of(path: str, fields: tuple[Field, ...] | None = None) -> str:
    """Return what the field of a path such as `rubric[0].name` is called in the page's language; else the path."""
    words: list[str] = []
    fields = scheme_fields() if fields is None else fields
    for step in path.split("."):
        name, _, place = step.partition("[")
        found = next((each for each in fields if each.name == name), None)
        if found is None:
            return path if not words else " · ".join(words)
        number = place.removesuffix("]")
        words.append(
            text("described.row", name=found.label, number=int(number) + 1).unescape() if number else found.label
        )
        fields = found.parts
    return " · ".join(words)


def fields_of(model: type[RequestBody]) -> tuple[Field, ...]:
    """Return the fields of a body of the API, in its order; raises TypeError for a type that no form knows."""
    message = model.messages[0].DESCRIPTOR.name
    made = (_field(message, name, info) for name, info in model.model_fields.items())
    return tuple(each for each in made if f"{each.message}.{each.name}" not in NOT_ASKED)


def _field(message: str, name: str, info: FieldInfo) -> Field:
    limits = _limits(info.metadata)
    common: dict[str, Any] = {
        "message": message,
        "name": name,
        "is_required": info.is_required(),
        "default": None if info.is_required() else info.default,
        "refers_to": _REFERENCES.get(f"{message}.{name}", ""),
    }
    asked = info.annotation
    if get_origin(asked) is list:
        (item,) = get_args(asked)
        if isinstance(item, type) and issubclass(item, RequestBody):
            parts = fields_of(item)
            key = _PICKED.get(parts[0].message, "")
            return Field(**common, kind="picked" if key else "rows", parts=parts, key=key, longest=limits["longest"])
        unnamed = FieldInfo.from_annotation(item)
        part = Field(message, "", _kind(unnamed.annotation, _limits(unnamed.metadata)), refers_to=common["refers_to"])
        return Field(**common, kind="rows", parts=(part,), longest=limits["longest"])
    group = next((each for each in get_args(asked) if isinstance(each, type) and issubclass(each, RequestBody)), None)
    if group is not None:
        return Field(**common, kind="group", parts=fields_of(group))
    choices = tuple(map(str, get_args(asked))) if get_origin(asked) is Literal else ()
    # what tells the rows of a list apart is no question to a person
    kind: Kind = "generated" if name == "id" else "choice" if choices else _kind(asked, limits)
    return Field(**common, kind=kind, choices=choices, **limits)


def _kind(asked: Any, limits: Mapping[str, Any]) -> Kind:
    kinds: dict[Any, Kind] = {bool: "yes_no", int: "number", AwareDatetime: "moment"}
    if asked in kinds:
        return kinds[asked]
    if asked not in (str, NoneType):
        raise TypeError(f"no field of a form is made for {asked}")
    return "long_text" if (limits["longest"] or 0) > _LINE else "text"


def _limits(metadata: list[Any]) -> dict[str, Any]:
    limits: dict[str, Any] = {"least": None, "most": None, "longest": None}
    names: dict[Any, tuple[str, str]] = {Ge: ("least", "ge"), Le: ("most", "le"), MaxLen: ("longest", "max_length")}
    for each in metadata:
        if type(each) in names:
            limit, attribute = names[type(each)]
            limits[limit] = getattr(each, attribute)
    return limits

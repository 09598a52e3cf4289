"""Changes that a version of a division's scheme made, part by part, in lines that people compare (rule A5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from chassis.edition.current import edition

from ..described.description import Field, scheme_fields
from ..described.lines import lines_of
from ..pages import moment
from ..words import said, text

Lines = list[str]
Scheme = Mapping[str, Any]
_MOMENTS = ("registration_opens", "registration_closes", "submission_closes", "review_closes", "scoring_closes")
# the fields of a division's public contact, in the order in which they are shown
CONTACT = ("office", "telephone", "email", "address", "hours")
_PLAIN = ("scale", "experts_per_project", "decimals", "recommended_per_track")


@dataclass(frozen=True, slots=True)
class Change:
    """A part of a scheme that two versions have differently: its name, the key of its text, its lines before and after."""

    part: str
    label: str
    lines: Callable[[Scheme], Lines]
    earlier: Scheme
    later: Scheme

    @property
    def before(self) -> Lines:
        """Return the lines of the earlier version in the language of the page."""
        return self.lines(self.earlier)

    @property
    def after(self) -> Lines:
        """Return the lines of the later version in the language of the page."""
        return self.lines(self.later)


def changes_between(earlier: Scheme, later: Scheme) -> list[Change]:
    """Return the parts that differ, in the order of a division's page; fields that it has no part for come last."""
    changes = [
        Change(part, f"division.{part}", lines, earlier, later)
        for part, (fields, lines) in _PARTS.items()
        if any(earlier.get(field) != later.get(field) for field in fields)
    ]
    named = {field for fields, _ in _PARTS.values() for field in fields}
    return changes + [
        Change(each.name, f"described.fields.Scheme.{each.name}", _described(each), earlier, later)
        for each in scheme_fields()
        if each.name not in named and earlier.get(each.name) != later.get(each.name)
    ]


def _described(each: Field) -> Callable[[Scheme], Lines]:
    return lambda scheme: lines_of(each, scheme.get(each.name))


def _moment(field: str) -> Callable[[Scheme], Lines]:
    return lambda scheme: [moment(scheme.get(field) or "")]


def _plain(field: str) -> Callable[[Scheme], Lines]:
    return lambda scheme: [str(scheme.get(field, ""))]


def _organisers(scheme: Scheme) -> Lines:
    # two bodies may differ by the code alone
    return [
        f"{text('division.role.' + body['role'])} {text('division.with_code', name=body['name'], uscc=body['uscc'])}"
        for body in scheme["organising_bodies"]
    ]


def _tracks(scheme: Scheme) -> Lines:
    names = {track.code: track.name for track in edition().tracks}
    topics = {topic.id: topic.title for topic in edition().topics}
    lines = []
    for choice in scheme["tracks"]:
        lines.append(str(said(names[choice["track"]])) if choice["track"] in names else choice["track"])
        for topic in choice["topics"]:
            title = str(said(topics[topic["topic_id"]])) if topic["topic_id"] in topics else topic["topic_id"]
            lines.append(" — ".join(part for part in (title, topic["refined_title"], topic["refined_text"]) if part))
    return lines


def _rubric(scheme: Scheme) -> Lines:
    return [
        " ".join(part for part in (criterion["name"], percent(criterion["weight"]), criterion["text"]) if part)
        for criterion in scheme["rubric"]
    ]


def _aggregation(scheme: Scheme) -> Lines:
    return [text("division.aggregation." + scheme["aggregation"]).unescape()] if scheme["aggregation"] else []


def _ties(scheme: Scheme) -> Lines:
    names = {criterion["id"]: criterion["name"] for criterion in scheme["rubric"]}
    return [names.get(name, name) for name in scheme["tie_breakers"]]


def _stages(scheme: Scheme) -> Lines:
    return [
        text(
            "division.stage_line", name=stage["name"], opens=moment(stage["opens"]), closes=moment(stage["closes"])
        ).unescape()
        for stage in scheme["stages"]
    ]


def _awards(scheme: Scheme) -> Lines:
    return [
        text("division.award_line", category=award["category"], count=award["quota"]).unescape()
        + " ".join(part for part in (award["prize"], award["rights"]) if part)
        for award in scheme["local_awards"]
    ]


def _contact(scheme: Scheme) -> Lines:
    contact = scheme.get("contact") or {}
    return [f"{text('division.contact_' + name)} {contact[name]}" for name in CONTACT if contact.get(name)]


def percent(weight: str) -> str:
    """Return a weight, a decimal in text such as 0.30, in per cent: 30%; what is none, in a scheme not filed yet, as it is."""
    try:
        return f"{(Decimal(weight) * 100).normalize():f}%"
    except InvalidOperation:
        return weight


_PARTS: Mapping[str, tuple[tuple[str, ...], Callable[[Scheme], Lines]]] = {
    "organisers": (("organising_bodies",), _organisers),
    "text": (("text",), lambda scheme: scheme["text"].splitlines()),
    **{field: ((field,), _moment(field)) for field in _MOMENTS},
    "tracks": (("tracks",), _tracks),
    "rubric": (("rubric",), _rubric),
    "aggregation_rule": (("aggregation",), _aggregation),
    "tie_breakers": (("tie_breakers",), _ties),
    **{field: ((field,), _plain(field)) for field in _PLAIN},
    "stages": (("stages",), _stages),
    "local_awards": (("local_awards",), _awards),
    "contact": (("contact",), _contact),
}

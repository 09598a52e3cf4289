"""Fields of a scheme that no page was made for, in lines that people read, by their description (rule A5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..pages import moment
from ..words import text
from .description import Field, groups


def lines_of(each: Field, value: Any) -> list[str]:
    """Return what a field holds in lines, in the language of the page; none if it is empty."""
    if each.kind in ("rows", "picked"):
        return [_row(each, row) for row in value or ()]
    if value is None or value == "":
        return []
    if each.kind == "group":
        return [_row(each, value)]
    return str(_said(each, value)).splitlines()


def others(scheme: Mapping[str, Any] | None) -> list[tuple[str, list[str]]]:
    """Return the fields that belong to no group of the form, by their names, with their lines."""
    rest = next((fields for group, fields in groups() if group == "other"), [])
    return [(each.label, lines) for each in rest if (lines := lines_of(each, (scheme or {}).get(each.name)))]


def _row(each: Field, row: Any) -> str:
    if not each.parts[0].name:
        return str(row)
    shown = ((part, lines_of(part, row.get(part.name))) for part in each.parts if part.kind != "generated")
    return " · ".join(f"{part.label}: {' '.join(lines)}" for part, lines in shown if lines)


def _said(each: Field, value: Any) -> str:
    if each.kind == "moment":
        return moment(value)
    if each.kind == "choice":
        return each.choice(value)
    if each.kind == "yes_no":
        return text("described.ticked" if value else "described.not_ticked").unescape()
    return str(value)

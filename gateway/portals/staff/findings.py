"""What automatic checks found, in words and with its evidence, as a reviewer reads it (rule D1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from chassis.edition.current import edition

from .. import words
from ..public.scheme_changes import percent

# the serious first
_ORDER = ("serious", "warning", "info")


def shown_findings(findings: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return findings, the serious first, each with the key of its words and what its evidence names.

    `text` is empty for a code without words; `terms` are sections and kinds of evidence of the edition; `share` is a part of the
    text in per cent.
    """
    listed = [_described(finding) for finding in findings]
    return sorted(listed, key=lambda finding: _ORDER.index(finding["severity"]) if finding["severity"] in _ORDER else 0)


def _described(finding: Mapping[str, Any]) -> dict[str, Any]:
    key = f"staff_finding.{finding['code'].lower()}"
    shown = {**finding, "text": key if key in words.catalogue() else "", "terms": [], "share": "", "evidence": ""}
    code, evidence = finding["code"], finding["evidence"]
    if code == "C4_SECTION_MISSING":
        shown["terms"] = _sections([evidence])
    elif code == "C5_EVIDENCE_MISSING":
        kinds = (*edition().evidence.required, *edition().evidence.optional)
        shown["terms"] = [kind for kind in kinds if kind.id == evidence]
    elif code == "C10_CONTENT_CHANGED":
        share, *sections = evidence.split()
        shown["share"], shown["terms"] = percent(share), _sections(sections)
    if not shown["terms"] and not shown["share"]:
        # the other team is a link of its own
        shown["evidence"] = "" if evidence == finding["team_id"] else evidence
    return shown


def _sections(names: Iterable[str]) -> list[Any]:
    wanted = set(names)
    return [section for section in edition().sections if section.id in wanted]

"""Screening a team's names by the word lists in force (rule B9)."""

from __future__ import annotations

from chassis.kernel.refusal import FieldFault, fill, refuse

from ...names import rules as names_rules
from ...names.checks import is_about_data, lexicon_in_force
from ...names.model.screening import NameFinding, NameHit, Severity
from ..model.team import Team

_FIELDS = ("team_name", "project_name")


def screened(team: Team, before: tuple[str, str] = ("", "")) -> tuple[NameFinding, ...]:
    """Return what of the team's names a human decides on; refuses B9_NAME_REFUSED, naming each part at fault.

    `before` are its names so far: a name that stays is not refused by a list that came later, but becomes a finding.
    """
    names = (team.team_name, team.project_name)
    hits = _hits(*names)
    unchanged = {field for field, text, old in zip(_FIELDS, names, before, strict=True) if text == old}
    refusing = [(field, hit) for field, hit in hits if hit.severity is Severity.REFUSE and field not in unchanged]
    if refusing:
        _refuse([(field, hit.matched(dict(zip(_FIELDS, names, strict=True))[field]), hit) for field, hit in refusing])
    return _findings(hits, *names)


def findings_of_names(team_name: str, project_name: str) -> tuple[NameFinding, ...]:
    """Return the findings of names that a team has already, also of hits that a new name would be refused for."""
    return _findings(_hits(team_name, project_name), team_name, project_name)


def _hits(team_name: str, project_name: str) -> list[tuple[str, NameHit]]:
    lexicon = lexicon_in_force()
    return [
        (field, hit)
        for field, text in zip(_FIELDS, (team_name, project_name), strict=True)
        for hit in lexicon.find(text)
    ]


def _findings(hits: list[tuple[str, NameHit]], team_name: str, project_name: str) -> tuple[NameFinding, ...]:
    texts = dict(zip(_FIELDS, (team_name, project_name), strict=True))
    findings = tuple(
        NameFinding(field=field, list=hit.list, word=hit.word, trick=hit.trick.value, matched=hit.matched(texts[field]))
        for field, hit in hits
    )
    return findings if is_about_data(project_name) else (*findings, NameFinding(field="project_name"))


def _refuse(refusing: list[tuple[str, str, NameHit]]) -> None:
    code = names_rules.B9_NAME_REFUSED
    faults = []
    for field, matched, hit in refusing:
        facts = {"matched": matched, "list": hit.list}
        faults.append(FieldFault(field, fill(code.zh, facts), fill(code.en, facts)))
    refuse(code, faults=faults, matched=refusing[0][1], list=refusing[0][2].list)

"""Find what a reviewer must look at, by automatic checks of a submission, and keep what registration finds later (rule D1)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ..events import Finding
from .submission import Submission

# findings about two teams; an older release stored the other team's id in their evidence only
_OF_TWO_TEAMS = frozenset({"B5_PERSON_IN_ANOTHER_TEAM", "B7_PROJECT_REGISTERED_TWICE"})
# registration names the other team in the evidence if it is of the same division, else none
_OF_THE_DIVISION = frozenset({"B7_NEAR_PROJECT"})
# who else has the name of one of its people is no business of a team
_NOT_FOR_TEAMS = frozenset({"B5_SAME_NAME"})
_HIDDEN = "另一团队 another team"


@dataclass(frozen=True, kw_only=True)
class OtherTeam:
    """A team that has something in common with the one whose submission is checked."""

    team_id: str
    division_code: str


NO_OTHER_TEAM = OtherTeam(team_id="", division_code="")


@dataclass(frozen=True, kw_only=True)
class LaterFinding:
    """A finding that registration made after the submission (rule B3); `sequence` orders what it says of one team."""

    key: str
    sequence: int
    finding: Finding
    lifted: bool = False


def check(
    submission: Submission,
    *,
    organisers: frozenset[str],
    sections: tuple[str, ...],
    evidence_kinds: tuple[str, ...],
    same_persons: tuple[OtherTeam, ...],
    same_project: tuple[OtherTeam, ...],
) -> tuple[Finding, ...]:
    """Check a submission and return a finding, with its rule and evidence, for each thing that is wrong (rule D1).

    `organisers` are the codes of the division's organisers, `sections` and `evidence_kinds` what the edition requires,
    `same_persons` and `same_project` the other live teams with the same person or project.
    """
    team = submission.team
    written = {section.id for section in submission.declaration if section.text.strip()}
    kinds = {piece.kind for piece in submission.evidence}
    foreign = [piece for piece in submission.evidence if piece.owner_uscc not in team.usccs]
    return (
        *(_serious("C4_SECTION_MISSING", section) for section in sections if section not in written),
        *(_serious("C5_EVIDENCE_MISSING", kind) for kind in evidence_kinds if kind not in kinds),
        *(_serious("C5_FOREIGN_OWNER", f"{piece.id} {piece.owner_uscc}") for piece in foreign),
        *(_serious("B8_ORGANISER_TAKES_PART", uscc) for uscc in sorted(team.usccs & organisers)),
        *(_of_two_teams("B5_PERSON_IN_ANOTHER_TEAM", "serious", other) for other in same_persons),
        *_content_changed(submission),
        *(_warning(name_finding.code or "B9_NAME", name_finding.evidence) for name_finding in submission.name_findings),
        *(_of_two_teams("B7_PROJECT_REGISTERED_TWICE", "warning", other) for other in same_project),
    )


def later_finding(
    code: str, key: str, evidence: str, *, sequence: int, lifted: bool, other: OtherTeam = NO_OTHER_TEAM
) -> LaterFinding:
    """Return what registration found afterwards, as a reviewer sees it: always serious; `other` if it is about two teams."""
    finding = replace(_serious(code, evidence), team_id=other.team_id, team_division_code=other.division_code)
    return LaterFinding(key=f"{code}/{key}", sequence=sequence, finding=finding, lifted=lifted)


def shown_findings(findings: Sequence[Finding], divisions: Collection[str] | None) -> list[Finding]:
    """Return the findings as a reader sees them who may know of the teams in these divisions; None means all (rule K1)."""
    to_team = divisions is not None and not divisions
    return [
        shown_finding(finding, divisions) for finding in findings if not (to_team and finding.code in _NOT_FOR_TEAMS)
    ]


def shown_finding(finding: Finding, divisions: Collection[str] | None) -> Finding:
    """Return the finding as a reader sees it who may know of the teams in these divisions; None means all (rule K1)."""
    if divisions is None:
        return finding
    if finding.code in _OF_THE_DIVISION:
        return finding if divisions else replace(finding, evidence=_HIDDEN)
    if not (finding.team_id or finding.code in _OF_TWO_TEAMS):
        return finding
    if finding.team_division_code and finding.team_division_code in divisions:
        return finding
    return replace(finding, evidence=_HIDDEN, team_id="", team_division_code="")


def _of_two_teams(code: str, severity: str, other: OtherTeam) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        evidence=other.team_id,
        team_id=other.team_id,
        team_division_code=other.division_code,
    )


def _content_changed(submission: Submission) -> tuple[Finding, ...]:
    """Return a finding if the main content is so far from the first version's that a reviewer should look (rule C10)."""
    if not submission.content_change:
        return ()
    return (_warning("C10_CONTENT_CHANGED", f"{submission.content_change} {' '.join(submission.changed_sections)}"),)


def _serious(code: str, evidence: str) -> Finding:
    return Finding(code=code, severity="serious", evidence=evidence)


def _warning(code: str, evidence: str) -> Finding:
    return Finding(code=code, severity="warning", evidence=evidence)

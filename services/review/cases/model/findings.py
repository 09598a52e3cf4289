"""What automatic checks find: of a submission, and what becomes known of its team later (rule D1)."""

from __future__ import annotations

from dataclasses import dataclass

from .submission import Submitted


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What an automatic check found; nothing fails by it alone (rule D1)."""

    code: str
    severity: str
    evidence: str


@dataclass(frozen=True, kw_only=True)
class LaterFinding:
    """What registration found after the submission (rule B3); `sequence` counts what it told of the team."""

    key: str
    sequence: int
    finding: Finding
    lifted: bool = False


def check(
    submitted: Submitted,
    *,
    organisers: frozenset[str],
    sections: tuple[str, ...],
    evidence_kinds: tuple[str, ...],
    same_persons: tuple[str, ...],
    same_project: tuple[str, ...],
) -> tuple[Finding, ...]:
    """The automatic checks of rule D1; each finding names its rule and the evidence.

    `same_persons` and `same_project` are the ids of other live teams that share a person or the project.
    """
    team = submitted.team
    written = {section.id for section in submitted.declaration if section.text.strip()}
    kinds = {piece.kind for piece in submitted.evidence}
    foreign = [piece for piece in submitted.evidence if piece.owner_uscc not in team.usccs]
    return (
        *(_serious("C4_SECTION_MISSING", name) for name in sections if name not in written),
        *(_serious("C5_EVIDENCE_MISSING", kind) for kind in evidence_kinds if kind not in kinds),
        *(_serious("C5_FOREIGN_OWNER", f"{piece.id} {piece.owner_uscc}") for piece in foreign),
        *(_serious("B8_ORGANISER_TAKES_PART", uscc) for uscc in sorted(team.usccs & organisers)),
        *(_serious("B5_PERSON_IN_ANOTHER_TEAM", other) for other in same_persons),
        *_content_changed(submitted),
        *(Finding(code="B9_NAME", severity="warning", evidence=found) for found in submitted.names),
        *(Finding(code="B7_PROJECT_REGISTERED_TWICE", severity="warning", evidence=other) for other in same_project),
    )


def _content_changed(submitted: Submitted) -> tuple[Finding, ...]:
    """The main content is far from the first version's: a human looks at the difference (rule C10)."""
    if not submitted.content_change:
        return ()
    evidence = f"{submitted.content_change} {' '.join(submitted.changed_sections)}"
    return (Finding(code="C10_CONTENT_CHANGED", severity="warning", evidence=evidence),)


def _serious(code: str, evidence: str) -> Finding:
    return Finding(code=code, severity="serious", evidence=evidence)

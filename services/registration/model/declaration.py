"""The draft of a declaration: who wrote which section when, and what is missing (rule C4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chassis.kernel.refusal import FieldFault, refuse, refuse_unless

from . import rules
from .events import Evidence, Section


@dataclass(frozen=True, kw_only=True)
class SectionRule:
    """What the edition asks of a section; lengths in characters."""

    id: str
    name_zh: str
    name_en: str
    min_length: int
    max_length: int


@dataclass(frozen=True, kw_only=True)
class Requirements:
    """What the edition asks of teams and their declarations; passed in, for the model reads no file."""

    sections: tuple[SectionRule, ...]
    required_evidence: tuple[tuple[str, str], ...]  # kind and Chinese name
    optional_evidence: tuple[str, ...]
    max_files: int
    max_representatives: int

    @property
    def evidence_kinds(self) -> frozenset[str]:
        """Every kind that may be attached."""
        return frozenset(kind for kind, _ in self.required_evidence) | frozenset(self.optional_evidence)


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What is missing before the team can submit."""

    kind: str
    item: str
    name: str


@dataclass(frozen=True, kw_only=True)
class DraftSection:
    """A section as last written, and the draft's revision that wrote it."""

    id: str
    text: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Sections being written. `revision` grows by one with each save that changes something."""

    revision: int = 0
    sections: tuple[DraftSection, ...] = ()

    def save(self, written: tuple[Section, ...], read_revision: int, requirements: Requirements) -> Draft:
        """The draft with these sections written by someone who read `read_revision`.

        Two people who write different sections don't meet; where someone wrote the same section since, the second is
        refused with C4_DRAFT_MOVED_ON and loses nothing.
        """
        refuse_unless(0 <= read_revision <= self.revision, rules.C4_DRAFT_MOVED_ON, section="*", revision=self.revision)
        _check(written, requirements)
        there = {section.id: section for section in self.sections}
        changed = [section for section in written if section.id not in there or there[section.id].text != section.text]
        for section in changed:
            theirs = there.get(section.id)
            if theirs is not None and theirs.revision > read_revision:
                refuse(rules.C4_DRAFT_MOVED_ON, section=section.id, revision=self.revision)
        if not changed:
            return self
        revision = self.revision + 1
        for section in changed:
            there[section.id] = DraftSection(id=section.id, text=section.text, revision=revision)
        order = {rule.id: place for place, rule in enumerate(requirements.sections)}
        return replace(self, revision=revision, sections=tuple(sorted(there.values(), key=lambda one: order[one.id])))

    def missing(self, evidence: tuple[Evidence, ...], requirements: Requirements) -> tuple[Missing, ...]:
        """What keeps the team from submitting, in the edition's order."""
        texts = {section.id: section.text.strip() for section in self.sections}
        kinds = {piece.kind for piece in evidence}
        sections = [
            Missing(kind="section", item=rule.id, name=rule.name_zh)
            for rule in requirements.sections
            if len(texts.get(rule.id, "")) < max(rule.min_length, 1)
        ]
        pieces = [
            Missing(kind="evidence", item=kind, name=name)
            for kind, name in requirements.required_evidence
            if kind not in kinds
        ]
        return (*sections, *pieces)

    def content(self) -> tuple[Section, ...]:
        """The sections as they are submitted."""
        return tuple(Section(id=section.id, text=section.text) for section in self.sections)


EMPTY_DRAFT = Draft()


def _check(written: tuple[Section, ...], requirements: Requirements) -> None:
    known = {rule.id: rule for rule in requirements.sections}
    faults = []
    for place, section in enumerate(written):
        rule = known.get(section.id)
        if rule is None:
            faults.append(FieldFault(f"sections[{place}].id", "没有这个栏目。", "There is no such section."))
        elif len(section.text) > rule.max_length:
            faults.append(
                FieldFault(
                    f"sections[{place}].text",
                    f"“{rule.name_zh}”最多{rule.max_length}字，当前{len(section.text)}字。",
                    f"{rule.name_en}: at most {rule.max_length} characters, not {len(section.text)}.",
                )
            )
    if len({section.id for section in written}) != len(written):
        faults.append(FieldFault("sections", "同一栏目填写了两次。", "A section is given twice."))
    if faults:
        refuse(rules.C4_SECTION_INVALID, faults=faults)

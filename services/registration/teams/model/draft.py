"""The draft of a declaration: its sections, their writers, and the items that are missing (rule C4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import NoReturn

from chassis.facts.submissions import Evidence, Section
from chassis.kernel.aggregate import NOT_IN_STATE
from chassis.kernel.canonical import digest
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, Term, refuse, refuse_unless
from chassis.text.visible import visible_length

from ...editions.model import Requirements
from .. import rules


@dataclass(frozen=True, kw_only=True)
class Missing:
    """An item that is missing before the team can submit."""

    kind: str
    # its id for programs: of a section, a kind of evidence, or a co-organisation's code
    name: Term

    @property
    def item(self) -> str:
        """Return the item's id among those of its kind."""
        return self.name.fact


# comparing more paragraphs than this takes too long for an autosave
_MOST_PARAGRAPHS = 300
Change = tuple[int, int, tuple[str, ...]]


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Return `base` with both changes; None if they touch the same place, so that a human must decide."""
    lines, ours, others = base.split("\n"), mine.split("\n"), theirs.split("\n")
    if max(len(lines), len(ours), len(others)) > _MOST_PARAGRAPHS:
        return None
    my_changes, their_changes = _changes(lines, ours), _changes(lines, others)
    mine_only = [change for change in my_changes if change not in their_changes]
    if any(_touch(change, other) for change in mine_only for other in their_changes):
        return None
    for start, end, new in sorted((*mine_only, *their_changes), reverse=True):
        lines[start:end] = new
    return "\n".join(lines)


def _changes(base: list[str], text: list[str]) -> list[Change]:
    steps = SequenceMatcher(None, base, text, autojunk=False).get_opcodes()
    return [(i, i_end, tuple(text[j:j_end])) for tag, i, i_end, j, j_end in steps if tag != "equal"]


def _touch(change: Change, other: Change) -> bool:
    """Return True if two changes overlap; an insertion touches the changes of both paragraphs beside it."""
    (start, end, _), (other_start, other_end, _) = change, other
    if start == end or other_start == other_end:
        return start <= other_end and other_start <= end
    return start < other_end and other_start < end


# how many earlier revisions of a section are known by number, and their texts kept
PAST_KEPT = 50


class TextNotReadError(Exception):
    """Raised if a section's text is needed that was not read with its team: a mistake of the command, not of its caller."""


def content_digest(content: Section) -> str:
    """Return the digest of a section's text and rich text, by which its document is found."""
    return digest([content.text, content.rich])


@dataclass(frozen=True, kw_only=True)
class DraftSection:
    """A section as last written: by whom, when, by which revision of the draft, and how long it is; `past` are earlier revisions.

    Its text is a document of its own, found by `digest`: `content` is None until somebody reads it, `unsaved` is true until
    it is stored. `length` counts visible characters. `editor` is the open editor that the section was written in,
    `before_editor` its last revision from anywhere else.
    """

    id: str
    revision: int
    digest: str
    length: int
    by: str = ""
    at: Instant | None = None
    past: tuple[int, ...] = ()
    editor: str = ""
    before_editor: int = 0
    content: Section | None = field(default=None, metadata=NOT_IN_STATE)
    unsaved: bool = field(default=False, compare=False, metadata=NOT_IN_STATE)

    def read(self) -> Section:
        """Return the section with its text; raises TextNotReadError if that was not read."""
        if self.content is None:
            raise TextNotReadError(self.id)
        return self.content

    @property
    def text(self) -> str:
        """Return its plain text; raises TextNotReadError."""
        return self.read().text

    @property
    def rich(self) -> str:
        """Return its rich text, empty if it is plain; raises TextNotReadError."""
        return self.read().rich

    def holds(self, content: Section) -> bool:
        """Return True if the section has this very text."""
        return self.digest == content_digest(content)

    def base_revision(self, read_revision: int) -> int | None:
        """Return the revision of this section that a reader of the draft's `read_revision` saw, None if there was none."""
        return max((number for number in (*self.past, self.revision) if number <= read_revision), default=None)


@dataclass(frozen=True, kw_only=True)
class Writing:
    """Sections by a writer who had read `read_revision` of the draft.

    `bases` are the texts at that revision, as far as they are still known, of sections that someone else wrote since.
    `editor` is the open editor, the same for all that is saved from it; empty if the client doesn't name it.
    """

    sections: tuple[Section, ...]
    read_revision: int
    by: str = ""
    at: Instant | None = None
    editor: str = ""
    bases: Mapping[str, str] = field(default_factory=dict)

    def goes_on_from(self, theirs: DraftSection) -> bool:
        """Return True if all changes of the section since the reading came from the same editor, earlier than this.

        That is so if the answer to a save got lost on the way: there are no words of anybody else.
        """
        same = bool(self.editor) and (theirs.editor, theirs.by) == (self.editor, self.by)
        later = self.at is None or theirs.at is None or theirs.at <= self.at
        return same and later and theirs.before_editor <= self.read_revision


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The sections that are being written; `revision` grows by one with each change of what would be submitted."""

    revision: int = 0
    sections: tuple[DraftSection, ...] = ()

    def section(self, section_id: str) -> DraftSection | None:
        """Return the section, None if nothing was written in it."""
        return next((section for section in self.sections if section.id == section_id), None)

    def since(self, revision: int) -> tuple[DraftSection, ...]:
        """Return the sections that were written after that revision."""
        return tuple(section for section in self.sections if section.revision > revision)

    def contested(self, writing: Writing) -> tuple[DraftSection, ...]:
        """Return the sections that someone else has written otherwise since the writer's reading."""
        pairs = ((section, self.section(section.id)) for section in writing.sections)
        return tuple(
            theirs
            for mine, theirs in pairs
            if theirs is not None
            and theirs.revision > writing.read_revision
            and not theirs.holds(mine)
            and not writing.goes_on_from(theirs)
        )

    def moved_on(self) -> Draft:
        """Return the same sections at the next revision: something else of what would be submitted changed."""
        return replace(self, revision=self.revision + 1)

    def save(self, writing: Writing, requirements: Requirements) -> Draft:
        """Return the draft with the written sections.

        Writers of different sections never conflict. If someone else wrote the same section since, both texts are merged if
        they touched different paragraphs; else refuses C4_DRAFT_MOVED_ON, and the draft stays as it is. Refuses
        C4_REVISION_UNKNOWN if there is no such revision to have been read.
        """
        in_range = 0 <= writing.read_revision <= self.revision
        refuse_unless(in_range, rules.C4_REVISION_UNKNOWN, revision=self.revision, read=writing.read_revision)
        check_sections(writing.sections, requirements)
        contested = {section.id: section for section in self.contested(writing)}
        rules_by_id = {rule.id: rule for rule in requirements.sections}
        written = {section.id: section for section in self.sections}
        revision = self.revision + 1
        for mine in writing.sections:
            theirs = written.get(mine.id)
            if theirs is not None and theirs.holds(mine):
                continue
            text = mine.text
            if theirs is not None and mine.id in contested:
                merged_text = _merged(writing.bases.get(mine.id), mine, theirs)
                rule = rules_by_id[mine.id]
                if merged_text is None or len(merged_text.strip()) > rule.max_length:
                    own = bool(writing.by) and theirs.by == writing.by
                    _refuse_moved_on(mine.id, Term(rule.name_zh, rule.name_zh, rule.name_en), self.revision, own=own)
                text = merged_text
            written[mine.id] = _written(replace(mine, text=text), theirs, writing, revision)
        if all(section.revision != revision for section in written.values()):
            return self
        order = {rule.id: place for place, rule in enumerate(requirements.sections)}
        last = len(order)  # a section of an older edition comes last
        sections = sorted(written.values(), key=lambda section: order.get(section.id, last))
        return replace(self, revision=revision, sections=tuple(sections))

    def missing(self, evidence: tuple[Evidence, ...], requirements: Requirements) -> tuple[Missing, ...]:
        """Return the items that must still be handed in, in the edition's order."""
        lengths = {section.id: section.length for section in self.sections}
        kinds = {piece.kind for piece in evidence}
        sections = [
            Missing(kind="section", name=rule.name)
            for rule in requirements.sections
            if lengths.get(rule.id, 0) < max(rule.min_length, 1)
        ]
        pieces = [
            Missing(kind="evidence", name=kind) for kind in requirements.required_evidence if kind.fact not in kinds
        ]
        return (*sections, *pieces)

    def content(self) -> tuple[Section, ...]:
        """Return the sections as they are submitted; raises TextNotReadError."""
        return tuple(section.read() for section in self.sections)

    def read_so_far(self) -> tuple[Section, ...]:
        """Return those sections whose text was read or has just been written."""
        return tuple(section.content for section in self.sections if section.content is not None)

    def with_contents(self, contents: Mapping[str, Section]) -> Draft:
        """Return the draft with these texts, by the ids of their sections: two sections may have the same text."""
        sections = (
            replace(section, content=contents[section.id]) if section.id in contents else section
            for section in self.sections
        )
        return replace(self, sections=tuple(sections))

    def stored(self) -> Draft:
        """Return the draft once its texts are stored."""
        return replace(self, sections=tuple(replace(section, unsaved=False) for section in self.sections))


EMPTY_DRAFT = Draft()


def _written(mine: Section, theirs: DraftSection | None, writing: Writing, revision: int) -> DraftSection:
    past: tuple[int, ...] = ()
    before_editor = 0
    if theirs is not None:
        past = (*theirs.past, theirs.revision)[-PAST_KEPT:]
        same = (theirs.editor, theirs.by) == (writing.editor, writing.by)
        before_editor = theirs.before_editor if same else theirs.revision
    return DraftSection(
        id=mine.id,
        revision=revision,
        digest=content_digest(mine),
        length=visible_length(mine.text),
        content=mine,
        unsaved=True,
        by=writing.by,
        at=writing.at,
        past=past,
        editor=writing.editor,
        before_editor=before_editor,
    )


_YOU = Term("own_account", "您在另一窗口或另一设备", "you in another window or on another device")
_OTHERS = Term("teammate", "队友", "someone else of your team")


def _refuse_moved_on(section: str, name: Term, revision: int, *, own: bool = False) -> NoReturn:
    refuse(rules.C4_DRAFT_MOVED_ON, section=section, name=name, who=_YOU if own else _OTHERS, revision=revision)


def _merged(base: str | None, mine: Section, theirs: DraftSection) -> str | None:
    """Return both texts merged; None if they touch the same paragraph, or if a text is rich and has no plain paragraphs."""
    if base is None or mine.rich or theirs.rich:
        return None
    return merged(base, mine.text, theirs.text)


def check_sections(written: tuple[Section, ...], requirements: Requirements) -> None:
    """Refuse C4_SECTION_INVALID for sections that are unknown, too long or given twice."""
    known = {rule.id: rule for rule in requirements.sections}
    faults = []
    for place, section in enumerate(written):
        rule = known.get(section.id)
        if rule is None:
            faults.append(FieldFault(f"sections[{place}].id", "没有这个栏目。", "There is no such section."))
        elif (length := len(section.text.strip())) > rule.max_length:
            faults.append(
                FieldFault(
                    f"sections[{place}].text",
                    f"“{rule.name_zh}”最多{rule.max_length}字（含空格），当前{length}字。",
                    f"{rule.name_en}: at most {rule.max_length} characters with spaces, not {length}.",
                )
            )
    if len({section.id for section in written}) != len(written):
        faults.append(FieldFault("sections", "同一栏目填写了两次。", "A section is given twice."))
    if faults:
        refuse(rules.C4_SECTION_INVALID, faults=faults)

"""Drafts written by two people (rule C4), and supplements (rule C11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from chassis.facts.submissions import Section
from chassis.kernel.refusal import Refusal, Term
from services.registration.editions.model import Iteration, Requirements, SectionRule
from services.registration.teams import rules as teams_rules
from services.registration.teams.model.content_change import ContentChange, judged
from services.registration.teams.model.draft import EMPTY_DRAFT, Draft, Writing, merged
from services.registration.teams.model.supplements import NO_SUPPLEMENTS, Supplement, SupplementState
from tests.unit.services.registration import builders as a

REQUIREMENTS = Requirements(
    sections=(SectionRule(id="a", name_zh="甲", name_en="A", min_length=1, max_length=200),),
    required_evidence=(),
    optional_evidence=(),
    max_files=1,
    max_representatives=5,
    max_co_organisations=0,
    max_accounts=1,
)
LINES = st.lists(st.sampled_from(["一", "二", "三", "四"]), min_size=1, max_size=6).map("\n".join)


def save(draft: Draft, text: str, read: int, **bases: str) -> Draft:
    writing = Writing(sections=(Section(id="a", text=text),), read_revision=read, bases=bases)
    return draft.save(writing, REQUIREMENTS)


def test_c4_changes_of_different_paragraphs_are_merged() -> None:
    """C4: one writer changes the first paragraph, another the last: both are kept."""
    base = "背景\n中段\n结尾"
    assert merged(base, "新背景\n中段\n结尾", "背景\n中段\n新结尾") == "新背景\n中段\n新结尾"
    assert merged(base, "新背景\n中段\n结尾", "别的背景\n中段\n结尾") is None
    assert merged(base, "背景\n中段\n结尾\n甲", "背景\n中段\n结尾\n乙") is None
    assert merged(base, "同\n中段\n结尾", "同\n中段\n结尾") == "同\n中段\n结尾"


@given(LINES, LINES, LINES)
def test_c4_merged_text_has_what_each_writer_wrote(base: str, mine: str, theirs: str) -> None:
    """C4: if nobody else wrote, the own text is kept; the order of the two makes no difference."""
    assert merged(base, mine, base) == mine
    assert merged(base, base, theirs) == theirs
    assert merged(base, mine, theirs) == merged(base, theirs, mine)


def test_c4_a_second_writer_without_a_base_is_refused_and_the_draft_stays() -> None:
    """C4: what can't be merged is refused; the draft stays as it is."""
    draft = save(save(EMPTY_DRAFT, "甲\n乙", 0), "甲一\n乙", 1)
    with pytest.raises(Refusal) as caught:
        save(draft, "甲\n乙二", 1)
    assert caught.value.code is teams_rules.C4_DRAFT_MOVED_ON
    both = save(draft, "甲\n乙二", 1, a="甲\n乙")
    assert both.section("a") is not None
    assert [section.text for section in both.sections] == ["甲一\n乙二"]
    assert (both.revision, both.sections[0].past) == (3, (1, 2))


def typed(draft: Draft, text: str, read: int, editor: str, by: str = "甲", seconds: int = 0) -> Draft:
    at = a.WHILE_OPEN + timedelta(seconds=seconds)
    section = Section(id="a", text=text)
    return draft.save(Writing(sections=(section,), read_revision=read, by=by, at=at, editor=editor), REQUIREMENTS)


def refusal_of(call: Callable[[], Draft]) -> tuple[str, str]:
    with pytest.raises(Refusal) as caught:
        call()
    assert caught.value.code is teams_rules.C4_DRAFT_MOVED_ON
    return caught.value.zh.split("（")[0], caught.value.facts["section"]


def test_c4_an_editor_goes_on_after_a_lost_answer() -> None:
    """C4: what an editor saves after a lost answer is accepted; its newest text counts, whatever it had read."""
    draft = typed(EMPTY_DRAFT, "一", 0, "x")
    lost = typed(draft, "一二", 1, "x", seconds=1)
    assert typed(lost, "一二三", 1, "x", seconds=2).sections[0].text == "一二三"
    older_save = lambda: typed(lost, "一", 0, "x", seconds=-1)  # noqa: E731
    assert refusal_of(older_save) == (
        "“甲”刚被您在另一窗口或另一设备修改",
        "a",
    )  # an older save that arrives late changes nothing


def test_c4_an_editor_never_overwrites_a_save_of_another_between_its_own() -> None:
    """C4: the token counts only while all since the reading bears it, and for one account."""
    draft = typed(EMPTY_DRAFT, "一", 0, "x")
    theirs = typed(draft, "别的", 1, "y", by="乙")
    mine = typed(theirs, "一二", 2, "x")
    assert refusal_of(lambda: typed(theirs, "一二", 1, "x")) == ("“甲”刚被队友修改", "a")
    assert refusal_of(lambda: typed(mine, "一二三", 1, "x")) == ("“甲”刚被您在另一窗口或另一设备修改", "a")
    assert typed(mine, "一二三", 2, "x").sections[0].text == "一二三"
    assert refusal_of(lambda: typed(typed(draft, "二", 1, "x", by="乙"), "三", 1, "x")) == ("“甲”刚被队友修改", "a")
    assert refusal_of(lambda: typed(typed(draft, "二", 1, ""), "三", 1, ""))[0] == "“甲”刚被您在另一窗口或另一设备修改"


def test_c4_rich_text_is_not_merged() -> None:
    """C4: tags are no paragraphs; a human looks."""
    draft = save(save(EMPTY_DRAFT, "甲\n乙", 0), "甲一\n乙", 1)
    writing = Writing(
        sections=(Section(id="a", text="甲\n乙二", rich="<p>甲</p><p>乙二</p>"),),
        read_revision=1,
        bases={"a": "甲\n乙"},
    )
    with pytest.raises(Refusal):
        draft.save(writing, REQUIREMENTS)


def test_c4_only_sections_written_since_a_revision_are_returned() -> None:
    """C4: polling with a known revision returns the others' changes and no more."""
    draft = save(EMPTY_DRAFT, "甲", 0)
    assert [section.id for section in draft.since(0)] == ["a"]
    assert draft.since(1) == ()


class TwoWriters(RuleBasedStateMachine):
    """C4: two people who write one section in any order, and read at any time.

    Nothing is ever lost: each paragraph of an accepted save is in the draft, or was removed by somebody who had read it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.draft = EMPTY_DRAFT
        self.texts: dict[int, str] = {0: ""}
        self.read = {"甲": (0, ""), "乙": (0, "")}
        self.expected: set[str] = set()
        self.count = 0

    @rule(who=st.sampled_from(["甲", "乙"]))
    def look(self, who: str) -> None:
        section = self.draft.section("a")
        self.read[who] = (self.draft.revision, section.text if section else "")

    @rule(who=st.sampled_from(["甲", "乙"]), place=st.integers(0, 5), replaces=st.booleans())
    def write(self, who: str, place: int, replaces: bool) -> None:
        revision, before = self.read[who]
        lines = before.split("\n") if before else []
        self.count += 1
        mark = f"{who}{self.count}"
        place = min(place, len(lines))
        removed = set(lines[place : place + 1]) if replaces else set()
        lines[place : place + (1 if replaces else 0)] = [mark]
        text = "\n".join(lines)
        current = self.draft.section("a")
        base_revision = current.base_revision(revision) if current else None
        bases = {"a": self.texts[base_revision]} if base_revision is not None else {}
        writing = Writing(sections=(Section(id="a", text=text),), read_revision=revision, bases=bases)
        refusals: list[str] = []
        try:
            self.draft = self.draft.save(writing, REQUIREMENTS)
        except Refusal as refusal:
            refusals.append(refusal.code.name)
        assert set(refusals) <= {"C4_DRAFT_MOVED_ON", "C4_SECTION_INVALID"}
        if refusals:
            return
        saved = self.draft.section("a")
        assert saved is not None
        self.texts[self.draft.revision] = saved.text
        self.expected = (self.expected - removed) | {mark}
        if base_revision is None or current is None or current.revision <= revision:
            self.read[who] = (self.draft.revision, saved.text)

    @invariant()
    def nothing_is_lost(self) -> None:
        section = self.draft.section("a")
        paragraphs = set(section.text.split("\n")) if section else set()
        assert self.expected <= paragraphs


TestTwoWriters = TwoWriters.TestCase
TestTwoWriters.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


@pytest.mark.parametrize(
    ("share", "outcome"), [("0.3", None), ("0.301", "review"), ("0.6", "review"), ("0.601", "refused")]
)
def test_c10_small_changes_pass_larger_go_to_review_and_the_largest_are_refused(
    share: str, outcome: str | None
) -> None:
    """C10: at a threshold itself the milder outcome applies."""
    limits = Iteration(main_sections=("a",), review_above=Decimal("0.30"), refuse_above=Decimal("0.60"))
    change = ContentChange(share=share, sections=("a",))
    if outcome == "refused":
        with pytest.raises(Refusal) as caught:
            judged(change, limits, {"a": Term("a", "架构", "Architecture")})
        assert caught.value.code is teams_rules.C10_CONTENT_CHANGED
        assert caught.value.facts == {"share": "60.1%", "limit": "60.0%", "sections": "a"}
        assert ("架构" in caught.value.zh, "Architecture" in caught.value.en) == (True, True)
    else:
        assert judged(change, limits, {}) == (change if outcome else None)


ASKED = Supplement(number=1, submission_number=1, asked="请补充授权文件", due_at=a.WHILE_OPEN)
MS = timedelta(milliseconds=1)


def test_c11_an_answer_counts_until_the_millisecond_it_is_due() -> None:
    """C11: in time it is taken, a millisecond later refused; twice refused; empty refused."""
    asked = NO_SUPPLEMENTS.ask(ASKED)
    answered = asked.answer(1, "见附件", (), at=ASKED.due_at)
    assert (answered.requests[0].state, answered.next_due) == (SupplementState.ANSWERED, None)
    for call, code in (
        (lambda: asked.answer(1, "见附件", (), at=ASKED.due_at + MS), teams_rules.C11_SUPPLEMENT_LATE),
        (lambda: answered.answer(1, "再答", (), at=ASKED.due_at), teams_rules.C11_ANSWERED_BEFORE),
        (lambda: asked.answer(1, "  ", (), at=ASKED.due_at), teams_rules.C11_ANSWER_EMPTY),
        (lambda: asked.answer(2, "见附件", (), at=ASKED.due_at), teams_rules.C11_NO_SUCH_REQUEST),
    ):
        with pytest.raises(Refusal) as caught:
            call()
        assert caught.value.code is code


def test_c11_a_newer_version_supersedes_requests_about_earlier_versions() -> None:
    """C11: the open ones alone; they neither lapse nor are answered, and one that comes late is superseded at once."""
    asked = NO_SUPPLEMENTS.ask(ASKED).answer(1, "见附件", (), at=ASKED.due_at).ask(replace(ASKED, number=2))
    assert asked.supersede(1) == asked
    superseded = asked.supersede(2).ask(replace(ASKED, number=3, submission_number=2))
    assert [(request.number, request.state) for request in superseded.requests] == [
        (1, SupplementState.ANSWERED),
        (2, SupplementState.SUPERSEDED),
        (3, SupplementState.ASKED),
    ]
    assert [request.number for request in superseded.lapse(ASKED.due_at + MS)[1]] == [3]
    with pytest.raises(Refusal) as caught:
        superseded.answer(2, "见附件", (), at=ASKED.due_at)
    assert caught.value.code is teams_rules.C11_SUPERSEDED


def test_c11_an_unanswered_request_lapses_and_an_answer_in_time_still_counts() -> None:
    """C11: it lapses once, after the due instant; an answer that had arrived in time undoes it."""
    asked = NO_SUPPLEMENTS.ask(ASKED).ask(ASKED)
    assert asked.lapse(ASKED.due_at) == (asked, ())
    lapsed, over = asked.lapse(ASKED.due_at + MS)
    assert [request.number for request in over] == [1]
    assert lapsed.lapse(ASKED.due_at + MS)[1] == ()
    assert lapsed.answer(1, "见附件", (), at=ASKED.due_at).requests[0].state is SupplementState.ANSWERED

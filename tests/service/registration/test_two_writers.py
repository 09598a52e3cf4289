"""Two writers of two sections over a real database, saving often (rule C4)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import mongoengine
import pytest
from dasai.registration.v1 import declarations_pb2
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from chassis.actor import Actor
from chassis.context import Context, handling
from chassis.facts.submissions import Section
from chassis.kernel.refusal import Code, Refusal
from chassis.mongo.connection import connect
from chassis.settings import Settings
from services.registration.declarations import queries as declarations_queries
from services.registration.declarations import requests as declarations_requests
from services.registration.declarations import store as declarations_store
from services.registration.declarations.commands import save_declaration
from services.registration.teams import rules as teams_rules
from services.registration.teams import store as teams_store
from services.registration.teams.model.draft import PAST_KEPT, merged
from services.registration.teams.model.team import Team
from services.registration.teams.store.draft_texts import read_texts
from tests.unit.services.registration import builders as a

WRITERS = ("account", "partner")
SECTIONS = ("overview.background", "value.social")
BURST = 110
_numbers = itertools.count()
who_, section_ = st.sampled_from(WRITERS), st.sampled_from(SECTIONS)


class TwoWriters(RuleBasedStateMachine):
    """C4: two people who write, and read what changed since at any time; one may save a section a hundred times between.

    A save that can be merged with the draft is accepted, any other is refused and kept; nothing is lost, and each sees the
    other's change.
    """

    def __init__(self) -> None:
        super().__init__()
        self.number = next(_numbers)
        self.count = 0
        self.texts: dict[str, dict[int, str]] = {name: {} for name in SECTIONS}
        self.read = dict.fromkeys(WRITERS, 0)
        self.seen: dict[str, dict[str, str]] = {who: {} for who in WRITERS}
        self.expected: dict[str, set[str]] = {name: set() for name in SECTIONS}
        self.refused: list[str] = []

    @property
    def team_id(self) -> str:
        return f"team-{self.number}"

    @initialize()
    def register(self) -> None:
        lead = a.organisation(1000 + self.number)
        person = a.person(f"p{self.number}", lead.uscc)
        entry = a.entry(project_name=f"合成{self.number}", lead=lead, representatives=(person,))
        team = Team.register(self.team_id, entry, a.division(), a.REQUIREMENTS, at=a.WHILE_OPEN)
        for colleague in WRITERS[1:]:
            team.let_colleague_in(lead.uscc, colleague, a.REQUIREMENTS, at=a.WHILE_OPEN)
        teams_store.teams.add(team)
        for name in SECTIONS:
            self._save("account", name, "\n".join(f"{name}第{place}段" for place in range(4)), set())

    @rule(who=who_)
    def look(self, who: str) -> None:
        """Read what changed since and check that it completes what was read before."""
        asked = declarations_pb2.GetDeclarationRequest(team_id=self.team_id, since_revision=self.read[who])
        answer = declarations_queries.get_declaration(asked, Actor(who))
        self.seen[who] |= {section.id: section.text for section in answer.sections}
        self.read[who] = answer.revision
        team = read_texts(teams_store.teams.look(self.team_id))
        assert self.seen[who] == {section.id: section.text for section in team.draft.sections}

    @rule(who=who_, name=section_, place=st.integers(0, 5), replaces=st.booleans())
    def write(self, who: str, name: str, place: int, replaces: bool) -> None:
        lines = self.seen[who].get(name, "").split("\n") if self.seen[who].get(name) else []
        self.count += 1
        place = min(place, len(lines))
        removed = set(lines[place : place + 1]) if replaces else set()
        lines[place : place + (1 if replaces else 0)] = [f"{who}{self.count}"]
        self._save(who, name, "\n".join(lines), removed)

    @rule(who=who_, name=section_)
    def save_often(self, who: str, name: str) -> None:
        """Save a section many times while its last paragraph is typed."""
        self.look(who)
        lines = self.seen[who].get(name, "").split("\n")
        for _ in range(BURST):
            self.count += 1
            removed, lines[-1] = {lines[-1]}, f"{who}{self.count}"
            self._save(who, name, "\n".join(lines), removed)

    @invariant()
    def nothing_is_lost(self) -> None:
        team = teams_store.teams.peek(self.team_id)
        paragraphs = (
            {section.id: set(section.text.split("\n")) for section in read_texts(team).draft.sections} if team else {}
        )
        assert all(lines <= paragraphs.get(name, set()) for name, lines in self.expected.items())
        kept_texts = [
            text_and_content[1].text
            for kept in declarations_store.kept_texts(self.team_id)
            if (text_and_content := declarations_store.kept_text(self.team_id, kept.id))
        ]
        assert set(self.refused) <= set(kept_texts)

    def _save(self, who: str, name: str, text: str, removed: set[str]) -> None:
        self.count += 1
        read, history = self.read[who], self.texts[name]
        revisions = sorted(history)
        base = max((revision for revision in revisions if revision <= read), default=None)
        theirs = history[revisions[-1]] if revisions and revisions[-1] > read else None
        known = base is not None and base in revisions[-PAST_KEPT - 1 :]
        both = text if theirs in (None, text) else merged(history[base], text, theirs) if known and base else None
        context = Context(actor=Actor(who), idempotency_key=f"k{self.count}", request_hash="1", causation_id="c")
        command = declarations_requests.SaveDeclaration(
            team_id=self.team_id, draft_revision=read, sections=(Section(id=name, text=text),)
        )
        refused: Code | None = None
        try:
            with handling(context):
                answer = save_declaration(command, Actor(who), a.WHILE_OPEN)
        except Refusal as refusal:
            refused = refusal.code
            self.refused.append(text)
        assert (refused is teams_rules.C4_DRAFT_MOVED_ON) is (both is None)
        if refused is not None:
            return
        assert both is not None
        if not history or both != history[revisions[-1]]:
            history[answer.draft_revision] = both
        changed = {section for section in SECTIONS if max(self.texts[section], default=0) > read}
        assert {section.id: section.text for section in answer.draft} == {
            section: self.texts[section][max(self.texts[section])] for section in changed
        }
        self.expected[name] = (self.expected[name] - removed) | (
            set(text.split("\n")) & set(both.split("\n")) - removed
        )
        self.read[who] = answer.draft_revision
        self.seen[who] |= {section.id: section.text for section in answer.draft}
        assert self.seen[who] == {section: texts[max(texts)] for section, texts in self.texts.items() if texts}


@pytest.fixture
def registration(mongodb_url: str, database_prefix: str) -> Iterator[None]:
    """Yield an empty database."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    for document in teams_store.DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    yield
    mongoengine.disconnect()


@pytest.mark.usefixtures("registration")
def test_c4_neither_of_two_writers_loses_and_each_sees_the_others_change(
    pytestconfig: pytest.Config,
) -> None:
    """C4: in any order, with more than a hundred saves between a reading and the save from it."""
    checks = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        TwoWriters,
        settings=settings(
            max_examples=8 if pytestconfig.getoption("--full") else 3,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=checks,
        ),
    )

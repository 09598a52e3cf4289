"""Drafts over a real database: two writers, what is kept beside them, and who reads them (rules C4, C8, K1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import mongoengine
import pytest
from dasai.registration.v1 import declarations_pb2, teams_pb2

from chassis.actor import Actor, Grant, Role
from chassis.context import Context, handling
from chassis.facts.submissions import Section
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal
from chassis.mongo.connection import connect
from chassis.settings import Settings
from services.registration.declarations import queries as declarations_queries
from services.registration.declarations import requests as declarations_requests
from services.registration.declarations import store as declarations_store
from services.registration.declarations.commands import delete_kept_text, note_editing, save_declaration
from services.registration.declarations.model.kept_texts import KEPT_NAMED, MOST_KEPT
from services.registration.editions.settings import requirements
from services.registration.submissions import queries as submissions_queries
from services.registration.teams import queries as teams_queries
from services.registration.teams import store as teams_store
from services.registration.teams.commands.showing import show_team
from services.registration.teams.model.team import Team
from services.registration.teams.store.draft_texts import DraftTextDocument
from tests.unit.services.registration import builders as a

MEMBER, PARTNER, STRANGER = Actor("account"), Actor("partner"), Actor("stranger")
AT = a.WHILE_OPEN
BACKGROUND, OTHER = "overview.background", "value.social"
MAX_MESSAGE = 8 * 1024 * 1024


@pytest.fixture(autouse=True)
def registration(mongodb_url: str, database_prefix: str) -> Iterator[None]:
    """Yield an empty database, and a team `team` of two accounts."""
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    for document in teams_store.DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    team = a.team()
    team.let_colleague_in(team.lead.uscc, "partner", a.REQUIREMENTS, at=AT)
    teams_store.teams.add(team)
    yield
    mongoengine.disconnect()


def save(
    key: str, revision: int, *sections: Section, actor: Actor = MEMBER, editor: str = "", at: Instant = AT
) -> teams_pb2.Team:
    """Save sections for somebody who had read that revision."""
    command = declarations_requests.SaveDeclaration(
        team_id="team", draft_revision=revision, sections=sections, editor_id=editor
    )
    with handling(Context(actor=actor, idempotency_key=key, request_hash="1", causation_id=key)):
        return save_declaration(command, actor, at)


def section(text: str, name: str = BACKGROUND, rich: str = "") -> Section:
    return Section(id=name, text=text, rich=rich)


def declaration(since: int = 0, actor: Actor = MEMBER) -> declarations_pb2.Declaration:
    return declarations_queries.get_declaration(
        declarations_pb2.GetDeclarationRequest(team_id="team", since_revision=since), actor
    )


def code_of(refused: pytest.ExceptionInfo[Refusal]) -> str:
    return refused.value.code.name


def test_c4_two_texts_refused_from_one_reading_are_both_kept_for_one_account() -> None:
    """C4: both texts from two windows of one account are kept; the same text is kept once, other markup is another text."""
    save("a", 0, section("甲" * 30))
    save("b", 1, section("乙" * 30))
    tries = [section("丙" * 30), section("丁" * 30), section("丙" * 30), section("", rich=f"<p>{'丁' * 30}</p>")]
    for place, mine in enumerate(tries):
        with pytest.raises(Refusal) as refused:
            save(f"c{place}", 1, mine, at=AT + timedelta(seconds=place))
        assert code_of(refused) == "C4_DRAFT_MOVED_ON"
    texts = [declarations_store.kept_text("team", kept.id) for kept in declarations_store.kept_texts("team")]
    assert [(text[1].text[:1], bool(text[1].rich)) for text in texts if text] == [
        ("丁", True),
        ("丁", False),
        ("丙", False),
    ]


def test_c4_a_poll_stays_small_with_three_hundred_kept_texts_and_all_can_be_read() -> None:
    """C4: a poll names the newest, light; pages name all; one is read whole, and removed by whoever wrote it."""
    rich = "<p>" + "<strong>字</strong>" * 1500 + "</p>"
    names = [rule.id for rule in requirements().sections][:15]
    for place in range(300):
        written = section(f"第{place}次", names[place % 15], rich)
        at = AT + timedelta(seconds=place)
        declarations_store.keep_text("team", written, 1, "account" if place % 2 else "partner", "", at)
    polled = declaration(since=0)
    assert (len(polled.kept), polled.kept_total) == (KEPT_NAMED, 300)
    assert polled.ByteSize() < 4096
    asked = declarations_pb2.GetDeclarationRequest(team_id="team")
    asked.kept_since.FromDatetime(AT + timedelta(seconds=297))
    answer_since = declarations_queries.get_declaration(asked, PARTNER)
    assert ([kept.written_by for kept in answer_since.kept], answer_since.kept_total) == (["成员1", "成员2"], 2)
    listed: list[declarations_pb2.KeptText] = []
    listing = declarations_pb2.ListKeptTextsRequest(team_id="team")
    listing.page.page_size = 128
    while not listed or listing.page.page_token:
        answer = declarations_queries.list_kept_texts(listing, MEMBER)
        listed.extend(answer.kept)
        listing.page.page_token = answer.page.next_page_token
    times = [kept.written_at.ToSeconds() for kept in listed]
    assert (len({kept.id for kept in listed}), times) == (300, sorted(times, reverse=True))
    newest = listed[0]
    whole = declarations_queries.get_kept_text(
        declarations_pb2.GetKeptTextRequest(team_id="team", kept_id=newest.id), PARTNER
    )
    assert (whole.text, whole.rich, whole.length) == ("第299次", rich, newest.length)
    for actor, code in ((PARTNER, "K1_FORBIDDEN"), (STRANGER, "NOT_FOUND")):
        with pytest.raises(Refusal) as refused:
            delete_kept_text("team", newest.id, actor)
        assert code_of(refused) == code
    delete_kept_text("team", newest.id, MEMBER)
    with pytest.raises(Refusal) as refused:
        declarations_queries.get_kept_text(
            declarations_pb2.GetKeptTextRequest(team_id="team", kept_id=newest.id), MEMBER
        )
    assert (code_of(refused), declaration().kept_total) == ("NOT_FOUND", 299)


def test_c4_an_editor_that_keeps_trying_displaces_only_its_own_texts() -> None:
    """C4: of its tries the newest stay; what another account, or this one earlier, had refused stays too."""
    for place in range(3):
        declarations_store.keep_text("team", section(f"别人{place}"), place, "partner", "", AT)
        declarations_store.keep_text("team", section(f"早先{place}"), place, "account", "", AT)
    for place in range(2 * MOST_KEPT):
        declarations_store.keep_text(
            "team", section(f"第{place}次"), 9, "account", "x", AT + timedelta(seconds=1 + place)
        )
    texts = [
        text[1].text
        for kept in declarations_store.kept_texts("team")
        if (text := declarations_store.kept_text("team", kept.id))
    ]
    assert texts[: MOST_KEPT - 3] == [f"第{place}次" for place in range(2 * MOST_KEPT - 1, MOST_KEPT + 2, -1)]
    assert sorted(texts[MOST_KEPT - 3 :]) == sorted(f"{who}{place}" for who in ("别人", "早先") for place in range(3))


def test_c4_paragraphs_are_merged_however_often_another_section_was_saved() -> None:
    """C4: what a reader had before them is known by the section's own revisions, not by the draft's."""
    read = save("a", 0, section("第一段。\n中段。\n第三段。")).draft_revision
    for place in range(130):
        read = save(f"x{place}", read, section(f"第{place}次自动保存。", OTHER)).draft_revision
    save("b", read, section("第一段新。\n中段。\n第三段。"))
    both = save("c", read, section("第一段。\n中段。\n第三段新。"), actor=PARTNER)
    assert list(both.merged_sections) == [BACKGROUND]
    assert [section.text for section in both.draft if section.id == BACKGROUND] == ["第一段新。\n中段。\n第三段新。"]
    texts = DraftTextDocument._get_collection().count_documents({})
    assert texts <= 3 + 51  # of the section that was saved so often as many as a reader may go back


def test_c4_an_editor_goes_on_after_a_lost_answer() -> None:
    """C4: an editor goes on from what it had read; what it saved itself is no change by a colleague."""
    save("a", 0, section("一段。"), editor="x")
    save("b", 1, section("一段。再写。"), editor="x")  # its answer never came
    saved = save("c", 1, section("一段。再写，又写。"), editor="x")
    assert ([section.text for section in saved.draft], declaration().kept_total) == (["一段。再写，又写。"], 0)
    with pytest.raises(Refusal) as refused:
        save("d", 1, section("另一窗口。"), editor="y")
    assert refused.value.zh.startswith("“项目背景”刚被您在另一窗口或另一设备修改")
    with pytest.raises(Refusal) as refused:
        save("e", 1, section("同伴写的。"), actor=PARTNER, editor="x")
    assert refused.value.zh.startswith("“项目背景”刚被队友修改")
    assert (refused.value.facts["section"], refused.value.facts["written_by"]) == (BACKGROUND, "成员1")


def test_k1_drafts_are_read_by_their_team_only_and_are_in_no_list() -> None:
    """K1, C4: a host's list of many full teams fits in one answer and tells nothing that was not submitted."""
    full = [
        Section(id=rule.id, text=("数据要素流通应用示范项目申报书正文" * rule.max_length)[: rule.max_length])
        for rule in requirements().sections
    ]
    for number in range(60):
        lead = a.organisation(100 + number)
        person = a.person(f"many{number}", lead.uscc)
        entry = a.entry(project_name=f"合成项目{number}", lead=lead, representatives=(person,), account_id="account")
        team = Team.register(f"many-{number:03}", entry, a.division(), a.REQUIREMENTS, at=AT)
        team.save_declaration(tuple(full), 0, requirements(), at=AT)
        teams_store.teams.add(team)
    request = teams_pb2.ListTeamsRequest()
    request.page.page_size = 200
    mine = teams_queries.list_teams(request, MEMBER)
    assert len(mine.teams) == 61
    assert mine.ByteSize() < MAX_MESSAGE / 20
    assert {(listed.own, bool(listed.missing), len(listed.draft)) for listed in mine.teams} == {(True, True, 0)}
    whole = show_team("many-000", MEMBER, AT)
    assert (len(whole.draft), whole.own) == (len(full), True)
    assert 60 * whole.ByteSize() > MAX_MESSAGE
    request.division_code = "110000"
    host = Actor("host", grants=frozenset({Grant(Role.HOST, "110000")}))
    theirs = teams_queries.list_teams(request, host).teams
    assert len(theirs) == 61
    for role in (Role.HOST, Role.REVIEWER):
        staff = Actor("staff", grants=frozenset({Grant(role, "110000")}))
        for seen in (*theirs, show_team("many-000", staff, AT)):
            assert (len(seen.draft), len(seen.evidence), len(seen.missing), seen.own) == (0, 0, 0, False)
        for call in (
            lambda who=staff: submissions_queries.get_completeness("many-000", who, AT),
            lambda who=staff: declarations_queries.list_kept_texts(
                declarations_pb2.ListKeptTextsRequest(team_id="many-000"), who
            ),
        ):
            with pytest.raises(Refusal) as refused:
                call()
            assert code_of(refused) == "NOT_FOUND"


def test_c4_k1_members_see_who_else_is_editing_until_half_a_minute_after_the_last_note(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """C4, K1: a member sees others by section and label, not itself; a stranger sees no team, and no section is made up."""

    def note(section: str, actor: Actor) -> list[tuple[str, str]]:
        request = declarations_pb2.NoteEditingRequest(team_id="team", section=section)
        return [(editor.section, editor.called) for editor in note_editing(request, actor).editors]

    def editors(actor: Actor) -> list[tuple[str, str]]:
        return [(each.section, each.called) for each in declarations_queries.list_editors("team", actor).editors]

    assert note(BACKGROUND, MEMBER) == []
    assert note(BACKGROUND, MEMBER) == []
    assert note(BACKGROUND, PARTNER) == [(BACKGROUND, "成员1")]
    assert note(OTHER, PARTNER) == [(BACKGROUND, "成员1")]
    assert editors(MEMBER) == [(BACKGROUND, "成员2"), (OTHER, "成员2")]
    assert declarations_store.EditingDocument._get_collection().count_documents({}) == 3
    for refused, code in ((lambda: note("overview.nothing", MEMBER), "section"), (lambda: editors(STRANGER), "team")):
        with pytest.raises(Refusal) as refusal:
            refused()
        assert (refusal.value.code.name, refusal.value.facts) == ("NOT_FOUND", {"what": code})
    with pytest.raises(Refusal):
        note(BACKGROUND, STRANGER)
    # what is older is shown no more, also before the database deletes it
    monkeypatch.setattr(declarations_store, "SHOWN_FOR", timedelta())
    assert editors(MEMBER) == []

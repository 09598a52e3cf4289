"""The texts of a draft as documents of their own, over a real database (rules C4, C8; ADR 19)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import mongoengine
import pytest
from dasai.registration.v1 import teams_pb2

from chassis.actor import Actor, Grant, Role
from chassis.context import Context, handling
from chassis.edition.current import edition
from chassis.facts.submissions import Section
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import StaleVersion
from chassis.mongo.connection import connect
from chassis.mongo.store import Repository
from chassis.objects import objects
from chassis.settings import Settings, settings
from cli.synthetic import Synthetic
from services.registration.catalogue import DOCUMENTS
from services.registration.declarations import requests as declarations_requests
from services.registration.declarations import store as declarations_store
from services.registration.declarations.commands import save_declaration
from services.registration.divisions import store as divisions_store
from services.registration.editions.settings import requirements
from services.registration.materials import requests as materials_requests
from services.registration.materials.checks import evidence_of
from services.registration.materials.commands.evidence import attach_evidence
from services.registration.submissions import commands as submissions_commands
from services.registration.submissions import queries as submissions_queries
from services.registration.submissions import wire as submissions_wire
from services.registration.teams import requests as teams_requests
from services.registration.teams import rules as teams_rules
from services.registration.teams import store as teams_store
from services.registration.teams.adapters import signing
from services.registration.teams.commands.colleagues import answer_colleague_invitation, invite_colleagues
from services.registration.teams.commands.joint_teams import add_co_organisation, answer_invitation, renew_invitation
from services.registration.teams.commands.showing import show_team
from services.registration.teams.model.draft import PAST_KEPT
from services.registration.teams.model.team import Team
from services.registration.teams.store.draft_texts import DraftTextDocument, read_texts
from tests.service.registration.database_commands import DatabaseCommands, database_commands
from tests.service.registration.submitting import AT, MEMBER, add_material, add_submittable_team, submit
from tests.unit.services.registration import builders as a

BACKGROUND, SOCIAL = "overview.background", "value.social"
TEXTS = "draft_texts"
CACHES = (settings, objects, signing.receipt_signer, signing.public_keys)


@pytest.fixture(autouse=True)
def commands(
    mongodb_url: str, database_prefix: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[DatabaseCommands]:
    """Yield the commands sent to a database with a division and a complete team `team` of the account's."""
    monkeypatch.setenv("DASAI_RECEIPT_KEY", base64.b64encode(b"r" * 32).decode())
    monkeypatch.setenv("DASAI_OBJECTS_URL", f"file://{tmp_path / 'objects'}")
    for cached in CACHES:
        cached.cache_clear()
    listener = database_commands()
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    for document in DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    divisions_store.divisions.add(a.division())
    add_submittable_team()
    yield listener
    monkeypatch.undo()
    for cached in CACHES:
        cached.cache_clear()
    mongoengine.disconnect()


def save(key: str, revision: int, *sections: Section, actor: Actor = MEMBER, at: Instant = AT) -> teams_pb2.Team:
    """Save sections of the draft, having read that revision of it."""
    request = declarations_requests.SaveDeclaration(team_id="team", draft_revision=revision, sections=sections)
    with handling(Context(actor=actor, idempotency_key=key, request_hash="1", causation_id=key)):
        return save_declaration(request, actor, at)


def changed(text: str, section: str = BACKGROUND) -> Section:
    """Return a section with another text, long enough to be submitted."""
    return Section(id=section, text=text * 20)


def stored_team() -> Team:
    """Return the team as it is stored, with the texts of its draft."""
    return read_texts(teams_store.teams.look("team"))


def stored_texts(section: str) -> list[str]:
    """Return the stored texts of a section, oldest first."""
    documents = DraftTextDocument._get_collection().find({"_id": {"$regex": f"^team/{section}/"}})
    return [document["text"] for document in sorted(documents, key=lambda document: document["_id"])]


def test_c4_c5_attaching_a_file_neither_reads_nor_writes_a_text(commands: DatabaseCommands) -> None:
    """C4, C5: a file costs the same however long the declaration is."""
    team = stored_team()
    piece = next(piece for piece in Synthetic(edition(), 4).evidence(2, team.lead.uscc))
    material = add_material(team, piece)
    request = materials_requests.AttachEvidence(
        team_id="team", evidence=evidence_of(material, "intellectual_property", "另一份.pdf")
    )
    with (
        handling(Context(actor=MEMBER, idempotency_key="k", request_hash="1", causation_id="k")),
        commands.recorded() as sent,
    ):
        answer = attach_evidence(request, MEMBER, AT)
    assert len(answer.evidence) == len(team.evidence) + 1
    assert [name for name, collection, _ in sent if collection == TEXTS] == []
    assert ("update", "teams") in [(name, collection) for name, collection, _ in sent]


def test_c4_b2_a_consent_and_a_colleague_neither_read_nor_write_a_text(commands: DatabaseCommands) -> None:
    """C4, B2: whoever joins a team does not carry its declaration through the database."""
    partner = Actor("partner", grants=frozenset({Grant(Role.PARTICIPANT)}))
    colleague = Actor("colleague", grants=frozenset({Grant(Role.PARTICIPANT)}))
    organisation = a.organisation(2)
    with commands.recorded() as sent:
        add_co_organisation(teams_requests.AddCoOrganisation(team_id="team", organisation=organisation), MEMBER, AT)
        renewed = renew_invitation(teams_requests.RenewInvitation(team_id="team", uscc=organisation.uscc), MEMBER, AT)
        key = teams_requests.InvitationKey(team_id="team", uscc=organisation.uscc, code=renewed.invitation_code)
        answer_invitation(teams_requests.AnswerInvitation(invitation=key, consent=True), partner, AT)
        invitation = invite_colleagues("team", MEMBER, AT)
        answer_colleague_invitation(
            teams_requests.AnswerColleagueInvitation(team_id="team", code=invitation.code), colleague, AT
        )
    assert set(stored_team().account_ids) == {"account", "partner", "colleague"}
    assert [name for name, collection, _ in sent if collection == TEXTS] == []
    assert [name for name, collection, _ in sent if collection == "teams"].count("update") == 5


def test_c4_a_save_writes_only_the_texts_that_changed(commands: DatabaseCommands) -> None:
    """C4: of two sections that are sent, the unchanged text is not written again, and no text is read."""
    same = next(section for section in stored_team().draft.content() if section.id == SOCIAL)
    read = teams_store.teams.look("team").draft.revision
    with commands.recorded() as sent:
        answer = save("k", read, changed("新的背景。"), same)
    ((name, changes),) = [(name, changes) for name, collection, changes in sent if collection == TEXTS]
    assert (name, len(changes)) == ("update", 1)
    assert changes[0]["q"]["_id"].startswith(f"team/{BACKGROUND}/")
    assert [section.id for section in answer.draft] == [BACKGROUND]


def test_c4_the_answer_of_a_save_has_every_text_changed_since() -> None:
    """C4: a section that a colleague wrote since the reading is in the answer too, so that it is not written over unread."""
    read = stored_team().draft.revision
    save("a", read, changed("同伴写的效益。", SOCIAL))
    answer = save("b", read, changed("自己写的背景。"))
    assert {section.id: section.text for section in answer.draft} == {
        BACKGROUND: changed("自己写的背景。").text,
        SOCIAL: changed("同伴写的效益。").text,
    }
    assert [section.id for section in save("c", answer.draft_revision, changed("再写。")).draft] == [BACKGROUND]


class KilledError(Exception):
    """An error in place of a write, as if the process died there."""


def test_c4_a_crash_between_the_text_and_its_team_leaves_the_team_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """C4: a text that no team names is read by nobody; the save counts when it is repeated."""
    before = stored_team()

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(Repository, "save", killed)
        with pytest.raises(KilledError):
            save("k", before.draft.revision, changed("没有写完。"))
    assert len(stored_texts(BACKGROUND)) == 2
    after = stored_team()
    assert (after.draft, after.version) == (before.draft, before.version)
    assert [section.text for section in show_team("team", MEMBER, AT).draft] == [
        section.text for section in before.draft.content()
    ]
    save("k", before.draft.revision, changed("没有写完。"))
    assert (stored_team().draft.sections[0].text, len(stored_texts(BACKGROUND))) == (changed("没有写完。").text, 2)


def test_c4_of_two_saves_at_once_the_first_is_the_draft() -> None:
    """C4: both texts of that revision are stored; the team names the winner's, and the other is kept beside the draft."""
    read = stored_team().draft.revision
    together = Barrier(2)
    texts = {"甲": changed("甲写的背景。"), "乙": changed("乙写的背景。")}

    def save_once_both_have_read(name: str) -> str:
        team = teams_store.teams.get("team")
        team.save_declaration((texts[name],), read, requirements(), at=AT)
        together.wait()
        try:
            teams_store.teams.save(team)
        except StaleVersion:
            return ""
        return name

    with ThreadPoolExecutor(2) as pool:
        winner = "".join(pool.map(save_once_both_have_read, texts))
    loser = "甲" if winner == "乙" else "乙"
    assert sorted(stored_texts(BACKGROUND)[1:]) == sorted(section.text for section in texts.values())
    assert stored_team().draft.sections[0].text == texts[winner].text
    with pytest.raises(Refusal) as refused:  # the server repeats the command of whoever met a newer version
        save("loser", read, texts[loser])
    assert refused.value.code is teams_rules.C4_DRAFT_MOVED_ON
    assert stored_team().draft.sections[0].text == texts[winner].text
    (loser_text,) = declarations_store.kept_texts("team")
    _, content = declarations_store.kept_text("team", loser_text.id) or pytest.fail("the kept text is gone")
    assert content.text == texts[loser].text


@pytest.mark.parametrize("moment", ["before its texts are read", "before it is written"])
def test_c8_a_submission_never_contains_half_of_a_save(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """C8, C4: a submission is of the version that was read; if the team moved on it does not count, and is refused anew."""
    before = stored_team()
    read = before.draft.revision

    def after_a_save(step: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            save("meanwhile", read, changed("甲。"), changed("乙。", SOCIAL))
            return step(*args, **kwargs)

        return call

    before_reading = moment == "before its texts are read"
    owner, step = (submissions_commands, "read_texts") if before_reading else (submissions_wire, "submission_content")
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, after_a_save(getattr(owner, step)))
        with pytest.raises(StaleVersion):
            submit("k", revision=read)
    assert teams_store.teams.look("team").receipts == ()
    with pytest.raises(Refusal) as refused:
        submit("k", revision=read)
    assert refused.value.code is teams_rules.C8_CONTENT_MOVED_ON
    receipt = submit("k2", revision=read + 1)
    frozen = submissions_queries.submission_of(teams_store.teams.look("team"), receipt.submission_number)
    expected = {section.id: section.text for section in before.draft.content()} | {
        BACKGROUND: changed("甲。").text,
        SOCIAL: changed("乙。").text,
    }
    assert {section.id: section.text for section in frozen.declaration} == expected


def test_c4_old_texts_are_deleted_after_fifty_revisions(monkeypatch: pytest.MonkeyPatch) -> None:
    """C4: of a section that is saved often the last revisions stay, of the others every text, and no orphan stays for ever."""
    read = stored_team().draft.revision

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(Repository, "save", killed)
        with pytest.raises(KilledError):
            save("orphan", read, changed("没有写完。"))
    for number in range(PAST_KEPT + 10):
        read = save(f"k{number}", read, changed(f"第{number}次。")).draft_revision
    expected = [changed(f"第{number}次。").text for number in range(9, PAST_KEPT + 10)]
    assert stored_texts(BACKGROUND) == expected
    assert len(stored_texts(SOCIAL)) == 1
    assert stored_team().draft.sections[0].text == expected[-1]


def test_c4_c8_two_sections_with_the_same_text_are_both_shown_and_submitted() -> None:
    """C4, C8: each section keeps its text, also if other sections have the same."""
    same = dict.fromkeys((BACKGROUND, SOCIAL, "business.market"), "同前述。" * 20)
    save("same", 1, *(Section(id=section, text=text) for section, text in same.items()))
    assert {section.id: section.read() for section in stored_team().draft.sections if section.id in same} == {
        section: Section(id=section, text=text) for section, text in same.items()
    }
    receipt = submit("submit", revision=stored_team().draft.revision)
    submitted = submissions_queries.submission_of(teams_store.teams.look("team"), receipt.submission_number)
    assert {section.id: section.text for section in submitted.declaration if section.id in same} == same

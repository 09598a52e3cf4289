"""A small file that comes whole, over a real database and folder: what it costs, what a crash leaves, who wins (rules C5, C7)."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from dasai.registration.v1.materials_pb2 import UPLOAD_STATE_COMPLETE

from chassis.context import Context, handling
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import StaleVersion
from chassis.objects import objects
from chassis.telemetry import DATABASE_CALLS
from cli.synthetic import small_pdf
from services.registration.materials import queries, requests
from services.registration.materials import store as materials_store
from services.registration.materials.commands import retention, whole
from services.registration.materials.settings import file_rules
from services.registration.shared.materials import KeptTotal
from services.registration.teams import store as teams_store
from tests.service.registration.uploading import (
    AT,
    LONG_AFTER,
    MEMBER,
    TIMER,
    add_team,
    add_unused_material,
    begin_upload,
    complete_upload,
    give_up,
)
from tests.unit.services.registration import builders as a

pytestmark = pytest.mark.usefixtures("registration")


def upload(content: bytes, team_id: str = "t1", *, number: int = 1, key: str = "", kind: str = "audit") -> Any:
    """Upload a file whole."""
    wanted = requests.UploadFile(
        team_id=team_id, kind=kind, file_name="a.pdf", owner_uscc=a.code(number), content=content, metadata="kind YQ=="
    )
    key = key or hashlib.sha256(content + team_id.encode() + kind.encode()).hexdigest()
    with handling(Context(actor=MEMBER, idempotency_key=key, request_hash="1", work="test")):
        return whole.upload_file(wanted, MEMBER, AT)


def refusal_of(content: bytes, **more: Any) -> str:
    """Return the code with which a file is refused."""
    with pytest.raises(Refusal) as caught:
        upload(content, **more)
    return caught.value.code.name


def database_calls() -> float:
    """Return how many database calls were made for this module's uploads."""
    samples = (sample for family in DATABASE_CALLS.collect() for sample in family.samples)
    return sum(each.value for each in samples if each.name.endswith("_total") and each.labels["work"] == "test")


def test_c7_a_whole_file_becomes_evidence_in_five_database_calls() -> None:
    """C7: the answer is that of an upload in pieces, its address goes on answering, and no bytes are left over."""
    upload(small_pdf("first"))  # what is kept of a team is counted once
    content, before = small_pdf("whole"), database_calls()
    done = upload(content)
    calls = database_calls() - before
    digest = hashlib.sha256(content).hexdigest()
    assert calls == 5
    assert done.state == UPLOAD_STATE_COMPLETE
    assert (done.size_bytes, done.file_name, done.metadata) == (len(content), "a.pdf", "kind YQ==")
    assert queries.get_upload(done.id, MEMBER, AT) == done
    assert teams_store.teams.look("t1").evidence[-1].id == done.evidence_id
    assert b"".join(objects().read(digest)) == content
    assert objects().offset(done.id) == 0
    assert give_up(done.id) == "C7_UPLOAD_ENDED"
    assert complete_upload(done.id) == done


def test_c7_a_whole_file_repeated_gets_the_first_answer() -> None:
    """C7: under its key; under another the file is the same material, and the same evidence."""
    content = small_pdf("repeated")
    done = upload(content)
    assert upload(content) == done
    again = upload(content, key="another")
    assert (again.material_id, again.evidence_id) == (done.material_id, done.evidence_id)
    assert again.id != done.id
    assert queries.get_upload(done.id, MEMBER, AT) == done
    assert len(teams_store.teams.look("t1").evidence) == 1


@pytest.mark.parametrize("place", ["put", "materials", "teams"])
def test_c7_a_whole_file_whose_call_dies_is_mended_by_the_same_call(place: str) -> None:
    """C7: whichever step was the last that happened; no record is ever without its object."""
    content = small_pdf(f"dies at {place}")
    holder: Any = {"put": objects(), "materials": materials_store.materials, "teams": teams_store.teams}[place]

    def crash(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(holder, "put" if place == "put" else "save", crash)
        with pytest.raises(KeyboardInterrupt):
            upload(content)
    digest = hashlib.sha256(content).hexdigest()
    for material in materials_store.materials_of_content(digest):
        assert objects().size(material.sha256) == len(content)
    done = upload(content)
    assert [piece.id for piece in teams_store.teams.look("t1").evidence] == [done.evidence_id]
    assert len(materials_store.materials_of_content(digest)) == 1
    assert objects().offset(done.id) == 0


def test_c7_a_refused_file_leaves_nothing() -> None:
    """C7: neither bytes nor a record; the same file again is refused by the same words."""
    content = b"no pdf at all"
    assert refusal_of(content) == "C7_TYPE_NOT_ALLOWED"
    assert refusal_of(content) == "C7_TYPE_NOT_ALLOWED"
    assert list(objects().idle(-1)) == []
    assert teams_store.teams.look("t1").evidence == ()


def test_c7_content_that_is_held_is_not_removed_and_waits_while_it_is() -> None:
    """C7: who keeps a content and who removes it never both go on."""
    digest = hashlib.sha256(small_pdf("held")).hexdigest()
    assert materials_store.hold_content(digest, AT + timedelta(minutes=10))
    assert not materials_store.is_removed(digest)
    assert not materials_store.begin_removal(digest, AT + timedelta(minutes=9))
    assert materials_store.begin_removal(digest, AT + timedelta(minutes=11))
    assert materials_store.is_removed(digest)
    assert not materials_store.hold_content(digest, AT + timedelta(minutes=30))
    assert not materials_store.begin_removal(digest, AT + timedelta(minutes=12))
    materials_store.end_removal(digest)
    assert materials_store.hold_content(digest, AT)
    materials_store.forget_holds(AT + timedelta(minutes=1))
    assert materials_store.begin_removal(digest, AT)


def test_c7_a_whole_file_waits_for_the_removal_of_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: then it is stored anew."""
    add_team("t2", "p2", 2)
    content = small_pdf("removed and back")
    digest = add_unused_material(content)
    refusals: list[str] = []
    remove = objects().remove

    def removing(sha256: str) -> None:
        refusals.append(refusal_of(content, team_id="t2", number=2))
        remove(sha256)

    with monkeypatch.context() as patch:
        patch.setattr(objects(), "remove", removing)
        retention.run_retention(TIMER, LONG_AFTER)
    assert refusals == ["UNAVAILABLE"]
    assert objects().size(digest) is None
    upload(content, "t2", number=2)
    assert objects().size(digest) == len(content)


def test_c7_room_is_counted_when_the_most_that_may_be_kept_leaves_none() -> None:
    """C7: the bound kept with the team is never lower than what is kept, and refuses nobody by itself."""
    upload(small_pdf("one"))
    assert teams_store.teams.look("t1").kept_at_most == KeptTotal(files=1, size_bytes=len(small_pdf("one")))
    complete_upload(begin_upload(small_pdf("in pieces")))
    assert teams_store.teams.look("t1").kept_at_most is None
    upload(small_pdf("three"))
    team = teams_store.teams.get("t1")
    assert team.kept_at_most is not None
    assert team.kept_at_most.files == 3
    team.kept_at_most = KeptTotal(files=file_rules().max_kept_files, size_bytes=0)
    teams_store.teams.save(team)
    upload(small_pdf("four"))
    assert teams_store.teams.look("t1").kept_at_most == KeptTotal(
        files=4, size_bytes=sum(len(small_pdf(name)) for name in ("one", "in pieces", "three", "four"))
    )


def test_c7_a_whole_file_meets_what_others_did_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: a file that another member attached at the same moment stays, and both are counted."""
    save, content, other = teams_store.teams.save, small_pdf("mine"), small_pdf("theirs")

    def late(team: Any, **more: Any) -> None:
        monkeypatch.setattr(teams_store.teams, "save", save)
        upload(other)
        save(team, **more)

    monkeypatch.setattr(teams_store.teams, "save", late)
    with pytest.raises(StaleVersion):  # as the server does: it runs again
        upload(content)
    upload(content)
    team = teams_store.teams.look("t1")
    assert {piece.sha256 for piece in team.evidence} == {hashlib.sha256(each).hexdigest() for each in (content, other)}
    assert team.kept_at_most is not None
    assert team.kept_at_most.files == 3  # a bound, not a count: it has the first attempt too


def test_c7_an_upload_in_pieces_under_the_same_key_goes_on() -> None:
    """C7: what was begun is neither doubled nor left behind."""
    content = small_pdf("begun")
    begin_upload(content, key="same key")
    assert refusal_of(content, key="same key") == "IDEMPOTENCY_KEY_REUSED"

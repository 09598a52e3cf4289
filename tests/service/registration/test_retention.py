"""Timers and bounds over a real database and folder: what is dropped, what stays and until when (rules C7, K4)."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from dasai.registration.v1.materials_pb2 import UPLOAD_STATE_COMPLETE

from chassis.kernel.identifiers import new_id
from chassis.kernel.refusal import Refusal
from chassis.objects import objects
from cli.synthetic import small_pdf
from services.registration.materials import rules as materials_rules
from services.registration.materials import store as materials_store
from services.registration.materials.commands import retention, uploads
from services.registration.materials.settings import file_rules
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
    crash_before,
    crash_during,
    fail_as_unavailable,
    give_up,
    refusal_of,
    submit,
)

pytestmark = pytest.mark.usefixtures("registration")


STATE_AFTER_CRASH = {
    "finishing": "ended",
    "keep": "ended",
    "materials": "ended",
    "teams": "complete",
    "complete": "complete",
}


@pytest.mark.parametrize(("place", "state"), STATE_AFTER_CRASH.items())
def test_c7_the_timer_ends_unfinished_uploads(place: str, state: str) -> None:
    """C7: not while it may still be finished; then what was recorded is complete, and of the rest no byte stays."""
    content = small_pdf(f"left at {place}")
    upload_id = crash_during(content, place)
    digest = hashlib.sha256(content).hexdigest()
    retention.run_uploads(TIMER, AT + timedelta(hours=71))
    assert objects().offset(upload_id) == len(content)
    retention.run_uploads(TIMER, AT + timedelta(hours=73))
    assert materials_store.uploads.look(upload_id).state == state
    assert objects().offset(upload_id) == 0
    size = len(content) if state == "complete" else None
    assert objects().size(digest) == size
    attached = [materials_store.uploads.look(upload_id).evidence_id] if place == "complete" else []
    assert [piece.id for piece in teams_store.teams.look("t1").evidence] == attached


def test_c7_an_upload_is_left_alone_for_an_hour_while_it_is_finished() -> None:
    """C7: also where its own time passes meanwhile."""
    content = small_pdf("at the last minute")
    upload_id, late = begin_upload(content), AT + timedelta(hours=71, minutes=59)
    with pytest.MonkeyPatch.context() as patch:
        crash_before(patch, "keep")
        with pytest.raises(KeyboardInterrupt):
            uploads.complete_upload(upload_id, MEMBER, late)
    retention.run_uploads(TIMER, late + timedelta(minutes=59))
    done = uploads.complete_upload(upload_id, MEMBER, late + timedelta(minutes=59))
    assert done.state == UPLOAD_STATE_COMPLETE


def test_c7_bytes_without_an_open_upload_are_deleted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """C7: what a crash between record and bytes left, or a storage that was away, goes with the next sweep; the rest stays."""
    going, left = begin_upload(small_pdf("on its way")), begin_upload(small_pdf("left"))
    with monkeypatch.context() as patch:
        patch.setattr(objects(), "discard", fail_as_unavailable)
        assert give_up(left) == ""  # done, whatever the storage says
    objects().begin(orphan := new_id())
    retention.run_sweep(TIMER, AT)
    assert {going, left, orphan} <= set(objects().idle(-60))  # too young to be sure
    for path in (tmp_path / "objects" / "uploads").iterdir():
        os.utime(path, (1, 1))
    retention.run_sweep(TIMER, AT)
    assert list(objects().idle(-60)) == [going]


def test_c7_an_upload_that_cant_be_deleted_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: the timer goes on, and the record is right whatever the storage does."""
    uploads = [begin_upload(small_pdf(name)) for name in ("one", "two", "three")]
    monkeypatch.setattr(objects(), "discard", fail_as_unavailable)
    retention.run_uploads(TIMER, AT + timedelta(hours=73))
    assert [materials_store.uploads.look(upload).state for upload in uploads] == ["ended"] * 3


def test_c7_the_kept_files_of_a_team_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: taken out of the draft it still counts, by number and by bytes, and so does what is on its way; one less is taken."""
    pieces = [small_pdf(f"kept {number}") for number in range(4)]
    size = len(pieces[0])
    bounds = {"max_kept_files": 3, "max_kept_bytes": 10**9}, {"max_kept_files": 9, "max_kept_bytes": 3 * size}
    for place, bound in enumerate(bounds):
        team_id = f"bounded{place}"
        add_team(team_id, team_id, place + 2)
        monkeypatch.setattr(uploads, "file_rules", lambda bound=bound: replace(file_rules(), **bound))
        for piece in pieces[:2]:
            done = complete_upload(begin_upload(piece, team_id, number=place + 2))
            team = teams_store.teams.get(team_id)
            team.detach(done.evidence_id, at=AT)
            teams_store.teams.save(team)
        third = begin_upload(pieces[2], team_id, number=place + 2)
        with pytest.raises(Refusal) as refused:
            begin_upload(pieces[3], team_id, number=place + 2)
        assert refused.value.code is materials_rules.C7_KEPT_FULL
        assert give_up(third) == ""
        begin_upload(pieces[3], team_id, number=place + 2)


def test_c7_a_reservation_without_an_upload_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: a crash between reservation and record costs its room for ten minutes, not for ever."""

    def crash(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(materials_store.uploads, "add", crash)
        for number in range(10):
            with pytest.raises(KeyboardInterrupt):
                begin_upload(small_pdf(f"reserved {number}"))
    with pytest.raises(Refusal) as refused:
        begin_upload(small_pdf("one more"))
    assert refused.value.code is materials_rules.C7_TOO_MANY_UPLOADS
    begin_upload(small_pdf("reserved 3"))  # the same request again has its room
    begin_upload(small_pdf("one more"), at=AT + timedelta(minutes=11))
    assert [upload.state for upload in materials_store.uploads.every()] == ["open", "open"]


def test_c7_files_in_use_are_kept_until_their_stated_end_and_others_until_retention_ends() -> None:
    """C7, K4: dropped from the draft it stays until its time; named by a draft or a submission five years from the deadline."""
    in_draft, submitted, removed_from_draft = (small_pdf(text) for text in ("in the draft", "submitted", "dropped"))
    uploads = [complete_upload(begin_upload(content)) for content in (in_draft, submitted, removed_from_draft)]
    team = teams_store.teams.get("t1")
    for upload in uploads[1:]:
        team.detach(upload.evidence_id, at=AT)
    submit(team, submitted)
    digests = [hashlib.sha256(content).hexdigest() for content in (in_draft, submitted, removed_from_draft)]
    retention.run_retention(TIMER, AT + timedelta(days=1094))
    assert [objects().size(digest) is not None for digest in digests] == [True, True, True]
    retention.run_retention(TIMER, LONG_AFTER)
    assert [objects().size(digest) is not None for digest in digests] == [True, True, False]
    assert [len(materials_store.materials_of_content(digest)) for digest in digests] == [1, 1, 0]
    # not looked at again before it may go
    end = team.submission_closes + timedelta(days=1825)
    assert [
        material.retained_until for digest in digests for material in materials_store.materials_of_content(digest)
    ] == [
        end,
        end,
    ]
    assert list(materials_store.materials_over(end)) == []
    retention.run_retention(TIMER, end + timedelta(seconds=1))
    assert [objects().size(digest) for digest in digests] == [None, None, None]


@pytest.mark.parametrize("absent", ["submission", "team"])
def test_c7_a_file_that_unreadable_content_may_name_is_kept(absent: str) -> None:
    """C7: a submission whose content is not found may name anything; it is kept, counted, and looked at again next day."""
    content = small_pdf("who knows")
    done = complete_upload(begin_upload(content))
    team = teams_store.teams.get("t1")
    team.detach(done.evidence_id, at=AT)
    submit(team, b"another")
    holder = teams_store.SubmissionDocument if absent == "submission" else teams_store.TeamDocument
    holder._get_collection().delete_many({})
    before = retention._UNKNOWN._value.get()
    retention.run_retention(TIMER, LONG_AFTER)
    retention.run_retention(TIMER, LONG_AFTER + timedelta(minutes=10))
    assert retention._UNKNOWN._value.get() == before + 1
    assert objects().size(hashlib.sha256(content).hexdigest()) == len(content)
    assert materials_store.materials.look(done.material_id).retained_until == LONG_AFTER + timedelta(days=1)


def test_c7_content_uploaded_again_during_its_removal_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: the upload waits for the removal that began first; no record is left without its file."""
    add_team("t2", "p2", 2)
    content = small_pdf("comes back")
    digest, coming = add_unused_material(content), begin_upload(content, "t2", number=2)
    refusals: list[str] = []
    remove = objects().remove

    def removing(sha256: str) -> None:
        refusals.append(refusal_of(coming))
        remove(sha256)

    with monkeypatch.context() as patch:
        patch.setattr(objects(), "remove", removing)
        retention.run_retention(TIMER, LONG_AFTER)
    # it came in between: the removal saw nobody, the upload waited for it
    assert refusals == ["UNAVAILABLE"]
    assert objects().size(digest) is None
    complete_upload(coming)
    assert objects().size(digest) == len(content)


def test_c7_a_removal_that_sees_the_same_content_coming_leaves_it() -> None:
    """C7: it is being kept by another team at this moment."""
    add_team("t2", "p2", 2)
    content = small_pdf("is coming")
    digest, coming = add_unused_material(content), begin_upload(content, "t2", number=2)
    with pytest.MonkeyPatch.context() as patch:
        crash_before(patch, "keep")
        with pytest.raises(KeyboardInterrupt):
            complete_upload(coming)
    retention.run_retention(TIMER, LONG_AFTER)
    assert (objects().size(digest), materials_store.is_removed(digest)) == (len(content), False)
    complete_upload(coming)
    assert objects().size(digest) == len(content)


def test_c7_an_interrupted_removal_is_finished_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: by one run, not before the storage must have answered; until then the same content waits."""
    digest = add_unused_material(small_pdf("half removed"))
    with monkeypatch.context() as patch:
        patch.setattr(objects(), "remove", fail_as_unavailable)
        retention.run_retention(TIMER, LONG_AFTER)
    assert materials_store.is_removed(digest)
    retention.run_retention(TIMER, LONG_AFTER + timedelta(minutes=9))
    assert objects().size(digest) is not None
    retention.run_retention(TIMER, LONG_AFTER + timedelta(minutes=11))
    assert (objects().size(digest), materials_store.is_removed(digest)) == (None, False)


def test_c7_an_object_of_two_teams_is_kept_until_both_records_are_removed() -> None:
    """C7: the same content of another team is the same object; it goes with the last record."""
    add_team("t2", "p2", 2)
    content = small_pdf("shared")
    digest = hashlib.sha256(content).hexdigest()
    first, second = complete_upload(begin_upload(content)), complete_upload(begin_upload(content, "t2", number=2))
    assert first.material_id != second.material_id
    for team_id, upload in (("t1", first), ("t2", second)):
        assert objects().size(digest) == len(content)
        team = teams_store.teams.get(team_id)
        team.detach(upload.evidence_id, at=AT)
        teams_store.teams.save(team)
        # the second team's draft named it at the first run: it is looked at again when that may be over
        retention.run_retention(TIMER, LONG_AFTER + timedelta(days=1825) * (team_id == "t2"))
    assert objects().size(digest) is None


def test_c7_content_uploaded_again_has_a_new_retention() -> None:
    """C7: retention begins anew."""
    content = small_pdf("again")
    first = complete_upload(begin_upload(content))
    until = materials_store.materials.look(first.material_id).retained_until
    upload_id = begin_upload(content, kind="credit_record")
    uploads.complete_upload(upload_id, MEMBER, AT + timedelta(days=2))
    assert materials_store.materials.look(first.material_id).retained_until == until + timedelta(days=2)

"""Completing and giving up over a real database and folder: what a crash half-way leaves, who wins (rules C5, C7)."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from dasai.registration.v1.materials_pb2 import UPLOAD_STATE_COMPLETE

from chassis.mongo.attempts import StaleVersion
from chassis.objects import objects
from cli.synthetic import small_pdf
from services.registration.materials import store as materials_store
from services.registration.materials.commands import retention, uploads
from services.registration.teams import store as teams_store
from tests.service.registration.uploading import (
    AT,
    PLACES,
    TIMER,
    begin_upload,
    complete_upload,
    crash_during,
    end_upload,
    give_up,
    refusal_of,
)

pytestmark = pytest.mark.usefixtures("registration")


@pytest.mark.parametrize("place", PLACES)
def test_c7_a_crash_at_any_step_is_mended_by_the_same_call(place: str) -> None:
    """C7: whichever write was the last that happened, the next call ends in the same state, stored once."""
    content = small_pdf(f"crash at {place}")
    upload_id = crash_during(content, place)
    done = complete_upload(upload_id)
    digest = hashlib.sha256(content).hexdigest()
    assert complete_upload(upload_id) == done
    assert [piece.sha256 for piece in teams_store.teams.look("t1").evidence] == [digest]
    assert [material.sha256 for material in materials_store.materials_of_content(digest)] == [digest]
    assert b"".join(objects().read(digest)) == content
    assert objects().offset(upload_id) == 0


@pytest.mark.parametrize(("place", "may"), PLACES.items())
def test_c7_an_upload_can_be_given_up_until_its_file_is_kept(place: str, may: bool) -> None:
    """C7: an upload that was given up never becomes evidence; one that is being kept becomes it, and says so."""
    content = small_pdf(f"given up at {place}")
    upload_id = crash_during(content, place)
    digest = hashlib.sha256(content).hexdigest()
    assert give_up(upload_id) == ("" if may else "C7_UPLOAD_FINISHING")
    if may:
        assert refusal_of(upload_id) == "C7_UPLOAD_ENDED"
        assert (teams_store.teams.look("t1").evidence, objects().size(digest)) == ((), None)
    else:
        assert complete_upload(upload_id).state == UPLOAD_STATE_COMPLETE
        assert [piece.sha256 for piece in teams_store.teams.look("t1").evidence] == [digest]
        assert give_up(upload_id) == "C7_UPLOAD_ENDED"


def test_c7_an_upload_given_up_during_its_inspection_is_not_attached(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7: whoever writes first wins; here it is the client."""
    content = small_pdf("ended while looked into")
    upload_id = begin_upload(content)
    inspect = uploads._inspect_in_turn

    def looked(upload: Any) -> Any:
        inspected = inspect(upload)
        end_upload(upload_id)
        return inspected

    with monkeypatch.context() as patch:
        patch.setattr(uploads, "_inspect_in_turn", looked)
        with pytest.raises(StaleVersion):  # as the server does: it runs again
            complete_upload(upload_id)
    assert refusal_of(upload_id) == "C7_UPLOAD_ENDED"
    digest = hashlib.sha256(content).hexdigest()
    assert (teams_store.teams.look("t1").evidence, materials_store.materials_of_content(digest)) == ((), ())
    assert (objects().size(digest), objects().offset(upload_id)) == (None, 0)


def test_c7_an_unfinished_upload_is_not_completed_and_ends_with_its_time() -> None:
    """C7: not before the last byte; after its time the timer drops the bytes, and it can't go on."""
    upload_id = begin_upload(small_pdf("whole"))
    objects().discard(upload_id)
    objects().begin(upload_id)
    objects().append(upload_id, 0, b"%PDF-")
    assert refusal_of(upload_id) == "C7_UPLOAD_INCOMPLETE"
    retention.run_uploads(TIMER, AT + timedelta(hours=71))
    assert objects().offset(upload_id) == 5
    retention.run_uploads(TIMER, AT + timedelta(hours=73))
    assert objects().offset(upload_id) == 0
    assert refusal_of(upload_id) == "C7_UPLOAD_ENDED"

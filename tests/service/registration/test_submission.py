"""Submitting over a real database: a crash between the two writes, and two at once (rules C7, C8)."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import mongoengine
import pytest
from dasai.registration.v1 import declarations_pb2, submissions_pb2

from chassis.facts.submissions import Section
from chassis.kernel.refusal import Refusal
from chassis.mongo.attempts import StaleVersion
from chassis.mongo.connection import connect
from chassis.objects import ObjectsAwayError, objects
from chassis.settings import Settings, settings
from services.registration.editions.settings import requirements
from services.registration.materials import checks as materials_checks
from services.registration.materials import rules as materials_rules
from services.registration.materials import store as materials_store
from services.registration.materials.model.material import ScanState
from services.registration.materials.store import materials
from services.registration.names.model.screening import NameFinding
from services.registration.shared.receipts import Verdict, verify
from services.registration.submissions import queries as submissions_queries
from services.registration.teams import rules as teams_rules
from services.registration.teams import store as teams_store
from services.registration.teams.adapters import signing
from services.registration.teams.store.draft_texts import read_texts
from tests.service.registration.submitting import AT, MEMBER, add_submittable_team, submit
from tests.unit.services.registration import builders as a

CACHES = (settings, objects, signing.receipt_signer, signing.public_keys)


@pytest.fixture(autouse=True)
def ready(mongodb_url: str, database_prefix: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Yield an empty database, and a team `t1` of the account's that may submit."""
    monkeypatch.setenv("DASAI_RECEIPT_KEY", base64.b64encode(b"r" * 32).decode())
    monkeypatch.setenv("DASAI_OBJECTS_URL", f"file://{tmp_path / 'objects'}")
    for cache in CACHES:
        cache.cache_clear()
    connect(Settings(mongodb_url=mongodb_url, database_prefix=database_prefix), "registration")
    for document in teams_store.DOCUMENTS:
        document._collection = None
        document.ensure_indexes()
    add_submittable_team()
    yield
    monkeypatch.undo()
    for cache in CACHES:
        cache.cache_clear()
    mongoengine.disconnect()


def test_c7_c8_a_crash_between_content_and_receipt_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """C7, C8: killed after the content was kept, repeated later: the content is the same, the receipt is the one answered."""

    class KilledError(Exception):
        """An error in place of the second write."""

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    save = teams_store.teams.save
    monkeypatch.setattr(teams_store.teams, "save", killed)
    with pytest.raises(KilledError):
        submit("k1")
    monkeypatch.setattr(teams_store.teams, "save", save)
    assert teams_store.teams.look("team").receipts == ()
    (stored,) = teams_store.SubmissionDocument._get_collection().find()
    answer = submit("k1", timedelta(seconds=7))
    team = teams_store.teams.look("team")
    (receipt,) = team.receipts
    assert receipt.submitted_at == AT + timedelta(seconds=7)
    assert teams_store.submission_content(receipt.digest) == bytes(stored["content"])
    shown = submissions_queries.submission_of(team, 1)
    assert shown.receipt == answer
    assert verify(receipt, signing.public_keys(), signing.is_signed) is Verdict.VALID
    assert submit("k1", timedelta(seconds=9)) == answer
    assert teams_store.teams.look("team").receipts == (receipt,)


def submitted(key: str) -> submissions_pb2.Receipt:
    """Submit under this key, again as long as somebody else was first; what the draft holds is read each time."""
    while True:
        try:
            return submit(key, revision=teams_store.teams.look("team").draft.revision)
        except StaleVersion:
            continue


def test_c8_twenty_who_submit_equal_content_at_once_make_one_version() -> None:
    """C8: under twenty keys at the same moment, and later under another: all are answered with the version that exists."""
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(submitted, [f"k{number}" for number in range(20)]))
    (receipt,) = teams_store.teams.look("team").receipts
    assert {answer.SerializeToString(deterministic=True) for answer in answers} == {
        answers[0].SerializeToString(deterministic=True)
    }
    assert answers[0].number == receipt.number
    assert submit("later", timedelta(hours=1)).number == receipt.number
    assert len(teams_store.teams.look("team").receipts) == 1


def test_c8_two_who_submit_at_once_have_two_numbers_and_nothing_is_lost() -> None:
    """C8: each has changed the draft: whoever comes second submits the next version; no number is given twice."""

    def change_and_submit(number: int) -> submissions_pb2.Receipt:
        while True:
            team = read_texts(teams_store.teams.look("team"))
            section = next(section for section in team.draft.sections if section.id == "team.record")
            revision = team.draft.revision
            text = Section(id=section.id, text=f"{section.text}{number}")
            team.save_declaration((text,), revision, requirements(), at=AT)
            try:
                teams_store.teams.save(team)
                return submit(f"k{number}", revision=team.draft.revision)
            except (StaleVersion, Refusal):  # somebody else has changed the draft meanwhile
                continue

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(change_and_submit, range(3)))
    team = teams_store.teams.look("team")
    numbers = [receipt.number for receipt in team.receipts]
    assert [receipt.submission_number for receipt in team.receipts] == [1, 2, 3]
    assert sorted(receipt.number for receipt in answers) == sorted(set(numbers))
    for place in range(1, 4):
        assert submissions_queries.submission_of(team, place).receipt.number == numbers[place - 1]


def test_c7_a_file_without_a_record_is_not_submitted() -> None:
    """C7: a record that is gone stops the submission before anything is kept."""
    team = teams_store.teams.look("team")
    lost = next(
        material
        for material in materials.every({"state.team_id": "team"})
        if material.sha256 == team.evidence[0].sha256
    )
    name = team.evidence[0].file_name
    assert materials_store.forget_material(lost)
    with pytest.raises(Refusal) as refused:
        submit("k1")
    assert refused.value.code is materials_rules.C7_NOT_UPLOADED
    assert f"没有上传过文件“{name}”" in refused.value.zh
    assert list(teams_store.SubmissionDocument._get_collection().find()) == []


def refusal() -> Refusal:
    """Return the refusal of a submission, of which nothing is stored."""
    with pytest.raises(Refusal) as refused:
        submit("k1")
    assert list(teams_store.SubmissionDocument._get_collection().find()) == []
    return refused.value


def test_c7_a_file_that_is_lost_or_incomplete_is_not_submitted(tmp_path: Path) -> None:
    """C7: the team is told which file, in time to upload it again."""
    piece = teams_store.teams.look("team").evidence[2]
    path = tmp_path / "objects" / "objects" / piece.sha256[:2] / piece.sha256[2:4] / piece.sha256
    content = path.read_bytes()
    for damage in (b"", content[:-1]):
        path.unlink()
        path.write_bytes(damage)
        assert refusal().code is materials_rules.C7_MATERIAL_LOST
    path.unlink()
    assert piece.file_name in refusal().zh
    path.write_bytes(content)
    submit("k2")
    assert len(teams_store.teams.look("team").receipts) == 1


@pytest.mark.parametrize("silence", ["away", "hangs"])
def test_c7_c9_a_team_submits_although_the_storage_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, silence: str
) -> None:
    """C7, C9: away or hanging, the submission counts, and is counted among those whose files nobody saw."""
    over = Event()

    def size(_: str) -> int:
        if silence == "hangs":
            over.wait(20)
        raise ObjectsAwayError

    monkeypatch.setattr(objects(), "size", size)
    monkeypatch.setattr(materials_checks, "LOOK_SECONDS", 0.3)
    before, began = materials_checks._UNSEEN._value.get(), time.monotonic()
    submit("k1")
    over.set()
    assert time.monotonic() - began < 10
    assert len(teams_store.teams.look("team").receipts) == 1
    assert materials_checks._UNSEEN._value.get() == before + 1


def test_c7_an_infected_file_is_not_submitted() -> None:
    """C7: the team is told which file it is."""
    piece = teams_store.teams.look("team").evidence[0]
    (stored,) = materials_store.materials_of_content(piece.sha256)
    material = materials.get(stored.id)
    assert material.record_scan(ScanState.INFECTED, at=AT)
    materials.save(material)
    refused = refusal()
    assert refused.code is teams_rules.C7_MATERIAL_INFECTED
    assert piece.file_name in refused.zh
    completeness = read()
    assert (completeness.complete, completeness.may_submit) == (True, False)
    assert [(obstacle.code, obstacle.zh) for obstacle in completeness.obstacles] == [(refused.code.name, refused.zh)]
    assert materials_store.forget_material(materials.look(stored.id))
    assert [obstacle.code for obstacle in read().obstacles] == ["C7_NOT_UPLOADED"]


def read(after: timedelta = timedelta()) -> declarations_pb2.Completeness:
    """Return the team's view of its draft and of what is missing."""
    return submissions_queries.get_completeness("team", MEMBER, AT + after)


def test_c1_a_late_team_reads_only_that_it_is_late() -> None:
    """C1, C4: what it can't mend any more is not asked of it; in time by a millisecond it is."""
    (material,) = materials_store.materials_of_content(teams_store.teams.look("team").evidence[0].sha256)
    assert materials_store.forget_material(material)
    late = a.SUBMISSION_CLOSES - AT + timedelta(milliseconds=1)
    for after, code in (
        (late - timedelta(milliseconds=1), materials_rules.C7_NOT_UPLOADED),
        (late, teams_rules.C1_SUBMISSION_CLOSED),
    ):
        with pytest.raises(Refusal) as refused:
            submit("k1", after)
        assert refused.value.code is code
        assert bool(read(after).obstacles) is (code is materials_rules.C7_NOT_UPLOADED)


def test_c10_b9_a_team_reads_open_findings_before_and_after_it_submits() -> None:
    """B9, C10: until it submits and as long as it stands; withdrawn it reads nothing; far off it reads that it is refused."""
    submit("k1")
    assert list(read().remarks) == []
    limits = requirements().iteration
    main = limits.main_sections

    def written(texts: dict[str, str]) -> None:
        team = teams_store.teams.get("team")
        sections = tuple(Section(id=name, text=text) for name, text in texts.items())
        team.save_declaration(sections, team.draft.revision, requirements(), at=AT)
        teams_store.teams.save(team)

    before = {section.id: section.text for section in read_texts(teams_store.teams.look("team")).draft.content()}
    written(dict.fromkeys(main[:2], "与此前毫不相同的另一种说法。" * 20))
    first = read()
    assert [remark.code for remark in first.remarks] == ["C10_CONTENT_CHANGED"]
    assert first.may_submit
    submit("k2", revision=teams_store.teams.look("team").draft.revision)
    assert list(read().remarks) == list(first.remarks)
    written(dict.fromkeys(main, "全部换成了别的内容，前所未有。" * 15))
    assert [obstacle.code for obstacle in read().obstacles] == ["C10_CONTENT_CHANGED"]
    written({name: before[name] for name in main})
    assert (list(read().remarks), list(read().obstacles)) == ([], [])
    team = teams_store.teams.get("team")
    assert team.record_names((NameFinding(field="team_name", list="词表", word="词", matched="词"),), at=AT)
    teams_store.teams.save(team)
    assert [(remark.code, remark.zh) for remark in read().remarks] == [("B9_NAME", "团队名称由审查员核对。")]
    after_the_close = a.SUBMISSION_CLOSES - AT + timedelta(days=1)
    assert [remark.code for remark in read(after_the_close).remarks] == ["B9_NAME", "C10_CONTENT_CHANGED"]
    team = teams_store.teams.get("team")
    team.withdraw(at=AT)
    teams_store.teams.save(team)
    assert list(read().remarks) == []

"""Uploads that begin, end, are completed and refused in any order: decisions stay, no limit is passed (rule C7)."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chassis.facts.submissions import Evidence
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Code, Refusal
from services.registration.materials import rules as materials_rules
from services.registration.materials.model.material import (
    FINISHING,
    ON_THEIR_WAY,
    FileRules,
    KeptTotal,
    Reservations,
    Upload,
    UploadState,
)
from tests.unit.services.registration import builders as a

LIFE, MS = timedelta(hours=1), timedelta(milliseconds=1)
FILES = FileRules(
    kinds={"audit": (("application/pdf",), 40), "video": (("video/mp4",), 90)},
    max_files=3,
    max_total_bytes=150,
    max_open_uploads=2,
    max_kept_files=5,
    max_kept_bytes=200,
    upload_life=LIFE,
    retention=timedelta(days=1),
    submitted_retention=timedelta(days=2),
)
NAMES = {"audit": "审计.pdf", "video": "演示.mp4"}
PICK = st.integers(0, 9)
somebody = precondition(lambda self: self.uploads)


def _refused(upload: Upload, at: Instant) -> Code | None:
    """Return the code of the refusal that keeps an upload from going on, if any."""
    try:
        upload.require_open(at)
    except Refusal as refusal:
        return refusal.code
    return None


class Uploads(RuleBasedStateMachine):
    """The uploads of one team, and the evidence that its draft has by them."""

    def __init__(self) -> None:
        super().__init__()
        self.uploads: dict[str, Upload] = {}
        self.evidence: tuple[Evidence, ...] = ()
        self.kept_sizes: list[int] = []
        self.reserved = Reservations(id="team")
        self.at = a.WHILE_OPEN

    def _others(self) -> list[Upload]:
        """Return the open uploads that have not expired."""
        return [
            upload for upload in self.uploads.values() if upload.open_until is not None and upload.open_until >= self.at
        ]

    def _current_reservations(self) -> Reservations:
        """Return the uploads as the store finds them: without those that ended."""
        reserved = copy.deepcopy(self.reserved)
        reserved.free(
            {upload.id for upload in self.uploads.values() if upload.over(self.at)}, set(self.uploads), self.at
        )
        return reserved

    def _bytes(self, others: list[Upload]) -> int:
        return sum(piece.size_bytes for piece in self.evidence) + sum(upload.size_bytes for upload in others)

    def _change(self, pick: int, change: Callable[[Upload], Any]) -> tuple[Upload, Upload]:
        """Change an open upload as a command does; return it before and after."""
        before = self.uploads[sorted(self.uploads)[pick % len(self.uploads)]]
        after = copy.deepcopy(before)
        code = _refused(after, self.at)
        if before.state is UploadState.REFUSED:
            assert code is materials_rules.C7_POLYGLOT, "a refused upload is refused with the same code again"
        elif before.open_until is None or self.at > before.open_until:
            assert code is materials_rules.C7_UPLOAD_ENDED
        else:
            assert code is None
            change(after)
            self.uploads[after.id] = after
        return before, self.uploads[before.id]

    @rule(step=st.sampled_from((MS, LIFE / 2, LIFE)))
    def advance_time(self, step: timedelta) -> None:
        self.at += step

    @rule(kind=st.sampled_from(sorted(NAMES)), size=st.sampled_from((0, 1, 30, 40, 41, 90)))
    def begin(self, kind: str, size: int) -> None:
        identifier = f"u{len(self.uploads):03d}"
        others = self._others()
        beside = self._bytes(others)
        fits = 0 < size <= FILES.kinds[kind][1] and beside + size <= FILES.max_total_bytes
        few = len(self.evidence) + len(others) < FILES.max_files and len(others) < FILES.max_open_uploads
        coming = sum(other.size_bytes for other in others)
        kept_total = KeptTotal(files=len(self.kept_sizes), size_bytes=sum(self.kept_sizes))
        room = kept_total.files + len(others) < FILES.max_kept_files
        room = room and kept_total.size_bytes + coming + size <= FILES.max_kept_bytes
        reserved = self._current_reservations()
        try:
            upload = Upload.begin(
                identifier,
                team_id="team",
                account_id="account",
                kind=kind,
                file_name=NAMES[kind],
                owner_uscc=a.code(1),
                size_bytes=size,
                metadata="",
                evidence=self.evidence,
                reserved=reserved,
                kept=kept_total,
                files=FILES,
                at=self.at,
            )
        except Refusal:
            assert not (fits and few and room)
            return
        assert fits
        assert few
        assert room
        self.reserved = reserved
        assert (upload.state, upload.open_until) == (UploadState.OPEN, self.at + LIFE)
        self.uploads[identifier] = upload

    @somebody
    @rule(pick=PICK)
    def finish(self, pick: int) -> None:
        """Finish an upload of valid content; the process may die before it is complete."""
        before, after = self._change(pick, lambda upload: upload.finish("ab" * 32, self.at))
        if before.state is UploadState.OPEN and after.state is UploadState.FINISHING:
            assert after.open_until == max(before.expires_at, self.at + FINISHING)

    @somebody
    @rule(pick=PICK)
    def complete(self, pick: int) -> None:
        def done(upload: Upload) -> None:
            upload.finish("ab" * 32, self.at)
            upload.complete(f"m {upload.id}", f"e {upload.id}")

        before, after = self._change(pick, done)
        if before != after:
            self.kept_sizes.append(after.size_bytes)
            piece = a.audit(id=after.evidence_id, kind=after.kind, size_bytes=after.size_bytes)
            self.evidence = (*self.evidence, piece)

    @somebody
    @rule(pick=PICK)
    def refuse(self, pick: int) -> None:
        """Refuse the content of an upload that is open; the content of a finishing one was accepted before."""

        def refuse(upload: Upload) -> None:
            if upload.state is UploadState.OPEN:
                upload.refuse(Refusal(materials_rules.C7_POLYGLOT, {"what": "ZIP"}))

        self._change(pick, refuse)

    @somebody
    @rule(pick=PICK)
    def give_up(self, pick: int) -> None:
        before = self.uploads[sorted(self.uploads)[pick % len(self.uploads)]]
        after = copy.deepcopy(before)
        if before.state is UploadState.OPEN:
            after.give_up()
            assert after.state is UploadState.ENDED
            self.uploads[after.id] = after
            return
        with pytest.raises(Refusal) as refused:
            after.give_up()
        finishing = before.state is UploadState.FINISHING
        assert refused.value.code is (
            materials_rules.C7_UPLOAD_FINISHING if finishing else materials_rules.C7_UPLOAD_ENDED
        )

    @somebody
    @rule(pick=PICK)
    def timer(self, pick: int) -> None:
        """Run the timer, which ends uploads that are too old, and may meet decided ones."""
        before = self.uploads[sorted(self.uploads)[pick % len(self.uploads)]]
        after = copy.deepcopy(before)
        if before.over(self.at):
            after.end()
        assert after == before or before.state in ON_THEIR_WAY, "a decided upload doesn't change"
        self.uploads[after.id] = after

    @precondition(lambda self: self.evidence)
    @rule(pick=PICK)
    def detach(self, pick: int) -> None:
        """Remove a file from the draft; its upload stays complete."""
        detached = self.evidence[pick % len(self.evidence)]
        self.evidence = tuple(piece for piece in self.evidence if piece != detached)

    @invariant()
    def only_open_uploads_expire_and_only_complete_ones_have_material(self) -> None:
        for upload in self.uploads.values():
            assert (upload.open_until is not None) == (upload.state in ON_THEIR_WAY)
            assert bool(upload.material_id) == bool(upload.evidence_id) == (upload.state is UploadState.COMPLETE)
            assert bool(upload.refusal_code) == (upload.state is UploadState.REFUSED)

    @invariant()
    def no_limit_is_passed(self) -> None:
        others = self._others()
        assert len(others) <= FILES.max_open_uploads
        assert len(self.evidence) + len(others) <= FILES.max_files
        assert self._bytes(others) <= FILES.max_total_bytes
        assert len(self.kept_sizes) + len(others) <= FILES.max_kept_files
        assert sum(self.kept_sizes) + sum(upload.size_bytes for upload in others) <= FILES.max_kept_bytes


Uploads.TestCase.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
TestUploadLife = Uploads.TestCase


def test_c9_an_upload_counts_as_of_its_begin_if_it_ends_within_the_grace_period() -> None:
    """C9: to the millisecond; one that took longer counts as of so much before its end, and none from before its begin."""
    grace = timedelta(minutes=15)
    upload = Upload.begin(
        "u",
        team_id="t",
        account_id="a",
        kind="audit",
        file_name="审计.pdf",
        owner_uscc="o",
        size_bytes=1,
        metadata="",
        evidence=(),
        reserved=Reservations(id="t"),
        kept=KeptTotal(files=0, size_bytes=0),
        files=FILES,
        at=a.WHILE_OPEN,
    )
    begun = upload.created_at
    assert upload.arrived_at(begun, grace) == begun
    assert upload.arrived_at(begun + grace, grace) == begun
    assert upload.arrived_at(begun + grace + MS, grace) == begun + MS
    assert upload.arrived_at(begun - MS, grace) == begun - MS

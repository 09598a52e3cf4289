"""Uploads begin, end, are completed and refused in any order: what was decided stays, and no bound is passed (rule C7)."""

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
        self.kept: list[int] = []
        self.reserved = Reservations(id="team")
        self.at = a.WHILE_OPEN

    def _others(self) -> list[Upload]:
        """On their way, and not over at this instant."""
        return [one for one in self.uploads.values() if one.open_until is not None and one.open_until >= self.at]

    def _reserved(self) -> Reservations:
        """Return the uploads as the store finds them: without those that ended."""
        found = copy.deepcopy(self.reserved)
        found.free({one.id for one in self.uploads.values() if one.over(self.at)}, set(self.uploads), self.at)
        return found

    def _bytes(self, others: list[Upload]) -> int:
        return sum(one.size_bytes for one in self.evidence) + sum(one.size_bytes for one in others)

    def _change(self, pick: int, change: Callable[[Upload], Any]) -> tuple[Upload, Upload]:
        """Change an open upload as a command does; return it before and after."""
        before = self.uploads[sorted(self.uploads)[pick % len(self.uploads)]]
        after = copy.deepcopy(before)
        code = _refused(after, self.at)
        if before.state is UploadState.REFUSED:
            assert code is materials_rules.C7_POLYGLOT, "refused once, refused by the same words again"
        elif before.open_until is None or self.at > before.open_until:
            assert code is materials_rules.C7_UPLOAD_ENDED
        else:
            assert code is None
            change(after)
            self.uploads[after.id] = after
        return before, self.uploads[before.id]

    @rule(step=st.sampled_from((MS, LIFE / 2, LIFE)))
    def time_goes_on(self, step: timedelta) -> None:
        self.at += step

    @rule(kind=st.sampled_from(sorted(NAMES)), size=st.sampled_from((0, 1, 30, 40, 41, 90)))
    def begin(self, kind: str, size: int) -> None:
        identifier = f"u{len(self.uploads):03d}"
        others = self._others()
        beside = self._bytes(others)
        fits = 0 < size <= FILES.kinds[kind][1] and beside + size <= FILES.max_total_bytes
        few = len(self.evidence) + len(others) < FILES.max_files and len(others) < FILES.max_open_uploads
        coming = sum(one.size_bytes for one in others)
        kept = KeptTotal(files=len(self.kept), size_bytes=sum(self.kept))
        room = kept.files + len(others) < FILES.max_kept_files
        room = room and kept.size_bytes + coming + size <= FILES.max_kept_bytes
        reserved = self._reserved()
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
                kept=kept,
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
        """Its content is right; the process may die before it is complete."""
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
            self.kept.append(after.size_bytes)
            piece = a.audit(id=after.evidence_id, kind=after.kind, size_bytes=after.size_bytes)
            self.evidence = (*self.evidence, piece)

    @somebody
    @rule(pick=PICK)
    def refuse(self, pick: int) -> None:
        """Its content is looked into, and is not what may come in; of one that is finishing it was seen before that it may."""

        def looked_into(upload: Upload) -> None:
            if upload.state is UploadState.OPEN:
                upload.refuse(Refusal(materials_rules.C7_POLYGLOT, {"what": "ZIP"}))

        self._change(pick, looked_into)

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
        """The timer ends what is too old, and comes to what was decided meanwhile too."""
        before = self.uploads[sorted(self.uploads)[pick % len(self.uploads)]]
        after = copy.deepcopy(before)
        if before.over(self.at):
            after.end()
        assert after == before or before.state in ON_THEIR_WAY, "what is decided stays"
        self.uploads[after.id] = after

    @precondition(lambda self: self.evidence)
    @rule(pick=PICK)
    def detach(self, pick: int) -> None:
        """The draft lets a file go; the upload that brought it is complete as before."""
        gone = self.evidence[pick % len(self.evidence)]
        self.evidence = tuple(one for one in self.evidence if one != gone)

    @invariant()
    def only_what_is_open_is_awaited_and_only_what_is_complete_is_kept(self) -> None:
        for one in self.uploads.values():
            assert (one.open_until is not None) == (one.state in ON_THEIR_WAY)
            assert bool(one.material_id) == bool(one.evidence_id) == (one.state is UploadState.COMPLETE)
            assert bool(one.refusal_code) == (one.state is UploadState.REFUSED)

    @invariant()
    def no_bound_is_passed(self) -> None:
        others = self._others()
        assert len(others) <= FILES.max_open_uploads
        assert len(self.evidence) + len(others) <= FILES.max_files
        assert self._bytes(others) <= FILES.max_total_bytes
        assert len(self.kept) + len(others) <= FILES.max_kept_files
        assert sum(self.kept) + sum(one.size_bytes for one in others) <= FILES.max_kept_bytes


Uploads.TestCase.settings = settings(max_examples=100, stateful_step_count=25, deadline=None)
TestUploadLife = Uploads.TestCase

"""A team's project: written, evidenced, submitted, and what review asks for besides (rules C1 to C11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from chassis.facts.submissions import Evidence, Section
from chassis.kernel.canonical import digest
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Term, enumerated, refuse_unless

from ...editions.model import Requirements
from ...materials import rules as materials_rules
from ...shared.receipts import Receipt, Signer, receipt_number, signed_form
from .. import rules
from ..events import SubmissionMade, SupplementAnswered
from .content_change import ContentChange, judged
from .draft import EMPTY_DRAFT, Draft, Writing
from .missing import Missing
from .standing import TeamState
from .submitted import NO_UPLOADS, ChangedSince, Submitted, Uploads
from .told import Told


@dataclass(kw_only=True)
class Submitting(Told):
    """A team that writes its declaration and submits it."""

    draft: Draft = EMPTY_DRAFT
    evidence: tuple[Evidence, ...] = ()
    # the files attached last, and what the last version held
    uploads: Uploads = NO_UPLOADS
    submitted: Submitted | None = None
    # how far its main content is from the first, where a reviewer looks at it (rule C10)
    content_noted: ContentChange | None = None
    # of the commitments to its people in the forms of its submissions, by which these can be checked again (rules C8, K4)
    salt: str

    def save_declaration(
        self,
        written: tuple[Section, ...],
        read_revision: int,
        requirements: Requirements,
        *,
        at: Instant,
        by: str = "",
        editor: str = "",
        bases: Mapping[str, str] | None = None,
    ) -> tuple[str, ...]:
        """Save sections of the draft at any time before the deadline (rule C4).

        `bases` are the texts that the writer had read, where they are still known; `editor` is the open editor, where the
        client names it. Answers with the sections that were put together with what someone else wrote meanwhile.
        """
        self._require_writable(at)
        writing = Writing(sections=written, read_revision=read_revision, by=by, at=at, editor=editor, bases=bases or {})
        contested = self.draft.contested(writing)
        self.draft = self.draft.save(writing, requirements)
        return tuple(section.id for section in contested)

    def attach(self, piece: Evidence, requirements: Requirements, *, at: Instant, by: str = "") -> None:
        """Attach a file by reference (rules C5, C6, C7); the draft moves on."""
        self._require_writable(at)
        self.require_own(piece.kind, piece.owner_uscc, requirements)
        same = (piece.kind, piece.sha256, piece.owner_uscc)
        if any((one.kind, one.sha256, one.owner_uscc) == same for one in self.evidence):
            return
        limit = requirements.max_files
        refuse_unless(len(self.evidence) < limit, materials_rules.C7_TOO_MANY_FILES, limit=limit)
        self.evidence = (*self.evidence, piece)
        self.uploads = self.uploads.one_more(by, self.draft.revision)
        self.draft = self.draft.moved_on()

    def detach(self, evidence_id: str, *, at: Instant) -> None:
        """Take evidence out of the draft, which moves on; versions submitted before keep theirs (rule C7)."""
        self._require_writable(at)
        left = tuple(piece for piece in self.evidence if piece.id != evidence_id)
        if left != self.evidence:
            self.evidence = left
            self.draft = self.draft.moved_on()

    @property
    def changed_since_submission(self) -> ChangedSince | None:
        """What of the draft differs from the version submitted last (rule C10); None where nothing does, or none was."""
        if self.submitted is None:
            return None
        return self.submitted.changed(Submitted.of(self.draft.content(), self.evidence))

    def missing(self, requirements: Requirements) -> tuple[Missing, ...]:
        """What keeps the team from submitting (rule C4)."""
        given = self.consents.given
        consents = (
            Missing(kind="consent", name=Term(one.uscc, f"联合单位{one.name}的同意", f"consent of {one.name}"))
            for one in self.co_organisations
            if one.uscc not in given
        )
        return (*self.draft.missing(self.evidence, requirements), *consents)

    def require_own(self, kind: str, owner_uscc: str, requirements: Requirements) -> None:
        """Refuse a kind of material that the edition does not know, and an owner that is none of the team's (rules C5, C6)."""
        refuse_unless(kind in requirements.evidence_kinds, rules.C5_UNKNOWN_KIND, kind=kind)
        own = {organisation.uscc for organisation in self.organisations}
        # without what was typed: it may be anything, an identity number too (rule K4)
        refuse_unless(owner_uscc in own, rules.C5_FOREIGN_OWNER)

    def submission_form(self, number: int) -> dict[str, object]:
        """The canonical form of what a submission holds, which its digest is over (rule C8)."""
        rich = {section.id: section.rich for section in self.draft.content() if section.rich}
        form: dict[str, object] = {
            "edition": self.edition,
            "team_id": self.id,
            "number": number,
            "division": self.division_code,
            "track": self.track,
            "topic": self.topic_id,
            "team_name": self.team_name,
            "project_name": self.project_name,
            "organisations": [[one.uscc, one.name, one.kind.value] for one in self.organisations],
            "representatives": [person.commitment(self.salt) for person in self.representatives],
            "declaration": {section.id: section.text for section in self.draft.content()},
            "evidence": [
                [one.kind, one.sha256, one.size_bytes, one.file_name, one.media_type, one.owner_uscc]
                for one in self.evidence
            ],
        }
        return form | {"rich": rich} if rich else form

    def require_submittable(self, read_revision: int, requirements: Requirements, *, at: Instant, by: str = "") -> None:
        """Refuse what is late, has not been seen or is not complete (rules C1, C4, C8).

        Nothing is frozen that the submitter has not seen: since the revision that was read nothing changed, but for files
        that the submitter attached.
        """
        self._require_writable(at)
        revision = self.draft.revision
        seen = read_revision == revision or self.uploads.are_all_since(read_revision, by, revision)
        refuse_unless(seen, rules.C8_CONTENT_MOVED_ON, read=read_revision, revision=revision)
        missing = self.missing(requirements)
        refuse_unless(not missing, rules.C4_INCOMPLETE, missing=enumerated(one.name for one in missing))

    def submit(
        self,
        read_revision: int,
        requirements: Requirements,
        sign: Signer,
        *,
        at: Instant,
        by: str = "",
        change: ContentChange | None = None,
    ) -> Receipt:
        """Freeze draft and evidence as the next version, and answer with its receipt (rules B10, C1, C4, C8, C10).

        `change` is how far the main content is from the first submitted version, where there is one.
        """
        self.require_submittable(read_revision, requirements, at=at, by=by)
        self.content_noted = judged(change, requirements.iteration, requirements.names) if change is not None else None
        number = len(self.receipts) + 1
        unsigned = Receipt(
            number=receipt_number(self.id, number, sign),
            team_id=self.id,
            submission_number=number,
            submitted_at=at,
            digest=digest(self.submission_form(number)),
        )
        key_id, signature = sign(signed_form(unsigned))
        receipt = replace(unsigned, key_id=key_id, signature=signature)
        self.receipts = (*self.receipts, receipt)
        self.submitted = Submitted.of(self.draft.content(), self.evidence)
        self.state = TeamState.SUBMITTED
        self.raise_event(
            SubmissionMade(
                team=self.facts,
                number=number,
                submitted_at=at,
                digest=receipt.digest,
                declaration=self.draft.content(),
                evidence=self.evidence,
                content_change=self.content_noted,
                name_findings=self.name_findings,
                persons=self.persons,
            ),
            at,
        )
        answers = (piece for request in self.supplements.requests for piece in request.evidence)
        self._forget_files_but({piece.sha256 for piece in (*self.evidence, *answers)}, at)
        return receipt

    def takes_material(self, at: Instant) -> bool:
        """Whether material goes into the draft; else it is for an answer to review (rule C11), or else refused."""
        if at > self.submission_closes and self.supplements.awaited(at):
            self._require_active()
            return False
        self._require_writable(at)
        return True

    def answer_supplement(
        self, number: int, text: str, evidence: tuple[Evidence, ...], requirements: Requirements, *, at: Instant
    ) -> None:
        """Answer in time, also after submission closed (rule C11)."""
        self._require_active()
        refuse_unless(
            len(evidence) <= requirements.max_files, materials_rules.C7_TOO_MANY_FILES, limit=requirements.max_files
        )
        for piece in evidence:
            self.require_own(piece.kind, piece.owner_uscc, requirements)
        self.supplements = self.supplements.answer(number, text, evidence, at=at)
        self.supplement_due = self.supplements.due
        answered = self.supplements.request(number)
        self.raise_event(
            SupplementAnswered(
                team=self.facts,
                number=number,
                submission_number=answered.submission_number,
                text=answered.text,
                evidence=evidence,
                answered_at=at,
            ),
            at,
        )

"""What a team learns after it registered: of its organisations and names, and from review (rules B3, B8 to B10, C7, C11, D3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from chassis.kernel.clock import Instant

from ...names.model.screening import NameFinding
from ...organisations.model import CreditList, CreditListing
from ..events import SupplementLapsed, TeamFindingChanged
from .findings import (
    Affiliation,
    Changed,
    Findings,
    with_affiliation,
    with_listing,
    with_malware,
    with_whole_list,
    without_files,
    without_malware,
)
from .standing import ReviewState, Standing, TeamState
from .supplements import NO_SUPPLEMENTS, Supplement, Supplements


@dataclass(kw_only=True)
class Told(Standing):
    """A team that is told things."""

    # what of the names a human decides on (rule B9)
    name_findings: tuple[NameFinding, ...] = ()
    # what became known of its organisations and files since (rules B3, B8, C7), and how often that changed
    findings: Findings = ()
    findings_told: int = 0
    review_state: ReviewState | None = None
    review_reason: str = ""
    # number of the submission that review spoke of, and of its word on it: an older word never overwrites a newer
    reviewed_number: int = 0
    reviewed_sequence: int = 0
    disqualification_code: str = ""
    disqualification_reason: str = ""
    supplements: Supplements = NO_SUPPLEMENTS
    # when the clock has to look at an open request
    supplement_due: Instant | None = None

    def learn_listing(
        self, uscc: str, listing: CreditListing, heads: Mapping[CreditList, Instant], *, at: Instant
    ) -> bool:
        """One of its organisations was listed (rule B3): on record, and told to review; whether that is news."""
        if all(one.uscc != uscc for one in self.organisations):
            return False
        return self._learn(with_listing(self.findings, uscc, listing, heads), at)

    def learn_whole_list(self, credit_list: CreditList, as_of: Instant, *, at: Instant) -> bool:
        """A list is whole as of a date: older findings by it are lifted (rule B3); whether any was."""
        return self._learn(with_whole_list(self.findings, credit_list, as_of), at)

    def learn_affiliation(self, found: Affiliation | None, *, at: Instant) -> bool:
        """One of its organisations belongs to an organiser, or none does any more (rule B8); whether that is news."""
        return self._learn(with_affiliation(self.findings, found, at), at)

    def learn_malware(self, sha256: str, file_name: str, *, at: Instant) -> bool:
        """Malware was found in a file that it handed in (rule C7); whether that is news."""
        return self._learn(with_malware(self.findings, sha256, file_name, at), at)

    def learn_harmless(self, sha256: str, *, at: Instant) -> bool:
        """There is no malware in a file after all (rule C7); whether that is news."""
        return self._learn(without_malware(self.findings, sha256), at)

    def learn_names(self, findings: tuple[NameFinding, ...], *, at: Instant) -> bool:
        """A word list has a new version: what it says of the names that stand (rule B9); whether that is news."""
        before = self.name_findings
        if not self.is_active or set(findings) == set(before):
            return False
        self.name_findings = findings
        for one, lifted in (
            *((one, False) for one in findings if one not in before),
            *((one, True) for one in before if one not in findings),
        ):
            self._tell("B9_NAME", f"{one.field}/{one.list}/{one.word}/{one.matched}", one.words, lifted, at)
        return True

    def _forget_findings_of(self, uscc: str, at: Instant) -> None:
        """What speaks against an organisation goes with it, and review is told so (rules B2, B3, B8)."""
        gone = tuple(one for one in self.findings if one.uscc == uscc)
        self.findings = tuple(one for one in self.findings if one.uscc != uscc)
        for one in gone:
            if not one.lifted:
                self._tell(one.code, one.key, one.words, True, at)

    def _forget_files_but(self, left: Collection[str], at: Instant) -> None:
        """What was found in files that are no longer handed in is lifted (rule C7)."""
        self._learn(without_files(self.findings, left), at)

    def _lift_findings(self) -> None:
        """Nothing that was found holds any more; only of a team that never submitted, so that review is told nothing."""
        self.findings = tuple(replace(one, lifted=True) for one in self.findings)

    def _learn(self, changed: Changed, at: Instant) -> bool:
        if not self.is_active:
            return False
        self.findings, told = changed
        for one in told:
            self._tell(one.code, one.key, one.words, one.lifted, at)
        return bool(told)

    def _tell(self, code: str, key: str, evidence: str, lifted: bool, at: Instant) -> None:
        self.findings_told += 1
        if self.receipts:  # before it submits nobody reviews it, and its submission brings or meets the same
            told = TeamFindingChanged(
                team=self.facts, code=code, key=key, evidence=evidence, lifted=lifted, sequence=self.findings_told
            )
            self.raise_event(told, at)

    def ask_supplement(self, request: Supplement) -> None:
        """Review asks for supplementary material (rule C11)."""
        self.supplements = self.supplements.ask(request)
        self.supplement_due = self.supplements.due

    def lapse_supplements(self, at: Instant) -> bool:
        """Requests that nobody answered in time lapse as of the instant they were due (rule C11); whether any did."""
        self.supplements, over = self.supplements.lapse(at)
        self.supplement_due = self.supplements.due
        if self.state in (TeamState.WITHDRAWN, TeamState.DISQUALIFIED):
            return bool(over)  # nobody waits for the answer of a team that left
        for one in over:
            self.raise_event(
                SupplementLapsed(
                    team=self.facts, number=one.number, submission_number=one.submission_number, due_at=one.due_at
                ),
                one.due_at,
            )
        return bool(over)

    def learn_review(self, number: int, state: ReviewState, reason: str, sequence: int = 0) -> None:
        """Review decided on a submission (rule D3); an older word never overwrites a newer."""
        if (number, sequence) >= (self.reviewed_number, self.reviewed_sequence):
            self.reviewed_number, self.reviewed_sequence = number, sequence
            self.review_state, self.review_reason = state, reason

    def learn_disqualification(self, code: str, reason: str) -> None:
        """The team lost its place (rules B10, C5, F5). It keeps holding its persons: being barred frees nobody."""
        self.disqualification_code, self.disqualification_reason = code, reason
        if self.state is not TeamState.WITHDRAWN:  # one that has left stays so, and can't come back
            self.state = TeamState.DISQUALIFIED

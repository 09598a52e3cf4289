"""A team with its project: from registration to submission, and how it leaves (rules B2 to B10, C1 to C12)."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from chassis.kernel.canonical import digest
from chassis.kernel.clock import Instant
from chassis.kernel.identifiers import derived_id
from chassis.kernel.refusal import refuse_unless

from . import rules
from .composition import Composition
from .consent import NO_CONSENTS
from .declaration import EMPTY_DRAFT, Draft, Missing, Requirements, Writing
from .division import Division
from .entry import Entry as Entry
from .entry import SealedRepresentative as SealedRepresentative
from .entry import check_names, check_representatives, plain
from .events import (
    Evidence,
    Organisation,
    PersonsRekeyed,
    SamePerson,
    Section,
    SubmissionMade,
    SupplementAnswered,
    SupplementLapsed,
    TeamChanged,
    TeamFacts,
    TeamFindingChanged,
    TeamRegistered,
    TeamWithdrawn,
)
from .iteration import ContentChange, judged
from .later import Affiliation, Changed, Findings, with_affiliation, with_listing, with_whole_list
from .organisation import CreditList, CreditListing
from .receipt import Receipt, Signer, receipt_number, signed_form
from .screening import NameFinding
from .supplement import NO_SUPPLEMENTS, Supplement, Supplements

_SHA256 = re.compile(r"[0-9a-f]{64}")


class TeamState(enum.StrEnum):
    """registered -> submitted; from either -> withdrawn or disqualified."""

    REGISTERED = "registered"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


class ReviewState(enum.StrEnum):
    """What review said last."""

    PASSED = "passed"
    RETURNED = "returned"
    SUPPLEMENT = "supplement"
    REJECTED = "rejected"


@dataclass(kw_only=True)
class Team(Composition):
    """One team, one project, one division (rules B4, B7)."""

    edition: str
    division_code: str
    track: str
    topic_id: str
    team_name: str
    project_name: str
    state: TeamState
    representatives: tuple[SealedRepresentative, ...] = ()
    # keyed hashes of persons, and each organisation's project and team by name, that are held by this team alone, by unique
    # indexes; empty once it has left
    held_persons: tuple[str, ...] = ()
    held_names: tuple[str, ...] = ()
    # what of the names a human decides on (rule B9)
    name_findings: tuple[NameFinding, ...] = ()
    # what became known of its organisations since (rules B3, B8), and how often that changed
    findings: Findings = ()
    findings_told: int = 0
    draft: Draft = EMPTY_DRAFT
    evidence: tuple[Evidence, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    registered_at: Instant
    registration_closes: Instant
    submission_closes: Instant
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

    @classmethod
    def register(
        cls, identifier: str, entry: Entry, division: Division, requirements: Requirements, *, at: Instant
    ) -> Team:
        """Register in an open division (rules A2, A4, B1, B2, B4, B5, B8, B10, C1)."""
        refuse_unless(entry.declared_true, rules.B10_NOT_DECLARED_TRUE)
        division.require_registration(at)
        division.scheme.require_topic(entry.track, entry.topic_id)
        organisations = (entry.lead, *entry.co_organisations)
        codes = [organisation.uscc for organisation in organisations]
        refuse_unless(
            len(codes) == len(set(codes)),
            rules.B2_TEAM_COMPOSITION,
            what="同一单位填写了两次 / an organisation stands twice",
        )
        check_names(entry.team_name, entry.project_name, *(organisation.name for organisation in organisations))
        organisers = {body.uscc for body in division.scheme.organising_bodies}
        for code in codes:
            refuse_unless(code not in organisers, rules.B8_ORGANISER_TAKES_PART, uscc=code)
        check_representatives(entry.representatives, frozenset(codes), requirements)
        team = cls(
            id=identifier,
            edition=entry.edition,
            division_code=division.id,
            track=entry.track,
            topic_id=entry.topic_id,
            team_name=entry.team_name.strip(),
            project_name=entry.project_name.strip(),
            lead=entry.lead,
            co_organisations=entry.co_organisations,
            consents=NO_CONSENTS.ask(one.uscc for one in entry.co_organisations),
            account_ids=(entry.account_id,),
            state=TeamState.REGISTERED,
            representatives=entry.representatives,
            registered_at=at,
            registration_closes=division.scheme.registration_closes,
            submission_closes=division.scheme.submission_closes,
        )
        team._hold()
        team.raise_event(TeamRegistered(team=team.facts), at)
        return team

    @property
    def facts(self) -> TeamFacts:
        """What others may know."""
        return TeamFacts(
            team_id=self.id,
            edition=self.edition,
            division_code=self.division_code,
            track=self.track,
            topic_id=self.topic_id,
            team_name=self.team_name,
            project_name=self.project_name,
            lead=self.lead,
            co_organisations=self.co_organisations,
            person_keys=tuple(key for person in self.representatives for key in person.matches),
            account_ids=self.account_ids,
        )

    def change(
        self,
        *,
        team_name: str,
        project_name: str,
        representatives: tuple[SealedRepresentative, ...],
        requirements: Requirements,
        at: Instant,
    ) -> None:
        """Names and representatives, until the registration deadline (rules B4, B5, B6, C10); empty leaves as it is."""
        self._require_active()
        refuse_unless(
            at <= self.registration_closes, rules.B6_REPRESENTATIVES_FIXED, closes=self.registration_closes.isoformat()
        )
        if project_name and project_name.strip() != self.project_name:
            refuse_unless(not self.receipts, rules.C10_PROJECT_NAME_FIXED)
        check_names(team_name or self.team_name, project_name or self.project_name)
        if representatives:
            codes = frozenset(organisation.uscc for organisation in self.organisations)
            check_representatives(representatives, codes, requirements)
            self.representatives = representatives
        self.team_name = team_name.strip() or self.team_name
        self.project_name = project_name.strip() or self.project_name
        self._hold()
        self.raise_event(TeamChanged(team=self.facts), at)

    def add_co_organisation(self, organisation: Organisation, organisers: frozenset[str], *, at: Instant) -> None:
        """One more organisation is asked to join, until the registration deadline (rules B2, B8)."""
        self._require_composable(at)
        check_names(organisation.name)
        refuse_unless(organisation.uscc not in organisers, rules.B8_ORGANISER_TAKES_PART, uscc=organisation.uscc)
        self._ask(organisation)
        self.raise_event(TeamChanged(team=self.facts), at)

    def remove_co_organisation(self, uscc: str, *, at: Instant) -> None:
        """Part with one that stands for nobody and nothing in the team (rule B2).

        One that consented until the registration deadline; one that did not until the deadline of submission.
        """
        self._require_writable(at)
        self.consents.of(uscc)
        if uscc in self.consents.given:
            self._require_composable(at)
        people = any(person.organisation_uscc == uscc for person in self.representatives)
        needed = people or any(piece.owner_uscc == uscc for piece in self.evidence)
        refuse_unless(not needed, rules.B2_ORGANISATION_NEEDED, uscc=uscc)
        self._part_with(uscc)
        self._hold()
        self.raise_event(TeamChanged(team=self.facts), at)

    def renew_invitation(self, uscc: str, *, at: Instant) -> None:
        """Ask a co-organisation again that has not consented; the code before is void (rule B2)."""
        self._require_writable(at)
        self.consents = self.consents.ask_again(uscc)

    def answer_invitation(self, uscc: str, account_id: str, *, consent: bool, at: Instant) -> None:
        """A co-organisation says yes or no, by an account that is not the team's yet (rules B2, B7).

        From here it holds the team's names, and its account acts for it.
        """
        self._require_writable(at)
        self._answer(uscc, account_id, consent=consent, at=at)
        self._hold()
        self.raise_event(TeamChanged(team=self.facts), at)

    def take_consent_back(self, account_id: str, *, at: Instant) -> None:
        """A co-organisation changes its mind while nothing is submitted (rule B2)."""
        self._require_writable(at)
        refuse_unless(not self.receipts, rules.B2_CONSENT_STANDS)
        self._take_back(account_id, at=at)
        self._hold()
        self.raise_event(TeamChanged(team=self.facts), at)

    def hand_over_lead(self, uscc: str, account_id: str, *, at: Instant) -> None:
        """The lead offers its place to a co-organisation; that one takes it (rule B2), until the registration deadline."""
        self._require_composable(at)
        if self.acts_for(account_id) == uscc != self.lead.uscc:
            self._take_lead(uscc, at=at)
            self.raise_event(TeamChanged(team=self.facts), at)
        else:
            self.require_lead(account_id)
            self._offer(uscc)

    def rekey(self, people: tuple[SealedRepresentative, ...], *, at: Instant) -> None:
        """The same people sealed and hashed under other keys (rules B5, K4); whoever matches by their hashes is told."""
        self.representatives = people
        if self.held_persons:
            self._hold()
        groups = tuple(SamePerson(keys=person.matches) for person in people)
        self.raise_event(PersonsRekeyed(team_id=self.id, persons=groups), at)

    def withdraw(self, *, at: Instant) -> None:
        """Leave before the deadline; persons and project are free again (rule C12)."""
        self._require_active()
        refuse_unless(
            at <= self.submission_closes, rules.C12_WITHDRAWAL_LATE, closes=self.submission_closes.isoformat()
        )
        self.state = TeamState.WITHDRAWN
        self._release()
        self.raise_event(TeamWithdrawn(team=self.facts, unsubmitted=not self.receipts), at)

    def revive(self, division: Division, *, at: Instant) -> None:
        """A withdrawn team registers again, unchanged, taking all that it held anew (rules A2, A4, B5, B6, B7, C1, C12).

        A team that had submitted stays away: its case is closed, and it registers as another. So does one that was
        disqualified meanwhile: leaving is no way around a disqualification (rule B10).
        """
        refuse_unless(self.state is TeamState.WITHDRAWN, rules.TEAM_NOT_ACTIVE, state=self.state)
        refuse_unless(not self.disqualification_code, rules.TEAM_NOT_ACTIVE, state=TeamState.DISQUALIFIED)
        refuse_unless(not self.receipts, rules.C12_SUBMITTED_BEFORE)
        division.require_registration(at)
        division.scheme.require_topic(self.track, self.topic_id)
        organisers = {body.uscc for body in division.scheme.organising_bodies}
        for organisation in self.organisations:
            refuse_unless(organisation.uscc not in organisers, rules.B8_ORGANISER_TAKES_PART, uscc=organisation.uscc)
        self.state = TeamState.REGISTERED
        self._hold()
        self.raise_event(TeamRegistered(team=self.facts), at)

    def save_declaration(
        self,
        written: tuple[Section, ...],
        read_revision: int,
        requirements: Requirements,
        *,
        at: Instant,
        by: str = "",
        bases: Mapping[str, str] | None = None,
    ) -> tuple[str, ...]:
        """Save sections of the draft at any time before the deadline (rule C4).

        `bases` are the texts that the writer had read, where they are still known. Answers with the sections that were put
        together with what someone else wrote meanwhile.
        """
        self._require_writable(at)
        writing = Writing(sections=written, read_revision=read_revision, by=by, at=at, bases=bases or {})
        contested = self.draft.contested(writing)
        self.draft = self.draft.save(writing, requirements)
        return tuple(section.id for section in contested)

    def attach(self, piece: Evidence, requirements: Requirements, *, at: Instant) -> None:
        """Attach a file by reference (rules C5, C6, C7)."""
        self._require_writable(at)
        self._require_own_piece(piece, requirements)
        refuse_unless(
            len(self.evidence) < requirements.max_files, rules.C7_FILE_INVALID, what=f"> {requirements.max_files}"
        )
        same = (piece.kind, piece.sha256, piece.owner_uscc)
        if all((one.kind, one.sha256, one.owner_uscc) != same for one in self.evidence):
            self.evidence = (*self.evidence, piece)

    def _require_own_piece(self, piece: Evidence, requirements: Requirements) -> None:
        self.require_own(piece.kind, piece.owner_uscc, requirements)
        refuse_unless(_SHA256.fullmatch(piece.sha256) is not None, rules.C7_FILE_INVALID, what="sha256")
        refuse_unless(piece.size_bytes > 0, rules.C7_FILE_INVALID, what="size_bytes")
        named = 0 < len(piece.file_name) <= 200 and not re.search(r"[/\\\x00-\x1f]", piece.file_name)
        refuse_unless(named, rules.C7_FILE_INVALID, what="file_name")

    def require_own(self, kind: str, owner_uscc: str, requirements: Requirements) -> None:
        """Refuse a kind of material that the edition does not know, and an owner that is none of the team's (rules C5, C6)."""
        refuse_unless(kind in requirements.evidence_kinds, rules.C5_UNKNOWN_KIND, kind=kind)
        own = {organisation.uscc for organisation in self.organisations}
        refuse_unless(owner_uscc in own, rules.C5_FOREIGN_OWNER, owner=owner_uscc)

    def takes_material(self, at: Instant) -> bool:
        """Whether material goes into the draft; else it is for an answer to review (rule C11), or else refused."""
        if at > self.submission_closes and self.supplements.awaited(at):
            self._require_active()
            return False
        self._require_writable(at)
        return True

    def detach(self, evidence_id: str, *, at: Instant) -> None:
        """Take evidence out of the draft; versions submitted before keep theirs (rule C7)."""
        self._require_writable(at)
        self.evidence = tuple(piece for piece in self.evidence if piece.id != evidence_id)

    def missing(self, requirements: Requirements) -> tuple[Missing, ...]:
        """What keeps the team from submitting (rule C4)."""
        given = self.consents.given
        consents = (
            Missing(kind="consent", item=one.uscc, name=one.name)
            for one in self.co_organisations
            if one.uscc not in given
        )
        return (*self.draft.missing(self.evidence, requirements), *consents)

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
            "representatives": [person.match_key for person in self.representatives],
            "declaration": {section.id: section.text for section in self.draft.content()},
            "evidence": [
                [one.kind, one.sha256, one.size_bytes, one.file_name, one.media_type, one.owner_uscc]
                for one in self.evidence
            ],
        }
        return form | {"rich": rich} if rich else form

    def submit(
        self,
        read_revision: int,
        requirements: Requirements,
        sign: Signer,
        *,
        at: Instant,
        change: ContentChange | None = None,
    ) -> Receipt:
        """Freeze draft and evidence as the next version, and answer with its receipt (rules B10, C1, C4, C8, C10).

        `change` is how far the main content is from the first submitted version, where there is one.
        """
        self._require_writable(at)
        revision = self.draft.revision
        refuse_unless(read_revision == revision, rules.C4_DRAFT_MOVED_ON, section="*", revision=revision)
        missing = self.missing(requirements)
        refuse_unless(not missing, rules.C4_INCOMPLETE, missing="、".join(one.name for one in missing))
        noted = judged(change, requirements.iteration, requirements.names) if change is not None else None
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
        self.state = TeamState.SUBMITTED
        self.raise_event(
            SubmissionMade(
                team=self.facts,
                number=number,
                submitted_at=at,
                digest=receipt.digest,
                declaration=self.draft.content(),
                evidence=self.evidence,
                content_change=noted,
                name_findings=self.name_findings,
            ),
            at,
        )
        return receipt

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

    def learn_names(self, findings: tuple[NameFinding, ...], *, at: Instant) -> bool:
        """A word list has a new version: what it says of the names that stand (rule B9); whether that is news."""
        before = self.name_findings
        if self.state not in (TeamState.REGISTERED, TeamState.SUBMITTED) or set(findings) == set(before):
            return False
        self.name_findings = findings
        for one, lifted in (
            *((one, False) for one in findings if one not in before),
            *((one, True) for one in before if one not in findings),
        ):
            self._tell("B9_NAME", f"{one.field}/{one.list}/{one.word}/{one.matched}", one.words, lifted, at)
        return True

    def _learn(self, changed: Changed, at: Instant) -> bool:
        if self.state not in (TeamState.REGISTERED, TeamState.SUBMITTED):
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

    def answer_supplement(
        self, number: int, text: str, evidence: tuple[Evidence, ...], requirements: Requirements, *, at: Instant
    ) -> None:
        """Answer in time, also after submission closed (rule C11)."""
        self._require_active()
        refuse_unless(
            len(evidence) <= requirements.max_files, rules.C7_FILE_INVALID, what=f"> {requirements.max_files}"
        )
        for piece in evidence:
            self._require_own_piece(piece, requirements)
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

    def prolong(self, registration_closes: Instant, submission_closes: Instant) -> bool:
        """The division published later deadlines (rule A5): never an earlier one than was told; whether anything changed."""
        before = (self.registration_closes, self.submission_closes)
        self.registration_closes = max(self.registration_closes, registration_closes)
        self.submission_closes = max(self.submission_closes, submission_closes)
        return (self.registration_closes, self.submission_closes) != before

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

    def _hold(self) -> None:
        self.held_persons = tuple(key for person in self.representatives for key in person.matches)
        names = (("project", plain(self.project_name)), ("team", plain(self.team_name)))
        # for each organisation that takes part, so that a partner is no way to register the project again (rule B7), and
        # nobody keeps a name from an organisation that was never asked
        self.held_names = tuple(
            derived_id(kind, self.edition, organisation.uscc, name)
            for organisation in self.joined
            for kind, name in names
        )

    def _release(self) -> None:
        self.held_persons, self.held_names = (), ()

    def _require_composable(self, at: Instant) -> None:
        self._require_active()
        refuse_unless(
            at <= self.registration_closes, rules.B2_COMPOSITION_FIXED, closes=self.registration_closes.isoformat()
        )

    def _require_active(self) -> None:
        refuse_unless(
            self.state in (TeamState.REGISTERED, TeamState.SUBMITTED), rules.TEAM_NOT_ACTIVE, state=self.state
        )

    def _require_writable(self, at: Instant) -> None:
        self._require_active()
        refuse_unless(
            at <= self.submission_closes, rules.C1_SUBMISSION_CLOSED, closes=self.submission_closes.isoformat()
        )

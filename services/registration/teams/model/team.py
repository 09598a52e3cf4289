"""A team with its project: registered, composed, written, submitted, reviewed, and how it leaves (rules B2 to B10, C1 to C12)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from chassis.facts.persons import SamePerson
from chassis.facts.submissions import Evidence, Section
from chassis.facts.teams import Organisation, TeamFacts
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.canonical import digest
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Code, Term, enumerated, fill, refuse_unless

from ...divisions.model.division import Division
from ...editions.model import Requirements
from ...names.model.screening import NameFinding
from ...organisations.model import CreditList, CreditListing
from ...shared.materials import KeptTotal
from ...shared.receipts import Receipt, Signer, receipt_number, signed_form
from ...shared.terms import term
from .. import rules
from ..events import (
    ConsentAnswered,
    PassingOnOpened,
    PassingOnSettled,
    PersonsRekeyed,
    SubmissionMade,
    SupplementAnswered,
    SupplementLapsed,
    TeamAccountsChanged,
    TeamChanged,
    TeamFindingChanged,
    TeamRegistered,
    TeamWithdrawn,
)
from .claims import MAX_WORDS, ContestedName
from .closing import Closing
from .composition import Composition
from .content_change import ContentChange, judged
from .draft import EMPTY_DRAFT, Draft, Missing, Writing
from .entry import Entry, IdentityConsent, SealedRepresentative, check_names, check_representatives
from .findings import NO_FINDINGS, Affiliation, Changed, Findings, TeamFinding
from .members import NO_MEMBERS, Members
from .names import HeldName, Names, names_of, names_to_hold
from .passing_on import PassingOn, PassingsOn
from .reviews import NO_REVIEWS, AppealAnswer, Reviews, ReviewState
from .submitted import NO_UPLOADS, ChangedSince, Submitted, Uploads
from .supplements import NO_SUPPLEMENTS, Supplement, Supplements


class TeamState(enum.StrEnum):
    """registered -> submitted; from either -> withdrawn or disqualified."""

    REGISTERED = "registered"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


@dataclass(kw_only=True)
class Team(Aggregate):
    """One team, one project, one division (rules B4, B7).

    `held_persons` and `held_names` are keyed hashes of its people, and its organisations' project and team names: no other
    team can hold them, by unique indexes; empty once it has left. `contests` are names that it claims and another team holds
    (see `claims`). `draft` holds who wrote which section when; the texts are documents of their own. `evidence` are the files
    of the draft, by reference. `receipts` are of its submissions, in order; `submitted` is what the last one held,
    `content_noted` how far its main content is from the first, if a reviewer looks at that (rule C10). `salt` is of the
    commitments to its people in the forms of its submissions (rules C8, K4).
    """

    edition: str
    division_code: str
    track: str
    topic_id: str
    team_name: str
    project_name: str
    state: TeamState
    composition: Composition
    members: Members = NO_MEMBERS
    representatives: tuple[SealedRepresentative, ...] = ()
    identity_consent: IdentityConsent | None = None
    held_persons: tuple[str, ...] = ()
    held_names: tuple[str, ...] = ()
    contests: tuple[ContestedName, ...] = ()
    contest_reason: str = ""
    registered_at: Instant
    registration_closes: Instant
    submission_closes: Instant
    draft: Draft = EMPTY_DRAFT
    evidence: tuple[Evidence, ...] = ()
    uploads: Uploads = NO_UPLOADS
    receipts: tuple[Receipt, ...] = ()
    submitted: Submitted | None = None
    content_noted: ContentChange | None = None
    # at least as much as is kept of its files, in its draft or not; None if that is not known
    kept_at_most: KeptTotal | None = None
    salt: str
    findings: Findings = NO_FINDINGS
    reviews: Reviews = NO_REVIEWS
    supplements: Supplements = NO_SUPPLEMENTS
    # how sides of it were passed on, in order
    passings_on: tuple[PassingOn, ...] = ()

    # --- what it is

    @property
    def lead(self) -> Organisation:
        """Return the organisation that leads."""
        return self.composition.lead

    @property
    def co_organisations(self) -> tuple[Organisation, ...]:
        """Return the organisations beside the lead, also those that did not consent yet."""
        return self.composition.co_organisations

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        """Return all its organisations, the lead first."""
        return self.composition.organisations

    @property
    def account_ids(self) -> tuple[str, ...]:
        """Return the accounts that act for it."""
        return self.members.account_ids

    def acts_for(self, account_id: str) -> str:
        """Return the code of the organisation that one of its accounts acts for; raises KeyError for any other account."""
        return self.members.of(account_id).uscc

    @property
    def facts(self) -> TeamFacts:
        """Return what other services may know of it."""
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
            account_ids=self.account_ids,
            accounts_changed=self.members.changes,
        )

    @property
    def persons(self) -> tuple[SamePerson, ...]:
        """Return its representatives by their keyed hashes, for events alone (rules B5, K4)."""
        return tuple(SamePerson(keys=person.match_keys) for person in self.representatives)

    @property
    def names_to_hold(self) -> tuple[HeldName, ...]:
        """Return the names that it may hold, each for an organisation that takes part (rule B7)."""
        return names_to_hold(self.edition, self.team_name, self.project_name, self.composition.joined)

    @property
    def names(self) -> Names:
        """Return its name, its project's and its organisations', as they are screened (rule B9)."""
        partners = (partner.name for partner in self.co_organisations)
        return names_of(self.team_name, self.project_name, self.lead.name, partners)

    @property
    def is_active(self) -> bool:
        """Return True if it is in the contest: neither withdrawn nor disqualified."""
        return self.state in (TeamState.REGISTERED, TeamState.SUBMITTED)

    def is_writable(self, at: Instant) -> bool:
        """Return True if it can still write and submit (rules C1, C12)."""
        return self.is_active and at <= self.submission_closes

    # --- it comes, changes and leaves

    @classmethod
    def register(
        cls, identifier: str, entry: Entry, division: Division, requirements: Requirements, *, at: Instant
    ) -> Team:
        """Register in an open division (rules A2, A4, B1, B2, B4, B5, B8, B10, C1).

        That it is not declared true is refused last: whoever has a team judged before declaring it learns of all else.
        """
        division.require_registration(at)
        division.scheme.require_topic(entry.track, entry.topic_id)
        organisations = (entry.lead, *entry.co_organisations)
        codes = [organisation.uscc for organisation in organisations]
        check_names(entry.team_name, entry.project_name, *(organisation.name for organisation in organisations))
        organisers = division.scheme.organisers
        for code in codes:
            refuse_unless(code not in organisers, rules.B8_ORGANISER_TAKES_PART, uscc=code)
        check_representatives(entry.representatives, frozenset(codes), requirements)
        composition = Composition.of(entry.lead, entry.co_organisations, requirements)
        refuse_unless(entry.declared_true, rules.B10_NOT_DECLARED_TRUE)
        team = cls(
            id=identifier,
            edition=entry.edition,
            division_code=division.id,
            track=entry.track,
            topic_id=entry.topic_id,
            team_name=entry.team_name.strip(),
            project_name=entry.project_name.strip(),
            composition=composition,
            members=NO_MEMBERS.with_member(entry.account_id, entry.lead.uscc, at),
            state=TeamState.REGISTERED,
            representatives=entry.representatives,
            salt=entry.salt,
            registered_at=at,
            registration_closes=division.scheme.registration_closes,
            submission_closes=division.scheme.submission_closes,
        )
        if entry.identity_consent:
            team.identity_consent = IdentityConsent(
                version=entry.identity_consent, stated_by=entry.account_id, stated_at=at
            )
        team._hold()
        registered = TeamRegistered(
            team=team.facts,
            consents_missing=len(team.composition.unanswered),
            identity_consent=entry.identity_consent,
        )
        team.raise_event(registered, at)
        return team

    def change(
        self,
        *,
        team_name: str,
        project_name: str,
        representatives: tuple[SealedRepresentative, ...],
        requirements: Requirements,
        identity_consent: IdentityConsent | None = None,
        at: Instant,
    ) -> None:
        """Change names and representatives until the registration deadline (rules B4 to B7, C10); what is empty stays.

        `identity_consent` is what was stated of new people; None if there are none.
        """
        self._require_active()
        fixed = rules.B6_REPRESENTATIVES_FIXED if representatives else rules.B7_NAMES_FIXED
        refuse_unless(at <= self.registration_closes, fixed, closes=self.registration_closes)
        if project_name and project_name.strip() != self.project_name:
            refuse_unless(not self.receipts, rules.C10_PROJECT_NAME_FIXED)
        check_names(team_name or self.team_name, project_name or self.project_name)
        before = (self.team_name, self.project_name, self.representatives)
        if representatives:
            codes = frozenset(organisation.uscc for organisation in self.organisations)
            check_representatives(representatives, codes, requirements)
            self.representatives = representatives
            self.identity_consent = identity_consent or self.identity_consent
        self.team_name = team_name.strip() or self.team_name
        self.project_name = project_name.strip() or self.project_name
        if (self.team_name, self.project_name, self.representatives) != before:
            self.draft = self.draft.moved_on()  # all three are frozen with a submission
        self._hold()
        stated = identity_consent.version if identity_consent is not None else ""
        self.raise_event(replace(self._changed, identity_consent=stated), at)

    def prolong(self, registration_closes: Instant, submission_closes: Instant) -> bool:
        """Take later deadlines that the division published, never earlier ones (rule A5); return True if any changed."""
        before = (self.registration_closes, self.submission_closes)
        self.registration_closes = max(self.registration_closes, registration_closes)
        self.submission_closes = max(self.submission_closes, submission_closes)
        return (self.registration_closes, self.submission_closes) != before

    def rekey(self, people: tuple[SealedRepresentative, ...], *, at: Instant) -> None:
        """Replace its people by the same people under other keys (rules B5, K4); services that match by hashes hear of it."""
        self.representatives = people
        if self.held_persons:
            self._hold()
        self.raise_event(PersonsRekeyed(team_id=self.id, persons=self.persons), at)

    def withdraw(self, *, at: Instant) -> None:
        """Leave before the deadline; persons and project are free again (rule C12)."""
        self._require_active()
        refuse_unless(at <= self.submission_closes, rules.C12_WITHDRAWAL_LATE, closes=self.submission_closes)
        self._leave(TeamState.WITHDRAWN, at)

    def contest(self, names: tuple[ContestedName, ...], reason: str) -> None:
        """Claim names that other teams hold, with the reason; the team goes on without holding them (rule B7)."""
        refuse_unless(0 < len(reason.strip()) <= MAX_WORDS, rules.B7_CLAIM_WORDS, limit=MAX_WORDS)
        claimed = {contested.key for contested in names}
        self.contests = (*(before for before in self.contests if before.key not in claimed), *names)
        self.contest_reason = reason.strip()
        self._hold()

    def note_changed(self, *, at: Instant) -> None:
        """Let those hear of the team who follow its changes: claims are filed, and its people compared with those of others."""
        self.raise_event(self._changed, at)

    def take_names(self, holder_id: str) -> None:
        """Hold the names that were contested with a team which lost or left (rule B7)."""
        self.contests = tuple(contested for contested in self.contests if contested.holder_id != holder_id)
        if self.is_active:
            self._hold()

    def lose_claim(self, reason: str, *, at: Instant) -> None:
        """Leave because its claim was dismissed: what it registers is registered already (rule B7)."""
        self.contests = ()
        if self.is_active:
            self._note_loss(rules.B7_CLAIM_DISMISSED, reason)
            self._leave(TeamState.WITHDRAWN, at, rules.B7_CLAIM_DISMISSED)

    def lose_names(self, reason: str, *, at: Instant) -> None:
        """Be disqualified because it registered without an organisation's authority; the names are free (rules B7, B10).

        It goes on holding its persons, as every disqualified team does.
        """
        self._note_loss(rules.B7_CLAIM_UPHELD, reason)
        if self.is_active:
            persons = self.held_persons
            self._leave(TeamState.DISQUALIFIED, at, rules.B7_CLAIM_UPHELD)
            self.held_persons = persons
        self.held_names = ()

    def revive(self, division: Division, *, at: Instant) -> None:
        """Register a withdrawn team again, unchanged, holding all that it held (rules A2, A4, B5, B6, B7, C1, C12).

        Refuse a team that had submitted: its case is closed, and it registers as another. Refuse a team that was disqualified
        meanwhile: leaving is no way around a disqualification (rule B10). The command asks before if an organisation is listed
        or affiliated (rules B3, B8), so what was found before the team left no longer holds.
        """
        refuse_unless(self.state is TeamState.WITHDRAWN, rules.TEAM_NOT_ACTIVE, state=term(self.state))
        disqualified = bool(self.reviews.disqualification_code)
        refuse_unless(not disqualified, rules.TEAM_NOT_ACTIVE, state=term(TeamState.DISQUALIFIED))
        refuse_unless(not self.receipts, rules.C12_SUBMITTED_BEFORE)
        division.require_registration(at)
        division.scheme.require_topic(self.track, self.topic_id)
        organisers = division.scheme.organisers
        for organisation in self.organisations:
            refuse_unless(organisation.uscc not in organisers, rules.B8_ORGANISER_TAKES_PART, uscc=organisation.uscc)
        self.state = TeamState.REGISTERED
        self.findings = self.findings.all_lifted()  # it never submitted, so no reviewer hears of it
        self._hold()
        self.raise_event(TeamRegistered(team=self.facts, consents_missing=len(self.composition.unanswered)), at)

    # --- its organisations

    def require_lead(self, account_id: str) -> None:
        """Refuse what is the lead's to do for the accounts of other organisations (rule B2)."""
        leads = account_id in self.account_ids and self.acts_for(account_id) == self.lead.uscc
        refuse_unless(leads, rules.B2_LEAD_ONLY)

    def add_co_organisation(
        self, organisation: Organisation, organisers: frozenset[str], requirements: Requirements, *, at: Instant
    ) -> None:
        """Ask one more organisation to join, until the registration deadline (rules B2, B8)."""
        self._require_composable(at)
        check_names(organisation.name)
        refuse_unless(organisation.uscc not in organisers, rules.B8_ORGANISER_TAKES_PART, uscc=organisation.uscc)
        self.composition = self.composition.ask(organisation, requirements)
        self.draft = self.draft.moved_on()
        self.raise_event(self._changed, at)

    def remove_co_organisation(self, uscc: str, *, at: Instant) -> None:
        """Part with an organisation that no representative and no file belongs to (rule B2).

        One that consented leaves until the registration deadline; one that did not until the deadline of submission. From the
        registration deadline on people stay (rule B6), and so does their organisation: it can only be asked again.
        """
        self._require_writable(at)
        self.composition.co_organisation(uscc)
        if uscc in self.composition.consents.consented:
            self._require_composable(at)
        people = any(person.organisation_uscc == uscc for person in self.representatives)
        changeable = not people or at <= self.registration_closes
        refuse_unless(changeable, rules.B2_CONSENT_NEEDED, uscc=uscc, closes=self.submission_closes)
        needed = people or any(piece.owner_uscc == uscc for piece in self.evidence)
        refuse_unless(not needed, rules.B2_ORGANISATION_NEEDED, uscc=uscc)
        self.members = self.members.without_organisation(uscc)
        self.composition = self.composition.part_with(uscc)
        self.findings, lifted = self.findings.without_organisation(uscc)
        for finding in lifted:
            self._report_finding(replace(finding, lifted=True), at)
        self.draft = self.draft.moved_on()
        self._hold()
        self.raise_event(self._changed, at)

    def renew_invitation(self, uscc: str, *, at: Instant) -> None:
        """Ask a co-organisation again that has not consented; the code before is void (rule B2)."""
        self._require_writable(at)
        self.composition = self.composition.ask_again(uscc)

    def answer_invitation(self, uscc: str, account_id: str, *, consent: bool, at: Instant) -> None:
        """Let a co-organisation consent or decline, by an account that is not the team's yet (rules B2, B7).

        From its consent on it holds the team's names, and its account acts for it.
        """
        self._require_writable(at)
        refuse_unless(account_id not in self.account_ids, rules.B2_OWN_ACCOUNT)
        self.composition = self.composition.answer(uscc, account_id, consent=consent, at=at)
        if consent:
            self.members = self.members.with_member(account_id, uscc, at)
        self._hold()
        self.raise_event(self._changed, at)
        self.raise_event(self._answered(uscc, consented=consent), at)

    def take_consent_back(self, account_id: str, *, at: Instant) -> None:
        """Let a co-organisation change its mind while nothing is submitted, until the registration deadline (rule B2).

        From then on who takes part is fixed, or taking back and being left out would be a way around it.
        """
        refuse_unless(not self.receipts, rules.B2_CONSENT_STANDS)
        self._require_composable(at)
        uscc = self.acts_for(account_id)
        self.composition = self.composition.take_back(uscc, at=at)
        self.members = self.members.without_organisation(uscc)
        self._hold()
        self.raise_event(self._changed, at)
        self.raise_event(self._answered(uscc, consented=False), at)

    def hand_over_lead(self, uscc: str, account_id: str, *, at: Instant) -> None:
        """Let the lead offer its place to a co-organisation, and that one take it, until the registration deadline (rule B2)."""
        self._require_composable(at)
        if uscc != self.lead.uscc and account_id in self.members.accounts_of(uscc):
            former_account = self.members.accounts_of(self.lead.uscc)[0]
            self.composition = self.composition.take_lead(uscc, former_account, at=at)
            self.draft = self.draft.moved_on()
            self.raise_event(self._changed, at)
        else:
            self.require_lead(account_id)
            self.composition = self.composition.offer_lead(uscc)

    # --- its accounts

    def invite_colleagues(self, account_id: str, *, at: Instant) -> None:
        """Open the team to colleagues of the account's organisation; the code before is void (rules B2, K1)."""
        self._require_active()
        self.members = self.members.invite(self.acts_for(account_id))

    def end_colleague_invitation(self, account_id: str) -> None:
        """Let nobody in any more by the code of the account's organisation (rule K1)."""
        self.members = self.members.end_invitation(self.acts_for(account_id))

    def let_colleague_in(self, uscc: str, account_id: str, requirements: Requirements, *, at: Instant) -> None:
        """Let a colleague's account act for the organisation that invited it, also after submission closed (rules B2, K1)."""
        self._require_active()
        refuse_unless(account_id not in self.account_ids, rules.B2_ACTS_ALREADY)
        limit = requirements.max_accounts
        refuse_unless(len(self.members.accounts_of(uscc)) < limit, rules.B2_TOO_MANY_ACCOUNTS, limit=limit)
        self.members = self.members.with_member(account_id, uscc, at)
        self._report_accounts(at)

    def part_with_account(self, account_id: str, by: str, *, at: Instant) -> None:
        """Let an account leave or be removed by a colleague, whatever became of the team; the last one stays (rules B2, K1)."""
        colleagues = self.members.accounts_of(self.acts_for(by))
        refuse_unless(account_id in colleagues, rules.B2_NO_COLLEAGUE)
        refuse_unless(len(colleagues) > 1, rules.B2_LAST_ACCOUNT)
        self.members = self.members.without_member(account_id)
        self._report_accounts(at)

    @property
    def passed_on(self) -> PassingsOn:
        """Return how sides of it were passed on, and the rules by which they are."""
        return PassingsOn(each=self.passings_on)

    def pass_on(self, uscc: str, reason: str, *, notice_hours: int, by: str, at: Instant) -> PassingOn:
        """Let another account take over an organisation's side, after what the host or the secretariat checked (rule K1).

        The organisation's accounts have so many hours to object; if it has none, no time passes.
        """
        self._require_active()
        joined = {organisation.uscc for organisation in self.composition.joined}
        refuse_unless(uscc in joined, rules.K1_PASSING_ON_NOT_OF_TEAM)
        former = self.members.accounts_of(uscc)
        passed_on, passing = self.passed_on.open(uscc, reason, notice_hours=notice_hours, former=former, by=by, at=at)
        self.passings_on = passed_on.each
        self.raise_event(
            PassingOnOpened(
                team=self.facts,
                organisation_uscc=uscc,
                number=passing.number,
                effective_at=passing.effective_at,
                former_account_ids=former,
            ),
            at,
        )
        return passing

    def object_to_passing_on(self, account_id: str, *, at: Instant) -> PassingOn:
        """End the passing on of the account's own organisation: somebody is left who acts for it (rule K1)."""
        passing = self.passed_on.require_open(self.acts_for(account_id))
        return self._settle(passing.objected(at), at)

    def take_over(self, passing: PassingOn, account_id: str, *, at: Instant) -> None:
        """Let an account act for the organisation in place of all that did; its notice is over (rule K1)."""
        self._require_active()
        done = passing.taken_over(account_id, at)
        refuse_unless(account_id not in self.account_ids, rules.B2_ACTS_ALREADY)
        former = self.members.accounts_of(passing.uscc)
        self.members = self.members.without_organisation(passing.uscc).with_member(account_id, passing.uscc, at)
        self._report_accounts(at)
        self._settle(done, at, former)

    def closing_of(self, account_id: str) -> Closing:
        """Return what the closing of an account means for the team (rules B2, K4)."""
        return Closing(account_id=account_id, members=self.members)

    def let_closed_account_go(self, account_id: str, *, at: Instant) -> bool:
        """Let an account that is closed act no more; return False if it stays on record, or is not there (rules B2, K4)."""
        members = self.closing_of(account_id).members_left
        if members == self.members:
            return False
        self.members = members
        self._report_accounts(at)
        return True

    def needs_its_accounts(self, kept_for: timedelta, at: Instant) -> bool:
        """Return True while something may be asked of the team: until it can't submit any more, or its records' time is over."""
        if self.state is TeamState.REGISTERED:
            return at <= self.submission_closes
        return self.state is TeamState.SUBMITTED and at <= self.submission_closes + kept_for

    # --- its project

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

        `bases` are the texts that the writer had read, as far as they are still known; `editor` is the open editor, if the
        client names it. Returns the sections that were put together with what someone else wrote meanwhile. Raises
        TextNotReadError if the text of such a section was not read with the team.
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
        if any((known.kind, known.sha256, known.owner_uscc) == same for known in self.evidence):
            return
        limit = requirements.max_files
        refuse_unless(len(self.evidence) < limit, rules.C7_TOO_MANY_FILES, limit=limit)
        self.evidence = (*self.evidence, piece)
        self.uploads = self.uploads.with_upload(by, self.draft.revision)
        self.draft = self.draft.moved_on()

    def detach(self, evidence_id: str, *, at: Instant) -> None:
        """Take evidence out of the draft, which moves on; versions submitted before keep theirs (rule C7)."""
        self._require_writable(at)
        left = tuple(piece for piece in self.evidence if piece.id != evidence_id)
        if left != self.evidence:
            self.evidence = left
            self.draft = self.draft.moved_on()

    def require_own(self, kind: str, owner_uscc: str, requirements: Requirements) -> None:
        """Refuse a kind of material that the edition does not know, and an owner that is none of the team's (rules C5, C6)."""
        kinds = requirements.evidence_kinds
        refuse_unless(kind in kinds, rules.C5_UNKNOWN_KIND, kinds=", ".join(sorted(kinds)))
        own = {organisation.uscc for organisation in self.organisations}
        # without what was typed: it may be anything, an identity number too (rule K4)
        refuse_unless(owner_uscc in own, rules.C5_FOREIGN_OWNER)

    def takes_material(self, at: Instant) -> bool:
        """Return True if material goes into the draft, False if it is for an answer to review (rule C11); else refuse."""
        if at > self.submission_closes and self.supplements.awaited(at):
            self._require_active()
            return False
        self._require_writable(at)
        return True

    def missing(self, requirements: Requirements) -> tuple[Missing, ...]:
        """Return what keeps the team from submitting (rule C4)."""
        consents = (
            Missing(
                kind="consent", name=Term(partner.uscc, f"联合单位{partner.name}的同意", f"Consent of {partner.name}")
            )
            for partner in self.composition.unanswered
        )
        return (*self.draft.missing(self.evidence, requirements), *consents)

    @property
    def changed_since_submission(self) -> ChangedSince | None:
        """Return what of the draft differs from the version submitted last (rule C10), None if nothing does or none was."""
        if self.submitted is None:
            return None
        return self.submitted.changed(Submitted.of(self.draft.sections, self.evidence))

    # --- its submissions

    def equal_receipt(self) -> Receipt | None:
        """Return the receipt of the last version if what would be submitted equals it in all, else None (rule C8).

        Submitted again, it makes no other version, under however many keys that is asked. Raises TextNotReadError.
        """
        if self.state is not TeamState.SUBMITTED or not self.receipts:
            return None
        last = self.receipts[-1]
        return last if digest(self.submission_form(last.submission_number)) == last.digest else None

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
        refuse_unless(not missing, rules.C4_INCOMPLETE, missing=enumerated(item.name for item in missing))

    def submission_form(self, number: int) -> dict[str, object]:
        """Return the canonical form of what a submission holds, which its digest is over (rule C8); raises TextNotReadError."""
        content = self.draft.content()
        rich = {section.id: section.rich for section in content if section.rich}
        form: dict[str, object] = {
            "edition": self.edition,
            "team_id": self.id,
            "number": number,
            "division": self.division_code,
            "track": self.track,
            "topic": self.topic_id,
            "team_name": self.team_name,
            "project_name": self.project_name,
            "organisations": [
                [organisation.uscc, organisation.name, organisation.kind] for organisation in self.organisations
            ],
            "representatives": [person.commitment(self.salt) for person in self.representatives],
            "declaration": {section.id: section.text for section in content},
            "evidence": [
                [piece.kind, piece.sha256, piece.size_bytes, piece.file_name, piece.media_type, piece.owner_uscc]
                for piece in self.evidence
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
        by: str = "",
        change: ContentChange | None = None,
    ) -> Receipt:
        """Freeze draft and evidence as the next version, and return its receipt (rules B10, C1, C4, C8, C10).

        `change` is how far the main content is from the first submitted version, if there is one. Raises TextNotReadError.
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
        self.supplements = self.supplements.supersede(number)
        self.submitted = Submitted.of(self.draft.sections, self.evidence)
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
                name_findings=(*self.findings.names, *self.findings.near_projects),
                persons=self.persons,
            ),
            at,
        )
        if number == 1:  # review hears of each change from now on, and here of what was found before
            for finding in self.findings.pairs:
                if not finding.lifted:
                    self._report_finding(finding, at)
        answers = (piece for request in self.supplements.requests for piece in request.evidence)
        self._apply(self.findings.of_files_only({piece.sha256 for piece in (*self.evidence, *answers)}), at)
        return receipt

    # --- what becomes known of it

    def record_listing(
        self, uscc: str, listing: CreditListing, heads: Mapping[CreditList, Instant], *, at: Instant
    ) -> bool:
        """Note that one of its organisations was listed (rule B3); return True if the findings changed."""
        if all(organisation.uscc != uscc for organisation in self.organisations):
            return False
        return self._apply(self.findings.with_listing(uscc, listing, heads), at)

    def record_whole_list(self, credit_list: CreditList, as_of: Instant, *, at: Instant) -> bool:
        """Lift listings that are older than a whole list and not repeated by it (rule B3); return True if any was lifted."""
        return self._apply(self.findings.with_whole_list(credit_list, as_of), at)

    def record_affiliation(self, affiliation: Affiliation | None, *, at: Instant) -> bool:
        """Note that one of its organisations belongs to an organiser, or none does (rule B8); return True if that changed."""
        return self._apply(self.findings.with_affiliation(affiliation, at), at)

    def record_malware(self, sha256: str, file_name: str, *, at: Instant) -> bool:
        """Note that malware was found in a file that it handed in (rule C7); return True if the findings changed."""
        return self._apply(self.findings.with_malware(sha256, file_name, at), at)

    def record_harmless(self, sha256: str, *, at: Instant) -> bool:
        """Lift that malware was found in a file (rule C7); return True if the findings changed."""
        return self._apply(self.findings.without_malware(sha256), at)

    def record_pairs(self, now: tuple[TeamFinding, ...], *, at: Instant) -> bool:
        """Note who of its people may be in another team, and which claims are open (rules B5, B7); return True if it changed."""
        return self._apply(self.findings.with_pairs(now), at)

    def record_names(self, names: tuple[NameFinding, ...], *, at: Instant) -> bool:
        """Replace the findings of its names, after a word list changed (rule B9); return True if the findings changed."""
        before = self.findings.names
        if not self.is_active or set(names) == set(before):
            return False
        self.findings = self.findings.with_names(names)
        for finding, lifted in (
            *((finding, False) for finding in names if finding not in before),
            *((finding, True) for finding in before if finding not in names),
        ):
            key = f"{finding.field}/{finding.list}/{finding.word}/{finding.matched}"
            self._report("B9_NAME", key, finding.words, lifted=lifted, at=at)
        return True

    def note_names(self, names: tuple[NameFinding, ...]) -> None:
        """Record the findings of the names that it registers with (rule B9)."""
        self.findings = self.findings.with_names(names)

    def note_near_projects(self, near: tuple[NameFinding, ...]) -> None:
        """Note which projects of its organisations have nearly its project's name (rule B7)."""
        self.findings = self.findings.with_near_projects(near)

    # --- review

    def record_review(
        self, number: int, state: ReviewState, reason: str, sequence: int, *, appeal_until: Instant | None = None
    ) -> None:
        """Note what review decided on a submission (rule D3), unless a newer word of review is known."""
        self.reviews = self.reviews.with_decision(number, state, reason, sequence, appeal_until=appeal_until)

    def record_reopening(self, number: int, because: str, sequence: int) -> None:
        """Note that review looks at its submission anew (rules D1, D3), unless a newer word of review is known."""
        self.reviews = self.reviews.with_reopening(number, because, sequence)

    def record_appeal(self, number: int) -> None:
        """Note that the rejection of this submission was appealed (rule D3)."""
        self.reviews = replace(self.reviews, appealed_number=max(number, self.reviews.appealed_number))

    def record_appeal_answer(self, answer: AppealAnswer) -> None:
        """Note how the team's appeal was settled, and why (rule D3)."""
        self.reviews = replace(self.reviews, appeal_answer=answer)

    def record_disqualification(self, code: str, reason: str) -> None:
        """Note that it lost its place (rules B10, C5, F5). It goes on holding its persons: being barred frees nobody."""
        self.reviews = replace(self.reviews, disqualification_code=code, disqualification_reason=reason)
        if self.state is not TeamState.WITHDRAWN:  # a team that has left stays so, and can't come back
            self.state = TeamState.DISQUALIFIED

    def ask_supplement(self, request: Supplement) -> None:
        """Note that review asks for supplementary material (rule C11)."""
        self.supplements = self.supplements.ask(request).supersede(len(self.receipts))

    def answer_supplement(
        self, number: int, text: str, evidence: tuple[Evidence, ...], requirements: Requirements, *, at: Instant
    ) -> None:
        """Answer a request of review in time, also after submission closed (rule C11)."""
        self._require_active()
        refuse_unless(len(evidence) <= requirements.max_files, rules.C7_TOO_MANY_FILES, limit=requirements.max_files)
        for piece in evidence:
            self.require_own(piece.kind, piece.owner_uscc, requirements)
        self.supplements = self.supplements.answer(number, text, evidence, at=at)
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
        """Let requests lapse that nobody answered in time, as of the instant they were due (rule C11); return True if any did."""
        self.supplements, lapsed = self.supplements.lapse(at)
        if self.is_active:  # else nobody waits for the answer
            for request in lapsed:
                self.raise_event(
                    SupplementLapsed(
                        team=self.facts,
                        number=request.number,
                        submission_number=request.submission_number,
                        due_at=request.due_at,
                    ),
                    request.due_at,
                )
        return bool(lapsed)

    # ---

    @property
    def _changed(self) -> TeamChanged:
        return TeamChanged(team=self.facts, consents_missing=len(self.composition.unanswered))

    def _answered(self, uscc: str, *, consented: bool) -> ConsentAnswered:
        name = self.composition.co_organisation(uscc).name
        return ConsentAnswered(team=self.facts, uscc=uscc, organisation_name=name, consented=consented)

    def _settle(self, settled: PassingOn, at: Instant, former: tuple[str, ...] = ()) -> PassingOn:
        self.passings_on = self.passed_on.settle(settled).each
        self.raise_event(
            PassingOnSettled(
                team=self.facts,
                organisation_uscc=settled.uscc,
                number=settled.number,
                outcome=settled.state.value,
                former_account_ids=former,
                account_id=settled.account_id,
            ),
            at,
        )
        return settled

    def _leave(self, state: TeamState, at: Instant, because: Code | None = None) -> None:
        self.state = state
        self.held_persons, self.held_names = (), ()
        code = because.name if because is not None else ""
        self.raise_event(TeamWithdrawn(team=self.facts, unsubmitted=not self.receipts, code=code), at)

    def _note_loss(self, code: Code, reason: str) -> None:
        self.reviews = replace(
            self.reviews, disqualification_code=code.name, disqualification_reason=fill(code.zh, {"reason": reason})
        )

    def _hold(self) -> None:
        self.held_persons = tuple(key for person in self.representatives for key in person.match_keys)
        wanted = [held.key for held in self.names_to_hold]
        self.contests = tuple(contested for contested in self.contests if contested.key in wanted)
        contested = {contested.key for contested in self.contests}
        # a name that another team held as well before names were folded stays held beside it (m0001); a reviewer decides
        before = frozenset(self.held_names)
        self.held_names = tuple(
            beside if (beside := f"{key}/{self.id}") in before else key for key in wanted if key not in contested
        )

    def _require_active(self) -> None:
        refuse_unless(self.is_active, rules.TEAM_NOT_ACTIVE, state=term(self.state))

    def _require_composable(self, at: Instant) -> None:
        self._require_active()
        refuse_unless(at <= self.registration_closes, rules.B2_COMPOSITION_FIXED, closes=self.registration_closes)

    def _require_writable(self, at: Instant) -> None:
        self._require_active()
        refuse_unless(at <= self.submission_closes, rules.C1_SUBMISSION_CLOSED, closes=self.submission_closes)

    def _apply(self, changed: Changed, at: Instant) -> bool:
        """Take new findings while it is in the contest, and report each that changed; return True if any did."""
        if not self.is_active:
            return False
        self.findings, findings = changed
        for finding in findings:
            self._report_finding(finding, at)
        return bool(findings)

    def _report_finding(self, finding: TeamFinding, at: Instant) -> None:
        self._report(
            finding.code,
            finding.key,
            finding.words,
            lifted=finding.lifted,
            at=at,
            other=(finding.other_team_id, finding.other_team_division_code),
        )

    def _report(
        self, code: str, key: str, evidence: str, *, lifted: bool, at: Instant, other: tuple[str, str] = ("", "")
    ) -> None:
        """Count a change of its findings, and tell review of it once there is a submission to review."""
        self.findings = self.findings.counted()
        if self.receipts:
            self.raise_event(
                TeamFindingChanged(
                    team=self.facts,
                    code=code,
                    key=key,
                    evidence=evidence,
                    lifted=lifted,
                    sequence=self.findings.sequence,
                    other_team_id=other[0],
                    other_team_division_code=other[1],
                ),
                at,
            )

    def _report_accounts(self, at: Instant) -> None:
        # before it submits no other service answers its accounts, and its submission says which they are
        event = TeamAccountsChanged(team=self.facts) if self.receipts else self._changed
        self.raise_event(event, at)

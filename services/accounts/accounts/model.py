"""An account: who signs in, with which roles (rules K1, K4)."""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import unicodedata2 as unicodedata

from chassis.facts.roles import GRANTED_BY, OF_DIVISION, AccountFacts, AccountState, Grant, Role, may_grant
from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, refuse_unless
from chassis.text.chinese import simplified
from chassis.text.codes import is_uscc, normalised_code

from . import rules
from .events import (
    AccountClosed,
    AccountDisabled,
    AccountEnabled,
    AccountOpened,
    ConsentRecorded,
    ContactsChanged,
    OrganisationRecorded,
    PasswordChange,
    PasswordChanged,
    RolesChanged,
    StaffChanged,
)

# that an account remembers, of consents of each kind; what is older is in the audit trail. Else whoever gives and withdraws one
# all day would have a document that can't be written any more, and an account that nobody can disable
MAX_CHANGES, MAX_CONSENTS = 100, 100
_LOGIN = re.compile(r"[A-Za-z0-9._@\-]{3,64}")
_EMAIL = re.compile(r"[^\s@<>(),;:\\\"\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\.[A-Za-z]{2,63}")
_MOBILE = re.compile(r"1[3-9]\d{9}|\+[1-9]\d{5,14}", re.ASCII)


class ConsentKind(enum.StrEnum):
    """The kinds of consent: to the privacy notice, or to the processing of identity numbers (rule K4)."""

    PRIVACY_NOTICE = "privacy_notice"
    IDENTITY_NUMBERS = "identity_numbers"


@dataclass(frozen=True, kw_only=True)
class Consent:
    """A consent that was given, or withdrawn, at a real time."""

    kind: ConsentKind
    version: str
    given: bool
    at: Instant


@dataclass(frozen=True, kw_only=True)
class SealedContacts:
    """E-mail address and mobile number, sealed for the account."""

    key_id: str
    nonce: bytes
    ciphertext: bytes


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """E-mail address and mobile number; empty if the holder gave none.

    Nothing but a link to confirm it is mailed to an address that its holder has not confirmed: it may be a stranger's.
    """

    email: str = ""
    mobile: str = ""
    email_confirmed: bool = False

    @property
    def mailable(self) -> str:
        """Return the address to which messages are mailed; empty if there is none, or none that is confirmed."""
        return self.email if self.email_confirmed else ""

    def replaced_by(self, others: Contacts) -> Contacts:
        """Return what of these contacts, as far as messages go there, others no longer have."""
        return Contacts(
            email=self.mailable if self.email != others.email else "",
            mobile=self.mobile if self.mobile != others.mobile else "",
        )

    def after(self, before: Contacts) -> Contacts:
        """Return these contacts in place of earlier ones: an address that stays is confirmed if it was."""
        return replace(self, email_confirmed=before.email_confirmed and self.email == before.email)

    @classmethod
    def of(cls, email: str, mobile: str) -> Contacts:
        """Return contacts in their one form, right or wrong."""
        return cls(email=narrowed(email), mobile=re.sub(r"[\s()-]", "", narrowed(mobile)).removeprefix("+86"))

    @property
    def faults(self) -> list[FieldFault]:
        """Return what is wrong with them: an address, or a number, that can't be right."""
        forms = ((rules.EMAIL_INVALID, self.email, _EMAIL), (rules.MOBILE_INVALID, self.mobile, _MOBILE))
        return [fault for fault, value, form in forms if value and not form.fullmatch(value)]


NO_CONTACTS = Contacts()


@dataclass(frozen=True, kw_only=True)
class WaitingAddress:
    """An account's address that waits for a link to confirm it, since a real time: by its keyed hash, empty for whatever it is.

    It is noted before the account is written with it.
    """

    account_id: str
    key: str
    since: Instant


@dataclass(frozen=True, kw_only=True)
class FormerContacts:
    """Contacts of an account that were replaced at a real time, sealed, until they are told so.

    They are kept before the account is written.
    """

    id: str
    account_id: str
    sealed: SealedContacts
    since: Instant


class ChangeKind(enum.StrEnum):
    """The kinds of change of an account."""

    OPENED = "opened"
    ROLES = "roles"
    ORGANISATION = "organisation"
    DISABLED = "disabled"
    ENABLED = "enabled"
    CLOSED = "closed"
    CREDENTIALS = "credentials"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change of an account, by which account, at a real time; roles and organisation are those from then on."""

    kind: ChangeKind
    by: str
    at: Instant
    reason: str = ""
    grants: tuple[Grant, ...] = ()
    organisation_uscc: str = ""


@dataclass(kw_only=True)
class Account(Aggregate):
    """An account. `opened_at`, `closed_at` and `ended_at` are real time.

    `changes` are the last ones. `listed` is the name, or else the login name, as lists are ordered and searched,
    `listed_login` the login name of whoever has a name, and `administered_by` says who sees the account in lists.

    `epoch` grows whenever all of its sessions and tokens end, and `ended_at` says when it last did: a session belongs to the
    epoch in which it began. `sessions_changed_at` says when what they show or owe last changed while they go on, so that every
    gateway looks them up anew.
    """

    login: str
    password: str = ""
    grants: tuple[Grant, ...] = ()
    name: str = ""
    organisation_uscc: str = ""
    contacts: SealedContacts | None = None
    consents: tuple[Consent, ...] = ()
    state: AccountState = AccountState.ACTIVE
    opened_at: Instant | None = None
    closed_at: Instant | None = None
    disabled_reason: str = ""
    must_change_password: bool = False
    epoch: int = 0
    ended_at: Instant | None = None
    sessions_changed_at: Instant | None = None
    changes: tuple[Change, ...] = ()
    listed: str = ""
    listed_login: str = ""
    administered_by: str = ""

    @property
    def is_active(self) -> bool:
        """Return True if its holder may sign in."""
        return self.state is AccountState.ACTIVE

    @property
    def is_staff(self) -> bool:
        """Return True if it holds another role than a participant's."""
        return any(grant.role is not Role.PARTICIPANT for grant in self.grants)

    @property
    def facts(self) -> AccountFacts:
        """Return what other services know of it, as of the write that follows."""
        return AccountFacts(
            account_id=self.id,
            grants=self.grants,
            organisation_uscc=self.organisation_uscc,
            state=self.state,
            sequence=self.version + 1,
        )

    def open(self, *, invitation_id: str = "", now: Instant, at: Instant) -> None:
        """Open the account at the real time `now`."""
        self.opened_at = now
        self.raise_event(AccountOpened(account=self.facts, invitation_id=invitation_id), at)
        self._tell_staff(at, was_staff=False)

    def require_roles(self, seen: Iterable[Grant]) -> None:
        """Refuse K1_ROLES_MOVED_ON unless it holds the roles that somebody saw; a participant's is not compared."""
        held, known = (
            {grant for grant in grants if grant.role is not Role.PARTICIPANT} for grants in (self.grants, seen)
        )
        refuse_unless(held == known, rules.K1_ROLES_MOVED_ON)

    def change_roles(self, grants: Iterable[Grant], reason: str, *, now: Instant, at: Instant) -> None:
        """Replace the roles; sessions and tokens end."""
        self._require_not_closed()
        was_staff = self.is_staff
        self.grants = in_order(grants)
        self.end_sessions(now)
        self.raise_event(RolesChanged(account=self.facts, reason=reason), at)
        self._tell_staff(at, was_staff=was_staff)

    def rename(self, name: str, *, now: Instant) -> None:
        """Record the holder's name, at the real time `now`; empty for none."""
        if name != self.name:
            self.name, self.sessions_changed_at = name, now

    def record_organisation(self, uscc: str, *, now: Instant, at: Instant) -> None:
        """Record the holder's own organisation by its credit code (rules D2, E2); empty for none."""
        self._require_not_closed()
        if uscc != self.organisation_uscc:
            self.organisation_uscc, self.sessions_changed_at = uscc, now
            self.raise_event(OrganisationRecorded(account=self.facts), at)
            self._tell_staff(at, was_staff=self.is_staff)

    def disable(self, reason: str, *, now: Instant, at: Instant) -> None:
        """Disable it; sessions and tokens end. Nothing changes if it is disabled already."""
        self._require_not_closed()
        if self.state is AccountState.DISABLED:
            return
        self.state, self.disabled_reason = AccountState.DISABLED, reason
        self.end_sessions(now)
        self.raise_event(AccountDisabled(account=self.facts, reason=reason), at)
        self._tell_staff(at, was_staff=self.is_staff)

    def enable(self, reason: str, *, at: Instant) -> None:
        """Enable it again; refuse if it is not disabled."""
        refuse_unless(self.state is AccountState.DISABLED, rules.ACCOUNT_NOT_DISABLED)
        self.state, self.disabled_reason = AccountState.ACTIVE, ""
        self.raise_event(AccountEnabled(account=self.facts, reason=reason), at)
        self._tell_staff(at, was_staff=self.is_staff)

    def close(self, *, now: Instant, at: Instant) -> None:
        """Close it for good: it can't sign in, its roles end, and what says who its holder is is deleted (rule K4).

        The login name is free again: nothing refers to an account by it, so that whoever takes it next gets nothing of this one.
        Consents are kept as the proof that they were given.
        """
        self._require_not_closed()
        was_staff = self.is_staff
        self.state, self.grants, self.closed_at = AccountState.CLOSED, (), now
        # no login name has such a form
        self.login = f"closed:{self.id}"
        self.password, self.name, self.contacts, self.disabled_reason = "", "", None, ""
        self.organisation_uscc, self.must_change_password = "", False
        self.end_sessions(now)
        self.raise_event(AccountClosed(account=self.facts), at)
        self._tell_staff(at, was_staff=was_staff)

    def change_password(self, password: str, means: PasswordChange, *, now: Instant, at: Instant) -> None:
        """Keep the hash of a new password; sessions and tokens end."""
        self._require_not_closed()
        self.password, self.must_change_password = password, False
        self.end_sessions(now)
        self.raise_event(PasswordChanged(account_id=self.id, means=means), at)

    def note_contacts(self, *, email: bool, mobile: bool, at: Instant) -> None:
        """Note which of the contacts that there were changed, so that the holder is told (rule K2); first ones are not told."""
        self._require_not_closed()
        if email or mobile:
            self.raise_event(ContactsChanged(account_id=self.id, email=email, mobile=mobile), at)

    def record_consent(self, consent: Consent, *, at: Instant) -> None:
        """Record a consent, or that it was withdrawn, unless the last word on it says the same (rule K4)."""
        said = [said for said in self.consents if said.kind == consent.kind]
        if said and (said[-1].version, said[-1].given) == (consent.version, consent.given):
            return
        forgotten = said[: max(0, len(said) + 1 - MAX_CONSENTS)]
        self.consents = (*(known for known in self.consents if known not in forgotten), consent)
        if consent.kind is ConsentKind.IDENTITY_NUMBERS or not consent.given:
            self.sessions_changed_at = consent.at
        self.raise_event(
            ConsentRecorded(
                account_id=self.id, kind=consent.kind, version=consent.version, given=consent.given, at=consent.at
            ),
            at,
        )

    def agrees_to(self, kind: ConsentKind) -> str:
        """Return the version that the holder agrees to, or an empty text."""
        said = [consent for consent in self.consents if consent.kind == kind]
        return said[-1].version if said and said[-1].given else ""

    def end_sessions(self, now: Instant) -> None:
        """End all sessions and tokens, at the real time `now`."""
        self.epoch += 1
        self.ended_at = now

    def note_changes(self, by: str, now: Instant) -> None:
        """Keep what this write changes, by which account, at a real time; the oldest of many changes is forgotten."""
        noted = []
        for raised in self.raised:
            kind = _NOTED.get(type(raised.event))
            if kind is not None:
                known = kind is not ChangeKind.CREDENTIALS
                change = Change(
                    kind=kind,
                    by=by,
                    at=now,
                    reason=getattr(raised.event, "reason", ""),
                    grants=raised.event.account.grants if known else (),
                    organisation_uscc=raised.event.account.organisation_uscc if known else "",
                )
                noted.append(change)
        self.changes = (*self.changes, *noted)[-MAX_CHANGES:]
        if self.state is AccountState.CLOSED:
            # what was changed, the roles and who did it stay; the trail has the events (rules D5, K4)
            self.changes = tuple(replace(change, reason="", organisation_uscc="") for change in self.changes)

    def list_anew(self) -> None:
        """Bring what lists go by in line with name and roles; before each write."""
        name = search_form(self.name)
        self.listed = f"{name or self.login}\t{self.login}"
        self.listed_login = self.login if name else ""
        self.administered_by = administered_by(self.grants)

    def _require_not_closed(self) -> None:
        refuse_unless(self.state is not AccountState.CLOSED, rules.ACCOUNT_CLOSED)

    def _tell_staff(self, at: Instant, *, was_staff: bool) -> None:
        """Tell the services that go by staff accounts; participants' accounts they need not know."""
        if self.is_staff or was_staff:
            self.raise_event(StaffChanged(account=self.facts), at)


_NOTED = {
    AccountOpened: ChangeKind.OPENED,
    RolesChanged: ChangeKind.ROLES,
    OrganisationRecorded: ChangeKind.ORGANISATION,
    AccountDisabled: ChangeKind.DISABLED,
    AccountEnabled: ChangeKind.ENABLED,
    AccountClosed: ChangeKind.CLOSED,
    PasswordChanged: ChangeKind.CREDENTIALS,
    ContactsChanged: ChangeKind.CREDENTIALS,
}


def in_order(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """Return each grant once, in order."""
    return tuple(sorted(set(grants), key=lambda grant: (grant.role, grant.division)))


def uscc_faults(uscc: str) -> list[FieldFault]:
    """Return the fault of a credit code, if it has one; an empty text has none."""
    return [] if not uscc or is_uscc(normalised_code(uscc)) else [rules.USCC_INVALID]


def login_name(login: str) -> str:
    """Return a login name as it is stored: narrow, in small letters, without blanks and invisible characters around it."""
    return narrowed(login).casefold()


def narrowed(text: str) -> str:
    """Return a text with narrow characters, without blanks around it and without characters that nobody sees."""
    narrow = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in narrow if unicodedata.category(letter) not in ("Cc", "Cf")).strip()


def search_form(text: str) -> str:
    """Return a name in the form in which lists are ordered and searched: narrow, simplified, in small letters, without blanks."""
    return "".join(simplified(letter) for letter in narrowed(text).casefold() if not letter.isspace())


# so many accounts lie about between two marks of a list
STRETCH = 100


def marks_of(listed: Sequence[str]) -> list[str]:
    """Return the texts that part a list, given in its order, into stretches of about a hundred accounts.

    Each is as short as it can be to stand between its neighbours, of a few places the one with the shortest: the beginning of a
    name or login name, hardly ever all of it.
    """
    marks = []
    for middle in range(STRETCH, len(listed), STRETCH):
        around = range(middle - STRETCH // 4, min(middle + STRETCH // 4, len(listed)))
        between = [_beginning_above(listed[place - 1], listed[place]) for place in around]
        marks.append(min(between, key=len))
    return sorted(set(marks))


def _beginning_above(lower: str, upper: str) -> str:
    """Return the shortest beginning of a text that is above a lower text."""
    return next((upper[:length] for length in range(1, len(upper)) if upper[:length] > lower), upper)


def require_login(login: str) -> None:
    """Refuse LOGIN_INVALID if a stored login name has another form than it may."""
    refuse_unless(_LOGIN.fullmatch(login) is not None, rules.LOGIN_INVALID)


def administers(own: Collection[Grant], held: Iterable[Grant]) -> bool:
    """Return True if somebody with these roles administers an account that holds those: may grant all of them (rule K1).

    An account that holds no staff role is the secretariat's to administer.
    """
    staff = [grant for grant in held if grant.role is not Role.PARTICIPANT]
    if not staff:
        return any(grant.role is Role.SECRETARIAT for grant in own)
    return all(may_grant(own, grant) for grant in staff)


# who administers an account whose staff roles operators alone grant, or operators and others together
BY_OPERATORS, BY_OPERATORS_AND_OTHERS = "operators", "operators and others"
_BY_SECRETARIAT = "secretariat"


def administered_by(grants: Iterable[Grant]) -> str:
    """Return who may grant all roles of an account, and so administers it (rule K1).

    These are its divisions' hosts, as the divisions' codes joined by `+`; the secretariat, who administers those as well and the
    participants'; operators; or whoever is an operator and something else besides.
    """
    staff = [grant for grant in grants if grant.role is not Role.PARTICIPANT]
    by_operators = {grant.role in GRANTED_BY[Role.OPERATOR] for grant in staff}
    if True in by_operators:
        return BY_OPERATORS_AND_OTHERS if False in by_operators else BY_OPERATORS
    by_hosts = all(grant.role in GRANTED_BY[Role.HOST] and grant.division for grant in staff)
    return "+".join(sorted({grant.division for grant in staff})) if staff and by_hosts else _BY_SECRETARIAT


def administered_by_hosts_of(divisions: Collection[str]) -> list[str]:
    """Return what `administered_by` says of all accounts that the host of these divisions administers."""
    known = sorted(divisions)
    return ["+".join(some) for size in range(1, len(known) + 1) for some in combinations(known, size)]


def grant_faults(grants: Iterable[Grant], divisions: frozenset[str]) -> list[FieldFault]:
    """Return a fault for each role that needs a division, holds nation-wide, or names a division that is not of `divisions`."""
    faults: list[FieldFault] = []
    for grant in grants:
        if grant.division and grant.division not in divisions:
            faults.append(rules.DIVISION_UNKNOWN)
        elif grant.division and grant.role not in OF_DIVISION:
            faults.append(rules.DIVISION_UNFIT)
        elif not grant.division and grant.role is Role.HOST:
            faults.append(rules.DIVISION_NEEDED)
    return faults

"""Publicity activities of a division, and sign-ups for the places in them (rule A6)."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import FieldFault, RefusedTogether, refuse, refuse_unless

from ..divisions.model.division import APPROVED_OR_LATER, Division
from ..divisions.model.filing_faults import FilingFault, FilingHint, TextCheck, check_texts, refuse_faults
from . import rules
from .events import (
    ActivityCancelled,
    ActivityChanged,
    ActivityPublished,
    SignedOff,
    SignedUp,
    SignUpsExported,
    SignUpTold,
)

MAX_CAPACITY = 20_000


class ActivityKind(enum.StrEnum):
    """The kinds of activity that the notice of the contest names: 赛题宣讲, 供需对接, 调研交流."""

    TOPIC_BRIEFING = "topic_briefing"
    SUPPLY_AND_DEMAND = "supply_and_demand"
    EXCHANGE = "exchange"


class ActivityState(enum.StrEnum):
    """published -> cancelled."""

    PUBLISHED = "published"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class ActivityFacts:
    """An activity as its host describes it; it has no field for a price, because it must be free (rule A3)."""

    kind: ActivityKind
    title: str
    text: str = ""
    place: str = ""
    online_address: str = ""
    begins: Instant
    ends: Instant
    sign_up_closes: Instant
    capacity: int

    def check(
        self, check_text: TextCheck, at: Instant, *, before: ActivityFacts | None = None, reason: str = ""
    ) -> tuple[FilingHint, ...]:
        """Refuse with all faults at once (rules A3, A6, J1); return hints for a human.

        If this is a change, `before` are the facts so far: a sign-up that has closed may stay closed. `reason` says why it
        changes; it is published and so checked too.
        """
        texts = [(name, getattr(self, name)) for name in ("title", "text", "place", "online_address")]
        faults, hints = check_texts([*texts, ("reason", reason)], check_text)
        unchanged = before is not None and before.sign_up_closes == self.sign_up_closes
        refuse_faults([*faults, *self._faults(at, closing_unchanged=unchanged)], rules.A6_ACTIVITY_INVALID)
        return hints

    def _faults(self, at: Instant, *, closing_unchanged: bool) -> Iterator[FilingFault]:
        if not self.title.strip():
            yield _fault("title", "请填写活动名称。", "Give the activity a title.")
        if not (self.place.strip() or self.online_address.strip()):
            yield _fault("place", "请填写活动地点或线上参加方式。", "Give the place, or how to take part online.")
        if self.sign_up_closes < at and not closing_unchanged:
            yield _fault("sign_up_closes", "报名截止时间已过。", "The closing of sign-up is in the past.")
        if self.sign_up_closes > self.begins:
            yield _fault(
                "sign_up_closes", "报名截止须不晚于活动开始。", "Sign-up must close no later than the activity begins."
            )
        if self.begins >= self.ends:
            yield _fault("ends", "活动结束须晚于开始。", "The activity must end after it begins.")
        if not 1 <= self.capacity <= MAX_CAPACITY:
            yield _fault("capacity", f"名额须为1至{MAX_CAPACITY}。", f"Must be 1 to {MAX_CAPACITY}.")


def _fault(field: str, zh: str, en: str) -> FilingFault:
    return FilingFault(code=rules.A6_ACTIVITY_INVALID, field=field, zh=zh, en=en)


@dataclass(kw_only=True)
class Activity(Aggregate):
    """An activity. `edition` counts what was published of it; each person signed up is notified of each edition.

    Sign-ups are documents of their own, so that many people who sign up at once do not write to the same document.
    """

    division_code: str
    state: ActivityState = ActivityState.PUBLISHED
    facts: ActivityFacts
    edition: int = 1
    reason: str = ""
    hints: tuple[FilingHint, ...] = ()
    published_at: Instant
    changed_at: Instant | None = None

    @classmethod
    def publish(
        cls, identifier: str, division: Division | None, facts: ActivityFacts, check_text: TextCheck, *, at: Instant
    ) -> Activity:
        """Publish an activity of a division that is approved (rules A3, A6, J1)."""
        approved = division is not None and division.state in APPROVED_OR_LATER
        refuse_unless(approved, rules.A6_DIVISION_NOT_HELD)
        hints = facts.check(check_text, at)
        code = division.id if division is not None else ""
        activity = cls(id=identifier, division_code=code, facts=facts, hints=hints, published_at=at)
        activity.raise_event(ActivityPublished(activity_id=identifier, division_code=code), at)
        return activity

    def require_edition(self, seen: int) -> None:
        """Refuse A6_CHANGED_MEANWHILE unless its edition is the one that somebody saw."""
        refuse_unless(self.edition == seen, rules.A6_CHANGED_MEANWHILE)

    def change(self, facts: ActivityFacts, check_text: TextCheck, reason: str, *, at: Instant) -> None:
        """Change it before it begins, with the reason; whoever has a place keeps it (rule A6).

        What is wrong with the facts and with the reason is refused together.
        """
        self._require_not_begun(at)
        together = RefusedTogether()
        with together.at("reason"):
            refuse_unless(bool(reason.strip()), rules.A6_NO_REASON)
        with together.at():
            hints = facts.check(check_text, at, before=self.facts, reason=reason)
        with together.at("capacity"):
            lowered = 1 <= facts.capacity < self.facts.capacity  # of a capacity below that the facts say so
            refuse_unless(not lowered, rules.A6_CAPACITY_LOWERED, capacity=self.facts.capacity)
        together.refuse()
        self.facts, self.hints, self.reason, self.changed_at = facts, hints, reason.strip(), at
        self.edition += 1
        self.raise_event(
            ActivityChanged(
                activity_id=self.id, division_code=self.division_code, edition=self.edition, reason=self.reason
            ),
            at,
        )

    def cancel(self, check_text: TextCheck, reason: str, *, at: Instant) -> None:
        """Cancel it before it begins, with the reason, which is published (rules A3, A6, J1)."""
        self._require_not_begun(at)
        refuse_unless(bool(reason.strip()), rules.A6_NO_REASON)
        faults, _ = check_texts([("reason", reason)], check_text)
        refuse_faults(faults, rules.A6_ACTIVITY_INVALID)
        self.state, self.reason, self.changed_at = ActivityState.CANCELLED, reason.strip(), at
        self.edition += 1
        self.raise_event(
            ActivityCancelled(
                activity_id=self.id, division_code=self.division_code, edition=self.edition, reason=self.reason
            ),
            at,
        )

    def require_sign_up(self, at: Instant) -> None:
        """Refuse unless people may sign up at this instant (rule A6)."""
        refuse_unless(self.state is ActivityState.PUBLISHED, rules.A6_CANCELLED)
        closes = self.facts.sign_up_closes
        refuse_unless(at <= closes, rules.A6_SIGN_UP_CLOSED, closes=closes)

    def record_export(self, account_id: str, *, at: Instant) -> None:
        """Record that an account took the list of those signed up, with full names and contacts (rule K4)."""
        self.raise_event(SignUpsExported(activity_id=self.id, account_id=account_id), at)

    def _require_not_begun(self, at: Instant) -> None:
        refuse_unless(self.state is ActivityState.PUBLISHED, rules.A6_CANCELLED)
        refuse_unless(at < self.facts.begins, rules.A6_BEGUN, begins=self.facts.begins)


class SignUpState(enum.StrEnum):
    """signed_up -> signed_off -> signed_up ..."""

    SIGNED_UP = "signed_up"
    SIGNED_OFF = "signed_off"


@dataclass(frozen=True, kw_only=True)
class SealedPerson:
    """A person who signed up, as stored: name and contact sealed, and masks of them to show (rule K4)."""

    masked_name: str
    masked_contact: str
    organisation: str
    key_id: str
    nonce: bytes
    ciphertext: bytes


def check_person(name: str, organisation: str, contact: str) -> None:
    """Refuse a person's sign-up, with all field faults at once (rule A6)."""
    faults = []
    if not 1 <= len(name) <= 60:
        faults.append(FieldFault("name", "请填写姓名，最多60字。", "Give a name of 1 to 60 characters."))
    if len(contact) > 100:
        faults.append(FieldFault("contact", "联系方式最多100字。", "At most 100 characters."))
    if len(organisation) > 100:
        faults.append(FieldFault("organisation", "单位名称最多100字。", "At most 100 characters."))
    if faults:
        refuse(rules.A6_SIGN_UP_INVALID, faults=faults)


@dataclass(kw_only=True)
class SignUp(Aggregate):
    """The sign-up of an account for an activity. No two sign-ups hold the same `held_place`, by a unique index.

    `told_edition` is the last edition of the activity that the account knows or was notified of.
    """

    activity_id: str
    account_id: str
    state: SignUpState = SignUpState.SIGNED_UP
    person: SealedPerson | None = None
    held_place: str = ""
    signed_up_at: Instant
    told_edition: int = 0

    @classmethod
    def blank(cls, identifier: str, activity_id: str, account_id: str, *, at: Instant) -> SignUp:
        """Return the sign-up of an account that holds no place yet; `join` follows."""
        return cls(
            id=identifier,
            activity_id=activity_id,
            account_id=account_id,
            state=SignUpState.SIGNED_OFF,
            signed_up_at=at,
        )

    def join(self, activity: Activity, person: SealedPerson, *, at: Instant) -> None:
        """Sign up, for the first time or again; `take` then adds the place (rule A6)."""
        activity.require_sign_up(at)
        refuse_unless(self.state is SignUpState.SIGNED_OFF, rules.A6_SIGNED_UP_ALREADY)
        self.state, self.person, self.signed_up_at = SignUpState.SIGNED_UP, person, at
        self.told_edition = activity.edition
        self.raise_event(SignedUp(activity_id=self.activity_id, account_id=self.account_id), at)

    def take(self, place: int) -> None:
        """Hold this place; the store refuses the write if another sign-up holds it."""
        self.held_place = f"{self.activity_id}/{place:05d}"

    def leave(self, activity: Activity, *, at: Instant) -> None:
        """Give the place back before the activity begins, and erase name and contact (rules A6, K4)."""
        refuse_unless(self.state is SignUpState.SIGNED_UP, rules.A6_NOT_SIGNED_UP)
        refuse_unless(at < activity.facts.begins, rules.A6_BEGUN, begins=activity.facts.begins)
        self.state, self.person, self.held_place = SignUpState.SIGNED_OFF, None, ""
        self.raise_event(SignedOff(activity_id=self.activity_id, account_id=self.account_id), at)

    def forget(self, activity: Activity, *, at: Instant) -> None:
        """Erase name and contact, because the account is closed; a place in an activity that has not begun is free (A6, K4)."""
        if self.state is SignUpState.SIGNED_UP and at < activity.facts.begins:
            self.leave(activity, at=at)
        self.person = None

    def notify(self, edition: int, title: str, reason: str, *, cancelled: bool, at: Instant) -> bool:
        """Notify the account of a change or cancellation of the activity of this title, once for each edition.

        Return True if it was not notified before.
        """
        if self.state is not SignUpState.SIGNED_UP or edition <= self.told_edition:
            return False
        self.told_edition = edition
        self.raise_event(
            SignUpTold(
                activity_id=self.activity_id,
                account_id=self.account_id,
                edition=edition,
                cancelled=cancelled,
                reason=reason,
                title=title,
            ),
            at,
        )
        return True

"""Publicity activities of a division, and the places in them (rule A6)."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import refuse_unless

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
    """What the notice names: 赛题宣讲, 供需对接, 调研交流."""

    TOPIC_BRIEFING = "topic_briefing"
    SUPPLY_AND_DEMAND = "supply_and_demand"
    EXCHANGE = "exchange"


class ActivityState(enum.StrEnum):
    """published -> cancelled."""

    PUBLISHED = "published"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class ActivityFacts:
    """What an activity is, in its host's words; there is no room for a price in it (rule A3)."""

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
        """Refuse with every fault at once (rules A3, A6, J1); answers with what a human should look at.

        Where it changes, `before` is what it was: sign-up that is over may stay so. `reason` is published with it.
        """
        texts = [(name, getattr(self, name)) for name in ("title", "text", "place", "online_address")]
        faults, hints = check_texts([*texts, ("reason", reason)], check_text)
        over = before is not None and before.sign_up_closes == self.sign_up_closes
        refuse_faults([*faults, *self._faults(at, sign_up_over=over)], rules.A6_ACTIVITY_INVALID)
        return hints

    def _faults(self, at: Instant, *, sign_up_over: bool) -> Iterator[FilingFault]:
        if not self.title.strip():
            yield _fault("title", "请填写活动名称。", "Give it a title.")
        if not (self.place.strip() or self.online_address.strip()):
            yield _fault("place", "请填写活动地点或线上参加方式。", "Say where it is held, or how to take part online.")
        if self.sign_up_closes < at and not sign_up_over:
            yield _fault("sign_up_closes", "报名截止时间已过。", "Sign-up would have closed already.")
        if self.sign_up_closes > self.begins:
            yield _fault("sign_up_closes", "报名截止须不晚于活动开始。", "Sign-up closes by the beginning.")
        if self.begins >= self.ends:
            yield _fault("ends", "活动结束须晚于开始。", "It ends after it begins.")
        if not 1 <= self.capacity <= MAX_CAPACITY:
            yield _fault("capacity", f"名额须为1至{MAX_CAPACITY}。", f"Must be 1 to {MAX_CAPACITY}.")


def _fault(field: str, zh: str, en: str) -> FilingFault:
    return FilingFault(code=rules.A6_ACTIVITY_INVALID, field=field, zh=zh, en=en)


@dataclass(kw_only=True)
class Activity(Aggregate):
    """An activity; who signed up stands in documents of their own, so that a rush meets no single one."""

    division_code: str
    state: ActivityState = ActivityState.PUBLISHED
    facts: ActivityFacts
    # counts what was published of it; those signed up are told of each
    edition: int = 1
    reason: str = ""
    hints: tuple[FilingHint, ...] = ()
    published_at: Instant
    changed_at: Instant | None = None

    @classmethod
    def publish(
        cls, identifier: str, division: Division | None, facts: ActivityFacts, check_text: TextCheck, *, at: Instant
    ) -> Activity:
        """The host of an approved division publishes an activity (rules A3, A6, J1)."""
        held = division is not None and division.state in APPROVED_OR_LATER
        refuse_unless(held, rules.A6_DIVISION_NOT_HELD)
        hints = facts.check(check_text, at)
        code = division.id if division is not None else ""
        made = cls(id=identifier, division_code=code, facts=facts, hints=hints, published_at=at)
        made.raise_event(ActivityPublished(activity_id=identifier, division_code=code), at)
        return made

    def change(self, facts: ActivityFacts, check_text: TextCheck, reason: str, *, at: Instant) -> None:
        """The host changes it before it begins; whoever has a place keeps it (rule A6)."""
        self._require_ahead(at)
        refuse_unless(bool(reason.strip()), rules.A6_NO_REASON)
        hints = facts.check(check_text, at, before=self.facts, reason=reason)
        refuse_unless(facts.capacity >= self.facts.capacity, rules.A6_CAPACITY_LOWERED, capacity=self.facts.capacity)
        self.facts, self.hints, self.reason, self.changed_at = facts, hints, reason.strip(), at
        self.edition += 1
        self.raise_event(
            ActivityChanged(
                activity_id=self.id, division_code=self.division_code, edition=self.edition, reason=self.reason
            ),
            at,
        )

    def cancel(self, check_text: TextCheck, reason: str, *, at: Instant) -> None:
        """The host cancels it before it begins, with the reason, which is published (rules A3, A6, J1)."""
        self._require_ahead(at)
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
        """Refuse unless somebody may sign up at this instant (rule A6)."""
        refuse_unless(self.state is ActivityState.PUBLISHED, rules.A6_CANCELLED)
        closes = self.facts.sign_up_closes
        refuse_unless(at <= closes, rules.A6_SIGN_UP_CLOSED, closes=closes)

    def note_export(self, account_id: str, *, at: Instant) -> None:
        """Somebody took the list of those signed up, names and contacts as given: that stays on record (rule K4)."""
        self.raise_event(SignUpsExported(activity_id=self.id, account_id=account_id), at)

    def _require_ahead(self, at: Instant) -> None:
        refuse_unless(self.state is ActivityState.PUBLISHED, rules.A6_CANCELLED)
        refuse_unless(at < self.facts.begins, rules.A6_BEGUN, begins=self.facts.begins)


class SignUpState(enum.StrEnum):
    """signed_up -> signed_off -> signed_up ..."""

    SIGNED_UP = "signed_up"
    SIGNED_OFF = "signed_off"


@dataclass(frozen=True, kw_only=True)
class SealedPerson:
    """Who signed up, at rest: name and contact sealed, masks to show (rule K4)."""

    masked_name: str
    masked_contact: str
    organisation: str
    key_id: str
    nonce: bytes
    ciphertext: bytes


@dataclass(kw_only=True)
class SignUp(Aggregate):
    """One account in one activity. `held_place` is unique over all sign-ups: never more are in than there are places."""

    activity_id: str
    account_id: str
    state: SignUpState = SignUpState.SIGNED_UP
    person: SealedPerson | None = None
    held_place: str = ""
    signed_up_at: Instant
    told_edition: int = 0

    @classmethod
    def blank(cls, identifier: str, activity_id: str, account_id: str, *, at: Instant) -> SignUp:
        """Somebody who has not signed up yet; `join` follows."""
        return cls(
            id=identifier,
            activity_id=activity_id,
            account_id=account_id,
            state=SignUpState.SIGNED_OFF,
            signed_up_at=at,
        )

    def join(self, activity: Activity, person: SealedPerson, *, at: Instant) -> None:
        """Be signed up, for the first time or again; the place comes with `take` (rule A6)."""
        activity.require_sign_up(at)
        refuse_unless(self.state is SignUpState.SIGNED_OFF, rules.A6_SIGNED_UP_ALREADY)
        self.state, self.person, self.signed_up_at = SignUpState.SIGNED_UP, person, at
        self.told_edition = activity.edition
        self.raise_event(SignedUp(activity_id=self.activity_id, account_id=self.account_id), at)

    def take(self, place: int) -> None:
        """Hold this place, if nobody else does: the write decides."""
        self.held_place = f"{self.activity_id}/{place:05d}"

    def leave(self, activity: Activity, *, at: Instant) -> None:
        """Give the place back before the activity begins; name and contact are erased (rules A6, K4)."""
        refuse_unless(self.state is SignUpState.SIGNED_UP, rules.A6_NOT_SIGNED_UP)
        refuse_unless(at < activity.facts.begins, rules.A6_BEGUN, begins=activity.facts.begins)
        self.state, self.person, self.held_place = SignUpState.SIGNED_OFF, None, ""
        self.raise_event(SignedOff(activity_id=self.activity_id, account_id=self.account_id), at)

    def tell(self, edition: int, reason: str, *, cancelled: bool, at: Instant) -> bool:
        """The activity changed or was cancelled: once for each edition; whether it is news."""
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
            ),
            at,
        )
        return True

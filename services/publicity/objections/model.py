"""An objection (异议): what anyone may say against a notice, without a name (F8)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant
from chassis.kernel.refusal import RefusedTogether, refuse_unless
from chassis.text.visible import unseen_place, visible_length

from ..notices.events import NoticeKind
from ..notices.model.notice import Challenge, Notice
from ..shared.rulings import LONGEST_REASON, is_rule_code
from . import rules
from .events import ObjectionFiled, ObjectionSettled

LONGEST_TEXT = 5000


class ObjectionState(enum.StrEnum):
    """filed -> upheld or dismissed."""

    FILED = "filed"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Settlement:
    """The settlement of an objection: account, time and reason; `code` and `hearing` if a team lost its place by it."""

    by: str
    at: Instant
    reason: str
    code: str = ""
    hearing: str = ""


def checked_text(text: str) -> str:
    """Return the text of an objection without blanks around it; refuse one that is empty, too long, or that nobody can read."""
    text = text.strip()
    refuse_unless(visible_length(text) > 0 and len(text) <= LONGEST_TEXT, rules.F8_TEXT_MISSING, longest=LONGEST_TEXT)
    unseen = unseen_place(text, lines=True)
    refuse_unless(not unseen, rules.F8_TEXT_UNREADABLE, place=unseen)
    return text


@dataclass(kw_only=True)
class Objection(Aggregate):
    """An objection to a notice. Who objects is not known, also if an account was signed in.

    `team_id` is a team that the notice lists or, with `left_off`, one that it should list; empty if it is about no single team.
    """

    notice_id: str
    kind: NoticeKind
    subject_id: str
    team_id: str = ""
    left_off: bool = False
    text: str
    filed_at: Instant
    tracking_hash: str
    state: ObjectionState = ObjectionState.FILED
    settlement: Settlement | None = None

    @classmethod
    def file(
        cls, objection_id: str, notice: Notice, *, team_id: str, text: str, tracking_hash: str, at: Instant
    ) -> Objection:
        """Object to a notice within its days (F8); `at` is when the objection arrived."""
        refuse_unless(notice.takes_objections(at), rules.F8_NOT_OPEN)
        left_off = bool(team_id) and team_id not in notice.team_ids
        refuse_unless(not left_off or notice.kind is NoticeKind.FINALISTS, rules.F8_TEAM_NOT_LISTED)
        objection = cls(
            id=objection_id,
            notice_id=notice.id,
            kind=notice.kind,
            subject_id=notice.subject_id,
            team_id=team_id,
            left_off=left_off,
            text=checked_text(text),
            filed_at=at,
            tracking_hash=tracking_hash,
        )
        objection.raise_event(ObjectionFiled(objection_id, notice.id, team_id), at)
        return objection

    @property
    def takes_a_place(self) -> bool:
        """Return True if to uphold it takes away the place of a team that the notice lists."""
        return bool(self.team_id) and not self.left_off

    def settle(self, *, upheld: bool, code: str = "", reason: str, hearing: str = "", by: str, at: Instant) -> None:
        """Uphold the objection or set it aside, once and with a reason (F8); refuse all that is missing together.

        Where that takes a team's place, the broken rule is named and the team was heard.
        """
        refuse_unless(self.state is ObjectionState.FILED, rules.F8_ALREADY_SETTLED, count=1)
        reason, hearing = reason.strip(), hearing.strip()
        takes_place = upheld and self.takes_a_place
        together = RefusedTogether()
        with together.at("code"):
            refuse_unless(not takes_place or is_rule_code(code), rules.F8_RULE_MISSING)
        with together.at("hearing"):
            heard = 0 < len(hearing) <= LONGEST_REASON
            refuse_unless(heard or not takes_place, rules.F8_NOT_HEARD, longest=LONGEST_REASON)
        with together.at("reason"):
            refuse_unless(0 < len(reason) <= LONGEST_REASON, rules.F8_REASON_MISSING, longest=LONGEST_REASON)
        together.refuse()
        code, hearing = (code, hearing) if takes_place else ("", "")
        self.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
        self.settlement = Settlement(by, at, reason, code, hearing)
        self.raise_event(
            ObjectionSettled(
                objection_id=self.id,
                notice_id=self.notice_id,
                kind=self.kind,
                subject_id=self.subject_id,
                team_id=self.team_id,
                left_off=self.left_off,
                upheld=upheld,
                code=code,
                reason=reason,
            ),
            at,
        )

    def is_dismissed_so(self, reason: str, by: str) -> bool:
        """Return True if this account set it aside for this reason before: then the command is a repeated one."""
        settled = self.settlement
        return (
            self.state is ObjectionState.DISMISSED
            and settled is not None
            and (settled.reason, settled.by) == (reason.strip(), by)
        )

    @property
    def challenge(self) -> Challenge:
        """Return what a notice needs to know of the objection."""
        settled_at = self.settlement.at if self.settlement else None
        upheld = self.state is ObjectionState.UPHELD and self.takes_a_place
        return Challenge(self.team_id, self.notice_id, self.filed_at, settled_at, upheld)

"""An authorisation to use the contest's logo: of a named body, for a scope and a term; it can be withdrawn (J3)."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import date

from chassis.kernel.aggregate import Aggregate
from chassis.kernel.clock import Instant, beijing_date, day_en, day_zh
from chassis.kernel.refusal import RefusedTogether, Term, refuse, refuse_unless
from chassis.text.beginnings import beginning_form
from chassis.text.codes import is_uscc, normalised_code
from chassis.text.visible import visible_length

from ..shared.rulings import LONGEST_REASON
from . import rules
from .events import LogoAuthorisationWithdrawn, LogoUse, LogoUseAuthorised

SHORTEST_NAME, LONGEST_NAME, LONGEST_SCOPE = 2, 100, 500
FIRST_DAY, LAST_DAY = Term("first_day", "起始日期", "the first day"), Term("last_day", "截止日期", "the last day")
# of the Chinese for logo, 标识; the edition and the ordinal follow
_LETTERS = "BZ"
_NUMBER = re.compile(rf"{_LETTERS}(20[0-9]{{2}})([0-9]{{1,8}})")
_DAY = re.compile(r"(?:19[7-9]|2[0-9]{2})[0-9]-[0-9]{2}-[0-9]{2}", re.ASCII)
# a mistyped code has about so many digits, a name does not
_CODE = re.compile(r"(?=(?:[A-Z]*[0-9]){8})[0-9A-Z]{16,20}", re.ASCII)


class AuthorisationState(enum.StrEnum):
    """State of an authorisation on a day: before its first day, within its term, after its last day, or withdrawn."""

    PENDING = "pending"
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class LookedUpBy(enum.StrEnum):
    """The field that is compared with the text of a look-up: the number, the credit code, or the beginning of the name."""

    NUMBER = "number"
    USCC = "uscc"
    NAME = "name"


def number_of(edition_id: str, ordinal: int) -> str:
    """Return the number of an authorisation, by which it is cited: BZ-2024-0001."""
    return f"{_LETTERS}-{edition_id}-{ordinal:04d}"


def ordinal_of(number: str) -> int:
    """Return which authorisation of its edition a number is of, from 1."""
    return int(number.rpartition("-")[2])


def read_look_up(text: str) -> tuple[LookedUpBy, str]:
    """Return what a typed text is, and the form of it in which it is looked up (J3).

    Refuse J3_USCC_INVALID for a mistyped credit code, which would be found nowhere, and J3_LOOK_UP_TOO_SHORT.
    """
    code = normalised_code(text)
    number = _NUMBER.fullmatch(code)
    if number is not None:
        return LookedUpBy.NUMBER, number_of(number[1], int(number[2]))
    if is_uscc(code):
        return LookedUpBy.USCC, code
    refuse_unless(_CODE.fullmatch(code) is None, rules.J3_USCC_INVALID)
    name = beginning_form(text)
    refuse_unless(len(name) >= SHORTEST_NAME, rules.J3_LOOK_UP_TOO_SHORT, least=SHORTEST_NAME)
    return LookedUpBy.NAME, name


def checked_use(use: LogoUse, at: Instant) -> LogoUse:
    """Return a use that may be authorised, in the form in which it is kept (J3); refuse all that is wrong with it together.

    Refuse J3_BODY_MISSING, J3_USCC_INVALID, J3_SCOPE_MISSING, J3_DAY_INVALID, J3_TERM_PAST, J3_TERM_REVERSED.
    """
    name, code, scope = " ".join(use.body_name.split()), normalised_code(use.body_uscc), use.scope.strip()
    together, days = RefusedTogether(), dict[str, date]()
    with together.at("body_name"):
        # by what of it is looked up
        named = len(beginning_form(name)) >= SHORTEST_NAME and len(name) <= LONGEST_NAME
        refuse_unless(named, rules.J3_BODY_MISSING, longest=LONGEST_NAME)
    with together.at("body_uscc"):
        refuse_unless(not code or is_uscc(code), rules.J3_USCC_INVALID)
    with together.at("scope"):
        stated = visible_length(scope) > 0 and len(scope) <= LONGEST_SCOPE
        refuse_unless(stated, rules.J3_SCOPE_MISSING, longest=LONGEST_SCOPE)
    with together.at("first_day"):
        days["first"] = _day(use.first_day, FIRST_DAY)
        today = beijing_date(at)
        refuse_unless(days["first"].isoformat() >= today, rules.J3_TERM_PAST, today=_said(today))
    with together.at("last_day"):
        days["last"] = _day(use.last_day, LAST_DAY)
        refuse_unless("first" not in days or days["first"] <= days["last"], rules.J3_TERM_REVERSED)
    together.refuse()
    return LogoUse(name, code, scope, days["first"].isoformat(), days["last"].isoformat())


def _day(text: str, called: Term) -> date:
    """Return the day that a text is; refuse J3_DAY_INVALID, which says what the day is called."""
    try:
        return date.fromisoformat(text if _DAY.fullmatch(text) else "")
    except ValueError:
        refuse(rules.J3_DAY_INVALID, day=called)


def _said(day: str) -> Term:
    """Return a day as a fact: as it is stored to programs, in words to people."""
    return Term(day, day_zh(date.fromisoformat(day)), day_en(date.fromisoformat(day)))


@dataclass(kw_only=True)
class LogoAuthorisation(Aggregate):
    """An authorisation by the committee. It is never altered: another scope or term is a new one, and this is withdrawn."""

    number: str
    use: LogoUse
    granted_by: str
    granted_at: Instant
    withdrawn_by: str = ""
    withdrawn_at: Instant | None = None
    withdrawal_reason: str = ""

    @classmethod
    def grant(cls, authorisation_id: str, number: str, use: LogoUse, *, by: str, at: Instant) -> LogoAuthorisation:
        """Authorise a body to use the logo for a scope and a term (J3); `at` is when the decision arrived."""
        use = checked_use(use, at)
        authorisation = cls(id=authorisation_id, number=number, use=use, granted_by=by, granted_at=at)
        authorisation.raise_event(LogoUseAuthorised(authorisation_id, number, use), at)
        return authorisation

    def withdraw(self, reason: str, *, by: str, at: Instant) -> None:
        """Withdraw it at once, with a reason (J3): once, and not after its last day."""
        state = self.state_at(at)
        refuse_unless(state is not AuthorisationState.WITHDRAWN, rules.J3_ALREADY_WITHDRAWN)
        refuse_unless(state is not AuthorisationState.EXPIRED, rules.J3_TERM_OVER, last_day=_said(self.use.last_day))
        reason = reason.strip()
        stated = visible_length(reason) > 0 and len(reason) <= LONGEST_REASON
        refuse_unless(stated, rules.J3_REASON_MISSING, longest=LONGEST_REASON)
        self.withdrawn_by, self.withdrawn_at, self.withdrawal_reason = by, at, reason
        self.raise_event(LogoAuthorisationWithdrawn(self.id, self.number, reason), at)

    def state_at(self, at: Instant) -> AuthorisationState:
        """Return its state by the clock: the term runs from the first day's first instant to the last day's end, in Beijing."""
        if self.withdrawn_at is not None:
            return AuthorisationState.WITHDRAWN
        today = beijing_date(at)
        if today < self.use.first_day:
            return AuthorisationState.PENDING
        return AuthorisationState.IN_FORCE if today <= self.use.last_day else AuthorisationState.EXPIRED

"""Read the form of a ruling on a report or an objection, and the notice and the team that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from fastapi import Request

from chassis.kernel.refusal import FieldFault, Refusal
from chassis.refusals import FIELDS_INVALID
from gateway.api.publicity import notices
from gateway.api.review import cases
from gateway.problems import ProblemError
from gateway.rpc import actor_of, as_json

from ..forms import fault_of
from ..navigation import is_open
from ..words import text

Shown = dict[str, Any]

OUTCOMES = ("upheld", "dismissed")
# the rules that a team is most often said to have broken, by the codes that rulings name; any other may be written
RULES = (
    "B10_FALSE_DECLARATION",
    "C5_FOREIGN_MATERIAL",
    "C3_NOT_OWN_PROPERTY",
    "B7_DUPLICATE_PROJECT",
    "B8_AFFILIATED_ORGANISATION",
    "B3_CREDIT_LISTED",
    "B5_PERSON_IN_TWO_TEAMS",
)


def rule_choices() -> list[tuple[str, str]]:
    """Return the choices of a form for the broken rule: codes and words."""
    return [
        ("", text("common.choose").unescape()),
        *((code, text(f"rulings.rule.{code}").unescape()) for code in RULES),
    ]


@dataclass(frozen=True)
class Ruling:
    """Hold what the form of a ruling gave: the outcome, the broken rule as chosen or written, the reason, and the hearing."""

    outcome: str
    rule: str
    code: str
    reason: str
    hearing: str = ""

    def require_outcome(self, text_key: str) -> None:
        """Raise ProblemError, in the words of a text, if neither outcome was chosen; it asks for an empty reason too.

        A ruling is final: if it dismisses, what is filled in for upholding only is refused, and not passed over in silence.
        """
        if self.outcome not in OUTCOMES:
            refuse_with_reason([fault_of("outcome", text_key)], self.reason)
        filled = {"rule": self.rule, "code": self.code, "hearing": self.hearing}
        unfit = [name for name, value in filled.items() if value.strip() and not self.is_upheld]
        if unfit:
            refuse_with_reason([fault_of(name, f"rulings.of_dismissed.{name}") for name in unfit], self.reason)

    @property
    def is_upheld(self) -> bool:
        """Return True if what was said of the team is upheld."""
        return self.outcome == "upheld"

    @property
    def broken_rule(self) -> str:
        """Return the code of the broken rule: the one that is written, else the one that is chosen; empty if not upheld."""
        return (self.code.strip().upper() or self.rule) if self.is_upheld else ""

    @property
    def rule_field(self) -> str:
        """Return the field of the form that named the rule, at which its refusal is shown."""
        return "code" if self.code.strip() else "rule"

    @property
    def given(self) -> Shown:
        """Return the fields as they were given, for the form that is shown again."""
        return {
            "outcome": self.outcome,
            "rule": self.rule,
            "code": self.code,
            "reason": self.reason,
            "hearing": self.hearing,
        }


def refuse_with_reason(faults: Sequence[FieldFault], reason: str) -> NoReturn:
    """Raise ProblemError with faults by which nothing can be ruled on yet, and ask for the reason if that is empty."""
    unreasoned = [] if reason.strip() else [fault_of("reason", "rulings.missing_reason")]
    raise ProblemError.of(Refusal(FIELDS_INVALID, faults=(*faults, *unreasoned)))


async def notice_and_entry(notice_id: str, team_id: str, request: Request) -> tuple[Shown, Shown | None]:
    """Return a notice with no entry but a team's, and that entry; raises ProblemError."""
    notice = as_json(await notices.get_notice(request, notice_id[:100], team_id=team_id, brief=not team_id))
    return notice, next(iter(notice["entries"]), None)


async def reviewed_team(team_id: str, request: Request) -> Shown | None:
    """Return a team as review knows it since it submitted, where asking records no look at its people (rule K4)."""
    try:
        return dict(as_json(await cases.get_case(team_id, request))["team"]) if team_id else None
    except ProblemError:
        return None  # it has not submitted, or review is away: its page says who it is


def path_of_team(team_id: str, request: Request) -> str:
    """Return the path of a team's page of staff; empty if the reader may not open it."""
    path = f"/staff/teams/{team_id}"
    return path if team_id and is_open(path, actor_of(request)) else ""

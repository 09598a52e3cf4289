"""Objections: anyone may object to a list within its days, and each is settled with a reason (F8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chassis.kernel.clock import Instant
from chassis.kernel.refusal import Code, Refusal
from services.publicity.notices.events import NoticeKind
from services.publicity.notices.model.notice import Challenge, Entry, Notice, whole_days
from services.publicity.objections import rules
from services.publicity.objections.events import ObjectionFiled, ObjectionSettled
from services.publicity.objections.model import Objection, ObjectionState
from tests.unit.services.publicity.builders import beijing

MS = timedelta(milliseconds=1)
CLOSES = beijing("2024-10-27T23:59:59.999")
AT = beijing("2024-10-22T10:00:00.000")
LATER = AT + timedelta(hours=1)


def make_notice(kind: NoticeKind = NoticeKind.FINALISTS) -> Notice:
    span = whole_days(beijing("2024-10-20T15:00:00.000"), 7)
    return Notice.schedule("n-1", kind, "list-1", span, title="公示", text="公示", entries=(Entry(team_id="team-1"),))


def object_to(
    notice: Notice, team_id: str = "team-1", text: str = "项目名称与另一项目相同。", at: Instant = AT
) -> Objection:
    return Objection.file("o-1", notice, team_id=team_id, text=text, tracking_hash="HASH", at=at)


def refusal_of(action: object, *args: object, **kwargs: object) -> Code:
    with pytest.raises(Refusal) as error:
        action(*args, **kwargs)  # type: ignore[operator]
    return error.value.code


def test_it_needs_no_name_and_no_evidence() -> None:
    """F8: a text suffices; the event names nobody, and the list waits until it is settled."""
    objection = object_to(make_notice())
    assert (objection.state, objection.left_off) == (ObjectionState.FILED, False)
    assert [raised.event for raised in objection.raised] == [ObjectionFiled("o-1", "n-1", "team-1")]
    assert objection.challenge == Challenge("team-1", "n-1", AT)


def test_a_team_left_off_may_be_named_for_a_list_of_finalists_only() -> None:
    """F8: a list of finalists may have left it off; who wins follows from the rankings."""
    assert object_to(make_notice(), "team-9").left_off is True
    assert refusal_of(object_to, make_notice(NoticeKind.WINNERS), "team-9") == rules.F8_TEAM_NOT_LISTED
    assert object_to(make_notice(NoticeKind.WINNERS), "").left_off is False


def test_it_is_taken_by_arrival() -> None:
    """F8: at the last millisecond of the days it counts, one later it does not."""
    assert object_to(make_notice(), at=CLOSES).filed_at == CLOSES
    assert refusal_of(object_to, make_notice(), at=CLOSES + MS) == rules.F8_NOT_OPEN
    assert refusal_of(object_to, make_notice(NoticeKind.CHANGE)) == rules.F8_NOT_OPEN


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("  ", rules.F8_TEXT_MISSING),
        ("\u200b", rules.F8_TEXT_MISSING),
        ("长" * 5001, rules.F8_TEXT_MISSING),
        ("有\u202e误", rules.F8_TEXT_UNREADABLE),
    ],
)
def test_it_says_what_is_wrong(text: str, code: Code) -> None:
    """F8: in words that can be read, and not without end."""
    assert refusal_of(object_to, make_notice(), text=text) == code


def test_it_is_set_aside_with_a_reason() -> None:
    """F8: by whom, when and why is on record; nobody loses a place; a second settlement is refused."""
    objection = object_to(make_notice())
    assert refusal_of(objection.settle, upheld=False, reason=" ", by="s", at=LATER) == rules.F8_REASON_MISSING
    objection.settle(upheld=False, code="B10_FALSE", reason="查无实据", hearing="x", by="s-1", at=LATER)
    assert (objection.state, objection.challenge) == (
        ObjectionState.DISMISSED,
        Challenge("team-1", "n-1", AT, LATER, upheld=False),
    )
    assert objection.raised[-1].event == ObjectionSettled(
        "o-1", "n-1", NoticeKind.FINALISTS, "list-1", "team-1", False, False, "", "查无实据"
    )
    assert objection.is_dismissed_so("查无实据", "s-1") is True
    assert objection.is_dismissed_so("查无实据", "s-2") is False
    assert refusal_of(objection.settle, upheld=True, reason="x", by="s", at=LATER) == rules.F8_ALREADY_SETTLED


def test_to_take_a_place_away_needs_the_rule_and_a_hearing() -> None:
    """F8, H3: a team on the list loses its place by name of the broken rule and after it was heard."""
    objection = object_to(make_notice())
    uphold = {"upheld": True, "reason": "查证属实", "by": "c-1", "at": LATER}
    assert refusal_of(objection.settle, **uphold) == rules.F8_RULE_MISSING
    assert refusal_of(objection.settle, code="B10_FALSE", **uphold) == rules.F8_NOT_HEARD
    objection.settle(code="B10_FALSE", hearing="已听取", upheld=True, reason="查证属实", by="c-1", at=LATER)
    assert objection.challenge == Challenge("team-1", "n-1", AT, LATER, upheld=True)
    assert objection.raised[-1].event == ObjectionSettled(
        "o-1", "n-1", NoticeKind.FINALISTS, "list-1", "team-1", False, True, "B10_FALSE", "查证属实"
    )


def test_to_give_a_team_its_place_needs_a_reason_only() -> None:
    """F8: upheld for a team left off, it breaks no rule of the team's, and takes nobody from the list that is on notice."""
    objection = object_to(make_notice(), "team-9")
    objection.settle(upheld=True, reason="漏列", by="c-1", at=LATER)
    assert objection.challenge == Challenge("team-9", "n-1", AT, LATER, upheld=False)
    assert objection.raised[-1].event == ObjectionSettled(
        "o-1", "n-1", NoticeKind.FINALISTS, "list-1", "team-9", True, True, "", "漏列"
    )

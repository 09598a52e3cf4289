"""Local awards (E7, H4)."""

from __future__ import annotations

import pytest

from chassis.facts.schemes import LocalAward
from chassis.kernel.refusal import Code, Refusal
from services.scoring.local_awards import rules
from services.scoring.local_awards.model import LocalAwards, LocalGrant
from tests.unit.services.scoring.builders import LATER, NOW

OFFERED = (LocalAward(category="优秀项目", quota=2, prize="证书"), LocalAward(category="创新", quota=1))
RANKED = ("team-1", "team-2", "team-3")


def make_grants(*pairs: tuple[str, str]) -> tuple[LocalGrant, ...]:
    """Make a grant of each category and team."""
    return tuple(LocalGrant(category=category, team_id=team_id) for category, team_id in pairs)


def test_awards_within_the_scheme_are_granted_and_replaced() -> None:
    """E7: the later list is the whole list."""
    awards = LocalAwards(id="110000")
    first = make_grants(("优秀项目", "team-1"), ("优秀项目", "team-2"), ("创新", "team-1"))
    awards.grant(first, OFFERED, RANKED, at=NOW)
    awards.grant(make_grants(("创新", "team-3")), OFFERED, RANKED, at=LATER)
    assert (awards.valid, awards.granted_at) == (make_grants(("创新", "team-3")), LATER)


WRONG = [
    ([("创新", "team-1"), ("创新", "team-2")], rules.E7_QUOTA_EXCEEDED),
    ([("最佳", "team-1")], rules.E7_UNKNOWN_CATEGORY),
    ([("优秀项目", "team-9")], rules.E7_NO_RANKING),
    ([("优秀项目", "team-1"), ("优秀项目", "team-1")], rules.E7_GRANTED_TWICE),
]


@pytest.mark.parametrize(("pairs", "code"), WRONG, ids=lambda value: getattr(value, "name", None))
def test_an_award_that_the_scheme_does_not_provide_is_refused(pairs: list[tuple[str, str]], code: Code) -> None:
    """E7: and nothing of it is granted."""
    awards = LocalAwards(id="110000")
    with pytest.raises(Refusal) as refused:
        awards.grant(make_grants(*pairs), OFFERED, RANKED, at=NOW)
    assert (refused.value.code, awards.grants) == (code, ())


def test_a_project_that_left_the_contest_loses_its_award_and_gets_no_other() -> None:
    """H4: what it had stays on record."""
    awards = LocalAwards(id="110000")
    awards.grant(make_grants(("优秀项目", "team-1"), ("优秀项目", "team-2")), OFFERED, RANKED, at=NOW)
    assert (awards.lose("team-1"), awards.lose("team-1")) == (True, False)
    assert (awards.valid, len(awards.grants)) == (make_grants(("优秀项目", "team-2")), 2)
    with pytest.raises(Refusal) as refused:
        awards.grant(make_grants(("创新", "team-1")), OFFERED, RANKED, at=LATER)
    assert refused.value.code == rules.E7_NO_RANKING

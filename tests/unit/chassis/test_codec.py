"""Aggregates to documents and back."""

from __future__ import annotations

import pytest

from chassis.mongo.codec import from_state, to_state
from services.registration.divisions.model.division import Division
from services.registration.teams.model.team import Team
from tests.unit.services.registration import builders as a


def test_a_stored_team_is_read_unchanged() -> None:
    """State holds everything but identifier, version, events and the texts of the draft, which are documents of their own."""
    team = a.complete_team()
    team.submit(1, a.REQUIREMENTS, a.sign, at=a.WHILE_OPEN)
    state = to_state(team)
    assert not {"id", "version", "_raised"} & set(state)
    back = from_state(Team, team.id, 7, state)
    assert [section.content for section in back.draft.sections] == [None] * len(a.SECTIONS)
    back.draft = back.draft.with_contents({section.id: section.read() for section in team.draft.sections})
    team.version = 7
    assert back == team
    assert back.raised == ()


def test_a_stored_division_is_read_unchanged() -> None:
    """Also with nested schemes and times."""
    division = a.division()
    assert from_state(Division, division.id, 0, to_state(division)) == division


def test_b5_a_withdrawn_team_holds_nothing_in_its_document() -> None:
    """B5: the sparse unique index must see no value at all, not an empty one."""
    team = a.team()
    assert to_state(team)["held_persons"] == ["p1"]
    team.withdraw(at=a.WHILE_OPEN)
    assert not {"held_persons", "held_names"} & set(to_state(team))


def test_state_that_the_model_does_not_know_is_an_error() -> None:
    """A newer document is not read as if part of it were not there."""
    with pytest.raises(ValueError, match="halo"):
        from_state(Team, "team", 1, to_state(a.team()) | {"halo": 1})

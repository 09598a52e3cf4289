"""Representatives as a command seals them: checked first, each fault by its place, nothing of what was given (rules B5, K4)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from chassis.kernel.clock import BEIJING
from chassis.kernel.refusal import Refusal
from chassis.sealing import sealer
from chassis.settings import settings
from cli.synthetic import PLACE, resident_id
from services.registration.teams import rules as teams_rules
from services.registration.teams.adapters.persons import sealed
from services.registration.teams.requests import NewRepresentative
from tests.unit.services.registration import builders as a

TODAY = a.WHILE_OPEN.astimezone(BEIJING).date()
RIGHT = resident_id(PLACE, date(1990, 1, 1), 1)


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set keys to seal identity numbers with."""
    secret = base64.b64encode(bytes(range(32))).decode()
    monkeypatch.setenv(
        "DASAI_IDENTITY_KEYS", json.dumps({"current": "k1", "keys": {"k1": {"encrypt": secret, "match": secret}}})
    )
    settings.cache_clear()
    sealer.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()
    sealer.cache_clear()


def new_person(**changes: Any) -> NewRepresentative:
    """Return a representative with a valid number, unless a test changes it."""
    valid: dict[str, Any] = {
        "name": "测试甲",
        "identity_kind": "resident",
        "identity_number": RIGHT,
        "organisation_uscc": a.code(1),
    }
    return NewRepresentative(**valid | changes)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="card"),
        pytest.param({"identity_number": f"{RIGHT[:6]} {RIGHT[6:]}".lower()}, id="spaced"),
        pytest.param({"identity_number": resident_id("830000", TODAY, 1)}, id="permit, born today"),
        pytest.param({"identity_kind": "passport", "identity_number": "e12345678"}, id="passport"),
        pytest.param({"identity_kind": "hk_macao_permit", "identity_number": "h12345678"}, id="permit"),
        pytest.param({"identity_kind": "foreign_resident", "identity_number": "USA110090022901"}, id="older card"),
    ],
)
def test_b5_k4_a_valid_number_is_sealed_and_masked(changes: dict[str, Any]) -> None:
    """B5, K4: however it is written; nothing stored in the clear tells who it is."""
    person = new_person(**changes)
    (sealed_person,) = sealed((person,), "team", a.WHILE_OPEN)
    number = person.identity_number.replace(" ", "").upper()
    assert sealed_person.masked_identity_number == f"{number[0]}{'*' * (len(number) - 2)}{number[-1]}"
    assert number not in repr(sealed_person)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"identity_number": RIGHT[:-1] + ("0" if RIGHT[-1] != "0" else "1")}, id="check character"),
        pytest.param({"identity_number": resident_id(PLACE, TODAY + timedelta(days=1), 1)}, id="born tomorrow"),
        pytest.param({"identity_kind": "passport"}, id="a card as a passport"),
        pytest.param({"identity_number": "E12345678"}, id="a passport as a card"),
    ],
)
def test_b5_k4_a_refusal_names_the_place_of_an_invalid_number_and_not_the_number(changes: dict[str, Any]) -> None:
    """B5, K4: each faulty field is named, and the number is nowhere in the refusal."""
    wrong = new_person(**changes)
    with pytest.raises(Refusal) as refused:
        sealed((new_person(), wrong, wrong), "team", a.WHILE_OPEN)
    assert refused.value.code is teams_rules.B5_IDENTITY_INVALID
    assert [fault.field for fault in refused.value.faults] == [
        f"representatives[{place}].identity_number" for place in (1, 2)
    ]
    assert wrong.identity_number not in repr(refused.value)


def test_b5_a_renewed_permit_is_the_same_person_and_another_kind_of_paper_another() -> None:
    """B5: the issue number of a permit does not count; a kind that the edition does not have is refused by its place."""
    kind = {"identity_kind": "hk_macao_permit"}
    people = (new_person(**kind, identity_number="H12345678"), new_person(**kind, identity_number="H1234567802"))
    first, renewed = sealed(people, "team", a.WHILE_OPEN)
    assert first.match_key == renewed.match_key
    with pytest.raises(Refusal) as refused:
        sealed((new_person(), new_person(identity_kind="library card")), "team", a.WHILE_OPEN)
    assert refused.value.code is teams_rules.B5_KIND_UNKNOWN
    assert [fault.field for fault in refused.value.faults] == ["representatives[1].identity_kind"]

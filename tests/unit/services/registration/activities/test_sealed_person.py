"""A person who signs up is checked, sealed for that sign-up alone and masked (rules A6, K4)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import pytest

from chassis.kernel.refusal import Refusal
from chassis.sealing import SealBroken, sealer
from chassis.settings import settings
from services.registration.activities import rules as activities_rules
from services.registration.activities.adapters import seal_person, unseal_person
from services.registration.activities.model import check_person

NAME, CONTACT = "合成甲", "13800000000"


@pytest.fixture
def _keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set keys to seal names and contacts with."""
    secret = base64.b64encode(bytes(range(32))).decode()
    keys = {"current": "k1", "keys": {"k1": {"encrypt": secret, "match": secret}}}
    monkeypatch.setenv("DASAI_IDENTITY_KEYS", json.dumps(keys))
    settings.cache_clear()
    sealer.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()
    sealer.cache_clear()


@pytest.mark.usefixtures("_keys")
def test_k4_name_and_contact_are_unsealed_only_for_their_own_sign_up() -> None:
    """K4: the sealed person can't be moved to another sign-up, and shows neither name nor contact."""
    person = seal_person(NAME, "合成测试企业", CONTACT, "sign-up")
    assert unseal_person(person, "sign-up") == (NAME, CONTACT)
    assert NAME not in repr(person)
    assert CONTACT not in repr(person)
    with pytest.raises(SealBroken):
        unseal_person(person, "another")


@pytest.mark.usefixtures("_keys")
@pytest.mark.parametrize(("contact", "masked"), [(CONTACT, "1*********0"), ("a1", ""), ("", "")])
def test_k4_a_contact_is_masked_and_a_short_one_is_not_shown(contact: str, masked: str) -> None:
    """K4: a mask with two characters would show all of them."""
    person = seal_person(NAME, "", contact, "sign-up")
    assert person.masked_contact == masked
    assert person.masked_name == "合**"


@pytest.mark.parametrize(
    ("name", "organisation", "contact", "fields"),
    [
        ("", "", "", ["name"]),
        ("长" * 61, "", "", ["name"]),
        (NAME, "", "1" * 101, ["contact"]),
        (NAME, "长" * 101, "", ["organisation"]),
        ("", "长" * 101, "1" * 101, ["name", "contact", "organisation"]),
    ],
)
def test_a6_all_field_faults_of_a_sign_up_are_reported_at_once(
    name: str, organisation: str, contact: str, fields: list[str]
) -> None:
    """A6: a name is required, and no field is longer than its limit."""
    with pytest.raises(Refusal) as refused:
        check_person(name, organisation, contact)
    assert refused.value.code == activities_rules.A6_SIGN_UP_INVALID
    assert [fault.field for fault in refused.value.faults] == fields


def test_a6_a_sign_up_at_its_limits_is_accepted() -> None:
    """A6: 60 characters of a name, 100 of organisation and contact."""
    check_person("长" * 60, "长" * 100, "1" * 100)

"""Personal data at rest."""

from __future__ import annotations

import base64
import json

import pytest

from chassis.sealing import SealBroken, Sealed, Sealer


def _keys(current: str, *names: str) -> str:
    key = {name: base64.b64encode(name.encode() * 16).decode() for name in names}
    return json.dumps(
        {"current": current, "keys": {name: {"encrypt": key[name], "match": key[name]} for name in names}}
    )


def test_k4_sealed_data_opens_in_its_place_only() -> None:
    """K4: not readable as it lies, nor when moved to another record or altered."""
    sealer = Sealer.from_json(_keys("k1", "k1"))
    sealed = sealer.seal(b"secret", b"team-1")
    assert b"secret" not in sealed.ciphertext
    assert sealer.open(sealed, b"team-1") == b"secret"
    for wrong, context in ((sealed, b"team-2"), (Sealed("k1", sealed.nonce, sealed.ciphertext[:-1] + b"x"), b"team-1")):
        with pytest.raises(SealBroken):
            sealer.open(wrong, context)


def test_k4_keys_rotate() -> None:
    """K4: what an older key sealed still opens; a key that is gone opens nothing."""
    old = Sealer.from_json(_keys("k1", "k1")).seal(b"secret", b"x")
    assert Sealer.from_json(_keys("k2", "k1", "k2")).open(old, b"x") == b"secret"
    with pytest.raises(SealBroken):
        Sealer.from_json(_keys("k2", "k2")).open(old, b"x")


def test_b5_a_match_key_is_one_for_one_person_and_needs_the_key() -> None:
    """B5: equal for equal numbers under equal keys; whoever holds several keys meets whoever holds one of them."""
    old, both = Sealer.from_json(_keys("k1", "k1")), Sealer.from_json(_keys("k2", "k1", "k2"))
    assert old.match_keys("resident:1") == old.match_keys("resident:1")
    assert old.match_keys("resident:1") != old.match_keys("resident:2")
    assert list(both.match_keys("resident:1")) == ["k2", "k1"] == list(both.key_ids)
    assert both.match_keys("resident:1")["k1"] == old.match_keys("resident:1")["k1"]
    assert len(set(both.match_keys("resident:1").values())) == 2


@pytest.mark.parametrize(
    "text", ["", "{}", _keys("k2", "k1"), json.dumps({"current": "k", "keys": {"k": {"encrypt": "", "match": ""}}})]
)
def test_invalid_keys_are_refused(text: str) -> None:
    """At start, not at the first team."""
    with pytest.raises(ValueError, match="key"):
        Sealer.from_json(text)

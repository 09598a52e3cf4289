"""A second factor (K1), at given times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from chassis.kernel.refusal import Refusal
from services.accounts.second_factors.events import (
    PasskeyAdded,
    PasskeyRemoved,
    RecoveryCodeUsed,
    SecondFactorReset,
    SecondFactorResetRejected,
    SecondFactorResetRequested,
    SecondFactorSetUp,
)
from services.accounts.second_factors.model import (
    OFFER_LASTS,
    PASSKEY_LASTS,
    REQUEST_LASTS,
    Passkey,
    ResetState,
    SealedSecret,
    SecondFactor,
)

NOW = datetime(2026, 6, 1, tzinfo=UTC)
AT = datetime(2024, 5, 1, tzinfo=UTC)
SECRET = SealedSecret(key_id="k", nonce=b"n", ciphertext=b"c")
HASHES = tuple(f"hash-{number}" for number in range(10))


def code_of(action: Callable[[], object]) -> str:
    """Return the code with which it refuses."""
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value.code.name


def factor() -> SecondFactor:
    """Return a factor that was set up in session `s-1` by the code of step 100."""
    made = SecondFactor(id="account-1")
    made.begin(SECRET, now=NOW)
    made.confirm(100, HASHES, "s-1", now=NOW, at=AT)
    return made


def test_k1_a_set_up_is_confirmed_within_half_an_hour() -> None:
    """K1: the offer counts for nothing until then; once confirmed it is used up."""
    made = SecondFactor(id="account-1")
    assert code_of(lambda: made.offered(NOW)) == "SECOND_FACTOR_SETUP_OVER"
    made.begin(SECRET, now=NOW)
    assert (made.is_set_up, made.offered(NOW + OFFER_LASTS - timedelta(milliseconds=1))) == (False, SECRET)
    late = NOW + OFFER_LASTS
    assert code_of(lambda: made.confirm(1, HASHES, "s-1", now=late, at=AT)) == "SECOND_FACTOR_SETUP_OVER"
    assert code_of(made.require_set_up) == "SECOND_FACTOR_NONE"
    made.confirm(1, HASHES, "s-1", now=NOW, at=AT)
    assert (made.is_set_up, made.recovery_codes_left) == (True, 10)
    assert [raised.event for raised in made.raised] == [SecondFactorSetUp(account_id="account-1")]
    assert code_of(lambda: made.offered(NOW)) == "SECOND_FACTOR_SETUP_OVER"


def test_k1_sessions_but_that_of_the_set_up_are_asked() -> None:
    """K1: until a code is given in them; one that was given before the factor was replaced does not count."""
    made = factor()
    later = NOW + timedelta(hours=1)
    assert [made.is_asked_of("s-1", None), made.is_asked_of("s-2", None), made.is_asked_of("s-2", NOW)] == [
        False,
        True,
        False,
    ]
    made.begin(SECRET, now=later)
    made.confirm(200, HASHES, "s-1", now=later, at=AT)
    assert [made.is_asked_of("s-1", None), made.is_asked_of("s-2", NOW), made.is_asked_of("s-2", later)] == [
        False,
        True,
        False,
    ]


def test_k1_a_code_is_good_once() -> None:
    """K1: nor is one of an earlier step, once a later one was taken."""
    made = factor()
    assert code_of(lambda: made.take_step(100)) == "SECOND_FACTOR_CODE_USED"
    made.take_step(102)
    assert code_of(lambda: made.take_step(102)) == "SECOND_FACTOR_CODE_USED"
    assert code_of(lambda: made.take_step(101)) == "SECOND_FACTOR_CODE_USED"
    made.take_step(103)
    assert made.last_step == 103


def test_k1_each_recovery_code_is_good_once() -> None:
    """K1: the event says how many are left; new ones make the old void."""
    made = factor()
    made.take_events()
    assert [made.take_recovery_code(code_hash, now=NOW, at=AT) for code_hash in ("hash-3", "hash-3", "none")] == [
        True,
        False,
        False,
    ]
    assert made.recovery_codes_left == 9
    assert [raised.event for raised in made.raised] == [RecoveryCodeUsed(account_id="account-1", left=9)]
    made.renew_recovery_codes([f"new-{number}" for number in range(10)], at=AT)
    assert made.recovery_codes_left == 10
    assert made.take_recovery_code("hash-4", now=NOW, at=AT) is False
    assert made.take_recovery_code("new-4", now=NOW, at=AT) is True


def test_k1_wrong_codes_make_the_holder_wait_longer_each_time() -> None:
    """K1: four are free, then 30 seconds, doubled to a quarter of an hour; a right code ends it."""
    made = factor()
    waits = []
    for _ in range(12):
        made.note_wrong_code(NOW)
        waits.append(int((made.wait_until - NOW).total_seconds()) if made.wait_until else 0)
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    end = NOW + timedelta(seconds=900)
    assert code_of(lambda: made.require_may_try(end - timedelta(milliseconds=1))) == "SECOND_FACTOR_WAIT"
    made.require_may_try(end)
    made.take_step(150)
    made.require_may_try(NOW)
    assert made.wrong_codes == 0


def test_k1_a_reset_needs_a_second_person() -> None:
    """K1: neither who requested it nor whose factor it is; then there is none, and the holder is told until it is read."""
    made = factor()
    made.take_events()
    assert code_of(lambda: made.approve_reset("host-2", now=NOW, at=AT)) == "SECOND_FACTOR_RESET_NOT_OPEN"
    made.request_reset("host-1", "lost", "in person", now=NOW, at=AT)
    assert code_of(lambda: made.request_reset("host-2", "lost", "-", now=NOW, at=AT)) == "SECOND_FACTOR_RESET_OPEN"
    for person in ("host-1", "account-1"):
        assert (
            code_of(lambda person=person: made.approve_reset(person, now=NOW, at=AT))  # type: ignore[misc]
            == "SECOND_FACTOR_RESET_SECOND_PERSON"
        )
    late = NOW + REQUEST_LASTS
    assert code_of(lambda: made.approve_reset("host-2", now=late, at=AT)) == "SECOND_FACTOR_RESET_NOT_OPEN"
    reset = made.approve_reset("host-2", now=late - timedelta(milliseconds=1), at=AT)
    assert (reset.state(late), reset.identity_check, made.is_set_up) == (ResetState.APPROVED, "in person", False)
    assert (made.secret, made.recovery_codes, made.is_asked_of("s-2", None)) == (None, (), False)
    assert [raised.event for raised in made.raised] == [
        SecondFactorResetRequested(account_id="account-1", requested_by="host-1", expires_at=late),
        SecondFactorReset(account_id="account-1", requested_by="host-1", approved_by="host-2"),
    ]
    assert made.reset_at == late - timedelta(milliseconds=1)
    made.acknowledge_reset()
    assert made.reset_at is None


def test_k1_an_open_request_ends_if_it_is_rejected_over_or_not_needed() -> None:
    """K1: a holder who sets up another factor has shown to need no reset."""
    made = factor()
    made.request_reset("host-1", "lost", "in person", now=NOW, at=AT)
    assert made.reject_reset("host-2", now=NOW, at=AT).state(NOW) is ResetState.REJECTED
    made.request_reset("host-1", "lost", "in person", now=NOW, at=AT)
    assert [made.has_open_reset(moment) for moment in (NOW, NOW + REQUEST_LASTS)] == [True, False]
    made.begin(SECRET, now=NOW)
    made.take_events()
    made.confirm(200, HASHES, "s-1", now=NOW, at=AT)
    assert [raised.event for raised in made.raised] == [
        SecondFactorSetUp(account_id="account-1"),
        SecondFactorResetRejected(account_id="account-1", requested_by="host-1", rejected_by="account-1"),
    ]
    assert made.has_open_reset(NOW) is False


def test_k1_a_factor_that_is_removed_asks_nothing() -> None:
    """K1: and there is none to remove then."""
    made = factor()
    made.remove(now=NOW, at=AT)
    assert (made.is_set_up, made.secret, made.recovery_codes_left) == (False, None, 0)
    assert code_of(lambda: made.remove(now=NOW, at=AT)) == "SECOND_FACTOR_NONE"


def test_k1_a_passkey_answers_the_challenge_of_its_session_within_five_minutes() -> None:
    """K1: once; a challenge to add one is none to give one."""
    made = factor()
    assert code_of(lambda: made.challenge(b"1", "s-2", adds=False, now=NOW)) == "PASSKEY_NONE"
    made.challenge(b"1", "s-1", adds=True, now=NOW)
    assert code_of(lambda: made.challenged("s-1", adds=False, now=NOW)) == "PASSKEY_OVER"
    assert code_of(lambda: made.challenged("s-2", adds=True, now=NOW)) == "PASSKEY_OVER"
    late = NOW + PASSKEY_LASTS
    assert code_of(lambda: made.challenged("s-1", adds=True, now=late)) == "PASSKEY_OVER"
    assert made.challenged("s-1", adds=True, now=late - timedelta(milliseconds=1)) == b"1"
    made.take_events()
    made.add_passkey(Passkey(passkey_id="p", public_key=b"k", sign_count=0, name="n", added_at=NOW), "s-1", at=AT)
    assert code_of(lambda: made.challenged("s-1", adds=True, now=NOW)) == "PASSKEY_OVER"
    made.challenge(b"2", "s-2", adds=False, now=NOW)
    made.note_wrong_code(NOW)
    made.take_passkey("p", 7, "s-2")
    assert (made.passkey("p").sign_count, made.wrong_codes) == (7, 0)
    assert code_of(lambda: made.challenged("s-2", adds=False, now=NOW)) == "PASSKEY_OVER"
    made.remove_passkey("p", at=AT)
    assert code_of(lambda: made.passkey("p")) == "PASSKEY_NONE"
    assert [raised.event for raised in made.raised] == [
        PasskeyAdded(account_id="account-1"),
        PasskeyRemoved(account_id="account-1"),
    ]


def test_k1_passkeys_go_with_the_second_factor() -> None:
    """K1: a reset leaves none; the newest five challenges are kept."""
    made = factor()
    for number in range(7):
        made.challenge(bytes([number]), f"s-{number}", adds=True, now=NOW)
    assert [challenge.session_id for challenge in made.challenges] == ["s-2", "s-3", "s-4", "s-5", "s-6"]
    made.add_passkey(Passkey(passkey_id="p", public_key=b"k", sign_count=0, name="n", added_at=NOW), "s-6", at=AT)
    made.request_reset("host-1", "lost", "in person", now=NOW, at=AT)
    made.approve_reset("host-2", now=NOW, at=AT)
    assert (made.passkeys, made.challenges) == ((), ())

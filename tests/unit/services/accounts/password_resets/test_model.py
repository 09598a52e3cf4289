"""One-time links to set a new password (K1), at given times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from chassis.kernel.refusal import Refusal
from services.accounts.accounts.events import PasswordChange
from services.accounts.password_resets.events import PasswordResetLinkMade, PasswordResetLinkUsed
from services.accounts.password_resets.model import PasswordReset

NOW = datetime(2026, 6, 1, tzinfo=UTC)
AT = datetime(2024, 5, 1, tzinfo=UTC)
MAILED, HANDED = PasswordChange.MAILED_LINK, PasswordChange.HANDED_LINK
MOMENT = timedelta(milliseconds=1)


def code_of(action: Callable[[], object]) -> str:
    """Return the code with which it refuses, or an empty text."""
    try:
        action()
    except Refusal as refused:
        return refused.code.name
    return ""


def resets(*links: tuple[str, PasswordChange]) -> PasswordReset:
    """Return an account's resets with these links, made at NOW in epoch 3."""
    made = PasswordReset(id="account-1")
    for code_hash, means in links:
        made.make(code_hash, means, 3, now=NOW, at=AT)
    made.take_events()
    return made


@pytest.mark.parametrize(("means", "lasts"), [(MAILED, timedelta(minutes=30)), (HANDED, timedelta(hours=24))])
def test_k1_a_link_is_good_for_its_time(means: PasswordChange, lasts: timedelta) -> None:
    """K1: a mailed one for half an hour, a handed one for a day."""
    made = resets(("link", means))
    end = NOW + lasts
    assert [code_of(lambda moment=moment: made.usable("link", 3, moment)) for moment in (end - MOMENT, end)] == [  # type: ignore[misc]
        "",
        "RESET_LINK_EXPIRED",
    ]


def test_k1_a_link_is_good_once() -> None:
    """K1: once the password has changed, which begins another epoch; a use that was broken off may be repeated."""
    made = PasswordReset(id="account-1")
    link = made.make("link", HANDED, 3, made_by="host-1", identity_check="in person", now=NOW, at=AT)
    made.use("link", 3, now=NOW, at=AT)
    made.use("link", 3, now=NOW, at=AT)
    assert [raised.event for raised in made.raised] == [
        PasswordResetLinkMade(account_id="account-1", means=HANDED, expires_at=link.expires_at),
        PasswordResetLinkUsed(account_id="account-1", means=HANDED),
    ]
    assert code_of(lambda: made.use("link", 4, now=NOW, at=AT)) == "RESET_LINK_USED"
    assert code_of(lambda: made.use("other", 4, now=NOW, at=AT)) == "RESET_LINK_UNKNOWN"
    assert made.links[0].identity_check == "in person"


def test_k1_a_link_is_void_after_a_newer_one_and_in_another_epoch() -> None:
    """K1: a handed one voids all; a mailed one leaves all, for anyone may request it."""
    made = resets(("mailed-1", MAILED), ("handed-1", HANDED), ("mailed-2", MAILED), ("mailed-3", MAILED))
    codes = {
        name: code_of(lambda name=name: made.usable(name, 3, NOW))  # type: ignore[misc]
        for name in ("mailed-1", "handed-1", "mailed-2", "mailed-3")
    }
    assert codes == {"mailed-1": "RESET_LINK_REPLACED", "handed-1": "", "mailed-2": "", "mailed-3": ""}
    made.make("handed-2", HANDED, 3, now=NOW, at=AT)
    codes = {
        name: code_of(lambda name=name: made.usable(name, 3, NOW)) for name in ("handed-1", "mailed-2", "handed-2")
    }  # type: ignore[misc]
    assert codes == {"handed-1": "RESET_LINK_REPLACED", "mailed-2": "RESET_LINK_REPLACED", "handed-2": ""}
    assert code_of(lambda: made.usable("handed-2", 4, NOW)) == "RESET_LINK_REPLACED"


def test_k1_a_request_that_is_answered_twice_finds_its_link() -> None:
    """K1: good or not, by its code."""
    made = resets(("mailed-1", MAILED), ("mailed-2", MAILED))
    assert [link.replaced for name in ("mailed-1", "mailed-2") if (link := made.link_of(name))] == [False, False]
    assert made.link_of("other") is None


def test_k1_no_mail_box_is_flooded_and_strangers_stop_nobody() -> None:
    """K1: mails come ever more seldom the more there were in a day; but the holder always has one whose link is good."""
    made = resets(("handed", HANDED))
    moment, minutes = NOW, []
    for number in range(60):
        assert made.may_be_mailed(moment) is True
        made.make(f"link-{number}", MAILED, 3, now=moment, at=AT)
        before = moment
        while not made.may_be_mailed(moment):
            assert made.usable(f"link-{number}", 3, moment).expires_at > moment
            moment += timedelta(minutes=1)
        minutes.append((moment - before) // timedelta(minutes=1))
    assert minutes[:10] == [2, 2, 2, 2, 4, 8, 16, 30, 30, 30]
    assert set(minutes[10:]) == {30}
    assert made.may_be_mailed(moment + timedelta(days=1)) is True


def test_k1_mailed_links_take_no_place_of_handed_ones() -> None:
    """K1, D5: how identities were checked stays on record however many mails strangers request."""
    made = resets(*((f"handed-{number}", HANDED) for number in range(60)))
    for number in range(100):
        made.make(f"mailed-{number}", MAILED, 3, now=NOW + timedelta(hours=number), at=AT)
    kept = [link.code_hash for link in made.links]
    assert kept[:50] == [f"handed-{number}" for number in range(10, 60)]
    assert kept[50:] == [f"mailed-{number}" for number in range(76, 100)]

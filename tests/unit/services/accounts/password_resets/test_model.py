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
    """K1: a handed one voids all; a mailed one leaves handed ones, for anyone may request it."""
    made = resets(("mailed-1", MAILED), ("handed-1", HANDED), ("mailed-2", MAILED))
    codes = {
        name: code_of(lambda name=name: made.usable(name, 3, NOW)) for name in ("mailed-1", "handed-1", "mailed-2")
    }  # type: ignore[misc]
    assert codes == {"mailed-1": "RESET_LINK_REPLACED", "handed-1": "", "mailed-2": ""}
    made.make("handed-2", HANDED, 3, now=NOW, at=AT)
    codes = {
        name: code_of(lambda name=name: made.usable(name, 3, NOW)) for name in ("handed-1", "mailed-2", "handed-2")
    }  # type: ignore[misc]
    assert codes == {"handed-1": "RESET_LINK_REPLACED", "mailed-2": "RESET_LINK_REPLACED", "handed-2": ""}
    assert code_of(lambda: made.usable("handed-2", 4, NOW)) == "RESET_LINK_REPLACED"


def test_k1_no_mail_box_is_flooded() -> None:
    """K1: a mail in two minutes, ten in a day; handed links do not count."""
    made = resets(("handed", HANDED))
    moment = NOW
    for number in range(10):
        assert made.may_be_mailed(moment) is True
        made.make(f"link-{number}", MAILED, 3, now=moment, at=AT)
        assert made.may_be_mailed(moment + timedelta(minutes=2) - MOMENT) is False
        moment += timedelta(minutes=2)
    assert made.may_be_mailed(NOW + timedelta(days=1) - MOMENT) is False
    assert made.may_be_mailed(NOW + timedelta(days=1)) is True

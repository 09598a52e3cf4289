"""Links to confirm an e-mail address (K2, K4)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chassis.kernel.clock import instant
from chassis.kernel.refusal import Refusal
from services.accounts.accounts.model import Contacts
from services.accounts.email_confirmations import rules
from services.accounts.email_confirmations.model import APART, LASTS, Link, occasion_at, source_of

NOW = instant(datetime(2024, 6, 1, 9, tzinfo=UTC))
ADDRESS = "holder@example.test"


def refused(link: Link, email: str, after: timedelta) -> object:
    """Return the code with which a link is refused."""
    with pytest.raises(Refusal) as caught:
        link.require_good(email, NOW + after)
    return caught.value.code


def test_k2_a_link_is_good_for_its_address_and_its_time() -> None:
    """K2: accepted until it is over; refused EMAIL_LINK_REPLACED for another address or none, EMAIL_LINK_EXPIRED afterwards."""
    link = Link.of("account", ADDRESS, NOW)
    link.require_good(ADDRESS, NOW + LASTS - timedelta(seconds=1))
    assert refused(link, ADDRESS, LASTS) == rules.EMAIL_LINK_EXPIRED
    for other in ("another@example.test", ""):
        assert refused(link, other, timedelta()) == rules.EMAIL_LINK_REPLACED
    assert ADDRESS not in repr(link)


def test_k2_whoever_asks_again_and_again_gets_one_mail_in_ten_minutes() -> None:
    """K2: the same occasion is one message; another address, or ten minutes later, is another."""
    first, soon, later = (occasion_at(NOW + wait) for wait in (timedelta(), APART / 2, APART))
    assert (first == soon, first == later) == (True, False)
    sources = {source_of("account", address, first) for address in (ADDRESS, ADDRESS, "another@example.test")}
    assert len(sources) == 2


def test_k2_an_address_that_stays_is_confirmed_if_it_was() -> None:
    """K2: a new number leaves it confirmed; a new address is not, and comes back unconfirmed too."""
    before = Contacts(email=ADDRESS, email_confirmed=True)
    with_number = Contacts.of(ADDRESS, "13800138000").after(before)
    assert (with_number.email_confirmed, with_number.mailable) == (True, ADDRESS)
    moved = Contacts.of("another@example.test", "").after(with_number)
    assert (moved.email_confirmed, moved.mailable) == (False, "")
    assert Contacts.of(ADDRESS, "").after(moved).email_confirmed is False
    assert Contacts.of("", "").after(Contacts()) == Contacts()

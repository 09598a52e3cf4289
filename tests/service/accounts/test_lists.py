"""Lists of accounts over a real database: orders, filters, full pages, totals and tokens (rules K1, K2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import mongoengine
import pytest
from dasai.accounts.v1 import accounts_pb2, announcements_pb2, deliveries_pb2, invitations_pb2, second_factors_pb2

from chassis.actor import PUBLIC, Actor
from chassis.context import Context, handling
from chassis.facts.roles import Grant, Role
from services.accounts.accounts import queries as accounts
from services.accounts.accounts.settings import real_time
from services.accounts.announcements import queries as announcements
from services.accounts.announcements import store as announcements_store
from services.accounts.announcements.model import Announcement
from services.accounts.deliveries import queries as deliveries
from services.accounts.deliveries import store as deliveries_store
from services.accounts.deliveries.model import Channel, Delivery, DeliveryState, Step
from services.accounts.invitations import queries as invitations
from services.accounts.invitations import store as invitations_store
from services.accounts.invitations.model import Invitation
from services.accounts.second_factors import queries as factors
from services.accounts.second_factors import store as factors_store
from services.accounts.second_factors.model import SealedSecret, SecondFactor
from tests.places import check_places_migrated, places_of
from tests.service.accounts.acting import AT, DIVISION, called, opened

pytestmark = pytest.mark.parts
ELSEWHERE = "310000"
OPERATOR = Actor("operator-1", frozenset({Grant(Role.OPERATOR)}))
HOST = Actor("host-1", frozenset({Grant(Role.HOST, DIVISION)}))
HOST_OF_TWO = Actor("host-2", frozenset({Grant(Role.HOST, DIVISION), Grant(Role.HOST, ELSEWHERE)}))
SECRETARIAT = Actor("secretariat-1", frozenset({Grant(Role.SECRETARIAT)}))


def _walk(list_page: Callable[[dict[str, Any]], Any], field: str, identifier: str, size: int = 2) -> list[str]:
    """Return what all pages list; each page but the last is full, and the total is what they have together."""
    listed: list[str] = []
    token = ""
    while True:
        answer = list_page({"page_size": size, "page_token": token, "count": True})
        items = [getattr(item, identifier) for item in getattr(answer, field)]
        listed += items
        token = answer.page.next_page_token
        assert len(items) == size or not token
        if not token:
            assert answer.page.total == len(listed)
            return listed


def _invite(name: str, grant: Grant, *, hours: float, by: Actor, **changes: Any) -> None:
    now = real_time()
    invitation = Invitation(
        id=name,
        code_hash=f"hash of {name}",
        grants=(grant,),
        invited_by=by.account_id,
        invited_at=now,
        expires_at=now + timedelta(hours=hours),
        **changes,
    )
    called(by, lambda: invitations_store.invitations.add(invitation))


@pytest.fixture
def invited() -> tuple[Actor, Actor]:
    """Invite people in every state, by a host and the secretariat; return these."""
    host, secretariat = opened("host", Role.HOST), opened("secretariat", Role.SECRETARIAT)
    expert, elsewhere = Grant(Role.EXPERT, DIVISION), Grant(Role.EXPERT, ELSEWHERE)
    for number in range(5):
        _invite(f"open-{number}", expert, hours=number + 1, by=host)
        _invite(f"expired-{number}", expert, hours=-number - 1, by=host)
        _invite(f"accepted-{number}", expert, hours=number + 1.5, by=host, account_id=f"account-{number}")
        _invite(f"revoked-{number}", expert, hours=number + 1.2, by=host, revoked_at=real_time())
        _invite(f"elsewhere-{number}", elsewhere, hours=number + 1.3, by=secretariat)
        _invite(f"of-operators-{number}", Grant(Role.SECRETARIAT), hours=number + 1.4, by=OPERATOR)
    return host, secretariat


def _invitations(actor: Actor, state: str = "UNSPECIFIED", size: int = 2) -> list[str]:
    def page(asked: dict[str, Any]) -> Any:
        request = invitations_pb2.ListInvitationsRequest(state=f"INVITATION_STATE_{state}", page=asked)
        return called(actor, lambda: invitations.list_invitations(request, actor))

    return _walk(page, "invitations", "invitation_id", size)


def test_k1_invitations_of_a_state_come_in_full_pages(invited: tuple[Actor, Actor]) -> None:
    """K1: those first that expire last; a host is shown its division's alone, an operator those to national roles."""
    host, secretariat = invited
    for actor in (host, HOST_OF_TWO):
        own = [name for name in _invitations(actor, "OPEN") if not name.startswith("elsewhere")]
        assert own == [f"open-{number}" for number in (4, 3, 2, 1, 0)]
    for state in ("open", "accepted", "revoked", "expired"):
        numbers = (0, 1, 2, 3, 4) if state == "expired" else (4, 3, 2, 1, 0)
        assert _invitations(host, state.upper()) == [f"{state}-{number}" for number in numbers]
    assert _invitations(host)[:4] == ["accepted-4", "revoked-4", "open-4", "accepted-3"]
    assert len(_invitations(host)) == 20
    assert len(_invitations(HOST_OF_TWO, size=7)) == 25
    assert len(_invitations(secretariat, size=7)) == 25
    # their maker has no account here, and so no rights any more
    assert _invitations(OPERATOR, "REVOKED") == [f"of-operators-{number}" for number in (4, 3, 2, 1, 0)]
    assert _invitations(OPERATOR, "OPEN") == []


def test_k1_what_ended_with_its_makers_rights_is_listed_as_revoked_only(invited: tuple[Actor, Actor]) -> None:
    """K1: after those that were revoked; the pages of what is open are full nevertheless."""
    host, secretariat = invited
    for number in range(3):
        _invite(f"orphan-{number}", Grant(Role.EXPERT, DIVISION), hours=9 + number, by=Actor("gone", frozenset()))
    assert _invitations(host, "OPEN") == [f"open-{number}" for number in (4, 3, 2, 1, 0)]
    orphans = ["orphan-2", "orphan-1", "orphan-0"]
    assert _invitations(host, "REVOKED") == [*(f"revoked-{number}" for number in (4, 3, 2, 1, 0)), *orphans]
    assert not set(orphans) - set(_invitations(secretariat, size=50))


def _announcements(actor: Actor, division: str = "") -> list[str]:
    def page(asked: dict[str, Any]) -> Any:
        request = announcements_pb2.ListAnnouncementsRequest(division_code=division, page=asked)
        return called(actor, lambda: announcements.list_announcements(request, actor))

    return _walk(page, "announcements", "announcement_id")


def _announce() -> None:
    for number, division in enumerate((DIVISION, ELSEWHERE, "", DIVISION, ELSEWHERE, "", DIVISION)):
        announcement = Announcement(
            id=f"a{number * 5 % 7}",
            title="通知",
            text="内容",
            division=division,
            announced_by="x",
            announced_at=AT + timedelta(hours=number),
        )
        called(SECRETARIAT, lambda made=announcement: announcements_store.announcements.add(made))  # type: ignore[misc]


def test_k1_announcements_are_listed_newest_first_and_by_division() -> None:
    """K1: a host is shown those of its divisions, whichever it names."""
    _announce()
    assert _announcements(SECRETARIAT) == ["a2", "a4", "a6", "a1", "a3", "a5", "a0"]
    assert _announcements(SECRETARIAT, DIVISION) == _announcements(HOST) == ["a2", "a1", "a0"]
    assert _announcements(HOST, ELSEWHERE) == []
    assert _announcements(HOST_OF_TWO) == ["a2", "a6", "a1", "a5", "a0"]
    assert _announcements(HOST_OF_TWO, ELSEWHERE) == ["a6", "a5"]


def _queue(count: int, at: datetime) -> list[Delivery]:
    queued = [
        Delivery(
            id=f"d{number * 7 % 10}",
            message_id=f"m{number}",
            account_id=f"account-{number % 2}",
            channel=Channel.MAIL,
            template="any",
            facts={"name": "x"},
            queued_at=at + timedelta(minutes=number),
            due_at=at,
            ends_at=at + timedelta(days=1),
        )
        for number in range(count)
    ]
    deliveries_store.add(queued)
    return queued


def _deliveries(state: str = "UNSPECIFIED", account_id: str = "") -> list[str]:
    def page(asked: dict[str, Any]) -> Any:
        request = deliveries_pb2.ListDeliveriesRequest(
            state=f"DELIVERY_STATE_{state}", account_id=account_id, page=asked
        )
        return called(OPERATOR, lambda: deliveries.list_deliveries(request, OPERATOR))

    return _walk(page, "deliveries", "delivery_id")


def test_k2_deliveries_are_listed_newest_first_and_move_with_their_state() -> None:
    """K2: through each step that a delivery can take; of an account alone too."""
    at = real_time().replace(microsecond=0) - timedelta(days=2)
    queued = _queue(10, at)
    newest = [delivery.id for delivery in reversed(queued)]
    assert _deliveries() == _deliveries("QUEUED") == newest
    assert _deliveries(account_id="account-1") == _deliveries("QUEUED", "account-1") == newest[::2]
    now, until = at, at + timedelta(minutes=1)
    for delivery in queued[:4]:
        assert deliveries_store.claim(delivery, until)
    assert (len(_deliveries("SENDING")), len(_deliveries("QUEUED"))) == (4, 6)
    first, second, third, fourth = queued[:4]
    deliveries_store.note(first, until, Step(state=DeliveryState.SENT), now)
    deliveries_store.note(second, until, Step(state=DeliveryState.FAILED, reason="refused"), now)
    deliveries_store.note(third, until, Step(state=DeliveryState.FAILED, reason="refused"), now)
    deliveries_store.give_back(fourth, until, now)
    assert (_deliveries("SENT"), _deliveries("FAILED"), _deliveries("SENDING")) == (
        [first.id],
        [third.id, second.id],
        [],
    )
    assert _deliveries("FAILED", "account-1") == [second.id]
    again = at + timedelta(hours=1)
    assert deliveries_store.queue_again(second.id, again)
    assert not deliveries_store.queue_again(second.id, again)
    assert not deliveries_store.queue_again("unknown", again)
    assert _deliveries("QUEUED")[:1] == _deliveries()[:1] == [second.id]
    deliveries_store.withhold_late(at + timedelta(days=1))
    assert len(_deliveries("WITHHELD")) == 9
    assert _deliveries("SENT") == [first.id]


def test_k1_open_resets_are_listed_newest_first_to_those_who_decide() -> None:
    """K1: a full page each, whatever else is open; a token is the caller's own."""
    secretariat, host = opened("secretariat", Role.SECRETARIAT), opened("host", Role.HOST)
    for number in range(5):
        reviewer = opened(f"reviewer-{number}", Role.REVIEWER)
        participant = opened(f"participant-{number}", Role.PARTICIPANT)
        for holder in (reviewer, participant):
            factor = SecondFactor(id=holder.account_id)
            factor.begin(SealedSecret(key_id="k", nonce=b"n", ciphertext=b"c"), now=real_time())
            factor.confirm(1, (), "session", now=real_time(), at=AT)
            factor.request_reset("somebody", "lost", "seen in person", now=real_time(), at=AT)
            called(holder, lambda made=factor: factors_store.second_factors.add(made))  # type: ignore[misc]

    def listed(actor: Actor) -> list[str]:
        def page(asked: dict[str, Any]) -> Any:
            request = second_factors_pb2.ListResetRequestsRequest(page=asked)
            return called(actor, lambda: factors.list_reset_requests(request, actor))

        return _walk(page, "requests", "account_id")

    assert listed(host) == [f"reviewer-{number}-1" for number in (4, 3, 2, 1, 0)]
    request = second_factors_pb2.ListResetRequestsRequest(page={"page_size": 1})
    request.page.page_token = called(host, lambda: factors.list_reset_requests(request, host)).page.next_page_token
    assert called(secretariat, lambda: factors.list_reset_requests(request, secretariat)) == "PAGE_TOKEN_INVALID"


def test_k1_accounts_have_totals_and_tokens_of_their_own() -> None:
    """K1: by any filter; a token of another filter, of another list or of an account that is gone is refused."""
    secretariat = opened("secretariat", Role.SECRETARIAT)
    for number in range(5):
        opened(f"expert-{number}", Role.EXPERT)
        opened(f"reviewer-{number}", Role.REVIEWER)

    def page(asked: dict[str, Any], **wanted: Any) -> Any:
        request = accounts_pb2.ListAccountsRequest(page=asked, **wanted)
        return called(secretariat, lambda: accounts.list_accounts(request, secretariat))

    def listed(**wanted: Any) -> list[str]:
        return _walk(lambda asked: page(asked, **wanted), "accounts", "login", 3)

    assert len(listed()) == 10
    experts = [f"expert-{number}" for number in range(5)]
    assert listed(role="ROLE_EXPERT") == listed(text="expert") == experts
    assert listed(state="ACCOUNT_STATE_DISABLED") == []
    token = page({"page_size": 3}).page.next_page_token
    assert page({"page_token": token}).page.next_page_token == ""
    for wanted in ({"role": "ROLE_EXPERT"}, {"text": "e"}, {"division": DIVISION}):
        assert page({"page_token": token}, **wanted) == "PAGE_TOKEN_INVALID"
    for wrong in ("nexpert-1-1", "no token", token[:-4]):
        assert page({"page_token": wrong}) == "PAGE_TOKEN_INVALID"


def test_k1_accounts_that_are_named_by_identifier_are_listed_as_far_as_one_administers_them() -> None:
    """K1: by name, in full pages, with the filters and the text of the list; more than 200 are refused."""
    host, secretariat = opened("host", Role.HOST), opened("secretariat", Role.SECRETARIAT)
    reviewers = [opened(f"reviewer-{number}", Role.REVIEWER) for number in range(5)]
    participant = opened("participant", Role.PARTICIPANT)
    wanted = [
        participant.account_id,
        secretariat.account_id,
        *(each.account_id for each in reviewers[4:0:-1]),
        "nobody",
    ]

    def page(actor: Actor, asked: dict[str, Any], **filters: Any) -> Any:
        request = accounts_pb2.ListAccountsRequest(page=asked, **{"account_ids": wanted, **filters})
        return called(actor, lambda: accounts.list_accounts(request, actor))

    def listed(actor: Actor, **filters: Any) -> list[str]:
        return _walk(lambda asked: page(actor, asked, **filters), "accounts", "login")

    own = [f"reviewer-{number}" for number in range(1, 5)]
    assert listed(host) == own
    assert listed(secretariat) == ["participant", *own]
    assert listed(OPERATOR) == ["secretariat"]
    assert listed(secretariat, role="ROLE_REVIEWER", division=DIVISION) == own
    assert listed(secretariat, role="ROLE_REVIEWER", division=ELSEWHERE) == []
    assert listed(secretariat, text="part") == ["participant"]
    assert listed(secretariat, account_ids=["nobody"]) == []
    assert page(participant, {}) == page(host, {}, division=ELSEWHERE) == "K1_FORBIDDEN"
    token = page(host, {"page_size": 2}).page.next_page_token
    for others in (wanted[:-1], []):
        assert page(host, {"page_token": token}, account_ids=others) == "PAGE_TOKEN_INVALID"
    assert listed(host, account_ids=[*wanted, *(f"nobody-{number}" for number in range(200 - len(wanted)))]) == own
    assert page(host, {}, account_ids=[*wanted, *(f"nobody-{number}" for number in range(200))]) == "FIELDS_INVALID"


@pytest.mark.usefixtures("invited")
def test_documents_of_a_release_before_get_their_places() -> None:
    """By migration 1; until then no list shows them."""
    _announce()
    at = real_time().replace(microsecond=0) - timedelta(hours=1)
    _queue(10, at)
    for number, state in enumerate(DeliveryState):
        other = Delivery(
            id=f"other-{number}",
            message_id="m",
            account_id="account",
            channel=Channel.SMS,
            template="any",
            queued_at=at,
            due_at=None,
            state=state,
        )
        deliveries_store.add([other])
    for number, grants in enumerate(
        (
            (Grant(Role.EXPERT, DIVISION), Grant(Role.REVIEWER, ELSEWHERE)),
            (Grant(Role.EXPERT),),
            (Grant(Role.OPERATOR), Grant(Role.HOST, DIVISION)),
        )
    ):
        _invite(f"mixed-{number}", grants[0], hours=1, by=SECRETARIAT)
        with handling(Context(actor=PUBLIC, causation_id="mix")):
            mixed = invitations_store.invitations.get(f"mixed-{number}")
            mixed.grants = grants
            invitations_store.invitations.save(mixed)
    listed = _deliveries("SENT"), _announcements(HOST), _invitations(HOST)
    check_places_migrated(mongoengine.get_db(), "accounts", 1, "deliveries", "invitations", "announcements")
    assert (_deliveries("SENT"), _announcements(HOST), _invitations(HOST)) == listed
    assert all(lists for lists, *_ in places_of(mongoengine.get_db(), "deliveries").values())

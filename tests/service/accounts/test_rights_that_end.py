"""What somebody made ends with the right to make it (K1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from dasai.accounts.v1 import invitations_pb2

from chassis.actor import PUBLIC
from chassis.context import Context, handling
from chassis.facts.roles import Grant, Role
from services.accounts.accounts import store
from services.accounts.accounts.settings import real_time
from services.accounts.invitations import commands as invitations
from services.accounts.invitations import queries as invitations_queries
from services.accounts.invitations import store as invitations_store
from services.accounts.invitations.model import NAME_KEPT
from services.accounts.invitations.requests import Invite
from services.accounts.password_resets import commands as resets
from services.accounts.password_resets.requests import HandLink, UseLink
from services.accounts.second_factors import commands as factors
from services.accounts.second_factors import store as factors_store
from services.accounts.second_factors.model import SealedSecret, SecondFactor
from services.accounts.second_factors.requests import RequestReset
from services.accounts.sign_on import commands as sign_on
from services.accounts.sign_on.model import SignOnPurpose
from services.accounts.sign_on.requests import BeginSignOn, MakeLinkCode
from tests.service.accounts.acting import AT, DIVISION, PASSWORD, called, opened

pytestmark = pytest.mark.parts


def disable(account_id: str) -> None:
    """Disable an account."""
    with handling(Context(actor=PUBLIC, causation_id="disable")):
        account = store.accounts.get(account_id)
        account.disable("left", now=real_time(), at=AT)
        store.accounts.save(account)


def move(account_id: str) -> None:
    """Take an account's roles away."""
    with handling(Context(actor=PUBLIC, causation_id="move")):
        account = store.accounts.get(account_id)
        account.change_roles((Grant(Role.PARTICIPANT),), "moved", now=real_time(), at=AT)
        store.accounts.save(account)


@pytest.fixture(params=[disable, move])
def takes_rights(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Return what takes the rights of an account away: disabling it, or other roles."""
    function: Callable[[str], None] = request.param
    return function


def test_k1_an_invitation_ends_with_the_right_to_invite(takes_rights: Callable[[str], None]) -> None:
    """K1: of whoever made it; lists show it as revoked."""
    host, secretariat = opened("host", Role.HOST), opened("secretariat", Role.SECRETARIAT)
    roles = (Grant(Role.EXPERT, DIVISION),)
    invite = Invite(roles=roles, organisation_uscc="91110199000000019X", name="", hours=1)
    code = called(host, lambda: invitations.invite(invite, host, AT)).code
    assert called(PUBLIC, lambda: invitations_queries.read_invitation(code)).roles[0].division == DIVISION
    takes_rights(host.account_id)
    assert called(PUBLIC, lambda: invitations_queries.read_invitation(code)) == "INVITATION_REVOKED"

    def listed(state: str) -> int:
        request = invitations_pb2.ListInvitationsRequest(state=f"INVITATION_STATE_{state}")
        return len(called(secretariat, lambda: invitations_queries.list_invitations(request, secretariat)).invitations)

    assert [listed(state) for state in ("OPEN", "REVOKED", "UNSPECIFIED")] == [0, 1, 1]


def test_k1_a_handed_link_ends_with_the_right_to_hand_it_over(takes_rights: Callable[[str], None]) -> None:
    """K1: else whoever has abused it leaves a way into every account."""
    host, reviewer = opened("host", Role.HOST), opened("reviewer", Role.REVIEWER)
    hand = HandLink(account_id=reviewer.account_id, identity_check="seen in person")
    code = called(host, lambda: resets.hand_link(hand, host, AT)).code
    takes_rights(host.account_id)
    use = UseLink(code=code, new_password=PASSWORD)
    assert called(PUBLIC, lambda: resets.use_link(use, AT)) == "RESET_LINK_REPLACED"


@pytest.mark.usefixtures("provider_that_is_away")
def test_k1_a_link_code_ends_with_the_right_to_make_it(takes_rights: Callable[[str], None]) -> None:
    """K1: at the beginning already; before, only the provider that is away is in the way."""
    host, reviewer = opened("host", Role.HOST), opened("reviewer", Role.REVIEWER)
    make = MakeLinkCode(account_id=reviewer.account_id, provider_id="away")
    code = called(host, lambda: sign_on.make_link_code(make, host, AT)).code
    begin = BeginSignOn(
        provider_id="away",
        purpose=SignOnPurpose.LINK,
        redirect_uri="http://127.0.0.1/sign-on/return",
        session_id="session",
        link_code=code,
        next_page="",
    )
    assert called(reviewer, lambda: sign_on.begin_sign_on(begin, reviewer)) == "SIGN_ON_PROVIDER_AWAY"
    takes_rights(host.account_id)
    assert called(reviewer, lambda: sign_on.begin_sign_on(begin, reviewer)) == "K1_LINK_CODE_INVALID"


def test_k1_a_reset_takes_two_persons_who_may_both(takes_rights: Callable[[str], None]) -> None:
    """K1: a request of somebody who may not make it any more counts for nothing, and is in nobody's way."""
    host, second = opened("host", Role.HOST), opened("host-2", Role.HOST)
    secretariat, reviewer = opened("secretariat", Role.SECRETARIAT), opened("reviewer", Role.REVIEWER)
    factor = SecondFactor(id=reviewer.account_id)
    factor.begin(SealedSecret(key_id="k", nonce=b"n", ciphertext=b"c"), now=real_time())
    factor.confirm(1, (), "session", now=real_time(), at=AT)
    called(reviewer, lambda: factors_store.second_factors.add(factor))
    request = RequestReset(account_id=reviewer.account_id, reason="lost", identity_check="seen in person")
    called(host, lambda: factors.request_reset(request, host, AT))
    takes_rights(host.account_id)

    def approved() -> Any:
        return called(secretariat, lambda: factors.approve_reset(reviewer.account_id, secretariat, AT))

    assert approved() == "SECOND_FACTOR_RESET_NOT_OPEN"
    assert called(second, lambda: factors.request_reset(request, second, AT)).requested_by == second.account_id
    assert approved().decided_by == secretariat.account_id


def test_k4_for_whom_an_invitation_was_is_deleted_some_time_after_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """K4: if nobody accepted it; one that is open or ended a moment ago keeps its name, and an accepted one with its account."""
    secretariat = opened("secretariat", Role.SECRETARIAT)

    def invited(hours: int) -> str:
        request = Invite(roles=(Grant(Role.HOST, DIVISION),), organisation_uscc="", name="合成甲", hours=hours)
        return str(called(secretariat, lambda: invitations.invite(request, secretariat, AT)).invitation.invitation_id)

    over, later = invited(1), invited(336)

    def names() -> list[str]:
        return [invitations_store.invitations.look(identifier).name for identifier in (over, later)]

    called(secretariat, lambda: invitations.forget_names(secretariat, AT))
    assert names() == ["合成甲", "合成甲"]
    then = real_time() + NAME_KEPT + timedelta(hours=2)
    monkeypatch.setattr(invitations, "real_time", lambda: then)
    called(secretariat, lambda: invitations.forget_names(secretariat, AT))
    assert names() == ["", "合成甲"]

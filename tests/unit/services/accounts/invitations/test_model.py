"""An invitation (K1)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chassis.facts.roles import Grant, Role
from chassis.kernel.refusal import Refusal
from services.accounts.invitations.model import Invitation, InvitationState, invitation_faults, time_to_accept

NOW = datetime(2024, 6, 1, tzinfo=UTC)
AT = datetime(2024, 5, 1, tzinfo=UTC)
HOST, EXPERT = Grant(Role.HOST, "110000"), Grant(Role.EXPERT, "110000")


def invitation() -> Invitation:
    """Return an invitation that is good for a day."""
    return Invitation(
        id="invitation-1",
        code_hash="hash",
        grants=(HOST,),
        invited_by="secretariat-1",
        invited_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )


def code_of(action: object) -> str:
    """Return the code with which it refuses."""
    assert callable(action)
    with pytest.raises(Refusal) as refused:
        action()
    return refused.value.code.name


def test_k1_an_invitation_is_good_once_and_for_its_time() -> None:
    """K1: accepted to its last moment, by one account; not after it, nor once it is revoked."""
    invited = invitation()
    end = invited.expires_at
    assert [invited.state(moment) for moment in (end - timedelta(milliseconds=1), end)] == [
        InvitationState.OPEN,
        InvitationState.EXPIRED,
    ]
    assert code_of(lambda: invited.accept("account-1", None, now=end, at=AT)) == "INVITATION_EXPIRED"
    invited.accept("account-1", None, now=NOW, at=AT)
    assert (invited.account_id, invited.state(end)) == ("account-1", InvitationState.ACCEPTED)
    assert code_of(lambda: invited.accept("account-2", None, now=NOW, at=AT)) == "INVITATION_USED"
    assert code_of(lambda: invited.revoke(now=NOW, at=AT)) == "INVITATION_USED"

    revoked = invitation()
    revoked.revoke(now=NOW, at=AT)
    revoked.revoke(now=NOW, at=AT)
    assert [type(raised.event).__name__ for raised in revoked.raised] == ["InvitationRevoked"]
    assert code_of(lambda: revoked.accept("account-1", None, now=NOW, at=AT)) == "INVITATION_REVOKED"


@pytest.mark.parametrize("accepted_in", [None, 0, 3])
def test_k1_an_acceptance_that_was_broken_off_is_completed_by_the_same_account(accepted_in: int | None) -> None:
    """K1: as long as that has not got the roles, which begins another epoch, and in the time of the invitation."""
    invited = invitation()
    assert invited.is_to_be_completed("account-1", accepted_in, NOW) is False
    invited.accept("account-1", accepted_in, now=NOW, at=AT)
    last = invited.expires_at - timedelta(milliseconds=1)
    assert invited.is_to_be_completed("account-1", accepted_in, last) is True
    for account_id, epoch, moment in (
        ("account-1", accepted_in, invited.expires_at),
        ("account-1", (accepted_in or 0) + 1, NOW),
        ("account-2", accepted_in, NOW),
    ):
        assert invited.is_to_be_completed(account_id, epoch, moment) is False


@pytest.mark.parametrize(
    ("grants", "uscc", "hours", "faulty"),
    [
        ((HOST,), "", 0, []),
        ((EXPERT,), "91110199000000019X", 336, []),
        ((HOST, EXPERT), "", 1, ["organisation_uscc"]),
        ((HOST,), "", 337, ["hours"]),
        ((HOST,), "", -1, ["hours"]),
    ],
)
def test_d2_e2_whoever_judges_is_invited_with_an_organisation(
    grants: tuple[Grant, ...], uscc: str, hours: int, faulty: list[str]
) -> None:
    """D2, E2: of reviewers and experts; an invitation is good for a week unless stated, and at most two."""
    assert [fault.field for fault in invitation_faults(grants, uscc, hours)] == faulty
    assert time_to_accept(0) == timedelta(days=7)
    assert time_to_accept(2) == timedelta(hours=2)

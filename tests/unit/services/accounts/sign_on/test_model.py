"""Single sign-on: linked identities, link codes, and whom a provider vouches for (K1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chassis.facts.roles import Grant, Role
from chassis.kernel.refusal import Refusal
from services.accounts.sign_on.model import LinkCode, LinkedIdentities, Provider, require_usable

NOW = datetime(2024, 6, 1, tzinfo=UTC)
PROVIDER = Provider(
    id="beijing",
    name_zh="合成测试身份认证系统",
    name_en="Synthetic provider",
    issuer="https://id.example.test",
    client_id="dasai",
    client_secret="secret",
    division="110000",
)
CODE = LinkCode(hash="hash", provider_id="beijing", made_by="host-1", expires_at=NOW + timedelta(hours=72))
PARTICIPANT, REVIEWER = Grant(Role.PARTICIPANT), Grant(Role.REVIEWER, "110000")


def refused(call: object) -> str:
    """Return the code with which a call refuses."""
    with pytest.raises(Refusal) as refusal:
        call()  # type: ignore[operator]
    return refusal.value.code.name


def test_k1_an_account_has_a_single_identity_of_a_provider() -> None:
    """K1: linking it again changes nothing; another is refused until the first is unlinked."""
    linked = LinkedIdentities(id="account-1")
    first = linked.link("key-1", "beijing", "account-1", now=NOW, at=NOW)
    assert linked.link("key-1", "beijing", "account-1", now=NOW + timedelta(days=1), at=NOW) == first
    assert len(linked.raised) == 1
    assert refused(lambda: linked.link("key-2", "beijing", "account-1", now=NOW, at=NOW)) == "IDENTITY_OTHER_LINKED"
    linked.link("key-3", "elsewhere", "account-1", now=NOW, at=NOW)
    assert [linked.unlink("beijing", at=NOW), linked.unlink("beijing", at=NOW)] == [True, False]
    assert [identity.key for identity in linked.identities] == ["key-3"]


def test_k1_a_link_code_is_good_once_for_its_provider_and_time() -> None:
    """K1: to the moment before its end; a newer one takes its place."""
    linked = LinkedIdentities(id="account-1")
    assert refused(lambda: linked.require_code("", "beijing", NOW)) == "K1_LINK_CODE_NEEDED"
    linked.make_code(replace(CODE, hash="older"), at=NOW)
    linked.make_code(CODE, at=NOW)
    for code_hash, provider_id, moment in (
        ("older", "beijing", NOW),
        ("hash", "elsewhere", NOW),
        ("hash", "beijing", CODE.expires_at),
    ):
        wrong = refused(lambda: linked.require_code(code_hash, provider_id, moment))  # noqa: B023 - called at once
        assert wrong == "K1_LINK_CODE_INVALID"
    assert linked.redeem_code("hash", "beijing", CODE.expires_at - timedelta(milliseconds=1)) == "host-1"
    assert refused(lambda: linked.redeem_code("hash", "beijing", NOW)) == "K1_LINK_CODE_INVALID"


@pytest.mark.parametrize(
    ("division", "grants", "vouches"),
    [
        ("110000", (PARTICIPANT,), True),
        ("110000", (REVIEWER, PARTICIPANT), True),
        ("310000", (REVIEWER,), False),
        ("110000", (Grant(Role.SECRETARIAT),), False),
        ("110000", (Grant(Role.EXPERT),), False),
        ("110000", (REVIEWER, Grant(Role.HOST, "310000")), False),
        ("", (Grant(Role.SECRETARIAT), REVIEWER), True),
    ],
)
def test_k1_a_division_vouches_for_its_own_staff_only(division: str, grants: tuple[Grant, ...], vouches: bool) -> None:
    """K1: and for any participant."""
    assert replace(PROVIDER, division=division).vouches_for(grants) is vouches


def test_k1_an_identity_that_its_holder_linked_signs_in_no_staff() -> None:
    """K1: who links it anew is noted, and then it does."""
    linked = LinkedIdentities(id="account-1")
    own = linked.link("key-1", "beijing", "account-1", now=NOW, at=NOW)
    require_usable(own, PROVIDER, "account-1", (PARTICIPANT,))
    assert refused(lambda: require_usable(own, PROVIDER, "account-1", (REVIEWER,))) == "K1_LINK_NOT_BY_STAFF"
    anew = linked.link("key-1", "beijing", "host-1", now=NOW, at=NOW)
    require_usable(anew, PROVIDER, "account-1", (REVIEWER,))
    elsewhere = (Grant(Role.HOST, "310000"),)
    assert refused(lambda: require_usable(anew, PROVIDER, "account-1", elsewhere)) == "K1_PROVIDER_OF_ANOTHER_DIVISION"

"""An account and what its roles may grant (K1, K4)."""

from __future__ import annotations

from bisect import bisect_left
from datetime import UTC, datetime, timedelta

import pytest

from chassis.facts.roles import AccountState, Grant, Role, may_grant
from chassis.kernel.refusal import Refusal
from services.accounts.accounts.checks import administered
from services.accounts.accounts.events import PasswordChange
from services.accounts.accounts.model import (
    MAX_CHANGES,
    MAX_CONSENTS,
    STRETCH,
    Account,
    ChangeKind,
    Consent,
    ConsentKind,
    Contacts,
    administered_by,
    administers,
    grant_faults,
    marks_of,
)

NOW = datetime(2024, 6, 1, tzinfo=UTC)
AT = datetime(2024, 5, 1, tzinfo=UTC)
HOST, REVIEWER = Grant(Role.HOST, "110000"), Grant(Role.REVIEWER, "110000")


def account(*grants: Grant) -> Account:
    """Return an open account, as it is after its first save."""
    made = Account(id="account-1", login="somebody", password="hash", grants=grants)
    made.open(now=NOW, at=AT)
    made.take_events()
    made.version = 1
    return made


def names(of: Account) -> list[str]:
    """Return the names of the events that wait."""
    return [type(raised.event).__name__ for raised in of.raised]


def test_participants_are_no_news_to_other_services() -> None:
    """K1: services hear of staff, also of whom it was and is no more."""
    opened = Account(id="a", login="a-login", grants=(Grant(Role.PARTICIPANT),))
    opened.open(now=NOW, at=AT)
    assert names(opened) == ["AccountOpened"]
    staff = account(REVIEWER)
    staff.change_roles([Grant(Role.PARTICIPANT)], "left", now=NOW, at=AT)
    assert names(staff) == ["RolesChanged", "StaffChanged"]
    assert staff.raised[1].event.account.sequence == 2


def test_k1_roles_that_moved_on_are_noticed() -> None:
    """K1: K1_ROLES_MOVED_ON for one that was granted or revoked meanwhile; not for another order, or that of participants."""
    held = account(HOST, REVIEWER, Grant(Role.PARTICIPANT))
    held.require_roles([REVIEWER, HOST])
    held.require_roles([Grant(Role.PARTICIPANT), HOST, REVIEWER])
    for seen in ([], [HOST], [HOST, REVIEWER, Grant(Role.EXPERT)]):
        with pytest.raises(Refusal) as refused:
            held.require_roles(seen)
        assert refused.value.code.name == "K1_ROLES_MOVED_ON"
    account().require_roles([])


def test_what_takes_rights_away_begins_a_new_epoch() -> None:
    """K1: other roles, disabling, a new password, closing; not what changes no right."""
    later = NOW + timedelta(hours=1)
    changed = account(HOST)
    changed.change_roles([REVIEWER], "moved", now=later, at=AT)
    assert (changed.epoch, changed.ended_at) == (1, later)
    changed.disable("left", now=later, at=AT)
    changed.disable("again", now=later + timedelta(hours=1), at=AT)
    assert (changed.epoch, changed.state, changed.disabled_reason) == (2, AccountState.DISABLED, "left")
    changed.enable("back", at=AT)
    changed.record_organisation("91110199000000019X", now=NOW, at=AT)
    assert (changed.epoch, changed.state) == (2, AccountState.ACTIVE)
    changed.change_password("other hash", PasswordChange.OWN, now=later, at=AT)
    assert changed.epoch == 3
    changed.close(now=later, at=AT)
    assert (changed.epoch, changed.grants, changed.password, changed.state) == (4, (), "", AccountState.CLOSED)


def test_k1_gateways_look_sessions_up_anew_when_they_show_or_owe_something_else() -> None:
    """K1, K4: name, organisation, consent, a notice agreed to no more; sessions go on, and the same again is no change."""
    changed = account(REVIEWER)
    instants = [NOW + timedelta(hours=hour) for hour in range(6)]
    noted = []
    changed.rename("somebody", now=instants[0])
    noted.append(changed.sessions_changed_at)
    changed.rename("somebody", now=instants[1])
    noted.append(changed.sessions_changed_at)
    changed.record_organisation("91110199000000019X", now=instants[2], at=AT)
    noted.append(changed.sessions_changed_at)
    for instant, given in ((instants[3], True), (instants[4], False)):
        said = Consent(kind=ConsentKind.PRIVACY_NOTICE, version="1", given=given, at=instant)
        changed.record_consent(said, at=AT)
        noted.append(changed.sessions_changed_at)
    said = Consent(kind=ConsentKind.IDENTITY_NUMBERS, version="1", given=False, at=instants[5])
    changed.record_consent(said, at=AT)
    noted.append(changed.sessions_changed_at)
    assert noted == [instants[place] for place in (0, 0, 2, 2, 4, 5)]
    assert (changed.epoch, changed.ended_at) == (0, None)


def test_a_closed_account_changes_no_more() -> None:
    """K4: and only a disabled account is enabled."""
    closed = account(HOST)
    with pytest.raises(Refusal) as refused:
        closed.enable("", at=AT)
    assert refused.value.code.name == "ACCOUNT_NOT_DISABLED"
    closed.close(now=NOW, at=AT)
    for change in (
        lambda: closed.disable("", now=NOW, at=AT),
        lambda: closed.change_roles([HOST], "", now=NOW, at=AT),
        lambda: closed.change_password("x", PasswordChange.OWN, now=NOW, at=AT),
    ):
        with pytest.raises(Refusal) as refused:
            change()
        assert refused.value.code.name == "ACCOUNT_CLOSED"


EVERYBODY = [
    (),
    (Grant(Role.PARTICIPANT),),
    (REVIEWER,),
    (HOST,),
    (Grant(Role.PARTICIPANT), REVIEWER, Grant(Role.EXPERT, "120000")),
    (Grant(Role.EXPERT),),
    (Grant(Role.SECRETARIAT),),
    (Grant(Role.OPERATOR), HOST),
]


@pytest.mark.parametrize(
    "grants",
    [
        {HOST},
        {HOST, Grant(Role.HOST, "120000")},
        {Grant(Role.SECRETARIAT)},
        {Grant(Role.OPERATOR)},
        {Grant(Role.OPERATOR), HOST},
        {Grant(Role.OPERATOR), Grant(Role.SECRETARIAT)},
    ],
)
def test_k1_a_list_holds_exactly_whom_the_caller_administers(grants: set[Grant]) -> None:
    """K1: the filter of the query and the check of a single account are of one mind, whoever asks."""
    condition = administered(grants).get("state.administered_by", {"$nin": []})
    for held in EVERYBODY:
        by = administered_by(held)
        if isinstance(condition, str):
            listed = by == condition
        else:
            listed = by in condition["$in"] if "$in" in condition else by not in condition["$nin"]
        assert listed == administers(grants, held), held


def test_k1_an_account_remembers_its_last_changes() -> None:
    """K1: what, by whom, when and why; the oldest of many is forgotten, and the name in lists follows."""
    changed = account(REVIEWER)
    changed.disable("left", now=NOW, at=AT)
    changed.note_changes("host", NOW)
    changed.take_events()
    changed.record_organisation("91110199000000019X", now=NOW, at=AT)
    changed.note_changes("host", NOW)
    assert [(each.kind, each.by, each.reason, each.organisation_uscc) for each in changed.changes] == [
        (ChangeKind.DISABLED, "host", "left", ""),
        (ChangeKind.ORGANISATION, "host", "", "91110199000000019X"),
    ]
    for _ in range(MAX_CHANGES):
        changed.note_changes("host", NOW)
    assert (len(changed.changes), changed.changes[0].kind) == (MAX_CHANGES, ChangeKind.ORGANISATION)
    changed.list_anew()
    assert (changed.listed, changed.listed_login) == ("somebody\tsomebody", "")
    changed.rename(" 試 錢Ａ ", now=NOW)
    changed.list_anew()
    assert (changed.listed, changed.listed_login) == ("试钱a\tsomebody", "somebody")


def test_k4_the_last_word_on_a_consent_counts() -> None:
    """K4: given, withdrawn, given to another version; the same word again is no news."""
    holder = account(Grant(Role.PARTICIPANT))
    said = [("1", True), ("1", True), ("1", False), ("2", True)]
    agreed = []
    for version, given in said:
        consent = Consent(kind=ConsentKind.IDENTITY_NUMBERS, version=version, given=given, at=NOW)
        holder.record_consent(consent, at=AT)
        agreed.append(holder.agrees_to(ConsentKind.IDENTITY_NUMBERS))
    assert agreed == ["1", "1", "", "2"]
    assert names(holder) == ["ConsentRecorded"] * 3
    assert holder.agrees_to(ConsentKind.PRIVACY_NOTICE) == ""


def test_k4_an_account_remembers_the_last_consents_of_each_kind() -> None:
    """K4: all are in the audit trail; an account whose holder changes its mind all day can still be written, and so disabled."""
    holder = account(Grant(Role.PARTICIPANT))
    agreed = Consent(kind=ConsentKind.PRIVACY_NOTICE, version="1", given=True, at=NOW)
    holder.record_consent(agreed, at=AT)
    for number in range(MAX_CONSENTS + 7):
        moment = NOW + timedelta(seconds=number)
        consent = Consent(kind=ConsentKind.IDENTITY_NUMBERS, version="1", given=number % 2 == 0, at=moment)
        holder.record_consent(consent, at=AT)
    assert len(holder.raised) == MAX_CONSENTS + 8
    assert (holder.consents[0], len(holder.consents)) == (agreed, MAX_CONSENTS + 1)
    assert [consent.at for consent in holder.consents[1:]] == [
        NOW + timedelta(seconds=number) for number in range(7, MAX_CONSENTS + 7)
    ]


@pytest.mark.parametrize(
    ("own", "grant", "may"),
    [
        (Grant(Role.SECRETARIAT), HOST, True),
        (Grant(Role.SECRETARIAT), Grant(Role.EXPERT), True),
        (Grant(Role.SECRETARIAT), Grant(Role.SECRETARIAT), False),
        (Grant(Role.OPERATOR), Grant(Role.SECRETARIAT), True),
        (Grant(Role.OPERATOR), HOST, False),
        (HOST, REVIEWER, True),
        (HOST, Grant(Role.REVIEWER, "120000"), False),
        (HOST, Grant(Role.EXPERT), False),
        (HOST, HOST, False),
        (Grant(Role.PARTICIPANT), Grant(Role.EXPERT, "110000"), False),
    ],
)
def test_k1_each_role_grants_the_roles_that_it_may(own: Grant, grant: Grant, may: bool) -> None:
    """K1: a host its own reviewers and experts, the secretariat hosts and experts of the final, operators the secretariat."""
    assert may_grant([own], grant) is may


def test_a_role_that_cannot_be_held_so_has_a_fault() -> None:
    """K1: a host needs a division, the secretariat has none, and a division must exist."""
    grants = [Grant(Role.HOST), Grant(Role.SECRETARIAT, "110000"), Grant(Role.REVIEWER, "999999"), HOST]
    faults = grant_faults(grants, frozenset({"110000"}))
    assert [fault.en.split(":")[0] for fault in faults] == [
        "This role is of a division",
        "This role holds nation-wide",
        "There is no such division",
    ]


@pytest.mark.parametrize(
    ("email", "mobile", "faulty"),
    [
        (" name@example.org ", "+86 138 0000 0000", []),
        ("ｎａｍｅ＠example.org", "13800000000", []),
        ("", "", []),
        ("name@example", "", ["email"]),
        ("name example@x.org", "1380000000", ["email", "mobile"]),
        ("a@b.org\nBcc: c@d.org", "", ["email"]),
        ("", "+441632960961", []),
    ],
)
def test_contacts_have_one_form(email: str, mobile: str, faulty: list[str]) -> None:
    """K4: however they are typed; what can't be an address or a number is named."""
    assert [fault.field for fault in Contacts.of(email, mobile).faults] == faulty


def test_a_list_is_parted_into_stretches_by_short_beginnings() -> None:
    """Each mark stands between two neighbours; about a hundred accounts lie between two of them, and a short list has none."""
    names = sorted(
        f"{chr(0x4E00 + number % 30)}{chr(0x5200 + number * 31 % 500)}\tlogin-{number}" for number in range(5_000)
    )
    marks = marks_of(names)
    lengths = [
        bisect_left(names, above) - bisect_left(names, below)
        for below, above in zip(["", *marks], [*marks, "\U0010ffff"], strict=True)
    ]
    assert (sum(lengths), max(lengths) <= 1.5 * STRETCH, max(len(mark) for mark in marks)) == (5_000, True, 2)
    assert marks_of(names[:STRETCH]) == []
    assert marks_of(["the same"] * 3 * STRETCH) == ["the same"]

"""What a step may change of a team's accounts and of what was found, and what stays (rules B2, B3, B8, C7, K1)."""

from __future__ import annotations

from dataclasses import fields, replace

from services.registration.teams.events import TeamFindingChanged
from services.registration.teams.model.team import Team

# what changes when colleagues come and go
ACCOUNTS = {"members"}


def changed(before: Team, after: Team) -> set[str]:
    """Names of the fields that a step changed."""
    names = {one.name for one in fields(before) if not one.name.startswith("_")} - {"version"}
    return {name for name in names if getattr(before, name) != getattr(after, name)}


def hold_to_accounts(before: Team, after: Team) -> None:
    """Whatever the step was: who stays acts for whom it did, and whoever counts misses nobody (rules B2, K1)."""
    came = [one for one in after.account_ids if one not in before.account_ids]
    gone = [one for one in before.account_ids if one not in after.account_ids]
    assert after.members.changes == before.members.changes + len(came) + len(gone), "whoever counts misses nobody"
    for account in set(before.account_ids) & set(after.account_ids):
        assert after.acts_for(account) == before.acts_for(account), "an account acts for its own organisation"
        assert after.members.of(account).number == before.members.of(account).number
    for account in came:
        assert after.acts_for(account) in {one.uscc for one in after.composition.joined}
    assert after.members.invited >= before.members.invited, "a code that was void stays void"


def hold_to_colleagues(before: Team | None, after: Team) -> None:
    """Hold a team whose accounts come and go one at a time (rules B2, K1)."""
    assert before is not None
    assert changed(before, after) <= ACCOUNTS, "who acts for the team changes nothing of it"
    assert len({*before.account_ids} ^ {*after.account_ids}) <= 1
    if not before.is_active:
        assert set(after.account_ids) <= set(before.account_ids), "nobody joins a team that is gone"
        assert after.members.invited == before.members.invited


def hold_to_findings(before: Team, after: Team, told: list[TeamFindingChanged]) -> None:
    """Whatever the step was: nothing found is forgotten, and review's numbers grow (rules B3, B8, C7)."""
    there = {one.uscc for one in after.organisations} | {""}
    known, now = ({one.key: one for one in team.findings.each} for team in (before, after))
    for key, one in known.items():
        assert key in now or one.uscc not in there, "nothing found is forgotten but with its organisation"
        assert key not in now or replace(now[key], lifted=one.lifted, as_of=one.as_of, source=one.source) == one
    assert all(one.uscc in there for one in after.findings.each)
    if not before.is_active:
        lifted = tuple(replace(one, lifted=True) for one in before.findings.each)
        assert after.findings.each == (lifted if after.is_active else before.findings.each), (
            "who is gone learns nothing"
        )
    assert [one.sequence for one in told] == sorted({one.sequence for one in told}), "a later word has a higher number"
    assert all(before.findings.sequence < one.sequence <= after.findings.sequence for one in told)
    assert after.findings.sequence >= before.findings.sequence
    assert after.receipts or not told, "nobody reviews what was never submitted"

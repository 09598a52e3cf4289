"""Checks of what a step may change in a team's accounts and findings, and what stays (rules B2, B3, B8, C7, K1)."""

from __future__ import annotations

from dataclasses import fields, replace

from services.registration.teams.events import TeamFindingChanged
from services.registration.teams.model.team import Team

# what changes when colleagues come and go
ACCOUNTS = {"members"}


def changed_fields(before: Team, after: Team) -> set[str]:
    """Return the names of the fields that a step changed."""
    names = {field.name for field in fields(before) if not field.name.startswith("_")} - {"version"}
    return {name for name in names if getattr(before, name) != getattr(after, name)}


def check_accounts(before: Team, after: Team) -> None:
    """Check that each remaining account acts for its organisation and that every change is counted (rules B2, K1)."""
    added = [account for account in after.account_ids if account not in before.account_ids]
    removed = [account for account in before.account_ids if account not in after.account_ids]
    assert after.members.changes == before.members.changes + len(added) + len(removed), "every change is counted"
    for account in set(before.account_ids) & set(after.account_ids):
        assert after.acts_for(account) == before.acts_for(account), "an account acts for its own organisation"
        assert after.members.of(account).number == before.members.of(account).number
    for account in added:
        assert after.acts_for(account) in {organisation.uscc for organisation in after.composition.joined}
    assert after.members.invited >= before.members.invited, "a void code stays void"


def check_colleagues(before: Team | None, after: Team) -> None:
    """Check that only the accounts changed, one at a time (rules B2, K1)."""
    assert before is not None
    assert changed_fields(before, after) <= ACCOUNTS, "a change of accounts changes nothing else"
    assert len({*before.account_ids} ^ {*after.account_ids}) <= 1
    if not before.is_active:
        assert set(after.account_ids) <= set(before.account_ids), "nobody joins a team that is gone"
        assert after.members.invited == before.members.invited


def check_findings(before: Team, after: Team, events: list[TeamFindingChanged]) -> None:
    """Check that no finding is forgotten and that review's numbers grow (rules B3, B8, C7)."""
    usccs = {organisation.uscc for organisation in after.organisations} | {""}
    old_findings, new_findings = ({finding.key: finding for finding in team.findings.each} for team in (before, after))
    for key, finding in old_findings.items():
        assert key in new_findings or finding.uscc not in usccs, "a finding is forgotten only with its organisation"
        assert (
            key not in new_findings
            or replace(new_findings[key], lifted=finding.lifted, as_of=finding.as_of, source=finding.source) == finding
        )
    assert all(finding.uscc in usccs for finding in after.findings.each)
    if not before.is_active:
        lifted = tuple(replace(finding, lifted=True) for finding in before.findings.each)
        assert after.findings.each == (lifted if after.is_active else before.findings.each), (
            "a team that is gone gets no findings"
        )
    assert [event.sequence for event in events] == sorted({event.sequence for event in events}), (
        "later events have higher numbers"
    )
    assert all(before.findings.sequence < event.sequence <= after.findings.sequence for event in events)
    assert after.findings.sequence >= before.findings.sequence
    assert after.receipts or not events, "review hears only of submitted teams"
